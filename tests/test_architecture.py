"""Who may import whom. `archive` owns the record and never knows `search`; each engine or language library has one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARSING = ("archive/parsing/",)

# package -> the only places that may import it
DOORS = {
    "whoosh": ("search/whoosh_engine/",),
    "jieba": ("search/analyzers.py",),
    "opencc": ("search/characters/make.py",),
    "borax": PARSING,
    "pycrfsuite": (),  # only tests/reading/learn.py: pages are read without it
    "search": ("search/",),
    "haystack": ("search/",),
}
# files -> modules (with all in them) that they may not import
PURE = {
    "archive/parsing/": ("django", "haystack", "rest_framework", "os", "pathlib", "io", "search"),
    "search/normalise.py": ("django", "haystack", "archive", "whoosh", "jieba"),
    "search/query.py": ("django", "haystack", "archive", "whoosh", "jieba"),
    "search/highlight.py": ("django", "haystack", "archive", "whoosh", "jieba"),
    "archive/formats/xml_text.py": ("django", "archive", "search"),
    "archive/spans/masking.py": ("django", "archive", "search"),
    "archive/ingest/personal_numbers.py": ("django", "archive", "search"),
    "archive/formats/editable_body.py": ("django.db", "archive.models"),
    "archive/ingest/plan.py": ("django.db", "archive.models", "archive.ingest.fetch", "archive.ingest.apply"),
    "archive/ingest/article_match.py": ("django.db", "archive.models"),
    "archive/ingest/jump_pairs.py": ("django.db", "archive.models"),
}

# package or file of archive -> the others of archive that it imports: arrows point down, see docs/architecture.md
LAYERS = {
    "spans": set(),
    "parsing": set(),
    "models": {"parsing", "spans", "receive"},  # of receive only the codecs, which are pure
    "receive": {"models"},
    "signals": {"models"},
    "acts": {"models", "spans", "parsing", "receive", "signals", "http"},
    "ingest": {"acts", "models", "parsing", "receive", "spans"},
    "pages": {"models", "parsing", "spans"},
    "formats": {"pages", "models", "parsing", "acts"},
    "http": {"models", "installation"},
    "templatetags": {"pages", "models", "parsing"},
    "views": {"formats", "pages", "models", "spans", "version_views"},
    "version_views": {"formats", "pages", "models"},
    "urls": {"views", "formats", "http"},
    "admin": {"acts", "ingest", "formats", "models", "parsing", "spans", "http"},
    "management": {"acts", "ingest", "formats", "models", "parsing", "receive", "signals"},
    "apps": {"acts"},
    "wsgi": {"installation"},
}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it, also those that it imports out of archive."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"archive.{each.name}" for each in node.names} if node.module == "archive" else {node.module}
    return names


CODE = sorted(
    path for app in ("archive", "search") for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    packages = {name.split(".")[0] for name in imported(path)}
    for package, doors in DOORS.items():
        if package in packages:
            assert place.startswith(doors), f"{place} imports {package}; only {', '.join(doors)} may"
    for pure, forbidden in PURE.items():
        if place.startswith(pure):
            found = {name for name in imported(path) for root in forbidden if f"{name}.".startswith(f"{root}.")}
            assert found == set(), f"{place} must stay pure"


DOCUMENTED = {"_meta", "_replace"}  # Django's and Python's own, for everyone's use


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def private_names(path: Path) -> set[str]:
    """The private names of others that a file uses: those that it imports, and those of what it imports.

    A private module is its package's own, and may be imported by tests.
    """
    package, found, imports = path.relative_to(ROOT).parent.parts, set(), set()
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            above = (node.module or "").split(".") if isinstance(node, ast.ImportFrom) else []
            for each in node.names:
                whole = [*above, *each.name.split(".")]
                imports.add(each.asname or each.name)
                is_module = (ROOT / Path(*whole)).with_suffix(".py").exists()
                modules, name = (whole, "") if is_module else (whole[:-1], whole[-1])
                is_own = package == ("tests",) or tuple(modules[: len(package)]) == package
                found |= (
                    {".".join(whole)} if is_private(name) or (any(map(is_private, modules)) and not is_own) else set()
                )
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imports:
            found |= {f"{node.value.id}.{node.attr}"} if is_private(node.attr) else set()
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_uses_the_private_names_of_another(path: Path) -> None:
    assert private_names(path) == set()


def test_tests_use_no_private_names_of_the_archive_either() -> None:
    found = {path.name: private_names(path) - {"site._registry"} for path in (ROOT / "tests").glob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_what_a_transaction_does_after_its_commit_is_read_in_one_place() -> None:
    found = [path.relative_to(ROOT).as_posix() for path in CODE if "run_on_commit" in path.read_text(encoding="utf-8")]
    assert found == ["archive/models/after_commit.py"]


def test_the_rules_name_what_exists() -> None:
    places = [place for doors in DOORS.values() for place in doors] + list(PURE)
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_views_and_api_know_no_engine() -> None:
    for place in ("search/views.py", "search/api.py", "search/finder.py", "search/suggestions.py", "search/forms.py"):
        names = imported(ROOT / place)
        assert not any(name.startswith(("whoosh", "search.whoosh_engine")) for name in names), place


def test_an_engine_is_asked_for_what_it_promises_only() -> None:
    """Through ``search.engine``, whose protocol is checked; but for the engine itself, where Haystack asks."""
    found = {path.relative_to(ROOT).as_posix() for path in CODE if "get_backend" in path.read_text(encoding="utf-8")}
    assert found == {"search/engine.py", "search/whoosh_engine/__init__.py"}


def test_each_layer_imports_those_below_it_only() -> None:
    found: dict[str, set[str]] = {}
    for path in CODE:
        place = path.relative_to(ROOT).with_suffix("").parts
        if place[0] == "archive":
            below = found.setdefault(place[1], set())
            below |= {name.split(".")[1] for name in imported(path) if name.startswith("archive.")} - {place[1]}
    assert {layer: below for layer, below in found.items() if below} == {k: v for k, v in LAYERS.items() if v}
