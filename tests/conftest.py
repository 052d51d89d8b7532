"""What all tests share: how hard generated tests search, the width of a screen, ids that stay short."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# set to 80 in the workers of pytest; our commands would take it for the width that a user asked for
os.environ.pop("COLUMNS", None)

# tests run on every core already: threads of linear algebra on top of that wait for each other, and double the work
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# nothing here is timed: machines are shared and noisy, and speed is measured in benchmarks/
UNTIMED = [HealthCheck.too_slow]
settings.register_profile("default", deadline=None, max_examples=60, suppress_health_check=UNTIMED)
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


LONGEST_ID = 60
LONGEST_BYTES = 16


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes as Python writes them, and of long values the beginning: the id of a test stands in its environment.

    Unescaped ids, which -k finds, are for text only. A child that a test starts inherits the id, and a system refuses
    an environment of more than some hundred thousand bytes. Of longer bytes nothing is told: an archive made for a test
    holds the time, and the ids must be the same in every process.
    """
    if isinstance(val, bytes):
        return ascii(val) if len(val) <= LONGEST_BYTES else "bytes"
    return f"{val[:LONGEST_ID]}-{len(val)}" if isinstance(val, str) and len(val) > LONGEST_ID else None
