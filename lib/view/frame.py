"""The frame around the pages: their list, the header, and what every page begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore

import streamlit as st

from lib import Corpus, index
from lib.measure import holdings
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.view import cache, link, markup, views
from lib.view.markup import label

_MARK = "page_entered"
_GENERATION = "generation"
_CORRECTIONS = "corrections_seen"
_NOTICE = "notice"
_ICON = Path(__file__).with_name("icon.png")
_LOGO = Path(__file__).with_name("logo.svg")

_TURNS = BoundedSemaphore(2)
"""So many sessions are drawn at once. Python runs one thread at a time, so that more of them only
make each other wait, and all of them end late."""

_PAGES = (
    ("overview", "Overview"),
    ("articles", "Articles"),
    ("stories", "Stories"),
    ("timeline", "Timeline"),
    ("chronology", "Chronology"),
    ("events", "Events"),
    ("quotes", "Quotes"),
    ("actors", "Actors"),
    ("keywords", "Keywords"),
    ("topics", "Topics"),
    ("sources", "Sources"),
    ("workspace", "Workspace"),
    ("corpus", "Corpus"),
)


def _pages() -> list[st.Page]:
    return [
        st.Page(f"pages/{name}.py", title=title, url_path=name, default=name == "overview")
        for name, title in _PAGES
    ]


def run() -> None:
    """Draw the frame, and the page in it. All that `app.py` does."""
    with _TURNS:
        _draw()


def _draw() -> None:
    st.set_page_config(page_title="Wirescope", page_icon=str(_ICON), layout="wide")
    pages = _pages()
    page = st.navigation(pages, position="hidden")
    st.logo(_LOGO, icon_image=_ICON, size="large")
    markup.style()
    opened = _open()
    try:
        link.read_sets(cache.workspace())
        opened = _seen_through(opened)
        link.read(opened)
        link.draw(opened)
        link.write(opened)
        views.draw(opened, page.title, {found.title: found for found in pages})
        _menu(opened, pages)
        _header(opened)
        st.session_state[_MARK] = True
        page.run()
    except index.QueryError as error:
        st.error(label(str(error)))
    except index.DamagedError as error:
        _build_anew(opened.digest, error)
    except index.StoreError as error:
        st.error(label(f"{error}"))


def enter() -> tuple[Corpus, Selection]:
    """What every page begins with: the opened corpus, and the selection.

    A deep link into a server that has not drawn its menu yet runs the page alone, without
    `app.py`; then the menu is announced and the run begins again, with the frame.
    """
    if not st.session_state.pop(_MARK, False):
        st.navigation(_pages(), position="hidden")
        st.rerun()
    return cache.corrected(st.session_state[_GENERATION], link.sets()), link.current()


def go(page: str, **looked_at: str) -> None:
    """Go to a page, and look at something there; the selection goes along.

    The address is written on this page before the other one is drawn, and going back leads to
    it: so it keeps what was looked at here (but for parameters that belong to a widget).
    """
    kept = {name: st.query_params.get_all(name) for name in st.query_params}
    free = {name: values for name, values in kept.items() if name not in st.session_state}
    st.switch_page(f"pages/{page}.py", query_params={**free, **looked_at})


def _menu(opened: Corpus, pages: Sequence[st.Page]) -> None:
    """The pages, as links that hold the selection: they can be opened in a new tab, too."""
    parameters = link.parameters(opened)
    with st.container(horizontal=True, gap="small", key="menu"):
        for page in pages:
            st.page_link(page, label=page.title, query_params=parameters)


# --- opening -----------------------------------------------------------------------------------


def _open() -> Corpus:
    """The generation that this session looks at; where there is none, show how it is built."""
    known = st.session_state.get(_GENERATION)
    try:
        if known is None:
            known = cache.store().current().name
            st.session_state[_GENERATION] = known
        return cache.opened(known)
    except index.NotBuiltError:
        _show_building("This corpus is opened for the first time: it is being analysed.")
    except index.DamagedError as error:
        _build_anew(known, error)
    st.stop()


def _seen_through(opened: Corpus) -> Corpus:
    """The corpus with the corrections that the reader looks through.

    Where they have changed, whom they merged into another is that other in the selection, too.
    """
    view = cache.corrected(str(st.session_state[_GENERATION]), link.sets())
    if st.session_state.get(_CORRECTIONS, ()) != view.corrections:
        st.session_state[_CORRECTIONS] = view.corrections
        if link.has_read():
            _lost(link.carry_over(view))
    return view


def _build_anew(generation: str | None, error: index.DamagedError) -> None:
    """Take a damaged generation out of the way, and show how the next one is built."""
    st.session_state.pop(_GENERATION, None)
    cache.open_anew()
    if generation is not None and _replaced(generation):
        _notice("The corpus has changed; this is how it is now.")
        st.rerun()
    if generation is not None:
        cache.store().discard(cache.store().generations / generation)
    _notice("The analysed corpus was damaged or of another version; it has been built anew.")
    _show_building(f"The analysed corpus cannot be used, and is being built anew ({error}).")


def _replaced(generation: str) -> bool:
    """Whether the store has gone on to another generation than this one."""
    try:
        return cache.store().current().name != generation
    except index.StoreError:
        return False


def _show_building(why: str) -> None:
    st.title("Wirescope")
    if not cache.corpus_path().exists():
        st.error(label(f"There is no corpus at {cache.corpus_path()}. Start with another path."))
        st.stop()
    st.markdown(label(why))
    _watch_build()


@st.fragment(run_every=1.0)
def _watch_build() -> None:
    """Progress of the build, until there is something to open: a part of it, where it is long."""
    try:
        cache.store().current()
    except index.StoreError:
        if cache.is_building():
            show_progress()
        elif not show_failure("try_again"):
            cache.start_build()
            show_progress()
        return
    st.rerun()


def show_failure(key: str) -> bool:
    """Say why the last build failed, where it did, with a button to build again."""
    failure = cache.build_failure()
    if failure is None:
        return False
    st.error(label(f"The corpus could not be analysed. {failure}"))
    if st.button("Try again", key=key, on_click=_try_again):
        st.rerun()
    return True


def _try_again() -> None:
    cache.forget_build()
    cache.start_build()


def show_progress() -> None:
    """How far the running build is."""
    known = cache.build_progress()
    stage, done, total = (known.get(name) for name in ("stage", "done", "total"))
    part = done / total if done and total else 0.0
    st.progress(min(part, 1.0), text=label(str(stage or "starting")))
    seconds = float(known.get("now", 0)) - float(known.get("started", 0))
    if part > 0.02 and seconds > 2:
        st.caption(f"{seconds:,.0f} s so far, about {seconds / part - seconds:,.0f} s left here.")


# --- header ------------------------------------------------------------------------------------


def _header(opened: Corpus) -> None:
    dropped = link.dropped()
    if dropped:
        st.warning(
            "  \n".join(label(f"From the link: {sentence.rstrip('.')}.") for sentence in dropped)
        )
        st.button("Understood", on_click=link.forget_dropped)
    if _NOTICE in st.session_state:
        st.info(label(st.session_state[_NOTICE]))
        st.button("Understood", on_click=_forget_notice, key="notice_understood")
    if not len(opened):
        st.info(label(_empty(opened)))
    if opened.still_coming is not None:
        st.info(label(_still_coming(opened.still_coming, len(opened))))
    elif opened.settled < len(opened):
        st.info(label(_unsettled(len(opened) - opened.settled)))
    resolved = sel.resolve(opened, link.current())
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.markdown(label(_counted(opened, resolved)))
        _corrections(opened)
        _news(opened.digest)
    if cache.is_bundled():
        st.caption(
            "The bundled corpus: one real wire article, and dispatches written for this project "
            "from the public record. They are not press copy."
        )


def _empty(opened: Corpus) -> str:
    """What to do about a corpus without a single article."""
    if opened.counts["rejected"]:
        return "No article could be read from these files. The page Corpus says why, row by row."
    return (
        f"There is no article in {opened.path} yet. Put files there, "
        "or hand some in on the page Corpus."
    )


def _still_coming(share: float, articles: int) -> str:
    """What a part of a long build is, and is not."""
    return (
        f"This corpus is still being analysed: {articles:,} article{'s' * (articles != 1)} so far, "
        f"and about {share:.0%} of its files are still coming. All counts and shares are of what "
        "is ready."
    )


def _unsettled(articles: int) -> str:
    """What is not known yet of articles that were added a moment ago."""
    new = "1 new article is" if articles == 1 else f"{articles:,} new articles are"
    return (
        f"{new} listed and searched already. Unlisted actors, copies, stories and events are "
        "still being found in what is new, and counted without it so far."
    )


def _counted(opened: Corpus, resolved: sel.Resolved) -> str:
    said = f"{resolved.size:,} of {len(opened):,} articles"
    if resolved.published > resolved.size:
        texts = "text" if resolved.size == 1 else "texts"
        said = f"{resolved.size:,} {texts}, {resolved.published:,} publications"
        said += f", of {len(opened):,} articles"
    if resolved.without_text:
        said += f", {resolved.without_text:,} of them without text and in no count"
    return said


def _corrections(opened: Corpus) -> None:
    """How many corrections these counts are seen through; leads to their list."""
    number = len(opened.effects)
    if number:
        said = "1 correction active" if number == 1 else f"{number:,} corrections active"
        if st.button(said, type="tertiary", key="corrections_active"):
            go("workspace")


@st.fragment(run_every=10.0)
def _news(generation: str) -> None:
    """Notice files that appear, change or go; offer what a new generation holds."""
    if offer(generation, "load"):
        return
    if cache.is_building():
        st.caption("Changed files are being analysed.")
    elif not cache.corpus_path().exists():
        st.caption("The files of this corpus are not there now: this is what they held.")
    elif cache.is_stale(generation) and not show_failure("news_again"):
        cache.start_build()
        st.caption("Changed files are being analysed.")


def offer(generation: str, key: str) -> bool:
    """Offer to load what was built since a generation; returns whether there is something."""
    try:
        current = cache.store().current().name
        if current == generation:
            return False
        new, gone = cache.ask(_changes, cache.opened(generation), current)
    except index.StoreError:
        return False
    if st.button(_offered(new, gone), type="primary", key=key, on_click=take, args=(current,)):
        st.rerun()
    return True


def _changes(before: Corpus, current: str) -> tuple[int, int]:
    return holdings.changes(before, cache.opened(current))


def _offered(new: int, gone: int) -> str:
    """What the button says that loads a changed corpus."""
    said = []
    if new:
        said.append(f"{new:,} new article{'s' * (new > 1)}")
    if gone:
        said.append(f"{gone:,} gone" if new else f"{gone:,} article{'s' * (gone > 1)} gone")
    return f"{', '.join(said) or 'Changed files, the same articles'}: load"


def take(generation: str) -> None:
    """Look at another generation from the next run on; what it lacks leaves the selection."""
    st.session_state[_GENERATION] = generation
    _lost(link.carry_over(cache.corrected(generation, link.sets())))


def _lost(dropped: list[str]) -> None:
    if dropped:
        _notice("No longer in the selection: " + "; ".join(dropped) + ".")


def current_generation() -> str:
    """The generation that this session looks at."""
    return str(st.session_state[_GENERATION])


def _notice(said: str) -> None:
    """Say something at the top of every page, until the reader has understood."""
    st.session_state[_NOTICE] = said


def _forget_notice() -> None:
    st.session_state.pop(_NOTICE, None)
