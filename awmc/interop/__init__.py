"""Environments in the forms of others: function calling, OpenEnv packages, AgentWorldModel files, SQL schemas.

Nothing here needs an extra: what a written package needs is that package's own affair.
"""
