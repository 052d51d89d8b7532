"""Title, genre, dates and source: what belongs to the document and what to the site."""

from __future__ import annotations

import pytest

from tests.clean.pages import BODY, FIRST, SECOND, THIRD, TITLE, cleaned

SHELLS = [
    "{}.doc",
    "{}.docxVIP",
    "《精编》{}",
    "{}-精品文案范文",
    "{} - 豆丁网",
    "{}_百度文库",
    "{}(4页珍藏版)",
    "【精品】{}.pdf",
    "《{}》",
    "# {}",
    "{} | 青禾区人民政府",
    "{}_工作动态_青禾区人民政府门户网站",
]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_title_is_found_without_its_shell(shell: str) -> None:
    """File endings, site names and praise are no part of a title."""
    doc = cleaned(f"{shell.format(TITLE)}\n\n{BODY}")
    assert doc.meta.title is not None
    assert doc.meta.title.value == TITLE


def test_a_title_in_two_lines_is_one() -> None:
    """A title that is broken over two lines is read as one."""
    doc = cleaned(f"青禾区人民政府关于进一步加强\n社区服务体系建设的实施意见\n青政发〔2013〕5号\n各镇人民政府:\n{BODY}")
    assert doc.meta.title is not None
    assert doc.meta.title.value == "青禾区人民政府关于进一步加强社区服务体系建设的实施意见"


@pytest.mark.parametrize("text", [f"各位代表:\n{BODY}", BODY, "1\t2\t3\n4\t5\t6"])
def test_no_title_is_invented(text: str) -> None:
    """A document that starts in mid-text has none."""
    assert cleaned(text).meta.title is None


PORTAL = f"""{TITLE} | 青禾区人民政府
网站首页
政务公开
新闻中心
您当前的位置: 首页>政务公开>调研报告
{TITLE}
发布时间: 2014-06-03 09:10:22 来源: 青禾区民政局 访问量:35
【 字体:大 中 小 】 【打印本页】
{BODY}
扫一扫在手机打开当前页
上一篇:青禾区绿化工作总结
主办:青禾区人民政府 承办:青禾区政府办公室
网站标识码:0000000001 临ICP备00000000号"""


def test_a_government_page_is_cut_to_its_document() -> None:
    """Navigation, meta line, bars and footer go; date and issuer are remembered."""
    doc = cleaned(PORTAL)
    assert doc.clean.text == f"{TITLE}\n{BODY}"
    assert (doc.meta.issued and doc.meta.issued.value) == "2014-06-03"
    assert (doc.meta.issuer and doc.meta.issuer.value) == "青禾区民政局"
    assert doc.meta.platform is None
    assert doc.meta.uploaded is None


def test_what_a_site_says_of_itself_never_becomes_the_documents() -> None:
    """Upload date, place and uploader stay the site's."""
    page = (
        f"- 12\n- 约2.1千字\n- 约 4页\n- 2018-06-02 发布于临江\n- 举报\n{TITLE}\n{BODY}\n您可能关注的文档\n原创力文档"
    )
    meta = cleaned(page).meta
    assert meta.issued is None
    assert meta.place is None
    assert (meta.uploaded and meta.uploaded.value) == "2018-06-02"


ESSAY = f"""{TITLE}
编者按:下面是本站小编为大家整理的{TITLE},欢迎阅读,希望对大家有所帮助!
{TITLE}
{BODY}
推荐阅读:
青禾区绿化工作总结
松溪镇卫生工作计划"""


def test_the_preface_of_an_essay_site_is_cut() -> None:
    """What a site's editor says before the text is not the document's."""
    assert cleaned(ESSAY).clean.text == f"{TITLE}\n{BODY}"


NEWS = f"""{TITLE}_民生_青禾新闻网
首页 新闻 专题 视频
{TITLE}
2014-06-03 09:10 来源:青禾日报
{FIRST}
[图片]
延伸阅读:
望湖街道:小院里的议事会
{SECOND}
{THIRD}
(责任编辑:周周)
版权声明:凡本网注明来源的作品,版权均属本报,未经授权不得转载。
热门排行
青禾区夏粮喜获丰收,总产再创新高,颗粒归仓
登录后发表评论"""


def test_a_page_of_the_news_is_cut_to_its_text() -> None:
    """Boxes of links and pictures inside the text go, the text after them stays; all behind the editor goes."""
    assert cleaned(NEWS).clean.text == f"{TITLE}\n{BODY}"


def test_text_goes_on_behind_a_box_of_links() -> None:
    """A heading of links is not the end where the numbering of the text goes on."""
    parts = [f"一、基本情况\n{FIRST}", f"二、主要做法\n{SECOND}", f"三、下步打算\n{THIRD}"]
    head = f"{TITLE}.doc\n首页 下载 收藏 举报\n格式:doc 大小:20KB\n{TITLE}"
    page = f"{head}\n{parts[0]}\n{parts[1]}\n相关推荐:\n{parts[2]}\n发表评论"
    assert cleaned(page).clean.text == "\n".join([TITLE, *parts])


