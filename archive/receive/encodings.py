"""Which encoding a file is in, and whether its text was once read in a wrong one. Pure.

Both are judged by one measure: half of any Chinese text is made of a few hundred characters, and of what a wrong
encoding makes of it a twentieth. That a decoder succeeds says little: many Big5 files decode as GB18030.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

_BLANKS = "▇□?"  # what is written in the place of what is erased: the first that the encoding has
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_GB18030 = ("gb18030", "gb18030-2022")
_BIG5 = ("cp950", "big5hkscs")

# The commonest characters of Chinese newspapers, simplified and traditional: about half of any text.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天"
    "分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产"
    "或新己制身果加西月话合回特代内信表化老给世位次度门任常先海通教儿原东提立及比员解水名真论处走义各入几口认条平系气题活更别打四神总何电数安少报结反受目量再感建"
    "务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基书非则听白界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望"
    "觉术领共传师观清今切院让识候带导争运笔六七八九号版星县省旗乡镇村农牧者讯组织推推动项目企业产业工程服务群众干部农业振兴"
    "這個們來為國說時會對過發後裡裏種經麼學現當沒動還進樣開從實軍無與長機業將兩間問戰頭體應產關點話內給門東員論處義幾認條氣題總電數報結務場計資許統區隊決馬書則聽達強"
    "難權設記類據邊張該規萬覺術領傳師觀讓識帶導爭運筆號縣鄉農訊組織項企興議選黨委團務辦廳華聯歐齊齡"
)
# Characters that GB18030 wrote as codes of private use before its edition of 2022, and Python's codec still reads so.
_GB18030_2022 = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"  # vertical signs
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue816\ue817\ue818\ue831\ue83b\ue855\ue7c7",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe\u1e3f",
)
_MIN_COMMON = 0.2  # of the Chinese characters of sound text that are among the commonest; usually more than half
_MAX_MISREAD = 0.12  # of those of a text in a wrong encoding
_MIN_GAIN = 0.1  # by which the share must be higher for Big5 to be believed
_MIN_HAN = 4  # characters from which the share says anything
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# A damaged UTF-8 text is still nearly all UTF-8; in Chinese text in GB18030 about a third of the bytes look so by chance.
_MOSTLY_UTF8 = 0.7
_STRANGE_SHARE = 0.01  # of control and unassigned characters: more of them is no text
_MENKSOFT = frozenset(map(chr, range(0xE234, 0xE350)))  # codes in which newsrooms typeset Mongolian
_LINE_MIN = 6  # characters of a line whose encoding can be judged
_MISREAD_SHARE = 0.1  # of a text that is misread, from which the whole is


def decode(data: bytes, encoding: str) -> str:
    """The text that the data spells, or UnicodeDecodeError.

    ``gb18030-2022`` is a name of ours: that edition, with € as 0x80 too, as Windows writes it.

    >>> decode(b"\\x80100", "gb18030-2022")
    '€100'
    """
    if encoding == "gb18030-2022":
        return data.decode("gb18030", "euro-as-0x80").translate(_GB18030_2022)
    return data.decode(encoding)


def blanked(data: bytes, encoding: str, places: Collection[int]) -> bytes:
    """The data with a blank for each of these characters that it spells; every other byte stays.

    >>> blanked("电话139".encode("gb18030"), "gb18030", [0, 1]).decode("gb18030")
    '▇▇139'
    """
    codec = "gb18030" if encoding == "gb18030-2022" else encoding
    decoder = codecs.getincrementaldecoder(codec)(errors="euro-as-0x80" if codec != encoding else "strict")
    if codec == "utf-16":
        codec = "utf-16-be" if data.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    blank = next(sign for sign in _BLANKS if _has(codec, sign)).encode(codec)
    written, start, number = bytearray(), 0, 0
    for end in range(1, len(data) + 1):
        spelt = len(decoder.decode(data[end - 1 : end], final=end == len(data)))
        if spelt:
            hidden = sum(place in places for place in range(number, number + spelt))
            written += blank * spelt if hidden else data[start:end]
            start, number = end, number + spelt
    return bytes(written + data[start:])


def _has(codec: str, sign: str) -> bool:
    try:
        return bool(sign.encode(codec))
    except UnicodeEncodeError:
        return False


def _euro_as_0x80(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("euro-as-0x80", _euro_as_0x80)


def find_encoding(data: bytes) -> tuple[str, str]:
    """(the encoding of a file, "") or ("", why there is none).

    >>> find_encoding("县图书馆开馆".encode("gbk"))
    ('gb18030', '')
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return _if_decodes(data, encoding)
    encoding, damaged = _if_decodes(data, "utf-8")
    if encoding:
        return encoding, ""
    if any(_is_sound(_decoded_or_empty(data, encoding)) for encoding in ("utf-16-le", "utf-16-be")):
        return "", _("是没有 BOM 的 UTF-16 文本：请另存为 UTF-8，或带 BOM 的 UTF-16")
    if b"\0" in data:
        return "", _("含有 NUL 字节：是二进制文件，或没有 BOM 的 UTF-16")
    high = sum(byte >= 0x80 for byte in data)
    valid = sum(byte >= 0x80 for byte in data.decode("utf-8", "ignore").encode())
    if valid / high > _MOSTLY_UTF8:
        return "", damaged
    encoding, text = _first_that_decodes(data, _GB18030)
    big5, traditional = _first_that_decodes(data, _BIG5)
    if _is_sound(traditional) and common_share(traditional) > common_share(text) + _MIN_GAIN:
        return big5, ""
    if encoding and decode(data, "gb18030-2022") != text:
        encoding = "gb18030-2022"
    return encoding, "" if encoding else _("不是 UTF-8、带 BOM 的 UTF-16、GB18030 或 Big5 的文本")


