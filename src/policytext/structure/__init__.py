"""The structure room."""

from __future__ import annotations

from policytext.knowledge import Knowledge
from policytext.model import Document


def structure(doc: Document, knowledge: Knowledge) -> Document:
    """Placeholder until the room is built."""
    del knowledge
    return doc
