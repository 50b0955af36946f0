"""Correcting who is who and what is a copy: on an actor's page, in an article, and the list of it.

    the reader says what is wrong  ->  an entry in a set of the workspace  ->  that set is active

A correction goes into the set that the reader names. That set is active from then on, for this
reader alone; another reader's counts change only where they look through the same set.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, annotate, index
from lib.measure import actors as act
from lib.measure import article, stories
from lib.measure.selection import Selection
from lib.view import cache, link, widgets
from lib.view.cache import ask
from lib.view.markup import label, plain
from lib.workspace import MOST_NAME, Entry, WorkspaceError

_USUAL_SET = "My corrections"
_INTO = "corrections_into"
_PROPOSED = "corrections_proposed"
_LAST = "corrections_last"
_PROBLEM = "corrections_problem"
_MOST_MATCHES = 50
_PAGE = 20
_AROUND = 40

_SAYS: dict[str, Callable[[Mapping[str, str], Mapping[str, Any]], str]] = {
    "merge": lambda names, v: f"{names['key']} is {names['into']}",
    "split": lambda names, v: f"“{v['form']}” is not {names['key']}, but {names['to']}",
    "split_chain": lambda names, v: f"in one article, {names['key']} is {names['to']}",
    "rename": lambda names, v: f"{names['key']} is called {v['name']}",
    "alias": lambda names, v: f"“{v['form']}” is {names['key']}, too",
    "not_actor": lambda names, v: f"“{v['form']}” is not {names['key']}",
    "wrong_mention": lambda names, v: "a mention in one article is wrong",
    "date": lambda names, v: f"a date in “{names['key']}” is {v['day'] or 'no day'}",
    "copy": lambda names, v: f"“{names['key']}” and “{names['of']}” are one text",
    "no_copy": lambda names, v: f"“{names['key']}” is a text of its own",
    "story": lambda names, v: f"“{names['key']}” and “{names['of']}” are in one story",
    "no_story": lambda names, v: f"“{names['key']}” is in no story",
}
_FIRST_DAY, _LAST_DAY = date(1500, 1, 1), date(2100, 12, 31)
_OF_ONE_ARTICLE = {"correct_copies", "correct_story"}
_OF_ARTICLES = ("copy", "no_copy", "story", "no_story", "date")


# --- adding one --------------------------------------------------------------------------------


def add(kind: str, key: str, value: Mapping[str, Any]) -> None:
    """Add a correction to the reader's set, and look through that set; for callbacks."""
    name = str(st.session_state[_INTO])
    try:
        entry = cache.workspace().add(name, kind, key, value, cache.author())
    except WorkspaceError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state.pop(_PROBLEM, None)
    st.session_state[_LAST] = entry.id
    # What can be said there has changed with it; left open, it would offer the opposite.
    for popover in _OF_ONE_ARTICLE & st.session_state.keys():
        st.session_state[popover] = False
    link.put_sets([*link.sets(), entry.set])
    link.draw_anew()


def undo(entry: int) -> None:
    """Undo a correction; for callbacks."""
    st.session_state.pop(_LAST, None)
    cache.workspace().undo(entry, cache.author())
    link.draw_anew()


def redo(entry: int) -> None:
    """Redo a correction; for callbacks."""
    cache.workspace().redo(entry, cache.author())
    link.draw_anew()


def outcome(corpus: Corpus) -> None:
    """What the last correction did, with a way to undo it; or why it could not be made."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        st.error(label(problem))
    last = st.session_state.get(_LAST)
    known = {entry.id: (entry, effect) for entry, effect in _active(corpus) if entry.id == last}
    if not known:
        return
    ((entry, effect),) = known.values()
    said = f"Corrected: {sentence(corpus, entry)} ({_did(effect)})."
    with st.container(horizontal=True, vertical_alignment="center", key="corrected"):
        st.markdown(label(said))
        st.button("Undo it", on_click=undo, args=(entry.id,), key="undo_last", type="tertiary")
        st.button("Understood", on_click=_understood, key="corrected_understood", type="tertiary")


def _understood() -> None:
    st.session_state.pop(_LAST, None)


def _active(corpus: Corpus) -> list[tuple[Entry, index.Effect]]:
    """The corrections that the corpus is seen with, and what each did."""
    if not corpus.corrections:
        return []
    entries = cache.workspace().corrections(link.sets())
    return list(zip(entries, corpus.effects, strict=False))  # another session may just add one


def _did(effect: index.Effect) -> str:
    if effect.idle:
        return f"without effect here: {effect.idle}"
    return widgets.counted(effect.mentions, effect.what)


def sentence(corpus: Corpus, entry: Entry) -> str:
    """What a correction says, for people."""
    value = dict(entry.value)
    if entry.kind in _OF_ARTICLES:
        ids = {"key": entry.key, "of": str(value.get("of", ""))}
        return _SAYS[entry.kind]({field: _title(corpus, one) for field, one in ids.items()}, value)
    names = {"key": _first_name(corpus, entry.key)}
    for field in ("into", "to"):
        if field in value:
            names[field] = _first_name(corpus, value[field], str(value.get("name", "")))
    return _SAYS[entry.kind](names, value)


def _name(corpus: Corpus, actor: str, otherwise: str = "") -> str:
    found = np.flatnonzero(corpus.actors["id"].to_numpy() == actor)
    return str(corpus.actors["name"].iloc[found[0]]) if len(found) else otherwise or actor


def _first_name(corpus: Corpus, actor: str, otherwise: str = "") -> str:
    """An actor's name before all corrections; of one that a correction made, the one it gave."""
    return _name(corpus.uncorrected, actor, otherwise or _name(corpus, actor))


