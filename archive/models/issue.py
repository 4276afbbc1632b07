from django.db import models
from django.db.models import Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive.models.address_spelling import Addressed
from archive.models.change import Tombstone
from archive.models.corrected import Corrected
from archive.models.newspaper import Newspaper
from archive.models.utf8_json import Utf8Encoder
from archive.parsing import lunar_agrees, lunar_date
from archive.parsing.types import IssueKind, Precision


class Basis(models.TextChoices):
    """How a fact is known. It goes with the fact to the screen and the citation."""

    PRINTED = "printed", _("版面所印")
    CATALOGUED = "catalogued", _("据著录")
    INFERRED = "inferred", _("据内容推定")


class PlaceQuerySet(models.QuerySet):
    def public(self) -> "PlaceQuerySet":
        """Those that any visitor may see. What is held, listed and counted of issues and pages starts from here."""
        return self.filter(**self.model.OPEN)


class Place(Corrected, Addressed):
    """What an issue and a page have in common: either is suspended or awaited with all that stands on it."""

    # 暂停公开: it stands on the place, so that what comes to it later is hidden too. None while it is not suspended.
    suspended = models.CharField(  # noqa: DJ001 - a new column without a default
        _("暂停公开"), max_length=12, choices=Tombstone.Kind, null=True, blank=True, editable=False
    )
    # It came while its newspaper publishes after review, and nothing of it was published yet; None otherwise.
    awaiting = models.BooleanField(_("待发布"), null=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """``public`` of one."""
        return not (self.is_suspended or self.is_awaiting)


class Issue(Place):
    """期: what a newspaper published under one date and number."""

    PRECISIONS = [
        (Precision.DAY.value, _("日")),
        (Precision.MONTH.value, _("月")),
        (Precision.YEAR.value, _("年")),
        (Precision.UNKNOWN.value, _("不详")),
    ]
    KINDS = [
        (IssueKind.REGULAR.value, _("正刊")),
        (IssueKind.EXTRA.value, _("号外")),
        (IssueKind.SUPPLEMENT.value, _("增刊")),
        (IssueKind.SPECIAL.value, _("特刊")),
        (IssueKind.MERGED.value, _("合刊")),
        (IssueKind.TRIAL.value, _("试刊")),
    ]
    CALENDARS = [("gregorian", _("公历")), ("roc", _("民国纪年"))]
    OPEN = {"suspended": None, "awaiting": None}  # what is so of an issue that is public

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="issues", verbose_name=_("报纸"))
    newspaper_basis = models.CharField(_("报纸的依据"), max_length=10, choices=Basis, default=Basis.PRINTED)
    slug = models.CharField(_("地址名"), max_length=40, editable=False)
    first_day = models.DateField(
        _("日期"),
        null=True,
        blank=True,
        help_text=_("如 2026年2月6日、2026-2-6；只知年月或年份时，只写 2024-11 或 2024"),
    )
    last_day = models.DateField(_("末日"), null=True, blank=True, help_text=_("合刊的最后一天"))
    precision = models.CharField(_("日期精度"), max_length=10, choices=PRECISIONS, default=Precision.DAY.value)
    date_basis = models.CharField(_("日期的依据"), max_length=10, choices=Basis, default=Basis.PRINTED)
    date_printed = models.CharField(_("所印日期"), max_length=100, blank=True)
    calendar = models.CharField(_("历法"), max_length=20, blank=True, choices=CALENDARS)
    lunar_printed = models.CharField(_("所印农历"), max_length=60, blank=True)
    weekday_printed = models.CharField(_("所印星期"), max_length=20, blank=True)
    number_printed = models.CharField(_("期号"), max_length=60, blank=True, help_text=_("照版面所印"))
    first_number = models.PositiveIntegerField(_("首期号"), null=True, blank=True)
    last_number = models.PositiveIntegerField(_("末期号"), null=True, blank=True)
    total_number = models.PositiveIntegerField(_("总期号"), null=True, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=KINDS, default=IssueKind.REGULAR.value)
    edition_label = models.CharField(_("版本"), max_length=60, blank=True)
    pages_printed = models.PositiveSmallIntegerField(_("所印版数"), null=True, blank=True)
    catalogue_id = models.CharField(
        _("清单中的期"), max_length=80, blank=True, help_text=_("清单里 issue 所写；同名者归为一期")
    )
    reviewed = models.BooleanField(_("已核对"), default=False)

    class Meta:
        verbose_name = _("期")
        verbose_name_plural = pgettext_lazy("plural", "期")
        ordering = ["-first_day", "newspaper", "slug"]
        permissions = [("merge_issue", _("合并期"))]
        constraints = [
            models.UniqueConstraint(fields=["newspaper", "slug"], name="issue_slug_unique"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="issue_days_in_order",
                violation_error_message=_("末日不能早于日期。"),
            ),
            models.CheckConstraint(
                condition=Q(precision=Precision.UNKNOWN.value, first_day__isnull=True)
                | (~Q(precision=Precision.UNKNOWN.value) & Q(first_day__isnull=False)),
                name="issue_precision_fits_date",
                violation_error_message=_("日期不详时，精度须选“不详”；有日期时不可选“不详”。"),
            ),
        ]
        indexes = [models.Index(fields=["newspaper", "first_day"]), models.Index(fields=["first_day", "slug"])]

    def __str__(self) -> str:
        return f"{self.newspaper} {self.date_display}"

    @property
    def is_suspended(self) -> bool:
        return bool(self.suspended)

    @property
    def is_awaiting(self) -> bool:
        return bool(self.awaiting)

    @property
    def date(self) -> str:
        """The date as precise as it is known, after ISO 8601: 2026-02-06, 2024-11, 2024, or '' if unknown."""
        if self.first_day is None:
            return ""
        length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(self.precision), 10)
        return self.first_day.isoformat()[:length]

    @property
    def number(self) -> str:
        """The number in digits: 22076, of a merged issue 22085-22087; else the total number, else as printed, or ''."""
        if self.first_number is None:
            return self.number_printed if self.total_number is None else str(self.total_number)
        merged = self.last_number is not None and self.last_number != self.first_number
        return f"{self.first_number}-{self.last_number}" if merged else str(self.first_number)

    @property
    def date_display(self) -> str:
        """The date as readers write it: 2026年2月6日, 2026年2月17日至19日, 2024年11月, 日期不详.

        In English: 6 February 2026, 17–19 February 2026, November 2024, Date unknown.
        """
        first, last = self.first_day, self.last_day
        if first is None:
            return gettext("日期不详")
        if self.precision == Precision.YEAR:
            return format_date(first, gettext("Y年"))
        if self.precision == Precision.MONTH:
            return format_date(first, gettext("Y年n月"))
        if last is None or last == first:
            return format_date(first, gettext("Y年n月j日"))
        if last.year != first.year:
            form = gettext("Y年n月j日至|Y年n月j日")
        elif last.month != first.month:
            form = gettext("Y年n月j日至|n月j日")
        else:
            form = gettext("Y年n月j日至|j日")
        begin, end = form.split("|")
        return format_date(first, begin) + format_date(last, end)

    @property
    def lunar(self) -> str:
        """The date in the lunar calendar, of a merged issue from its first to its last day; '' if the day is not known.

        乙巳年十二月十九; 丙午年正月初一至丙午年正月初三.
        """
        if self.first_day is None or self.precision != Precision.DAY:
            return ""
        days = dict.fromkeys((self.first_day, self.last_day or self.first_day))
        return "至".join(filter(None, map(lunar_date, days)))

    @property
    def lunar_conflicts(self) -> bool:
        """Whether the page prints another lunar date than the one of this day."""
        printed = f"农历{self.lunar_printed.removeprefix('农历')}"
        return bool(self.lunar and self.lunar_printed) and lunar_agrees(self.first_day, printed) is False


