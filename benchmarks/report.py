"""docs/benchmarks.md: the results of `benchmarks.speed` as tables, with ratios and the goals."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

Steps = dict[str, dict[str, Any]]
Line = tuple[str, str, str, str]

_HEAD = """# Benchmarks

Written by `make bench`: what Wirescope does, beside what one would use instead. Each step is a
process of its own, with a limit on memory and time, on {machine}. Times are
**processor time** of one core, for both sides, so that what else runs on the machine leaves no
trace in them; only what waits for more than a processor (the build on all cores, adding, clicks,
analysts at once) is in seconds of the clock. Machines differ: the **ratios** are what counts. A
unit is what scikit-learn's TfidfVectorizer alone takes on the same articles, on one core. Clicks
go to and fro between two periods: what the first two asked for is answered from the cache. A step
that is done is not done again, so that figures may be of several days and versions.

23,250 articles are real ones (news of 2012 to 2024, 33 million words). The larger corpora are
recombined from their sentences, 150 to 250 words an article, with real dates and with vocabulary
that grows as Heaps' law has it ({maker}).

"""


def written(known: dict[str, Steps]) -> str:
    """The whole report.

    Args:
        known: of each size, of each step, its figures or why it failed.
    """
    head = _HEAD.format(machine=_machine(), maker="`benchmarks/corpora.py`")
    return (
        head
        + _goals(known)
        + "".join(_table(int(size), known[size]) for size in sorted(known, key=int))
    )


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB ({_processor()}), Linux, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


# --- figures -----------------------------------------------------------------------------------


def _seconds(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f} s"
    return f"{value:.1f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def _versus(ours: float, theirs: float) -> str:
    """How two times compare, and who is ahead."""
    if ours <= theirs:
        return f"{theirs / ours:,.1f}x, Wirescope ahead"
    return f"{ours / theirs:,.1f}x, **the peer ahead**"


class _Steps:
    """The figures of one size; what is missing or failed is said, not guessed."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def get(self, *path: str) -> float | None:
        found: Any = self._steps
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return None if found is None else float(found)

    def why_not(self, step: str) -> str:
        return str(self._steps.get(step, {}).get("failed", "not measured"))

    def __contains__(self, step: object) -> bool:
        return step in self._steps

    def stages(self) -> dict[str, float]:
        return dict(self._steps.get("build", {}).get("stages", {}))

    def clicks(self) -> dict[str, list[float]]:
        found = self._steps.get("clicks", {})
        return {what: times for what, times in found.items() if isinstance(times, list)}

    def load(self) -> list[dict[str, float]]:
        return list(self._steps.get("load", {}).get("runs", []))


def _table(size: int, steps: Steps) -> str:
    known = _Steps(steps)
    days = sorted({step["date"] for step in steps.values() if "date" in step})
    when = " to ".join(dict.fromkeys([*days[:1], *days[-1:]]))
    lines = [line for part in _PARTS for line in part(known)]
    rows = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    notes = "".join(f" {step['note']}" for step in steps.values() if "note" in step)
    return (
        f"## {size:,} articles\n\nMeasured {when}.{notes}\n\n"
        "| what | Wirescope | beside it | who is ahead |\n| --- | ---: | ---: | ---: |\n"
        f"{rows}\n{_where_time_goes(known)}"
    )


def _where_time_goes(known: _Steps) -> str:
    stages = known.stages()
    if not stages:
        return ""
    parts = (f"{stage} {_seconds(spent)}" for stage, spent in stages.items() if spent >= 0.05)
    return f"Where the time of the build goes, by the clock: {', '.join(parts)}.\n\n"


def _build_lines(known: _Steps) -> Iterable[Line]:
    cpu = known.get("build", "cpu")
    if cpu is None:
        yield "whole build", known.why_not("build"), "", ""
        return
    for what, key in (("by the clock, all cores", "wall"), ("processor time", "cpu")):
        ours, unit = known.get("build", key), known.get("vectorizer", key)
        beside = "TfidfVectorizer alone, one core: "
        beside += _seconds(unit) if unit else known.why_not("vectorizer")
        ratio = f"{ours / unit:.2f} units" if ours and unit else ""
        yield f"whole build, {what}", _seconds(ours or 0.0), beside, ratio
    for step, name in (("bm25s", "bm25s, index in memory"), ("fts5", "SQLite FTS5, index on disk")):
        if step in known:
            theirs = known.get(step, "cpu")
            shown = f"{name}: " + (_seconds(theirs) if theirs else known.why_not(step))
            yield "", "", shown, _versus(cpu, theirs) if theirs else ""
    for step, key, name in (
        ("again", "wall", "build with nothing new"),
        ("add", "searchable", "a day of 1,000 articles added: until they are searched and listed"),
        ("add", "wall", "a day of 1,000 articles added: until all is done"),
    ):
        spent = known.get(step, key)
        if spent is not None:
            yield name, _seconds(spent), "", ""
    disk = known.get("build", "disk")
    if disk is not None:
        yield "on disk", f"{disk:,.0f} MB", "", ""