def _if_decodes(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return "", _("%(encoding)s 编码损坏：第 %(place)d 字节无法解读") % {
            "encoding": encoding.upper(),
            "place": error.start + 1,
        }
    return encoding, ""


def _first_that_decodes(data: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    """The first of the encodings in which the data is text, and the text; ("", "") if there is none."""
    for encoding in encodings:
        if text := _decoded_or_empty(data, encoding):
            return encoding, text
    return "", ""


def _decoded_or_empty(data: bytes, encoding: str) -> str:
    try:
        return decode(data, encoding)
    except UnicodeDecodeError:
        return ""


def common_share(text: str) -> float:
    """Which part of the Chinese characters of a text is among the commonest; 0 where there are too few to tell.

    >>> common_share("全市农牧业工作会议今天召开") > 0.5
    True
    """
    han = _HAN.findall(text)
    return sum(char in _COMMON for char in han) / len(han) if len(han) >= _MIN_HAN else 0.0


def _is_sound(text: str) -> bool:
    return common_share(text) >= _MIN_COMMON and not _is_strange(text, private_use=True)


def _is_strange(text: str, private_use: bool) -> bool:
    """Whether more characters than text has are controls or unassigned, or of ``private_use`` and no Mongolian."""
    categories = ("Cc", "Cn", "Co") if private_use else ("Cc", "Cn")
    strange = sum(unicodedata.category(char) in categories and not char.isspace() for char in text)
    if private_use:
        strange -= sum(char in _MENKSOFT for char in text)
    return strange > len(text) * _STRANGE_SHARE


def not_text(text: str, encoding: str) -> str:
    """Why what a file decodes to is no text, or "".

    What noise becomes in GB18030 is often of private use. In Unicode somebody wrote such characters on purpose.
    """
    if not text:
        return _("空文件")
    if "\0" in text:
        return _("含有 NUL 字节：是二进制文件，或没有 BOM 的 UTF-16")
    if not any(c.isprintable() and not c.isspace() for c in text):
        return _("只有空白，没有文字")
    if _is_strange(text, private_use=encoding in _GB18030):
        return _("含有大量控制字符或未定义字符：不是文本，或是别的编码，请转为 UTF-8")
    return ""


@dataclass(frozen=True, slots=True)
class _Misreading:
    """A text in the encoding ``was`` that somebody opened as ``read_as`` and saved."""

    read_as: str
    was: str

    def undone(self, text: str) -> str:
        """The text as it was, without what is lost; anything where it never was one."""
        if self.read_as == "latin-1":
            data = text.translate(_CP1252).encode("latin-1", "ignore")
        else:  # the byte 0x80, which GBK lacks, is shown as €
            data = b"\x80".join(part.encode(self.read_as, "ignore") for part in text.split("€"))
        return data.decode(self.was, "ignore")


_NAMES = {"gbk": "GBK", "gb18030": "GBK", "utf-8": "UTF-8", "latin-1": "Latin-1", "cp950": "Big5"}
_MISREADINGS = [
    _Misreading(*pair)
    for pair in (
        ("gb18030", "utf-8"),  # 涓夊勫叕
        ("latin-1", "utf-8"),  # å¼€å±€
        ("latin-1", "gb18030"),  # ¿ª¾Ö
        ("latin-1", "cp950"),
        ("gbk", "cp950"),
        ("cp950", "gb18030"),
        ("cp950", "utf-8"),
    )
]
# What Windows shows for the bytes 0x80 to 0x9f, which Latin-1 has no signs for.
_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
_LOST = re.compile("锟斤拷(?:锟斤拷|锟斤|锟)*|烫烫烫+|屯屯屯+|\ufffd+")  # what stands for characters that are lost


def misread(text: str) -> str:
    """How a text came to be garbled that was read in a wrong encoding and saved, or "" if it was not.

    >>> misread("全市农牧业工作会议今天召开".encode().decode("gb18030", "ignore"))[:5]
    '文字是乱码'
    """
    size = len(text) - len(re.findall(r"\s", text))
    garbled: dict[_Misreading, int] = {}
    for line in text.split("\n"):
        if found := _misreading_of(line):
            garbled[found] = garbled.get(found, 0) + len("".join(line.split()))
    if sum(garbled.values()) <= size * _MISREAD_SHARE:
        lost = sum(len(found[0]) for found in _LOST.finditer(text))
        much = lost > size * _MISREAD_SHARE
        return _("文字是乱码：许多字已变成“锟斤拷”或“�”，无法复原，请取得原来的文件") if much else ""
    kind = max(garbled, key=garbled.__getitem__)
    return _("文字是乱码：%(was)s 文本曾被当作 %(read_as)s 打开并保存，请取得原来的文件") % {
        "was": _NAMES[kind.was],
        "read_as": _NAMES[kind.read_as],
    }


def _misreading_of(line: str) -> _Misreading | None:
    if sum(char >= "\x80" for char in line) < _LINE_MIN or common_share(line) > _MAX_MISREAD:
        return None
    undone = [
        (common_share(text), kind) for kind in _MISREADINGS if len(_HAN.findall(text := kind.undone(line))) > _MIN_HAN
    ]
    share, kind = max(undone, key=lambda pair: pair[0], default=(0.0, None))
    return kind if share >= _MIN_COMMON + _MIN_GAIN else None
