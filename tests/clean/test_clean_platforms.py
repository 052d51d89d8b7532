"""Every platform's pages, before and after."""

from __future__ import annotations

import pytest

from policytext.knowledge.schema.clean import Example
from policytext.sites.held_out import scored
from policytext.sites.pages import without
from tests.clean.pages import BODY, cleaned, knowledge

EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name, platform in sorted(knowledge().platforms.items())
    for number, example in enumerate(platform.examples, 1)
]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_page_becomes_its_document(name: str, example: Example) -> None:
    """The page is cut to the text, recognised, titled, and its end judged as the example says."""
    doc = cleaned(example.before)
    assert doc.clean.text == example.after
    assert doc.meta.platform is not None
    assert knowledge().platforms[name].id == doc.meta.platform.value
    assert example.title == (doc.meta.title.value if doc.meta.title else None)
    assert example.cut_end == any(gap.kind == "cut_end" for gap in doc.gaps)


# least F1 of a page whose site has no table
STRANGE = 0.95


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_page_of_an_unknown_site_loses_little(name: str, example: Example) -> None:
    """Without the site's own table the general rules still keep the whole text and little else."""
    precision, recall = scored(example, knowledge(), without(knowledge(), name))
    assert recall >= STRANGE
    assert 2 * precision * recall / (precision + recall) >= STRANGE


def test_every_platform_has_an_example() -> None:
    """A site without an example is a claim without a test."""
    assert [name for name, platform in knowledge().platforms.items() if not platform.examples] == []


SITE_LINES = [
    "道客巴巴 www.doc88.com 上传人：abc123 上传时间：2020-05-01",
    "豆丁网 上传者：松溪读者 | 上传时间：2020-05-01 10:20:30 | 浏览：120次",
    "www.jinchutou.com 金锄头文库 上传日期:2020年5月1日 页数:12 35次下载",
]


@pytest.mark.parametrize("line", SITE_LINES)
@pytest.mark.parametrize("behind", [False, True])
def test_a_line_of_the_site_and_the_upload_is_cut(line: str, behind: bool) -> None:  # noqa: FBT001 - a case of the test
    """Who uploaded the document to the known site, and when, is read and not kept."""
    doc = cleaned(f"{BODY}\n{line}" if behind else f"{line}\n{BODY}")
    assert doc.clean.text.strip() == BODY
    assert doc.meta.platform is not None
    assert doc.meta.uploaded is not None
    assert doc.meta.uploaded.value == "2020-05-01"


def test_a_sentence_about_the_site_stays() -> None:
    """A line that says more than the fields is the document's."""
    said = "道客巴巴 上传人：abc123 上传时间：2020-05-01 我区据此建设便民服务站26个。"
    assert said in cleaned(f"{BODY}\n{said}\n{BODY}").clean.text
