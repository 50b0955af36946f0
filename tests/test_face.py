"""`open_corpus` is all that a notebook needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import lib
from lib import (
    Corpus,
    CorpusError,
    QueryError,
    Selection,
    StoreError,
    UnknownArticleError,
    open_corpus,
)
from lib.index import NotBuiltError, Store
from lib.workspace import Workspace
from tests.conftest import TINY
from tests.small import NINE, write


@pytest.fixture
def tiny(tiny_corpus: Path, store_root: Path) -> Corpus:
    return open_corpus(tiny_corpus, store_root, workers=1)


def test_opening_builds_what_is_missing(tiny_corpus: Path, store_root: Path) -> None:
    told: list[str] = []
    corpus = open_corpus(
        tiny_corpus, store_root, workers=1, report=lambda stage, done, total: told.append(stage)
    )
    assert len(corpus) == 3
    assert told[-1] == "done"
    (tiny_corpus / "more.txt").write_text(TINY["truce.txt"].replace("Putin", "Erdogan"))
    assert len(open_corpus(tiny_corpus, store_root, workers=1)) == 4
    assert len(corpus) == 3  # what is open stays as it was


def test_opening_without_a_build_takes_what_there_is(tiny_corpus: Path, store_root: Path) -> None:
    with pytest.raises(NotBuiltError, match="has not been analysed yet"):
        open_corpus(tiny_corpus, store_root, build=False)
    first = open_corpus(str(tiny_corpus), str(store_root), workers=1)
    (tiny_corpus / "truce.txt").unlink()
    again = open_corpus(tiny_corpus, store_root, build=False)
    assert (again.digest, len(again)) == (first.digest, 3)


def test_a_corpus_is_opened_through_corrections(tmp_path: Path) -> None:
    corpus, store = write(NINE, tmp_path), tmp_path / "store"
    open_corpus(corpus, store, workers=1)
    merge = ("merge", "sergey-lavrov", {"into": "marco-rubio"})
    Workspace(Store(corpus, store)).add("mine", *merge)
    seen = open_corpus(corpus, store, corrections=["mine"])
    assert len(seen.select(any_of=("marco-rubio",))) == 1
    assert set(seen.mentions.actor) == {"vladimir-putin", "donald-trump", "marco-rubio", "russia"}
    assert "sergey-lavrov" in set(open_corpus(corpus, store).mentions.actor)
    with pytest.raises(StoreError, match="no set “hers”"):
        open_corpus(corpus, store, corrections=["hers"])


def test_the_source_files_are_never_written(tiny_corpus: Path, store_root: Path) -> None:
    open_corpus(tiny_corpus, store_root, workers=1)
    assert {path.name: path.read_text() for path in tiny_corpus.iterdir()} == TINY


def test_a_corpus_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere"):
        open_corpus(tmp_path / "nowhere", tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_a_store_that_cannot_be_written_is_said(tiny_corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write the store"):
        open_corpus(tiny_corpus, tmp_path / "file")


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    corpus = tmp_path / "c.csv"
    corpus.write_text("k,day,body\n1,2025-07-01,A truce holds.\n")
    opened = open_corpus(corpus, tmp_path / "store", mapping="date=day,text=body", workers=1)
    assert opened.text(0) == "A truce holds."
    with pytest.raises(CorpusError, match="no field"):
        open_corpus(corpus, tmp_path / "store", mapping="nonsense=day")


def test_articles_and_mentions_are_frames(tiny: Corpus) -> None:
    assert isinstance(tiny.articles, pd.DataFrame)
    assert tiny.articles["own_id"].tolist() == ["harvest", "talks", "truce"]
    mentions = tiny.mentions
    assert {"article", "start", "end", "in", "form", "actor", "kind"} <= set(mentions.columns)
    texts = dict(zip(tiny.articles["id"], range(3), strict=True))
    for article, start, end, part, form in mentions[
        ["article", "start", "end", "in", "form"]
    ].to_numpy():
        text = tiny.title(texts[article]) if part == "title" else tiny.text(texts[article])
        assert text[start:end] == form


def test_a_search_is_a_frame_best_first(tiny: Corpus) -> None:
    found = tiny.search("truce")
    assert found["own_id"].tolist() == ["truce", "talks"]  # in the title it weighs more
    assert found["score"].is_monotonic_decreasing
    assert tiny.search("truce", limit=1)["own_id"].tolist() == ["truce"]
    assert len(tiny.search("nothing")) == 0
    for words in ("", "(truce"):
        with pytest.raises(QueryError):
            tiny.search(words)


def test_similar_articles_are_a_frame_most_alike_first(nine: Any) -> None:
    found = nine.similar("a1", k=3)
    assert len(found) == 3
    assert found["score"].is_monotonic_decreasing
    assert all(found["shared"])
    by_id = nine.similar(nine.read(nine.row_of("a1")).id, k=3)
    assert by_id["own_id"].tolist() == found["own_id"].tolist()
    with pytest.raises(UnknownArticleError, match="zz"):
        nine.similar("zz")


def test_a_selection_is_a_frame_newest_first(nine: Any) -> None:
    assert nine.select(words="truce")["own_id"].tolist() == ["a5", "a2", "a1", "a7"]
    assert nine.select(Selection(sources=("Gamma",)))["own_id"].tolist() == ["a7"]
    assert len(nine.select()) == 9
    with pytest.raises(TypeError):
        nine.select(wrods="truce")


def test_one_file_is_a_corpus(tmp_path: Path) -> None:
    folder = write(NINE, tmp_path)
    opened = open_corpus(folder / "articles.jsonl", tmp_path / "store", workers=1)
    assert len(opened) == 9


def test_the_face_has_what_it_names() -> None:
    assert all(hasattr(lib, name) for name in lib.__all__)
