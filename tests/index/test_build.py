"""A build brings the analysed corpus up to date, whatever happened to the files or to the build."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib import corpus, index, open_corpus
from lib.index import parts, pooling, sharing, topics
from tests.browsing import ROOT
from tests.conftest import TINY

Write = Callable[..., Path]

TOPICS = {
    "grain": "wheat harvest grain export farmers silo tonnes price market yield",
    "talks": "truce talks delegation ceasefire summit negotiator proposal Putin Trump Lavrov",
    "trade": "tariff import customs duty factory steel exporter deal commerce quota",
}


def story(number: int, word: str = "") -> str:
    """An article in the founding format, of one of three subjects, with a word of its own."""
    subject = list(TOPICS)[number % 3]
    words = TOPICS[subject].split()
    body = " ".join(words[(number + step) % len(words)] for step in range(25))
    day = f"2025-0{1 + number % 9}-{1 + number % 28:02}"
    return f" date {day} {number}\nOn {subject} {number}\nKYIV - {body} serial{number} {word}.\n"


def stories(numbers: range) -> dict[str, str]:
    return {f"story{number:03}.txt": story(number) for number in numbers}


def tables(opened: Any) -> dict[str, pd.DataFrame]:
    """All that a generation holds, in the order of the articles' ids, without its row numbers."""
    ids = opened.ids.to_pylist()
    order = np.argsort(ids)
    articles = opened.articles.iloc[order].drop(columns="added").reset_index(drop=True)
    articles["text"] = [opened.text(int(row)) for row in order]
    places = [(ids[row], *place) for row in order for place in sorted(opened.places_of(int(row)))]
    mentions = opened.mentions.drop(columns=["chain"])
    terms = sorted(opened.vocabulary)
    by_term = [opened.vocabulary.number(term) for term in terms]
    counts = pd.DataFrame(opened.term_counts[order][:, by_term].toarray(), columns=terms)
    weights = pd.DataFrame(opened.term_weights[order][:, by_term].toarray()).round(5)
    return {
        "articles": articles,
        "places": pd.DataFrame(places),
        "mentions": mentions.sort_values(["article", "in", "start"], ignore_index=True),
        "counts": counts.astype(int),
        "weights": weights,
        "stories": pd.DataFrame({"story": [ids[opened.stories[row]] for row in order]}),
        "files": opened.files.sort_values("name", ignore_index=True),
        "rejects": opened.rejects,
        "left_out": opened.left_out,
    }


def found(opened: Any, words: str) -> list[str]:
    return sorted(opened.search(words).id)


def assert_same(one: Any, other: Any) -> None:
    assert one.digest == other.digest
    assert one.counts == other.counts
    expected = tables(other)
    for name, table in tables(one).items():
        pd.testing.assert_frame_equal(table, expected[name], obj=name)
    for words in ("wheat", "truce AND talks", '"tariff import"', "serial7", "title:grain"):
        assert found(one, words) == found(other, words)
    topics = [[m["digest"] for m in opened.manifest["topics"]] for opened in (one, other)]
    assert topics[0] == topics[1]


def add(folder: Path) -> None:
    for name, text in stories(range(40, 52)).items():
        (folder / name).write_text(text, "utf-8")


def remove(folder: Path) -> None:
    for number in (3, 17, 39):
        (folder / f"story{number:03}.txt").unlink()


def change(folder: Path) -> None:
    (folder / "story005.txt").write_text(story(5, "changed wheat"), "utf-8")


def repeat(folder: Path) -> None:
    (folder / "again.txt").write_text(story(7), "utf-8")
    (folder / "deep").mkdir()
    (folder / "deep" / "story007.txt").write_text(story(7), "utf-8")


def drop_first_place(folder: Path) -> None:
    repeat(folder)
    (folder / "story007.txt").unlink()


def reject(folder: Path) -> None:
    (folder / "bad.csv").write_text("title,date\nOne,2025-02-30\nTwo,2025-02-20\n", "utf-8")


