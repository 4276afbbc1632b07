"""What an editor takes out of an article is hidden in the public received text."""

import pytest
from django.contrib.auth.models import User

from archive.acts import change
from archive.models import Article, ArticlePart, ChangeSet, Photo, Redaction, disclosure
from archive.parsing.types import Role
from tests import records

pytestmark = pytest.mark.django_db

PARAGRAPHS = [
    "第一段说的是春耕备耕的事情。",
    "第二段有一位老人家的住址，在某某街。",
    "小标题",
    "第三段到此为止，全文完。",
]
TEXT = "春耕备耕时节到\n" + "\n".join(PARAGRAPHS) + "\n老人在街口眺望远方 某某摄\n"


@pytest.fixture
def editor():
    return User.objects.create_user("clerk")


@pytest.fixture
def article():
    page = records.page()
    source = records.source(TEXT, page)
    article = records.article(page, *PARAGRAPHS, headline="春耕备耕时节到", read_from=source)
    part = article.parts.get()
    part.spans = [[0, 7, Role.HEADLINE.value], *records.spans(source, *PARAGRAPHS)]
    part.save()
    caption = "老人在街口眺望远方"
    Photo.objects.create(
        article=article,
        page=page,
        source=source,
        caption=caption,
        credit="某某摄",
        spans=[[*records.spans(source, f"{caption} 某某摄")[0][:2], Role.CAPTION.value]],
    )
    return article


def save(article: Article, by, kind=ChangeSet.Kind.CORRECT, **written) -> list[str]:
    """Save the article as an editor does; what is hidden by it."""
    with change(kind, by=by) as act, act.lot():
        act.touch([article.pk])
        blocks = written.pop("paragraphs", None)
        if blocks is not None:
            ArticlePart.objects.filter(article=article).update(
                blocks=[{"type": "paragraph", "text": text} for text in blocks]
            )
        if written.pop("without_photo", False):
            article.photos.all().delete()
        Article.objects.filter(pk=article.pk).update(**written)
    return hidden()


def hidden() -> list[str]:
    return [TEXT[each.start : each.end] for each in Redaction.objects.standing().order_by("start")]


@pytest.mark.parametrize(
    ("written", "lost"),
    [
        ({"paragraphs": PARAGRAPHS}, []),
        ({"paragraphs": [PARAGRAPHS[0], *PARAGRAPHS[2:]]}, [PARAGRAPHS[1]]),
        ({"paragraphs": [*PARAGRAPHS[:2], PARAGRAPHS[3]]}, ["小标题"]),
        ({"paragraphs": [PARAGRAPHS[0], "第二段有一位老人家。", *PARAGRAPHS[2:]]}, ["的住址，在某某街"]),
        ({"paragraphs": [PARAGRAPHS[0], "第二段有一位老人家的住址。", *PARAGRAPHS[2:]]}, []),  # six
        ({"paragraphs": [PARAGRAPHS[0].replace("备耕", "播种"), *PARAGRAPHS[1:]]}, []),  # put right
        ({"paragraphs": [*PARAGRAPHS[1:], PARAGRAPHS[0]]}, []),  # moved
        ({"paragraphs": ["".join(PARAGRAPHS)]}, []),  # joined
        ({"paragraphs": []}, ["\n".join(PARAGRAPHS)]),
        ({"paragraphs": PARAGRAPHS[:1], "deck": PARAGRAPHS[1]}, ["\n".join(PARAGRAPHS[2:])]),
        ({"headline": "春耕"}, []),
        ({"without_photo": True}, ["老人在街口眺望远方 某某摄"]),
        ({"kicker": "引题"}, []),
    ],
)
def test_what_is_lost(article, editor, written, lost):
    assert save(article, editor, **written) == lost
    assert {(each.reach, each.by, each.changeset.kind) for each in Redaction.objects.all()} <= {
        ("source", editor, "correct")
    }
    text = "\n".join(line.text for line in disclosure.page_lines(article.page))
    assert [piece for piece in lost if piece in text] == []


def test_a_paragraph_that_was_put_elsewhere_and_is_then_taken_out(article, editor):
    part = article.parts.get()
    spans = [span[:2] for span in part.spans if span[2] == Role.BODY.value]
    blocks = [
        {"type": "paragraph", "text": text, "spans": [span]} for text, span in zip(PARAGRAPHS, spans, strict=True)
    ]
    part.blocks = [blocks[3], blocks[1], blocks[2], blocks[0]]
    part.save()
    assert save(article, editor, paragraphs=[PARAGRAPHS[3], PARAGRAPHS[1], PARAGRAPHS[2]]) == [PARAGRAPHS[0]]


def test_an_import_tidies_nothing(article):
    assert save(article, None, paragraphs=[]) == []


def test_what_another_article_says_now_is_not_lost(article, editor):
    other = records.article(article.page, PARAGRAPHS[1])
    spans = article.parts.get().spans
    ArticlePart.objects.filter(article=other).update(source=article.parts.get().source, spans=[spans[2]])
    assert save(article, editor, paragraphs=[PARAGRAPHS[0], *PARAGRAPHS[2:]]) == []


def test_an_edit_that_is_taken_back_hides_nothing(article, editor):
    save(article, editor, paragraphs=[])
    edit = ChangeSet.objects.get()
    with change(ChangeSet.Kind.UNDO, by=editor, undoes=edit) as act, act.lot():
        act.touch([article.pk])
        ArticlePart.objects.update(blocks=[{"type": "paragraph", "text": text} for text in PARAGRAPHS])
    assert hidden() == []
    assert Redaction.objects.get().lifted_by == editor
