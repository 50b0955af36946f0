"""The store: one pointer, one builder, and nothing removed that somebody has open."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lib import index, open_corpus
from lib.index import store
from tests.conftest import TINY

Write = Callable[..., Path]


@pytest.fixture
def home(tmp_path: Path) -> store.Store:
    made = store.Store(tmp_path / "My Corpus (2).csv", tmp_path / "store")
    made.create()
    return made


def _generation(home: store.Store, name: str, parts: list[str]) -> Path:
    with store.whole_folder(home.generations / name) as folder:
        (folder / "data").write_text(name)
        segments = [{"name": part} for part in parts]
        store.write_manifest(folder, {"parts": parts, "segments": segments})
    for part in parts:
        (home.parts / part).mkdir(exist_ok=True)
        (home.segments / part).mkdir(exist_ok=True)
    return home.generations / name


WORKSPACE = "workspace.sqlite"
ONE, TWO, THREE = "1" * 16, "2" * 16, "3" * 16


def test_a_store_is_named_for_its_corpus_and_its_path(tmp_path: Path) -> None:
    homes = [store.Store(tmp_path / name / "news", tmp_path).home.name for name in ("a", "b")]
    assert homes[0] != homes[1]
    assert all(name.startswith("news-") for name in homes)
    same = store.Store(tmp_path / "a" / ".." / "a" / "news", tmp_path).home.name
    assert same == homes[0]


def test_the_default_store_lies_in_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/cache")
    assert store.default_root() == Path("/somewhere/cache/wirescope")


def test_the_workspace_lies_where_nobody_clears_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/cache")
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    default = store.Store(Path("/news"))
    assert default.workspace == Path("/somewhere/data/wirescope", default.home.name, WORKSPACE)
    named = store.Store(Path("/news"), Path("/srv/wirescope"))
    assert named.workspace == named.home / WORKSPACE
    same = store.Store(Path("/news"), Path("/somewhere/cache/wirescope"))
    assert same.workspace == default.workspace


def test_nothing_is_current_before_the_first_build(home: store.Store) -> None:
    with pytest.raises(index.NotBuiltError):
        home.current()


def test_the_pointer_moves(home: store.Store) -> None:
    one, two = _generation(home, ONE, []), _generation(home, TWO, [])
    home.publish(one)
    assert home.current() == one
    home.publish(two)
    assert home.current() == two


@pytest.mark.parametrize(
    "written", [b"", b"../../etc", b"4" * 16, b"\xff\xfe", b"g" * 16], ids=repr
)
def test_a_pointer_to_nothing_is_damage(home: store.Store, written: bytes) -> None:
    (home.home / "current").write_bytes(written)
    with pytest.raises(index.DamagedError):
        home.current()


def test_a_discarded_generation_is_not_opened_again(home: store.Store) -> None:
    one = _generation(home, ONE, [])
    home.publish(one)
    home.discard(one)
    home.discard(one)
    with pytest.raises(index.DamagedError):
        home.current()
    assert home.pointed() == one


def test_a_manifest_knows_the_size_of_every_file(home: store.Store) -> None:
    one = _generation(home, ONE, ["p"])
    assert store.read_manifest(one)["parts"] == ["p"]
    (one / "data").write_text("short")
    with pytest.raises(index.DamagedError, match="data is damaged"):
        store.read_manifest(one)
    (one / "data").unlink()
    with pytest.raises(index.DamagedError, match="data is damaged"):
        store.read_manifest(one)


def test_a_folder_appears_whole_or_not_at_all(home: store.Store) -> None:
    target = home.generations / ONE
    with pytest.raises(KeyboardInterrupt), store.whole_folder(target) as folder:
        (folder / "half").write_text("")
        raise KeyboardInterrupt
    assert list(home.generations.iterdir()) == []


def test_a_small_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    store.write_whole(tmp_path / "file", "before")
    with pytest.raises(UnicodeEncodeError):
        store.write_whole(tmp_path / "file", "after \ud800")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_pruning_keeps_the_current_generation_and_those_that_are_open(home: store.Store) -> None:
    one, two, three = (
        _generation(home, name, parts)
        for name, parts in ((ONE, ["a"]), (TWO, ["b"]), (THREE, ["c"]))
    )
    for folder in (home.parts, home.segments):
        (folder / "stray").mkdir()
    home.publish(three)
    held = store.hold(two)
    home.prune()
    assert (one.exists(), two.exists(), three.exists()) == (False, True, True)
    for folder in (home.parts, home.segments):
        assert sorted(path.name for path in folder.iterdir()) == ["b", "c"]
    os.close(held)
    home.prune()
    assert not two.exists()
    for folder in (home.parts, home.segments):
        assert [path.name for path in folder.iterdir()] == ["c"]


def test_what_is_not_there_cannot_be_held(home: store.Store) -> None:
    with pytest.raises(index.DamagedError):
        store.hold(home.generations / ONE)


def test_a_corpus_holds_its_generation_until_it_is_let_go(
    corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory(TINY)
    opened = open_corpus(folder, store_root)
    generations = index.Store(folder, store_root).generations
    (folder / "talks.txt").unlink()
    index.build(folder, store_root)
    assert len(list(generations.iterdir())) == 2
    assert "Lavrov" in opened.text(opened.row_of(opened.search("Lavrov").id.iloc[0]))
    del opened
    gc.collect()
    (folder / "harvest.txt").unlink()
    index.build(folder, store_root)
    assert len(list(generations.iterdir())) == 1


def test_one_builder_at_a_time(home: store.Store) -> None:
    other = store.Store(home.corpus, home.home.parent)
    assert not home.is_building()
    with home.building():
        assert other.is_building()
        with pytest.raises(index.BuildRunningError), other.building():
            pass
    assert not other.is_building()
    with other.building():
        pass


def test_looking_whether_a_build_runs_makes_no_store(tmp_path: Path) -> None:
    assert not store.Store(tmp_path / "corpus", tmp_path / "store").is_building()
    assert not (tmp_path / "store").exists()


def test_settings_are_added_to_and_survive_nonsense(home: store.Store) -> None:
    home.remember(map="date=day")
    home.remember(other=1)
    assert home.settings() == {"corpus": str(home.corpus), "map": "date=day", "other": 1}
    for nonsense in ("{", "[]", ""):
        (home.home / "corpus.json").write_text(nonsense)
        assert home.settings() == {}


def test_progress_is_what_was_reported(home: store.Store) -> None:
    assert home.progress() == {}
    home.report({"stage": "analysing", "done": 1})
    assert home.progress() == {"stage": "analysing", "done": 1}
    (home.home / "progress.json").write_text("{")
    assert home.progress() == {}


def test_a_store_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(index.StoreError, match="name another with --store"):
        store.Store(tmp_path / "corpus", tmp_path / "store").create()


def test_leftovers_of_killed_writers_go_when_they_are_old(home: store.Store) -> None:
    home.publish(_generation(home, ONE, []))
    for name, age in ((".current-old", 7_200), (".current-new", 0)):
        path = home.home / name
        path.write_text("")
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    home.prune()
    assert [path.name for path in home.home.glob(".*")] == [".current-new"]


def test_a_read_only_store_can_be_opened(corpus_factory: Write, store_root: Path) -> None:
    folder = corpus_factory(TINY)
    generation = index.build(folder, store_root)
    in_use = generation / "in-use"
    assert in_use.exists()  # nothing has to be made to hold it
    assert "in-use" not in json.loads((generation / "manifest.json").read_text())["sizes"]


def test_digests_keep_their_parts_apart() -> None:
    assert store.digest_of("a", "bc") != store.digest_of("ab", "c")
    assert len(store.digest_of("x", size=4)) == 8
    assert store.digest_of("\ud800")
