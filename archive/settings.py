"""Settings, read top to bottom. Everything comes from the environment and has a default that works."""

import contextlib
import errno
import os
import re
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated words of an environment variable; of the default only if it is not set at all."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def checked_site_url(text: str) -> str:
    """Scheme, host and port of the site's public address, in normal form; "" if none is given.

    Whatever is more or less than that ends the program with a message: every link that leaves the archive hangs on it.

    >>> checked_site_url("https://Baozang.example.org:443/")
    'https://baozang.example.org'
    """
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        port = "" if parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f":{parts.port}"
    except ValueError:  # no port, no host name, no address in the brackets
        host = port = ""
    is_host = ":" in host or re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host)
    if not is_host or not re.fullmatch(r"https?://[^/?#@\\\s]+/?", text, re.IGNORECASE):
        raise SystemExit(
            f"SITE_URL={text!r}：须为网站的公开网址，只含协议、域名和端口，如 https://baozang.example.org；"
            "不支持子路径。It must be the public address of the site: scheme, host and port only; a sub-path is not supported."
        )
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


# --- Where everything that must last is kept -------------------------------------------------------------------------

DATA_DIR = Path(os.path.realpath(os.environ.get("DATA_DIR", BASE_DIR / "data")))


def kept_secret_key() -> str:
    """The secret key of this installation: made on the first run, readable by its owner only, kept ever after."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        # Written whole beside it first: of several processes that start at once one wins, and none finds half a key.
        with tempfile.NamedTemporaryFile("w", dir=DATA_DIR, prefix=".secret_key.") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()


def keep_private(database: Path) -> None:
    """Let none but the owner read the database: made so before SQLite makes it, whose own files beside it follow suit."""
    os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    for path in (database, *(database.with_name(database.name + suffix) for suffix in ("-wal", "-shm"))):
        with contextlib.suppress(FileNotFoundError):
            path.chmod(0o600)


DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'archive.sqlite3'}", conn_max_age=60
    )
}
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret_key()
    if not os.access(DATA_DIR, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(DATA_DIR))
    if DATABASES["default"]["ENGINE"].endswith("sqlite3") and DATABASES["default"]["NAME"] != ":memory:":
        keep_private(Path(DATABASES["default"]["NAME"]))
except OSError as error:
    raise SystemExit(
        f"不能使用 DATA_DIR={DATA_DIR}，请检查它是否为文件夹、所有者和权限、磁盘空间：{error}。"
        "DATA_DIR cannot be used: see that it is a folder, whose it is, and that its disk has room."
    ) from None
DEBUG = os.environ.get("DEBUG", "") == "1"
# The site's public address, of which every link that leaves the archive is made; "": that of each request.
SITE_URL = checked_site_url(os.environ.get("SITE_URL", ""))
ALLOWED_HOSTS = [*words("ALLOWED_HOSTS"), "localhost", "127.0.0.1", "[::1]"]  # this machine asks whether it is well
if SITE_URL:
    ALLOWED_HOSTS.append(urlsplit(SITE_URL).netloc.removesuffix(f":{urlsplit(SITE_URL).port}"))
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS") + ([SITE_URL] if SITE_URL else [])
# How many proxies stand before gunicorn, each adding to X-Forwarded-For whom it was asked by; 0: that is not believed.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES") or 0)

# --- The house -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "archive",
    "search",  # before haystack, whose index commands it completes
    "haystack",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "archive.http.languages.LanguageMiddleware",
    "archive.http.errors.ErrorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "archive.http.current_request.CurrentRequestMiddleware",
    "archive.http.uploads.UploadMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "archive.urls"
FORCE_SCRIPT_NAME = ""  # the archive is at the root of its host, whatever a header says
WSGI_APPLICATION = "archive.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- The record: SQLite unless DATABASE_URL names another database ---------------------------------------------------

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Several workers write: take the write lock at the start of a transaction, wait for it, and let readers read on. What
    # was said to be saved is on the disk.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }

# --- Search: the embedded Whoosh index unless SEARCH_URL names another engine ----------------------------------------

SEARCH_URL = os.environ.get("SEARCH_URL") or f"whoosh://{DATA_DIR / 'index'}"
SEARCH_ENGINES = {"whoosh": "search.whoosh_engine.WhooshEngine"}
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": SEARCH_ENGINES[urlsplit(SEARCH_URL).scheme],
        "PATH": urlsplit(SEARCH_URL).path,
        "URL": SEARCH_URL,
        "SILENTLY_FAIL": False,
    }
}
# archive names these by string only
INDEX_VERSION = "search.finder.index_version"
ARTICLES_FOUND = "search.desk.articles_found"  # by editors
SPELLINGS = "search.desk.pattern"  # of a phrase, as a regular expression
FOLDING = "search.normalise.units"  # a text as the row of units in which texts are compared
FOLDING_PLACES = "search.normalise.fold"  # the same, each unit with its place
# Searches and suggestions that one address may ask for in a minute, of each of gunicorn's workers; 0: as many as it will.
SEARCHES_PER_MINUTE = int(os.environ.get("SEARCHES_PER_MINUTE") or 1200)
# In each worker's own memory. Counts of the record are kept until it changes, those of searches for a minute: each has a
# cache of its own, or visitors from very many addresses would push out what was counted.
_IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
CACHES = {name: {**_IN_MEMORY, "LOCATION": name} for name in ("default", "searches")}

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # a choice is kept for a year
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- What the site says of itself, and what search engines of the web are asked to leave out ---------------------------

# Shown under every page; nothing where empty.
FOOTER = {
    "icp": os.environ.get("ICP_NUMBER", ""),
    "contact": os.environ.get("CONTACT", ""),
    "rights": os.environ.get("RIGHTS", ""),
}
# Kinds and genres of articles. People are named in them who never sought to be found by their names.
NOINDEX = words("NOINDEX", "notice,advertisement,讣告,讣闻")

# --- Static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Page images, as editors upload them: never served as they lie here -------------------------------------------------

MEDIA_ROOT = DATA_DIR / "media"

# --- Safety ----------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# A site whose public address is https: its cookies go no other way, and browsers that were there once ask no other way.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE_URL.startswith("https:")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SITE_URL.startswith("https:") else 0
SECURE_REFERRER_POLICY = "same-origin"
AUTHENTICATION_BACKENDS = ["archive.http.logins.LimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING").upper()},
    # Django answers HEAD with the body of GET and leaves it to the server to drop it; gunicorn warns of each.
    "loggers": {"gunicorn.http.wsgi": {"level": "ERROR"}},
}
