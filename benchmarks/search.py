"""How long searches take, in SQLite and on PostgreSQL, without and with filters.

    python -m benchmarks.search [--postgresql] [--passages 100000] [--url URL] [--keep] [--cpu]

Documents of 10,000 characters with 100 numbers each, made from a seeded
generator: words by their frequency in running Chinese (jieba's dictionary),
sentences of 6 to 18 words, paragraphs of 2 to 6 sentences, one word in ten of
this field.  `--keep` asks a database that an earlier run has filled.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import jieba
from sqlalchemy import Engine, func, select

from policytext.model import Block, Document, Fact, Fingerprints, Label, Mention, Sentence, Source, Years
from policytext.store import Ordering, Sighting, open_store, rows_of, search, start_run, write_document
from policytext.store.asked import shipped
from policytext.store.database import reading
from policytext.store.postgresql import POSTGRESQL
from policytext.store.schema import passages
from policytext.text import Span
from tests.servers import server, url_of

CHARACTERS = 10_000
RARE = 20
"""What occurs less often in the dictionary are names."""
PRINTS = Fingerprints("text/1", "rules", "model", "libraries")
FIELD = re.findall(
    r"\w+",
    "社区 居民 服务 管理 建设 网格员 社区工作者 居委会 街道 志愿者 物业 协商 党组织 经费 议事会 楼栋长 "
    "综合治理 公共服务 社会组织 持证上岗率 服务站 养老 矛盾纠纷 社区用房 便民",
)
PLACES = [
    (f"临江省{a}{b}市", f"9{number:05d}")
    for number, (a, b) in enumerate((a, b) for a in "青望松石云" for b in "禾湖溪桥岭")
]
KINDS = ("figure", "figure", "figure", "target", "requirement")
GENRES = ("speech", "experience_exchange", "research_report", "work_summary")
MODELS = ("gov_led", "self_gov", "hybrid")


class Writer:
    """Running text: words by frequency."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        with jieba.get_dict_file() as file:
            rows = [line.decode().split() for line in file]
        known = [
            (word, int(count))
            for word, count, *_ in rows
            if int(count) > RARE and word.isalpha() and not word.isascii()
        ]
        self.words = [word for word, _ in known]
        self.weights = list(accumulate(count**0.8 for _, count in known))

    def word(self) -> str:
        """One word."""
        if self.rng.random() < 0.1:  # noqa: PLR2004 - one in ten
            return str(self.rng.choice(FIELD))
        return str(self.rng.choices(self.words, cum_weights=self.weights)[0])

    def sentence(self) -> str:
        """A sentence with its full stop, a comma in the middle."""
        words = [self.word() for _ in range(self.rng.randint(6, 18))]
        words.insert(len(words) // 2, "，")
        return "".join(words) + "。"

    def text(self) -> str:
        """Paragraphs up to the length of a document."""
        lines: list[str] = []
        while sum(map(len, lines)) < CHARACTERS:
            lines.append("".join(self.sentence() for _ in range(self.rng.randint(2, 6))))
        return "\n".join(lines)


def made(number: int, writer: Writer) -> Document:
    """A document with place, year, genre, model, sentences and numbers."""
    rng, text = writer.rng, writer.text()
    source = Source(
        hashlib.sha256(text.encode()).hexdigest(), f"{number}.txt", "text/plain", "utf-8", "text", "1", text
    )
    doc, year = Document.of(source), rng.randint(2008, 2020)
    place = rng.choice(PLACES)[0]
    meta = replace(
        doc.meta,
        place=Fact(place, None, "made"),
        genre=Fact(rng.choice(GENRES), None, "made"),
        issued=Fact(str(year), None, "made"),
    )
    sentences, blocks, at = [], [], 0
    for line in text.splitlines():
        blocks.append(Block(Span(at, at + len(line)), "paragraph", "made"))
        for part in line.split("。")[:-1]:
            sentences.append(Sentence(Span(at, at + len(part) + 1), len(blocks) - 1))
            at += len(part) + 1
        at += 1
    mentions = tuple(_mention(text, start, year, rng) for start in range(0, CHARACTERS, 100))
    label = Label("governance_model", rng.choice(MODELS), 0.8, (), None, ("made",), shares=())
    years = Years(year - 1, year - 1, year, year, "issued", (), ())
    return replace(
        doc,
        meta=meta,
        mentions=mentions,
        sentences=tuple(sentences),
        blocks=tuple(blocks),
        labels=(label,),
        years=years,
    )


def _mention(text: str, at: int, year: int, rng: random.Random) -> Mention:
    surface = text[at : at + 4]
    kind: Any = rng.choice(KINDS)
    time_said = f"{year + 2}年" if kind == "target" else None
    return Mention(
        Span(at, at + 4), surface, surface, kind, Decimal(rng.randint(1, 100)), None, None, rng.choice("%人个户"), "=",
        "value", rng.choice(FIELD), None, time_said, None, None, "as_written", "plain", ("number-digits",),
    )  # fmt: skip


def fill(engine: Engine, wanted: int) -> tuple[int, float]:
    """Write documents until there are so many passages; documents, and seconds to write one."""
    writer = Writer(random.Random(1))  # noqa: S311 - the same documents each time
    run = start_run(engine, "benchmark", datetime.now(UTC))
    number, seconds, held = 0, 0.0, 0
    while held < wanted:
        rows = rows_of(made(number, writer), PRINTS)
        start = time.perf_counter()
        write_document(engine, rows, Sighting(f"{number}.txt", f"batch {number % 5}"), run)
        seconds += time.perf_counter() - start
        number, held = number + 1, held + len(rows.passages)
    return number, seconds / number


@contextmanager
def indexed_at_last(engine: Engine) -> Iterator[None]:
    """On PostgreSQL, make the search index when everything is written: as it becomes, in less time."""
    if engine.dialect.name == "sqlite":
        yield
        return
    plain = engine.execution_options(isolation_level="AUTOCOMMIT")
    with plain.connect() as connection:
        connection.exec_driver_sql("DROP INDEX passage_index; DROP INDEX sentence_index")
    yield

    def execute(statement: str) -> None:
        with plain.connect() as connection:
            connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")
            connection.exec_driver_sql(statement)

    with ThreadPoolExecutor() as pool:
        list(pool.map(execute, POSTGRESQL.search_index[1:]))
    execute("VACUUM ANALYZE")


def queries(engine: Engine) -> Iterator[tuple[str, list[str]]]:
    """Queries by what they ask, 30 of each, of words that occur."""
    rng = random.Random(2)  # noqa: S311 - the same queries each time
    with reading(engine) as connection:
        some = connection.scalars(
            select(passages.c.folded).where(passages.c.id % 97 == 1).order_by(passages.c.id).limit(500)
        ).all()
    known = shipped().search
    cut = [
        word
        for text in some
        for word in jieba.lcut(text)
        if len(word) > 1 and word.isalpha() and not known.operator(word)
    ]

    def word() -> str:
        return str(rng.choice(FIELD) if rng.random() < 0.3 else rng.choice(cut))  # noqa: PLR2004 - three in ten

    def phrase() -> str:
        text = rng.choice(some)
        at = rng.randrange(len(text) - 8)
        return f'"{text[at : at + rng.randint(4, 8)]}"'

    def place() -> str:
        return rng.choice(PLACES)[0][3:]

    def years() -> str:
        year = rng.randint(2009, 2018)
        return f"{year}..{year + 2}"

    forms: dict[str, Callable[[], str]] = {
        "one word": word,
        "a phrase of 4 to 8": phrase,
        "two words": lambda: f"{word()} {word()}",
        "one or the other": lambda: f"{word()} OR {word()}",
        "one without the other": lambda: f"{word()} -{word()}",
        "word, place and year": lambda: f"{word()} place:{place()} year:{years()}",
        "word and kind": lambda: f"{word()} kind:目标 year:{years()}",
        "word, unit and value": lambda: f"{word()} unit:% value:80..98",
        "word, genre and model": lambda: f"{word()} genre:讲话 model:政府主导",
        "two words in a sentence": lambda: f"{word()} 同句 {word()}",
        "the same with place": lambda: f"({word()} 同句 {word()}) place:{place()}",
        "two words in a paragraph": lambda: f"{word()} 同段 {word()}",
        "one character": lambda: f'"{rng.choice(rng.choice(some))}"',
    }
    for name, form in forms.items():
        yield name, [form() for _ in range(30)]


clock = time.perf_counter


def timed(
    engine: Engine, asked: list[str], order: Ordering = "document", *, facets: bool = False
) -> list[tuple[float, int, str]]:
    """Milliseconds of each query with the number of its hits, sorted."""
    times = []
    for query in asked:
        start = clock()
        total = search(engine, query, order=order, facets=facets).total
        times.append(((clock() - start) * 1000, total, query))
    return sorted(times)


def report(engine: Engine) -> None:
    """One line for each kind of query."""
    everything: list[float] = []
    for name, asked in queries(engine):
        times = timed(engine, asked)
        middle, hits = statistics.median(each[0] for each in times), statistics.median(each[1] for each in times)
        slowest = f"{times[-1][0]:.0f} ms for {times[-1][2]} ({times[-1][1]})"
        spread = f"ninth tenth {times[26][0]:6.1f} ms, slowest {slowest}"
        print(f"{name:26} median {middle:6.1f} ms, hits {hits:7.0f}, {spread}")
        everything += [each[0] for each in times] if name != "one character" else []
    print(f"{'all but one character':26} median {statistics.median(everything):6.1f} ms")
    asked = next(asked for name, asked in queries(engine) if name == "two words")
    for name, times in {
        "by relevance": timed(engine, asked, "relevance"),
        "with facets": timed(engine, asked, facets=True),
    }.items():
        print(f"two words, {name:15} median {statistics.median(each[0] for each in times):6.1f} ms")


def processor(engine: Engine) -> Callable[[], float]:
    """Seconds that this process, and the server's that works for it, have computed."""
    if engine.dialect.name == "sqlite":
        return time.process_time
    with reading(engine) as connection:
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    server = Path(f"/proc/{number}/schedstat")  # Linux: nanoseconds, then others
    return lambda: time.process_time() + int(server.read_text("ascii").split()[0]) / 1e9


@contextmanager
def database(given: argparse.Namespace) -> Iterator[Engine]:
    """A filled database: in a file, on a server of its own, or the one that is named."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_until_done:
        url = given.url or f"sqlite:///{Path(folder) / 'policytext.db'}"
        if given.postgresql:
            url = url_of(open_until_done.enter_context(server()), "postgres")
        engine = open_store(url)
        if not given.keep:
            start = time.perf_counter()
            with indexed_at_last(engine):
                documents, seconds = fill(engine, given.passages)
            whole = time.perf_counter() - start
            print(f"{documents} documents, written in {seconds * 1000:.1f} ms each; with the index in {whole:.0f} s")
        yield engine
        engine.dispose()


def main() -> None:
    """Fill a database and ask it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true", help="start a server, and ask it")
    parser.add_argument("--url", help="of an empty database, or with --keep of a filled one")
    parser.add_argument("--keep", action="store_true", help="the database of --url is filled already")
    parser.add_argument("--cpu", action="store_true", help="processor time of program and server: on a busy machine")
    given = parser.parse_args()
    jieba.setLogLevel(30)
    with database(given) as engine:
        with reading(engine) as connection:
            print(f"{connection.execute(select(func.count()).select_from(passages)).scalar_one()} passages")
        if given.cpu:
            global clock  # noqa: PLW0603 - one switch for the whole script
            clock = processor(engine)
        report(engine)


if __name__ == "__main__":
    main()
