"""Pages without a document, and documents that look like pages: nothing is invented, nothing is lost."""

from __future__ import annotations

import dataclasses

import pytest

from policytext.clean import clean
from policytext.model import Document
from tests.clean.pages import BODY, TITLE, cleaned, knowledge, solid, source

CHROME = (
    "首页 上传文档 帮助中心 登录 注册\n全部分类 办公文档 PPT模板 毕业设计\n热门文档 更多\n1. "
    "员工手册.doc VIP\n2. 年会方案.ppt 免费\n"
    "本站是用户上传文档的信息存储空间,若侵犯了您的版权,请联系客服,我们立即删除\n关于我们 联系我们 网站地图\n"
    "Copyright © 2010-2020 某某文库 版权所有 ICP备00000000号"
)
NOVEL = (
    "第一章 雨夜\n“你怎么来了?”老周放下手里的茶碗,看着门口那个浑身湿透的年轻人。\n雨还在下,屋檐的水滴成了线。\n"
    "“我来还伞。”年轻人说,“三年前借的。”\n老周笑了,笑着笑着,眼圈红了。\n第二章 旧伞\n"
    "那把伞是桐油纸的,骨子是十八根老竹。"
)
FORM = (
    "松溪镇居民议事会成员登记表\n姓名:\n性别: 出生年月:\n所在社区:\n联系电话:\n职业:\n推荐理由:\n"
    "社区意见:\n镇审核意见:\n"
    "填表日期: 年 月 日\n填表说明:1.本表一式2份。2.照片为近期免冠2寸照。"
)
LINKS = (
    "青禾区社区服务站名单\n石桥社区服务站 www.shiqiao.example\n望湖社区服务站 www.wanghu.example\n"
    "松溪社区服务站 www.songxi.example\n"
    "东渡社区服务站 www.dongdu.example\n共计4个站点,每站配备3名专职人员。"
)
FLAT = (
    "欢迎来到某某文库! | 帮助中心 某某文库 全部分类 办公文档> 毕业设计> 工程图纸> 首页 某某文库 > "
    "资源分类 > DOC文档下载 "
    f"{TITLE}.doc 资源ID:12345 资源大小:22KB 全文页数:3页 下载积分:4 快捷下载 游客一键下载 会员登录下载 微信登录下载 "
    f"验证码: 换一换 账号: 密码: 忘记密码? {BODY.replace(chr(10), ' ')} 相关资源 换一换 关于我们 网站地图"
)


def test_a_page_that_is_only_chrome_has_no_content() -> None:
    """Its body is empty, and it has no title."""
    doc = cleaned(CHROME)
    assert doc.clean.text == ""
    assert doc.completeness.state == "no_content"
    assert doc.meta.title is None
    assert doc.clean.ledger()["cut"] == len(CHROME)


def test_the_few_words_of_a_web_page_without_text_are_no_document() -> None:
    """A portal whose content is loaded later leaves labels behind."""
    page = dataclasses.replace(source("ALL\nALL\nnormal"), media_type="text/html")
    assert clean(Document.of(page), knowledge()).clean.text == ""


def test_the_few_words_of_a_file_of_text_stay() -> None:
    """A note of one line is somebody's document."""
    assert cleaned("共有3个社区").clean.text == "共有3个社区"


@pytest.mark.parametrize("text", [NOVEL, FORM, LINKS], ids=["novel", "form", "links"])
def test_what_is_no_policy_text_is_kept_as_it_is(text: str) -> None:
    """No site, no furniture: nothing is cut but white space."""
    assert solid(cleaned(text).clean.text) == solid(text)


@pytest.mark.parametrize("text", [NOVEL, FORM, LINKS, BODY], ids=["novel", "form", "links", "report"])
def test_the_line_model_never_meets_a_document_without_furniture(text: str) -> None:
    """Even a model that takes every line for furniture cuts none of it."""
    greedy = dataclasses.replace(knowledge(), lines=knowledge().lines.model_copy(update={"enough": 1e-9}), _derived={})
    assert solid(clean(Document.of(source(text)), greedy).clean.text) == solid(text)


def test_a_page_saved_as_one_line_becomes_its_document() -> None:
    """Menus before it and notices behind it are cut out of the line."""
    doc = cleaned(FLAT)
    assert solid(doc.clean.text).removeprefix(solid(TITLE)) == solid(BODY)
    assert doc.meta.title is not None
    assert doc.meta.title.value == TITLE


def test_a_document_in_one_line_is_not_taken_for_a_page() -> None:
    """Spaces between its sentences make no lines of it."""
    text = " ".join([BODY.replace("\n", " ")] * 4)
    assert solid(cleaned(text).clean.text) == solid(text)


def test_comments_behind_a_text_are_cut() -> None:
    """Though a notice at their end is a sentence."""
    page = (
        f"首页 博文目录 图片 关于我\n{TITLE}\n{BODY}\n分享:\n喜欢\n0\n阅读(418) 评论(3) 收藏(1)\n前一篇:秋日登高\n"
        "后一篇:乡风问题\n评论\n山里人 2010-11-24 08:12:44\n写得实在,学习了!我们镇也建了3个社区。\n发评论\n"
        "登录名: 密码:\n"
        "以上网友发言只代表其个人观点,不代表本网站的观点或立场。"
    )
    assert solid(cleaned(page).clean.text).removeprefix(TITLE) == solid(BODY)


@pytest.mark.parametrize("head", [f" {TITLE} 第3页 ", "- 2 -", "-- 4 --", " — 12 — "])
def test_a_running_head_inside_a_word_is_cut(head: str) -> None:
    """Wherever the end of a page fell, the two sides stand next to each other."""
    at = BODY.index("服务站") + 1
    doc = cleaned(f"{TITLE}\n{BODY[:at]}{head}{BODY[at:]}")
    assert doc.clean.text == f"{TITLE}\n{BODY}"


@pytest.mark.parametrize(
    "text", ["全线分为石桥—松溪—望湖三段,长12公里。", "得分为3 - 2 - 1,共6分。", "2011-2015年共建成26个。"]
)
def test_dashes_that_are_no_page_numbers_stay(text: str) -> None:
    """Ranges, scores and routes are the document's."""
    assert text in cleaned(f"{BODY}\n{text}\n{BODY}").clean.text
