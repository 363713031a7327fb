"""Lines of the operator's log: for people, or one JSON object each; never the words of an error."""

import logging
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Final

# The number of the request that is being answered; it stands in every line about it.
REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id", default="")
# What a line about a request may tell besides.
FIELDS: Final = ("method", "route", "status", "seconds")

# What structlog hands from one step to the next: whatever the line holds.
Event = MutableMapping[str, Any]


def describe_error(error: BaseException) -> str:
    """A traceback of `error` and of those that led to it, without what the errors say.

    A database quotes the row that it refuses and a parser the line that it cannot read: the words
    of an error may hold a name or an address. Where it happened tells what is wrong.
    """
    parts = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        frames = "".join(traceback.format_tb(following.__traceback__))
        kind = type(following)
        name = kind.__qualname__
        if kind.__module__ != "builtins":
            name = f"{kind.__module__}.{name}"
        parts.append(f"Traceback (most recent call last):\n{frames}{name}")
        cause = following.__cause__
        if cause is None and not following.__suppress_context__:
            cause = following.__context__
        following = cause
    return "\n\nwhich was followed by\n\n".join(reversed(parts))


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


class TextFormatter(logging.Formatter):
    """A line for people: time, level, logger, message, and the number of the request."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the name of the base
        """The line without a traceback."""
        line = super().formatMessage(record)
        number = REQUEST_ID.get()
        return f"{line} [request {number}]" if number else line

    def formatException(self, ei: Any) -> str:  # noqa: N802 the name of the base; Any: as it has it
        """A traceback without the words of the error."""
        return describe_error(ei[1]) if ei[1] is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry; what another handler made of the error is not taken over."""
        copy = logging.makeLogRecord(record.__dict__)
        copy.exc_text = None
        return super().format(copy)


def make_formatter(form: str) -> logging.Formatter:
    """What writes lines as `form` says, `text` or `json`."""
    if form == "text":
        return TextFormatter()
    import structlog  # noqa: PLC0415 slow import

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.stdlib.ExtraAdder(allow=FIELDS),
            _add_request,
            _add_error,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
    )


# Any: the logger is of no interest here.
def _add_request(_logger: Any, _name: str, event: Event) -> Event:
    if number := REQUEST_ID.get():
        event["request_id"] = number
    return event


def _add_error(_logger: Any, _name: str, event: Event) -> Event:
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[1] is not None:
        event["error"] = describe_error(info[1])
    return event


def logging_settings(form: str) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes; Any, because that is a tree of all sorts.

    Requests are told in JSON alone: who reads lines at a terminal looks for what went wrong.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "undersigned.adapters.logs.make_formatter", "form": form}},
        "filters": {"routes": {"()": "undersigned.adapters.logs.RoutesOnly"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.request": {"level": "ERROR", "filters": ["routes"]},
            # Anyone can send a wrong Host or a body that is too large; the answer is 400, and a
            # traceback for each helps nobody.
            "django.security": {"level": "CRITICAL"},
            # It would tell which passkey was used when.
            "fido2": {"level": "WARNING"},
            "undersigned.web.requests": {"level": "INFO" if form == "json" else "WARNING"},
        },
    }
