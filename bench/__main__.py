"""Run every measurement, or those that are named: `python -m bench [NAME…]`."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    """Run each script in a process of its own, so that none warms what the next one measures."""
    known = [path.stem for path in sorted(FOLDER.glob("[a-z]*.py"))]
    names = sys.argv[1:] or known
    if unknown := sorted(set(names) - set(known)):
        print(f"There is no measurement {', '.join(unknown)}; there is: {', '.join(known)}.")
        return 2
    failed = [
        name
        for name in names
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    ]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
