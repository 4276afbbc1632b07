"""What the lines over a text are to each other: column, kicker, headline on two lines, deck."""

from __future__ import annotations

import pytest

from archive.parsing import parse_page

BODY = "　　本报讯（记者 姚芳）市公交集团昨天宣布，六路公交车下周一起临时调整走向，工期约八个月。车长袁小勇每天帮街坊跑腿买药。"


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["“跑腿哥”袁小勇：", "六路公交车上的热心人"], ("", "", "“跑腿哥”袁小勇： 六路公交车上的热心人", "")),
        (["走进三江村", "荷塘边上的图书室"], ("走进三江村", "", "荷塘边上的图书室", "")),
        (["市公交集团敬告乘客"], ("", "", "市公交集团敬告乘客", "")),
        (
            ["深入学习贯彻党的二十大精神", "六路公交车下周一起临时调整走向", "——改走建设路和新华街"],
            ("深入学习贯彻党的二十大精神", "", "六路公交车下周一起临时调整走向", "改走建设路和新华街"),
        ),
        (
            ["学习贯彻党的二十届四中全会精神", "六路公交车下周一起临时调整走向"],
            ("学习贯彻党的二十届四中全会精神", "", "六路公交车下周一起临时调整走向", ""),
        ),
        (["奋进新征程 建功新时代", "六路公交车多跑八公里"], ("奋进新征程 建功新时代", "", "六路公交车多跑八公里", "")),
        (
            ["深入学习贯彻党的二十大精神", "奋力谱写公共交通新篇章"],
            ("", "", "深入学习贯彻党的二十大精神 奋力谱写公共交通新篇章", ""),
        ),
    ],
    ids=["half told", "a walk", "a warning", "campaign and deck", "a campaign", "a slogan", "a call"],
)
def test_lines_over_a_text(lines: list[str], gap: str, expected: tuple[str, str, str, str]) -> None:
    page = parse_page("漳江日报\n2024年5月17日 星期五 第3版\n\n" + gap.join(lines) + "\n\n" + BODY + "\n")
    assert [(a.column, a.kicker, a.headline, a.deck) for a in page.articles] == [expected]


def test_a_letter_begins_with_whom_it_addresses() -> None:
    text = "　　因解放路改造施工，六路公交车下周一起临时调整走向，工期约八个月，给您出行带来不便，敬请谅解。"
    page = parse_page(f"漳江日报\n2024年5月17日 第3版\n\n致乘客的一封信\n\n各位乘客：\n\n{text}\n")
    assert [(a.headline, a.body) for a in page.articles] == [("致乘客的一封信", f"各位乘客：\n{text.strip()}")]
