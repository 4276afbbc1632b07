"""What the admin lets a person write instead of JSON: lines, staff, the body of an article."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from archive.admin.days import DaysForm
from archive.formats import editable_body
from archive.models import (
    Article,
    ArticlePart,
    Byline,
    Issue,
    Newspaper,
    Page,
    PageImage,
    Photo,
    Suspension,
    Teaser,
    addressing,
    partial_dates,
    renditions,
)
from archive.parsing.types import Precision
from archive.spans import alignment

_OF_LENGTH = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}  # of a date as it is written
_COARSER = [Precision.DAY, Precision.MONTH, Precision.YEAR]


class _WrittenField(forms.CharField):
    """A JSON value that is edited as text. ``write`` and ``read`` are each other's inverse."""

    rows = 4

    def __init__(self, **kwargs) -> None:
        super().__init__(
            **{"required": False, "strip": False, "widget": forms.Textarea({"rows": self.rows, "cols": 90})} | kwargs
        )

    def write(self, value: Any) -> str:
        raise NotImplementedError

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else self.write(value or [])

    def to_python(self, value: str | None) -> Any:
        return self.read(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: str | None) -> bool:
        return self.read(self.write(initial or [])) != self.read(data or "")


class LinesField(_WrittenField):
    """A list of words, one a line."""

    def write(self, value: list[str]) -> str:
        return "\n".join(value)

    def read(self, text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]


class StaffField(_WrittenField):
    """The staff of a page, one role a line: 责任编辑：张三 李四."""

    def write(self, value: list[dict]) -> str:
        return "\n".join(f"{entry['role']}：{' '.join(entry['names'])}" for entry in value)

    def read(self, text: str) -> list[dict]:
        entries = []
        for line in filter(str.strip, text.splitlines()):
            role, colon, names = line.replace(":", "：", 1).partition("：")
            if not colon:
                raise ValidationError(_("每行写一个身份和姓名，中间用冒号：责任编辑：张三 李四"))
            entries.append({"role": role.strip(), "names": names.replace("、", " ").split()})
        return entries

    def has_changed(self, initial: list[dict], data: str | None) -> bool:
        try:
            return super().has_changed(initial, data)
        except ValidationError:
            return True


class BodyField(_WrittenField):
    """The blocks of a body in the light form of ``archive.formats.editable_body``."""

    rows = 24

    def write(self, value: list[dict]) -> str:
        return editable_body.written(value)

    def read(self, text: str) -> list[dict]:
        return editable_body.read(text)


class NewspaperForm(forms.ModelForm):
    aliases = LinesField(label=_("别名与标记"), help_text=_("版面上能认出这份报纸的其他字样，每行一个，如 通辽融媒"))

    class Meta:
        model = Newspaper
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record


class SuspensionForm(DaysForm):
    class Meta:
        model = Suspension
        fields = "__all__"


class IssueForm(DaysForm):
    class Meta:
        model = Issue
        fields = "__all__"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.date:
            self.initial["first_day"] = self.instance.date  # as precise as it is known

    def _follow_date(self, cleaned: dict) -> None:
        """A date newly written says how precise it is, unless that was chosen too: then the less precise of both."""
        first, chosen = cleaned.get("first_day"), cleaned.get("precision")
        if not first or not chosen:
            return
        if "first_day" in self.changed_data:
            typed = _OF_LENGTH[len(partial_dates.written(self["first_day"].data))]
            if "precision" not in self.changed_data:
                chosen = typed
            elif chosen in _COARSER:
                chosen = max(typed, chosen, key=_COARSER.index)
        cleaned["precision"] = chosen
        if chosen in (Precision.MONTH, Precision.YEAR):
            cleaned["first_day"] = first.replace(day=1, month=first.month if chosen == Precision.MONTH else 1)

    def clean(self) -> dict:
        cleaned = super().clean()
        self._follow_date(cleaned)
        first, last, precision = (cleaned.get(name) for name in ("first_day", "last_day", "precision"))
        if precision == Precision.UNKNOWN and first:
            self.add_error("precision", _("填了日期，精度就不能是“不详”。"))
        if precision and precision != Precision.UNKNOWN and not first and "first_day" not in self.errors:
            self.add_error("first_day", _("日期不详时，请把精度也改成“不详”。"))
        if first and last and last < first:
            self.add_error("last_day", _("末日不能早于首日。"))
        return cleaned


