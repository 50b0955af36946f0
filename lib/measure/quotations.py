"""Quotations of a selection: who said what, how often, and with which verbs.

Everything counts in the articles that the selection counts: so a wire text that many outlets
printed is one article, and its quotations count once, unless the reader counts publications.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib import annotate
from lib.index import Corpus, Mask, Query, QueryError, parse
from lib.measure import selection as sel
from lib.measure.selection import Selection

CLASSES: tuple[str, ...] = (
    "said",
    "claimed",
    "denied",
    "warned",
    *sorted(set(annotate.verb_classes().values()) - {"said", "claimed", "denied", "warned"}),
)
"""The classes of reporting verbs, those that analysts ask for first."""
NO_VERB = "no verb"
"""The class of a quotation that nothing but its marks shows."""
NO_ACTOR = UNKNOWN, NOBODY, TOGETHER = "~unknown", "~nobody", "~together"
"""What may be asked for in the place of a speaker: those who are no known actor, what has no
speaker at all, and what several actors say together. No actor's id begins so."""
MOST_READ = 2_000
"""How many articles are read for the words of their quotations."""
_WORDS = re.compile(r'"[^"]+"|\S+')

Numbers = NDArray[np.int64]
"""Places in the table of quotations."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of the selection's quotations are asked for.

    Attributes:
        speaker: the actor who says it, alone or with others; or `UNKNOWN`, `NOBODY`, `TOGETHER`; ""
            for all.
        about: an actor whom what is said mentions, and who does not say it; "" for all.
        classes: of the verb; all where empty.
        words: which must all stand in what is said; a phrase in quotation marks.
        verb: the reporting verb, or `NO_VERB`; "" for all.
    """

    speaker: str = ""
    about: str = ""
    classes: tuple[str, ...] = ()
    words: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One quotation, to be read.

    Attributes:
        row: the article.
        content: the spans of what is said in its text; quotation marks are part of it.
        cue, speaker, named: spans of the verb, of the speaker beside it, and of where the article
            names the speaker; None where there is none.
        actor: the speaker's id, "" where unknown; and `name`.
        verb: as `lib.annotate.verb_classes` has it, "" for none; and its `cls`.
        kind, doubt: as `lib.annotate.Quotation`.
        hits: where the words that are asked for stand.
        others: the actors who say it together with the first, as (id, name).
    """

    row: int
    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    speaker: tuple[int, int] | None
    named: tuple[int, int] | None
    actor: str
    name: str
    verb: str
    cls: str
    kind: str
    doubt: str
    hits: tuple[tuple[int, int], ...] = ()
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of quotations, newest article first.

    Attributes:
        entries: those of the page.
        total: how many there are in what was searched.
        searched: how many articles were read for the words, and `of` how many; both 0 where there
            are no words, since then all count.
    """

    entries: list[Entry]
    total: int
    searched: int = 0
    of: int = 0


# --- which -------------------------------------------------------------------------------------


def _column(corpus: Corpus, name: str) -> NDArray[np.int32]:
    return corpus.span_column("quotations", name)


def _classes() -> tuple[list[str], NDArray[np.int8]]:
    """The names of the classes, and the place in them of each verb's class."""
    names = [*CLASSES, NO_VERB]
    known = annotate.verb_classes()
    codes = [names.index(known.get(verb, NO_VERB)) for verb in annotate.reporting_verbs()]
    return names, np.array(codes, np.int8)


def _kept(corpus: Corpus, selection: Selection, asked: Asked) -> Mask:
    """Which quotations are asked for, whatever their words; shape (quotations,)."""
    articles = sel.resolve(corpus, selection).counted
    mask: Mask = articles[_column(corpus, "article")]
    if asked.speaker:
        mask &= _said_so(corpus, asked.speaker)
    if asked.verb:
        verbs = annotate.reporting_verbs()
        verb = "" if asked.verb == NO_VERB else asked.verb
        mask &= _column(corpus, "verb") == (verbs.index(verb) if verb in verbs else -1)
    if asked.classes:
        names, codes = _classes()
        wanted = np.isin(codes, [names.index(name) for name in asked.classes if name in names])
        mask &= wanted[_column(corpus, "verb")]
    if asked.about:
        mask &= _about(corpus, asked.about, selection.kinds)
    return mask


