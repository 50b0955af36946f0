"""Building the analysed corpus: what is new is analysed into parts, and pooled into a generation.

    files -> batches -> parts (any process)  -> pooled (`lib.index.pooling`)
             each kept on disk when done         one new generation, then the pointer moves

Nothing is lost when a build is killed: finished parts are found again, and the generation that
was open stays the current one.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from lib import corpus
from lib.index import analysing, crew, pooling, store
from lib.index.inventory import Files, mapping_of, survey

Report = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and how much there is (0: not known)."""


def build(
    path: Path,
    root: Path | None = None,
    mapping: corpus.Mapping | None = None,
    workers: int | None = None,
    report: Report | None = None,
    scheduler: str | None = None,
    refit_topics: bool = False,
) -> Path:
    """Bring the analysed corpus up to date with its files.

    Args:
        path: the folder or file that is the corpus.
        root: the folder of stores; the user's cache by default.
        mapping: which column is which field; remembered. By default the remembered one.
        workers: processes to analyse with; all cores by default.
        report: told how far the build is.
        scheduler: the address of a Dask cluster to analyse with, `tcp://host:port`; its workers
            must see the store under the same path.
        refit_topics: find the topics anew. A large corpus else keeps them until it has grown by a
            quarter, and projects on them what is new.

    Returns:
        The folder of the current generation. What could not be analysed is in the manifest, under
        `failed`; the rest is there, and the next build tries again.

    Raises:
        corpus.CorpusError: the corpus cannot be read at all.
        store.BuildRunningError: another process builds this corpus.
        store.StoreError: the store cannot be written.
    """
    home = store.Store(path, root)
    if not home.corpus.exists():
        corpus.files(home.corpus)  # says what is wrong, before a store is made for it
    # One thread for linear algebra: on cores that are shared, several wait for one another busily,
    # and a build took five times the processor time for its topics.
    with home.building(), threadpool_limits(1):
        told = _Told(home, report)
        told("looking for files", 0, 0)
        mapping = mapping_of(home, mapping)
        home.remember(map=str(mapping))
        if refit_topics:
            home.remember(refits=home.refits + 1)
        files = survey(home, mapping)
        target = home.generations / files.digest
        if not _is_whole(target):
            if target.exists():
                told("replacing what was damaged", 0, 0)
            work = _Build(home, files, mapping, told)
            target = work.all_of_it(workers or os.cpu_count() or 1, scheduler)
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
        self.articles = 0
        self.analysed: dict[str, Any] = {"articles": 0, "seconds": {}}

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
            known |= {"articles": self.articles}
            self._home.report(known | {"started": self._started, "now": now})
        if self._report is not None:
            self._report(stage, done, total)

    def add(self, part: dict[str, Any]) -> None:
        """Add what a new part says of itself: its articles, and where its time went."""
        self.analysed["articles"] += part["articles"]
        seconds = self.analysed["seconds"]
        for what, spent in part["seconds"].items():
            seconds[what] = round(seconds.get(what, 0.0) + spent, 3)


def _is_whole(generation: Path) -> bool:
    return store.is_whole(generation) and all(map(store.is_whole, store.made_of(generation)))


@dataclass
class _Build:
    """One build: analyses what is new, and pools."""

    home: store.Store
    files: Files
    mapping: corpus.Mapping
    told: _Told
    seen: analysing.Seen = field(default_factory=dict)

    def all_of_it(self, workers: int, scheduler: str | None) -> Path:
        """Build the generation of all files; returns its folder."""
        todo = self.files.todo(self.home, self.seen)
        new = analysing.Reading(self.home, todo, self.mapping, self.told)
        failed = []
        for done in crew.run(new.batches(), self.home.parts, new.crew(workers), scheduler):
            new.say()
            if done.error:
                failed.append(done)
                continue
            self.told.add(store.read_manifest(self.home.parts / done.batch.key, check=False))
            if new.is_time_to_publish() and not self._has_more():
                self._publish_part(new)
        live = analysing.live(self.home, set(self.files.table.key), failed, self.seen)
        live.must_hold(self.files.table.name, self.files.table.key)
        return self._pooled(live)

    def _has_more(self) -> bool:
        """Whether the current generation can be opened, and is no part itself."""
        try:
            manifest = store.read_manifest(self.home.current(), check=False)
        except store.StoreError:
            return False
        return manifest.get("format") == store.FORMAT and manifest["partial"] is None

    def _publish_part(self, new: analysing.Reading) -> None:
        """Make what is ready a generation of its own, so that it can be looked at.

        Nothing is pruned yet: others go on making parts meanwhile.
        """
        live = analysing.live(self.home, set(self.files.table.key), [], self.seen)
        self._publish(self._pooled(live, {"read": new.read, "of": new.total}))
        new.published()

    def _publish(self, generation: Path) -> None:
        self.home.publish(generation)
        self.told("published", 0, 0)

    def _pooled(self, live: analysing.Live, partial: dict[str, int] | None = None) -> Path:
        digest = self.files.digest
        if partial is not None:
            digest = store.digest_of(digest, *live.manifests)
        if live.failed:
            digest = store.digest_of(digest, *(done.batch.key for done in live.failed))
        target = self.home.generations / digest
        if _is_whole(target):
            return target
        pool = pooling.Pooling(self.home, self.files, live, self.mapping, self.told)
        if partial is not None:
            pool.at_once(target, partial)
            return target
        if pool.only_adds:
            first = self.home.generations / store.digest_of(digest, "at once")
            pool.at_once(first)
            self._publish(first)
        pool.whole(target)
        return target


def describe(generation: Path) -> str:
    """A generation's counts as one line of JSON, for people and tests."""
    return json.dumps(store.read_manifest(generation)["counts"])
