"""Timelines split by actor, source, topic or words, and the articles behind each of their points.

A split is small and can be hashed, so that what is asked of it can be kept; the rows of its
series are found anew where they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from lib.index import Corpus, Mask, QueryError, Rows, parse
from lib.measure import actors, evidence, terms, time, topics
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.measure.time import Series

BY = ("nothing", "actors", "sources", "topics", "words")
MOST_LINES = 8
"""How many series of one chart can be told apart."""

FIRST_ACTORS = 5
"""How many actors are drawn unless the reader picks some."""

UNKNOWN = "(no source named)"
"""The key of the articles whose source is unknown."""


@dataclass(frozen=True, slots=True)
class Split:
    """What a timeline is split by.

    Attributes:
        by: one of `BY`.
        keys: ids of actors, sources, keys of topics, or searches; a line each.
    """

    by: str = "nothing"
    keys: tuple[str, ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether an article can be in several series, so that shares add up to more than 1."""
        return self.by in ("actors", "words") and len(self.keys) > 1


def leading(corpus: Corpus, selection: Selection, by: str) -> tuple[tuple[str, ...], int]:
    """The series that a split has unless the reader picks others: those of most articles.

    Returns:
        Their keys, most articles first (5 actors, 8 sources or topics, no words), and how many
        there are in all.
    """
    if by == "actors":
        found = actors.ranking(corpus, selection)["key"].tolist()
        return tuple(found[:FIRST_ACTORS]), len(found)
    if by == "sources":
        found = _sources(corpus, selection)
        return tuple(found[:MOST_LINES]), len(found)
    size = topics.default_size(corpus)
    if by == "topics" and size is not None:
        ranked = topics.ranking(corpus, selection, corpus.topics(size))
        found = ranked[(ranked["key"] != "") & (ranked["count"] > 0)]["key"].tolist()
        return tuple(found[:MOST_LINES]), len(found)
    return (), 0


def _sources(corpus: Corpus, selection: Selection) -> list[str]:
    codes = corpus.source_codes[sel.resolve(corpus, selection).counted]
    counts = np.bincount(codes, minlength=len(corpus.sources))
    order = sorted(np.flatnonzero(counts), key=lambda code: (-counts[code], corpus.sources[code]))
    return [corpus.sources[code] or UNKNOWN for code in order]


def series(corpus: Corpus, selection: Selection, split: Split) -> list[Series]:
    """The lines of a split; keys that this corpus does not have are left out.

    Raises:
        QueryError: a search cannot be read.
    """
    if split.by == "actors":
        return actors.series(corpus, selection, list(split.keys))
    if split.by == "sources":
        known = [name for name in split.keys if name == UNKNOWN or name in corpus.sources]
        return [Series(name, name, _of_source(corpus, name)) for name in known]
    if split.by == "topics":
        found = [_topic(corpus, key) for key in split.keys]
        return [line for line in found if line is not None]
    return terms.word_series(corpus, split.keys) if split.by == "words" else []


def _of_source(corpus: Corpus, name: str) -> Mask:
    name = "" if name == UNKNOWN else name
    code = corpus.sources.index(name) if name in corpus.sources else -1
    return np.asarray(corpus.source_codes == code)


def all_topics(corpus: Corpus, selection: Selection, size: int) -> Split:
    """A line for each topic of a model, largest first, and one for articles without a clear one."""
    model = corpus.topics(size)
    keys = topics.ranking(corpus, selection, model)["key"]
    return Split("topics", tuple(key or topics.no_topic_key(model) for key in keys))


def _topic(corpus: Corpus, key: str) -> Series | None:
    found = sel.find_topic(corpus, key)
    if found is not None:
        return Series(key, found[0].name(found[1]), sel.rows_with_topic(corpus, key))
    for model in map(corpus.topics, corpus.topic_sizes):
        if key == topics.no_topic_key(model):
            return Series(key, topics.NO_TOPIC, np.asarray(model.strongest() == -1))
    return None


def timeline(
    corpus: Corpus,
    selection: Selection,
    unit: str | None = None,
    split: Split | None = None,
    clock: str = "published",
) -> pd.DataFrame:
    """As `lib.measure.time.timeline`, with a line for each series of the split.

    A split without a single series has no lines, and the frame no rows.
    """
    if split is None or split.by == "nothing":
        return time.timeline(corpus, selection, unit, clock=clock)
    lines = series(corpus, selection, split)
    return time.timeline(corpus, selection, unit, lines, clock) if lines else _no_lines()


def _no_lines() -> pd.DataFrame:
    names = "period end series key count total share partial"
    return pd.DataFrame({name: [] for name in names.split()})


