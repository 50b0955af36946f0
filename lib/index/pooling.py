"""Pooling: a generation made of parts, with all that is decided over the whole corpus.

parts  ->  rows, places, segments, search       what is there
       ->  names, copies, events, topics,       what only all of them together tell
           stories
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib import annotate, corpus
from lib.index import (
    analysing,
    chains,
    copies,
    events,
    matrix,
    naming,
    parts,
    presence,
    rows,
    search,
    segments,
    sharing,
    store,
    stories,
    topics,
)
from lib.index.inventory import Files

Weighed = Callable[[], matrix.Weights]
"""Gives the weights once they are known."""

FIRST_SHOWN_FROM = 20_000
"""From so many articles on, new ones are first published with what can be told of them at once."""

_LAID = ("articles", "order", "places", "rejects", "files", "left_out", *matrix.WEIGHTS)
"""Files of a generation that hold what is there, and nothing that is decided."""


class Pooling:
    """The generations of some files: at once with what is there, then with all that is decided.

    Args:
        home: the store.
        files: those that the corpus has.
        live: what is analysed of them.
        mapping: which column is which field.
        told: told how far this is.
    """

    def __init__(
        self,
        home: store.Store,
        files: Files,
        live: analysing.Live,
        mapping: corpus.Mapping,
        told: analysing.Told,
    ) -> None:
        told("pooling", 0, 0)
        self._home, self._files, self._live = home, files, live
        self._mapping, self._told = mapping, told
        self._names = list(live.manifests)
        self._places = rows.places(home, files.table, live)
        self._before = rows.previous(home)
        self._known = rows.rows(self._places, self._before)
        self._laid: Path | None = None
        stays = self._known.same == len(self._before.id)
        self._kept = self._before.folder if stays else None

    @cached_property
    def _runs(self) -> list[segments.Run]:
        """The segments, written where they are not there yet."""
        same = _same_runs(self._known, self._before)
        return segments.write(self._home, self._names, self._known.table, same)

    @cached_property
    def _folders(self) -> list[Path]:
        return [self._home.segments / run.name for run in self._runs]

    @cached_property
    def _articles(self) -> pa.Table:
        return rows.articles(self._home, self._names, self._known, self._before)

    @cached_property
    def _counted(self) -> matrix.Counted:
        return matrix.read(self._folders)

    @property
    def only_adds(self) -> bool:
        """Whether these are the articles of the generation before, in many, and new ones."""
        size = len(self._before.id)
        return self._kept is not None and FIRST_SHOWN_FROM <= size < len(self._known.table)

    def at_once(self, target: Path, partial: dict[str, int] | None = None) -> None:
        """Write a generation with what can be told at once: articles, words, listed actors.

        What is decided over all articles (names that no list holds, copies, stories, events,
        topics) is that of the generation before, if its rows are all still there, and says nothing
        of the new ones.

        Args:
            target: its folder.
            partial: how much of the files is read, where it is not all of them.

        Raises:
            store.StoreError: it cannot be written.
        """
        with store.whole_folder(target) as folder:
            with self._lay(folder):
                self._told("carrying over what is decided", 0, 0)
                settled = self._carry(folder)
                settled["topics"] = _topics_as_they_are(folder, self._kept, len(self._articles))
            self._told("writing", 0, 0)
            _link_rest(folder, self._kept)
            self._write_manifest(folder, target.name, partial, settled)
        self._laid = target

    def whole(self, target: Path) -> None:
        """Write the generation with all that is decided over all articles.

        Args:
            target: its folder.

        Raises:
            store.StoreError: it cannot be written.
        """
        with store.whole_folder(target) as folder:
            with self._lay(folder) as weighed:
                settled = self._decide(folder, weighed)
            self._told("writing", 0, 0)
            self._write_manifest(folder, target.name, None, settled)

    def _decide(self, folder: Path, weighed: Weighed) -> dict[str, Any]:
        """Write what only all articles together tell; returns what the manifest says of it."""
        home, names, known, articles = self._home, self._names, self._known, self._articles
        folders, told = self._folders, self._told
        # Topics and stories look at words alone, the others at one another.
        with ThreadPoolExecutor(1) as side:
            words = side.submit(self._decide_by_words, folder, weighed)
            told("deciding names", 0, 0)
            votes = _votes_before(self._before, known)
            texts = _texts(home, names, known.table)
            recognised = naming.recognise(folders, texts, self._counted, votes)
            _write_mentions(folder, recognised, len(articles))
            copied = _write_copies(
                home, folder, folders, names, known, articles, self._before, told
            )
            told("pooling events", 0, 0)
            _write_events(folder, folders, articles, len(articles))
            told("finding topics and stories", 0, 0)
            described = words.result()
        decided = {"settled": len(articles), "topics": described, **copied}
        decided["names"] = {"version": naming.VERSION}
        return decided | {"undecided_names": recognised.undecided}

    def _decide_by_words(self, folder: Path, weighed: Weighed) -> list[dict[str, Any]]:
        """Write topics and stories; returns what the manifest says of the topics."""
        known, before, refits = self._known, self._before, self._home.refits
        stories_of = _stories(self._folders, self._articles, known, before)
        np.save(folder / "stories.npy", stories_of)
        return _write_topics(folder, self._counted, weighed(), known, before, refits)

    def _carry(self, folder: Path) -> dict[str, Any]:
        """Write what the generation before has decided, for its rows and new ones after them.

        Of the new articles the mentions of listed actors are known. Each is a text and a story of
        its own so far, and its events are not looked at.

        Returns:
            What the manifest says of it.
        """
        before, size = self._kept, len(self._known.table)
        if before is None:
            mentions = _in_order(segments.spans(self._folders, "mentions"))
            _write_actors(folder, mentions, size, annotate.actors())
            alone = np.arange(size, dtype=np.int32)
            np.save(folder / "stories.npy", alone)
            said = _write_clusters(folder, sharing.nothing_found(), self._articles)
            _write_events(folder, self._folders, self._articles, settled=0)
            return said | {"settled": 0, "undecided_names": 0, "names": {"version": ""}}
        grouped, numbers = (parts.read_array(before / f"{n}.npy") for n in ("stories", "copies"))
        new = np.arange(len(grouped), size, dtype=np.int32)
        _add_mentions(folder, before, self._folders, len(grouped), size)
        np.save(folder / "stories.npy", np.concatenate((grouped, new)))
        np.save(folder / "copies.npy", np.concatenate((numbers, np.full_like(new, -1))))
        manifest = store.read_manifest(before, check=False)
        said = {name: manifest[name] for name in ("settled", "copies", "stories", "names")}
        return said | {"undecided_names": manifest["counts"]["undecided_names"]}

    @contextmanager
    def _lay(self, folder: Path) -> Iterator[Weighed]:
        """Write what is there, linked where it is written already; ends once all of it is."""
        if self._laid is not None:
            for file in self._laid.iterdir():
                if file.stem in _LAID:
                    os.link(file, folder / file.name)
            shutil.copytree(self._laid / "search", folder / "search", copy_function=os.link)
            yield lambda: matrix.read_weights(folder)
            return
        with ThreadPoolExecutor(2) as side:
            # The index takes longest and asks for no more than the texts: it begins first.
            indexed = side.submit(
                _write_search, self._home, folder, self._names, self._known, self._before
            )
            weighed = side.submit(_weigh, folder, self._counted)
            parts.write_arrow(folder / "articles.arrow", self._articles)
            np.save(folder / "order.npy", rows.newest_first(self._articles))
            _write_places(folder, self._files, self._places, self._known)
            yield weighed.result
            self._told("weighing and indexing words", 0, 0)
            weighed.result()
            indexed.result()

    def _write_manifest(
        self, folder: Path, digest: str, partial: dict[str, int] | None, settled: dict[str, Any]
    ) -> None:
        counts = _totals(self._files, self._places, self._articles)
        manifest = {
            "format": store.FORMAT,
            "digest": digest,
            "partial": partial,
            "failed": self._live.named(self._files.table),
            "corpus": str(self._home.corpus),
            "mapping": str(self._mapping),
            "refits": self._home.refits,
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
            "parts": self._names,
            "segments": [asdict(run) for run in self._runs],
            "seconds": self._told.seconds,
            "analysed": self._told.analysed,
        }
        counts["undecided_names"] = settled.pop("undecided_names")
        store.write_manifest(folder, manifest | settled | {"counts": counts})


# --- what was decided before -------------------------------------------------------------------


def _add_mentions(
    folder: Path, before: Path, folders: Sequence[Path], first: int, size: int
) -> None:
    """Write the mentions of a generation, and of listed actors in what is new.

    Args:
        folder: where.
        before: the generation.
        folders: the segments.
        first: the first new row.
        size: how many rows there are with them.
    """
    actors = parts.read_arrow(before / "actors.arrow")
    new = _in_order(segments.spans(folders, "mentions", first))
    fresh = sorted(set(pc.unique(new.column("actor")).to_pylist()) - set(actors["id"].to_pylist()))
    listed = annotate.actors()
    actors = pa.concat_tables([actors, naming.actor_table([listed[actor] for actor in fresh])])
    _write_coded(folder, new, size, actors, before)


def _link_rest(folder: Path, before: Path | None) -> None:
    """Link what else the generation before holds; nothing that is linked is ever written to."""
    for file in before.iterdir() if before is not None else ():
        is_table = file.suffix in (".npy", ".arrow")
        if is_table and not (folder / file.name).exists():
            os.link(file, folder / file.name)


def _weigh(folder: Path, counted: matrix.Counted) -> matrix.Weights:
    """Weigh terms and articles, and write it."""
    weights = matrix.weigh(counted)
    matrix.write_weights(folder, weights)
    return weights


def _totals(files: Files, places: rows.Places, articles: pa.Table) -> dict[str, int]:
    return {
        "files": len(files.table),
        "read": len(places.row) + len(places.rejects),
        "accepted": len(places.row),
        "rejected": len(places.rejects),
        "repeats": len(places.row) - len(articles),
        "articles": len(articles),
        "undated": int(articles.column("date").null_count),
        "without_text": int(pc.sum(pc.invert(articles.column("has_text"))).as_py() or 0),
    }


def _write_places(folder: Path, files: Files, places: rows.Places, known: rows.Rows) -> None:
    parts.write_arrow(folder / "places.arrow", rows.written_places(places, known))
    parts.write_arrow(folder / "rejects.arrow", _plain(places.rejects))
    counted = files.table.assign(accepted=places.accepted, rejected=places.rejected)
    parts.write_arrow(folder / "files.arrow", _plain(counted))
    left_out = [(item.file, item.reason) for item in files.left_out]
    parts.write_arrow(
        folder / "left_out.arrow", _plain(pd.DataFrame(left_out, columns=["file", "reason"]))
    )


def _plain(frame: pd.DataFrame) -> pa.Table:
    types = {
        "size": pa.int64(),
        "mtime_ns": pa.int64(),
        "row": pa.int64(),
        "accepted": pa.int64(),
        "rejected": pa.int64(),
    }
    return pa.table(
        {name: pa.array(frame[name].tolist(), types.get(name, pa.string())) for name in frame}
    )


def _write_mentions(folder: Path, found: naming.Recognised, size: int) -> None:
    """Write who is mentioned where, and what the tagger said."""
    parts.write_arrow(folder / "mentions.arrow", found.mentions)
    parts.write_arrow(folder / "actors.arrow", found.actors)
    np.save(folder / "by_actor.npy", found.by_actor)
    found.votes.write(folder / "votes.arrow")
    presence.write(folder, _present(found.mentions, size))


def _present(mentions: pa.Table, size: int) -> presence.Presence:
    article, actor, kind = (mentions.column(n).to_numpy() for n in ("article", "actor", "kind"))
    return presence.of_mentions(article, actor, kind, size)


def _write_actors(
    folder: Path, table: pa.Table, size: int, known: Mapping[str, annotate.Actor]
) -> None:
    used = sorted(pc.unique(table.column("actor")).to_pylist())
    _write_coded(folder, table, size, naming.actor_table([known[actor] for actor in used]))


def _write_coded(
    folder: Path, table: pa.Table, size: int, actors: pa.Table, before: Path | None = None
) -> None:
    """Write mentions with actors as numbers, the actors, and who is in which article.

    Args:
        folder: where.
        table: in order, actors by id.
        size: how many articles there are.
        actors: those who are mentioned; a number is a place among them.
        before: a generation whose mentions go before these, actors by the same numbers.
    """
    ids = table.column("actor").cast(pa.string())
    numbers = pc.index_in(ids, value_set=actors.column("id").combine_chunks())
    table = table.set_column(5, "actor", numbers.cast(pa.int32()))
    present = _present(table, size)
    if before is not None:
        present = presence.followed(presence.read(before), present)
        old = parts.read_arrow(before / "mentions.arrow")
        table = pa.concat_tables([old, table.cast(old.schema)])
        table = table.unify_dictionaries().combine_chunks()
    parts.write_arrow(folder / "mentions.arrow", table)
    parts.write_arrow(folder / "actors.arrow", actors.combine_chunks())
    presence.write(folder, present)
    actor = table.column("actor").to_numpy()
    np.save(folder / "by_actor.npy", naming.by_actor(actor, len(actors)))


def _in_order(table: pa.Table) -> pa.Table:
    """Mentions by article; within it those of the title first, then by where they begin."""
    article, part, start = (table.column(name).to_numpy() for name in ("article", "part", "start"))
    return table.take(pa.array(np.lexsort((start, part == 0, article)))).combine_chunks()


def _votes_before(before: rows.Previous, known: rows.Rows) -> naming.Votes:
    """What the tagger said when the current generation was made."""
    folder = before.folder
    if folder is None:
        return naming.Votes.none()
    try:
        if store.read_manifest(folder, check=False)["names"]["version"] != naming.VERSION:
            return naming.Votes.none()
        return naming.Votes.read(folder / "votes.arrow", known.now)
    except (store.DamagedError, KeyError):
        return naming.Votes.none()


def _write_topics(
    folder: Path,
    counted: matrix.Counted,
    weights: matrix.Weights,
    known: rows.Rows,
    before: rows.Previous,
    refits: int,
) -> list[dict[str, Any]]:
    """Find the topics, or keep those that there are; returns what the manifest says of them."""
    found = matrix.TermMatrix(counted, weights)
    if before.folder is not None and _keeps_topics(before.folder, known, len(before.id), refits):
        return _carry_topics(folder, found, before.folder)
    usable = counted.readable & (weights.idf > 0)
    columns = topics.features(counted.vocabulary.array(), usable, weights.df)
    names = [counted.vocabulary[number] for number in columns.tolist()]
    sample = topics.drawn(weights.norms > 0, pa.array(known.table.id, pa.string()))
    fitted = topics.fit(found.weighted(columns), names, sample)
    terms = pa.table({"term": pa.array(names, pa.string())})
    parts.write_arrow(folder / "topics_terms.arrow", terms)
    for model, components in fitted:
        np.save(folder / f"topics_{model.size}.npy", model.weights)
        np.save(folder / f"topics_{model.size}_components.npy", components)
    size = len(known.table)
    return [{"digest": m.digest, "words": m.words, "fitted": size} for m, _ in fitted]


def _keeps_topics(before: Path, known: rows.Rows, size: int, refits: int) -> bool:
    """Whether the models of the last generation, of some size, still do for what there is now."""
    if known.same < size or size < topics.KEPT_FROM:
        return False
    manifest = store.read_manifest(before, check=False)
    described = manifest["topics"]
    most = min((topics.KEPT_GROWTH * model["fitted"] for model in described), default=0)
    return bool(manifest["refits"] == refits and len(known.table) <= most)


def _topics_as_they_are(folder: Path, before: Path | None, size: int) -> list[dict[str, Any]]:
    """Write the topics of the last generation, of which new articles have none so far."""
    if before is None:
        return []
    described = list(store.read_manifest(before, check=False)["topics"])
    for model in described:
        name = f"topics_{len(model['words'])}.npy"
        old = parts.read_array(before / name)
        none = np.zeros((size - len(old), old.shape[1]), old.dtype)
        np.save(folder / name, np.concatenate((old, none)))
    return described


def _carry_topics(folder: Path, found: matrix.TermMatrix, before: Path) -> list[dict[str, Any]]:
    """Project what is new on the models of the last generation; the manifest's words for them."""
    table = parts.read_arrow(before / "topics_terms.arrow")
    columns = [found.vocabulary.number(term) for term in table.column("term").to_pylist()]
    manifest = store.read_manifest(before, check=False)
    described = list(manifest["topics"])
    for model in described:
        name = f"topics_{len(model['words'])}"
        components = parts.read_array(before / f"{name}_components.npy")
        old = parts.read_array(before / f"{name}.npy")[: manifest["settled"]]
        new = topics.project(found.weighted(np.array(columns, np.int64), len(old)), components)
        np.save(folder / f"{name}.npy", np.concatenate((old, new)))
        np.save(folder / f"{name}_components.npy", components)
    parts.write_arrow(folder / "topics_terms.arrow", table)
    return described


