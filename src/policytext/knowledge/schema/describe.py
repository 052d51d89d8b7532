"""Tables of the extract room's lower half: kinds, indicators, scopes, times and denominators."""

from __future__ import annotations

from policytext.knowledge.schema.base import Pattern, Table


class Lean(Table):
    """What a paragraph's words say of the way it looks, where no heading and no turn of phrase told.

    Args:
        enough: likelihood from which it looks ahead.
        least: different words of plans without which it does not.
        longest: characters of a paragraph that looks one way; longer ones may look both.
        silent: genres that tell of what they do in the words of plans.
        intercept: the weighted sum of a paragraph without such words.
        words: patterns with their weights: of a logistic regression over paragraphs of work reports whose headings
            tell which way they look.
    """

    enough: float
    least: int
    longest: int
    silent: tuple[str, ...]
    intercept: float
    words: tuple[tuple[Pattern, float], ...]


class Kinds(Table):
    """Cues that tell a fact from a target and a norm; see kinds.yaml."""

    commit: tuple[Pattern, ...]
    ahead: tuple[Pattern, ...]
    due: Pattern
    past: tuple[Pattern, ...]
    past_weak: tuple[Pattern, ...]
    standing: Pattern
    renewed: Pattern
    norm: tuple[Pattern, ...]
    norm_opens: Pattern
    norm_here: tuple[Pattern, ...]
    norm_plain: tuple[Pattern, ...]
    bounded: Pattern
    bounded_each: Pattern
    rounds: tuple[str, ...]
    habit: Pattern
    few_rounds: int
    head_norm: Pattern
    condition: Pattern
    rule_genres: tuple[str, ...]
    articles: Pattern
    standards: tuple[Pattern, ...]
    attribute: Pattern
    rated: Pattern
    bearers: Pattern
    nominal: Pattern
    ages: tuple[str, ...]
    scores: tuple[str, ...]
    firm: tuple[Pattern, ...]
    striving: tuple[Pattern, ...]
    expected: tuple[Pattern, ...]
    short: int
    no_heading: Pattern
    heading_ahead: tuple[Pattern, ...]
    heading_back: tuple[Pattern, ...]
    turn_ahead: tuple[Pattern, ...]
    turn_back: tuple[Pattern, ...]
    ahead_genres: tuple[str, ...]
    norm_genres: tuple[str, ...]
    lean: Lean


class Indicators(Table):
    """How a name is cut out of the words round a number; see indicators.yaml."""

    openers: tuple[Pattern, ...]
    having: Pattern
    spending: Pattern
    purposes: Pattern
    closers: tuple[Pattern, ...]
    growing: Pattern
    generic: Pattern
    bare_heads: tuple[str, ...]
    generic_changing: Pattern
    profile: Pattern
    breaks: Pattern
    after: Pattern
    all_in_one: Pattern
    counted: Pattern
    examples: Pattern
    share: Pattern
    shares: Pattern
    dimensions: dict[str, tuple[str, ...]]
    people: tuple[str, ...]
    people_noun: str
    share_noun: str
    of: str
    occupy: str
    trim: Pattern
    perfective: Pattern
    ages_noun: str
    aged: Pattern
    money_noun: str
    attribute: Pattern
    deadline_after: Pattern
    no_predicate: Pattern
    unit_nouns: tuple[str, ...]
    households: tuple[str, ...]
    households_noun: str
    classifiers: str
    durations: tuple[str, ...]
    abstract: Pattern
    set_aside: Pattern
    such: Pattern
    standard: Pattern
    counting: Pattern
    status: Pattern
    measured_lead: Pattern
    bounded_share: Pattern
    base_verb: Pattern
    invested: Pattern
    invested_noun: str
    among_counted: Pattern
    among_joint: Pattern
    occupying: Pattern
    occupied_noun: str
    outcome: Pattern
    voting: Pattern
    voted_edge: Pattern
    making_up: Pattern
    toward: Pattern
    duty: Pattern
    whole_of_share: Pattern
    made_of: Pattern
    made_by: Pattern
    sums: Pattern
    subject: Pattern
    no_member: Pattern
    member_joint: Pattern
    dative: Pattern
    joints: Pattern
    grade: Pattern
    bare_status: Pattern
    bare_reach: Pattern
    bare_provision: Pattern
    inner_time: Pattern
    split: Pattern
    among: Pattern
    consequence: Pattern


class Scopes(Table):
    """Group words and the ends of place names; see scopes.yaml."""

    whole: Pattern
    each: Pattern
    owners: tuple[Pattern, ...]
    place_ends: tuple[str, ...]
    place_groups: Pattern
    not_place_start: Pattern
    not_place_end: Pattern
    not_place_inside: Pattern
    heading_models: Pattern
    generic_subjects: Pattern
    located: Pattern
    subjectless: Pattern
    not_place_next: Pattern
    whole_after: Pattern
    part_of: Pattern
    not_before_whole: Pattern
    areas: Pattern
    received: Pattern
    zones: Pattern
    route: Pattern
    object_after: Pattern
    institution: Pattern
    exemplary: Pattern
    han: Pattern
    passing: Pattern
    not_whole_next: Pattern


class Times(Table):
    """Expressions of time; `{year}` and `{n}` in them stand for the two first entries."""

    year: Pattern
    n: Pattern
    expressions: tuple[str, ...]
    opening: tuple[Pattern, ...]
    compared: Pattern
    record: Pattern
    of_things: Pattern
    lasting: str
    range: str
    ends_at: str
    begins_after: tuple[str, ...]
    begins: Pattern
    passing: Pattern
    part: Pattern
    segmental: Pattern
    due_before: str
    due_after: Pattern
    due_year: str


class Lists(Table):
    """Lists with 分别 and 依次; see lists.yaml."""

    marker: Pattern
    gap: Pattern
    joint: Pattern
    measures: Pattern
    complete: Pattern
    comma: str
    of: str
    duals: dict[str, tuple[str, ...]]
    groups: tuple[str, ...]
    together: Pattern
    people: Pattern


class Pers(Table):
    """Denominators: each thing, whole expressions, averages."""

    each: Pattern
    each_name: Pattern
    whole: tuple[Pattern, ...]
    over: str
    behind: Pattern
    yearly: Pattern
