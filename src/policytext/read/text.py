"""Plain text and Markdown."""

from __future__ import annotations

from policytext.read.drawing import Drawn, File
from policytext.read.encoding import decode


def sniff(file: File) -> bool:
    """Whatever no other reader took may be text; decoding tells."""
    del file
    return True


def draw(file: File) -> Drawn:
    """The text as it stands in the file.

    Raises:
        ReadError: the file is binary, or in no encoding that is read.
        LimitError: the text is longer than allowed.
    """
    decoded = decode(file, most=file.max_characters)
    return Drawn(decoded.text, decoded.encoding, notes=decoded.notes)
