"""What all tests share: how hard generated tests search."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# nothing here is timed: machines are shared and noisy, and speed is measured in benchmarks/
UNTIMED = [HealthCheck.too_slow]
settings.register_profile("default", deadline=None, max_examples=60, suppress_health_check=UNTIMED)
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes as Python writes them: unescaped ids, which -k finds, are for text only."""
    return ascii(val) if isinstance(val, bytes) else None
