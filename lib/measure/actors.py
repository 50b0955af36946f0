"""Actors in a selection: how often, when, with whom.

Every function takes the kinds of mention that count from the selection, and every number is over
`lib.index.Corpus.mentions`, so that the sentences behind it can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from lib import annotate
from lib.index import NO_DAY, Corpus, Mask
from lib.measure import selection as sel
from lib.measure import time
from lib.measure.selection import Selection

LISTED, RECOGNISED = "listed", "recognised"
"""How an actor is known: it stands in the dictionary, or the tagger found it."""
LEAST_TOGETHER = 3
"""Pairs that share fewer sentences than this are not shown."""

Unit = Literal["sentence", "article"]
"""What two actors must share to be together."""
Rank = Literal["together", "strength"]
"""What the first pairs have most of."""

_SENTENCE_BITS = 20
_NARROW = 20
"""Of fewer articles than one in so many, all mentions are looked at; else those of the actors."""
Rising = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """The mentions that count: arrays of one length, sorted by article and place."""

    article: NDArray[np.int32]
    actor: NDArray[np.int32]
    unit: NDArray[np.int64]  # a number for each sentence of the corpus, rising


def _counted(corpus: Corpus, mask: Mask, kinds: tuple[str, ...]) -> _Counted:
    within = corpus.mentions_within(mask)
    keep = sel.kind_mask(kinds)[corpus.mention_column("kind")[within]]
    article, actor = (corpus.mention_column(name)[within][keep] for name in ("article", "actor"))
    return _Counted(article, actor, _unit(corpus, within)[keep])


def articles_of_actors(corpus: Corpus, mask: Mask, kinds: Iterable[str]) -> NDArray[np.int64]:
    """In how many articles of a mask each actor is mentioned in one of these kinds."""
    if 2 * np.count_nonzero(mask) > len(mask):
        return _articles_of_actors(corpus, tuple(kinds)) - articles_of_actors(corpus, ~mask, kinds)
    counted = corpus.presence.counted(mask, sel.kind_mask(kinds))
    return np.bincount(counted.actor, minlength=len(corpus.actors))


@lru_cache(maxsize=8)
def _articles_of_actors(corpus: Corpus, kinds: tuple[str, ...]) -> NDArray[np.int64]:
    """The same of all articles."""
    counted = corpus.presence.counted(np.ones(len(corpus), bool), sel.kind_mask(kinds))
    return np.bincount(counted.actor, minlength=len(corpus.actors))


def ranking(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """All actors of a selection.

    Returns:
        A row an actor, most articles first: `key` (id), `name`, `class`, `articles`, `mentions`,
        `share` (of the selection's total, 0 to 1), `total`, `first`, `last` (dates), `known`
        ("listed" in the dictionary, or "recognised" by the tagger).
    """
    resolved = sel.resolve(corpus, selection)
    counted = corpus.presence.counted(resolved.counted, sel.kind_mask(selection.kinds))
    size = len(corpus.actors)
    articles = np.bincount(counted.actor, minlength=size)
    mentions = np.bincount(counted.actor, counted.mentions, minlength=size).astype(np.int64)
    shown = np.flatnonzero(articles)
    shown = shown[np.lexsort((corpus.actor_order[shown], -mentions[shown], -articles[shown]))]
    days = corpus.days[counted.article]
    dated = days != NO_DAY
    seen_first = np.full(size, np.iinfo(np.int32).max)
    seen_last = np.full(size, NO_DAY)
    np.minimum.at(seen_first, counted.actor[dated], days[dated])
    np.maximum.at(seen_last, counted.actor[dated], days[dated])
    seen_first, seen_last = seen_first[shown], seen_last[shown]
    total = int(np.count_nonzero(resolved.total))
    known = corpus.actors.iloc[shown]
    return pd.DataFrame(
        {
            "key": known["id"].to_numpy(),
            "name": known["name"].to_numpy(),
            "class": known["class"].to_numpy(),
            "articles": articles[shown],
            "mentions": mentions[shown],
            "share": articles[shown] / max(total, 1),
            "total": total,
            "first": _dates(seen_first, seen_last != NO_DAY),
            "last": _dates(seen_last, seen_last != NO_DAY),
            "known": np.where(known["listed"], LISTED, RECOGNISED),
        }
    )


def _dates(days: NDArray[np.int64], known: Mask) -> pd.Series:
    values = np.where(known, days, 0).astype("datetime64[D]").astype("datetime64[us]")
    return pd.Series(values).where(known)


def trends(
    corpus: Corpus, selection: Selection, actors: list[str], points: int = 24
) -> dict[str, list[int]]:
    """For each of these actors its articles over the span, in at most `points` equal periods."""
    ends = sel.span(corpus, selection)
    if ends is None or not actors:
        return {actor: [] for actor in actors}
    resolved = sel.resolve(corpus, selection)
    counted = corpus.presence.counted(resolved.counted, sel.kind_mask(selection.kinds))
    start, days = sel.day_number(ends[0]), (ends[1] - ends[0]).days + 1
    points = min(points, days)
    numbers = np.array([corpus.actor_numbers[actor] for actor in actors])
    row_of = np.full(len(corpus.actors), -1, np.int64)
    row_of[numbers] = np.arange(len(numbers))
    row = row_of[counted.actor]
    place = (corpus.days[counted.article].astype(np.int64) - start) * points // days
    inside = (row >= 0) & (place >= 0) & (place < points)
    cells = row[inside] * points + place[inside]
    table = np.bincount(cells, minlength=len(numbers) * points).reshape(-1, points)
    return {
        actor: table[row_of[number]].tolist()
        for actor, number in zip(actors, numbers.tolist(), strict=True)
    }


def series(corpus: Corpus, selection: Selection, actors: list[str]) -> list[time.Series]:
    """A line of a timeline for each of these actors."""
    return [
        time.Series(
            actor,
            str(corpus.actors["name"].iloc[corpus.actor_numbers[actor]]),
            sel.rows_with_actor(corpus, actor, selection.kinds),
        )
        for actor in actors
        if actor in corpus.actor_numbers
    ]


def forms(corpus: Corpus, selection: Selection, actor: str) -> pd.DataFrame:
    """The names an actor goes by in a selection.

    Returns:
        `form`, `kind`, `mentions`, `articles`, most mentions first; all kinds, counted or not.
    """
    places = corpus.mentions_of(corpus.actor_numbers[actor])
    article = corpus.mention_column("article")[places]
    inside = sel.resolve(corpus, selection).counted[article]
    places, article = places[inside], article[inside]
    frame = pd.DataFrame(
        {
            "form": corpus.forms(places),
            "kind": np.array(annotate.KINDS)[corpus.mention_column("kind")[places]],
            "article": article,
        }
    )
    grouped = frame.groupby(["form", "kind"], as_index=False)
    result = grouped.agg(mentions=("article", "size"), articles=("article", "nunique"))
    return result.sort_values(["mentions", "form"], ascending=[False, True], ignore_index=True)


def by_kind(corpus: Corpus, selection: Selection, actor: str) -> pd.DataFrame:
    """How an actor is mentioned in a selection, kind by kind, whether or not the kind counts.

    Returns:
        `kind`, `mentions`, `articles`, in the order of `lib.annotate.KINDS`; none without any.
    """
    places = corpus.mentions_of(corpus.actor_numbers[actor])
    article = corpus.mention_column("article")[places]
    inside = sel.resolve(corpus, selection).counted[article]
    kind = corpus.mention_column("kind")[places[inside]].astype(np.int64)
    once = np.unique(article[inside].astype(np.int64) * len(annotate.KINDS) + kind)
    size = len(annotate.KINDS)
    frame = pd.DataFrame(
        {
            "kind": annotate.KINDS,
            "mentions": np.bincount(kind, minlength=size),
            "articles": np.bincount(once % size, minlength=size),
        }
    )
    return frame[frame.mentions > 0].reset_index(drop=True)


# --- titles ------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _bearers(corpus: Corpus) -> NDArray[np.int32]:
    """Whose each role of the corpus is: numbers of actors, -1 where nobody's; shape (roles,)."""
    article, chain = (corpus.span_column("roles", name) for name in ("article", "chain"))
    return corpus.actors_of_chains(article, chain)


def _roles_of(corpus: Corpus, selection: Selection, actor: str) -> NDArray[np.int64]:
    """Places in the table of roles of an actor's, in the selection's articles."""
    places = np.flatnonzero(_bearers(corpus) == corpus.actor_numbers[actor])
    counted = sel.resolve(corpus, selection).counted
    return np.asarray(places[counted[corpus.span_column("roles", "article")[places]]])


def roles(corpus: Corpus, selection: Selection, actor: str) -> pd.DataFrame:
    """The titles under which an actor appears in a selection.

    Returns:
        `title` (of `titles.csv` where it is one), `form` (as most often written), `first` and
        `last` (days of publication), `articles`, `mentions`; most articles first.
    """
    places = _roles_of(corpus, selection, actor)
    article = corpus.span_column("roles", "article")[places]
    table = corpus.spans("roles").take(pa.array(places))
    days = corpus.days[article]
    frame = pd.DataFrame(
        {
            "title": table.column("title").to_pylist(),
            "form": table.column("form").to_pylist(),
            "article": article,
            "day": _dates(days.astype(np.int64), days != NO_DAY),
        }
    )
    grouped = frame.groupby("title", as_index=False)
    found = grouped.agg(
        form=("form", lambda forms: forms.mode().iloc[0]),
        first=("day", "min"),
        last=("day", "max"),
        articles=("article", "nunique"),
        mentions=("article", "size"),
    )
    return found.sort_values(["articles", "title"], ascending=[False, True], ignore_index=True)


def rows_with_role(
    corpus: Corpus, selection: Selection, actor: str, title: str
) -> NDArray[np.int32]:
    """The selection's articles that give an actor this title, newest first."""
    places = role_places(corpus, actor, title)
    named = np.zeros(len(corpus), bool)
    named[corpus.span_column("roles", "article")[places]] = True
    named &= sel.resolve(corpus, selection).counted
    order = np.asarray(corpus.order)
    return np.asarray(order[named[order]], dtype=np.int32)


def role_places(corpus: Corpus, actor: str, title: str) -> NDArray[np.int64]:
    """Places in the table of roles where an actor has this title."""
    places = np.flatnonzero(_bearers(corpus) == corpus.actor_numbers[actor])
    written = corpus.spans("roles").column("title").take(pa.array(places))
    return np.asarray(places[np.array(pc.equal(written, title).to_pylist(), dtype=bool)])


# --- who with whom -----------------------------------------------------------------------------


def pairs(
    corpus: Corpus,
    selection: Selection,
    around: str | None = None,
    least: int = LEAST_TOGETHER,
    unit: Unit = "sentence",
    limit: int = 200,
    by: Rank = "together",
) -> pd.DataFrame:
    """Actors that are mentioned together.

    Args:
        corpus: where.
        selection: what.
        around: an actor; only pairs with it. All pairs where None.
        least: pairs that share fewer units than this are left out.
        unit: "sentence" or "article".
        limit: how many pairs at most; `attrs["left_out"]` says how many more there are.
        by: what the first ones have most of, units "together" or "strength".

    Returns:
        `source`, `target` (ids; `source` is `around` where given), `source_name`, `target_name`,
        `together` (units with both), `articles` (articles with such a unit), `strength`:
        normalised pointwise mutual information, -1 to 1 (Bouma 2009): how much more often than
        chance, over the units that mention any actor. Most units together, or strongest, first.
    """
    return _pairs_of(corpus, _units(corpus, selection, unit), around, least, limit, by=by)


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """Which unit (a sentence, an article) mentions which actor, 0 or 1, and its article."""

    rows: sparse.csr_matrix
    columns: sparse.csc_matrix
    article: NDArray[np.int32]

    def with_actor(self, actor: int) -> NDArray[np.int32]:
        """The units that mention an actor, rising."""
        start, end = self.columns.indptr[actor], self.columns.indptr[actor + 1]
        return np.asarray(self.columns.indices[start:end])


@lru_cache(maxsize=8)
def _units(corpus: Corpus, selection: Selection, unit: Unit = "sentence") -> _Units:
    """The units of a selection: kept, since looking at one actor after another asks for them."""
    counted = _counted(corpus, sel.resolve(corpus, selection).counted, selection.kinds)
    group = counted.unit if unit == "sentence" else counted.article.astype(np.int64)
    return _incidence(counted, group, len(corpus.actors))


def _pairs_of(
    corpus: Corpus,
    units: _Units,
    around: str | None,
    least: int,
    limit: int,
    among: Sequence[str] | None = None,
    by: Rank = "together",
) -> pd.DataFrame:
    """The pairs of `pairs`; only those of which both are `among` these actors, where given."""
    numbers = [corpus.actor_numbers[actor] for actor in (among or ())]
    centre = None if around is None else corpus.actor_numbers[around]
    source, target, together = _together(units, centre, numbers)
    alone = np.diff(units.columns.indptr)
    strength = _npmi(together, alone[source], alone[target], len(units.article))
    enough = np.flatnonzero(together >= least)
    ranks = (-strength[enough], -together[enough])
    first, second = ranks if by == "strength" else ranks[::-1]
    best = enough[np.lexsort((target[enough], source[enough], second, first))]
    shown = best[:limit]
    ids, names = corpus.actors["id"].to_numpy(), corpus.actors["name"].to_numpy()
    frame = pd.DataFrame(
        {
            "source": ids[source[shown]],
            "target": ids[target[shown]],
            "source_name": names[source[shown]],
            "target_name": names[target[shown]],
            "together": together[shown],
            "articles": _articles(units, source[shown], target[shown]),
            "strength": strength[shown],
        }
    )
    frame.attrs["left_out"] = len(best) - len(shown)
    return frame


def _incidence(counted: _Counted, group: NDArray[np.int64], actors: int) -> _Units:
    """Which unit mentions which actor; the mentions of a unit must lie together."""
    begins = np.concatenate((np.ones(min(len(group), 1), bool), group[1:] != group[:-1]))
    place = np.cumsum(begins) - 1
    cells = (np.ones(len(place), np.int32), (place, counted.actor))
    rows = sparse.csr_matrix(cells, shape=(int(np.count_nonzero(begins)), actors))
    rows.sum_duplicates()
    rows.data[:] = 1
    return _Units(rows, rows.tocsc(), counted.article[begins])


def _together(
    units: _Units, around: int | None, among: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of actors, and the number of units that mention both; of all actors, or of some."""
    if around is not None:
        together = np.asarray(units.rows[units.with_actor(around)].sum(axis=0)).ravel()
        together[around] = 0
        target = np.flatnonzero(together)
        return np.full(len(target), around), target, together[target].astype(np.int64)
    some = np.sort(np.array(among, dtype=np.int64)) if among else np.arange(units.rows.shape[1])
    columns = units.columns[:, some] if among else units.columns
    product = sparse.triu(columns.T @ columns, k=1).tocoo()
    return some[product.row], some[product.col], product.data.astype(np.int64)


def _articles(
    units: _Units, source: NDArray[np.int64], target: NDArray[np.int64]
) -> NDArray[np.int64]:
    """In how many articles each of these pairs shares a unit."""
    shared = (
        _common(units.with_actor(a), units.with_actor(b))
        for a, b in zip(source.tolist(), target.tolist(), strict=True)
    )
    return np.array([len(_once(units.article[common])) for common in shared], dtype=np.int64)


def network(
    corpus: Corpus,
    selection: Selection,
    around: str,
    grown: Sequence[str] = (),
    unit: Unit = "sentence",
    by: Rank = "together",
    least: int = LEAST_TOGETHER,
    most: int = 14,
    more: int = 6,
    most_links: int = 20,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The network around an actor: one step, and one more around each actor where it is grown.

    Args:
        corpus: where.
        selection: what.
        around: the actor in the middle.
        grown: actors of the network around which it goes on, one after the other.
        unit: what two actors must share.
        by: which of those near an actor come first.
        least: pairs that share fewer units than this are no link.
        most, more: how many come with the actor in the middle, and with each that is grown.
        most_links: how many links at most besides those by which the network has grown.

    Returns:
        Nodes, the actor first, each after the one that it came with: `key`, `label`, `cls`,
        `count` (articles that mention it), `parent` (with whom it came, "" in the middle), `step`
        (how many steps from the middle), `near` (how many it shares `least` units with) and
        `grown`; and links, as `pairs`, of which `count` is the number of units together; those
        left out are counted in `attrs["left_out"]`. Both empty where the actor is with nobody.
    """
    units = _units(corpus, selection, unit)
    parents, near = {around: ""}, dict[str, int]()
    for centre in (around, *grown):
        if centre in parents and centre not in near:
            found = _pairs_of(corpus, units, centre, least, len(corpus.actors), by=by)
            near[centre] = len(found)
            limit = most if centre == around else more
            for other in [key for key in found.target if key not in parents][:limit]:
                parents[other] = centre
    if len(parents) == 1:
        parents = {}
    nodes = _nodes(corpus, units, list(parents)).assign(
        parent=list(parents.values()),
        step=[_steps(parents, key) for key in parents],
        near=[near.get(key, 0) for key in parents],
        grown=[key in near for key in parents],
    )
    return nodes, _links(corpus, units, parents, least, most_links, by)


def _steps(parents: dict[str, str], key: str) -> int:
    return 1 + _steps(parents, parents[key]) if parents[key] else 0


def _links(
    corpus: Corpus, units: _Units, parents: dict[str, str], least: int, most: int, by: Rank
) -> pd.DataFrame:
    """The links by which a network has grown, and the first of the others."""
    links = _pairs_of(corpus, units, None, least, len(parents) ** 2, list(parents), by)
    ends = zip(links.source, links.target, strict=True)
    own = np.array([parents[a] == b or parents[b] == a for a, b in ends], dtype=bool)
    kept = own | (np.cumsum(~own) <= most)
    shown = links[kept].reset_index(drop=True)
    shown.attrs["left_out"] = int(np.count_nonzero(~kept))
    return shown.assign(count=shown.together)


def _nodes(corpus: Corpus, units: _Units, keys: list[str]) -> pd.DataFrame:
    numbers = [corpus.actor_numbers[key] for key in keys]
    articles = [len(np.unique(units.article[units.with_actor(number)])) for number in numbers]
    return pd.DataFrame(
        {
            "key": keys,
            "label": corpus.actors["name"].to_numpy()[numbers],
            "cls": corpus.actors["class"].to_numpy()[numbers],
            "count": articles,
        }
    )


def rows_with_form(
    corpus: Corpus, selection: Selection, actor: str, form: str, kind: str
) -> NDArray[np.int32]:
    """The selection's articles that name an actor by this form, of this kind; newest first."""
    places = corpus.mentions_of(corpus.actor_numbers[actor])
    written = np.array(corpus.forms(places), dtype=object) == form
    of_kind = corpus.mention_column("kind")[places] == annotate.KINDS.index(kind)
    named = np.zeros(len(corpus), bool)
    named[corpus.mention_column("article")[places[written & of_kind]]] = True
    named &= sel.resolve(corpus, selection).counted
    order = np.asarray(corpus.order)
    return np.asarray(order[named[order]], dtype=np.int32)


def rows_together(
    corpus: Corpus, selection: Selection, source: str, target: str, unit: Unit = "sentence"
) -> NDArray[np.int32]:
    """The selection's articles with a unit that mentions both actors; newest first."""
    units = _units(corpus, selection, unit)
    first, second = (units.with_actor(corpus.actor_numbers[actor]) for actor in (source, target))
    both = np.intersect1d(first, second, assume_unique=True)
    together = np.zeros(len(corpus), bool)
    together[units.article[both]] = True
    order = np.asarray(corpus.order)
    return np.asarray(order[together[order]], dtype=np.int32)


def articles_together(
    corpus: Corpus,
    mask: Mask,
    kinds: tuple[str, ...],
    source: Sequence[str],
    target: Sequence[str],
) -> NDArray[np.int64]:
    """In how many articles of a mask each of these pairs of actors (ids) shares a sentence."""
    if _NARROW * np.count_nonzero(mask) < len(mask):
        counted = _counted(corpus, mask, kinds)
        within = _incidence(counted, counted.unit, len(corpus.actors))
        numbers = (
            np.array([corpus.actor_numbers[a] for a in ids], int) for ids in (source, target)
        )
        return _articles(within, *numbers)
    counts, kind = sel.kind_mask(kinds), corpus.mention_column("kind")
    units = dict[str, NDArray[np.int64]]()
    for actor in {*source, *target}:
        places = corpus.mentions_of(corpus.actor_numbers[actor])
        places = places[mask[corpus.mention_column("article")[places]] & counts[kind[places]]]
        units[actor] = _once(_unit(corpus, places))
    shared = (_common(units[a], units[b]) for a, b in zip(source, target, strict=True))
    return np.array([len(_once(common >> _SENTENCE_BITS)) for common in shared], dtype=np.int64)


def _once(rising: Rising) -> Rising:
    """Each of some rising numbers once."""
    first = np.ones(len(rising), bool)
    np.not_equal(rising[1:], rising[:-1], out=first[1:])
    return rising[first]


def _common(one: Rising, other: Rising) -> Rising:
    """What two rows of rising numbers, each once, have in common."""
    few, many = sorted((one, other), key=len)
    if not len(few):
        return few
    place = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return np.asarray(few[many[place] == few])


def _unit(corpus: Corpus, mentions: Any) -> NDArray[np.int64]:
    """A number for the sentence of each of some mentions; rising through the corpus."""
    article = corpus.mention_column("article")[mentions].astype(np.int64)
    sentence = corpus.mention_column("sentence")[mentions]
    return np.asarray((article << _SENTENCE_BITS) + sentence + 1)


def _npmi(
    together: NDArray[np.int64], a: NDArray[np.int64], b: NDArray[np.int64], units: int
) -> NDArray[np.float64]:
    if not len(together):
        return np.zeros(0)
    joint = together / units
    pmi = np.log(joint * units * units / (a * b.astype(np.float64)))
    certain = joint >= 1
    return np.where(certain, 1.0, pmi / np.where(certain, 1.0, -np.log(joint)))
