"""Numbers of identity cards and bank cards: redacted when a text is received, and in what was received before."""

import io

import pytest
from django.core.management import call_command

from archive.acts.redact import lift
from archive.ingest import import_text, personal_numbers, reread, to_reread
from archive.models import Article, Reading, Redaction, SourceText, disclosure
from archive.receive.manifest import PageEntry
from archive.receive.sources import PageSource
from tests import records

pytestmark = pytest.mark.django_db

IDENTITY, CARD = "152301198503120017", "6222 0206 0200 1239"
TEXT = f"""# 通辽日报

2026年2月6日 星期五 第一版

## 遗失声明登报的手续

本报讯（记者 张三）2月5日，市民李四的身份证{IDENTITY}遗失，声明作废，请拾到者与本报联系，电话0475-8234567。

捐款请汇至卡号{CARD}，开户行为某某银行通辽分行营业部，联系人手机13904751234。
"""
HIDDEN = TEXT.replace(IDENTITY, "▇" * 18).replace(CARD, "▇▇▇▇ ▇▇▇▇ ▇▇▇▇ ▇▇▇▇")


def receive(text: str = TEXT, **entry: str) -> str:
    return import_text(PageSource("a.txt", text.encode(), "utf-8", text, PageEntry(**entry)), {}).outcome


def recorded() -> str:
    articles = Article.objects.with_text()
    return "\n".join(f"{article.headline}\n{article.body}" for article in articles)


def test_a_text_that_is_received():
    receive()
    source = SourceText.objects.get()
    assert source.text == TEXT
    assert disclosure.redacted(source) == HIDDEN
    assert [IDENTITY in recorded(), CARD in recorded(), "13904751234" in recorded()] == [False, False, True]
    assert "▇" * 18 in recorded()
    redactions = Redaction.objects.all()
    assert {(each.kind, each.reach, each.by, each.page) for each in redactions} == {
        ("personal", "everywhere", None, source.page)
    }
    assert not any(IDENTITY in f"{article.parsed}" for article in Article.objects.all())


def test_a_text_that_is_held_too():
    receive("没有报头的一段文字，身份证152301198503120017遗失。")
    source = SourceText.objects.get()
    assert (source.state, disclosure.redacted(source)) == ("held", f"没有报头的一段文字，身份证{'▇' * 18}遗失。")


def test_one_that_was_lifted_is_not_made_again(monkeypatch):
    receive()
    for each in Redaction.objects.all():
        lift(each, by=None)
    monkeypatch.setattr("archive.parsing.PARSER_VERSION", 10_000)
    receive(origin="某馆")
    call_command("redact_numbers", write=True, stdout=io.StringIO())
    assert Redaction.objects.everywhere().count() == 0
    assert disclosure.redacted(SourceText.objects.get()) == TEXT


@pytest.fixture
def landed(monkeypatch):
    """An archive from before, with a number that an editor typed."""
    with monkeypatch.context() as before:
        before.setattr(personal_numbers, "found", lambda _text: [])
        receive()
        return records.article(SourceText.objects.get().page, "编者补：11010519491231002X。", headline="补正")


def told(**options) -> list[str]:
    out = io.StringIO()
    call_command("redact_numbers", stdout=out, **options)
    return out.getvalue().splitlines()


def test_an_archive_from_before_lists_first(landed):
    assert told() == [
        "a.txt: 152301…17",
        "a.txt: 6222 0…39",
        f"{landed.key}: 110105…2X",
        "共 3 处，未遮盖；加 --write 遮盖",
    ]
    assert (Redaction.objects.count(), IDENTITY in recorded()) == (0, True)


def test_and_redacts_when_told(landed):
    assert told(write=True)[-1] == "共 3 处，已遮盖"
    assert [each in recorded() for each in (IDENTITY, CARD, "11010519491231002X")] == [False] * 3
    assert disclosure.redacted(SourceText.objects.get()) == HIDDEN
    assert told(write=True) == ["共 0 处，已遮盖"]


def test_a_newer_parser_does_not_bring_it_back(landed, monkeypatch):
    told(write=True)
    monkeypatch.setattr("archive.parsing.PARSER_VERSION", 10_000)
    receive()
    list(reread(to_reread()))
    assert [each in recorded() for each in (IDENTITY, CARD)] == [False] * 2
    assert IDENTITY not in f"{Reading.objects.get().unpacked}"
