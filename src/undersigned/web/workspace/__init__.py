"""The workspace: what the lead of a letter does with it, page by page."""

from django.urls import URLPattern

from undersigned.web.workspace import (
    bursts,
    coalition,
    copies,
    coverage,
    coverage_correction,
    deliver,
    draft,
    endorse,
    history,
    invitations,
    letters,
    lists,
    news,
    organization,
    organizations,
    publish,
    review,
    seal,
    share,
    versions,
)

urlpatterns: list[URLPattern] = [
    *letters.urlpatterns,
    *draft.urlpatterns,
    *copies.urlpatterns,
    *versions.urlpatterns,
    *review.urlpatterns,
    *endorse.urlpatterns,
    *publish.urlpatterns,
    *share.urlpatterns,
    *seal.urlpatterns,
    *deliver.urlpatterns,
    *coverage.urlpatterns,
    *coverage_correction.urlpatterns,
    *organizations.urlpatterns,
    *bursts.urlpatterns,
    *coalition.urlpatterns,
    *history.urlpatterns,
    *invitations.urlpatterns,
    *organization.urlpatterns,
    *lists.urlpatterns,
    *news.urlpatterns,
]
