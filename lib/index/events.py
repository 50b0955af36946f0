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

Each rule looks at all tellings that have a day, and so at nothing that depends on their order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lib import annotate

RECENT = 3
"""Days before its publication that an article's undated telling may be of."""

Numbers = NDArray[np.int64]

VAGUE = 31
"""Days of the longest period that may stand for a day within it."""

_MEETS = ("meet", "talk")


@dataclass(frozen=True)
class Tellings:
    """What sentences tell, arrays of shape (n,).

    Attributes:
        texts: the text of each telling; copies of one text have one number.
        types, modes, statuses: places in `TYPES`, `modes()` and `STATUSES` of `lib.annotate`.
        sources, targets: numbers of actors, -1 unknown.
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
    first: Numbers
    last: Numbers
    published: Numbers
    none: int


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
    _join_unknown(group, keys, told, exact)
    return _numbered(group, told, keys)


@dataclass(frozen=True)
class _Keys:
    """What tellings of one event must share but the day, as one number each.

    Attributes:
        whole: type, what of the mode counts, source and target.
        but_source: the same without the source.
        one, other: source and target; where both do the same, the smaller first.
    """

    whole: Numbers
    but_source: Numbers
    one: Numbers
    other: Numbers


def _keys(told: Tellings) -> _Keys:
    kinds = _kinds(told.types, told.modes)
    mutual = np.isin(told.types, [annotate.TYPES.index(t) for t in sorted(annotate.MUTUAL)])
    mutual &= (told.targets >= 0) & (told.modes != annotate.modes().index("visit"))
    swapped = mutual & (told.sources > told.targets)
    one = np.where(swapped, told.targets, told.sources)
    other = np.where(swapped, told.sources, told.targets)
    whole = np.unique(np.stack([kinds, one, other]), axis=1, return_inverse=True)[1]
    partly = np.unique(np.stack([kinds, other]), axis=1, return_inverse=True)[1]
    return _Keys(whole.ravel(), partly.ravel(), one, other)


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


def _numbered(group: Numbers, told: Tellings, keys: _Keys) -> tuple[NDArray[np.int32], pa.Table]:
    """Number the groups, by day, and say what each event is."""
    _, first_place, of = np.unique(group, axis=0, return_index=True, return_inverse=True)
    of = of.ravel()
    size = len(first_place)
    first = np.full(size, told.none, np.int64)
    last = np.full(size, told.none, np.int64)
    dated = group[first_place, 0] < 2
    first[dated], last[dated] = group[first_place[dated], 2], group[first_place[dated], 3]
    telling = _typical(of, size, told, keys)
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


def _typical(of: Numbers, size: int, told: Tellings, keys: _Keys) -> Numbers:
    """A telling of each event that names both sides as most do, and a source where any does."""
    turned = (told.sources != keys.one).astype(np.int64)
    unusual = turned != _most_told(of, turned, size)[of]
    order = np.lexsort((told.texts, unusual, told.sources < 0, of))
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
