"""Tables of the extract room: numerals, units, relations, roles, dates, and what is not a figure."""

from __future__ import annotations

from decimal import Decimal

from policytext.knowledge.schema.base import Pattern, Table
from policytext.model import Relation, Role


class Vague(Table):
    """A word inside a numeral that makes it vague."""

    word: str
    relation: Relation


class Few(Table):
    """A word that stands for a digit nobody names: from `low` to `high`, and after ten from one."""

    word: str
    low: int
    high: int


class Numerals(Table):
    """numerals.yaml.

    Args:
        digits: digit to its value.
        small: multipliers inside a group of four digits.
        large: multipliers of such groups.
        zero: the digits that only hold a place.
        after_digits: multipliers as they follow Arabic digits, longest first.
        few: words in the place of a digit.
        vague: words between digits and multiplier, or after it.
        few_last: a word for few at the end of a numeral.
        more: a vague word after Arabic digits.
        at_least: a word before a bare multiplier that makes it a lower bound.
        at_least_apart: what must hold before it.
        point: the decimal point in words.
        minus: signs before Arabic digits, with what must stand before them.
        parts: denominators in words to the unit of the fraction and its scale.
        ratio: the unit of a ratio.
        of: the word between denominator and numerator.
        tenth: the word for tenths, with what must not follow.
        half_after_tenth: half of a tenth.
        halves_begin: the characters such a word begins with.
        halves: words for a half.
        colon: the sign of a ratio.
        connectors: what stands between the ends of a range.
        apart: patterns before a word for few, where that is part of another word.
        bare: patterns of what stands right before a multiplier without digits that is a number.
        bare_after: the same, for what follows it.
    """

    digits: dict[str, int]
    small: dict[str, int]
    large: dict[str, int]
    zero: str
    after_digits: dict[str, int]
    few: tuple[Few, ...]
    vague: tuple[Vague, ...]
    few_last: Pattern
    more: Pattern
    at_least: str
    at_least_apart: Pattern
    point: str
    minus: Pattern
    parts: dict[str, str]
    of: str
    ratio: str
    tenth: Pattern
    half_after_tenth: str
    halves_begin: str
    halves: Pattern
    colon: Pattern
    connectors: Pattern
    apart: Pattern
    bare: Pattern
    bare_after: Pattern


class Alias(Table):
    """A unit that is a multiple of another."""

    unit: str
    times: Decimal


class Implied(Table):
    """A unit that the text does not write: a pattern of the words beside a number of at least `least`."""

    words: Pattern
    unit: str
    least: int = 0


class Units(Table):
    """units.yaml.

    Args:
        dimensions: dimension to its canonical units, each with its other spellings.
        times: spellings that are a multiple of a canonical unit.
        digits_only: units that are words of their own after a single Chinese digit.
        nouns: nouns that follow Arabic digits without a measure word.
        noun_before, noun_after: what must stand beside a number with such a noun, one of the two.
        change: what before a number makes it the start of a change and not of a range.
        piece: the measure word that a vague word may follow inside a unit.
        not_before: unit to a pattern of what makes it the beginning of another word.
        after, before: units implied by the words after and before a number.
        carried: what stands between a number without a unit and the next one, whose unit it takes.
        bounded_between, bounded_after: between the two ends of a bound on both sides, and behind them.
        ends_clause: what must follow a large Chinese numeral that counts without a unit.
        unitless: a pattern of the words before a number that needs no unit.
    """

    dimensions: dict[str, dict[str, tuple[str, ...]]]
    times: dict[str, Alias]
    digits_only: tuple[str, ...]
    nouns: tuple[str, ...]
    noun_before: Pattern
    noun_after: Pattern
    piece: str
    change: Pattern
    not_before: dict[str, Pattern]
    after: tuple[Implied, ...]
    before: tuple[Implied, ...]
    carried: Pattern
    bounded_between: Pattern
    bounded_after: Pattern
    ends_clause: Pattern
    unitless: Pattern


class Side(Table):
    """Words beside a number, as a pattern, and the relation they state."""

    words: Pattern
    relation: Relation
    rule: str
    units: tuple[str, ...] = ()


class Relations(Table):
    """relations.yaml: words right before and right after a mention.

    Args:
        left: in order, the first that matches counts.
        right: the same.
        listed: what stands between members of a list that share a relation.
        fillers: words between a role word and the number.
        reach: a share of a population before a threshold that it reaches.
        per: a denominator between a relation word and its number.
    """

    left: tuple[Side, ...]
    right: tuple[Side, ...]
    listed: Pattern
    fillers: Pattern
    reach: Pattern
    per: Pattern


class RoleWords(Table):
    """Words before a mention, as a pattern, and the role they give it."""

    words: Pattern
    role: Role
    rule: str


