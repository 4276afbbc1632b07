"""From disk to text: which files, in which encodings, and what a manifest knows of them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models.source import decoded
from archive.receive import sources
from archive.receive.manifest import (
    Manifest,
    ManifestError,
    NewspaperEntry,
    PageEntry,
    normal_label,
    read_manifest,
    unknown_newspapers,
)
from archive.receive.sources import PageSource, RefusedSource

TEXT = "通辽日报\n2026年2月6日　星期五\n\n# 我市“十五五”开好局起好步\n\n本报讯（记者 张　琪）2月5日，记者从市农牧局获悉……\n"


def read(path: Path, data: bytes) -> PageSource | RefusedSource:
    path.write_bytes(data)
    return sources.read_file(path, Manifest())


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.replace("\n", "\r\n").encode("utf-8-sig"), "utf-8"),
        (TEXT.replace("\n", "\r").encode("gb18030"), "gb18030"),
    ],
)
def test_the_same_words_are_the_same_text_in_every_encoding(tmp_path, data, encoding):
    found = read(tmp_path / "p.txt", data)
    assert (found.text, found.encoding, found.data) == (TEXT, encoding, data)
    assert found.sha256 == read(tmp_path / "q.txt", TEXT.encode()).sha256


SIMPLIFIED = [
    "乌兰镇春耕备耕工作全面展开",
    "本报讯（记者 白音）昨日，全旗农牧业工作会议召开，会议要求抓好春季生产。",
    "桐川日报\n2026年3月6日 星期五\n\n# 县图书馆新馆开馆\n\n新馆藏书十二万册，设座位四百个。",
    "全市今年新建高标准农田三十万亩，其中节水灌溉面积占六成以上。",
    "张三遗失身份证，声明作废。",
    "我走过那条熟悉的小路，母亲就站在门口等我回家。",
    "为了进一步方便群众办事，市政务服务中心从本月起实行周末不打烊。",
    "科尔沁草原上的牧民们赶着牛羊，向夏季牧场走去。",
    "责任编辑：李四 版式：王五 校对：赵六",
    "据市气象台预报，今天白天到夜间晴转多云，偏北风三到四级，最高气温八摄氏度。",
    "GDP 同比增长 5.2%，规模以上工业增加值增长 6.1%。",
    "琵琶与蝴蝶：镇里的老手艺人说，这两样东西他做了一辈子。",
]
TRADITIONAL = [
    "烏蘭鎮春耕備耕工作全面展開",
    "本報訊（記者白音）昨日，縣農業工作會議召開，會議要求做好春季生產。",
    "桐川日報\n中華民國三十六年三月六日 星期四\n\n縣圖書館新館開館\n\n新館藏書十二萬冊，設座位四百個。",
    "本市米價昨又上漲，每石已達二十八萬元，各米店均告售罄。",
    "遺失啟事：張三遺失身份證，聲明作廢。",
    "我走過那條熟悉的小路，母親就站在門口等我回家。",
    "中央社南京八日電：行政院會議通過國家總預算案，即日公布施行。",
    "省府主席昨赴各縣視察水利工程，並與地方人士座談。",
    "發行所 社長 總編輯 電話二三六四號",
    "氣象臺預報：今日晴，東北風，最高溫度八度，最低零下二度。",
    "物價指數較上月增加 5.2%，以食物類上漲最多。",
    "滬杭線火車昨日恢復通車，旅客擁擠，車站內外人山人海。",
]


@pytest.mark.parametrize("text", SIMPLIFIED + TRADITIONAL, ids=lambda text: text[:6])
def test_gb18030_is_not_taken_for_big5(tmp_path, text):
    found = read(tmp_path / "p.txt", text.encode("gb18030"))
    assert (found.text, found.encoding, found.misread) == (text, "gb18030", "")


@pytest.mark.parametrize("text", TRADITIONAL, ids=lambda text: text[:6])
def test_big5_is_read_where_it_gives_sound_text(tmp_path, text):
    found = read(tmp_path / "p.txt", text.encode("cp950"))
    assert (found.text, found.encoding, found.misread) == (text, "cp950", "")


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        ("港聞：深水埗街坊會昨日開會，討論𨋢機維修問題，各人都說要快。", "big5hkscs", "big5hkscs"),
        ("九龍城的舊樓要拆了，住客說不知道搬到哪裏去。喺度住了三十年的陳伯也要走。", "big5hkscs", "big5hkscs"),
        ("圍棋賽：小林光一與加藤正夫爭奪碁聖，中盤時形勢對黑方有利。", "cp950", "cp950"),
        ("票價改為 €100，出國旅行的人都說貴了。", "cp950", "cp950"),
    ],
)
def test_the_extensions_of_big5_are_read(tmp_path, text, codec, encoding):
    found = read(tmp_path / "p.txt", text.encode(codec))
    assert (found.text, found.encoding) == (text, encoding)


# What the editions of GB18030 write otherwise: its bytes, and what they stand for.
GB18030_2022 = {
    "a6d9": "︐", "a6da": "︒", "a6db": "︑", "a6dc": "︓", "a6dd": "︔", "a6de": "︕", "a6df": "︖", "a6ec": "︗",
    "a6ed": "︘", "a6f3": "︙", "fe59": "龴", "fe61": "龵", "fe66": "龶", "fe67": "龷", "fe6d": "龸", "fe7e": "龹",
    "fe90": "龺", "fea0": "龻", "fe51": "𠂇", "fe52": "𠂉", "fe53": "𠃌", "fe6c": "𡗗", "fe76": "𢦏", "fe91": "𤇾",
    "a8bc": "ḿ",
}  # fmt: skip


@pytest.mark.parametrize(("code", "char"), GB18030_2022.items())
def test_gb18030_is_read_in_its_edition_of_2022(tmp_path, code, char):
    found = read(tmp_path / "p.txt", TEXT.encode("gb18030") + bytes.fromhex(code) * 20)
    assert (found.text, found.encoding) == (TEXT + char * 20, "gb18030-2022")


def test_gbk_with_the_euro_of_windows_is_read(tmp_path):
    data = TEXT.encode("gb18030") + b"\x80100\xd6\xc1\x80200" + "，€300，乣".encode("gb18030")
    found = read(tmp_path / "p.txt", data)
    assert (found.text, found.encoding) == (TEXT + "€100至€200，€300，乣", "gb18030-2022")


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("全市\r\n会议".encode(), "utf-8", "全市\n会议"),
        ("全市".encode("utf-16"), "utf-16", "全市"),
        (b"\xa6\xd9\xfe\x59", "gb18030", "\ue78d\ue81e"),
        (b"\x84\x31\x82\x36", "gb18030", "\ufe10"),
    ],
)
def test_what_is_stored_decodes_as_it_ever_did(data, encoding, text):
    assert decoded(data, encoding) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TEXT, *SIMPLIFIED[:4], *TRADITIONAL[:4]], ids=lambda text: text[:4])
def test_utf16_without_byte_order_mark_is_refused_plainly(tmp_path, text, encoding):
    found = read(tmp_path / "p.txt", text.encode(encoding))
    assert found.reason == "是没有 BOM 的 UTF-16 文本：请另存为 UTF-8，或带 BOM 的 UTF-16"


PAGE = "\n".join(["通辽日报", "2026年2月6日", "", *SIMPLIFIED])
OLD_PAGE = "\n".join(TRADITIONAL)


@pytest.mark.parametrize(
    ("garbled", "was", "read_as"),
    [
        ("涓夊勫叕绀鹃噺鍔涘紑灞曟槬鑰曞鑰曞伐浣", "UTF-8", "GBK"),
        (PAGE.encode().decode("gb18030", "replace"), "UTF-8", "GBK"),
        (PAGE.encode().decode("gb18030", "ignore"), "UTF-8", "GBK"),
        (PAGE[:16] + PAGE[16:].encode().decode("gb18030", "replace"), "UTF-8", "GBK"),
        (PAGE.encode().decode("cp1252", "ignore"), "UTF-8", "Latin-1"),
        (PAGE.encode("gb18030").decode("latin-1"), "GBK", "Latin-1"),
        (PAGE.encode("gb18030").decode("cp1252", "replace"), "GBK", "Latin-1"),
        (OLD_PAGE.encode("cp950").decode("latin-1"), "Big5", "Latin-1"),
        (OLD_PAGE.encode("cp950").decode("gbk", "replace"), "Big5", "GBK"),
        (PAGE.encode("gb18030").decode("cp950", "replace"), "GBK", "Big5"),
        (OLD_PAGE.encode().decode("cp950", "ignore"), "UTF-8", "Big5"),
    ],
)
def test_a_text_once_misread_and_saved_is_told(tmp_path, garbled, was, read_as):
    found = read(tmp_path / "p.txt", garbled.encode())
    assert found.misread == f"文字是乱码：{was} 文本曾被当作 {read_as} 打开并保存，请取得原来的文件"


def test_a_text_whose_characters_are_lost_is_told(tmp_path):
    lost = "文字是乱码：许多字已变成“锟斤拷”或“�”，无法复原，请取得原来的文件"
    assert read(tmp_path / "a.txt", "全旗锟斤拷锟斤拷锟斤拷会议锟斤拷开".encode()).misread == lost
    assert read(tmp_path / "b.txt", "全旗����工作会议��召开".encode()).misread == lost


@pytest.mark.parametrize(
    "text",
    [
        *SIMPLIFIED,
        *TRADITIONAL,
        "专家谈“锟斤拷”从何而来：两个替换字符的编码被当作汉字来读，便成了这三个字，网页和数据库里都常见。",
        "Ægir et København: ça c’est déjà très été où naïf — Düsseldorf, Göteborg, Île-de-France",
        "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠢᠴᠢᠭ ᠤᠨ ᠰᠣᠨᠢᠨ ᠤ ᠬᠠᠭᠤᠳᠠᠰᠤ",
        "བོད་ཡིག་གི་ཚགས་པར་ཤོག་ངོས་དང་པོ་འདི་ཡིན།",
        "شىنجاڭ گېزىتىنىڭ بىرىنچى بېتىدىكى خەۋەر",
        "연변일보 제1면 소식: 올해 봄갈이가 시작되였다",
        "魑魅魍魎饕餮躑躅囹圄齟齬蹣跚踉蹌鞦韆",
    ],
    ids=lambda text: text[:6],
)
def test_sound_text_is_not_taken_for_garbled(tmp_path, text):
    assert read(tmp_path / "p.txt", text.encode()).misread == ""


@pytest.mark.parametrize("seed", sorted(Path("seeds").glob("*.txt")), ids=lambda path: path.name[:3])
def test_seeds_are_read_alike_in_utf8_and_gb18030(tmp_path, seed):
    as_it_is = sources.read_file(seed, Manifest())
    assert as_it_is.encoding == "utf-8"
    recoded = read(tmp_path / seed.name, as_it_is.text.encode("gb18030"))
    assert (recoded.text, recoded.encoding) == (as_it_is.text, "gb18030")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空文件"),
        ("\ufeff".encode(), "空文件"),
        (" \n\t　\u200b\r\n".encode(), "只有空白，没有文字"),
        (TEXT.encode().replace("市".encode(), b"\0"), "含有 NUL 字节：是二进制文件，或没有 BOM 的 UTF-16"),
        (TEXT.encode()[:40] + b"\xff" + TEXT.encode()[42:], "UTF-8 编码损坏：第 41 字节无法解读"),
        (TEXT.encode()[:-2], "UTF-8 编码损坏：第 158 字节无法解读"),
        (TEXT.encode("utf-16") + b"\x00", "UTF-16 编码损坏：第 133 字节无法解读"),
        (TEXT.encode("big5", "ignore") + b"\xff\xff", "不是 UTF-8、带 BOM 的 UTF-16、GB18030 或 Big5 的文本"),
        (bytes(range(1, 127)) * 20, "含有大量控制字符或未定义字符：不是文本，或是别的编码，请转为 UTF-8"),
        ("文".encode() * (sources.MAX_BYTES // 3 + 1), "文件超过 5 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(tmp_path, data, reason):
    found = read(tmp_path / "p.txt", data)
    assert isinstance(found, RefusedSource)
    assert found.reason == reason
    assert found.data == (None if len(data) > sources.MAX_BYTES else data)


def test_noise_is_refused(tmp_path):
    noise = bytes((index * 7919 + index // 3) % 255 + 1 for index in range(3000))
    assert isinstance(read(tmp_path / "p.txt", noise), RefusedSource)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(tmp_path_factory, data):
    found = read(tmp_path_factory.getbasetemp() / "any.txt", data)
    if isinstance(found, PageSource):
        assert found.text.strip()
        assert "\r" not in found.text
        assert "\0" not in found.text
    else:
        assert found.reason


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), min_size=1).filter(lambda text: text.strip()))
def test_any_utf8_text_comes_back(tmp_path_factory, text):
    found = read(tmp_path_factory.getbasetemp() / "any.txt", text.encode())
    assert found.text == text.removeprefix("\ufeff")


def test_a_huge_file_is_not_read_whole(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(20 * 1024**2)
    assert sources.read_file(path, Manifest()) == RefusedSource("huge.txt", "文件超过 5 MB")


def test_a_folder_is_walked_in_name_order(tmp_path):
    for name in ("b/2.TXT", "b/1.md", "a.txt", "c.txt", "photo.jpg", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT)
    (tmp_path / "d.txt").mkdir()
    (tmp_path / "d.txt" / "inside.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "z").symlink_to(tmp_path / "b")
    found = [(each.name, getattr(each, "reason", "")) for each in sources.read_folder(tmp_path, Manifest())]
    assert found == [
        ("a.txt", ""),
        ("b/1.md", ""),
        ("b/2.TXT", ""),
        ("c.txt", ""),
        ("d.txt", "这是文件夹，不是文件"),
        ("d.txt/inside.txt", ""),
    ]


def test_a_folder_where_the_manifest_names_a_page_is_refused(tmp_path):
    (tmp_path / "p1").mkdir()
    found = list(sources.read_folder(tmp_path, Manifest(pages={"p1": PageEntry(page="1")})))
    assert found == [RefusedSource("p1", "这是文件夹，不是文件")]


def test_a_file_named_by_itself_is_tried_whatever_its_suffix(tmp_path):
    assert read(tmp_path / "page.ocr", TEXT.encode()).text == TEXT


def test_an_unreadable_file_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "p.txt"
    path.write_text(TEXT)

    def denied(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sources, "_open_without_waiting", denied)
    assert sources.read_file(path, Manifest()) == RefusedSource("p.txt", "无法读取：Permission denied")


def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "p.txt")
    assert sources.read_file(tmp_path / "p.txt", Manifest()) == RefusedSource("p.txt", "不是普通文件")


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"a\nb.txt", "a\\nb.txt"), (b"\xff.txt", "\\xff.txt"), ("第1版 “要闻”.txt".encode(), "第1版 “要闻”.txt")],
)
def test_odd_file_names_stay_on_one_line(tmp_path, name, shown):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    assert read(path, TEXT.encode()).name == shown


# --- The manifest -----------------------------------------------------------------------------------------------------


def manifest_of(tmp_path: Path, text: str) -> Manifest:
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    return read_manifest(path)


def test_a_manifest_is_read(tmp_path):
    manifest = manifest_of(
        tmp_path,
        """
        [newspapers.tongliao-ribao]
        name = "通辽日报"
        aliases = ["通辽融媒"]
        [pages."sub/1.txt"]
        newspaper = "tongliao-ribao"
        date = 2026-01-09
        page = "a03"
        basis = "inferred"
        date_basis = "catalogued"
        [[files]]
        match = "{yyyy}{mm}{dd}/{page}.txt"
        newspaper = "tongliao-ribao"
        [[files]]
        match = "*.txt"
        date = "2024-11"
        """,
    )
    assert manifest.newspapers == {"tongliao-ribao": NewspaperEntry("通辽日报", ("通辽融媒",))}
    own = PageEntry("tongliao-ribao", "2026-01-09", "A3", newspaper_basis="inferred", page_basis="inferred")
    assert manifest.entry("sub/1.txt") == own
    assert manifest.entry("20260206/04.txt") == PageEntry("tongliao-ribao", "2026-02-06", "4")
    assert manifest.entry("20261306/04.txt") == PageEntry()
    assert manifest.entry("other.txt") == PageEntry(date="2024-11")
    assert unknown_newspapers(manifest, set()) == []


def test_what_an_entry_leaves_out_is_not_stored():
    entry = PageEntry(date="2024-11", note="why", newspaper_basis="inferred", date_basis="inferred")
    assert entry.stored() == {"date": "2024-11", "note": "why", "date_basis": "inferred"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[pages", "清单不是合格的 TOML：Expected ']' at the end of a table declaration (at end of document)"),
        ("papers = 1", "papers: 没有这个字段；可用的有 files, newspapers, pages"),
        ("[newspapers]\na = 1", "newspapers: 这里应是一组表，如 [newspapers.…]"),
        ("[newspapers.a]\nplace = '甲'", "newspapers.a: 缺少 name（报名）"),
        ("[newspapers.'甲']\nname = '甲'", "newspapers.甲: 地址名只能由小写字母、数字和连字符组成"),
        ("[newspapers.a]\nname = '甲'\naliases = '乙'", "newspapers.a.aliases: 应是一列文字，如 [“甲”, “乙”]"),
        (
            "[pages.'x.txt']\ndate = '2025-13-45'",
            'pages."x.txt".date: “2025-13-45”不是日期；写作 2026-02-06、2024-11 或 2024',
        ),
        (
            "[pages.'x.txt']\ndate = '2025-02-29'",
            'pages."x.txt".date: “2025-02-29”不是日期；写作 2026-02-06、2024-11 或 2024',
        ),
        ("[pages.'x.txt']\npage = '头版'", 'pages."x.txt".page: “头版”不是版次；写作 4、A3 或 4-5'),
        ("[pages.'x.txt']\nbasis = 'guessed'", 'pages."x.txt".basis: 只能是 printed, catalogued, inferred 之一'),
        ("[pages.'x.txt']\nnote = ''", 'pages."x.txt".note: 应是引号里的文字，且不为空'),
        ('[pages."x.txt"]\nnote = "a\\u0000b"', 'pages."x.txt".note: 不能含有 NUL 字符（U+0000）'),
        (
            '[newspapers.a]\nname = "甲"\naliases = ["a\\u0000b"]',
            "newspapers.a.aliases: 不能含有 NUL 字符（U+0000）",
        ),
        ("[[files]]\nnewspaper = 'a'", "files[0]: 缺少 match，如 “{yyyy}{mm}{dd}/{page}.txt”"),
        ("[[files]]\nmatch = '{year}.txt'", "files[0].match: 不认识 {year}；可用 {yyyy} {mm} {dd} {page} *"),
        ("[[files]]\nmatch = '{dd}.txt'", "files[0].match: {mm} 要有 {yyyy}，{dd} 要有 {mm}"),
    ],
)
def test_a_wrong_manifest_says_where(tmp_path, text, message):
    with pytest.raises(ManifestError) as caught:
        manifest_of(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'manifest.toml'}: {message}"


WINDOWS = '[newspapers.tongchuan-ribao]\r\nname = "桐川日报"\r\nplace = "内蒙古自治区桐川市"\r\n'


def test_a_manifest_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "manifest.toml"
    path.write_bytes(WINDOWS.encode("utf-8-sig"))
    expected = {"tongchuan-ribao": NewspaperEntry("桐川日报", place="内蒙古自治区桐川市")}
    assert read_manifest(path).newspapers == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (WINDOWS.encode("gbk"), "清单须为 UTF-8 编码，此文件为 GBK。请用文本编辑器打开，另存为 UTF-8"),
        (WINDOWS.encode("utf-16"), "清单须为 UTF-8 编码，此文件为 UTF-16。请用文本编辑器打开，另存为 UTF-8"),
        (
            'name = "本報的新聞記者來到學校"'.encode("cp950"),
            "清单须为 UTF-8 编码，此文件为 Big5。请用文本编辑器打开，另存为 UTF-8",
        ),
        (WINDOWS.encode()[:40] + b"\xff", "清单须为 UTF-8 编码，此文件不是。请用文本编辑器打开，另存为 UTF-8"),
    ],
)
def test_a_manifest_in_another_encoding_says_which_and_what_to_do(tmp_path, data, message):
    path = tmp_path / "manifest.toml"
    path.write_bytes(data)
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert str(caught.value) == f"{path}: {message}"


def test_unknown_newspapers_are_named_with_their_field():
    manifest = Manifest({"a": NewspaperEntry("甲", continues="b")}, {"x.txt": PageEntry("c"), "y.txt": PageEntry("a")})
    assert unknown_newspapers(manifest, {"b"}) == [('pages."x.txt".newspaper', "c")]


@pytest.mark.parametrize(("text", "label"), [("4", "4"), ("04", "4"), ("a03", "A3"), ("04-05", "4-5"), (" 10 ", "10")])
def test_labels_have_one_form(text, label):
    assert normal_label(text) == label
