"""Where an analysed corpus lies on disk, and how it changes without ever being half there.

    STORE/<corpus name>-<key of its path>/
        corpus.json              what the corpus is, and the column mapping that the reader chose
        lock                     held by the one builder
        current                  the pointer: the name of the generation to open
        progress.json            how far a running build is
        build.log                what the last build that the app started said
        uploads/                 files handed in on the Corpus page; uploads.lock: one at a time
        parts/<key>/             one analysed batch of articles; immutable
        segments/<key>/          a run of rows, pooled (`lib.index.segments`); immutable
        generations/<digest>/    everything pooled over the corpus; immutable
        workspace.sqlite         what the analyst made by hand (`lib.workspace`)

All of that but the workspace can be thrown away and built again. So for the default store, which
is a cache, the workspaces lie elsewhere: `default_workspaces`.

A part or a generation is written under a temporary name, flushed, and renamed: it is there whole
or not at all. A server that has a generation open holds a shared lock on its `in-use` file, and
only what nobody holds is ever removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FORMAT = 17
"""Version of how generations and segments lie on disk; those of another version are made anew."""

_IN_USE = "in-use"
_LOCK_SECONDS = 0.5
_OLD_SECONDS = 3600.0


class StoreError(Exception):
    """Something about the store that its user can act on; the message is one line."""


class BuildRunningError(StoreError):
    """Another process is building this corpus."""


class DamagedError(StoreError):
    """A generation on disk is not what its manifest says; building again replaces it."""


class NotBuiltError(StoreError):
    """The corpus has no generation yet."""


def default_root() -> Path:
    """The store used when none is named: `wirescope` in the user's cache folder."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "wirescope"


def default_workspaces() -> Path:
    """Where the workspaces of the default store lie: `wirescope` in the user's data folder."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "wirescope"


def digest_of(*parts: object, size: int = 8) -> str:
    """A hexadecimal digest of `2 * size` characters over the parts' text, in order."""
    joined = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=size).hexdigest()


