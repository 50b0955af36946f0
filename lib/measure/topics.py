"""Topics in a selection: how many articles have each, and which are most typical."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.index import DEFAULT_SIZE, Corpus, Rows, Topics
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.measure.time import Series

NO_TOPIC = "no clear topic"
_SOUGHT = 8


def default_size(corpus: Corpus) -> int | None:
    """The number of topics shown unless the reader picks another; None where there are none."""
    sizes = corpus.topic_sizes
    return None if not sizes else min(sizes, key=lambda size: abs(size - DEFAULT_SIZE))


def ranking(corpus: Corpus, selection: Selection, model: Topics) -> pd.DataFrame:
    """How many articles of a selection have each topic as their clear one.

    Returns:
        `key`, `label`, `terms`, `count`, `total` (articles of the same dates, sources and
        languages, whatever their words, actors and topics), `share` of it; the largest first, and
        last the articles without a clear topic, whose key is "".
    """
    resolved = sel.resolve(corpus, selection)
    strongest = model.strongest()[resolved.counted]
    counts = np.bincount(strongest + 1, minlength=model.size + 1)
    total = int(np.count_nonzero(resolved.total))
    frame = pd.DataFrame(
        {
            "key": [sel.topic_key(model, n) for n in range(model.size)] + [""],
            "label": [model.name(n) for n in range(model.size)] + [NO_TOPIC],
            "terms": [", ".join(words) for words in model.words] + [""],
            "count": [*counts[1:], counts[0]],
            "total": total,
        }
    )
    frame["share"] = frame["count"] / max(total, 1)
    topics, rest = frame[frame.key != ""], frame[frame.key == ""]
    topics = topics.sort_values(["count", "label"], ascending=[False, True])
    return pd.concat([topics, rest], ignore_index=True)


def series(corpus: Corpus, model: Topics, numbers: list[int] | None = None) -> list[Series]:
    """A line of a timeline for each topic (or for these)."""
    strongest = model.strongest()
    wanted = range(model.size) if numbers is None else numbers
    return [Series(sel.topic_key(model, n), model.name(n), strongest == n) for n in wanted]


def typical(
    corpus: Corpus, selection: Selection, model: Topics, number: int, limit: int = 10
) -> tuple[Rows, list[float]]:
    """The articles of a selection in which a topic holds the largest share, with that share.

    Among those whose clear topic it is, longer articles first where shares are equal.
    """
    counted = sel.resolve(corpus, selection).counted
    rows = np.flatnonzero(counted & (model.strongest() == number))
    share = np.asarray(model.weights[rows, number])
    best = np.lexsort((rows, -corpus.words[rows], -np.round(share, 3)))[:limit]
    return rows[best].astype(np.int32), [float(share[i]) for i in best]


def sized_ranking(corpus: Corpus, selection: Selection, size: int) -> pd.DataFrame:
    """`ranking` by the topics of one size."""
    return ranking(corpus, selection, corpus.topics(size))


def no_topic_key(model: Topics) -> str:
    """How a timeline names the articles without a clear topic of a model."""
    return f"{model.digest}.none"


def articles_of(corpus: Corpus, selection: Selection, size: int, key: str) -> Rows:
    """The selection's articles that have a topic as their clear one, the most typical first.

    Args:
        corpus, selection: where and what.
        size: of the model.
        key: of the topic; "" for the articles without a clear one, which come newest first.
    """
    model = corpus.topics(size)
    counted = sel.resolve(corpus, selection).counted
    found = sel.find_topic(corpus, key)
    if found is not None:
        return typical(corpus, selection, model, found[1], len(corpus))[0]
    order = np.asarray(corpus.order)
    mask = counted & (model.strongest() == -1)
    return np.asarray(order[mask[order]], dtype=np.int32)


def search(corpus: Corpus, key: str) -> tuple[str, ...]:
    """A search for any of a topic's strongest terms, as they are written; none for no topic.

    One search, not one a term: a text is cut into words once for each.
    """
    found = sel.find_topic(corpus, key)
    if found is None:
        return ()
    return (" OR ".join(f'"{term}"' for term in found[0].words[found[1]][:_SOUGHT]),)
