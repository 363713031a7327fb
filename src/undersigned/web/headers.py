"""Security headers on every answer."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors "
)
_BY_NOBODY = "'none'"
CONTENT_SECURITY_POLICY = _POLICY + _BY_NOBODY
# A year, after which a browser would try without TLS again.
STRICT_TRANSPORT_SECURITY = f"max-age={365 * 24 * 3600}"
PERMISSIONS_POLICY = (
    "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(),"
    " usb=()"
)


def framable_by(response: HttpResponse, sites: Sequence[str]) -> None:
    """Let pages of these sites, sources as `clean_sites` spells them, show this one in a frame."""
    response.headers["Content-Security-Policy"] = _POLICY + (" ".join(sites) or _BY_NOBODY)


def add_security_headers(response: HttpResponse) -> None:
    """Add the Content-Security-Policy and its companions where the response has none."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # It knows no list of sites, so it says what the policy says where that is: none.
    if headers["Content-Security-Policy"].endswith(_BY_NOBODY):
        headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    if settings.CONFIG.is_tls:
        headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY)


class HeadersMiddleware:
    """Puts them on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        add_security_headers(response)
        return response
