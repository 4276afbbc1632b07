"""The WSGI application that gunicorn serves."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from archive.installation import remedy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
_django = get_wsgi_application()
_CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Django's application, every request read as UTF-8, as all our pages and forms are.

    Of an encoding named in Content-Type Django decodes the query while it still makes its request: what is wrong with
    either would be raised where nothing answers it.
    """
    environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)


try:
    import_string("search.analyzers.warm_up")()  # before gunicorn forks, else the first search of each worker waits
except OSError as error:
    if line := remedy(error):
        raise SystemExit(line) from None
    raise
