"""When a document was issued and by whom, and what kind of source its page is."""

from __future__ import annotations

import pytest

from policytext.model import Document, Fact
from tests.clean.pages import BODY, FIRST, SECOND, THIRD, TITLE, cleaned

SPEECH = "在青禾区社区建设推进会上的讲话"
NOTICE = "青禾区人民政府关于加强社区服务体系建设的实施意见"


def told(fact: Fact | None) -> str | None:
    """A fact's value."""
    return fact.value if fact else None


def quoted(doc: Document, fact: Fact | None) -> str:
    """What stands in the source where a fact was read."""
    assert fact is not None
    assert fact.span is not None
    return doc.source.text[fact.span.start : fact.span.end]


DATES = [
    ("(2012年3月5日)", "2012-03-05"),
    ("（２０１２年３月５日）", "2012-03-05"),
    ("2012 年 3 月 5 日", "2012-03-05"),
    ("二〇一二年三月五日", "2012-03-05"),
    ("二○一二年十一月二十九日", "2012-11-29"),
    ("二O一二年元月十日", "2012-01-10"),
    ("二0一二年十二月三十一日", "2012-12-31"),
    ("2012年3月", "2012-03"),
    ("二〇一二年三月", "2012-03"),
    ("20**年3月5日", None),
    ("20XX年3月5日", None),
    ("2012年13月5日", None),
    ("2012年2月30日", None),
]


@pytest.mark.parametrize(("written", "value"), DATES)
def test_a_date_under_the_title_is_the_documents(written: str, value: str | None) -> None:
    """In digits or Chinese numerals; a masked or impossible one is none."""
    doc = cleaned(f"{TITLE}\n{written}\n{BODY}")
    assert told(doc.meta.issued) == value
    assert value is None or quoted(doc, doc.meta.issued).strip("()（）") == written.strip("()（）")


@pytest.mark.parametrize(("written", "value"), DATES)
def test_a_date_behind_the_issuer_signs_a_document(written: str, value: str | None) -> None:
    """As it does under the title."""
    doc = cleaned(f"{TITLE}\n{BODY}\n青禾区民政局\n{written}")
    assert told(doc.meta.issued) == value
    assert told(doc.meta.issuer) == ("青禾区民政局" if value else None)


@pytest.mark.parametrize(
    ("end", "issuer", "issued"),
    [
        ("青禾区民政局\n2012年3月5日", "青禾区民政局", "2012-03-05"),
        ("青禾区民政局 2012年3月5日", "青禾区民政局", "2012-03-05"),
        ("青禾区民政局二〇一二年三月五日", "青禾区民政局", "2012-03-05"),
        ("青禾区民政局\n2012.3.5", "青禾区民政局", "2012-03-05"),
        ("中共青禾区委\n青禾区人民政府\n2012年3月5日", "中共青禾区委 青禾区人民政府", "2012-03-05"),
        (
            "松溪镇石桥社区居委会\n2012年3月5日\n附件:考核表\n望湖街道办事处\n2013年1月1日",
            "松溪镇石桥社区居委会",
            "2012-03-05",
        ),
        ("2012年3月5日", None, "2012-03-05"),
        ("2012年3月5日\n(此件公开发布)", None, "2012-03-05"),
        ("青禾区民政局", "青禾区民政局", None),
        ("2012-03-05", None, None),
        ("到2017年3月底前完成。", None, None),
        ("联系人:周周 2012年3月5日", None, None),
    ],
)
def test_a_signature_tells_issuer_and_date(end: str, issuer: str | None, issued: str | None) -> None:
    """The first one: annexes are signed by others."""
    meta = cleaned(f"{TITLE}\n{BODY}\n{end}").meta
    assert (told(meta.issuer), told(meta.issued)) == (issuer, issued)


def test_a_signature_may_be_glued_to_the_last_sentence() -> None:
    """Behind its full stop."""
    doc = cleaned(f"{TITLE}\n{FIRST}\n{SECOND}{THIRD}青禾区民政局 2012年3月5日")
    assert (told(doc.meta.issuer), told(doc.meta.issued)) == ("青禾区民政局", "2012-03-05")
    assert quoted(doc, doc.meta.issuer) == "青禾区民政局"


