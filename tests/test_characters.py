"""The table of characters that fold: which do, which stay apart, and that it is what its script makes."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from search.normalise import TABLE, units

SCRIPT = TABLE.with_name("make.py")

ALIKE = {
    "traditional": "國国 產产 衞卫 體体 龍龙 餘余 裡里 裏里 鐘钟 鍾钟 臺台 颱台 隻只 後后 乾干 髮发 發发 麵面 著著 於于",
    "radicals": "⺠民 ⻓长 ⻄西 ⻛风 ⻋车 ⻢马 ⻅见 ⻔门 ⻘青 ⻩黄 ⻬齐 ⻰龙 ⻥鱼 ⻦鸟 ⻨麦 ⻆角 ⻣骨 ⻝食 ⺟母 ⻳龟 ⽇日 ⼀一 ⽉月 ⼾户 ⾦金 ⿇麻 ⼈人 ⾏行",
    "compatibility": "豈岂 更更 金金 北北 羅罗 福福 樂乐 﨑崎",
    "1955": "砲炮 礮炮 効效 傚效 隣邻 畧略 疎疏 邨村 菴庵 闇暗 覇霸 栢柏 盃杯 犂犁 滙汇 兎兔 勦剿 穉稚 咒呪 埜野 亯享 凴凭 脇胁"
    " 蓆席 牀床 峯峰 羣群 喫吃 痺痹 粧妆 蔴麻 菓果 猨猿 讌宴 濬浚 叡睿 耡锄 舘馆 妳你 牠它 堦阶 隄堤 桒桑 谿溪 昇升 陞升",
    "ours": "馀余 餘馀 甯宁 寗宁 寧甯 淸清 靑青 尙尚 卽即 旣既 敎教 眞真 槪概 愼慎",
    "Unihan": "塡填 鎭镇 囯国 変变 壻婿 躱躲 貭质 尅克 郞郎 吿告 皷鼓 廻回 覔觅 亾亡 凢凡",
    "Japanese": "円圆 図图 広广 仏佛 駅驿 沢泽 辺边 栄荣 満满 県县 実实 鉄铁 団团 気气",
}
APART = (
    "堃坤 喆哲 淼渺 犇奔 龢和 甦苏 仝同 迺乃 澂澄 頫俯 邱丘 晖辉 澹淡 薰熏 黏粘 凋雕 骼胳 桉案 挫锉 愣楞 阪坂 镕熔 翦剪 彷仿 菰菇"
    " 晔烨 诃呵 䜣欣 皙晰 瞋嗔 勠戮 州洲 分份 炁气 伷胄 圕图 卍万 她他 象像 画划 赀资 筦管 矇朦 耶爷"
)


@pytest.mark.parametrize("pair", [pair for pairs in ALIKE.values() for pair in pairs.split()])
def test_alike(pair):
    one, other = pair
    assert units(one) == units(other)


@pytest.mark.parametrize("pair", APART.split())
def test_apart(pair):
    one, other = pair
    assert units(one) != units(other)


def test_characters_of_the_radicals_blocks_are_units_at_their_places():
    assert units("⺠政局、⻓江⻄路，⻛电") == units("民政局长江西路风电")
    assert [len(units(chr(code))) for code in range(0x2E80, 0x2FD6)] == [1] * (0x2FD6 - 0x2E80)
    assert units("⿰⿱") == ()  # the signs beside them that describe characters are none


def test_the_table_is_folded_through():
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    firsts, others = [line[0] for line in lines], [one for line in lines for one in line[1:]]
    assert len(set(firsts)) == len(firsts)
    assert len(set(others)) == len(others)
    assert set(firsts).isdisjoint(others)


def test_the_table_is_what_its_script_makes():
    if not Path("/usr/share/unicode/Unihan_Variants.txt.bz2").exists():
        pytest.skip("Unihan (Debian's unicode-data) is not installed")
    if importlib.util.find_spec("opencc") is None:
        pytest.skip("opencc is not installed")
    assert subprocess.run([sys.executable, SCRIPT, "--check"], check=False).returncode == 0
