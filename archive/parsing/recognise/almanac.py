"""What mastheads print beside the date: the day of the lunar year, festivals, solar terms, the weather. Patterns for
folded text; every count in them is bounded."""

from __future__ import annotations

from archive.parsing.recognise.eras import LUNAR, LUNAR_BARE, LUNAR_PLAIN, YEAR_OF_CYCLE, ZODIAC

_N = r"(?:\d{1,3}(?:\.\d)?(?!\d)|[〇零一二三四五六七八九十]{1,4})"
_LUNAR_DAY = "(?:初[一二三四五六七八九十]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
_WHEN = rf"(?:(?:今|明|昨|后|次)[日天晨晚]\s?|(?:[正二三四五六七八九十冬腊]{{1,2}}月)?{_LUNAR_DAY}日?|\d{{1,2}}月\d{{1,2}}日\s?|\d{{1,2}}日\s?|节气\s?)"
_CLOCK = r"(?:\d{1,2}(?:时(?:\d{1,2}分)?|:\d{2}))"
_TERMS = "(?:立春|雨水|惊蛰|春分|清明|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|冬至|小寒|大寒)"
_FESTIVALS = (
    r"元旦|新年|春节|除夕|大年(?:三十|夜|初[一二三四五六七八九十])|小年|人日|元宵|上元|花朝|龙抬头|上巳|寒食|端午|端阳|七夕|乞巧|中元|中秋|重阳|下元|腊八|祭灶"
    r"|情人|妇女|三八|植树|消费者|愚人|劳动|五一|青年|五四|护士|母亲|父亲|儿童|六一|建党|七一|建军|八一|教师|国庆|十一|双十|记者|圣诞|平安夜|复活|万圣|感恩"
    r"|泼水|火把|那达慕|雪顿|开斋|古尔邦|肉孜|藏历新年|三月三|九一八|七七|光复|抗战胜利|丰收|孔诞|国耻|行宪|双十二"
)
_FESTIVAL = (
    rf"(?:(?:国际|世界|中国|全国|国家)\s?)?(?:第\s?{_N}个\s?)?(?:农历)?(?:{_FESTIVALS})(?:国际|劳动|青年|妇女|儿童|建军|建党|国庆|农民|权益)?(?:佳节|节|日|纪念日|国庆|诞辰)?"
    rf"|(?:第\s?{_N}个\s?)?(?:国际|世界|中国|全国|国家)[\u4e00-\u9fff]{{2,10}}[日节周](?=$|[\s)\]】|])"
)
ANY_FESTIVAL = r"[\u4e00-\u9fff]{2,8}(?:节|纪念日|诞辰|解放日|宪法日|公祭日)(?=$|[\s)\]】|])"  # only where a date is
_SPELLS = rf"(?:[一二三四五六七八九]九|[头初中末二三]伏|入伏|出伏|入九|数九|出九|入梅|出梅|三九天|三伏天)(?:\s?(?:第?\s?{_N}\s?[天日]|首日|末日|天))?"
_SKY = (
    r"(?:晴间多云|晴朗|晴天|晴|少云|多云|阴天|阴|(?:零星|小到中|中到大|大到暴|小|中|大|暴|特大暴|雷阵|阵|雷|冻|毛毛)?[雨雪](?:天气|天)?"
    r"|雨夹雪|冰雹|沙尘暴?|扬沙|浮尘|大?雾|轻雾|雾?霾|霜冻?|雷电|台风)"
)
_SKIES = rf"{_SKY}(?:(?:转|间|到|有|伴有|夹|渐|局部|时有|或|[~\-—/])\s?{_SKY}){{0,4}}"
_WIND = (
    rf"(?:(?:偏|微|[东南西北]){{1,3}}(?:(?:转|到|至)(?:偏|微|[东南西北]){{1,3}})?风|阵风|微风|静风|和风|清风|风力|风速|无持续风向)"
    rf"\s?:?\s?(?:{_N}\s?(?:(?:到|至|[~\-—、/])\s?{_N}\s?)?级?)?(?:左右|以下|以上)?"
)
_DEGREES = r"(?:℃|°C?|度|摄氏度)"
_DEGREE = rf"(?:零下|零上|[\-−])?\s?{_N}\s?"
_TEMPERATURE = (
    rf"(?:(?:市区|今日|今天|白天|夜间|最[高低]|平均|今晚|明晨)?(?:气温|温度|水温)|最[高低])\s?:?\s?{_DEGREE}{_DEGREES}?(?:\s?(?:到|至|[~\-—/])\s?{_DEGREE}{_DEGREES}?)?"
    rf"|{_DEGREE}{_DEGREES}?\s?(?:到|至|[~\-—/])\s?{_DEGREE}{_DEGREES}|{_DEGREE}{_DEGREES}"
)
_AIR = (
    r"(?:(?:空气(?:质量)?(?:指数)?|AQI|PM2\.5|污染指数)\s?:?\s?(?:优良|优|良|(?:轻度|中度|重度|严重)(?:污染)?)?\s?(?:\d{1,3}(?!\d))?(?:优|良)?)"
    rf"|(?:相对)?湿度\s?:?\s?{_N}%?(?:\s?[~\-—至到]\s?{_N}%?)?|降[水雨]概率\s?:?\s?{_N}%?|紫外线(?:指数)?\s?:?\s?(?:很?[弱强]|中等)"
)
_PLACE = r"(?:(?:[\u4e00-\u9fff]{2,4})?(?:今日|今天|今晚|明日|明天|市区|城区|本市|全市)?(?:天气)?(?:预报)?\s?:\s?|(?:今日|今天|今晚|明日|明天|白天|夜间|市区|城区|本市|全市)(?:天气)?\s?|天气\s?)?"
_ENGLISH_WEEKDAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_ENGLISH_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_ENGLISH_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# The same date in English: FRIDAY, MARCH 6, 2026; Fri. 6 March 2026.
ENGLISH_DATE = (
    rf"(?i:(?:{_ENGLISH_WEEKDAY}\s?,?\s?)?(?:{_ENGLISH_MONTH}\s?{_ENGLISH_DAY}|{_ENGLISH_DAY}\s?{_ENGLISH_MONTH})"
    rf"(?:\s?,?\s?(?:1[89]|20)\d\d(?!\s?年))?(?:\s?,?\s?{_ENGLISH_WEEKDAY})?|{_ENGLISH_WEEKDAY}(?![a-z]))"
)