@pytest.mark.parametrize(
    ("head", "issuer", "issued"),
    [
        (f"青禾区人民政府文件\n青政发〔2012〕3号\n{TITLE}", "青禾区人民政府", None),
        (f"青 禾 区 民 政 局 文 件\n青民发〔2012〕3号\n{TITLE}", "青禾区民政局", None),
        (f"{NOTICE}\n青政发〔2013〕5号", "青禾区人民政府", None),
        ("青禾区人民政府\n关于加强社区服务体系建设的实施意见", "青禾区人民政府", None),
        ("青禾区民政局2013年工作总结", "青禾区民政局", None),
        (f"{TITLE}\n青政发〔2012〕3号", None, None),
        (f"{TITLE}\n松溪镇人民政府", "松溪镇人民政府", None),
        (f"{TITLE}\n松溪镇石桥社区党支部", "松溪镇石桥社区党支部", None),
        (f"{TITLE}\n青禾区民政局 2012年3月5日", "青禾区民政局", "2012-03-05"),
        (f"{TITLE}\n青禾区民政局(2012年3月5日)", "青禾区民政局", "2012-03-05"),
        (f"{SPEECH}\n(2012年3月5日)\n张三", None, "2012-03-05"),
        (f"{SPEECH}\n市长 张三\n(2012年3月5日)", None, "2012-03-05"),
        (f"{SPEECH}\n青禾区民政局局长 张三\n2012年3月5日", None, "2012-03-05"),
        (f"{SPEECH}(2012年3月5日)", None, "2012-03-05"),
        (f"{TITLE}\n——2012年3月5日在青禾区社区建设推进会上", None, "2012-03-05"),
        (f"{TITLE}\n(2012年3月5日在全区社区建设工作会议上的发言)\n松溪镇人民政府", "松溪镇人民政府", "2012-03-05"),
        ("青禾区社区服务条例\n(2009年5月6日通过 根据2015年7月8日区人大常委会第九次会议修正)", None, "2015-07-08"),
    ],
)
def test_the_head_tells_issuer_and_date(head: str, issuer: str | None, issued: str | None) -> None:
    """Red head, title, lines under it; a speaker or a document's number is no issuer."""
    meta = cleaned(f"{head}\n{BODY}").meta
    assert (told(meta.issuer), told(meta.issued)) == (issuer, issued)


@pytest.mark.parametrize(
    ("head", "said", "issuer"),
    [
        ("", "我代表临江州人民政府向大会报告工作", "临江州人民政府"),
        ("", "我代表国务院,向大会报告政府工作", "国务院"),
        ("", "我受区人民政府的委托,代表青禾区民政局作如下汇报", None),
        ("", "我代表州人民政府向大会报告工作", None),
        ("——2012年3月5日在临江州第九届人民代表大会第二次会议上\n", "我代表州人民政府向大会报告工作", "临江州人民政府"),
        ("——2012年3月5日在临江州第九届人民代表大会第二次会议上\n", "我代表市人民政府向大会报告工作", None),
    ],
)
def test_the_first_sentence_tells_for_whom_a_speaker_speaks(head: str, said: str, issuer: str | None) -> None:
    """A government without its place is that of the congress it reports to."""
    doc = cleaned(f"政府工作报告\n{head}各位代表:\n现在,{said},请予审议。\n{BODY}")
    assert told(doc.meta.issuer) == issuer


def test_the_day_of_making_outranks_that_of_publication_and_these_the_head() -> None:
    """Whatever comes first on the page."""
    line = "发布时间:2012-04-01 成文日期:2012-03-20 发布机构:青禾区人民政府"
    head = f"网站首页\n首页 新闻 服务\n{TITLE}\n{line}\n【 字体:大 中 小 】\n(2012年3月5日)"
    page = f"{head}\n{BODY}\n青禾区民政局\n2012年3月1日\n打印本页"
    meta = cleaned(page).meta
    assert (told(meta.issued), told(meta.issuer)) == ("2012-03-20", "青禾区人民政府")
    meta = cleaned(page.replace("成文日期:2012-03-20", "")).meta
    assert told(meta.issued) == "2012-04-01"
    meta = cleaned(page.replace(line, "")).meta
    assert (told(meta.issued), told(meta.issuer)) == ("2012-03-05", "青禾区民政局")


TRAPS = """- 25
- 约 2.1千字
- 2018-06-02 发布于临江
- 上传人:青禾区民政局 上传时间:2018-06-02
- 举报
- 发布时间:2018-06-02 10:20 来源:网络 作者:周周
客服电话:0000-20120305 投诉电话:2012-0305
积分:20 金币:2012 浏览:20120305
"""


