"""Speed beside its peers, in one command that can be stopped and goes on: `make bench`.

    sizes     23,250 real articles; 100,000 and 1,000,000 recombined ones (`benchmarks.corpora`)
    steps     each in a process of its own, with a limit on memory and time (`ours`, `peers`)
    results   WORK/results.json, then docs/benchmarks.md with ratios, the machine and the date

A step that is done is not done again, unless `--again` names it. A peer that passes a limit, or is
not installed, is reported so. Machines differ and are noisy: the ratios are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from benchmarks import ROOT, load, ours, peers, report
from benchmarks.clicks import measure
from benchmarks.place import Figures, Place

SIZES = (23_250, 100_000, 1_000_000)
MEMORY = 12.0
SECONDS = 3_600.0
_LOOK = 0.2


def _clicks(place: Place) -> Figures:
    """Clicks in Chromium on the built corpus; none where there is no Chromium."""
    return {what: times for what, times in measure(place.corpus, place.store).items()}


def _load(place: Place) -> Figures:
    """Analysts at once, over real websocket sessions."""
    return load.measure(place.corpus, place.store)


STEPS: dict[str, Callable[[Place], Figures]] = {
    "vectorizer": peers.vectorizer,
    "build": ours.build,
    "again": ours.again,
    "open": ours.opening,
    "search": ours.search,
    "similar": ours.similar,
    "neighbours": peers.neighbours,
    "counts": ours.counts,
    "bm25s": peers.bm25,
    "fts5": peers.fts5,
    "pandas": peers.frames,
    "duckdb": peers.duckdb,
    "clicks": _clicks,
    "load": _load,
    "add": ours.add,
}
"""In this order: `add` changes the corpus and comes last."""


def run(name: str, place: Place, memory: float, seconds: float) -> Figures:
    """A step in a process of its own; `{"failed": why}` where it passed a limit or broke.

    Args:
        name: of the step.
        place: its size.
        memory: GB that it and its children may have resident together.
        seconds: that it may take.
    """
    command = [sys.executable, "-m", "benchmarks.speed", "--step", name, str(place.size)]
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as erred:
        process = subprocess.Popen(
            [*command, "--work", str(place.folder.parent)], cwd=ROOT, stdout=said, stderr=erred
        )
        passed = _watched(process, memory, seconds)
        said.seek(0)
        erred.seek(0)
        if passed:
            return {"failed": passed}
        if process.returncode:
            last = erred.read().strip().splitlines()[-1:] or [f"status {process.returncode}"]
            missing = last[0].startswith("ModuleNotFoundError")
            return {"failed": "not installed" if missing else last[0]}
        return dict(json.loads(said.read().splitlines()[-1]))


def _watched(process: subprocess.Popen[bytes], memory: float, seconds: float) -> str:
    """Wait for a process, and end it where it passes a limit; which one it passed."""
    end = time.monotonic() + seconds
    while process.poll() is None:
        passed = ""
        if time.monotonic() > end:
            passed = f"more than {seconds:,.0f} s"
        elif _resident(process.pid) > memory * 1e9:
            passed = f"more than {memory:g} GB of memory"
        if passed:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()
            return passed
        time.sleep(_LOOK)
    return ""


def _resident(pid: int) -> float:
    """Bytes of its own that a process and its children have (pages that files back left out)."""
    total = 0
    try:
        main = psutil.Process(pid)
        for process in (main, *main.children(recursive=True)):
            known = process.memory_info()
            total += known.rss - known.shared
    except psutil.NoSuchProcess:
        pass
    return float(total)


def _remove_made(place: Place) -> None:
    """Take away what a build left, so that it is measured from nothing."""
    shutil.rmtree(place.store, ignore_errors=True)
    (place.corpus / "more.parquet").unlink(missing_ok=True)


def main() -> int:
    """Measure what is not measured yet, and write the report."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.step:
        place = Place(int(options.step[1]), options.work / options.step[1])
        print(json.dumps(STEPS[options.step[0]](place)))
        return 0
    results = options.work / "results.json"
    known: dict[str, Any] = json.loads(results.read_text("utf-8")) if results.exists() else {}
    for size in options.sizes:
        place = Place(size, options.work / str(size))
        done = known.setdefault(str(size), {})
        for name in STEPS:
            if name in options.leave_out or (name in done and name not in options.again):
                continue
            print(f"{size:,}: {name}", file=sys.stderr, flush=True)
            place.make()
            if name == "build":
                _remove_made(place)
            done[name] = run(name, place, options.memory, options.seconds) | {
                "date": str(date.today())
            }
            results.write_text(json.dumps(known, indent=1), "utf-8")
    text = report.written(known)
    options.to.write_text(text, "utf-8")
    print(text)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(
        os.environ.get("WIRESCOPE_BENCH") or Path(tempfile.gettempdir(), "wirescope-bench")
    )
    parser.add_argument("--work", type=Path, default=default, help="for corpora and results")
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="23250,100000,1000000")
    parser.add_argument("--memory", type=float, default=MEMORY, help="GB for each step")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each step")
    parser.add_argument("--again", action="append", default=[], choices=STEPS, metavar="STEP")
    parser.add_argument("--leave-out", action="append", default=[], choices=STEPS, metavar="STEP")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "SIZE"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _sizes(given: str) -> list[int]:
    return [int(size) for size in given.split(",")]


if __name__ == "__main__":
    sys.exit(main())
