"""What the tests of the clean room share: knowledge, documents from text, and invented passages."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from policytext.clean import clean
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Document, Source

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"

TITLE = "青禾区社区服务体系建设调研报告"
FIRST = "今年以来,青禾区围绕群众办事难的问题,投入资金1280万元,新建便民服务站26个,服务居民8.6万人次。"
SECOND = "一是健全工作机制,区里成立领导小组,每月召开一次例会;二是落实经费保障,每个社区每年补助15万元。"
THIRD = "下一步,我们将在松溪镇、望湖街道先行试点,力争到2017年底实现全覆盖。"
BODY = f"{FIRST}\n{SECOND}\n{THIRD}"


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def source(text: str, name: str = "x.txt") -> Source:
    """A text as if it had been read from a file."""
    return Source(hashlib.sha256(text.encode()).hexdigest(), name, "text/plain", "utf-8", "text", "0", text)


def cleaned(text: str, name: str = "x.txt") -> Document:
    """A text after the clean room."""
    return clean(Document.of(source(text, name)), knowledge())


def solid(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())