class LastForm(forms.ModelForm):
    """A new record without a place of its own among those beside it stands after them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and "order" in self.fields:
            self.initial["order"] = None
            self.fields["order"].required = False
            self.fields["order"].help_text = _("留空则排在最后")

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def save(self, commit: bool = True) -> Model:
        record = self.instance
        if record._state.adding and not record.order:
            above = "article" if getattr(record, "article_id", None) else "page"
            beside = type(record).objects.filter(**{above: getattr(record, above)})
            last = beside.aggregate(last=Max("order"))["last"]
            record.order = 0 if last is None else last + 1
        return super().save(commit)


class BylineForm(LastForm):
    class Meta:
        model = Byline
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record


class PhotoForm(LastForm):
    class Meta:
        model = Photo
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record


class TeaserForm(LastForm):
    class Meta:
        model = Teaser
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record

    def clean_target(self) -> str:
        return _page_named(self.cleaned_data["target"])


def _page_named(text: str) -> str:
    """What points to a page, in the normal form of its label where it is one."""
    return addressing.normal_label(text) or text


class PageForm(forms.ModelForm):
    staff = StaffField(label=_("版面人员"), help_text=_("每行一个身份，如 责任编辑：张三 李四"))

    class Meta:
        model = Page
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record

    def clean_label(self) -> str:
        return _page_named(self.cleaned_data["label"])


class PageImageForm(forms.ModelForm):
    """An upload is checked by unpacking it, once: what comes of that is what is kept."""

    REFUSED = {
        "too_large": _("图太大了：最多 %(megabytes)d MB。") % {"megabytes": renditions.MOST_BYTES // 2**20},
        "too_many_pixels": _("图太大了：最多 %(millions)d 百万像素。") % {"millions": renditions.MOST_PIXELS // 10**6},
        "too_long": _("图片尺寸过大：每边最多 %(pixels)d 像素。") % {"pixels": renditions.LONGEST_SIDE},
        "unreadable": _("读不出这张图：要完整的 JPEG、PNG、WebP 或 TIFF。"),
    }
    upload = forms.FileField(
        label=_("选图"),
        required=False,
        help_text=_(
            "JPEG、PNG、WebP 或 TIFF；一个文件里有几张图的，取第一张。换图时重选；原来的图随即删去。版上有不公开的文章时，图不公开。"
        ),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/tiff"}),
    )

    class Meta:
        model = PageImage
        fields = ["upload", "note"]

    def clean_upload(self) -> File | None:
        upload = self.cleaned_data["upload"]
        if upload:
            try:
                self._prints = renditions.prints(upload, upload.size)
            except renditions.ImageRefused as refused:
                raise ValidationError(self.REFUSED[refused.code]) from refused
        elif not self.instance.pk:
            raise ValidationError(_("请选一张图。"))
        return upload

    def save(self, commit: bool = True) -> PageImage:
        upload = self.cleaned_data.get("upload")
        if commit and upload:
            self.instance.take(upload, *self._prints)
            return self.instance
        return super().save(commit)


class ArticleForm(LastForm):
    class Meta:
        model = Article
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record

    def clean_continued_on(self) -> str:
        return _page_named(self.cleaned_data["continued_on"])

    def clean_continued_from(self) -> str:
        return _page_named(self.cleaned_data["continued_from"])


class ArticlePartForm(LastForm):
    blocks = BodyField(
        label=_("正文"),
        help_text=_(
            "段落之间空一行。不是段落的，在开头注明：〔小标题〕〔诗行〕〔列表〕〔编者按〕〔落款〕；"
            "诗行和列表里的换行照样保留。行首的反斜线 \\ 表示这一行照字面读：段中的空行写作单独一个 \\。"
        ),
    )

    class Meta:
        model = ArticlePart
        fields = "__all__"  # noqa: DJ007  an editor sees the whole record

    def clean_blocks(self) -> list[dict]:
        """What was not edited stays as it is stored, whatever else is kept with it; what was, with its place in the text."""
        if "blocks" not in self.changed_data:
            return self.instance.blocks
        part = self.instance
        text = part.source.text if part.source else ""
        return alignment.placed(self.cleaned_data["blocks"], part.blocks or [], text, part.spans or [])