class Roles(Table):
    """roles.yaml.

    Args:
        left: patterns right before the number (relation words put aside), the first counts.
        units: units whose mentions have a role by themselves.
        than: what makes a difference from others of a number, wherever it stands before it in its clause.
        benchmark: what stands between, where the unit alone does not tell a difference.
        added: a verb that makes what is counted an increase, with the noun between.
        not_added: nouns that make such a verb part of a name.
        not_listed: what ends the reach of such a verb inside its clause.
        listed: what stands between members of a list that share a role.
        change: what stands between the start and the end of a change.
        start: what stands before the start of a change.
        between: what stands alone between a start and an end.
        bounded: units whose bounded mention is the base of a norm.
        never_base, never_added: units that are never the base of a norm, or an increase by counting.
        base: what stands before the base of a norm.
        counted_base: what stands before how often something counts for points.
        points: what stands between that and the points.
        norm: what stands between the base of a norm and its value.
        grows: what stands right before a value that comes on top.
    """

    left: tuple[RoleWords, ...]
    units: dict[str, Role]
    than: Pattern
    benchmark: Pattern
    added: Pattern
    not_added: Pattern
    not_listed: Pattern
    listed: Pattern
    change: Pattern
    start: Pattern
    between: Pattern
    bounded: tuple[str, ...]
    never_base: tuple[str, ...]
    never_added: tuple[str, ...]
    base: Pattern
    counted_base: Pattern
    points: Pattern
    norm: Pattern
    grows: Pattern


class Zone(Table):
    """A stretch whose numerals are no figures.

    `pattern` may hold `{num}`, a numeral of any script, `{han}`, one in
    Chinese, and `{unit}` any unit.  `early` zones are marked before dates
    are.  Where `needs` or `also` is given, a line without any of its characters is not searched.
    """

    rule: str
    pattern: str
    early: bool = False
    needs: str = ""
    also: str = ""


class Dates(Table):
    """dates.yaml: calendar dates, and when one is a deadline.

    Args:
        ranges: expressions that hold more than one date, looked for first.
        date: one date; groups `year`, `masked`, `month`, `day`, `end`, `yearend` tell its parts.
        needs: characters of which a date has one.
        zones: further expressions of time.
        by: what follows a date by which something must be done.
        until, by_end: the same for a last day, before the date and after it.
        done_before, done_after: what says, before the date or after `by`, that it is over.
        unit: the unit of a deadline.
    """

    ranges: tuple[Zone, ...]
    date: Pattern
    needs: str
    zones: tuple[Zone, ...]
    by: Pattern
    until: Pattern
    by_end: Pattern
    done_before: Pattern
    done_after: Pattern
    unit: str


class Context(Table):
    """What makes a number with its unit no figure; every condition that is given must hold.

    Args:
        rule: its name.
        before: a pattern that ends where the number begins.
        after: a pattern that begins where the unit ends.
        number: a pattern of the whole number as it reads.
        units: the canonical unit is one of these.
        at_most: the value is not above this.
        not_before, not_after: patterns that must not match there.
    """

    rule: str
    before: Pattern | None = None
    after: Pattern | None = None
    number: str | None = None
    units: tuple[str, ...] = ()
    at_most: int | None = None
    not_before: Pattern | None = None
    not_after: Pattern | None = None


class Exclusions(Table):
    """exclusions.yaml.

    Args:
        zones: in order; a later one sees nothing of what an earlier one took.
        names: set phrases and names with numerals, as patterns.
        contexts: in order, the first that matches counts.
    """

    zones: tuple[Zone, ...]
    names: tuple[Pattern, ...]
    contexts: tuple[Context, ...]


class Grids(Table):
    """grids.yaml: heads of tables.

    Args:
        signs: relations by the sign before such a number.
        number: a cell that is a bare number.
        edge: words that may stand beside the one quantity of a cell.
        caption_time: a year in the title of a table, in the group `time`.
        unit_in_head: a unit at the end of a head, in the group `unit` or `sign`.
        unit_head: the head of a column of units.
        caption: a unit named above a table, in the group `unit`.
        time: a time in a head.
        plain: what is left of a head that names no figure.
        ahead: words of a head that make its figures plans.
        growth: words of a head that make its figures changes.
        due: the head of a column of dates by which something is due.
        due_lead: what a date of such a column reads after.
        not_measured: heads whose numbers measure nothing.
        owner: the end of a row's head that owns its figures.
    """

    signs: dict[str, Relation]
    number: Pattern
    edge: Pattern
    due: Pattern
    due_lead: str
    caption_time: Pattern
    unit_in_head: Pattern
    unit_head: Pattern
    caption: Pattern
    time: Pattern
    plain: Pattern
    ahead: Pattern
    growth: Pattern
    not_measured: Pattern
    owner: Pattern