def _title(corpus: Corpus, known: str) -> str:
    """An article's title, its id where it has none or is not in the corpus."""
    row = article.find(corpus, known) if known else None
    return known if row is None else corpus.title(row).strip() or known


# --- on an actor's page ------------------------------------------------------------------------


_Form = tuple[str, str, dict[str, Any] | None]
"""What the button says, the kind of the correction, and its value where it is whole."""


def on_actor(corpus: Corpus, actor: str) -> None:
    """What the reader can say about an actor."""
    with st.expander("Correct this actor", key="correct", on_change="rerun") as opened:
        if not opened.open:
            return
        forms = {
            "Merge": _merge,
            "Split": _split,
            "Rename": _rename,
            "Another name": _alias,
            "Not an actor": _not_actor,
        }
        chosen = st.segmented_control(
            "What is wrong", list(forms), default="Merge", required=True, key="correct_what"
        )
        title, kind, value = forms[str(chosen)](corpus, actor, _name(corpus, actor))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _into()
            _say(title, kind, actor, value)


def _into() -> None:
    """Which set the correction goes into.

    Without an active set it is a new one: one that is there brings its corrections along, and may
    be another reader's.
    """
    held = {found.name: found.entries for found in cache.workspace().sets()}
    active = link.sets()
    chosen = str(st.session_state.get(_INTO) or "")
    if not chosen or (chosen == st.session_state.get(_PROPOSED) and chosen in held):
        chosen = next(iter(active), _new_name(held))
        st.session_state[_INTO] = st.session_state[_PROPOSED] = chosen

    def shown(name: str) -> str:
        along = held.get(name, 0) if name not in active else 0
        said = "1 entry" if along == 1 else f"{along:,} entries"
        return plain(name) + (f" (with its {said})" if along else "")

    st.selectbox(
        "Kept in the set",
        list(dict.fromkeys([chosen[:MOST_NAME], *active, _new_name(held), *held])),
        key=_INTO,
        format_func=shown,
        accept_new_options=True,
        help="Counts change for whoever looks through this set, and for nobody else.",
    )


def _new_name(held: Collection[str]) -> str:
    """A name that no set has yet."""
    names = itertools.chain([_USUAL_SET], (f"{_USUAL_SET} {n}" for n in itertools.count(2)))
    return next(name for name in names if name not in held)


def _merge(corpus: Corpus, actor: str, name: str) -> _Form:
    st.caption(label(f"{name} and another one are the same. The other one’s page stays."))
    found = _whom(corpus, "merge", actor, name)
    return "It is the same", "merge", None if found is None else {"into": found[0]}


def _split(corpus: Corpus, actor: str, name: str) -> _Form:
    st.caption(label(f"Where it is written so, it is not {name}, but somebody else."))
    form = _form(corpus, actor, "split")
    found = _whom(corpus, "split", actor, "", new=True)
    value = None if found is None else {"form": form, "to": found[0], "name": found[1]}
    return "It is somebody else", "split", value if form else None


def _rename(corpus: Corpus, actor: str, name: str) -> _Form:
    new = _typed("Its name", f"rename_{actor}", name)
    return "Call it so", "rename", {"name": new} if new and new != name else None


def _alias(corpus: Corpus, actor: str, name: str) -> _Form:
    st.caption(
        label(
            f"A name that also stands for {name}. It is found wherever it is written just so, "
            "unless it is part of a longer name."
        )
    )
    form = _typed("The other name, as it is written", f"alias_{actor}")
    return "It is a name of it", "alias", {"form": form} if form else None


def _not_actor(corpus: Corpus, actor: str, name: str) -> _Form:
    st.caption(label(f"Where it is written so, it is neither {name} nor anybody."))
    form = _form(corpus, actor, "not")
    return "It is nobody", "not_actor", {"form": form} if form else None


def _typed(title: str, key: str, usual: str = "") -> str:
    return st.text_input(title, usual, key=f"correct_{key}", max_chars=200).strip()


