"""Redactions: what is hidden leaves by no way, and comes back from the received text alone."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.acts import Cut, change, join, split, take_apart, undo
from archive.acts.redact import NothingToRedact, lift, redact, redact_words
from archive.acts.versions import state_of, whole
from archive.acts.wording import texts
from archive.models import (
    Article,
    ArticlePart,
    ArticleVersion,
    ChangeSet,
    Photo,
    Reading,
    Redaction,
    Teaser,
    Tombstone,
    disclosure,
)
from archive.parsing.types import Role
from archive.spans.masking import REDACTED, masked
from search import normalise
from search.normalise import units
from tests import records
from tests.test_visibility import walk

pytestmark = pytest.mark.django_db

PERSONAL = Tombstone.Kind.PERSONAL
SOURCE, EVERYWHERE = Redaction.Reach.SOURCE, Redaction.Reach.EVERYWHERE
NAME, NUMBER = "单于澹台", "13904751234"
TEXT = f"""通辽日报
{NAME}办厂致富
本报讯（记者 欧阳朔）2月5日，{NAME}在
县城办厂，电话{NUMBER}，
养殖肉牛三百头。
{NAME}在田间 万俟羽 摄
重影{NAME}
▶{NAME}的新事 2版
邻居说，{NAME}是好人。
"""
ROLES = [
    Role.MASTHEAD,
    Role.HEADLINE,
    Role.BODY,
    Role.BODY,
    Role.BODY,
    Role.CAPTION,
    Role.SHADOW,
    Role.TEASER,
    Role.BODY,
]


def line_spans(*numbers: int) -> list:
    lines = TEXT.splitlines(keepends=True)
    found = []
    for number in numbers:
        start = sum(map(len, lines[:number]))
        found.append([start, start + len(lines[number].rstrip("\n")), ROLES[number].value])
    return found


@pytest.fixture
def page():
    page = records.page(records.issue())
    records.source(TEXT, page, spans=line_spans(*range(9)))
    return page


@pytest.fixture
def source(page):
    return page.sources.get()


@pytest.fixture
def article(page, source):
    body = f"本报讯（记者 欧阳朔）2月5日，{NAME}在县城办厂，电话{NUMBER}，养殖肉牛三百头。"
    article = records.article(
        page, body, headline=f"{NAME}办厂致富", message_head="本报讯（记者 欧阳朔）2月5日", names=("欧阳朔",)
    )
    ArticlePart.objects.filter(article=article).update(source=source, spans=line_spans(1, 2, 3, 4))
    Photo.objects.create(
        article=article, page=page, source=source, caption=f"{NAME}在田间", credit="万俟羽 摄", spans=line_spans(5)
    )
    Teaser.objects.create(page=page, source=source, headline=f"{NAME}的新事", target="2", spans=line_spans(7))
    return article


@pytest.fixture
def neighbour(page, source, article):
    other = records.article(page, f"邻居说，{NAME}是好人。", headline="邻居")
    ArticlePart.objects.filter(article=other).update(source=source, spans=line_spans(8))
    return other


def said(article: Article) -> list[str]:
    article = Article.objects.with_text().get(pk=article.pk)
    return [
        article.headline,
        article.message_head,
        *(block["text"] for block in article.blocks),
        *(f"{by.affiliation}{by.role}{by.name}" for by in article.bylines.all()),
        *(text for photo in article.photos.all() for text in (photo.caption, photo.credit)),
        *Teaser.objects.values_list("headline", flat=True),
    ]


def place(words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _time in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


def test_the_sign_is_the_one_that_search_knows():
    assert normalise.REDACTED == REDACTED


def test_spaces_and_line_ends_stay():
    assert masked("电话 139\n办厂", [(3, 8)]) == "电话 ▇▇▇\n▇厂"


class TestSource:
    def test_only_the_received_text_is_hidden(self, article, source, page):
        before = said(article)
        redact(source, *place(NUMBER), PERSONAL, SOURCE, by=None)
        assert said(article) == before
        for lines in (disclosure.original_lines(article.parts.get()), disclosure.page_lines(page)):
            text = "\n".join(line.text for line in lines)
            assert NUMBER not in text
            assert f"电话{REDACTED * len(NUMBER)}，" in text

    def test_it_can_be_lifted(self, article, source, page):
        (made,) = redact(source, *place(NUMBER), PERSONAL, SOURCE, by=None)
        assert lift(made, by=None) == 0
        assert NUMBER in "\n".join(line.text for line in disclosure.page_lines(page))


class TestEverywhere:
    @pytest.mark.parametrize("nth", range(3), ids=["headline", "body", "caption"])
    def test_every_field_of_the_article_and_what_tells_of_it(self, article, neighbour, source, nth):
        redact(source, *place(NAME, nth), PERSONAL, EVERYWHERE, by=None)
        assert said(article) == [
            "▇▇▇▇办厂致富",
            "本报讯（记者 欧阳朔）2月5日",
            f"本报讯（记者 欧阳朔）2月5日，▇▇▇▇在县城办厂，电话{NUMBER}，养殖肉牛三百头。",
            "记者欧阳朔",
            "▇▇▇▇在田间",
            "万俟羽 摄",
            "▇▇▇▇的新事",
        ]
        # What another article says is its own; shadow print is nobody's.
        assert said(neighbour)[2] == f"邻居说，{NAME}是好人。"
        assert disclosure.redacted(source) == TEXT.replace(NAME, "▇▇▇▇", 5)

    def test_what_is_nobodys_is_hidden_in_the_received_text(self, article, source):
        before = said(article)
        redact(source, *place("重影"), PERSONAL, EVERYWHERE, by=None)
        assert (said(article), disclosure.redacted(source)) == (before, TEXT.replace("重影", "▇▇"))

    def test_a_name_that_the_body_gives_is_a_byline(self, article, source):
        redact(source, *place("欧阳朔"), PERSONAL, EVERYWHERE, by=None)
        assert said(article)[1:4] == [
            "本报讯（记者 ▇▇▇）2月5日",
            f"本报讯（记者 ▇▇▇）2月5日，{NAME}在县城办厂，电话{NUMBER}，养殖肉牛三百头。",
            "记者▇▇▇",
        ]

    def test_a_stretch_over_lines_and_roles(self, article, source):
        redact(source, TEXT.index("致富"), TEXT.index("欧阳朔") + 1, PERSONAL, EVERYWHERE, by=None)
        assert said(article)[:4] == [
            f"{NAME}办厂▇▇",
            "▇▇▇▇▇▇ ▇阳朔）2月5日",
            f"▇▇▇▇▇▇ ▇阳朔）2月5日，{NAME}在县城办厂，电话{NUMBER}，养殖肉牛三百头。",
            "记者▇阳朔",
        ]

    def test_a_text_that_was_corrected_since(self, article, source):
        part = article.parts.get()
        part.blocks[0]["text"] = part.blocks[0]["text"].replace(NUMBER, "139-0475-0000").replace("肉牛", "黄牛")
        part.save()
        redact(source, *place(f"电话{NUMBER}，"), PERSONAL, EVERYWHERE, by=None)
        assert said(article)[2].endswith("办厂，▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇养殖黄牛三百头。")

    def test_one_character_is_that_one_only(self, article, source):
        redact(source, *place("牛"), PERSONAL, EVERYWHERE, by=None)
        assert said(article)[2].endswith("养殖肉▇三百头。")

    def test_versions_are_rewritten_in_place(self, article, source):
        for headline in (f"{NAME}致富", "致富路"):
            with change(ChangeSet.Kind.CORRECT) as act, act.lot():
                act.touch([article.pk])
                Article.objects.filter(pk=article.pk).update(headline=headline)
        redact(source, *place(NAME), PERSONAL, EVERYWHERE, by=None)
        states = [version.unpacked for version in ArticleVersion.objects.order_by("number")]
        assert [state["headline"] for state in states] == ["▇▇▇▇办厂致富", "▇▇▇▇致富"]
        assert [NAME in str(state) for state in states] == [False, False]
        article.refresh_from_db()
        assert (article.revision, article.headline) == (3, "致富路")

    def test_what_once_said_these_characters_says_them_no_more(self, article, neighbour, source):
        # They were the neighbour's before an editor moved them.
        with change(ChangeSet.Kind.MOVE) as act, act.lot():
            act.touch([neighbour.pk, article.pk])
            part = article.parts.get()
            ArticlePart.objects.filter(article=neighbour).update(blocks=part.blocks, spans=part.spans)
            part.delete()
        with change(ChangeSet.Kind.MOVE) as act, act.lot():
            act.touch([neighbour.pk])
            ArticlePart.objects.filter(article=neighbour).update(blocks=[{"type": "paragraph", "text": "无"}], spans=[])
        redact(source, *place(f"电话{NUMBER}"), PERSONAL, EVERYWHERE, by=None)
        assert [NUMBER in str(version.unpacked) for version in ArticleVersion.objects.all()] == [False] * 3

    def test_no_version_is_made_and_everybody_hears_of_it(self, article, source):
        heard = []
        from archive.signals import articles_changed

        articles_changed.connect(lambda keys, **_signal: heard.extend(keys), weak=False, dispatch_uid="test")
        try:
            redact(source, *place(NAME), PERSONAL, EVERYWHERE, by=None)
        finally:
            articles_changed.disconnect(dispatch_uid="test")
        assert (ArticleVersion.objects.count(), heard) == (0, [article.key])
        assert [act.kind for act in ChangeSet.objects.all()] == [ChangeSet.Kind.REDACT]

    def test_what_is_remembered_of_the_reading(self, article, source):
        Article.objects.filter(pk=article.pk).update(
            parsed={"headline": f"{NAME}办厂", "bylines": [[NAME, "", "", ""]]}
        )
        ArticlePart.objects.filter(article=article).update(parsed=[{"type": "paragraph", "text": NAME}])
        source.warnings = [{"code": "unplaced", "span": [1, 2], "text": f"重影{NAME}"}]
        source.save()
        redact(source, *place(NAME), PERSONAL, EVERYWHERE, by=None)
        article.refresh_from_db()
        source.refresh_from_db()
        assert NAME not in f"{article.parsed}{article.parts.get().parsed}{source.warnings}"

    @pytest.mark.parametrize("words", [NAME, NUMBER, "欧阳朔", "厂，电话", f"朔）2月5日，{NAME}在\n县城"])
    def test_it_can_be_lifted(self, article, neighbour, source, words):
        before, neighbours = said(article), said(neighbour)
        with change(ChangeSet.Kind.CORRECT) as act, act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(deck="副题")
        state = ArticleVersion.objects.get().unpacked
        made = redact(source, *place(words), PERSONAL, EVERYWHERE, by=None)
        assert said(article) != before
        assert [lift(each, by=None) for each in made] == [0] * len(made)
        assert (said(article), said(neighbour), disclosure.redacted(source)) == (before, neighbours, TEXT)
        assert ArticleVersion.objects.get().unpacked == state
        article.refresh_from_db()
        assert article.revision == 2

    def test_what_two_redactions_hide_waits_for_both(self, article, source):
        before = said(article)
        (one,) = redact(source, *place(f"电话{NUMBER}"), PERSONAL, EVERYWHERE, by=None)
        (other,) = redact(source, *place(f"{NUMBER}，"), PERSONAL, EVERYWHERE, by=None)
        lift(one, by=None)
        assert NUMBER not in "".join(said(article))
        assert NUMBER not in disclosure.redacted(source)
        lift(other, by=None)
        assert said(article) == before

    def test_what_was_edited_since_is_not_written_over(self, article, source):
        made = redact(source, *place(NUMBER), PERSONAL, EVERYWHERE, by=None)
        part = article.parts.get()
        part.blocks[0]["text"] += "完。"
        part.save()
        assert lift(made[0], by=None) == 0
        assert said(article)[2].endswith(f"电话{NUMBER}，养殖肉牛三百头。完。")

    def test_what_was_put_for_it_since_is_not_written_over(self, article, source):
        made = redact(source, *place(NUMBER), PERSONAL, EVERYWHERE, by=None)
        part = article.parts.get()
        part.blocks[0]["text"] = part.blocks[0]["text"].replace(REDACTED * 11, REDACTED * 3)
        part.save()
        assert lift(made[0], by=None) == 3
        assert said(article)[2].endswith(f"电话{REDACTED * 3}，养殖肉牛三百头。")


def correct(article: Article, **fields) -> ChangeSet:
    """An editor's correction, of fields or of the body."""
    with change(ChangeSet.Kind.CORRECT) as act, act.lot():
        act.touch([article.pk])
        if "body" in fields:
            blocks = [{"type": "paragraph", "text": text} for text in fields.pop("body").split("\n")]
            ArticlePart.objects.filter(article=article).update(blocks=blocks)
        if "names" in fields:
            article.bylines.all().delete()
            for order, name in enumerate(fields.pop("names")):
                article.bylines.create(name=name, role="记者", order=order)
        Article.objects.filter(pk=article.pk).update(**fields)
    return act.changeset


