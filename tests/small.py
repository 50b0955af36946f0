"""A corpus of nine articles that can be counted by hand, and how to make others.

own  day              source      says
a1   Mon 2025-06-30   Alpha Wire  Putin and Trump in one sentence, Putin once more; a truce
a2   Tue 2025-07-01   Alpha Wire  Trump; grain, a truce
a3   Thu 2025-07-03   Beta Post   Lavrov and Rubio, then Putin and Lavrov
a4   Thu 2025-07-03   Beta Post   nobody; wheat
a5   Mon 2025-07-14   Beta Post   Trump, and the Kremlin as a metonym for Russia; a truce
a6   Tue 2025-08-05   Alpha Wire  a demonym for Russia; grain, wheat
a7   undated          Gamma       Putin; a truce
a8   Mon 2025-07-14   Beta Post   Putin in the title; no text
a9   Tue 2025-08-05   unknown     Trump; golf
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lib import Corpus, open_corpus
from lib.index import Rows

NINE: list[dict[str, Any]] = [
    {
        "id": "a1",
        "date": "2025-06-30",
        "source": "Alpha Wire",
        "title": "Two presidents speak",
        "text": "Vladimir Putin spoke with Donald Trump about a truce. Vladimir Putin agreed.",
    },
    {
        "id": "a2",
        "date": "2025-07-01",
        "source": "Alpha Wire",
        "title": "Grain is praised",
        "text": "Donald Trump praised the grain. The truce holds.",
    },
    {
        "id": "a3",
        "date": "2025-07-03",
        "source": "Beta Post",
        "title": "Ministers meet",
        "text": "Sergei Lavrov met Marco Rubio. Vladimir Putin had sent Sergei Lavrov.",
    },
    {
        "id": "a4",
        "date": "2025-07-03",
        "source": "Beta Post",
        "title": "Harvest begins",
        "text": "Farmers began to cut the wheat early.",
    },
    {
        "id": "a5",
        "date": "2025-07-14",
        "source": "Beta Post",
        "title": "A denial",
        "text": "The Kremlin denied that the truce was over. Donald Trump waited.",
    },
    {
        "id": "a6",
        "date": "2025-08-05",
        "source": "Alpha Wire",
        "title": "Grain grows cheap",
        "text": "The price of grain fell. Russian farmers sold wheat.",
    },
    {
        "id": "a7",
        "source": "Gamma",
        "title": "The talks go on",
        "text": "Talks about a truce went on with Vladimir Putin.",
    },
    {
        "id": "a8",
        "date": "2025-07-14",
        "source": "Beta Post",
        "title": "Vladimir Putin travels",
        "text": "",
    },
    {
        "id": "a9",
        "date": "2025-08-05",
        "title": "A round of golf",
        "text": "Donald Trump played golf.",
    },
]

_CALL = (
    "Vladimir Putin and Donald Trump spoke by telephone for two hours about a truce, the grain "
    "trade and the price of wheat, both sides said on Tuesday evening."
)
_FLOOD = (
    "The river rose four metres within a night and took away two bridges, and the mayor of the "
    "old town asked everybody who lives beneath the dam to leave."
)

WIRE: list[dict[str, Any]] = [
    {
        "id": "w1",
        "date": "2025-07-01",
        "source": "Alpha Wire",
        "title": "Presidents speak",
        "text": _CALL,
    },
    {
        "id": "w2",
        "date": "2025-07-03",
        "source": "Beta Post",
        "title": "A long call",
        "text": f"Farmers here will read it with care. {_CALL}",
    },
    {
        "id": "w3",
        "date": "2025-07-08",
        "source": "Gamma",
        "title": "In brief",
        "text": _CALL.partition(", the")[0] + ", the grain trade.",
    },
    {
        "id": "f1",
        "date": "2025-07-02",
        "source": "Alpha Wire",
        "title": "The river takes two bridges",
        "text": _FLOOD,
    },
    {
        "id": "f2",
        "date": "2025-07-02",
        "source": "Beta Post",
        "title": "The flood",
        "text": _FLOOD,
    },
    {
        "id": "y1",
        "date": "2025-07-08",
        "source": "Beta Post",
        "title": "Golf",
        "text": "Donald Trump played golf on a course by the sea, in the rain, with four sons.",
    },
]
"""Six articles, three texts.

own  day              source      is
w1   Tue 2025-07-01   Alpha Wire  a call of Putin and Trump: a truce, grain, wheat
w2   Thu 2025-07-03   Beta Post   the same with a local lead: farmers
w3   Tue 2025-07-08   Gamma       the same, shortened: no wheat
f1   Wed 2025-07-02   Alpha Wire  a flood
f2   Wed 2025-07-02   Beta Post   the same
y1   Tue 2025-07-08   Beta Post   golf, of Trump, nobody's copy
"""


def write(records: Sequence[dict[str, Any]], folder: Path, name: str = "articles") -> Path:
    """Write records as a corpus of one JSON Lines file."""
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record) + "\n" for record in records)
    (corpus / "articles.jsonl").write_text("".join(lines), "utf-8")
    return corpus


def opened(records: Sequence[dict[str, Any]], folder: Path) -> Corpus:
    """Write records as a corpus, build it and open it."""
    return open_corpus(write(records, folder), folder / "store", workers=1)


def own_ids(corpus: Corpus, rows: Rows) -> list[str]:
    """The articles' own ids, in the order of the rows (or the places of a mask)."""
    rows = np.flatnonzero(rows) if rows.dtype == bool else rows
    return [str(own) for own in corpus.listed(rows).own_id]
