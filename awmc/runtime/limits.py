"""How much one value or one call may take. Beyond a limit the call fails; nothing is cut short."""

INT_LOW, INT_HIGH = -(2**63), 2**63 - 1
DECIMAL_LIMIT = 10**15
"""Money and decimals stay within ± this many of their smallest unit."""
TEXT_LENGTH = 1_000_000
"""Code points of one text."""
LIST_LENGTH = 100_000
"""Items of one list or map."""
LOOP_STEPS = 1_000_000
"""Steps of all loops of one outermost call."""
RESULT_LENGTH = 10_000_000
"""Characters of the JSON of one result."""
SQL_STEPS = 100_000_000
"""Instructions of SQLite's virtual machine in one outermost call."""
CALC_LENGTH = 1_000
"""Characters of the arithmetic that `calc` takes."""
FORMAT_WIDTH = 1_000
"""The greatest width and precision of a format in an interpolation."""
SPARE_ARGUMENTS = 3
"""How many mistakes one message about arguments names."""
