"""What tests, measurements and tools need to start programs beside themselves."""

import ctypes
import signal
import socket
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """Return a port of the loopback interface on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def die_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """Return a `preexec_fn` by which a child gets `how` when this process is killed.

    None where the system cannot do that.
    """
    if sys.platform != "linux":
        return None
    # Loaded here, because a child must not load a library between fork and exec.
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, how)

    return ask
