from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest

from lib import corpus
from lib.corpus.files import left_out

Factory = Callable[..., Path]


def _names(path: Path) -> tuple[list[str], list[str]]:
    taken, out = corpus.files(path)
    return [file.name for file in taken], [item.file for item in out]


def test_a_folder_is_searched_through_and_sorted_by_name(corpus_factory: Factory) -> None:
    folder = corpus_factory({"b.csv": "x", "a/z.txt": "x", "a/b/c.jsonl": "x", "noending": "x"})
    assert _names(folder) == (["a/b/c.jsonl", "a/z.txt", "b.csv", "noending"], [])


def test_a_single_file_has_its_own_name_and_is_always_taken(corpus_factory: Factory) -> None:
    folder = corpus_factory({"notes.md": "# Notes"})
    assert _names(folder / "notes.md") == (["notes.md"], [])
    (read,) = corpus.read(folder / "notes.md")
    assert isinstance(read, corpus.Reject)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("README.md", "Markdown"),
        ("photo.JPG", "image"),
        ("paper.pdf", "PDF"),
        ("export.docx", "Word"),
        ("page.html", "web page"),
        ("feed.xml", "XML"),
        ("crawl.warc.gz", "WARC"),
        ("all.tar.gz", "tar"),
        (".hidden.csv", "hidden"),
        (".git/config.txt", "hidden"),
        ("__MACOSX/a.csv", "hidden"),
        ("~$open.csv", "lock"),
        ("news.csv", None),
        ("news.csv.gz", None),
        ("news.md.txt", None),
        ("report.2025.txt", None),
        ("noending", None),
    ],
)
def test_what_is_no_corpus_file_is_left_out_with_its_kind(name: str, kind: str | None) -> None:
    reason = left_out(name)
    assert (reason is None) if kind is None else (kind in str(reason))


def test_nothing_is_left_out_silently(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": "x", "b.md": "x", ".c/d.csv": "x", "e.png": b"x"})
    assert _names(folder) == (["a.csv"], [".c", "b.md", "e.png"])


def test_files_left_out_of_an_archive_are_told(corpus_factory: Factory) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("in/a.csv", "in/b.png", "__MACOSX/a.csv"):
            archive.writestr(name, "x")
    folder = corpus_factory({"news.zip": packed.getvalue()})
    assert _names(folder) == (["news.zip"], ["news.zip/__MACOSX/a.csv", "news.zip/in/b.png"])


def test_links_out_of_the_folder_are_not_followed(corpus_factory: Factory) -> None:
    outside = corpus_factory({"secret.csv": "x"}, name="outside")
    folder = corpus_factory({"a.csv": "x"})
    (folder / "out.csv").symlink_to(outside / "secret.csv")
    (folder / "outside").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "within.csv").symlink_to(folder / "a.csv")
    (folder / "broken.csv").symlink_to(folder / "nothing.csv")
    taken, out = _names(folder)
    assert taken == ["a.csv", "within.csv"]
    assert out == ["broken.csv", "loop", "out.csv", "outside"]


def test_what_is_no_regular_file_is_left_out(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": "x"})
    os.mkfifo(folder / "pipe.csv")
    assert _names(folder) == (["a.csv"], ["pipe.csv"])
    with pytest.raises(corpus.CorpusUnreadable, match="neither"):
        corpus.files(folder / "pipe.csv")


def test_a_path_where_nothing_lies_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(corpus.CorpusNotFound, match="nowhere"):
        corpus.files(tmp_path / "nowhere")


def test_a_name_that_is_no_utf8_can_be_printed(corpus_factory: Factory) -> None:
    folder = corpus_factory({})
    folder.mkdir(exist_ok=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("A short text.")
    (read,) = corpus.read(folder)
    assert read.file == "caf\ufffd.txt"
    assert isinstance(read, corpus.Row)
    read.article.own_id.encode()


def test_the_digest_is_of_the_content(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": "date,text\n", "b.csv": "date,text\n", "c.csv": "other"})
    (a, b, c), _ = corpus.files(folder)
    assert a.digest() == b.digest() == blake2b(b"date,text\n", digest_size=16).hexdigest()
    assert a.digest() != c.digest()
    assert a.size == 10
    a.path.unlink()
    with pytest.raises(corpus.CorpusUnreadable, match=r"a\.csv"):
        a.digest()
