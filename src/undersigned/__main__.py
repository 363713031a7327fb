"""`python -m undersigned`, and the `undersigned` command."""

import sys

from undersigned.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
