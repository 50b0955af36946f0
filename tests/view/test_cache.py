"""Builders that the app starts, and the watch over the files of its corpus."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import plotly.graph_objects as go
import pytest

from lib import Corpus, index
from lib.measure.selection import Selection
from lib.measure.time import timeline
from lib.view import cache, charts
from tests.conftest import TINY


@pytest.fixture
def home(
    tiny_corpus: Path, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[index.Store]:
    monkeypatch.setenv(cache.CORPUS_VARIABLE, str(tiny_corpus))
    monkeypatch.setenv(cache.STORE_VARIABLE, str(store_root))
    yield cache.store()
    _until(lambda: not cache.is_building())


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_build_is_started_once_whoever_asks(home: index.Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: cache.start_build(), range(4)))
    assert sorted(started) == [False, False, False, True]
    assert cache.is_building()
    _until(lambda: not cache.is_building())
    assert cache.build_failure() is None
    assert cache.build_progress()["stage"] == "done"
    assert len(cache.opened(home.current().name)) == 3


def test_changed_files_are_seen_without_waiting_for_the_look(
    home: index.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_LOOK_EVERY", 0.05)
    monkeypatch.setattr(cache, "_LOOK_SHARE", 0)
    generation = index.build(home.corpus, home.home.parent).name
    assert not cache.is_stale(generation)  # nobody has looked yet
    _until(lambda: cache.files_digest() == generation)
    (home.corpus / "more.txt").write_text(TINY["truce.txt"] + "More.\n", "utf-8")
    _until(lambda: cache.is_stale(generation))
    after = index.build(home.corpus, home.home.parent).name
    assert not cache.is_stale(after)  # what was seen before that build says nothing of it
    _until(lambda: cache.files_digest() == after)


def test_files_that_cannot_be_read_are_not_changed_files(
    home: index.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = index.build(home.corpus, home.home.parent).name
    home.corpus.rename(home.corpus.with_name("elsewhere"))
    assert cache._watch(str(home.home)).look(home) == ""
    assert not cache.is_stale(generation)


def test_a_builder_of_another_version_is_not_started_again_and_again(
    home: index.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = index.build(home.corpus, home.home.parent).name
    monkeypatch.setattr("lib.annotate.VERSION", "of the server")
    now = cache._watch(str(home.home)).look(home)
    assert now != generation and cache.is_stale(generation)
    assert cache.start_build()
    _until(lambda: not cache.is_building())
    assert home.current().name == generation
    assert not cache.is_stale(generation)


def test_a_failed_build_says_why_until_the_files_change(home: index.Store) -> None:
    home.create()
    (home.home / "corpus.json").write_text('{"map": "nonsense"}', "utf-8")
    cache.start_build()
    _until(lambda: not cache.is_building())
    assert "'nonsense' is no mapping" in str(cache.build_failure())
    cache.forget_build()
    assert cache.build_failure() is None


def test_a_picture_is_drawn_once_for_all_who_look_at_the_same_thing(home: index.Store) -> None:
    seen = cache.opened(index.build(home.corpus, home.home.parent).name)
    asked = []

    def figure(corpus: Corpus, selection: Selection) -> go.Figure:
        asked.append(selection.words)
        return charts.timeline(timeline(corpus, selection))

    first, again = (cache.picture(figure, seen, Selection()) for _ in range(2))
    other = cache.picture(figure, seen, Selection(words="truce"))
    assert asked == ["", "truce"]
    assert again is first
    assert other.to_json() != first.to_json()
