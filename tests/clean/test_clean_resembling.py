"""Documents with lines that look like a site's: nothing of them is cut, alone or on a site's page."""

from __future__ import annotations

from time import perf_counter

import pytest

from policytext.clean.metalines import parse
from policytext.clean.notices import rules
from tests.clean.pages import BODY, TITLE, cleaned, knowledge, solid

HEAD = (
    "首页 上传文档 帮助中心 登录 注册\n某某文库 > 办公文档 > 工作总结\n"
    "上传人:abc 上传时间:2019-05-06 格式:DOC 页数:3 大小:22KB\n"
)
TAIL = (
    "\n本站是用户上传文档的信息存储空间,若侵犯了您的版权,请联系客服,我们立即删除\n相关文档\n"
    "员工手册.doc VIP\n年会方案.ppt 免费\n"
    "关于我们 联系我们 网站地图\nCopyright © 2010-2020 某某文库 版权所有 ICP备00000000号"
)
WEBSITE = (
    "松溪镇网站建设情况报告\n2016年,镇网站全年发布信息1320条,点击量达到46万次,版权归镇党政办公室所有。\n一、栏目建设\n"
    "网站开设在线客服,居民可点击查看办事指南。用户上传的文档须经审核,侵犯他人版权的立即删除。\n"
    "首页设置政务公开、办事服务、互动交流等6个栏目,提供表格下载38份,下载次数累计5200次。"
)
REGISTRATION = "社区志愿者登记表\n编号:\n姓名: 性别: 年龄:\n联系电话: 邮箱:\n审核: 日期:\n□ 同意 □ 不同意"
READING = (
    "青禾区书香社区建设工作总结\n一年来,建成社区书屋36个,藏书12.8万册。\n推荐阅读\n每月推荐阅读书目10种。\n"
    "相关链接\n书屋与学校图书馆相连,流通图书3.2万册。\n更多\n每个书屋配备电脑2台。"
)
ACCOUNT = (
    "微信公众号运营情况汇报\n社区公众号关注人数达到1.2万人,发布图文360篇,阅读量86万次。\n"
    "扫描二维码关注的居民,可领取积分20分。"
)
ENGLISH = (
    "Community Governance in Qinghe\nPage 3 of the survey covers 1,200 households in 26 communities.\n"
    "Copyright of the data belongs to the district."
)
NOTICE = (
    "望湖街道关于开展邻里节活动的通知\n各社区居委会:\n现将有关事项通知如下。\n一、时间:2017年5月10日至20日。\n"
    "二、地点:各社区文化广场。\n三、联系方式:\n联系人:李敏\n电话:0000-12345678"
)
DOWNLOADS = (
    "关于报送2015年社区工作总结的通知\n各街道办事处、镇人民政府:\n请于12月20日前报送总结,有关表格可从区民政局网站下载。\n"
    "附件下载:\n附件1:社区基本情况表.doc\n附件2:社区经费使用情况表.xls\n青禾区民政局\n2015年12月3日"
)
MINUTES = (
    "石桥社区居民议事会会议纪要\n时间:2018年3月6日 14:30-16:45\n地点:社区二楼会议室\n主持:周立\n"
    "16:20 表决:同意18票,反对2票,弃权1票,议案获得通过。"
)
PHONES = "便民服务电话\n供水抢修 81230001\n供电抢修 81230002\n燃气抢修 81230003\n法律援助 12348\n政务热线 12345"
CONTACTS = (
    "青禾区各社区服务站联系表\n社区名称 地址 电话\n石桥社区 石桥路12号 0000-81234567\n"
    "望湖社区 湖滨路3号 0000-81234568\n"
    "东渡社区 渡口街25号 0000-81234569\n监督电话:0000-81230000"
)
COPIES = (
    f"{TITLE}\n{BODY}\n青禾区民政局\n2015年12月28日\n抄送:区委办公室,区人大办公室。\n"
    "青禾区民政局办公室 2015年12月28日印发\n共印80份"
)
CELLS = f"{TITLE}\n{BODY}\n石桥社区\n3200\n望湖社区\n4100\n{BODY}"
TASKS = "工作任务清单\n1、建立居民议事会\n2、建立服务台账\n3、建立考核办法,每季度一次\n4、培训社区工作者120人"
BUDGET = "社区经费\n工资……………120万元\n办公……………15万元\n合计……………135万元"
DOCUMENTS = {
    "website": WEBSITE,
    "registration": REGISTRATION,
    "reading": READING,
    "account": ACCOUNT,
    "english": ENGLISH,
    "notice": NOTICE,
    "downloads": DOWNLOADS,
    "minutes": MINUTES,
    "phones": PHONES,
    "contacts": CONTACTS,
    "copies": COPIES,
    "cells": CELLS,
    "tasks": TASKS,
    "budget": BUDGET,
}
ON_A_PAGE = ("notice", "downloads", "minutes", "phones", "contacts", "copies", "cells", "tasks", "budget", "english")
LONG = {
    "one line of text": BODY.replace("\n", "") * 300,
    "spaces": " " * 50_000,
    "digits": "1234567890" * 5_000,
    "brackets": "(" * 25_000 + ")" * 25_000,
    "one short line": "社区服务站\n" * 10_000,
    "the title again and again": f"{TITLE}\n" * 4_000 + BODY,
    "short lines behind furniture": f"{HEAD}{BODY}{TAIL}\n" + "\n".join(f"社区{i}建设情况" for i in range(8_000)),
    "numbers among spaces": "有1 2个" * 10_000,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_without_furniture_stays_whole(name: str) -> None:
    """Whatever its lines look like."""
    assert solid(cleaned(DOCUMENTS[name]).clean.text) == solid(DOCUMENTS[name])


@pytest.mark.parametrize("name", ON_A_PAGE)
def test_on_the_page_of_a_site_the_document_stays_and_the_site_goes(name: str) -> None:
    """Lists and short notices too, which have no line of prose."""
    assert solid(cleaned(HEAD + DOCUMENTS[name] + TAIL).clean.text) == solid(DOCUMENTS[name])


@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_length(name: str) -> None:
    """Ten times what the clean room takes for as many characters of plain text; a square would take hundreds."""
    cleaned(BODY)
    began = perf_counter()
    cleaned(LONG[name])
    assert perf_counter() - began < 10


@pytest.mark.parametrize(
    "line",
    [
        "格式:x" + "          格式:x" * 19 + "。",
        "格式:" + " " * 380 + "。",
        "文|" + "a文|" * 120 + "。",
        "一>" + "一 >" * 120 + "。",
        "一" + "→" * 390 + "。",
        "上传:-----" * 15 + "。",
    ],
)
def test_no_pattern_hangs_on_a_line(line: str) -> None:
    """Names and values in a row, in the end not quite: each way of parting them is tried once."""
    table = knowledge().derive(rules)
    began = perf_counter()
    for _, _, pattern in table.lines:
        pattern.fullmatch(line)
    table.site_fields.fullmatch(line[:160])
    parse(line, knowledge())
    assert perf_counter() - began < 1
