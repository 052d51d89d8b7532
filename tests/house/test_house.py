"""What keeps the house as it was designed: tables are data, small pieces, no third parties in the foundation."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CODE = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").glob("*.py")])
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
FOUNDATION = ("errors.py", "text.py", "model.py")

FUNCTION_LIMIT = 50
MODULE_LIMIT = 500


def name_of(path: Path) -> str:
    """A path as a readable test id."""
    return path.relative_to(ROOT).as_posix()


def docstrings(tree: ast.AST) -> set[int]:
    """Identities of the string nodes that document something."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def han_strings(path: Path) -> Iterator[str]:
    """String constants with Han characters that are not documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = docstrings(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documented:
            continue
        if isinstance(node.value, str) and HAN.search(node.value):
            yield f"line {node.lineno}: {node.value!r}"


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_chinese_words_stand_in_code(path: Path) -> None:
    """What is known stands in knowledge/, where an analyst can read and extend it."""
    assert [] == list(han_strings(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Functions of a module with their number of lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_modules_and_functions_stay_small(path: Path) -> None:
    """A module has at most 500 lines, a function at most 50."""
    assert len(path.read_text("utf-8").splitlines()) <= MODULE_LIMIT
    assert [] == [f"{name}: {lines} lines" for name, lines in functions(path) if lines > FUNCTION_LIMIT]


def test_functions_are_small_in_the_median() -> None:
    """Half of all functions have at most twelve lines."""
    sizes = sorted(lines for path in CODE for _, lines in functions(path))
    assert sizes[len(sizes) // 2] <= 12


@pytest.mark.parametrize("name", FOUNDATION)
def test_the_foundation_needs_the_standard_library_only(name: str) -> None:
    """Text, model and errors import nothing that must be installed."""
    tree = ast.parse((ROOT / "src" / "policytext" / name).read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {m.split(".")[0] for m in imported} <= {*sys.stdlib_module_names, "policytext"}


def test_heavy_libraries_are_not_loaded_with_the_pipeline() -> None:
    """PDF, Word, machine learning and Prefect are imported where they are used, not before."""
    heavy = ["pdfplumber", "docx", "sklearn", "numpy", "prefect", "pandas", "jieba", "sqlalchemy"]
    code = f"import policytext.pipeline, sys; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


TABLES = sorted((ROOT / "src" / "policytext" / "knowledge").rglob("*.yaml"))


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_a_table_says_at_its_top_what_it_is_for(path: Path) -> None:
    """Every table opens with a comment, and names no key twice."""
    text = path.read_text("utf-8")
    assert text.startswith("#")

    class Strict(yaml.SafeLoader):
        """A loader that refuses a key that stands twice."""

    def mapping(loader: Strict, node: yaml.MappingNode) -> dict[object, object]:
        keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(map(str, keys))), f"a key stands twice near {node.start_mark}"
        return loader.construct_mapping(node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    yaml.load(text, Loader=Strict)  # noqa: S506 - a subclass of the safe loader


FORBIDDEN = re.compile(r"(^|[^a-z.])/(work|root)/[a-z.]|https?://[a-z.]*(pypi|npm)[a-z]*\.")


def tracked() -> list[Path]:
    """Text files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S607 - git from the PATH
    paths = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    return [p for p in paths if p.suffix in {".py", ".md", ".yaml", ".toml", ".txt", ".json", ""} and p.is_file()]


def test_no_path_of_a_machine_stands_in_the_project() -> None:
    """Nothing here works on one machine only."""
    here = Path(__file__).resolve()
    bad = [name_of(p) for p in tracked() if p != here and FORBIDDEN.search(p.read_text("utf-8", errors="replace"))]
    assert [] == bad
