"""One event from several tellings: which sentences of which articles tell of the same.

    tellings (who, what, whom, when; a row a sentence)  ->  pool()  ->  events, and each telling's

Tellings are of one event if type, source and target are the same and so is the day:

- Told with a **day**, they are one event a day. Meetings and talks are one; calls and visits are
  others. Where both sides do the same (a meeting), who is named first does not matter.
- Told with a **week or a month** (`VAGUE` days at most), it is the only event of these actors told
  for a day within it; where there are several or none, and for longer periods, those told for the
  same period are one event.
- Told **without a date**, it is the only such event of the `RECENT` days up to the article's
  publication; else it stays an event of that text alone, without a day.
- Told **without a source** ("Kyiv was attacked"), it is the only such event of that day with one.
- Told by a **title** without a date, and not planned or denied, it is of the day of publication,
  where no rule above finds it a day.
- Told of **states** ("US and Russian officials met"), it is the only such event of that day told
  of people who hold an office of these states on it ("Rubio met Lavrov"), or of one of them and
  the other state; so too what is told without a date. Only for what is done for a state
  (`_ACTS`), and never between two of one state.

Each rule looks at all tellings that have a day, and so at nothing that depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib import annotate
from lib.index import parts

RECENT = 3
"""Days before its publication that an article's undated telling may be of."""

Numbers = NDArray[np.int64]

VAGUE = 31
"""Days of the longest period that may stand for a day within it."""

_MEETS = ("meet", "talk")
_ACTS = frozenset(annotate.MUTUAL | {"SANCTION", "AID", "YIELD", "MOBILIZE"})
"""Types of what people do for their state."""


@dataclass(frozen=True)
class Tellings:
    """What sentences tell, arrays of shape (n,).

    Attributes:
        texts: the text of each telling; copies of one text have one number.
        types, modes, statuses: places in `TYPES`, `modes()` and `STATUSES` of `lib.annotate`.
        sources, targets: numbers of actors, -1 unknown.
        source_states, target_states: numbers of the states for which these stand on the day told,
            or else on that of publication; their own where they stand for no one.
        titles: whether a title tells it.
        first, last: the days that the telling's date stands for, `none` where it has none.
        published: the day of publication, `none` where it is not known.
        none: the number that is no day.
    """

    texts: Numbers
    types: Numbers
    modes: Numbers
    statuses: Numbers
    sources: Numbers
    targets: Numbers
    source_states: Numbers
    target_states: Numbers
    titles: NDArray[np.bool_]
    first: Numbers
    last: Numbers
    published: Numbers
    none: int


def standing(
    told: pa.Table,
    actors_of: Callable[[Numbers, Numbers], NDArray[np.int32]],
    actors: pa.Table,
) -> pa.Table:
    """The tellings whose source and target are whom the article took them for.

    It took somebody whom no list holds for a person, by the name; the telling stands where that is
    what was decided from all articles. So goes what a name was told of that is part of a longer
    one.

    Args:
        told: a table of spans.
        actors_of: the number of the actor of each chain, from articles and chains (-1 none).
        actors: the actors, by number, as `naming.actor_table` has them.
    """
    article = told.column("article").to_numpy()
    people = pc.equal(actors.column("class"), "person")
    right = np.append(pc.or_(actors.column("listed"), people).to_numpy(), False)
    stands = np.ones(len(article), bool)
    for name in ("source", "target"):
        chain = told.column(name).to_numpy()
        stands &= (chain < 0) | right[actors_of(article, chain)]
    return told.filter(pa.array(stands)).combine_chunks()


