"""Which way a paragraph looks by its words, where neither heading nor turn of phrase tells."""

from __future__ import annotations

import hashlib

import pytest

from policytext.extract.kind import lean
from policytext.knowledge import load_knowledge
from policytext.model import Source
from policytext.pipeline import process_source

PLAN = (
    "坚持教育优先发展，办好优质学前教育，创建省级示范幼儿园12所，新建寄宿制学校6所，让更多孩子就近入学。"
    "加快推进社区养老，培育托育机构8家，确保服务不断档。"
)
REVIEW = (
    "教育事业成效明显，12所幼儿园入选省级示范园，新建寄宿制学校6所，荣获省级表彰。"
    "社区养老扎实推进，累计培育托育机构8家，居全省前列。"
)


@pytest.mark.parametrize(("text", "way"), [(PLAN, "ahead"), (REVIEW, ""), ("全区有社区64个。", "")])
def test_a_paragraph_of_plans_looks_ahead(text: str, way: str) -> None:
    """And one of results does not, nor one that says nothing of it."""
    assert lean(text, "other", load_knowledge()) == way


def test_those_who_tell_of_what_they_do_speak_like_plans() -> None:
    """In reports of experience 办好, 推进 and 让 are what was done; a long paragraph may look both ways."""
    knowledge = load_knowledge()
    assert not lean(PLAN, "experience_exchange", knowledge)
    assert not lean(PLAN * 10, "other", knowledge)


@pytest.mark.parametrize(("text", "kind"), [(PLAN, "target"), (REVIEW, "figure")])
def test_what_a_paragraph_leans_to_decides_without_a_cue(text: str, kind: str) -> None:
    """Numbers in a cut-out paragraph without a heading."""
    source = Source(hashlib.sha256(text.encode()).hexdigest(), "x.txt", "text/plain", "utf-8", "text", "1", text)
    doc = process_source(source, load_knowledge())
    assert {mention.kind for mention in doc.mentions} == {kind}
    assert len(doc.mentions) == 3