def test_a_text_under_a_running_head_stays() -> None:
    """A title that stands again on each page ends no preface."""
    head = f"{TITLE}.doc\n大小:20KB\n格式:doc\n{TITLE}"
    page = f"{head}\n{FIRST[:-9]}\n{TITLE} 第2页\n{FIRST[-9:]}\n{SECOND}\n{TITLE}\n{THIRD}"
    assert cleaned(page).clean.text == f"{TITLE}\n{BODY}"


def test_the_name_of_a_web_page_is_no_prose() -> None:
    """A long headline with its site behind it does not make the menu under it part of the text."""
    title = "望湖街道办好十件实事,居民怎么看?请听他们说一说"
    menu = "登录 注册\n下载APP\n财经\n社会\n首页 > 青禾"
    page = f"{title}_民生_青禾新闻-Qinghe\n{menu}\n{title}\n2014-06-03 09:10\n{BODY}\n责任编辑:周周\n热新闻"
    doc = cleaned(page)
    assert doc.clean.text == f"{title}\n{BODY}"
    assert (doc.meta.title and doc.meta.title.value) == title


@pytest.mark.parametrize(
    ("page", "platform"),
    [
        (f"{TITLE}\n格式:doc\n大小:22KB\n资料由网友上传,侵权请联系客服删除,虚拟商品概不退款。\n{BODY}", "unnamed"),
        (f"{TITLE}\n{BODY}", None),
        (f"{TITLE}\n本文由小编为大家整理,仅供参考,欢迎下载收藏。\n{BODY}", None),
    ],
)
def test_a_page_that_shares_a_file_and_names_no_site_is_unnamed(page: str, platform: str | None) -> None:
    """File size and notices make a sharing page; an essay's preface does not."""
    meta = cleaned(page).meta
    assert (meta.platform and meta.platform.value) == platform


def test_an_essay_site_is_known_by_its_own_address() -> None:
    """A page with a site's preface and its address is that site's."""
    page = f"{ESSAY}\n本文地址:http://www.qinghexiezuo.cn/zongjie/1.html"
    meta = cleaned(page).meta
    assert (meta.platform and meta.platform.value) == "qinghexiezuo"


MIRROR = """青禾區(qū)社區(qū)建設(shè)調(diào)研報(bào)告_第1頁
青禾區(qū)社區(qū)建設(shè)調(diào)研報(bào)告_第2頁
已閱讀2頁,還剩8頁未讀, 繼續(xù)免費(fèi)閱讀
下載本文檔
版權(quán)說明:本文檔由用戶提供并上傳,收益歸屬內(nèi)容提供方,若內(nèi)容存在侵權(quán),請進(jìn)行舉報(bào)或認(rèn)領(lǐng)
文檔簡介
今年以來,青禾區(qū)圍繞群眾辦事難的問題,投入資金1280萬元,新建便民服務(wù)站26個(gè),服務(wù)居民8.6萬人次。"""


def test_a_mirror_in_traditional_script_is_read_as_simplified() -> None:
    """Pinyin debris is cut, the script stays in the clean view and is simplified in the reading."""
    doc = cleaned(MIRROR)
    assert doc.clean.text.startswith("今年以來,青禾區圍繞群眾")
    assert doc.reading.text == FIRST.replace(",", "，")


def test_a_page_of_nothing_but_furniture_has_no_content() -> None:
    """No text is invented, and no error raised."""
    head = "首页 下载 收藏 举报\n上传人:qing 文档编号:12 上传时间:2019-04-02 格式:DOC"
    page = f"{head}\n点击查看更多>>\n相关文档\n文档评论(0)"
    doc = cleaned(page)
    assert doc.clean.text == ""
    assert doc.completeness.state == "no_content"


GENRES = [
    ("在全区社区建设推进会上的讲话", "各位领导、同志们:", "speech"),
    ("全区社区建设会议经验交流材料", "", "experience_exchange"),
    ("青禾区社区建设调研报告", "", "research_report"),
    ("关于深化社区建设的实践与思考", "", "thinking_paper"),
    ("关于加强社区建设的实施意见", "各镇人民政府、区各部门:", "notice_opinion"),
    ("青禾区民政局2013年工作总结", "", "work_summary"),
    ("政府工作报告", "各位代表:现在,我代表区人民政府向大会报告工作,请予审议。", "gov_work_report"),
    ("青禾区社区建设调研报告", "同志们:", "speech"),
    ("望湖公园的春天", "", "other"),
]


@pytest.mark.parametrize(("title", "opening", "genre"), GENRES)
def test_the_genre_follows_opening_then_title(title: str, opening: str, genre: str) -> None:
    """How a text addresses its audience outranks its title."""
    doc = cleaned("\n".join(filter(None, (title, opening, FIRST, SECOND, THIRD))))
    assert (doc.meta.genre and doc.meta.genre.value) == genre
