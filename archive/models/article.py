from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive.models.address_spelling import Addressed
from archive.models.change import Tombstone
from archive.models.changeset import ChangeSet
from archive.models.issue import Page
from archive.models.newspaper import direction_of
from archive.models.source import SourceText
from archive.models.utf8_json import Utf8Encoder
from archive.parsing.types import ArticleKind, BlockType, Completeness, PersonKind


class Visibility(models.TextChoices):
    """Where an article stands by itself. Whether a visitor may see it, ``ArticleQuerySet.public`` says."""

    PUBLIC = "public", _("公开")
    AWAITING = "awaiting", _("待发布")
    SUSPENDED = "suspended", _("暂停公开")
    WITHDRAWN = "withdrawn", _("已撤稿")


_OPEN = {"visibility": Visibility.PUBLIC, "merged_into": None, "place_suspended": None}  # of an article that is public
STANDING = tuple(_OPEN)  # the fields that ``is_public`` reads


class ArticleQuerySet(models.QuerySet):
    def public(self) -> "ArticleQuerySet":
        """What any visitor may see. Every public route, count, search, harvest and export starts from here."""
        return self.filter(**_OPEN)

    def hidden(self) -> "ArticleQuerySet":
        """All others, those joined to another article among them."""
        return self.exclude(**_OPEN)

    def withdrawn_by_import(self) -> "ArticleQuerySet":
        """Those that an import withdrew, or the undo of one: their text may be another's since."""
        return self.filter(visibility=Visibility.WITHDRAWN, withdrawn_kind__in=Tombstone.BY_IMPORT)

    def indexed(self) -> "ArticleQuerySet":
        """Those that search engines of the web may list; see NOINDEX in the settings."""
        return self.exclude(models.Q(kind__in=settings.NOINDEX) | models.Q(genre__in=settings.NOINDEX))

    def with_place(self) -> "ArticleQuerySet":
        """With page, issue and newspaper: all that an address or a line of a list needs, in one query."""
        return self.select_related("page__issue__newspaper")

    def with_text(self) -> "ArticleQuerySet":
        """With all that an article's own page shows."""
        return self.with_place().prefetch_related("bylines", "photos", "parts__page__issue__newspaper", "waiting_tails")


