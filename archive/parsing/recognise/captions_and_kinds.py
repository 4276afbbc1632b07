"""Captions and their credits, teasers, labels, verse, and which kind an article is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.parsing.recognise import headline_group
from archive.parsing.recognise.masthead import page_label
from archive.parsing.recognise.names import names_in
from archive.parsing.recognise.people import people_in
from archive.parsing.types import ArticleKind, Person, PersonKind
from archive.parsing.vocabulary import (
    COMMENTARY_WORDS,
    CREDIT_WORD,
    LABEL,
    LITERATURE_WORDS,
    NOTICE_WORDS,
    TEASER_WORDS,
)

_CREDIT_ROLE = re.compile(rf"^(?:{CREDIT_WORD}|摄影报道|图文|文图|文/图|图/文)$")
_CREDIT_END = re.compile(rf"(?:{CREDIT_WORD}|图文|文图|文/图|图/文)\s*[)）\]】]?\s*[。.]?$")
_PICTURES_BY = "(?:本[文版])?(?:图片|照片|配图|题图)?(?:均|都)?由"  # 本文配图均由…提供
_STOCK = re.compile(
    r"[(\[【]?\s*(?:资料(?:图片|照片|图)|本报资料(?:图片|照片|图)?|图片来源\s*:\s*[^()。]{2,20}|(?:新华社|中新社|视觉中国|人民视觉)(?:发|供图|图片|资料图)?|网络图片|效果图|CFP供图|"
    rf"{_PICTURES_BY}\s*[^()。,]{{2,24}}?\s*提供"
    r"|图源\s*:?\s*[^()。]{2,20})\s*[)\]】]?\s*[。.]?$"
)
_ART = re.compile(
    r"^(?P<title>.{2,24}?)\s*[(（](?:国画|中国画|油画|版画|书法|篆刻|剪纸|漫画|素描|水彩|水彩画|摄影|速写|木刻|年画)[)）]\s*(?P<name>[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})\s*(?:作|画|摄|绘)?$"
)
_DRAWN = re.compile(
    r"^(?:漫画\s*[/:]\s*)?(?P<title>[^。]{2,24}?)\s*(?P<credit>[(（\[【]?\s*(?P<what>漫画|插图|绘图|制图|绘画|作者)\s*[/:]\s*(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})\s*[)）\]】]?)$"
)
_PICTURE_BY = re.compile(r"[(\[【]?\s*(?:图|图片|摄影|供图|摄)\s*[/:](?!\s*[文图])")
_POINTS = re.compile(
    r"^[▲▼◀▶↑↓←→△▽◁▷●◆■\s(]*(?:图为|图①|图②|图③|图1|图一|上图|下图|左图|右图|题图|压题图|图\s*[:/①②③④]|组图|左[:为]|右[:为])"
)
_TEASER_PAGE = r"(?:[(\[【]?\s*(?:详见|见|刊|转|→|>+)?\s*(?P<page>(?:第\s*)?(?:[A-Z]{1,2}\s?)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*版|[A-Z]{1,2}\d{1,2}|P\d{1,2})\s*[)\]】]?)"
_TEASER = re.compile(rf"^(?P<mark>[▶►▷●■★◆◇·•\-*>\s]*)(?P<text>.{{4,60}}?)[\s.…·>》\-—→▶►/|:]*{_TEASER_PAGE}\s*$")
_TEASER_AFTER = re.compile(  # 2版 中部博览会我县签约项目5个
    r"^(?P<mark>[▶►▷●■★◆◇·•\-*>\s]*)(?P<page>(?:第\s*)?(?:[A-Z]{1,2}\s?)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*版|[A-Z]{1,2}\d{1,2}|P\d{1,2})"
    r"\s*[:|·]?\s*(?P<text>[^\s:|·].{3,59})$"
)
_TEASER_HEADING = re.compile(rf"[\s【\[■●◆▶★]*(?:本报|本刊)?{TEASER_WORDS.pattern}[\s】\]:]*")
CAPTION_MAX = 260  # characters; anything longer is an article that names its photographer


def credit_of(norm: str) -> tuple[int, tuple[Person, ...]] | None:
    """Where the credit begins that a (folded) caption ends with, and whom it names; None if it ends with none.

    >>> credit_of("大力推动绿电产业发展。张懋 摄")[0]
    11
    """
    text = norm.rstrip()
    if len(text) > CAPTION_MAX:
        return None
    art = _ART.match(text)  # 渔歌唱晚(国画) 程砚农
    if art:
        return art.start("name"), (Person("".join(art["name"].split()), "作"),)
    if _PICTURE_BY.match(text) and (people := people_in(text)) and not any("文" in person.role for person in people):
        return 0, people  # 图/青石日报记者 江望
    drawn = _DRAWN.match(text)  # “减负” 漫画/老樵
    if drawn and not people_in(text):
        return drawn.start("credit"), (Person("".join(drawn["name"].split()), drawn["what"]),)
    stock = _STOCK.search(text)
    if stock and (
        stock.start() == 0 or text[stock.start()] in "([【" or re.match(r"[。！？)\s”]", text[stock.start() - 1])
    ):
        who = re.sub(r"^[(\[【\s]+|[)\]】。.\s]+$", "", stock[0])
        name = re.sub(rf"^{_PICTURES_BY}|提供$|发$|供图$|图片来源\s*:|图源\s*:?", "", who).strip()
        generic = re.match(r"资料|本报资料|网络|效果", name)
        whom: tuple[Person, ...] = () if generic or not name else (Person(name, "供图", "", PersonKind.BODY),)
        return stock.start(), whom
    if not _CREDIT_END.search(text):
        return None
    starts = (
        {0}
        | {m.end() for m in re.finditer(r"[。！？;；)）”…]\s*|[(（【\[]|\s+|[■□▲●◆/]", text)}
        | {m.start() for m in re.finditer(r"[(（【\[■□]|本报|新华社", text)}
    )
    for start in sorted(s for s in starts if s >= len(text) - 70):
        piece = text[start:]
        if piece[:1] in "。！？" or re.match(r"\s*/", piece):
            continue
        people = people_in(piece)
        if start == 0 and people and _titled_picture(text, people):
            continue  # 晨渔 刘绍明 摄: the first is the picture's title
        if people and any(_CREDIT_ROLE.match(person.role) for person in people):
            if (
                start
                and people_in(piece, bare=True)
                and text[start - 1] not in "。！？!?;；)）”…([（【 　■□▲●◆"
                and not re.match(r"本报|新华社|[(（【\[■□]", piece)
            ):
                continue
            agency = re.fullmatch(r"[(（【\[]?\s*(?:新华社|中新社|人民日报)\s*(?:发|记者)?\s*", text[:start])
            return 0 if agency else start, people
    return None


def _titled_picture(text: str, people: Sequence[Person]) -> bool:
    """Whether the first of the names that a credit was read to have is a picture's title: the others have surnames."""
    first, _, rest = text.partition(" ")
    others = people_in(rest.strip())
    titled = people[0].name == first and names_in(first) is None
    return titled and bool(others) and all(names_in(person.name) for person in others)


