"""What importing decides before anything is written: matching, pairing, planning. No database."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.article_match import Candidate, match
from archive.ingest.issue_and_page import StoredIssue, StoredPage
from archive.ingest.jump_pairs import Doubt, End, Join, ends_sentence, pair
from archive.ingest.newspapers import slug_of
from archive.ingest.page_facts import Facts
from archive.ingest.plain_values import Item, PhotoItem
from archive.ingest.plan import plan
from archive.ingest.plan_values import Parsed, Plan, Stored, StoredArticle, StoredPhoto
from tests.growth import LINEAR, growth

# --- Which is which ---------------------------------------------------------------------------------------------------

CATTLE = "初冬时节，走进科尔沁区的牛舍，膘肥体壮的肉牛正在悠闲地吃草"
CORN = "今年全市玉米播种面积稳定在一千八百万亩以上，单产再创新高"


@pytest.mark.parametrize(
    ("read", "stored", "pairs"),
    [
        ([CATTLE, CORN], [CORN, CATTLE], {0: "B", 1: "A"}),
        ([CATTLE, CATTLE], [CATTLE, CATTLE], {0: "A", 1: "B"}),
        ([CATTLE + "。记者张三", CORN], [CORN, CATTLE], {0: "B", 1: "A"}),
        ([CATTLE], [CATTLE + "改了几个字", CATTLE], {0: "B"}),
        ([CORN], [CATTLE], {}),
        ([], [CATTLE], {}),
        ([""], [""], {0: "A"}),
    ],
)
def test_by_equal_text_then_by_likeness(read, stored, pairs):
    found = match(
        [Candidate(index, text) for index, text in enumerate(read)],
        [Candidate("ABC"[index], text) for index, text in enumerate(stored)],
    )
    assert found == pairs


@pytest.mark.parametrize(
    ("read", "stored", "matched"),
    [
        ((0, 100), (0, 100), True),
        ((0, 100), (40, 100), True),
        ((0, 100), (100, 200), False),
        ((0, 100), (90, 200), False),
    ],
)
def test_by_place_where_the_words_differ(read, stored, matched):
    found = match([Candidate(0, CATTLE, read)], [Candidate(1, CORN, stored)])
    assert found == ({0: 1} if matched else {})


@given(
    st.lists(st.text("甲乙丙丁戊", max_size=12), max_size=12), st.lists(st.text("甲乙丙丁戊", max_size=12), max_size=12)
)
def test_nobody_is_matched_twice_and_equal_texts_always_are(read, stored):
    found = match(
        [Candidate(i, text) for i, text in enumerate(read)], [Candidate(i, text) for i, text in enumerate(stored)]
    )
    assert len(set(found.values())) == len(found)
    equal = sum(min(read.count(text), stored.count(text)) for text in set(read) if text)
    assert sum(read[mine] == stored[their] for mine, their in found.items()) >= equal


def test_matching_is_linear():
    def match_so_many(number):
        texts = [f"第{index}号公告：编号{index * 7919}，特此声明作废" for index in range(number)]
        found = match(
            [Candidate(i, f"{text}。", (i * 9, i * 9 + 9)) for i, text in enumerate(texts)],
            [Candidate(i, text, (i * 9, i * 9 + 9)) for i, text in enumerate(texts)],
        )
        assert found == {index: index for index in range(number)}

    assert growth(match_so_many, 500, 4000) <= LINEAR


# --- Jumps ------------------------------------------------------------------------------------------------------------


def begin(
    article: int, headline: str = "", text: str = "项目投资持续扩大，城南", page: str = "1", to: str = "3"
) -> End:
    return End(article, page, to, headline, text)


def tail(article: int, headline: str = "", text: str = "建设加速推进，项目投资", page: str = "3", of: str = "1") -> End:
    return End(article, page, of, headline, text)


PHONE = "习近平同美国总统特朗普通电话"


@pytest.mark.parametrize(
    ("beginnings", "tails", "joined"),
    [
        ([begin(1, PHONE)], [tail(2, PHONE)], [(1, 2)]),
        ([begin(1, PHONE)], [tail(2, "习近平同特朗普通电话", "完全不相干的话")], [(1, 2)]),
        ([begin(1, PHONE)], [tail(2, "特朗普通电话", "完全不相干的话")], [(1, 2)]),
        ([begin(1, PHONE)], [tail(2, "城南旧事", "完全不相干的话")], []),
        ([begin(1)], [tail(2)], [(1, 2)]),
        ([begin(1)], [tail(2, text="完全不相干的话")], []),
        ([begin(1, PHONE)], [tail(2, PHONE, page="4")], []),
        ([begin(1, PHONE)], [tail(2, PHONE, of="2")], []),
        ([begin(1, PHONE, page="")], [tail(2, PHONE)], [(1, 2)]),
        ([begin(1, PHONE)], [tail(2, PHONE, page="")], [(1, 2)]),
        ([begin(1, PHONE)], [tail(2, PHONE, of="")], [(1, 2)]),
        (
            [begin(1, "甲乙丙丁", "甲乙丙丁"), begin(2, "子丑寅卯", "子丑寅卯")],
            [tail(3, "子丑寅卯", "别的"), tail(4, "甲乙丙丁", "别的")],
            [(1, 4), (2, 3)],
        ),
        ([begin(1, PHONE), begin(2, PHONE)], [tail(3, PHONE)], []),
        ([begin(1, PHONE)], [tail(1, PHONE)], []),
        (
            [begin(1, PHONE, page="1", to="3"), begin(2, PHONE, page="3", to="4")],
            [tail(2, PHONE), tail(3, PHONE, page="4", of="3")],
            [(1, 2), (2, 3)],
        ),
    ],
)
def test_only_clear_pairs_are_joined_in_whatever_order_they_come(beginnings, tails, joined):
    for one in permutations(beginnings):
        for other in permutations(tails):
            joins, _doubts = pair(one, other, {"1", "3", "4"})
            assert sorted((join.beginning, join.tail) for join in joins) == joined


@pytest.mark.parametrize(
    ("page", "inferred", "of", "joined"),
    [
        ("1", True, "A1", [(1, 2)]),
        ("1", True, "1", [(1, 2)]),
        ("1", True, "B1", []),
        ("1", True, "A2", []),
        ("1", False, "A1", []),
        ("A1", True, "1", []),
    ],
)
def test_an_inferred_page_may_be_the_first_of_a_section(page, inferred, of, joined):
    beginning = replace(begin(1, PHONE, page=page, to="A3"), inferred=inferred)
    joins, _doubts = pair([beginning], [tail(2, PHONE, page="A3", of=of)], {page, "A3"})
    assert [(join.beginning, join.tail) for join in joins] == joined


def test_what_stays_open_is_said_only_of_pages_that_are_held():
    assert pair([begin(1, PHONE)], [], {"1"}) == ([], [])
    assert pair([begin(1, PHONE)], [], {"1", "3"}) == ([], [Doubt(1, "jump_unmatched", "下转 3")])
    assert pair([], [tail(2, PHONE)], {"1", "3"}) == ([], [Doubt(2, "jump_unmatched", "上接 1")])
    _joins, doubts = pair([begin(1, PHONE), begin(2, PHONE)], [tail(3, PHONE)], {"1", "3"})
    assert doubts == [
        Doubt(1, "jump_ambiguous", "下转 3"),
        Doubt(2, "jump_ambiguous", "下转 3"),
        Doubt(3, "jump_ambiguous", "上接 1"),
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("两个大国迈", False),
        ("两个大国迈（下转第三版）", False),
        ("合作共赢的一年。", True),
        ("合作共赢的一年。（下转第3版）", True),
        ("合作共赢的一年。 下转A07版", True),
        ("他说：“好！”", True),
        ("", False),
    ],
)
def test_whether_a_cut_breaks_a_sentence(text, whole):
    assert ends_sentence(text) == whole


def test_a_cut_sentence_goes_on():
    assert pair([begin(1, PHONE, "两个大国迈")], [tail(2, PHONE, "向共赢。")], ()) == ([Join(1, 2, True)], [])
    assert pair([begin(1, PHONE, "说完了。")], [tail(2, PHONE, "又说了。")], ()) == ([Join(1, 2, False)], [])


def test_pages_full_of_marks_are_left_alone():
    many = [begin(index, f"标题{index}") for index in range(5000)]
    assert pair(many, [tail(index + 5000) for index in range(5000)], {"1", "3"}) == ([], [])


# --- The plan ---------------------------------------------------------------------------------------------------------

FACTS = Facts(
    "通辽日报", "printed", {}, {"kind": "extra", "number_printed": "第1号"}, {"label": "1", "basis": "printed"}
)
PAGE = StoredPage(7, {"label": "1", "basis": "printed"}, "甲.txt")
ISSUE = StoredIssue(3, {"newspaper": "通辽日报", **FACTS.issue}, (PAGE,), (FACTS,))

fields = st.fixed_dictionaries(
    {"headline": st.text("甲乙丙", max_size=4), "deck": st.text("甲乙", max_size=2), "order": st.integers(1, 9)}
)
items = st.builds(
    Item,
    fields=fields,
    bylines=st.lists(st.just(["张琪", "记者", "", "person"]), max_size=2),
    blocks=st.lists(
        st.builds(lambda text: {"type": "paragraph", "text": text}, st.text("子丑寅卯", min_size=1)), max_size=3
    ),
    photos=st.lists(st.builds(PhotoItem, st.text("天地", min_size=1), st.just("某某")), max_size=2).map(tuple),
    spans=st.builds(lambda start, length: [[start, start + length, "body"]], st.integers(0, 500), st.integers(1, 80)),
)


def stored_as(read: list[Item], **edited) -> Stored:
    """What the archive holds after importing these, with these fields of every article changed by an editor since."""
    known, articles, photos = [], [], []
    for pk, item in enumerate(read, start=100):
        record = item.fields | edited
        articles.append(StoredArticle(pk, str(pk), record, item.bylines, pk, item.blocks, item.spans, pk))
        mine = [replace(photo, record=pk * 10 + index) for index, photo in enumerate(item.photos)]
        known.append(replace(item, key=str(pk), photos=tuple(mine)))
        photos += [StoredPhoto(each.record, pk, pk, each.caption, each.credit, each.spans) for each in mine]
    return Stored((ISSUE,), FACTS, ISSUE, PAGE, tuple(known), (), tuple(articles), tuple(photos))


def reading(read: list[Item]) -> Parsed:
    return Parsed(FACTS, tuple(read))


@given(st.lists(items, min_size=1, max_size=6))
def test_reading_the_same_again_changes_nothing(read):
    done = plan(stored_as(read), reading(read))
    assert (done.place.issue, done.place.page, done.place.issue_fields, done.place.page_fields) == (3, 7, {}, {})
    assert [(each.fields.keys() - {"order"}, each.bylines, each.blocks) for each in done.articles] == [
        (set(), None, None)
    ] * len(read)
    assert (done.vanished, done.dropped_photos) == ((), ())
    assert all(photo.stored and not photo.fields for photo in done.photos)


@given(st.lists(items, max_size=6), st.lists(items, min_size=1, max_size=6))
def test_every_stored_article_is_kept_or_withdrawn_and_none_is_given_twice(before, now):
    done = plan(stored_as(before), reading(now))
    kept = [each.stored.pk for each in done.articles if each.stored]
    assert len(kept) == len(set(kept))
    assert sorted(kept + [each.stored.pk for each in done.vanished]) == [100 + index for index in range(len(before))]


@given(st.lists(items, min_size=1, max_size=4), st.lists(items, min_size=1, max_size=4))
def test_an_editors_word_is_never_overwritten(before, now):
    done = plan(stored_as(before, deck="编辑所写"), reading(now))
    assert not any("deck" in each.fields for each in done.articles if each.stored)


@pytest.mark.parametrize(
    ("facts", "read", "held"),
    [
        (Facts(), [Item({}, [], [], (), [])], "不知道是哪份报纸：版面没有印出认得的报名；请在清单里写明 newspaper"),
        (FACTS, [], "没有文章，只有报头之类；请看文件是否完整"),
    ],
)
def test_what_cannot_be_placed_is_held(facts, read, held):
    assert plan(Stored(), Parsed(facts, tuple(read))) == Plan(held=held)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("通辽日报", "tongliao-ribao"),
        ("重庆晚报", "chongqing-wanbao"),
        ("人民政协报", "renminzhengxiebao"),
        ("Global Times", "global-times"),
        ("ᠥᠪᠦᠷ", "newspaper"),
    ],
)
def test_slugs_from_pinyin(name, slug):
    assert slug_of(name) == slug
