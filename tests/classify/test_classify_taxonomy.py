"""The taxonomy as data: what is checked, how an overlay extends it, and the workbook it is edited in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

from policytext.classify import classify
from policytext.cli import app
from policytext.errors import KnowledgeError
from policytext.knowledge import load_knowledge
from policytext.knowledge.load import load_display, load_taxonomy
from policytext.knowledge.problems import taxonomy_problems
from policytext.model import Document, Label, Source
from policytext.segment import segment
from policytext.structure import structure
from policytext.taxonomy import export_taxonomy, import_taxonomy

OVERLAYS = Path(__file__).parents[2] / "docs" / "overlays"
KNOWLEDGE = load_knowledge()


def labels(text: str, overlay: Path) -> tuple[Label, ...]:
    """The labels of a text with an overlay."""
    knowledge = load_knowledge(overlay)
    doc = Document.of(Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text))
    return classify(segment(structure(doc, knowledge), knowledge), knowledge).labels


def written(folder: Path, text: str) -> Path:
    """A folder with an overlay."""
    (folder / "taxonomy.yaml").write_text(text, encoding="utf-8")
    return folder


def test_shipped_taxonomy_has_no_fault() -> None:
    """Nor has the example of an overlay."""
    assert not taxonomy_problems()
    assert not taxonomy_problems(OVERLAYS / "policy-tools")


def test_every_code_has_names_definition_and_history() -> None:
    """So that a code keeps the meaning that it was added with."""
    taxonomy = KNOWLEDGE.taxonomy
    told = {(row.facet, code) for row in taxonomy.history for code in row.codes}

    for name, facet in taxonomy.facets.items():
        for code, row in facet.codes.items():
            assert row.zh
            assert row.en
            assert row.definition
            assert (name, code) in told


def test_genres_are_those_of_the_taxonomy() -> None:
    """Finer kinds too, each of a genre that there is."""
    facets, genres = KNOWLEDGE.taxonomy.facets, KNOWLEDGE.genres

    assert set(facets["genre"].codes) == set(genres.codes)
    assert set(facets["genre_kind"].codes) == set(genres.kinds)
    assert set(genres.kinds.values()) <= set(genres.codes)


CUE = "{id: X1, code: smart, weight: 1, pattern: 云岭}"


def cue(facet: str, **fields: object) -> str:
    """An overlay with one cue."""
    row = {"id": "X1", "code": "smart", "weight": 1, "pattern": "云岭", **fields}
    return yaml.safe_dump({"cues": {facet: [row]}}, allow_unicode=True)


def change(change: str, name: str) -> str:
    """An overlay with one row of history, on the code smart."""
    row = {"version": 3, "facet": "governance_tag", "change": change, "codes": {"smart": name}}
    return yaml.safe_dump({"history": [row]}, allow_unicode=True)


TONE = "facets:\n  tone:\n    zh: 语气\n    en: Tone\n    codes:\n      a: {zh: 甲, en: A, definition: 甲, parent: b}"


@pytest.mark.parametrize(
    ("overlay", "key", "said"),
    [
        (TONE, "parent", "unknown parent 'b'"),
        (f"cues:\n  governance_tag:\n    - {CUE}\n    - {CUE}", "id", "duplicate cue: X1"),
        (f"cues:\n  governance_tag:\n    - {CUE}\n    - {CUE.replace('X1', 'X2')}", "pattern", "X1 has this wording"),
        (cue("governance_model", code="hybrid", dimension="mood"), "dimension", "unknown dimension"),
        (cue("governance_tag", pattern="云岭("), "pattern", "regular expression"),
        (cue("governance_tag", pattern="(?:云岭)?"), "pattern", "nothing"),
        (cue("governance_tag", weight=9), "weight", "no weight"),
        (cue("governance_tag", code="bright"), "code", "no category"),
        (cue("weather"), "weather", "unknown facet"),
        (cue("governance_tag", colour="red"), "colour", "Extra inputs"),
        (change("retired", "智慧治理型"), "smart", "retired code smart is used"),
        (change("added", "聪明型"), "smart", "added twice"),
        ("facets:\n  governance_tag:\n    codes:\n      smart: {zh: 机灵型}", "zh", "keeps its meaning"),
        ("version: 3\nversion: 4", "version", "stands twice"),
        ("topics:\n  weather: {section: 1, document: 1, share: 0, gate: none}", "weather", "unknown facet"),
    ],
)
def test_faults_are_named_with_line_and_key(tmp_path: Path, overlay: str, key: str, said: str) -> None:
    """The line is that of the overlay in which the fault stands."""
    path = written(tmp_path, overlay) / "taxonomy.yaml"
    found = [problem for problem in taxonomy_problems(tmp_path) if said in problem.said]

    assert found
    mine = [problem for problem in found if problem.file == str(path)] or found
    assert any(key in problem.key.split(".") for problem in mine)
    assert all(1 <= problem.line for problem in mine)


def test_line_is_the_one_of_the_key(tmp_path: Path) -> None:
    """Counted from 1, comments and all."""
    written(
        tmp_path,
        "# mine\ncues:\n  governance_tag:\n    - id: X1\n      code: smart\n      weight: 1\n      pattern: '云('\n",
    )
    (problem,) = taxonomy_problems(tmp_path)

    assert (7, "cues.governance_tag.0.pattern") == (problem.line, problem.key)
    assert str(problem).startswith(f"{tmp_path / 'taxonomy.yaml'}:7: ")


def test_retired_code_is_refused_when_loaded(tmp_path: Path) -> None:
    """A code is never used again for another matter."""
    written(tmp_path, "history:\n  - {version: 3, facet: service_mode, change: retired, codes: {care: 温馨关爱型}}\n")

    with pytest.raises(KnowledgeError, match="never used again"):
        load_taxonomy(tmp_path)


def test_facet_of_ones_own_works_end_to_end() -> None:
    """Policy tools in two levels: labels of a part are labels of the whole, with names, outside communities too."""
    overlay = OVERLAYS / "policy-tools"
    text = "市财政安排专项资金，补贴企业，财政投入逐年增加，设奖补。新建公共设施，配强人员。政府采购，购买专业服务。"
    found = {(label.code, label.span is None) for label in labels(text, overlay) if label.facet == "policy_tool"}

    assert {("supply", True), ("supply_fund", False), ("demand", False), ("demand_purchase", False)} <= found
    assert ("供给型", "政策工具") == (
        load_display(overlay).word("policy_tool", "supply"),
        load_display(overlay).word("facet", "policy_tool"),
    )


def test_context_and_unless_shut_a_cue(tmp_path: Path) -> None:
    """What its sentence must hold, and must not."""
    cue = "{id: X1, code: party_led, weight: 3, pattern: 先锋驿站, context: 党员, unless: 歇业}"
    overlay = written(tmp_path, f"cues: {{governance_tag: [{cue}]}}")

    def heard(text: str) -> bool:
        return "X1" in {item.cue for label in labels(text, overlay) for item in label.evidence}

    assert heard("社区党员在先锋驿站、先锋驿站服务居民，推行党建引领。")
    assert not heard("社区居民在先锋驿站聚会，推行党建引领。")
    assert not heard("社区党员的先锋驿站已歇业，推行党建引领。")


def test_false_friends_silence_cues(tmp_path: Path) -> None:
    """An analyst's own false friend counts like ours."""
    text = "社区设立议事园，居民在议事园商量，表决通过公约。"
    overlay = written(tmp_path, "false_friends: [{pattern: 议事园, facets: [governance_model]}]")

    def heard(folder: Path) -> set[str]:
        return {item.cue for label in labels(text, folder) for item in label.evidence}

    assert "S060" in heard(OVERLAYS / "policy-tools")
    assert "S060" not in heard(overlay)


