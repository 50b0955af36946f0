"""The sentences that tell of a day: those in which an article names it.

title, text, dates  ->  tellings()  ->  Telling(day, sentence), by day
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from lib.annotate.dates import Date


class Telling(NamedTuple):
    """A sentence of an article, and a day that it names.

    `start` and `end` count code points of the text, or of the title where `part` is "title";
    `first` says whether it is the article's first sentence about this day.
    """

    start: int
    end: int
    part: str
    day: date
    first: bool
    sentence: str


def tellings(
    title: str, text: str, dates: Sequence[Date], sentences: Sequence[tuple[int, int]]
) -> list[Telling]:
    """Return a row for each sentence and day that it names, by day, then as in the article.

    Args:
        title, text: as they came.
        dates: the article's expressions of time; those of one day, or a part of one, count.
        sentences: the spans of the text's sentences.
    """
    places: set[tuple[date, bool, int, int]] = set()
    for row in dates:
        if row.first is None or row.first != row.last:
            continue
        if row.part == "title":
            places.add((row.first, False, 0, len(title)))
        else:
            start, end = sentences[bisect_right(sentences, (row.start, len(text))) - 1]
            places.add((row.first, True, start, max(end, row.end)))
    found: list[Telling] = []
    before = None
    for day, in_text, start, end in sorted(places):
        part, written = ("text", text) if in_text else ("title", title)
        found.append(Telling(start, end, part, day, day != before, written[start:end]))
        before = day
    return found
