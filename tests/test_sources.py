"""From disk to text: which files, in which encodings, and what a manifest knows of them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import sources
from archive.manifest import (
    Manifest,
    ManifestError,
    NewspaperEntry,
    PageEntry,
    normal_label,
    read_manifest,
    unknown_newspapers,
)
from archive.sources import PageSource, RefusedSource

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
        (TEXT.encode("big5", "ignore") + b"\xff\xff", "不是 UTF-8、带 BOM 的 UTF-16 或 GB18030 的文本"),
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
        ("[[files]]\nnewspaper = 'a'", "files[0]: 缺少 match，如 “{yyyy}{mm}{dd}/{page}.txt”"),
        ("[[files]]\nmatch = '{year}.txt'", "files[0].match: 不认识 {year}；可用 {yyyy} {mm} {dd} {page} *"),
        ("[[files]]\nmatch = '{dd}.txt'", "files[0].match: {mm} 要有 {yyyy}，{dd} 要有 {mm}"),
    ],
)
def test_a_wrong_manifest_says_where(tmp_path, text, message):
    with pytest.raises(ManifestError) as caught:
        manifest_of(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'manifest.toml'}: {message}"


def test_unknown_newspapers_are_named_with_their_field():
    manifest = Manifest({"a": NewspaperEntry("甲", continues="b")}, {"x.txt": PageEntry("c"), "y.txt": PageEntry("a")})
    assert unknown_newspapers(manifest, {"b"}) == [('pages."x.txt".newspaper', "c")]


@pytest.mark.parametrize(("text", "label"), [("4", "4"), ("04", "4"), ("a03", "A3"), ("04-05", "4-5"), (" 10 ", "10")])
def test_labels_have_one_form(text, label):
    assert normal_label(text) == label
