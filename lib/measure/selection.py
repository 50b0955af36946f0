"""The selection: which articles the reader looks at, as one frozen value, and the rows it picks.

    link <-> Selection -> resolve -> rows, and the total that a share is of

A link is untrusted input: what is not valid for the corpus at hand is dropped, and said.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lib import annotate
from lib.index import NO_DAY, Corpus, Mask, QueryError, Rows, Topics, parse

EPOCH = date(1970, 1, 1)
COUNTED_KINDS = tuple(kind for kind in annotate.KINDS if kind != "demonym")
"""Kinds of mention that count unless the reader says otherwise."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the reader has selected; the empty one is the whole corpus.

    Attributes:
        words: a search, in the query language of `lib.index.parse`.
        start, end: first and last day of publication, both included.
        any_of, all_of, none_of: ids of actors of which one, each, or none must be mentioned.
        sources, languages: outlets and languages of which one must be the article's.
        topics: topics of which one must be the article's, as `model digest.number`.
        added_since: the day since which this corpus must hold the article.
        named_from, named_to: first and last day of which the article must name one.
        kinds: the kinds of mention that count as an actor being mentioned.
        once: whether of copies of one text only one counts, the earliest that matches all else.
    """

    words: str = ""
    start: date | None = None
    end: date | None = None
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    added_since: date | None = None
    named_from: date | None = None
    named_to: date | None = None
    kinds: tuple[str, ...] = COUNTED_KINDS
    once: bool = True

    @property
    def narrows_subject(self) -> bool:
        """Whether words, actors, topics or days told of are set: shares say more than counts."""
        actors = self.any_of or self.all_of or self.none_of
        return bool(self.words.strip() or actors or self.topics or self.names_days)

    @property
    def names_days(self) -> bool:
        """Whether an article must name a day of some."""
        return self.named_from is not None or self.named_to is not None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The rows of a selection.

    Attributes:
        mask: the matching articles, shape (articles,); where each text counts once, of copies only
            the earliest that matches.
        counted: those of them that counts are over (rows that are metadata only are not).
        total: the articles that a share is of: the same dates, sources, languages and switches,
            whatever their words, actors, topics and days told of. What is counted stands in it for
            its copies.
        publications: all that match, copies too.
        words: what was searched for.
    """

    mask: Mask
    counted: Mask
    total: Mask
    publications: Mask
    words: str = ""

    @property
    def size(self) -> int:
        """How many articles match."""
        return int(np.count_nonzero(self.mask))

    @property
    def published(self) -> int:
        """How many articles match, copies too: the sum of the sizes of the matching clusters."""
        return int(np.count_nonzero(self.publications))

    @property
    def without_text(self) -> int:
        """How many of them are metadata only, and so in no count."""
        return self.size - int(np.count_nonzero(self.counted))


