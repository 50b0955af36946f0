"""The watch list: whom somebody follows stands first in every list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.workspace import DESK, Workspace

Open = Callable[..., AppTest]
RUBIO = "marco-rubio"


def test_a_star_on_an_actors_page_puts_it_on_the_list_and_takes_it_off(
    open_nine: Open, space: Workspace
) -> None:
    app = open_nine("actors", actor=RUBIO)
    app.button(key="watch").click().run()
    assert [entry.key for entry in space.entries([DESK], "watch")] == [RUBIO]
    assert app.button(key="watch").label == "★ Followed: take off the watch list"
    app.button(key="watch").click().run()
    assert space.entries([DESK], "watch") == []


def test_who_is_followed_stands_first_in_every_list(open_nine: Open, space: Workspace) -> None:
    space.add(DESK, "watch", RUBIO, {})
    space.add(DESK, "watch", "nobody-here", {})
    actors = open_nine("actors").dataframe[0].value
    assert actors["name"].tolist()[:2] == ["Marco Rubio", "Donald Trump"]
    assert actors["watched"].tolist()[:2] == ["★", ""]
    overview = open_nine("overview")
    (first,) = (b.label for b in overview.button if b.key == "top_actors_0")
    assert first.startswith("★ Marco Rubio")
    assert overview.multiselect(key="select_any_of").options[0] == "★ Marco Rubio"
    pane = open_nine("articles", article="a3")
    (who,) = (pills for pills in pane.pills if str(pills.key).startswith("who_"))
    assert who.options[0].startswith("★ Marco Rubio")
    timeline = open_nine("timeline", split="actors")
    assert timeline.multiselect(key="look_pick").options[0] == "Marco Rubio"


@pytest.mark.parametrize("selection", [{}, {"q": "zzzqqq"}, {"any": "<b>"}])
def test_the_workspace_page_lists_who_is_followed(
    open_nine: Open, space: Workspace, selection: dict[str, str]
) -> None:
    space.add(DESK, "watch", RUBIO, {})
    app = open_nine("workspace", **selection)
    app.button(key=f"unfollow_{RUBIO}").click().run()
    assert not app.exception
    assert space.entries([DESK], "watch") == []


def test_the_star_follows_a_merge(open_nine: Open, space: Workspace) -> None:
    space.add(DESK, "watch", "sergey-lavrov", {})
    space.add("mine", "merge", "sergey-lavrov", {"into": RUBIO})
    app = open_nine("actors", actor=RUBIO, corrections="mine@2")
    assert app.button(key="watch").label.startswith("★ Followed")
    app.button(key="watch").click().run()
    assert space.entries([DESK], "watch") == []
