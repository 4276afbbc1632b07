"""How Chinese is pronounced, without tones: for those who type by sound, or typed another character of the same sound."""

from __future__ import annotations

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