def shown(article: Article) -> list[list[str]]:
    """What each version says, the present one last."""
    versions = ArticleVersion.objects.filter(key=article.key).order_by("number")
    return [texts(state) for state in (*(each.unpacked for each in versions), _state(article))]


class TestThroughActs:
    """What is hidden comes back wherever it was hidden, whatever was done meanwhile."""

    @pytest.fixture
    def made(self, article) -> list[Redaction]:
        self.before = _state(article)
        return redact_words(article, f"{NAME}\n{NUMBER}", PERSONAL, by=None)

    def lift_all(self, made: list[Redaction]) -> None:
        assert [lift(each, by=None) for each in made] == [0] * len(made)

    def test_an_old_version(self, article, made):
        correct(article, headline="致富路")
        assert NAME not in str(shown(article))
        self.lift_all(made)
        assert shown(article) == [texts(self.before), texts(self.before | {"headline": "致富路"})]

    def test_an_undo_after_it_was_lifted(self, article, made):
        corrected = correct(article, headline="致富路")
        self.lift_all(made)
        undo(corrected, by=None)
        assert shown(article)[-1] == texts(self.before)

    def test_an_undo_before_it_is_lifted(self, article, made):
        corrected = correct(article, headline="致富路", body="甲\n乙")
        undo(corrected, by=None)
        assert (NAME in str(shown(article)), NUMBER in str(shown(article))) == (False, False)
        assert shown(article)[0] == shown(article)[-1]
        self.lift_all(made)
        assert (shown(article)[0], shown(article)[-1]) == (texts(self.before), texts(self.before))

    def test_the_words_are_hidden_in_a_version_only(self, article, source):
        before = _state(article)
        corrected = correct(article, headline="致富路")
        made = redact_words(article, NAME, PERSONAL, by=None)
        assert NAME not in str(shown(article))
        undo(corrected, by=None)
        assert NAME not in str(shown(article))
        self.lift_all(made)
        assert (shown(article)[0], shown(article)[-1]) == (texts(before), texts(before))

    @pytest.mark.parametrize(
        ("fields", "after"),
        [
            ({"headline": "▇▇▇▇办厂路"}, {"headline": f"{NAME}办厂路"}),
            ({"headline": "农民▇▇▇▇办厂"}, {"headline": f"农民{NAME}办厂"}),
            ({"headline": "▇▇某办厂"}, {"headline": "▇▇某办厂"}),
            ({"kicker": "▇▇▇▇"}, {"kicker": "▇▇▇▇"}),  # typed so
        ],
    )
    def test_an_edit_while_it_is_hidden(self, article, made, fields, after):
        correct(article, **fields)
        for each in made:
            lift(each, by=None)
        assert shown(article) == [texts(self.before), texts(self.before | after)]

    @pytest.mark.parametrize(
        ("edit", "after"),
        [
            (lambda body: f"新段。\n{body}", lambda body: f"新段。\n{body}"),
            (lambda body: body.replace("电话", "\n电话"), lambda body: body.replace("电话", "\n电话")),
            (lambda body: body.replace("县城", "旗里") + "完。", lambda body: body.replace("县城", "旗里") + "完。"),
            (lambda body: body.split("电话")[0], lambda body: body.split("电话")[0]),
            (
                lambda body: body.replace(REDACTED * 11, "一个号码"),
                lambda body: body.replace(NUMBER, "一个号码"),
            ),
        ],
        ids=["a paragraph before", "cut in two", "words beside", "half of it", "other words for it"],
    )
    def test_an_edit_of_the_body(self, article, made, edit, after):
        (block,) = article.parts.get().blocks
        correct(article, body=edit(block["text"]))
        self.lift_all(made)
        before = self.before["parts"][0]["blocks"][0]["text"]
        assert [each["text"] for each in article.parts.get().blocks] == after(before).split("\n")

    def test_a_name_beside_another(self, article):
        """Of two that both say ▇▇▇ none is written as the other."""
        correct(article, names=["欧阳朔", "东郭生"], deck="欧阳朔与东郭生")
        names = redact_words(article, "欧阳朔\n东郭生", PERSONAL, by=None)
        correct(article, names=["▇▇▇"])
        for each in names:
            lift(each, by=None)
        assert [by.name for by in article.bylines.all()] == ["▇▇▇"]

    def test_again_and_again(self, article, source):
        before = [texts(_state(article))]
        for deck in ("甲", "乙", "丙"):
            made = redact_words(article, f"{NAME}\n{NUMBER}", PERSONAL, by=None)
            corrected = correct(article, deck=deck)
            assert (NAME in str(shown(article)), NUMBER in str(shown(article))) == (False, False)
            undo(corrected, by=None)
            self.lift_all(made)
            before += [[*before[0][:2], deck, *before[0][3:]], before[0]]
            assert shown(article) == before

    @pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (0, 2, 1), (2, 1, 0)])
    def test_overlapping_ones(self, article, source, order):
        """What none hides any more is shown, and nothing that one hides still."""
        start, _end = place(NUMBER)
        before = _state(article)
        stretches = [(start - 2, start + 12), (start, start + 4), (start + 7, start + 11)]
        made = [redact(source, *each, PERSONAL, EVERYWHERE, by=None)[0] for each in stretches]
        corrected = correct(article, headline="甲")
        for done, number in enumerate(order, start=1):
            lift(made[number], by=None)
            hidden = {at for each in order[done:] for at in range(*stretches[each])}
            expected = "".join(REDACTED if start + at in hidden else sign for at, sign in enumerate(NUMBER))
            told = [text[-20:-9] for state in shown(article) for text in state if text.endswith("肉牛三百头。")]
            assert told == [expected] * 2
        undo(corrected, by=None)
        assert shown(article)[-1] == texts(before)

    def test_a_split_and_its_undo(self, article, source):
        body = article.parts.get().blocks[0]["text"]
        correct(article, body=body.replace("电话", "\n电话"))
        before = _state(article)
        made = redact_words(article, f"{NAME}\n{NUMBER}", PERSONAL, by=None)
        split(article, Cut(0, 1, 0), by=None)
        other = Article.objects.exclude(pk=article.pk).get()
        assert (NAME in str(shown(other)), NUMBER in str(shown(other))) == (False, False)
        self.lift_all(made)
        assert NUMBER in str(_state(other))
        undo(ChangeSet.objects.get(kind=ChangeSet.Kind.SPLIT), by=None)
        assert shown(article)[-1] == texts(before)

    def test_words_typed_by_hand_stay_hidden_in_every_version(self, article):
        correct(article, deck="东郭先生的故事")
        (made,) = redact_words(article, "东郭先生", PERSONAL, by=None)
        corrected = correct(article, deck="故事")
        assert lift(made, by=None) == 0
        undo(corrected, by=None)
        assert [state[state.index(text)] for state in shown(article) for text in state if "故事" in text] == [
            "▇▇▇▇的故事", "故事", "▇▇▇▇的故事",
        ]  # fmt: skip

    def test_a_text_that_was_read_when_it_was_hidden(self, article, source):
        """Nothing is noted of it: a number that is hidden on receipt, or what another text of the page says."""
        before = _state(article)
        Redaction.objects.create(
            source=source, start=place(NUMBER)[0], end=place(NUMBER)[1], kind=PERSONAL, reach=EVERYWHERE
        )
        part = article.parts.get()
        part.blocks[0]["text"] = part.blocks[0]["text"].replace(NUMBER, REDACTED * 11)
        part.save()
        corrected = correct(article, headline="甲")
        self.lift_all(list(Redaction.objects.all()))
        undo(corrected, by=None)
        assert shown(article) == [texts(before), texts(before | {"headline": "甲"}), texts(before)]

    def test_paragraphs_in_another_order_than_they_are_printed(self, article, source):
        part = ArticlePart.objects.get(article=article)
        blocks = ["养殖肉牛三百头。", f"县城办厂，电话{REDACTED * 11}，", f"本报讯（记者 欧阳朔）2月5日，{NAME}在"]
        part.blocks = [{"type": "paragraph", "text": text} for text in blocks]
        part.save()
        made = Redaction.objects.create(
            source=source, start=place(NUMBER)[0], end=place(NUMBER)[1], kind=PERSONAL, reach=EVERYWHERE
        )
        self.lift_all([made])
        assert [block["text"] for block in article.parts.get().blocks][1] == f"县城办厂，电话{NUMBER}，"

    def test_a_text_that_took_over_hides_it_by_its_own(self, article, source, page):
        before = _state(article)
        (former,) = redact(source, *place(NUMBER), PERSONAL, EVERYWHERE, by=None)
        other = records.source(f"{TEXT}又一行\n", page, spans=line_spans(*range(9)))
        mine = Redaction.objects.create(
            source=other, start=former.start, end=former.end, kind=PERSONAL, reach=EVERYWHERE
        )
        with change(ChangeSet.Kind.IMPORT) as act, act.lot():
            act.touch([article.pk])
            article.parts.update(source=other)
            article.photos.update(source=other)
            Article.objects.filter(pk=article.pk).update(deck="副题")
        assert lift(former, by=None) == 0
        assert [NUMBER in "".join(state) for state in shown(article)] == [True, False]
        assert lift(mine, by=None) == 0
        assert shown(article) == [texts(before), texts(before | {"deck": "副题"})]

    def test_what_is_kept_of_readings_and_acts(self, article, source):
        items = [
            {
                "key": article.key,
                "fields": {"headline": f"{NAME}办厂致富"},
                "bylines": [["欧阳朔", "记者", "", "person"]],
                "blocks": [{"type": "paragraph", "text": _state(article)["parts"][0]["blocks"][0]["text"]}],
                "photos": [{"caption": f"{NAME}在田间", "credit": "万俟羽 摄", "spans": line_spans(5), "record": 1}],
                "spans": line_spans(1, 2, 3, 4),
            }
        ]
        Reading.objects.create(source=source, parser_version=1, items=Reading.packed(items))
        kept = {"warnings": [{"code": "unplaced", "span": [1, 2], "text": f"重影{NAME}"}]}
        type(source).objects.filter(pk=source.pk).update(**kept)
        Article.objects.filter(pk=article.pk).update(parsed={"headline": f"{NAME}办厂"})
        photo = Photo.objects.get()
        act = ChangeSet.objects.create(
            kind="correct", effects={"fields": {f"photo:{photo.pk}": {"caption": [f"{NAME}", "无"]}}}
        )

        def stored() -> list:
            article.refresh_from_db()
            source.refresh_from_db()
            act.refresh_from_db()
            return [Reading.objects.get().unpacked, source.warnings, article.parsed, act.effects]

        before = stored()
        made = redact_words(article, f"{NAME}\n欧阳朔", PERSONAL, by=None)
        assert (NAME in str(stored()), "欧阳朔" in str(stored())) == (False, False)
        self.lift_all(made)
        assert stored() == before


