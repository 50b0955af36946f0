"""The watch list: the actors that somebody follows, first in every list. Kept on the desk."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import Corpus
from lib.view import cache
from lib.view.markup import label
from lib.workspace import DESK

STAR = "★"
_KIND = "watch"


def watched(corpus: Corpus) -> list[str]:
    """Who is followed and in this corpus, in the order in which they were put on the list."""
    entries = cache.workspace().entries([DESK], _KIND)
    now = dict.fromkeys(corpus.actor_now(entry.key) for entry in entries)
    return [actor for actor in now if actor in corpus.actor_numbers]


def first(corpus: Corpus, actors: pd.DataFrame) -> pd.DataFrame:
    """A list of actors (by `key`) with those that are followed first, else in its own order.

    Returns:
        The same rows with the column `watched`: a star, or nothing.
    """
    followed = actors["key"].isin(watched(corpus))
    marked = actors.assign(watched=followed.map({True: STAR, False: ""}))
    return pd.concat([marked[followed], marked[~followed]])


def named(name: str, is_watched: bool) -> str:
    """A name as lists show it: with a star where it is followed."""
    return f"{STAR} {name}" if is_watched else name


def star(corpus: Corpus, actor: str, key: str = "watch") -> None:
    """A button that puts an actor on the list, or takes it off."""
    follows = actor in watched(corpus)
    st.button(
        f"{STAR} Followed: take off the watch list" if follows else "☆ Follow",
        key=key,
        on_click=unfollow if follows else follow,
        args=(corpus, actor),
        help="Who is followed stands first in every list, for everybody who uses this workspace.",
    )


def follow(corpus: Corpus, actor: str) -> None:
    """Put an actor on the list; for callbacks."""
    cache.workspace().add(DESK, _KIND, actor, {})


def unfollow(corpus: Corpus, actor: str) -> None:
    """Take an actor off the list, under whatever id it was put there; for callbacks."""
    space = cache.workspace()
    for entry in space.entries([DESK], _KIND):
        if corpus.actor_now(entry.key) == actor:
            space.undo(entry.id)


def listed(corpus: Corpus) -> None:
    """Who is followed, each with a button that takes it off the list."""
    st.subheader("Watch list")
    found = watched(corpus)
    if not found:
        st.caption("Nobody is followed. An actor’s page has “Follow”.")
    for actor in found:
        name = str(corpus.actors["name"].iloc[corpus.actor_numbers[actor]])
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(label(named(name, True)))
            st.button(
                "Take off",
                key=f"unfollow_{actor}",
                on_click=unfollow,
                args=(corpus, actor),
                type="tertiary",
            )
