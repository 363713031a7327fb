"""Account: a person who works on letters. Signers never have one."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

# The lead of letters that were imported before anyone had an account; claimed by the first link.
PLACEHOLDER_EMAIL = "operator@localhost"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by mail address."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Signs in with a code sent to `email`; there is no password."""

    email = models.EmailField(unique=True)
    # What the others of a coalition call this person; the address where it is empty.
    name = models.CharField(max_length=200, blank=True)
    # What the interface and mails speak to this person; empty: what the browser asks for.
    language = models.CharField(max_length=35, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"account {self.pk}"

    def has_usable_password(self) -> bool:
        """Never: else allauth would ask for one where it asks who is there."""
        return False

    @property
    def called(self) -> str:
        """The name by which others know the person."""
        return self.name or self.email
