"""The command line: a thin skin over the same calls that flows and other programs use.

Whatever is heavy is imported inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from policytext import __version__
from policytext.cli import (
    changes,
    check,
    coding,
    compare,
    copies,
    database,
    decide,
    export,
    furniture,
    handover,
    lines,
    operation,
    reasons,
    taxonomy,
    training,
    verify,
)
from policytext.cli.screen import name_database, use_utf8, warn
from policytext.errors import PolicytextError


class _Commands(TyperGroup):
    """Commands whose expected errors are one line and exit status 2, never a traceback."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's context, which it does not export under one name
        """Run the command."""
        try:
            return super().invoke(ctx)
        except PolicytextError as error:
            warn(str(error))
            raise typer.Exit(2) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read damaged Chinese policy texts: clean, extract figures and targets, classify, and keep a receipt "
    "for every number.",
)
for module in (
    operation,
    database,
    compare,
    export,
    check,
    changes,
    verify,
    copies,
    handover,
    decide,
    reasons,
    lines,
    furniture,
    coding,
    training,
    taxonomy,
):
    module.add_to(app)


def main() -> None:
    """Run the command that the arguments name."""
    use_utf8()
    app(prog_name="policytext")


def _say_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"policytext {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    del version
    name_database(None)
