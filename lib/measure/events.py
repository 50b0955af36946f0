"""Events: who did what to whom, as the sentences of the articles tell it."""

from __future__ import annotations

import numpy as np

from lib import annotate
from lib.index import Corpus

SOMEBODY = "somebody"
"""How an unknown source or target is named."""


def described(type_: str, mode: str) -> str:
    """An event's type and mode, as they are shown: "consult: meet", or "accuse" alone."""
    kind = type_.lower()
    return kind if mode in ("", kind) else f"{kind}: {mode}"


def spans(corpus: Corpus, row: int) -> list[tuple[int, int, str]]:
    """Where an article tells of events: the word that tells it, and what it tells.

    Returns:
        Start and end in characters of the text, and "consult: meet, Marco Rubio → Sergey
        Lavrov, stated".
    """
    told = corpus.spans_in("events", row)
    names = np.append(corpus.actors["name"].to_numpy(), SOMEBODY)
    here = np.full(len(told), row)
    source, target = (
        names[corpus.actors_of_chains(here, told[name].to_numpy())] for name in ("source", "target")
    )
    found = []
    for event, one, other in zip(told.itertuples(), source, target, strict=True):
        what = described(annotate.TYPES[event.type], annotate.modes()[event.mode])
        said = f"{what}, {one} → {other}, {annotate.STATUSES[event.status]}"
        found.append((int(event.verb_start), int(event.verb_end), said))
    return found
