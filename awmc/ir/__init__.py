"""The intermediate representation: see `awmc.ir.model`."""
