"""Accounts: signing in, what makes an account secure, and who has one."""

from django.urls import URLPattern

from undersigned.web.accounts import address, factors, page, people, sessions, sign_in

urlpatterns: list[URLPattern] = [
    *sign_in.urlpatterns,
    *page.urlpatterns,
    *address.urlpatterns,
    *factors.urlpatterns,
    *sessions.urlpatterns,
    *people.urlpatterns,
]
