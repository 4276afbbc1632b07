"""What can be asked of the search page and the API, checked, and the words for what cannot."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from archive import addresses
from archive.models import Article, Newspaper
from search import query
from search.finder import Results

PROBLEMS = {
    "too_long": _("检索词太长了：最多 %(limit)d 个字。请取其中最要紧的几个字。"),
    "too_many": _("检索词太多了：最多 %(limit)d 个。请去掉一些。"),
    "no_units": _("检索词里没有可以检索的文字或数字。"),
}
NOTES = {
    query.UNPAIRED_QUOTE: _("引号没有成对，已按没有引号检索。"),
    query.NO_DATE: _("“日期:”后面认不出日期，已按普通的词检索。写 2026-02-06、2026年2月、1987..1990、80年代 都可以。"),
    query.BRACKETS: _("括号里只能是用“或”隔开的词，已按没有括号检索。"),
}
FACET_TITLES = {
    "paper": _("报纸"),
    "year": _("年份"),
    "kind": _("类别"),
    "column": _("栏目"),
    "author": _("作者"),
    "source": _("稿源"),
}
UNKNOWN = _("没有叫“%(name)s”的报纸或类别。")


FILTERS = ("paper", "issue", "year", "month", "kind", "column", "author", "source")


class SearchForm(forms.Form):
    """``cleaned_data`` holds ``q`` as a Query, ``paper`` as a slug in use, the other filters and ``sort``; '' where not
    asked. ``filters`` are those of ``find``."""

    SORTS = [("relevance", _("相关")), ("newest", _("最新")), ("oldest", _("最早"))]

    q = forms.CharField(required=False, strip=False)
    paper = forms.CharField(required=False)
    year = forms.RegexField(
        r"^(?:\d{4}|undated)$",
        required=False,
        error_messages={"invalid": _("年份请写成四位数字，如 2026；日期不详写 undated。")},
    )
    month = forms.RegexField(
        r"^\d{4}-\d{2}$", required=False, error_messages={"invalid": _("月份请写成 2026-02 这样。")}
    )
    issue = forms.RegexField(
        r"^[\w-]+/[\w-]+$",
        required=False,
        error_messages={"invalid": _("期请写成网址中的样子，如 tongliao-ribao/2026-02-06。")},
    )
    kind = forms.ChoiceField(
        choices=Article.KINDS, required=False, error_messages={"invalid_choice": _("没有这个类别：%(value)s")}
    )
    column = forms.CharField(required=False, max_length=200)
    author = forms.CharField(required=False, max_length=60)
    source = forms.CharField(required=False, max_length=100)
    sort = forms.ChoiceField(
        choices=SORTS,
        required=False,
        error_messages={"invalid_choice": _("排序只有 relevance、newest、oldest 三种。")},
    )

    def clean_q(self) -> query.Query:
        try:
            return query.parse(self.cleaned_data["q"])
        except query.QueryError as error:
            raise forms.ValidationError(PROBLEMS[error.code], params={"limit": error.limit}) from error

    def clean_paper(self) -> str:
        """The slug in use now, also for one that the newspaper had before."""
        slug = self.cleaned_data["paper"]
        found = addresses.resolve(f"{addresses.ROOT}{slug}/") if slug and "/" not in slug else None
        if slug and not (found and isinstance(found.record, Newspaper)):
            raise forms.ValidationError(_("没有这份报纸：%(slug)s"), params={"slug": slug})
        return found.record.slug if found else ""

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or "relevance"

    @property
    def filters(self) -> dict[str, str]:
        """What the results are narrowed by: the facets and values asked for."""
        return {name: self.cleaned_data[name] for name in FILTERS if self.cleaned_data[name]}

    def page_number(self) -> int:
        """The page asked for, 0 if it is none: not part of the form, since a wrong one is not found, not wrong."""
        number = self.data.get("page") or "1"
        return int(number) if re.fullmatch("[0-9]{1,9}", number) else 0

    @property
    def problem(self) -> str:
        """All that is wrong, as one text."""
        return " ".join(message for messages in self.errors.values() for message in messages)


def notes_on(results: Results) -> list[str]:
    """What was read otherwise than it may have been meant, in words."""
    notes = [str(NOTES[note]) for note in results.query.notes]
    return notes + [str(UNKNOWN) % {"name": name} for name in results.unknown]
