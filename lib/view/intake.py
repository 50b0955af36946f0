"""Taking files in: the columns of a table, files handed in, and the analysis that follows.

map columns, hand in, remove  ->  a build in its own process  ->  watch()  ->  take it, or offer
"""

from __future__ import annotations

import shlex
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import streamlit as st

from lib import Corpus, corpus, index
from lib.index import uploads
from lib.view import cache, frame, widgets
from lib.view.markup import label, plain

_SAID = "intake_said"
_TAKE = "intake_take"
_TABLES = {".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".parquet", ".gz", ".zip"}
_MOST_TABLES = 200
_MOST_LOOKED_INTO = 20
_SAMPLE = 160

_MEANING = {
    "date": "Date of publication",
    "title": "Title",
    "text": "Text",
    "source": "Source (the outlet)",
    "url": "Address (URL)",
    "author": "Author",
    "language": "Language",
    "own_id": "Id of its own",
}


# --- the analysis that follows -----------------------------------------------------------------


def watch() -> None:
    """Show what became of what the reader did here, and how far the analysis is."""
    told = st.session_state.get(_SAID, [])
    for done, said in told:
        (st.success if done else st.warning)(label(said))
    if told:
        st.button("Understood", key="intake_understood", on_click=_forget_said)
    if cache.is_building() or st.session_state.get(_TAKE):
        _watch()
    elif not frame.show_failure("intake_again"):
        frame.offer(frame.current_generation(), "intake_load")


@st.fragment(run_every=1.0)
def _watch() -> None:
    if cache.is_building():
        frame.show_progress()
        return
    if st.session_state.pop(_TAKE, False) and cache.build_failure() is None:
        frame.take(cache.store().current().name)
    st.rerun()


def _say(said: str, *, done: bool = False) -> None:
    st.session_state.setdefault(_SAID, []).append((done, said))


def _forget_said() -> None:
    st.session_state[_SAID] = []


def _rebuild(mapping: str | None = None, *, take: bool) -> None:
    """Start a build, and on its end take what it made, or leave it to be loaded."""
    cache.forget_build()
    if cache.start_build(mapping):
        st.session_state[_TAKE] = take
    elif mapping is not None:
        _say("The corpus is being analysed just now. Do this again when that has ended.")


# --- the columns of tables ---------------------------------------------------------------------


def columns(opened: Corpus) -> None:
    """Let the reader say which column of a table is which field."""
    found = _tables(opened)
    if not found:
        st.info("This corpus has no table: there are no columns to be named.")
        return
    listed = list(dict.fromkeys([*_unrecognised(opened), *found]))
    name = st.selectbox("Table", listed[:_MOST_TABLES], format_func=plain, key="intake_table")
    if len(listed) > _MOST_TABLES:
        st.caption(f"{len(listed) - _MOST_TABLES:,} more tables are not listed here.")
    known = _columns(opened, str(name), corpus.Mapping())
    if known is None:
        st.info("This file is no table, or cannot be read as one.")
        return
    _show_sample(known)
    _choose(opened, str(name), known)


def unrecognised(opened: Corpus) -> None:
    """Say where tables wait for their columns to be named; nothing where none do."""
    found = _unrecognised(opened)
    if found:
        what = f"{found[0]} has" if len(found) == 1 else f"{len(found):,} tables have"
        said = "no column that is recognised as title or text: say under Columns which ones are."
        st.warning(label(f"{what} {said}"))


def _tables(opened: Corpus) -> list[str]:
    """The files that may be tables, by their endings."""
    return [name for name in opened.files["name"] if PurePosixPath(name).suffix.lower() in _TABLES]


def _unrecognised(opened: Corpus) -> list[str]:
    """The first files of which all rows were rejected since no column is recognised."""
    files = opened.files
    failed = files["name"][(files.accepted == 0) & (files.rejected > 0)][:_MOST_LOOKED_INTO]
    mapping = cache.mapping()
    known = ((name, _columns(opened, name, mapping)) for name in failed)
    return [name for name, found in known if found is not None and found.needs_mapping]


def _columns(opened: Corpus, name: str, mapping: corpus.Mapping) -> corpus.Columns | None:
    """The columns of one of the corpus' files, as it is now; None where it has none."""
    path = opened.path / name if opened.path.is_dir() else opened.path
    handed_in = PurePosixPath(name)
    if handed_in.parts[0] == index.UPLOADS:
        path = cache.store().uploads / handed_in.name
    try:
        status = path.stat()
    except OSError:
        return None
    file = corpus.SourceFile(path, name, status.st_size, status.st_mtime_ns)
    return cache.columns_of(file, mapping)


def _show_sample(known: corpus.Columns) -> None:
    st.caption(f"{len(known.names):,} columns, and what stands in the first rows")
    sample = pd.DataFrame(
        {
            "column": [plain(name) for name in known.names],
            **{
                f"row {number}": [plain(row.get(name, ""), _SAMPLE) for name in known.names]
                for number, row in enumerate(known.sample[:3], 1)
            },
        }
    )
    st.dataframe(sample, hide_index=True, key="intake_sample")


def _choose(opened: Corpus, name: str, known: corpus.Columns) -> None:
    """One box for each field, the mapping that they make, and the button to read with it."""
    before = cache.mapping()
    chosen: dict[str, str | None] = {}
    boxes = st.columns(4)
    for place, field in enumerate(corpus.FIELDS):
        with boxes[place % 4]:
            chosen[field] = _box(name, field, known, before)
    mapping = _mapping(known, before, chosen)
    if mapping:
        command = f"python -m lib build {shlex.quote(str(opened.path))} --map "
        st.caption("One mapping serves the whole corpus: every table that has these columns.")
        st.code(command + shlex.quote(str(mapping)), language=None, wrap_lines=True)
    elif known.needs_mapping:
        st.caption("Choose at least the column of the title or of the text.")
    st.button(
        "Read with these columns",
        type="primary",
        key="intake_map",
        disabled=mapping == before or cache.is_building(),
        on_click=_read_with,
        args=(str(mapping),),
    )
    if before:
        st.button("Forget all columns", key="intake_forget", on_click=_read_with, args=("",))


def _box(name: str, field: str, known: corpus.Columns, before: corpus.Mapping) -> str | None:
    """The column for a field; None stands for what is recognised by itself."""
    recognised = known.recognised.get(field)
    mapped = dict(before.pairs).get(field)
    none = f"recognised: {recognised}" if recognised and recognised != mapped else "none"
    options = [None, *known.names]
    return st.selectbox(
        _MEANING[field],
        options,
        index=options.index(mapped) if mapped in known.names else 0,
        format_func=lambda column: plain(none if column is None else column, 60),
        # Another table, or another mapping, is another box: a box keeps what it was set to.
        key=f"intake_{field}_{hash((name, before))}",
    )


def _mapping(
    known: corpus.Columns, before: corpus.Mapping, chosen: dict[str, str | None]
) -> corpus.Mapping:
    """What was chosen, and of the mapping until now what speaks of columns of other tables."""
    kept = {field: column for field, column in before.pairs if column not in known.names}
    return corpus.Mapping.of(kept | {f: column for f, column in chosen.items() if column})


def _read_with(mapping: str) -> None:
    _rebuild(mapping, take=True)


# --- files handed in ---------------------------------------------------------------------------


def hand_in() -> None:
    """Take files from the reader's own machine, list those that were handed in, remove them."""
    home = cache.store()
    st.caption(label(_limits(home)))
    with st.form("intake_files", clear_on_submit=True):
        files = st.file_uploader(
            "Files to add to this corpus",
            accept_multiple_files=True,
            key="intake_uploader",
            max_upload_size=uploads.MOST_OF_A_FILE // 1_000_000,
        )
        if st.form_submit_button("Add and analyse", key="intake_add"):
            _keep(home, files)
            st.rerun()
    _handed_in(home)


def _limits(home: index.Store) -> str:
    return (
        f"At most {uploads.megabytes(uploads.MOST_OF_A_FILE)} a file and "
        f"{uploads.megabytes(uploads.MOST_IN_ALL)} in all; "
        f"{uploads.megabytes(uploads.space_left(home))} are left. They are kept in the store "
        f"of this corpus, as {index.UPLOADS}/NAME, and never among its source files."
    )


def _keep(home: index.Store, files: Any) -> None:
    """Keep what can be kept, and say of each file what became of it."""
    kept = 0
    _forget_said()
    for file in files:
        try:
            name = uploads.keep(home, file.name, file)
        except (index.StoreError, corpus.CorpusError) as error:
            _say(f"{error}.")
        else:
            kept += 1
            _say(f"{name} is kept for this corpus.", done=True)
    if kept:
        _rebuild(take=False)
    elif not files:
        _say("Choose a file first.")


def _handed_in(home: index.Store) -> None:
    kept = uploads.kept(home)
    if not kept:
        st.caption("No file was handed in yet.")
        return
    st.subheader(f"Handed in: {_files(len(kept))}")
    listed = {"file": [file.name for file in kept], "size": [file.size for file in kept]}
    columns = {
        "file": st.column_config.TextColumn("File", width="large"),
        "size": st.column_config.NumberColumn("Size", format="bytes"),
    }
    widgets.paged_table(pd.DataFrame(listed), "intake_kept", "handed-in", columns)
    names = st.multiselect(
        "Files to remove", [f.name for f in kept], format_func=plain, key="intake_names"
    )
    if names:
        with st.popover(f"Remove {_files(len(names))} …", key="intake_remove"):
            st.markdown("They are deleted from the store, and their articles leave the corpus.")
            st.button("Delete them", key="intake_delete", on_click=_remove, args=(names,))


def _remove(names: list[str]) -> None:
    _forget_said()
    for name in names:
        try:
            uploads.remove(cache.store(), name)
        except index.StoreError as error:
            _say(f"{error}.")
        else:
            _say(f"{name} is deleted.", done=True)
    st.session_state["intake_names"] = []
    _rebuild(take=False)


def _files(count: int) -> str:
    return f"{count:,} file{'s' * (count > 1)}"