def rows(
    corpus: Corpus,
    selection: Selection,
    split: Split,
    key: str,
    first: date,
    last: date,
    clock: str = "published",
) -> Rows:
    """The articles that a point counts: of one series, from a first to a last day; newest first.

    A key that is none of the split's stands for all that the selection holds in these days.
    """
    mask = sel.resolve(corpus, selection).counted.copy()
    if clock == "happened":
        mask &= sel.rows_naming(corpus, first, last)
    else:
        mask &= sel.between(corpus, first, last)
    if key in split.keys:
        for line in series(corpus, selection, Split(split.by, (key,))):
            mask &= line.rows
    return newest(corpus, mask)


def newest(corpus: Corpus, mask: Mask) -> Rows:
    """The rows of a mask, newest first, undated last."""
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], dtype=np.int32)


def sought(corpus: Corpus, selection: Selection, split: Split, key: str) -> evidence.Sought:
    """What to look for in the articles of a series: what makes it, and what the selection seeks.

    For a topic these are its strongest terms.
    """
    own = evidence.sought(selection)
    words, people = own.words, own.actors
    if key in split.keys and split.by == "actors":
        people = (*people, key)
    elif key in split.keys and split.by == "words":
        words = (*words, key)
    elif key in split.keys and split.by == "topics":
        words = (*words, *topics.search(corpus, key))
    return replace(own, words=words, actors=tuple(dict.fromkeys(people)))


def readable(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Which of these searches can be drawn, and a sentence for each that cannot."""
    fine: list[str] = []
    problems: list[str] = []
    for word in dict.fromkeys(word.strip() for word in words if word.strip()):
        try:
            parse(word)
        except QueryError as error:
            problems.append(f"“{word[:60]}” is not drawn. {error}")
        else:
            fine.append(word)
    problems += [
        f"“{word[:60]}” is one too many: {terms.MOST_WORDS} are drawn."
        for word in fine[terms.MOST_WORDS :]
    ]
    return tuple(fine[: terms.MOST_WORDS]), problems


def pieces(typed: str) -> list[str]:
    """What is typed, cut at the commas that stand outside of quotation marks and brackets."""
    found, quoted, depth = [""], False, 0
    for sign in typed:
        quoted ^= sign in '"“”'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not quoted and depth <= 0:
            found.append("")
        else:
            found[-1] += sign
    return [piece.strip() for piece in found if piece.strip()]


def source_notes(
    corpus: Corpus, selection: Selection, most: int = 20
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The days on which sources enter or leave, for a chart and for a table.

    Returns:
        `day`, `label` of the `most` changes whose sources have the most articles; and all of
        them, as `lib.measure.time.source_changes`, with `articles` of the source in the corpus.
    """
    found = time.source_changes(corpus, selection)
    counts = np.bincount(corpus.source_codes, minlength=len(corpus.sources))
    sizes = dict(zip(corpus.sources, counts.tolist(), strict=True))
    found = found.assign(articles=[sizes[name] for name in found["source"]])
    drawn = found.nlargest(most, "articles", keep="first").sort_values("day", kind="stable")
    labels = [f"{name} {change}" for name, change in zip(drawn.source, drawn.change, strict=True)]
    return pd.DataFrame({"day": list(drawn["day"]), "label": labels}), found


def narrowed(
    selection: Selection, split: Split, days: tuple[date, date], clock: str = "published"
) -> Selection | None:
    """The selection whose articles are those of a split's only series, in these days.

    By the clock of what happened, of the articles that name one of these days. None for articles
    of an unknown source or no clear topic, and for days beside those that the selection's articles
    must name already: no selection can ask for these.
    """
    unasked = UNKNOWN if split.by == "sources" else ".none" if split.by == "topics" else None
    if unasked is not None and any(key.endswith(unasked) for key in split.keys):
        return None
    if clock == "happened":
        known = (selection.named_from or days[0], selection.named_to or days[1])
        if not known[0] <= days[0] <= days[1] <= known[1]:
            return None
        within = replace(selection, named_from=days[0], named_to=days[1])
    else:
        first, last = sel.clipped(selection, *days)
        within = replace(selection, start=first, end=last)
    keys = tuple(key for key in split.keys if key)
    if split.by == "actors":
        return replace(within, all_of=tuple(dict.fromkeys((*selection.all_of, *keys))))
    if split.by == "sources":
        return replace(within, sources=keys or selection.sources)
    if split.by == "topics":
        return replace(within, topics=keys or selection.topics)
    if split.by == "words":
        searches = [words for words in (selection.words, *keys) if words.strip()]
        words = " ".join(f"({words})" for words in searches) if searches[1:] else "".join(searches)
        return replace(within, words=words)
    return within
