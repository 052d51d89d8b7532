"""Tables of the clean room: what sites add to a document, and how a document's head reads."""

from __future__ import annotations

from policytext.knowledge.schema.base import Table


class Platform(Table):
    """What is known about one site."""

    id: str
    name: str
