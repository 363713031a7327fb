"""Django's settings, made from the table in `config` and the keys of the data folder."""

from pathlib import Path
from typing import Any

import dj_database_url

from undersigned import config
from undersigned.adapters import keys
from undersigned.adapters.logs import logging_settings
from undersigned.core.interface_languages import OWN_NAMES, SPOKEN

CONFIG = config.load()
KEYS = keys.load_keys(CONFIG.data)
PACKAGE = Path(__file__).parent

SECRET_KEY = KEYS.secret.hex()
DEBUG = False
ALLOWED_HOSTS = sorted({CONFIG.host.rpartition("@")[2].split(":")[0], "127.0.0.1", "localhost"})
if CONFIG.host.startswith("["):  # An IPv6 literal keeps its brackets.
    ALLOWED_HOSTS.append(CONFIG.host.partition("]")[0] + "]")

INSTALLED_APPS = [
    "django.forms",  # The templates of the widgets.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "undersigned",
]

MIDDLEWARE = [
    "undersigned.web.requests.RequestMiddleware",
    "undersigned.web.headers.HeadersMiddleware",
    "undersigned.web.page_cache.PageCacheMiddleware",
    "undersigned.web.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "undersigned.web.interface_language.InterfaceLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "undersigned.web.errors.RefusalMiddleware",
]

ROOT_URLCONF = "undersigned.urls"
WSGI_APPLICATION = "undersigned.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Sentences with numbers in the digits of their language, in the libraries' pages too.
            "libraries": {"i18n": "undersigned.templatetags.sentences"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    # The write lock is taken when a transaction begins, so that two writers queue
    # instead of one of them failing half way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: what was acknowledged survives a power cut. secure_delete: what was erased
    # is overwritten in the file. A cache of 16 MiB: each of a web process's 64 threads has one.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        " PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;"
    ),
}

if CONFIG.database.startswith("postgres"):
    DATABASES: dict[str, dict[str, Any]] = {"default": {**dj_database_url.parse(CONFIG.database)}}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": 16,
        # Seconds until it says that it has no connection, and the next try is made.
        "timeout": 10,
    }
    # After a restart of the database, no request meets a connection that is dead.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "undersigned.adapters.sqlite",
            "NAME": CONFIG.database.removeprefix("sqlite:///")
            or str(CONFIG.data / "undersigned.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "undersigned.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/workspace/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "undersigned.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Mail may be slow; the code is of no use in any other browser than the one that asked for it.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Every sign-in with a code shows that the mailbox is theirs, and makes it a verified one.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,20/h/key",
    # Tries of second factors; the key is the account. Of a million codes three are good at once.
    "login_failed": "20/m/ip,5/5m/key,20/h/key",
    "reauthenticate": "20/m/user",
    # The key is the mailbox that would get the mail.
    "change_address": "10/h/user,3/h/key",
}

MFA_ADAPTER = "undersigned.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# One's own machine is reached without encryption, and only under this name.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_TOTP_TOLERANCE = 1
# A sign-in takes two of them: the challenge and its answer.
MFA_RATE_LIMITS = {"webauthn_login": "40/m/ip"}
MFA_FORMS = {
    "add_webauthn": "undersigned.web.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "undersigned.web.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "undersigned.web.accounts.forms.PasskeySignInForm",
    "authenticate_webauthn": "undersigned.web.accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "undersigned.web.accounts.forms.PasskeyAgainForm",
    "authenticate": "undersigned.web.accounts.forms.SecondFactorForm",
    "reauthenticate": "undersigned.web.accounts.forms.CodeAgainForm",
}

# Only tries are counted with it. It is a table because a limit holds for all processes and hosts
# together, and the database is all that they share; requests for codes are few.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "undersigned_cache",
        "KEY_FUNCTION": "undersigned.web.throttle.digest_key",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Every mail that Django or a library sends is owed to the outbox like ours.
EMAIL_BACKEND = "undersigned.stages.outbox.OutboxBackend"
DEFAULT_FROM_EMAIL = CONFIG.mail_from

# How long they last stands there.
SESSION_ENGINE = "undersigned.web.accounts.session_store"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_NAME = f"{CONFIG.cookie_prefix}sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIG.is_tls
CSRF_COOKIE_NAME = f"{CONFIG.cookie_prefix}csrftoken"
# Scripts of ours take the token from their form.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = CONFIG.is_tls
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "undersigned.web.messages.Messages"
CSRF_TRUSTED_ORIGINS = [CONFIG.address]
CSRF_FAILURE_VIEW = "undersigned.web.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.is_tls else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# An answer of an addressee takes five files.
DATA_UPLOAD_MAX_NUMBER_FILES = 6
FILE_UPLOAD_HANDLERS = [
    "undersigned.web.uploads.CappedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en"
LANGUAGES = [(tag, OWN_NAMES[tag]) for tag in SPOKEN]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# A log holds no address: it would be a list of supporters.
LOGGING = logging_settings(CONFIG.log_form)
