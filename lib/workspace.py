"""What the analyst makes by hand: kept in a database of its own, which no build touches.

    Workspace(store)  ->  sets, each with entries  ->  add, undo, redo; export, import

An *entry* says one thing: its kind, what it is about (the key), and what is said (the value, a
small JSON object). Entries stand in named *sets*: a colleague's corrections beside one's own, of
which a reader chooses which are active. What changes no count (notes, a watch list) stands on the
`DESK`, the set without a name. Nothing is ever deleted: an entry that was undone can be redone.

Every change gets the next *revision*, a number that only rises. So an answer can be kept for as
long as its revision stands, and a link can tell what has changed since it was made.

    sets(id, name, created)
    entries(id, set_id, kind, key, value, author, created, undone)
    changes(revision, at, set_id, entry_id, what, author)
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from lib.index import CORRECTIONS, Corpus, Store, StoreError, corrected

DESK = ""
"""The set without a name: what belongs to the workspace, whatever sets are active."""

MOST_NAME = 60
MOST_KEY = 500
MOST_VALUE = 20_000
"""Characters that the name of a set, a key, and a value (as JSON) may have."""
MOST_OF_A_FILE = 20_000_000
"""Bytes that a file to import may have."""

_FORM = "wirescope-workspace"
_VERSION = 1
_BUSY_SECONDS = 15.0
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff@]")


class WorkspaceError(StoreError):
    """Something about the workspace that its user can act on; the message is one line."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry.

    Attributes:
        key: what the key is, for people.
        value: the fields of the value and their types; all are needed, and no others are taken.
    """

    key: str
    value: Mapping[str, type]


_ACTOR = "an actor's id"
_ARTICLE = "an article's id"
KINDS: dict[str, Kind] = {
    # Corrections of who is who, applied in the order in which they were made.
    "merge": Kind(_ACTOR, {"into": str}),
    "split": Kind(_ACTOR, {"form": str, "to": str, "name": str}),
    "split_chain": Kind(_ACTOR, {"article": str, "in": str, "start": int, "to": str, "name": str}),
    "rename": Kind(_ACTOR, {"name": str}),
    "alias": Kind(_ACTOR, {"form": str}),
    "not_actor": Kind(_ACTOR, {"form": str}),
    "wrong_mention": Kind(_ARTICLE, {"in": str, "start": int, "end": int}),
    # What an expression of time means: a day (ISO 8601), or "" for none.
    "date": Kind(_ARTICLE, {"in": str, "start": int, "end": int, "day": str}),
    # Which articles are one text.
    "copy": Kind(_ARTICLE, {"of": str}),
    "no_copy": Kind(_ARTICLE, {}),
    # Which articles are one story.
    "story": Kind(_ARTICLE, {"of": str}),
    "no_story": Kind(_ARTICLE, {}),
    # What changes no count, and stands on the desk.
    "watch": Kind(_ACTOR, {}),
    "tag": Kind(_ARTICLE, {"tag": str}),
    "note": Kind(_ARTICLE, {"text": str}),
    "view": Kind("a name", {"page": str, "query": str}),
}
"""The kinds of entries by name. A new kind is one line here; `add` and `import_file` hold to it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the analyst has said; `created` is in UTC, ISO 8601."""

    id: int
    set: str
    kind: str
    key: str
    value: Mapping[str, Any]
    author: str
    created: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Set:
    """A named set: how many of its entries stand, how many were undone, its last revision."""

    name: str
    entries: int
    undone: int
    revision: int
    created: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a set: `what` is "add", "undo", "redo" or "rename"."""

    revision: int
    at: str
    what: str
    author: str
    set: str
    entry: Entry | None


C = TypeVar("C", bound=Corpus)

