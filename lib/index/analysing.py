"""Analysing what is new: which files no part holds yet, cut into batches; and what the parts hold.

Finished parts are found again, by what is in them, whoever made them and when.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd

from lib import corpus
from lib.index import crew, parts, store

SMALL = 1_000_000
"""Files of fewer bytes together are read by one process: others would take longer to start."""
FIRST_PUBLISHED = 60.0
"""Seconds after which a build that analyses publishes what is ready; and again when it has taken
twice as long, and so on."""
_NEARLY_DONE = 2 / 3
"""The share of the files from which on the rest is waited for: it comes sooner than it would."""
_TEXT_OF_A_BYTE = {".parquet": 3.6, ".gz": 3.0, ".zip": 3.0}


class Told(Protocol):
    """Who is told how far a build is, and what the new parts said of themselves."""

    articles: int
    seconds: dict[str, float]
    analysed: dict[str, Any]

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Say the stage, how much of it is done, and how much there is."""


class Reading:
    """Cuts files into batches, and says how far it has come.

    How much text a packed file gives is not known before it is read: it is taken to be as much
    for its size as the last file of its kind gave.

    Args:
        home: the store of the corpus.
        todo: the files, by their keys.
        mapping: which column is which field.
        told: is told.
    """

    def __init__(
        self,
        home: store.Store,
        todo: dict[str, corpus.SourceFile],
        mapping: corpus.Mapping,
        told: Told,
    ) -> None:
        self._home, self._todo, self._mapping, self._told = home, todo, mapping, told
        self.total = sum(file.size for file in todo.values())
        self._before, self._file, self._text = 0, "", 0
        self._text_of = dict(_TEXT_OF_A_BYTE)
        self._began, self._publish_after = time.monotonic(), FIRST_PUBLISHED
        told("analysing", 0, self.total)

    def crew(self, workers: int) -> int:
        """How many processes are worth starting."""
        return 1 if self.total < SMALL else workers

    def batches(self) -> Iterator[parts.Batch]:
        """The batches that no part holds yet."""
        for batch in parts.batches(self._todo.items(), self._mapping):
            self._count(batch)
            if not store.is_whole(self._home.parts / batch.key):
                for piece in batch.pieces:
                    _must_not_have_changed(self._todo[piece.key])
                yield batch

    @property
    def read(self) -> int:
        """Bytes of the files that are read, as far as can be told."""
        file = self._todo.get(self._file)
        if file is None:
            return self._before
        here = min(self._text / self._text_of.get(_kind(file), 1.0), 0.98 * file.size)
        return self._before + int(here)

    def say(self) -> None:
        """Report how far it is."""
        self._told("analysing", self.read, self.total)

    def is_time_to_publish(self) -> bool:
        """Whether what is ready should be shown before the rest is."""
        is_late = time.monotonic() - self._began > self._publish_after
        return is_late and self.read < _NEARLY_DONE * self.total

    def published(self) -> None:
        """Say that what is ready is shown."""
        self._publish_after = 2 * (time.monotonic() - self._began)

    def _count(self, batch: parts.Batch) -> None:
        self._told.articles += len(batch.rows)
        text = [0] * len(batch.pieces)
        for number, _, _, article in batch.rows:
            text[number] += len(article.text)
        for given, piece in zip(text, batch.pieces, strict=True):
            if piece.key != self._file:
                self._ended()
                self._file, self._text = piece.key, 0
            self._text += given

    def _ended(self) -> None:
        file = self._todo.get(self._file)
        if file is not None:
            self._before += file.size
            self._text_of[_kind(file)] = max(0.1, self._text / max(1, file.size))


def _kind(file: corpus.SourceFile) -> str:
    return file.path.suffix.lower()


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


# --- what the parts hold -----------------------------------------------------------------------


