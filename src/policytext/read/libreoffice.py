"""LibreOffice as the last resort for Word documents of the old kind: only where it is installed and asked for.

It runs in the process group of the child that reads, which is killed whole;
within its limits of memory; with a profile of its own, in which macros are
off; and, where the system lets us, without a network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from policytext.errors import ReadError
from policytext.read import docx
from policytext.read.drawing import Drawn, File

NAMES = ("soffice", "libreoffice")
RESTARTS = 81  # exit status of a first start: the profile is made, it wants to be started again
STARTS = 2
SECONDS = 120  # for one start; the limits of a child are shorter
ALONE = ("unshare", "--net", "--map-root-user")
NOTE = "No reader here could read the file ({}); LibreOffice turned it into .docx, and that was read."
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{_SECURITY}"><prop oor:name="{name}" oor:op="fuse"><value>true</value></prop></item>'
        for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "DisableActiveContent")
    )
    + "</oor:items>"
)


def draw(file: File, why: Exception) -> Drawn:
    """The text of a file as LibreOffice understands it.

    Args:
        file: of which `office` says that LibreOffice may be asked.
        why: what our readers said.

    Raises:
        ReadError: it is not installed, or cannot read the file either.
        LimitError: the text is longer than allowed.
    """
    reason = str(why).removeprefix(f"{file.name}: ")
    command = _command()
    if command is None:
        raise ReadError(f"{file.name}: {reason}; LibreOffice was asked for and is not installed")
    with tempfile.TemporaryDirectory(prefix="policytext-") as folder:
        made = _converted(command, file.data, Path(folder))
    if made is None:
        raise ReadError(f"{file.name}: {reason}; LibreOffice could not read it either")
    drawn = docx.draw(replace(file, data=made))
    return replace(drawn, notes=(NOTE.format(reason), *drawn.notes))


def _converted(command: tuple[str, ...], data: bytes, folder: Path) -> bytes | None:
    """The document as .docx; None where none came out."""
    given, made = folder / "given.doc", folder / "given.docx"
    given.write_bytes(data)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    options = ("--headless", "--norestore", "--nolockcheck", "--convert-to", "docx", "--outdir", str(folder))
    whole = (*command, f"-env:UserInstallation={profile.as_uri()}", *options, str(given))
    for _ in range(STARTS):
        if _run(whole, folder) != RESTARTS:
            break
    return made.read_bytes() if made.exists() else None


def _run(command: tuple[str, ...], folder: Path) -> int | None:
    """The exit status of a program that is killed with its child; None if it took too long."""
    surroundings = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run(  # noqa: S603 - a program of the system, on a file of ours
            command, stdin=quiet, stdout=quiet, stderr=quiet, env=surroundings, timeout=SECONDS, check=False
        ).returncode
    except (subprocess.TimeoutExpired, OSError):
        return None


@lru_cache(maxsize=1)
def _command() -> tuple[str, ...] | None:
    """How LibreOffice is started; None where it is not installed.

    The program itself, where it lies beside its starter: a starter that is killed leaves it running.
    """
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        return None
    program = Path(found).resolve().parent / "soffice.bin"
    return (*_alone(), str(program) if program.exists() else found)


def _alone() -> tuple[str, ...]:
    """What starts a program without a network, where the system has it and allows it."""
    if not shutil.which(ALONE[0]):
        return ()
    tried = subprocess.run((*ALONE, "true"), capture_output=True, check=False)  # noqa: S603 - our own command
    return () if tried.returncode else ALONE
