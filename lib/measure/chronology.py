"""A chronology: the days that the articles of a selection speak of, and what they tell of them.

    selection  ->  days()  ->  the days of most weight  ->  told()  ->  their most telling sentences

**Weight.** How many articles name the day, published on it or later, and once more those that were
published a week or more later: a day that reports still come back to weighs more. Counting how
often later reports mention a date is the usual measure of its importance without training (Tran
et al. 2013; MentionCount in Gholipour Ghalandari & Ifrim 2020, "Examining the state-of-the-art in
news timeline summarization").

**Sentences.** Of all sentences that name the day, in the same articles, those nearest to their
common centre: the largest cosine between the sentence's TF-IDF and the mean of all (CentroidRank
there, after Radev et al. 2004). A second one is not shown if it says nearly the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from lib.index import NO_DAY, Corpus, Rows
from lib.measure import selection as sel
from lib.measure.evidence import Sentence
from lib.measure.selection import Selection

EARLIEST = date(1500, 1, 1)
"""Days before this one are in no chronology."""

LATE = 7
"""An article that names a day so many days after it counts twice."""

LENGTHS = (25, 400)
"""A sentence of fewer or more characters is shown only where there is no other."""

ALIKE = 0.6
"""The cosine from which on two sentences say nearly the same."""

_Places = NDArray[np.int64]


def days(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """The days that articles of a selection name, on the day itself or later; weightiest first.

    Returns:
        `day` (datetime64), `articles` (that name it, published on it or later), `late` (those of
        them that were published `LATE` days later or more), `weight` (the sum of both). Articles
        without a date of publication are in none.
    """
    day, published = _counted(corpus, selection)
    low = int(day.min()) if len(day) else 0
    articles = np.bincount(day - low)
    late = np.bincount((day - low)[published - day >= LATE], minlength=len(articles))
    found = np.flatnonzero(articles)
    frame = pd.DataFrame(
        {
            "day": (found + low).astype("datetime64[D]").astype("datetime64[s]"),
            "weight": articles[found] + late[found],
            "articles": articles[found],
            "late": late[found],
        }
    )
    return frame.sort_values(["weight", "day"], ascending=[False, True], ignore_index=True)


def _counted(corpus: Corpus, selection: Selection) -> tuple[_Places, _Places]:
    """Day and day of publication, once for each article and day that it names."""
    places = _places(corpus, selection, corpus.span_column("tellings", "first"))
    article = corpus.span_column("tellings", "article")[places]
    day = corpus.span_column("tellings", "day")[places]
    return day.astype(np.int64), corpus.days[article].astype(np.int64)


def _places(corpus: Corpus, selection: Selection, among: NDArray[np.bool_]) -> _Places:
    """The rows of tellings, of those in a mask, that a selection counts."""
    counted = sel.resolve(corpus, selection).counted & (corpus.days != NO_DAY)
    article = corpus.span_column("tellings", "article")
    day = corpus.span_column("tellings", "day")
    keep = among & counted[article]
    keep &= (day <= corpus.days[article]) & (day >= sel.day_number(EARLIEST))
    return np.flatnonzero(keep)


def rows(corpus: Corpus, selection: Selection, day: date) -> Rows:
    """The articles that a day's weight counts, newest first."""
    there = corpus.span_column("tellings", "day") == sel.day_number(day)
    mask = np.zeros(len(corpus), bool)
    mask[corpus.span_column("tellings", "article")[_places(corpus, selection, there)]] = True
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], np.int32)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells of a day, and how near it is to what all say of it (0 to 1)."""

    sentence: Sentence
    score: float


def told(
    corpus: Corpus, selection: Selection, wanted: Sequence[date], most: int = 2
) -> list[list[Told]]:
    """The most telling sentences of some days.

    Args:
        corpus, selection: where.
        wanted: the days.
        most: how many sentences of each, at most.

    Returns:
        For each day its sentences, best first; of equal ones that of the earliest article.
    """
    numbers = np.array([sel.day_number(day) for day in wanted], np.int64)
    every = corpus.span_column("tellings", "day")
    places = _places(corpus, selection, np.isin(every, numbers))
    weights = _weights(corpus, places)
    of_day = every[places]
    return [
        _best(corpus, places[here], weights[here], most)
        for number in numbers
        for here in [np.flatnonzero(of_day == number)]
    ]


def _weights(corpus: Corpus, places: _Places) -> sparse.csr_matrix:
    """TF-IDF of the sentences at these places, rows of unit length, over the features they have."""
    indptr, values = corpus.telling_features(places)
    features, columns = np.unique(values, return_inverse=True)
    data = corpus.feature_weights[features][columns]
    matrix = sparse.csr_matrix((data, columns, indptr), shape=(len(places), len(features)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(indptr))
    return matrix


def _best(corpus: Corpus, places: _Places, weights: sparse.csr_matrix, most: int) -> list[Told]:
    if not len(places):
        return []
    centre = np.asarray(weights.sum(axis=0)).ravel()
    centre /= np.linalg.norm(centre) or 1
    scores = weights @ centre
    start, end = (corpus.span_column("tellings", name)[places] for name in ("start", "end"))
    unfit = (end - start < LENGTHS[0]) | (end - start > LENGTHS[1])
    published = corpus.days[corpus.span_column("tellings", "article")[places]]
    chosen: list[int] = []
    for place in np.lexsort((published, -np.round(scores, 6), unfit)).tolist():
        if len(chosen) == most or (chosen and unfit[place]):
            break
        alike = weights[chosen] @ weights[place].T
        if not chosen or alike.max() < ALIKE:
            chosen.append(place)
    return [Told(_sentence(corpus, int(places[one])), float(scores[one])) for one in chosen]


def _sentence(corpus: Corpus, place: int) -> Sentence:
    """A telling as a sentence, the words for its day marked."""
    row, start, end, part, day = (
        int(corpus.span_column("tellings", name)[place])
        for name in ("article", "start", "end", "part", "day")
    )
    named = corpus.spans_in("dates", row)
    here = (named["part"] == part) & (named["first_day"] == day) & (named["last_day"] == day)
    here &= (named["start"] >= start) & (named["end"] <= end)
    marks = tuple(zip(named["start"][here].tolist(), named["end"][here].tolist(), strict=True))
    return Sentence(row, "title" if part else "text", start, end, marks)


def table(corpus: Corpus, selection: Selection, found: pd.DataFrame, most: int = 2) -> pd.DataFrame:
    """A chronology as a table that can be taken away, a row a sentence, by day.

    Args:
        found: days, as `days` returns them.

    Returns:
        `day`, `weight`, `articles`, `sentence`, `score`, and of its article `id`, `own_id`,
        `date`, `title`, `source`, `url`.
    """
    found = found.sort_values("day", kind="stable")
    sentences = told(corpus, selection, found["day"].dt.date.tolist(), most)
    records = [
        (day.day, day.weight, day.articles, written(corpus, one.sentence), one.score)
        for day, of_day in zip(found.itertuples(), sentences, strict=True)
        for one in of_day
    ]
    articles = [one.sentence.row for of_day in sentences for one in of_day]
    frame = pd.DataFrame(records, columns=["day", "weight", "articles", "sentence", "score"])
    known = corpus.listed(np.array(articles, np.int32)).reset_index(drop=True)
    return frame.join(known[["id", "own_id", "date", "title", "source", "url"]])


def written(corpus: Corpus, sentence: Sentence) -> str:
    """The words of a sentence."""
    whole = corpus.title if sentence.part == "title" else corpus.text
    return whole(sentence.row)[sentence.start : sentence.end]
