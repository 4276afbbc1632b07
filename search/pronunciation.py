"""How Chinese is pronounced, without tones: for those who type by sound, or typed another character of the same sound."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal


@lru_cache(4096)
def spellings(text: str) -> tuple[str, ...]:
    """A text as it is typed by sound: in full, and by the first letter of each character.

    >>> spellings("通辽日报")
    ('tongliaoribao', 'tlrb')
    """
    sounds = [sound.lower() for sound in lazy_pinyin(text, style=Style.NORMAL, errors=_letters)]
    return tuple(dict.fromkeys(filter(None, ("".join(sounds), "".join(sound[:1] for sound in sounds)))))


def _letters(run: str) -> list[str] | None:
    """What is not Chinese: its letters and digits, one by one."""
    return [sign for sign in run if sign.isascii() and sign.isalnum()] or None


def alike(character: str) -> str:
    """The other characters in common use that sound like this one.

    >>> "峰" in alike("锋")
    True
    """
    sounds, characters = _table()
    return "".join(dict.fromkeys("".join(characters[sound] for sound in sounds.get(character, ()))).keys()).replace(
        character, ""
    )


def nearly_alike(character: str) -> str:
    """The other characters in common use that sound like this one to many speakers: n and l, zh and z, in and ing.

    >>> "沁" in nearly_alike("心"), "牛" in nearly_alike("流")
    (True, True)
    """
    sounds, characters = _table()
    near = (each for sound in sounds.get(character, ()) for each in _near(sound))
    return "".join(dict.fromkeys("".join(characters.get(sound, "") for sound in near)))


def spelled_by(typed: str) -> list[tuple[str, ...]]:
    """The characters that each syllable of what was typed by sound may be, for each way to cut it; none if it cannot be.

    >>> [[len(characters) > 5 for characters in way] for way in spelled_by("rouniu")]
    [[True, True]]
    """
    _sounds, characters = _table()
    return [tuple(characters[sound] for sound in way) for way in _syllables(typed.lower())]


def _syllables(typed: str) -> Iterator[list[str]]:
    """The ways to cut it into as few syllables as can be."""
    _sounds, characters = _table()
    ways: list[list[list[str]]] = [[[]], *([] for _letter in typed)]
    for end in range(1, len(typed) + 1):
        found = [
            [*way, typed[start:end]]
            for start in range(max(0, end - LONGEST_SYLLABLE), end)
            if typed[start:end] in characters
            for way in ways[start]
        ]
        fewest = min(map(len, found), default=0)
        ways[end] = [way for way in found if len(way) == fewest][:MOST_WAYS]
    yield from ways[len(typed)] if typed else ()


LONGEST_SYLLABLE = len("zhuang")
MOST_WAYS = 4  # to cut what was typed
# What many speakers do not tell apart, at the beginning of a syllable and at its end.
_INITIALS = ("z zh", "c ch", "s sh", "n l", "f h", "l r", "j q x", "b p", "d t", "g k")
_FINALS = ("an ang", "en eng", "in ing", "ian iang", "uan uang")


@cache
def _near(sound: str) -> tuple[str, ...]:
    """The sounds that differ from this one in what many do not tell apart, at one end."""
    initial = next((each for each in ("zh", "ch", "sh", sound[:1]) if sound.startswith(each)), "")
    final = sound.removeprefix(initial)
    others = [other + final for group in _INITIALS if initial in group.split() for other in group.split()]
    others += [initial + other for group in _FINALS if final in group.split() for other in group.split()]
    return tuple(other for other in others if other != sound)


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Each character of GB 2312, the set in common use, with its sounds, and each sound with its characters."""
    sounds: dict[str, tuple[str, ...]] = {}
    characters: dict[str, str] = {}
    for code, spelled in PINYIN_DICT.items():
        character = chr(code)
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        sounds[character] = tuple(dict.fromkeys(to_normal(each) for each in spelled.split(",")))
        for sound in sounds[character]:
            characters[sound] = characters.get(sound, "") + character
    return sounds, characters
