"""Fixtures that more than one test module needs."""

import pytest


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages are tested without collecting static files first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.WHITENOISE_AUTOREFRESH = True  # look for files when asked, not in a folder of collected ones at start
