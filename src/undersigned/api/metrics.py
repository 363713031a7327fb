"""Metrics for Prometheus, under an address that is there only for who knows the token."""

import hmac
from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from undersigned.adapters.metrics_folder import Gauge
from undersigned.api.reading import read_only
from undersigned.queries.measures import Measures, measure


@read_only
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of this machine's web processes, and what waits on the whole server."""
    if not _may_read(request):
        raise Http404
    from undersigned.adapters.metrics import (  # noqa: PLC0415 slow import
        TEXT,
        request_counts,
    )

    body = request_counts().expose(_gauges(measure(at=timezone.now())))
    response = HttpResponse(body, content_type=TEXT)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read(request: HttpRequest) -> bool:
    token = settings.CONFIG.metrics_token
    given = request.headers.get("Authorization", "").encode()
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())


def _gauges(measures: Measures) -> Sequence[Gauge]:
    return (
        Gauge(
            "undersigned_outbox_mails",
            "Mails that are due and not sent; no more than 10000 are counted.",
            "kind",
            measures.mails,
        ),
        Gauge(
            "undersigned_outbox_oldest_seconds",
            "For how long the oldest mail that is due has waited.",
            "kind",
            measures.mail_ages,
        ),
        Gauge(
            "undersigned_log_waiting",
            "Confirmed signatures without a place in the log, at most 10000; leaves not yet shown.",
            "what",
            {"signatures": measures.unlogged, "leaves": measures.unpublished},
        ),
        Gauge(
            "undersigned_log_lag_seconds",
            "For how long the oldest signature has waited for the log.",
            "what",
            {"signatures": measures.unlogged_age},
        ),
        Gauge(
            "undersigned_worker_silent_seconds",
            "Since when a lane of the workers has not come round.",
            "lane",
            measures.pass_ages,
        ),
        Gauge(
            "undersigned_worker_pass_seconds",
            "The slowest pass of a lane within ten seconds.",
            "lane",
            measures.pass_seconds,
        ),
    )


urlpatterns: list[URLPattern] = [path("metrics", metrics, name="metrics")]
