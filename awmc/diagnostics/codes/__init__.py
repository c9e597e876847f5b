"""The diagnostics themselves, as data: one file a family of codes."""
