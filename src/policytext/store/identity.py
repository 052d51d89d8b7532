"""What makes an observation the same one after re-extraction.

The document, the quote with 32 characters of the reading on either side, and
an ordinal among equals.  All are folded, so spaces and widths do not count.
"""

from __future__ import annotations

import hashlib

CONTEXT = 32
"""Characters on either side of a quote, white space not counted."""


def observation_identity(document_key: str, quote: str, before: str, after: str, ordinal: int) -> str:
    """The identity of an observation, a sha256 in hexadecimal.

    Args:
        document_key: `documents.key`.
        quote: its reading, folded.
        before: up to 32 characters of the folded reading before it.
        after: up to 32 characters after it.
        ordinal: 0 for the first of those equal in all of the above.
    """
    digest = hashlib.sha256()
    for part in (document_key, quote, before, after, str(ordinal)):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)  # lengths, so that parts cannot run together
    return digest.hexdigest()
