"""Settings of the site. Everything a deployment may change is an environment variable.

| variable | meaning | default |
|---|---|---|
| `MAILLON_URL` | public address | `http://127.0.0.1:8000` |
| `DATABASE_URL` | database of record | SQLite in `MAILLON_VAR` |
| `MAILLON_VAR` | folder of everything written | `var/` |
| `MAILLON_NODE_MODULES` | folder of the front-end libraries | `node_modules/` |
| `MAILLON_SECRET_KEY` | secret of the signatures | drawn once, kept in `MAILLON_VAR` |
| `MAILLON_PROXY_HTTPS` | `1`: a proxy in front says `X-Forwarded-Proto` | `0` |
| `MAILLON_SMTP_URL` | `smtp://account:secret@host:587` | mails are files in `MAILLON_VAR/mail` |
| `MAILLON_FROM` | sender of the mails | `maillon@localhost` |
| `MAILLON_HEADS_TO` | addresses that `maillon site heads` writes to, separated by commas | nobody |
| `MAILLON_DEBUG` | `1` for developers only | `0` |
| `MAILLON_SEAL` | key that seals frozen versions (PKCS#12) | a demonstration key, that says so |
| `MAILLON_SEAL_PASSPHRASE` | its passphrase | empty |
| `MAILLON_TRUSTED_ISSUERS` | folder of the certificates of trusted issuers | none is trusted |
| `MAILLON_TEST_DATABASE` | database of the tests: `sqlite` or an address | `DATABASE_URL` |
"""

import os
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from maillon.web.site import sqlite
from maillon.web.site.database import database_settings
from maillon.web.site.places import PACKAGE, secret_key, var_folder

sqlite.install()

VAR = var_folder()
DEBUG = os.environ.get("MAILLON_DEBUG") == "1"
SECRET_KEY = secret_key(VAR)

URL = os.environ.get("MAILLON_URL", "http://127.0.0.1:8000")
_HOST = urlsplit(URL).hostname or "127.0.0.1"
_HTTPS = urlsplit(URL).scheme == "https"
ALLOWED_HOSTS = list(dict.fromkeys([_HOST, "127.0.0.1", "localhost", "[::1]"]))
CSRF_TRUSTED_ORIGINS = [URL] if _HTTPS else []

# top to bottom: an app may use those below it (see .importlinter)
ROOMS = (
    "site",
    "portal",
    "solidarity",
    "adoption",
    "monitoring",
    "negotiation",
    "contracts",
    "territories",
    "accounts",
    "journal",
    "common",
)

INSTALLED_APPS = [
    "django.contrib.auth",  # first: our administration takes its groups away
    "django.contrib.contenttypes",
    *(f"maillon.web.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# who gives the journal, which knows none of them, the names and pages of what its acts are about
JOURNAL_NAMES = [
    "maillon.web.contracts.queries.named.contracts",
    "maillon.web.contracts.queries.named.institutions",
    "maillon.web.territories.queries.perimeters_by_id",
    "maillon.web.solidarity.queries.named.scenarios",
    "maillon.web.solidarity.queries.named.sessions",
    "maillon.web.solidarity.queries.named.versions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "maillon.web.common.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads its answers at random, so that sizes tell nothing (BREACH)
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "maillon.web.common.middleware.WordingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "maillon.web.accounts.middleware.ActorMiddleware",
    "maillon.web.adoption.middleware.DayMiddleware",
    "maillon.web.common.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "maillon.web.site.urls"
WSGI_APPLICATION = "maillon.web.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillon.web.common.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "maillon.web.common.templatetags.components",
                "maillon.web.common.templatetags.figures",
            ],
        },
    }
]

DATABASES = {
    "default": database_settings(os.environ.get("MAILLON_TEST_DATABASE") or os.environ.get("DATABASE_URL", ""), var=VAR)
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # years and codes are not amounts: the `number` filter groups what is a figure
FORMAT_MODULE_PATH = ["maillon.web.common.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "maillon.web.site.libraries.LibraryFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "maillon.web.site.storage.StaticStorage"
    },
}
IMPORTS_FOLDER = VAR / "imports"  # how far the long imports at work are
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# no third party is ever called: the observatory, the maps and the fonts all come from here
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
if os.environ.get("MAILLON_PROXY_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "maillon.web.site.views.form_expired"
SESSION_COOKIE_AGE = 12 * 3600  # one working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["maillon.web.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mon-espace/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "maillon.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an administrator, who knows the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Maillon"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS  # browsers allow passkeys on http only for this very machine

_SMTP = urlsplit(os.environ.get("MAILLON_SMTP_URL", ""))
SENDS_MAIL = bool(_SMTP.hostname)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = _SMTP.hostname or "localhost"
EMAIL_PORT = _SMTP.port or 587
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_TLS = SENDS_MAIL
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("MAILLON_FROM", "maillon@localhost")

HEADS_TO = os.environ.get("MAILLON_HEADS_TO", "")
SEAL_FILE = os.environ.get("MAILLON_SEAL", "")
SEAL_PASSPHRASE = os.environ.get("MAILLON_SEAL_PASSPHRASE", "")
TRUSTED_ISSUERS = os.environ.get("MAILLON_TRUSTED_ISSUERS", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
