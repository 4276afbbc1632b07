"""What an article is about comes before what is short or says a word in passing."""

import pytest

from search import indexing
from search.finder import find
from search.query import parse
from tests import records

pytestmark = pytest.mark.django_db


def test_ranking():
    of = records.page()
    filler = "这里写着别的许多事情，与它没有关系，只为凑够一样的长短。"
    body = records.article(of, f"肉牛产业。{filler}", headline="其一")
    deck = records.article(of, f"甲乙丙丁。{filler}", headline="其二", deck="肉牛产业")
    headline = records.article(of, f"甲乙丙丁。{filler}", headline="肉牛产业")
    scattered = records.article(of, f"产业说完说肉牛。肉牛。{filler}产业", headline="产业与肉牛")
    indexing.rebuild()
    assert [hit.article for hit in find(parse("肉牛产业")).hits] == [headline, deck, body]
    assert [hit.article for hit in find(parse("肉牛 产业")).hits] == [headline, deck, body, scattered]


FILLING = "全市各级各部门认真落实会议要求，统筹安排人员和物资，确保各项任务按时完成，群众反映良好。"

SUBJECTS = [
    ("大桥", "宜陵长江大桥今日通车", "大桥全长三公里，两岸群众早早来到桥头。通车以后，过江只要五分钟。", "大桥夜景效果图。"),
    ("电力", "线路上的“红马甲”", "电力抢修队冒雪巡线。电力职工说，抢修就是抢时间，电力不通他们不下山。", "电力工人高空作业。"),
    ("水库", "把防汛责任落实到每一座坝", "各水库已腾出库容，水库值守人员昼夜巡查，水库下游的转移路线已经画好。", "水库风光。"),
    ("地铁", "地铁二号线月底试运营", "二号线设站十八座，与一号线在人民广场换乘。", "地铁站台。"),
    ("小麦", "全市小麦开镰收割", "今年小麦长势好，预计亩产再增一成。", "小麦丰收。"),
    ("图书馆", "市图书馆新馆开馆", "新馆藏书百万册，读者凭身份证即可入内。", "图书馆阅览区。"),
    ("养老", "养老服务条例执法检查", "检查组走访了六家机构，建议加快社区养老设施建设。", "养老院的午后。"),
    ("高铁", "高铁站前广场改造完工", "改造以后，旅客换乘公交只走一百步。", "高铁驶过。"),
    ("非遗", "非遗进校园", "剪纸艺人走进课堂，孩子们说非遗就在身边。", "非遗传承人。"),
    ("苹果", "小苹果串起大产业", "全县苹果种植面积达到十万亩，苹果合作社有八十家。", "苹果熟了。"),
    ("公交", "公交新增三条线路", "新线路串起医院和学校，首末班时间随之调整。", "公交首发。"),
    ("暴雨", "入汛以来最强暴雨过程结束", "暴雨持续两天，各地无人员伤亡。", "暴雨过后。"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "headline", "said", "caption"), SUBJECTS, ids=[row[0] for row in SUBJECTS])
@pytest.mark.parametrize("length", [1, 8, 20])
def test_what_an_article_is_about_comes_before_what_is_short(typed, headline, said, caption, length):
    """Captions, boxes of facts, forecasts, lists of lost papers that name it once are below, and newer besides."""
    old, new = records.page(records.issue("2026-02-06")), records.page(records.issue("2026-02-07"))
    subject = records.article(old, said, *[FILLING] * length, headline=headline)
    short = [
        records.article(new, kind="photo", captions=(caption,)),
        records.article(new, "全长：3公里", "桥塔：2座", f"见{typed}一文", headline="小档案"),
        records.article(new, f"今天晴，{typed}附近有雾，气温3到8度。", headline="天气预报"),
        records.article(new, f"张三遗失{typed}工作证，声明作废。", kind="notice", headline="遗失声明"),
        records.article(new, f"出租：{typed}旁商铺一间。", kind="advertisement"),
    ]
    for number in range(12):  # what the rest of a newspaper is like
        records.article(old, *[FILLING] * (3 + number % 5), headline=f"各地动态之{number}")
    indexing.rebuild()
    hits = [hit.article for hit in find(parse(typed)).hits]
    assert (hits[0], set(hits[1:])) == (subject, set(short))


def test_of_boxes_and_articles_with_the_word_in_their_headline_the_one_that_says_more_of_it_is_first():
    page = records.page()
    box = records.article(page, "全长3公里", "桥塔2座", headline="大桥小档案")
    article = records.article(
        page,
        "大桥今日通车。大桥两岸，群众早早来到桥头。",
        *[FILLING] * 6,
        "大桥管理处说，大桥限速八十。",
        headline="长江大桥今日通车",
    )
    caption = records.article(page, kind="photo", captions=("大桥夜景效果图。",))
    indexing.rebuild()
    assert [hit.article for hit in find(parse("大桥")).hits] == [article, box, caption]