@pytest.mark.parametrize("foot", ["", "\n上传日期:2018-06-02 上传者:松溪镇人民政府\n2018年6月2日\n"])
def test_nothing_of_the_site_becomes_the_documents(foot: str) -> None:
    """Upload dates, places, uploaders, scores and telephone numbers stay the site's, wherever they stand."""
    page = f"{TRAPS}{TITLE}\n{BODY}\n您可能关注的文档\n青禾区绿化工作总结.doc{foot}\n文档评论(0)\n原创力文档"
    meta = cleaned(page).meta
    assert (meta.issued, meta.issuer, meta.place) == (None, None, None)
    assert told(meta.uploaded) == "2018-06-02"


def test_a_meta_line_copied_with_the_text_is_the_documents() -> None:
    """On a sharing site too, where it names the body the text comes from."""
    line = "发布时间: 2012-03-05 15:08:00 来源: 临江州发展和改革委员会"
    page = f"- 25\n- 约 2.1千字\n- 2018-06-02 发布于临江\n- 举报\n{TITLE}\n{line}\n{BODY}\n您可能关注的文档\n原创力文档"
    meta = cleaned(page).meta
    assert (told(meta.issued), told(meta.issuer)) == ("2012-03-05", "临江州发展和改革委员会")
    assert told(meta.uploaded) == "2018-06-02"


@pytest.mark.parametrize(
    ("line", "issued"),
    [
        ("作者:周周 时间:2019-06-03 点击:35", None),
        ("日期:2019-06-03 来源:青禾区民政局", "2019-06-03"),
        ("发布时间:2019-06-03 浏览:35", "2019-06-03"),
    ],
)
def test_a_mere_time_on_a_page_is_the_sites(line: str, issued: str | None) -> None:
    """But beside the name of a body, and where it is said to be the day of publication."""
    page = f"首页 写作 总结\n{TITLE}\n{line}\n【 字体:大 中 小 】\n{BODY}\n上一篇:青禾区绿化工作总结\n打印本页"
    assert told(cleaned(page).meta.issued) == issued


@pytest.mark.parametrize("source", ["网络", "互联网", "青禾日报", "本站原创", "www.qinghewenku.com"])
def test_a_site_or_newspaper_is_no_issuer(source: str) -> None:
    """Of a text it took from others."""
    page = f"首页 新闻 专题 视频\n{TITLE}\n2014-06-03 09:10 来源:{source}\n{BODY}\n责任编辑:周周\n热门排行"
    assert cleaned(page).meta.issuer is None


SHARED = "{}\n下载 收藏 举报\n格式:doc 大小:22KB\n{}\n{}\n相关文档\n文档评论(0)\n原创力文档 max.book118.com"
MASKED = "XX市围绕群众办事难的问题,在XX区和XX镇投入资金1280万元,20**年建成便民服务站26个。"

GRADES = [
    (SHARED.format(f"{TITLE}.doc", TITLE, BODY), "sharing_site", None),
    (SHARED.format(f"{TITLE}.doc", TITLE, f"{MASKED}\n{BODY}"), "model_essay_suspected", "XX市"),
    (SHARED.format("社区工作总结范文.doc", "社区工作总结范文", BODY), "model_essay_suspected", "范文"),
    (
        SHARED.format(f"{TITLE}.doc", TITLE, f"篇一:社区建设\n{BODY}\n篇二:社区服务\n{BODY}"),
        "model_essay_suspected",
        "篇一",
    ),
    (SHARED.format(f"{TITLE}.doc", "范文 模板 更多范文", f"{TITLE}\n{BODY}"), "sharing_site", None),
    (
        SHARED.format(f"{TITLE}.doc", TITLE, f"{BODY}\n全区建立服务事项模板26套,编写调解范文读本9册,发放到社区。"),
        "sharing_site",
        None,
    ),
    (f"{TITLE}\n{BODY}\n本页地址:http://www.qinghe.gov.cn/a.html", "official_original", "gov.cn"),
    (
        f"首页 政务 服务\n{TITLE}\n来源:青禾区民政局\n【 字体:大 中 小 】\n{BODY}\n打印本页",
        "official_reprint",
        "青禾区民政局",
    ),
    (f"{TITLE}\n{BODY}", None, None),
]


@pytest.mark.parametrize(("page", "grade", "evidence"), GRADES)
def test_a_source_is_graded_by_what_tells(page: str, grade: str | None, evidence: str | None) -> None:
    """An official address, a source line, a platform's mark, a model essay's own words: never a word of a menu."""
    doc = cleaned(page)
    assert told(doc.meta.source_grade) == grade
    assert evidence is None or evidence in quoted(doc, doc.meta.source_grade)
    assert grade is None or quoted(doc, doc.meta.source_grade)
