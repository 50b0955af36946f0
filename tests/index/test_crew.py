"""Batches are analysed wherever there are workers; one that dies, or fails, costs only itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib import corpus, index, open_corpus
from lib.index import crew, parts, store
from tests.browsing import ROOT
from tests.index.test_build import assert_same, stories, story

Write = Callable[..., Path]


def batch(name: str) -> parts.Batch:
    """A batch of one article of this title."""
    found = next(corpus.read(ROOT / "seeds" / "000_20067b5787b0c9a5.txt"))
    assert isinstance(found, corpus.Row)
    made = parts.Batch([parts.Piece(name)], [(0, "", 1, found.article)])
    made.characters = 1
    return made


def analysed(given: parts.Batch, folder: Path) -> str:
    """What happens to a batch is in its name."""
    name = given.pieces[0].key
    with (folder / f"{name}.tried").open("a") as tried:
        tried.write("x")
    attempts = len((folder / f"{name}.tried").read_text())
    if name == "fails":
        raise ValueError("no such thing\nas this")
    if name == "full":
        raise OSError(28, "No space left on device", "articles.arrow")
    if name == "kills" or (name == "kills once" and attempts == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / name).touch()
    return given.key


def outcome(folder: Path, names: list[str], workers: int) -> dict[str, str]:
    done = crew.run(map(batch, names), folder, workers, analyse=analysed)
    return {one.batch.pieces[0].key: one.error for one in done}


def test_what_fails_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    found = outcome(tmp_path, ["a", "fails", "b", "c"], 1)
    assert found == {"a": "", "fails": "ValueError: no such thing", "b": "", "c": ""}
    assert all((tmp_path / name).exists() for name in "abc")


def test_a_process_that_dies_costs_a_retry_and_what_kills_each_is_given_up(tmp_path: Path) -> None:
    names = ["a", "b", "kills once", "c", "kills", "fails", "d", "e"]
    expected = dict.fromkeys(names, "") | {
        "fails": "ValueError: no such thing",
        "kills": "the process died of it",
    }
    assert outcome(tmp_path, names, 2) == expected
    # It may have been waiting when the other one brought the processes down.
    assert len((tmp_path / "kills.tried").read_text()) in (crew.ATTEMPTS - 1, crew.ATTEMPTS)
    assert all((tmp_path / name).exists() for name in "abcde")


def test_a_full_disk_stops_the_build_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        index.StoreError, match=r"No space left on device \(articles\.arrow\); what"
    ):
        outcome(tmp_path, ["a", "full", "b"], 1)
    assert (tmp_path / "a").exists() and not (tmp_path / "b").exists()


# --- through a build ---------------------------------------------------------------------------


def test_what_cannot_be_analysed_is_a_reject_until_the_next_build(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "BATCH_ARTICLES", 4)
    folder = corpus_factory(stories(range(12)))
    analyse = parts.analyse

    def failing(given: parts.Batch, target: Path) -> str:
        if any("serial5 " in article.text for *_, article in given.rows):
            raise ZeroDivisionError("by nothing")
        return analyse(given, target)

    with monkeypatch.context() as patched:
        patched.setattr(parts, "analyse", failing)
        partly = open_corpus(folder, tmp_path / "store", workers=1)
    assert (len(partly), partly.counts["read"], partly.counts["rejected"]) == (8, 12, 4)
    reason = "this could not be analysed (ZeroDivisionError: by nothing); build again to try again"
    assert partly.rejects.to_dict("records") == [
        {"file": f"story{number:03}.txt", "row": 1, "reason": reason} for number in (4, 5, 6, 7)
    ]
    assert [failed["file"] for failed in partly.manifest["failed"]] == [
        f"story{number:03}.txt" for number in (4, 5, 6, 7)
    ]
    assert index.is_stale(folder, tmp_path / "store")
    again = open_corpus(folder, tmp_path / "store", workers=1)
    assert again.manifest["failed"] == []
    assert_same(again, open_corpus(folder, tmp_path / "fresh", workers=1))


# --- a cluster ---------------------------------------------------------------------------------


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `python -m MODULE ARGUMENTS`; what was started ends with the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", module, *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes.append(subprocess.Popen(command, cwd=ROOT, **quiet))  # type: ignore[call-overload]
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def _address(file: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            return str(json.loads(file.read_text())["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise AssertionError("no scheduler")


def test_a_cluster_gives_the_same_though_a_worker_is_killed_midway(
    corpus_factory: Write, tmp_path: Path, started: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "BATCH_ARTICLES", 150)
    rows = (
        {"title": f"On grain {n}", "text": story(n) * 8, "date": "2025-03-01"} for n in range(1_500)
    )
    folder = corpus_factory({"rows.jsonl": "".join(json.dumps(row) + "\n" for row in rows)})
    file = tmp_path / "scheduler.json"
    started(
        "distributed.cli.dask_scheduler",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(file),
    )
    address = _address(file)
    options = (address, "--no-nanny", "--nthreads", "1", "--no-dashboard")
    first, _ = (started("distributed.cli.dask_worker", *options) for _ in range(2))

    def killing(stage: str, done: int, total: int) -> None:
        if stage == "analysing" and done > total / 4 and first.poll() is None:
            first.kill()

    opened = open_corpus(folder, tmp_path / "cluster", scheduler=address, report=killing)
    assert first.wait(10) == -signal.SIGKILL
    assert len(opened) == 1_500 and opened.manifest["failed"] == []
    assert not list(store.Store(folder, tmp_path / "cluster").parts.glob(".handed-*"))
    assert_same(opened, open_corpus(folder, tmp_path / "here", workers=1))


def test_a_scheduler_that_does_not_answer_is_said(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_ANSWER_SECONDS", 1)
    folder = corpus_factory(stories(range(3)))
    with pytest.raises(
        index.StoreError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"
    ):
        index.build(folder, tmp_path / "store", scheduler="tcp://127.0.0.1:9")
