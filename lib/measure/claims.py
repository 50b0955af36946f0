"""Where a claim comes from: the sentences most like a given one, in the order of time.

    a sentence  ->  its words, each with its weight     (rare words say more)
                ->  the texts, by how much of that weight they have at all
                ->  the best sentence of each text, until no further text can have a better one
                ->  in the order of time, with copies folded and services named

What is sought is not articles on the same subject but the same statement: so a sentence is judged
by the share of the claim's weight that it has, the idf-weighted overlap of Metzler et al. 2005,
"Similarity Measures for Tracking Information Flow".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lib import annotate
from lib.index import Corpus, Mask, parse, stop_words, tokenize
from lib.measure import selection as sel
from lib.measure.copies import services_of
from lib.measure.evidence import Sentence
from lib.measure.selection import Selection

LEAST = 0.5
"""The least share of the claim's weight that a sentence must have."""
MOST = 50
"""How many texts are shown at most: those with the largest share."""
MOST_READ = 400
"""How many texts are read at most."""
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A text that says something like the claim.

    Attributes:
        sentence: its best sentence, or its title; the claim's words in it are marked.
        share: of the claim's weight, 0 to 1.
        copies: how many other articles are the same text.
        services: the news services that it is by or credits.
    """

    sentence: Sentence
    share: float
    copies: int
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """Where a claim is found.

    Attributes:
        found: the earliest first, undated ones last; equal dates by id.
        words: the claim's words that weigh, heaviest first.
        complete: whether no other text of the corpus can have as large a share as the least shown
            (or `LEAST`); False where `MOST_READ` texts were not enough to tell.
        left_out: how many more were found than are shown.
    """

    found: tuple[Said, ...]
    words: tuple[str, ...]
    complete: bool
    left_out: int


def trace(corpus: Corpus, claim: str, within: Selection | None = None) -> Traced:
    """Find the sentences most like a claim.

    Args:
        corpus: where.
        claim: a sentence, or a few.
        within: a selection to look in; the whole corpus where None.

    Returns:
        Of each text the best sentence, where it has at least `LEAST` of the claim's weight.
    """
    weights, words, shares = _weighed(corpus, claim)
    if not weights:
        return Traced((), (), True, 0)
    mask = np.ones(len(corpus), bool) if within is None else sel.resolve(corpus, within).mask
    shares[~corpus.clusters.collapsed(mask)] = 0
    rows, complete = _by_share(shares), True
    found: list[tuple[float, Sentence]] = []
    for place, row in enumerate(rows.tolist()):
        least = LEAST if len(found) < MOST else sorted(s for s, _ in found)[-MOST]
        if shares[row] < least:
            break
        if place == MOST_READ:
            complete = False
            break
        best = _best(corpus, row, weights)
        if best is not None and best[0] >= LEAST:
            found.append(best)
    return Traced(_told(corpus, found), words, complete, max(0, len(found) - MOST))


def _told(corpus: Corpus, found: list[tuple[float, Sentence]]) -> tuple[Said, ...]:
    best = sorted(found, key=lambda one: -one[0])[:MOST]
    by_row = {sentence.row: (share, sentence) for share, sentence in best}
    ordered = corpus.earliest_first(np.array(list(by_row), np.int32)).tolist() if by_row else []
    return tuple(_said(corpus, *by_row[row]) for row in ordered)


def _said(corpus: Corpus, share: float, sentence: Sentence) -> Said:
    known = corpus.read(sentence.row)
    copies = len(corpus.clusters.members(sentence.row)) - 1
    return Said(sentence, share, copies, services_of(known.source, known.credited))


def _by_share(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """The articles with at least `LEAST`, the largest share first, ties by row."""
    rows = np.flatnonzero(shares >= LEAST)
    return rows[np.lexsort((rows, -shares[rows]))]


# --- the claim's words -------------------------------------------------------------------------


def _weighed(
    corpus: Corpus, claim: str
) -> tuple[dict[str, float], tuple[str, ...], NDArray[np.float64]]:
    """The claim's words by their stems with their shares of its weight; and each article's share.

    A word weighs its idf, ln((1 + n) / (1 + df)), where df counts the articles with any form of
    it. A word that no article has weighs as if one had it: nobody says all of that claim.
    """
    forms: dict[str, str] = {}
    for token in tokenize(claim):
        word = claim[token.start : token.end]
        if len(word) >= _SHORTEST and word.lower() not in stop_words():
            forms.setdefault(token.form, word)
    masks = {stem: _rows_with(corpus, word) for stem, word in forms.items()}
    weights = {
        stem: float(np.log((1 + len(corpus)) / (1 + max(1, int(np.count_nonzero(mask))))))
        for stem, mask in masks.items()
    }
    total = sum(weights.values())
    shares = np.zeros(len(corpus))
    if total <= 0:
        return {}, (), shares
    weights = {stem: weight / total for stem, weight in weights.items() if weight > 0}
    for stem, weight in weights.items():
        shares[masks[stem]] += weight
    heaviest = sorted(weights, key=lambda stem: -weights[stem])
    return weights, tuple(forms[stem] for stem in heaviest), np.minimum(shares, 1)


def _rows_with(corpus: Corpus, word: str) -> Mask:
    query = parse(word.lower())
    return np.zeros(len(corpus), bool) if query is None else corpus.rows_matching(query)


# --- the sentences of one article --------------------------------------------------------------


def _best(corpus: Corpus, row: int, weights: dict[str, float]) -> tuple[float, Sentence] | None:
    """The sentence with the largest share, the shortest of several, or the title if it has more."""
    best: tuple[float, int, str, int, int] | None = None
    for part, text in (("text", corpus.text(row)), ("title", corpus.title(row))):
        spans = annotate.sentences(text) if part == "text" else [(0, len(text))]
        for start, end in spans:
            stems = {stem for word in text[start:end].split() for stem in _stems(word)}
            stems &= weights.keys()
            share = round(sum(weights[stem] for stem in stems), 9)
            if share > 0 and (best is None or (share, start - end) > best[:2]):
                best = (share, start - end, part, start, end)
    if best is None:
        return None
    share, _, part, start, end = best
    text = corpus.text(row) if part == "text" else corpus.title(row)
    found = [token for token in tokenize(text[start:end]) if token.form in weights]
    marks = tuple((start + token.start, start + token.end) for token in found)
    return min(share, 1.0), Sentence(row, part, start, end, marks)


@lru_cache(maxsize=200_000)
def _stems(word: str) -> tuple[str, ...]:
    """The stems of what stands between two spaces."""
    return tuple(token.form for token in tokenize(word))
