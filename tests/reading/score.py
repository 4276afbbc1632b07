"""Scores readings of pages against what a person reads on them.

``tallies`` is the entry point: it takes pages and a function that reads them, so that a reader with features left out, or
one trained on other pages, is scored the same way.

Text is compared after NFKC and without white space, headlines by their letters and digits only. Each measure counts cases
and how many of them are right; a body or a list of authors that is partly right counts as a fraction.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from archive.parsing import parse_page
from archive.parsing.types import ArticleKind, KnownNewspaper, ParsedArticle, ParsedPage

Reader = Callable[[str, Sequence[KnownNewspaper]], ParsedPage]
NEWS = frozenset({ArticleKind.NEWS.value, ArticleKind.COMMENTARY.value})
PLACE = ("paper", "date", "page", "issue number")
_JUMP = re.compile(r"[(（](?:下转|上接|紧接|转)[^()（）]{1,12}[)）]")
_GRAM_LENGTH = 4  # characters; texts are compared by the n-grams that they share
_MIN_OVERLAP = 0.5  # an article is found if the texts share more than this part of the shorter one
_EQUAL_FROM = 0.995  # likeness from which bodies count as equal
_STORY_START = 60  # characters of a photo story that must stand in a caption


@dataclass(frozen=True, slots=True)
class Photo:
    caption: str
    credit: str = ""  # names, parted by a space or 、


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article as a person reads it. Where several readings are right, any of them is accepted."""

    body: str
    headline: str = ""  # empty: none is printed
    headlines: tuple[str, ...] = ()  # other accepted headlines
    kicker: str = ""
    deck: str = ""
    column: str = ""
    package: str = ""  # not scored, as crossheads are not: both say what the lines of a page are
    crossheads: tuple[str, ...] = ()
    authors: tuple[str, ...] | None = ()  # None: nobody knows them
    kinds: frozenset[str] = NEWS  # accepted kinds; empty: any
    continued_on: str = ""  # a page, in normal form
    continued_from: str = ""  # the page on which it began: this is its tail
    may_be_photo: bool = False  # a photo with a headline and a story: read as photo or as article


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that a person reads on a page. ``place`` has those of PLACE that are to be scored."""

    articles: tuple[Wanted, ...]
    photos: tuple[Photo, ...]
    place: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page's text, the known newspapers, and the truth. ``place_of`` gives newspaper, date and page of a reading."""

    name: str
    text: str
    known: Sequence[KnownNewspaper]
    truth: Truth
    place_of: Callable[[ParsedPage], Mapping[str, str]]
    source: str = ""  # for sums and folds by source


@dataclass(slots=True)
class Tally:
    """For each measure the number of cases and of right ones, and a message for each that is wrong."""

    right: dict[str, float] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, measure: str, share: float, why: str) -> None:
        self.right[measure] = self.right.get(measure, 0) + share
        self.cases[measure] = self.cases.get(measure, 0) + 1
        if share < 1:
            self.wrong.append(f"{measure}: {why}")

    @property
    def mean(self) -> float:
        """The mean of the measures, each with the same weight."""
        return sum(self.right[measure] / cases for measure, cases in self.cases.items()) / max(1, len(self.cases))

    def below(self, mark: float) -> list[str]:
        """The measures that fall short of the mark by more than one case."""
        return [measure for measure, cases in self.cases.items() if self.right[measure] + 1 < mark * cases]

    def __str__(self) -> str:
        return " · ".join(f"{measure} {self.right[measure]:.4g}/{cases}" for measure, cases in self.cases.items())


def tallies(pages: Iterable[GoldPage], read: Reader = parse_page) -> dict[str, Tally]:
    """Read and score each page. Returns tallies by page name."""
    return {page.name: tally(page, read(page.text, page.known)) for page in pages}


