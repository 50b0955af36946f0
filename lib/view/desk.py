"""The Workspace page: sets of corrections, which of them are active, and files for colleagues."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from lib.view import cache, link, widgets
from lib.view.markup import label
from lib.workspace import DESK, MOST_NAME, Set, WorkspaceError

_IMPORTED = "desk_imported"
_PROBLEM = "desk_problem"


def sets() -> None:
    """The sets, each with a switch, and what can be done with it."""
    st.subheader("Sets")
    found = cache.workspace().sets()
    st.caption(
        "A set is looked through by whoever switches it on: their counts change, and nobody "
        "else’s. The link names the sets that are on."
    )
    for one in found:
        _set(one)
    with (
        st.form("new_set", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input("New set", key="desk_new", max_chars=MOST_NAME)
        st.form_submit_button("Make it", on_click=_make, key="desk_make")
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        st.error(label(problem))


def _set(one: Set) -> None:
    active = one.name in link.sets()
    with st.container(horizontal=True, vertical_alignment="center", key=f"set_{one.name}"):
        st.toggle(
            label(one.name),
            active,
            key=f"desk_active_{one.name}_{active}",
            on_change=_switch,
            args=(one.name, not active),
        )
        undone = f", {one.undone:,} undone" if one.undone else ""
        st.caption(label(f"{_counted(one.entries)}{undone}, revision {one.revision}"))
        with st.popover("Rename", type="tertiary"):
            key = f"desk_rename_{one.name}"
            st.text_input("New name", one.name, key=key, max_chars=MOST_NAME)
            st.button("Rename it", key=f"{key}_do", on_click=_rename, args=(one.name, key))
        _save([one.name], "wirescope-" + re.sub(r"\W+", "-", one.name), f"desk_save_{one.name}")


def _counted(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def _switch(name: str, on: bool) -> None:
    others = [known for known in link.sets() if known != name]
    link.put_sets([*others, name] if on else others)


def _make() -> None:
    name = str(st.session_state["desk_new"]).strip()
    try:
        cache.workspace().create(name)
    except WorkspaceError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state["desk_new"] = ""
    _switch(name, True)


def _rename(name: str, key: str) -> None:
    to = str(st.session_state[key]).strip()
    try:
        cache.workspace().rename(name, to)
    except WorkspaceError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    link.put_sets(to if known == name else known for known in link.sets())


def _save(names: list[str], file: str, key: str) -> None:
    st.download_button(
        "Save for a colleague" if names != [DESK] else "Save",
        data=lambda: cache.workspace().exported(names).encode(),
        file_name=f"{file}.json",
        mime="application/json",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def files() -> None:
    """Take in a file that was saved here or elsewhere, and save the whole workspace."""
    st.subheader("Files")
    said = st.session_state.pop(_IMPORTED, None)
    if said:
        st.success(label(said))
    with st.form("desk_import", border=False, clear_on_submit=True):
        st.file_uploader("A file that Wirescope saved", type=["json"], key="desk_file")
        st.form_submit_button("Take it in", on_click=_import, key="desk_take_in")
    st.caption("Its sets are added to those here, none of them switched on; what is there stays.")
    names = [DESK, *(found.name for found in cache.workspace().sets())]
    st.download_button(
        "Save everything",
        data=lambda: cache.workspace().exported(names).encode(),
        file_name=f"wirescope-workspace-{date.today()}.json",
        mime="application/json",
        key="desk_save_all",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _import() -> None:
    file = st.session_state.get("desk_file")
    if file is None:
        return
    try:
        new, known = cache.workspace().import_file(file.name, file.getvalue())
    except WorkspaceError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_IMPORTED] = (
        f"{widgets.counted(new, 'new correction')} taken in from {file.name}; "
        f"{known:,} were there already."
    )
