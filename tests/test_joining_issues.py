"""Two issues that were found to be one: what would come of it is shown, and done only as it was shown."""

import re

import pytest
import records
from django.contrib.auth.models import Permission, User
from hypothesis import given
from hypothesis import strategies as st

from archive.acts.merge_issues import pages_of_one_number
from archive.admin.joining import joining, slugs_after
from archive.models import Article, Issue, Page

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/issue/"
PAPER = "/papers/tongliao-ribao/"


def join(client, issues, **more):
    data = {"action": "join", "_selected_action": [issue.pk for issue in issues]} | more
    return client.post(LIST, data, follow=True)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def two():
    """An issue with a first page and one of unknown number, and another of the same day with a second page and another
    of unknown number."""
    first, second = records.issue(), records.issue()
    for issue, label in ((first, "1"), (second, "2")):
        records.article(records.page(issue, label), "正文", headline=label)
        records.page(issue, "")
    return first, second


def test_what_becomes_of_each_page_and_address_is_shown_and_so_it_becomes(admin_client, client, two):
    first, second = two
    shown = join(admin_client, two)
    assert shown.template_name == "admin/archive/join_issues.html"
    kept = shown.context["choices"][0]
    assert (kept.survivor, kept.other) == (first, second)
    assert kept.paths == (f"{PAPER}2026-02-06-ed2/",)
    assert [(page.name, page.before, page.after, page.articles) for page in kept.pages] == [
        ("第2版", f"{PAPER}2026-02-06-ed2/p2/", f"{PAPER}2026-02-06/p2/", 1),
        ("版次不详", f"{PAPER}2026-02-06-ed2/px1/", f"{PAPER}2026-02-06/px2/", 0),
    ]
    html = shown.content.decode()
    assert [html.count(f"<td>{each}</td>") for page in kept.pages for each in (page.before, page.after)] == [1, 1, 1, 1]
    assert Issue.objects.count() == 2
    answer = join(admin_client, two, survivor=first.pk, seen=shown.context["seen"])
    assert messages(answer) == ["已并入 通辽日报 2026年2月6日（2026-02-06-ed2）。"]
    assert list(Issue.objects.all()) == [first]
    for before, after in [(page.before, page.after) for page in kept.pages] + [(kept.paths[0], f"{PAPER}2026-02-06/")]:
        assert client.get(before)["Location"] == after
    assert client.get(f"{PAPER}2026-02-06-ed2/p2/a1/")["Location"] == f"{PAPER}2026-02-06/p2/a1/"


def test_what_changed_meanwhile_is_shown_again(admin_client, two):
    shown = join(admin_client, two)
    records.page(two[1], "3")
    for seen in (shown.context["seen"], ""):
        again = join(admin_client, two, survivor=two[0].pk, seen=seen)
        assert messages(again) == ["未合并：您打开确认页后，这两期有改动。请重新核对。"]
        assert Issue.objects.count() == 2
    join(admin_client, two, survivor=two[0].pk, seen=again.context["seen"])
    assert Page.objects.filter(issue=two[0]).count() == 5


def test_two_pages_of_one_number_are_refused(admin_client, two):
    for label in ("1", "A3", "12"):
        records.page(two[1], label)
    for label in ("12", "A3"):
        records.page(two[0], label)
    assert pages_of_one_number(*two) == ["1", "12", "A3"]
    answer = join(admin_client, two, survivor=two[0].pk, seen="x")
    assert messages(answer) == ["不能合并：两期都有第 1、12、A3 版。请先核对版次或日期。"]
    assert Issue.objects.count() == 2


def test_only_two_issues_of_one_newspaper_are_joined(admin_client):
    mine, other = records.issue(), records.issue(paper=records.newspaper("other", "他报"))
    for chosen in ([mine], [mine, other]):
        assert messages(join(admin_client, chosen)) == ["请正好选同一份报纸的两期。"]
    assert Issue.objects.count() == 2


NEEDED = {"merge_issue", "change_issue", "delete_issue"}


@pytest.mark.parametrize("missing", [None, *sorted(NEEDED)])
def test_it_needs_every_permission(client, two, missing):
    user = User.objects.create_user("bianji", is_staff=True)
    held = Permission.objects.filter(codename__in=NEEDED | {"view_issue"} - {missing})
    user.user_permissions.set(held.exclude(codename=missing))
    client.force_login(user)
    offered = re.findall('<option value="([^"]+)"', client.get(LIST).content.decode())
    assert ("join" in offered) == (missing is None)
    join(client, two, survivor=two[0].pk, seen=join(client, two).context.get("seen", ""))
    assert Issue.objects.count() == (1 if missing is None else 2)


ALL = [*((f"p{n}", str(n)) for n in range(1, 7)), *((f"px{n}", "") for n in range(1, 7))]
PAGES = st.lists(st.sampled_from(ALL), unique=True)


@given(PAGES, st.sets(st.sampled_from(["px1", "px2", "px3", "px5"])))
def test_no_two_pages_get_one_address(pages, held):
    got = list(slugs_after(pages, held))
    assert len(set(got)) == len(pages)
    assert not set(got) & held
    assert [slug for slug, (_old, label) in zip(got, pages, strict=True) if label] == [
        f"p{x}" for _old, x in pages if x
    ]


@pytest.mark.parametrize("moved", range(4))
def test_what_is_foretold_happens_where_pages_of_unknown_number_came_and_went(admin_client, moved):
    first, second = records.issue(), records.issue()
    for issue in (first, second):
        for _each in range(3):
            records.page(issue, "")
    if moved:  # its address leads to it still
        page = list(first.pages.all())[moved - 1]
        page.label = "9"
        page.save()
    foretold = joining(first, second)
    seen = join(admin_client, [first, second]).context["seen"]
    pages = list(second.pages.all())
    join(admin_client, [first, second], survivor=first.pk, seen=seen)
    assert [page.after for page in foretold.pages] == [
        Page.objects.get(pk=page.pk).get_absolute_url() for page in pages
    ]
    assert not Article.objects.exists()
