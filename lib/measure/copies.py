"""Copies, looked at: the articles that are one text, what was changed, and what depends on what.

Texts are compared here word by word, but only those of the articles on the screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel

from lib.corpus.origin import services
from lib.index import Corpus, Rows
from lib.index import copies as index
from lib.measure import selection as sel
from lib.measure.selection import Selection

PASSAGE = 25
"""Words in a row that two articles must share for it to be a passage, and no coincidence."""
MOST_WORDS = 20_000
"""Words of each text that are compared: more would hold up the page."""
_STRAY = 2
"""Words in a row that both have between two changes, up to which they belong to the change."""
_MOST_PLACES = 20
"""Places of the same five words in the other text that are looked at."""

_ALONE = "".join(f"{chr(start)}-{chr(end - 1)}" for start, end in index.SPACELESS)
_WORD = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+")

Span = tuple[int, int]


# --- one text, several articles ----------------------------------------------------------------


def members(corpus: Corpus, selection: Selection, row: int) -> pd.DataFrame:
    """The articles that are one text with this one, the earliest first; itself among them.

    Returns:
        A frame indexed by row: `id`, `own_id`, `date`, `timed`, `title`, `source`, `selected`
        (whether it matches the selection), `stands` (the earliest that does, which counts for all
        where each text counts once).
    """
    rows = corpus.clusters.members(row)
    resolved = sel.resolve(corpus, selection)
    frame = corpus.listed(rows)[["id", "own_id", "date", "timed", "title", "source"]]
    selected = resolved.publications[rows]
    stands = np.zeros(len(rows), bool)
    stands[np.flatnonzero(selected)[:1]] = True
    return frame.assign(selected=selected, stands=stands)


def copies_of(corpus: Corpus, selection: Selection, rows: tuple[int, ...]) -> list[int]:
    """How many other articles of the selection are one text with each of these."""
    selected = sel.resolve(corpus, selection).publications
    return [
        int(np.count_nonzero(selected[corpus.clusters.members(row)])) - int(selected[row])
        for row in rows
    ]


def likeness(corpus: Corpus, row: int, others: Rows) -> pd.DataFrame:
    """How much of two texts is the same, by runs of five words.

    Returns:
        A frame indexed by the other's row: `jaccard` (of all runs, the share that both have) and
        `containment` (of the runs of the shorter text, the share that both have).
    """
    pairs = np.stack((np.full(len(others), row, np.int32), others), axis=1)
    found = index.compared(pairs, lambda rows: [corpus.text(int(row)) for row in rows])
    figures = {"jaccard": found.jaccard, "containment": found.containment}
    return pd.DataFrame(figures, index=pd.Index(others, name="article"))


# --- what was changed --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts that is the same, gone or new.

    Attributes:
        kind: "same", "gone" (only in the first text), "new" (only in the second).
        span: in characters: of the first text where it is gone, else of the second.
    """

    kind: Literal["same", "gone", "new"]
    span: Span


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed from one text to another.

    Attributes:
        pieces: in the order of both texts, covering all of the second.
        same, gone, new: how many words.
        cut: whether a text is longer than `MOST_WORDS`, so that its rest was not compared.
    """

    pieces: tuple[Piece, ...]
    same: int
    gone: int
    new: int
    cut: bool


def words(text: str) -> list[Span]:
    """The words of a text as they are compared, as spans of characters."""
    return [match.span() for match in _WORD.finditer(text)]


def _read(text: str) -> tuple[list[Span], list[str], bool]:
    spans = words(text)
    cut = len(spans) > MOST_WORDS
    spans = spans[:MOST_WORDS]
    return spans, [text[start:end].lower() for start, end in spans], cut


def changes(before: str, after: str) -> Changes:
    """What was changed from one text to another, word by word.

    The longest common subsequence of words (Indel distance); capitals and signs between words do
    not count. One or two words between two changes belong to the change: they are there by chance.
    """
    old_spans, old, cut_before = _read(before)
    new_spans, new, cut_after = _read(after)
    old_ends, new_ends = _ends(before, old_spans, cut_before), _ends(after, new_spans, cut_after)
    found: list[Piece] = []
    counts = {"same": 0, "gone": 0, "new": 0}
    shown = 0
    for kind, (a, a_end), (b, b_end) in _runs(old, new):
        if kind == "changed" and a < a_end:
            counts["gone"] += a_end - a
            found.append(Piece("gone", (old_spans[a][0], old_ends[a_end - 1])))
        if b < b_end:
            named: Literal["same", "new"] = "same" if kind == "equal" else "new"
            counts[named] += b_end - b
            found.append(Piece(named, (shown, new_ends[b_end - 1])))
            shown = new_ends[b_end - 1]
    return Changes(tuple(found), **counts, cut=cut_before or cut_after)


def _ends(text: str, spans: list[Span], cut: bool) -> list[int]:
    """Where what is shown of each word ends: where the next begins, so that nothing is left out."""
    return [*(start for start, _ in spans[1:]), spans[-1][1] if cut else len(text)] if spans else []


def _runs(old: list[str], new: list[str]) -> list[tuple[str, Span, Span]]:
    """Stretches that are "equal" or "changed", in turns: places of words in both texts."""
    blocks = [
        (block.a, block.b, block.size) for block in Indel.opcodes(old, new).as_matching_blocks()
    ]
    kept = [block for block in blocks if block[2] > _STRAY or _is_at_an_edge(block, old, new)]
    found: list[tuple[str, Span, Span]] = []
    ends = [(0, 0, 0), *kept, (len(old), len(new), 0)]
    for (a, b, size), (next_a, next_b, next_size) in pairwise(ends):
        if a + size < next_a or b + size < next_b:
            found.append(("changed", (a + size, next_a), (b + size, next_b)))
        if next_size:
            found.append(("equal", (next_a, next_a + next_size), (next_b, next_b + next_size)))
    return found


def _is_at_an_edge(block: tuple[int, int, int], old: list[str], new: list[str]) -> bool:
    a, b, size = block
    ends = (a + size, b + size) == (len(old), len(new))
    return size > 0 and ((a, b) == (0, 0) or ends)


def passages(text: str, other: str) -> list[Span]:
    """Where a text has at least `PASSAGE` words in a row that stand so in the other, too.

    Returns:
        Spans in characters of the first text, longest stretches only, in its order.
    """
    return [span for span, _ in _passages(text, other)]


def _passages(text: str, other: str) -> list[tuple[Span, int]]:
    """The passages of a text that another has, too, each with its number of words."""
    spans, mine, _ = _read(text)
    theirs = _read(other)[1]
    length = index.SHINGLE
    there: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(theirs) - length + 1):
        there.setdefault(tuple(theirs[place : place + length]), []).append(place)
    found: list[tuple[Span, int]] = []
    place = 0
    while place + PASSAGE <= len(mine):
        starts = there.get(tuple(mine[place : place + length]), ())[:_MOST_PLACES]
        size = max((_common(mine, theirs, place, start) for start in starts), default=0)
        if size >= PASSAGE:
            found.append(((spans[place][0], spans[place + size - 1][1]), size))
        place += size if size >= PASSAGE else 1
    return found


def _common(mine: list[str], theirs: list[str], place: int, start: int) -> int:
    """How many words in a row both have from these places on."""
    size = 0
    most = min(len(mine) - place, len(theirs) - start)
    while size < most and mine[place + size] == theirs[start + size]:
        size += 1
    return size


# --- what depends on what ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dependence:
    """What shows that two articles are not independent of one another; nothing ever shows that
    they are.

    Attributes:
        same_text: whether they are one text.
        words: the length of the longest passage that both have, 0 where there is none.
        services: the news services that both are by or credit.
    """

    same_text: bool = False
    words: int = 0
    services: tuple[str, ...] = ()

    @property
    def tier(self) -> int:
        """1: the same text; 2: a shared passage or the same service; 3: no visible dependence."""
        return 1 if self.same_text else 2 if self.words or self.services else 3


def dependence(corpus: Corpus, row: int, others: tuple[int, ...]) -> list[Dependence]:
    """What shows that an article and each of the others depend on one another."""
    known = corpus.read(row)
    numbers = corpus.clusters.numbers
    found = []
    for other in (corpus.read(number) for number in others):
        if numbers[row] >= 0 and numbers[row] == numbers[other.row]:
            found.append(Dependence(same_text=True))
            continue
        longest = max((size for _, size in _passages(known.text, other.text)), default=0)
        shared = services_of(other.source, other.credited)
        services = [name for name in services_of(known.source, known.credited) if name in shared]
        found.append(Dependence(words=longest, services=tuple(services)))
    return found


def services_of(source: str, credited: tuple[str, ...]) -> tuple[str, ...]:
    """The services that an article is by or credits."""
    own = (services()[source],) if source in services() else ()
    return tuple(dict.fromkeys((*own, *credited)))
