"""Whether the server is alive and ready, for load balancers and whatever watches machines."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone

from undersigned.api.reading import read_only
from undersigned.queries.health import find_health


@read_only
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody, so that a database that is gone restarts no server."""
    return _answer({"status": "ok"}, status=200)


@read_only
def ready(_request: HttpRequest) -> HttpResponse:
    """Signatures are taken and logged here: 200, or 503 and what is missing."""
    health = find_health(at=timezone.now())
    parts = {"database": health.database, "migrations": health.migrations, "worker": health.worker}
    named = {name: "ok" if is_well else "fail" for name, is_well in parts.items()}
    status = "ok" if health.is_ready else "fail"
    return _answer({"status": status, **named}, status=200 if health.is_ready else 503)


def _answer(values: dict[str, str], *, status: int) -> HttpResponse:
    response = JsonResponse(values, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern] = [
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
]