def _said_so(corpus: Corpus, speaker: str) -> Mask:
    """Which quotations have such a speaker, as `Asked` has it; shape (quotations,)."""
    if speaker not in NO_ACTOR:
        return spoken_by(corpus, corpus.actor_numbers.get(speaker, -2))
    places = corpus.joint_speakers[0]
    known = corpus.quotation_actors >= 0
    together = np.zeros(len(known), bool)
    together[places] = True
    if speaker == TOGETHER:
        return together & known
    written = _column(corpus, "speaker_start") >= 0
    return ~known & ~together & (written if speaker == UNKNOWN else ~written)


def spoken_by(corpus: Corpus, actor: int) -> Mask:
    """Which quotations an actor says, alone or with others; shape (quotations,)."""
    mask: Mask = corpus.quotation_actors == actor
    places, actors = corpus.joint_speakers
    mask[places[actors == actor]] = True
    return mask


def _about(corpus: Corpus, actor: str, kinds: tuple[str, ...]) -> Mask:
    """Which quotations mention an actor who does not say them; shape (quotations,)."""
    mask = np.zeros(len(_column(corpus, "article")), bool)
    number = corpus.actor_numbers.get(actor)
    if number is None:
        return mask
    places = corpus.mentions_of(number)
    in_text = corpus.mention_column("part")[places] == 0
    counted = sel.kind_mask(kinds)[corpus.mention_column("kind")[places]]
    places = places[in_text & counted]
    holding = _holding(
        corpus, corpus.mention_column("article")[places], corpus.mention_column("start")[places]
    )
    mask[holding[holding >= 0]] = True
    mask &= ~spoken_by(corpus, number)
    return mask


def _holding(
    corpus: Corpus, articles: NDArray[np.int32], places: NDArray[np.int32]
) -> NDArray[np.int64]:
    """The quotation in which each place of an article lies; -1 where it lies in none."""
    offsets = corpus.quotation_offsets
    rows = np.unique(articles)
    sizes = offsets[rows + 1] - offsets[rows]
    starts = np.repeat(offsets[rows] - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    numbers = np.arange(sizes.sum(), dtype=np.int64) + starts
    if not len(numbers):
        return np.full(len(places), -1, np.int64)
    start = _column(corpus, "start")[numbers]
    keys = (_column(corpus, "article")[numbers].astype(np.int64) << 32) | start
    found = np.searchsorted(keys, (articles.astype(np.int64) << 32) | places, "right") - 1
    number = numbers[np.maximum(found, 0)]
    inside = (_column(corpus, "article")[number] == articles) & (found >= 0)
    first, second = (
        (_column(corpus, begin)[number] <= places) & (places < _column(corpus, end)[number])
        for begin, end in (("start", "end"), ("start2", "end2"))
    )
    number[~(inside & (first | second))] = -1
    return number


# --- a page of them ----------------------------------------------------------------------------


def page(corpus: Corpus, selection: Selection, asked: Asked, first: int, size: int) -> Page:
    """A page of the quotations that are asked for, the newest articles first.

    Args:
        corpus: where.
        selection: in which articles.
        asked: which of their quotations.
        first: how many to pass over.
        size: how many at most.

    Raises:
        QueryError: the words cannot be read.
    """
    kept = _kept(corpus, selection, asked)
    before = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))
    offsets = corpus.quotation_offsets
    counts = before[offsets[1:]] - before[offsets[:-1]]
    queries = _queries(asked.words)
    if queries:
        return _with_words(corpus, kept, counts, queries, first, size)
    order = np.asarray(corpus.order)
    reached = np.cumsum(counts[order])
    place = int(np.searchsorted(reached, first, "right"))
    skipped = first - (int(reached[place - 1]) if place else 0)
    entries: list[Entry] = []
    for row in order[place:][counts[order[place:]] > 0][: size + 1].tolist():
        numbers = _of_article(corpus, kept, row)[skipped:]
        skipped = 0
        entries += entries_of(corpus, numbers[: size - len(entries)])
        if len(entries) >= size:
            break
    return Page(entries, int(before[-1]))


def _of_article(corpus: Corpus, kept: Mask, row: int) -> Numbers:
    start, end = corpus.quotation_offsets[row : row + 2].tolist()
    found: Numbers = np.flatnonzero(kept[start:end]) + start
    return found


