"""import_pages as an archivist uses it: real texts in real folders, the real parser, what it prints and its exit status."""

import dataclasses
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import parsing
from archive.formats.records import complete, export_record
from archive.ingest import Outcome, import_text, newspapers
from archive.models import Address, Article, Issue, Newspaper, Page, Photo, SourceText
from archive.receive.manifest import PageEntry
from archive.receive.sources import PageSource

pytestmark = pytest.mark.django_db

PAGE = """通辽日报
2026年2月6日　星期五　乙巳年十二月十九　第22076号　今日4版

# 我市肉牛产业强筋骨

本报讯（记者 张琪）初冬时节，走进科尔沁左翼后旗的肉牛养殖基地，膘肥体壮的肉牛正在悠闲地吃草。

近年来，我市把肉牛产业作为农牧业的主导产业，全市肉牛存栏达到三百七十万头。

# 供暖期延长半个月

本报讯（记者 王晶）记者从市住房和城乡建设局获悉，今年我市供暖期延长半个月，至四月三十日结束。
"""
SECOND = PAGE.replace("第22076号　今日4版", "第2版").replace("肉牛", "玉米").replace("供暖期", "供水期")
UNKNOWN_PAPER = PAGE.replace("通辽日报\n", "")


def run(*args, **options) -> tuple[int, list[str]]:
    """The exit status of import_pages and the lines that it prints."""
    out = io.StringIO()
    try:
        call_command("import_pages", *map(str, args), stdout=out, stderr=io.StringIO(), **options)
        status = 0
    except SystemExit as error:
        status = error.code
    return status, out.getvalue().splitlines()


def problems(lines: list[str]) -> list[str]:
    return [line for line in lines if "：" in line and ".txt: " in line]


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.txt").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def rows() -> list:
    models = (Newspaper, Issue, Page, SourceText, Article, Photo, Address)
    return [list(model.objects.order_by("pk").values()) for model in models]


def exported() -> list[dict]:
    return [export_record(article) for article in complete(Article.objects.public().order_by("pk"))]


# --- The seeds --------------------------------------------------------------------------------------------------------


def test_the_seeds_are_imported_and_then_unchanged():
    status, lines = run()
    assert status == 0
    assert lines[0] == "导入 5"
    records = exported()
    assert len([record for record in records if record["kind"] != "photo"]) == 29
    assert sum(len(record["photos"]) for record in records) == 10
    assert [(issue.newspaper.name, issue.date, issue.date_basis) for issue in Issue.objects.order_by("first_day")] == [
        ("内蒙古日报", "2020-12-15", "inferred"),
        ("内蒙古日报", "2024-11", "inferred"),
        ("通辽日报", "2026-01-09", "inferred"),
        ("衡阳日报", "2026-02-05", "printed"),
        ("通辽日报", "2026-02-06", "printed"),
    ]
    assert sorted(Page.objects.values_list("slug", "basis")) == [
        ("p1", "inferred"),
        ("p1", "inferred"),
        ("p1", "inferred"),
        ("px1", "printed"),
        ("px1", "printed"),
    ]
    before = rows()
    assert run() == (0, ["未变 5"])
    assert rows() == before


def test_seeds_under_other_names_and_without_a_manifest_change_nothing(tmp_path):
    run()
    before = exported()
    for seed in sorted(Path("seeds").glob("*.txt")):
        shutil.copy(seed, tmp_path / f"another {seed.name[:3]}.txt")
    assert run(tmp_path) == (0, ["未变 5"])
    assert exported() == before


