"""What a key leads to: the one answer of every route that is asked for an article, by its key or by its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive.models import Article, Issue, Page, Tombstone

Kind = Tombstone.Kind
_SAID = {
    Kind.REQUEST: _("应当事人申请，该文章已停止公开。"),
    Kind.PERSONAL: _("该文章涉及个人信息，已停止公开。"),
    Kind.COPYRIGHT: _("因著作权原因，该文章已停止公开。"),
    Kind.DUPLICATE: _("该文章系重复收录，已撤下。"),
    Kind.ERROR: _("该文章识别或著录有误，已撤下。"),
    Kind.CHECKING: _("该文章正在核实，目前不公开。"),
    Kind.OTHER: _("该文章已撤下。"),
    Kind.SUSPENDED: _("该文章已暂停公开。"),
    Kind.REREAD: _("重新识读后，版面上不再有这篇文章。"),
    Kind.UNDONE: _("导入该文章的操作已撤销。"),
    Kind.JOINED: _("该文章已并入另一篇，后者目前不公开。"),
    Kind.DELETED: _("编辑已删除这里的内容。"),
}
_PLACES = {
    "page": _("这一版暂停公开：版面文字、图像和文章均暂不提供。"),
    "issue": _("这一期暂停公开：版面文字、图像和文章均暂不提供。"),
}


@dataclass(frozen=True, slots=True)
class Gone:
    """What was public and is not: of what kind the reason is, since when, if that is known, and what it is of: an article, a
    page or an issue."""

    kind: Tombstone.Kind
    at: datetime | None = None
    what: str = "article"

    @classmethod
    def place(cls, record: Page | Issue) -> Gone:
        """Of a page or an issue that is suspended, by itself or with its issue."""
        is_page = isinstance(record, Page) and record.suspended
        return cls(Kind.SUSPENDED, what="page" if is_page else "issue")

    @property
    def detail(self) -> str:
        """The kind of reason in a sentence, in the reader's language; never anything that an editor typed."""
        return str(_PLACES.get(self.what) or _SAID[self.kind])

    def as_json(self) -> dict[str, str | None]:
        """What programs are told."""
        return {"detail": self.detail, "kind": self.kind.value, "at": self.at.isoformat() if self.at else None}


def look_up(key: str) -> Article | Gone | None:
    """The public article of this key or its successor's, however far that is; Gone if there is none any more; None if the
    key never was public.

    Of a chain of successors that ends in one that is gone itself, the last says why.
    """
    gone, seen = None, set()
    while key and key not in seen and "\0" not in key:  # not every database can be asked for a NUL
        seen.add(key)
        if article := Article.objects.public().with_place().filter(key=key).first():
            return article
        stone = Tombstone.objects.filter(key=key).first()
        if stone is None:
            break
        gone, key = Gone(Kind(stone.kind), stone.at), stone.successor
    return gone