class TestWords:
    def test_wherever_the_article_says_them(self, article, neighbour, source):
        redact_words(article, f"單于澹台\n{NUMBER}", PERSONAL, by=None)
        assert [NAME in text or NUMBER in text for text in said(article)] == [False] * 7
        assert disclosure.redacted(source).count(NAME) == 1
        assert said(neighbour)[2] == f"邻居说，{NAME}是好人。"

    def test_words_typed_by_hand_are_gone_for_good(self, article):
        Article.objects.filter(pk=article.pk).update(deck="东郭先生的故事")
        with change(ChangeSet.Kind.CORRECT) as act, act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(kicker="东郭先生")
        (made,) = redact_words(article, "东郭先生", PERSONAL, by=None)
        article.refresh_from_db()
        assert (article.kicker, article.deck, made.source) == ("▇▇▇▇", "▇▇▇▇的故事", None)
        assert "东郭先生" not in str(ArticleVersion.objects.get().unpacked)
        assert lift(made, by=None) == 8
        article.refresh_from_db()
        assert article.kicker == "▇▇▇▇"

    def test_what_only_another_article_says_is_not_found(self, article, neighbour):
        with pytest.raises(NothingToRedact):
            redact_words(neighbour, NUMBER, PERSONAL, by=None)
        with pytest.raises(NothingToRedact):
            redact_words(article, "是好人", PERSONAL, by=None)

    @pytest.mark.parametrize("words", ["", "  ", "单", "，。", "无此人名", f"{NAME}\n牛", f"{NAME}\n无此人名"])
    def test_what_cannot_be_looked_for_is_refused(self, article, words):
        before = said(article)
        with pytest.raises(NothingToRedact):
            redact_words(article, words, PERSONAL, by=None)
        assert (said(article), Redaction.objects.count(), ChangeSet.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize(
    ("permissions", "source_allowed", "everywhere_allowed"),
    [([], False, False), (["change_article"], True, False), (["change_article", "redact_article"], True, True)],
)
def test_who_may(article, source, permissions, source_allowed, everywhere_allowed):
    user = User.objects.create_user("clerk")
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    for reach, allowed in ((SOURCE, source_allowed), (EVERYWHERE, everywhere_allowed)):
        if allowed:
            (made, *_rest) = redact(source, *place(NUMBER), PERSONAL, reach, by=user)
            assert (made.by, made.changeset.by) == (user, user)
            lift(made, by=user)
            assert made.lifted_by == user
        else:
            with pytest.raises(PermissionDenied):
                redact(source, *place(NUMBER), PERSONAL, reach, by=user)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 4), (0, len(TEXT) + 1)])
