"""Numbers beside numbers as a person reads them: Chinese names, 万 and 亿, and what stands around the number.

Nothing is shortened in JSON and CSV, see `policytext.compare.records`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from policytext.cli.screen import load_words, out, table

if TYPE_CHECKING:
    from policytext.compare import Cell, Contradiction, DerivedCell, Key, Link, Part, Series
    from policytext.knowledge import Knowledge
    from policytext.knowledge.schema.canon import Formula

ID = 8
"""Characters of an id that are shown."""

BEFORE, BEHIND = 30, 14
"""Characters of a quote before and behind its number that are shown."""

DIGITS = 4
"""Significant digits of a ratio that are shown."""

NOTHING = "–"


def print_contradictions(found: list[Contradiction], knowledge: Knowledge) -> None:
    """Two rows for each: what is told, and what is told otherwise."""
    heads = load_words().comparison
    if not found:
        out().print(load_words().terms["nothing"])
        return
    columns = [heads[name] for name in ("indicator", "place", "year", "value", "quoted")]
    table(columns, (row for each in found for row in _both(each, knowledge)))


def print_links(links: list[Link], knowledge: Knowledge) -> None:
    """Targets with what became of them, how many came out how, and how many of those are confirmed."""
    words = load_words()
    if not links:
        out().print(words.terms["nothing"])
        return
    heads = words.columns | words.comparison
    names = ("link", "indicator", "place", "due", "promised", "outcome")
    table([heads[name] for name in names], (_link_row(link, knowledge) for link in links))
    out().print(", ".join(_counts(link.outcome for link in links)), soft_wrap=True)
    told = ", ".join(_counts(link.outcome for link in links if link.standing == "confirmed")) or "0"
    waiting = sum(link.standing == "proposed" for link in links)
    out().print(words.comparison["confirmed"].format(told, waiting))


def print_series(found: Series, knowledge: Knowledge) -> None:
    """Places by years, then the numbers that contradict each other, then those of no single year."""
    words = load_words()
    heads = words.comparison
    if not found.rows and not found.spans:
        out().print(words.terms["nothing"])
        return
    title = named(found.indicator, knowledge)
    if found.rows:
        years = [str(year) for year in found.years]
        rows = (_series_row(key, cells, found.years) for key, cells in found.rows.items())
        table([heads["place"], words.columns["level"], words.columns["measure"], heads["unit"], *years], rows, title)
    doubtful = [(key, cell) for key, cells in found.rows.items() for cell in cells if cell.conflict]
    for name, parts in (
        ("conflicts", [(key.place_name, str(cell.year), part) for key, cell in doubtful for part in cell.parts]),
        ("spans", [(part.place_name or "", _span(part), part) for part in found.spans]),
    ):
        if parts:
            lines = ([_where(place, part.place_part), year, amount(part), _source(part)] for place, year, part in parts)
            table([heads[each] for each in ("place", "year", "value", "quoted")], lines, f"{title}: {heads[name]}")


def print_derived(cells: list[DerivedCell], formula: Formula) -> None:
    """Each ratio with the two numbers it is made of; where one is missing, which."""
    words = load_words()
    heads = words.columns | words.comparison
    if not cells:
        out().print(words.terms["nothing"])
        return
    times = "" if formula.times == "1" else f" × {formula.times}"
    title = f"{formula.zh} = {formula.over.name} ÷ {formula.under.name}{times} ({formula.unit})"
    names = ("place", "level", "year", "value", "status", "quoted")
    table([heads[name] for name in names], (_derived_row(cell, formula) for cell in cells), title)


def named(indicator: str, knowledge: Knowledge, aspect: str = "amount") -> str:
    """The Chinese name of an indicator, with which aspect of it is told where that is not the amount."""
    from policytext.observe import catalogue

    name = catalogue(knowledge)[indicator].zh
    return name if aspect == "amount" else f"{name} {load_words().word('aspect', aspect)}"


def amount(part: Part) -> str:
    """A number with its unit; large ones in 万 and 亿."""
    return f"{scaled(part)}{'/'.join(filter(None, (part.base_unit, part.denominator)))}"


def scaled(part: Part) -> str:
    """A number in its base unit; large ones in 万 and 亿."""
    ends = [end for end in (part.low, part.high) if end]
    words = load_words().comparison
    for name, size in (("yi", Decimal(10) ** 8), ("wan", Decimal(10) ** 4)):
        if ends and all(abs(end) >= size for end in ends):
            return f"{_told(part, size)}{words[name]}"
    return _told(part, Decimal(1))


def _told(part: Part, size: Decimal) -> str:
    from policytext.compare.records import told

    low, high = (None if end is None else end / size for end in (part.low, part.high))
    return told(low, part.low_inclusive, high, part.high_inclusive)


def _source(part: Part) -> str:
    """What stands around a number, and in which file."""
    return f"{around(part.quote, part.surface)} ({part.name})"


def around(quote: str, surface: str) -> str:
    """The part of a quote in which its number stands; the whole where it is short, or holds the number twice."""
    at = quote.find(surface)
    if at < 0 or quote.find(surface, at + 1) >= 0:
        return _line(quote)
    first, last = max(0, at - BEFORE), at + len(surface) + BEHIND
    return f"{'…' if first else ''}{_line(quote[first:last])}{'…' if last < len(quote) else ''}"


def _both(found: Contradiction, knowledge: Knowledge) -> Iterator[list[object]]:
    key = found.key
    place = _where(_where(key.place_name, key.part), load_words().word("tier", key.tier) if key.tier else "")
    head = [key.name or named(key.indicator, knowledge, key.aspect), place, found.year]
    yield [*head, amount(found.one), _source(found.one)]
    yield ["", "", "", amount(found.other), _source(found.other)]


def _link_row(link: Link, knowledge: Knowledge) -> list[object]:
    words = load_words()
    outcome = words.word("outcome", link.outcome)
    if link.differs:
        outcome += f" ({', '.join((words.columns | words.comparison).get(name, name) for name in link.differs)})"
    place = _where(_where(link.place_name, link.part), words.word("tier", link.tier) if link.tier else "")
    told = [f"{words.comparison['target']} {amount(link.target)}: {_source(link.target)}"]
    if link.actual is not None:
        year = link.actual.year_min or ""
        told.append(f"{words.comparison['actual']} {year} {amount(link.actual)}: {_source(link.actual)}")
    name = link.name or named(link.indicator, knowledge, link.target.aspect or "amount")
    return [link.id[:ID], name, place, link.due, "\n".join(told), f"{outcome}\n{words.word('standing', link.standing)}"]


def _counts(outcomes: Iterator[str]) -> list[str]:
    words = load_words()
    return [f"{words.word('outcome', name)} {count}" for name, count in sorted(Counter(outcomes).items())]


def _series_row(key: Key, cells: tuple[Cell, ...], years: tuple[int, ...]) -> list[object]:
    words = load_words()
    by_year = {cell.year: cell for cell in cells}
    shown = [_shown(by_year.get(year)) for year in years]
    unit = "/".join(filter(None, (key.base_unit, key.denominator)))
    place = _where(_where(key.place_name, key.part), words.word("tier", key.tier) if key.tier else "")
    place = _where(place, key.name)
    return [place, words.word("level", key.level), words.word("measure", key.measure), unit, *shown]


def _shown(cell: Cell | None) -> str:
    """The number of a cell, marked where others contradict it, with how many more there are."""
    if cell is None:
        return ""
    more = f" (+{len(cell.parts) - 1})" if len(cell.parts) > 1 else ""
    return f"{scaled(cell.shown)}{' ⚠' if cell.conflict else ''}{more}"


def _span(part: Part) -> str:
    """The time of a number of no single year: as it is told, or the years it may be of."""
    years = "" if part.year_min is None else f"{part.year_min}–{part.year_max}"
    return part.time or years


def _derived_row(cell: DerivedCell, formula: Formula) -> list[object]:
    """A ratio in words; where a half is missing, which."""
    words = load_words()
    status = words.word("status", cell.status) if cell.status else ""
    halves = [(formula.over.name, cell.over), (formula.under.name, cell.under)]
    halves.append((words.comparison["stated"], cell.stated))
    told = [f"{name} {amount(part)}: {_source(part)}" for name, part in halves if part is not None]
    lacking = {"over": formula.over.name, "under": formula.under.name}
    value = words.comparison["missing"].format(lacking[cell.missing]) if cell.missing else _ratio(cell)
    place = _where(cell.place_name, cell.part)
    return [place, words.word("level", cell.level), cell.year, value, status, "\n".join(told) or NOTHING]


def _ratio(cell: DerivedCell) -> str:
    from policytext.compare.records import told

    short = Context(prec=DIGITS)
    low, high = (None if end is None else short.plus(end) for end in (cell.low, cell.high))
    return told(low, cell.low_inclusive, high, cell.high_inclusive)


def _where(name: str, part: str | None) -> str:
    return f"{name} {part or ''}".strip()


def _line(text: str) -> str:
    return " ".join(text.split())
