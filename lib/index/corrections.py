"""The analyst's corrections of who is who, what is a copy and what a story, laid over a corpus.

    Corpus, corrections in the order in which they were made  ->  corrected()  ->  another Corpus

Nothing on disk changes: the corrected corpus shares everything with the one it is a view of but
its mentions, actors, copies and stories, so that every measure counts it as any. Numbers of actors
stay what they are; an actor that a split makes gets the next one.

A correction is about actors' ids, forms, articles' ids and places in a text, all of which outlive
a rebuild. One that finds nothing here does nothing, and says so (`Effect`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib import annotate
from lib.index import parts, search
from lib.index.copies import Clusters, arranged
from lib.index.opened import Corpus, Rows, UnknownArticleError

C = TypeVar("C", bound=Corpus)
Places = NDArray[np.int64]

_ALIAS = annotate.KINDS.index("alias")
_TITLE = parts.PARTS_OF_ARTICLE.index("title")
MOST_FOUND = 20_000
"""Articles that a new alias may stand in; what is in more is a word, and no name."""


class Correction(Protocol):
    """What is corrected: one of the kinds in `_KINDS`, what it is about, and what it says."""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""

    @property
    def key(self) -> str:
        """The id of an actor; of an article for `wrong_mention`, `date`, and those of copies and
        stories."""

    @property
    def value(self) -> Mapping[str, Any]:
        """What it says, with the fields of its kind (`lib.workspace.KINDS`)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction did: how many mentions (or, of copies and stories, articles) it changed,
    and why it did nothing ("" if not)."""

    mentions: int
    idle: str = ""
    what: str = "mention"


def corrected(corpus: C, corrections: Sequence[Correction], stamps: tuple[str, ...]) -> C:
    """A corpus as it is with these corrections, one after the other.

    Args:
        corpus: the corpus, itself without corrections.
        corrections: in the order in which they were made.
        stamps: what stands for them in links and in the keys of cached answers.

    Returns:
        A corpus of the same class; `effects` says what each correction did.
    """
    work = _Work(corpus)
    effects = tuple(_KINDS[found.kind](work, found.key, found.value) for found in corrections)
    spans = {"mentions": work.table(), **work.days.tables()}
    grouped = work.copies.clusters(), work.stories.found
    return corpus.overlaid(spans, work.actors(), *grouped, dict(work.merged), effects, stamps)


class _Work:
    """Mentions and actors while they are corrected. Places count the mentions, new ones last."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.mentions = corpus.spans("mentions")
        self.actor = np.array(corpus.mention_column("actor"))
        self.ids = corpus.actors["id"].tolist()
        self.numbers = dict(corpus.actor_numbers)
        self.copies = _Copies(corpus)
        self.stories = _Stories(corpus)
        self.days = _Days(corpus)
        self.merged: dict[str, str] = {}
        self._moved: dict[int, Places] = {}
        self._gone = np.zeros(len(self.actor), bool)
        self._new: list[pa.Table] = []
        self._named: dict[int, str] = {}
        self._split: list[tuple[int, str, str]] = []

    # --- actors ------------------------------------------------------------------------------

    def number(self, actor: str) -> int | None:
        """The number of an actor, or of the one that it was merged into; None where unknown."""
        while actor in self.merged:
            actor = self.merged[actor]
        return self.numbers.get(actor)

    def rename(self, number: int, name: str) -> None:
        """Give an actor another name."""
        self._named[number] = name

    def made(self, of: int, actor: str, name: str) -> int:
        """The number of an actor that a split names; a new one is of the class of the old one."""
        known = self.number(actor)
        if known is not None:
            return known
        self.numbers[actor] = len(self.ids)
        self.ids.append(actor)
        self._split.append((of, actor, name.strip() or actor))
        return self.numbers[actor]

    def actors(self) -> pd.DataFrame:
        """The actors as `Corpus.actors` has them."""
        frame = self.corpus.actors
        if not self._split and not self._named:
            return frame
        origin = np.arange(len(frame))
        for of, _, _ in self._split:
            origin = np.append(origin, origin[of])
        frame = frame.iloc[origin].reset_index(drop=True)
        names, aliases = frame["name"].tolist(), [list(known) for known in frame["aliases"]]
        known = frame["wikidata"].tolist()
        for place, (_, _, name) in enumerate(self._split, len(self.corpus.actors)):
            names[place], aliases[place], known[place] = name, [], ""
        for number, name in self._named.items():
            aliases[number] = list(dict.fromkeys([*aliases[number], names[number]]))
            names[number] = name
        return frame.assign(id=self.ids, name=names, aliases=aliases, wikidata=known)

    # --- mentions ----------------------------------------------------------------------------

    def of(self, number: int) -> Places:
        """The places of an actor's mentions."""
        if number not in self._moved:
            inside = number < len(self.corpus.actors)
            found = self.corpus.mentions_of(number) if inside else np.zeros(0, np.int64)
            self._moved[number] = np.asarray(found, np.int64)
        return self._moved[number]

    def written(self, places: Places, form: str) -> Places:
        """Those of these mentions that are written so."""
        forms = self.mentions.column("form").take(pa.array(places))
        return np.asarray(places[np.asarray(pc.equal(forms, form))], np.int64)

    def column(self, name: str) -> NDArray[Any]:
        """A column of the mentions, new ones last."""
        column = self.mentions.column(name)
        return np.asarray(column.chunk(0)) if column.num_chunks else np.zeros(0, np.int32)

    def move(self, places: Places, to: int) -> Effect:
        """Make these mentions another actor's."""
        for number in np.unique(self.actor[places]).tolist():
            left = self.of(number)
            self._moved[number] = left[~np.isin(left, places)]
        self._moved[to] = np.sort(np.concatenate([self.of(to), places]))
        self.actor[places] = to
        return Effect(len(places))

    def remove(self, places: Places) -> Effect:
        """Take mentions away."""
        for number in np.unique(self.actor[places]).tolist():
            left = self.of(number)
            self._moved[number] = left[~np.isin(left, places)]
        self._gone[places] = True
        return Effect(len(places))

    def add(self, rows: list[dict[str, Any]], number: int) -> None:
        """Add mentions of an actor."""
        new = pa.Table.from_pylist(rows, schema=self.mentions.schema)
        first = len(self.actor)
        self._gone = np.append(self._gone, np.zeros(len(rows), bool))
        self.mentions = pa.concat_tables([self.mentions, new]).combine_chunks()
        self.actor = np.append(self.actor, np.full(len(rows), number, self.actor.dtype))
        self._moved[number] = np.append(self.of(number), np.arange(first, len(self.actor)))

    def standing(self, rows: NDArray[np.integer[Any]]) -> tuple[Places, Places]:
        """The mentions in these articles: which of the rows each is in, and their places."""
        article = self.column("article")
        order = np.argsort(article, kind="stable")
        ends = np.searchsorted(article[order], np.stack([rows, np.asarray(rows) + 1]))
        sizes = ends[1] - ends[0]
        of = np.repeat(np.arange(len(rows)), sizes)
        within = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = order[np.repeat(ends[0], sizes) + within]
        stands = ~self._gone[places]
        return of[stands], places[stands]

    def table(self) -> pa.Table:
        """The mentions as `Corpus.spans` has them: sorted by article, title first, and start."""
        at = self.mentions.schema.get_field_index("actor")
        table = self.mentions.set_column(at, "actor", pa.array(self.actor))
        before = self.corpus.spans("mentions").num_rows
        if not self._gone.any() and table.num_rows == before:
            return table
        order = np.arange(before)
        if table.num_rows > before:
            article, part, start = (self.column(name) for name in ("article", "part", "start"))
            # One number for each place in the corpus: the article, the text after the title, start.
            key = (
                (article.astype(np.int64) << 32) + ((part != _TITLE).astype(np.int64) << 31) + start
            )
            new = before + np.argsort(key[before:], kind="stable")
            order = np.insert(order, np.searchsorted(key[:before], key[new]), new)
        return table.take(pa.array(order[~self._gone[order]])).combine_chunks()


