"""The measure of readings measures: every fault lowers its own figure, and truth is never taken from the parser."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import parse_page
from archive.parsing.types import ParsedPage
from tests.reading import golden
from tests.reading.__main__ import main
from tests.reading.folder import GoldError, pages_in
from tests.reading.score import Tally, by_source, tallies, total

PAGE = """青石日报 2026年3月4日 星期三 第二版

# 县图书馆开馆

本报讯（记者 张三）3月3日，县图书馆新馆在城东开馆，首日接待读者两千余人，借出图书三千册。

# 北岭茶园采下头茶

本报讯（记者 李四）3月3日，北岭的茶农采下今年的第一篮茶叶，比去年早了整整六天，价钱也好。

茶农在北岭采茶。王五 摄
"""
GOLD = {
    "paper": "青石日报",
    "date": "2026-03-04",
    "page": 2,
    "articles": [
        {
            "title": "县图书馆开馆",
            "authors": ["张三"],
            "body": "本报讯（记者 张三）3月3日，县图书馆新馆在城东开馆，首日接待读者两千余人，借出图书三千册。",
        },
        {
            "title": "北岭茶园采下头茶",
            "authors": ["李四"],
            "body": "本报讯（记者 李四）3月3日，北岭的茶农采下今年的第一篮茶叶，比去年早了整整六天，价钱也好。",
        },
    ],
    "photos": [{"caption": "茶农在北岭采茶。", "credit": "王五"}],
}
MANIFEST = '[newspapers.qingshi-ribao]\nname = "青石日报"\n'


def folder_with(folder: Path, text: str, gold: dict, name: str = "qs01") -> Path:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps({name: gold}), encoding="utf-8")
    (folder / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    return folder


def tally_of(folder: Path) -> Tally:
    [tally] = tallies(pages_in(folder)).values()
    return tally


def short(tally: Tally) -> dict[str, float]:
    """The measures that are not full, with what they lack."""
    return {m: round(tally.cases[m] - tally.right[m], 3) for m in tally.cases if tally.right[m] < tally.cases[m]}


def test_a_page_that_is_read_rightly_has_every_figure_full(tmp_path):
    tally = tally_of(folder_with(tmp_path, PAGE, GOLD))
    assert tally.wrong == []
    assert tally.cases == {
        "article found": 2,
        "headline": 2,
        "body": 2,
        "authors": 2,
        "kicker": 2,
        "deck": 2,
        "column": 2,
        "kind": 2,
        "nothing spurious": 1,
        "caption": 1,
        "credit": 1,
        "paper": 1,
        "date": 1,
        "page": 1,
    }
    assert tally.right == tally.cases
    assert tally.mean == 1


def article(**changes) -> dict:
    """The gold of a page whose first article is otherwise."""
    return GOLD | {"articles": [GOLD["articles"][0] | changes, GOLD["articles"][1]]}


@pytest.mark.parametrize(
    ("gold", "lacking"),
    [
        (article(title="城东新馆开馆"), {"headline": 1}),
        (article(title=None), {"headline": 1}),
        (article(title="图书馆开馆"), {"headline": 0.5}),
        (article(title="城东新馆开馆", title_alt=["县图书馆开馆"]), {}),
        (article(authors=["张三", "赵六"]), {"authors": 0.5}),
        (article(authors=[], skip_authors=True), {}),
        (article(kicker="引题"), {"kicker": 1}),
        (article(subtitle="副题"), {"deck": 1}),
        (article(column="栏目"), {"column": 1}),
        (article(kind="notice"), {"kind": 1}),
        (article(kind="any"), {}),
        (article(jump="3"), {"jump": 1}),
        (
            article(body="完全是另外一篇文章，一个字也没有印在这一版上。"),
            {"article found": 1, "headline": 1, "body": 1, "authors": 1, "nothing spurious": 1},
        ),
        (GOLD | {"articles": GOLD["articles"][:1]}, {"nothing spurious": 1}),
        (GOLD | {"photos": [{"caption": "茶农在南岭采茶。"}]}, {"caption": 1}),
        (GOLD | {"photos": [{"caption": "茶农在北岭采茶。", "credit": "赵六"}]}, {"credit": 1}),
        (GOLD | {"paper": "白石日报"}, {"paper": 1}),
        (GOLD | {"date": "2026-03-05"}, {"date": 1}),
        (GOLD | {"page": "A2"}, {"page": 1}),
        (GOLD | {"number": 12}, {"issue number": 1}),
    ],
)
def test_every_fault_lowers_its_own_figure(gold, lacking, tmp_path):
    assert short(tally_of(folder_with(tmp_path, PAGE, gold))) == lacking


def test_half_a_body_is_half_right(tmp_path):
    body = GOLD["articles"][0]["body"]
    assert 0.3 < short(tally_of(folder_with(tmp_path, PAGE, article(body=body + "一" * len(body)))))["body"] < 0.4


def test_a_tail_is_known_by_the_page_on_which_it_began(tmp_path):
    page = PAGE.replace("本报讯（记者 李四）", "（上接第一版）")
    tail = {"title": "北岭茶园采下头茶", "body": GOLD["articles"][1]["body"].replace("本报讯（记者 李四）", "")}
    folder_with(tmp_path, page, GOLD | {"articles": [GOLD["articles"][0], tail | {"continues": ["qs00", 0]}]})
    gold = json.loads((tmp_path / "gold.json").read_text())
    first = {"paper": "青石日报", "date": "2026-03-04", "page": "1", "articles": [], "photos": []}
    (tmp_path / "gold.json").write_text(json.dumps(gold | {"qs00": first}))
    (tmp_path / "qs00.md").write_text("青石日报 2026年3月4日 第一版", encoding="utf-8")
    tally = tallies(pages_in(tmp_path))["qs01"]
    assert (tally.right["continuation"], tally.cases["continuation"]) == (1, 1)
    assert short(tally) == {}


def test_a_photo_story_may_be_read_either_way(tmp_path):
    story = {"title": "采茶", "body": "茶农在北岭采茶。", "authors": ["王五"], "either": "photo"}
    gold = GOLD | {"articles": [*GOLD["articles"], story], "photos": []}
    assert short(tally_of(folder_with(tmp_path, PAGE, gold))) == {}


def test_of_a_page_of_no_known_newspaper_nothing_is_read(tmp_path):
    """An import would hold it."""
    folder_with(tmp_path, PAGE.partition("\n")[2], GOLD)
    assert tally_of(tmp_path).right["article found"] == 0


def test_gold_may_be_packed_and_the_manifest_tells_what_is_not_printed(tmp_path):
    folder_with(tmp_path, PAGE.partition("\n")[2], GOLD)
    (tmp_path / "gold.json.gz").write_bytes(gzip.compress((tmp_path / "gold.json").read_bytes()))
    (tmp_path / "gold.json").unlink()
    entry = '[pages."qs01.md"]\nnewspaper = "qingshi-ribao"\ndate = "2026-03-04"\npage = "2"\n'
    (tmp_path / "manifest.toml").write_text(MANIFEST + entry, encoding="utf-8")
    assert short(tally_of(tmp_path)) == {}


def test_pages_are_told_apart_by_source(tmp_path):
    folder_with(tmp_path, PAGE, GOLD, "qs01")
    (tmp_path / "bs01_second.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps({"qs01": GOLD, "bs01": GOLD | {"page": 3}}), encoding="utf-8")
    pages = pages_in(tmp_path)
    sums = by_source(pages, tallies(pages))
    assert {source: short(tally) for source, tally in sums.items()} == {"bs": {"page": 1}, "qs": {}}
    assert total(sums.values()).cases["article found"] == 4


def test_gold_without_its_page_is_no_fault_of_the_reading(tmp_path):
    folder_with(tmp_path, PAGE, GOLD)
    (tmp_path / "qs01.md").unlink()
    with pytest.raises(GoldError, match="no page for qs01"):
        pages_in(tmp_path)


def test_whatever_reads_pages_can_be_scored(tmp_path):
    def nothing(text: str, known: object) -> ParsedPage:
        return parse_page("", ())

    [tally] = tallies(pages_in(folder_with(tmp_path, PAGE, GOLD)), nothing).values()
    assert tally.right["article found"] == 0


# --- The command


@pytest.mark.parametrize(
    ("options", "status", "lines"),
    [
        ([], 0, ["0.964 qs01 · headline 1.5/2 · authors 1.5/2"]),
        (["--worst", "1"], 0, ["0.964 qs01"]),
        (["--mark", "0.9"], 0, ["0.964 qs01 · headline 1.5/2 · authors 1.5/2"]),
        (["--mark", "0.98"], 1, ["0.964 qs01 · headline 1.5/2 · authors 1.5/2"]),
        (["--by", "source"], 0, ["0.964 qs01 · headline 1.5/2 · authors 1.5/2"]),
    ],
)
def test_the_command_prints_pages_and_the_sum(options, status, lines, tmp_path, capsys):
    folder_with(tmp_path, PAGE, article(title="图书馆开馆", authors=["张三", "赵六"]))
    assert main([str(tmp_path), *options]) == status
    printed = capsys.readouterr().out.splitlines()
    assert printed[: len(lines)] == lines
    assert [line for line in printed if line.startswith("0.964 1 pages: article found 2/2 · headline 1.5/2")] != []


def test_a_folder_without_gold_is_wrong_usage(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "gold.json" in capsys.readouterr().err


# --- Golden pages: truth and present output

TRUTH = {
    "pages": None,
    "staff": [],
    "articles": [
        {"headline": "甲", "deck": "副", "body": ["paragraph: 一", "paragraph: 二"]},
        {"headline": "乙", "body": ["paragraph: 三"]},
    ],
}
FIRST, SECOND = TRUTH["articles"]


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (TRUTH, []),
        (TRUTH | {"pages": 4}, [{"at": "pages", "read": 4}]),
        (TRUTH | {"staff": ["校对: 丁"]}, [{"at": "staff/0:0", "read": ["校对: 丁"]}]),
        (
            TRUTH | {"articles": [FIRST | {"kicker": "引"}, SECOND]},
            [{"at": "articles/0/kicker", "read": "引"}],
        ),
        (
            TRUTH | {"articles": [{k: v for k, v in FIRST.items() if k != "deck"}, SECOND]},
            [{"at": "articles/0/deck"}],
        ),
        (
            TRUTH | {"articles": [FIRST | {"body": [*FIRST["body"], *SECOND["body"]]}]},
            [{"at": "articles/0/body/2:2", "read": ["paragraph: 三"]}, {"at": "articles/1:2", "read": []}],
        ),
        (
            TRUTH | {"articles": [FIRST, {"headline": "丙"}, SECOND]},
            [{"at": "articles/1:1", "read": [{"headline": "丙"}]}],
        ),
    ],
)
def test_what_is_read_wrongly_is_named_by_its_place(found, wrong):
    assert golden.differences(TRUTH, found) == wrong
    assert golden.applied(TRUTH, wrong) == found


articles = st.fixed_dictionaries(
    {}, optional={"headline": st.sampled_from("甲乙丙"), "body": st.lists(st.sampled_from("一二三"), max_size=4)}
)
readings = st.fixed_dictionaries({"pages": st.none() | st.integers(1, 9), "articles": st.lists(articles, max_size=5)})


@given(readings, readings)
def test_the_truth_with_what_is_wrong_in_its_place_is_the_reading(truth, found):
    assert golden.applied(truth, golden.differences(truth, found)) == found


@pytest.fixture
def rewritten(tmp_path) -> Callable[[dict | None, dict], dict]:
    """What becomes of a golden page when something else is read there now."""

    def rewritten(golden_page: dict | None, found: dict) -> dict:
        if golden_page is not None:
            (tmp_path / "page.json").write_text(json.dumps(golden_page), encoding="utf-8")
        golden.rewrite("page", found, tmp_path)
        return json.loads((tmp_path / "page.json").read_text(encoding="utf-8"))

    return rewritten


def test_a_new_page_is_written_as_a_draft(rewritten):
    assert rewritten(None, TRUTH) == {"draft": golden.DRAFT} | TRUTH


def test_what_a_person_reads_is_never_written_over(rewritten):
    entry = {"at": "pages", "read": 4, "why": ""}
    assert rewritten(TRUTH, TRUTH | {"pages": 4}) == TRUTH | {"known_wrong": [entry]}


def test_what_was_mended_is_taken_out_and_what_was_known_keeps_its_reason(rewritten):
    known = [
        {"at": "pages", "read": 4, "why": "the year was taken for it"},
        {"at": "staff/0:0", "read": ["校对: 丁"], "why": "a byline"},
    ]
    assert rewritten(TRUTH | {"known_wrong": known}, TRUTH | {"pages": 4}) == TRUTH | {"known_wrong": known[:1]}
    assert rewritten(None, TRUTH) == TRUTH


def test_what_is_read_otherwise_than_was_known_wants_another_reason(rewritten):
    known = {"at": "pages", "read": 4, "why": "the year was taken for it"}
    now = TRUTH | {"known_wrong": [known | {"read": 8, "why": ""}]}
    assert rewritten(TRUTH | {"known_wrong": [known]}, TRUTH | {"pages": 8}) == now


def test_a_draft_that_is_half_corrected_stays_one(rewritten):
    draft = {"draft": golden.DRAFT} | TRUTH
    assert rewritten(draft, TRUTH | {"pages": 4}) == draft | {"known_wrong": [{"at": "pages", "read": 4, "why": ""}]}


@pytest.mark.parametrize("option", ["--rewrite-readings", "--rewrite-readings=", "--rewrite-readings=all"])
def test_readings_are_rewritten_by_name_only(option):
    call = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-p",
        "no:cacheprovider",
        "tests/test_parsing_pages.py",
        option,
    ]
    done = subprocess.run(call, cwd=golden.SEEDS.parent, capture_output=True, timeout=120, check=False)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
