"""The one Django app of the project."""

from django.apps import AppConfig


class UndersignedConfig(AppConfig):
    """Label and models of Undersigned."""

    name = "undersigned"
    label = "undersigned"
    verbose_name = "Undersigned"