def _stories(
    folders: Sequence[Path], articles: pa.Table, known: rows.Rows, before: rows.Previous
) -> NDArray[np.int32]:
    """The story of each article; what comes before the first change keeps the one it has."""
    keys = [("date", "ascending", "at_start"), ("id", "ascending", "at_start")]
    order = pc.sort_indices(articles.select(["date", "id"]), sort_keys=keys).to_numpy()
    days = parts.days(articles.column("date"))
    grouped = _grouped_before(before, known, days)
    return stories.group(days, order.astype(np.int64), segments.pool(folders), grouped)


def _grouped_before(before: rows.Previous, known: rows.Rows, days: NDArray[np.int32]) -> Any:
    """What the current generation says of the stories; None where that is of no use."""
    folder = before.folder
    if folder is None:
        return None
    try:
        manifest = store.read_manifest(folder, check=False)
        if manifest["stories"]["version"] != stories.VERSION:
            return None
        found = parts.read_array(folder / "stories.npy")
        settled = slice(manifest["settled"])
    except (store.DamagedError, KeyError):
        return None
    dates = parts.read_arrow(folder / "articles.arrow").column("date")
    days_before = parts.days(dates)[settled]
    return stories.carried_over(found[settled], days_before, known.now[settled], days)


def _same_runs(known: rows.Rows, before: rows.Previous) -> list[segments.Run]:
    """The segments of the current generation whose rows are still the same."""
    if before.folder is None:
        return []
    runs = segments.runs_of(store.read_manifest(before.folder, check=False))
    return [run for run in runs if run.end <= known.same]