_OF_FILE = re.compile(r"\((?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:摄|资料(?:照片|图片|图)|资料)\)[。.]?$")


def points_at_picture(norm: str) -> bool:
    """图为…, ▲图①…, …(资料照片): a caption even without a credit."""
    if len(norm) <= CAPTION_MAX and _OF_FILE.search(norm):
        return True
    return (len(norm) <= CAPTION_MAX and bool(_POINTS.match(norm))) or (len(norm) <= 80 and norm[:1] in "▼↑↓→←⬆⬇")


_LABEL_MAX = 40  # characters of such a word with its signs


def is_label(norm: str) -> bool:
    """广告, 【公益广告】: a word that says what the text beside it is."""
    label = norm.strip()
    return len(label) <= _LABEL_MAX and bool(LABEL.fullmatch(label))


def is_teaser_heading(norm: str) -> bool:
    """今日导读, 要闻导读"""
    return _TEASER_HEADING.fullmatch(headline_group.plain(norm)) is not None


def teaser(norm: str) -> tuple[str, str, bool] | None:
    """The headline and page (normal form) of a line of a table of contents, and whether a mark leads it."""
    match = (_TEASER.match(norm) or _TEASER_AFTER.match(norm)) if len(norm) <= 80 else None
    if not match:
        return None
    text = match["text"].strip(" .…·>》-—→▶►/|:")
    page = page_label(match["page"].replace("P", ""))
    return (text, page, bool(match["mark"].strip())) if page and text and not re.search(r"。$", text) else None


