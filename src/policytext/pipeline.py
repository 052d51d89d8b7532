"""The pipeline: a tuple of plain functions, each `(Document, Knowledge) -> Document`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from policytext.classify import classify
from policytext.clean import clean
from policytext.extract import extract
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Document, Source
from policytext.read import read
from policytext.segment import segment
from policytext.settings import load_settings
from policytext.structure import structure

Stage = Callable[[Document, Knowledge], Document]

STAGES: tuple[Stage, ...] = (clean, structure, segment, extract, classify)


@lru_cache(maxsize=1)
def default_knowledge() -> Knowledge:
    """The shipped knowledge with the overlay that the settings name; loaded once a process.

    Raises:
        KnowledgeError: a table is not valid.
    """
    return load_knowledge(load_settings().knowledge)


def process(path: Path | str, knowledge: Knowledge | None = None) -> Document:
    """Read a file and take it through every stage.

    Args:
        path: the file; its format is told by its content.
        knowledge: None for the default.

    Raises:
        ReadError: the file cannot be read as a document; it names the file and why.
        KnowledgeError: a table is not valid.
    """
    return process_source(read(Path(path)), knowledge or default_knowledge())


def process_source(source: Source, knowledge: Knowledge) -> Document:
    """Take a text that was read through every stage."""
    doc = Document.of(source)
    for stage in STAGES:
        doc = stage(doc, knowledge)
    return doc
