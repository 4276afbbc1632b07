"""What nobody has reviewed says so, in every form."""

import io
import json

import pytest
import records
from django.core.management import call_command

from archive.models import Photo

pytestmark = pytest.mark.django_db

READ = "本文由版面识别生成，未经人工校对，引用请核对报纸原版。"
TYPED = "本文由人工录入，未经校对，引用请核对报纸原版。"


@pytest.mark.parametrize(
    ("read", "reviewed", "notice"),
    [
        ("text", False, READ), ("text", True, ""), ("photo", False, READ), ("photo", True, ""), ("", False, TYPED), ("", True, ""),
    ],
)  # fmt: skip
def test_every_form_says_whether_anybody_has_reviewed_it(client, read, reviewed, notice):
    page = records.page()
    source = records.source("正文。雪后", page) if read else None
    article = records.article(page, "正文。", reviewed=reviewed, read_from=source if read == "text" else None)
    if read == "photo":
        Photo.objects.create(article=article, page=page, caption="雪后", source=source)
    path = article.get_absolute_url()
    html, text = (client.get(form).content.decode() for form in (path, path[:-1] + ".txt"))
    out = io.StringIO()
    call_command("export_articles", stdout=out)
    said = [
        client.get(path[:-1] + ".json").json(),
        client.get(f"/api/v1/articles/{article.key}/").json(),
        json.loads(out.getvalue()),
    ]
    assert [(each["reviewed"], each["notice"]) for each in said] == [(reviewed, notice or None)] * 3
    assert [notice in html, text.endswith(f"\n{notice}\n"), "校对" in html] == [True, bool(notice), bool(notice)]