def test_characters_that_there_are_not(source, start, end):
    with pytest.raises(ValueError, match="no characters"):
        redact(source, start, end, PERSONAL, SOURCE, by=None)


def test_a_picture_outside_any_article(page, source):
    caption = f"{NAME}在田间"
    photo = Photo.objects.create(page=page, source=source, caption=caption, credit="万俟羽 摄", spans=line_spans(5))
    made = redact(source, *place(caption), PERSONAL, EVERYWHERE, by=None)
    photo.refresh_from_db()
    assert (photo.caption, photo.credit) == ("▇▇▇▇▇▇▇", "万俟羽 摄")
    assert [lift(each, by=None) for each in made] == [0]
    photo.refresh_from_db()
    assert photo.caption == caption


def test_what_is_redacted_is_no_name(client, page, article):
    """Two people whose names are hidden are not one."""
    other = records.article(page, "正文", names=("▇▇▇",), column="▇▇访谈", package="▇▇")
    mine = records.article(page, "正文", names=("▇▇▇", "万俟羽"), column="▇▇访谈", package="▇▇")
    answer = client.get(mine.get_absolute_url()).content.decode()
    assert other.get_absolute_url() not in answer.split("<article")[1].split("</article>")[0]
    assert "/contributors/%E4%B8%87" in answer
    assert "%E2%96%87" not in answer
    listed = client.get("/papers/tongliao-ribao/").content.decode()
    assert "▇" not in listed
    assert client.get("/contributors/▇▇▇/").status_code == 404
    assert client.get("/columns/tongliao-ribao/▇▇访谈/").status_code == 404