_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE sets (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        created TEXT NOT NULL
    );
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        set_id INTEGER NOT NULL REFERENCES sets (id),
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        author TEXT NOT NULL,
        created TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE changes (
        revision INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        set_id INTEGER NOT NULL REFERENCES sets (id),
        entry_id INTEGER REFERENCES entries (id),
        what TEXT NOT NULL,
        author TEXT NOT NULL
    );
    """,
    "CREATE INDEX entries_of_kind ON entries (kind, key)",  # an article's own, among many
)
"""What makes a database of each version out of the one before; `user_version` counts them."""

_ENTRY = (
    "SELECT entries.id, sets.name, kind, key, value, author, entries.created, undone "
    "FROM entries JOIN sets ON sets.id = set_id"
)


class Workspace:
    """The workspace of one corpus. Any number of threads and processes may use it at once.

    Args:
        store: of the corpus; the database is made with the first entry.

    Every method raises `WorkspaceError` where the database cannot be read or written.
    """

    def __init__(self, store: Store) -> None:
        self.path = store.workspace
        self._corpus = store.corpus.name

    # --- what there is -----------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """The number of the last change, 0 where there was none."""
        with self._database() as database:
            return int(database.execute("SELECT max(revision) FROM changes").fetchone()[0] or 0)

    def sets(self) -> list[Set]:
        """The named sets, by name."""
        with self._database() as database:
            rows = database.execute(
                "SELECT name, "
                "(SELECT count(*) FROM entries WHERE set_id = sets.id AND NOT undone), "
                "(SELECT count(*) FROM entries WHERE set_id = sets.id AND undone), "
                "(SELECT coalesce(max(revision), 0) FROM changes WHERE set_id = sets.id), created "
                "FROM sets WHERE name <> ? ORDER BY name",
                (DESK,),
            )
            return [Set(*row) for row in rows]

    def entries(
        self,
        sets: Iterable[str],
        kind: str | None = None,
        key: str | None = None,
        *,
        undone: bool = False,
    ) -> list[Entry]:
        """The entries of some sets that stand, in the order in which they were made.

        Args:
            sets: names of sets; one that does not exist has no entries. `DESK` is one.
            kind, key: only those of this kind, about this key.
            undone: also those that were undone.
        """
        names = list(sets)
        asked = f"{_ENTRY} WHERE sets.name IN ({', '.join('?' * len(names))})"
        values: list[Any] = [*names]
        for column, wanted in (("kind", kind), ("key", key)):
            if wanted is not None:
                asked, values = f"{asked} AND {column} = ?", [*values, wanted]
        if not undone:
            asked += " AND NOT undone"
        with self._database() as database:
            return [_entry(row) for row in database.execute(f"{asked} ORDER BY entries.id", values)]

    def stamps(self, sets: Iterable[str]) -> tuple[str, ...]:
        """Each of these sets that there is with its last revision, `name@revision`, by name."""
        wanted = set(sets)
        return tuple(f"{s.name}@{s.revision}" for s in self.sets() if s.name in wanted)

    def must_have(self, sets: Iterable[str]) -> None:
        """Stop where there is no set of one of these names.

        Raises:
            WorkspaceError: the message says which.
        """
        known = {found.name for found in self.sets()}
        for name in sets:
            if name not in known:
                raise WorkspaceError(f"the workspace has no set “{name}”")

    def corrections(self, sets: Iterable[str]) -> list[Entry]:
        """The corrections of who is who in some sets, in the order in which they were made."""
        return [entry for entry in self.entries(sets) if entry.kind in CORRECTIONS]

    def applied(self, corpus: C, sets: Iterable[str]) -> C:
        """A corpus as it is with the corrections of some sets; itself where there is none."""
        names = list(sets)
        stamps = self.stamps(names)
        return corrected(corpus, self.corrections(names), stamps) if stamps else corpus

    def changes(self, sets: Iterable[str], since: int = 0) -> list[Change]:
        """What has changed in some sets since a revision, oldest first."""
        names = list(sets)
        with self._database() as database:
            rows = database.execute(
                "SELECT revision, at, what, changes.author, name, entry_id FROM changes "
                "JOIN sets ON sets.id = changes.set_id "
                f"WHERE name IN ({', '.join('?' * len(names))}) AND revision > ? "
                "ORDER BY revision",
                [*names, since],
            ).fetchall()
            known = {
                number: _entry(
                    database.execute(f"{_ENTRY} WHERE entries.id = ?", [number]).fetchone()
                )
                for number in {row[-1] for row in rows if row[-1] is not None}
            }
        return [
            Change(revision, at, what, author, name, known.get(entry))
            for revision, at, what, author, name, entry in rows
        ]

    # --- changing it -------------------------------------------------------------------------

    def create(self, name: str) -> None:
        """Make a set without entries; one that is there stays as it is.

        Raises:
            WorkspaceError: the name cannot be one.
        """
        with self._database(write=True) as database:
            _set_id(database, _checked_name(name))

    def rename(self, name: str, to: str, author: str = "") -> None:
        """Give a set another name.

        Raises:
            WorkspaceError: there is no such set, or another one has the new name.
        """
        with self._database(write=True) as database:
            number = _known_set(database, _checked_name(name))
            new = _checked_name(to)
            try:
                database.execute("UPDATE sets SET name = ? WHERE id = ?", (new, number))
            except sqlite3.IntegrityError:
                raise WorkspaceError(
                    f"there is a set “{to}” already; choose another name"
                ) from None
            _note(database, number, None, "rename", author)

    def add(
        self, set: str, kind: str, key: str, value: Mapping[str, Any], author: str = ""
    ) -> Entry:
        """Add an entry; the set is made where there is none, and what is there stays as it is.

        Args:
            set: the name of a set, or `DESK`.
            kind: one of `KINDS`.
            key: what the entry is about.
            value: what it says, with the fields of its kind.
            author: who says it.

        Returns:
            The entry, or the one that stands in the set and says the same.

        Raises:
            WorkspaceError: the entry is none of its kind.
        """
        problem = fault(kind, key, value)
        if problem:
            raise WorkspaceError(f"this cannot be kept: {problem}")
        with self._database(write=True) as database:
            number = _set_id(database, set if set == DESK else _checked_name(set))
            made = _added(database, number, (kind, key, _written(value)), author, _now())
            return _entry(database.execute(f"{_ENTRY} WHERE entries.id = ?", [made[0]]).fetchone())

    def undo(self, entry: int, author: str = "") -> None:
        """Let an entry stand no longer; it can be redone.

        Raises:
            WorkspaceError: there is no such entry.
        """
        self._mark(entry, True, author)

    def redo(self, entry: int, author: str = "") -> None:
        """Let an entry that was undone stand again.

        Raises:
            WorkspaceError: there is no such entry.
        """
        self._mark(entry, False, author)

    def _mark(self, entry: int, undone: bool, author: str) -> None:
        with self._database(write=True) as database:
            found = database.execute(
                "SELECT set_id, undone FROM entries WHERE id = ?", (entry,)
            ).fetchone()
            if found is None:
                raise WorkspaceError(f"the workspace has no entry {entry}")
            if bool(found[1]) != undone:
                database.execute("UPDATE entries SET undone = ? WHERE id = ?", (undone, entry))
                _note(database, found[0], entry, "undo" if undone else "redo", author)

    # --- a file that a colleague can use -----------------------------------------------------

    def exported(self, sets: Sequence[str] | None = None) -> str:
        """What stands in some sets (all, and the desk, by default) as the text of a JSON file."""
        names = [DESK, *(found.name for found in self.sets())] if sets is None else list(sets)
        written = [
            {"name": name, "entries": [_exported(entry) for entry in self.entries([name])]}
            for name in names
        ]
        file = {
            "format": _FORM,
            "version": _VERSION,
            "corpus": self._corpus,
            "exported": _now(),
            "sets": written,
        }
        return json.dumps(file, ensure_ascii=False, indent=1) + "\n"

    def import_file(self, name: str, content: bytes) -> tuple[int, int]:
        """Add what a file holds that `exported` made: all of it, or where it has a fault, nothing.

        Args:
            name: of the file, for messages.
            content: its bytes.

        Returns:
            How many entries are new, and how many were there already.

        Raises:
            WorkspaceError: the file cannot be taken; the message names the file and the entry.
        """
        sets = read_file(name, content)
        new = 0
        with self._database(write=True) as database:
            for title, entries in sets:
                number = _set_id(database, title)
                for kind, key, value, author, created in entries:
                    said = (kind, key, _written(value))
                    new += _added(database, number, said, author, created)[1]
        return new, sum(len(entries) for _, entries in sets) - new

    # --- the database ------------------------------------------------------------------------

    @contextmanager
    def _database(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        """The database, in one transaction; what is only read need not be there yet."""
        try:
            place = self._place(write)
            # Cheap enough to open each time, and then no thread or process shares a connection.
            database = sqlite3.connect(place, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                self._prepare(database)
                database.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                yield database
                database.execute("COMMIT")
            finally:
                database.close()  # what was not committed is rolled back
        except OSError as error:
            raise WorkspaceError(f"the workspace {self.path}: {error.strerror}") from error
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"the workspace {self.path} cannot be used ({error}); "
                "is it writable, and whole? A copy can be put in its place"
            ) from error

    def _place(self, write: bool) -> str:
        if write:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        elif not self.path.exists():
            return ":memory:"
        return str(self.path)

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Bring the database to the version of this program."""
        if _version(database) == len(_MIGRATIONS):
            return
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN IMMEDIATE")  # another process may be at it
        known = _version(database)
        if known > len(_MIGRATIONS):
            raise WorkspaceError(
                f"the workspace {self.path} was made by a newer Wirescope; use that one"
            )
        for script in _MIGRATIONS[known:]:
            for statement in filter(str.strip, script.split(";")):
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
        database.execute("COMMIT")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _entry(row: Sequence[Any]) -> Entry:
    number, name, kind, key, value, author, created, undone = row
    return Entry(number, name, kind, key, json.loads(value), author, created, bool(undone))


