"""Tables of the clean room: what sites add to a document, and how a document's head reads.

Patterns on lines match the *folded* page (see `policytext.clean.page`): simplified
characters, ASCII digits and letters, half-width `, : ; ? ! ( ) %`, one kind of space.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from policytext.knowledge.schema.base import Pattern, Table

Where = Literal["anywhere", "page", "edge", "page-edge"]
"""Where a line rule may cut: anywhere; where the page shows other furniture; before or after the text; both."""


class Example(Table):
    """A page before and after cleaning; `title` where it must be found."""

    before: str
    after: str
    title: str | None = None
    cut_end: bool | None = None


class Mark(Table):
    """A pattern that tells a site, and how surely; see `Cleaning.mark_enough`."""

    pattern: Pattern
    weight: float = Field(gt=0)


class Platform(Table):
    """What is known about one site.

    Args:
        id: as in the annotation guidelines; `unnamed` for a layout whose pages name no site.
        name: what the site calls itself.
        marks: how its pages are recognised.
        lines: whole lines to cut anywhere on its pages.
        tail: whole lines after which nothing of the document comes.
        inline: stretches inside lines to cut.
        chunk: characters after which the site's summary inserts `2、`, `3、` into the text.
        preview: whether its pages may leave out the middle or the end.
        examples: pages before and after, generated tests.
    """

    id: str
    name: str
    marks: tuple[Mark, ...]
    lines: tuple[Pattern, ...] = ()
    tail: tuple[Pattern, ...] = ()
    inline: tuple[Pattern, ...] = ()
    chunk: int | None = None
    preview: bool = True
    examples: tuple[Example, ...] = ()


class LineRule(Table):
    """Whole lines that are furniture wherever `where` allows."""

    name: str
    where: Where
    patterns: tuple[Pattern, ...]


class InlineRule(Table):
    """Stretches inside a line that are furniture; looked for only where one of the words it needs stands."""

    name: str
    needs: tuple[str, ...]
    patterns: tuple[Pattern, ...]


class Cues(Table):
    """Words by which one kind of notice speaks.

    Args:
        name: what the notice is about.
        weight: of each distinct word.
        site: whether only a site speaks so; a notice needs one such word.
        words: literal words, found anywhere in a folded line.
    """

    name: str
    weight: float = Field(gt=0)
    site: bool = False
    words: tuple[str, ...]


class MetaRule(Table):
    """How a fact about the document or the page is written; the group `value` holds it.

    A group `rest` is added to it: pages that are left to those that were read.
    """

    name: str
    fact: Literal["published", "uploaded", "pages", "characters"]
    patterns: tuple[Pattern, ...]


class MetaKeys(Table):
    """Names in meta lines.

    Args:
        sure: whether a line with such a name needs no other sign of a site's page.
        fact: what its value tells; None for nothing. `issued` is the day a document was made, `published` the day
            its page gives, `issuer` the body, `source` where a text was taken from.
        names: without spaces.
    """

    sure: bool
    fact: Literal["issued", "published", "issuer", "source", "title"] | None = None
    names: tuple[str, ...]


class Cleaning(Table):
    """cleaning.yaml.

    Args:
        mark_enough: weight of marks that names a platform.
        chunk: as in Platform, for pages with the sharing formula of no known site.
        lines, inline, cues, tail: see the classes above; `tail` as in Platform.
        box: headings of boxes of links that may stand inside a text; end_sign: lines that close a news text.
        interface: words of buttons and menus; a line made of nothing else is furniture.
        separators: what stands between such words.
        site_fields: what a line says that names the site and the upload of the document, without that name.
        notice_edge, notice_middle: score of a notice before or after, and inside the text.
        density: least score for each 100 characters of a notice.
        meta_keys: names in meta lines; facts: other ways in which a page tells them.
        meta_colon: what stands between a name and its value.
        title_after: endings to strip from a title, title_before: beginnings.
        title_frame: how a page names its document, group `title`.
        title_page: what stands behind a title as the running head of a page.
        title_nouns: how titles often end; title_opens: the first of two lines of a title.
        not_title: lines that are no titles.
        title_goes_on: how a sentence goes on that has the title as its first words.
        title_of_a_text: endings of titles that no sentence has as its subject, but for title_is_subject behind it.
        openers: how a first sentence opens after a title that is glued to it.
        marker: a heading or list marker at the start of a line.
        sentence_openers: words that open a sentence and never continue one.
        salutation: a line that addresses the audience.
        signature: a closing line: issuer, date, copies; meeting: a line that only minutes and invitations have.
        numbered_nouns: nouns before a number that is a name (附件1 2013年).
        year: the word after a year.
        vocatives: words between which a space stands in salutations.
        end_words: with these a text ends though no full stop stands there.
        numerals: Chinese numerals in order, from one; item: the word behind one that makes it an item.
        ordinal: the word before a number that makes it a reference.
        official: addresses of official sites.
        file_attribute: how a sharing site states form and size of a file; names_a_site: names of such sites.
    """

    mark_enough: float
    chunk: int
    lines: tuple[LineRule, ...]
    inline: tuple[InlineRule, ...]
    cues: tuple[Cues, ...]
    tail: tuple[Pattern, ...]
    box: tuple[Pattern, ...]
    end_sign: tuple[Pattern, ...]
    interface: tuple[str, ...]
    separators: Pattern
    site_fields: Pattern
    notice_edge: float
    notice_middle: float
    density: float
    meta_colon: Pattern
    meta_keys: tuple[MetaKeys, ...]
    facts: tuple[MetaRule, ...]
    title_after: tuple[Pattern, ...]
    title_before: tuple[Pattern, ...]
    title_frame: tuple[Pattern, ...]
    title_page: Pattern
    title_nouns: Pattern
    title_opens: Pattern
    not_title: Pattern
    title_goes_on: Pattern
    title_of_a_text: Pattern
    title_is_subject: Pattern
    openers: Pattern
    marker: Pattern
    sentence_openers: Pattern
    salutation: Pattern
    signature: Pattern
    meeting: Pattern
    numbered_nouns: Pattern
    year: str
    vocatives: Pattern
    end_words: Pattern
    numerals: str
    item: str
    ordinal: str
    official: Pattern
    file_attribute: Pattern
    names_a_site: Pattern


class LineModel(Table):
    """lines.yaml: weights of the line model, written by its training.

    Args:
        enough: likelihood from which a line outside the text is furniture.
        intercept: the weighted sum of a line without features.
        weights: of each feature (see `policytext.clean.linemodel`); without any, the model has no say.
    """

    enough: float = Field(gt=0, le=1)
    intercept: float
    weights: dict[str, float]


class GenreCue(Table):
    """A pattern that speaks for a genre, where it is looked for, and how strongly."""

    code: str
    at: Literal["opening", "document_number", "title", "body"]
    weight: float = Field(gt=0)
    patterns: tuple[Pattern, ...]


class Genres(Table):
    """genres.yaml.

    Args:
        codes: in order of precedence among equals.
        kinds: finer codes, each with the genre that it is a kind of.
        enough: weight that cues must reach together.
        strengths: how much a rule that tells the genre is worth, in 0..1.
        cues: what speaks for each.
    """

    codes: dict[str, str]
    kinds: dict[str, str] = Field(default_factory=dict)
    enough: float
    strengths: dict[str, float] = Field(default_factory=dict)
    cues: tuple[GenreCue, ...]


class LearntLine(Table):
    """What a person decided about a line that many documents of one origin have.

    Args:
        origin: a platform's id or a host name; None for every document.
        line: with digits masked, as `policytext furniture` shows it.
        decision: `accept` cuts the line, `reject` keeps it from being proposed again.
        by, on: who decided, and when.
        documents: how many documents had the line then; 0 where nobody counted.
    """

    origin: str | None = None
    line: str = Field(min_length=1)
    decision: Literal["accept", "reject"]
    by: str = ""
    on: date | None = None
    documents: int = Field(0, ge=0)


class Furniture(Table):
    """furniture.yaml.

    Args:
        lines: decisions, one for each line of an origin.
        shared: whole lines (folded, digits masked) that documents have in common which have nothing else in common.
    """

    lines: tuple[LearntLine, ...]
    shared: tuple[Pattern, ...]

    @field_validator("lines")
    @classmethod
    def _decided_once(cls, lines: tuple[LearntLine, ...]) -> tuple[LearntLine, ...]:
        decided = Counter((row.origin, row.line) for row in lines)
        twice = next((line for (_, line), count in decided.items() if count > 1), None)
        if twice is not None:
            raise ValueError(f"{twice!r} is decided twice for one origin")
        return lines