def sheet_rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet."""
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def changed(path: Path, sheet: str, row: int, column: str, value: object) -> None:
    """Set a cell of a workbook; a row beyond the last is a new one."""
    book = openpyxl.load_workbook(path)
    head = [cell.value for cell in book[sheet][1]]
    book[sheet].cell(row, head.index(column) + 1).value = value  # type: ignore[assignment]
    book.save(path)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The shipped taxonomy as a workbook."""
    book = tmp_path_factory.mktemp("book") / "t.xlsx"
    export_taxonomy(book)
    return book.read_bytes()


@pytest.mark.parametrize("overlay", [None, OVERLAYS / "policy-tools"], ids=["shipped", "own facet"])
def test_workbook_goes_round(tmp_path: Path, overlay: Path | None) -> None:
    """What is written and read back is the same taxonomy."""
    book, folder = tmp_path / "t.xlsx", tmp_path / "own"
    folder.mkdir()
    export_taxonomy(book, overlay)
    import_taxonomy(book, folder)

    assert load_taxonomy(overlay) == load_taxonomy(folder)


def test_edits_of_the_workbook_become_an_overlay(tmp_path: Path, exported: bytes) -> None:
    """A weight, a definition, a list, a new cue; the shipped table stays, other keys of the overlay too."""
    book = tmp_path / "t.xlsx"
    book.write_bytes(exported)
    written(tmp_path, "gate_share: 0.5\n")
    ids = [row[1] for row in sheet_rows(book, "cues")]
    row = ids.index("G001") + 1
    changed(book, "cues", row, "weight", 1.25)
    codes = [line[:2] for line in sheet_rows(book, "codes")]
    changed(book, "codes", codes.index(("governance_tag", "smart")) + 1, "include", "甲\n乙")
    for column, value in {
        "facet": "governance_tag",
        "id": "X9",
        "code": "smart",
        "weight": 2,
        "pattern": "云岭",
    }.items():
        changed(book, "cues", len(ids) + 1, column, value)
    import_taxonomy(book, tmp_path)
    taxonomy = load_taxonomy(tmp_path)

    assert 1.25 == next(cue.weight for cue in taxonomy.cues["governance_model"] if cue.id == "G001")
    assert ("甲", "乙") == taxonomy.facets["governance_tag"].codes["smart"].include
    assert "X9" == taxonomy.cues["governance_tag"][-1].id
    assert 0.5 == taxonomy.gate_share


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("cues", "pattern"), "云岭(", "regular expression"),
        (("cues", "code"), "nowhere", "no category"),
        (("cues", "weight"), "heavy", "weight"),
        (("cues", "id"), "G001", "stands twice"),
        (("codes", "facet"), "weather", "unknown facet"),
        (("codes", "parent"), "nowhere", "unknown parent"),
        (("history", "change"), "forgotten", "change"),
    ],
)
def test_wrong_row_is_named_and_nothing_imported(
    tmp_path: Path, exported: bytes, place: tuple[str, str], value: str, said: str
) -> None:
    """Sheet and row, counted as the workbook shows them."""
    book, folder = tmp_path / "t.xlsx", tmp_path / "own"
    folder.mkdir()
    book.write_bytes(exported)
    sheet, column = place
    changed(book, sheet, 6, column, value)

    with pytest.raises(KnowledgeError, match=rf"sheet {sheet}, row 6: .*{said}"):
        import_taxonomy(book, folder)
    assert not list(folder.iterdir())


