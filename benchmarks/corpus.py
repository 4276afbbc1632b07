"""The articles that are measured with: those of a file, those of the seed pages, and recombinations of either.

A recombined article has one to four consecutive sentences of a real one, further sentences of any, the earlier ones
far more often than the later (as some sentences of news come again and again), and a byline, a place and a number made
up, so that the vocabulary goes on growing. Pure, but for reading the files.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from archive.parsing import parse_page

SEEDS = Path(__file__).parent.parent / "seeds"

PAPERS = {"通辽日报": 8, "赤峰日报": 5, "巴彦淖尔日报": 3, "鄂尔多斯日报": 2, "乌兰察布日报": 2}  # name -> share
SECTIONS = {"要闻": 8, "经济": 5, "社会": 4, "文化": 2, "体育": 2, "副刊": 1}
PAGES = {page: 1 / page for page in range(1, 17)}
FIRST_DAY, DAYS = date(2016, 1, 1), 3652
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红鹏辉云峰琴志文斯琴巴图格日勒其木"
PLACES = "东西南北上下大小新古红白青金银石水山河沙林泉井营台沟湾岭坝"
SHORTEST, LONGEST = 300, 950  # characters of a recombined body

SENTENCE = re.compile(r"[^。！？\n]{8,}[。！？]?")


class NewsArticle(NamedTuple):
    title: str
    body: str  # paragraphs, one a line
    paper: str  # its name
    day: date
    page: int
    section: str


def articles(file: Path | None, size: int, seed: int = 1) -> list[NewsArticle]:
    """``size`` articles: the real ones of ``file`` (or of the seed pages), then recombined ones. Always the same ones."""
    real = list(_of_file(file, size) if file else _of_seeds(seed))[:size]
    return real + list(recombined(real, size - len(real), seed))


def recombined(real: Sequence[NewsArticle], number: int, seed: int = 1) -> Iterator[NewsArticle]:
    """So many articles made of the sentences of real ones."""
    random = Random(seed)
    sentences = [(article.title, SENTENCE.findall(article.body)) for article in real]
    sentences = [(title, found) for title, found in sentences if found]
    pool = [sentence for _title, found in sentences for sentence in found]
    random.shuffle(pool)
    for _ in range(number):
        title, found = random.choice(sentences)
        first = random.randrange(len(found))
        body = found[first : first + random.randint(1, 4)]
        length, enough = sum(map(len, body)), random.randint(SHORTEST, LONGEST)
        while length < enough:
            body.append(pool[int(len(pool) * random.random() ** 2)])
            length += len(body[-1])
        person = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))
        place = "".join(random.choices(PLACES, k=2)) + random.choice("乡镇村旗")
        body.append(f"{place}有{random.randint(10, 99999)}人受益。本报记者{person}")
        middle = len(body) // 2
        yield NewsArticle(title, f"{''.join(body[:middle])}\n{''.join(body[middle:])}", *_place(random))


def _of_file(file: Path, size: int) -> Iterator[NewsArticle]:
    """The articles of a file of JSON lines, gzipped or not: title, body, paper, date, page, section."""
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
        for _number, line in zip(range(size), lines, strict=False):
            row = json.loads(line)
            day = date.fromisoformat(row["date"])
            yield NewsArticle(row["title"], row["body"], row["paper"], day, int(row["page"]), row["section"])


def _of_seeds(seed: int) -> Iterator[NewsArticle]:
    """The articles of the seed pages, each put somewhere at random."""
    random = Random(seed)
    for path in sorted(SEEDS.glob("*.txt")):
        for article in parse_page(path.read_text(encoding="utf-8")).articles:
            body = "\n".join(block.text for block in article.blocks)
            if len(body) > 100:
                yield NewsArticle(article.headline[:200], body, *_place(random))


def _place(random: Random) -> tuple[str, date, int, str]:
    [paper], [page], [section] = (
        random.choices(list(shares), list(shares.values())) for shares in (PAPERS, PAGES, SECTIONS)
    )
    return paper, FIRST_DAY + timedelta(days=random.randrange(DAYS)), page, section
