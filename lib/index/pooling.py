"""Pooling: a generation made of parts, with all that is decided over the whole corpus.

parts  ->  rows, places, segments, search       what is there
       ->  names, copies, events, topics,       what only all of them together tell
           stories
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
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
    rows,
    search,
    segments,
    store,
    stories,
    topics,
)
from lib.index.inventory import Files
from lib.index.parts import NO_DAY


def pool(
    home: store.Store,
    files: Files,
    live: analysing.Live,
    mapping: corpus.Mapping,
    target: Path,
    told: analysing.Told,
    partial: dict[str, int] | None,
) -> None:
    """Write the generation of some files.

    Args:
        home: the store.
        files: those that the corpus has.
        live: what is analysed of them.
        mapping: which column is which field.
        target: the folder of the generation.
        told: told how far this is.
        partial: how much of the files is read, where it is not all of them.

    Raises:
        store.StoreError: it cannot be written.
    """
    told("pooling", 0, 0)
    names = list(live.manifests)
    places = rows.places(home, files.table, live)
    before = rows.previous(home)
    known = rows.rows(places, before)
    runs = segments.write(home, names, known.table, _same_runs(known, before))
    with store.whole_folder(target) as folder, ThreadPoolExecutor(1) as side:
        indexed = side.submit(_write_search, home, folder, names, known, before)
        articles = rows.articles(home, names, known, before)
        parts.write_arrow(folder / "articles.arrow", articles)
        np.save(folder / "order.npy", rows.newest_first(articles))
        _write_places(folder, files, places, known)
        folders = [home.segments / run.name for run in runs]
        counted = matrix.read(folders)
        told("deciding names", 0, 0)
        recognised = naming.recognise(
            segments.spans(folders, "names"),
            segments.spans(folders, "mentions"),
            known.table.id.to_numpy(dtype=object),
            _texts(home, names, known.table),
            counted,
        )
        _write_mentions(folder, segments.spans(folders, "mentions"), recognised)
        copied = _write_copies(home, folder, names, known, articles, before, told)
        _write_events(folder, folders, articles)
        described = _write_terms(folder, counted, known, before, told)
        told("grouping stories", 0, 0)
        np.save(folder / "stories.npy", _stories(folders, articles, known, before))
        told("indexing words", 0, 0)
        indexed.result()
        told("writing", 0, 0)
        manifest = {
            "format": store.FORMAT,
            "digest": target.name,
            "partial": partial,
            "failed": live.named(files.table),
            "corpus": str(home.corpus),
            "mapping": str(mapping),
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
            "parts": names,
            "segments": [asdict(run) for run in runs],
            "topics": described,
            "copies": copied,
            "stories": {"version": stories.VERSION},
            "seconds": told.seconds,
            "analysed": told.analysed,
            "counts": _totals(files, places, articles) | {"undecided_names": recognised.undecided},
        }
        store.write_manifest(folder, manifest)


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


def _write_mentions(folder: Path, table: pa.Table, found: naming.Recognised) -> None:
    """Write the mentions with actors as numbers; and the actors, listed and recognised."""
    table = table.filter(pa.array(~found.covers(table)))
    table = _in_order(pa.concat_tables([table, found.mentions]))
    used = sorted(pc.unique(table.column("actor")).to_pylist())
    numbers = pc.index_in(table.column("actor"), value_set=pa.array(used, pa.string()))
    table = table.set_column(5, "actor", numbers.cast(pa.int32()))
    table = table.set_column(4, "form", table.column("form").dictionary_encode())
    parts.write_arrow(folder / "mentions.arrow", table)
    known = {**annotate.actors(), **{actor.id: actor for actor in found.actors}}
    actors = [known[actor] for actor in used]
    listed = [actor in annotate.actors() for actor in used]
    parts.write_arrow(
        folder / "actors.arrow",
        pa.table(
            {
                "id": pa.array(used, pa.string()),
                "name": pa.array([a.name for a in actors], pa.string()),
                "class": pa.array([a.cls for a in actors], pa.string()),
                "wikidata": pa.array([a.wikidata for a in actors], pa.string()),
                "aliases": pa.array([list(a.aliases) for a in actors], pa.list_(pa.string())),
                "listed": pa.array(listed, pa.bool_()),
            }
        ),
    )
    np.save(folder / "by_actor.npy", np.argsort(numbers.to_numpy(), kind="stable").astype(np.int32))


def _in_order(table: pa.Table) -> pa.Table:
    """Mentions by article; within it those of the title first, then by where they begin."""
    article, part, start = (table.column(name).to_numpy() for name in ("article", "part", "start"))
    return table.take(pa.array(np.lexsort((start, part == 0, article)))).combine_chunks()


def _write_terms(
    folder: Path,
    counted: matrix.Counted,
    known: rows.Rows,
    before: rows.Previous,
    told: analysing.Told,
) -> list[dict[str, Any]]:
    told("weighing terms", 0, 0)
    weights = matrix.weigh(counted)
    for name in ("df", "idf", "norms"):
        np.save(folder / f"{name}.npy", getattr(weights, name))
    told("finding topics", 0, 0)
    found = matrix.TermMatrix(counted, weights)
    kept = _kept_topics(found, known, before)
    if kept is not None:
        columns, described, fitted = kept
    else:
        usable = counted.readable & (weights.idf > 0)
        columns = topics.features(counted.vocabulary.array(), usable, weights.df)
        names = [counted.vocabulary[number] for number in columns.tolist()]
        sample = topics.drawn(weights.norms > 0, pa.array(known.table.id, pa.string()))
        fitted = topics.fit(found.weighted(columns), names, sample)
        size = len(known.table)
        described = [{"digest": m.digest, "words": m.words, "fitted": size} for m, _ in fitted]
    terms = pa.array([counted.vocabulary[number] for number in columns.tolist()], pa.string())
    parts.write_arrow(folder / "topics_terms.arrow", pa.table({"term": terms}))
    for model, components in fitted:
        np.save(folder / f"topics_{model.size}.npy", model.weights)
        np.save(folder / f"topics_{model.size}_components.npy", components)
    return described


def _kept_topics(
    found: matrix.TermMatrix, known: rows.Rows, before: rows.Previous
) -> tuple[NDArray[np.int64], list[dict[str, Any]], list[topics.Fitted]] | None:
    """The models of the last generation with what is new projected; None to fit them anew."""
    size = len(before.id)
    if before.folder is None or known.same < size or size < topics.KEPT_FROM:
        return None
    described = store.read_manifest(before.folder, check=False)["topics"]
    if any(len(known.table) > topics.KEPT_GROWTH * model["fitted"] for model in described):
        return None
    terms = parts.read_arrow(before.folder / "topics_terms.arrow").column("term").to_pylist()
    columns = np.array([found.vocabulary.number(term) for term in terms], np.int64)
    new = found.weighted(columns, size)
    fitted = []
    for model in described:
        name = f"topics_{len(model['words'])}"
        components = parts.read_array(before.folder / f"{name}_components.npy")
        old = parts.read_array(before.folder / f"{name}.npy")
        weights = np.concatenate((old, topics.project(new, components)))
        fitted.append((topics.Topics(model["digest"], tuple(model["words"]), weights), components))
    return columns, described, fitted


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
        if store.read_manifest(folder, check=False)["stories"]["version"] != stories.VERSION:
            return None
        found = parts.read_array(folder / "stories.npy")
    except (store.DamagedError, KeyError):
        return None
    dates = parts.read_arrow(folder / "articles.arrow").column("date")
    return stories.carried_over(found, parts.days(dates), known.now, days)


def _same_runs(known: rows.Rows, before: rows.Previous) -> list[segments.Run]:
    """The segments of the current generation whose rows are still the same."""
    if before.folder is None:
        return []
    runs = segments.runs_of(store.read_manifest(before.folder, check=False))
    return [run for run in runs if run.end <= known.same]


def _write_events(folder: Path, folders: Sequence[Path], articles: pa.Table) -> None:
    """Find which tellings are of one event; the mentions and copies must be written already."""
    told, dates = segments.spans(folders, "events"), segments.spans(folders, "dates")
    column = {name: told.column(name).to_numpy().astype(np.int64) for name in told.column_names}
    article = column["article"]
    mentions = parts.read_arrow(folder / "mentions.arrow")
    whose, which, who = (mentions.column(name).to_numpy() for name in ("article", "chain", "actor"))
    known = chains.Chains(whose, which, who, articles.num_rows)
    published = _published(articles)[article]
    first, last = _days_told(dates, article, column["date"])
    ahead = _lies_ahead(first, published, column["status"])
    first[ahead], last[ahead] = NO_DAY, NO_DAY
    clusters = parts.read_clusters(folder).numbers.astype(np.int64)
    texts = np.where(clusters < 0, np.arange(articles.num_rows) + len(clusters), clusters)
    numbers, pooled = events.pool(
        events.Tellings(
            texts=texts[article],
            types=column["type"],
            modes=column["mode"],
            statuses=column["status"],
            sources=known.actors(article, column["source"]).astype(np.int64),
            targets=known.actors(article, column["target"]).astype(np.int64),
            first=first,
            last=last,
            published=published,
            none=NO_DAY,
        )
    )
    np.save(folder / "event_numbers.npy", numbers)
    parts.write_arrow(folder / "happened.arrow", pooled)


def _days_told(
    dates: pa.Table, article: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and last day of the date that each telling refers to, `NO_DAY` for none."""
    found = np.full((2, len(article)), NO_DAY, np.int64)
    dated = np.flatnonzero(places >= 0)
    begins = np.searchsorted(dates.column("article").to_numpy(), article[dated])
    for days, name in zip(found, ("first_day", "last_day"), strict=True):
        days[dated] = dates.column(name).to_numpy()[begins + places[dated]]
    return found[0], found[1]


