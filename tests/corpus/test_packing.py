from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lib import corpus
from lib.corpus import packing

Factory = Callable[..., Path]

TABLE = "date,title,text\n" + "".join(
    f"2025-07-{day:02},Title {day},{os.urandom(300).hex()}\n" for day in range(1, 29)
)


def _zip(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _read(factory: Factory, name: str, data: bytes) -> list[corpus.Row | corpus.Reject]:
    return list(corpus.read(factory({name: data}) / name))


def _titles(read: list[corpus.Row | corpus.Reject]) -> list[str]:
    return [item.article.title for item in read if isinstance(item, corpus.Row)]


def _rejects(read: list[corpus.Row | corpus.Reject]) -> list[corpus.Reject]:
    return [item for item in read if isinstance(item, corpus.Reject)]


@pytest.mark.parametrize("name", ["news.csv.gz", "news.gz", "news.csv", "news"])
def test_gzip_is_found_by_its_content(corpus_factory: Factory, name: str) -> None:
    read = _read(corpus_factory, name, gzip.compress(TABLE.encode()))
    assert len(_titles(read)) == 28
    assert {item.file for item in read} == {name}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_rows_in_an_archive_stand_at_their_member(corpus_factory: Factory, method: int) -> None:
    members: dict[str, bytes | str] = {
        "may.csv": TABLE,
        "in/june.csv.gz": gzip.compress(TABLE.encode()),
        "a.txt": " date 2025-07-12 403\nTitle\nText\n",
    }
    read = _read(corpus_factory, "news.zip", _zip(members, method))
    assert [(read[at].file, read[at].row) for at in (0, 27, 28, 56)] == [
        ("news.zip/may.csv", 1),
        ("news.zip/may.csv", 28),
        ("news.zip/in/june.csv.gz", 1),
        ("news.zip/a.txt", 1),
    ]
    assert not _rejects(read)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_gzip_that_breaks_off_keeps_the_rows_before(
    corpus_factory: Factory, share: float
) -> None:
    packed = gzip.compress(TABLE.encode())
    read = _read(corpus_factory, "news.csv.gz", packed[: int(len(packed) * share)])
    (reject,) = _rejects(read)
    assert "breaks off" in reject.reason
    assert 5 < len(_titles(read)) < 28
    assert reject.row == len(read)


def test_a_gzip_with_a_wrong_checksum_keeps_its_rows(corpus_factory: Factory) -> None:
    packed = bytearray(gzip.compress(TABLE.encode()))
    packed[-8] ^= 1
    read = _read(corpus_factory, "news.csv.gz", bytes(packed))
    assert len(_titles(read)) == 28
    assert len(_rejects(read)) == 1


def test_a_damaged_member_costs_itself_alone(corpus_factory: Factory) -> None:
    data = bytearray(_zip({"a.csv": TABLE, "b.csv": TABLE}, zipfile.ZIP_STORED))
    data[data.index(b"Title 5")] ^= 1
    read = _read(corpus_factory, "news.zip", bytes(data))
    (reject,) = _rejects(read)
    assert (reject.file, "damaged" in reject.reason) == ("news.zip/a.csv", True)
    assert sum(item.file == "news.zip/a.csv" for item in read) == reject.row > 5
    assert sum(item.file == "news.zip/b.csv" for item in read) == 28


def test_an_archive_without_its_directory_is_one_reject(corpus_factory: Factory) -> None:
    (reject,) = _read(corpus_factory, "news.zip", _zip({"a.csv": TABLE})[:-30])
    assert isinstance(reject, corpus.Reject)
    assert (reject.row, "damaged" in reject.reason) == (0, True)


@pytest.mark.parametrize("pack", ["zip", "gz"])
def test_what_swells_beyond_belief_is_stopped(
    corpus_factory: Factory, monkeypatch: pytest.MonkeyPatch, pack: str
) -> None:
    monkeypatch.setattr(packing, "BOMB_FLOOR", 1 << 16)
    line = "2025-07-12,Title,Text\n"
    bomb = "date,title,text\n" + line * 100_000
    data = _zip({"a.csv": bomb}) if pack == "zip" else gzip.compress(bomb.encode())
    read = _read(corpus_factory, f"bomb.{pack}", data)
    (reject,) = _rejects(read)
    assert "200 times" in reject.reason
    assert len(read) < 100_000


def test_an_encrypted_member_is_rejected(corpus_factory: Factory) -> None:
    data = bytearray(_zip({"a.csv": TABLE}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (reject,) = _rejects(_read(corpus_factory, "news.zip", bytes(data)))
    assert (reject.file, "encrypted" in reject.reason) == ("news.zip/a.csv", True)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}, "Office"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "OpenDocument"),
        ({"inner.zip": _zip({"a.csv": TABLE})}, "within an archive"),
        ({"photo.png": "x"}, "no file that can be read"),
        ({"empty.csv": ""}, "empty"),
    ],
)
def test_an_archive_of_something_else_is_one_reject(
    corpus_factory: Factory, members: dict[str, bytes | str], said: str
) -> None:
    (reject,) = _read(corpus_factory, "some.zip", _zip(members))
    assert isinstance(reject, corpus.Reject)
    assert said in reject.reason


def test_an_archive_within_gzip_is_one_reject(corpus_factory: Factory) -> None:
    (reject,) = _read(corpus_factory, "some.gz", gzip.compress(_zip({"a.csv": TABLE})))
    assert isinstance(reject, corpus.Reject)
    assert "within an archive" in reject.reason


def test_a_file_that_is_gone_is_one_reject(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": TABLE})
    (file,), _ = corpus.files(folder)
    file.path.unlink()
    (reject,) = corpus.read_file(file)
    assert isinstance(reject, corpus.Reject)
    assert "No such file" in reject.reason
