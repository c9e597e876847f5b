"""IR to files: knows nothing of syntax or semantics."""
