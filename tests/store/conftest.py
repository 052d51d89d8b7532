"""A fresh database for each test of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from policytext.store import open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    """URL of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'policytext.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An empty database."""
    opened = open_store(url, busy_seconds=0.2)
    yield opened
    opened.dispose()
