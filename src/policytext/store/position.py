"""Where a text stands in another, told alike by both databases: by code points, exactly, with no regard to locale."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class position(FunctionElement[int]):  # noqa: N801 - a function of SQL
    """`position(text, part)`: from 1; 0 where it does not stand there."""

    inherit_cache = True
    type = Integer()


@compiles(position, "sqlite")
def _sqlite(element: position, compiler: Any, **how: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls it
    return f"instr({compiler.process(element.clauses, **how)})"


@compiles(position, "postgresql")
def _postgresql(element: position, compiler: Any, **how: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls it
    return f"strpos({compiler.process(element.clauses, **how)})"


def holds(column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """Whether a column contains a text, ASCII letters of either case; no sign in it has a meaning."""
    return position(func.lower(column), part.translate(_LOWER)) > 0


_LOWER = {ord(letter): ord(letter.lower()) for letter in map(chr, range(ord("A"), ord("Z") + 1))}
