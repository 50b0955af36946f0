"""Quality against labelled data, a module a subject: each has `MEASURES`, name to function.

A measure gets a folder to work in, and returns its figures by name. Its docstring names the data,
the definition and, where one is known, a published figure. `benchmarks/floors.toml` holds what
each figure must not fall beneath.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import data
from lib import Corpus, open_corpus

Measure = Callable[[Path], dict[str, float]]


def gold(name: str) -> Iterator[dict[str, Any]]:
    """The records of a labelled set, `gold/NAME.jsonl.gz` of the data folder."""
    with gzip.open(data() / "gold" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def opened(rows: list[dict[str, Any]], folder: Path) -> Corpus:
    """Build a corpus of these rows in a folder, and open it."""
    source = folder / "corpus.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return open_corpus(source, folder / "store", workers=1)
