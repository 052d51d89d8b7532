"""Saved pages (.mht, .mhtml): the page inside, read as the page it is."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message

from policytext.errors import ReadError
from policytext.read import html
from policytext.read.drawing import Drawn, File

HEAD = 4096  # bytes in which the header shows what follows
_HEADER = re.compile(
    rb"\s*(?:MIME-Version|From|Subject|Date|Content-Type|Snapshot-Content-Location|X-\w+[\w-]*):", re.IGNORECASE
)
_PAGE = re.compile(
    rb"^Content-Type:\s*(?:multipart/(?:related|alternative|mixed)|text/html)", re.IGNORECASE | re.MULTILINE
)


def sniff(file: File) -> bool:
    """Whether the file begins with the header of a message that holds a page."""
    head = file.data[:HEAD]
    return _HEADER.match(head) is not None and _PAGE.search(head) is not None


def draw(file: File) -> Drawn:
    """The text of the first page in the file.

    Raises:
        ReadError: the file is damaged, or holds no page.
        LimitError: the text is longer than allowed.
    """
    try:
        page = _page(message_from_bytes(file.data.lstrip(), policy=policy.compat32))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ReadError(f"{file.name}: is a damaged web archive ({type(error).__name__}: {error})") from error
    if page is None:
        raise ReadError(f"{file.name}: is a web archive (.mht) without a page")
    return html.draw(File(file.name, page, file.max_characters))


def _page(message: Message) -> bytes | None:
    """The bytes of the first page among the parts; None where there is none."""
    for part in message.walk():
        if part.get_content_type() == "text/html":
            found = part.get_payload(decode=True)
            return found if isinstance(found, bytes) else None
    return None
