"""Share: what stands beside a link elsewhere, feeds, codes, and the counter for other sites."""

from django.urls import URLPattern

from undersigned.web.share import feeds, pages

urlpatterns: list[URLPattern] = [*feeds.urlpatterns, *pages.urlpatterns]
