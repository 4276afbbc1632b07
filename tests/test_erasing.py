"""What is erased is in no stored byte, and nothing brings it back."""

import io

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection

from archive.acts import change, lift_redaction, redact
from archive.acts.erase import erase, out_of_reach
from archive.acts.operation_log import record
from archive.ingest import import_text, reread, to_reread
from archive.models import Article, ChangeSet, Operation, Redaction, SourceText, disclosure
from archive.models.source import decoded
from archive.receive.encodings import blanked
from archive.receive.manifest import PageEntry
from archive.receive.sources import PageSource
from tests import records
from tests.test_redaction import NAME, NUMBER, TEXT, article, page, place, said, source  # noqa: F401

# ruff: noqa: F811  fixtures of another module
pytestmark = pytest.mark.django_db

EVERYWHERE = Redaction.Reach.EVERYWHERE


def stored() -> str:
    """All that the database holds, as SQL; bytes in hexadecimal."""
    return "\n".join(connection.connection.iterdump())


def is_stored(words: str) -> bool:
    dump = stored()
    return words in dump or words.encode().hex().upper() in dump.upper()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "电话139，😀办厂\n"),
        ("utf-16", "电话139，😀办厂"),
        ("gb18030", "电话139，𠀀办厂"),
        ("gb18030-2022", "电话139，€办厂"),
        ("cp950", "電話139，辦廠"),
        ("big5hkscs", "電話139，Ê̄辦廠"),
    ],
)
def test_every_other_byte_stays(encoding, text):
    codec = {"gb18030-2022": "gb18030"}.get(encoding, encoding)
    data = text.encode(codec)
    hidden = [at for at, sign in enumerate(text) if sign in "139"]
    made = blanked(data, encoding, hidden)
    read = decoded(made, encoding)
    assert len(read) == len(decoded(data, encoding))
    assert (read[:2], read[5:]) == (decoded(data, encoding)[:2], decoded(data, encoding)[5:])
    assert read[2:5] in ("▇▇▇", "□□□")
    assert blanked(data, encoding, []) == data


def test_the_older_bytes_of_a_big_endian_text():
    data = b"\xfe\xff" + "电话139".encode("utf-16-be")
    assert decoded(blanked(data, "utf-16", [2, 3, 4]), "utf-16") == "电话▇▇▇"


def test_a_byte_order_mark_and_line_ends_of_two_signs_stay(page):
    data = b"\xef\xbb\xbf" + "甲\r\n乙丙\r\n丁".encode()
    source = records.source("甲\n乙丙\n丁", None, data=data)
    erase(redact(source, 2, 4, "personal", EVERYWHERE, by=None), by=None)
    assert bytes(SourceText.objects.get(pk=source.pk).data) == data.replace("乙丙".encode(), "▇▇".encode())


def test_it_is_in_no_stored_byte(article, page, source):
    records.source(f"旧文本里也有{NUMBER}。", page, state=SourceText.State.SUPERSEDED)
    SourceText.objects.filter(pk=source.pk).update(import_record={"entry": {"note": NUMBER}})
    user = User.objects.create_user("clerk")
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Article),
        object_id=article.pk,
        object_repr=f"电话{NUMBER}",
        action_flag=CHANGE,
        change_message=f"{NUMBER} 改过",
    )
    record(Operation.Kind.ACT, user, f"电话{NUMBER}", words=[NUMBER])
    with change(ChangeSet.Kind.CORRECT, reason=f"有 {NUMBER}") as act, act.lot():
        act.touch([article.pk])
        act.changeset.effects["fields"] = {"page:1": {"staff": [NUMBER, ""]}}
        Article.objects.filter(pk=article.pk).update(deck="副题")
    sha = source.sha256
    made = redact(source, *place(NUMBER), "personal", EVERYWHERE, by=None)
    assert is_stored(NUMBER)
    erase(made, by=None)
    assert not is_stored(NUMBER)
    source = SourceText.objects.get(sha256=sha)
    assert source.text == TEXT.replace(NUMBER, "▇" * 11)
    assert [row.origins for row in made[0].masked.all()] == [[None] * 11] * 3  # of the record, a version, an act