def test_category_cannot_just_vanish(tmp_path: Path, exported: bytes) -> None:
    """Its retirement is told in the history; then its cues go with it."""
    book = tmp_path / "t.xlsx"
    book.write_bytes(exported)
    work = openpyxl.load_workbook(book)
    codes = [row[:2] for row in sheet_rows(book, "codes")]
    work["codes"].delete_rows(codes.index(("governance_tag", "market_led")) + 1)
    cues = [row[2] for row in sheet_rows(book, "cues")]
    for number in reversed([n for n, code in enumerate(cues, 1) if code == "market_led"]):
        work["cues"].delete_rows(number)
    work.save(book)
    with pytest.raises(KnowledgeError, match="market_led is gone; say in history"):
        import_taxonomy(book, tmp_path)
    last = len(sheet_rows(book, "history")) + 1
    for column, value in {
        "version": 3,
        "facet": "governance_tag",
        "change": "retired",
        "code": "market_led",
        "name": "市场主导型",
    }.items():
        changed(book, "history", last, column, value)
    import_taxonomy(book, tmp_path)

    assert "market_led" not in load_taxonomy(tmp_path).facets["governance_tag"].codes
    assert not taxonomy_problems(tmp_path)


def test_commands_show_check_and_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the overlay that the settings name."""
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", str(tmp_path))
    runner = CliRunner()

    assert "政府主导型" in runner.invoke(app, ["taxonomy", "show", "governance_model"]).stdout
    assert 0 == runner.invoke(app, ["taxonomy", "check"]).exit_code
    assert 0 == runner.invoke(app, ["taxonomy", "export", str(tmp_path / "t.xlsx")]).exit_code
    assert 0 == runner.invoke(app, ["taxonomy", "import", str(tmp_path / "t.xlsx")]).exit_code
    assert yaml.safe_load((tmp_path / "taxonomy.yaml").read_text("utf-8")) == {}
    written(tmp_path, "cues: {weather: []}")
    wrong = runner.invoke(app, ["taxonomy", "check"])
    assert 1 == wrong.exit_code
    assert "taxonomy.yaml:1: cues.weather" in wrong.stderr
