"""Files that were handed in on the Corpus page: kept in the store, never among the source files.

A file is written whole under a name that is safe anywhere, or not at all. What is in it shows when
it is read, as with any other file of the corpus.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lib import corpus
from lib.corpus.files import left_out
from lib.index import store
from lib.index.inventory import mapping_of, survey

MOST_OF_A_FILE = 50_000_000
"""Bytes that one file may have; the server's own limit is `server.maxUploadSize`, in megabytes."""
MOST_IN_ALL = 500_000_000
"""Bytes that all files handed in for one corpus may have together."""
MOST_NAME = 120
"""Bytes of a file's name in UTF-8, ending included."""

_CHUNK = 1 << 20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
_EDGES = re.compile(r"^[\s.~$]+|[\s.]+$")


class UploadError(store.StoreError):
    """A file that is not taken; the message says why."""


def safe_name(given: str) -> str:
    """The name under which a file is kept: the last part of a path, visible, and not too long.

    Raises:
        UploadError: nothing of the name is left.
    """
    name = re.split(r"[/\\]", given.encode("utf-8", "replace").decode("utf-8"))[-1]
    name = _EDGES.sub("", _UNSAFE.sub("_", name))
    if not name.strip("_"):
        raise UploadError("a file needs a name")
    return _EDGES.sub("", _short(name, MOST_NAME))


def _short(name: str, most: int, number: int = 1) -> str:
    """A name cut to `most` bytes, and with a number where it is not the first; its endings stay."""
    stem, dot, endings = name.partition(".")
    ending = (dot + endings).encode()[-most // 2 :].decode("utf-8", "ignore")
    mark = f" ({number})" if number > 1 else ""
    room = most - len((mark + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + mark + ending


def kept(home: store.Store) -> list[corpus.SourceFile]:
    """The files that were handed in, by name."""
    return corpus.files(home.uploads)[0] if home.uploads.is_dir() else []


def space_left(home: store.Store) -> int:
    """How many bytes may still be handed in for this corpus."""
    return max(0, MOST_IN_ALL - sum(file.size for file in kept(home)))


def keep(home: store.Store, given: str, content: BinaryIO) -> str:
    """Keep a file.

    Args:
        home: the store of the corpus.
        given: the file's name where it comes from.
        content: its bytes, read once, from where the stream stands.

    Returns:
        The name under which it is kept. The corpus has it with its next build.

    Raises:
        UploadError: it is empty, too large, of a kind that is not read, or here already.
    """
    name = safe_name(given)
    reason = left_out(name)
    if reason:
        raise UploadError(f"{name} is not taken: {reason}")
    with _alone(home):
        temporary, digest = _written(home, name, content)
        try:
            _must_be_new(home, name, digest)
            return _named(home, name, temporary)
        except OSError as error:
            raise UploadError(f"{name} cannot be kept: {error.strerror}") from error
        finally:
            temporary.unlink(missing_ok=True)


def remove(home: store.Store, name: str) -> None:
    """Remove a file that was handed in; the corpus loses it with its next build.

    Raises:
        UploadError: there is none of this name.
    """
    with _alone(home):
        if name not in {file.name for file in kept(home)}:
            raise UploadError(f"no file {name} was handed in, or it is gone already")
        (home.uploads / name).unlink(missing_ok=True)


@contextmanager
def _alone(home: store.Store) -> Iterator[None]:
    """One at a time, so that two files together do not pass the limit; waits for the other."""
    home.create()
    with open(home.home / "uploads.lock", "a", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for leftover in home.uploads.glob(".part-*"):
            with suppress(OSError):
                leftover.unlink()
        yield


def _written(home: store.Store, name: str, content: BinaryIO) -> tuple[Path, str]:
    """Write the content under a hidden name, within the limits; its path and digest."""
    digest = hashlib.blake2b(digest_size=16)
    size, room = 0, space_left(home)
    descriptor, path = tempfile.mkstemp(dir=home.uploads, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            while chunk := content.read(_CHUNK):
                size += len(chunk)
                _must_fit(name, size, room)
                digest.update(chunk)
                handle.write(chunk)
            handle.flush()
            os.fsync(handle.fileno())
        if not size:
            raise UploadError(f"{name} is empty")
    except OSError as error:
        Path(path).unlink(missing_ok=True)
        raise UploadError(f"{name} cannot be kept: {error.strerror}") from error
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path), digest.hexdigest()


def _must_fit(name: str, size: int, room: int) -> None:
    if size > MOST_OF_A_FILE:
        raise UploadError(
            f"{name} is larger than {megabytes(MOST_OF_A_FILE)}; "
            "put it among the files of the corpus"
        )
    if size > room:
        raise UploadError(
            f"{name} does not fit: {megabytes(room)} are left of {megabytes(MOST_IN_ALL)}; "
            "remove a file, or put it among the files of the corpus"
        )


def _must_be_new(home: store.Store, name: str, digest: str) -> None:
    known = survey(home, mapping_of(home, None)).table
    same = known.name[known.digest == digest]
    if len(same):
        raise UploadError(f"{name} holds just what {same.iloc[0]} holds, which is here already")


def _named(home: store.Store, name: str, temporary: Path) -> str:
    """Give the file its name, or where that is taken, the name with a number."""
    number = 1
    while True:
        chosen = _short(name, MOST_NAME, number)
        try:
            os.link(temporary, home.uploads / chosen)
            return chosen
        except FileExistsError:
            number += 1


def megabytes(size: int) -> str:
    """A size for people: "12.5 MB"."""
    return f"{size / 1e6:,.1f}".removesuffix(".0") + " MB"
