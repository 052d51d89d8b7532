"""Numbers in table cells take name and time, and bare ones their unit, from the heads of row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from policytext.extract import table
from policytext.model import Document
from policytext.pipeline import default_knowledge, process_source
from policytext.read import read_bytes

EXAMPLES = Path(table.__file__).parent / "examples.yaml"
MARKED = re.compile("〔([^〔〕]+)〕")
NONE = {"kind": "figure", "role": "value", "indicator": None, "scope": None, "time": None}
LEAD = "# 青禾区养老服务工作情况通报\n\n各街道、镇：\n\n今年以来，各地扎实推进养老服务，群众普遍满意。\n\n"


def examples() -> Iterator[Any]:
    """One parameter for each table, with an id that can be read."""
    for entry in yaml.safe_load(EXAMPLES.read_text("utf-8")):
        for text in entry["in"]:
            yield pytest.param(text.replace(" / ", "\n"), entry, id=text)


def read_as(text: str, name: str) -> Document:
    """A file of this text and name after the whole pipeline."""
    return process_source(read_bytes(text.encode(), name), default_knowledge())


@pytest.mark.parametrize(("text", "entry"), list(examples()))
def test_a_cell_means_what_its_heads_say(text: str, entry: dict[str, Any]) -> None:
    """The marked cells, and no others, are mentions of the table."""
    doc = read_as(LEAD + MARKED.sub(r"\1", text) + "\n", "a.md")
    wanted = [] if "says" in entry else entry.get("are", [entry.get("is")])
    written = entry.get("written", False)
    rule = "heads-of-table" if written else "unit-of-table"
    found = [mention for mention in doc.mentions if rule in mention.rules]
    assert [mention.surface for mention in found] == MARKED.findall(text)
    for mention, meaning in zip(found, wanted, strict=True):
        expected = NONE | meaning | {"value": Decimal(str(meaning["value"]))}
        assert expected == {name: getattr(mention, name) for name in expected}
        assert mention.status == ("as_written" if written else "derived")


def test_cells_of_a_page_are_read_like_those_of_markdown() -> None:
    """A table of a web page is known by the cells that its reader noted."""
    rows = "<tr><th>指标</th><th>2019年</th></tr><tr><td>养老床位（张）</td><td>1415</td></tr>"
    page = f"<html><body><p>主要指标完成情况见下表，群众普遍满意。</p><table>{rows}</table></body></html>"
    (mention,) = (m for m in read_as(page, "a.html").mentions if "unit-of-table" in m.rules)
    assert (mention.surface, mention.unit, mention.time) == ("1415", "张", "2019年")


def test_a_number_of_a_cell_is_a_mention_or_an_exclusion_but_not_both() -> None:
    """What the heads explain is no longer recorded as a bare number."""
    doc = read_as(f"{LEAD}| 指标 | 2018年 |\n| --- | --- |\n| 养老床位（张） | 1240 |\n", "a.md")
    spans = [mention.span for mention in doc.mentions]
    assert not any(exclusion.span.overlaps(span) for exclusion in doc.exclusions for span in spans)
