"""What is computed once and looked at often: opened corpora, and answers over a selection.

The only place with Streamlit's cache decorators. Keys are small: a digest, the name of a plain
function, and its arguments; never a frame.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from lib import Corpus, corpus, index
from lib.measure.selection import Selection
from lib.workspace import MOST_KEY, Workspace

P = ParamSpec("P")
T = TypeVar("T")

CORPUS_VARIABLE = "WIRESCOPE_CORPUS"
STORE_VARIABLE = "WIRESCOPE_STORE"
_PROJECT = Path(__file__).resolve().parents[2]
_LOOK_EVERY = 8.0
_LOOK_SHARE = 20
"""Seconds between two looks at the files, and how many times as long as a look takes."""


def corpus_path() -> Path:
    """The corpus to show: `WIRESCOPE_CORPUS`, else the bundled one."""
    return Path(os.environ.get(CORPUS_VARIABLE) or _PROJECT / "seeds").expanduser().resolve()


def is_bundled() -> bool:
    """Whether the corpus is the one that comes with the project."""
    return corpus_path() == (_PROJECT / "seeds").resolve()


def store_root() -> Path | None:
    """The folder of stores: `WIRESCOPE_STORE`, else (None) the default one."""
    named = os.environ.get(STORE_VARIABLE)
    return Path(named) if named else None


def store() -> index.Store:
    """The store of the corpus that is shown."""
    return index.Store(corpus_path(), store_root())


def mapping() -> corpus.Mapping:
    """The column mapping that is remembered for the corpus."""
    return index.mapping_of(store(), None)


def opened(generation: str) -> Corpus:
    """A generation, opened once for all sessions.

    Raises:
        DamagedError: what lies there is damaged.
    """
    return _opened(str(store().generations / generation))


@st.cache_resource(max_entries=3, show_spinner=False)
def _opened(folder: str) -> Corpus:
    return Corpus(Path(folder))


def open_anew() -> None:
    """Forget what is open, so that the next look opens it again."""
    _corrected.clear()
    _opened.clear()


def workspace() -> Workspace:
    """The workspace of the corpus that is shown."""
    return Workspace(store())


def author() -> str:
    """Who is logged in, where the server knows that; else nobody by name."""
    return str(st.user.get("email") or st.user.get("name") or "")[:MOST_KEY]


def corrected(generation: str, sets: tuple[str, ...]) -> Corpus:
    """A generation as it is with the corrections of some sets, made once for all sessions.

    Raises:
        DamagedError: what lies there is damaged.
        WorkspaceError: the workspace cannot be read.
    """
    stamps = workspace().stamps(sets) if sets else ()
    return _corrected(str(store().home), generation, stamps) if stamps else opened(generation)


@st.cache_resource(max_entries=4, show_spinner="Corrections are being applied …")
def _corrected(home: str, generation: str, stamps: tuple[str, ...]) -> Corpus:
    return workspace().applied(opened(generation), [s.rpartition("@")[0] for s in stamps])


class _Watch:
    """What a corpus' files are now, looked up in a thread of its own: no click waits for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = ("", "")  # the generation when it was looked, and the files' digest
        self._next = 0.0

    def digest(self, home: index.Store) -> str:
        """The digest as it was last looked up for the current generation; "" while unknown."""
        if time.monotonic() > self._next and self._lock.acquire(blocking=False):
            Thread(target=self._look_and_release, args=(home,), daemon=True).start()
        generation, digest = self._seen
        return digest if generation == _pointed(home) else ""

    def look(self, home: index.Store) -> str:
        """The digest as it is now."""
        with self._lock:
            self._look(home)
        return self._seen[1]

    def _look_and_release(self, home: index.Store) -> None:
        try:
            self._look(home)
        finally:
            self._lock.release()

    def _look(self, home: index.Store) -> None:
        began, generation = time.monotonic(), _pointed(home)
        try:
            digest = index.survey(home, index.mapping_of(home, None)).digest
        except (index.StoreError, corpus.CorpusError, OSError):
            digest = ""
        spent = time.monotonic() - began
        self._seen = (generation, digest)
        self._next = time.monotonic() + max(_LOOK_EVERY, _LOOK_SHARE * spent)


def _pointed(home: index.Store) -> str:
    try:
        return home.pointed().name
    except index.StoreError:
        return ""


@st.cache_resource(show_spinner=False)
def _watch(home: str) -> _Watch:
    return _Watch()


def files_digest() -> str:
    """The generation that the corpus' files would make now; "" while that is not known.

    Not known is it before the first look, after a build, and where the files cannot be read.
    """
    home = store()
    return _watch(str(home.home)).digest(home)


