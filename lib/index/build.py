"""Building the analysed corpus: what is new is analysed into parts, and pooled into a generation.

    files -> batches -> parts (any process)  -> pooled: rows, mentions, terms, topics, search
             each kept on disk when done         one new generation, then the pointer moves

Nothing is lost when a build is killed: finished parts are found again, and the generation that
was open stays the current one.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib import annotate, corpus
from lib.index import copies, matrix, parts, search, segments, store, topics

UPLOADS = ".uploads"
"""Under this name stand the files that were handed in: hidden, and so no folder of the corpus."""

Report = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and how much there is (0: not known)."""


@dataclass
class _Files:
    """The files of a corpus as they are now."""

    table: pd.DataFrame  # name, size, mtime_ns, digest, key
    sources: dict[str, corpus.SourceFile]
    left_out: list[corpus.LeftOut]
    digest: str


@dataclass
class _Live:
    """Where the analysed pieces of the live files lie."""

    pieces: pd.DataFrame  # part, piece, key
    manifests: dict[str, dict[str, Any]] = field(default_factory=dict)


def survey(home: store.Store, mapping: corpus.Mapping) -> _Files:
    """List the corpus' files with the digests of their content.

    A file whose size and time of change are those that the current generation saw is not read.
    """
    named, left_out = _listed(home)
    known = _known_digests(home)
    rows = []
    for name, file in named:
        try:
            digest = known.get((name, file.size, file.mtime_ns)) or file.digest()
        except corpus.CorpusUnreadable as error:
            left_out.append(corpus.LeftOut(name, str(error)))
            continue
        key = parts.file_key(file.name, digest, mapping)
        rows.append((name, file.size, file.mtime_ns, digest, key))
    table = pd.DataFrame(rows, columns=["name", "size", "mtime_ns", "digest", "key"])
    digest = store.digest_of(
        store.FORMAT,
        annotate.VERSION,
        *(f"{n}={k}" for n, k in zip(table.name, table.key, strict=True)),
    )
    return _Files(table, dict(named), left_out, digest)


def _listed(
    home: store.Store,
) -> tuple[list[tuple[str, corpus.SourceFile]], list[corpus.LeftOut]]:
    """The files of the corpus and those handed in, with their names; and what is left out."""
    found, left_out = corpus.files(home.corpus)
    uploaded, refused = corpus.files(home.uploads) if home.uploads.is_dir() else ([], [])
    named = [(file.name, file) for file in found]
    named += [(f"{UPLOADS}/{file.name}", file) for file in uploaded]
    # A hidden file among the uploads is one that is being written just now.
    left_out += [
        corpus.LeftOut(f"{UPLOADS}/{item.file}", item.reason)
        for item in refused
        if not item.file.startswith(".")
    ]
    return named, left_out


def _known_digests(home: store.Store) -> dict[tuple[str, int, int], str]:
    try:
        files = parts.read_arrow(home.current() / "files.arrow").to_pydict()
    except store.StoreError:
        return {}
    names = zip(files["name"], files["size"], files["mtime_ns"], strict=True)
    return dict(zip(names, files["digest"], strict=True))


def mapping_of(home: store.Store, mapping: corpus.Mapping | None) -> corpus.Mapping:
    """The column mapping to use: the one given, else the one remembered for this corpus."""
    if mapping is not None:
        return mapping
    return corpus.Mapping.parse(str(home.settings().get("map", "")))


def build(
    path: Path,
    root: Path | None = None,
    mapping: corpus.Mapping | None = None,
    workers: int | None = None,
    report: Report | None = None,
) -> Path:
    """Bring the analysed corpus up to date with its files.

    Args:
        path: the folder or file that is the corpus.
        root: the folder of stores; the user's cache by default.
        mapping: which column is which field; remembered. By default the remembered one.
        workers: processes to analyse with; all cores by default.
        report: told how far the build is.

    Returns:
        The folder of the current generation.

    Raises:
        corpus.CorpusError: the corpus cannot be read at all.
        store.BuildRunningError: another process builds this corpus.
        store.StoreError: the store cannot be written.
    """
    home = store.Store(path, root)
    if not home.corpus.exists():
        corpus.files(home.corpus)  # says what is wrong, before a store is made for it
    with home.building():
        told = _Told(home, report)
        told("looking for files", 0, 0)
        mapping = mapping_of(home, mapping)
        files = survey(home, mapping)
        home.remember(map=str(mapping))
        target = home.generations / files.digest
        if not _is_whole(target):
            if target.exists():
                told("replacing what was damaged", 0, 0)
            live = _analysed(home, files, mapping, workers or os.cpu_count() or 1, told)
            _pool(home, files, live, mapping, target, told)
        home.publish(target)
        home.prune()
        told("done", 1, 1)
    return target