def test_it_cannot_be_lifted(article, source):
    (made,) = redact(source, *place(NUMBER), "personal", EVERYWHERE, by=None)
    erase([made], by=None)
    made.refresh_from_db()
    assert made.erased is not None
    assert lift_redaction(made, by=None) == len(NUMBER)
    assert NUMBER not in "".join(said(article)) + disclosure.redacted(SourceText.objects.get())


def test_the_same_file_does_not_bring_it_back(monkeypatch):
    text = f"# 通辽日报\n\n2026年2月6日 星期五 第一版\n\n## 春耕备耕的消息\n\n本报讯 2月5日，某人在县城办厂，电话{NUMBER}，养殖肉牛三百头。\n"
    send = PageSource("a.txt", text.encode(), "utf-8", text, PageEntry())
    import_text(send, {})
    source = SourceText.objects.get()
    at = text.index(NUMBER)
    erase(redact(source, at, at + len(NUMBER), "personal", EVERYWHERE, by=None), by=None)
    Article.objects.all().delete()
    monkeypatch.setattr("archive.parsing.PARSER_VERSION", 10_000)
    import_text(send, {})
    import_text(PageSource("b.txt", text.encode("gb18030"), "gb18030", text, PageEntry(origin="再送")), {})
    assert [result.outcome for result in reread(to_reread())] == ["unchanged"]
    assert (SourceText.objects.count(), is_stored(NUMBER)) == (1, False)


@pytest.mark.parametrize("lifted", [True, False])
def test_only_what_is_redacted_everywhere(article, source, lifted):
    reach = EVERYWHERE if lifted else Redaction.Reach.SOURCE
    (made, *_others) = redact(source, *place(NUMBER), "personal", reach, by=None)
    if lifted:
        lift_redaction(made, by=None)
    with pytest.raises(ValueError, match="everywhere"):
        erase([made], by=None)
    assert SourceText.objects.get().text == TEXT


def test_who_may(article, source):
    made = redact(source, *place(NUMBER), "personal", EVERYWHERE, by=None)
    with pytest.raises(PermissionDenied):
        erase(made, by=User.objects.create_user("clerk"))


class TestCommand:
    @pytest.fixture
    def made(self, article, source) -> Redaction:
        return redact(source, *place(NUMBER), "personal", EVERYWHERE, by=None)[0]

    def told(self, *arguments: str) -> list[str]:
        out = io.StringIO()
        call_command("erase", *arguments, stdout=out)
        return out.getvalue().splitlines()

    def test_it_lists_erases_and_names_what_it_cannot_reach(self, made, settings):
        told = self.told(str(made.pk), "--confirm", "彻底删除")
        assert told[0] == f"{made.pk}: page.txt 于澹台在 县城办厂，电话▇▇▇▇▇▇▇▇▇▇▇， 养殖肉牛三百头。 单"
        assert told[1:] == [
            "已彻底删除 1 处。以下副本不在本系统之内，请另行处理：",
            *(f"- {name}" for name in out_of_reach([made])),
        ]
        assert out_of_reach([made]) == [
            f"数据库与 {settings.DATA_DIR} 的备份",
            "导入时的原文件：page.txt",
            "已导出、下载或被他处抓取的内容",
        ]
        assert not is_stored(NUMBER)

    @pytest.mark.parametrize("confirm", ["是", "yes"])
    def test_nothing_is_done_without_the_words(self, made, confirm):
        with pytest.raises(CommandError, match="未确认"):
            self.told(str(made.pk), "--confirm", confirm)
        assert is_stored(NUMBER)

    def test_it_asks(self, made, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda _prompt: "彻底删除")
        self.told(str(made.pk))
        assert not is_stored(NUMBER)

    def test_a_number_that_there_is_not(self, made):
        with pytest.raises(CommandError, match="没有编号为 999999"):
            self.told(str(made.pk), "999999", "--confirm", "彻底删除")
