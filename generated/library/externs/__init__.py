"""Outside functions of the spec, copied as they are."""
