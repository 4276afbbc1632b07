"""From a page's text to records. ``import_text`` reads one text and writes it in one transaction, ``reread`` one that
the archive has.

The flow, a file each: ``facts`` (which newspaper, issue and page), ``items`` (its articles as plain values),
``readings`` (what was read before, of old texts by ``landed``), ``store`` (what the record holds), ``plan`` with
``place``, ``match``, ``three_way``, ``merge`` and ``photos`` (what to do; pure), ``apply`` (doing it), ``joins`` with
``jumps`` (what goes on on another page). What is redacted of a text is not read: ``redacted``.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from archive import parsing
from archive.acts import Changing, change
from archive.ingest import newspapers, readings, redacted
from archive.ingest.apply import apply
from archive.ingest.fetch import load, said_of
from archive.ingest.page_facts import read_facts
from archive.ingest.plain_values import plain_spans, read_items
from archive.ingest.plan import plan
from archive.ingest.plan_values import Outcome, Parsed, Plan
from archive.ingest.readings import KeptReading
from archive.models import ChangeSet, Redaction, SourceText, change_sequence
from archive.models.source import decoded
from archive.parsing.types import PLACE_CODES, WARNING_CODES, ParsedPage, Role
from archive.receive import encodings
from archive.receive.manifest import Manifest, PageEntry
from archive.receive.sources import PageSource, RefusedSource

__all__ = ["Outcome", "Result", "enter_newspapers", "import_all", "import_text", "plan", "reread", "to_reread"]

_ATTEMPTS = 5
_T = TypeVar("_T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file. The counts are of what was read from it now: none of an unchanged one."""

    name: str
    outcome: Outcome
    reason: str = ""
    articles: int = 0
    photos: int = 0
    placed: int = 0
    unplaced: int = 0
    differences: int = 0  # where the reading differs from what a person left in the record
    warnings: dict[str, int] = field(default_factory=dict)  # code -> how many
    doubts: tuple[str, ...] = ()  # of which newspaper, day and page it is, in words

    @property
    def is_problem(self) -> bool:
        return self.outcome in (Outcome.HELD, Outcome.REFUSED, Outcome.FAILED)

    def as_json(self) -> dict:
        return asdict(self)


def enter_newspapers(manifest: Manifest) -> dict[str, str]:
    """Enter the manifest's newspapers; returns the name that the archive has for each of its slugs."""

    def enter() -> dict[str, str]:
        with transaction.atomic():
            change_sequence.lock()
            return newspapers.enter(manifest)

    return _written(enter)


def import_all(found: Iterable[PageSource | RefusedSource], newspaper_names: dict[str, str]) -> Iterator[Result]:
    """Import each in turn; one that fails never stops the others.

    ``newspaper_names`` is what ``enter_newspapers`` made of the manifest.
    """
    for source in found:
        if isinstance(source, PageSource):
            yield _reported(source.name, partial(import_text, source, newspaper_names))
        else:
            yield _reported(source.name, partial(_refuse, source))


def to_reread(newspaper: str = "") -> list[int]:
    """The stored texts that ``reread`` reads again, those of the newspaper with this slug only; first those that an
    older parser read. One that an editor has put out of use, or whose page is deleted, or that was refused, is not."""
    current = Q(state=SourceText.State.CURRENT, page__isnull=False)
    texts = SourceText.objects.filter(current | Q(state=SourceText.State.HELD))
    if newspaper:
        texts = texts.filter(page__issue__newspaper__slug=newspaper)
    return list(texts.order_by("parser_version", "pk").values_list("pk", flat=True))


def reread(texts: Iterable[int]) -> Iterator[Result]:
    """Read stored texts again, by their keys, each in turn and each an act of its own: one that fails, or that is the
    last before an interruption, leaves nothing half done, and each can be undone."""
    for pk in texts:
        text = SourceText.objects.get(pk=pk)
        yield _reported(str(text), partial(_reread, text))


def _reported(name: str, work: Callable[[], Result]) -> Result:
    try:
        return work()
    except OperationalError as error:  # of the database or the disk, not of this file: no traceback tells more
        return Result(name, Outcome.FAILED, _("数据库写不进去：%(why)s") % {"why": error})
    except Exception as error:
        logger.exception("%s could not be imported", name)
        return Result(name, Outcome.FAILED, _("导入时出错：%(error)r") % {"error": error})


