"""Environments served over MCP: many episodes in one process over HTTP, or one over the standard streams.

`limits`, `refusals`, `workers`, `hosted`, `registry` and `telling` know neither HTTP nor MCP; `protocol` speaks MCP about one episode, whichever way it is
found; `http/` names episodes by URL and keeps what only a trainer may do behind a token. Needs the extra `mcp`.
"""
