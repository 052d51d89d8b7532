"""Write the generated pages of docs/ anew; tests fail where one is not fresh.

usage: python docs/generate.py
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Table

from policytext.knowledge import load_knowledge
from policytext.knowledge.load import PLATFORMS, SHIPPED, load_canon, load_derived, load_display, load_taxonomy
from policytext.knowledge.schema.canon import Indicator
from policytext.observe import catalogue
from policytext.settings import SETTINGS_FILE, Settings
from policytext.store.schema import metadata

DOCS = Path(__file__).parent
EXTRACT = SHIPPED.parent / "extract"
CLASSIFY = SHIPPED.parent / "classify"
MADE = "<!-- Written by docs/generate.py; `make docs` writes it anew. -->\n"


def settings_page() -> str:
    """Every setting with its default."""
    lines = [
        "# Settings",
        "",
        f"Settings come from the environment, or from a file `{SETTINGS_FILE}` in the current folder; the environment",
        "outranks the file. An unknown key or a value out of range is an error. Relative paths start at the current",
        "folder.",
        "",
        "| setting | environment | default | meaning |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "none" if field.default is None else f"`{field.default}`"
        lines.append(f"| `{name}` | `POLICYTEXT_{name.upper()}` | {default} | {field.description} |")
    lines += [
        "",
        "Two more are read by Prefect, not by policytext: `PREFECT_HOME` (the flow sets it to `outputs/prefect` unless",
        "it is set) and `PREFECT_API_URL` (a server of your own instead of the temporary one).",
    ]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Every command with its arguments and options, as typer documents them."""
    command = [sys.executable, "-m", "typer", "policytext.cli", "utils", "docs", "--name", "policytext"]
    made = subprocess.run([*command, "--title", "Commands"], capture_output=True, encoding="utf-8", check=True)  # noqa: S603 - our own command line
    return made.stdout.strip() + "\n"


def _cell(text: str) -> str:
    """Text that may stand in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def database_page() -> str:
    """Every table and column."""
    lines = [
        "# The indicator database",
        "",
        "SQLite by default, in `outputs/policytext.db`; for teams on a PostgreSQL server ([below](#postgresql)), with",
        "the same tables and the same results. Exact numbers are text with a float beside them for filters;",
        "spans are code points of `texts.text`, half-open; times are ISO 8601 in UTC. Deleting the file loses nothing",
        "that a new run does not bring back: what people decided stands in a journal outside ([review](review.md)).",
        "",
    ]
    for table in metadata.sorted_tables:
        lines += _table(table)
    lines += POSTGRESQL.splitlines()
    return "\n".join(lines).rstrip() + "\n"


POSTGRESQL = """\
## PostgreSQL

`pip install policytext[postgresql]`, an empty database in UTF-8 (`createdb --encoding UTF8 --template template0 NAME`),
and `POLICYTEXT_DATABASE_URL=postgresql+psycopg://USER@HOST/NAME`; a password stands in `~/.pgpass` or `PGPASSWORD`, or
in the URL, and is in no message. The tables are made by the first ingest. Every command does the same on both: the same
rows in the same order, the same exports byte for byte.

A reader sees one state (repeatable read, read only) and waits for nobody. Who writes takes a lock of the database's
first (an advisory lock): one writes at a time, others wait for half a minute and then say so. Texts are kept in the
order of their code points (collation C), JSON as it was written. NUL and lone surrogates, which no reader lets
through, become U+FFFD in names and reasons. A database that a newer program made, or with tables of another, is
refused, as are a server that is not there, a database that is not there, a user or rights that are missing: each with
its reason.