def _open_lines(known: _Steps) -> Iterable[Line]:
    spent = known.get("open", "wall")
    if spent is None:
        return
    pandas = known.get("pandas", "wall")
    beside = "pandas, everything in a frame: "
    beside += _seconds(pandas) if pandas else known.why_not("pandas")
    yield "open", _seconds(spent), beside, _versus(spent, pandas) if pandas else ""
    resident, theirs = known.get("open", "resident"), known.get("pandas", "resident")
    beside = f"{theirs:,.0f} MB" if theirs else ""
    yield "resident once open, packages included", f"{resident:,.0f} MB", beside, ""


def _search_lines(known: _Steps) -> Iterable[Line]:
    mask, ranked = known.get("search", "mask", "median"), known.get("search", "ranked", "median")
    if mask is None or ranked is None:
        return
    yield "search: which articles match (median)", _seconds(mask), "", ""
    first = True
    for step, name in (
        ("bm25s", "bm25s, top 20"),
        ("fts5", "SQLite FTS5, top 20"),
        ("vectorizer", "TF-IDF cosine over all"),
    ):
        if step not in known:
            continue
        theirs = known.get(step, "query")
        shown = f"{name}: " + (_seconds(theirs) if theirs else known.why_not(step))
        what, ours = (
            ("search: all matches, ranked (median)", _seconds(ranked)) if first else ("", "")
        )
        yield what, ours, shown, _versus(ranked, theirs) if theirs else ""
        first = False


def _similar_lines(known: _Steps) -> Iterable[Line]:
    ours = known.get("similar", "seconds", "median")
    if ours is None:
        return
    theirs = known.get("neighbours", "query")
    shown = "NearestNeighbors, brute force: "
    shown += _seconds(theirs) if theirs else known.why_not("neighbours")
    ratio = _versus(ours, theirs) if theirs else ""
    yield "20 most similar articles, exact (median)", _seconds(ours), shown, ratio
    differ = known.get("neighbours", "differ")
    if differ is not None:
        yield "largest difference of a cosine from brute force", f"{differ:.0e}", "", ""


def _count_lines(known: _Steps) -> Iterable[Line]:
    for what in ("word by week", "sources by month", "newest of a source"):
        ours = known.get("counts", what)
        if ours is None:
            continue
        first = True
        for step, name in (("pandas", "pandas"), ("duckdb", "DuckDB on the files")):
            theirs = known.get(step, what)
            shown = f"{name}: " + (_seconds(theirs) if theirs else known.why_not(step))
            yield (
                what if first else "",
                _seconds(ours) if first else "",
                shown,
                _versus(ours, theirs) if theirs else "",
            )
            first = False


def _click_lines(known: _Steps) -> Iterable[Line]:
    for what, times in known.clicks().items():
        p95 = float(np.percentile(times, 95))
        yield (
            f"click to paint: {what}",
            _seconds(float(np.median(times))),
            f"95 of 100 under {_seconds(p95)}",
            f"{len(times)} clicks",
        )


def _load_lines(known: _Steps) -> Iterable[Line]:
    for run in known.load():
        yield (
            f"{run['analysts']:.0f} analysts at once, a click every 3 s each (median)",
            _seconds(run["median"]),
            f"95 of 100 under {_seconds(run['p95'])}",
            f"{run['errors']:.0f} errors, {run['memory']:.1f} MB an analyst",
        )


_PARTS: tuple[Callable[[_Steps], Iterable[Line]], ...] = (
    _build_lines,
    _open_lines,
    _search_lines,
    _similar_lines,
    _count_lines,
    _click_lines,
    _load_lines,
)


# --- goals -------------------------------------------------------------------------------------


