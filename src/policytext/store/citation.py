"""Citing documents: GB/T 7714—2015 and BibTeX, with a caution where the copy at hand is no original.

GB/T 7714—2015, 4.7 and 8: who answers for it, title, mark of its type and
medium, date of issue, date of access, address.  Place and name of a publisher
are left out, as 8.4 allows for electronic resources; so is an unknown author.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from policytext.knowledge.schema.display import Citation
from policytext.store.schema import documents, revisions, runs, sightings
from policytext.store.sightings import CURRENT, OPEN

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_SPECIAL = re.compile(r"[&%$#_{}~^\\]")
_NAMED = {
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
    "{": "\\textbraceleft{}",  # BibTeX counts braces behind a backslash, too
    "}": "\\textbraceright{}",
}
KEY = 12
"""Characters of a document's key that name it in BibTeX."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation is made of.

    Args:
        key: of the document.
        title: or None.
        issuer: or None.
        issued: YYYY, YYYY-MM or YYYY-MM-DD, or None.
        genre: code, or None.
        grade: of the source, code, or None.
        address: where it was found, or None.
        accessed: YYYY-MM-DD: when it was collected, or else first ingested.
    """

    key: str
    title: str | None
    issuer: str | None
    issued: str | None
    genre: str | None
    grade: str | None
    address: str | None
    accessed: str | None


def cited_document(connection: Connection, document: int) -> Cited:
    """What is known of a document that belongs in its citation."""
    r = revisions.c
    facts = (documents.c.key, r.title, r.issuer, r.issued, r.genre, r.source_grade.label("grade"))
    row = connection.execute(
        select(*facts).join_from(revisions, documents).where(CURRENT, r.document_id == document)
    ).one()
    seen = connection.execute(
        select(sightings.c.path, sightings.c.address, sightings.c.collected)
        .where(OPEN, sightings.c.document_id == document)
        .order_by(sightings.c.id)
    ).all()
    addresses = [each.address or each.path for each in seen]
    first = select(func.min(runs.c.started)).join_from(sightings, runs, sightings.c.first_run == runs.c.id)
    started = connection.scalar(first.where(sightings.c.document_id == document))
    return Cited(
        **row._mapping,  # noqa: SLF001 - SQLAlchemy's public name
        address=next((each for each in addresses if _ADDRESS.fullmatch(each)), None),
        accessed=min((each.collected for each in seen if each.collected), default=(started or "")[:10] or None),
    )


def cite(cited: Cited, words: Citation) -> str:
    """The entry of a list of references in the numeric style of GB/T 7714—2015."""
    mark = words.marks.get(cited.genre or "", words.other)
    head = f"{cited.issuer}. " if cited.issuer else ""
    title = f"{head}{_line(cited.title or words.untitled)}[{mark}{'/OL' if cited.address else ''}]."
    if not cited.address:
        return f"{title} {cited.issued}." if cited.issued else title
    issued = f"({cited.issued})" if cited.issued else ""
    accessed = f"[{cited.accessed}]" if cited.accessed else ""
    dates = f" {issued}{accessed}." if issued or accessed else ""
    return f"{title}{dates} {cited.address}."


def caution(cited: Cited, words: Citation) -> str | None:
    """What must be said beside a citation: that only a copy of little worth is known."""
    return words.cautions.get(cited.grade or "")


def bibtex(cited: Cited, words: Citation) -> str:
    """An entry for BibTeX and biblatex; its key is the beginning of the document's."""
    mark = words.marks.get(cited.genre or "", words.other)
    fields = {
        "title": f"{{{_escaped(_line(cited.title or words.untitled))}}}",
        "author": f"{{{_escaped(cited.issuer)}}}" if cited.issuer else None,
        "institution": _escaped(cited.issuer) if cited.issuer and words.entries[mark] == "techreport" else None,
        "date": cited.issued,
        "year": cited.issued[:4] if cited.issued else None,
        "url": cited.address and cited.address.replace("{", "%7B").replace("}", "%7D"),
        "urldate": cited.accessed if cited.address else None,
        "note": caution(cited, words),
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    further = cited.key[len(hashlib.sha256().hexdigest()) :]  # -2, of a second document that began with one content
    return f"@{words.entries[mark]}{{policytext-{cited.key[:KEY]}{further},\n{lines}}}\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """A text that LaTeX sets as it stands."""
    return _SPECIAL.sub(lambda found: _NAMED.get(found[0], f"\\{found[0]}"), text)