def _write_events(folder: Path, folders: Sequence[Path], articles: pa.Table, settled: int) -> None:
    """Find which tellings of the first articles stand, and which are of one event.

    The mentions, actors and copies must be written already.
    """
    told = segments.before(segments.spans(folders, "events"), settled)
    mentions = parts.read_arrow(folder / "mentions.arrow")
    whose, which, who = (mentions.column(name).to_numpy() for name in ("article", "chain", "actor"))
    actors = parts.read_arrow(folder / "actors.arrow")
    actors_of = chains.Chains(whose, which, who, articles.num_rows).actors
    told = events.standing(told, actors_of, actors)
    parts.write_arrow(folder / "events.arrow", told)
    gathered = events.gathered(
        told,
        segments.spans(folders, "dates"),
        actors_of,
        actors.column("id").to_pylist(),
        parts.days(articles.column("date")).astype(np.int64),
        parts.read_clusters(folder).texts(),
    )
    numbers, pooled = events.pool(gathered)
    np.save(folder / "event_numbers.npy", numbers)
    parts.write_arrow(folder / "happened.arrow", pooled)


def _write_copies(
    home: store.Store,
    folder: Path,
    folders: Sequence[Path],
    names: list[str],
    known: rows.Rows,
    articles: pa.Table,
    before: rows.Previous,
    told: analysing.Told,
) -> dict[str, Any]:
    """Find what is a copy of what; returns what the manifest says of it."""
    told("finding copies", 0, 0)
    asked = sharing.Corpus(
        segments.prints(folders),
        rows.numbers(pa.array(known.table.id, pa.string())),
        _prints(home, names, known.table),
        _texts(home, names, known.table),
    )
    found = sharing.find(asked, *_compared_before(home, before, known))
    return _write_clusters(folder, found, articles)


