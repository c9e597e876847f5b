"""What several rules ask of a spec, found out once."""