def _say(title: str, kind: str, key: str, value: Mapping[str, Any] | None) -> None:
    st.button(
        title,
        key=f"say_{kind}",
        type="primary",
        disabled=value is None,
        on_click=add,
        args=(kind, key, value or {}),
    )


def _form(corpus: Corpus, actor: str, key: str) -> str | None:
    """One of the ways in which an actor is written in the whole corpus."""
    forms = ask(act.forms, corpus, Selection(), actor)
    counts = forms.groupby("form")["mentions"].sum().sort_values(ascending=False, kind="stable")
    found = st.selectbox(
        "Written",
        list(counts.index),
        format_func=lambda form: plain(f"{form} ({counts[form]:,})"),
        key=f"correct_form_{key}_{actor}",
    )
    return None if found is None else str(found)


def _whom(
    corpus: Corpus, key: str, actor: str, like: str, *, new: bool = False
) -> tuple[str, str] | None:
    """Another actor, by part of the name: id and name; None while there is none.

    Args:
        corpus: where.
        key: of the widgets.
        actor: who it is not.
        like: while nothing is typed, those that share a word with this name are offered.
        new: whether it can be one that the corpus does not have yet.
    """
    part, which = st.columns(2, vertical_alignment="bottom")
    with part:
        typed = _typed("Who: part of the name", f"who_{key}_{actor}")
    known = ask(act.ranking, corpus, Selection(kinds=annotate.KINDS))
    known = known[known["key"] != actor]
    if typed:
        known = known[known["name"].str.contains(typed, case=False, regex=False)]
    elif like:
        words = {word.lower() for word in like.split() if len(word) > 2}
        shares = [bool(words & set(name.lower().split())) for name in known["name"]]
        known = known[shares] if any(shares) else known
    names = dict(zip(known["key"][:_MOST_MATCHES], known["name"], strict=False))
    if new and typed and own_id(typed) not in names:
        names[own_id(typed)] = f"{typed}, a new actor"
    with which:
        found = st.selectbox(
            "Which one",
            list(names),
            index=None,
            format_func=lambda one: plain(names[str(one)]),
            key=f"correct_which_{key}_{actor}",
            placeholder="choose" if names else "type part of another name",
        )
    if len(known) > _MOST_MATCHES:
        st.caption(f"The {_MOST_MATCHES} in most articles of {len(known):,} are listed.")
    if found is None:
        return None
    return str(found), typed if found == own_id(typed) else str(names[found])


def own_id(name: str) -> str:
    """The id of an actor that an analyst makes: the same for the same name."""
    return f"own-{index.digest_of(' '.join(name.casefold().split()))}"


# --- on a mention in an article ----------------------------------------------------------------


def on_mention(corpus: Corpus, row: int, actor: str) -> None:
    """What the reader can say about an actor's mentions in one article."""
    with st.popover("Correct", key=f"correct_mention_{actor}", on_change="rerun") as opened:
        if not opened.open:
            return
        name = _name(corpus, actor)
        places = ask(article.mentions_of, corpus, row, actor)
        texts = {"title": corpus.title(row), "text": corpus.text(row)}
        chosen = st.selectbox(
            "Where it is wrong",
            places,
            format_func=lambda p: plain(_context(texts[p[0]], p[1], p[2])),
            key=f"correct_place_{row}_{actor}",
        )
        known = str(corpus.ids[row].as_py())
        part, start, end = chosen
        at = {"in": part, "start": start, "end": end}
        _say(f"This is not {label(name)}, nor anybody", "wrong_mention", known, at)
        st.divider()
        found = _whom(corpus, f"chain_{row}", actor, "", new=True)
        value = {"article": known, "in": part, "start": start}
        to = None if found is None else {**value, "to": found[0], "name": found[1]}
        _say("In this article, it is that one", "split_chain", actor, to)
        _into()


def on_date(corpus: Corpus, row: int) -> None:
    """What the reader can say about an expression of time in an article."""
    with st.popover("Correct a date", key="correct_date", on_change="rerun") as opened:
        if not opened.open:
            return
        found = corpus.dates_in(row).set_index(["in", "start", "end"])
        texts = {"title": corpus.title(row), "text": corpus.text(row)}
        chosen = st.selectbox(
            "Which one",
            list(found.index),
            format_func=lambda p: plain(_context(texts[p[0]], p[1], p[2])),
            key=f"correct_date_{row}",
        )
        part, start, end = chosen
        known = found.loc[chosen, "first_day"]
        fits = pd.notna(known) and _FIRST_DAY <= known.date() <= _LAST_DAY
        day = st.date_input(
            "It means this day; empty for none",
            value=known.date() if fits else None,
            min_value=_FIRST_DAY,
            max_value=_LAST_DAY,
            key=f"correct_day_{row}_{part}_{start}",
        )
        at = {"in": part, "start": int(start), "end": int(end)}
        _say("It means this", "date", str(corpus.ids[row].as_py()), {**at, "day": str(day or "")})
        _into()


