"""The sample corpus yields what its manifest says, expectation by expectation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from policytext.errors import ReadError
from policytext.model import Document, GapKind, Kind, Mention, Relation, Role, Tone
from policytext.pipeline import process
from policytext.text import Span

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SOURCES = Path(__file__).parent / "sources"
GOLD = ROOT / ".." / "shared" / "gold" / "docs"
PASSAGE = 24
"""Characters in a row from which on a passage counts as copied."""

NOT_SAMPLES = {"manifest.yaml", "README.md", ".policytextignore"}
NUMERAL = "0-9.０-９．一二三四五六七八九十百千万两"


class Entry(BaseModel):
    """A part of the manifest: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wanted(Entry):
    """A mention the pipeline must find; where a list stands, its readings are as good as each other."""

    surface: str
    near: str | None = None
    value: float | None = None
    value_high: float | None = None
    due: str | None = None
    unit: str | list[str]
    kind: Kind | list[Kind]
    relation: Relation | list[Relation] = "="
    role: Role | list[Role] = "value"
    indicator: str | list[str] | None = None
    scope: str | list[str] | None = None
    time: str | list[str] | None = None
    per: str | list[str] | None = None
    tone: Tone | list[Tone] | None = None
    pair: str | None = None

    @model_validator(mode="after")
    def _has_a_value(self) -> Wanted:
        if (self.value is None) == (self.due is None):
            raise ValueError("a mention has a value, or is a deadline and due")
        return self


class KnownGap(Entry):
    """Expectations that are not met yet, each as `kind subject`, and why."""

    reason: str
    expects: list[str]


class Sample(Entry):
    """What one file must yield."""

    trap: str
    fails: str | None = None
    title: str | None = None
    platform: str | None = None
    genre: str | list[str] | None = None
    truncated_end: bool = False
    model: Literal["gov_led", "self_gov", "hybrid", "undetermined"] | None = None
    keeps: list[str] = []
    reads: list[str] = []
    cuts: list[str] = []
    mentions: list[Wanted] = []
    unscored: list[str] = []
    not_mentions: list[str] = []
    gaps: dict[GapKind, int] = {}
    known_gaps: list[KnownGap] = []

    def unreached(self) -> dict[str, str]:
        """Every expectation known not to be met, with the reason."""
        return {expected: gap.reason for gap in self.known_gaps for expected in gap.expects}


class Manifest(Entry):
    """The whole of `corpus/manifest.yaml`."""

    files: dict[str, Sample]


MANIFEST = Manifest.model_validate(yaml.safe_load((CORPUS / "manifest.yaml").read_text("utf-8")))
READABLE = [name for name, sample in MANIFEST.files.items() if sample.fails is None]
DAMAGED = [name for name, sample in MANIFEST.files.items() if sample.fails is not None]


@cache
def document(name: str) -> Document:
    """A sample taken through the pipeline, once."""
    return process(CORPUS / name)


def written(phrase: str) -> re.Pattern[str]:
    """A pattern for a phrase with whatever white space a layout put between its characters."""
    characters = [character for character in phrase if not character.isspace()]
    return re.compile(r"\s*".join(map(re.escape, characters)))


def places(phrase: str, text: str) -> list[Span]:
    """Every place where a phrase stands."""
    return [Span(*match.span()) for match in written(phrase).finditer(text)]


def located(wanted: list[Wanted], text: str) -> Iterator[tuple[str, Wanted, Span | None]]:
    """Each wanted mention with a label and its place: the next one where its surface stands as a whole number."""
    at = 0
    seen: Counter[str] = Counter()
    for mention in wanted:
        seen[mention.surface] += 1
        label = mention.surface if seen[mention.surface] == 1 else f"{mention.surface} #{seen[mention.surface]}"
        span = _near(mention, text) if mention.near else _next(mention, text, at)
        at = span.end if span else at
        yield label, mention, span


def _next(mention: Wanted, text: str, at: int) -> Span | None:
    tail = r"(?!\d)" if mention.surface[-1].isdigit() else ""
    pattern = re.compile(f"(?<![{NUMERAL}]){written(mention.surface).pattern}{tail}")
    match = pattern.search(text, at)
    return Span(*match.span()) if match else None