def is_stale(generation: str) -> bool:
    """Whether the corpus' files, which can be read, have changed since a generation.

    A build that ended well on these very files ends the question, even where its generation has
    another name: then the builder is of another version than this server.
    """
    now = files_digest()
    last = _builds().get(str(corpus_path()))
    built = last is not None and last.files == now and last.process.poll() == 0
    return now not in ("", generation) and not built


@st.cache_data(
    max_entries=64, show_spinner=False, hash_funcs={corpus.SourceFile: repr, corpus.Mapping: str}
)
def columns_of(file: corpus.SourceFile, mapping: corpus.Mapping) -> corpus.Columns | None:
    """The columns of a table; None where the file is none, or cannot be read as one."""
    try:
        return corpus.columns(file, mapping)
    except (corpus.CorpusError, OSError):
        return None


@st.cache_data(max_entries=512, show_spinner=False, hash_funcs={Selection: repr})
def _answers(name: str, digest: str, arguments: tuple[Any, ...], _call: Callable[[], T]) -> T:
    return _call()


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Selection: repr})
def _figures(name: str, digest: str, arguments: tuple[Any, ...], _call: Callable[[], T]) -> T:
    return _call()


def ask(
    function: Callable[Concatenate[Any, P], T], corpus: Corpus, *args: P.args, **kwargs: P.kwargs
) -> T:
    """What a measure answers, from the cache where it was asked before.

    Args:
        function: a plain function of a corpus and small, hashable arguments.
        corpus: the corpus; its digest and the corrections that it is seen with are in the key.
        args, kwargs: the function's further arguments.
    """
    key = _key(function, corpus, args, kwargs)
    return _answers(*key, lambda: function(corpus, *args, **kwargs))


def picture(
    function: Callable[Concatenate[Any, P], T], corpus: Corpus, *args: P.args, **kwargs: P.kwargs
) -> T:
    """The figure that a function draws, for all who look at it: nobody may change it.

    As `ask`, but for what is slow to copy: a figure that is copied is checked point by point.
    """
    key = _key(function, corpus, args, kwargs)
    return _figures(*key, lambda: function(corpus, *args, **kwargs))


def _key(
    function: Callable[..., Any], corpus: Corpus, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[str, str, tuple[Any, ...]]:
    name = f"{function.__module__}.{function.__qualname__}"
    # A generation that was built anew may have its rows in another order under the same digest.
    seen = f"{corpus.digest} {corpus.manifest['built']} {' '.join(corpus.corrections)}"
    return name, seen, (args, tuple(sorted(kwargs.items())))


@dataclass
class _Build:
    """A builder that this server started, when, and for which state of the files."""

    process: subprocess.Popen[bytes]
    started: float
    files: str


@st.cache_resource(show_spinner=False)
def _builds() -> dict[str, _Build]:
    """The last builder of each corpus."""
    return {}


@st.cache_resource(show_spinner=False)
def _starting() -> Lock:
    """Held while a builder is started, so that two sessions do not start two."""
    return Lock()


def is_building() -> bool:
    """Whether the corpus is being built, by this server or by another process."""
    last = _builds().get(str(corpus_path()))
    return (last is not None and last.process.poll() is None) or store().is_building()


def start_build(mapping: str | None = None) -> bool:
    """Start building in a process of its own; returns False where one is at it already.

    The process is the command line's `build`; its progress is in the store, for every session.

    Args:
        mapping: the column mapping to read with from now on; the remembered one by default.
    """
    with _starting():
        if is_building():
            return False
        home = store()
        files = _watch(str(home.home)).look(home)
        _builds()[str(corpus_path())] = _Build(_started(home, mapping), time.time(), files)
        return True


def _started(home: index.Store, mapping: str | None) -> subprocess.Popen[bytes]:
    home.create()
    command = [sys.executable, "-m", "lib", "build", str(corpus_path())]
    if store_root() is not None:
        command += ["--store", str(home.home.parent)]
    if mapping is not None:
        command += ["--map", mapping]
    with home.log.open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=_PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


def forget_build() -> None:
    """Forget how the last build ended."""
    last = _builds().get(str(corpus_path()))
    if last is not None and last.process.poll() is not None:
        del _builds()[str(corpus_path())]


def build_failure() -> str | None:
    """What the last builder of this server said when it failed; None while all is well.

    A failure is over once the files have changed again.
    """
    last = _builds().get(str(corpus_path()))
    if last is None or last.process.poll() in (None, 0) or last.files != files_digest():
        return None
    if last.process.returncode < 0:
        return "The analysis was stopped. What it had finished is kept."
    said = store().log.read_text("utf-8", "replace").strip().splitlines()
    return said[-1].removeprefix("wirescope build: ") if said else "The analysis ended early."


def build_progress() -> dict[str, Any]:
    """How far the running build is; empty while it has said nothing yet."""
    known = store().progress()
    last = _builds().get(str(corpus_path()))
    if last is not None and float(known.get("started", 0)) < last.started - 1:
        return {}
    return known
