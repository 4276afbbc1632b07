"""Invented pages, as an import would have read them: sentences of invented words, spans, names, captions."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from random import Random

from benchmarks.corpus import GIVEN, PLACES, SURNAMES

COMMON, LONGEST, SHORTEST = 250, 4000, 40  # characters of a body: the median, and the bounds
CHARACTERS = (
    "天地人山水风云日月星花草木春夏秋冬年时早晚东西南北上下左右前后中里外大小多少高低长短新老好美红绿青白金银"
    "工农商学兵医文书画歌舞戏棋球车船路桥门窗房屋村镇乡城市县区街巷田土石沙河湖海江港渡井泉米麦豆茶果菜牛羊马鸡鱼"
    "布衣帽鞋针线刀剪锅碗灯火电气机器厂矿油煤铁钢开关进出来去走跑坐立看听说写读想问答给送收买卖做用修建造种养护救助"
    "一二三四五六七八九十百千万个位名家户次件项条台亩里米元分秒周月季度届期版"
)
KINDS = {"news": 86, "notice": 8, "photo": 6}  # kind -> share


class Writer:
    """Invents sentences: words of two characters, the earlier ones of the list far more often, and numbers."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.words = ["".join(random.choices(CHARACTERS, k=2)) for _ in range(4000)]

    def phrase(self, shortest: int, longest: int) -> str:
        number = self.random.randint(shortest, longest)
        return "".join(self.words[int(len(self.words) * self.random.random() ** 3)] for _ in range(number))

    def sentence(self) -> str:
        return f"{self.phrase(3, 8)}，{self.phrase(2, 9)}{self.random.randint(2, 9999)}{self.phrase(1, 4)}。"

    def person(self) -> str:
        return self.random.choice(SURNAMES) + "".join(self.random.choices(GIVEN, k=self.random.choice((1, 2, 2))))

    def place(self) -> str:
        return "".join(self.random.choices(PLACES, k=2)) + self.random.choice("乡镇村旗")

    def length(self) -> int:
        return round(min(LONGEST, max(SHORTEST, self.random.lognormvariate(log(COMMON), 0.8))))

    def once_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0


@dataclass
class Sheet:
    """A page's text as it grows, with the place of each piece."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spans: list[list] = field(default_factory=list)

    def put(self, text: str, role: str, end: str = "\n\n") -> list:
        span = [self.length, self.length + len(text), role]
        self.pieces += [text, end]
        self.length += len(text) + len(end)
        self.spans.append(span)
        return span


@dataclass
class Story:
    """An article as a parser reads it: the record's fields by name, and what hangs on it."""

    fields: dict
    bylines: list[list[str]] = field(default_factory=list)
    blocks: list[dict] = field(default_factory=list)
    spans: list[list] = field(default_factory=list)
    photo: tuple[str, str, list] | None = None  # caption, credit, span

    @property
    def memory(self) -> dict:
        captions = [self.photo[0]] if self.photo else []
        return self.fields | {"bylines": self.bylines, "captions": captions}


def write_story(writer: Writer, sheet: Sheet, order: int, *, continued_on: str = "", continued_from: str = "") -> Story:
    """Put one more article on the sheet, written as this archive's parser reads it."""
    [kind] = writer.random.choices(list(KINDS), list(KINDS.values()))
    if continued_on or continued_from:
        kind = "news"
    reported = kind == "news" and not continued_from
    headline = {"news": writer.phrase(4, 10), "notice": f"关于{writer.phrase(3, 6)}的公告", "photo": ""}[kind]
    story = Story(
        {
            "kind": kind,
            "genre": "",
            "kicker": "",
            "headline": headline,
            "deck": writer.phrase(4, 8) if kind == "news" and writer.once_in(8) else "",
            "column": "",
            "package": "",
            "message_head": "本报讯" if reported else "",
            "agency": "本报" if reported else "",
            "dateline_place": "",
            "dateline_date": "",
            "source": "本报" if reported else "",
            "completeness": "continued" if continued_on else "beginning_missing" if continued_from else "whole",
            "continued_on": continued_on,
            "continued_from": continued_from,
            "order": order,
            "language": None,
        }
    )
    if kind == "photo":
        _put_photo(writer, sheet, story)
        story.bylines = [[story.photo[1], "摄", "", "person"]]
        return story
    sheet.put("##", "mark", " ")
    story.spans.append(sheet.put(story.fields["headline"], "headline"))
    if story.fields["deck"]:
        story.spans.append(sheet.put(f"——{story.fields['deck']}", "deck"))
    if reported:
        names = [writer.person() for _ in range(writer.random.choice((1, 1, 2)))]
        story.bylines = [[name, "记者", "", "person"] for name in names]
    if continued_from:
        sheet.put(f"（上接第{continued_from}版）", "jump")
    _put_body(writer, sheet, story)
    if continued_on:
        sheet.put(f"（下转第{continued_on}版）", "jump")
    return story


def _put_body(writer: Writer, sheet: Sheet, story: Story) -> None:
    """Paragraphs, and now and then a photo between the first two."""
    left = writer.length()
    text = f"本报讯（记者 {' '.join(name for name, *_rest in story.bylines)}）" if story.bylines else ""
    while left > 0:
        if len(story.blocks) == 1 and writer.once_in(5):
            _put_photo(writer, sheet, story)
        for _sentence in range(writer.random.randint(1, 4)):
            text += writer.sentence()
        story.blocks.append({"type": "paragraph", "text": text})
        story.spans.append(sheet.put(text, "body"))
        left, text = left - len(text), ""


def _put_photo(writer: Writer, sheet: Sheet, story: Story) -> None:
    name, day = writer.person(), f"{writer.random.randint(1, 12)}月{writer.random.randint(1, 28)}日"
    caption = f"{day}，{writer.place()}，{writer.phrase(5, 12)}。"
    span = sheet.put(f"{caption}本报记者{name} 摄", "caption")
    story.photo = (caption, name, [span])
    story.spans.append(span)