def is_stale(path: Path, root: Path | None = None) -> bool:
    """Whether the files differ from what the current generation holds.

    Raises:
        corpus.CorpusError: the corpus cannot be read at all.
    """
    home = store.Store(path, root)
    try:
        return survey(home, mapping_of(home, None)).digest != home.current().name
    except store.StoreError:
        return True


class _Told:
    """Passes reports on, and writes them where other processes can see them."""

    def __init__(self, home: store.Store, report: Report | None) -> None:
        self._home, self._report = home, report
        self._started = time.time()
        self._stage_started = self._started
        self._written = 0.0
        self._stage = ""
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.time()
        if stage != self._stage:
            if self._stage:
                spent = self.seconds.get(self._stage, 0.0) + now - self._stage_started
                self.seconds[self._stage] = round(spent, 2)
            self._stage, self._stage_started = stage, now
        elif now - self._written < 0.25:
            return
        self._written = now
        if self._home.home.is_dir():
            known = {"stage": stage, "done": done, "total": total, "pid": os.getpid()}
            self._home.report(known | {"started": self._started, "now": now})
        if self._report is not None:
            self._report(stage, done, total)


def _is_whole(generation: Path) -> bool:
    return store.is_whole(generation) and all(map(store.is_whole, store.made_of(generation)))


# --- analysing what is new ---------------------------------------------------------------------


def _analysed(
    home: store.Store, files: _Files, mapping: corpus.Mapping, workers: int, told: _Told
) -> _Live:
    covered = _covered(home)
    todo = {
        row.key: files.sources[str(row.name_)]
        for row in files.table.rename(columns={"name": "name_"}).itertuples()
        if row.key not in covered
    }
    total = sum(file.size for file in todo.values())
    told("analysing", 0, total)
    new = _new_batches(home, todo, mapping, told, total)
    if workers == 1 or total < 1_000_000:
        for batch in new:
            parts.analyse(batch, home.parts)
    else:
        pool = joblib.Parallel(
            n_jobs=workers, return_as="generator_unordered", pre_dispatch="2*n_jobs", batch_size=1
        )
        for _ in pool(joblib.delayed(parts.analyse)(batch, home.parts) for batch in new):
            pass
    return _live(home, set(files.table.key))


def _new_batches(
    home: store.Store,
    todo: dict[str, corpus.SourceFile],
    mapping: corpus.Mapping,
    told: _Told,
    total: int,
) -> Iterator[parts.Batch]:
    done = 0
    for batch in parts.batches(todo.items(), mapping):
        if not store.is_whole(home.parts / batch.key):
            for piece in batch.pieces:
                _must_not_have_changed(todo[piece.key])
            yield batch
        done += batch.characters
        told("analysing", min(done, total), total)


def _must_not_have_changed(file: corpus.SourceFile) -> None:
    """Stop before what was read is kept under the digest of other content.

    Raises:
        store.StoreError: the file is not what it was when its digest was taken.
    """
    try:
        now = file.path.stat()
    except OSError as error:
        raise store.StoreError(f"{file.name} went away while it was read; build again") from error
    if (now.st_size, now.st_mtime_ns) != (file.size, file.mtime_ns):
        raise store.StoreError(f"{file.name} changed while it was read; build again")


