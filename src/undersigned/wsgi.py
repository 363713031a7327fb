"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")
_django = get_wsgi_application()

from undersigned.web.charset import Utf8Only  # noqa: E402 app ready
from undersigned.web.forms_first import FormsFirst  # noqa: E402 app ready
from undersigned.web.page_cache import KeptPagesFirst  # noqa: E402 app ready

application = KeptPagesFirst(Utf8Only(FormsFirst(_django)))