def total(of: Iterable[Tally]) -> Tally:
    """The sum of several tallies."""
    whole = Tally()
    for each in of:
        for measure, cases in each.cases.items():
            whole.right[measure] = whole.right.get(measure, 0) + each.right[measure]
            whole.cases[measure] = whole.cases.get(measure, 0) + cases
        whole.wrong += each.wrong
    return whole


def by_source(pages: Iterable[GoldPage], of: Mapping[str, Tally]) -> dict[str, Tally]:
    """The sum of the tallies of each source."""
    groups: dict[str, list[Tally]] = defaultdict(list)
    for page in pages:
        groups[page.source].append(of[page.name])
    return {source: total(group) for source, group in groups.items()}


def tally(page: GoldPage, reading: ParsedPage) -> Tally:
    """Score one reading of a page. Without a known newspaper an import would hold the page: then no article counts."""
    scored, place, wanted = Tally(), page.place_of(reading), page.truth.place
    is_held = bool(wanted.get("paper")) and not place.get("paper")
    read = [] if is_held else [_Read(article) for article in reading.articles]
    articles, photos = _with_choices_settled(page.truth, read)
    spurious = _count_articles(scored, articles, read)
    scored.count(
        "nothing spurious", not spurious, "; ".join(each.article.headline or each.text[:20] for each in spurious)
    )
    _count_photos(scored, photos, read)
    for measure in PLACE:
        if measure in wanted:
            found = place.get(measure, "")
            scored.count(measure, found == wanted[measure], f"want {wanted[measure]!r} got {found!r}")
    return scored


# --- Text


def flat(text: str) -> str:
    """The text as bodies and captions are compared: without heading marks, marks of a jump and white space."""
    text = re.sub(r"^#+", "", unicodedata.normalize("NFKC", text), flags=re.MULTILINE)
    return re.sub(r"\s+", "", _JUMP.sub("", text))


def bare(text: str) -> str:
    """Its letters and digits, as headlines are compared."""
    return "".join(sign for sign in flat(text) if unicodedata.category(sign)[0] in "LN")


