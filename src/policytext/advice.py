"""What somebody can do about a file that failed, by what the cause says."""

from __future__ import annotations

AGAIN = "run `policytext ingest --only failed`"
FOUND_AGAIN = "Collect the file again: it did not arrive whole."

# words of a cause, and what to do; the first that occur count
ADVICE = (
    ("is encrypted", "Open it with its password, save it without one, and ingest that."),
    ("reads pictures of PDF", "Print it to .pdf, install policytext[ocr], and ingest that."),
    ("needs OCR", f"Install policytext[ocr], then {AGAIN}."),
    ("lock file", "Nothing is lost: the document beside it has the same name without `~$`."),
    ("but holds", FOUND_AGAIN),
    ("leads outside the archive", "Unpack the archive yourself if you trust it, and ingest the folder."),
    ("archives deep", "Unpack the archive yourself, and ingest the folder."),
    ("members", "Unpack the archive yourself, and ingest the folder."),
    ("times its size", "It is made to fill the disk: ingest it only if you know who made it, unpacked by yourself."),
    ("unpacks to", "Unpack it yourself, and ingest what you need of it."),
    ("(setting ", f"Raise the setting that is named, or split the file, then {AGAIN}."),
    ("of memory", f"Raise the setting memory_mb, or split the file, then {AGAIN}."),
    ("took longer", f"Raise the setting timeout_seconds, then {AGAIN}."),
    ("archive, a format that is not read yet", "Unpack it yourself, and ingest the folder."),
    ("is not read yet", "Save it as .docx or .pdf, and ingest that."),
    ("which is not read", "Save it as .docx, and ingest that."),
    ("is a ZIP archive", "Ingest it, and its members are read; one may be named as archive.zip!/member."),
    ("damaged", FOUND_AGAIN),
    ("web archive (.mht) without", FOUND_AGAIN),
    ("without a document body", FOUND_AGAIN),
    ("says nowhere where", FOUND_AGAIN),
    ("is a binary file", "Look which program opens it, save it as .docx or .pdf, and ingest that."),
    ("bytes, limit", "Split the file, and ingest its parts."),
    ("holds no member", "Look into the archive: the name may be written otherwise."),
    ("regular file", "Only files and folders are read: name one of these."),
    ("is a folder", "Name it to `policytext ingest`, which reads the files in it."),
    ("is empty", FOUND_AGAIN),
    ("holds no text", "Look at the file: it may hold pictures only."),
    ("has no text", f"Install policytext[ocr], then {AGAIN}."),
    ("is not a text in", "Save it in UTF-8, and ingest that."),
    ("cannot be opened", "Look whether the file is there and may be read."),
    ("No such file", "Look whether the file is there and may be read."),
    ("Permission denied", "Look whether the file is there and may be read."),
)
REPORT = "This is a fault of policytext: report it with the file, if that may be shared."


def advice_for(reason: str) -> str:
    """One sentence for a cause; where none is known, the fault is ours.

    Args:
        reason: as in the row of a failure, a sentence that names the file.
    """
    return next((advice for words, advice in ADVICE if words in reason), REPORT)
