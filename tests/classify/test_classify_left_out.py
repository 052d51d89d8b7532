"""What the labels of a document that nobody has seen are worth: each gold document judged without what is its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools.left_out import GENRE, MODEL, figures, gold_rows, labels, several, single, wilson

GOLD = Path(__file__).parents[2] / ".." / "shared" / "gold"
FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated documents are not beside this folder")


@pytest.mark.parametrize("way", ["met_in", "strict"])
def test_no_figure_with_the_document_left_out_is_below_its_floor(way: str) -> None:
    """Sections and documents, models and topics; government and self-government are never swapped."""
    rows, given, floors = gold_rows(GOLD), labels(GOLD, strict=way == "strict"), FLOORS[way]
    found = {
        f"{facet} {'sections' if sections else 'documents'}": figures(single(rows, given, facet, sections=sections))
        for facet, sections in ((MODEL, True), (MODEL, False), (GENRE, False))
    }
    for facet in ("governance_tag", "service_mode", "indicator_domain"):
        found[f"{facet} documents"] = several(rows, given, facet, sections=False)
        found[f"{facet} sections"] = several(rows, given, facet, sections=True)

    assert not [
        (name, figure, found[name][figure])
        for name, least in floors.items()
        for figure, floor in least.items()
        if found[name][figure] < floor - 1e-3
    ]
    assert 0 == found[f"{MODEL} sections"]["swaps"]


def test_wilson_interval_is_the_known_one() -> None:
    """8 of 10: 0.49 to 0.94."""
    assert (0.490, 0.943) == pytest.approx(wilson(8, 10), abs=1e-3)


def test_labels_need_no_scikit_learn() -> None:
    """Nor do they cut the text into words: neither library is loaded for them."""
    code = (
        "import sys\n"
        "from policytext.knowledge import load_knowledge\n"
        "from policytext.model import Document, Source\n"
        "from policytext.structure import structure\n"
        "from policytext.segment import segment\n"
        "from policytext.classify import classify\n"
        "k = load_knowledge()\n"
        "text = '\u793e\u533a\u5c45\u6c11\u4f1a\u8bae\u3002'\n"
        "doc = Document.of(Source('0' * 64, 'a', 'text/plain', None, 'text', '1', text))\n"
        "assert classify(segment(structure(doc, k), k), k).labels\n"
        "assert not {'sklearn', 'jieba'} & set(sys.modules), sorted(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert (0, "") == (done.returncode, done.stderr)