class _Text:
    """A flat text and its n-grams."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.grams = Counter(text[i : i + _GRAM_LENGTH] for i in range(max(1, len(text) - _GRAM_LENGTH + 1)))

    def shared(self, other: _Text) -> int:
        """The number of n-grams that both have."""
        small, large = sorted((self.grams, other.grams), key=len)
        return sum(min(number, large[gram]) for gram, number in small.items() if gram in large)

    def covers(self, other: _Text) -> bool:
        """Whether most of the shorter text also stands in the other one."""
        return self.shared(other) / max(1, min(len(self.text), len(other.text)) - _GRAM_LENGTH + 1) > _MIN_OVERLAP


class _Read(_Text):
    """An article as it was read."""

    def __init__(self, article: ParsedArticle) -> None:
        self.article = article
        self.is_photo = article.kind is ArticleKind.PHOTO
        captions = [photo.caption for photo in article.photos]
        super().__init__(flat(article.body or ("\n".join(captions) if self.is_photo else "")))

    @property
    def captions(self) -> Iterator[tuple[str, str]]:
        """Captions with their credits; of a standalone photo also the headline with the caption."""
        for photo in self.article.photos:
            yield flat(photo.caption), flat(photo.credit)
        if self.is_photo:
            names = [person.name for person in self.article.people] + [photo.credit for photo in self.article.photos]
            yield flat(self.article.headline) + self.text, flat(" ".join(names))


def _alike(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


# --- Measures


def _with_choices_settled(truth: Truth, read: list[_Read]) -> tuple[list[Wanted], list[Photo]]:
    """The expected articles and photos. A story that may be either is a photo if it was read as one."""
    told = [caption for each in read for caption, _credit in each.captions]
    articles, photos = [], list(truth.photos)
    for want in truth.articles:
        beginning = flat(want.body).rstrip("。")[:_STORY_START]
        if want.may_be_photo and any(beginning in caption for caption in told):
            photos.append(Photo(want.body, " ".join(want.authors or ())))
        else:
            articles.append(replace(want, kinds=frozenset()) if want.may_be_photo else want)
    return articles, photos


def _count_articles(scored: Tally, articles: list[Wanted], read: list[_Read]) -> list[_Read]:
    """Find each expected article among those read and compare the two. Returns the spurious ones."""
    left, tails = list(read), [_Text(flat(want.body)) for want in articles if want.continued_from]
    for want in articles:
        body, label = _Text(flat(want.body)), want.headline or f"(no headline) {want.body[:12]}"
        found = [each for each in left if body.covers(each)]
        got = max(found, key=body.shared, default=None)
        scored.count("article found", got is not None, label)
        if got is None:
            for measure in ("headline", "body", *(["authors"] if want.authors is not None else [])):
                scored.count(measure, 0, label)
        elif want.continued_from:
            _count_tail(scored, want, got.article)
        else:
            left.remove(got)
            _count_article(scored, want, got, label)
    return [each for each in left if not each.is_photo and not any(tail.covers(each) for tail in tails)]


def _count_tail(scored: Tally, want: Wanted, got: ParsedArticle) -> None:
    """Whether the tail names the page on which it began. Joining both is a matter of importing, not of reading."""
    why = f"tail of {want.headline!r} from page {want.continued_from} read as from {got.continued_from!r}"
    scored.count("continuation", got.continued_from == want.continued_from, why)


def _count_article(scored: Tally, want: Wanted, got: _Read, label: str) -> None:
    article = got.article
    _count_headline(scored, want, article, label)
    body, text = flat(want.body), got.text
    alike = _alike(body, text)
    why = f"{label}: likeness {alike:.3f} ({len(body)} characters wanted, {len(text)} got)"
    scored.count("body", 1 if alike >= _EQUAL_FROM else alike, why)
    if want.authors is not None:
        names, read = {flat(name) for name in want.authors}, {flat(person.name) for person in article.people}
        share = len(names & read) / len(names | read) if names | read else 1
        scored.count("authors", share, f"{label}: want {sorted(names)} got {sorted(read)}")
    for measure in ("kicker", "deck", "column"):
        if measure == "deck" and bare(article.headline) in {bare(other) for other in want.headlines}:
            continue  # the rest of the full headline may be the deck
        wanted, found = getattr(want, measure), getattr(article, measure)
        scored.count(measure, bare(wanted) == bare(found), f"{label}: want {wanted!r} got {found!r}")
    kinds = want.kinds or {article.kind.value}
    scored.count("kind", article.kind.value in kinds, f"{label}: want {' or '.join(sorted(kinds))} got {article.kind}")
    if want.continued_on:
        why = f"{label}: want page {want.continued_on} got {article.continued_on!r}"
        scored.count("jump", want.continued_on == article.continued_on, why)


def _count_headline(scored: Tally, want: Wanted, article: ParsedArticle, label: str) -> None:
    """A headline that stands within kicker, headline and deck, with more beside it, is half right."""
    wanted, found = bare(want.headline), bare(article.headline)
    if wanted:
        whole = bare(article.kicker + article.headline + article.deck)
        is_right = found in {wanted, *(bare(other) for other in want.headlines)}
        scored.count(
            "headline", 1 if is_right else (wanted in whole) / 2, f"want {want.headline!r} got {article.headline!r}"
        )
    else:
        scored.count("headline", not found, f"{label}: none is printed, got {article.headline!r}")


def _count_photos(scored: Tally, photos: list[Photo], read: list[_Read]) -> None:
    captions = [caption for each in read for caption in each.captions]
    for photo in photos:
        wanted = flat(photo.caption).rstrip("。")
        found = [caption + credit for caption, credit in captions if wanted in caption]
        scored.count("caption", bool(found), photo.caption)
        if photo.credit:
            names = [flat(name) for name in re.split(r"[ 、]", photo.credit)]
            named = any(all(name in told for name in names) for told in found)
            scored.count("credit", named, f"{photo.caption[:20]}… {photo.credit}")