# --- days --------------------------------------------------------------------------------------


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_date(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def span(corpus: Corpus, selection: Selection) -> tuple[date, date] | None:
    """The first and last day that the selection can have; None where nothing is dated."""
    if corpus.first_day is None or corpus.last_day is None:
        return None
    first = selection.start or to_date(corpus.first_day)
    last = selection.end or to_date(corpus.last_day)
    return (first, last) if first <= last else None


# --- rows --------------------------------------------------------------------------------------


_RESOLVED: WeakKeyDictionary[Corpus, OrderedDict[Selection, Resolved]] = WeakKeyDictionary()
"""What was resolved last, by corpus; none is kept open for this alone."""
_MOST_RESOLVED = 64
_LOCK = Lock()


def resolve(corpus: Corpus, selection: Selection) -> Resolved:
    """Find the rows of a selection; the masks are shared, and cannot be written to.

    Raises:
        QueryError: the words cannot be read.
    """
    with _LOCK:
        kept = _RESOLVED.setdefault(corpus, OrderedDict())
        if selection in kept:
            kept.move_to_end(selection)
            return kept[selection]
    found = _resolved(corpus, selection)
    with _LOCK:
        kept[selection] = found
        while len(kept) > _MOST_RESOLVED:
            kept.popitem(last=False)
    return found


def _resolved(corpus: Corpus, selection: Selection) -> Resolved:
    base = _within_frame(corpus, selection)
    mask = base.copy()
    query = parse(selection.words)
    if query is not None:
        mask &= corpus.rows_matching(query)
    mask &= _with_actors(corpus, selection)
    if selection.topics:
        mask &= _with_topics(corpus, selection.topics)
    if selection.names_days:
        mask &= rows_naming(corpus, selection.named_from, selection.named_to)
    publications = mask
    if selection.once:
        mask = corpus.clusters.collapsed(publications)
        base = corpus.clusters.collapsed(base, standing=mask)
    masks = (mask, mask & corpus.countable, base & corpus.countable, publications)
    for shared in masks:
        shared.setflags(write=False)
    return Resolved(*masks, selection.words)


def covering(selection: Selection, first: date, last: date) -> Selection:
    """The selection in which an article of these days is counted, or not.

    That is the selection itself where its dates hold these days, so that a text counts on the day
    on which the selection first has it, and on no other; else the selection without its dates.
    """
    holds = (selection.start or first) <= first and last <= (selection.end or last)
    return selection if holds else replace(selection, start=None, end=None)


def clipped(selection: Selection, first: date, last: date) -> tuple[date, date]:
    """Those of some days that lie within the selection's dates: what a bar that is cut counts."""
    return max(filter(None, (selection.start, first))), min(filter(None, (selection.end, last)))


def between(corpus: Corpus, first: date, last: date) -> Mask:
    """The articles from a first to a last day, shape (articles,)."""
    return (corpus.days >= day_number(first)) & (corpus.days <= day_number(last))


def _within_frame(corpus: Corpus, selection: Selection) -> Mask:
    mask = np.ones(len(corpus), bool)
    if selection.start is not None or selection.end is not None:
        mask &= corpus.days != NO_DAY
    if selection.start is not None:
        mask &= corpus.days >= day_number(selection.start)
    if selection.end is not None:
        mask &= corpus.days <= day_number(selection.end)
    if selection.added_since is not None:
        mask &= corpus.added_days >= day_number(selection.added_since)
    if selection.sources:
        mask &= _coded(corpus.sources, corpus.source_codes, selection.sources)
    if selection.languages:
        mask &= _coded(corpus.languages, corpus.language_codes, selection.languages)
    return mask


def _coded(names: Sequence[str], codes: NDArray[np.int32], wanted: Iterable[str]) -> Mask:
    allowed = np.isin(np.array(names, dtype=object), list(wanted))
    return np.asarray(allowed[codes], dtype=bool)


def relevance(corpus: Corpus, words: str) -> tuple[Rows, NDArray[np.float32]] | None:
    """The rows that match a search and their BM25 scores, best first; None without words.

    Raises:
        QueryError: the words cannot be read.
    """
    query = parse(words)
    return None if query is None else corpus.matches(query)


def rows_with_words(corpus: Corpus, words: str) -> Mask:
    """The articles that match a search, shape (articles,).

    Raises:
        QueryError: the words cannot be read.
    """
    query = parse(words)
    return np.zeros(len(corpus), bool) if query is None else corpus.rows_matching(query)


def kind_mask(kinds: Iterable[str]) -> Mask:
    """Which kinds of mention count, by place in `lib.annotate.KINDS`."""
    wanted = set(kinds)
    return np.array([kind in wanted for kind in annotate.KINDS], dtype=bool)


def rows_with_actor(corpus: Corpus, actor: str, kinds: Iterable[str] = COUNTED_KINDS) -> Mask:
    """The articles that mention an actor in one of these kinds, shape (articles,)."""
    mask = np.zeros(len(corpus), bool)
    number = corpus.actor_numbers.get(actor)
    if number is not None:
        places = corpus.mentions_of(number)
        counted = kind_mask(kinds)[corpus.mention_column("kind")[places]]
        mask[corpus.mention_column("article")[places[counted]]] = True
    return mask


def _with_actors(corpus: Corpus, selection: Selection) -> Mask:
    mask = np.ones(len(corpus), bool)
    if selection.any_of:
        some = [rows_with_actor(corpus, actor, selection.kinds) for actor in selection.any_of]
        mask &= np.logical_or.reduce(some)
    for actor in selection.all_of:
        mask &= rows_with_actor(corpus, actor, selection.kinds)
    for actor in selection.none_of:
        mask &= ~rows_with_actor(corpus, actor, selection.kinds)
    return mask


def named_days(corpus: Corpus) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Every day that an article names, once: articles (rows) and days, by article, then day.

    Counted are single days, and parts of one, that its title or text names: "on Thursday", "July
    10", "last night"; not weeks, months and years.
    """
    once = corpus.span_column("tellings", "first")
    article, day = (corpus.span_column("tellings", name) for name in ("article", "day"))
    return article[once], day[once]


def rows_naming(corpus: Corpus, first: date | None, last: date | None) -> Mask:
    """The articles that name a day from a first to a last one, shape (articles,)."""
    article, day = named_days(corpus)
    within = np.ones(len(day), bool)
    if first is not None:
        within &= day >= day_number(first)
    if last is not None:
        within &= day <= day_number(last)
    mask = np.zeros(len(corpus), bool)
    mask[article[within]] = True
    return mask


def topic_key(model: Topics, number: int) -> str:
    """How a selection and a link name a topic."""
    return f"{model.digest}.{number}"


def find_topic(corpus: Corpus, key: str) -> tuple[Topics, int] | None:
    """The topic that a key names; None where this corpus has no such model or number."""
    digest, _, number = key.rpartition(".")
    if not re.fullmatch("[0-9]{1,4}", number):
        return None
    for size in corpus.topic_sizes:
        model = corpus.topics(size)
        if model.digest == digest and int(number) < size:
            return model, int(number)
    return None


def rows_with_topic(corpus: Corpus, key: str) -> Mask:
    """The articles whose clear topic this is, shape (articles,)."""
    found = find_topic(corpus, key)
    if found is None:
        return np.zeros(len(corpus), bool)
    model, number = found
    return np.asarray(model.strongest() == number)


def _with_topics(corpus: Corpus, keys: Iterable[str]) -> Mask:
    return np.asarray(np.logical_or.reduce([rows_with_topic(corpus, key) for key in keys]))


def sorted_rows(corpus: Corpus, resolved: Resolved, by: str = "date") -> Rows:
    """The selection's rows, newest first, or (`by="relevance"`) best match first.

    Without words there is no relevance, and the order is that of the dates.
    """
    found = relevance(corpus, resolved.words) if by == "relevance" else None
    if found is not None:
        return found[0][resolved.mask[found[0]]]
    order = np.asarray(corpus.order)
    return order[resolved.mask[order]]


def with_word(words: str, term: str) -> str:
    """A search narrowed to articles that have a term, as it is written, as well."""
    quoted = '"' + term.replace('"', " ") + '"'
    if not words.strip():
        return quoted
    return f"({words}) {quoted}" if " OR " in words else f"{words} {quoted}"


# --- link --------------------------------------------------------------------------------------

_PARAMETERS = {
    "words": "q",
    "start": "from",
    "end": "to",
    "any_of": "any",
    "all_of": "all",
    "none_of": "none",
    "sources": "source",
    "languages": "lang",
    "topics": "topic",
    "added_since": "since",
    "named_from": "names_from",
    "named_to": "names_to",
    "kinds": "kind",
    "once": "once",
}
PARAMETERS = tuple(_PARAMETERS.values())
"""The names of the selection's parameters in a link."""
CORPUS_PARAMETER = "corpus"
CORRECTIONS_PARAMETER = "corrections"
"""Names the sets of corrections that the corpus is seen with, each with its revision."""
_MAX_VALUES = 50
_MAY_BE_BLANK = ("sources", "languages")  # "" is the unknown one


def to_parameters(selection: Selection) -> list[tuple[str, str]]:
    """The selection as link parameters, defaults left out, lists repeated."""
    found: list[tuple[str, str]] = []
    empty = Selection()
    for field in fields(Selection):
        value = getattr(selection, field.name)
        if value == getattr(empty, field.name):
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        values = value if isinstance(value, tuple) else (value,)
        found += [(_PARAMETERS[field.name], str(item)) for item in values]
    return found


def to_query(selection: Selection, corpus: Corpus | None = None) -> str:
    """The selection as the part of a link after the question mark, with the corpus digest."""
    parameters = to_parameters(selection)
    if corpus is not None:
        parameters.append((CORPUS_PARAMETER, corpus.digest))
        parameters += [(CORRECTIONS_PARAMETER, stamp) for stamp in corpus.corrections]
    return urlencode(parameters)


def from_link(link: str, corpus: Corpus) -> tuple[Selection, list[str]]:
    """The selection of a whole link, or of what follows its question mark; as `from_parameters`."""
    query = urlsplit(link).query if "?" in link or "://" in link else link
    return from_parameters(parse_qs(query, keep_blank_values=True), corpus)


def from_parameters(
    parameters: Mapping[str, Sequence[str]], corpus: Corpus
) -> tuple[Selection, list[str]]:
    """Read a selection from link parameters.

    Returns:
        The selection with all that is valid for this corpus, and a sentence for each thing that
        was dropped.
    """
    values: dict[str, Any] = {}
    dropped: list[str] = []
    for field in fields(Selection):
        name = _PARAMETERS[field.name]
        given = [str(value) for value in parameters.get(name, [])]
        if field.name not in _MAY_BE_BLANK:
            given = [value for value in given if value]
        if len(given) > _MAX_VALUES:
            dropped.append(f"{name} has {len(given)} values; the first {_MAX_VALUES} are taken")
        if given:
            values[field.name] = _READERS[field.name](name, given[:_MAX_VALUES], corpus, dropped)
    kept = {name: value for name, value in values.items() if value is not None}
    selection = Selection(**kept)
    if selection.start and selection.end and selection.start > selection.end:
        dropped.append(
            f"the period from {selection.start} to {selection.end} ends before it begins"
        )
        selection = replace(selection, start=None, end=None)
    named = selection.named_from, selection.named_to
    if named[0] and named[1] and named[0] > named[1]:
        dropped.append(f"the days named from {named[0]} to {named[1]} end before they begin")
        selection = replace(selection, named_from=None, named_to=None)
    return selection, dropped


def _read_words(name: str, given: list[str], corpus: Corpus, dropped: list[str]) -> str | None:
    words = given[-1].replace("\x00", " ")
    try:
        parse(words)
    except QueryError as error:
        dropped.append(f"the search {_short(words)}: {error}")
        return None
    return words.strip()


def _read_day(name: str, given: list[str], corpus: Corpus, dropped: list[str]) -> date | None:
    try:
        day = date.fromisoformat(given[-1])
    except ValueError:
        dropped.append(f"{name}={_short(given[-1])} is no date (2025-07-12 is one)")
        return None
    if not 1500 <= day.year <= 2100:
        dropped.append(f"{name}={given[-1]} lies outside the years 1500 to 2100")
        return None
    return day


def _read_known(
    kind: str, given: list[str], known: Iterable[str], dropped: list[str]
) -> tuple[str, ...] | None:
    allowed = set(known)
    dropped += [
        f"the {kind} {_short(value)} is not in this corpus"
        for value in given
        if value not in allowed
    ]
    return tuple(dict.fromkeys(value for value in given if value in allowed)) or None


def _read_actors(
    name: str, given: list[str], corpus: Corpus, dropped: list[str]
) -> tuple[str, ...] | None:
    return _read_known("actor", [corpus.actor_now(a) for a in given], corpus.actor_numbers, dropped)


def _read_sources(
    name: str, given: list[str], corpus: Corpus, dropped: list[str]
) -> tuple[str, ...] | None:
    return _read_known("source", given, corpus.sources, dropped)


def _read_languages(
    name: str, given: list[str], corpus: Corpus, dropped: list[str]
) -> tuple[str, ...] | None:
    return _read_known("language", given, corpus.languages, dropped)


def _read_topics(
    name: str, given: list[str], corpus: Corpus, dropped: list[str]
) -> tuple[str, ...] | None:
    known = [key for key in given if find_topic(corpus, key) is not None]
    dropped += [
        f"the topic {_short(key)} is of other topics than this corpus has now"
        for key in given
        if key not in known
    ]
    return tuple(dict.fromkeys(known)) or None


def _read_kinds(
    name: str, given: list[str], corpus: Corpus, dropped: list[str]
) -> tuple[str, ...] | None:
    found = _read_known("kind of mention", given, annotate.KINDS, dropped) or ()
    return tuple(kind for kind in annotate.KINDS if kind in found) or None


def _read_switch(name: str, given: list[str], corpus: Corpus, dropped: list[str]) -> bool | None:
    if given[-1] not in ("yes", "no"):
        dropped.append(f"{name}={_short(given[-1])} is neither yes nor no")
        return None
    return given[-1] == "yes"


_READERS: dict[str, Any] = {
    "words": _read_words,
    "start": _read_day,
    "end": _read_day,
    "added_since": _read_day,
    "named_from": _read_day,
    "named_to": _read_day,
    "any_of": _read_actors,
    "all_of": _read_actors,
    "none_of": _read_actors,
    "sources": _read_sources,
    "languages": _read_languages,
    "topics": _read_topics,
    "kinds": _read_kinds,
    "once": _read_switch,
}


def _short(value: str, limit: int = 40) -> str:
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    return f"“{cut}”"
