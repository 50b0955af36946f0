"""Wirescope's side of the table: a function a step, each in a process of its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import ROOT
from benchmarks.place import NEWEST, WORD, Figures, Place
from lib import Corpus, index, open_corpus
from lib.measure import selection as sel
from lib.measure import splits
from lib.measure import time as over_time
from lib.measure.selection import Selection

QUERIES = (
    "ukraine",
    "president",
    "russia AND (putin OR kremlin)",
    '"white house"',
    "ceasefire talks",
    "negotiat*",
    '"sanctions russia"~10',
    "title:covid vaccine",
    "climate -storm",
    "said OR told",
)
COMPARED = 40
OPEN_CODE = (
    "import time, sys, psutil; from lib import open_corpus; me = psutil.Process();"
    "before = me.memory_info().rss; t = time.process_time();"
    "c = open_corpus(sys.argv[1], sys.argv[2], build=False); len(c.days); c.order[:50];"
    "o = time.process_time();"
    "print(o - t, me.memory_info().rss / 1e6, (me.memory_info().rss - before) / 1e6)"
)


def build(place: Place) -> Figures:
    """The whole analysed corpus, by all cores, from nothing."""
    command = [sys.executable, "-m", "lib", "build", str(place.corpus), "--json"]
    command += ["--store", str(place.store)]
    began, spent = time.perf_counter(), os.times()
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    after = os.times()
    opened = _opened(place)
    return {
        "wall": time.perf_counter() - began,
        "cpu": after.children_user
        + after.children_system
        - spent.children_user
        - spent.children_system,
        "articles": len(opened),
        "stages": opened.manifest["seconds"],
        "disk": sum(f.stat().st_size for f in place.store.rglob("*") if f.is_file()) / 1e6,
    }


def again(place: Place) -> Figures:
    """A build with nothing new."""
    return {"wall": _built(place)[-1][1]}


def add(place: Place) -> Figures:
    """A day's news, a thousand articles: until they are searched and listed, and until all is done.

    They are of the day after the last one: an article of an earlier day has the stories grouped
    anew from its day on.
    """
    target = place.corpus / "more.parquet"
    if target.exists():
        target.unlink()
        _built(place)
    table = pq.read_table(place.more)
    day = sel.to_date(int(_opened(place).last_day or 0)) + timedelta(days=1)
    dates = pa.array([str(day)] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index("date"), "date", dates), target)
    stages = _built(place)
    opened = _opened(place)
    searchable = next((at for stage, at in stages if stage == "published"), stages[-1][1])
    return {"searchable": searchable, "wall": stages[-1][1], "articles": len(opened)}


def _built(place: Place) -> list[tuple[str, float]]:
    """When each stage of a build began, in seconds, the last one that it was done."""
    code = (
        "import sys, time; from pathlib import Path; from lib import index;"
        "t = time.perf_counter();"
        "said = lambda stage, *_: print(stage, time.perf_counter() - t, sep='\\t');"
        "index.build(Path(sys.argv[1]), Path(sys.argv[2]), workers=1, report=said)"
    )
    command = [sys.executable, "-c", code, str(place.corpus), str(place.store)]
    said = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    lines = (line.split("\t") for line in said.splitlines())
    return [(stage, float(at)) for stage, at in lines]


def opening(place: Place) -> Figures:
    """From nothing to an opened corpus, imports left out; and what is resident then."""
    command = [sys.executable, "-c", OPEN_CODE, str(place.corpus), str(place.store)]
    runs = []
    for _ in range(5):
        said = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
        runs.append([float(value) for value in said.split()])
    seconds, resident, grown = (statistics.median(column) for column in zip(*runs, strict=True))
    return {"wall": seconds, "resident": resident, "grown": grown}


def search(place: Place) -> Figures:
    """All matches as a mask, and all matches ranked, each of a query not asked before."""
    opened = _opened(place)
    _rows(opened, "warm")
    masks = [_timed(lambda q=q: sel.rows_with_words(opened, q)) for q in QUERIES]
    ranked = [_timed(lambda q=q: _rows(opened, q)) for q in QUERIES]
    return {"mask": _spread(masks), "ranked": _spread(ranked)}


def _rows(opened: Corpus, words: str) -> Any:
    parsed = index.parse(words)
    assert parsed is not None
    return opened._search.matches(parsed)[0][:20]


def similar(place: Place) -> Figures:
    """The 20 nearest of some articles, exactly; they go to a file, to be compared."""
    opened = _opened(place)
    rows = np.random.default_rng(7).choice(len(opened), COMPARED, replace=False)
    for row in rows[:3]:
        opened.nearest(int(row), 20)
    times, found = [], {}
    for row in rows.tolist():
        began = time.process_time()
        nearest = opened.nearest(row, 20)
        times.append(time.process_time() - began)
        found[row] = [similar.score for similar in nearest]
    place.nearest.write_text(json.dumps(found), "utf-8")
    return {"seconds": _spread(times)}


def counts(place: Place) -> Figures:
    """What pages ask for: a word by week, sources by month, the newest of a source in a year."""
    opened = _opened(place)
    source = opened.sources[int(np.bincount(opened.source_codes).argmax())]
    last = sel.to_date(opened.last_day or 0)
    year = Selection(sources=(source,), start=last - timedelta(days=365))

    def by_week() -> Any:
        return over_time.timeline(opened, Selection(words=WORD), unit="week")

    def by_source() -> Any:
        names, _ = splits.leading(opened, Selection(), "sources")
        return splits.timeline(opened, Selection(), "month", splits.Split("sources", names))

    def newest() -> Any:
        rows = sel.sorted_rows(opened, sel.resolve(opened, year))[:NEWEST]
        return opened.listed(rows)

    return {
        "word by week": _timed(by_week),
        "sources by month": _timed(by_source),
        "newest of a source": _timed(newest),
        "resident": psutil.Process().memory_info().rss / 1e6,
    }


def _opened(place: Place) -> Corpus:
    return open_corpus(place.corpus, place.store, build=False)


def _timed(action: Callable[[], Any]) -> float:
    """Processor seconds: what else runs on the machine leaves no trace in them."""
    began = time.process_time()
    action()
    return time.process_time() - began


def _spread(times: Iterable[float]) -> dict[str, float]:
    values = list(times)
    return {"median": statistics.median(values), "p95": float(np.percentile(values, 95))}
