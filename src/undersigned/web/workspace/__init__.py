"""The workspace: what the lead of a letter does with it, page by page."""

from django.urls import URLPattern

from undersigned.web.workspace import draft, letters, organizations, publish

urlpatterns: list[URLPattern] = [
    *letters.urlpatterns,
    *draft.urlpatterns,
    *publish.urlpatterns,
    *organizations.urlpatterns,
]
