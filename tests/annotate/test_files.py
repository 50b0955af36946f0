"""Reading the data files, and saying what is wrong with one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.annotate import files


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the room at an empty folder of data."""
    monkeypatch.setattr(files, "DATA", tmp_path)
    caches = (files.rows, files.sections, files.digest)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def test_records_are_stripped(data: Path) -> None:
    (data / "a.csv").write_text('id,name\nx, Ann \ny,"B, C"\n', encoding="utf-8")
    assert files.rows("a.csv") == ({"id": "x", "name": "Ann"}, {"id": "y", "name": "B, C"})


@pytest.mark.parametrize("line", ["x", "x,Ann,more"])
def test_a_record_of_the_wrong_length_is_named(data: Path, line: str) -> None:
    (data / "a.csv").write_text(f"id,name\n{line}\n", encoding="utf-8")
    with pytest.raises(files.DataFileError, match=r"a\.csv, line 2: 2 cells expected"):
        files.rows("a.csv")


def test_cells_hold_several_values() -> None:
    assert files.cells("US| U.S. ||USA") == ("US", "U.S.", "USA")
    assert files.cells("") == ()


def test_sections_hold_words_or_with_semicolons_phrases(data: Path) -> None:
    (data / "s.txt").write_text("# note\n[one]\na b\nc\n\n[two]\nd e; f\n", encoding="utf-8")
    assert files.sections("s.txt") == {"one": ("a", "b", "c"), "two": ("d e", "f")}


def test_an_entry_outside_any_section_is_named(data: Path) -> None:
    (data / "s.txt").write_text("stray\n[one]\na\n", encoding="utf-8")
    with pytest.raises(files.DataFileError, match=r's\.txt: "stray"'):
        files.sections("s.txt")


def test_the_digest_follows_the_content(data: Path) -> None:
    (data / "a.csv").write_text("id\n", encoding="utf-8")
    first = files.digest()
    (data / "README.md").write_text("words", encoding="utf-8")
    files.digest.cache_clear()
    assert files.digest() == first
    (data / "a.csv").write_text("id\nx\n", encoding="utf-8")
    files.digest.cache_clear()
    assert files.digest() != first