def test_an_improved_parser_keeps_every_key_of_the_seeds(monkeypatch):
    run()
    before = {article.key: article.get_absolute_url() for article in Article.objects.all()}
    read = parsing.parse_page

    def read_otherwise(text, known=()):
        """Drops every third article, reads every headline and the order of the page otherwise."""
        page = read(text, known)
        articles = [
            dataclasses.replace(article, headline=article.headline[:-1], deck="另读", genre="消息")
            for index, article in enumerate(page.articles)
            if index % 3
        ]
        return dataclasses.replace(page, articles=tuple(reversed(articles)))

    monkeypatch.setattr(parsing, "PARSER_VERSION", parsing.PARSER_VERSION + 1)
    monkeypatch.setattr(parsing, "parse_page", read_otherwise)
    status, lines = run()
    assert (status, lines[0]) == (0, "更新 5")
    assert {article.key: article.get_absolute_url() for article in Article.objects.all()} == before
    counts = [page.articles.count() for page in Page.objects.all()]
    assert Article.objects.filter(visibility="withdrawn").count() == sum((count + 2) // 3 for count in counts)
    monkeypatch.setattr(parsing, "PARSER_VERSION", parsing.PARSER_VERSION + 1)
    monkeypatch.setattr(parsing, "parse_page", read)
    texts = {article.key: article.body for article in Article.objects.public()}
    run()
    assert {article.key: article.get_absolute_url() for article in Article.objects.public()} == before
    assert texts == {key: body for key, body in ((a.key, a.body) for a in Article.objects.all()) if key in texts}


# --- Bad input --------------------------------------------------------------------------------------------------------

UTF8 = PAGE.encode()


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (b"", "拒收：空文件"),
        (" \n\t　\r\n".encode(), "拒收：只有空白，没有文字"),
        (bytes(range(256)) * 8, "拒收：含有 NUL 字节：是二进制文件，或没有 BOM 的 UTF-16"),
        (UTF8[:90] + b"\0\0" + UTF8[90:], "拒收：含有 NUL 字节：是二进制文件，或没有 BOM 的 UTF-16"),
        (UTF8[:301] + b"\xff" + UTF8[303:], "拒收：UTF-8 编码损坏：第 302 字节无法解读"),
        (
            "通辽日报\n2026年2月6日　星期五　第22076号　今日4版\n".encode(),
            "待处理：没有文章，只有报头之类；请看文件是否完整",
        ),
        (UNKNOWN_PAPER.encode(), "待处理：不知道是哪份报纸：版面没有印出认得的报名；请在清单里写明 newspaper"),
        (
            PAGE.replace("肉牛", "黄牛").encode(),
            "待处理：这一版已有另一份文本 a.txt；若不是同一版，请在清单里写明日期或版次",
        ),
        (b"x" * 20 * 1024**2, "拒收：文件超过 5 MB"),
    ],
    ids=["empty", "blank", "binary", "nul", "damaged", "masthead", "unknown paper", "second text", "20 MB line"],
)
def test_bad_input_is_one_line_and_the_rest_is_imported(tmp_path, bad, line):
    write(tmp_path, a=PAGE, b=bad, c=SECOND)
    status, lines = run(tmp_path)
    assert status == 1
    assert problems(lines) == [f"b.txt: {line}"]
    assert len(lines[1].split("，")) == 2
    assert lines[1].startswith("导入 2，")
    assert sorted(Article.objects.public().values_list("headline", flat=True)) == [
        "供暖期延长半个月",
        "供水期延长半个月",
        "我市玉米产业强筋骨",
        "我市肉牛产业强筋骨",
    ]
    kept = SourceText.objects.exclude(state="current")
    assert [bytes(text.data) for text in kept] == ([bad] if len(bad) < 5 * 1024**2 else [])
    before = rows()
    status, lines = run(tmp_path)
    assert (status, problems(lines)) == (1, [f"b.txt: {line}"])
    assert rows() == before


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode("utf-16"),
        PAGE.encode("gb18030"),
        PAGE.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
    ids=["utf-16", "gb18030", "bom and crlf"],
)
def test_other_encodings_are_the_same_page(tmp_path, data):
    write(tmp_path, a=data)
    assert run(tmp_path)[0] == 0
    before = exported()
    assert [record["headline"] for record in before] == ["我市肉牛产业强筋骨", "供暖期延长半个月"]
    write(tmp_path / "plain", b=PAGE)
    assert run(tmp_path / "plain") == (0, ["未变 1"])
    assert exported() == before