def teaser_page(norm: str) -> str:
    """The page (normal form) of a line that only points to it: （第二版）, 详见4版."""
    match = re.fullmatch(_TEASER_PAGE, norm.strip())
    return page_label(match["page"].replace("P", "")) if match else ""


def kind_of_article(
    headline: str, label: str, column: str, people: Sequence[Person], body: str, verse: bool, photos: int
) -> tuple[ArticleKind, str]:
    """Which kind an article is, and its genre if it says so (folded texts).

    ``headline`` is the whole headline group, ``label`` what stood beside it (广告), ``column`` its column or page name.
    """
    lines = [headline_group.plain(line) for line in headline.split("\n")]
    headline, column = " ".join(lines), headline_group.plain(column)
    if "广告" in label or re.search(r"形象宣传|推广", label):
        return ArticleKind.ADVERTISEMENT, ""
    if not body and photos:
        return ArticleKind.PHOTO, ""
    if _sells(headline, body):
        return ArticleKind.ADVERTISEMENT, ""
    if NOTICE_WORDS.search(headline) and _reads_as_notice("\n".join(lines), body):
        return ArticleKind.NOTICE, _genre(NOTICE_WORDS, headline)
    if not headline and _reads_as_notice("", body):
        return ArticleKind.NOTICE, ""
    if any(person.kind is PersonKind.COLLECTIVE and "评论" in person.name for person in people) or any(
        "评论员" in person.role for person in people
    ):
        return ArticleKind.COMMENTARY, "评论"
    if re.fullmatch(r"编后语?|编余|编者的话", headline.strip()):
        return ArticleKind.COMMENTARY, "编后"
    bare = people and not any(
        person.role or person.affiliation or person.kind is not PersonKind.PERSON for person in people
    )
    argues = bare and _argues(headline, body)
    if column and COMMENTARY_WORDS.search(column) and (argues or not (bare and _reads_as_essay(body))):
        return ArticleKind.COMMENTARY, _genre(COMMENTARY_WORDS, column)
    if verse:
        return ArticleKind.LITERATURE, "诗歌"
    if argues:
        return ArticleKind.COMMENTARY, ""
    if bare and _reads_as_essay(body):
        return ArticleKind.LITERATURE, ""
    if column and LITERATURE_WORDS.search(column) and not re.match(r"\s*(?:本报|新华社|中新社)", body):
        return ArticleKind.LITERATURE, _genre(LITERATURE_WORDS, column)
    return ArticleKind.NEWS, ""


def _genre(words: re.Pattern[str], text: str) -> str:
    found = words.search(text)
    return found[0] if found else ""


