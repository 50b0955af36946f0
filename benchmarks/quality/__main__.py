"""Measure quality: `make eval`, or `python -m benchmarks.quality NAME ...` for some measures.

Prints a line a figure, and fails where one falls beneath its floor.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks import ROOT, quality

FLOORS = ROOT / "benchmarks" / "floors.toml"


def measures() -> dict[str, quality.Measure]:
    """All measures of the package's modules, by name."""
    found: dict[str, quality.Measure] = {}
    for module in pkgutil.iter_modules(quality.__path__):
        if module.name != "__main__":
            found |= importlib.import_module(f"{quality.__name__}.{module.name}").MEASURES
    return found


def measured(name: str) -> tuple[dict[str, float], float]:
    """One measure's figures, and the seconds that it took. Runs in any process."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = measures()[name](Path(folder))
    return found, time.perf_counter() - began


def main() -> int:
    """Measure what is asked for (all by default), and say which floor does not hold."""
    known = measures()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    names = parser.parse_args().names or list(known)
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    fallen = 0
    with ProcessPoolExecutor(min(len(names), os.cpu_count() or 1)) as processes:
        for name, (found, seconds) in zip(names, processes.map(measured, names), strict=True):
            for figure, value in found.items():
                floor = floors.get(name, {}).get(figure)
                holds = floor is None or value >= floor
                fallen += not holds
                said = "" if floor is None else f"  floor {floor:.3f}{'' if holds else '  BROKEN'}"
                print(f"{name:12} {figure:28} {value:.3f}{said}")
            print(f"{name:12} {'(seconds)':28} {seconds:.0f}", flush=True)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
