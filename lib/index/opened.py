"""An opened corpus: one generation, mapped into memory, and the lookups over it.

Rows are numbers from 0 to `len(corpus) - 1`, permanent within a generation; `order` lists them
newest first. What belongs to an article (its day, words, source …) is an array over the rows.
"""

from __future__ import annotations

import os
import re
import weakref
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Self, TypeVar, cast, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from lib import annotate
from lib.index import (
    copies,
    likeness,
    matrix,
    parts,
    presence,
    search,
    segments,
    signatures,
    store,
    terms,
    topics,
    wordforms,
)
from lib.index.chains import Chains
from lib.index.events import Tellings, gathered, repooled

NO_DAY = parts.NO_DAY
"""The day of an undated article, and of an expression of time that names none."""
NO_MOMENT = int(np.iinfo(np.int64).min)
"""The moment of an article of which no hour is given."""
_MINUTE = 60_000_000

T = TypeVar("T")
Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]

_REMEMBERED_SEARCHES = 32
_KEPT = ("id", "own_id", "timed", "title", "source", "author", "url", "language", "code")
_CODE = pd.Int64Dtype()
_READ = (*_KEPT, "text", "extra")
_FULL = [*_READ, "date", "credited"]
_LISTED = [*_KEPT[:2], "date", *_KEPT[2:], "words", "has_text", "added"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, to be read. Fields as in `lib.corpus.Article`, and its row and places."""

    row: int
    id: str
    own_id: str
    date: pd.Timestamp | None
    timed: bool
    title: str
    text: str
    source: str
    credited: tuple[str, ...]
    url: str
    author: str
    language: str
    code: int | None
    extra: str
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """An article like another: its row, the likeness (0 to 1), and the terms that weigh most."""

    row: int
    score: float
    shared: tuple[str, ...]


class UnknownArticleError(KeyError):
    """No article of the corpus has this id."""

    def __str__(self) -> str:
        return f"no article of this corpus has the id {self.args[0]}"


class shared_property(cached_property[T]):
    """A cached property that has nothing to do with actors: a corrected corpus shares it.

    What is large is one of these; any other cached property is made anew for a corrected corpus.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Self | T:
        """The value, from the corpus that the instance is a view of where it is one."""
        base = None if instance is None else instance._base
        found = (
            super().__get__(instance, owner) if base is None else getattr(base, str(self.attrname))
        )
        return cast(T, found)


class Corpus:
    """One generation of an analysed corpus.

    Args:
        generation: its folder.

    Attributes:
        corrections: the sets of corrections that it is seen with, each with its revision.
        merged: the actors that corrections have merged into another: id to id.
        effects: what each correction did (`lib.index.corrections.Effect`).

    Raises:
        store.DamagedError: what lies there is not what the manifest says.
    """

    def __init__(self, generation: Path) -> None:
        self._folder = generation
        weakref.finalize(self, os.close, store.hold(generation))
        self.manifest = store.read_manifest(generation)
        if self.manifest.get("format") != store.FORMAT:
            raise store.DamagedError(f"{generation} is of another version of Wirescope")
        self._parts = generation.parents[1] / "parts"
        self._segments = [
            generation.parents[1] / "segments" / run.name for run in segments.runs_of(self.manifest)
        ]
        for folder in self._segments:
            store.read_manifest(folder)
        self._table = parts.read_arrow(generation / "articles.arrow")
        self._texts: dict[int, pa.Table] = {}
        self._spans: dict[str, pa.Table] = {}
        self._search = search.SearchIndex(generation / "search")
        self._written: dict[str, dict[int, list[tuple[int, int, int, int]]]] = {}
        self._searched: OrderedDict[str, tuple[Rows, NDArray[np.float32]]] = OrderedDict()
        self._base: Self | None = None
        self.merged: dict[str, str] = {}
        self.effects: tuple[Any, ...] = ()
        self.corrections: tuple[str, ...] = ()
        self._topics: dict[int, topics.Topics] = {}
        self._lock = Lock()

    # --- what it is ----------------------------------------------------------------------------

    @property
    def digest(self) -> str:
        """16 hexadecimal digits over the files' content, the mapping and the annotators."""
        return str(self.manifest["digest"])

    @property
    def path(self) -> Path:
        """The folder or file that the corpus is."""
        return Path(self.manifest["corpus"])

    @property
    def counts(self) -> dict[str, int]:
        """Files, rows read, accepted and rejected, repeats, articles, undated, without_text."""
        return dict(self.manifest["counts"])

    @property
    def still_coming(self) -> float | None:
        """The share of the files (by their size) that a long build had not read yet; else None."""
        partial = self.manifest["partial"]
        if partial is None:
            return None
        return 1 - float(partial["read"]) / max(1.0, float(partial["of"]))

    @property
    def settled(self) -> int:
        """How many rows, from the first on, are decided in full.

        Of those after them it is not decided yet which names that no list holds are actors, what
        is a copy of what, to which story each belongs, and which events they tell of.
        """
        return int(self.manifest["settled"])

    def __len__(self) -> int:
        return int(self._table.num_rows)

    # --- arrays over the rows ------------------------------------------------------------------

    def _column(self, name: str) -> Any:
        column = self._table.column(name)
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    @shared_property
    def ids(self) -> pa.Array:
        """The articles' ids, by row."""
        return self._column("id")

    @cached_property
    def days(self) -> NDArray[np.int32]:
        """Day of publication, days since 1970-01-01; `NO_DAY` for undated articles."""
        return parts.days(self._column("date"))

    @cached_property
    def moments(self) -> NDArray[np.int64]:
        """When each article was published, in microseconds since 1970-01-01, `NO_MOMENT` where no
        hour is given. In UTC where the input says the zone, else as it is written."""
        shift = pc.fill_null(self._column("offset"), 0).cast(pa.int64())
        written = self._column("date").cast(pa.int64())
        moments = pc.subtract(written, pc.multiply(shift, _MINUTE))
        timed = pc.fill_null(self._column("timed"), False)
        return np.asarray(pc.if_else(timed, pc.fill_null(moments, NO_MOMENT), NO_MOMENT))

    @cached_property
    def added_days(self) -> NDArray[np.int32]:
        """The day on which this corpus first held the article, days since 1970-01-01 (UTC)."""
        return np.asarray(pc.cast(self._column("added"), pa.date32(), safe=False).cast(pa.int32()))

    @cached_property
    def has_text(self) -> Mask:
        """False for rows that are metadata only."""
        return np.asarray(self._column("has_text").to_numpy(zero_copy_only=False))

    @cached_property
    def words(self) -> NDArray[np.int32]:
        """How many terms each article has, title included."""
        return np.asarray(self._column("words"))

    @cached_property
    def countable(self) -> Mask:
        """Rows that counts and shares are over: those with text, or all where none has any."""
        return self.has_text if self.has_text.any() else np.ones(len(self), bool)

    @shared_property
    def order(self) -> Rows:
        """All rows, newest first, undated last."""
        return parts.read_array(self._folder / "order.npy")

    @cached_property
    def sources(self) -> list[str]:
        """The outlets; `source_codes` are places in this list. "" is an unknown one."""
        return list(self._column("source").dictionary.to_pylist())

    @cached_property
    def source_codes(self) -> NDArray[np.int32]:
        """The outlet of each article, as a place in `sources`."""
        return np.asarray(self._column("source").indices)

    @cached_property
    def languages(self) -> list[str]:
        """The languages as the input names them; "" is an unknown one."""
        return list(self._column("language").dictionary.to_pylist())

    @cached_property
    def language_codes(self) -> NDArray[np.int32]:
        """The language of each article, as a place in `languages`."""
        return np.asarray(self._column("language").indices)

    @cached_property
    def first_day(self) -> int | None:
        """The first day that has an article; None where nothing is dated."""
        dated = self.days[self.days != NO_DAY]
        return int(dated.min()) if len(dated) else None

    @cached_property
    def last_day(self) -> int | None:
        """The last day that has an article; None where nothing is dated."""
        return int(self.days.max()) if self.first_day is not None else None

    # --- articles ------------------------------------------------------------------------------

    def row_of(self, article: str) -> int:
        """The row of an article by its id, or by the id that the input gave it.

        Raises:
            UnknownArticleError: there is none.
        """
        for name in ("id", "own_id"):
            found = pc.index(self._column(name), value=article).as_py()
            if article and found >= 0:
                return int(found)
        raise UnknownArticleError(article)

    def read(self, row: int) -> Article:
        """One article with its text."""
        known = self._table.slice(row, 1).to_pylist()[0]
        full = self._part(known["part"]).slice(known["local"], 1).to_pylist()[0]
        date = full["date"]
        return Article(
            row=row,
            date=None if date is None else pd.Timestamp(date),
            credited=tuple(full["credited"]),
            places=self.places_of(row),
            **{name: full[name] for name in _READ},
        )

    def full(self, rows: Rows) -> pd.DataFrame:
        """Articles with their texts, in the order of the rows; columns as `Article` has fields."""
        part, local = (np.asarray(self._column(name))[rows] for name in ("part", "local"))
        empty = parts.ARTICLES.empty_table().select(_FULL)
        pieces, places = [empty], [np.zeros(0, np.int64)]
        for number in np.unique(part).tolist():
            here = np.flatnonzero(part == number)
            pieces.append(self._part(number).select(_FULL).take(pa.array(local[here], pa.int64())))
            places.append(here)
        table = pa.concat_tables(pieces).take(pa.array(np.argsort(np.concatenate(places))))
        frame = table.to_pandas(types_mapper={pa.int64(): _CODE}.get)
        return frame.set_index(pd.Index(np.asarray(rows), name="article"))

    def text(self, row: int) -> str:
        """An article's text."""
        part, local = (
            int(self._column("part")[row].as_py()),
            int(self._column("local")[row].as_py()),
        )
        return str(self._part(part).column("text")[local].as_py())

    def title(self, row: int) -> str:
        """An article's title."""
        return str(self._column("title")[row].as_py())

    def _part(self, number: int) -> pa.Table:
        with self._lock:
            if number not in self._texts:
                folder = self._parts / self.manifest["parts"][number]
                self._texts[number] = parts.read_arrow(folder / "articles.arrow")
            return self._texts[number]

    def listed(self, rows: Rows) -> pd.DataFrame:
        """What lists show of these rows, in their order.

        Returns:
            A frame indexed by row: id, own_id, date, timed, title, source, author, url,
            language, code, words, has_text, added.
        """
        table = self._table.select(_LISTED).take(pa.array(rows, pa.int64()))
        frame = table.to_pandas()
        for name in ("source", "language"):
            frame[name] = frame[name].astype(str)
        # A missing code must not make 12 into 12.0.
        frame["code"] = table.column("code").to_pandas(types_mapper={pa.int64(): _CODE}.get)
        return frame.set_index(pd.Index(np.asarray(rows), name="article"))

    @shared_property
    def articles(self) -> pd.DataFrame:
        """All articles without their texts; as `listed`, in row order."""
        return self.listed(np.arange(len(self), dtype=np.int32))

    @cached_property
    def _places(self) -> pa.Table:
        return parts.read_arrow(self._folder / "places.arrow")

    def places_of(self, row: int) -> tuple[tuple[str, int], ...]:
        """The (file, row) of every place that an article was read at."""
        order, offsets = self._places_by_article
        found = self._places.take(order[offsets[row] : offsets[row + 1]]).to_pydict()
        return tuple(zip(found["file"], found["row"], strict=True))

    @cached_property
    def _places_by_article(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        articles = self._places.column("article").to_numpy()
        order = np.argsort(articles, kind="stable")
        return order, np.searchsorted(articles[order], np.arange(len(self) + 1))

    @property
    def repeated_places(self) -> pd.DataFrame:
        """The places of articles that have several: article (row), file, row."""
        if self.counts["repeats"] == 0:
            return self._places.slice(0, 0).to_pandas()
        articles = self._places.column("article")
        several = np.bincount(articles.to_numpy(), minlength=len(self)) > 1
        frame = self._places.filter(pa.array(several[articles.to_numpy()])).to_pandas()
        return frame.assign(file=frame["file"].astype(str))

    def lacking(self, field: str) -> Mask:
        """The articles that have nothing in a field of text, or no date; shape (articles,)."""
        if field == "date":
            return np.asarray(self.days == NO_DAY)
        if field == "text":
            return ~self.has_text
        column = self._column(field)
        if isinstance(column, pa.DictionaryArray):
            column = column.dictionary_decode()
        return np.asarray(pc.equal(column, "").to_numpy(zero_copy_only=False), dtype=bool)

    @property
    def files(self) -> pd.DataFrame:
        """The files: name, size in bytes, accepted and rejected rows."""
        table = parts.read_arrow(self._folder / "files.arrow")
        return table.select(["name", "size", "accepted", "rejected"]).to_pandas()

    @property
    def rejects(self) -> pd.DataFrame:
        """The rejected rows: file, row, reason."""
        return parts.read_arrow(self._folder / "rejects.arrow").to_pandas()

    @property
    def left_out(self) -> pd.DataFrame:
        """Files that are no part of the corpus: file, reason."""
        return parts.read_arrow(self._folder / "left_out.arrow").to_pandas()

    # --- actors and mentions -------------------------------------------------------------------

    @cached_property
    def actors(self) -> pd.DataFrame:
        """The actors that are mentioned: id, name, class, wikidata, aliases; by number."""
        return parts.read_arrow(self._folder / "actors.arrow").to_pandas()

    @cached_property
    def actor_numbers(self) -> dict[str, int]:
        """The number of each actor, by id; without those that were merged into another."""
        numbers = {actor: number for number, actor in enumerate(self.actors["id"])}
        return {actor: number for actor, number in numbers.items() if actor not in self.merged}

    @property
    def uncorrected(self) -> Self:
        """The corpus that this one is a view of; itself where it has no corrections."""
        return self if self._base is None else self._base

    def actor_now(self, actor: str) -> str:
        """The id under which an actor is counted: its own, or that of whom it was merged into."""
        while actor in self.merged:
            actor = self.merged[actor]
        return actor

    @property
    def _mention_table(self) -> pa.Table:
        return self.spans("mentions")

    def mention_column(self, name: str) -> NDArray[Any]:
        """A column of the mentions as an array, sorted by article and place.

        One of: article (row), start, end, part (0 text, 1 title), actor (number), kind (place in
        `lib.annotate.KINDS`), chain, sentence (-1 in the title).
        """
        return self.span_column("mentions", name)

    @cached_property
    def mention_offsets(self) -> NDArray[np.int64]:
        """Where each row's mentions begin, shape (len + 1,)."""
        return np.searchsorted(self.mention_column("article"), np.arange(len(self) + 1))

    @cached_property
    def _by_actor(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        actor = self.mention_column("actor")
        sizes = np.bincount(actor, minlength=len(self.actors))
        if self._base is None:
            order = parts.read_array(self._folder / "by_actor.npy")
        else:
            # A sparse matrix is sorted by counting: many times as fast as a sort.
            places = np.arange(len(actor), dtype=np.int32)
            cells = sparse.coo_matrix((places, (actor, places)), (len(sizes), len(actor)))
            order = cells.tocsr().data
        return order, np.concatenate(([0], np.cumsum(sizes)))

    def mentions_of(self, actor: int) -> NDArray[np.int32]:
        """Places in the mention columns of one actor's mentions, by article."""
        order, offsets = self._by_actor
        return order[offsets[actor] : offsets[actor + 1]]

    @cached_property
    def actor_order(self) -> NDArray[np.int64]:
        """Where each actor stands among all of them by name, shape (actors,)."""
        order = np.asarray(pc.sort_indices(pa.array(self.actors["name"], pa.string())))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return place

    @cached_property
    def presence(self) -> presence.Presence:
        """Which actor stands in which article, by kind of mention, and how often."""
        if self._base is None:
            return presence.read(self._folder)
        article, actor, kind = map(self.mention_column, ("article", "actor", "kind"))
        return presence.of_mentions(article, actor, kind, len(self))

    def mentions_within(self, mask: Mask) -> Any:
        """The places of all mentions in some articles: an index into the mention columns."""
        return presence.ranges(self.mention_offsets, np.flatnonzero(mask))

    def forms(self, mentions: NDArray[np.int32]) -> list[str]:
        """The mentions as they are written."""
        column = self._mention_table.column("form")
        return list(column.take(pa.array(mentions, pa.int64())).to_pylist())

    @cached_property
    def _chains(self) -> Chains:
        article, chain, actor = map(self.mention_column, ("article", "chain", "actor"))
        return Chains(article, chain, actor, len(self))

    def actors_of_chains(
        self, articles: NDArray[np.integer[Any]], chains: NDArray[np.integer[Any]]
    ) -> NDArray[np.int32]:
        """The actor of each chain of mentions.

        Args:
            articles: rows, shape (n,).
            chains: the number of a chain within each of these articles, shape (n,); -1 for none.

        Returns:
            Numbers of actors, shape (n,); -1 where there is no such chain.
        """
        return self._chains.actors(articles, chains)

    def mentions_in(self, row: int) -> pd.DataFrame:
        """One article's mentions: start, end, part, form, actor (number), kind, chain, sentence."""
        return self.spans_in("mentions", row)

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """All mentions.

        Columns: article (id), start, end, in, form, actor (id), name, kind, chain, sentence.
        """
        frame = self._mention_table.to_pandas()
        numbers = frame["actor"].to_numpy()
        frame["article"] = self.ids.take(pa.array(frame["article"])).to_pandas()
        frame["in"] = np.array(parts.PARTS_OF_ARTICLE)[frame.pop("part").to_numpy()]
        frame["kind"] = np.array(annotate.KINDS)[frame["kind"].to_numpy()]
        frame["actor"] = self.actors["id"].to_numpy()[numbers]
        frame["name"] = self.actors["name"].to_numpy()[numbers]
        return frame

    @cached_property
    def quotations(self) -> pd.DataFrame:
        """All quotations, in the order of the articles.

        Columns: article (id), start, end, start2, end2 (what is said), cue_start, cue_end,
        verb, class (of the verb), speaker_start, speaker_end (beside the verb), named_start,
        named_end (where the article names the speaker), actor (id, "" where unknown), kind,
        doubt, others (ids of the actors who say it together with the first, a tuple). Places are of
        the text, -1 where there is none.
        """
        frame = self.spans("quotations").to_pandas()
        rows = frame["article"].to_numpy()
        ids = np.append(self.actors["id"].to_numpy(), "")
        frame["actor"] = ids[self.actors_of_chains(rows, frame.pop("chain").to_numpy())]
        frame["article"] = self.ids.take(pa.array(rows)).to_pandas()
        frame["verb"] = np.array(annotate.reporting_verbs())[frame["verb"].to_numpy()]
        frame["kind"] = np.array(annotate.QUOTATION_KINDS)[frame["kind"].to_numpy()]
        frame["doubt"] = np.array(annotate.DOUBTS)[frame["doubt"].to_numpy()]
        others: list[list[str]] = [[] for _ in range(len(frame))]
        for place, actor in zip(*self.joint_speakers, strict=True):
            others[place].append(str(ids[actor]))
        frame["others"] = pd.Series([tuple(found) for found in others], frame.index, object)
        frame.insert(8, "class", frame["verb"].map(annotate.verb_classes()).fillna(""))
        return frame

    @shared_property
    def quotation_offsets(self) -> NDArray[np.int64]:
        """Where each row's quotations begin, shape (len + 1,)."""
        return np.searchsorted(self.span_column("quotations", "article"), np.arange(len(self) + 1))

    @cached_property
    def quotation_actors(self) -> NDArray[np.int32]:
        """The number of the actor who speaks each quotation; -1 where none is known."""
        columns = (self.span_column("quotations", name) for name in ("article", "chain"))
        return self.actors_of_chains(*columns)

    @cached_property
    def joint_speakers(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Who says a quotation together with its first speaker ("Rubio and Lavrov said").

        Returns:
            The place of the quotation in the table, and the number of the actor: a pair for each
            further actor of a quotation, in the order of the quotations.
        """
        column = self.spans("quotations").column("others")
        if not len(column):
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        found = column.combine_chunks()
        places = np.repeat(np.arange(len(found)), np.diff(np.asarray(found.offsets)))
        rows = self.span_column("quotations", "article")[places]
        actors = self.actors_of_chains(rows, np.asarray(found.flatten()))
        new = (actors >= 0) & (actors != self.quotation_actors[places])
        pairs = np.unique(np.stack((places[new], actors[new]), axis=1), axis=0)
        return pairs[:, 0], pairs[:, 1].astype(np.int32)

    @cached_property
    def events(self) -> pd.DataFrame:
        """All events that sentences tell of, a row a telling.

        Columns: article (id), start, end (the sentence), verb_start, verb_end, type, mode,
        quad, source, target, place (ids of actors, "" where unknown), date (the place in the
        article's dates, -1 none), place_start, place_end (-1 none), status, in.
        """
        frame = self.spans("events").to_pandas()
        rows = frame["article"].to_numpy()
        ids = np.append(self.actors["id"].to_numpy(), "")
        for name in ("source", "target", "place"):
            frame[name] = ids[self.actors_of_chains(rows, frame[name].to_numpy())]
        frame["article"] = self.ids.take(pa.array(rows)).to_pandas()
        frame["mode"] = np.array(annotate.modes())[frame["mode"].to_numpy()]
        frame["type"] = np.array(annotate.TYPES)[frame["type"].to_numpy()]
        frame["status"] = np.array(annotate.STATUSES)[frame["status"].to_numpy()]
        frame["in"] = np.array(parts.PARTS_OF_ARTICLE)[frame.pop("part").to_numpy()]
        frame.insert(7, "quad", frame["type"].map(annotate.QUADS))
        return frame

    def places_written(self, form: str) -> dict[int, list[tuple[int, int, int, int]]]:
        """Where a name stands, written just so and not within a longer word.

        Found by a search, then in the articles that it gives; kept, since that takes a while.

        Returns:
            For each row that has it the places: in (a place in `PARTS_OF_ARTICLE`), start, end,
            sentence (-1 in the title).

        Raises:
            search.QueryError: there is no word in the name.
        """
        with self._lock:
            if form in self._written:
                return self._written[form]
        query = search.parse('"' + form.replace('"', " ") + '"')
        rows = np.sort(self.matches(query)[0]) if query is not None else np.zeros(0, np.int32)
        pattern = re.compile(rf"(?<!\w){re.escape(form)}(?!\w)")
        found = {row: self._places_in(row, pattern) for row in rows.tolist()}
        found = {row: places for row, places in found.items() if places}
        with self._lock:
            self._written[form] = found
        return found

    def _places_in(self, row: int, pattern: re.Pattern[str]) -> list[tuple[int, int, int, int]]:
        text = self.text(row)
        in_title = [(1, *match.span(), -1) for match in pattern.finditer(self.title(row))]
        in_text = [match.span() for match in pattern.finditer(text)]
        if not in_text:
            return in_title
        starts = [start for start, _ in annotate.sentences(text)]
        return in_title + [(0, a, b, max(bisect_right(starts, a) - 1, 0)) for a, b in in_text]

    # --- corrections ---------------------------------------------------------------------------

    def overlaid(
        self,
        spans: dict[str, pa.Table],
        actors: pd.DataFrame,
        clusters: copies.Clusters,
        stories: Rows,
        merged: dict[str, str],
        effects: tuple[Any, ...],
        corrections: tuple[str, ...],
    ) -> Self:
        """This corpus with other spans, actors, copies and stories; all else it shares, and holds.

        Args:
            spans: tables by name, as `spans` has them.
            actors, clusters, stories: as the attributes of these names have them.
            merged, effects, corrections: as the attributes of these names.
        """
        view = object.__new__(type(self))
        own = {n: v for n, v in vars(self).items() if not _is_cached(getattr(type(self), n, None))}
        vars(view).update(own, _spans={**self._spans, **spans}, _base=self)
        vars(view).update(actors=actors, clusters=clusters, stories=stories)
        vars(view).update(merged=merged, effects=effects)
        view.corrections = corrections
        return view

    @property
    def happened(self) -> pd.DataFrame:
        """The events that the tellings are of; by number, some of which nothing tells of.

        With corrections, what these concern is pooled anew, and stands after all else.

        Columns: type, mode, status (places in `TYPES`, `modes()`, `STATUSES` of `lib.annotate`),
        first_day, last_day (days since 1970-01-01, `NO_DAY` where undated), tellings (how many),
        telling (the row of the table of events that names its source and target as most do).
        """
        return self._happened[1]

    @property
    def event_numbers(self) -> NDArray[np.int32]:
        """The event that each row of the table of events tells of, as a place in `happened`."""
        return self._happened[0]

    @cached_property
    def _happened(self) -> tuple[NDArray[np.int32], pd.DataFrame]:
        numbers = parts.read_array(self._folder / "event_numbers.npy")
        pooled = parts.read_arrow(self._folder / "happened.arrow")
        if self._base is not None:
            before = self._base._gathered()
            numbers, pooled = repooled(before, self._gathered(), numbers, pooled)
        return numbers, pooled.to_pandas()

    def _gathered(self) -> Tellings:
        """The tellings as they are pooled."""
        return gathered(
            self.spans("events"),
            self.spans("dates"),
            self.actors_of_chains,
            self.actors["id"].tolist(),
            self.days.astype(np.int64),
            self.clusters.texts(),
        )

    @shared_property
    def origins(self) -> Rows:
        """Whom each article goes back to: the first service that it credits, else its source.

        Numbers, shape (len,): equal where the origin is; -1 where neither is known.
        """
        credited = pc.list_slice(self._column("credited"), 0, 1)
        first = pc.list_flatten(credited)
        has = pc.greater(pc.list_value_length(credited), 0).to_numpy(zero_copy_only=False)
        names = np.array(self.sources, dtype=object)[self.source_codes]
        names[has] = first.to_numpy(zero_copy_only=False)
        codes = np.asarray(pd.factorize(names)[0], dtype=np.int32)
        codes[names == ""] = -1
        return codes

    # --- other spans ---------------------------------------------------------------------------

    def spans(self, table: str) -> pa.Table:
        """A table of spans, one of `lib.index.parts.SPANS`, sorted by article (row)."""
        with self._lock:
            if table not in self._spans:
                pooled = self._folder / f"{table}.arrow"
                found = (
                    parts.read_arrow(pooled)
                    if pooled.exists()
                    else segments.spans(self._segments, table)
                )
                if table == "events":
                    found = segments.before(found, self.settled)
                self._spans[table] = found
            return self._spans[table]

    def span_column(self, table: str, name: str) -> NDArray[Any]:
        """A column of numbers of a table of spans, as an array."""
        column = self.spans(table).column(name)
        if column.num_chunks == 0:
            return np.zeros(0, np.int32)
        return np.asarray(column.chunk(0))

    def spans_in(self, table: str, row: int) -> pd.DataFrame:
        """One article's rows of a table of spans, without the column `article`."""
        start, end = np.searchsorted(self.span_column(table, "article"), (row, row + 1))
        spans = self.spans(table).slice(start, end - start)
        return spans.drop_columns("article").to_pandas()

    def dates_in(self, row: int) -> pd.DataFrame:
        """One article's expressions of time, as `dates`, without the column `article`."""
        return _spelled_dates(self.spans_in("dates", row))

    @cached_property
    def dates(self) -> pd.DataFrame:
        """All expressions of time.

        Columns: article (id), start, end, in, expression, anchor (ISO day or ""), value,
        granularity, rule, first_day and last_day (datetime64, missing where it names no day).
        """
        frame = self.spans("dates").to_pandas()
        frame["article"] = self.ids.take(pa.array(frame["article"])).to_pandas()
        return _spelled_dates(frame)

    def telling_features(
        self, places: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The hashed terms of some sentences of the table `tellings`.

        Returns:
            Where each sentence's begin, shape (n + 1,); and the features, as `terms.features`.
        """
        column = self.spans("tellings").column("features").take(pa.array(places))
        if not len(column):
            return np.zeros(1, np.int32), np.zeros(0, np.int32)
        found = column.combine_chunks()
        return np.asarray(found.offsets) - found.offsets[0].as_py(), np.asarray(found.flatten())

    @shared_property
    def feature_weights(self) -> NDArray[np.float32]:
        """The weight of each feature among all tellings: ln((1 + n) / (1 + df)) + 1."""
        features = self.spans("tellings").column("features")
        df = np.zeros(terms.FEATURES, np.int64)
        for chunk in features.chunks:
            df += np.bincount(np.asarray(chunk.flatten()), minlength=terms.FEATURES)
        return (np.log((1 + len(features)) / (1 + df)) + 1).astype(np.float32)

    # --- terms ---------------------------------------------------------------------------------

    @shared_property
    def _matrix(self) -> matrix.TermMatrix:
        return matrix.TermMatrix(matrix.read(self._segments), matrix.read_weights(self._folder))

    @property
    def vocabulary(self) -> matrix.Vocabulary:
        """The terms by number; `vocabulary.number(term)` finds one."""
        return self._matrix.vocabulary

    @property
    def term_counts(self) -> sparse.csr_matrix:
        """How often each term stands in each article, CSR, (articles, terms)."""
        return self._matrix.counts()

    def terms_in(self, row: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """The terms of one article, by number, and how often each stands in it."""
        return self._matrix.row(row)

    @property
    def term_weights(self) -> sparse.csr_matrix:
        """The TF-IDF weights, CSR of float32, (articles, terms), rows of unit length or empty."""
        return self._matrix.weighted()

    @property
    def readable_terms(self) -> Mask:
        """Which terms are worth showing, shape (terms,)."""
        return self._matrix.readable

    def document_counts(self, mask: Mask) -> NDArray[np.int64]:
        """In how many articles of a mask each term stands, shape (terms,)."""
        return self._matrix.document_counts(mask)

    def rows_with_term(self, term: str) -> Rows:
        """The articles that have a term (as in `vocabulary`), ascending."""
        number = self.vocabulary.number(term)
        return np.zeros(0, np.int32) if number < 0 else self._matrix.rows_with(number)

    def weight_sums(self, mask: Mask) -> NDArray[np.float32]:
        """The TF-IDF weights of each term summed over the articles of a mask, shape (terms,)."""
        return self._matrix.weight_sums(mask)

    def key_terms(self, row: int, limit: int = 12) -> list[tuple[str, float]]:
        """The terms that weigh most in an article, and their TF-IDF weights (0 to 1)."""
        columns, weights = self._matrix.weights(row)
        shown = self.readable_terms[columns]
        columns, weights = columns[shown], weights[shown]
        best = np.lexsort((columns, -weights))[:limit]
        return [(self.vocabulary[columns[i]], float(weights[i])) for i in best]

    # --- likeness ------------------------------------------------------------------------------

    def alike(
        self,
        rows: Sequence[int],
        k: int = 10,
        within: Mask | None = None,
        wrong: Sequence[int] = (),
        text: str = "",
    ) -> list[Similar]:
        """The articles most like some, best first, as `lib.index.likeness` ranks them.

        Args:
            rows: the articles; never among the answers.
            k: how many at most; articles that share no weighty term are never answers.
            within: rows that may be answers, shape (articles,); all by default.
            wrong: articles that are not what is sought; never among the answers either.
            text: a text that is sought as an article is.
        """
        named = np.array([*rows, *wrong], np.int64)
        allowed = np.ones(len(self), bool) if within is None else within.copy()
        allowed[named] = False
        sought = self._sought_words(rows, wrong, text)
        candidates, _ = self._matrix.nearest(sought, max(k, likeness.CANDIDATES), allowed)
        signed = self._signed(np.concatenate((named, candidates)), text)
        ends = len(rows), len(named), len(named) + len(candidates)
        wanted = sparse.vstack([signed[: ends[0]], signed[ends[2] :]])
        query = likeness.query(wanted, signed[ends[0] : ends[1]])
        order, scores = likeness.ranked(query, signed[ends[1] : ends[2]])
        return [
            Similar(row, score, self._shared(row, sought))
            for row, score in zip(candidates[order[:k]].tolist(), scores.tolist(), strict=False)
        ]

    def _signed(self, rows: NDArray[np.int64], text: str) -> sparse.csr_matrix:
        """The weighed signatures of articles, and last of a text where there is one.

        The columns are those terms that one of them has: products take time with their number.
        """
        found = self._signatures.take(rows)
        if text.strip():
            own = signatures.sign([("", text, signatures.opening("", text))])
            found = signatures.stacked([found, own])
        return _compact(signatures.weigh(found, self._signatures.idf(found.buckets)).matrix)[0]

    def _sought_words(
        self, rows: Sequence[int], wrong: Sequence[int], text: str
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """What is sought, by all its words: terms, and weights above 0 of unit length."""
        vectors = [self._matrix.weights(row) for row in (*wrong, *rows)]
        if text.strip():
            vectors.append(self._matrix.weights_of(_counted(text)))
        stacked, columns = _compact(_stacked(vectors, len(self.vocabulary)))
        query = likeness.query(stacked[len(wrong) :], stacked[: len(wrong)])
        return columns[query.indices], query.data.astype(np.float32)

    def shared_terms(self, row: int, other: int, limit: int = 12) -> tuple[str, ...]:
        """The terms that add most to the cosine of two articles, the most first."""
        return self._shared(other, self._matrix.weights(row), limit)

    def nearest(self, row: int, k: int = 10, within: Mask | None = None) -> list[Similar]:
        """The articles most like this one, best first: cosine of TF-IDF weights, exact.

        Args:
            row: the article; never among the answers.
            k: how many at most; articles that share no weighty term are never answers.
            within: rows that may be answers, shape (articles,); all by default.
        """
        return self._nearest(self._matrix.weights(row), k, within, row)

    def nearest_to_text(self, text: str, k: int = 10, within: Mask | None = None) -> list[Similar]:
        """The articles most like any text; as `nearest`."""
        return self._nearest(self._matrix.weights_of(_counted(text)), k, within, None)

    def _nearest(
        self,
        query: tuple[NDArray[np.int32], NDArray[np.float32]],
        k: int,
        within: Mask | None,
        but: int | None,
    ) -> list[Similar]:
        rows, scores = self._matrix.nearest(query, k, within, but)
        return [
            Similar(row, score, self._shared(row, query))
            for row, score in zip(rows.tolist(), scores.tolist(), strict=True)
        ]

    def _shared(
        self, row: int, query: tuple[NDArray[np.int32], NDArray[np.float32]], limit: int = 6
    ) -> tuple[str, ...]:
        columns, weights = self._matrix.weights(row)
        columns, mine, theirs = np.intersect1d(
            columns, query[0], assume_unique=True, return_indices=True
        )
        product = weights[mine] * query[1][theirs]
        best = np.lexsort((columns, -product))[:limit]
        return tuple(self.vocabulary[columns[i]] for i in best)

    # --- copies --------------------------------------------------------------------------------

    @cached_property
    def clusters(self) -> copies.Clusters:
        """Which articles are copies of one another, as this generation found them."""
        return parts.read_clusters(self._folder)

    def earliest_first(self, rows: Rows) -> NDArray[np.int64]:
        """Some rows by date, undated last; equal dates by id."""
        keys = [("date", "ascending", "at_end"), ("id", "ascending", "at_end")]
        table = self._table.select(["date", "id"]).take(pa.array(rows))
        return np.asarray(rows[pc.sort_indices(table, sort_keys=keys).to_numpy()], np.int64)

    @property
    def copies(self) -> pd.DataFrame:
        """The articles that have copies, cluster by cluster, the earliest first.

        Columns: cluster, article (id), own_id, date, title, source, representative (whether it is
        the earliest of its cluster).
        """
        rows, offsets = self.clusters.rows, self.clusters.offsets
        frame = self.listed(rows)[["id", "own_id", "date", "title", "source"]]
        frame = frame.rename(columns={"id": "article"}).reset_index(drop=True)
        frame.insert(0, "cluster", self.clusters.numbers[rows])
        return frame.assign(representative=np.isin(np.arange(len(rows)), offsets[:-1]))

    # --- stories -------------------------------------------------------------------------------

    @cached_property
    def stories(self) -> Rows:
        """The story of each article: the row of the article that began it (`lib.index.stories`)."""
        return parts.read_array(self._folder / "stories.npy")

    @shared_property
    def _signatures(self) -> signatures.Pool:
        return segments.pool(self._segments)

    # --- words and topics ----------------------------------------------------------------------

    def rows_matching(self, query: search.Query) -> Mask:
        """The articles that match, shape (articles,); as `matches`, without their ranks.

        Plain words are looked up in the count matrix, all else (phrases, fields, words near each
        other) in the search index.
        """
        return self._matching(query, query.tree)

    def _matching(self, query: search.Query, node: search.Leaf | search.Branch) -> Mask:
        if isinstance(node, search.Leaf):
            numbers = self._forms.terms(node)
            if numbers is not None:
                return self._matrix.rows_with_any(numbers)
            mask = np.zeros(len(self), bool)
            mask[self._search.matches(query.only(node))[0]] = True
            return mask
        found = [self._matching(query, child) for child in node.children]
        if node.operator == "not":
            return ~found[0]
        join = np.logical_and if node.operator == "and" else np.logical_or
        return np.asarray(join.reduce(found))

    @shared_property
    def _forms(self) -> wordforms.Forms:
        return wordforms.Forms(self._segments)

    def matches(self, query: search.Query) -> tuple[Rows, NDArray[np.float32]]:
        """All rows that match, best first, and their BM25 scores."""
        with self._lock:
            if query.words in self._searched:
                self._searched.move_to_end(query.words)
                return self._searched[query.words]
        found = self._search.matches(query)
        with self._lock:
            self._searched[query.words] = found
            while len(self._searched) > _REMEMBERED_SEARCHES:
                self._searched.popitem(last=False)
        return found

    @cached_property
    def topic_sizes(self) -> tuple[int, ...]:
        """The numbers of topics that were fitted; empty for a corpus too small to have any."""
        return tuple(len(model["words"]) for model in self.manifest["topics"])

    @cached_property
    def topics_fitted(self) -> int:
        """How many articles there were when the topics were found."""
        return min((int(model["fitted"]) for model in self.manifest["topics"]), default=0)

    def topics(self, size: int) -> topics.Topics:
        """The topics of one size.

        Raises:
            KeyError: this size was not fitted.
        """
        with self._lock:
            if size in self._topics:
                return self._topics[size]
        for model in self.manifest["topics"]:
            if len(model["words"]) == size:
                words = tuple(tuple(words) for words in model["words"])
                weights = parts.read_array(self._folder / f"topics_{size}.npy")
                with self._lock:
                    found = topics.Topics(str(model["digest"]), words, weights)
                    return self._topics.setdefault(size, found)
        raise KeyError(size)


def _is_cached(member: object) -> bool:
    return isinstance(member, cached_property)


def _spelled_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates with names in the place of codes, and days in the place of day numbers."""
    frame["in"] = np.array(parts.PARTS_OF_ARTICLE)[frame.pop("part").to_numpy()]
    frame["granularity"] = np.array(annotate.GRANULARITIES)[frame["granularity"].to_numpy()]
    frame["rule"] = np.array(annotate.RULES)[frame["rule"].to_numpy()]
    for name in ("anchor", "first_day", "last_day"):
        numbers = frame[name].to_numpy()
        days = numbers.astype("datetime64[D]").astype("datetime64[s]")
        frame[name] = np.where(numbers == NO_DAY, np.datetime64("NaT", "s"), days)
    frame["anchor"] = frame["anchor"].dt.strftime("%Y-%m-%d").fillna("").astype(str)
    return frame


def _counted(text: str) -> terms.Counts:
    return terms.count([text.encode("utf-8", "replace").decode("utf-8")])


def _compact(matrix: sparse.csr_matrix) -> tuple[sparse.csr_matrix, NDArray[np.int32]]:
    """A matrix with those columns alone that have a cell, and which these are."""
    columns, places = np.unique(matrix.indices, return_inverse=True)
    compact = sparse.csr_matrix(
        (matrix.data, places, matrix.indptr), shape=(matrix.shape[0], len(columns))
    )
    return compact, columns.astype(np.int32)


def _stacked(
    vectors: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]], columns: int
) -> sparse.csr_matrix:
    """Vectors, given by their terms and weights, as the rows of a matrix."""
    indptr = np.cumsum([0, *(len(found) for found, _ in vectors)])
    indices = np.concatenate([np.zeros(0, np.int32), *(found for found, _ in vectors)])
    data = np.concatenate([np.zeros(0, np.float32), *(weights for _, weights in vectors)])
    return sparse.csr_matrix((data, indices, indptr), shape=(len(vectors), columns))


def open_current(path: Path, root: Path | None = None) -> Corpus:
    """Open the current generation of a corpus.

    Raises:
        store.NotBuiltError: it was never built.
        store.DamagedError: what is there is damaged; build again.
    """
    folder = store.Store(path, root).current()
    try:
        return Corpus(folder)
    except FileNotFoundError as error:
        raise store.DamagedError(f"{folder} is incomplete ({error})") from error
