"""The server of `undersigned web` with an application that does nothing: what all others cost.

Run as `python -m bench._nothing PORT PROCESSES`.
"""

import sys
from dataclasses import replace
from typing import Any

from undersigned import config
from undersigned.cli.web import make_server


def nothing(_environ: dict[str, Any], start_response: Any) -> list[bytes]:  # as WSGI has it
    """Answer as little as an application can."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def main() -> None:
    """Serve until told to stop."""
    port, processes = sys.argv[1:]
    settings = replace(config.load(), listen=f"127.0.0.1:{port}")
    make_server(settings, processes=int(processes)).serve(
        target_loader=lambda: nothing, wrap_loader=False
    )


if __name__ == "__main__":
    main()
