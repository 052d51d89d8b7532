"""One Prefect server with a database of its own for all flow tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import flows  # noqa: F401 - its quiet settings are made before Prefect is imported


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A server as `python -m flows.ingest` starts it; 10 s, once."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=60):
        yield