def _written(value: Mapping[str, Any]) -> str:
    """A value as it is kept: one text for each meaning, so that equal ones are found."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _set_id(database: sqlite3.Connection, name: str) -> int:
    database.execute("INSERT OR IGNORE INTO sets (name, created) VALUES (?, ?)", (name, _now()))
    return _known_set(database, name)


def _known_set(database: sqlite3.Connection, name: str) -> int:
    found = database.execute("SELECT id FROM sets WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise WorkspaceError(f"the workspace has no set “{name}”")
    return int(found[0])


def _added(
    database: sqlite3.Connection, number: int, said: tuple[str, str, str], author: str, created: str
) -> tuple[int, bool]:
    """The id of a new entry, or of the one that stands and says the same; and whether it is new."""
    found = database.execute(
        "SELECT id FROM entries WHERE set_id = ? AND kind = ? AND key = ? AND value = ? "
        "AND NOT undone",
        (number, *said),
    ).fetchone()
    if found is not None:
        return int(found[0]), False
    made = database.execute(
        "INSERT INTO entries (set_id, kind, key, value, author, created) VALUES (?, ?, ?, ?, ?, ?)",
        (number, *said, author, created),
    ).lastrowid
    _note(database, number, made, "add", author)
    return int(made or 0), True


def _note(
    database: sqlite3.Connection, number: int, entry: int | None, what: str, author: str
) -> None:
    database.execute(
        "INSERT INTO changes (at, set_id, entry_id, what, author) VALUES (?, ?, ?, ?, ?)",
        (_now(), number, entry, what, author),
    )


# --- what may be kept ----------------------------------------------------------------------------


def fault(kind: object, key: object, value: object) -> str | None:
    """Why something is no entry of its kind, in half a sentence; None where it is one."""
    known = KINDS.get(kind) if isinstance(kind, str) else None
    if known is None:
        return f"{str(kind)[:40]!r} is no kind of entry; there are {', '.join(sorted(KINDS))}"
    if not isinstance(key, str) or not key or len(key) > MOST_KEY:
        return f"{kind} needs a key, {known.key}, of at most {MOST_KEY} characters"
    if not isinstance(value, Mapping) or set(value) != set(known.value):
        return f"the value of {kind} has the fields {', '.join(known.value) or 'of {}'}, no others"
    for name, wanted in known.value.items():
        # To Python, True is a whole number; to whoever reads the file it is none.
        if type(value[name]) is not wanted:
            return f"{name} of {kind} is no {_NAMES[wanted]}"
    if len(_written(value)) > MOST_VALUE:
        return f"the value of {kind} is longer than {MOST_VALUE:,} characters"
    return None


_NAMES = {str: "text", int: "whole number", bool: "true or false", list: "list"}


def _checked_name(name: object) -> str:
    """The name of a set, without spaces around it.

    Raises:
        WorkspaceError: it cannot be one.
    """
    cut = name.strip() if isinstance(name, str) else ""
    if not cut or len(cut) > MOST_NAME or _UNSAFE.search(cut):
        raise WorkspaceError(
            f"a set's name has 1 to {MOST_NAME} characters, in one line and without @"
        )
    return cut


_Imported = tuple[str, str, dict[str, Any], str, str]


def read_file(name: str, content: bytes) -> list[tuple[str, list[_Imported]]]:
    """Read a file that `Workspace.exported` made.

    Returns:
        Each set's name and its entries: kind, key, value, author, created.

    Raises:
        WorkspaceError: there is a fault in it; the message names the file, the set and the entry.
    """
    file = _parsed(name, content)
    if not isinstance(file, dict) or file.get("format") != _FORM:
        raise WorkspaceError(f"{name} is no workspace that Wirescope exported")
    if file.get("version") != _VERSION:
        raise WorkspaceError(
            f"{name} is of version {file.get('version')!r}; this one reads {_VERSION}"
        )
    sets = file.get("sets")
    if not isinstance(sets, list):
        raise WorkspaceError(f"{name} has no list of sets")
    return [_read_set(name, number, found) for number, found in enumerate(sets, 1)]


def _parsed(name: str, content: bytes) -> object:
    if len(content) > MOST_OF_A_FILE:
        raise WorkspaceError(f"{name} is larger than {MOST_OF_A_FILE // 1_000_000} MB")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise WorkspaceError(f"{name} is no JSON in UTF-8 ({error})") from error


def _read_set(name: str, number: int, found: object) -> tuple[str, list[_Imported]]:
    where = f"{name}, set {number}"
    if not isinstance(found, dict) or not isinstance(found.get("entries"), list):
        raise WorkspaceError(f"{where}: has no list of entries")
    title = found.get("name")
    if title != DESK:
        try:
            title = _checked_name(title)
        except WorkspaceError as error:
            raise WorkspaceError(f"{where}: {error}") from error
    return str(title), [
        _read_entry(f"{where}, entry {place}", entry)
        for place, entry in enumerate(found["entries"], 1)
    ]


def _read_entry(where: str, entry: object) -> _Imported:
    if not isinstance(entry, dict):
        raise WorkspaceError(f"{where}: is no object")
    kind, key, value = (entry.get(field) for field in ("kind", "key", "value"))
    problem = fault(kind, key, value)
    author, created = entry.get("author", ""), entry.get("created", "")
    if problem is None and not (isinstance(author, str) and len(author) <= MOST_KEY):
        problem = f"author is no text of at most {MOST_KEY} characters"
    if problem is None and not _is_time(created):
        problem = "created is no time (2025-07-12T09:30:00+00:00 is one)"
    if problem is not None:
        raise WorkspaceError(f"{where}: {problem}")
    return str(kind), str(key), dict(value or {}), str(author), str(created)


def _is_time(created: object) -> bool:
    try:
        datetime.fromisoformat(str(created))
    except ValueError:
        return False
    return isinstance(created, str)


def _exported(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "key": entry.key,
        "value": dict(entry.value),
        "author": entry.author,
        "created": entry.created,
    }