def _near(mention: Wanted, text: str) -> Span | None:
    assert mention.near is not None
    for context in places(mention.near, text):
        match = written(mention.surface).search(text, context.start, context.end)
        return Span(*match.span()) if match else None
    return None


def found_at(doc: Document, span: Span) -> Mention | None:
    """The mention that stands exactly at a span."""
    return next((mention for mention in doc.mentions if mention.span == span), None)


def choices(want: str | Sequence[str]) -> list[str]:
    """A field of the manifest as a list of readings."""
    return [want] if isinstance(want, str) else list(want)


def likeness(left: str, right: str) -> float:
    """The longest common subsequence as an F1 of characters, white space aside."""
    left, right = "".join(left.split()), "".join(right.split())
    row = [0] * (len(right) + 1)
    for a in left:
        before = 0
        for column, b in enumerate(right, 1):
            before, row[column] = row[column], (before + 1 if a == b else max(row[column], row[column - 1]))
    return 2 * row[-1] / (len(left) + len(right)) if left and right else 0.0


# --- one check per kind of expectation: subject -> what was found instead

Unmet = dict[str, str]


def title(doc: Document, sample: Sample) -> Unmet:
    """The title alone, wherever it stands."""
    return same("title", sample.title, doc.meta.title and doc.meta.title.value)


def platform(doc: Document, sample: Sample) -> Unmet:
    """The sharing site, or none."""
    return same("platform", sample.platform, doc.meta.platform and doc.meta.platform.value)


def genre(doc: Document, sample: Sample) -> Unmet:
    """The genre's code, one of several where genres blend."""
    found = doc.meta.genre.value if doc.meta.genre else ""
    return {} if found in choices(sample.genre or "") else {"genre": f"{found!r} not {sample.genre!r}"}


def model(doc: Document, sample: Sample) -> Unmet:
    """The governance model's code, where the manifest names one."""
    return same("model", sample.model, label_of(doc, "governance_model")) if sample.model else {}


def truncated_end(doc: Document, sample: Sample) -> Unmet:
    """Whether the text breaks off."""
    cut = any(gap.kind == "cut_end" for gap in doc.gaps)
    return same("truncated_end", sample.truncated_end, cut)


def gaps(doc: Document, sample: Sample) -> Unmet:
    """Missing places besides the end, counted by kind."""
    counted: Counter[GapKind] = Counter(gap.kind for gap in doc.gaps if gap.kind != "cut_end")
    return {
        kind: f"{counted[kind]} instead of {sample.gaps.get(kind, 0)}"
        for kind in sorted({*counted, *sample.gaps})
        if counted[kind] != sample.gaps.get(kind, 0)
    }


def keeps(doc: Document, sample: Sample) -> Unmet:
    """Phrases of the cleaned text, also those whose halves a page marker parted."""
    return {phrase: "not in the cleaned text" for phrase in sample.keeps if phrase not in doc.clean.text}


def reads(doc: Document, sample: Sample) -> Unmet:
    """Phrases of the reading view."""
    return {phrase: "not in the reading view" for phrase in sample.reads if phrase not in doc.reading.text}


def cuts(doc: Document, sample: Sample) -> Unmet:
    """Phrases of the site or the layout, which are no text of the document."""
    return {phrase: "still in the cleaned text" for phrase in sample.cuts if phrase in doc.clean.text}


def mentions(doc: Document, sample: Sample) -> Unmet:
    """Place, value, unit, kind, relation and role of every mention."""
    unmet: Unmet = {}
    for label, wanted, span in located(sample.mentions, doc.source.text):
        mention = found_at(doc, span) if span else None
        if mention is None:
            near = [m.surface for m in doc.mentions if span and m.span.overlaps(span)]
            unmet[label] = f"not found; instead {near}" if near else "not found"
        elif wrong := wrong_fields(wanted, mention):
            unmet[label] = wrong
    return unmet


