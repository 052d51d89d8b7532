"""What all tests share: how hard generated tests search."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# deadlines are off: machines are shared and noisy, and speed is measured in benchmarks/
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
