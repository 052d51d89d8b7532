"""Pages of portals, public accounts and essay sites that no table knows: the frame goes, the text stays."""

from __future__ import annotations

import pytest

from tests.clean.pages import FIRST, SECOND, THIRD, TITLE, cleaned

OFFICE = "青禾区人民政府办公室"
MORE = (
    "三是加强队伍建设,全区配备专职社区工作者312名,平均年龄34岁,全年组织业务培训18期;四是整合服务资源,把民政、社保、计生等27项事项"
    "纳入一个窗口办理,群众平均等候时间由40分钟缩短到12分钟,满意率达到96.5%。"
)
TEXT = f"{FIRST}\n{SECOND}\n{MORE}\n{THIRD}"
# what stands before and after a title with its text
PORTALS = [
    pytest.param(
        f"首页 > 政务公开 > 政府文件 > 政办发\n{TITLE}\n发布日期：2016-08-15 16:20 来源：{OFFICE} 浏览次数：356 "
        "字体：[大 中 小]",
        "扫一扫在手机打开当前页\n【打印本页】 【关闭窗口】\n上一篇：关于表彰先进的决定\n下一篇：关于防汛工作的通知\n"
        "友情链接\n版权所有：青禾区人民政府 技术支持：青禾区信息中心",
        id="breadcrumb-and-bar",
    ),
    pytest.param(
        "临江州政府网 English 市人大 市政协 市纪委监委\n首     页 政 务 公 开 网 上 办 事 互 动 交 流 走 进 青 禾\n"
        f"索   引   号 20160815-000123 分        类 其他; {OFFICE}; 区政府文件;\n"
        f"发 布 机 构 {OFFICE} 发 文 日 期 2016-08-12\n名        称 {TITLE}\n"
        f"文        号 无   上 载 日 期 2016-08-15\n{TITLE}\n信息来源: {OFFICE}",
        "打印本页 关闭窗口\n主办:青禾区人民政府 承办:青禾区人民政府办公室\n网站标识码:0000000000 临ICP备00000000号",
        id="record-spaced-out",
    ),
    pytest.param(
        "无障碍阅读 | 长者模式 | 繁體 | 登录 | 注册\n政府信息公开\n索引号：\t000014349/2016-00045\n"
        f"发文机关：\t{OFFICE}\n成文日期：\t2016年08月12日\n标题：\t{TITLE}\n有效性：\t有效\n{TITLE}",
        f"解读\n图解：{TITLE}\n一图读懂\n【我要纠错】 责任编辑：某某\n政务微信 政务微博\n"
        "网站地图 | 联系我们 | 网站声明",
        id="record-with-colons",
    ),
    pytest.param(
        f"TOP\n{TITLE}\n2014-12-13 21:43:13 来源: 作者: 【 大 中 小 】 浏览:72次 评论:0\n{TITLE}",
        "Tags: 责任编辑:admin\n【大 中 小】【打印】 【繁体】【投稿】【收藏】 "
        "【推荐】 【举报】 【评论】 【关闭】 【返回顶部】\n"
        "上一篇:关于养老服务的调查\n下一篇:关于社区建设的调研报告",
        id="counters",
    ),
]
ACCOUNTS = [
    pytest.param(
        f"{TITLE}\n原创 青禾社区 青禾发布 2019-06-03 18:20 发表于临江\n收录于合集 #社区治理 12个\n点击蓝字 关注我们",
        "END\n来源 | 望湖街道\n编辑 | 小禾\n审核 | 某某\n往期推荐\n青禾区召开社区工作会议\n喜欢此内容的人还喜欢\n"
        "预览时标签不可点\n微信扫一扫\n关注该公众号\n阅读原文",
        id="original",
    ),
    pytest.param(
        f"{TITLE}\n以下文章来源于望湖街道 ，作者望湖党群",
        "编辑：某甲\n校对：某乙\n一审：某丙 二审：某丁 终审：某戊\n点个“在看”再走吧\n轻触阅读原文\n"
        "继续滑动看下一个\n向上滑动看下一个",
        id="reprinted",
    ),
]
ESSAYS = [
    pytest.param(
        f"{TITLE}\n2020-03-02 12:58:02 来源:范文集锦收藏下载本文\n{TITLE}",
        f"本文标题:{TITLE}\n链接地址:https://www.example.com/html/1.html\n下载说明\n下载word文档\n《{TITLE}.doc》\n"
        "将本文的Word文档下载,方便收藏和打印\n推荐度:\n点击下载文档",
        id="download-box",
    ),
    pytest.param(
        f"- 社区工作报告 推荐度:\n- 相关推荐\n{TITLE}(通用2篇)\n在生活中,报告的用途越来越大,写报告要注意内容的完整。"
        f"那么报告该怎么写呢?以下是小编精心整理的{TITLE}(通用2篇),欢迎阅读,希望大家能够喜欢。\n{TITLE}1",
        f"【{TITLE}】相关文章:\n社区服务总结03-12\n社区年终总结(精选10篇)04-02",
        id="preface",
    ),
    pytest.param(
        f"{TITLE}\n更新时间:2024-05-15 14:52:01 阅读量: 综合文库 文档下载\n说明:文章内容仅供预览,部分内容可能不全。"
        "下载后的文档,内容与下面显示的完全一致。下载之前请确认下面内容是否您想要的,是否完整无缺。",
        "本文来源:https://www.example.com/article/1.html",
        id="explanation",
    ),
    pytest.param(
        f"您现在的位置: 文秘天地 >> 文秘写作 >> 汇报材料 >> 正文\n{TITLE}\n作者:佚名 点击数:512 更新时间:2012/9/14\n"
        "编者按:本文主要从工作机制、经费保障等方面进行讲述,其中包括便民服务站建设等,具体材料请详见:",
        "文章录入:admin 责任编辑:admin\n上一篇文章: 工作汇报\n下一篇文章: 年终总结\n"
        "【字体:小 大】【发表评论】【加入收藏】【告诉好友】【打印此文】【关闭窗口】",
        id="editors-note",
    ),
]


