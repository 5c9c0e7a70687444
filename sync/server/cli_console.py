"""Where the command line writes: what was asked for to the one, everything else to the other."""

import sys

from rich.console import Console

PIPED_WIDTH = 240
"""Characters of a line that goes into a file or a pipe: a table there is read by programs and must not be cut."""
out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False)
