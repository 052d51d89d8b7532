"""Scores against gold annotations, and floors that only go up.

The judges are scripts outside this project, called by path: they read our
JSON lines and print figures.  A floor file holds, for each figure, the score
below which a change must not let it fall.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from policytext.errors import PolicytextError
from policytext.pipeline import process
from policytext.records import Record, clean_record, label_records, mention_records

Scores = dict[str, dict[str, float]]
"""Judge → figure → score, where more is better."""

HEADER = """\
# Scores below which a change must not fall: judge, figure, floor.
# Written by `policytext evaluate --gold DIR --floors FILE --raise-floors`, which only raises.
"""

# judge -> its script, the gold file, and the name of our predictions
JUDGES = {
    "clean": ("score_clean.py", "clean.json", "clean.jsonl"),
    "figures": ("score_figures.py", "figures.jsonl", "mentions.jsonl"),
    "labels": ("score_labels.py", "labels.jsonl", "labels.jsonl"),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the judges printed, the scores in it, and the documents that failed with their reasons."""

    printed: str
    scores: Scores
    failures: tuple[str, ...]


def evaluate(gold: Path, judges: Path | None = None, tick: Callable[[str], None] | None = None) -> Evaluation:
    """Run the pipeline over the documents of a gold folder and have the result judged.

    Args:
        gold: a folder with `docs/`, and `figures.jsonl`, `clean.json` and
            `labels.jsonl` or some of them.
        judges: folder of the scoring scripts; None for `eval/` beside `gold`.
        tick: called with the name of each document when it is done.

    Raises:
        PolicytextError: the folder or a script is missing, or a script failed.
    """
    folder = judges or gold.resolve().parent / "eval"
    docs = gold / "docs"
    if not docs.is_dir():
        raise PolicytextError(f"{gold}: no gold folder, it has no docs/")
    wanted = {name: row for name, row in JUDGES.items() if (gold / row[1]).is_file()}
    if not wanted:
        raise PolicytextError(f"{gold}: none of {', '.join(row[1] for row in JUDGES.values())} is there")
    with TemporaryDirectory(prefix="policytext-") as name:
        failures = _predict(docs, Path(name), tick or (lambda _: None))
        printed = {judge: _judge(folder, gold, Path(name), judge) for judge in wanted}
        scores = _scores(printed, folder, gold, Path(name))
    return Evaluation("\n".join(f"{judge}\n{text}" for judge, text in printed.items()), scores, failures)


def load_floors(path: Path) -> Scores:
    """The floors of a file.

    Raises:
        PolicytextError: it cannot be read, or is not judge → figure → number.
    """
    try:
        floors: Scores = yaml.safe_load(path.read_text("utf-8")) or {}
        return {judge: {name: float(floor) for name, floor in rows.items()} for judge, rows in floors.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise PolicytextError(f"{path}: no floor file: {error}") from error


def fallen(floors: Scores, scores: Scores) -> list[str]:
    """A sentence for each floor that is not reached, or whose score is missing."""
    return [
        f"{judge} {name}: {_shown(scores.get(judge, {}).get(name))} is below its floor of {floor:.4f}"
        for judge, rows in floors.items()
        for name, floor in rows.items()
        if scores.get(judge, {}).get(name, -math.inf) < floor
    ]


def raised(floors: Scores, scores: Scores) -> Scores:
    """The floors, each raised to its score (rounded down to four places) where that is higher."""
    return {
        judge: {
            name: max(floors.get(judge, {}).get(name, 0.0), _round_down(scores.get(judge, {}).get(name, 0.0)))
            for name in {**floors.get(judge, {}), **scores.get(judge, {})}
        }
        for judge in {**floors, **scores}
    }


def save_floors(path: Path, floors: Scores) -> None:
    """Write a floor file."""
    path.write_text(HEADER + yaml.safe_dump(floors, sort_keys=False), "utf-8")


def _predict(docs: Path, out: Path, tick: Callable[[str], None]) -> tuple[str, ...]:
    """Write the three prediction files; the reasons of the documents that could not be processed."""
    lines: dict[str, list[Record]] = {row[2]: [] for row in JUDGES.values()}
    failures = []
    for path in sorted(path for path in docs.iterdir() if path.is_file()):
        try:
            doc = process(path)
        except PolicytextError as error:
            failures.append(str(error))
            continue
        lines["clean.jsonl"].append(clean_record(doc))
        lines["mentions.jsonl"].extend(mention_records(doc))
        lines["labels.jsonl"].extend(label_records(doc))
        tick(path.name)
    for name, records in lines.items():
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (out / name).write_text(text, "utf-8")
    return tuple(failures)


def _judge(folder: Path, gold: Path, predicted: Path, judge: str, *options: str) -> str:
    """What a scoring script prints."""
    script, annotations, predictions = JUDGES[judge]
    if not (folder / script).is_file():
        raise PolicytextError(f"{folder / script}: the scoring script is not there; name its folder with --eval")
    raw = [gold / "docs"] if judge == "clean" else []
    arguments = [folder / script, gold / annotations, predicted / predictions, *raw, *options]
    result = subprocess.run(  # noqa: S603 - a script that the caller named
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    if result.returncode:
        raise PolicytextError(f"{folder / script}: {result.stderr.strip().rpartition(chr(10))[2]}")
    return result.stdout


def _scores(printed: Mapping[str, str], folder: Path, gold: Path, predicted: Path) -> Scores:
    """The figures in what the judges print."""
    scores: Scores = {}
    if "clean" in printed:
        scores["clean"] = _clean_scores(printed["clean"])
    if "figures" in printed:
        scores["figures"] = _figure_scores(json.loads(_judge(folder, gold, predicted, "figures", "--json")))
    if "labels" in printed:
        scores["labels"] = _label_scores(printed["labels"])
    return scores


def _clean_scores(printed: str) -> dict[str, float]:
    """`body … F1 0.97`, and each `name 3/4` as a share."""
    body = re.search(r"^body +P ([\d.]+) +R ([\d.]+) +F1 ([\d.]+)", printed, re.MULTILINE)
    scores = dict(zip(("precision", "recall", "f1"), map(float, body.groups()), strict=True)) if body else {}
    shares = re.findall(r"(\w+) +(\d+)/(\d+)", printed)
    return scores | {name: int(hits) / int(all_) for name, hits, all_ in shares if int(all_)}


def _figure_scores(figures: dict[str, Any]) -> dict[str, float]:
    """The F1 of spans, exact, record, full and pairs, and each field as `field unit`."""
    scores = {name: float(prf["f"]) for name, prf in figures.items() if isinstance(prf, dict) and "f" in prf}
    return scores | {f"field {name}": float(share) for name, share in figures["fields"].items()}


def _label_scores(printed: str) -> dict[str, float]:
    """`genre documents n 5 accuracy 0.8 …` and `governance_tag P … F1 …`, a score for each."""
    scores = {}
    for line in printed.splitlines():
        facet = re.match(r"\w+( documents| sections)?", line)
        for name, value in re.findall(r"(accuracy|accepted|macro-F1|F1) (\d\.\d+)", line):
            scores[f"{facet.group() if facet else line} {name}"] = float(value)
    return scores


def _round_down(score: float) -> float:
    return math.floor(score * 10_000 + 1e-6) / 10_000


def _shown(score: float | None) -> str:
    return "no score" if score is None else f"{score:.4f}"
