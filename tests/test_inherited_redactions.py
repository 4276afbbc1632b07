"""A text that takes over a page inherits what is redacted of the one before, or is held where that is unsure."""

import pytest

from archive.acts import lift_redaction, redact
from archive.acts.erase import erase
from archive.ingest import import_text
from archive.models import Article, Redaction, SourceText, disclosure
from archive.receive.manifest import PageEntry
from archive.receive.sources import PageSource

pytestmark = pytest.mark.django_db

NAME = "单于澹台"
EVERYWHERE = Redaction.Reach.EVERYWHERE
HEAD = "# 通辽日报\n\n2026年2月6日 星期五 第一版\n\n"
FIRST = f"## 返乡青年办起了养殖场\n\n本报讯 2月5日，记者在科左后旗见到返乡青年{NAME}时，他正在牛舍里给肉牛添草料，场里现有肉牛三百头。\n"
SECOND = "## 全市春耕备耕工作展开\n\n本报讯 2月5日，全市春耕备耕工作会议召开，会议要求各旗县抓紧调运种子化肥，确保不误农时。\n"
OLD = f"{HEAD}{FIRST}\n{SECOND}"


def receive(text: str) -> SourceText:
    import_text(PageSource("page.txt", text.encode(), "utf-8", text, PageEntry()), {})
    return SourceText.objects.order_by("pk").last()


@pytest.fixture
def before():
    source = receive(OLD)
    at = OLD.index(NAME)
    redact(source, at, at + len(NAME), "personal", EVERYWHERE, by=None)
    redact(source, OLD.index("确保"), OLD.index("农时"), "error", Redaction.Reach.SOURCE, by=None)
    SourceText.objects.filter(pk=source.pk).update(state=SourceText.State.SUPERSEDED)
    return source


def hidden(source: SourceText) -> list[tuple[str, str]]:
    found = source.redactions.standing().order_by("start")
    return [(source.text[each.start : each.end], each.reach) for each in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OLD.replace("草料", "饲料"), NAME),
        (OLD.replace(NAME, "单于澹合").replace("三百", "二百"), "单于澹合"),  # read otherwise
        (OLD.replace(NAME, "單於 澹臺"), "單於 澹臺"),
        (f"{HEAD}{SECOND}\n{FIRST}", NAME),  # in another order
        (OLD.replace("\n\n本报讯", "\n\n（本报讯）"), NAME),
    ],
)
def test_a_better_text_inherits(before, text, words):
    source = receive(text)
    assert (source.state, source.page) == ("current", before.page)
    assert sorted(hidden(source)) == sorted([(words, "everywhere"), ("确保不误", "source")])
    assert words not in disclosure.redacted(source, EVERYWHERE)
    articles = Article.objects.filter(parts__source=source)
    assert articles.count() == 2
    assert [words in article.body for article in articles] == [False, False]


def test_one_that_does_not_say_it_has_nothing_to_hide(before):
    source = receive(OLD.replace(NAME, ""))
    assert (source.state, hidden(source)) == ("current", [("确保不误", "source")])


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{SECOND}",  # half of the page
        OLD.replace(
            FIRST, f"## 另一条消息\n\n旗里的{NAME}昨天来电说，今年的雪下得比往年都大，路上不好走，车都停了。\n"
        ),
    ],
)
def test_one_of_which_it_is_unsure_is_held(before, text):
    source = receive(text)
    assert (source.state, source.reason) == ("held", "无法确定已遮盖的文字在新文本中的位置，请核对")
    assert Article.objects.filter(parts__source=source).count() == 0


def test_what_was_erased_is_known_by_its_surroundings(before):
    erase(Redaction.objects.everywhere(), by=None)
    source = receive(OLD.replace("草料", "饲料"))
    assert hidden(source)[0] == (NAME, "everywhere")


def test_a_lifted_one_is_not_inherited(before):
    Redaction.objects.update(lifted="2026-02-06T00:00Z")
    source = receive(OLD.replace("草料", "饲料"))
    assert (source.state, hidden(source)) == ("current", [])


def test_each_is_lifted_where_its_own_text_was_read(before):
    """Lifting that of the former text shows nothing of what the one in use hides."""
    source = receive(OLD.replace("草料", "饲料"))
    (article,) = Article.objects.filter(parts__source=source, parts__blocks__icontains="▇")
    former = Redaction.objects.everywhere().get(source=before)
    assert lift_redaction(former, by=None) == 0
    assert NAME not in Article.objects.get(pk=article.pk).body
    assert lift_redaction(Redaction.objects.everywhere().get(source=source), by=None) == 0
    assert f"返乡青年{NAME}时，他正在牛舍里给肉牛添饲料" in Article.objects.get(pk=article.pk).body
