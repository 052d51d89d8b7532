"""The filters that search and figures share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, get_args

from sqlalchemy import ColumnElement, or_, select

from policytext.errors import QueryError
from policytext.model import Kind
from policytext.store.position import holds
from policytext.store.schema import families, labels, observations, revisions, sightings
from policytext.store.sightings import OPEN

CODE = 6
"""Digits of the code of a county or what is above it."""

_ZEROS = re.compile(r"(?:00)+$")

MODEL_FACET = "governance_model"

REJECTED = observations.c.review == "rejected"
"""What a person said is no number of the document; default queries leave it out."""

LABEL_HOLDS = labels.c.review.not_in(("outranked", "rejected"))
"""No person said that the label is another, or none."""

NO_COPY = revisions.c.document_id.not_in(
    select(families.c.document_id).where(families.c.document_id != families.c.family)
)
"""The document is no near-copy, or the one that stands for its family."""

Filter = tuple[Any, Callable[[Any], ColumnElement[bool]]]
"""What was asked for, or None, and the condition that it makes."""


def given(filters: Sequence[Filter]) -> list[ColumnElement[bool]]:
    """The conditions of those filters that were asked for."""
    return [condition(value) for value, condition in filters if value is not None]


def model_of_document() -> ColumnElement[str | None]:
    """The governance model of the whole document, for a statement that selects from revisions."""
    return (
        select(labels.c.code)
        .where(labels.c.revision_id == revisions.c.id, labels.c.facet == MODEL_FACET, labels.c.span_start.is_(None))
        .where(LABEL_HOLDS)
        .order_by(labels.c.ordinal)
        .limit(1)
        .correlate(revisions)
        .scalar_subquery()
    )


def in_place(value: str) -> ColumnElement[bool]:
    """Whether a document is of a place or of one in it: a part of the full name, or the beginning of the code."""
    named = holds(revisions.c.place, value)
    code = _ZEROS.sub("", value) if len(value) == CODE else value
    coded = value.isascii() and value.isdigit() and len(value) > 1
    return or_(named, revisions.c.place_code.startswith(code)) if coded else named


def has_model(code: str) -> ColumnElement[bool]:
    """Whether the document as a whole has a governance model."""
    given = (labels.c.facet == MODEL_FACET, labels.c.code == code, labels.c.span_start.is_(None))
    return revisions.c.id.in_(select(labels.c.revision_id).where(*given, LABEL_HOLDS))


def in_batch(name: str) -> ColumnElement[bool]:
    """Whether the document was seen in a batch of the analyst's."""
    return revisions.c.document_id.in_(select(sightings.c.document_id).where(OPEN, sightings.c.batch == name))


def check_page(limit: int, offset: int) -> None:
    """Refuse a page that cannot be.

    Raises:
        QueryError: the limit is below 1 or the offset below 0.
    """
    if limit < 1 or offset < 0:
        raise QueryError(f"a page needs a limit of at least 1 and an offset of at least 0, not {limit} and {offset}")


def check_kind(kind: str | None) -> None:
    """Refuse a kind that does not exist.

    Raises:
        QueryError: it names the kinds there are.
    """
    if kind is not None and kind not in get_args(Kind):
        raise QueryError(f"{kind!r} is no kind; there are {', '.join(get_args(Kind))}")
