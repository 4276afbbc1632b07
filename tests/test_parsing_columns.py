"""Lines of wrapped text: what each is for itself, and which of a group are display lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.parsing.decide.column_display_lines import Surroundings, display_lines
from archive.parsing.decide.column_lines import Apart, ColumnLine
from archive.parsing.lines.layout import Sheet, lines_of

WIDTH = 16
# Lines of a text, as wide as the column, and of its end.
OPEN, MORE, END = "站前路换了站牌。昨天装上的电子屏", "很亮。候车的人抬头就能看见下一班", "几分钟到站。"
SET_IN = "　　站前路换了站牌。昨天装的电子"
# What may be a line of a text as well as a display line, full and short.
WIDE, SHORT = "站前路的公交站牌昨天换成了电子屏", "候车的人抬头就能看见下一班"


def lines_of_column(*texts: str, indents: bool = False) -> list[ColumnLine]:
    return [ColumnLine.of(line, WIDTH, indents) for line in lines_of(Sheet("\n".join(texts)))]


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        (OPEN, False),
        (END, True),
        ("让老街坊少走两站路。”", True),
        ("（下转第三版）", True),
        ("（报告全文见第四版）", True),
        ("二〇二四年五月十七日", True),
        ("受到街坊称赞。（姚芳）", True),
        ("（新华社北京5月17日电）", True),
        ("三条公交线路下周调整", False),
    ],
)
def test_whether_a_line_ends_a_text(text: str, ended: bool) -> None:
    assert [line.ended for line in lines_of_column(text)] == [ended]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (OPEN, False),
        ("本报讯（记者 姚芳）站前路的", True),
        ("本报5月17日讯（记者 姚", True),
        ("（本报记者 姚", True),
        ("（上接第一版）站牌昨天换成", True),
        ("编辑同志：", True),
        ("□本报记者 姚芳", True),
        ("公益广告", True),
        ("（本报海陵5月17日电）", False),
    ],
)
def test_whether_a_text_begins_with_a_line(text: str, starts: bool) -> None:
    assert [line.starts for line in lines_of_column(text)] == [starts]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (OPEN, Apart.NO),
        ("公益广告", Apart.ALWAYS),
        ("姚芳 摄", Apart.ALWAYS),
        ("今日导读", Apart.ALWAYS),
        ("▶城北菜市场月底开业 5版", Apart.ALWAYS),
        ("□姚芳", Apart.ALWAYS),
        ("（下转第三版）", Apart.ALWAYS),
        ("本报记者 姚芳", Apart.OUTSIDE_SENTENCES),
        ("市交通局局长 姚芳", Apart.OUTSIDE_SENTENCES),
        ("海陵县 姚芳", Apart.OUTSIDE_SENTENCES),
        ("海陵日报全媒体记者", Apart.OUTSIDE_SENTENCES),
    ],
)
def test_whether_a_line_is_something_other_than_text(text: str, apart: Apart) -> None:
    assert [line.apart for line in lines_of_column(text)] == [apart]


def test_a_line_that_points_at_a_picture_is_a_caption_under_a_blank_only() -> None:
    assert [line.apart for line in lines_of_column("图为站前路的电子站牌", "", "图为站前路的电子站牌")] == [
        Apart.NO,
        Apart.ALWAYS,
    ]


AROUND = Surroundings(
    width=WIDTH,
    narrow=WIDTH,
    indents=False,
    scattered=False,
    amid=False,
    text=None,
    under_jump=False,
    following=(),
    begins=False,
)
FOLLOWING = lines_of_column(OPEN, MORE, END)
PARAGRAPH = lines_of_column(SET_IN, MORE, END, indents=True)
HEADLINE = "三条公交线路下周调整"


@pytest.mark.parametrize(
    ("texts", "around", "found"),
    [
        # Lines that stand apart.
        ([HEADLINE], {}, {0}),
        (["站前路换站牌", HEADLINE], {}, {0, 1}),
        ([HEADLINE], {"amid": True}, set()),
        (["公交改道，街坊支招"], {}, set()),
        (["公交改道，街坊支招"], {"begins": True}, {0}),
        (["", "公交改道，街坊支招"], {"indents": True, "following": PARAGRAPH}, {0}),
        (["", HEADLINE], {"indents": True, "following": PARAGRAPH, "amid": True}, {0}),
        # The first line of a paragraph that a blank cuts off.
        ([WIDE], {"scattered": True, "following": FOLLOWING}, set()),
        ([WIDE], {"following": FOLLOWING}, {0}),
        # Headlines broken within their quotation marks, and such as are half told.
        ([END, "公交改道“绕", "个弯”八个月"], {"begins": True}, {1, 2}),
        (["站前路的新站牌:", HEADLINE], {"amid": True, "begins": True, "following": PARAGRAPH}, set()),
        (["站前路的新站牌:", HEADLINE], {"begins": True}, {0, 1}),
        (["站牌换新之后,", "候车的人抬起了头", "本报讯（记者 姚芳）站前路的公交站"], {}, {0, 1}),
        # Labels.
        ([END, "【站前路夜话】", OPEN, MORE], {}, {1}),
        (["【站前路夜话】", "谁来给站牌擦灰谁来管", OPEN, MORE, END], {"amid": True}, {0, 1}),
        # Lines at the margin between two paragraphs.
        ([MORE, END, "站牌会说话、盲人也能听见，", SET_IN, MORE], {"indents": True}, {2}),
        ([MORE, END, "站牌会说话、盲人也能听见，", OPEN, MORE], {"indents": True}, set()),
        # Lines above a text that begins.
        ([END, SHORT, "本报讯（记者 姚芳）站前路的公交站"], {}, {1}),
        ([MORE, SHORT, "本报讯（记者 姚芳）站前路的公交站"], {}, set()),
        ([END, SHORT, SET_IN, MORE], {"indents": True}, {1}),
        # Lines too short for text.
        ([END, "站牌会说话", OPEN, MORE], {}, {1}),
        ([MORE, "站牌会说话", OPEN, MORE], {}, set()),
        # The headline over its author.
        ([SHORT, "周 遥", OPEN, END], {}, {0, 1}),
        # The headline over a mark of continuation.
        ([END, "□姚芳", SHORT, "（上接第一版）站牌昨天换成电子"], {}, {2}),
        # Words that name what stands under them.
        ([END, "站前路公交站牌更换招标公告", OPEN, MORE], {}, {1}),
        # The foot of a group, where an article begins after it.
        ([OPEN, END, SHORT], {"begins": True}, {2}),
        ([OPEN, END, SHORT], {}, set()),
        ([OPEN, END, SHORT, "□姚芳"], {"begins": True}, {2}),
        ([OPEN, MORE, SHORT], {"begins": True}, set()),
        # The headline that a continued text repeats.
        (["候车的人抬头看", "站牌上的字跳得慢，", OPEN, MORE, END], {"amid": True, "under_jump": True}, {0}),
    ],
)
def test_which_lines_of_a_group_are_display_lines(texts: list[str], around: dict[str, object], found: set[int]) -> None:
    group = lines_of_column(*texts, indents=bool(around.get("indents")))
    assert display_lines(group, replace(AROUND, **around)) == found