class _Days:
    """Which days the expressions of time stand for, while that is corrected."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._said: dict[int, int] = {}  # place in the table of dates: day

    def say(self, row: int, at: tuple[int, int, int], day: date | None) -> Effect:
        """Let an expression, at a part, start and end of an article, stand for a day or none."""
        low, high = np.searchsorted(self._corpus.span_column("dates", "article"), (row, row + 1))
        columns = [self._corpus.span_column("dates", name) for name in ("part", "start", "end")]
        for place in range(low, high):
            if tuple(int(column[place]) for column in columns) == at:
                self._said[place] = parts.day_number(day)
                return Effect(1, what="date")
        return Effect(0, "no expression of time stands there")

    def tables(self) -> dict[str, pa.Table]:
        """The tables of dates and of tellings as `Corpus.spans` has them; none if none changed."""
        if not self._said:
            return {}
        places = np.array(sorted(self._said))
        dates = self._dates(places, np.array([self._said[place] for place in places], np.int32))
        rows = np.unique(dates.column("article").to_numpy()[places])
        return {"dates": dates, "tellings": self._tellings(dates, rows.tolist())}

    def _dates(self, places: Places, days: NDArray[np.int32]) -> pa.Table:
        table = self._corpus.spans("dates")
        mask = np.zeros(table.num_rows, bool)
        mask[places] = True
        known = {number: parts.to_date(number) for number in set(days.tolist())}
        written = [str(known[number] or "") for number in days.tolist()]
        corrected = annotate.RULES.index("corrected")
        said: dict[str, Any] = {
            "value": pa.array(written, pa.string()),
            "granularity": np.full(len(days), annotate.GRANULARITIES.index("day"), np.int8),
            "rule": np.full(len(days), corrected, np.int8),
            "anchor": np.full(len(days), parts.NO_DAY, np.int32),
            "first_day": days,
            "last_day": days,
        }
        for name, values in said.items():
            column = table.column(name).combine_chunks()
            column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
            column = pc.replace_with_mask(column, pa.array(mask), pa.array(values))
            table = table.set_column(table.schema.get_field_index(name), name, column)
        return table

    def _tellings(self, dates: pa.Table, rows: list[int]) -> pa.Table:
        """The tellings, those of some articles made anew from their dates."""
        table = self._corpus.spans("tellings")
        article = self._corpus.span_column("tellings", "article")
        pieces, done = [], 0
        for row in rows:
            low, high = np.searchsorted(article, (row, row + 1)).tolist()
            pieces += [table.slice(done, low - done), self._told(dates, row)]
            done = high
        return pa.concat_tables([*pieces, table.slice(done)]).combine_chunks()

    def _told(self, dates: pa.Table, row: int) -> pa.Table:
        low, high = np.searchsorted(dates.column("article").to_numpy(), (row, row + 1)).tolist()
        named = [parts.read_date(found) for found in dates.slice(low, high - low).to_pylist()]
        title, text = self._corpus.title(row), self._corpus.text(row)
        told = annotate.tellings(title, text, named, annotate.sentences(text))
        return parts.span_table("tellings", [(row, one) for one in told])


class _Copies:
    """Which articles are one text, while that is corrected."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._groups: NDArray[np.int64] | None = None

    def _group(self) -> NDArray[np.int64]:
        """A number for each article, equal for those that are one text."""
        if self._groups is None:
            known = self._corpus.clusters
            alone = len(known) + np.arange(len(self._corpus))
            self._groups = np.where(known.numbers >= 0, known.numbers, alone)
        return self._groups

    def join(self, row: int, other: int) -> Effect:
        """Make an article, and what is one text with it, one text with another."""
        groups = self._group()
        moved = np.flatnonzero(groups == groups[row])
        if groups[row] == groups[other]:
            return Effect(0, "the two are one text already")
        groups[moved] = groups[other]
        return Effect(len(moved), what="article")

    def part(self, row: int) -> Effect:
        """Make an article a text of its own."""
        groups = self._group()
        if np.count_nonzero(groups == groups[row]) == 1:
            return Effect(0, "it is a text of its own already")
        groups[row] = groups.max() + 1
        return Effect(1, what="article")

    def clusters(self) -> Clusters:
        """The clusters as `Corpus.clusters` has them."""
        if self._groups is None:
            return self._corpus.clusters
        groups = np.unique(self._groups, return_inverse=True)[1].astype(np.int32)
        members = np.flatnonzero(np.bincount(groups)[groups] > 1)
        return arranged(groups, self._corpus.earliest_first(members.astype(np.int32)))