@pytest.mark.parametrize(
    ("words", "instead", "doubt", "printed"),
    [
        ("2026年2月6日", "2025年13月45日", "日期不存在", "2025年13月45日"),
        ("星期五", "星期三", "星期与日期不符", "星期三"),
        ("十二月十九", "十二月廿九", "农历与日期不符", "乙巳年十二月廿九"),
    ],
)
def test_a_masthead_that_contradicts_itself_is_imported_with_a_warning(tmp_path, words, instead, doubt, printed):
    write(tmp_path, a=PAGE.replace(words, instead))
    status, lines = run(tmp_path)
    assert (status, lines[:2]) == (0, [f"a.txt: 疑点：{doubt}：{printed}", "导入 1"])
    assert lines[-1] == f"疑点：{doubt} 1"
    assert Article.objects.public().count() == 2


def test_a_page_once_misread_and_saved_is_held(tmp_path):
    garbled = PAGE[:5] + PAGE[5:].encode().decode("gb18030", "replace")
    status, _lines = run(write(tmp_path / "pages", **{"p1.txt": garbled}))
    reason = "文字是乱码：UTF-8 文本曾被当作 GBK 打开并保存，请取得原来的文件"
    text = SourceText.objects.get()
    assert (status, text.state, text.reason) == (1, SourceText.State.HELD, reason)
    assert Article.objects.count() == 0


def test_a_page_read_in_an_earlier_edition_of_gb18030_is_no_second_text(tmp_path, monkeypatch):
    data = PAGE.encode("gb18030").replace("，".encode("gb18030"), b"\xa6\xd9", 1)
    folder = write(tmp_path / "pages", **{"p1.txt": data})
    with monkeypatch.context() as earlier:
        earlier.setattr("archive.receive.encodings._GB18030", ("gb18030",))
        earlier.setattr("archive.receive.encodings._GB18030_2022", {})
        assert run(folder)[0] == 0
    before = SourceText.objects.get().text
    assert run(folder)[0] == 0
    text = SourceText.objects.get()
    assert (text.encoding, text.text, "\ue78d" in before) == ("gb18030", before, True)


def test_the_same_page_twice_under_two_names(tmp_path):
    write(tmp_path, a=PAGE, b=PAGE)
    status, lines = run(tmp_path)
    assert (status, lines[0]) == (0, "导入 1，未变 1")
    assert SourceText.objects.get().names == ["a.txt", "b.txt"]
    assert Article.objects.count() == 2