def test_a_tail_that_was_joined(page, source, article):
    """Its part stands in the beginning; its own headline, and its versions, are its row's still."""
    tail = records.article(page, headline=f"{NAME}（上接）", merged_into=article)
    ArticleVersion.objects.create(
        key=tail.key, number=1, shown=True, state=ArticleVersion.packed({**_state(tail), "headline": NAME})
    )
    redact(source, *place(NAME), PERSONAL, EVERYWHERE, by=None)
    tail.refresh_from_db()
    assert (tail.headline, ArticleVersion.objects.get().unpacked["headline"]) == ("▇▇▇▇（上接）", "▇▇▇▇")


def _state(article: Article) -> dict:
    return state_of(whole([article.pk])[0])


def test_a_version_of_what_was_joined_to_it_once(source, article):
    """Text that went to another issue and came back is redacted there too, and written again when that is lifted."""
    away = records.article(
        records.page(records.issue("2026-02-09", article.page.issue.newspaper)), "开头。", headline="别处的开头"
    )
    join(away, [article], by=None)
    take_apart(Article.objects.get(pk=away.pk), by=None)
    version = ArticleVersion.objects.get(key=away.key, number=2)
    before = version.unpacked
    assert NUMBER in str(before)
    (redaction,) = redact(source, *place(NUMBER), PERSONAL, EVERYWHERE, by=None)
    version.refresh_from_db()
    assert NUMBER not in str(version.unpacked)
    lift(redaction, by=None)
    version.refresh_from_db()
    assert version.unpacked == before