class Page(Place):
    """版: one page of an issue."""

    OPEN = {"suspended": None, "awaiting": None} | {f"issue__{name}": None for name in Issue.OPEN}

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="pages", verbose_name=_("期"))
    slug = models.CharField(_("地址名"), max_length=40, editable=False)
    label = models.CharField(_("版次"), max_length=20, blank=True, help_text=_("标准写法：4、A3、4-5；不详则空着"))
    label_printed = models.CharField(_("所印版次"), max_length=40, blank=True)
    basis = models.CharField(_("版次的依据"), max_length=10, choices=Basis, default=Basis.PRINTED)
    order = models.PositiveIntegerField(_("次序"), default=0, editable=False)
    section = models.CharField(_("叠"), max_length=20, blank=True)
    name = models.CharField(_("版名"), max_length=60, blank=True)
    staff = models.JSONField(
        _("版面人员"),
        encoder=Utf8Encoder,
        default=list,
        blank=True,
        help_text=_("[{“role”: “责任编辑”, “names”: [“某某”]}]"),
    )
    reviewed = models.BooleanField(_("已核对"), default=False)

    class Meta:
        verbose_name = _("版")
        verbose_name_plural = pgettext_lazy("plural", "版")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "slug"], name="page_slug_unique")]

    def __str__(self) -> str:
        return f"{self.issue} {self.label_display}"

    @property
    def is_suspended(self) -> bool:
        """Whether it is suspended, or the issue that it belongs to."""
        return bool(self.suspended or self.issue.suspended)

    @property
    def is_awaiting(self) -> bool:
        """Whether it waits to be published, or the issue that it belongs to."""
        return bool(self.awaiting or self.issue.awaiting)

    @property
    def label_display(self) -> str:
        """第1版, A3版, 第4-5版, or 版次不详; in English Page 1, Page A3, Pages 4–5, or Page unknown."""
        if not self.label:
            return gettext("版次不详")
        count = 2 if "-" in self.label else 1
        if self.label[0].isdigit():
            form = ngettext("第%(label)s版", "第%(label)s版", count)
        else:
            form = ngettext("%(label)s版", "%(label)s版", count)
        return form % {"label": self.label.replace("-", pgettext("4-5版", "-"))}
