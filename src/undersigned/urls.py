"""All addresses of the server; each stage lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from undersigned.api import challenge, health, log, metrics
from undersigned.web import (
    accounts,
    agree,
    confirm,
    coverage,
    data,
    front,
    logos,
    mailbox,
    news,
    numbers,
    paper,
    publish,
    response,
    share,
    sign,
    withdraw,
    workspace,
)

urlpatterns: list[URLPattern | URLResolver] = [
    # Tried in this order, so first what thousands may send at once; pages are mostly kept.
    path("", include(sign)),
    path("", include(confirm)),
    path("", include(front)),
    path("", include(publish)),
    path("", include(share)),
    path("", include(paper)),
    path("", include(withdraw)),
    path("", include(agree)),
    path("", include(news)),
    path("", include(data)),
    path("", include(numbers)),
    path("", include(response)),
    path("", include(coverage)),
    path("", include(mailbox)),
    path("", include(log)),
    path("", include(health)),
    path("", include(challenge)),
    path("", include(metrics)),
    path("", include(logos)),
    path("", include(accounts)),
    path("", include(workspace)),
]

handler400 = "undersigned.web.errors.bad_request"
handler403 = "undersigned.web.errors.permission_denied"
handler404 = "undersigned.web.errors.page_not_found"
handler500 = "undersigned.web.errors.server_error"
