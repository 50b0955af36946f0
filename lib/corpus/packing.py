"""What lies in a file: itself, what a .gz holds, or the members of a .zip.

A `Part` can be opened again and again, because an ambiguous date or an unknown encoding may need
a second look at the whole. Whatever unpacking can meet leaves here as `BrokenFile`.
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from lib.corpus.files import SourceFile, left_out
from lib.corpus.schema import BrokenFile, Reject

BUFFER = 1 << 18
# Deflate packs news about four to one; a file that unpacks a hundred times over is not news.
BOMB_RATIO = 200
BOMB_FLOOR = 1 << 26
# Damage shows when the portion that it lies in is unpacked, and costs that portion.
SIP = 512
PORTION = 2048

_BOMB = f"it unpacks to more than {BOMB_RATIO} times its size, as no text does: not read"
_OFFICE = {
    "[Content_Types].xml": "an Office document, not read: save it as .txt or CSV",
    "mimetype": "an OpenDocument or EPUB document, not read: save it as .txt or CSV",
}


@dataclass(slots=True)
class Part:
    """One stream of bytes to be read as articles.

    `name` is what rows call the file ("news.csv", "news.zip/may.csv"); `open` starts it anew;
    `encoding` is kept here once it has been settled.
    """

    name: str
    open: Callable[[], io.BufferedReader]
    encoding: str | None = None

    def head(self, size: int = 1 << 16) -> bytes:
        """Return the first bytes, fewer where the part is shorter or breaks off."""
        taken = b""
        try:
            with self.open() as stream:
                while len(taken) < size and (more := stream.read1(size - len(taken))):
                    taken += more
        except BrokenFile:
            if not taken:
                raise
        return taken


def parts(file: SourceFile) -> Iterator[Part | Reject]:
    """Yield what lies in a file; a `Reject` for each member of an archive that cannot be read."""
    plain = Part(file.name, lambda: _open_plain(file))
    magic = plain.head(4)
    if magic.startswith(b"PK\x03\x04") or magic == b"PK\x05\x06":
        yield from _members(file)
    else:
        yield _ungzipped(plain, file.size)


def _open_plain(file: SourceFile) -> io.BufferedReader:
    try:
        return _guarded(open(file.path, "rb", buffering=0), None)
    except OSError as fault:
        raise BrokenFile(_damage(fault)) from fault


def _members(file: SourceFile) -> Iterator[Part | Reject]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as fault:
        raise BrokenFile(f"the zip archive is damaged ({fault}): pack it again") from fault
    for info in infos:
        if info.filename in _OFFICE:
            raise BrokenFile(_OFFICE[info.filename])
    wanted = [info for info in infos if not left_out(info.filename)]
    if not wanted:
        raise BrokenFile("the zip archive holds no file that can be read")
    for info in wanted:
        name = f"{file.name}/{info.filename}".encode("utf-8", "replace").decode()
        try:
            yield _member(file, info, name)
        except BrokenFile as fault:
            yield Reject(name, 0, str(fault))


def _member(file: SourceFile, info: zipfile.ZipInfo, name: str) -> Part:
    if info.file_size > max(BOMB_FLOOR, BOMB_RATIO * info.compress_size):
        raise BrokenFile(_BOMB)
    if info.flag_bits & 1:
        raise BrokenFile("encrypted: unpack it with its password")
    part = Part(name, lambda: _open_member(file, info))
    if part.head(4) == b"PK\x03\x04":
        raise BrokenFile("an archive or document within an archive, not read: unpack it")
    return _ungzipped(part, info.compress_size)


def _open_member(file: SourceFile, info: zipfile.ZipInfo) -> io.BufferedReader:
    try:
        archive = zipfile.ZipFile(file.path)
        return _guarded(archive.open(info), info.compress_size, archive)
    except _FAULTS as fault:
        raise BrokenFile(_damage(fault)) from fault


def _ungzipped(part: Part, packed: int) -> Part:
    """Return the part itself, or what it holds where it is packed with gzip."""
    if part.head(2) != b"\x1f\x8b":
        return part
    outer = part.open

    def inner() -> io.BufferedReader:
        packed_stream = outer()
        unpacked = gzip.GzipFile(fileobj=cast(BinaryIO, _Sips(packed_stream)))
        return _guarded(unpacked, packed, packed_stream)

    unpacked = Part(part.name, inner)
    if unpacked.head(4) == b"PK\x03\x04":
        raise BrokenFile("an archive or document within an archive, not read: unpack it")
    return unpacked


_FAULTS = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class _Sips:
    """A packed stream, read in small portions."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(min(size, SIP) if size >= 0 else size)


class _Guard(io.RawIOBase):
    """A raw stream that says `BrokenFile` for all damage, and stops what swells beyond belief."""

    def __init__(self, stream: io.BufferedIOBase, packed: int | None, *owned: object) -> None:
        self._stream, self._packed, self._owned = stream, packed, owned
        self._given = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._packed is None and self._stream.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            if self._packed is None:
                data = self._stream.read(len(buffer))
            else:
                data = self._stream.read1(min(len(buffer), PORTION))
        except _FAULTS as fault:
            raise BrokenFile(_damage(fault)) from fault
        self._given += len(data)
        if self._packed is not None and self._given > max(BOMB_FLOOR, BOMB_RATIO * self._packed):
            raise BrokenFile(_BOMB)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            for thing in self._owned:
                cast(BinaryIO, thing).close()
        super().close()


def _guarded(stream: object, packed: int | None, *owned: object) -> io.BufferedReader:
    guard = _Guard(cast(io.BufferedIOBase, stream), packed, *owned)
    return io.BufferedReader(guard, BUFFER)


def _damage(fault: BaseException) -> str:
    if isinstance(fault, OSError) and fault.strerror:
        return f"it cannot be read: {fault.strerror}"
    if isinstance(fault, EOFError):
        return "the packed file breaks off before its end: fetch or pack it again"
    return f"the packed file is damaged ({os.fspath(str(fault))[:100]}): fetch or pack it again"
