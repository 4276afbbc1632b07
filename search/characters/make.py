"""Make ``table.txt``, the characters that are folded: ``python search/characters/make.py`` (``--check`` compares only).

Run by hand where OpenCC and Unihan are installed (Debian's ``unicode-data``), when one of them or a list here changes;
the table is kept with the project, so that nothing else need be there when a text is folded.

In this order, each source heard only on what those before it left open:

1. ``added.txt``, our own;
2. OpenCC's characters, traditional to simplified (never its phrases);
3. compatibility ideographs and radicals, which are characters twice encoded;
4. the list of variants of 1955;
5. Unihan's variants;
6. OpenCC's Japanese forms.

The last three are believed only where they lead from a character that the table of 2013 (通用规范汉字表, in Unihan) does
not have to exactly one: what was restored since 1955 stays apart by itself, and so do words that Unihan calls alike in
one meaning. What ``apart.txt`` parts never folds together.
"""

from __future__ import annotations

import bz2
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import opencc

HERE = Path(__file__).parent
UNICODE = Path("/usr/share/unicode")
TABLE = HERE / "table.txt"

IDEOGRAPHS = ((0x3400, 0xA000), (0x20000, 0x33480))
COMPATIBILITY = ((0xF900, 0xFB00), (0x2F800, 0x2FA20))
RADICALS = ((0x2E80, 0x2FD6),)

HEAD = """\
# The characters of each line fold to its first. Made by make.py: change the lists beside it, not this file.
# From OpenCC (Apache License 2.0, https://github.com/BYVoid/OpenCC), Unihan and EquivalentUnifiedIdeograph.txt
# (modified; Copyright Unicode, Inc., Unicode License, https://www.unicode.org/license.txt), the official list of 1955,
# and our own lists.
"""

Fold = Callable[[str], str]


def characters(ranges: Iterable[tuple[int, int]]) -> list[str]:
    return [chr(code) for first, end in ranges for code in range(first, end)]


def groups(name: str) -> list[str]:
    """The lines of a list, without comments."""
    lines = (line.partition("#")[0].strip() for line in (HERE / name).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def unihan(name: str) -> Iterator[tuple[str, str, str]]:
    """Character, field, value."""
    with bz2.open(UNICODE / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("U+"):
                code, field, value = line.rstrip("\n").split("\t")
                yield character(code), field, value


def character(code: str) -> str:
    """Of ``U+4E00``."""
    return chr(int(code.removeprefix("U+"), 16))


def simplified(config: str) -> Fold:
    """One conversion of OpenCC, of many characters at once: each on a line of its own, so that phrases play no part."""
    converter = opencc.OpenCC(config)
    return lambda row: converter.convert("\n".join(row)).replace("\n", "")


def from_opencc() -> dict[str, str]:
    """Converted again until nothing changes."""
    row = every = "".join(characters(IDEOGRAPHS))
    hong_kong, mainland = simplified("hk2s"), simplified("t2s")
    while (further := mainland(hong_kong(row))) != row:
        row = further
    return {old: new for old, new in zip(every, row, strict=True) if old != new}


def twice_encoded() -> dict[str, str]:
    compatible = {old: unicodedata.normalize("NFKC", old) for old in characters((*COMPATIBILITY, *RADICALS))}
    found = {old: new for old, new in compatible.items() if new != old}
    for line in (UNICODE / "EquivalentUnifiedIdeograph.txt").read_text(encoding="utf-8").splitlines():
        codes, _semicolon, rest = line.partition("#")[0].partition(";")
        first, _dots, last = codes.strip().partition("..")
        if rest and "2E80" <= first <= "2FD5":
            for code in range(int(first, 16), int(last or first, 16) + 1):
                found.setdefault(chr(code), character(rest.strip()))
    return found


def from_list_of_1955() -> Iterator[tuple[str, str]]:
    return ((variant, group[0]) for group in groups("variants-1955.txt") for variant in group[1:])


def from_unihan() -> Iterator[tuple[str, str]]:
    """What are the same in all meanings, or in shape; whichever of the two says so."""
    for one, field, value in unihan("Variants"):
        if field in ("kSemanticVariant", "kZVariant"):
            for named in value.split():
                other = character(named.partition("<")[0])
                yield from ((one, other), (other, one))


def from_japanese() -> Iterator[tuple[str, str]]:
    every = "".join(characters(IDEOGRAPHS))
    return ((old, new) for old, new in zip(every, simplified("jp2t")(every), strict=True) if old != new)


class Folding:
    """What each character folds to, source after source."""

    def __init__(self) -> None:
        self.table: dict[str, str] = {}
        self._standard = {one for one, field, _value in unihan("OtherMappings") if field == "kTGH"}
        self._apart = [set(group) for group in groups("apart.txt")]

    def of(self, one: str) -> str:
        while one in self.table:
            one = self.table[one]
        return one

    def put(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Fold what does not fold yet."""
        for old, new in pairs:
            if old not in self.table and old != self.of(new) and not self._parted(old, self.of(new)):
                self.table[old] = new

    def believe(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Fold what is no standard character to the one standard character that it is a variant of, if there is one."""
        meant: dict[str, set[str]] = defaultdict(set)
        for variant, other in pairs:
            old, new = self.of(variant), self.of(other)
            if old not in self._standard and new in self._standard:
                meant[old].add(new)
        self.put((old, *new) for old, new in meant.items() if len(new) == 1)

    def _parted(self, one: str, other: str) -> bool:
        return any({one, other} <= group for group in self._apart)


def table() -> str:
    """The text of ``table.txt``."""
    folding = Folding()
    folding.put((old, group[0]) for group in groups("added.txt") for old in group[1:])
    folding.put(from_opencc().items())
    folding.put(twice_encoded().items())
    for pairs in (from_list_of_1955(), from_unihan(), from_japanese()):
        folding.believe(pairs)
    lines: dict[str, str] = defaultdict(str)
    for old in sorted(folding.table):
        lines[folding.of(old)] += old
    return HEAD + "".join(f"{new}{lines[new]}\n" for new in sorted(lines))


def main() -> int:
    made = table()
    if "--check" in sys.argv:
        return int(made != TABLE.read_text(encoding="utf-8"))
    TABLE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