def test_a_version_of_what_is_joined_to_what_it_was_joined_to(source, article):
    """Text that was joined to one, which was then joined to another, stands in the former version of the first."""
    paper = article.page.issue.newspaper
    first, second = (
        records.article(records.page(records.issue(day, paper)), "开头。", headline=f"{day}的开头")
        for day in ("2026-02-09", "2026-02-10")
    )
    join(first, [article], by=None)
    join(second, [Article.objects.get(pk=first.pk)], by=None)
    take_apart(Article.objects.get(pk=article.pk), by=None)
    redact(source, *place(NUMBER), PERSONAL, EVERYWHERE, by=None)
    said = [str(version.unpacked) for version in ArticleVersion.objects.filter(key__in=(first.key, second.key))]
    assert [text for text in said if NUMBER in text] == []
    assert sum("▇" in text for text in said) == 2


@pytest.mark.django_db(transaction=True)
def test_no_answer_says_it(client, index, article, neighbour, source):
    """Every address, search, export and format: what was there before is nowhere after."""
    secret = "亓官"
    for model, name in ((Article, "headline"), (Article, "deck"), (Photo, "caption"), (Teaser, "headline")):
        row = model.objects.first()
        model.objects.filter(pk=row.pk).update(**{name: f"{secret}甲"})
    part = article.parts.get()
    ArticlePart.objects.filter(pk=part.pk).update(blocks=[{"type": "paragraph", "text": f"邻里说{secret}好。"}])
    article.bylines.create(name=secret)
    for kicker in ("甲", "乙"):
        with change(ChangeSet.Kind.CORRECT) as act, act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(kicker=kicker)
    index()
    assert [path for path, body in walk(client).items() if secret in body] != []
    redact_words(article, secret, PERSONAL, by=None)
    answers = walk(client)
    assert [path for path, body in answers.items() if secret in body] == []
    assert any("▇▇甲" in body for body in answers.values())


