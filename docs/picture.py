"""Draw docs/figures.png: what policytext shows of the sample corpus.

usage: python docs/picture.py

Needs chromium on the PATH, and the font Noto Sans Mono CJK SC, in which a
Chinese character is exactly as wide as two letters.
"""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

ROOT = Path(__file__).parents[1]
COLUMNS = 150
SIZE = "1100,880"
# in the font these are as wide as a Chinese character
BOXES = str.maketrans({**dict.fromkeys("━─", "-"), **dict.fromkeys("┃│", "|"), **dict.fromkeys("┏┳┓┡╇┩└┴┘", "+")})
PAGE = """<meta charset="utf-8"><style>{stylesheet}
body {{ background: {background}; color: {foreground}; margin: 16px; }}
pre {{ font: 14px/19px "Noto Sans Mono CJK SC"; }}</style><pre>{code}</pre>"""
SHOWN = ROOT / "docs" / "picture.yaml"


def policytext(folder: str, *arguments: str) -> str:
    """What a command prints, colours included, with its database in `folder`."""
    environment = os.environ | {
        "POLICYTEXT_DATABASE_URL": f"sqlite:///{folder}/policytext.db",
        "FORCE_COLOR": "1",
        "COLUMNS": str(COLUMNS),
    }
    command = [sys.executable, "-m", "policytext", *arguments]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True)  # noqa: S603 - our own command
    return made.stdout


def page(folder: str) -> str:
    """The commands of picture.yaml and what they print, as a web page."""
    console = Console(record=True, width=COLUMNS, file=StringIO())
    policytext(folder, "ingest", "corpus")
    for arguments in yaml.safe_load(SHOWN.read_text("utf-8"))["commands"]:
        console.print(Text(f"$ policytext {' '.join(arguments)}", style="bold"))
        console.print(Text.from_ansi(policytext(folder, *arguments).translate(BOXES)))
    return console.export_html(theme=SVG_EXPORT_THEME, code_format=PAGE)


def main() -> None:
    """Ingest the samples into a database that is thrown away, and draw what is asked of it."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page(folder), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder}/chromium"]
        target = [f"--screenshot={ROOT / 'docs' / 'figures.png'}", f"--window-size={SIZE}", f"{folder}/page.html"]
        subprocess.run(["chromium", *options, *target], check=True, capture_output=True)  # noqa: S603, S607 - a browser from the PATH


if __name__ == "__main__":
    main()
