"""The received text in numbered lines, each with what it became."""

import re

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article, Page, SourceText
from archive.models.received_lines import ROLE_LABELS, Claim, lines
from archive.parsing.types import Role

spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@given(st.text("甲乙 \n", max_size=30), st.lists(spans), st.lists(st.tuples(spans, st.booleans())), st.booleans())
def test_shown_is_what_may_be_and_at_its_line(text, harmless, claimed, everything):
    claims = [Claim(start, end, public=public) for (start, end), public in claimed]
    roles = [(start, end, Role.MASTHEAD) for start, end in harmless]
    found = lines(text, roles, claims, None if everything else {Role.MASTHEAD})
    hidden = {at for claim in claims if not claim.public for at in range(claim.start, claim.end)}
    open_ = {at for claim in claims if claim.public for at in range(claim.start, claim.end)}
    open_ |= {at for start, end, _role in roles for at in range(start, end)} | (set(range(30)) if everything else set())
    expected = {}
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        letters = "".join(letter for place, letter in enumerate(line, at) if place in open_ - hidden)
        if letters.strip():
            expected[number] = "".join(letters.split())
        at += len(line) + 1
    assert {line.number: "".join(line.text.split()) for line in found} == expected


def test_every_role_has_its_word():
    assert set(ROLE_LABELS) == set(Role)


@pytest.mark.django_db
def test_of_a_seed_every_line_leads_to_what_it_became(client, settings):
    call_command("import_pages", str(settings.BASE_DIR / "seeds" / "000_tongliao-ribao-2026-02-06-p1.txt"), verbosity=0)
    page, source = Page.objects.get(), SourceText.objects.get()
    html = client.get(page.get_absolute_url(), {"original": "1"}).content.decode()
    items = re.findall(r'<li id="L(\d+)">\s*<a class="number" href="#L(\d+)">(\d+)</a>\s*<p>(.*?)</p>', html, re.DOTALL)
    received = {str(n): line for n, line in enumerate(source.text.split("\n"), start=1) if line.strip()}
    assert {n: re.sub("<[^>]+>", "", said) for n, _anchor, _shown, said in items} == received
    assert all(n == anchor == shown for n, anchor, shown, _said in items)
    led = {url for _n, _anchor, _shown, said in items for url in re.findall('href="([^"]+)"', said)}
    assert led == {article.get_absolute_url() for article in Article.objects.all()}
    article = Article.objects.first()
    beside = client.get(article.get_absolute_url(), {"original": "1"}).content.decode()
    numbers = re.findall(r'<a class="number" href="([^"#]+)#L(\d+)">(\d+)</a>', beside)
    assert {url for url, _anchor, _shown in numbers} == {f"{page.get_absolute_url()}?original=1"}
    mine = [n for n, _anchor, _shown, said in items if article.get_absolute_url() in said]
    assert [n for _url, n, _shown in numbers] == mine