def gathered(
    told: pa.Table,
    dates: pa.Table,
    actors_of: Callable[[Numbers, Numbers], NDArray[np.int32]],
    actors: Sequence[str],
    published: Numbers,
    texts: Numbers,
) -> Tellings:
    """What the tables of a corpus say of its tellings.

    Args:
        told, dates: tables of spans, sorted by article.
        actors_of: the number of the actor of each chain, from articles and chains (-1 none).
        actors: the ids of the actors, by number.
        published: the day of publication of each article, `parts.NO_DAY` where it is not known.
        texts: a number for each article that its copies share.
    """
    column = {name: told.column(name).to_numpy().astype(np.int64) for name in told.column_names}
    article = column["article"]
    days = published[article]
    first, last = _days_told(dates, article, column["date"])
    ahead = _lies_ahead(first, days, column["status"])
    first[ahead], last[ahead] = parts.NO_DAY, parts.NO_DAY
    sides = [actors_of(article, column[name]).astype(np.int64) for name in ("source", "target")]
    day = np.where(first == parts.NO_DAY, days, first)
    return Tellings(
        texts=texts[article],
        types=column["type"],
        modes=column["mode"],
        statuses=column["status"],
        sources=sides[0],
        targets=sides[1],
        source_states=_states(sides[0], day, actors),
        target_states=_states(sides[1], day, actors),
        titles=column["part"] == parts.PARTS_OF_ARTICLE.index("title"),
        first=first,
        last=last,
        published=days,
        none=parts.NO_DAY,
    )


