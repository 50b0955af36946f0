"""Which files of a folder are a corpus, and which are left out, each with its reason."""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from lib.corpus import knowledge
from lib.corpus.schema import CorpusNotFound, CorpusUnreadable, LeftOut

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read: its path, and what tells it from another state of itself.

    `name` is relative to the corpus folder, with slashes; a corpus of a single file has the
    file's own name. `size` is in bytes, `mtime_ns` in nanoseconds since 1970.
    """

    path: Path
    name: str
    size: int
    mtime_ns: int

    def digest(self) -> str:
        """Return the BLAKE2b-128 of the content, as 32 hexadecimal digits.

        Raises `CorpusUnreadable` where the file is gone or cannot be read.
        """
        digest = blake2b(digest_size=16)
        try:
            with open(self.path, "rb") as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
        except OSError as fault:
            raise CorpusUnreadable(f"{self.name} cannot be read: {fault.strerror}") from fault
        return digest.hexdigest()


def files(path: Path) -> tuple[list[SourceFile], list[LeftOut]]:
    """Return the files to read and those left out, both sorted by name.

    A folder is searched through; links that lead out of it are not followed. A single file is
    always taken: what it is shows when it is read. Raises `CorpusNotFound` where nothing lies at
    the path, `CorpusUnreadable` where it cannot be read.
    """
    path = Path(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            os.listdir(path)
            return _search(path)
    except FileNotFoundError as fault:
        raise CorpusNotFound(f"there is no file or folder {_shown(str(path))}") from fault
    except OSError as fault:
        said = f"{_shown(str(path))} cannot be read: {fault.strerror}"
        raise CorpusUnreadable(said) from fault
    if not stat.S_ISREG(status.st_mode):
        raise CorpusUnreadable(f"{_shown(str(path))} is neither a file nor a folder")
    file = _source_file(path, _shown(path.name), status)
    return [file], _members_left_out(file)


def left_out(name: str) -> str | None:
    """Return why a file of this name is left out of a corpus, or None where it is read.

    `name` is relative to the corpus folder or to the archive that the file lies in.
    """
    parts = PurePosixPath(name).parts
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return "a hidden file"
    if parts and parts[-1].startswith("~$"):
        return "the lock of an open document"
    lower = name.lower()
    dots = [at for at, letter in enumerate(lower) if letter == "." and at > lower.rfind("/")]
    for at in dots:
        if kind := _endings().get(lower[at:]):
            return kind
    return None


def _search(folder: Path) -> tuple[list[SourceFile], list[LeftOut]]:
    taken: list[SourceFile] = []
    out: list[LeftOut] = []

    def unreadable(fault: OSError) -> None:
        name = _name(folder, Path(os.fsdecode(fault.filename)))
        out.append(LeftOut(name, f"a folder that cannot be read: {fault.strerror}"))

    for here, folders, names in os.walk(folder, onerror=unreadable):
        out.extend(_prune(folder, Path(here), folders))
        for name in names:
            found = _look_at(folder, Path(here, name))
            if isinstance(found, LeftOut):
                out.append(found)
            else:
                taken.append(found)
                out.extend(_members_left_out(found))
    return sorted(taken, key=lambda file: file.name), sorted(out, key=lambda file: file.file)


def _prune(root: Path, here: Path, folders: list[str]) -> list[LeftOut]:
    """Take the folders that are not searched off the list, and return why each is not."""
    out: list[LeftOut] = []
    for name in list(folders):
        reason = None
        if (here / name).is_symlink():
            reason = "a link to a folder: links to folders are not followed"
        elif name.startswith(".") or name == "__MACOSX":
            reason = "a hidden folder"
        if reason:
            folders.remove(name)
            out.append(LeftOut(_name(root, here / name), reason))
    return out


def _look_at(root: Path, path: Path) -> SourceFile | LeftOut:
    name = _name(root, path)
    if reason := left_out(name):
        return LeftOut(name, reason)
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            return LeftOut(name, "a link that leads out of the corpus folder")
        status = path.stat()
    except (OSError, RuntimeError):
        return LeftOut(name, "a link that leads nowhere, or a file that is gone")
    if not stat.S_ISREG(status.st_mode):
        return LeftOut(name, "no regular file")
    return _source_file(path, name, status)


def _source_file(path: Path, name: str, status: os.stat_result) -> SourceFile:
    return SourceFile(path, name, status.st_size, status.st_mtime_ns)


def _members_left_out(file: SourceFile) -> list[LeftOut]:
    """Return the files in a .zip that are left out; a damaged archive shows when it is read."""
    if not file.name.lower().endswith(".zip"):
        return []
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return []
    reasons = ((name, left_out(name)) for name in names)
    return [LeftOut(_shown(f"{file.name}/{name}"), reason) for name, reason in reasons if reason]


def _name(root: Path, path: Path) -> str:
    return _shown(path.relative_to(root).as_posix())


def _shown(name: str) -> str:
    """Return a file's name with bytes that are no UTF-8 replaced, so that it can be printed."""
    return os.fsencode(name).decode("utf-8", "replace")


@lru_cache(maxsize=1)
def _endings() -> dict[str, str]:
    """Return why files with each known foreign ending are left out, from data/foreign.csv."""
    return {
        row["value"]: f"{row['format']}, not read" + (f": {row['advice']}" if row["advice"] else "")
        for row in knowledge.rows("foreign")
        if row["mark"] == "ending"
    }
