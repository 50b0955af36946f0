from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from lib.corpus.formats import Format, Kind, recognise
from lib.corpus.packing import Part
from lib.corpus.schema import BrokenFile
from lib.corpus.tables import Dialect

TABLE = b"date,title,text\n2025-07-12,A,B\n"


def _part(name: str, data: bytes) -> Part:
    return Part(name, lambda: io.BufferedReader(io.BytesIO(data)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b" date 2025-07-12 403\nTitle\nText\n", Kind.FOUNDING),
        ("a.txt", b"date 2025-07-12 403\r\nTitle\r\nText\r\n", Kind.FOUNDING),
        ("a.csv", b"\xef\xbb\xbf date 2025-07-12 403\nTitle\n", Kind.FOUNDING),
        ("a.txt", " date 2025-07-12 403\nTitle\n".encode("utf-16"), Kind.FOUNDING),
        ("a.txt", b"The date 2025-07-12 was set.\nText\n", Kind.TEXT),
        ("a.txt", b"Dear reader, this is a text.\nIt has commas, too.\n", Kind.TEXT),
        ("a.txt", b"[Northline] A text in brackets\n", Kind.TEXT),
        ("a.txt.gz", b"A text\n", Kind.TEXT),
        ("a.csv", TABLE, Kind.TABLE),
        ("a.txt", TABLE, Kind.TABLE),
        ("a", TABLE.decode().encode("utf-16"), Kind.TABLE),
        ("a.csv", b"x,y\n1,2\n", Kind.TABLE),
        ("a.tsv.gz", b"x\ty\n1\t2\n", Kind.TABLE),
        ("a.jsonl", b'{"text": "a"}\n', Kind.JSON_LINES),
        ("a.txt", b'{"text": "a"}\n{"text": "b"}\n', Kind.JSON_LINES),
        ("a.json", b'{"text": "a"}\n{"text": "b"}\n', Kind.JSON_LINES),
        ("a.jsonl", b'{broken\n{"text": "b"}\n', Kind.JSON_LINES),
        ("a.jsonl", b'[{"text": "a"}]', Kind.JSON),
        ("a.csv", b'[\n {"text": "a"}\n]\n', Kind.JSON),
        ("a", b'\n\n {"articles": []}', Kind.JSON),
        ("a.csv", b"PAR1 and so on", Kind.PARQUET),
    ],
)
def test_a_format_is_found_by_content_and_then_by_ending(
    name: str, data: bytes, kind: Kind
) -> None:
    assert recognise(_part(name, data)).kind is kind


def test_a_table_comes_with_its_dialect() -> None:
    part = _part("a.txt", TABLE.replace(b",", b";"))
    assert recognise(part) == Format(Kind.TABLE, Dialect(";"))


def _tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.txt", b" \n\n\t", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", b" " * 100_000 + b"text", "64 KB of space"),
        ("a.txt", bytes(range(256)) * 4, "binary"),
        ("a.txt", b"\0" * 500, "binary"),
        ("a.csv", gzip.compress(b"x" * 5000)[10:], "binary"),
        ("a.txt", b"%PDF-1.7\n", "PDF"),
        ("a.txt", b"{\\rtf1 text}", "Rich Text"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Word or Excel"),
        ("a.csv", b"\x89PNG\r\n", "image"),
        ("a.csv", b"WARC/1.0\r\n", "WARC"),
        ("a.csv", b"\x28\xb5\x2f\xfd" + b"x" * 99, "Zstandard"),
        ("a.csv", _tar(), "tar archive"),
        ("a.txt", b"<!DOCTYPE html>\n<html>", "HTML"),
        ("a.json", b'<?xml version="1.0"?>\n<factivaDTO/>', "Factiva"),
        ("a.txt", b"\n\n   1 of 10 DOCUMENTS\n\nThe Times\n", "Nexis"),
        ("a.json", b"no JSON at all", "no JSON"),
        ("a.unheard", b"Some text.\n", "name it .txt"),
    ],
)
def test_what_is_not_read_says_what_it_is(name: str, data: bytes, said: str) -> None:
    with pytest.raises(BrokenFile, match=said):
        recognise(_part(name, data))


def test_a_nul_or_two_do_not_make_a_text_binary() -> None:
    data = b"date,title,text\n2025-07-12,a\0b,\0\0\0\0 and so on and on and on\n"
    assert recognise(_part("a.csv", data)).kind is Kind.TABLE
