"""What was done to an article, version by version, for its editors."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Article, ArticleVersion, ChangeSet


class HistoryAdmin(admin.ModelAdmin):
    @admin.display(description=gettext_lazy("历次版本"))
    def shown_history(self, article: Article) -> SafeString | str:
        """Number, day, kind of change and who made it, the present version first."""
        if article.pk is None:
            return "—"
        versions = (
            ArticleVersion.objects.filter(key=article.key)
            .defer("state")
            .select_related("changeset__by")
            .order_by("-number")
        )
        rows = [_row(_("%(number)d（现在）") % {"number": article.revision}, article.changeset)]
        rows += [
            _row(
                format_html(
                    '<a href="{}">{}</a>',
                    reverse("admin:archive_articleversion_change", args=[version.pk]),
                    version.number,
                ),
                version.changeset,
            )
            for version in versions
            if version.number != article.revision
        ]
        head = format_html_join("", "<th>{}</th>", ((name,) for name in (_("版本号"), _("时间"), _("改动"), _("何人"))))
        return format_html("<table><tr>{}</tr>{}</table>", head, format_html_join("", "{}", ((row,) for row in rows)))


def _row(number: str, changeset: ChangeSet | None) -> SafeString:
    if changeset is None:
        return format_html('<tr><td>{}</td><td colspan="3">{}</td></tr>', number, _("没有记下"))
    return format_html(
        '<tr><td>{}</td><td>{}</td><td><a href="{}">{}</a></td><td>{}</td></tr>',
        number,
        changeset.shown_at,
        reverse("admin:archive_changeset_change", args=[changeset.pk]),
        changeset.get_kind_display(),
        changeset.by or "",
    )