@pytest.mark.parametrize(("before", "after"), [*PORTALS, *ACCOUNTS, *ESSAYS])
def test_only_the_text_and_its_title_are_kept(before: str, after: str) -> None:
    """Navigation, records, bars, credits and prefaces go; text and title stay."""
    doc = cleaned(f"{before}\n{TEXT}\n{after}")
    assert doc.clean.text.strip().removeprefix(TITLE).strip() == TEXT
    assert doc.meta.title is not None
    assert doc.meta.title.value == TITLE


@pytest.mark.parametrize(("before", "after"), [*PORTALS, *ACCOUNTS])
def test_a_portal_is_no_platform(before: str, after: str) -> None:
    """An office's page and a public account share no documents."""
    assert cleaned(f"{before}\n{TEXT}\n{after}").meta.platform is None


def test_a_bar_with_font_sizes_still_tells_date_and_source() -> None:
    """What stands in one line with the bar is read."""
    meta = cleaned(f"{TITLE}\n发布日期：2016-08-15 16:20 来源：{OFFICE} 字体：[大 中 小]\n{TEXT}").meta
    assert meta.issued is not None
    assert meta.issuer is not None
    assert (meta.issued.value, meta.issuer.value) == ("2016-08-15", OFFICE)


COMPILED = ["【篇一】", "篇二:社区工作总结", "社区工作总结篇3", "范文四", "第二篇:社区工作总结", "社区服务工作汇报2"]


@pytest.mark.parametrize("heading", COMPILED)
def test_headings_of_a_compilation_go_where_the_page_shows_furniture(heading: str) -> None:
    """They are the site's; in a document that no site surrounds they stay."""
    page = f"上传人:abc 格式:DOC\n下载本文档\n{FIRST}\n{SECOND}\n{heading}\n{THIRD}\n相关推荐"
    assert heading not in cleaned(page).clean.text
    assert heading in cleaned(f"{FIRST}\n{SECOND}\n{heading}\n{THIRD}").clean.text


KEPT = [
    "第二篇 坚持创新驱动发展",
    "附件1:社区工作方案1",
    "名称 数量 单位",
    "活动时间：2023年3月4日 14:30，地点：望湖街道二楼会议室。",
    "编辑部 | 2023",
    "一、工作总结2",
    "青禾区>松溪镇>石桥社区。",
]


@pytest.mark.parametrize("line", KEPT)
def test_lines_that_look_like_furniture_stay_in_a_plain_document(line: str) -> None:
    """Between the paragraphs of a document with no furniture nothing is cut."""
    assert line in cleaned(f"{TITLE}\n{FIRST}\n{SECOND}\n{line}\n{THIRD}").clean.text