def _lies_ahead(
    first: NDArray[np.int64], published: NDArray[np.int64], status: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which tellings say that something has happened on a day after their article: no day then."""
    done = [annotate.STATUSES.index(status) for status in ("stated", "reported")]
    known = (published != NO_DAY) & (first != NO_DAY)
    return np.asarray(known & (first > published + 1) & np.isin(status, done))


def _published(articles: pa.Table) -> NDArray[np.int64]:
    """The day of publication of each article, `NO_DAY` where it is not known."""
    days = pc.cast(articles.column("date"), pa.date32(), safe=False).cast(pa.int32())
    return np.asarray(pc.fill_null(days, NO_DAY)).astype(np.int64)


def _write_copies(
    home: store.Store,
    folder: Path,
    names: list[str],
    known: rows.Rows,
    articles: pa.Table,
    before: rows.Previous,
    told: analysing.Told,
) -> dict[str, Any]:
    """Find what is a copy of what; returns what the manifest says of it."""
    told("finding copies", 0, 0)
    pairs, left_out = copies.find(
        _pooled_prints(home, names, known.table),
        _texts(home, names, known.table),
        _compared_before(before, known),
    )
    keys = [("date", "ascending", "at_end"), ("id", "ascending", "at_end")]
    order = pc.sort_indices(articles.select(["date", "id"]), sort_keys=keys).to_numpy()
    clusters = copies.arranged(copies.groups(pairs, len(articles)), order)
    parts.write_clusters(folder, clusters)
    parts.write_pairs(folder, pairs)
    ids = articles.column("id").take(pa.array(clusters.rows)).to_pylist()
    return {
        "version": copies.VERSION,
        "digest": store.digest_of(*ids, *clusters.sizes.tolist()),
        "clusters": len(clusters),
        "articles": len(clusters.rows),
        "left_out": left_out,
    }


def _pooled_prints(home: store.Store, names: list[str], table: pd.DataFrame) -> copies.Prints:
    """The prints of all articles, by row."""
    pieces, positions = [copies.prints([])], [np.zeros(0, np.int64)]
    for number, name in enumerate(names):
        mine = table.local[table.part == number]
        pieces.append(parts.read_prints(home.parts / name).taken(mine.to_numpy(np.int64)))
        positions.append(mine.index.to_numpy())
    return copies.joined(pieces).taken(np.argsort(np.concatenate(positions), kind="stable"))


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


def _compared_before(before: rows.Previous, known: rows.Rows) -> copies.Pairs:
    """The pairs that the current generation has compared, of articles that are still there.

    The rows of these keep their order, so that the pairs are still sorted.
    """
    folder = before.folder
    if folder is None:
        return copies.nothing_known()
    try:
        if store.read_manifest(folder, check=False)["copies"]["version"] != copies.VERSION:
            return copies.nothing_known()
        pairs = parts.read_pairs(folder)
    except (store.DamagedError, KeyError):
        return copies.nothing_known()
    first, second = known.now[pairs.first], known.now[pairs.second]
    there = (first >= 0) & (second >= 0)
    return copies.Pairs(first[there], second[there], pairs.shared[there], pairs.sizes[there])


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
