"""The child process that reads and processes files: `python -m policytext.worker`.

It is started, never forked, and can be killed at any moment.  The protocol is
lines of JSON in ASCII: first `{"ready": true}`, or `{"ready": false, "reason":
…}` and the end; then for each line `{"path": …, "give": …, "keep": […]}` on standard input one answer
on standard output, either `{"ok": true, "rows": …}` or `{"ok": false, "stage":
…, "reason": …}`.  `spent` in an answer says that the child ends after it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

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
    return rows_of(
        doc, fingerprints(doc.source.reader, doc.source.reader_version, knowledge.fingerprint), knowledge
    ).to_json()


# what may be asked for -> what makes it, as JSON's own types
GIVE: dict[str, Callable[[Document, Knowledge], Any]] = {
    "rows": _rows,
    "mentions": lambda doc, _: mention_records(doc),
    "clean": lambda doc, _: [clean_record(doc)],
    "ledger": lambda doc, _: [ledger_record(doc)],
    "labels": lambda doc, _: label_records(doc),
}


def main() -> int:
    """Serve requests until standard input ends; exit status 2 where the child could not start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started the child ends it
    answers = _own_stdout()
    try:
        settings = load_settings()
        limit_memory(settings.memory_mb)
        knowledge = default_knowledge()
    except PolicytextError as error:
        _say(answers, {"ready": False, "reason": str(error)})
        return 2
    _say(answers, {"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        answer = answer_to(Path(request["path"]), request["give"], settings, knowledge, request.get("keep", ()))
        _say(answers, answer)
        if answer.get("spent"):
            break
    return 0


def answer_to(
    path: Path, give: str, settings: Settings, knowledge: Knowledge, keep: Sequence[dict[str, Any]] = ()
) -> Answer:
    """The answer for one file: what is to be given, or the stage that failed and why. Raises nothing.

    `keep` are anchors of stretches that are not to be cut; one that is not found is passed over, as its decision
    is told to be an orphan.
    """
    stage = "read"
    try:
        source = read(path, max_bytes=round(settings.max_file_mb * 1_000_000), max_characters=settings.max_characters)
        stage = "process"
        doc = process_source(source, knowledge, _kept(source.text, keep))
        stage = give
        return {"ok": True, "result": GIVE[give](doc, knowledge)}
    except PolicytextError as error:
        return _failure(stage, str(error))
    except MemoryError:
        reason = f"{shown_name(path.name)}: more than the {settings.memory_mb} MB of memory that a child may take"
        return _failure(stage, reason) | {"spent": True}
    except Exception as error:  # noqa: BLE001 - the boundary of the process: no file may end the run, whatever it holds
        return _failure(stage, f"{shown_name(path.name)}: {type(error).__name__}: {error}")


def _kept(text: str, keep: Sequence[dict[str, Any]]) -> tuple[Span, ...]:
    """Where the stretches stand that are to be kept."""
    return spans_of(text, [Anchor(**anchor) for anchor in keep]) if keep else ()


def limit_memory(megabytes: int) -> None:
    """Limit this process's address space, where the platform can (it cannot on Windows)."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _own_stdout() -> TextIO:
    """A private way to standard output; whatever else prints there goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(private, "w", encoding="ascii", newline="\n")


def _failure(stage: str, reason: str) -> Answer:
    return {"ok": False, "stage": stage, "reason": reason}


def _say(answers: TextIO, answer: Answer) -> None:
    """One line of ASCII: file names that are not UTF-8 travel as escaped surrogates."""
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