class _Stories:
    """Which articles are one story, while that is corrected.

    Attributes:
        found: the story of each article, as `Corpus.stories` has it.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.found: Rows = corpus.stories

    def join(self, row: int, other: int) -> Effect:
        """Make the stories of two articles one."""
        mine, theirs = self._members(row), self._members(other)
        if self.found[row] == self.found[other]:
            return Effect(0, "the two are in one story already")
        self._name(np.concatenate((mine, theirs)))
        return Effect(len(mine), what="article")

    def part(self, row: int) -> Effect:
        """Take an article out of its story."""
        members = self._members(row)
        if len(members) == 1:
            return Effect(0, "it is in no story already")
        self._name(members[members != row])
        self._name(np.array([row], np.int32))
        return Effect(1, what="article")

    def _members(self, row: int) -> Rows:
        return np.flatnonzero(self.found == self.found[row]).astype(np.int32)

    def _name(self, rows: Rows) -> None:
        """Make some articles a story, which is known by the earliest of them."""
        if self.found is self._corpus.stories:
            self.found = np.array(self.found)
        self.found[rows] = self._corpus.earliest_first(rows)[0]


# --- the kinds -----------------------------------------------------------------------------------


def _nobody(actor: str) -> Effect:
    return Effect(0, f"no actor of this corpus has the id {actor}")


def _merge(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    one, other = work.number(key), work.number(value["into"])
    if one is None or other is None:
        return _nobody(key if one is None else value["into"])
    if one == other:
        return Effect(0, "the two are one already")
    work.merged[work.ids[one]] = work.ids[other]
    return work.move(work.of(one), other)


def _split(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    number = work.number(key)
    if number is None:
        return _nobody(key)
    places = work.written(work.of(number), value["form"])
    return _to_another(work, number, places, value, f"it is nowhere written “{value['form']}”")


def _split_chain(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    number, row = work.number(key), _row(work, value["article"])
    if number is None or row is None:
        return _nobody(key) if number is None else _no_article(value["article"])
    _, places = work.standing(np.array([row]))
    here = places[work.actor[places] == number]
    part, start, chain = (work.column(name)[here] for name in ("part", "start", "chain"))
    named = (part == _part(value["in"])) & (start == value["start"])
    of_chain = here[np.isin(chain, chain[named])]
    return _to_another(work, number, of_chain, value, "no mention of it stands there")


def _to_another(
    work: _Work, number: int, places: Places, value: Mapping[str, Any], idle: str
) -> Effect:
    if not len(places):
        return Effect(0, idle)
    other = work.made(number, value["to"], value["name"])
    return Effect(0, "the two are one") if other == number else work.move(places, other)


def _rename(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    number = work.number(key)
    if number is None:
        return _nobody(key)
    if not value["name"].strip():
        return Effect(0, "the name is empty")
    work.rename(number, value["name"])
    return Effect(len(work.of(number)))


def _not_actor(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    number = work.number(key)
    if number is None:
        return _nobody(key)
    places = work.written(work.of(number), value["form"])
    idle = "" if len(places) else f"it is nowhere written “{value['form']}”"
    return Effect(work.remove(places).mentions, idle)


def _wrong_mention(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    row = _row(work, key)
    if row is None:
        return _no_article(key)
    _, places = work.standing(np.array([row]))
    part, start, end = (work.column(name)[places] for name in ("part", "start", "end"))
    found = (part == _part(value["in"])) & (start == value["start"]) & (end == value["end"])
    idle = "" if found.any() else "no mention stands there"
    return Effect(work.remove(places[found]).mentions, idle)


def _date(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    row = _row(work, key)
    if row is None:
        return _no_article(key)
    try:
        day = date.fromisoformat(value["day"]) if value["day"] else None
    except ValueError:
        return Effect(0, f"“{value['day']}” is no day (2025-07-10 is one)")
    return work.days.say(row, (_part(value["in"]), value["start"], value["end"]), day)


def _copy(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    row, other = _row(work, key), _row(work, value["of"])
    if row is None or other is None:
        return _no_article(key if row is None else value["of"])
    return work.copies.join(row, other)


def _no_copy(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    row = _row(work, key)
    return _no_article(key) if row is None else work.copies.part(row)


def _story(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    row, other = _row(work, key), _row(work, value["of"])
    if row is None or other is None:
        return _no_article(key if row is None else value["of"])
    return work.stories.join(row, other)


def _no_story(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    row = _row(work, key)
    return _no_article(key) if row is None else work.stories.part(row)


def _alias(work: _Work, key: str, value: Mapping[str, Any]) -> Effect:
    number, form = work.number(key), value["form"].strip()
    if number is None:
        return _nobody(key)
    try:
        written = work.corpus.places_written(form)
    except search.QueryError as error:
        return Effect(0, str(error))
    if len(written) > MOST_FOUND:
        return Effect(0, f"“{form}” stands in {len(written):,} articles: too common for a name")
    hits = [(row, *hit) for row, found in written.items() for hit in found]
    article, part, start, end, sentence = np.array(hits, np.int64).reshape(-1, 5).T
    free, within = _unless_longer(work, article, part, start, end)
    if not free.any():
        return Effect(0, f"“{form}” stands nowhere, or only within longer names")
    chain = _chains(work, article, number)
    work.remove(within)
    columns = {"article": article, "start": start, "end": end, "part": part}
    columns |= {"chain": chain, "sentence": sentence}
    rows = pd.DataFrame(columns)[free].assign(form=form, actor=number, kind=_ALIAS)
    work.add(rows.to_dict("records"), number)
    return Effect(len(rows))


def _unless_longer(
    work: _Work, article: Places, part: Places, start: Places, end: Places
) -> tuple[NDArray[np.bool_], Places]:
    """Which hits no mention cuts or holds within it; and the mentions that lie within those."""
    hit, places = work.standing(article)
    parts_, starts, ends = (work.column(name)[places] for name in ("part", "start", "end"))
    touched = (parts_ == part[hit]) & (starts < end[hit]) & (ends > start[hit])
    within = (starts >= start[hit]) & (ends <= end[hit])
    free = np.ones(len(article), bool)
    free[hit[touched & ~within]] = False
    return free, np.unique(places[touched & within & free[hit]])


def _chains(work: _Work, article: Places, number: int) -> Places:
    """The chain of an actor in each of these articles: its own, or the next."""
    rows, of = np.unique(article, return_inverse=True)
    place, places = work.standing(rows)
    chain = work.column("chain")[places].astype(np.int64)
    own = work.actor[places] == number
    first = np.full(len(rows), np.iinfo(np.int64).max)
    np.minimum.at(first, place[own], chain[own])
    following = np.zeros(len(rows), np.int64)
    np.maximum.at(following, place, chain + 1)
    return np.asarray(np.minimum(first, following)[of], np.int64)


def _row(work: _Work, article: str) -> int | None:
    try:
        return work.corpus.row_of(article)
    except UnknownArticleError:
        return None


def _no_article(article: str) -> Effect:
    return Effect(0, f"no article of this corpus has the id {article}")


def _part(name: str) -> int:
    return parts.PARTS_OF_ARTICLE.index(name) if name in parts.PARTS_OF_ARTICLE else -1


_KINDS: dict[str, Callable[[_Work, str, Mapping[str, Any]], Effect]] = {
    "merge": _merge,
    "split": _split,
    "split_chain": _split_chain,
    "rename": _rename,
    "alias": _alias,
    "not_actor": _not_actor,
    "wrong_mention": _wrong_mention,
    "date": _date,
    "copy": _copy,
    "no_copy": _no_copy,
    "story": _story,
    "no_story": _no_story,
}
KINDS = tuple(_KINDS)
"""The kinds of corrections."""