def test_odd_file_names(tmp_path):
    names = ["第1版 “要闻” & <b>.txt", "a\nb.txt", os.fsdecode(b"\xff\xfe.txt"), "-rf.txt", "%s{}.txt"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    status, lines = run(tmp_path)
    assert status == 1
    assert sorted(problems(lines)) == sorted(
        f"{shown}: 拒收：空文件"
        for shown in ("第1版 “要闻” & <b>.txt", "a\\nb.txt", "\\xff\\xfe.txt", "-rf.txt", "%s{}.txt")
    )


def test_a_folder_named_like_a_page(tmp_path):
    write(tmp_path, a=PAGE)
    (tmp_path / "b.txt").mkdir()
    status, lines = run(tmp_path)
    assert (status, problems(lines)) == (1, ["b.txt: 拒收：这是文件夹，不是文件"])


def test_an_unreadable_file(tmp_path, monkeypatch):
    write(tmp_path, a=PAGE, b=SECOND)
    opened = os.open

    def deny(path, *args, **kwargs):
        if str(path).endswith("b.txt"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", deny)
    status, lines = run(tmp_path)
    assert (status, problems(lines)) == (1, ["b.txt: 拒收：无法读取：Permission denied"])
    assert Article.objects.count() == 2


def test_a_page_that_breaks_the_reader_does_not_stop_the_others(tmp_path, monkeypatch, caplog):
    write(tmp_path, a=PAGE, b="坏", c=SECOND)
    read = parsing.parse_page
    monkeypatch.setattr(parsing, "parse_page", lambda text, known=(): read(text, known) if text != "坏" else 1 // 0)
    status, lines = run(tmp_path)
    assert status == 1
    (line,) = problems(lines)
    assert line == "b.txt: 出错：导入时出错：ZeroDivisionError('integer division or modulo by zero')"
    assert lines[1] == "导入 2，出错 1"
    assert "Traceback" in caplog.text


def test_a_full_disk_is_said_of_each_file_without_a_traceback(tmp_path, monkeypatch, caplog):
    write(tmp_path, a=PAGE, b=SECOND)
    save = SourceText.save

    def fail(text, *args, **kwargs):
        if text.names == ["a.txt"]:
            raise OperationalError("database or disk is full")
        save(text, *args, **kwargs)

    monkeypatch.setattr(SourceText, "save", fail)
    status, lines = run(tmp_path)
    assert (status, problems(lines)) == (1, ["a.txt: 出错：数据库写不进去：database or disk is full"])
    assert (lines[1], caplog.text) == ("导入 1，出错 1", "")


def test_a_database_that_cannot_be_used_is_one_line(monkeypatch):
    def fail():
        raise OperationalError("no such table: archive_address")

    monkeypatch.setattr(newspapers, "slugs", fail)
    with pytest.raises(CommandError) as caught:
        run()
    assert str(caught.value) == (
        "数据库不能用：no such table: archive_address。请看 DATA_DIR 能否写入，是否运行过 migrate"
    )
    assert caught.value.returncode == 1


def many_headings(number: int) -> str:
    return PAGE.partition("#")[0] + "".join(
        f"# 第{index}条街装上路灯\n\n本报讯 第{index}条街昨天装上了路灯。\n\n" for index in range(number)
    )


def test_more_articles_than_a_page_can_hold_are_held(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.field_limits.MOST_ARTICLES", 5)
    most, many = many_headings(5), many_headings(6).replace("2月6日　星期五　乙巳年十二月十九", "2月7日")
    write(tmp_path, a=most, b=many)
    status, lines = run(tmp_path)
    line = "b.txt: 待处理：读出 6 篇文章，一版报纸没有这么多；若是许多版合成的一个文件，请按版分开"
    assert (status, problems(lines), lines[1]) == (1, [line], "导入 1，待处理 1")
    assert Article.objects.count() == 5
    held = SourceText.objects.get(state="held")
    assert (held.text, sum(held.account.values())) == (many, len("".join(many.split())))


def test_articles_are_written_in_lots(tmp_path):
    counts = []
    for number in (20, 400):
        write(tmp_path / str(number), a=many_headings(number).replace("2026年2月6日", f"2026年3月{len(counts) + 1}日"))
        with CaptureQueriesContext(connection) as queries:
            run(tmp_path / str(number))
        counts.append(len(queries))
    assert Article.objects.count() == 420
    assert counts[1] - counts[0] < 380 / 30


LINES = st.sampled_from(
    [
        "通辽日报",
        "2026年2月6日　星期五　第22076号",
        "2025年13月45日",
        "# 标题",
        "## 又一个标题",
        "（下转第三版）",
        "（上接第一版）",
        "本报讯（记者 张琪）",
        "ᠥᠪᠦᠷ ᠮᠣᠩᠭᠣᠯ",
        "第3版",
        "王晶 摄",
        "",
        "　",
    ]
)


@settings(max_examples=30, deadline=None)
@given(pieces=st.lists(LINES | st.text(max_size=30), min_size=1, max_size=20))
@example(["本报讯（记者 张琪）", "（下转第三版）", "（上接第一版）", "本报讯（记者 张琪）"])
def test_any_text_is_imported_or_held_and_then_the_same(pieces):
    text = "\n".join(pieces)
    with transaction.atomic():
        newspapers.find_or_make("通辽日报")
        source = PageSource(
            "any.txt", text.encode("utf-8", "surrogatepass"), "utf-8", text, PageEntry("tongliao-ribao")
        )
        first = import_text(source, {})
        assert first.outcome in (Outcome.IMPORTED, Outcome.HELD)
        before = rows()
        again = import_text(source, {})
        assert again.outcome == (Outcome.UNCHANGED if first.outcome == Outcome.IMPORTED else Outcome.HELD)
        assert rows() == before
        assert len(exported()) == (first.articles if first.outcome == Outcome.IMPORTED else 0)
        transaction.set_rollback(True)


# --- The command itself -----------------------------------------------------------------------------------------------


def test_a_file_named_by_itself_uses_the_manifest_beside_it():
    status, lines = run("seeds/001_tongliao-ribao-2026-01-09-p1.txt")
    assert (status, lines[0]) == (0, "导入 1")
    assert Page.objects.get().get_absolute_url() == "/papers/tongliao-ribao/2026-01-09/p1/"


def test_a_manifest_may_lie_elsewhere(tmp_path):
    write(tmp_path / "pages", a=UNKNOWN_PAPER)
    (tmp_path / "known.toml").write_text(
        '[newspapers.tlrb]\nname = "通辽日报"\n[[files]]\nmatch = "*.txt"\nnewspaper = "tlrb"\n'
    )
    assert run(tmp_path / "pages", manifest=tmp_path / "known.toml")[0] == 0
    assert Article.objects.first().key == "tlrb-2026-02-06-p1-a1"
    assert Newspaper.objects.get().reviewed


def test_a_manifest_fills_and_never_overwrites_a_newspaper(tmp_path):
    Newspaper.objects.create(name="通辽日报", slug="tl", place="编辑所写", aliases=["甲"])
    (tmp_path / "manifest.toml").write_text(
        '[newspapers.tongliao-ribao]\nname = "通辽日报"\nplace = "通辽"\npublisher = "通辽日报社"\naliases = ["乙"]\n'
        '[newspapers.zhelimu-bao]\nname = "哲里木报"\n[newspapers.xin]\nname = "新报"\ncontinues = "zhelimu-bao"\n'
    )
    for _again in range(2):
        assert run(tmp_path) == (0, ["没有找到文件"])
    newspaper = Newspaper.objects.get(name="通辽日报")
    assert (newspaper.slug, newspaper.place, newspaper.publisher, newspaper.aliases) == (
        "tl",
        "编辑所写",
        "通辽日报社",
        ["甲", "乙"],
    )
    assert Newspaper.objects.get(name="新报").continues.name == "哲里木报"


def catalogue(folder: Path, **facts: str | list[str]) -> Newspaper:
    """The newspaper after an import whose manifest says this of it."""
    said = {"name": "通辽日报", **facts}
    lines = ["[newspapers.tongliao-ribao]", *(f"{name} = {json.dumps(value)}" for name, value in said.items())]
    older = ['[newspapers.zhelimu-bao]\nname = "哲里木报"', '[newspapers.older]\nname = "更早的报"']
    (folder / "manifest.toml").write_text("\n".join([*lines, *older]))
    assert run(folder) == (0, ["没有找到文件"])
    return Newspaper.objects.get(slug="tongliao-ribao")


FACTS = ("name", "place", "publisher", "cn_number", "language", "frequency", "rights")


@pytest.mark.parametrize("name", FACTS)
def test_a_manifest_that_says_otherwise_updates_what_it_wrote(tmp_path, name):
    catalogue(tmp_path, **{name: "甲"})
    assert getattr(catalogue(tmp_path, **{name: "乙"}), name) == "乙"
    catalogue(tmp_path)  # what is missing never erases what is known
    assert getattr(catalogue(tmp_path, **{name: "丙"}), name) == "丙"


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("edited", ["编辑所写", ""])
def test_what_an_editor_wrote_or_emptied_stays_so_whatever_a_manifest_says(tmp_path, name, edited):
    newspaper = catalogue(tmp_path, **{name: "甲"})
    setattr(newspaper, name, edited)
    newspaper.save()
    for said in ("甲", "乙"):
        assert getattr(catalogue(tmp_path, **{name: said}), name) == edited


def test_aliases_that_an_editor_removed_stay_away_and_new_ones_come(tmp_path):
    newspaper = catalogue(tmp_path, aliases=["甲", "乙"])
    newspaper.aliases = ["编辑", "乙"]
    newspaper.save()
    assert catalogue(tmp_path, aliases=["甲", "乙", "丙"]).aliases == ["编辑", "乙", "丙"]
    # Deliveries with manifests of their own know different marks of one newspaper: none takes away another's.
    assert catalogue(tmp_path, aliases=["丁"]).aliases == ["编辑", "乙", "丙", "丁"]
    assert catalogue(tmp_path, aliases=["甲"]).aliases == ["编辑", "乙", "丙", "丁"]


def test_the_older_title_follows_the_manifest_until_an_editor_says_otherwise(tmp_path):
    assert catalogue(tmp_path, continues="zhelimu-bao").continues.name == "哲里木报"
    newspaper = catalogue(tmp_path, continues="older")
    assert newspaper.continues.name == "更早的报"
    newspaper.continues = None
    newspaper.save()
    assert catalogue(tmp_path, continues="zhelimu-bao").continues is None


def test_a_manifest_may_use_a_slug_that_was_changed_since(tmp_path):
    newspaper = Newspaper.objects.create(name="通辽日报", slug="tongliao-ribao")
    newspaper.slug = "tlrb"
    newspaper.save()
    write(tmp_path, a=UNKNOWN_PAPER)
    (tmp_path / "manifest.toml").write_text('[pages."a.txt"]\nnewspaper = "tongliao-ribao"\n')
    assert run(tmp_path)[0] == 0
    assert Page.objects.get().get_absolute_url() == "/papers/tlrb/2026-02-06/p1/"


def test_dry_run_writes_nothing(tmp_path):
    write(tmp_path, a=PAGE, b=b"", c=PAGE.replace("肉牛", "黄牛"))
    before = rows()
    status, lines = run(tmp_path, dry_run=True)
    assert status == 1
    assert lines[:3] == [
        "b.txt: 拒收：空文件",
        "c.txt: 待处理：这一版已有另一份文本 a.txt；若不是同一版，请在清单里写明日期或版次",
        "试运行，什么也没有写。导入 1，待处理 1，拒收 1",
    ]
    assert rows() == before


def test_json_is_one_object_a_line(tmp_path):
    write(tmp_path, a=PAGE, b=b"")
    _status, lines = run(tmp_path, json=True)
    first, second, last = map(json.loads, lines)
    counted = sum(not character.isspace() for character in PAGE)
    assert first == {
        "name": "a.txt",
        "outcome": Outcome.IMPORTED,
        "reason": "",
        "articles": 2,
        "photos": 0,
        "placed": counted,
        "unplaced": 0,
        "differences": 0,
        "warnings": {},
        "doubts": [],
    }
    assert (second["name"], second["outcome"], second["reason"]) == ("b.txt", "refused", "空文件")
    counts = {"articles": 2, "photos": 0, "placed": counted, "unplaced": 0}
    assert last["summary"] == {
        "dry_run": False,
        "files": {"imported": 1, "refused": 1},
        **counts,
        "differences": 0,
        "warnings": {},
    }


@pytest.mark.parametrize(
    ("files", "args", "message"),
    [
        ({}, ["missing.txt"], "没有这个文件或文件夹：{folder}/missing.txt"),
        (
            {"manifest.toml": "[pages"},
            ["."],
            "{folder}/manifest.toml: 清单不是合格的 TOML：Expected ']' at the end of a table declaration (at end of document)",
        ),
        (
            {"manifest.toml": "[pages.'a.txt']\ndate = 'x'"},
            ["."],
            '{folder}/manifest.toml: pages."a.txt".date: “x”不是日期；写作 2026-02-06、2024-11 或 2024',
        ),
        (
            {"manifest.toml": "[pages.'a.txt']\nnewspaper = 'x'"},
            ["."],
            '{folder}/manifest.toml: pages."a.txt".newspaper: 没有叫 “x” 的报纸，请在 [newspapers.x] 里写上',
        ),
    ],
)
def test_wrong_usage_stops_before_anything_is_written(tmp_path, files, args, message):
    write(tmp_path, a=PAGE)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(CommandError) as caught:
        run(*(tmp_path / name for name in args))
    assert str(caught.value) == message.format(folder=tmp_path)
    assert caught.value.returncode == 2
    assert SourceText.objects.count() == 0


def test_a_named_manifest_that_is_missing_is_wrong_usage(tmp_path):
    with pytest.raises(CommandError) as caught:
        run(tmp_path, manifest=tmp_path / "none.toml")
    assert str(caught.value) == f"清单无法读取：No such file or directory ({tmp_path}/none.toml)"
