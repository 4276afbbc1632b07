"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = get_wsgi_application()
import_string(
    "search.analyzers.warm_up"
)()  # before gunicorn forks, else the first search of each worker waits a second