def all_of_it(folder: Path) -> None:
    for step in (add, remove, change, repeat, reject):
        step(folder)


@pytest.mark.parametrize(
    "step",
    [add, remove, change, repeat, drop_first_place, reject, all_of_it],
    ids=lambda s: s.__name__,
)
def test_changed_files_give_what_a_fresh_build_gives(
    corpus_factory: Write, tmp_path: Path, step: Callable[[Path], None]
) -> None:
    folder = corpus_factory(stories(range(40)))
    open_corpus(folder, tmp_path / "grown", workers=1)
    step(folder)
    grown = open_corpus(folder, tmp_path / "grown", workers=1)
    assert_same(grown, open_corpus(folder, tmp_path / "fresh", workers=1))


def test_where_files_go_copies_are_looked_for_among_what_they_shared(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ten articles make a print common here, so that some become rare again.
    monkeypatch.setattr(sharing, "COMMON", 9)
    monkeypatch.setattr(sharing, "MOST_CHANGED", 1.0)
    folder = corpus_factory(stories(range(40)))
    open_corpus(folder, tmp_path / "grown", workers=1)
    all_of_it(folder)
    with monkeypatch.context() as patch:
        patch.delattr(sharing, "_from_scratch")
        grown = open_corpus(folder, tmp_path / "grown", workers=1)
    fresh = open_corpus(folder, tmp_path / "fresh", workers=1)
    assert_same(grown, fresh)
    assert len(fresh.clusters) > 2


def test_order_of_arrival_leaves_no_trace(corpus_factory: Write, tmp_path: Path) -> None:
    folder = corpus_factory(stories(range(20, 30)))
    open_corpus(folder, tmp_path / "grown", workers=1)
    for numbers in (range(10), range(10, 20)):
        for name, text in stories(numbers).items():
            (folder / name).write_text(text, "utf-8")
        grown = open_corpus(folder, tmp_path / "grown", workers=1)
    assert_same(grown, open_corpus(folder, tmp_path / "fresh", workers=1))


@pytest.mark.parametrize(("added", "kept"), [(5, True), (15, False)])
def test_a_large_corpus_keeps_its_topics_until_it_has_grown_by_a_quarter(
    corpus_factory: Write, store_root: Path, monkeypatch: pytest.MonkeyPatch, added: int, kept: bool
) -> None:
    monkeypatch.setattr(topics, "KEPT_FROM", 40)
    folder = corpus_factory(stories(range(40)))
    before = open_corpus(folder, store_root)
    for name, text in stories(range(40, 40 + added)).items():
        (folder / name).write_text(text, "utf-8")
    after = open_corpus(folder, store_root)
    model, grown = before.topics(8), after.topics(8)
    assert (model.digest == grown.digest) is kept
    assert grown.weights.shape == (40 + added, 8)
    np.testing.assert_allclose(grown.weights.sum(axis=1), 1, atol=1e-5)
    if kept:
        assert (grown.weights[:40] == model.weights).all()
        assert grown.words == model.words
        # What is new is projected: stories 40 to 44 have the words of 10 to 14, in their order.
        assert grown.strongest()[40:].tolist() == model.strongest()[10:15].tolist()


def test_topics_are_found_anew_on_request(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "KEPT_FROM", 40)
    folder = corpus_factory(stories(range(40)))
    before = open_corpus(folder, tmp_path / "grown")
    for name, text in stories(range(40, 45)).items():
        (folder / name).write_text(text, "utf-8")
    kept = open_corpus(folder, tmp_path / "grown")
    assert (kept.topics_fitted, len(kept)) == (40, 45)
    anew = open_corpus(folder, tmp_path / "grown", refit_topics=True)
    fresh = open_corpus(folder, tmp_path / "fresh")
    assert (anew.topics_fitted, anew.topics(8).digest) == (45, fresh.topics(8).digest)
    assert anew.topics(8).digest != kept.topics(8).digest == before.topics(8).digest
    assert anew.digest != kept.digest
    # Without the request nothing is done again.
    assert open_corpus(folder, tmp_path / "grown").manifest["built"] == anew.manifest["built"]


def published(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The generations that builds publish from now on, opened as each is."""
    seen: list[Any] = []
    publish = index.Store.publish

    def watched(home: index.Store, generation: Path) -> None:
        publish(home, generation)
        seen.append(open_corpus(home.corpus, home.home.parent, build=False))

    monkeypatch.setattr(index.Store, "publish", watched)
    return seen


def test_new_articles_are_shown_before_all_is_decided_about_them(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "FIRST_SHOWN_FROM", 40)
    folder = corpus_factory(stories(range(40)))
    before = open_corpus(folder, tmp_path / "grown", workers=1)
    add(folder)
    with monkeypatch.context() as patched:
        seen = published(patched)
        index.build(folder, tmp_path / "grown", workers=1)
    first, whole = seen[0], seen[-1]
    assert (first.settled, len(first), whole.settled) == (40, 52, 52)
    assert found(first, "wheat") == found(whole, "wheat") != found(before, "wheat")
    pd.testing.assert_frame_equal(first.articles, whole.articles)
    assert (first.term_weights != whole.term_weights).nnz == 0
    listed = whole.mentions.merge(whole.actors.query("listed")["id"].rename("actor"))
    shown = first.mentions.merge(first.actors.query("listed")["id"].rename("actor"))
    pd.testing.assert_frame_equal(listed, shown)
    assert set(shown.article[-5:]) <= set(first.ids.to_pylist()[40:])
    # Of what is not decided yet the new articles have nothing, and the others what they had.
    assert first.stories.tolist() == [*before.stories.tolist(), *range(40, 52)]
    assert first.clusters.numbers.tolist() == [*before.clusters.numbers.tolist(), *[-1] * 12]
    assert len(first.events) == len(before.events) == len(first.event_numbers)
    assert_same(whole, open_corpus(folder, tmp_path / "fresh", workers=1))


def test_a_build_that_ends_before_all_is_decided_is_taken_up(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "FIRST_SHOWN_FROM", 40)
    folder = corpus_factory(stories(range(40)))
    open_corpus(folder, tmp_path / "grown", workers=1)
    add(folder)

    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(pooling.Pooling, "whole", ended)
        index.build(folder, tmp_path / "grown", workers=1)
    left = open_corpus(folder, tmp_path / "grown", build=False)
    assert (len(left), left.settled) == (52, 40)
    assert index.is_stale(folder, tmp_path / "grown")
    (folder / "story000.txt").unlink()
    grown = open_corpus(folder, tmp_path / "grown", workers=1)
    assert_same(grown, open_corpus(folder, tmp_path / "fresh", workers=1))


def test_workers_change_nothing(corpus_factory: Write, tmp_path: Path) -> None:
    rows = "".join(
        json.dumps({"title": f"On grain {n}", "text": story(n) * 8, "date": "2025-03-01"}) + "\n"
        for n in range(1_200)
    )
    folder = corpus_factory({"rows.jsonl": rows, **stories(range(3))})
    one = open_corpus(folder, tmp_path / "one", workers=1)
    two = open_corpus(folder, tmp_path / "two", workers=2)
    assert len(one) == 1_203
    assert len(list((tmp_path / "two").glob("*/parts/*"))) == 2  # the table is cut into pieces
    assert_same(one, two)


def test_rows_of_articles_that_stay_keep_their_order_and_their_day(
    corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory(stories(range(5, 9)))
    before = open_corpus(folder, store_root)
    (folder / "story000.txt").write_text(story(0), "utf-8")
    after = open_corpus(folder, store_root)
    assert after.ids.to_pylist()[:4] == before.ids.to_pylist()
    assert (after.articles.added.to_numpy()[:4] == before.articles.added.to_numpy()).all()


def test_second_build_analyses_nothing(
    corpus_factory: Write, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(TINY)
    first = index.build(folder, store_root)

    def never(*_: object) -> str:
        raise AssertionError("analysed again")

    monkeypatch.setattr(parts, "analyse", never)
    assert index.build(folder, store_root) == first


def test_only_what_is_new_is_analysed(
    corpus_factory: Write, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(6)))
    index.build(folder, store_root)
    analysed: list[str] = []
    analyse = parts.analyse

    def watched(batch: parts.Batch, target: Path) -> str:
        analysed.extend(article.title for *_, article in batch.rows)
        return analyse(batch, target)

    monkeypatch.setattr(parts, "analyse", watched)
    (folder / "story100.txt").write_text(story(100), "utf-8")
    (folder / "story000.txt").rename(folder / "deep.txt")  # plain text is kept by name
    index.build(folder, store_root)
    assert sorted(analysed) == ["On grain 0", "On talks 100"]


def test_circles_are_sought_seldom_while_articles_are_analysed_and_as_before_afterwards(
    corpus_factory: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,), _ = corpus.files(corpus_factory({"a.txt": story(1)}))
    (batch,) = parts.batches([("key", file)], corpus.Mapping())
    usual = gc.get_threshold()
    seen = list[int]()

    def full(*_: object) -> None:
        seen.append(gc.get_threshold()[0])
        raise OSError("no space left")

    monkeypatch.setattr(parts, "write_arrow", full)
    with pytest.raises(OSError, match="no space left"):
        parts.analyse(batch, tmp_path)
    assert seen[0] > 10 * usual[0]
    assert gc.get_threshold() == usual


def test_repeats_are_one_article_with_all_its_places(
    corpus_factory: Write, store_root: Path
) -> None:
    text = TINY["truce.txt"]
    opened = open_corpus(
        corpus_factory({"a/x.txt": text, "b/x.txt": text, "y.txt": text}), store_root
    )
    assert opened.counts | {"files": 3, "read": 3, "accepted": 3, "repeats": 2} == opened.counts
    assert len(opened) == 1
    assert opened.places_of(0) == (("a/x.txt", 1), ("b/x.txt", 1), ("y.txt", 1))
    assert opened.files.accepted.tolist() == [1, 1, 1]


def test_an_article_goes_with_its_last_place(corpus_factory: Write, store_root: Path) -> None:
    folder = corpus_factory({"x.txt": TINY["truce.txt"], "y.txt": TINY["truce.txt"]})
    open_corpus(folder, store_root)
    (folder / "x.txt").unlink()
    assert len(open_corpus(folder, store_root)) == 1
    (folder / "y.txt").unlink()
    assert len(open_corpus(folder, store_root)) == 0


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"sub/.keep": ""}, {"files": 0, "read": 0, "rejected": 0, "articles": 0}),
        ({"a.csv": "p,q\n1,2\n"}, {"files": 1, "read": 1, "rejected": 1, "articles": 0}),
        ({"a.txt": bytes(range(256)) * 20}, {"files": 1, "rejected": 1, "articles": 0}),
        ({"a.txt": "One line."}, {"files": 1, "articles": 1, "undated": 1}),
        ({"a.csv": "title\nAlone\n"}, {"articles": 1, "undated": 1, "without_text": 1}),
    ],
    ids=["empty folder", "unknown columns", "binary", "one undated line", "metadata only"],
)
def test_smallest_corpora_can_be_built_and_opened(
    corpus_factory: Write, store_root: Path, files: dict[str, Any], counts: dict[str, int]
) -> None:
    opened = open_corpus(corpus_factory(files), store_root)
    assert opened.counts | counts == opened.counts
    assert opened.counts["read"] == opened.counts["accepted"] + opened.counts["rejected"]
    assert len(opened.search("wheat")) == 0


def test_no_store_is_made_for_a_corpus_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(corpus.CorpusNotFound, match="no file or folder"):
        index.build(tmp_path / "nothing", tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_mapping_is_remembered_and_part_of_the_digest(
    corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory({"t.csv": "when_x,head_x\n2025-01-02,A truce\n"})
    assert len(open_corpus(folder, store_root)) == 0
    mapped = open_corpus(folder, store_root, mapping="title=head_x,date=when_x")
    assert (len(mapped), mapped.articles.date[0]) == (1, pd.Timestamp("2025-01-02"))
    assert open_corpus(folder, store_root).digest == mapped.digest  # without saying it again
    assert mapped.manifest["mapping"] == "date=when_x,title=head_x"
    assert len(open_corpus(folder, store_root, mapping="")) == 0  # forgotten


# --- what goes wrong ---------------------------------------------------------------------------


def test_a_file_that_changes_while_it_is_read_is_not_kept_under_its_old_digest(
    corpus_factory: Write, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(4)))
    path = folder / "story002.txt"
    before, read_file = path.read_bytes(), corpus.read_file

    def meddling(file: corpus.SourceFile, mapping: corpus.Mapping) -> Any:
        if file.path == path:
            path.write_text(story(2, "meddled"), "utf-8")
        return read_file(file, mapping)

    with monkeypatch.context() as patched:
        patched.setattr(corpus, "read_file", meddling)
        with pytest.raises(index.StoreError, match=r"story002\.txt changed while it was read"):
            index.build(folder, store_root)
    path.write_bytes(before)
    assert len(open_corpus(folder, store_root).search("meddled")) == 0


def test_a_file_that_goes_while_it_is_read_stops_the_build(
    corpus_factory: Write, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(4)))
    building = importlib.import_module("lib.index.build")
    survey = building.survey

    def then_gone(*arguments: Any) -> Any:
        files = survey(*arguments)
        (folder / "story002.txt").unlink()
        return files

    with monkeypatch.context() as patched:
        patched.setattr(building, "survey", then_gone)
        with pytest.raises(index.StoreError, match=r"story002\.txt went away"):
            index.build(folder, store_root)
    assert len(open_corpus(folder, store_root)) == 3


def test_a_file_that_cannot_be_read_is_left_out_with_the_reason(
    corpus_factory: Write, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(TINY)
    digest = corpus.SourceFile.digest

    def refused(file: corpus.SourceFile) -> str:
        if file.name == "talks.txt":
            raise corpus.CorpusUnreadable("talks.txt cannot be read: Permission denied")
        return digest(file)

    monkeypatch.setattr(corpus.SourceFile, "digest", refused)
    opened = open_corpus(folder, store_root)
    assert len(opened) == 2
    reason = "talks.txt cannot be read: Permission denied"
    assert opened.left_out.to_dict("records") == [{"file": "talks.txt", "reason": reason}]


def _damage(folder: Path, pattern: str) -> None:
    path = next(path for path in sorted(folder.rglob(pattern)) if path.stat().st_size > 8)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("where", "pattern"),
    [
        ("parts", "articles.arrow"),
        ("parts", "counts_data.npy"),
        ("parts", "manifest.json"),
        ("generations", "articles.arrow"),
        ("generations", "mentions.arrow"),
        ("segments", "mentions.arrow"),
        ("segments", "postings_rows.npy"),
        ("generations", "search/*"),
        ("generations", "manifest.json"),
    ],
)
def test_what_is_damaged_is_built_anew(
    corpus_factory: Write, store_root: Path, where: str, pattern: str
) -> None:
    folder = corpus_factory(stories(range(30)))
    intact = tables(open_corpus(folder, store_root))
    _damage(next(store_root.iterdir()) / where, pattern)
    said: list[str] = []
    opened = open_corpus(folder, store_root, report=lambda stage, *_: said.append(stage))
    assert "replacing what was damaged" in said
    for name, table in tables(opened).items():
        pd.testing.assert_frame_equal(table, intact[name], obj=name)
    assert len(opened.search("wheat")) == 10


def test_a_damaged_generation_still_says_when_its_articles_came(
    corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory(TINY)
    opened = open_corpus(folder, store_root)
    home = index.Store(folder, store_root)
    before = opened.articles.added.to_numpy()
    _damage(home.generations, "norms.npy")
    home.discard(home.pointed())
    time.sleep(1.1)  # the days of arrival are kept to the second
    assert (open_corpus(folder, store_root).articles.added.to_numpy() == before).all()


_SLOW = """
import sys, time
from pathlib import Path
from lib import index
from lib.index import parts, pooling, sharing, topics
analyse = parts.analyse
def slow(batch, folder):
    made = analyse(batch, folder)
    print(made, flush=True)
    time.sleep(1)
    return made
parts.analyse = slow
parts.BATCH_ARTICLES = 5
index.build(Path(sys.argv[1]), Path(sys.argv[2]), workers=1)
"""


def _slow_build(folder: Path, root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _SLOW, str(folder), str(root)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )


def test_a_killed_build_leaves_the_last_generation_and_goes_on_where_it_was(
    corpus_factory: Write, store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus_factory(stories(range(10)))
    before = open_corpus(folder, store_root)
    for name, text in stories(range(10, 40)).items():
        (folder / name).write_text(text, "utf-8")
    with _slow_build(folder, store_root) as process:
        assert process.stdout is not None
        finished = [process.stdout.readline().strip() for _ in range(2)]
        process.send_signal(signal.SIGKILL)
    home = index.Store(folder, store_root)
    (home.parts / ".half-written").mkdir()
    (home.generations / ".half-written").mkdir()
    assert not home.is_building()
    assert open_corpus(folder, store_root, build=False).digest == before.digest

    analysed: list[str] = []
    analyse = parts.analyse

    def watched(batch: parts.Batch, target: Path) -> str:
        analysed.extend(article.title for *_, article in batch.rows)
        return analyse(batch, target)

    monkeypatch.setattr(parts, "analyse", watched)
    resumed = open_corpus(folder, store_root, workers=1)
    monkeypatch.undo()
    assert len(finished) == 2 and len(analysed) == 20  # ten of the thirty were done
    assert not list(home.home.glob("*/.half-written"))
    assert_same(resumed, open_corpus(folder, tmp_path / "fresh", workers=1))


def test_two_builders_do_not_meet(corpus_factory: Write, store_root: Path) -> None:
    folder = corpus_factory(stories(range(20)))
    with _slow_build(folder, store_root) as process:
        assert process.stdout is not None
        process.stdout.readline()
        home = index.Store(folder, store_root)
        assert home.is_building()
        assert home.progress()["pid"] == process.pid
        with pytest.raises(index.BuildRunningError, match="being built by another process"):
            index.build(folder, store_root)
        assert process.wait(timeout=60) == 0
    assert not home.is_building()
    assert len(open_corpus(folder, store_root, build=False)) == 20


def test_is_stale_until_it_is_built(corpus_factory: Write, store_root: Path) -> None:
    folder = corpus_factory(TINY)
    assert index.is_stale(folder, store_root)
    index.build(folder, store_root)
    assert not index.is_stale(folder, store_root)
    (folder / "harvest.txt").touch()
    assert not index.is_stale(folder, store_root)
    (folder / "harvest.txt").write_text(TINY["harvest.txt"] + "More.\n", "utf-8")
    assert index.is_stale(folder, store_root)


def test_progress_names_its_stages_and_ends(corpus_factory: Write, store_root: Path) -> None:
    folder = corpus_factory(TINY)
    said: list[tuple[str, int, int]] = []
    generation = index.build(folder, store_root, report=lambda *report: said.append(report))
    assert said[0][0] == "looking for files"
    assert said[-1] == ("done", 1, 1)
    seconds = open_corpus(folder, store_root, build=False).manifest["seconds"]
    assert set(seconds) >= {"analysing", "pooling", "deciding names"}
    assert index.Store(folder, store_root).progress()["stage"] == "done"
    assert generation.name == open_corpus(folder, store_root, build=False).digest
