"""Prefect flows: the only place that knows Prefect.

Prefect reads its settings when it is imported, so they are made here, before:
nothing is reported to anybody, its own files stay under `outputs/`, and its
server may take its time to start: on a busy computer the first start takes
longer than the 20 seconds that Prefect waits.  What the environment says
already is left as it is.
"""

from __future__ import annotations

import os
from pathlib import Path

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_HOME": str(Path("outputs", "prefect").absolute()),
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}
for _name, _value in QUIET.items():
    os.environ.setdefault(_name, _value)