def _covered(home: store.Store) -> set[str]:
    """Keys of the files that the parts hold whole."""
    pieces = _pieces(home)[0]
    whole = set()
    for key, group in pieces.groupby("key"):
        ordinals = set(group.ordinal)
        last = group.ordinal[group["last"]]
        if len(last) and set(range(int(last.min()) + 1)) <= ordinals:
            whole.add(str(key))
    return whole


def _pieces(home: store.Store) -> tuple[pd.DataFrame, dict[str, dict[str, Any]]]:
    rows, manifests = [], {}
    for folder in sorted(home.parts.iterdir()) if home.parts.is_dir() else []:
        if folder.name.startswith("."):
            continue
        try:
            manifest = store.read_manifest(folder)
        except store.DamagedError:
            continue
        if folder.name != _part_key(manifest):
            continue
        manifests[folder.name] = manifest
        for number, piece in enumerate(manifest["pieces"]):
            rows.append((folder.name, number, piece["key"], piece["ordinal"], piece["last"]))
    columns = ["part", "piece", "key", "ordinal", "last"]
    return pd.DataFrame(rows, columns=columns).astype({"last": bool}), manifests


def _part_key(manifest: dict[str, Any]) -> str:
    """The name that a part would get today: another version of an annotator gives another."""
    return parts.Batch([parts.Piece(**piece) for piece in manifest["pieces"]]).key


def _live(home: store.Store, keys: set[str]) -> _Live:
    pieces, manifests = _pieces(home)
    pieces = pieces[pieces.key.isin(keys)]
    pieces = pieces.drop_duplicates(["key", "ordinal"])
    used = set(pieces.part)
    return _Live(pieces, {name: manifests[name] for name in sorted(used)})


# --- pooling -----------------------------------------------------------------------------------


def _pool(
    home: store.Store,
    files: _Files,
    live: _Live,
    mapping: corpus.Mapping,
    target: Path,
    told: _Told,
) -> None:
    told("pooling", 0, 0)
    names = list(live.manifests)
    places, rejects = _places(home, files, live, names)
    previous = _previous_articles(home)
    rows = _rows(places, previous)
    runs = segments.write(home, names, rows, _same_runs(rows, previous))
    with store.whole_folder(target) as folder, ThreadPoolExecutor(1) as side:
        articles = _write_articles(home, folder, names, rows, previous)
        indexed = side.submit(_write_search, home, folder, names, rows, previous)
        _write_places(folder, files, places, rejects, rows)
        folders = [home.segments / run.name for run in runs]
        _write_mentions(folder, segments.spans(folders, "mentions"))
        ids = articles.column("id").combine_chunks()
        copied = _write_copies(home, folder, names, rows, articles, previous, told)
        described = _write_terms(folder, matrix.read(folders), ids, told)
        told("indexing words", 0, 0)
        indexed.result()
        told("writing", 0, 0)
        manifest = {
            "digest": files.digest,
            "corpus": str(home.corpus),
            "mapping": str(mapping),
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
            "parts": names,
            "segments": [asdict(run) for run in runs],
            "topics": described,
            "copies": copied,
            "seconds": told.seconds,
            "counts": _totals(files, rows, places, rejects, articles),
        }
        store.write_manifest(folder, manifest)


def _totals(
    files: _Files,
    rows: pd.DataFrame,
    places: pd.DataFrame,
    rejects: pd.DataFrame,
    articles: pa.Table,
) -> dict[str, int]:
    return {
        "files": len(files.table),
        "read": len(places) + len(rejects),
        "accepted": len(places),
        "rejected": len(rejects),
        "repeats": len(places) - len(rows),
        "articles": len(rows),
        "undated": int(articles.column("date").null_count),
        "without_text": int(pc.sum(pc.invert(articles.column("has_text"))).as_py() or 0),
    }


