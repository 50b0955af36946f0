"""A button that takes a dossier away, of an actor or of the selection."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from lib import Corpus
from lib.measure import dossier
from lib.measure.dossier import Dossier
from lib.measure.selection import Selection
from lib.view.markup import label

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer(corpus: Corpus, selection: Selection, actor: str | None = None) -> None:
    """What is said and done, by the actor or in the selection, as a document; made on the click."""
    with st.popover(
        "Dossier of the actor" if actor else "Dossier of the selection",
        type="tertiary",
        key="dossier",
    ):
        st.caption(
            label(
                "What was said and done, each line with its sentence, source and day; the newest "
                f"{dossier.MOST} of each kind."
            )
        )
        kinds: tuple[tuple[str, str, str, Callable[[Dossier], str | bytes]], ...] = (
            ("Markdown", "md", "text/markdown", dossier.as_markdown),
            ("Word document", "docx", _DOCX, dossier.as_docx),
        )
        for name, ending, mime, write in kinds:
            st.download_button(
                name,
                data=partial(_written, corpus, selection, actor, write),
                file_name=f"dossier-{actor or 'selection'}.{ending}",
                mime=mime,
                key=f"dossier_{ending}",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )


def _written(
    corpus: Corpus,
    selection: Selection,
    actor: str | None,
    write: Callable[[Dossier], str | bytes],
) -> str | bytes:
    if actor is None:
        return write(dossier.of_selection(corpus, selection))
    return write(dossier.of_actor(corpus, selection, actor))
