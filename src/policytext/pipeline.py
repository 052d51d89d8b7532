"""The pipeline: a tuple of plain functions, each `(Document, Knowledge) -> Document`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from policytext.classify import classify
from policytext.clean import clean
from policytext.extract import extract
from policytext.knowledge import Knowledge, load_knowledge
from policytext.knowledge.load import CUE_RULE
from policytext.model import Document, Fingerprints, Source
from policytext.read import read
from policytext.segment import segment
from policytext.settings import load_settings
from policytext.structure import structure
from policytext.text import Span

Stage = Callable[[Document, Knowledge], Document]

STAGES: tuple[Stage, ...] = (clean, structure, segment, extract, classify)

# what a result depends on besides its file; readers carry versions of their own
RULES = (
    "clean",
    "structure",
    "segment.py",
    "gazetteer.py",
    "chronology.py",
    "sieve.py",
    "extract",
    "classify",
    "text.py",
    "model.py",
    "pipeline.py",
)
LIBRARIES = (
    "jieba",
    "rjieba",
    "ahocorasick-rs",
    "lxml",
    "pdfplumber",
    "pdfminer.six",
    "resiliparse",
    "charset-normalizer",
    "legacy-doc",
    "wps2md",
    "openpyxl",
    "xlrd",
)


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


def process_source(source: Source, knowledge: Knowledge, kept: tuple[Span, ...] = ()) -> Document:
    """Take a text that was read through every stage; what is `kept` no stage cuts."""
    doc = Document.of(source, kept)
    for stage in STAGES:
        doc = stage(doc, knowledge)
    return doc


def fingerprints(
    reader: str, reader_version: str, knowledge_fingerprint: str, model_fingerprint: str = CUE_RULE
) -> Fingerprints:
    """What a result depends on besides the file, each part apart.

    Cheap: nothing is loaded, and code and libraries are looked at once a process.

    Args:
        reader: name of the reader, as in `Source.reader`.
        reader_version: as in `Source.reader_version`.
        knowledge_fingerprint: as in `Knowledge.fingerprint`.
        model_fingerprint: as in `Knowledge.model`.
    """
    rules = hashlib.sha256(f"{knowledge_fingerprint} {_code_digest()}".encode()).hexdigest()
    return Fingerprints(f"{reader}/{reader_version}", rules, model_fingerprint, _library_versions())


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """A digest of the code that reads the tables, by name and content."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for name in RULES:
        root = here / name
        for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            digest.update(path.relative_to(here).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _library_versions() -> str:
    return " ".join(f"{name}-{_version(name)}" for name in LIBRARIES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