def wrong_fields(wanted: Wanted, mention: Mention) -> str:
    """Which of the fields that make a record differ, and how."""
    numbers = (
        ("value", wanted.value, mention.value),
        ("value_high", wanted.value_high, mention.value_high),
    )
    wrong = [f"{name} {found}" for name, want, found in numbers if not same_number(want, found)]
    texts = (
        ("unit", choices(wanted.unit), mention.unit),
        ("kind", choices(wanted.kind), mention.kind),
        ("relation", choices(wanted.relation), mention.relation),
        ("role", choices(wanted.role), mention.role),
        ("due", [wanted.due], mention.due),
    )
    wrong += [f"{name} {found} not {want}" for name, want, found in texts if found not in want]
    return "; ".join(wrong)


def same_number(want: float | None, found: object) -> bool:
    """Whether two numbers agree, or both are absent."""
    if want is None or found is None:
        return want is None and found is None
    return float(str(found)) == pytest.approx(want)


def described(field: Literal["indicator", "scope", "time", "per"], least: float) -> Callable[[Document, Sample], Unmet]:
    """A check of a described field: one of its readings, with a likeness of at least `least`."""

    def check(doc: Document, sample: Sample) -> Unmet:
        unmet: Unmet = {}
        for label, wanted, span in located(sample.mentions, doc.source.text):
            want = getattr(wanted, field)
            mention = found_at(doc, span) if span else None
            if want is None or mention is None:
                continue
            found = getattr(mention, field) or ""
            if all(likeness(reading, found) < least for reading in choices(want)):
                unmet[label] = f"{found or None} not {want}"
        return unmet

    return check


def tone(doc: Document, sample: Sample) -> Unmet:
    """How firmly a target is promised."""
    unmet: Unmet = {}
    for label, wanted, span in located(sample.mentions, doc.source.text):
        mention = found_at(doc, span) if span else None
        if wanted.tone and mention and mention.tone not in choices(wanted.tone):
            unmet[label] = f"{mention.tone} not {wanted.tone}"
    return unmet


def pairs(doc: Document, sample: Sample) -> Unmet:
    """Mentions that belong together share an id of their own."""
    ids: dict[str, list[str | None]] = {}
    for _, wanted, span in located(sample.mentions, doc.source.text):
        mention = found_at(doc, span) if span else None
        if wanted.pair and mention:
            ids.setdefault(wanted.pair, []).append(mention.pair)
    together = {letter: set(found) for letter, found in ids.items()}
    unmet = {letter: f"{ids[letter]}" for letter, found in together.items() if len(found) > 1 or None in found}
    owners = Counter(found for found_ids in together.values() for found in found_ids if found)
    return unmet | {
        letter: "shares its id" for letter, found in together.items() if any(owners[i] > 1 for i in found if i)
    }


def not_mentions(doc: Document, sample: Sample) -> Unmet:
    """Numerals that measure nothing."""
    unmet: Unmet = {}
    for phrase in sample.not_mentions:
        for place in places(phrase, doc.source.text):
            found = [mention.surface for mention in doc.mentions if mention.span.overlaps(place)]
            if found:
                unmet[phrase] = f"mentions {found}"
    return unmet


def surplus(doc: Document, sample: Sample) -> Unmet:
    """Nothing is a mention besides what the manifest lists."""
    allowed = [span for _, _, span in located(sample.mentions, doc.source.text) if span]
    allowed += [span for phrase in sample.unscored for span in places(phrase, doc.source.text)]
    return {
        "".join(doc.source.text[max(0, mention.span.start - 6) : mention.span.end].split()): f"{mention.kind}"
        for mention in doc.mentions
        if not any(mention.span.overlaps(span) for span in allowed)
    }


def same(subject: str, want: object, found: object) -> Unmet:
    """Empty where two are equal."""
    return {} if want == found else {subject: f"{found!r} not {want!r}"}


def label_of(doc: Document, facet: str) -> str | None:
    """The code the whole document was given in a facet."""
    return next((label.code for label in doc.labels if label.facet == facet and label.span is None), None)


