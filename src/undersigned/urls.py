"""All addresses of the server; each stage lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from undersigned.api import log
from undersigned.web import accounts, confirm, front, publish, sign, withdraw, workspace

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(front)),
    path("", include(publish)),
    path("", include(sign)),
    path("", include(confirm)),
    path("", include(withdraw)),
    path("", include(log)),
    path("", include(accounts)),
    path("", include(workspace)),
]

handler400 = "undersigned.web.errors.bad_request"
handler403 = "undersigned.web.errors.permission_denied"
handler404 = "undersigned.web.errors.page_not_found"
handler500 = "undersigned.web.errors.server_error"
