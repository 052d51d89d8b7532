"""Web pages: the text a browser would show, blocks on lines, cells between tabs.

What is the page's and what is the document's is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from resiliparse.parse.html import ElementNode, HTMLTree, Node, TextNode

from policytext.read.drawing import Drawn, File, Pen, raised
from policytext.read.encoding import decode, keepable
from policytext.read.numbering import DECIMAL, formatted, joined

MARKUP = 20  # times as long as its text a page may be, by the limit for texts
HEAD = 4096  # bytes in which a page shows what it is and declares its encoding
_PROLOGUE = rb"(?>(?:<!--.*?-->|<\?.*?>)\s*)*+"
_PAGE = re.compile(
    rb"\s*" + _PROLOGUE + rb"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE | re.DOTALL
)
_FRAGMENT = re.compile(
    rb"\s*" + _PROLOGUE + rb"<(?:div|p|table|h[1-6]|center|font|span|article|section|script|style|link)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(rb"<(?:html|body|div|p|table)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_NEWLINE = re.compile(r"\r\n?")

PAGE_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
MARKDOWN_NAMES = frozenset({".md", ".markdown"})  # may begin with a tag and is still no page

# content that no reader of a page sees; rt and rp are the small readings beside characters
UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "noembed", "noframes", "object", "applet",
    "svg", "math", "canvas", "audio", "video", "rt", "rp", "datalist", "title",
})  # fmt: skip
# elements that begin and end a line, by the rendering chapter of the HTML standard
BLOCKS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol",
    "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary", "table", "tbody",
    "textarea", "tfoot", "thead", "ul", "xmp",
})  # fmt: skip
VERBATIM = frozenset({"pre", "textarea", "listing", "xmp", "plaintext"})

# by the WHATWG encoding standard; a declared gb2312 or gbk is read as gb18030
SAME = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf8": "utf-8",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "windows-1252": "cp1252",
}
# the letter of a list's `type`, and the format of its numbers
LIST_TYPES = {"1": DECIMAL, "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
MENUS = frozenset({"nav", "header", "footer", "menu", "aside"})  # whose lists are links, numbered for nobody
_LIST_PLAIN = re.compile(r"list-style(?:-type)?\s*:\s*(?:none|disc|circle|square)", re.IGNORECASE)
_MENU_CLASS = re.compile(r"crumb|nav|menu|pag(?:er|ination)|slide|tab|rank", re.IGNORECASE)
# a number of its own: digits, letters or Chinese numerals and what ends a list's number
_OWN_NUMBER = re.compile("[(\uff08]?(?:[0-9]{1,3}|[A-Za-z]|\\w{1,3})[)\uff09.\u3001\uff0e]|[\u2460-\u2473]")
MOST_ITEMS = 9999
MOST_COLUMNS = 1000  # a colspan beyond is read as this, as browsers do


def sniff(file: File) -> bool:
    """Whether the bytes begin as a page does, whatever the file is called."""
    head = file.data[:HEAD].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    head = head.replace(b"\0", b"")  # UTF-16 reads like ASCII then
    if _PAGE.match(head) or (_FRAGMENT.match(head) and file.suffix not in MARKDOWN_NAMES):
        return True
    return file.suffix in PAGE_NAMES and _ANY_TAG.search(head) is not None


def draw(file: File) -> Drawn:
    """The text of a page: its title on the first line, then its body.

    Elements that the page itself hides are left out, unless they hold more
    than what is shown: then a script would have shown them.

    Raises:
        ReadError: the bytes are in no encoding that is read.
        LimitError: the text is longer than allowed.
    """
    decoded = decode(file, most=MARKUP * file.max_characters)
    tree = HTMLTree.parse(keepable(decoded.text))
    drawing = _draw(file, tree, keep_hidden=False)
    notes = [*decoded.notes, *_declaration(file, decoded.encoding)]
    if drawing.hidden > drawing.pen.at:
        drawing = _draw(file, tree, keep_hidden=True)
        notes.append("The page hides most of its text from view; it was read all the same.")
    elif drawing.hidden:
        notes.append(f"{drawing.hidden} character(s) that the page hides from view are not in the text.")
    drawn = drawing.pen.drawn(*notes)
    return Drawn(drawn.text, decoded.encoding, drawn.places, drawn.notes)


@dataclass(slots=True)
class _Table:
    """A table being read: where its next cell stands, and which columns cells above still cover."""

    number: int
    row: int = 0
    column: int = 0
    row_start: int = 0
    row_held: str = ""
    covered: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        self.row += 1
        self.column = 0
        self.covered = {column: rows - 1 for column, rows in self.covered.items() if rows > 1}

    def next_cell(self, columns: int, rows: int) -> int:
        """The column where a cell of this width and height begins, counted from 1."""
        self.column += 1
        while self.column in self.covered:
            self.column += 1
        first = self.column
        if rows > 1:
            self.covered |= dict.fromkeys(range(first, min(first + columns, MOST_COLUMNS)), rows)
        self.column = first + columns - 1
        return first


@dataclass(slots=True)
class _List:
    """A list being read: the number of its next item and how numbers are written; no form for one without."""

    form: str = ""
    following: int = 1


@dataclass(slots=True)
class _Drawing:
    """A page being written out: the line so far and the tables that are open."""

    pen: Pen
    on_line: bool = False
    space: bool = False
    verbatim: int = 0
    hidden: int = 0
    sup: int = 0
    tables: list[_Table] = field(default_factory=list)
    cells: list[tuple[int, str, int, int, int]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    number: str = ""
    count: int = 0

    def text(self, text: str) -> None:
        """Text with its white space collapsed, as in a browser, or verbatim."""
        if self.verbatim:
            self._verbatim(_NEWLINE.sub("\n", text))
            return
        words = _SPACE.sub(" ", text)
        if words.startswith(" "):
            self.space = self.on_line
        body = words.strip(" ")
        if not body:
            return
        body = raised(body) if self.sup else body
        if self.number:
            body, self.number = ("" if _OWN_NUMBER.match(body) else joined(self.number, body)) + body, ""
        self.pen.write(f" {body}" if self.space else body)
        self.on_line, self.space = True, words.endswith(" ")

    def break_line(self) -> None:
        self.pen.hold("\n")
        self.on_line = self.space = False

    def fresh_line(self) -> None:
        """Break the line if anything stands on it."""
        if self.on_line:
            self.break_line()

    def enter(self, node: ElementNode) -> None:
        tag = node.tag or ""
        if tag in {"td", "th"} and self.tables:
            self._enter_cell(node)
        elif tag == "br":
            self.break_line()
        elif tag == "tr" and self.tables:
            self._enter_row()
        elif tag in BLOCKS:
            self.fresh_line()
        if tag in {"ol", "ul", "menu", "dir"}:
            self.lists.append(_list(node))
        elif tag == "li":
            self._number_item(node)
        if tag == "table":
            self.count += 1
            self.tables.append(_Table(self.count))
        self.verbatim += tag in VERBATIM
        self.sup += tag == "sup"

    def leave(self, node: ElementNode) -> None:
        tag = node.tag or ""
        if tag in {"td", "th"} and self.tables:
            self._leave_cell()
        elif tag == "tr" and self.tables:
            self._leave_row()
        elif tag in BLOCKS:
            self.fresh_line()
        if tag in {"ol", "ul", "menu", "dir"} and self.lists:
            self.lists.pop()
        self.number = "" if tag == "li" else self.number
        if tag == "table":
            self.tables.pop()
        self.verbatim -= tag in VERBATIM
        self.sup -= tag == "sup"

    def _number_item(self, node: ElementNode) -> None:
        """The number of an item, to be written before its text."""
        if self.lists and self.lists[-1].form:
            here = self.lists[-1]
            here.following = _number(node, "value", MOST_ITEMS) if node.hasattr("value") else here.following
            self.number = f"{formatted(here.following, here.form)}."
            here.following += 1

    def _verbatim(self, text: str) -> None:
        body = text.rstrip("\n")
        self.pen.write(body)
        self.on_line = bool(body) or self.on_line
        for _ in range(len(text) - len(body)):
            self.break_line()

    def _enter_row(self) -> None:
        self.fresh_line()
        table = self.tables[-1]
        table.next_row()
        table.row_start, table.row_held = self.pen.at, self.pen.held

    def _leave_row(self) -> None:
        table = self.tables[-1]
        self.pen.held = "\n" if self.pen.at > table.row_start else table.row_held
        self.on_line = self.space = False

    def _enter_cell(self, node: ElementNode) -> None:
        table = self.tables[-1]
        if table.column:
            self.pen.hold("\t")
        column = table.next_cell(_number(node, "colspan", MOST_COLUMNS), _number(node, "rowspan", 65534))
        self.cells.append((self.pen.start, self.pen.held, table.number, table.row, column))
        self.on_line = self.space = False

    def _leave_cell(self) -> None:
        start, held, table, row, column = self.cells.pop()
        self.pen.mark(start, "cell", table=table, row=row, column=column)
        self.pen.held = "" if self.pen.at > start else held
        self.on_line = self.space = False


def _draw(file: File, tree: HTMLTree, *, keep_hidden: bool) -> _Drawing:
    """The whole page, written out without recursion: pages nest deeper than Python does."""
    drawing = _Drawing(Pen(file))
    drawing.text(tree.title or "")
    drawing.fresh_line()
    inside_hidden = 0
    for node, entering in _walk(tree.body):
        if inside_hidden or (not keep_hidden and entering and _is_hidden(node)):
            if isinstance(node, ElementNode):
                inside_hidden += 1 if entering else -1
            else:
                drawing.hidden += len((node.value or "").strip())
        elif isinstance(node, ElementNode):
            (drawing.enter if entering else drawing.leave)(node)
        else:
            drawing.text(node.value or "")
    return drawing


def _walk(body: Node | None) -> Iterator[tuple[Node, bool]]:
    """Every element that can be seen, entered (True) and left (False), and the text between."""
    node, inside = body, 0
    while node is not None:
        if isinstance(node, TextNode):
            yield node, True
        elif isinstance(node, ElementNode) and node.tag not in UNSEEN:
            yield node, True
            child = node.first_child
            if child is not None:
                node, inside = child, inside + 1
                continue
            yield node, False
        while node.next is None and inside:
            node, inside = node.parent or node, inside - 1
            yield node, False
        node = node.next if inside else None


def _list(node: ElementNode) -> _List:
    """How the items of a list are numbered."""
    if (node.tag or "") != "ol" or _LIST_PLAIN.search(node.getattr("style") or "") or _is_menu(node):
        return _List()
    start = _number(node, "start", MOST_ITEMS) if node.hasattr("start") else 1
    return _List(LIST_TYPES.get((node.getattr("type") or "1").strip(), DECIMAL), start)


def _is_menu(node: ElementNode) -> bool:
    """Whether a list, or what it stands directly in, is one of links."""
    parent = node.parent
    around = [node, *([parent] if isinstance(parent, ElementNode) else [])]
    return any((one.tag or "") in MENUS or _MENU_CLASS.search(one.getattr("class") or "") for one in around)


def _is_hidden(node: Node) -> bool:
    """Whether the page itself says that an element is not shown."""
    if not isinstance(node, ElementNode):
        return False
    return node.hasattr("hidden") or _DISPLAY_NONE.search(node.getattr("style") or "") is not None


def _number(node: ElementNode, attribute: str, most: int) -> int:
    """A span of columns or rows, at least 1."""
    value = (node.getattr(attribute) or "").strip()
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < len("1000000") else 1


def _declaration(file: File, encoding: str) -> list[str]:
    """A note where the page declares another encoding than it has."""
    found = _CHARSET.search(file.data[:HEAD])
    declared = found.group(1).decode("ascii", "replace").lower() if found else ""
    if not declared or SAME.get(declared, declared) == encoding or file.data.isascii():
        return []
    return [f"The page declares {declared} and was read as {encoding}."]
