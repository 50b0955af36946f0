"""A build that is killed, or has no room, loses nothing: what is there opens, the next goes on."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lib import annotate, index, open_corpus
from lib.index import analysing, parts, store
from tests.browsing import ROOT
from tests.index.test_build import assert_same, stories, story

Write = Callable[..., Path]

KILLER = """
import os, signal, sys, time
from pathlib import Path
import sklearn.decomposition
from lib import index
from lib.index import parts
parts.BATCH_ARTICLES = 8

corpus, store = map(Path, sys.argv[1:3])

def child(work):
    # A process of its own each time, forked before this one has any thread.
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return pid

def ended(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def opens():
    len(index.open_current(corpus, store).days)

began = time.monotonic()
assert ended(child(lambda: index.build(corpus, store, workers=1))) == 0
whole = time.monotonic() - began
for line in sys.stdin:
    name, point, text = line.rstrip("\\n").split("\\t")
    (corpus / name).write_text(text.replace("|", "\\n"))
    pid = child(lambda: index.build(corpus, store, workers=1))
    time.sleep(float(point) * whole)
    os.kill(pid, signal.SIGKILL)
    print("killed" if ended(pid) else "done", ended(child(opens)), flush=True)
"""


def test_a_build_killed_at_twenty_points_opens_and_goes_on(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(40)))
    points = random.Random(3)
    rounds = []
    for number in range(20):
        # Every third one changes an article that is there, the others add one.
        name = f"story{number if number % 3 == 0 else 100 + number:03}.txt"
        text = story(100 + number, "another").replace("\n", "|")
        rounds.append(f"{name}\t{points.uniform(0.02, 0.95)}\t{text}\n")
    command = [sys.executable, "-c", KILLER, str(folder), str(tmp_path / "store")]
    said = subprocess.run(
        command, cwd=ROOT, input="".join(rounds), text=True, capture_output=True, timeout=300
    )
    assert said.returncode == 0, said.stderr
    outcomes = [line.split() for line in said.stdout.splitlines()]
    assert [opened for _, opened in outcomes] == ["0"] * 20, said.stdout
    assert sum(how == "killed" for how, _ in outcomes) >= 10
    home = index.Store(folder, tmp_path / "store")
    grown = open_corpus(folder, tmp_path / "store", workers=1)
    assert_same(grown, open_corpus(folder, tmp_path / "fresh", workers=1))
    for kept in (home.parts, home.segments, home.generations):
        assert not [path for path in kept.iterdir() if path.name.startswith(".")]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from lib.__main__ import main
sys.exit(main(["build", *sys.argv[2:], "--workers", "1"]))
"""


@pytest.mark.parametrize("most", [3_000, 12_000, 40_000])
def test_a_disk_without_room_is_one_line_and_nothing_is_lost(
    corpus_factory: Write, tmp_path: Path, most: int
) -> None:
    folder = corpus_factory(stories(range(30)))
    store = ["--store", str(tmp_path / "store")]
    before = open_corpus(folder, tmp_path / "store", workers=1)
    for name, text in stories(range(30, 300)).items():
        (folder / name).write_text(text, "utf-8")
    command = [sys.executable, "-c", LIMITED, str(most), str(folder), *store]
    said = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    last = said.stderr.splitlines()[-1]
    assert last.startswith("wirescope build: ") and "too large" in last, said.stderr
    assert open_corpus(folder, tmp_path / "store", build=False).digest == before.digest
    after = open_corpus(folder, tmp_path / "store", workers=1)
    assert_same(after, open_corpus(folder, tmp_path / "fresh", workers=1))


def test_a_long_build_shows_what_is_ready(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.index.parts.BATCH_ARTICLES", 12)
    monkeypatch.setattr(analysing.Reading, "is_time_to_publish", lambda _: True)
    folder = corpus_factory(stories(range(40)))
    seen: list[tuple[int, int]] = []
    others = index.Store(folder, tmp_path / "store").parts / "made-meanwhile"
    others.mkdir(parents=True)

    def look(stage: str, done: int, total: int) -> None:
        if stage == "analysing" and done and index.Store(folder, tmp_path / "store").progress():
            try:
                opened = index.open_current(folder, tmp_path / "store")
            except index.NotBuiltError:
                return
            seen.append((len(opened), len(opened.nearest(0, 3))))
            assert opened.still_coming is not None and 0 <= opened.still_coming < 1
            assert index.is_stale(folder, tmp_path / "store")
            assert others.exists()

    opened = open_corpus(folder, tmp_path / "store", workers=1, report=look)
    assert seen and all(0 < size < 40 and similar for size, similar in seen)
    assert opened.still_coming is None and not others.exists()
    assert_same(opened, open_corpus(folder, tmp_path / "fresh", workers=1))


def test_a_part_that_goes_while_it_builds_is_not_lost_unsaid(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.index.parts.BATCH_ARTICLES", 10)
    folder = corpus_factory(stories(range(30)))
    analyse, made = parts.analyse, list[str]()

    def losing(batch: parts.Batch, target: Path) -> str:
        made.append(analyse(batch, target))
        if len(made) == 2:
            shutil.rmtree(target / made[0])
        return made[-1]

    monkeypatch.setattr(parts, "analyse", losing)
    with pytest.raises(index.StoreError, match=r"what was analysed of story0\d\d\.txt is gone"):
        index.build(folder, tmp_path / "store", workers=1)
    assert len(open_corpus(folder, tmp_path / "store", workers=1)) == 30


def test_a_whole_generation_does_not_give_way_to_a_part(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(20)))
    before = index.build(folder, tmp_path / "store", workers=1)
    monkeypatch.setattr(parts, "BATCH_ARTICLES", 5)
    monkeypatch.setattr(analysing, "FIRST_PUBLISHED", 0.0)
    for name, text in stories(range(20, 40)).items():
        (folder / name).write_text(text, "utf-8")
    seen = set[Path]()

    def look(stage: str, *_: int) -> None:
        if stage != "done":
            seen.add(index.Store(folder, tmp_path / "store").current())

    index.build(folder, tmp_path / "store", workers=1, report=look)
    assert seen == {before}


def test_another_version_takes_nothing_from_the_generation_before_but_its_order(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(20)))
    before = open_corpus(folder, tmp_path / "store", workers=1)
    monkeypatch.setattr(annotate, "VERSION", "another")
    after = open_corpus(folder, tmp_path / "store", workers=1)
    assert after.ids.to_pylist() == before.ids.to_pylist()
    assert (after.articles.added.to_numpy() == before.articles.added.to_numpy()).all()
    named = [{run["name"] for run in corpus.manifest["segments"]} for corpus in (before, after)]
    assert not named[0] & named[1]
    monkeypatch.setattr(store, "FORMAT", store.FORMAT + 1)
    with pytest.raises(index.DamagedError, match="of another version of Wirescope"):
        open_corpus(folder, tmp_path / "store", build=False)
    assert len(open_corpus(folder, tmp_path / "store", workers=1)) == 20
