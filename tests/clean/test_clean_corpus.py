"""Documents that need no cleaning: real reports and laws lose next to nothing."""

from __future__ import annotations

import pytest

from policytext.clean import clean
from policytext.model import Document
from policytext.read import read
from tests.clean.pages import SHARED, knowledge

FOLDER = SHARED / "corpus"
FILES = [*sorted((FOLDER / "work-reports-2024").glob("*.docx"))[::9], *sorted((FOLDER / "laws").glob("law_*.md"))]
MOST_CUT = 0.0005


@pytest.mark.skipif(not FILES, reason="the shared corpus is not beside this repository")
def test_false_cuts_are_rare_and_never_digits() -> None:
    """Less than five characters in ten thousand are cut, no digit among them."""
    cut = total = 0
    for path in FILES:
        doc = clean(Document.of(read(path)), knowledge())
        gone = [doc.source.text[edit.span.start : edit.span.end] for edit in doc.clean.edits()]
        assert not any(char.isdigit() for stretch in gone for char in stretch), path.name
        cut += sum(not char.isspace() for stretch in gone for char in stretch)
        total += sum(not char.isspace() for char in doc.source.text)
    assert cut <= total * MOST_CUT