def _context(text: str, start: int, end: int) -> str:
    before = text[max(start - _AROUND, 0) : start]
    return (
        f"{'…' if start > _AROUND else ''}{before}[{text[start:end]}]{text[end : end + _AROUND]}…"
    )


# --- on copies ---------------------------------------------------------------------------------


def on_copies(corpus: Corpus, row: int, other: int) -> None:
    """What the reader can say about an article and another that it is compared with."""
    one, two = (str(corpus.ids[number].as_py()) for number in (row, other))
    same = corpus.clusters.numbers[row] >= 0
    same = same and corpus.clusters.numbers[row] == corpus.clusters.numbers[other]
    with st.popover("Correct", key="correct_copies", on_change="rerun") as opened:
        if not opened.open:
            return
        if same:
            st.caption("The open article leaves the others, and counts for itself.")
            _say("It is a text of its own", "no_copy", one, {})
        else:
            st.caption("The open article, and what is one text with it, counts with the other.")
            _say("The two are one text", "copy", one, {"of": two})
        _into()


# --- on stories --------------------------------------------------------------------------------


def on_story(corpus: Corpus, row: int, *, leaves: bool) -> None:
    """What the reader can say about the story of an article, and whether the article leaves it."""
    own = str(corpus.ids[row].as_py())
    with st.popover("Correct", key="correct_story", on_change="rerun") as opened:
        if not opened.open:
            return
        if leaves:
            st.caption("The open article leaves its story; the others stay together.")
            _say("It is in no story", "no_story", own, {})
        near = np.array(ask(stories.near, corpus, row), np.int32)
        listed = corpus.listed(near)
        titles = {
            str(one.id): f"{widgets.when(one.date, bool(one.timed))}: {one.title or one.id}"
            for one in listed.itertuples()
        }
        other = st.selectbox(
            "It belongs with",
            list(titles),
            index=None,
            placeholder="an article that is most like it",
            format_func=lambda key: plain(titles[key], 120),
            key=f"story_with_{row}",
        )
        st.caption("The two stories become one, with all of their articles.")
        _say("They are one story", "story", own, {"of": other} if other else None)
        _into()


# --- the list ----------------------------------------------------------------------------------


def listed(corpus: Corpus) -> None:
    """Every correction of every set: what it says, what it does, and undo or redo."""
    space = cache.workspace()
    names = [found.name for found in space.sets()]
    entries = [e for e in space.entries(names, undone=True) if e.kind in index.CORRECTIONS][::-1]
    st.subheader("Corrections")
    if not entries:
        st.caption(
            "There is none yet. An actor’s page, and an actor in an article, have “Correct”."
        )
        return
    effects = {entry.id: effect for entry, effect in _active(corpus)}
    shown = widgets.page_of(range(len(entries)), "corrections_page", _PAGE)
    for place in shown:
        _line(corpus, entries[place], effects.get(entries[place].id))
    widgets.save(_frame(corpus, entries, effects), "corrections", "corrections_csv")


def _line(corpus: Corpus, entry: Entry, effect: index.Effect | None) -> None:
    state = "undone" if entry.undone else "not active" if effect is None else _did(effect)
    with st.container(horizontal=True, vertical_alignment="center", key=f"correction_{entry.id}"):
        st.markdown(label(sentence(corpus, entry)))
        by = f" by {entry.author}" if entry.author else ""
        st.caption(label(f"{state} · {entry.set}, {entry.created[:10]}{by}"))
        if entry.kind in ("wrong_mention", "split_chain", *_OF_ARTICLES):
            _opener(corpus, entry)
        st.button(
            "Redo" if entry.undone else "Undo",
            key=f"toggle_{entry.id}",
            on_click=redo if entry.undone else undo,
            args=(entry.id,),
            type="tertiary",
        )


def _opener(corpus: Corpus, entry: Entry) -> None:
    row = article.find(corpus, str(entry.value.get("article", entry.key)))
    if row is not None:
        widgets.opener(corpus, row, f"correction_of_{entry.id}")


def _frame(
    corpus: Corpus, entries: list[Entry], effects: Mapping[int, index.Effect]
) -> pd.DataFrame:
    rows = [
        {
            "set": entry.set,
            "says": sentence(corpus, entry),
            "kind": entry.kind,
            "key": entry.key,
            "value": json.dumps(dict(entry.value), ensure_ascii=False),
            "undone": entry.undone,
            "mentions": effects[entry.id].mentions if entry.id in effects else None,
            "idle": effects[entry.id].idle if entry.id in effects else "",
            "author": entry.author,
            "created": entry.created,
        }
        for entry in entries
    ]
    return pd.DataFrame(rows)
