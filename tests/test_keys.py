"""What answers for a key that is gone: by key and by address, in every form, the same."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.translation import override

from archive import acts
from archive.models import Address, Article, ArticleVersion, ChangeSet, Tombstone, Visibility, addressing, keys
from tests import records

pytestmark = pytest.mark.django_db
Kind = Tombstone.Kind
SECRET = "张三的讣告"  # typed by an editor, or printed: never told of what is gone
FORMS = ("/", ".json", ".txt")


def routes(key: str, *paths: str) -> list[str]:
    """All that may be asked for an article: its key and its addresses, in every form."""
    bare = [f"/id/{key}", *(path.removesuffix("/") for path in paths)]
    return [each + form for each in bare for form in FORMS] + [f"/id/{key}", f"/api/v1/articles/{key}/"]


def change(article: Article, **fields) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()


@pytest.fixture
def article():
    return records.article(records.page(), SECRET, headline=SECRET, names=(SECRET,))


def gone(article: Article, kind: Kind) -> None:
    """Let the article go in the way of this kind; it lives elsewhere by then than where it was made."""
    change(article, page=records.page(article.page.issue, "2"))
    if kind == Kind.DELETED:
        article.parts.all().delete()
        article.delete()
    elif kind == Kind.SUSPENDED:
        change(article, visibility=Visibility.SUSPENDED, withdrawn_note=SECRET)
    elif kind == Kind.JOINED:
        change(article, merged_into=records.article(article.page, "正文", visibility=Visibility.AWAITING))
    else:
        change(article, visibility=Visibility.WITHDRAWN, withdrawn_kind=kind, withdrawn_note=SECRET)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_gone_answers_alike_by_every_route(client, article, kind):
    key, first = article.key, addressing.path_of(article)
    gone(article, kind)
    stone = Tombstone.objects.get(key=key)
    told = {"detail": keys.Gone(kind).detail, "kind": kind.value, "at": stone.at.isoformat()}
    for route in routes(key, first, first.replace("p1", "p2")):
        answer = client.get(route)
        assert answer.status_code == 410, route
        text = answer.content.decode()
        assert SECRET not in text
        if route.endswith(".json") or route.startswith("/api/"):
            assert answer.json() == told
        else:
            assert told["detail"] in text
    assert set(Tombstone.objects.values_list("key", "newspaper")) == {(key, "tongliao-ribao")}


def test_what_was_never_public_is_nowhere(client, article):
    awaiting = records.article(article.page, SECRET, visibility=Visibility.AWAITING)
    path = addressing.path_of(awaiting)
    withdrawn = records.article(article.page, SECRET, visibility=Visibility.WITHDRAWN)
    deleted = records.article(article.page, SECRET, visibility=Visibility.SUSPENDED)
    there = addressing.path_of(deleted)
    deleted.delete()
    joined = records.article(article.page, SECRET, visibility=Visibility.AWAITING, merged_into=article)
    asked = [
        *routes(awaiting.key, path),
        *routes(withdrawn.key, addressing.path_of(withdrawn)),
        *routes(deleted.key, there),
        *routes(joined.key, addressing.path_of(joined)),
        *routes("no-such-key"),
        "/id/",
        "/id/a%00b/",
        f"/id/{article.key}/more/",
        f"/id/{article.key}.atom",
    ]
    assert {route: client.get(route).status_code for route in asked} == dict.fromkeys(asked, 404)
    assert not Tombstone.objects.exists()


def test_a_key_leads_to_its_article_wherever_it_lives(client, article):
    change(article, page=records.page(records.issue("2026-02-07"), "3"))
    here = "/papers/tongliao-ribao/2026-02-07/p3/a1"
    for form in FORMS:
        answer = client.get(f"/id/{article.key}{form}?original=1")
        assert (answer.status_code, answer["Location"]) == (301, f"{here}{form}?original=1")
    assert client.get(f"/id/{article.key}")["Location"] == f"{here}/"
    assert client.post(f"/id/{article.key}/").status_code == 405


def test_successors_are_reached_in_one_hop_however_many_there_are(client, article):
    page = article.page
    chain = [article, *(records.article(page, "正文") for _ in range(3))]
    paths = [addressing.path_of(each) for each in chain]
    last = chain.pop()
    for each, successor in zip(chain, [*chain[1:], last], strict=True):
        change(each, visibility=Visibility.WITHDRAWN, withdrawn_kind=Kind.REREAD)
        Tombstone.objects.filter(key=each.key).update(successor=successor.key)
    for each, path in zip(chain, paths, strict=False):
        for route in routes(each.key, path):
            answer = client.get(route)
            form = route[-5:] if route.endswith(".json") else route[-4:] if route.endswith(".txt") else "/"
            api = route.startswith("/api/")
            there = f"/api/v1/articles/{last.key}/" if api else paths[-1].removesuffix("/") + form
            assert (answer.status_code, answer["Location"]) == (301, there), route
    change(last, visibility=Visibility.WITHDRAWN, withdrawn_kind=Kind.COPYRIGHT)
    for each, path in zip([*chain, last], paths, strict=True):
        assert {client.get(route).status_code for route in routes(each.key, path)} == {410}
        assert client.get(f"/id/{each.key}.json").json()["kind"] == "copyright"
    Tombstone.objects.filter(key=last.key).update(successor=article.key)  # round in a circle
    assert client.get(f"/id/{article.key}/").status_code == 410


def test_bringing_back_and_taking_apart_bring_the_key_back(client, article):
    beginning = records.article(article.page, "正文")
    path = addressing.path_of(article)
    for away, back in (
        ({"visibility": Visibility.WITHDRAWN}, {"visibility": Visibility.PUBLIC}),
        ({"merged_into": beginning}, {"merged_into": None}),
    ):
        change(article, **away)
        assert client.get(path).status_code in (301, 410)
        change(article, **back)
        assert {client.get(route).status_code for route in routes(article.key, path)} == {200, 301}
        assert client.get(f"/id/{article.key}/")["Location"] == client.get(path).wsgi_request.path
        assert not Tombstone.objects.exists()


def test_a_joined_tail_s_numbers_are_its_own_by_key_too(client, article):
    tail = records.article(article.page, "尾", headline="尾")
    with acts.change(ChangeSet.Kind.JOIN) as act, act.lot():
        act.touch([article.pk, tail.pk])
        tail.parts.update(article=article)
        Article.objects.filter(pk=tail.pk).update(merged_into=article)
    assert ArticleVersion.objects.filter(key=tail.key).count() == 1
    there = addressing.path_of(tail).removesuffix("/") + ".json?revision=1"
    assert client.get(f"/id/{tail.key}.json?revision=1")["Location"] == there
    assert client.get(there).json()["headline"] == "尾"
    assert client.get(f"/id/{tail.key}.json")["Location"] == article.get_absolute_url()[:-1] + ".json"


def test_the_way_up_from_what_is_gone(client, article):
    path = addressing.path_of(article)
    change(article, visibility=Visibility.WITHDRAWN)
    assert client.get(path).context["above"] == article.page
    assert client.get(f"/id/{article.key}/").context["above"] is None


def test_editors_find_what_is_gone_and_change_nothing_of_it(admin_client, article):
    gone(article, Kind.PERSONAL)
    stone, there = Tombstone.objects.get(), reverse("admin:archive_tombstone_changelist")
    html = admin_client.get(there, {"q": article.key, "kind__exact": "personal"}).content.decode()
    assert (article.key in html, "个人信息" in html) == (True, True)
    for act in ("delete", "change"):
        url = reverse(f"admin:archive_tombstone_{act}", args=[stone.pk])
        assert admin_client.post(url, {"post": "yes", "kind": "other"}).status_code == 403
    assert list(Tombstone.objects.all()) == [stone]


def test_a_page_that_was_deleted(client):
    page = records.page()
    path = addressing.path_of(page)
    page.delete()
    assert client.get(path).status_code == 410
    assert keys.Gone(Kind.DELETED).detail in client.get(path).content.decode()


def test_every_kind_is_said_in_words_of_its_own():
    said = [keys.Gone(kind).detail for kind in Kind]
    with override("en"):
        said += [keys.Gone(kind).detail for kind in Kind]
    assert "" not in said
    assert len(set(said[: len(Kind)])) == len(Kind)


# --- Archives made before there were tombstones -----------------------------------------------------------------------


def landed(name: str) -> None:
    getattr(importlib.import_module("archive.migrations.0017_addresses"), name)(apps, None)


def test_tombstones_are_made_for_what_is_not_public():
    page = records.page()
    public, withdrawn, reread, suspended, joined, awaiting = (records.article(page, str(n)) for n in range(6))
    articles = Article.objects
    articles.filter(pk=withdrawn.pk).update(visibility="withdrawn", withdrawn_note=SECRET)
    articles.filter(pk=reread.pk).update(visibility="withdrawn", withdrawn_kind="reread")
    articles.filter(pk=suspended.pk).update(visibility="suspended")
    articles.filter(pk=joined.pk).update(merged_into=public)
    articles.filter(pk=awaiting.pk).update(visibility="awaiting", shown=0)
    landed("stand_for_the_hidden")
    landed("stand_for_the_hidden")
    assert set(Tombstone.objects.values_list("key", "newspaper", "kind", "successor")) == {
        (withdrawn.key, "tongliao-ribao", "other", ""),
        (reread.key, "tongliao-ribao", "reread", ""),
        (suspended.key, "tongliao-ribao", "suspended", ""),
        (joined.key, "tongliao-ribao", "joined", public.key),
    }


def test_tombstones_are_made_for_articles_of_which_only_the_path_is_left(client):
    page = records.page()
    deleted, other = records.article(page, "甲"), records.article(page, "乙")
    path = addressing.path_of(deleted)
    deleted.delete()
    Tombstone.objects.all().delete()
    Address.objects.filter(path=path).update(key=None, gone_reason=SECRET)
    Address.objects.create(path="/papers/tongliao-ribao/2026-02-06/p9/", gone_reason=SECRET)
    newspaper = page.issue.newspaper
    newspaper.slug = "tlrb"
    newspaper.save()
    landed("stand_for_the_gone")
    assert list(Tombstone.objects.values_list("key", "newspaper", "kind")) == [(deleted.key, "tlrb", "deleted")]
    for route in routes(deleted.key, path):
        answer = client.get(route)
        assert (answer.status_code, SECRET in answer.content.decode()) == (410, False)
    assert client.get(f"/id/{other.key}/").status_code == 301


def test_newspapers_are_named_by_their_first_slugs():
    first, second = records.newspaper("a", "甲报"), records.newspaper("b", "乙报")
    first.slug = "c"
    first.save()
    type(first).objects.update(key=None)
    landed("name_newspapers")
    assert dict(type(first).objects.values_list("pk", "key")) == {first.pk: "a", second.pk: "b"}
