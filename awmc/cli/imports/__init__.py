"""What specs can be made of, one module a format."""