def import_text(source: PageSource, newspaper_names: dict[str, str]) -> Result:
    """Import one text: parsed outside the transaction, written in one, tried again if another importer was quicker."""
    source = _as_stored(source)
    said = source.entry.stored()
    glance = SourceText.objects.filter(sha256=source.sha256).defer("data", "spans").first()
    if glance and _is_unchanged(glance, said):
        _add_name(source.sha256, source.name)
        return Result(source.name, Outcome.UNCHANGED)
    source = redacted.readable(source, glance)
    page = parsing.parse_page(source.text, newspapers.known())
    return _written(lambda: _write(source, page, said, newspaper_names, ChangeSet.Kind.IMPORT))


def _reread(text: SourceText) -> Result:
    """Read a stored text again as it stands; what a manifest said of it stands too."""
    source = redacted.readable(
        PageSource(
            str(text),
            bytes(text.data),
            text.encoding,
            text.text,
            PageEntry(),
            encodings.misread(text.text),
            text.sha256,
        ),
        text,
    )
    page = parsing.parse_page(source.text, newspapers.known())
    return _written(lambda: _write(source, page, {}, {}, ChangeSet.Kind.REREAD, text.pk))


def _as_stored(source: PageSource) -> PageSource:
    """The text as earlier versions read these bytes, if the archive holds that: it is the same file, not a second text."""
    if source.encoding != "gb18030-2022":
        return source
    try:
        before = replace(source, encoding="gb18030", text=decoded(source.data, "gb18030"))
    except UnicodeDecodeError:
        return source
    return before if SourceText.objects.filter(sha256=before.sha256).exists() else source


def _written(write: Callable[[], _T]) -> _T:
    for _attempt in range(_ATTEMPTS - 1):
        try:
            return write()
        except IntegrityError:  # another importer made the same record a moment ago; now it is there to be found
            continue
    return write()


def _is_unchanged(text: SourceText, said: dict[str, str]) -> bool:
    """Whether the text is in the archive, read by this parser, and the manifest says nothing new of it.

    A text that an editor has put out of use, or whose page an editor has deleted, stays as it is.
    """
    if _is_put_aside(text):
        return True
    current = text.state == SourceText.State.CURRENT
    entry = text.import_record.get("entry", {})
    return current and text.parser_version >= parsing.PARSER_VERSION and entry | said == entry


def _is_put_aside(text: SourceText) -> bool:
    """Whether an editor has put the text out of use, or has deleted its page."""
    current = text.state == SourceText.State.CURRENT
    return text.state == SourceText.State.SUPERSEDED or (current and text.page_id is None)


def _write(
    source: PageSource,
    page: ParsedPage,
    said: dict[str, str],
    newspaper_names: dict[str, str],
    kind: ChangeSet.Kind,
    stored: int | None = None,
) -> Result:
    """Write what was read in a text, that of the ``stored`` record or else the one with these words."""
    with change(kind, parser_version=parsing.PARSER_VERSION) as act, act.lot(only=True):
        texts = SourceText.objects.select_for_update()
        text = texts.filter(**({"pk": stored} if stored else {"sha256": source.sha256})).first()
        return _write_as(act, text, source, page, said, newspaper_names)


def _write_as(
    act: Changing,
    text: SourceText | None,
    source: PageSource,
    page: ParsedPage,
    said: dict[str, str],
    newspaper_names: dict[str, str],
    inherited: Sequence[Redaction] | None = None,
) -> Result:
    is_undone = text is not None and text.state == SourceText.State.UNDONE
    if act.changeset.kind == ChangeSet.Kind.REREAD and (text is None or is_undone or _is_put_aside(text)):
        return Result(source.name, Outcome.UNCHANGED)  # as an editor has settled meanwhile
    if text and act.changeset.kind == ChangeSet.Kind.IMPORT and _is_unchanged(text, said):
        _add_name(source.sha256, source.name)
        return Result(source.name, Outcome.UNCHANGED)
    entry = (text.import_record.get("entry", {}) if text else {}) | said
    newspaper = newspaper_names.get(entry.get("newspaper", "")) or newspapers.name_of(entry.get("newspaper", ""))
    facts, warnings = read_facts(page, entry, newspaper)
    if text:
        facts = facts.over(said_of(text))
    parsed = Parsed(facts, tuple(read_items(page)), (*page.warnings, *warnings), source.misread, source.text)
    was_current = text is not None and text.state == SourceText.State.CURRENT
    before = readings.of_text(text) if was_current and text.page_id else KeptReading()
    todo = plan(load(facts, text, before.items, before.differences), parsed)
    if inherited is None and not todo.held and not was_current and todo.place.page:
        try:
            inherited = redacted.inherited(todo.place.page, source)
        except redacted.Unsure as unsure:
            todo = Plan(held=str(unsure))
        else:
            if inherited:
                source = redacted.without(source, inherited)
                page = parsing.parse_page(source.text, newspapers.known())
                return _write_as(act, text, source, page, said, newspaper_names, inherited)
    if todo.held:
        if not was_current:
            _hold(source, page, parsed, todo.held, entry, text)
        return _result(source, page, parsed, Outcome.HELD, todo.held)
    is_new, text = text is None, _record(source, text)
    text.state, text.reason = SourceText.State.CURRENT, ""
    text.text_kind, text.parser_version = page.text_kind.value, parsing.PARSER_VERSION
    text.origin = text.origin or entry.get("origin", "")
    text.import_record = {"entry": entry, "said": facts.stored()}
    text.warnings = [each.stored for each in parsed.warnings]
    text.spans, text.account = plain_spans(page.spans), page.account
    noticed = apply(todo, text, parsed, page.teasers, act)
    if not was_current:  # when this is undone, its page may have another text
        in_use = {"state": [SourceText.State.UNDONE, text.state]}
        act.changeset.effects.setdefault("fields", {})[f"sourcetext:{text.pk}"] = in_use
    if is_new:
        redacted.enter_numbers(text)
    redacted.enter(inherited or (), text)
    outcome = Outcome.IMPORTED if not was_current else Outcome.UPDATED if noticed else Outcome.UNCHANGED
    return _result(source, page, parsed, outcome, differences=len(todo.differences))