@dataclass
class Live:
    """Where the analysed pieces of the live files lie.

    Attributes:
        pieces: `part` (its name), `piece` (its number there), `key` of the file, `ordinal`, `last`.
        manifests: of these parts, by name.
        failed: batches that could not be analysed.
    """

    pieces: pd.DataFrame
    manifests: dict[str, dict[str, Any]]
    failed: list[crew.Done] = field(default_factory=list)

    def must_hold(self, names: Sequence[str], keys: Sequence[str]) -> None:
        """Stop where a part is missing that was made: nothing is to be lost unsaid.

        Raises:
            store.StoreError: pieces of a file are neither there nor known to have failed.
        """
        failed = {piece.key for done in self.failed for piece in done.batch.pieces}
        known = _whole(self.pieces) | failed
        missing = [name for name, key in zip(names, keys, strict=True) if key not in known]
        if missing:
            raise store.StoreError(
                f"what was analysed of {missing[0]} is gone from the store; build again"
            )

    def not_analysed(self) -> Iterator[tuple[str, str, int, str]]:
        """What is missing of files: key of the file, what follows its name, row, reason."""
        for done in self.failed:
            for piece, suffix, row, _ in done.batch.rows:
                reason = f"this could not be analysed ({done.error}); build again to try again"
                yield done.batch.pieces[piece].key, suffix, row, reason

    def named(self, files: pd.DataFrame) -> list[dict[str, Any]]:
        """The failed batches by file, first and last row, and reason."""
        name_of = dict(zip(files.key, files.name, strict=True))
        found: dict[tuple[str, str], list[int]] = {}
        for done in self.failed:
            for piece, suffix, row, _ in done.batch.rows:
                file = name_of[done.batch.pieces[piece].key] + suffix
                found.setdefault((file, done.error), []).append(row)
        return [
            {"file": file, "first": min(rows), "last": max(rows), "reason": reason}
            for (file, reason), rows in found.items()
        ]


Seen = dict[str, dict[str, Any]]
"""Manifests of parts that were looked at in this build, by name: parts are immutable."""


def covered(home: store.Store, seen: Seen) -> set[str]:
    """Keys of the files that the parts hold whole."""
    return _whole(_pieces(home, seen))


def _whole(pieces: pd.DataFrame) -> set[str]:
    if pieces.empty:
        return set()
    pieces = pieces.drop_duplicates(["key", "ordinal"])
    last = pieces[pieces["last"]].groupby("key").ordinal.min()
    needed = pieces.key.map(last)
    sizes = pieces[pieces.ordinal <= needed].groupby("key").size()
    return set(sizes.index[sizes.to_numpy() == last[sizes.index].to_numpy() + 1])


def live(home: store.Store, keys: set[str], failed: list[crew.Done], seen: Seen) -> Live:
    """What the parts hold of the files with these keys."""
    pieces = _pieces(home, seen)
    pieces = pieces[pieces.key.isin(keys)].drop_duplicates(["key", "ordinal"])
    used = sorted(set(pieces.part))
    return Live(pieces, {name: seen[name] for name in used}, failed)


def _pieces(home: store.Store, seen: Seen) -> pd.DataFrame:
    found = list[tuple[str, int, str, int, bool]]()
    for folder in sorted(home.parts.iterdir()) if home.parts.is_dir() else []:
        if folder.name.startswith("."):
            continue
        if folder.name not in seen:
            try:
                manifest = store.read_manifest(folder)
            except store.DamagedError:
                continue
            if folder.name != _part_key(manifest):
                continue
            seen[folder.name] = manifest
        manifest = seen[folder.name]
        for number, piece in enumerate(manifest["pieces"]):
            found.append((folder.name, number, piece["key"], piece["ordinal"], piece["last"]))
    columns = ["part", "piece", "key", "ordinal", "last"]
    types: dict[str, Any] = {"last": bool, "ordinal": np.int64}
    return pd.DataFrame(found, columns=columns).astype(types)


def _part_key(manifest: dict[str, Any]) -> str:
    """The name that a part would get today: another version of an annotator gives another."""
    return parts.Batch([parts.Piece(**piece) for piece in manifest["pieces"]]).key
