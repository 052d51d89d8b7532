"""What a person types to search, parsed.

    query    = part { [AND] part } { OR part … }        AND binds closer than OR
    part     = [ - | NOT ] ( "(" query ")" | filter | nearness )
    nearness = words { 同句 words } | words { 同段 words }
    words    = word | "quoted words" | "(" word { OR word } ")"
    filter   = key ":" value { "," value }              value: word, "quoted", 2012..2014, >=80

The words for operators and keys stand in `knowledge/search.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

from policytext.errors import QueryError
from policytext.knowledge.schema.search import Search
from policytext.store.asked import Language, Value, value_of, values_of
from policytext.store.fold import fold
from policytext.store.passages import LONGEST_WORD

DEEPEST = 40
"""Brackets within brackets."""

Level = Literal["sentence", "paragraph"]
LEVELS: tuple[Level, ...] = ("sentence", "paragraph")


@dataclass(frozen=True, slots=True)
class Word:
    """A passage that holds a word; `text` is folded."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """A passage in which a word of the first group begins that shares its sentence or paragraph with one of each other.

    Args:
        level: sentence or paragraph.
        groups: at least two, each of one or several words of which any will do.
    """

    level: Level
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A passage, or its document, of which one of some values holds."""

    key: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What its part does not say."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Word | Near | Filter | Not | All | Some


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: `word`, `quoted`, `key`, an operator's name, `(`, `)` or `end`, and its column from 1."""

    kind: str
    text: str
    column: int


def parse(text: str, language: Language) -> Node:
    """What a query means.

    Raises:
        QueryError: something in it was not understood; it says what, and in which column.
    """
    parser = _Parser(list(_tokens(text, language.search)), language)
    node = parser.either(0)
    token = parser.tokens[parser.at]
    if token.kind != "end":
        _refuse(token, "this bracket closes nothing" if token.kind == ")" else "nothing can be said after this")
    alternatives = node.parts if isinstance(node, Some) and len(parser.columns) > 1 else (node,)
    for part, column in zip(alternatives, parser.columns, strict=True):
        if not is_anchored(part):
            raise QueryError(
                f"column {column}: a query needs at least one word that must stand in the text, in each of its "
                "alternatives: a filter or an exclusion alone finds everything else"
            )
    return node


def is_anchored(node: Node) -> bool:
    """Whether whatever a query finds holds a word of it."""
    if isinstance(node, All):
        return any(map(is_anchored, node.parts))
    if isinstance(node, Some):
        return all(map(is_anchored, node.parts))
    return isinstance(node, Word | Near)


def words_of(node: Node) -> tuple[str, ...]:
    """The folded words that may stand in what is found, each once, in the order of the query."""
    if isinstance(node, Word):
        return (node.text,)
    if isinstance(node, Near):
        return tuple(dict.fromkeys(word for group in node.groups for word in group))
    if isinstance(node, All | Some):
        return tuple(dict.fromkeys(word for part in node.parts for word in words_of(part)))
    return ()


_SPACE = re.compile(r"\s+")
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "＂": "＂"}
_BRACKETS = {"(": "(", "（": "(", ")": ")", "）": ")"}
_BARS = "|｜"
_MINUS = "-－−"
_MINUSES = frozenset(_MINUS)
_KEY = re.compile(r"([^\W\d_]\w*)[:：]")
_PLAIN = re.compile(r"[^\s()（）|｜\"“”「」『』＂]+")


def _tokens(text: str, search: Search) -> Iterator[Token]:
    """The pieces of a query, with an `end` behind the last."""
    at, glued = 0, False
    while at < len(text):
        if space := _SPACE.match(text, at):
            at, glued = space.end(), False
            continue
        token, at = _token(text, at, search, glued=glued)
        glued = token.kind in {"word", "quoted"}
        yield token
    yield Token("end", "", len(text) + 1)


def _token(text: str, at: int, search: Search, *, glued: bool) -> tuple[Token, int]:
    """The piece that begins at an offset, and where the next may begin."""
    sign, column = text[at], at + 1
    if sign in _BRACKETS:
        return Token(_BRACKETS[sign], sign, column), at + 1
    if sign in _BARS:
        return Token("or", sign, column), at + 1
    if sign in _MINUS and not glued and text[at + 1 : at + 2] in _MINUSES:
        raise QueryError(f"column {column}: {text[at:].split(maxsplit=1)[0]!r} is no option; docs/search.md")
    if sign in _MINUS and not glued:
        return Token("not", sign, column), at + 1
    if sign in _QUOTES:
        return _quoted(text, at)
    if key := _KEY.match(text, at):
        return Token("key", key[1], column), key.end()
    plain = _PLAIN.match(text, at)
    if plain is None:  # a closing mark without its opening one
        raise QueryError(f"column {column}: {sign} closes a quotation that was not begun")
    return Token(search.operator(plain[0]) or "word", plain[0], column), plain.end()


