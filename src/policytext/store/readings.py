"""The text of a revision as it is read, rebuilt from what is stored."""

from __future__ import annotations

from sqlalchemy import Connection, select

from policytext.model import Place as FilePlace
from policytext.store.anchors import Place, find
from policytext.store.decision import Anchor
from policytext.store.fold import Folded
from policytext.store.schema import edits, texts
from policytext.text import Edit, Span, View


class Reading:
    """The text of a revision as it is read, rebuilt from its edits, with what finding places needs."""

    def __init__(self, connection: Connection, revision: int, text_id: int) -> None:
        row = connection.execute(select(texts.c.text, texts.c.places).where(texts.c.id == text_id)).one()
        self.places = [
            FilePlace(Span(*place["span"]), **{key: value for key, value in place.items() if key != "span"})
            for place in row.places
        ]
        e = edits.c
        query = select(e.span_start, e.span_end, e.new, e.rule).where(e.revision_id == revision, e.view == "reading")
        made = [Edit(Span(*each[:2]), *each[2:]) for each in connection.execute(query.order_by(e.span_start))]
        self.source = View.of(row.text)
        self.view = self.source.apply(made)
        self.folded = Folded(self.view.text)
        self._folded_source: Folded | None = None

    @property
    def folded_source(self) -> Folded:
        """The whole text, folded; made when it is first needed."""
        self._folded_source = self._folded_source or Folded(self.source.text)
        return self._folded_source

    def find(self, anchor: Anchor) -> Place | None:
        """Where an anchor's place is, folded."""
        return find((self.folded if anchor.text == "reading" else self.folded_source).text, anchor)
