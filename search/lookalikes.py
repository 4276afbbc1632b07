"""Characters that look like one another: what a reader mistypes, and a program that reads print misreads. Pure."""

from __future__ import annotations

from functools import cache

_ALIKE = (
    "己已巳", "末未", "曰日目", "人入八", "土士", "干千于", "戊戌戍戎", "大太犬", "天夭", "木本术", "王玉主", "刀力刁", "了子孑", "今令", "治冶", "折拆析",
    "候侯", "拔拨", "洒酒", "免兔", "冒昌", "晴睛", "幕墓慕暮募", "遣遗", "辩辨辫瓣", "由甲申田电", "白自", "休体", "贝见", "斤斥", "乌鸟", "仓仑", "住往佳",
    "科料", "洽治", "徒徙", "祟崇", "壶壸", "弋戈", "乒乓兵", "幻幼", "盲肓", "赢羸嬴", "钓钩", "沽沾", "汩汨", "茶荼", "杳查", "柬束", "陕狭", "祇祗", "圆园",
    "栗粟", "宫官", "毫亳", "密蜜", "拓柘", "场扬", "杨扬", "风凤", "竟竞", "具貝贝", "肉内", "牛午", "朱未", "仟什", "辽迂", "哪那", "旗旌", "市巿", "历厉", "元无",
    "北比", "东车", "书节", "庄压", "迭送", "埋理", "拣栋", "准淮", "泠冷", "泮洋", "沈沉", "泊洎", "鸣呜", "折圻", "堂常", "棵稞", "裸祼", "恰洽", "沁泌心",
)  # fmt: skip


def lookalikes(character: str) -> str:
    """The other characters that this one is taken for.

    >>> lookalikes("己")
    '已巳'
    """
    return _table().get(character, "")


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in _ALIKE:
        for character in group:
            others = table.get(character, "") + group.replace(character, "")
            table[character] = "".join(dict.fromkeys(others))
    return table
