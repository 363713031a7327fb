"""What a page says once after somebody has pressed a button, carried by a cookie of this host."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """Django's, under a name that ties the cookie to this host where the address is encrypted."""

    cookie_name = f"{settings.CONFIG.cookie_prefix}messages"


class Messages(FallbackStorage):
    """What does not fit into the cookie stands in the session."""

    storage_classes = (HostCookieStorage, SessionStorage)