def _days_told(dates: pa.Table, article: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
    """The first and last day of the date that each telling refers to, `NO_DAY` for none."""
    found = np.full((2, len(article)), parts.NO_DAY, np.int64)
    dated = np.flatnonzero(places >= 0)
    begins = np.searchsorted(dates.column("article").to_numpy(), article[dated])
    for days, name in zip(found, ("first_day", "last_day"), strict=True):
        days[dated] = dates.column(name).to_numpy()[begins + places[dated]]
    return found[0], found[1]


def _lies_ahead(first: Numbers, published: Numbers, status: Numbers) -> NDArray[np.bool_]:
    """Which tellings say that something has happened on a day after their article: no day then."""
    done = [annotate.STATUSES.index(status) for status in ("stated", "reported")]
    known = (published != parts.NO_DAY) & (first != parts.NO_DAY)
    return np.asarray(known & (first > published + 1) & np.isin(status, done))


def _states(actors: Numbers, days: Numbers, ids: Sequence[str]) -> Numbers:
    """For what state each actor stands on a day, by number; himself where for none or several.

    A state that the corpus does not name has a number beyond those of its actors.
    """
    numbers = {actor: number for number, actor in enumerate(ids)}
    found = actors.copy()
    several = np.zeros(len(actors), bool)
    order = np.argsort(actors, kind="stable")
    ordered = actors[order]
    for who, whom, first, last in annotate.stood_for():
        number = numbers.get(who)
        if number is None:
            continue
        state = numbers.setdefault(whom, len(numbers))
        low, high = np.searchsorted(ordered, (number, number + 1))
        place = order[low:high]
        place = place[
            (days[place] >= parts.day_number(first)) & (days[place] <= parts.day_number(last))
        ]
        several[place] |= (found[place] != number) & (found[place] != state)
        found[place] = state
    return np.where(several, actors, found)


def repooled(
    before: Tellings, now: Tellings, numbers: NDArray[np.int32], events: pa.Table
) -> tuple[NDArray[np.int32], pa.Table]:
    """The events after corrections: only tellings that these can concern are pooled anew.

    Args:
        before, now: the tellings as they were pooled, and as they are corrected.
        numbers, events: as `pool` gave them for `before`.

    Returns:
        The same for `now`; events that are pooled anew stand after all that were there, and what
        nothing tells of any more keeps its place.
    """
    changed = (
        (before.sources != now.sources)
        | (before.targets != now.targets)
        | (before.first != now.first)
        | (before.last != now.last)
    )
    if not changed.any():
        return numbers, events
    place = np.flatnonzero(_concerned(before, now, numbers, changed))
    columns = {f.name: getattr(now, f.name) for f in fields(now) if f.name != "none"}
    part = replace(now, **{name: column[place] for name, column in columns.items()})
    anew, pooled = pool(part)
    telling = pa.array(place[pooled.column("telling").to_numpy()], pa.int64())
    pooled = pooled.set_column(pooled.schema.get_field_index("telling"), "telling", telling)
    found = np.array(numbers)
    found[place] = anew + events.num_rows
    return found, pa.concat_tables([events, pooled])


def _concerned(
    before: Tellings, now: Tellings, numbers: NDArray[np.int32], changed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which tellings may be pooled otherwise, once some have changed.

    Those of one type and the same two states, those without a source and of one type and target,
    and those of one event go together.
    """
    size = int(max(c.max(initial=0) for t in (before, now) for c in _sides(t))) + 2
    pairs = [_code(t.types, size, t.source_states, t.target_states) for t in (before, now)]
    aims = [_code(t.types, size, t.targets) for t in (before, now)]
    unknown = (before.sources < 0) | (now.sources < 0)
    near = changed.copy()
    for aim in aims:
        near |= unknown & np.isin(aim, np.concatenate([a[changed] for a in aims]))
    count = 0
    while count < (count := int(near.sum())):
        paired = np.unique(np.concatenate([code[near] for code in pairs]))
        for code in pairs:
            near |= np.isin(code, paired)
        without = np.unique(np.concatenate([aim[near & unknown] for aim in aims]))
        for aim in aims:
            near |= np.isin(aim, without)
        near |= np.isin(numbers, np.unique(numbers[near]))
    return near


def _sides(told: Tellings) -> tuple[Numbers, ...]:
    return told.sources, told.targets, told.source_states, told.target_states


def _code(types: Numbers, size: int, *sides: Numbers) -> Numbers:
    """Types and actors as one number each, whatever the order of the actors."""
    code = types
    for side in np.sort(np.stack(sides), axis=0):
        code = code * size + side + 1
    return code


def pool(told: Tellings) -> tuple[NDArray[np.int32], pa.Table]:
    """Find which tellings are of one event.

    Returns:
        The event of each telling, shape (n,); and the events, undated last and else by day:
        `type`, `mode` (the most told), `first_day`, `last_day` (`none` where undated), `status`
        (the surest told: stated before reported, planned, denied), `tellings` (how many) and
        `telling` (the place of one that names source and target as most of them do).
    """
    keys = _keys(told)
    exact = (told.first != told.none) & (told.first == told.last)
    vague = (told.first != told.none) & ~exact
    undated = told.first == told.none
    days = _Days(keys.whole[exact], told.first[exact])
    group = np.full((len(keys.whole), 4), -1, np.int64)  # which rule, and what it says is one
    group[exact] = _groups(0, keys.whole, told.first, told.first)[exact]
    group[vague] = _groups(1, keys.whole, told.first, told.last)[vague]
    group[undated] = _groups(2, keys.whole, told.texts, told.texts)[undated]
    short = vague & (told.last - told.first < VAGUE)
    _join(group, short, days, keys.whole, told.first, told.last)
    recent = undated & (told.published != told.none)
    _join(group, recent, days, keys.whole, told.published - RECENT, told.published)
    _join_titles(group, recent, keys, told)
    _join_unknown(group, keys, told, exact)
    specific = _join_states(group, keys, told)
    return _numbered(group, told, keys, specific)


@dataclass(frozen=True)
class _Keys:
    """What tellings of one event must share but the day, as one number each.

    Attributes:
        whole: type, what of the mode counts, source and target.
        but_source: the same without the source.
        one, other: source and target; where both do the same, the smaller first.
        mutual: where both do the same.
        kinds: type and what of the mode counts.
    """

    whole: Numbers
    but_source: Numbers
    one: Numbers
    other: Numbers
    mutual: NDArray[np.bool_]
    kinds: Numbers


def _keys(told: Tellings) -> _Keys:
    kinds = _kinds(told.types, told.modes)
    mutual = np.isin(told.types, [annotate.TYPES.index(t) for t in sorted(annotate.MUTUAL)])
    mutual &= (told.targets >= 0) & (told.modes != annotate.modes().index("visit"))
    swapped = mutual & (told.sources > told.targets)
    one = np.where(swapped, told.targets, told.sources)
    other = np.where(swapped, told.sources, told.targets)
    whole = np.unique(np.stack([kinds, one, other]), axis=1, return_inverse=True)[1]
    partly = np.unique(np.stack([kinds, other]), axis=1, return_inverse=True)[1]
    return _Keys(whole.ravel(), partly.ravel(), one, other, mutual, kinds)


def _kinds(types: Numbers, modes: Numbers) -> Numbers:
    """Type and mode as far as they tell events apart: the mode only of CONSULT."""
    known = annotate.modes()
    first, second = (known.index(mode) for mode in _MEETS)
    kept = np.where(types == annotate.TYPES.index("CONSULT"), modes, -1)
    return types * (len(known) + 1) + np.where(kept == second, first, kept) + 1


def _groups(rule: int, *columns: Numbers) -> Numbers:
    return np.stack([np.full(len(columns[0]), rule), *columns], axis=1)


class _Days:
    """The days that events of each key are told for."""

    def __init__(self, keys: Numbers, days: Numbers) -> None:
        self._low = int(days.min()) if len(days) else 0
        self._high = int(days.max()) if len(days) else -1
        self._span = self._high - self._low + 1
        self._codes = np.unique(self.codes(keys, days))

    def codes(self, keys: Numbers, days: Numbers) -> Numbers:
        """Key and day as one number, ordered by both."""
        return np.asarray(keys * self._span + (days - self._low))

    def only(self, keys: Numbers, first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
        """The one day from `first` to `last` that each key has, and whether there is but one."""
        if not len(self._codes):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        low = np.clip(first, self._low, self._high + 1) - self._low
        high = np.clip(last, self._low - 1, self._high) - self._low
        begin = np.searchsorted(self._codes, keys * self._span + low)
        end = np.searchsorted(self._codes, keys * self._span + high, side="right")
        day = self._codes[np.minimum(begin, len(self._codes) - 1)] % self._span + self._low
        return day, (end - begin == 1).astype(np.int64)


def _join(
    group: Numbers, which: NDArray[np.bool_], days: _Days, keys: Numbers, a: Numbers, b: Numbers
) -> None:
    """Make the tellings of a mask part of the only event told for a day from a to b."""
    place = np.flatnonzero(which)
    day, only = days.only(keys[place], a[place], b[place])
    joined = only == 1
    place, day = place[joined], day[joined]
    group[place] = _groups(0, keys[place], day, day)


def _join_titles(group: Numbers, recent: NDArray[np.bool_], keys: _Keys, told: Tellings) -> None:
    """Give what titles tell the day of publication; and what texts tell of it, undated, too."""
    happened = [annotate.STATUSES.index(status) for status in ("stated", "reported")]
    left = recent & (group[:, 0] == 2)
    dated = left & told.titles & np.isin(told.statuses, happened)
    group[dated] = _groups(0, keys.whole, told.published, told.published)[dated]
    days = _Days(keys.whole[dated], told.published[dated])
    _join(group, left & ~dated, days, keys.whole, told.published - RECENT, told.published)


@dataclass(frozen=True)
class _Acts:
    """What is told for states, from the side of the smaller number where both do the same.

    Attributes:
        family: type, kind and the two states, as one number; -1 where it is no act of two states.
        one, other: the actors.
        mask: bit 0 where `one` is no state but stands for one, bit 1 for `other`.
    """

    family: Numbers
    one: Numbers
    other: Numbers
    mask: Numbers


def _acts(keys: _Keys, told: Tellings) -> _Acts:
    turned = told.sources != keys.one
    here = np.where(turned, told.target_states, told.source_states)
    there = np.where(turned, told.source_states, told.target_states)
    turn = keys.mutual & (here > there)
    one, other = np.where(turn, keys.other, keys.one), np.where(turn, keys.one, keys.other)
    here, there = np.where(turn, there, here), np.where(turn, here, there)
    acts = np.isin(told.types, [annotate.TYPES.index(kind) for kind in sorted(_ACTS)])
    acts &= told.modes != annotate.modes().index("visit")
    acts &= (one >= 0) & (other >= 0) & (here != there)
    mask = (one != here) + 2 * (other != there)
    columns = np.stack([keys.kinds, here, there])
    family = np.unique(columns, axis=1, return_inverse=True)[1].ravel()
    return _Acts(np.where(acts, family, -1), one, other, mask)


def _join_states(group: Numbers, keys: _Keys, told: Tellings) -> Numbers:
    """Make what is told of states part of the only event told of who acts for them.

    Returns:
        How many sides of each telling are people who act for a state, shape (n,).
    """
    acts = _acts(keys, told)
    dated = np.flatnonzero((group[:, 0] == 0) & (acts.family >= 0))
    if len(dated):
        # An event a row: its family, day, actors and mask, and the group that it is.
        columns = (acts.family, group[:, 2], acts.one, acts.other, acts.mask, group[:, 1])
        events = np.unique(np.stack([c[dated] for c in columns], axis=1), axis=0)
        parent = _parents(events)
        joined = parent >= 0
        code = _Codes(events[joined, 5], events[joined, 1])
        place = np.flatnonzero(group[:, 0] == 0)
        at, known = code.find(group[place, 1], group[place, 2])
        group[place[known], 1] = events[parent[joined][code.order][at[known]], 5]
        _join_undated(group, acts, told, events[~joined])
    return np.where(acts.family >= 0, np.bitwise_count(acts.mask).astype(np.int64), 0)


def _parents(events: Numbers) -> Numbers:
    """The event that each is a vaguer telling of, by place; -1 for none. Shape (events,)."""
    family, day, one, other, mask, _ = events.T
    parent = np.full(len(events), -1, np.int64)
    exact = np.flatnonzero(mask == 3)
    for bit, side in ((1, one), (2, other)):
        vague = np.flatnonzero(mask == bit)
        _only(parent, vague, exact, (family, day, side))
    whole = np.flatnonzero((mask > 0) & (parent < 0))
    _only(parent, np.flatnonzero(mask == 0), whole, (family, day))
    return parent


def _only(parent: Numbers, vague: Numbers, exact: Numbers, columns: tuple[Numbers, ...]) -> None:
    """Note for the vague events the only exact one that has the same in all columns."""
    rows = np.stack([c[np.concatenate([exact, vague])] for c in columns], axis=1)
    key = np.unique(rows, axis=0, return_inverse=True)[1].ravel()
    counts = np.bincount(key[: len(exact)], minlength=int(key.max(initial=0)) + 1)
    holder = np.full(len(counts), -1, np.int64)
    holder[key[: len(exact)]] = exact
    wanted = key[len(exact) :]
    parent[vague] = np.where(counts[wanted] == 1, holder[wanted], -1)


class _Codes:
    """Pairs of numbers, to be found again."""

    def __init__(self, first: Numbers, second: Numbers) -> None:
        self._low = int(second.min()) if len(second) else 0
        self._span = (int(second.max()) if len(second) else 0) - self._low + 1
        codes = first * self._span + (second - self._low)
        self.order = np.argsort(codes, kind="stable")
        self._codes = codes[self.order]

    def find(self, first: Numbers, second: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
        """Where each pair stands in `order`, and whether it is there."""
        if not len(self._codes):
            return np.zeros(len(first), np.int64), np.zeros(len(first), bool)
        inside = (second >= self._low) & (second < self._low + self._span)
        wanted = first * self._span + np.where(inside, second - self._low, 0)
        at = np.minimum(np.searchsorted(self._codes, wanted), len(self._codes) - 1)
        return at, inside & (self._codes[at] == wanted)


def _join_undated(group: Numbers, acts: _Acts, told: Tellings, events: Numbers) -> None:
    """Make what is told of two states without a date part of the only act of the days before."""
    left = (group[:, 0] == 2) & (acts.family >= 0) & (acts.mask == 0)
    place = np.flatnonzero(left & (told.published != told.none))
    if not len(place) or not len(events):
        return
    low, high = int(events[:, 1].min()), int(events[:, 1].max())
    span = high - low + 1
    order = np.lexsort((events[:, 1], events[:, 0]))
    codes = events[order, 0] * span + events[order, 1] - low
    first = np.clip(told.published[place] - RECENT, low, high + 1) - low
    last = np.clip(told.published[place], low - 1, high) - low
    begin = np.searchsorted(codes, acts.family[place] * span + first)
    end = np.searchsorted(codes, acts.family[place] * span + last, side="right")
    only = (end - begin == 1) & (first < span) & (last >= 0)
    found = events[order[begin[only]]]
    group[place[only]] = _groups(0, found[:, 5], found[:, 1], found[:, 1])


def _join_unknown(group: Numbers, keys: _Keys, told: Tellings, exact: NDArray[np.bool_]) -> None:
    """Make what is told without a source part of the only event of its day that has one."""
    known = np.flatnonzero(exact & (told.sources >= 0))
    without = np.flatnonzero(exact & (told.sources < 0))
    if not len(known) or not len(without):
        return
    events = np.unique(
        np.stack([keys.but_source[known], told.first[known], keys.whole[known]], axis=1), axis=0
    )
    code = _Days(keys.but_source[exact], told.first[exact])
    wanted = code.codes(keys.but_source[without], told.first[without])
    having = code.codes(events[:, 0], events[:, 1])
    begin, end = (np.searchsorted(having, wanted, side=side) for side in ("left", "right"))
    only = end - begin == 1
    place = without[only]
    whole = events[begin[only], 2]
    group[place] = _groups(0, whole, told.first[place], told.first[place])


def _numbered(
    group: Numbers, told: Tellings, keys: _Keys, specific: Numbers
) -> tuple[NDArray[np.int32], pa.Table]:
    """Number the groups, by day, and say what each event is."""
    _, first_place, of = np.unique(group, axis=0, return_index=True, return_inverse=True)
    of = of.ravel()
    size = len(first_place)
    first = np.full(size, told.none, np.int64)
    last = np.full(size, told.none, np.int64)
    dated = group[first_place, 0] < 2
    first[dated], last[dated] = group[first_place[dated], 2], group[first_place[dated], 3]
    telling = _typical(of, size, told, keys, specific)
    order = np.lexsort(
        (told.targets[telling], told.sources[telling], told.types[telling], last, first, ~dated)
    )
    numbers = np.empty(size, np.int64)
    numbers[order] = np.arange(size)
    table = pa.table(
        {
            "type": pa.array(told.types[first_place][order], pa.int8()),
            "mode": pa.array(_most_told(of, told.modes, size)[order], pa.int8()),
            "first_day": pa.array(first[order], pa.int32()),
            "last_day": pa.array(last[order], pa.int32()),
            "status": pa.array(_least(of, told.statuses, size)[order], pa.int8()),
            "tellings": pa.array(np.bincount(of, minlength=size)[order], pa.int32()),
            "telling": pa.array(telling[order], pa.int64()),
        }
    )
    return numbers[of].astype(np.int32), table


def _typical(of: Numbers, size: int, told: Tellings, keys: _Keys, specific: Numbers) -> Numbers:
    """A telling of each event that names people before their states, both sides as most do, and a
    source where any does."""
    turned = (told.sources != keys.one).astype(np.int64)
    unusual = turned != _most_told(of, turned, size)[of]
    order = np.lexsort((told.texts, unusual, -specific, told.sources < 0, of))
    found = np.empty(size, np.int64)
    found[of[order][::-1]] = order[::-1]
    return found


def _most_told(of: Numbers, values: Numbers, size: int) -> Numbers:
    """The value that most tellings of each event have; of equally many the smallest."""
    width = int(values.max(initial=0)) + 1
    codes, counts = np.unique(of * width + values, return_counts=True)
    event, value = codes // width, codes % width
    order = np.lexsort((value, -counts, event))
    found = np.empty(size, np.int64)
    found[event[order][::-1]] = value[order][::-1]
    return found


def _least(of: Numbers, values: Numbers, size: int) -> Numbers:
    found = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(found, of, values)
    return found