def _write_clusters(folder: Path, found: sharing.Found, articles: pa.Table) -> dict[str, Any]:
    """Write what verified pairs make of the articles; returns what the manifest says of it."""
    groups = copies.groups(found.pairs, len(articles))
    several = pa.array(copies.several(groups))
    keys = [("date", "ascending", "at_end"), ("id", "ascending", "at_end")]
    order = pc.sort_indices(articles.select(["date", "id"]).take(several), sort_keys=keys)
    clusters = copies.arranged(groups, several.take(order).to_numpy())
    parts.write_clusters(folder, clusters)
    parts.write_pairs(folder, found)
    ids = articles.column("id").take(pa.array(clusters.rows)).to_pylist()
    said = {
        "version": copies.VERSION,
        "digest": store.digest_of(*ids, *clusters.sizes.tolist()),
        "clusters": len(clusters),
        "articles": len(clusters.rows),
        "left_out": found.left_out,
    }
    return {"copies": said, "stories": {"version": stories.VERSION}}


def _prints(
    home: store.Store, names: list[str], table: pd.DataFrame
) -> Callable[[copies.Rows], copies.Prints]:
    """Give the prints of some rows, read from their parts."""
    part, local = table.part.to_numpy(), table.local.to_numpy(np.int64)

    def prints(wanted: copies.Rows) -> copies.Prints:
        order = np.argsort(part[wanted], kind="stable")
        cuts = np.flatnonzero(np.diff(part[wanted[order]])) + 1
        pieces = [
            parts.read_prints(home.parts / names[part[some[0]]]).taken(local[some])
            for some in np.split(wanted[order], cuts)
            if len(some)
        ]
        return copies.joined(pieces).taken(np.argsort(order))

    return prints


