"""What can be asked of the search page and the API, checked, and the words for what cannot."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Issue, Newspaper, addressing
from search import days, query
from search.finder import Results
from search.search_indexes import UNDATED

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
    "pagename": _("版名"),
    "author": _("作者"),
    "source": _("稿源"),
}
UNKNOWN = _("没有叫“%(name)s”的报纸或类别。")
IGNORED = _("网址中的“%(name)s”不是检索参数，已忽略。")
UNKNOWN_PARAMETERS = _("没有这样的参数：%(names)s。可用的参数：%(known)s。")

FILTERS = ("paper", "issue", "year", "month", "kind", "column", "pagename", "author", "source")
RANGE = ("from", "to")
MOST_VALUES = 20  # of one facet
MOST_NAMED = 3  # parameters that are not known, in a message
LONGEST_NAME = 40  # characters of one, there
_TRACKING = re.compile(r"utm_\w+|spm|fbclid|gclid|isappinstalled|nsukey", re.ASCII)  # what others add to addresses
_SHARED_BY = {"singlemessage", "groupmessage", "timeline"}  # what WeChat adds as ``from`` to an address that is shared


class DateField(forms.CharField):
    """A date in any form that ``search.days`` reads, as it gives it: just as precise as one of ``forms``, if there are
    any. ``at_end``: of a span (80年代) the last that it may mean, else the first."""

    def __init__(self, *, forms: Sequence[str] = (), at_end: bool = False, message: str) -> None:
        super().__init__(required=False, max_length=60, error_messages={"invalid": message})
        self.lengths, self.at_end = {len(form) for form in forms}, at_end

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        found = days.normal(typed)
        if ".." in found and not self.lengths and not days.is_range(typed):
            found = found.split("..")[self.at_end]
        if typed and (not found or ".." in found or (self.lengths and len(found) not in self.lengths)):
            raise forms.ValidationError(self.error_messages["invalid"])
        return found


class YearField(DateField):
    def to_python(self, value: Any) -> str:
        return UNDATED if value == UNDATED else super().to_python(value)


class Values(forms.Field):
    """What ``each`` field gives of every value of a parameter: an article may have any of them."""

    widget = forms.MultipleHiddenInput

    def __init__(self, each: forms.Field) -> None:
        super().__init__(required=False)
        self.each = each

    def clean(self, value: list[str]) -> list[str]:
        if len(value or ()) > MOST_VALUES:
            raise forms.ValidationError(_("一个筛选项最多 %(limit)d 个值。"), params={"limit": MOST_VALUES})
        return list(dict.fromkeys(filter(None, map(self.each.clean, value or ()))))


class SearchForm(forms.Form):
    """What may be asked. ``filters`` are those of ``find``, ``parameters`` what an address needs to ask it again."""

    SORTS = [("relevance", _("相关")), ("newest", _("最新")), ("oldest", _("最早"))]

    q = forms.CharField(required=False, strip=False)
    paper = Values(forms.CharField(required=False, max_length=80))
    year = Values(YearField(forms=["2026"], message=_("年份请写成四位数字，如 2026；日期不详写 undated。")))
    month = Values(DateField(forms=["2026-02"], message=_("月份格式：2026-02")))
    issue = Values(
        forms.RegexField(
            r"^[\w-]+/[\w-]+$",
            required=False,
            max_length=130,
            error_messages={"invalid": _("期请写成网址中的样子，如 tongliao-ribao/2026-02-06。")},
        )
    )
    kind = Values(
        forms.ChoiceField(
            choices=Article.KINDS, required=False, error_messages={"invalid_choice": _("没有这个类别：%(value)s")}
        )
    )
    column = Values(forms.CharField(required=False, max_length=200, strip=False))
    pagename = Values(forms.CharField(required=False, max_length=60, strip=False))
    author = Values(forms.CharField(required=False, max_length=60, strip=False))
    source = Values(forms.CharField(required=False, max_length=100, strip=False))
    sort = forms.ChoiceField(
        choices=SORTS,
        required=False,
        error_messages={"invalid_choice": _("排序只有 relevance、newest、oldest 三种。")},
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # ``from`` is no name that a class can give its fields.
        self.fields["from"] = DateField(message=_("起始日期格式：2026-02-06、2026年2月、1987"))
        self.fields["to"] = DateField(at_end=True, message=_("截止日期格式：2026-02-06、2026年2月、1987"))

    def clean_q(self) -> query.Query:
        try:
            return query.parse(self.cleaned_data["q"])
        except query.QueryError as error:
            raise forms.ValidationError(PROBLEMS[error.code], params={"limit": error.limit}) from error

    def clean_paper(self) -> list[str]:
        """The slugs in use now, also for those that newspapers had before."""
        found = [_record(slug, Newspaper, _("没有这份报纸：%(slug)s")) for slug in self.cleaned_data["paper"]]
        return list(dict.fromkeys(newspaper.slug for newspaper in found))

    def clean_issue(self) -> list[str]:
        """As in their present addresses, whatever address they are asked for by."""
        found = [_record(path, Issue, _("没有这一期：%(slug)s")) for path in self.cleaned_data["issue"]]
        return list(dict.fromkeys(f"{issue.newspaper.slug}/{issue.slug}" for issue in found))

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or "relevance"

    def clean(self) -> None:
        first, last = (self.cleaned_data.get(name) for name in RANGE)
        if first and last and not days.normal(f"{first}..{last}"):
            self.add_error("to", _("截止日期早于起始日期。"))

    @property
    def filters(self) -> dict[str, list[str]]:
        """What the results are narrowed by: the facets and values asked for, and the days as ``days``."""
        found = {name: self.cleaned_data[name] for name in FILTERS if self.cleaned_data.get(name)}
        first, last = (self.cleaned_data.get(name, "") for name in RANGE)
        return found | ({"days": [f"{first}..{last}"]} if first or last else {})

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """All that is asked for rightly, as an address asks it; not the page. Nothing else is ever carried on."""
        found = [("q", self.data["q"])] if self.cleaned_data.get("q") else []
        found += [(name, value) for name in FILTERS for value in self.cleaned_data.get(name, ())]
        found += [(name, self.cleaned_data[name]) for name in RANGE if self.cleaned_data.get(name)]
        sort = self.cleaned_data.get("sort", "relevance")
        return found + ([("sort", sort)] if sort != "relevance" else [])

    def page_number(self) -> int:
        """The page asked for, 0 if it is none: not part of the form, since a wrong one is not found, not wrong."""
        number = self.data.get("page") or "1"
        return min(int(number), _NO_PAGE) if re.fullmatch("[0-9]{1,40}", number) else 0

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all parameters."""
        return (*self.fields, "page")

    @property
    def unknown(self) -> list[str]:
        """Names of parameters that there are not, cut short; those that other sites add aside."""
        names = [name for name in self.data if name not in self.known and not _TRACKING.fullmatch(name)]
        return [name[:LONGEST_NAME] for name in names[:MOST_NAMED]]

    @property
    def problem(self) -> str:
        """All that is wrong, as one text."""
        return " ".join(message for messages in self.errors.values() for message in messages)


_NO_PAGE = 10**9  # no search has so many


def as_shared(data: QueryDict) -> QueryDict:
    """What an address asks for, without the mark that WeChat leaves in it: ``from`` is a date here."""
    if data.get("from") not in _SHARED_BY:
        return data
    data = data.copy()
    data.pop("from")
    return data


def _record(path: str, kind: type[addressing.Addressed], message: str) -> addressing.Addressed:
    """What an address below /papers/ leads to now. Raises ValidationError if that is nothing of this kind."""
    found = addressing.resolve(f"{addressing.ROOT}{path}/")
    if not (found and isinstance(found.record, kind)):
        raise forms.ValidationError(message, params={"slug": path})
    return found.record


def notes_on(results: Results) -> list[str]:
    """What was read otherwise than it may have been meant, in words."""
    notes = [str(NOTES[note]) for note in results.query.notes]
    return notes + [str(UNKNOWN) % {"name": name} for name in results.unknown]
