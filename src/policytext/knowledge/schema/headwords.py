"""Shape of headwords.yaml: which words of a heading tell what its paragraphs are about."""

from __future__ import annotations

from pydantic import RootModel

from policytext.knowledge.schema.base import Pattern


class Headwords(RootModel[dict[str, dict[str, Pattern]]]):
    """Facet → category → a pattern that headings of such paragraphs meet."""