def _texts(home: store.Store, names: list[str], table: pd.DataFrame) -> copies.Texts:
    """Give the texts of some rows, read from their parts."""
    part, local = table.part.to_numpy(), table.local.to_numpy(np.int64)

    def texts(wanted: copies.Rows) -> list[str]:
        found = np.empty(len(wanted), object)
        for number in np.unique(part[wanted]).tolist():
            here = np.flatnonzero(part[wanted] == number)
            column = parts.read_arrow(home.parts / names[number] / "articles.arrow").column("text")
            found[here] = column.take(pa.array(local[wanted[here]])).to_pylist()
        return list(found)

    return texts


def _compared_before(
    home: store.Store, before: rows.Previous, known: rows.Rows
) -> tuple[copies.Pairs, sharing.Before | None]:
    """What the current generation found: the pairs that it has compared, of articles that are
    still there; and all of it, with the prints of the articles that are not.

    The rows of those that are keep their order and come first, so that the pairs are still sorted.
    """
    folder = before.folder
    if folder is None:
        return copies.nothing_known(), None
    try:
        manifest = store.read_manifest(folder, check=False)
        if manifest["copies"]["version"] != copies.VERSION:
            return copies.nothing_known(), None
        found = parts.read_pairs(folder)
        folders = [home.segments / run.name for run in segments.runs_of(manifest)]
        now = known.now[: len(found.common)]
        gone = np.zeros(len(known.now), bool)
        gone[: len(now)] = now < 0
        hashes = segments.prints(folders).hashes(gone)
    except (store.DamagedError, KeyError):
        return copies.nothing_known(), None
    pairs = found.pairs
    first, second = now[pairs.first], now[pairs.second]
    there = (first >= 0) & (second >= 0)
    kept = copies.Pairs(first[there], second[there], pairs.shared[there], pairs.sizes[there])
    left = replace(found, pairs=kept, rare=found.rare[there], common=found.common[now >= 0])
    return kept, sharing.Before(left, hashes)


def _write_search(
    home: store.Store, folder: Path, names: list[str], known: rows.Rows, before: rows.Previous
) -> None:
    """Index all words; where this generation only adds to the last, link and add to its index."""
    target = folder / "search"
    target.mkdir()
    kept = len(before.id) if before.folder is not None else 0
    if before.folder is not None and known.same == kept > 0:
        for file in (before.folder / "search").iterdir():
            if not file.name.endswith(".lock"):
                os.link(file, target / file.name)
    else:
        kept = 0
    search.write_index(target, _documents(home, names, known.table[kept:]))


def _documents(
    home: store.Store, names: list[str], table: pd.DataFrame
) -> Iterator[tuple[int, str, str, str]]:
    """Row, title, text and source of each article, part by part."""
    order = np.argsort(table.part.to_numpy(), kind="stable")
    for number, group in table.iloc[order].groupby("part", sort=True):
        whole = parts.read_arrow(home.parts / names[int(str(number))] / "articles.arrow")
        some = whole.select(["title", "text", "source"]).take(pa.array(group.local.to_numpy()))
        columns = (column.to_pylist() for column in some.columns)
        yield from zip(group.index.tolist(), *columns, strict=True)
