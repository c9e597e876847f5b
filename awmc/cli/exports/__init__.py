"""What `awmc export` can write: one module a form, each with its `command`."""