def _places(
    home: store.Store, files: _Files, live: _Live, names: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every place of an article (part, local, id, file, row), and every reject, for live files."""
    found, rejected = [], []
    for number, name in enumerate(names):
        table = parts.read_arrow(home.parts / name / "articles.arrow")
        table = table.select(["id", "own_id", "piece", "suffix", "row"]).to_pandas()
        table["part"], table["local"] = number, np.arange(len(table))
        kept = live.pieces[live.pieces.part == name]
        pieces = live.manifests[name]["pieces"]
        keys = pd.Series({n: pieces[n]["key"] for n in kept.piece}, dtype=object)
        table["key"] = table.piece.map(keys)
        found.append(table[table.key.notna()])
        for n in kept.piece:
            rejected += [(pieces[n]["key"], *reject) for reject in pieces[n]["rejects"]]
    by_key = files.table[["key", "name"]]
    columns = ["id", "own_id", "piece", "suffix", "row", "part", "local", "key"]
    places = pd.concat(found) if found else pd.DataFrame(columns=columns)
    places = places.merge(by_key, on="key")
    places["file"] = places.name + places.suffix
    rejects = pd.DataFrame(rejected, columns=["key", "suffix", "row", "reason"])
    rejects = rejects.merge(by_key, on="key")
    rejects["file"] = rejects.name + rejects.suffix
    order = ["file", "row"]
    return places.sort_values(order, ignore_index=True), rejects.sort_values(
        order, ignore_index=True
    )


def _previous_articles(home: store.Store) -> pd.DataFrame:
    """Ids of the current generation in the order of its rows, and when each was added.

    Of a damaged generation, too, so that its articles are not taken for new ones; what can be
    built upon is in `attrs["whole"]`, its folder, or None.
    """
    try:
        folder = home.pointed()
        table = parts.read_arrow(folder / "articles.arrow").select(["id", "added"]).to_pandas()
    except (store.StoreError, KeyError):
        return pd.DataFrame(
            {"id": pd.Series(dtype=str), "added": pd.Series(dtype="datetime64[us]")}
        )
    table.attrs["whole"] = folder if store.is_whole(folder) else None
    return table


def _rows(places: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """One row an article: those of the previous generation first, in its order, then the new."""
    rows = places.drop_duplicates("id")
    rank = pd.Index(previous.id).get_indexer(rows.id)
    order = np.lexsort((np.arange(len(rows)), np.where(rank < 0, len(previous), rank)))
    rows, rank = rows.iloc[order].reset_index(drop=True), rank[order]
    now = np.datetime64(datetime.now(UTC).replace(tzinfo=None), "s").astype("datetime64[us]")
    added = np.full(len(rows), now)
    known = rank >= 0
    added[known] = previous.added.to_numpy("datetime64[us]")[rank[known]]
    return rows.assign(added=added)


def _write_articles(
    home: store.Store, folder: Path, names: list[str], rows: pd.DataFrame, previous: pd.DataFrame
) -> pa.Table:
    kept = [
        name
        for name in parts.ARTICLES.names
        if name not in ("text", "extra", "piece", "suffix", "row")
    ]
    pieces, positions = [], []
    for number, name in enumerate(names):
        local = rows.local[rows.part == number]
        table = parts.read_arrow(home.parts / name / "articles.arrow")
        has_text = pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(table.column("text"))), 0)
        table = table.select(kept).append_column("has_text", has_text)
        pieces.append(table.take(pa.array(local.to_numpy(), pa.int64())))
        positions.append(local.index.to_numpy())
    if not pieces:
        schema = pa.schema([parts.ARTICLES.field(n) for n in kept] + [("has_text", pa.bool_())])
        pieces, positions = [schema.empty_table()], [np.zeros(0, np.int64)]
    order = np.argsort(np.concatenate(positions), kind="stable")
    table = pa.concat_tables(pieces).take(pa.array(order)).combine_chunks()
    for name in ("source", "language"):
        place = table.column_names.index(name)
        table = table.set_column(place, name, table.column(name).dictionary_encode())
    table = table.append_column("part", pa.array(rows.part.to_numpy(), pa.int32()))
    table = table.append_column("local", pa.array(rows.local.to_numpy(), pa.int32()))
    table = table.append_column("added", pa.array(rows.added.to_numpy(), pa.timestamp("us")))
    parts.write_arrow(folder / "articles.arrow", table)
    np.save(folder / "order.npy", _newest_first(table))
    return table


def _newest_first(table: pa.Table) -> NDArray[np.int32]:
    """All rows by date, newest first, undated last; equal days by id, so that pages are stable."""
    order = pc.sort_indices(
        table,
        sort_keys=[("date", "descending", "at_end"), ("id", "ascending", "at_end")],
    )
    return np.asarray(order.to_numpy(), dtype=np.int32)


def _write_places(
    folder: Path, files: _Files, places: pd.DataFrame, rejects: pd.DataFrame, rows: pd.DataFrame
) -> None:
    row_of = pd.Series(rows.index.to_numpy(), index=rows.id)
    table = pa.table(
        {
            "article": pa.array(places.id.map(row_of).to_numpy(), pa.int32()),
            "file": pa.array(places.file, pa.string()).dictionary_encode(),
            "row": pa.array(places.row, pa.int64()),
        }
    )
    parts.write_arrow(folder / "places.arrow", table)
    parts.write_arrow(folder / "rejects.arrow", _plain(rejects[["file", "row", "reason"]]))
    # By name: two files of one name and content in two folders have one key.
    accepted = places.groupby("name").size()
    refused = rejects.groupby("name").size()
    table_of_files = files.table.assign(
        accepted=files.table.name.map(accepted).fillna(0).astype(int),
        rejected=files.table.name.map(refused).fillna(0).astype(int),
    )
    parts.write_arrow(folder / "files.arrow", _plain(table_of_files))
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


def _write_mentions(folder: Path, table: pa.Table) -> None:
    """Write the mentions with actors as numbers; and the actors."""
    known = annotate.actors()
    used = sorted(pc.unique(table.column("actor")).to_pylist())
    numbers = pc.index_in(table.column("actor"), value_set=pa.array(used, pa.string()))
    table = table.set_column(5, "actor", numbers.cast(pa.int32()))
    table = table.set_column(4, "form", table.column("form").dictionary_encode())
    parts.write_arrow(folder / "mentions.arrow", table)
    actors = [known[actor] for actor in used]
    parts.write_arrow(
        folder / "actors.arrow",
        pa.table(
            {
                "id": pa.array(used, pa.string()),
                "name": pa.array([a.name for a in actors], pa.string()),
                "class": pa.array([a.cls for a in actors], pa.string()),
                "wikidata": pa.array([a.wikidata for a in actors], pa.string()),
                "aliases": pa.array([list(a.aliases) for a in actors], pa.list_(pa.string())),
            }
        ),
    )
    np.save(folder / "by_actor.npy", np.argsort(numbers.to_numpy(), kind="stable").astype(np.int32))


def _write_terms(
    folder: Path, counted: matrix.Counted, ids: pa.Array, told: _Told
) -> list[dict[str, Any]]:
    told("weighing terms", 0, 0)
    weights = matrix.weigh(counted)
    for name in ("df", "idf", "norms"):
        np.save(folder / f"{name}.npy", getattr(weights, name))
    told("finding topics", 0, 0)
    described = []
    found = matrix.TermMatrix(counted, weights)
    usable = counted.readable & (weights.idf > 0)
    columns = topics.features(counted.vocabulary.array(), usable, weights.df)
    names = [counted.vocabulary[number] for number in columns.tolist()]
    for model in topics.fit(found.weighted(columns), names, topics.drawn(weights.norms > 0, ids)):
        np.save(folder / f"topics_{model.size}.npy", model.weights)
        described.append({"digest": model.digest, "words": [list(words) for words in model.words]})
    return described


def _same_runs(rows: pd.DataFrame, previous: pd.DataFrame) -> list[segments.Run]:
    """The segments of the current generation whose rows are still the same."""
    whole = previous.attrs.get("whole")
    if whole is None:
        return []
    most = min(len(rows), len(previous))
    differ = np.flatnonzero(rows.id[:most].to_numpy() != previous.id[:most].to_numpy())
    same = int(differ[0]) if len(differ) else most
    runs = segments.runs_of(store.read_manifest(whole, check=False))
    return [run for run in runs if run.end <= same]


def _write_copies(
    home: store.Store,
    folder: Path,
    names: list[str],
    rows: pd.DataFrame,
    articles: pa.Table,
    previous: pd.DataFrame,
    told: _Told,
) -> dict[str, Any]:
    """Find what is a copy of what; returns what the manifest says of it."""
    told("finding copies", 0, 0)
    pairs, left_out = copies.find(
        _pooled_prints(home, names, rows),
        _texts(home, names, rows),
        _compared_before(previous, articles),
    )
    keys = [("date", "ascending", "at_end"), ("id", "ascending", "at_end")]
    order = pc.sort_indices(articles.select(["date", "id"]), sort_keys=keys).to_numpy()
    clusters = copies.arranged(copies.groups(pairs, len(rows)), order)
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


def _pooled_prints(home: store.Store, names: list[str], rows: pd.DataFrame) -> copies.Prints:
    """The prints of all articles, by row."""
    pieces, positions = [copies.prints([])], [np.zeros(0, np.int64)]
    for number, name in enumerate(names):
        mine = rows.local[rows.part == number]
        pieces.append(parts.read_prints(home.parts / name).taken(mine.to_numpy(np.int64)))
        positions.append(mine.index.to_numpy())
    return copies.joined(pieces).taken(np.argsort(np.concatenate(positions), kind="stable"))


def _texts(home: store.Store, names: list[str], rows: pd.DataFrame) -> copies.Texts:
    """Give the texts of some rows, read from their parts."""
    part, local = rows.part.to_numpy(), rows.local.to_numpy(np.int64)

    def texts(wanted: copies.Rows) -> list[str]:
        found = np.empty(len(wanted), object)
        for number in np.unique(part[wanted]).tolist():
            here = np.flatnonzero(part[wanted] == number)
            column = parts.read_arrow(home.parts / names[number] / "articles.arrow").column("text")
            found[here] = column.take(pa.array(local[wanted[here]])).to_pylist()
        return list(found)

    return texts


def _compared_before(previous: pd.DataFrame, articles: pa.Table) -> copies.Pairs:
    """The pairs that the current generation has compared, of articles that are still there.

    The rows of these keep their order, so that the pairs are still sorted.
    """
    folder = previous.attrs.get("whole")
    if folder is None:
        return copies.nothing_known()
    try:
        if store.read_manifest(folder, check=False)["copies"]["version"] != copies.VERSION:
            return copies.nothing_known()
        pairs = parts.read_pairs(folder)
    except (store.DamagedError, KeyError):
        return copies.nothing_known()
    now = pd.Index(articles.column("id").to_pandas()).get_indexer(previous.id).astype(np.int32)
    first, second = now[pairs.first], now[pairs.second]
    there = (first >= 0) & (second >= 0)
    return copies.Pairs(first[there], second[there], pairs.shared[there], pairs.sizes[there])


def _write_search(
    home: store.Store, folder: Path, names: list[str], rows: pd.DataFrame, previous: pd.DataFrame
) -> None:
    """Index all words; where this generation only adds to the last, link and add to its index."""
    target = folder / "search"
    target.mkdir()
    kept = len(previous)
    whole = previous.attrs.get("whole")
    same = len(rows) >= kept and (rows.id[:kept].to_numpy() == previous.id.to_numpy()).all()
    if kept and whole is not None and same:
        for file in (whole / "search").iterdir():
            if not file.name.endswith(".lock"):
                os.link(file, target / file.name)
    else:
        kept = 0
    search.write_index(target, _documents(home, names, rows[kept:]))


def _documents(
    home: store.Store, names: list[str], rows: pd.DataFrame
) -> Iterator[tuple[int, str, str, str]]:
    tables: dict[int, pa.Table] = {}
    for row in rows.itertuples():
        number = int(row.part)
        if number not in tables:
            table = parts.read_arrow(home.parts / names[number] / "articles.arrow")
            tables[number] = table.select(["title", "text", "source"]).combine_chunks()
        title, text, source = (column[int(row.local)].as_py() for column in tables[number].columns)
        yield int(row.Index), title, text, source


def describe(generation: Path) -> str:
    """A generation's counts as one line of JSON, for people and tests."""
    return json.dumps(store.read_manifest(generation)["counts"])
