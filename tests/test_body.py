"""Blocks as editable text: what an editor does not touch comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats import editable_body
from archive.parsing.types import BlockType

# Line ends are \n in the record; a browser sends nothing else than these.
TEXT = st.text(
    st.one_of(
        st.sampled_from("甲乙\n\\ 　〔〕小标题诗行#"), st.characters(exclude_categories=["Cs"], exclude_characters="\r")
    )
)
MARKED = st.builds(str.__add__, st.sampled_from([*editable_body.MARKS.values(), "\\", "\n", ""]), TEXT)
BLOCKS = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from([kind.value for kind in BlockType]), "text": TEXT | MARKED})
)


@given(BLOCKS)
def test_what_is_not_edited_comes_back(blocks):
    assert editable_body.read(editable_body.written(blocks)) == blocks


@given(BLOCKS)
def test_what_a_browser_makes_of_line_ends_does_not_matter(blocks):
    assert editable_body.read(editable_body.written(blocks).replace("\n", "\r\n")) == blocks


@given(st.text())
def test_any_text_reads_and_then_stays(text):
    blocks = editable_body.read(text)
    assert editable_body.read(editable_body.written(blocks)) == blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n　\n", []),
        ("甲\n\n\n\n乙", [("paragraph", "甲"), ("paragraph", "乙")]),
        ("甲\n　\n乙", [("paragraph", "甲"), ("paragraph", "乙")]),
        ("甲\n乙", [("paragraph", "甲\n乙")]),
        ("〔小标题〕甲\n\n〔落款〕乙", [("crosshead", "甲"), ("signature", "乙")]),
        ("〔诗行〕\n甲\n乙", [("verse", "甲\n乙")]),
        ("〔诗行〕甲\n乙", [("verse", "甲\n乙")]),
        ("〔列表〕", []),
        ("\\〔列表〕甲", [("paragraph", "〔列表〕甲")]),
        ("〔未知〕甲", [("paragraph", "〔未知〕甲")]),
        ("〔诗行〕\n甲\n\\\n乙", [("verse", "甲\n\n乙")]),
    ],
)
def test_reading(text, blocks):
    assert editable_body.read(text) == [{"type": kind, "text": words} for kind, words in blocks]
