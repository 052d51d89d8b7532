"""Scores by judges outside the project, and floors that only go up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policytext.errors import PolicytextError
from policytext.evaluate import Scores, evaluate, fallen, load_floors, raised, save_floors

SHARED = Path(__file__).parents[2] / ".." / "shared"
TESTS = Path(__file__).parents[1]
TEXT = "青禾区有社区825个。\n"

# stand in for the scoring scripts: they print what those print, from what they were given
CLEAN = """
import json, pathlib, sys
gold, predicted, raw = sys.argv[1:]
rows = [json.loads(line) for line in pathlib.Path(predicted).read_text("utf-8").splitlines()]
assert [row["doc"] for row in rows] == sorted(p.name for p in pathlib.Path(raw).iterdir())
print("body     P 0.9900  R 0.9800  F1 0.9850")
print("glue     3/4   misquoted runs 0")
print("title    1/2   platform 2/2   truncated 2/2   gaps 0/0")
"""
FIGURES = """
import json, sys
if "--json" in sys.argv:
    print(json.dumps({"spans": {"p": 1, "r": 1, "f": 0.9}, "fields": {"unit": 0.95}, "gold": 3, "predicted": 3}))
else:
    print("spans 0.9")
"""
LABELS = """
print("genre documents              n   2  accuracy 0.500  accepted 1.000  macro-F1 0.333  kappa 0.000")
print("service_mode                 P 1.000  R 0.500  F1 0.667")
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder with two documents, and judges beside it."""
    for name, code in (("clean", CLEAN), ("figures", FIGURES), ("labels", LABELS)):
        (tmp_path / "eval").mkdir(exist_ok=True)
        (tmp_path / "eval" / f"score_{name}.py").write_text(code, "utf-8")
    (tmp_path / "gold" / "docs").mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (tmp_path / "gold" / "docs" / name).write_text(TEXT, "utf-8")
    for name in ("figures.jsonl", "clean.json", "labels.jsonl"):
        (tmp_path / "gold" / name).write_text("{}", "utf-8")
    return tmp_path / "gold"


def test_the_judges_are_run_and_their_figures_read(gold: Path) -> None:
    """Each under its name, as a share of one."""
    seen: list[str] = []
    result = evaluate(gold, tick=seen.append)
    expected: Scores = {
        "clean": {"precision": 0.99, "recall": 0.98, "f1": 0.985, "glue": 0.75, "title": 0.5}
        | {"platform": 1.0, "truncated": 1.0},
        "figures": {"spans": 0.9, "field unit": 0.95},
        "labels": {"genre documents accuracy": 0.5, "genre documents accepted": 1.0}
        | {"genre documents macro-F1": 0.333, "service_mode F1": 0.667},
    }
    assert expected == result.scores
    assert "F1 0.9850" in result.printed
    assert ["a.txt", "b.txt"] == seen


def test_a_document_that_fails_is_told_and_the_rest_judged(gold: Path) -> None:
    """An unreadable one counts as nothing found."""
    (gold / "docs" / "c.pdf").write_bytes(b"")
    (gold.parent / "eval" / "score_clean.py").write_text(CLEAN.replace("assert", "0 and"), "utf-8")
    result = evaluate(gold)
    assert ["c.pdf: is empty"] == list(result.failures)
    assert result.scores["figures"]


@pytest.mark.parametrize(
    ("missing", "why"), [("docs", "no docs/"), ("figures.jsonl clean.json labels.jsonl", "none of"), ("eval", "--eval")]
)
def test_what_is_missing_is_named(gold: Path, missing: str, why: str) -> None:
    """The folder, the annotations, or the scripts."""
    for name in missing.split():
        path = gold / name if name != "eval" else gold.parent / name
        path.rename(path.with_name(f"no-{name}"))
    with pytest.raises(PolicytextError, match=why):
        evaluate(gold)


def test_a_judge_that_fails_is_an_error(gold: Path) -> None:
    """With its last words."""
    (gold.parent / "eval" / "score_figures.py").write_text("raise SystemExit('bad gold')", "utf-8")
    with pytest.raises(PolicytextError, match="bad gold"):
        evaluate(gold)


def test_a_score_below_its_floor_falls() -> None:
    """So does one that is no longer given; what has no floor is free."""
    floors = {"clean": {"f1": 0.97, "glue": 1.0}, "labels": {"genre": 0.5}}
    scores = {"clean": {"f1": 0.969, "glue": 1.0, "title": 0.1}}
    assert ["clean f1", "labels genre"] == [sentence.partition(":")[0] for sentence in fallen(floors, scores)]


def test_floors_are_raised_and_never_lowered(tmp_path: Path) -> None:
    """Rounded down, so that the same score passes; and kept when no score is given."""
    floors = {"clean": {"f1": 0.97, "glue": 1.0}, "labels": {"genre": 0.5}}
    scores = {"clean": {"f1": 0.98765, "glue": 0.9, "title": 0.5}}
    up = raised(floors, scores)
    assert {"clean": {"f1": 0.9876, "glue": 1.0, "title": 0.5}, "labels": {"genre": 0.5}} == up
    save_floors(tmp_path / "floors.yaml", up)
    assert up == load_floors(tmp_path / "floors.yaml")
    assert (tmp_path / "floors.yaml").read_text("utf-8").startswith("#")


@pytest.mark.parametrize("text", ["- 1", "clean: 1", "clean: {f1: high}", "clean: {"])
def test_a_floor_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    """By name."""
    (tmp_path / "floors.yaml").write_text(text, "utf-8")
    with pytest.raises(PolicytextError, match=r"floors\.yaml"):
        load_floors(tmp_path / "floors.yaml")


@pytest.mark.parametrize(
    ("gold", "floors"),
    [(SHARED / "gold", TESTS / "floors.yaml"), (TESTS / "annotated", TESTS / "annotated" / "floors.yaml")],
    ids=["gold", "annotated"],
)
def test_no_score_is_below_its_floor(gold: Path, floors: Path) -> None:
    """On the gold documents, and on three of our own that were annotated before any output was seen."""
    if not (SHARED / "eval").is_dir() or not gold.is_dir():
        pytest.skip("the gold documents and the judges are not part of this project")
    result = evaluate(gold, SHARED / "eval")
    assert () == result.failures
    assert [] == fallen(load_floors(floors), result.scores), json.dumps(result.scores, indent=1)