def words_problem(words: str) -> str | None:
    """What is wrong with the words of `Asked`, in a sentence; None where nothing is."""
    try:
        _queries(words)
    except QueryError as error:
        return str(error)
    return None


def _queries(words: str) -> list[Query]:
    found = (parse(word) for word in _WORDS.findall(words))
    return [query for query in found if query is not None]


def _with_words(
    corpus: Corpus,
    kept: Mask,
    counts: NDArray[np.int64],
    queries: Sequence[Query],
    first: int,
    size: int,
) -> Page:
    """The quotations that have all words: of articles that have them, read newest first."""
    matching = counts > 0
    for query in queries:
        mask = np.zeros(len(corpus), bool)
        mask[corpus.matches(query)[0]] = True
        matching &= mask
    order = np.asarray(corpus.order)
    rows = order[matching[order]]
    found: list[Entry] = []
    for row in rows[:MOST_READ].tolist():
        text = corpus.text(row)
        for entry in entries_of(corpus, _of_article(corpus, kept, row)):
            hits = _hits(text, entry.content, queries)
            if hits:
                found.append(_marked(entry, hits))
    return Page(found[first : first + size], len(found), min(len(rows), MOST_READ), len(rows))


def _hits(
    text: str, content: Sequence[tuple[int, int]], queries: Sequence[Query]
) -> list[tuple[int, int]]:
    """Where the words stand in what is said; nothing unless all do."""
    found: list[tuple[int, int]] = []
    for query in queries:
        hits = [
            (start + a, start + b) for start, end in content for a, b in query.hits(text[start:end])
        ]
        if not hits:
            return []
        found += hits
    return sorted(set(found))


def _marked(entry: Entry, hits: Sequence[tuple[int, int]]) -> Entry:
    values = {name: getattr(entry, name) for name in Entry.__slots__}
    return Entry(**values | {"hits": tuple(hits)})


def entries_of(corpus: Corpus, numbers: Numbers) -> list[Entry]:
    """These quotations, in the order given."""
    if not len(numbers):
        return []
    taken = corpus.spans("quotations").drop_columns("others").take(numbers).to_pylist()
    names = corpus.actors[["id", "name"]].to_numpy()
    actors = corpus.quotation_actors[numbers].tolist()
    places, further = corpus.joint_speakers
    begin, end = (np.searchsorted(places, numbers, side) for side in ("left", "right"))
    others = [names[further[a:b]] for a, b in zip(begin, end, strict=True)]
    return [
        _entry(row, names[actor] if actor >= 0 else ("", ""), more)
        for row, actor, more in zip(taken, actors, others, strict=True)
    ]


def _entry(
    row: dict[str, int], speaker: tuple[str, str], others: Sequence[tuple[str, str]]
) -> Entry:
    def span(first: str, last: str) -> tuple[int, int] | None:
        return (row[first], row[last]) if row[first] >= 0 else None

    second = span("start2", "end2")
    verb = annotate.reporting_verbs()[row["verb"]]
    return Entry(
        row=row["article"],
        content=((row["start"], row["end"]), *([second] if second else [])),
        cue=span("cue_start", "cue_end"),
        speaker=span("speaker_start", "speaker_end"),
        named=span("named_start", "named_end"),
        actor=str(speaker[0]),
        name=str(speaker[1]),
        verb=verb,
        cls=annotate.verb_classes().get(verb, NO_VERB),
        kind=annotate.QUOTATION_KINDS[row["kind"]],
        doubt=annotate.DOUBTS[row["doubt"]],
        others=tuple((str(key), str(other)) for key, other in others),
    )


def of_article(corpus: Corpus, row: int) -> list[Entry]:
    """All quotations of an article, in its order."""
    start, end = corpus.quotation_offsets[row : row + 2].tolist()
    return entries_of(corpus, np.arange(start, end))


def speaker_named(text: str, entry: Entry) -> str:
    """Who speaks, for people: the actors' names, or how the text has it; "" where nobody does."""
    names = [name for name in (entry.name, *(name for _, name in entry.others)) if name]
    if names:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    for span in (entry.named, entry.speaker):
        if span is not None:
            return text[slice(*span)]
    return ""