def _record(source: PageSource | RefusedSource, text: SourceText | None) -> SourceText:
    """The text's record, new or as it is, with the name that it came under now."""
    if text is None:
        encoding = source.encoding if isinstance(source, PageSource) else ""
        text = SourceText(sha256=source.sha256, data=source.data or b"", encoding=encoding)
    if isinstance(source, PageSource) and not text.encoding:
        text.encoding = source.encoding
    if source.name not in text.names:
        text.names = [*text.names, source.name]
    return text


def _hold(
    source: PageSource, page: ParsedPage, parsed: Parsed, reason: str, entry: dict, text: SourceText | None
) -> None:
    """Keep a text that cannot be placed, for an editor or a better manifest."""
    known = text.names if text else []
    held = _record(source, text)
    before = text and (text.state, text.reason, text.import_record.get("entry"), text.parser_version)
    after = (SourceText.State.HELD, reason, entry, parsing.PARSER_VERSION)
    if before == after:
        if held.names != known:
            held.save(update_fields=["names"])
        return
    held.state, held.reason, held.parser_version = SourceText.State.HELD, reason, parsing.PARSER_VERSION
    held.text_kind, held.import_record = page.text_kind.value, {"entry": entry}
    held.warnings = [each.stored for each in page.warnings]
    held.spans, held.account = plain_spans(page.spans), page.account
    held.save()
    readings.keep(held, parsing.PARSER_VERSION, parsed.items)
    if text is None:
        redacted.enter_numbers(held)


def _refuse(source: RefusedSource) -> Result:
    """Report a file that is no text; its bytes, if they were read, are kept."""
    if source.data is not None:
        _written(partial(_keep_refused, source))
    return Result(source.name, Outcome.REFUSED, source.reason)


@transaction.atomic
def _keep_refused(source: RefusedSource) -> None:
    text = SourceText.objects.filter(sha256=source.sha256).first()
    if text is None:
        text = _record(source, None)
        text.state, text.reason = SourceText.State.REFUSED, source.reason
        text.save()
    else:
        _add_name(source.sha256, source.name)


def _add_name(sha256: str, name: str) -> None:
    """Note another name that the same text came under; the first one stays first."""
    names = SourceText.objects.filter(sha256=sha256).values_list("names", flat=True).get()
    if name not in names:
        with transaction.atomic():
            names = SourceText.objects.select_for_update().filter(sha256=sha256).values_list("names", flat=True).get()
            SourceText.objects.filter(sha256=sha256).update(names=list(dict.fromkeys([*names, name])))


def _result(
    source: PageSource, page: ParsedPage, parsed: Parsed, outcome: Outcome, reason: str = "", differences: int = 0
) -> Result:
    unplaced = page.account.get(Role.UNPLACED.value, 0)
    return Result(
        source.name,
        outcome,
        reason,
        articles=len(parsed.items),
        photos=sum(len(item.photos) for item in parsed.items),
        placed=sum(page.account.values()) - unplaced,
        unplaced=unplaced,
        warnings=dict(Counter(warning.code for warning in parsed.warnings)),
        differences=differences,
        doubts=tuple(f"{_(WARNING_CODES[w.code])}：{w.text}" for w in parsed.warnings if w.code in PLACE_CODES),
    )