def _quoted(text: str, at: int) -> tuple[Token, int]:
    end = text.find(_QUOTES[text[at]], at + 1)
    if end < 0:
        raise QueryError(f"column {at + 1}: the quotation that begins here, {text[at:]!r}, has no end")
    return Token("quoted", text[at + 1 : end], at + 1), end + 1


def _refuse(token: Token, why: str) -> NoReturn:
    shown = f" {token.text!r}" if token.text else ""
    raise QueryError(f"column {token.column}:{shown} {why}")


class _Parser:
    """Recursive descent over tokens; `at` is the next one."""

    def __init__(self, tokens: list[Token], language: Language) -> None:
        self.tokens = tokens
        self.language = language
        self.at = 0
        self.columns: list[int] = []  # where the alternatives of the whole query begin

    @property
    def kind(self) -> str:
        """Kind of the next token."""
        return self.tokens[self.at].kind

    def take(self) -> Token:
        """The next token, passed."""
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self, depth: int) -> Node:
        """Alternatives, parted by OR."""
        if depth > DEEPEST:
            _refuse(self.tokens[self.at], f"more than {DEEPEST} brackets within each other")
        parts = [self.alternative(depth)]
        while self.kind == "or":
            self.take()
            parts.append(self.alternative(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def alternative(self, depth: int) -> Node:
        """What must all hold; where it begins is noted."""
        if depth == 0:
            self.columns.append(self.tokens[self.at].column)
        return self.every(depth)

    def every(self, depth: int) -> Node:
        """What must all hold."""
        parts = [self.part(depth)]
        while self.kind not in {"or", ")", "end"}:
            if self.kind == "and":
                self.take()
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def part(self, depth: int) -> Node:
        """One word, filter, nearness or bracket, or its negation."""
        token = self.tokens[self.at]
        if token.kind == "not":
            self.take()
            part = self.part(depth + 1) if depth < DEEPEST else _refuse(token, "too many negations")
            return Not(part)
        if token.kind == "key":
            return self.filter()
        if token.kind not in {"word", "quoted", "("}:
            _refuse(token, self._missing(token))
        node = self.operand(depth)
        return self.near(node, token) if self.kind in LEVELS else node

    def operand(self, depth: int) -> Node:
        """A word, a quotation, or what stands in brackets."""
        token = self.take()
        if token.kind != "(":
            return Word(self.word(token))
        node = self.either(depth + 1)
        if self.kind != ")":
            _refuse(token, "this bracket is not closed")
        self.take()
        return node

    def near(self, first: Node, begun: Token) -> Node:
        """Groups of words in one sentence or paragraph."""
        level, groups = self.tokens[self.at], [self.group(first, begun)]
        while self.kind in LEVELS:
            operator = self.take()
            if operator.kind != level.kind:
                _refuse(operator, f"stands beside {level.text!r}: a nearness has one kind only")
            token = self.tokens[self.at]
            if token.kind not in {"word", "quoted", "("}:
                _refuse(token, f"there is no word after {operator.text!r}")
            groups.append(self.group(self.operand(0), token))
        return Near("sentence" if level.kind == "sentence" else "paragraph", tuple(groups))

    def group(self, node: Node, token: Token) -> tuple[str, ...]:
        """The words of which any will do."""
        parts = node.parts if isinstance(node, Some) else (node,)
        if not all(isinstance(part, Word) for part in parts):
            _refuse(token, "a nearness is one of words, or of words parted by OR in brackets")
        return tuple(part.text for part in parts if isinstance(part, Word))

    def word(self, token: Token) -> str:
        """A folded word."""
        folded = fold(token.text.replace("\0", "\ufffd"))
        if not folded:
            _refuse(token, "nothing to search for stands here")
        if len(folded) > LONGEST_WORD:
            _refuse(token, f"has {len(folded)} characters; search for {LONGEST_WORD} of them at most")
        return folded

    def filter(self) -> Filter:
        """A key and its values."""
        token = self.take()
        key = self.language.search.key(token.text)
        if key is None:
            known = ", ".join(spellings[0] for spellings in self.language.search.keys.values())
            _refuse(token, f'is no key; there are {known}. To search for the words themselves: "{token.text}:…"')
        behind = self.tokens[self.at]
        if behind.column != token.column + len(token.text) + 1 or behind.kind in {"(", ")", "end"}:
            _refuse(token, "has no value behind it")
        self.take()
        try:
            if behind.kind == "quoted":
                return Filter(key, (value_of(key, behind.text.strip(), self.language),))
            return Filter(key, values_of(key, behind.text, self.language))
        except QueryError as error:
            raise QueryError(f"column {behind.column}: {error}") from error

    def _missing(self, token: Token) -> str:
        if token.kind == "end":
            return "a word is missing here" if self.at else "type at least one word to search for"
        return f'a word is missing before this; to search for the word itself: "{token.text}"'
