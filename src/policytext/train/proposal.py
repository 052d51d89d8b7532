"""A model that training proposes: with figures and the labels it would change; a person accepts it, or not.

Nothing is put in force here but by `accept`, which writes the user's own
trained.json.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Engine

from policytext.classify import classify
from policytext.classify.trained import trained
from policytext.errors import KnowledgeError, PolicytextError
from policytext.knowledge import Knowledge
from policytext.knowledge.load import TRAINED, trained_file
from policytext.knowledge.schema.base import Table
from policytext.knowledge.schema.trained import Trained, Words
from policytext.model import Document, Label
from policytext.settings import Settings
from policytext.store import journal_path
from policytext.train.comparing import models_of
from policytext.train.gathering import documents_again, rows_of_people
from policytext.train.sections import Row, load_rows
from policytext.train.shipping import codes_of, compared_in, save_trained

PROPOSAL = ".model-proposal.json"


class Change(Table):
    """A label that the proposed model gives otherwise; a start of None is the whole document's."""

    name: str
    facet: str
    start: int | None
    end: int | None
    now: tuple[str, ...]
    then: tuple[str, ...]


class Proposal(Table):
    """A trained model with what speaks for and against it.

    Args:
        of_people: sections labelled in this collection that it learnt from.
        changes: labels of this collection that it gives otherwise.
        replaces: digest of the model it was compared with; it is not accepted in the place of another.
        trained: the model.
    """

    of_people: int
    changes: tuple[Change, ...]
    replaces: str
    trained: Trained


@dataclass(frozen=True, slots=True)
class Given:
    """Data to train on instead of the shipped: rows, and models of words."""

    rows: Sequence[Row]
    words: Mapping[str, Words]


def proposal_path(settings: Settings) -> Path:
    """The file of the proposal: beside the journal of decisions.

    Raises:
        StoreError: the URL of the database names no file.
    """
    return journal_path(settings).with_name(PROPOSAL)


def propose(engine: Engine, knowledge: Knowledge, given: Given | None = None) -> Proposal:
    """Train on the shipped sections and those labelled here, and compare with the cue rule on documents left out.

    Args:
        engine: the database, with what people labelled.
        knowledge: every table, with the model now in force.
        given: other data than the shipped.

    Raises:
        StoreError: the database cannot be read.
    """
    now = knowledge.derive(trained)
    shipped = {facet: model.words for facet, model in now.facets.items() if model.words}
    words = given.words if given else shipped
    mine = rows_of_people(engine, knowledge, words)
    at = {_place(row) for row in mine}
    rows = [*(row for row in (given.rows if given else load_rows()) if _place(row) not in at), *mine]
    compared = compared_in(rows, knowledge, words)
    facets = models_of(compared, {each.facet: codes_of(knowledge, each.facet) for each in compared}, words)
    sections = len({(row.document, row.start, row.end) for row in rows})
    told = (
        f"{sections} sections of {len({row.document for row in rows})} documents, {len(mine)} labels of this collection"
    )
    made = Trained(version=1, data=told, facets=facets)
    changes = tuple(_changes(engine, knowledge, now, made))
    return Proposal(of_people=len(mine), changes=changes, replaces=_digest(knowledge), trained=made)


def _place(row: Row) -> tuple[str, int, int, str]:
    return row.document, row.start, row.end, row.facet


def _digest(knowledge: Knowledge) -> str:
    return hashlib.sha256(trained_file(knowledge.roots).read_bytes()).hexdigest()


def _changes(engine: Engine, knowledge: Knowledge, now: Trained, then: Trained) -> Iterator[Change]:
    """Labels that differ between two models; nothing is looked at where neither has a facet in force."""
    facets = {facet for each in (now, then) for facet, model in each.facets.items() if model.in_force}
    facets = {facet for facet in facets if now.facets.get(facet) != then.facets.get(facet)}
    if not facets:
        return
    with_now, with_then = (_with(knowledge, each) for each in (now, then))
    for _, doc, _ in documents_again(engine, knowledge):
        before, after = (_labelled(doc, each, facets) for each in (with_now, with_then))
        for place in sorted(before.keys() | after.keys(), key=str):
            facet, start, end = place
            was, becomes = before.get(place, ()), after.get(place, ())
            if was != becomes:
                yield Change(name=doc.source.name, facet=facet, start=start, end=end, now=was, then=becomes)


def _with(knowledge: Knowledge, model: Trained) -> Knowledge:
    """The same knowledge with another trained model."""
    return replace(knowledge, _derived={trained: model})


def _labelled(
    doc: Document, knowledge: Knowledge, facets: Iterable[str]
) -> dict[tuple[str, int | None, int | None], tuple[str, ...]]:
    found: dict[tuple[str, int | None, int | None], tuple[str, ...]] = {}
    labels: tuple[Label, ...] = classify(doc, knowledge).labels
    for label in labels:
        if label.facet in facets:
            place = label.facet, label.span.start if label.span else None, label.span.end if label.span else None
            found[place] = tuple(sorted((*found.get(place, ()), label.code)))
    return found


def save_proposal(path: Path, made: Proposal) -> None:
    """Write a proposal, whole or not at all.

    Raises:
        PolicytextError: the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(made.model_dump_json(indent=1) + "\n", "utf-8")
        part.replace(path)
    except OSError as error:
        raise PolicytextError(f"{path}: it cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def load_proposal(path: Path) -> Proposal:
    """The proposal that waits.

    Raises:
        PolicytextError: there is none, or it is damaged.
    """
    try:
        return Proposal.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise PolicytextError(f"{path}: no model is proposed; `policytext train` proposes one") from None
    except (OSError, ValidationError) as error:
        raise PolicytextError(f"{path}: no proposal of a model: {error}") from error


def accept(path: Path, folder: Path, knowledge: Knowledge) -> Path:
    """Put the proposed model in force, in the user's own tables; the file that holds it now.

    Args:
        path: of the proposal, which is gone then.
        folder: of the user's own tables.
        knowledge: with the model now in force.

    Raises:
        PolicytextError: there is no proposal, or it was compared with another model than the one in force.
        KnowledgeError: the folder cannot be written to.
    """
    made = load_proposal(path)
    if made.replaces != _digest(knowledge):
        raise PolicytextError(
            f"{path}: another model is in force than it was compared with; run `policytext train` again"
        )
    target = folder / TRAINED
    part = folder / f".{TRAINED}.{os.getpid()}.part"
    try:
        save_trained(part, made.trained)
        part.replace(target)
        path.unlink()
    except OSError as error:
        raise KnowledgeError(f"{target}: it cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return target
