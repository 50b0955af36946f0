"""The workspace: what the analyst makes by hand is kept, undone, redone, handed on, never lost."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import index, workspace
from lib.workspace import DESK, Workspace, WorkspaceError

MERGE = ("merge", "moscow", {"into": "russia"})
RENAME = ("rename", "russia", {"name": "Russian Federation"})


@pytest.fixture
def home(tmp_path: Path) -> index.Store:
    return index.Store(tmp_path / "news", tmp_path / "store")


@pytest.fixture
def space(home: index.Store) -> Workspace:
    return Workspace(home)


def said(entries: list[workspace.Entry]) -> list[tuple[str, str, Any]]:
    return [(entry.kind, entry.key, entry.value) for entry in entries]


# Entries


def test_a_new_workspace_is_empty_and_makes_no_file(space: Workspace) -> None:
    assert (space.revision, space.sets(), space.entries(["mine", DESK])) == (0, [], [])
    assert not space.path.exists()


def test_entries_stand_in_their_set_in_the_order_made(space: Workspace) -> None:
    space.add("mine", *MERGE, author="Ada")
    space.add("hers", *RENAME)
    space.add("mine", *RENAME)
    assert said(space.entries(["mine"])) == [MERGE, RENAME]
    assert said(space.entries(["hers", "mine"], kind="rename")) == [RENAME, RENAME]
    assert said(space.entries(["mine"], key="moscow")) == [MERGE]
    assert space.entries(["mine"])[0].author == "Ada"
    assert space.entries(["nobody's"]) == []
    assert [(found.name, found.entries, found.undone) for found in space.sets()] == [
        ("hers", 1, 0),
        ("mine", 2, 0),
    ]


def test_what_stands_is_not_said_twice(space: Workspace) -> None:
    first = space.add("mine", *MERGE)
    assert space.add("mine", *MERGE, author="another") == first
    assert space.revision == 1


def test_an_entry_is_undone_and_redone(space: Workspace) -> None:
    entry = space.add("mine", *MERGE)
    space.undo(entry.id)
    assert space.entries(["mine"]) == []
    assert [found.undone for found in space.entries(["mine"], undone=True)] == [True]
    space.redo(entry.id)
    assert said(space.entries(["mine"])) == [MERGE]


def test_each_change_raises_the_revision_and_what_changes_nothing_does_not(
    space: Workspace,
) -> None:
    entry = space.add("mine", *MERGE)
    steps: list[tuple[Callable[[], Any], int]] = [
        (lambda: space.undo(entry.id), 2),
        (lambda: space.undo(entry.id), 2),
        (lambda: space.redo(entry.id), 3),
        (lambda: space.create("empty"), 3),
        (lambda: space.rename("mine", "ours"), 4),
        (lambda: space.add("hers", *RENAME), 5),
    ]
    for step, revision in steps:
        step()
        assert space.revision == revision
    assert {found.name: found.revision for found in space.sets()} == {
        "empty": 0,
        "hers": 5,
        "ours": 4,
    }


def test_changes_since_a_revision_are_told(space: Workspace) -> None:
    entry = space.add("mine", *MERGE)
    space.add("hers", *RENAME)
    space.undo(entry.id, author="Ada")
    told = space.changes(["mine"], since=1)
    assert [(c.revision, c.what, c.author, c.set) for c in told] == [(3, "undo", "Ada", "mine")]
    assert told[0].entry is not None
    assert told[0].entry.key == "moscow"
    assert [c.what for c in space.changes(["mine", "hers"])] == ["add", "add", "undo"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a@b", "two\nlines", "\x00", "\ud800"])
def test_a_name_that_cannot_be_one_is_refused(space: Workspace, name: str) -> None:
    with pytest.raises(WorkspaceError, match="set's name"):
        space.create(name)


def test_a_set_is_renamed_only_if_it_is_there_and_the_name_is_free(space: Workspace) -> None:
    space.create("mine")
    space.create("hers")
    with pytest.raises(WorkspaceError, match="a set “hers” already"):
        space.rename("mine", "hers")
    with pytest.raises(WorkspaceError, match="no set “nobody's”"):
        space.rename("nobody's", "else")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (("marry", "x", {}), "no kind of entry"),
        (("merge", "", {"into": "y"}), "needs a key, an actor's id"),
        (("merge", "x" * 501, {"into": "y"}), "at most 500"),
        (("merge", "x", {}), "fields into"),
        (("merge", "x", {"into": "y", "more": 1}), "no others"),
        (("merge", "x", {"into": 3}), "into of merge is no text"),
        (("wrong_mention", "x", {"in": "text", "start": True, "end": 2}), "no whole number"),
        (("rename", "x", {"name": "y" * 20_001}), "longer than"),
    ],
)
def test_an_entry_that_is_none_of_its_kind_is_refused(
    space: Workspace, entry: Any, problem: str
) -> None:
    with pytest.raises(WorkspaceError, match=problem):
        space.add("mine", *entry)
    assert not space.path.exists()


def test_an_entry_that_is_not_there_cannot_be_undone(space: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="no entry 7"):
        space.undo(7)


# The file for a colleague


def test_what_is_exported_is_imported_elsewhere(tmp_path: Path, space: Workspace) -> None:
    undone = space.add("mine", "alias", "nato", {"form": "the Alliance"})
    space.add("mine", *MERGE, author="Ada")
    space.add("hers", *RENAME)
    space.undo(undone.id)
    other = Workspace(index.Store(tmp_path / "other", tmp_path / "store"))
    other.add("mine", *MERGE)
    file = space.exported().encode()
    assert other.import_file("hers.json", file) == (1, 1)
    assert said(other.entries(["mine"])) == [MERGE]
    assert said(other.entries(["hers"])) == [RENAME]
    assert other.import_file("hers.json", file) == (0, 2)


def test_only_the_sets_that_are_asked_for_are_exported(space: Workspace) -> None:
    space.add("mine", *MERGE)
    space.add("hers", *RENAME)
    assert [found["name"] for found in json.loads(space.exported(["hers"]))["sets"]] == ["hers"]


def _file(**changes: Any) -> Any:
    entry = {
        "kind": "merge",
        "key": "a",
        "value": {"into": "b"},
        "author": "",
        "created": "2025-07-12",
    }
    file = {"format": "wirescope-workspace", "version": 1, "sets": []}
    sets = [{"name": "mine", "entries": [entry, {**entry, "key": "c", **changes.pop("entry", {})}]}]
    return {**file, "sets": sets, **changes}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe", "f.json is no JSON in UTF-8"),
        (b"{", "f.json is no JSON"),
        (b"[" * 100_000, "f.json is no JSON"),
        (b"[]", "f.json is no workspace"),
        (_file(format="other"), "f.json is no workspace"),
        (_file(version=2), "f.json is of version 2"),
        (_file(sets={}), "f.json has no list of sets"),
        (_file(sets=[{"name": "x"}]), "f.json, set 1: has no list of entries"),
        (_file(sets=[{"name": 3, "entries": []}]), "f.json, set 1: a set's name"),
        (_file(sets=[{"name": "x", "entries": [7]}]), "f.json, set 1, entry 1: is no object"),
        (_file(entry={"kind": "marry"}), "f.json, set 1, entry 2: 'marry' is no kind"),
        (_file(entry={"value": {}}), "f.json, set 1, entry 2: the value of merge"),
        (_file(entry={"value": None}), "f.json, set 1, entry 2: the value of merge"),
        (_file(entry={"author": 3}), "f.json, set 1, entry 2: author"),
        (_file(entry={"created": "yesterday"}), "f.json, set 1, entry 2: created"),
    ],
)
def test_a_faulty_file_is_refused_whole_and_the_fault_is_named(
    space: Workspace, content: Any, problem: str
) -> None:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(WorkspaceError, match=problem):
        space.import_file("f.json", raw)
    assert space.sets() == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
    )
)
def test_no_json_whatever_is_taken_or_breaks_it(anything: Any) -> None:
    with pytest.raises(WorkspaceError):
        workspace.read_file("f.json", json.dumps(_file(sets=[anything])).encode())


# The database


def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_holds(
    home: index.Store, space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.workspace.parent.mkdir(parents=True)
    database = sqlite3.connect(home.workspace)
    database.executescript(workspace._MIGRATIONS[0])
    database.execute("INSERT INTO sets VALUES (1, 'mine', '2025-07-12')")
    entry = (1, 1, "merge", "moscow", '{"into": "russia"}', "Ada", "2025-07-12", 0)
    database.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", entry)
    database.execute("INSERT INTO changes VALUES (4, '2025-07-12', 1, 1, 'add', 'Ada')")
    database.execute("PRAGMA user_version = 1")
    database.commit()
    later = (*workspace._MIGRATIONS, "CREATE TABLE later (one TEXT); CREATE TABLE more (x TEXT)")
    monkeypatch.setattr(workspace, "_MIGRATIONS", later)
    assert said(space.entries(["mine"])) == [MERGE]
    space.add("mine", *RENAME)
    assert space.revision == 5
    assert database.execute("PRAGMA user_version").fetchone()[0] == len(later)
    assert database.execute("SELECT count(*) FROM more").fetchone()[0] == 0
    database.close()


def test_a_newer_database_is_left_alone(home: index.Store, space: Workspace) -> None:
    space.add("mine", *MERGE)
    database = sqlite3.connect(home.workspace)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(WorkspaceError, match="newer Wirescope"):
        space.entries(["mine"])


def test_what_is_no_database_is_said_to_be_none(home: index.Store, space: Workspace) -> None:
    home.workspace.parent.mkdir(parents=True)
    home.workspace.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(WorkspaceError, match=r"workspace\.sqlite cannot be used"):
        space.sets()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    space = Workspace(index.Store(tmp_path / "news", tmp_path / "store"))
    with pytest.raises(WorkspaceError, match=r"the workspace .*workspace\.sqlite: "):
        space.add("mine", *MERGE)


def _add_many(home: index.Store, who: str) -> None:
    for number in range(20):
        Workspace(home).add("mine", "rename", f"{who}{number}", {"name": who})


def test_several_processes_write_at_once(home: index.Store, space: Workspace) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_add_many, args=(home, who)) for who in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(space.entries(["mine"])) == space.revision == 60


def test_builds_and_their_tidying_leave_it_alone(
    tiny_corpus: Path, store_root: Path, corpus_factory: Callable[..., Path]
) -> None:
    home = index.Store(tiny_corpus, store_root)
    index.build(tiny_corpus, store_root, workers=1)
    Workspace(home).add("mine", *MERGE)
    (tiny_corpus / "more.txt").write_text(" date 2025-07-15 4\nMore\nKYIV - More wheat.\n")
    index.build(tiny_corpus, store_root, workers=1)
    assert len(list(home.generations.iterdir())) == 1
    assert said(Workspace(home).entries(["mine"])) == [MERGE]


# Corrections of a corpus


def test_a_corpus_is_seen_through_sets_of_corrections(nine: Any, space: Workspace) -> None:
    space.add("mine", "merge", "sergey-lavrov", {"into": "marco-rubio"})
    space.add("hers", "rename", "marco-rubio", {"name": "M. R."})
    assert space.stamps(["mine", "nobody's"]) == ("mine@1",)
    both = space.applied(nine, ["mine", "hers"])
    assert both.corrections == ("hers@2", "mine@1")
    assert "sergey-lavrov" not in both.actor_numbers
    assert both.actors["name"].iloc[both.actor_numbers["marco-rubio"]] == "M. R."
    hers = space.applied(nine, ["hers"])
    assert "sergey-lavrov" in hers.actor_numbers
    assert space.applied(nine, []) is nine
    with pytest.raises(WorkspaceError, match="no set “nobody's”"):
        space.must_have(["mine", "nobody's"])


def test_an_undone_correction_is_out_of_the_counts(nine: Any, space: Workspace) -> None:
    entry = space.add("mine", "merge", "sergey-lavrov", {"into": "marco-rubio"})
    space.undo(entry.id)
    view = space.applied(nine, ["mine"])
    assert "sergey-lavrov" in view.actor_numbers
    assert view.corrections == ("mine@2",)