NOTICE_HEADLINE = re.compile(
    r"(?:公告|通告|启事|声明|讣告|讣闻|公示|更正|致歉|鸣谢|谢启|通知书?|布告|挂失|失物招领|悬赏|征集令|征稿|招[生工聘考]简章|一封信|公开信|倡议书|(?<!天气)(?<!气象)预告|敬告\S{0,4}|停[水电](?:预告|通知|公告|信息|启事))(?:\s*[(（].*|[一二三四五六七八九十\d]*|\s*\S{0,4})$|^寻\s*[人物]|^(?:遗失|招标|拍卖|中标|注销|减资|更正|声明|启事|公告|通告|通知)"
)
_NOTICE_BODY = re.compile(
    r"特此(?:公告|通告|声明|告知|启事|通知|更正)|声明作废|登报声明|合行公告|此告|谨此|讣告|敬告|遗失.{2,40}作废|仰即|谨启|遗失.{0,30}(?:证|章|票|执照)"
)
_SELLS = re.compile(
    r"招租|出租(?!车)|出售|转让|招商|促销|热销|优惠|大放盘|特价|酬宾|开盘|售楼|招生|惠顾|订购热线|欢迎选购|光临|货全|价廉|定价克己|征婚|诚聘|招聘|诚招|加盟"
)
_OFFERS = re.compile(
    r"招租|出租(?!车)|转让|出售|招聘|诚聘|招商(?!为要|引资)|促销|大放盘|新到|征婚|招生"
    r"|大(?:优惠|放价|酬宾|减价|让利|清仓|甩卖)|(?:酬宾|清仓|甩卖|特卖|钜惠|热销中?)$"
)
_PHONE = re.compile(r"(?:电话|热线|联系人|手机|咨询|地址)\s*:?|\d{3,4}-?\d{7,8}|1[3-9]\d{9}")


def _sells(headline: str, body: str) -> bool:
    if re.match(r"\s*(?:本报|新华社|中新社)", body) or re.search(r"(?:公告|通告|简章|启事|通知书?)$", headline):
        return False
    if re.fullmatch(r"(?:分类|便民|供求|生活服务?)(?:信息|广告)", headline.strip()):
        return True
    title = len(headline) <= 24 and bool(_OFFERS.search(headline))
    if "招商" in headline and not _PHONE.search(body):
        return False
    wares = set(re.findall(r"厂址|电报挂号|厂长|经理|实行三包|保修|均有出售|欢迎|订货|经销|电话", body))
    if len(headline) <= 20 and len(body) < 400 and len(wares) >= 4:
        return True
    return (title and bool(_PHONE.search(body) or _SELLS.search(body)) and len(body) < 700) or (
        not headline and len(body) < 300 and bool(_SELLS.search(body)) and bool(_PHONE.search(body))
    )


def _reads_as_notice(headline: str, body: str) -> bool:
    if headline and any(NOTICE_HEADLINE.search(line.strip()) for line in headline.split("\n")):
        return True
    return bool(_NOTICE_BODY.search(body[-400:]) or _NOTICE_BODY.search(body[:200])) and len(body) < 1500


_ARGUES = re.compile(
    r"不妨|殊不知|岂[能可非不]|何必|归根(?:到底|结底)|说到底|须知|诚然|固然|难道|笔者以为|笔者认为|不是[^。]{1,20}而是|与其|回归"
    r"|有人[说认]|值得(?:深思|警惕|点赞|思考|借鉴)|这正是|理应|切[莫忌]|莫让|别让"
)


def _argues(headline: str, body: str) -> bool:
    """Whether a text under a bare name argues, as a comment does that no column names: 别让…, 该…了, 殊不知, 不妨."""
    calls = re.search(r"^(?:别让|莫让|岂能|不能让|莫把)|该\S{1,4}了$|不可取$|要不得$", headline.strip())
    return len({mark[:2] for mark in _ARGUES.findall(body)}) + (1 if calls else 0) >= 3 and len(body) < 1500


_KIN = re.compile(r"祖父|祖母|外公|外婆|奶奶|爷爷|姥姥|姥爷|父亲|母亲|爹|娘")


def _reads_as_essay(body: str) -> bool:
    """Whether a text under a bare name tells of its writer, and not of the news."""
    mine = body.count("我")
    personal = mine >= max(4, len(body) // 150) or (mine and len(_KIN.findall(body)) >= 3)
    return bool(personal) and not re.search(
        r"记者|本报|据悉|编辑同志|有关部门|会议|决定|条例|同志们|我市|我县|我区|我省|我国", body
    )