def tabled(corpus: Corpus, entries: Sequence[Entry]) -> pd.DataFrame:
    """Quotations as a table to take away, in the order given.

    Returns:
        article (id), own_id, date, source, title, speaker (as written), named (as the article
        names them), actor (id), name, verb, class, kind, quotation, doubt, start, end, others (ids
        of those who say it with the actor, separated by blanks).
    """
    listed = corpus.listed(np.array([entry.row for entry in entries], np.int32))
    frame = listed[["id", "own_id", "date", "source", "title"]].rename(columns={"id": "article"})
    texts = [corpus.text(entry.row) for entry in entries]
    pairs = list(zip(texts, entries, strict=True))
    return frame.reset_index(drop=True).assign(
        speaker=[text[slice(*e.speaker)] if e.speaker else "" for text, e in pairs],
        named=[text[slice(*e.named)] if e.named else "" for text, e in pairs],
        actor=[e.actor for e in entries],
        name=[e.name for e in entries],
        verb=[e.verb for e in entries],
        **{"class": [e.cls for e in entries]},
        kind=[e.kind for e in entries],
        quotation=[" … ".join(text[a:b] for a, b in e.content) for text, e in pairs],
        doubt=[e.doubt for e in entries],
        start=[e.content[0][0] for e in entries],
        end=[e.content[-1][1] for e in entries],
        others=[" ".join(key for key, _ in e.others) for e in entries],
    )


# --- counts ------------------------------------------------------------------------------------


def speakers(corpus: Corpus, selection: Selection, asked: Asked) -> pd.DataFrame:
    """Who speaks, and how often with which verbs; `asked.words` are not looked at.

    What several say together counts for each of them.

    Returns:
        A row an actor, most quotations first: `key`, `name`, `cls`, `quotations`, and one
        column for each of `CLASSES` and `NO_VERB`. In `attrs`: `total` quotations, those
        with an `unknown` speaker (written, but no actor), with `nobody`, and said by several
        actors (`joint`).
    """
    kept = _kept(corpus, selection, asked)
    names, codes = _classes()
    places = np.flatnonzero(kept)
    actors = corpus.quotation_actors[places]
    further, others = corpus.joint_speakers
    also = kept[further]
    known = actors >= 0
    unknown = ~known
    unknown[np.searchsorted(places, further[also])] = False
    spoken = np.concatenate((places[known], further[also]))
    speakers = np.concatenate((actors[known], others[also]))
    of_class = codes[_column(corpus, "verb")[spoken]]
    cells = speakers.astype(np.int64) * len(names) + of_class
    table = np.bincount(cells, minlength=len(corpus.actors) * len(names))
    table = table.reshape(-1, len(names))
    totals = table.sum(axis=1)
    rows = np.flatnonzero(totals)
    rows = rows[np.lexsort((rows, -totals[rows]))]
    written = _column(corpus, "speaker_start")[places] >= 0
    joint = np.unique(further[also & (corpus.quotation_actors[further] >= 0)])
    frame = pd.DataFrame(
        {
            "key": corpus.actors["id"].to_numpy()[rows],
            "name": corpus.actors["name"].to_numpy()[rows],
            "cls": corpus.actors["class"].to_numpy()[rows],
            "quotations": totals[rows],
            **{name: table[rows, place] for place, name in enumerate(names)},
        }
    )
    frame.attrs |= {
        "total": len(actors),
        "unknown": int(np.count_nonzero(unknown & written)),
        "nobody": int(np.count_nonzero(unknown & ~written)),
        "joint": len(joint),
    }
    return frame


def verbs(corpus: Corpus, selection: Selection, asked: Asked) -> pd.DataFrame:
    """With which verbs; `asked.words` are not looked at.

    Returns:
        A row a verb, most quotations first: `verb` (`NO_VERB` for none), `class`, `quotations`.
    """
    kept = _kept(corpus, selection, asked)
    known = annotate.reporting_verbs()
    counts = np.bincount(_column(corpus, "verb")[kept], minlength=len(known))
    rows = np.flatnonzero(counts)
    rows = rows[np.lexsort((rows, -counts[rows]))]
    names, codes = _classes()
    return pd.DataFrame(
        {
            "verb": [known[row] or NO_VERB for row in rows],
            "class": [names[codes[row]] for row in rows],
            "quotations": counts[rows],
        }
    )