The journal of decisions is a file in the current folder unless `POLICYTEXT_DECISIONS` names another: a team puts it
where all of them can write. A database moves from SQLite to PostgreSQL, and back, by `policytext backup` in one and
`policytext restore --database …` into the other ([handing over](exports.md#handing-over)).

## Schema versions

`meta.schema_version` (and `PRAGMA user_version` of a file) says by which version of the schema a database was made.
An older one is brought up to date when it is opened, in one transaction: it ends whole, or as it was. A newer one is
refused.

The steps are alembic's revisions, one in a file of `store/migrations/versions/`; revision N is version N, so
`alembic_version` holds the same number, and `policytext check` says where the two do not agree. A file that a user
opens must come along without a command: the program runs alembic itself, within its own transaction, and imports it
only where there is something to bring up to date. A new database is made whole, at the newest version. One from before
version 12, which has no `alembic_version`, is given one with the version that it says it is of. No revision goes back:
a backup does.

`tests/store/schema-N.sql` and `postgresql-N.sql` are databases that the programs of those days wrote, with documents
and decisions in them: tests bring every one of them up to date on both, compare it table by table and index by index
with a new one, have alembic compare it with the tables in the code, read, search and check it, and break a migration
off.

For developers `alembic history` and, of a database, `alembic -x url=sqlite:///FILE check` work in the clone: the latter
says whether `store/schema.py` has what no revision makes yet. How a revision is added:
[CONTRIBUTING.md](../CONTRIBUTING.md#change-the-schema).
"""


def _table(table: Table) -> Iterator[str]:
    yield from (f"## {table.name}", "", _cell(table.comment or ""), "", "| column | type | meaning |", "|---|---|---|")
    for column in table.columns:
        keys = sorted(f"→ {key.target_fullname}" for key in column.foreign_keys)
        meaning = "; ".join(part for part in (*keys, column.comment) if part)
        yield f"| `{column.name}` | {str(column.type).lower()} | {_cell(meaning)} |"
    yield ""


def knowledge_page() -> str:
    """Every table of knowledge/, with what it says of itself at its top."""
    lines = [
        "# What policytext knows",
        "",
        "Tables in `src/policytext/knowledge/`. A file of the same name in the folder `POLICYTEXT_KNOWLEDGE` names",
        "is merged over it: mappings key by key, lists appended, single values replaced.",
        "",
        "| table | what it is |",
        "|---|---|",
    ]
    files = [*SHIPPED.glob("*.*"), *(SHIPPED / PLATFORMS).glob("*.yaml")]
    tables = sorted(path for path in files if path.suffix in {".yaml", ".txt", ".tsv"})
    lines += [f"| `{path.relative_to(SHIPPED).as_posix()}` | {_cell(_opening(path))} |" for path in tables]
    return "\n".join(lines) + "\n"


def _opening(path: Path) -> str:
    """The comment at the top of a table, up to its first blank or other line."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("# "):
            break
        lines.append(line[2:])
    return " ".join(lines)


def ledger_page() -> str:
    """Every rule of cleaning with what it does."""
    lines = [
        "# The ledger",
        "",
        "`policytext clean --ledger FILE` shows every cut and every replacement of a file with its rule, and that what",
        "was kept, replaced and cut is the whole. The clean view only cuts; the reading view, on which all other rules",
        "match, is made from it. `site-line-…` and `site-inline-…` name the site (`knowledge/platforms/`). What was",
        "read otherwise before it was cut, or cut before a replacement took it in, has the rules of both, joined by +.",
        "",
        "| rule | what it cuts or reads otherwise |",
        "|---|---|",
    ]
    rules = load_display().values["edit_rule"]
    lines += [f"| `{rule}` | {_cell(meaning)} |" for rule, meaning in sorted(rules.items())]
    return "\n".join(lines) + "\n"


def examples_page() -> str:
    """The catalogue of examples beside the extraction rules."""
    lines = [
        "# What is read, and what is not",
        "",
        "Every wording is an example beside the rules of `src/policytext/extract/`, and a test. 〔 〕 marks what is",
        "meant; what is not said is the default.",
        "",
    ]
    for path in sorted(EXTRACT.glob("*/examples.yaml")):
        lines += [f"## {path.parent.name}", "", "| says | wordings |", "|---|---|"]
        lines += [_example(example) for example in yaml.safe_load(path.read_text("utf-8"))]
        lines.append("")
    lines += ["## classify", "", "What a section says of the governance model, and further labels and names.", ""]
    lines += ["| says | wordings |", "|---|---|"]
    lines += [_example(example) for example in yaml.safe_load((CLASSIFY / "examples.yaml").read_text("utf-8"))]
    return "\n".join(lines).rstrip() + "\n"


def taxonomy_page() -> str:
    """Every facet with its categories, the local models of renown, and the false friends."""
    taxonomy = load_taxonomy()
    lines = [
        "# The taxonomy",
        "",
        f"Version {taxonomy.version} of `knowledge/taxonomy.yaml`; [classification.md](classification.md) says how a",
        "label comes about. A category in brackets is a part of the one before it that has none.",
        "",
    ]
    for name, facet in taxonomy.facets.items():
        lines += [f"## {facet.zh} `{name}`", "", f"{facet.en}. {facet.definition}", ""]
        if facet.codes:
            lines += [
                "| code | name | cues | what it is | what belongs to it | what does not |",
                "|---|---|---|---|---|---|",
            ]
        for code, row in facet.codes.items():
            cues = sum(cue.code == code for cue in taxonomy.cues.get(name, ()))
            shown = f"({code})" if row.parent else code
            cells = (row.definition, "；".join(row.include), "；".join(row.exclude))
            lines.append(f"| `{shown}` | {row.zh} {row.en} | {cues or ''} | {' | '.join(map(_cell, cells))} |")
        lines.append("")
    lines += ["## Local models of renown", "", "| name | place | stands for | note |", "|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.place} | {', '.join(filter(None, (row.model, *row.tags)))} | {_cell(row.note)} |"
        for row in taxonomy.named_models.known
    ]
    lines += ["", "## False friends", "", "Wordings in which cues speak of another matter.", ""]
    lines += [f"- {row.note}" for row in taxonomy.false_friends]
    return "\n".join(lines) + "\n"


def _example(example: dict[str, Any]) -> str:
    """One meaning with its wordings, as a row."""
    wordings = "<br>".join(_cell(wording) for wording in example["in"])
    meaning = ", ".join(f"{key}: {_meant(value)}" for key, value in example.items() if key not in {"in", "is", "are"})
    meant = [_meant(example[key]) for key in ("is", "are") if key in example]
    return f"| {_cell(', '.join([*meant, *([meaning] if meaning else [])]))} | {wordings} |"


def _meant(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_meant(part)}" for key, part in value.items())
    if isinstance(value, list):
        return "; ".join(_meant(part) for part in value)
    return "–" if value is None else str(value)


def indicators_page() -> str:
    """The canonical indicators by domain, and the formulas."""
    canon, derived = load_canon(), load_derived()
    knowledge = load_knowledge()
    taxonomy = knowledge.taxonomy.facets["indicator_domain"].codes
    domains = {code: (row.zh, row.en) for code, row in taxonomy.items()}
    domains |= {code: (named.zh, named.en) for code, named in canon.domains.items()}
    made = len(catalogue(knowledge))
    lines = [
        "# Canonical indicators",
        "",
        "What numbers are compared by: [how names are matched, and numbers compared](comparison.md).",
        "",
        f"There are {len(canon.indicators)} indicators, {made} with their variants.",
    ]
    for domain, (zh, en) in domains.items():
        rows = [(name, each) for name, each in canon.indicators.items() if each.domain == domain]
        lines += ["", f"## {zh} {en}", "", "| id | name | English | units | measure | variants | forms |"]
        lines.append("|---|---|---|---|---|---|---|")
        lines += [_indicator(name, each) for name, each in rows]
    lines += ["", "## Derived 推算指标", "", "| id | name | over ÷ under × times | unit |", "|---|---|---|---|"]
    for name, formula in derived.formulas.items():
        halves = (" / ".join(half.indicators) for half in (formula.over, formula.under))
        lines.append(f"| `{name}` | {formula.zh} | {' ÷ '.join(halves)} × {formula.times} | {formula.unit} |")
    return "\n".join(lines) + "\n"


def _indicator(name: str, row: Indicator) -> str:
    forms = _cell("、".join(row.forms))
    variants = " ".join(row.variants)
    return f"| `{name}` | {row.zh} | {row.en} | {' '.join(row.units)} | {row.measure} | {variants} | {forms} |"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "cli.md": cli_page,
    "database.md": database_page,
    "knowledge.md": knowledge_page,
    "ledger.md": ledger_page,
    "examples.md": examples_page,
    "taxonomy.md": taxonomy_page,
    "indicators.md": indicators_page,
}


def render(name: str) -> str:
    """A page as it should stand in docs/."""
    return MADE + "\n" + PAGES[name]()


def main() -> None:
    """Write every page."""
    for name in PAGES:
        (DOCS / name).write_text(render(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
