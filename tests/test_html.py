"""Every kind of page is HTML as the standard has it, in both languages."""

import itertools
import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.core.management import call_command

from tests import screenshots

pytestmark = pytest.mark.django_db
PATHS = {name: path for name, path in screenshots.PAGES.items() if name != "admin-login"}  # Django's own
REFERRING = ("for", "aria-controls", "aria-labelledby", "aria-describedby", "aria-activedescendant", "list", "headers")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@pytest.fixture
def archive(index):
    call_command("import_pages", verbosity=0)
    index()


def parsed(html: str) -> Element:
    """The document. Raises html5lib's ParseError where the standard knows an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def faults(document: Element) -> list[str]:
    """What parses, but is not as it should be."""
    found = []
    elements = list(document.iter())
    elements = [element for element in elements if isinstance(element.tag, str)]
    ids = [element.get("id") for element in elements if element.get("id") is not None]
    found += [f"id twice: {each}" for each in set(ids) if ids.count(each) > 1]
    found += [f"id with space or empty: {each!r}" for each in ids if not each or re.search(r"\s", each)]
    for element in elements:
        for name in REFERRING:
            found += [f"{name}={each}" for each in (element.get(name) or "").split() if each not in ids]
        href = element.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            found.append(f"href={href}")
        if element.tag == "img" and element.get("alt") is None:
            found.append("img without alt")
        # What scripts of others ask for in attributes of their own has data- before it.
        found += [f"{name} is no attribute" for name in element.attrib if name.startswith(("hx-", "x-", "@", ":"))]
        if element.get("style") is not None or any(name.startswith("on") for name in element.attrib):
            found.append(f"style or script in an attribute of {element.tag}")
        if element.tag in ("input", "select", "textarea") and element.get("type") not in ("hidden", "submit"):
            labelled = element.get("aria-label") or element.get("aria-labelledby") or _label(elements, element)
            found += [] if labelled else [f"no label: {element.get('name')}"]
        if element.tag in ("a", "button") and not (element.get("aria-label") or "".join(element.itertext()).strip()):
            found += [] if element.get("aria-hidden") == "true" else [f"{element.tag} says nothing"]
        if element.tag in ("ul", "ol"):
            found += [f"{child.tag} in {element.tag}" for child in element if child.tag not in ("li", "script")]
        if element.tag == "p":
            found += [
                f"{child.tag} in p" for child in element if child.tag in ("div", "p", "ul", "ol", "dl", *HEADINGS)
            ]
        if element.tag == "dl":
            found += [f"{child.tag} in dl" for child in element if child.tag not in ("dt", "dd", "div", "script")]
    levels = [int(element.tag[1]) for element in elements if element.tag in HEADINGS]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} h1")
    found += [f"h{after} after h{before}" for before, after in itertools.pairwise(levels) if after > before + 1]
    return found


def _label(elements: list[Element], control: Element) -> bool:
    return any(
        (control.get("id") and label.get("for") == control.get("id")) or control in list(label.iter())
        for label in elements
        if label.tag == "label"
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_as_the_standard_has_them(client, archive, language):
    found = {}
    for name, path in PATHS.items():
        html = client.get(path, headers={"accept-language": language}).content.decode()
        assert html.lstrip().lower().startswith("<!doctype html>"), name
        document = parsed(html)
        assert document.get("lang") == language
        assert document.findtext("head/title").strip()
        if mine := faults(document):
            found[name] = mine
    assert found == {}


@pytest.mark.parametrize(
    "html",
    [
        "<p><div>x</p>",
        "<table><tr><td>x</table></table>",
        "<p>a<b>b</p>",
        '<a href="x" href="y">x</a>',
        "<p>1 < 2 &nosuch; <x",
        "<ul><li>x</ul></section>",
    ],
)
def test_what_is_not_is_refused(html):
    with pytest.raises(html5lib.html5parser.ParseError):
        parsed(f"<!DOCTYPE html><html><head><title>t</title></head><body>{html}</body></html>")


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<h1>x</h1><p id="a"></p><p id="a"></p>', "id twice: a"),
        ('<h1>x</h1><a href="#b">x</a>', "href=#b"),
        ("<h1>x</h1><h3>x</h3>", "h3 after h1"),
        ("<h2>x</h2>", "0 h1"),
        ("<h1>x</h1><img src=x>", "img without alt"),
        ("<h1>x</h1><input name=q>", "no label: q"),
        ('<h1 style="color:red">x</h1>', "style or script in an attribute of h1"),
        ("<h1>x</h1><ul><p>x</p></ul>", "p in ul"),
        ("<h1>x</h1><a href=/x></a>", "a says nothing"),
    ],
)
def test_each_fault_would_be_found(html, fault):
    document = html5lib.HTMLParser(namespaceHTMLElements=False).parse(f"<!DOCTYPE html>{html}")
    assert faults(document) == [fault]
