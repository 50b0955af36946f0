"""Files handed in: safe names, limits, whole or not at all, and never among the source files."""

from __future__ import annotations

import io
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import index, open_corpus
from lib.index import uploads
from tests.browsing import ROOT
from tests.conftest import TINY

CSV = b"title,text,date\nA new truce,Putin and Trump agreed.,2025-07-20\n"


@pytest.fixture
def home(tiny_corpus: Path, store_root: Path) -> index.Store:
    index.build(tiny_corpus, store_root)
    return index.Store(tiny_corpus, store_root)


def _names(home: index.Store) -> list[str]:
    return sorted(os.listdir(home.uploads))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("news.csv", "news.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\news.csv", "news.csv"),
        ("/news.csv", "news.csv"),
        (".hidden.csv", "hidden.csv"),
        ("~$news.csv", "news.csv"),
        ("a:b?.csv", "a_b_.csv"),
        ("two\nlines.csv", "two_lines.csv"),
        ("a\u202evsc.exe.csv", "a_vsc.exe.csv"),
        ("nul\x00.csv", "nul_.csv"),
        ("  spaced name.csv ", "spaced name.csv"),
        ("лента.csv", "лента.csv"),
        ("x" * 300 + ".csv.gz", "x" * 113 + ".csv.gz"),
    ],
)
def test_names_are_made_safe(given_name: str, kept: str) -> None:
    assert uploads.safe_name(given_name) == kept


@pytest.mark.parametrize("nothing", ["", ".", "..", "///", " . ", "\x00", "a/.."])
def test_a_file_without_a_name_is_refused(nothing: str) -> None:
    with pytest.raises(index.UploadError, match="needs a name"):
        uploads.safe_name(nothing)


@given(st.text(max_size=400))
def test_no_name_leaves_the_folder_or_hides(name: str) -> None:
    try:
        safe = uploads.safe_name(name)
    except index.UploadError:
        return
    assert Path("/folder", safe).resolve().parent == Path("/folder")
    assert not safe.startswith(".") and safe == safe.strip()
    assert len(safe.encode()) <= uploads.MOST_NAME
    assert safe == uploads.safe_name(safe)


def test_what_is_handed_in_is_read_with_the_corpus_and_lies_apart(
    home: index.Store, tiny_corpus: Path, store_root: Path
) -> None:
    assert uploads.keep(home, "new.csv", io.BytesIO(CSV)) == "new.csv"
    opened = open_corpus(tiny_corpus, store_root)
    assert len(opened) == 4
    row = opened.row_of(opened.search('"new truce"').id.iloc[0])
    assert opened.places_of(row) == ((".uploads/new.csv", 1),)
    assert ".uploads/new.csv" in set(opened.files.name)
    assert sorted(os.listdir(tiny_corpus)) == sorted(TINY)


def test_a_folder_of_the_corpus_named_uploads_is_another(
    home: index.Store, tiny_corpus: Path, store_root: Path
) -> None:
    (tiny_corpus / "uploads").mkdir()
    (tiny_corpus / "uploads" / "new.csv").write_text("title,text\nOther,Wheat.\n", "utf-8")
    uploads.keep(home, "new.csv", io.BytesIO(CSV))
    opened = open_corpus(tiny_corpus, store_root)
    assert len(opened) == 5
    assert {"uploads/new.csv", ".uploads/new.csv"} <= set(opened.files.name)


def test_removing_takes_the_articles_out_again(
    home: index.Store, tiny_corpus: Path, store_root: Path
) -> None:
    before = open_corpus(tiny_corpus, store_root, build=False).digest
    uploads.keep(home, "new.csv", io.BytesIO(CSV))
    index.build(tiny_corpus, store_root)
    uploads.remove(home, "new.csv")
    assert open_corpus(tiny_corpus, store_root).digest == before
    assert uploads.kept(home) == []


@pytest.mark.parametrize("name", ["new.csv", "../corpus/truce.txt", "", ".part-x"])
def test_only_what_was_handed_in_can_be_removed(
    home: index.Store, tiny_corpus: Path, name: str
) -> None:
    with pytest.raises(index.UploadError):
        uploads.remove(home, name)
    assert sorted(os.listdir(tiny_corpus)) == sorted(TINY)


def test_a_taken_name_gets_a_number(home: index.Store) -> None:
    kept = [uploads.keep(home, "new.csv.gz", io.BytesIO(CSV + b"%d" % n)) for n in range(3)]
    assert kept == ["new.csv.gz", "new (2).csv.gz", "new (3).csv.gz"]
    assert _names(home) == sorted(kept)


def test_the_same_content_is_not_taken_twice(home: index.Store, tiny_corpus: Path) -> None:
    uploads.keep(home, "new.csv", io.BytesIO(CSV))
    with pytest.raises(index.UploadError, match=r"just what \.uploads/new\.csv holds"):
        uploads.keep(home, "other.csv", io.BytesIO(CSV))
    content = (tiny_corpus / "truce.txt").read_bytes()
    with pytest.raises(index.UploadError, match=r"just what truce\.txt holds"):
        uploads.keep(home, "copy.txt", io.BytesIO(content))
    assert _names(home) == ["new.csv"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("picture.png", b"\x89PNG", "not taken"),
        ("large.csv", b"x" * 101, "is larger than"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    home: index.Store, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, said: str
) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_A_FILE", 100)
    with pytest.raises(index.UploadError, match=said):
        uploads.keep(home, name, io.BytesIO(content))
    assert _names(home) == []


def test_all_files_together_are_held_to_a_quota(
    home: index.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_IN_ALL", 100)
    uploads.keep(home, "one.csv", io.BytesIO(b"x" * 60))
    assert uploads.space_left(home) == 40
    with pytest.raises(index.UploadError, match="does not fit"):
        uploads.keep(home, "two.csv", io.BytesIO(b"y" * 41))
    uploads.keep(home, "two.csv", io.BytesIO(b"y" * 40))
    assert uploads.space_left(home) == 0


def test_a_file_that_breaks_off_leaves_nothing_behind(home: index.Store) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(4)

    with pytest.raises(index.UploadError, match="cannot be kept"):
        uploads.keep(home, "new.csv", Breaking(CSV))
    assert _names(home) == []


def test_leftovers_of_a_killed_server_are_cleared(home: index.Store) -> None:
    (home.uploads / ".part-killed").write_bytes(b"half")
    uploads.keep(home, "new.csv", io.BytesIO(CSV))
    assert _names(home) == ["new.csv"]


def test_the_server_takes_files_up_to_the_same_size() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxUploadSize"] * 1_000_000 == uploads.MOST_OF_A_FILE
    assert uploads.megabytes(uploads.MOST_OF_A_FILE) == "50 MB"
