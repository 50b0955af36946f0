"""Tags, notes and saved views: kept in the workspace, listed, and taken away again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from lib.workspace import DESK, Workspace

Open = Callable[..., AppTest]
HOSTILE = '<img src="http://127.0.0.1:9/x"> [a](http://127.0.0.1:9) $x$ :smile:'


def said(app: AppTest) -> str:
    texts = [str(part.value) for part in [*app.markdown, *app.caption, *app.text, *app.info]]
    texts += [button.label for button in app.button]
    return re.sub("[\\\\\u2060]", "", "\n".join(texts))


@pytest.fixture
def known(nine: Any) -> str:
    """The id of a3, "Ministers meet"."""
    return str(nine.ids[nine.row_of("a3")].as_py())


def test_a_note_is_kept_shown_and_taken_away(open_nine: Open, space: Workspace, known: str) -> None:
    app = open_nine("articles", article=known, pane="Notes")
    (box,) = (area for area in app.text_area if str(area.key).startswith("note_text_"))
    box.set_value(f"  Check this. {HOSTILE} ")
    app.button(key=f"{box.key}_keep").click().run()
    assert not app.exception
    (note,) = space.entries([DESK], "note", known)
    assert note.value == {"text": f"Check this. {HOSTILE}"}
    assert f"Check this. {HOSTILE}" in [text.value for text in app.text]
    app.button(key=f"remove_{note.id}").click().run()
    assert space.entries([DESK], "note") == []


def test_tags_are_set_and_taken_off(open_nine: Open, space: Workspace, known: str) -> None:
    space.add(DESK, "tag", "another-article", {"tag": "urgent"})
    app = open_nine("articles", article=known, pane="Notes")
    tags = app.multiselect(key=f"tags_{known}")
    assert (tags.options, tags.value) == (["urgent"], [])
    tags.set_value(["urgent"]).run()
    assert [entry.value for entry in space.entries([DESK], "tag", known)] == [{"tag": "urgent"}]
    app.multiselect(key=f"tags_{known}").set_value([]).run()
    assert space.entries([DESK], "tag", known) == []
    assert not app.exception


def test_the_workspace_page_lists_what_has_tags_or_notes(
    open_nine: Open, space: Workspace, nine: Any, known: str
) -> None:
    assert "There is none yet. An article’s pane has “Notes”." in said(open_nine("workspace"))
    other = str(nine.ids[nine.row_of("a6")].as_py())
    space.add(DESK, "tag", known, {"tag": HOSTILE})
    space.add(DESK, "note", other, {"text": "x"})
    space.add(DESK, "tag", "gone", {"tag": "old"})
    app = open_nine("workspace", q="zzzqqq")
    assert {"Ministers meet", "Grain grows cheap"} <= {b.label for b in app.button}
    assert "1 article with tags or notes are not in this corpus now." in said(app)
    app.pills(key="notes_tag").set_value(HOSTILE).run()
    titles = {b.label for b in app.button}
    assert "Ministers meet" in titles and "Grain grows cheap" not in titles
    assert not app.exception


def test_a_view_is_saved_by_name_and_is_a_link(open_nine: Open, space: Workspace) -> None:
    space.add("mine", "rename", "marco-rubio", {"name": "M. R."})
    app = open_nine("actors", q="truce", corrections="mine@1")
    app.session_state["views"] = True
    app.run()
    app.text_input(key="view_name").set_value(HOSTILE)
    app.button(key="view_save").click().run()
    (view,) = space.entries([DESK], "view")
    kept = parse_qs(view.value["query"])
    assert (view.key, view.value["page"]) == (HOSTILE, "Actors")
    assert (kept["q"], kept["corrections"]) == (["truce"], ["mine@1"])
    (link,) = (found.proto for found in app.get("page_link") if "smile" in found.proto.label)
    assert parse_qs(link.query_string) == kept
    app.button(key=f"remove_view_{view.id}").click().run()
    assert not app.exception
    assert space.entries([DESK], "view") == []


def test_a_view_of_a_page_that_is_gone_or_with_strange_parameters_breaks_nothing(
    open_nine: Open, space: Workspace
) -> None:
    space.add(DESK, "view", "old", {"page": "Nowhere", "query": "q=x"})
    space.add(DESK, "view", "odd", {"page": "Actors", "query": "embed=true&q=x&actor_name=y"})
    app = open_nine("overview")
    app.session_state["views"] = True
    app.run()
    assert not app.exception
    assert "old: there is no page Nowhere" in said(app)
    (link,) = (found.proto for found in app.get("page_link") if found.proto.label == "odd")
    assert parse_qs(link.query_string) == {"q": ["x"]}
