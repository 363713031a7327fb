"""Lines of the operator's log about requests: what was asked for, and not by whose link."""

import logging


class RoutesOnly(logging.Filter):
    """Puts the pattern of an address in its place: the address can hold the token of a mail.

    Whoever reads `invitations/<str:token>/accept/` knows what broke, and can accept nothing.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = match.route if match is not None else "an address"
            record.args = tuple(route if word == path else word for word in record.args)
        return True
