"""The sentences behind a number, for the articles on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lib import annotate
from lib.index import PARTS_OF_ARTICLE, Corpus, parse
from lib.measure import selection as sel

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, and what in it is the evidence.

    Attributes:
        row: the article.
        part: "text" or "title".
        start, end: the sentence's span in that part.
        marks: the evidence, spans in that part, within the sentence.
    """

    row: int
    part: str
    start: int
    end: int
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a number counted: searches, and actors in the kinds of mention that count.

    A sentence is evidence if it has a hit; with `together`, only if it has one of every actor;
    with `forms`, only mentions that are written in one of these ways are hits. `events` are
    numbers of events (`Corpus.happened`), of which a hit is the word that tells it.
    `roles` are places in the table of roles, whose spans are hits. Words for a single day, from
    the first to the last of `days`, are hits as well.
    """

    words: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = sel.COUNTED_KINDS
    together: bool = False
    forms: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    days: tuple[date, date] | None = None
    roles: tuple[int, ...] = ()


def sought(selection: sel.Selection) -> Sought:
    """What a selection itself seeks: its words, and the actors and days that must be named."""
    words = (selection.words,) if selection.words.strip() else ()
    ends = (selection.named_from or date.min, selection.named_to or date.max)
    return Sought(
        words,
        selection.any_of + selection.all_of,
        selection.kinds,
        days=ends if selection.names_days else None,
    )


def sentences(corpus: Corpus, row: int, what: Sought, limit: int | None = None) -> list[Sentence]:
    """The sentences of one article that are evidence, in its order, the title first.

    Args:
        corpus: where.
        row: the article.
        what: what to look for; an unreadable search raises `QueryError`.
        limit: how many at most.
    """
    found: list[Sentence] = []
    for part, text in (("title", corpus.title(row)), ("text", corpus.text(row))):
        marks = hits(corpus, row, part, text, what)
        if marks:
            spans = annotate.sentences(text) if part == "text" else [(0, len(text))]
            found += _marked(row, part, spans, marks, what)
    return found[:limit]


def hits(
    corpus: Corpus, row: int, part: str, text: str, what: Sought
) -> list[tuple[int, int, str]]:
    """Where an article's title or text has what is sought: start, end, and the actor or ""."""
    found: list[tuple[int, int, str]] = []
    for words in what.words:
        query = parse(words)
        if query is not None:
            found += [(start, end, "") for start, end in query.hits(text, part)]
    if what.actors:
        found += _actor_hits(corpus, row, part, what)
    if what.events:
        found += _event_hits(corpus, row, part, what.events)
    if what.roles and part == "text":
        found += _role_hits(corpus, row, what.roles)
    if what.days is not None:
        found += _day_hits(corpus, row, part, what.days)
    return sorted(found)


def _day_hits(
    corpus: Corpus, row: int, part: str, days: tuple[date, date]
) -> list[tuple[int, int, str]]:
    named = corpus.spans_in("dates", row)
    first, last = (sel.day_number(day) for day in days)
    keep = (named["part"] == ("text", "title").index(part)) & (
        named["first_day"] == named["last_day"]
    )
    named = named[keep & named["first_day"].between(first, last)]
    return [(start, end, "") for start, end in zip(named["start"], named["end"], strict=True)]


def _role_hits(corpus: Corpus, row: int, roles: tuple[int, ...]) -> Iterable[tuple[int, int, str]]:
    low, high = np.searchsorted(corpus.span_column("roles", "article"), (row, row + 1))
    starts, ends = (corpus.span_column("roles", name) for name in ("start", "end"))
    for place in low + np.flatnonzero(np.isin(np.arange(low, high), roles)):
        yield int(starts[place]), int(ends[place]), ""


def _event_hits(
    corpus: Corpus, row: int, part: str, events: tuple[int, ...]
) -> Iterable[tuple[int, int, str]]:
    low, high = np.searchsorted(corpus.span_column("events", "article"), (row, row + 1))
    told = np.isin(corpus.event_numbers[low:high], events)
    told &= corpus.span_column("events", "part")[low:high] == PARTS_OF_ARTICLE.index(part)
    starts, ends = (
        corpus.span_column("events", name)[low:high][told] for name in ("verb_start", "verb_end")
    )
    # Several events may hang on one verb.
    yield from sorted({(int(a), int(b), "") for a, b in zip(starts, ends, strict=True)})


def _actor_hits(
    corpus: Corpus, row: int, part: str, what: Sought
) -> Iterable[tuple[int, int, str]]:
    wanted = {corpus.actor_numbers[a]: a for a in what.actors if a in corpus.actor_numbers}
    mentions = corpus.mentions_in(row)
    counted = sel.kind_mask(what.kinds)[mentions["kind"].to_numpy()]
    inside = mentions["part"].to_numpy() == ("text", "title").index(part)
    mentions = mentions[counted & inside & mentions["actor"].isin(wanted).to_numpy()]
    if what.forms:
        mentions = mentions[mentions["form"].isin(what.forms)]
    for start, end, actor in zip(mentions.start, mentions.end, mentions.actor, strict=True):
        yield int(start), int(end), wanted[int(actor)]


def _marked(
    row: int,
    part: str,
    spans: Sequence[Span],
    marks: list[tuple[int, int, str]],
    what: Sought,
) -> list[Sentence]:
    found = []
    starts = np.array([start for start, _ in spans])
    by_sentence: dict[int, list[tuple[int, int, str]]] = {}
    for mark in marks:
        place = max(int(np.searchsorted(starts, mark[0], side="right")) - 1, 0)
        by_sentence.setdefault(place, []).append(mark)
    for place, inside in sorted(by_sentence.items()):
        if what.together and not set(what.actors) <= {actor for _, _, actor in inside}:
            continue
        start, end = spans[place]
        places = tuple((a, b) for a, b, _ in inside)
        found.append(Sentence(row, part, start, max(end, *(b for _, b in places)), places))
    return found


def snippet(corpus: Corpus, row: int, what: Sought, length: int = 240) -> Sentence | None:
    """What a list shows of an article: the sentence with the most hits, else its beginning.

    Returns:
        A stretch of the text of about `length` characters; None for an article without text.
    """
    text = corpus.text(row)
    if not text.strip():
        return None
    best = max(
        (s for s in sentences(corpus, row, what) if s.part == "text"),
        key=lambda s: len({text[a:b].lower() for a, b in s.marks}),
        default=None,
    )
    if best is None:
        start = len(text) - len(text.lstrip())
        return Sentence(row, "text", start, _word_end(text, start, length), ())
    start = best.start
    if best.marks[0][1] - start > length:
        start = max(best.start, best.marks[0][0] - length // 3)
    end = max(_word_end(text, start, length), best.marks[0][1])
    return Sentence(row, "text", start, end, tuple(m for m in best.marks if m[1] <= end))


def _word_end(text: str, start: int, length: int) -> int:
    end = min(len(text), start + length)
    if end == len(text):
        return end
    space = text.rfind(" ", start + length // 2, end)
    return space if space > 0 else end
