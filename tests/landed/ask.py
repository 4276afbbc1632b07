"""What the archive in DATA_DIR answers: reads a JSON list of paths, writes JSON with an answer for each.

Run from the root of a checkout, whichever version it is: ``python tests/landed/ask.py <paths.json >answers.json``.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

_LINK = re.compile(r"<(?:id|loc)>([^<]*)</|<link[^>]* href=\"([^\"]*)\"")  # in feeds and sitemaps


def answers(paths: list[str]) -> dict[str, dict]:
    """By path, the status and what else is promised to stay: of a redirect where it leads, of data and text all of it, of
    feeds and sitemaps their ids and links. Of a page only the status: how pages look may change."""
    client = Client(SERVER_NAME="localhost")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no static files need be collected
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["localhost"]):
        return {path: _answer(client, path) for path in paths}


def _answer(client: Client, path: str) -> dict:
    response = client.get(path)
    kind = response["Content-Type"].partition(";")[0]
    answer = {"status": response.status_code}
    if "Location" in response:
        answer["location"] = response["Location"]
    elif kind == "application/json":
        answer["json"] = response.json()
    elif kind == "text/plain":
        answer["text"] = response.content.decode()
    elif kind.endswith("xml"):
        answer["links"] = ["".join(found) for found in _LINK.findall(response.content.decode())]
    return answer


if __name__ == "__main__":
    json.dump(answers(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
