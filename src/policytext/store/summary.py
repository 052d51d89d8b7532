"""How much there is: documents, numbers by kind, models, failures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, func, select

from policytext.store.database import reading
from policytext.store.filters import REJECTED, model_of_document
from policytext.store.runs import failures
from policytext.store.schema import observations, revisions
from policytext.store.sightings import CURRENT


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over current revisions; `models` by code, documents without one left out."""

    documents: int
    figures: int
    targets: int
    requirements: int
    deadlines: int
    models: dict[str, int]
    failures: int


def counts(engine: Engine, run: int | None = None) -> Summary:
    """What the database holds; with a run's number, what that run wrote and where it failed.

    Raises:
        StoreError: the database cannot be read.
    """
    which: list[ColumnElement[bool]] = [CURRENT] if run is None else [CURRENT, revisions.c.run_id == run]
    documents = select(func.count()).select_from(revisions).where(*which)
    kinds = select(observations.c.kind, func.count()).join_from(observations, revisions).where(*which, ~REJECTED)
    labelled = select(model_of_document().label("code")).where(*which).subquery()
    models = select(labelled.c.code, func.count()).where(labelled.c.code.is_not(None)).group_by(labelled.c.code)
    with reading(engine) as connection:
        total = connection.execute(documents).scalar_one()
        by_kind = dict(connection.execute(kinds.group_by(observations.c.kind)).tuples().all())
        by_model = dict(connection.execute(models.order_by(labelled.c.code)).tuples().all())
    return Summary(
        documents=total,
        figures=by_kind.get("figure", 0),
        targets=by_kind.get("target", 0),
        requirements=by_kind.get("requirement", 0),
        deadlines=by_kind.get("deadline", 0),
        models=by_model,
        failures=len(failures(engine, run)),
    )