LUNAR_DATE = rf"{LUNAR.pattern}|{LUNAR_BARE.pattern}|{LUNAR_PLAIN.pattern}"
WEEKDAYS = r"(?:星\s?期|礼\s?拜|周)\s{0,2}[一二三四五六日天](?:\s{0,2}(?:至|到|—{1,2}|-|~|、|,|/)\s{0,2}(?:星期|礼拜|周)?\s?[一二三四五六日天]){1,6}"
UNREADABLE_WEEKDAY = r"(?:星\s?期|礼\s?拜)\s{0,2}(?:[^\w\s]|[\u4e00-\u9fffA-Za-z])?(?=$|[\s()（）|,、/])"
BESIDE_DATE = [
    rf"{_WHEN}?(?:{_CLOCK}\s?)?(?:交|节气)?\s?{_TERMS}(?:节气|节)?(?:\s?{_CLOCK}|第?\s?{_N}[日天])?",
    rf"(?:[今明][日天]\s?)?(?:{_FESTIVAL})(?:放假|快乐|假期|第{_N}[天日])?",
    _SPELLS,
    ZODIAC,
    ENGLISH_DATE,
    rf"(?:农历)?{YEAR_OF_CYCLE}",
]  # fmt: skip
WEATHER = [rf"{_PLACE}(?:{pattern})" for pattern in (_SKIES, _WIND, _TEMPERATURE, _AIR)]
