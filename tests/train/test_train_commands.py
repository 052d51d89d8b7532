"""From labels to a proposal, and from an accepted model to labels that follow it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from policytext.cli import app
from policytext.ingest import ingest
from policytext.settings import load_settings

GOV = "青禾区成立社区建设工作领导小组，区财政安排社区经费，列入对街道的绩效考核，由街道统一派人。"
OWN = "居民代表大会讨论决定社区事务，居委会由户代表直选产生，重大事项召开听证会并接受居民监督。"
PLACES = ("松溪镇", "望湖街道", "石桥社区", "杏林街道")


def run(*arguments: str | Path, said: str | None = None) -> Result:
    """A command's result; it ended by itself."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=said)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: str | Path, said: str | None = None) -> str:
    """What a command printed that must succeed."""
    result = run(*arguments, said=said)
    assert 0 == result.exit_code, result.output
    return result.stdout


def listed(*options: str) -> list[dict[str, Any]]:
    """The sections to label next."""
    return [json.loads(line) for line in done("label", "--next", "20", "--json", *options).splitlines()]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder one works in, with four documents of two sections brought in."""
    folder = tmp_path_factory.mktemp("training")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("POLICYTEXT_WORKERS", "1")
        (folder / "材料").mkdir()
        (folder / "表").mkdir()
        patch.setenv("POLICYTEXT_KNOWLEDGE", str(folder / "表"))
        for name in PLACES:
            parts = (("一、组织领导", GOV), ("二、民主决策", OWN))
            text = "\n\n".join(f"{head}\n{name}。{body}{body}" for head, body in parts)
            (folder / "材料" / f"{name}.txt").write_text(f"{name}社区建设经验材料\n\n{text}\n", "utf-8")
        done("ingest", "材料")
    return folder


@pytest.fixture
def folder(ingested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test, with tables of its own."""
    copy = tmp_path / "work"
    shutil.copytree(ingested, copy)
    monkeypatch.chdir(copy)
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    monkeypatch.setenv("POLICYTEXT_ANALYST", "甲")
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", "表")
    return copy


def label_all(right: str) -> None:
    """Label every section: 民主决策 as told, the others as government-led."""
    for each in listed():
        done("label", each["at"], right if "直选" in each["text"] else "政府主导型")


def proposed(*options: str) -> dict[str, Any]:
    """A proposal from the labels of this collection, without its arrays."""
    found: dict[str, Any] = json.loads(done("train", "--own", "--json", *options))
    return found


@pytest.mark.usefixtures("folder")
def test_what_to_label_next_is_spread_and_the_same_every_time() -> None:
    """One of each document before a second of any; what is labelled is asked no more."""
    first = listed()
    assert first == listed()
    assert 8 == len(first)
    assert set(PLACES) == {each["name"].removesuffix(".txt") for each in first[:4]}

    done("label", first[0]["at"], "hybrid", "--why", "居站分设")
    assert first[0]["at"] not in [each["at"] for each in listed()]
    assert "混合型 (已指定)" in done("show", first[0]["name"])
    assert "混合型" in done("decisions", "--kind", "label")


@pytest.mark.usefixtures("folder")
def test_labels_can_be_asked_for_one_by_one() -> None:
    """An empty answer goes on, a wrong one is asked again, q ends."""
    printed = done("label", "--next", "4", "--ask", said="\n都行\n混合型\nq\n")

    assert "都行" in printed
    assert 1 == len(done("decisions", "--kind", "label", "--json").splitlines())


@pytest.mark.usefixtures("folder")
def test_two_people_who_differ_are_in_conflict_until_one_resolves() -> None:
    """As with decisions on documents; undone, the machine's label is back."""
    at = listed()[0]["at"]
    done("label", at, "混合型", "--by", "甲")
    done("label", at, "社区自治型", "--by", "乙")
    assert 2 == len(done("decisions", "--conflicts", "--json").splitlines())
    done("label", at, "社区自治型", "--by", "丙", "--resolve")
    assert "" == done("decisions", "--conflicts", "--json")
    for line in done("decisions", "--json").splitlines():
        done("decisions", "undo", json.loads(line)["id"])
    assert 8 == len(listed())


def ingested_again() -> tuple[int, int]:
    """How many documents were done, and how many were not stale."""
    summary = ingest(["材料"], load_settings())
    return summary.done, summary.unchanged


def test_from_labels_to_labels(folder: Path) -> None:
    """What people say against the rule is learnt, proposed, accepted; then documents are stale and labels follow."""
    ingested_again()  # the folder is a copy: its paths are new
    label_all("混合型")
    made = proposed()
    model = made["trained"]["facets"]["governance_model"]
    assert (8, True, 0.5, 1.0) == (made["of_people"], model["in_force"], model["rule"], model["model"])
    changed = {(each["name"], *each["now"], *each["then"]) for each in made["changes"] if each["start"]}
    assert {(f"{place}.txt", "self_gov", "hybrid") for place in PLACES} == changed

    assert (0, 4) == ingested_again()
    (folder / "材料" / "另.txt").write_text(f"云溪镇社区建设材料\n\n一、民主决策\n云溪镇。{OWN}{OWN}\n", "utf-8")
    assert (1, 4) == ingested_again()
    assert "社区自治型" in done("show", "另.txt")
    done("train", "accept", "--why", "看过")
    assert not (folder / ".model-proposal.json").exists()
    assert (5, 0) == ingested_again()
    assert "混合型" in done("show", "另.txt")
    assert (0, 5) == ingested_again()
    done("train", "forget")
    assert (5, 0) == ingested_again()
    assert "社区自治型" in done("show", "另.txt")


def test_nothing_is_in_force_before_somebody_accepts(folder: Path) -> None:
    """A proposal changes no label; rejected, it is gone; both are in the journal."""
    label_all("混合型")
    assert run("train", "accept").exit_code == 2
    done("train")
    assert not (folder / "表" / "trained.json").exists()
    assert "生效" in done("train", "--show")
    done("train", "reject", "--why", "太少")
    assert "no model is proposed" in run("train", "--show").stderr
    (record,) = (json.loads(line) for line in done("decisions", "--kind", "model", "--json").splitlines())
    assert ("reject", "甲", "太少") == (record["value"]["decision"], record["who"], record["why"])


def test_a_model_is_not_put_in_the_place_of_another(folder: Path) -> None:
    """A proposal was compared with the model in force then."""
    label_all("混合型")
    done("train")
    waiting = (folder / ".model-proposal.json").read_bytes()
    done("train", "accept")
    (folder / ".model-proposal.json").write_bytes(waiting)

    assert "another model is in force" in run("train", "accept").stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("label",), "say a section"),
        (("label", "1:5"), "say a section"),
        (("label", "abc", "混合型"), "no section such as"),
        (("label", "1:999999", "混合型"), "no section at"),
        (("label", "1:40", "别的"), "no governance_model"),
        (("label", "1:40", "混合型", "社区自治型"), "exactly one"),
        (("train", "forget"), "no model of your own"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_commands_say_what_is_wrong(arguments: tuple[str, ...], told: str) -> None:
    """One line, and exit status 2."""
    result = run(*arguments)

    assert 2 == result.exit_code
    assert told in result.stderr