def _goals(known: dict[str, Steps]) -> str:
    steps = {int(size): _Steps(found) for size, found in known.items()}
    rows, missed = [], list[str]()
    for what, size, goal, unit, reached in _GOALS:
        value = reached(steps.get(size, _Steps({})))
        if value is None:
            rows.append(f"| {what} | {size:,} | {goal:g} {unit} | not measured | |\n")
            continue
        met = value >= goal if unit == "times" else value <= goal
        shown = f"{value:,.3g} {unit}"
        if not met and what in _WHY and _WHY[what] not in missed:
            missed.append(_WHY[what])
        rows.append(
            f"| {what} | {size:,} | {goal:g} {unit} | {shown} | {'met' if met else 'missed'} |\n"
        )
    head = "| what | articles | goal | reached | |\n| --- | ---: | ---: | ---: | --- |\n"
    reasons = "".join(f"- {reason}\n" for reason in missed)
    why = f"Why goals are missed:\n\n{reasons}\n" if missed else ""
    return f"## Goals\n\n{head}{''.join(rows)}\n{why}"


def _units(clock: str) -> Callable[[_Steps], float | None]:
    def reached(known: _Steps) -> float | None:
        ours, unit = known.get("build", clock), known.get("vectorizer", clock)
        return ours / unit if ours and unit else None

    return reached


def _times(known: _Steps) -> float | None:
    ours, theirs = known.get("similar", "seconds", "median"), known.get("neighbours", "query")
    return theirs / ours if ours and theirs else None


def _worst_click(known: _Steps) -> float | None:
    times = [float(np.percentile(t, 95)) for t in known.clicks().values()]
    return max(times) if times else None


def _analysts(wanted: int) -> Callable[[_Steps], float | None]:
    def reached(known: _Steps) -> float | None:
        return next((run["p95"] for run in known.load() if run["analysts"] == wanted), None)

    return reached


def _gigabytes(known: _Steps) -> float | None:
    resident = known.get("open", "resident")
    return None if resident is None else resident / 1000


def _milliseconds(known: _Steps) -> float | None:
    ours = known.get("similar", "seconds", "median")
    return None if ours is None else ours * 1000


_WHY = {
    "whole build, processor time": (
        "The build: four fifths of its processor time is reading every sentence in Python, for "
        "names, quotations, events and dates; terms, search, copies, stories and topics together "
        "take a fifth. What is left there is spread over many small rules, none of which takes a "
        "tenth. Batches are independent, so that by the clock it is divided among the cores."
    ),
    "1,000 articles added: all of it": (
        "What is added: names are decided, and events pooled, over all articles at each build; a "
        "wide table of mentions is written anew with each generation."
    ),
    "1,000 articles added: searched and listed": (
        "What is searched first: with each generation the lengths of all articles' vectors are "
        "computed anew (every IDF changes), and the list of articles and mentions is written anew."
    ),
}
_WHY["40 analysts, 95 of 100"] = (
    "Analysts at once: a Streamlit server is one Python process, which has one core at a time (and "
    "here one core to itself, the clients the other). A click takes some 75 ms of it, and ten "
    "times as much where nobody asked for the same before, which the more articles there are the "
    "longer keeps all others waiting. Several servers can share one store."
)
_WHY["20 analysts, 95 of 100"] = _WHY["40 analysts, 95 of 100"]
_WHY["whole build, by the clock on all cores"] = _WHY["whole build, processor time"]

_GOALS: tuple[tuple[str, int, float, str, Callable[[_Steps], float | None]], ...] = (
    ("whole build, by the clock on all cores", 23_250, 8, "units", _units("wall")),
    ("whole build, processor time", 23_250, 8, "units", _units("cpu")),
    (
        "1,000 articles added: searched and listed",
        1_000_000,
        10,
        "s",
        lambda k: k.get("add", "searchable"),
    ),
    ("1,000 articles added: all of it", 1_000_000, 60, "s", lambda k: k.get("add", "wall")),
    ("open", 1_000_000, 1, "s", lambda k: k.get("open", "wall")),
    ("resident once open", 1_000_000, 1.5, "GB", _gigabytes),
    ("20 most similar, median", 1_000_000, 50, "ms", _milliseconds),
    ("20 most similar, beside brute force", 1_000_000, 40, "times", _times),
    ("click to paint, 95 of 100", 23_250, 0.4, "s", _worst_click),
    ("click to paint, 95 of 100", 1_000_000, 0.6, "s", _worst_click),
    ("40 analysts, 95 of 100", 100_000, 1, "s", _analysts(40)),
    ("20 analysts, 95 of 100", 1_000_000, 1, "s", _analysts(20)),
)