CHECKS: dict[str, Callable[[Document, Sample], Unmet]] = {
    "title": title,
    "platform": platform,
    "genre": genre,
    "model": model,
    "truncated_end": truncated_end,
    "gaps": gaps,
    "keeps": keeps,
    "reads": reads,
    "cuts": cuts,
    "mentions": mentions,
    "indicator": described("indicator", 0.6),
    "scope": described("scope", 0.6),
    "time": described("time", 0.8),
    "per": described("per", 0.8),
    "tone": tone,
    "pairs": pairs,
    "not_mentions": not_mentions,
    "surplus": surplus,
}


@pytest.mark.parametrize("kind", CHECKS)
@pytest.mark.parametrize("name", READABLE)
def test_a_sample_yields_what_the_manifest_says(name: str, kind: str) -> None:
    """Every expectation of this kind is met, but for those that are known not to be."""
    sample = MANIFEST.files[name]
    known = sample.unreached()
    unmet = CHECKS[kind](document(name), sample)
    assert {subject: why for subject, why in unmet.items() if f"{kind} {subject}" not in known} == {}


@pytest.mark.parametrize(
    ("name", "expects"),
    [
        pytest.param(name, expected, marks=pytest.mark.xfail(reason=reason), id=f"{name}-{expected}")
        for name in READABLE
        for expected, reason in MANIFEST.files[name].unreached().items()
    ],
)
def test_a_known_gap_is_still_open(name: str, expects: str) -> None:
    """Once this passes, the known gap is closed: take it out of the manifest."""
    kind, subject = expects.split(" ", 1)
    assert subject not in CHECKS[kind](document(name), MANIFEST.files[name])


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_its_reason(name: str) -> None:
    """The message names the file and says in words what is wrong."""
    why = MANIFEST.files[name].fails or ""
    with pytest.raises(ReadError, match=re.escape(why)) as caught:
        process(CORPUS / name)
    assert Path(name).name in str(caught.value)


# --- the manifest and the files themselves


def test_the_manifest_lists_every_file_and_no_other() -> None:
    """A sample without expectations, or expectations without a sample, would test nothing."""
    files = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}
    assert files - NOT_SAMPLES == {name.split("!/", maxsplit=1)[0] for name in MANIFEST.files}


@pytest.mark.parametrize("name", MANIFEST.files)
def test_the_readme_names_every_sample(name: str) -> None:
    """Somebody who opens the folder can look up what each file is."""
    assert f"`{name}`" in (CORPUS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", READABLE)
def test_the_manifest_speaks_of_what_stands_in_the_file(name: str) -> None:
    """Each mention has a place, and none lies in a phrase that must hold no mention."""
    sample = MANIFEST.files[name]
    text = document(name).source.text
    spans = {label: span for label, _, span in located(sample.mentions, text)}
    assert [label for label, span in spans.items() if span is None] == []
    barred = {phrase: places(phrase, text) for phrase in sample.not_mentions}
    assert [phrase for phrase, found in barred.items() if not found] == []
    assert [
        (label, phrase)
        for label, span in spans.items()
        for phrase, found in barred.items()
        if span and any(span.overlaps(place) for place in found)
    ] == []


@pytest.mark.parametrize("name", READABLE)
def test_no_sample_repeats_a_passage_of_the_gold(name: str) -> None:
    """The samples are our own; a judge that knows the gold learns nothing from them."""
    if not GOLD.is_dir():
        pytest.skip("the gold documents are not beside the repository")
    text = "".join(document(name).source.text.split())
    passages = {text[at : at + PASSAGE] for at in range(len(text) - PASSAGE + 1)}
    for path in sorted(GOLD.iterdir()):
        gold = "".join(path.read_text("utf-8").split())
        assert passages.isdisjoint(gold[at : at + PASSAGE] for at in range(len(gold) - PASSAGE + 1)), path.name


def test_the_built_samples_are_what_the_script_builds(tmp_path: Path) -> None:
    """The committed files can be made again from their sources, byte for byte (a PDF: given one reportlab)."""
    script = Path(__file__).parent / "build_samples.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, env={**os.environ, "PYTHONUTF8": "1"})
    built = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    different = [name for name, data in built.items() if data != (CORPUS / name).read_bytes()]
    assert [name for name in different if not name.endswith(".pdf")] == []
    assert set(built) <= {name.split("!/", maxsplit=1)[0] for name in MANIFEST.files}
