"""The child process that reads and processes files: `python -m policytext.worker`.

It is started, never forked, and can be killed at any moment.  The protocol is
lines of JSON in UTF-8: first `{"ready": true}`, or `{"ready": false, "reason":
…}` and the end; then for each line `{"path": …, "give": …, "keep": […]}` on standard input one answer
on standard output, either `{"ok": true, "rows": …}` or `{"ok": false, "stage":
…, "reason": …, "tool": …}`, and before it as many `{"alive": true}` as the work takes
seconds.  `spent` in an answer says that the child ends after it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from policytext import __version__
from policytext.errors import PolicytextError
from policytext.knowledge import Knowledge
from policytext.model import Document
from policytext.pipeline import default_knowledge, fingerprints, process_source
from policytext.read import read
from policytext.read.encoding import shown_name
from policytext.records import clean_record, label_records, ledger_record, mention_records
from policytext.settings import Settings, load_settings
from policytext.store import Anchor, rows_of, spans_of
from policytext.text import Span

Answer = dict[str, Any]


def _rows(doc: Document, knowledge: Knowledge) -> Any:  # noqa: ANN401 - JSON
    """What the store writes."""
    source = doc.source
    prints = fingerprints(source.reader, source.reader_version, knowledge.fingerprint, knowledge.model)
    return rows_of(doc, prints, knowledge).to_wire()


# what may be asked for -> what makes it, as JSON's own types
GIVE: dict[str, Callable[[Document, Knowledge], Any]] = {
    "rows": _rows,
    "mentions": lambda doc, _: mention_records(doc),
    "clean": lambda doc, _: [clean_record(doc)],
    "ledger": lambda doc, _: [ledger_record(doc)],
    "labels": lambda doc, _: label_records(doc),
}

NETWORK = frozenset({
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "urllib.Request",
})  # fmt: skip
NATIVE_MEMORY = "bad_alloc"  # how libraries in C++ say that there is no more
MOST_WRITTEN = 100_000_000  # bytes of a file, complaints of libraries included: nothing here writes files


def main() -> int:
    """Serve requests until standard input ends; exit status 2 where the child could not start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started the child ends it
    answers = _own_stdout()
    try:
        settings = load_settings()
        limit_memory(settings.memory_mb)
        sys.addaudithook(refuse_network)
        knowledge = default_knowledge()
    except PolicytextError as error:
        _say(answers, {"ready": False, "reason": str(error)})
        return 2
    _say(answers, {"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        what = (Path(request["path"]), request["give"], settings, knowledge, request.get("keep", ()))
        answer = answer_to(*what, alive=_signs_of_life(answers))
        _say(answers, answer)
        if answer.get("spent"):
            break
    return 0


def answer_to(  # noqa: PLR0913 - the fields of a request, and whom it is read for
    path: Path,
    give: str,
    settings: Settings,
    knowledge: Knowledge,
    keep: Sequence[dict[str, Any]] = (),
    *,
    alive: Callable[[], None] | None = None,
) -> Answer:
    """The answer for one file: what is to be given, or the stage that failed and why. Raises nothing.

    `keep` are anchors of stretches that are not to be cut; one that is not found is passed over, as its decision
    is told to be an orphan.
    """
    stage = "read"
    try:
        most = round(settings.max_file_mb * 1_000_000)
        limits = {"max_bytes": most, "max_characters": settings.max_characters}
        source = read(path, **limits, alive=alive, office=settings.libreoffice)
        stage = "process"
        doc = process_source(source, knowledge, _kept(source.text, keep))
        stage = give
        return {"ok": True, "result": GIVE[give](doc, knowledge)}
    except PolicytextError as error:
        return _failure(stage, str(error), error.tool)
    except Exception as error:  # noqa: BLE001 - the boundary of the process: no file may end the run, whatever it holds
        if isinstance(error, MemoryError) or NATIVE_MEMORY in str(error):
            reason = f"{shown_name(path.name)}: more than the {settings.memory_mb} MB of memory that a child may take"
            return _failure(stage, reason) | {"spent": True}
        said = (str(error).strip() or "no word of why").splitlines()[-1]
        return _failure(stage, f"{shown_name(path.name)}: {type(error).__name__}: {said}")


def _kept(text: str, keep: Sequence[dict[str, Any]]) -> tuple[Span, ...]:
    """Where the stretches stand that are to be kept."""
    return spans_of(text, [Anchor(**anchor) for anchor in keep]) if keep else ()


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: whatever a file makes a library do, it reaches nobody.

    Raises:
        PermissionError: something looks up a name or opens a connection.
    """
    del arguments
    if event in NETWORK:
        raise PermissionError(f"a file must not reach the network ({event})")


def _signs_of_life(answers: TextIO) -> Callable[[], None]:
    """What readers call now and then; it is passed on once a second at most."""
    last = time.monotonic()

    def alive() -> None:
        nonlocal last
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            _say(answers, {"alive": True})

    return alive


def limit_memory(megabytes: int) -> None:
    """Limit this process's address space and the files it writes, where the platform can (it cannot on Windows)."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN if most == resource.RLIM_INFINITY else most, most))
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _own_stdout() -> TextIO:
    """A private way to standard output; whatever else prints there goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(private, "w", encoding="utf-8", errors="surrogatepass", newline="\n")


def _failure(stage: str, reason: str, tool: str = "") -> Answer:
    return {"ok": False, "stage": stage, "reason": reason, "tool": tool or f"policytext/{__version__}"}


def _say(answers: TextIO, answer: Answer) -> None:
    """One line; file names that are not UTF-8 travel as surrogates."""
    answers.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
