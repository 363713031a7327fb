"""Logos: pictures of organizations, whose address changes with their bytes."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.http import require_safe

from undersigned.queries.logos import DIGEST_DIGITS, logo_for, public_logo
from undersigned.web.workspace.access import MemberRequest, signed_in

# No address with these bytes will ever hold others.
IMMUTABLE = "public, max-age=31536000, immutable"


@require_safe
def logo(_request: HttpRequest, organization_id: str, digest: str) -> HttpResponse:
    """The logo of an organization that stands in public; for others there is none."""
    return _answer(public_logo(int(organization_id), digest), IMMUTABLE)


@require_safe
@signed_in
def workspace_logo(request: MemberRequest, organization_id: str, digest: str) -> HttpResponse:
    """The logo of an organization of one's own coalitions, published or not."""
    data = logo_for(request.user, int(organization_id), digest)
    return _answer(data, "private")


def _answer(data: bytes | None, cache: str) -> HttpResponse:
    if data is None:
        response = HttpResponse("There is no such logo here.\n", "text/plain; charset=utf-8", 404)
        # It may be there when the letter is published.
        response.headers["Cache-Control"] = "no-store"
        return response
    response = HttpResponse(data, "image/png")
    response.headers["Cache-Control"] = cache
    return response


_FILE = (
    r"organizations/(?P<organization_id>[1-9][0-9]{0,17})"
    rf"/logo-(?P<digest>[0-9a-f]{{{DIGEST_DIGITS}}})\.png\Z"
)
urlpatterns: list[URLPattern] = [
    re_path(rf"^{_FILE}", logo, name="logo"),
    re_path(rf"^workspace/{_FILE}", workspace_logo, name="workspace_logo"),
]
