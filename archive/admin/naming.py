"""What acts name (see ``acts.affected``), as editors know it: by title or name, with its page here and its address."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from archive.models import Article, ArticleVersion, Issue, Redaction
from archive.models.addressing import Addressed
from archive.models.lots import lots

ARTICLE, VERSION = "article", "articleversion"
# How many of a kind there are, in words, in the order in which they are told.
_COUNTED = {
    ARTICLE: ngettext_lazy("%(count)d 篇文章", "%(count)d 篇文章", "count"),
    VERSION: ngettext_lazy("%(count)d 个旧版", "%(count)d 个旧版", "count"),
    "newspaper": ngettext_lazy("%(count)d 种报纸", "%(count)d 种报纸", "count"),
    "issue": ngettext_lazy("%(count)d 期", "%(count)d 期", "count"),
    "page": ngettext_lazy("%(count)d 版", "%(count)d 版", "count"),
    "photo": ngettext_lazy("%(count)d 张图片", "%(count)d 张图片", "count"),
    "sourcetext": ngettext_lazy("%(count)d 份来源文本", "%(count)d 份来源文本", "count"),
    "redaction": ngettext_lazy("%(count)d 处遮盖", "%(count)d 处遮盖", "count"),
}
_RELATED = {
    "issue": ["newspaper"],
    "page": ["issue__newspaper"],
    "photo": ["page__issue__newspaper"],
    "redaction": ["page__issue__newspaper"],
    "sourcetext": ["page__issue__newspaper"],
}


@dataclass(frozen=True, slots=True)
class Named:
    """A record: what it is called, where it is edited here ('' if it is gone), and its address for readers, if any."""

    title: str
    page: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.title}（{self.address}）" if self.address else self.title

    @property
    def link(self) -> SafeString:
        """The same, with the way to where it is edited."""
        title = format_html('<a href="{}">{}</a>', self.page, self.title) if self.page else self.title
        return format_html("{}（{}）", title, self.address) if self.address else format_html("{}", title)


def kind_of(name: str) -> str:
    """Of what kind of record this is a name."""
    if ":" in name:
        return name.partition(":")[0]
    return VERSION if "?revision=" in name else ARTICLE


def counted(names: Iterable[str]) -> str:
    """How many of each kind there are.

    >>> counted(["tongliao-ribao-2026-02-06-p1-a1", "issue:7"])
    '1 篇文章、1 期'
    """
    by_kind = by_kinds(names)
    return "、".join(_counted(kind, len(mine)) for kind, mine in by_kind.items())


def _counted(kind: str, count: int) -> str:
    if kind in _COUNTED:
        return str(_COUNTED[kind] % {"count": count})
    return f"{_verbose_name(kind)} {count}"


def by_kinds(names: Iterable[str]) -> dict[str, list[str]]:
    """The names by kind of record, in the order in which kinds are told."""
    found: dict[str, list[str]] = {kind: [] for kind in _COUNTED}
    for name in names:
        found.setdefault(kind_of(name), []).append(name)
    return {kind: mine for kind, mine in found.items() if mine}


def named(names: Iterable[str], joined: Iterable[Issue] = ()) -> dict[str, Named]:
    """By name, what editors know each by. ``joined`` are issues as they were before they were joined to another."""
    found: dict[str, Named] = {}
    for kind, mine in by_kinds(names).items():
        found |= {ARTICLE: _articles, VERSION: _versions}.get(kind, _records)(mine)
    former = {f"issue:{issue.pk}": issue for issue in joined}
    for name in former.keys() & found.keys():
        if not found[name].page:
            found[name] = Named(_("%(title)s（已并入另一期）") % {"title": former[name]})
    return found


def _articles(keys: Collection[str]) -> dict[str, Named]:
    found = {}
    for lot in lots(keys):
        articles = (
            Article.objects.filter(key__in=lot).with_place().select_related("merged_into__page__issue__newspaper")
        )
        for article in articles.defer("parsed", "merged_into__parsed").prefetch_related("parts", "photos"):
            page = reverse("admin:archive_article_change", args=[article.pk])
            found[article.key] = Named(article.title, page, article.get_absolute_url())
    missing = [key for key in keys if key not in found]
    titles = {
        version.key: version.unpacked["headline"]
        for lot in lots(missing)
        for version in ArticleVersion.objects.filter(key__in=lot).order_by("number")
    }
    return found | {key: Named(_gone(titles.get(key) or key)) for key in missing}


def _versions(names: Collection[str]) -> dict[str, Named]:
    """Versions, by their article's key and their number."""
    keys = {name.partition("?")[0] for name in names}
    pks = {
        f"{key}?revision={number}": pk
        for lot in lots(sorted(keys))
        for key, number, pk in ArticleVersion.objects.filter(key__in=lot).values_list("key", "number", "pk")
    }
    found = {}
    for name in names:
        key, _sign, number = name.partition("?revision=")
        page = reverse("admin:archive_articleversion_change", args=[pks[name]]) if name in pks else ""
        found[name] = Named(_("%(key)s 第 %(number)s 版本") % {"key": key, "number": number}, page)
    return found


def _records(names: Collection[str]) -> dict[str, Named]:
    """Records of one kind, named by their numbers."""
    kind = kind_of(names[0])
    pks = {name: name.partition(":")[2] for name in names}
    model = apps.all_models["archive"].get(kind)
    stored = {}
    if model is not None:
        rows = model.objects.select_related(*_RELATED.get(kind, ()))
        stored = {str(record.pk): record for lot in lots(list(pks.values())) for record in rows.filter(pk__in=lot)}
    lost = _verbose_name(kind)
    return {
        name: _of_record(stored[pk])
        if pk in stored
        else Named(_gone(_("%(kind)s（编号 %(pk)s）") % {"kind": lost, "pk": pk}))
        for name, pk in pks.items()
    }


def _of_record(record: models.Model) -> Named:
    if isinstance(record, Redaction):  # never by its words
        if record.page is None:
            return Named(_("手工录入的文字"))
        record = record.page
    address = record.get_absolute_url() if isinstance(record, Addressed) else ""
    try:
        page = reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        page = ""
    return Named(str(record), page, address)


def _gone(title: str) -> str:
    return _("%(title)s（已删除）") % {"title": title}


def _verbose_name(kind: str) -> str | Promise:
    model = apps.all_models["archive"].get(kind)
    return capfirst(model._meta.verbose_name) if model is not None else kind
