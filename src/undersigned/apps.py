"""The one Django app of the project, and what it forbids the library of accounts to keep."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save

from undersigned.core.browsers import browser_name

# The column takes an address and must not be empty: this one stands for none.
NOWHERE = "0.0.0.0"  # noqa: S104 nothing is bound to it


class UndersignedConfig(AppConfig):
    """Label and models of Undersigned."""

    name = "undersigned"
    label = "undersigned"
    verbose_name = "Undersigned"

    def ready(self) -> None:
        """Connect what takes the traces out of the list of sessions."""
        from allauth.usersessions.models import UserSession  # noqa: PLC0415 app ready

        pre_save.connect(forget_whereabouts, UserSession, dispatch_uid="forget whereabouts")


def forget_whereabouts(instance: Any, **_signal: Any) -> None:  # the model is loaded later
    """Take the network address, and all that is particular of the browser, out of a session's row.

    allauth writes both with every sign-in. Where the people of a coalition are, and from when to
    when, is nothing that a server of theirs should be able to tell anyone; `Firefox, Linux` is
    enough to know one's own browsers.
    """
    instance.ip = NOWHERE
    instance.user_agent = browser_name(instance.user_agent)