class Article(Addressed):
    """文章: one article, whatever pages its parts stand on."""

    KINDS = [
        (ArticleKind.NEWS.value, _("新闻")),
        (ArticleKind.COMMENTARY.value, _("评论")),
        (ArticleKind.LITERATURE.value, _("文艺")),
        (ArticleKind.PHOTO.value, pgettext_lazy("类别", "图片")),
        (ArticleKind.NOTICE.value, _("公告")),
        (ArticleKind.ADVERTISEMENT.value, _("广告")),
    ]
    COMPLETENESS = [
        (Completeness.WHOLE.value, _("完整")),
        (Completeness.BEGINNING_MISSING.value, _("开头缺失")),
        (Completeness.END_MISSING.value, _("结尾缺失")),
        (Completeness.CONTINUED.value, _("转版未收")),
    ]
    TITLE_LENGTH = 20  # characters of a display title made from the first words

    key = models.CharField(_("标识"), max_length=200, unique=True, editable=False)
    page = models.ForeignKey(Page, models.PROTECT, related_name="articles", verbose_name=_("首见版"))
    number = models.PositiveIntegerField(_("篇号"), editable=False)
    order = models.PositiveIntegerField(_("版内次序"), default=0)
    kind = models.CharField(_("类别"), max_length=14, choices=KINDS, default=ArticleKind.NEWS.value)
    genre = models.CharField(_("体裁"), max_length=40, blank=True)
    kicker = models.CharField(_("引题"), max_length=1000, blank=True)
    headline = models.CharField(_("正题"), max_length=1000, blank=True)
    deck = models.CharField(_("副题"), max_length=1000, blank=True)
    column = models.CharField(_("栏目"), max_length=200, blank=True)
    package = models.CharField(_("总题"), max_length=1000, blank=True)
    message_head = models.CharField(_("消息头"), max_length=300, blank=True)
    agency = models.CharField(_("通讯社"), max_length=100, blank=True)
    dateline_place = models.CharField(_("电头地点"), max_length=60, blank=True)
    dateline_date = models.CharField(_("电头日期"), max_length=40, blank=True)
    source = models.CharField(_("稿源"), max_length=100, blank=True)
    language = models.CharField(  # noqa: DJ001 - a new column without a default
        _("语言与文字"),
        max_length=20,
        null=True,
        blank=True,
        help_text=_("与报纸不同时填写；BCP 47，如 mn-Mong、bo、ug"),
    )
    completeness = models.CharField(
        _("完整与否"), max_length=18, choices=COMPLETENESS, default=Completeness.WHOLE.value
    )
    continued_on = models.CharField(_("下转版次"), max_length=20, blank=True)
    continued_from = models.CharField(_("上接版次"), max_length=20, blank=True)
    visibility = models.CharField(_("可见性"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    # A page or issue that it stands on is suspended; None if not. Kept here, so that the gate is of one table.
    place_suspended = models.BooleanField(_("版或期暂停公开"), null=True, editable=False)
    withdrawn_kind = models.CharField(  # noqa: DJ001 - a new column without a default
        _("缘由"), max_length=12, choices=Tombstone.Kind, null=True, blank=True
    )
    withdrawn_note = models.TextField(_("内部说明"), blank=True, help_text=_("只给编辑看，从不公开"))
    merged_into = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="merged",
        db_index=False,
        verbose_name=_("并入"),
        editable=False,
    )
    # Of a tail: the article that goes on in it, while one of them waits to be published. Then it is joined to it.
    beginning = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="waiting_tails", db_index=False, editable=False
    )
    reviewed = models.BooleanField(_("已核对"), default=False)
    revision = models.PositiveIntegerField(_("版本号"), default=1, editable=False)
    # What made the present version; None if that was before acts were kept.
    changeset = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, related_name="articles", db_index=False, editable=False
    )
    # The highest version number that was ever public, 0 if none was; None of records from before this was kept: all.
    shown = models.PositiveIntegerField(_("曾公开的版本号"), null=True, editable=False)
    # A person acted on it, in whatever way; None if nobody did, as far as is known. See ``acts.touched``.
    touched = models.BooleanField(_("人工处理过"), null=True, editable=False)
    # Of records from before readings were kept: what ``fill_record`` makes their Reading of. Nothing else reads it.
    parsed = models.JSONField(_("解析器所读"), encoder=Utf8Encoder, default=dict, editable=False)
    created = models.DateTimeField(_("收录时间"), auto_now_add=True)
    changed = models.DateTimeField(_("改动时间"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = pgettext_lazy("plural", "文章")
        ordering = ["page", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="article_number_unique")]
        permissions = [
            ("review_article", _("核对文章")),
            ("publish_article", _("发布文章")),
            ("withdraw_article", _("撤稿与恢复")),
            ("suspend_article", _("暂停公开")),
            ("lift_article", _("解除暂停公开")),
            ("split_article", _("拆分与合并文章")),
            ("redact_article", _("遮盖文字")),
        ]
        # Nearly every article is public and merged into none: an index on either would only mislead the planner.
        indexes = [
            models.Index(fields=["page", "order"]),
            models.Index(fields=["column"], condition=~models.Q(column=""), name="article_column"),
            models.Index(fields=["changeset"], condition=models.Q(changeset__isnull=False), name="article_changeset"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="article_merged"),
            models.Index(fields=["beginning"], condition=models.Q(beginning__isnull=False), name="article_beginning"),
            models.Index(fields=["page"], condition=models.Q(visibility="awaiting"), name="article_awaiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What stands for the article in lists: its headline, or its first words if none is printed."""
        return self.headline or self.first_words or str(_("（无题）"))

    @property
    def first_words(self) -> str:
        """The first words of its body or captions, cut short; '' if there are none."""
        words = next((block["text"] for block in self.blocks if block["text"].strip()), "") or next(
            (photo.caption for photo in self.photos.all()), ""
        )
        words = " ".join(words.split())
        return words if len(words) <= self.TITLE_LENGTH else words[: self.TITLE_LENGTH] + "……"

    @property
    def language_code(self) -> str:
        """The HTML ``lang`` of its text: its own language, else its newspaper's."""
        return self.language or self.page.issue.newspaper.language

    @property
    def direction(self) -> str:
        """The HTML ``dir`` of its text."""
        return direction_of(self.language_code)

    @property
    def is_vertical(self) -> bool:
        """Whether its text stands in columns from top to bottom."""
        return self.language_code.startswith("mn-Mong")

    @property
    def blocks(self) -> list[dict]:
        """The whole body: the blocks of every part in order, a sentence cut by the change of page made whole.

        Each is ``{"type": …, "text": …}``; a block that goes on over a change of page is one block.
        """
        blocks: list[dict] = []
        for part in self.parts.all():
            mine = [{"type": block["type"], "text": block["text"]} for block in part.blocks]
            if part.continues_sentence and blocks and mine and blocks[-1]["type"] == mine[0]["type"]:
                blocks[-1]["text"] += mine.pop(0)["text"]
            blocks += mine
        return blocks

    @property
    def body(self) -> str:
        """The body's blocks, one a line; of a photo, its captions."""
        blocks = [block["text"] for block in self.blocks]
        if self.kind == ArticleKind.PHOTO and not blocks:
            blocks = [photo.caption for photo in self.photos.all()]
        return "\n".join(blocks)

    @property
    def is_public(self) -> bool:
        """``public`` of one."""
        return self.visibility == Visibility.PUBLIC and self.merged_into_id is None and not self.place_suspended

    @property
    def was_shown(self) -> bool:
        """Whether any version of it was ever public."""
        return self.shown is None or self.shown > 0

    @property
    def has_waiting_tail(self) -> bool:
        """Whether it goes on in something that has been received and not been published yet."""
        return any(tail.visibility == Visibility.AWAITING for tail in self.waiting_tails.all())

    @property
    def is_hidden(self) -> bool:
        """Whether it was taken from the public's sight, itself or with its place: not what only waits."""
        return self.visibility in (Visibility.SUSPENDED, Visibility.WITHDRAWN) or bool(self.place_suspended)

    @property
    def notice(self) -> str:
        """What is said of a text that nobody has reviewed; '' of one that somebody has."""
        if self.reviewed:
            return ""
        if any(piece.source_id is not None for piece in (*self.parts.all(), *self.photos.all())):
            return gettext("本文由版面识别生成，未经人工校对，引用请核对报纸原版。")
        return gettext("本文由人工录入，未经校对，引用请核对报纸原版。")

    def begin(self) -> None:
        """Note of a new article whether its first version is public from the start; whoever saves it first calls this."""
        if self.page.is_suspended:
            self.place_suspended = True
        if self.shown is None:
            self.shown = self.revision if self.is_public else 0

    def save(self, *args, **kwargs) -> None:
        if self._state.adding:
            self.begin()
        super().save(*args, **kwargs)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines of the web may list it: ``indexed`` of one."""
        return self.kind not in settings.NOINDEX and self.genre not in settings.NOINDEX


class ArticlePart(models.Model):
    """转版各段: what of an article stands on one page, read from one text."""

    BLOCK_TYPES = [
        (BlockType.PARAGRAPH.value, _("段落")),
        (BlockType.CROSSHEAD.value, _("小标题")),
        (BlockType.VERSE.value, _("诗行")),
        (BlockType.LIST.value, _("列表")),
        (BlockType.NOTE.value, _("编者按")),
        (BlockType.SIGNATURE.value, _("落款")),
    ]

    article = models.ForeignKey(Article, models.CASCADE, related_name="parts", verbose_name=_("文章"))
    page = models.ForeignKey(Page, models.PROTECT, related_name="parts", verbose_name=_("版"))
    source = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("来源文本")
    )
    order = models.PositiveIntegerField(_("次序"), default=0)
    # Of {"type", "text", "spans"}; spans, [[start, end], …] of the received text, only where they are known.
    blocks = models.JSONField(_("正文"), encoder=Utf8Encoder, default=list, blank=True)
    # Of a part that was joined: the article, merged into this one, that it was before. None if it is the article's own.
    tail = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="tail_parts", db_index=False, editable=False
    )
    continues_sentence = models.BooleanField(_("接上段的句子"), default=False)
    spans = models.JSONField(_("在来源文本中的位置"), encoder=Utf8Encoder, default=list, blank=True, editable=False)
    parsed = models.JSONField(_("解析器所读"), encoder=Utf8Encoder, default=list, editable=False)

    class Meta:
        verbose_name = _("文章的一段")
        verbose_name_plural = pgettext_lazy("plural", "文章的一段")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.page.label_display


class Byline(models.Model):
    """署名: one name under an article."""

    KINDS = [
        (PersonKind.PERSON.value, _("个人")),
        (PersonKind.COLLECTIVE.value, _("集体署名")),
        (PersonKind.BODY.value, _("机构")),
    ]

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", verbose_name=_("文章"))
    name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("身份"), max_length=40, blank=True)
    affiliation = models.CharField(_("单位"), max_length=100, blank=True)
    kind = models.CharField(_("类别"), max_length=10, choices=KINDS, default=PersonKind.PERSON.value)
    order = models.PositiveIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("署名")
        verbose_name_plural = pgettext_lazy("plural", "署名")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["name", "article"])]

    def __str__(self) -> str:
        return f"{self.affiliation}{self.role} {self.name}".strip()


class Photo(models.Model):
    """图片: its caption and credit; the picture itself is not in the text."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="photos", verbose_name=_("版"))
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="photos", verbose_name=_("文章")
    )
    source = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="photos", verbose_name=_("来源文本")
    )
    tail = models.ForeignKey(  # as of a part
        Article, models.SET_NULL, null=True, blank=True, related_name="tail_photos", db_index=False, editable=False
    )
    caption = models.TextField(_("图片说明"), blank=True)
    credit = models.CharField(_("摄影"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("次序"), default=0)
    spans = models.JSONField(_("在来源文本中的位置"), encoder=Utf8Encoder, default=list, blank=True, editable=False)
    parsed = models.JSONField(_("解析器所读"), encoder=Utf8Encoder, default=dict, editable=False)

    class Meta:
        verbose_name = _("图片")
        verbose_name_plural = pgettext_lazy("plural", "图片")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.caption[:30]


class Teaser(models.Model):
    """导读: a headline with the page it points to. Not an article, not searched."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="teasers", verbose_name=_("版"))
    source = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="teasers", verbose_name=_("来源文本")
    )
    headline = models.CharField(_("标题"), max_length=1000)
    target = models.CharField(_("所指版次"), max_length=20, blank=True)
    order = models.PositiveIntegerField(_("次序"), default=0)
    spans = models.JSONField(_("在来源文本中的位置"), encoder=Utf8Encoder, default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("导读")
        verbose_name_plural = pgettext_lazy("plural", "导读")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.headline
