"""Highlights: slices of a text, those that answer marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analyzers
from search.highlight import ELLIPSIS, MOST_WINDOWS, Slice, mark, snippet
from search.normalise import encode, forms
from search.query import parse


def runs(*terms):
    return [encode(row) for term in terms for row in forms(term)]


def shown(slices):
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in slices)


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("肉牛产业与肉牛", ["肉牛"], "[肉牛]产业与[肉牛]"),
        ("奇·达楞太参加", ["奇达楞太"], "[奇·达楞太]参加"),
        ("奇·达楞太参加", ["太参"], "奇·达楞[太参]加"),
        ("養牛產業", ["养牛"], "[養牛]產業"),
        ("裝機３５０ＭＷ。", ["350mw"], "裝機[３５０ＭＷ]。"),
        ("装机350MW", ["35", "m"], "装机350MW"),  # half a run is not the run
        ("投资2,000亿", ["2000"], "投资[2,000]亿"),
        ("两个大国迈\n向相互", ["迈向"], "两个大国[迈\n向]相互"),
        ("占地350㎡", ["m2"], "占地350[㎡]"),
        ("肉牛产业发展", ["肉牛产业", "产业发展"], "[肉牛产业发展]"),
        ("牛牛牛", ["牛牛"], "[牛牛牛]"),
        ("<script>牛</script>", ["牛"], "<script>[牛]</script>"),
        ("用Wi-Fi上网，wifi好", ["wifi"], "用[Wi-Fi]上网，[wifi]好"),
        ("用Wi-Fi上网，wifi好", ["wi-fi"], "用[Wi-Fi]上网，[wifi]好"),
        ("用Wi-Fi上网", ["fi"], "用Wi-[Fi]上网"),
        ("用Wi-Fi上网", ["用wifi上"], "[用Wi-Fi上]网"),
        ("车牌蒙G·A1234。", ["蒙GA1234"], "车牌[蒙G·A1234]。"),
        ("车牌蒙G·A1234。", ["a1234"], "车牌蒙G·[A1234]。"),
        ("电话0475—8234567转", ["04758234567"], "电话[0475—8234567]转"),
        ("电话04758234567转", ["0475-8234567"], "电话[04758234567]转"),
        ("inter\u00adnational\u200b标准", ["international"], "[inter\u00adnational\u200b]标准"),
        ("葛\U000e0100城肉\u200b牛", ["葛城", "肉"], "[葛\U000e0100城肉\u200b]牛"),
        ("在İstanbul\u200e，हिन्दी", ["istanbul", "हिन्दी"], "在[İstanbul\u200e]，[हिन्दी]"),
        ("⺠政局", ["民政"], "[⺠政]局"),
        ("肉牛", [], "肉牛"),
        ("", ["牛"], ""),
    ],
)
def test_marks(text, terms, marked):
    assert shown(mark(text, runs(*terms))) == marked


LONG = "甲" * 100 + "肉牛" + "乙" * 100 + "产业" + "丙" * 100


@pytest.mark.parametrize(
    ("text", "terms", "length", "expected"),
    [
        ("短文里的肉牛。", ["肉牛"], 120, "短文里的[肉牛]。"),
        (LONG, [], 20, "甲" * 20 + ELLIPSIS),
        (LONG, ["肉牛"], 80, f"{ELLIPSIS}{'甲' * 30}[肉牛]{'乙' * 48}{ELLIPSIS}"),
        (
            LONG,
            ["肉牛", "产业"],
            80,
            f"{ELLIPSIS}{'甲' * 20}[肉牛]{'乙' * 20}{ELLIPSIS}{'乙' * 20}[产业]{'丙' * 20}{ELLIPSIS}",
        ),
        ("肉牛" + LONG, ["肉牛", "产业"], 80, f"[肉牛]{'甲' * 20}{ELLIPSIS}{'乙' * 20}[产业]{'丙' * 36}{ELLIPSIS}"),
        ("首段\n次段肉牛\r\n末段", ["肉牛"], 120, "首段 次段[肉牛] 末段"),
        ("编号" + "x" * 50 + "肉牛", ["肉牛"], 20, f"编号{'x' * 50}[肉牛]"),
        (
            "第一句没有。" * 20 + "这一句里有肉牛，" + "还没有说完" * 5 + "。" + "末句没有。" * 20,
            ["肉牛"],
            60,
            f"{ELLIPSIS}{'第一句没有。' * 5}这一句里有[肉牛]，{'还没有说完' * 5}。末句没有。{ELLIPSIS}",
        ),
        ("肉牛" * 40, ["肉牛" * 40], 20, f"[{'肉牛' * 40}]"),
    ],
)
def test_snippets(text, terms, length, expected):
    assert shown(snippet(text, runs(*terms), length)) == expected


def test_a_text_full_of_hits_gives_a_short_snippet():
    assert sum(len(piece.text) for piece in snippet("肉，" * 100_000, runs("肉"))) < 300


def test_an_open_run_marks_the_whole_unit():
    assert shown(mark("装机350MW，投资3500万", parse("350*").runs())) == "装机[350]MW，投资[3500]万"
    assert shown(mark("iPhone与iPad", parse("ip*").runs())) == "[iPhone]与[iPad]"


small = st.text(alphabet="肉牛产业ａa5.· \n<\u200b\ufe0f\u0301-", max_size=60)


@given(small, st.lists(st.text(alphabet="肉牛产业a5", min_size=1, max_size=3), max_size=3))
def test_slices_are_the_text(text, terms):
    wanted = runs(*terms)
    slices = mark(text, wanted)
    assert "".join(piece.text for piece in slices) == text
    assert all(piece.text for piece in slices)
    assert [piece.marked for piece in slices] != [True, True]
    assert any(piece.marked for piece in slices) == _holds(text, wanted)
    assert all(_holds(piece.text, wanted) for piece in slices if piece.marked)


def _holds(text, wanted):
    return any(run in encode(row) for run in wanted for row in forms(text))


@given(small, st.lists(st.text(alphabet="肉牛产业a5", min_size=1, max_size=3), max_size=3), st.integers(1, 30))
def test_a_snippet_marks_what_the_text_marks(text, terms, length):
    wanted = runs(*terms)
    pieces = snippet(text, wanted, length)
    plain = [piece.text for piece in pieces if piece.text != ELLIPSIS]
    flat = " ".join(text.splitlines())
    assert all(piece in flat for piece in plain)
    assert any(piece.marked for piece in pieces) == any(piece.marked for piece in mark(text, wanted))
    whole = {Slice(" ".join(piece.text.splitlines()), True) for piece in mark(text, wanted) if piece.marked}
    assert {piece for piece in pieces if piece.marked} <= whole


# --- Where snippets are cut ---

DATE = re.compile(r"\d+年\d+月\d+日")
PLAIN = "我市各地抓紧当前有利时机推进春耕备耕工作全面展开确保各项措施落到实处见到成效"


def cuts(text: str, pieces: list[Slice]) -> list[int]:
    """The places of the text at which the snippet begins or ends a stretch."""
    found, place, stretch = [], 0, ""
    for piece in [*pieces, Slice(ELLIPSIS)]:
        if piece.text != ELLIPSIS or piece.marked:
            stretch += piece.text
        elif stretch:
            place = text.index(stretch, place)
            found += [place, place + len(stretch)]
            place, stretch = place + len(stretch), ""
    return [cut for cut in found if 0 < cut < len(text)]


@pytest.mark.parametrize("before", range(12, 45, 2))
def test_no_cut_parts_a_date(before):
    text = f"{PLAIN[:30]}2026年1月17日{PLAIN[:before]}肉牛{PLAIN[: 60 - before]}2025年12月31日{PLAIN * 3}"
    pieces = snippet(text, runs("肉牛"), 60, analyzers.cut)
    assert not [cut for cut in cuts(text, pieces) for found in DATE.finditer(text) if found.start() < cut < found.end()]


@pytest.mark.parametrize("before", range(20, 50, 2))
@pytest.mark.parametrize("number", ["1,234.5万元", "12.5%", "350MW", "二〇二六年二月", "09:30"])
def test_no_cut_parts_a_number(before, number):
    text = f"{PLAIN}{number}{PLAIN[:before]}肉牛{PLAIN[:before]}{number}{PLAIN * 3}"
    pieces = snippet(text, runs("肉牛"), 60, analyzers.cut)
    spans = [found.span() for found in re.finditer(re.escape(number), text)]
    assert not [cut for cut in cuts(text, pieces) for first, last in spans if first < cut < last]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{PLAIN}{PLAIN}，记者在现场看到，肉牛{PLAIN}{PLAIN}", f"备耕工作{PLAIN[20:]}，记者在现场看到，[肉牛]"),
        (f"{PLAIN}{PLAIN}，1月7日，记者来到肉牛{PLAIN}{PLAIN}", f"工作{PLAIN[20:]}，1月7日，记者来到[肉牛]"),
        (f"本报讯（记者某某）日前，肉牛{PLAIN}{PLAIN}", "本报讯（记者某某）日前，[肉牛]"),
        (f"{PLAIN[:24]}肉牛{PLAIN}{PLAIN}{PLAIN}", f"{PLAIN[:24]}[肉牛]"),
        (f"{PLAIN[:30]}，共{PLAIN[:20]}肉牛{PLAIN * 4}", f"共{PLAIN[:20]}[肉牛]"),
    ],
)
def test_where_a_snippet_begins(text, expected):
    said = shown(snippet(text, runs("肉牛"), 80, analyzers.cut)).removeprefix(ELLIPSIS)
    begin = said.partition("]")[0] + "]"
    assert begin == expected


def test_many_words_give_few_stretches():
    words = ["肉牛", "奶牛", "绵羊", "骆驼", "马匹"]
    text = "".join(f"{word}{PLAIN}。{PLAIN}。{PLAIN}。" for word in words)
    pieces = snippet(text, runs(*words), words=analyzers.cut)
    assert 1 <= len(cuts(text, pieces)) <= 2 * MOST_WINDOWS
    assert all(len(piece.text) > 1 for piece in pieces)


def test_an_end_that_is_near_is_shown():
    text = f"{PLAIN * 3}肉牛{PLAIN[:36]}完。"
    assert shown(snippet(text, runs("肉牛"), 60, analyzers.cut)).endswith("完。")


@given(
    st.lists(st.sampled_from([PLAIN, "2026年2月6日", "肉牛", "，", "。", "12.5%", "\n", "x" * 30]), max_size=25).map(
        "".join
    ),
    st.integers(10, 150),
)
def test_every_cut_snippet_is_of_the_text(text, length):
    flat = " ".join(text.splitlines())
    pieces = snippet(text, runs("肉牛"), length, analyzers.cut)
    assert all(piece.text in flat for piece in pieces if piece.text != ELLIPSIS)
    assert any(piece.marked for piece in pieces) == ("肉牛" in text)
    assert sum(len(piece.text) for piece in pieces) < length + 3 * 150