@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_redacted_is_said_nowhere_and_all_comes_back(article, neighbour, source, data):
    """Any stretches, one after the other, over lines, headlines and what other articles say, lifted in any order."""
    with transaction.atomic():
        with change(ChangeSet.Kind.CORRECT) as act, act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(deck="副题")
        before = _all_said(article, neighbour)
        made: list[Redaction] = []
        for _time in range(data.draw(st.integers(1, 4))):
            start = data.draw(st.integers(0, len(TEXT) - 1))
            end = data.draw(st.integers(start + 1, min(len(TEXT), start + 30)))
            made += redact(source, start, end, PERSONAL, EVERYWHERE, by=None)
            hidden = {at for each in made for at in range(each.start, each.end)}
            shown = disclosure.redacted(source)
            assert shown == "".join(
                REDACTED if at in hidden and not sign.isspace() else sign for at, sign in enumerate(TEXT)
            )
            own = any(first < end and start < last for first, last, _role in line_spans(1, 2, 3, 4, 5))
            words = units(TEXT[start:end])
            if len("".join(words)) > 1 and own:
                said_now = [text for text in _all_said(article) if _holds(units(text), words)]
                assert said_now == []
        for each in data.draw(st.permutations(made)):
            lift(each, by=None)
        assert _all_said(article, neighbour) == before
        assert disclosure.redacted(source) == TEXT
        transaction.set_rollback(True)


def _all_said(*articles: Article) -> list[str]:
    versions = ArticleVersion.objects.filter(key__in=[article.key for article in articles]).order_by("key", "number")
    return [text for state in (*map(_state, articles), *(each.unpacked for each in versions)) for text in texts(state)]


def _holds(row: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(row[at : at + len(part)] == part for at in range(len(row) - len(part) + 1))