class Store:
    """The folder that holds the analysed form of one corpus.

    Args:
        corpus: the folder or file that is the corpus. It need not exist when only opening.
        root: the folder of all stores; the user's cache by default.
    """

    def __init__(self, corpus: Path, root: Path | None = None) -> None:
        self.corpus = corpus.expanduser().resolve()
        name = re.sub(r"[^a-z0-9]+", "-", self.corpus.name.lower()).strip("-")[:40] or "corpus"
        root = (root or default_root()).expanduser().resolve()
        self.home = root / f"{name}-{digest_of(self.corpus, size=4)}"
        self.parts = self.home / "parts"
        self.segments = self.home / "segments"
        self.generations = self.home / "generations"
        self.uploads = self.home / "uploads"
        self.log = self.home / "build.log"
        in_cache = root == default_root().expanduser().resolve()
        kept = default_workspaces() / self.home.name if in_cache else self.home
        self.workspace = kept / "workspace.sqlite"

    def create(self) -> None:
        """Make the folders, where they are missing.

        Raises:
            StoreError: the place cannot be written.
        """
        try:
            for folder in (self.parts, self.segments, self.generations, self.uploads):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot write the store {self.home}: {error.strerror}; name another with --store"
            ) from error

    # --- the pointer -------------------------------------------------------------------------

    def current(self) -> Path:
        """The folder of the generation to open.

        Raises:
            NotBuiltError: there is none.
        """
        folder = self.pointed()
        if not (folder / "manifest.json").is_file():
            raise DamagedError(f"the store {self.home} points to a generation that is not there")
        return folder

    def pointed(self) -> Path:
        """The folder that the pointer names, whether or not a whole generation is there.

        Raises:
            NotBuiltError: there is no pointer.
            DamagedError: the pointer names nothing that could be a generation.
        """
        try:
            name = (self.home / "current").read_text("utf-8").strip()
        except FileNotFoundError:
            raise NotBuiltError(f"{self.corpus} has not been analysed yet") from None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedError(f"{self.home / 'current'} cannot be read ({error})") from error
        if not re.fullmatch(r"[0-9a-f]{16}", name):
            raise DamagedError(f"{self.home / 'current'} names no generation")
        return self.generations / name

    def publish(self, generation: Path) -> None:
        """Make this generation the one that is opened from now on."""
        write_whole(self.home / "current", generation.name)

    def discard(self, generation: Path) -> None:
        """Take a damaged generation out of the way, so that it is built anew."""
        with suppress(FileNotFoundError):
            (generation / "manifest.json").unlink()

    # --- one builder at a time ---------------------------------------------------------------

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the builder's lock; it falls with the process that holds it.

        Raises:
            BuildRunningError: another process holds it.
        """
        self.create()
        with open(self.home / "lock", "a+", encoding="utf-8") as handle:
            if not _locked(handle.fileno()):
                raise BuildRunningError(
                    f"{self.corpus} is being built by another process; wait for it to end"
                )
            yield

    def is_building(self) -> bool:
        """Whether some process holds the builder's lock now."""
        try:
            with open(self.home / "lock", encoding="utf-8") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    # --- settings and progress ---------------------------------------------------------------

    def settings(self) -> dict[str, Any]:
        """What was remembered of this corpus: `{"corpus": path, "map": canonical mapping}`."""
        try:
            found = json.loads((self.home / "corpus.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def refits(self) -> int:
        """How often somebody had the topics found anew."""
        return int(self.settings().get("refits", 0))

    def remember(self, **values: Any) -> None:
        """Add to the settings."""
        self.create()
        settings = self.settings() | {"corpus": str(self.corpus)} | values
        write_whole(self.home / "corpus.json", json.dumps(settings, indent=1))

    def report(self, progress: dict[str, Any]) -> None:
        """Write how far the build is, for other processes to show."""
        write_whole(self.home / "progress.json", json.dumps(progress), flush=False)

    def progress(self) -> dict[str, Any]:
        """How far the running (or last) build came; empty when nothing is known."""
        try:
            found = json.loads((self.home / "progress.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    # --- tidying up --------------------------------------------------------------------------

    def prune(self) -> None:
        """Remove generations that nobody has open, and what none of the rest is made of.

        Call it with the builder's lock held, after `publish`.
        """
        kept: set[Path] = set()
        current = self.current()
        for generation in self.generations.iterdir():
            if generation == current or not _removed_if_unused(generation):
                kept.update(made_of(generation))
        for folder in (*self.parts.iterdir(), *self.segments.iterdir()):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        _remove_leftovers(self.home)


def _locked(descriptor: int) -> bool:
    """Take an exclusive lock; a process that only looks whether it is held, holds it a moment."""
    end = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)


def _remove_leftovers(home: Path) -> None:
    """Remove the temporary files of processes that were killed while they wrote."""
    for path in home.glob(".*-*"):
        with suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > _OLD_SECONDS:
                path.unlink()


def _removed_if_unused(generation: Path) -> bool:
    try:
        with open(generation / _IN_USE, "a", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(generation, ignore_errors=True)
            return True
    except BlockingIOError:
        return False
    except OSError:
        shutil.rmtree(generation, ignore_errors=True)
        return True


def made_of(generation: Path) -> list[Path]:
    """The folders of the parts and segments that a generation is made of.

    Nothing where its manifest cannot be read.
    """
    home = generation.parents[1]
    try:
        manifest = json.loads((generation / "manifest.json").read_text("utf-8"))
        segments = [home / "segments" / run["name"] for run in manifest["segments"]]
        return [*segments, *(home / "parts" / name for name in manifest["parts"])]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def is_whole(folder: Path) -> bool:
    """Whether all files of a part, segment or generation are there, of the size recorded."""
    try:
        read_manifest(folder)
    except DamagedError:
        return False
    return True


def hold(generation: Path) -> int:
    """Hold a shared lock on a generation, so that no builder removes it; returns the descriptor.

    The lock lasts until the descriptor is closed or the process ends.

    Raises:
        DamagedError: there is no whole generation.
    """
    try:
        descriptor = os.open(generation / _IN_USE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise DamagedError(f"{generation} is no whole generation ({error.strerror})") from error
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def write_whole(path: Path, text: str, *, flush: bool = True) -> None:
    """Write a small file whole or not at all."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
            handle.flush()
            if flush:
                os.fsync(handle.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A temporary folder that becomes `target` when the block ends well, and goes otherwise."""
    temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        yield temporary
        _flush(temporary)
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb") as handle:
                os.fsync(handle.fileno())


def sizes(folder: Path) -> dict[str, int]:
    """The size in bytes of every file below a folder, by its path relative to the folder."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (_IN_USE, "manifest.json")
    }


def read_manifest(folder: Path, *, check: bool = True) -> dict[str, Any]:
    """The manifest of a part or generation, after comparing the sizes of its files.

    Raises:
        DamagedError: the manifest cannot be read, or a file is missing or of another size.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        recorded = manifest["sizes"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"{folder} has no readable manifest ({error})") from error
    if check:
        for name, size in recorded.items():
            try:
                found = (folder / name).stat().st_size
            except OSError:
                found = -1
            if found != size:
                raise DamagedError(f"{folder / name} is damaged ({found} bytes, expected {size})")
    return dict(manifest)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a finished folder, with the sizes of its files.

    The file that its users lock comes with it, so that a store can also be opened read-only.
    """
    (folder / _IN_USE).touch()
    text = json.dumps(manifest | {"sizes": sizes(folder)}, indent=1)
    (folder / "manifest.json").write_text(text, "utf-8")
