"""`python -m awmc`: the same as the command `awmc`."""

from awmc.cli import main

main()
