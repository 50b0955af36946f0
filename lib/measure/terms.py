"""Terms in a selection: what it is about, and what rises and falls in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.index import Corpus, Mask, Rows
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.measure.time import Series

MOST_WORDS = 10
"""How many words or phrases one chart compares."""


def rows_with_term(corpus: Corpus, term: str) -> Mask:
    """The articles that `Corpus.document_counts` counts a term in, shape (articles,)."""
    mask = np.zeros(len(corpus), bool)
    mask[corpus.rows_with_term(term)] = True
    return mask


def log_odds(
    here: NDArray[np.int64], there: NDArray[np.int64], n_here: int, n_there: int
) -> NDArray[np.float64]:
    """How much more something is in one set of articles than in another, as a z-score.

    The log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008,
    "Fightin' Words", equations 16 to 22), on the share of articles; the prior is the share in
    both sets together, worth ten articles.

    Args:
        here, there: articles that have it in each set, shape (n,).
        n_here, n_there: articles in each set.

    Returns:
        Shape (n,); above 0 where it is more frequent here. Beyond about 2 chance is unlikely
        for one term; among thousands of terms some pass it by chance.
    """
    weight = 10.0
    prior = weight * (here + there + 0.5) / (n_here + n_there + 1.0)
    with_here, with_there = here + prior, there + prior
    without_here = n_here + weight - with_here
    without_there = n_there + weight - with_there
    difference = np.log(with_here / without_here) - np.log(with_there / without_there)
    return np.asarray(difference / np.sqrt(1 / with_here + 1 / with_there))


def compare(
    corpus: Corpus, here: Mask, there: Mask, limit: int = 20, least: int = 2
) -> pd.DataFrame:
    """The terms that set two sets of articles apart.

    Args:
        corpus: where.
        here, there: masks over the articles; counted are those that are countable.
        limit: how many terms on each side at most.
        least: terms in fewer articles than this, both sets together, are left out.

    Returns:
        A row a term, rising ones first: `key`, `label` (the term), `count` (articles here),
        `total`, `share`, `before`, `before_total`, `before_share`, `score` (`log_odds`).
    """
    here, there = here & corpus.countable, there & corpus.countable
    n_here, n_there = int(np.count_nonzero(here)), int(np.count_nonzero(there))
    counts, before = corpus.document_counts(here), corpus.document_counts(there)
    scores = log_odds(counts, before, n_here, n_there)
    shown = np.flatnonzero(corpus.readable_terms & (counts + before >= least))
    order = shown[np.argsort(-scores[shown], kind="stable")]
    # The prior alone can lift a term that no article has here: that is no rise.
    rising = order[(scores[order] > 0) & (counts[order] > 0)][:limit]
    falling = order[(scores[order] < 0) & (before[order] > 0)][-limit:]
    chosen = np.concatenate((rising, falling))
    names = [corpus.vocabulary[i] for i in chosen]
    return pd.DataFrame(
        {
            "key": names,
            "label": names,
            "count": counts[chosen],
            "total": n_here,
            "share": counts[chosen] / max(n_here, 1),
            "before": before[chosen],
            "before_total": n_there,
            "before_share": before[chosen] / max(n_there, 1),
            "score": scores[chosen],
        }
    )


def key_terms(corpus: Corpus, selection: Selection, limit: int = 20) -> pd.DataFrame:
    """What a selection is about: its terms against the rest of its total.

    Where the selection is the whole of its total, there is no rest: then the terms of the most
    TF-IDF weight, and `score` is that weight's mean per article.

    Returns:
        As `compare`, rising terms only.
    """
    resolved = sel.resolve(corpus, selection)
    rest = resolved.total & ~resolved.counted
    if not rest.any():
        whole = replace(Selection(), kinds=selection.kinds, once=selection.once)
        rest = sel.resolve(corpus, whole).counted & ~resolved.publications
    if rest.any():
        found = compare(corpus, resolved.counted, rest, limit)
        return found[found.score > 0].reset_index(drop=True)
    return _weightiest(corpus, resolved.counted, limit)


def _weightiest(corpus: Corpus, mask: Mask, limit: int) -> pd.DataFrame:
    n = int(np.count_nonzero(mask))
    score = corpus.weight_sums(mask) / max(n, 1)
    score[~corpus.readable_terms] = 0
    best = np.argsort(-score, kind="stable")[:limit]
    best = best[score[best] > 0]
    counts = corpus.document_counts(mask)[best]
    names = [corpus.vocabulary[i] for i in best]
    return pd.DataFrame(
        {
            "key": names,
            "label": names,
            "count": counts,
            "total": n,
            "share": counts / max(n, 1),
            "before": 0,
            "before_total": 0,
            "before_share": 0.0,
            "score": score[best],
        }
    )


def word_series(corpus: Corpus, words: Sequence[str]) -> list[Series]:
    """A line of a timeline for each of up to `MOST_WORDS` searches.

    Raises:
        QueryError: one of them cannot be read.
    """
    wanted = [word.strip() for word in words if word.strip()][:MOST_WORDS]
    return [Series(word, word, sel.rows_with_words(corpus, word)) for word in dict.fromkeys(wanted)]


def articles_with(
    corpus: Corpus, selection: Selection, term: str, days: tuple[date, date] | None = None
) -> Rows:
    """The selection's articles that `Corpus.document_counts` counts a term in, newest first.

    Args:
        corpus, selection: where and what.
        term: the term.
        days: a first and a last day; as `lib.measure.news.masks` counts them.
    """
    within = selection if days is None else sel.covering(selection, *days)
    mask = sel.resolve(corpus, within).counted & rows_with_term(corpus, term)
    if days is not None:
        mask &= sel.between(corpus, *days)
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], dtype=np.int32)


def is_known(corpus: Corpus, term: str) -> bool:
    """Whether a term stands in any article."""
    return corpus.vocabulary.number(term) >= 0
