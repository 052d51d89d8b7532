"""How documents tell their date, issuer and pages, and by what a model essay is known; `schema.clean` is on sites."""

from __future__ import annotations

from policytext.knowledge.schema.base import Pattern, Table


class Facts(Table):
    """facts.yaml.

    Args:
        page_mark: a page's number anywhere, groups `n` and `of` (or `n2`, `of2`);
            page_line: a line that is nothing else.
        date: with year and month, and mostly a day; numeric_date: in digits and signs.
        zeros: characters that stand for zero in a year; first_month: the word for the first month.
        organ: the whole name of a body that issues documents; not_organ: what is none.
        red_head: the line above a document that names its issuer, group `issuer`.
        titled: how a title goes on behind its issuer.
        occasion: how a line ends that says where a speech was given; adoption: what is done to a law there.
        speaks_for: the sentence in which a speaker says for whom, group `issuer`.
        bare: a government named without its place, group `level`.
        congress: a people's congress, group `place`; government: what stands behind a place in its government's name.
        behind_signature: how lines open that stand behind a signature.
        model_words: words of model essays, in a title or a short line; masked: a masked place or year.
    """

    page_mark: Pattern
    page_line: Pattern
    date: Pattern
    numeric_date: Pattern
    zeros: str
    first_month: str
    organ: Pattern
    not_organ: Pattern
    red_head: Pattern
    titled: Pattern
    occasion: Pattern
    adoption: Pattern
    speaks_for: Pattern
    bare: Pattern
    congress: Pattern
    government: str
    behind_signature: Pattern
    model_words: Pattern
    masked: Pattern
