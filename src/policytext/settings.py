"""Settings: from the environment (`POLICYTEXT_…`) over one file, `policytext.toml`.

Every setting stands in docs/settings.md; a test compares the two.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from policytext.errors import PolicytextError

SETTINGS_FILE = "policytext.toml"
PREFIX = "POLICYTEXT_"


class Settings(BaseSettings):
    """What can be set; the environment outranks the file, the file the defaults."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
    )

    database_url: str = Field(
        "sqlite:///outputs/policytext.db",
        description="SQLAlchemy URL of the indicator database; a relative SQLite path starts at the current folder",
    )
    decisions: Path | None = Field(
        None,
        description="journal of what people decided; if not set, `decisions.jsonl` beside the folder `outputs` that "
        "holds the database, or beside the database where its folder has another name",
    )
    analyst: str | None = Field(None, description="who decides; the name of the system's user if not set")
    knowledge: Path | None = Field(None, description="folder of the user's own tables, merged over the shipped ones")
    workers: int = Field(2, ge=1, le=64, description="child processes that read and process files side by side")
    batch_size: int = Field(64, ge=1, le=1000, description="files a batch: one Prefect task each")
    dask: str | None = Field(
        None, description="address of a Dask scheduler that runs the batches of the flows, as tcp://host:8786"
    )
    batch_mb: float = Field(20, gt=0, description="megabytes of files a batch; a larger file is a batch of its own")
    max_file_mb: float = Field(100, gt=0, description="a larger file is refused, in megabytes of 1,000,000 bytes")
    max_characters: int = Field(5_000_000, ge=1, description="a document with a longer text is refused, in characters")
    timeout_seconds: float = Field(60, gt=0, description="time for any file without a sign of life, in seconds")
    timeout_seconds_per_mb: float = Field(30, ge=0, description="further time for each megabyte of a file, in seconds")
    timeout_total_times: float = Field(
        10, ge=1, description="times as long a file may take in all while it gives signs of life, as scanned pages do"
    )
    memory_mb: int = Field(
        3000, ge=256, description="memory for a child process, in megabytes; enforced where the system can (Linux)"
    )
    wait_seconds: float = Field(
        3600, ge=0, description="time to wait for another run to end before this one leaves; 0 leaves at once"
    )
    stale_seconds: float = Field(
        60, gt=0, description="time without a sign of life after which a run is taken for dead and its turn taken over"
    )
    attempts: int = Field(
        4, ge=1, description="times that a scheduled run tries a file that fails; then it waits for a person"
    )
    retry_minutes: float = Field(
        10, ge=0, description="time until a scheduled run tries a failed file again; twice as long after each failure"
    )
    settle_seconds: float = Field(
        2, ge=0, description="time a scheduled run waits to see whether a file is still being written"
    )
    libreoffice: bool = Field(
        False,  # noqa: FBT003 - the default of a field
        description="whether LibreOffice, where installed, is asked for .doc and .wps files that no reader here can "
        "read: a second opinion that takes seconds",
    )
    furniture_documents: int = Field(
        3, ge=2, description="documents that must share a line before it is proposed as furniture; copies count once"
    )
    furniture_share: float = Field(
        0.2, ge=0, le=1, description="share of the documents of one origin that must have such a line"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """The settings in force.

    Raises:
        PolicytextError: a setting is unknown or out of range; it names the key.
    """
    _check_environment()
    try:
        return Settings()
    except OSError as error:
        raise PolicytextError(f"{SETTINGS_FILE}: cannot be opened: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicytextError(f"{SETTINGS_FILE}: not a TOML file in UTF-8: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise PolicytextError(
            f"setting {key}: {first['msg']} (environment POLICYTEXT_…, or {SETTINGS_FILE})"
        ) from error


def _check_environment() -> None:
    """Refuse a variable with our prefix that is no setting, which would be passed over in silence."""
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name[len(PREFIX) :].lower() not in Settings.model_fields:
            raise PolicytextError(f"environment {name}: there is no such setting (see docs/settings.md)")
