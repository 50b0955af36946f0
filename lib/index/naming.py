"""Who the names are that no list holds: each decided once, from all its contexts.

    names of all segments -> heads, and a sample of contexts -> tagged -> votes
                          -> class, or no name -> mentions of known and recognised actors

A name seen two hundred times is one decision, not two hundred: the tagger
(`lib.annotate.tagging`) labels a few of its contexts, and the majority says what the name is,
where it begins and ends, and whether it is one at all. What is looked at depends on the ids of
the articles alone, and so not on the order in which they came.

The tagger sees no more than `MOST_CONTEXTS` contexts, those of the names in most articles first,
so that a build stays fast. Names beyond are decided by their words, as far as these make it
certain ("... Police Department"); the others are left out, and counted. What it says of a context
depends on nothing but that context, and is kept (`Votes`): the next build asks only for contexts
that were not looked at before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from lib import annotate
from lib.annotate import names as found_names
from lib.annotate import tagging
from lib.index import heads as heads_of
from lib.index import matrix, parts, variants
from lib.index.copies import Texts
from lib.index.heads import Heads

VERSION = f"2-{annotate.VERSION}"
"""What votes depend on, but for their contexts."""
MOST_CONTEXTS = 40_000
"""How many contexts the tagger looks at in one corpus."""
AGREEMENT = 0.5
"""The share of contexts that must call a name by one class."""
CAPITALS = 0.5
"""The share of a word's occurrences that must have a capital, for it to be a name by itself."""
CERTAIN = 0.9
"""How certain the words of a name must make its class, where the tagger did not see it."""
_REACH = 90  # characters of context on either side
_SMOOTHING = 2.0
_VOTE = 3.0  # the log-odds that one context gives: the tagger is right four times in five
_WORDS = 0.5  # first word, last word and make are not independent
_NONE = -1
_AT_ONCE = 20_000  # contexts for which texts are held together

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Votes:
    """What the tagger said of contexts: arrays of one length, sorted by article and start.

    Attributes:
        article, start, end: of the context's name: its row, and where it stands in the text.
        cls: place in `annotate.CLASSES`; -1 where there is no name.
        lead, tail: characters before and after the name proper; fewer than none where it begins
            before, or goes on behind, what was asked for.
    """

    article: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    cls: NDArray[np.int8]
    lead: NDArray[np.int16]
    tail: NDArray[np.int16]

    @classmethod
    def none(cls) -> Votes:
        """No votes."""
        return cls.of(np.zeros((0, 6), np.int64))

    @classmethod
    def of(cls, rows: Ints) -> Votes:
        """Votes from rows of their six columns."""
        kinds = (np.int32, np.int32, np.int32, np.int8, np.int16, np.int16)
        return cls(*(rows[:, at].astype(kind) for at, kind in enumerate(kinds)))

    @classmethod
    def read(cls, path: Path, now: NDArray[np.int32]) -> Votes:
        """Read what `write` wrote.

        Args:
            path: of the file.
            now: of each row of that generation the row that it is now, -1 where it went.

        Raises:
            store.DamagedError: it cannot be read.
        """
        held = parts.read_arrow(path)
        rows = np.stack([np.asarray(column) for column in held.columns], axis=1).astype(np.int64)
        rows[:, 0] = now[rows[:, 0]]
        rows = rows[rows[:, 0] >= 0]
        return cls.of(rows[np.lexsort((rows[:, 1], rows[:, 0]))])

    def write(self, path: Path) -> None:
        """Write them."""
        parts.write_arrow(path, pa.table({n: getattr(self, n) for n in self.__slots__}))

    def rows(self) -> Ints:
        """All six columns, shape (votes, 6)."""
        return np.stack([getattr(self, name).astype(np.int64) for name in self.__slots__], axis=1)

    def find(self, article: NDArray[Any], start: NDArray[Any], end: NDArray[Any]) -> Ints:
        """The place of the vote on each of some contexts; -1 where there is none."""
        known = self.article.astype(np.int64) << 32 | self.start
        sought = article.astype(np.int64) << 32 | start
        place = np.minimum(np.searchsorted(known, sought), max(len(known) - 1, 0))
        if not len(known):
            return np.full(len(sought), -1, np.int64)
        found = (known[place] == sought) & (self.end[place] == end)
        return np.where(found, place, -1)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who is mentioned in a corpus.

    Attributes:
        mentions: as `parts.MENTIONS`, in order, the actors as numbers.
        actors: those who are mentioned, by number.
        by_actor: the places of the mentions, by actor.
        undecided: how many distinct names are left out since nothing decides them.
        votes: what the tagger said.
    """

    mentions: pa.Table
    actors: pa.Table
    by_actor: NDArray[np.int32]
    undecided: int
    votes: Votes


@dataclass(slots=True)
class _Decided:
    """What each head is: arrays over the heads."""

    cls: NDArray[np.int8]  # place in `annotate.CLASSES`; -1 none
    lead: NDArray[np.int16]  # characters before the name proper
    tail: NDArray[np.int16]  # and after it
    seen: NDArray[np.bool_]  # whether it could be decided


def recognise(
    folders: Sequence[Path], texts: Texts, counted: matrix.Counted, known: Votes
) -> Recognised:
    """Decide the names of all articles, and lay the mentions of known actors beside them.

    Args:
        folders: of the segments.
        texts: gives the texts of some rows.
        counted: which word stands how often in which article.
        known: what the tagger said before.
    """
    names = heads_of.read(folders)
    votes, of_head = _voted(names, texts, known)
    decided = _decide(names, votes, of_head)
    kept = np.flatnonzero(decided.cls >= 0)
    decided.cls[kept[_common_words(names, kept, counted)]] = _NONE
    grown = _Grown.of(names, votes, of_head, texts)
    actors = _Actors.of(names, decided, grown)
    mentions, ids = _mentions(folders, names, decided, actors, grown)
    recognised = {actor.id: actor for actor in actors.spelt(names, decided)}
    recognised |= {actor.id: actor for actor in grown.actors() if actor.id not in recognised}
    described = recognised | dict(annotate.actors())
    return Recognised(
        mentions,
        actor_table([described[actor] for actor in ids.to_pylist()]),
        by_actor(np.asarray(mentions.column("actor")), len(ids)),
        int(np.count_nonzero(~decided.seen)),
        votes,
    )


# --- votes ---------------------------------------------------------------------------------------


def _voted(names: Heads, texts: Texts, known: Votes) -> tuple[Votes, Ints]:
    """What the tagger says of a sample of contexts, and the head that each vote is on."""
    sample = {name: column[_sample(names)] for name, column in names.contexts.items()}
    article, start, end = (sample[name] for name in ("article", "start", "end"))
    place = known.find(article, start, end)
    rows = np.zeros((len(place), 6), np.int64)
    rows[place >= 0] = known.rows()[place[place >= 0]]
    new = np.flatnonzero(place < 0)
    tagger = tagging.tagger()
    for first in range(0, len(new), _AT_ONCE):
        some = new[first : first + _AT_ONCE]
        spans = np.stack([article[some], start[some], end[some]], axis=1).astype(np.int64)
        written, within = _contexts(spans, texts)
        said = [
            _vote(tagged, *span)
            for tagged, span in zip(tagger.tag_all(written), within, strict=True)
        ]
        rows[some] = np.concatenate((spans, np.array(said, np.int64).reshape(-1, 3)), axis=1)
    return Votes.of(rows), sample["head"].astype(np.int64)


def _sample(names: Heads) -> Ints:
    """The contexts that are looked at, by article and start.

    The more articles a name is in, the more of its contexts are owed a look.
    """
    drawn = names.contexts
    due = (drawn["rank"] + 1) / names.articles[drawn["head"]]
    chosen = np.arange(len(due))
    if len(due) > MOST_CONTEXTS:
        last = np.partition(due, MOST_CONTEXTS - 1)[MOST_CONTEXTS - 1]
        surely, equal = np.flatnonzero(due < last), np.flatnonzero(due == last)
        by_lot = equal[np.lexsort((drawn["start"][equal], drawn["lot"][equal]))]
        chosen = np.concatenate((surely, by_lot[: MOST_CONTEXTS - len(surely)]))
    return chosen[np.lexsort((drawn["start"][chosen], drawn["article"][chosen]))]


def _contexts(spans: Ints, texts: Texts) -> tuple[list[str], list[tuple[int, int]]]:
    """The text around each name, given by article, start and end; and where it stands in it."""
    rows, which = np.unique(spans[:, 0].astype(np.int32), return_inverse=True)
    read = texts(rows)
    written, within = [], []
    for at, (_, start, end) in zip(which.tolist(), spans.tolist(), strict=True):
        begin, stop = _window(read[at], start, end)
        written.append(read[at][begin:stop])
        within.append((start - begin, end - begin))
    return written, within


_BOUND = re.compile(r"""(?<=[a-z\d)%"”'][a-z\d)%"”'][a-z\d)%"”'])[.!?]["”']?\s+(?=[A-Z"“'])""")


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """What stands around a span: its sentence, or as much of it as is near."""
    floor, ceiling = max(0, start - _REACH), min(len(text), end + _REACH)
    line = text.rfind("\n", floor, start) + 1
    begin = line or floor
    for match in _BOUND.finditer(text, begin, start + 1):
        begin = match.end()
    if begin == floor and floor:
        begin = text.find(" ", floor, start) + 1 or floor
    close = text.find("\n", end, ceiling)
    stop = ceiling if close < 0 else close
    ends = _BOUND.search(text, end, stop)
    if ends:
        stop = ends.start() + 1
    elif stop == ceiling and stop < len(text):
        stop = max(end, text.rfind(" ", end, stop))
    return begin, stop


def _vote(tagged: list[tagging.Tagged], start: int, end: int) -> tuple[int, int, int]:
    """What one context says of a candidate: its class, and what is no part of it."""
    best, most = (_NONE, 0, 0), 0
    for first, last, cls in tagged:
        shared = min(last, end) - max(first, start)
        if shared > most:
            place = annotate.CLASSES.index(cls)
            best, most = (place, first - start, end - last), shared
    return best


# --- deciding ------------------------------------------------------------------------------------


def _decide(names: Heads, votes: Votes, of_head: Ints) -> _Decided:
    """Decide what each name is: by its contexts, and by what names with its words are.

    The votes of all spellings of a name count together. A name of one word is what most contexts
    call it. One of several is what the votes and its words make likeliest (naive Bayes); where
    the tagger saw none of its contexts, its words must make it certain.
    """
    size = len(names)
    seen = np.zeros(size, bool)
    seen[of_head] = True
    lead, tail = np.zeros(size, np.int16), np.zeros(size, np.int16)
    decided = _Decided(np.full(size, _NONE, np.int8), lead, tail, seen)
    _cut(names, decided, votes, of_head)
    tally = _tally(_keys(names, decided), votes, of_head)
    total = tally.sum(axis=1)
    best = tally.shape[1] - 1 - tally[:, ::-1].argmax(axis=1)  # of equals a name rather than none
    agreed = tally[np.arange(size), best] >= AGREEMENT * np.maximum(total, 1)
    decided.cls[:] = np.where(agreed & (total > 0), best - 1, _NONE)
    words = _Words(names.written)
    several = words.counts > 1
    known = several & (total > 0)
    if known.any():
        scores = _WORDS * words.likely(decided.cls + 1, known) + tally * _VOTE
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        certain = scores.max(axis=1) / scores.sum(axis=1)
        sure = several & (certain >= np.where(total > 0, AGREEMENT, CERTAIN))
        decided.cls[several] = _NONE
        decided.cls[sure] = scores[sure].argmax(axis=1) - 1
        decided.seen |= sure
    place, state, body = (annotate.CLASSES.index(n) for n in ("place", "state", "organisation"))
    decided.cls[(decided.cls == body) & words.of_a_state()] = state
    decided.cls[decided.seen & np.asarray(pc.is_in(names.key, _seats()))] = place
    other = annotate.CLASSES.index("other")
    decided.cls[(decided.cls >= 0) & words.begin_with("storm")] = other
    others = np.flatnonzero(decided.cls == other)
    keys = names.key.take(pa.array(others))
    singular = pc.replace_substring_regex(keys, "s$", "")
    no_actor = np.asarray(pc.or_(*(pc.is_in(some, _no_actors()) for some in (keys, singular))))
    decided.cls[others[no_actor | words.end_with("Day")[others]]] = _NONE
    return decided


def _cut(names: Heads, decided: _Decided, votes: Votes, of_head: Ints) -> None:
    """Take the bounds that most contexts give which see a name at all."""
    named = votes.cls != _NONE
    lead, tail = np.maximum(votes.lead[named], 0), np.maximum(votes.tail[named], 0)
    bounds = np.stack([of_head[named], lead, tail], axis=1)
    bounds, count = np.unique(bounds, axis=0, return_counts=True)
    # Of each head the bounds with the highest count come last; of equals those that cut least.
    order = np.lexsort((-bounds[:, 2], -bounds[:, 1], count, bounds[:, 0]))
    bounds = bounds[order]
    best = np.append(bounds[1:, 0] != bounds[:-1, 0], True)[: len(bounds)]
    head, lead, tail = bounds[best].T
    length = np.asarray(pc.utf8_length(names.written.take(pa.array(head))))
    able = lead + tail < length
    decided.lead[head[able]], decided.tail[head[able]] = lead[able], tail[able]


def _keys(names: Heads, decided: _Decided) -> pa.Array:
    """What tells the actors of the heads apart, before their class: the name without its dress."""
    cut = np.flatnonzero(decided.lead + decided.tail)
    if not len(cut):
        return names.key
    proper = pa.array([annotate.slug(name) for name in _proper(names, decided, cut)], pa.string())
    mask = np.zeros(len(names), bool)
    mask[cut] = True
    return pc.replace_with_mask(names.key, pa.array(mask), proper)


def _proper(names: Heads, decided: _Decided, some: Ints) -> list[str]:
    """The names proper of some heads, as written."""
    written = names.written.take(pa.array(some)).to_pylist()
    return [
        name[lead : len(name) - tail]
        for name, lead, tail in zip(
            written, decided.lead[some].tolist(), decided.tail[some].tolist(), strict=True
        )
    ]


def _tally(keys: pa.Array, votes: Votes, of_head: Ints) -> NDArray[np.float64]:
    """How many contexts say what of each head, by class (0: no name); spellings together."""
    codes = np.asarray(keys.dictionary_encode().indices).astype(np.int64)
    classes = len(annotate.CLASSES) + 1
    cell = codes[of_head] * classes + votes.cls + 1
    table = np.bincount(cell, minlength=(int(codes.max(initial=-1)) + 1) * classes)
    return table.reshape(-1, classes)[codes].astype(np.float64)


class _Words:
    """The words of names: each looked at once, however many names have it."""

    def __init__(self, written: pa.Array) -> None:
        split = pc.split_pattern(written, " ")
        self._coded = pc.utf8_lower(split.flatten()).dictionary_encode()
        self._words = self._coded.dictionary.to_pylist()
        self._codes = np.asarray(self._coded.indices)
        offsets = np.asarray(split.offsets).astype(np.int64)
        self._offsets = offsets
        self.counts = np.diff(offsets)
        self.first = self._codes[offsets[:-1]]
        self.last = self._codes[offsets[1:] - 1]

    def likely(self, told: NDArray[np.int8], known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """How likely its words make each class of each name (0: no name); natural logarithms.

        By what the `known` names are `told` to be that have the same first or last word, or are
        made alike; a name's own verdict is left out of its evidence.
        """
        classes = len(annotate.CLASSES) + 1
        prior = (np.bincount(told[known], minlength=classes) + 1.0) / (known.sum() + classes)
        scores = np.zeros((len(told), classes)) + np.log(prior)
        for codes in (self.first, self.last, self._make()):
            table = np.zeros((int(codes.max(initial=-1)) + 1, classes))
            np.add.at(table, (codes[known], told[known]), 1.0)
            counts = table[codes]
            counts[known, told[known]] -= 1.0
            shares = counts + _SMOOTHING * prior
            scores += np.log(shares / shares.sum(axis=1, keepdims=True) / prior)
        return np.asarray(scores)

    def _make(self) -> Ints:
        """How names are made: what the first word is by the lists, the last by its kind, length."""
        begins = [
            "given" if tagging.is_given_name(word) else str(tagging.is_city(word))
            for word in self._words
        ]
        ends = [(tagging.kinds_of_word(word), tagging.is_surname(word)) for word in self._words]
        first, last = (
            pd.factorize(np.fromiter(kinds, object, len(kinds)))[0] for kinds in (begins, ends)
        )
        made = (first[self.first] * (last.max(initial=0) + 1) + last[self.last]) * 5
        return np.unique(made + np.minimum(self.counts, 4), return_inverse=True)[1]

    def begin_with(self, section: str) -> NDArray[np.bool_]:
        """Which names of several words have a word of a section of name_words.txt first."""
        words = tagging.words_of(section)
        known = np.array([word in words for word in self._words], bool)
        return np.asarray((self.counts > 1) & known[self.first])

    def end_with(self, word: str) -> NDArray[np.bool_]:
        """Which names of several words have a word last."""
        known = np.array([other == word.lower() for other in self._words], bool)
        return np.asarray((self.counts > 1) & known[self.last])

    def of_a_state(self) -> NDArray[np.bool_]:
        """Which names say that they are of a body of a government."""
        words = tagging.words_of("state body")
        body = np.array([word in words for word in self._words], bool)
        of = np.array([word == "of" for word in self._words], bool)[self._codes]
        has_of = np.add.reduceat(of, self._offsets[:-1]) > 0 if len(self.counts) else of
        several = self.counts > 1
        return np.asarray(several & (body[self.last] | body[self.first] & has_of))


@cache
def _seats() -> pa.Array:
    """The cities and seats of government that the dictionary knows, as keys."""
    return pa.array(sorted({annotate.slug(name) for name in annotate.seats()}), pa.string())


@cache
def _no_actors() -> pa.Array:
    """What has a name and neither acts nor is a place, as keys: holidays, peoples, faiths."""
    named = tagging.words_of("no actor") | annotate.holidays()
    return pa.array(sorted({annotate.slug(name) for name in named}), pa.string())


def _common_words(names: Heads, some: Ints, counted: matrix.Counted) -> NDArray[np.bool_]:
    """Which of some heads are a word that is mostly written small, or only opens sentences."""
    written = names.written.take(pa.array(some))
    single = np.asarray(pc.invert(pc.match_substring(written, " ")))
    words = pc.utf8_lower(written.filter(pa.array(single)))
    often = matrix.occurrences(counted, words)
    distinct = words.dictionary_encode()
    in_names = names.in_names(distinct.dictionary)[np.asarray(distinct.indices)]
    share = in_names / np.maximum(often, 1)
    known = np.array([tagging.is_listed(word) for word in words.to_pylist()], bool)
    common = (share < CAPITALS) & (often > 0) | ~names.inside[some][single] & ~known
    found = np.zeros(len(some), bool)
    found[single] = common
    return found


# --- actors --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Grown:
    """Names that are longer than what was asked for ("Dignity" of "Dignity for Disability").

    Only of heads of which every context was looked at: elsewhere the longer name would be found in
    some of its articles, and not in others.

    Attributes:
        at: where what was asked for begins, as `_place` has it; sorted.
        start, end: of the name.
        form: the name as written.
        actor: the id of each one's actor.
        number: the place of each one's actor in `_Actors.ids`, once these are known.
    """

    at: Ints
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    form: list[str]
    actor: list[str]
    number: NDArray[np.int32]

    @classmethod
    def of(cls, names: Heads, votes: Votes, of_head: Ints, texts: Texts) -> _Grown:
        """Read the longer names."""
        drawn = np.bincount(names.contexts["head"], minlength=len(names))
        asked = np.bincount(of_head, minlength=len(names))
        whole = (drawn == asked) & (drawn < heads_of.CONTEXTS_OF_A_NAME)
        longer = (np.minimum(votes.lead, 0) + np.minimum(votes.tail, 0) < 0) & whole[of_head]
        place = np.flatnonzero(longer & (votes.cls != _NONE))
        start, end = votes.start[place] + votes.lead[place], votes.end[place] - votes.tail[place]
        rows, which = np.unique(votes.article[place], return_inverse=True)
        read = texts(rows)
        form = [
            read[at][first:last]
            for at, first, last in zip(which.tolist(), start.tolist(), end.tolist(), strict=True)
        ]
        proper = np.array(
            [not found_names.stands_before(name.split(" ", 1)[0]) for name in form], bool
        )
        place, start, end = place[proper], start[proper], end[proper]
        form = [name for name, is_one in zip(form, proper.tolist(), strict=True) if is_one]
        classes = [annotate.CLASSES[what] for what in votes.cls[place].tolist()]
        actor = [f"{annotate.slug(name)}.{what}" for name, what in zip(form, classes, strict=True)]
        at = (votes.article[place].astype(np.int64) << 33) + (1 << 32) + votes.start[place]
        return cls(at, start, end, form, actor, np.zeros(len(at), np.int32))

    def __len__(self) -> int:
        return len(self.at)

    def find(self, found: _Columns) -> Ints:
        """The longer name of each of some candidates; -1 where it has none."""
        sought = _place(found)
        place = np.minimum(np.searchsorted(self.at, sought), max(len(self) - 1, 0))
        if not len(self):
            return np.full(len(sought), -1, np.int64)
        return np.where(self.at[place] == sought, place, -1)

    def actors(self) -> list[annotate.Actor]:
        """Their actors, each under the spelling that most have."""
        spelt: dict[str, Counter[str]] = {}
        for actor, form in zip(self.actor, self.form, strict=True):
            spelt.setdefault(actor, Counter())[form] += 1
        found = []
        for actor, forms in spelt.items():
            name, *aliases = sorted(forms, key=lambda form: (-forms[form], form))
            item = _identified().get(actor, ("", ""))[1]
            cls = actor.rpartition(".")[2]
            found.append(annotate.Actor(actor, name, cls, item, tuple(aliases)))
        return found


@dataclass(slots=True)
class _Actors:
    """The actors of names.

    Attributes:
        ids: of actors that are recognised, some of them perhaps nowhere mentioned.
        of_head: the place of its actor in `ids`; -1 where the head is nobody.
        classes: the class of each, by its name.
    """

    ids: list[str]
    of_head: NDArray[np.int32]
    classes: list[str]

    @classmethod
    def of(cls, names: Heads, decided: _Decided, grown: _Grown) -> _Actors:
        """Name the actor of each head that is somebody.

        A surname that an article never introduces may be that of several people: where the corpus
        or the dictionary knows one who bears it, it is nobody.
        """
        some = np.flatnonzero(decided.cls >= 0)
        keys = _keys(names, decided).take(pa.array(some)).to_pylist()
        classes = decided.cls[some]
        person = annotate.CLASSES.index("person")
        surnames = {annotate.slug(name) for name in annotate.surnames()}
        surnames |= {
            key.rpartition("-")[2]
            for key, what in zip(keys, classes.tolist(), strict=True)
            if what == person and "-" in key
        }
        nobody = np.array(
            [
                not key or (what == person and key in surnames)
                for key, what in zip(keys, classes.tolist(), strict=True)
            ],
            bool,
        )
        decided.cls[some[nobody]] = _NONE
        some, classes = some[~nobody], classes[~nobody]
        keys = [key for key, gone in zip(keys, nobody.tolist(), strict=True) if not gone]
        named = [annotate.CLASSES[what] for what in classes.tolist()]
        keys = variants.one_name(keys, named, names.articles[some].tolist(), names.acronyms)
        same = _identified()
        ids = []
        for key, what in zip(keys, classes.tolist(), strict=True):
            actor = f"{key}.{annotate.CLASSES[what]}"
            ids.append(same[actor][0] if actor in same else actor)
        codes, distinct = pd.factorize(np.array([*ids, *grown.actor], dtype=object))
        of_head = np.full(len(names), -1, np.int32)
        of_head[some] = codes[: len(some)]
        grown.number[:] = codes[len(some) :]
        return cls(list(distinct), of_head, [actor.rpartition(".")[2] for actor in distinct])

    def spelt(self, names: Heads, decided: _Decided) -> list[annotate.Actor]:
        """The actors, each under the spelling that most articles have; the others are aliases."""
        some = np.flatnonzero(self.of_head >= 0)
        table = pa.table(
            {
                "actor": self.of_head[some],
                "articles": names.articles[some],
                "name": pa.array(_proper(names, decided, some), pa.string()),
            }
        )
        keys = [("actor", "ascending"), ("articles", "descending"), ("name", "ascending")]
        table = table.take(pc.sort_indices(table, sort_keys=keys))
        edges = np.cumsum([0, *np.bincount(self.of_head[some], minlength=len(self.ids))]).tolist()
        spelt = table.column("name").to_pylist()
        found = []
        for number, (actor, cls) in enumerate(zip(self.ids, self.classes, strict=True)):
            if edges[number] == edges[number + 1]:
                continue  # none but longer names are of this actor
            name, *aliases = dict.fromkeys(spelt[edges[number] : edges[number + 1]])
            item = _identified().get(actor, ("", ""))[1]
            if cls == "place" and name in annotate.seats():
                # Beside the government for which it may stand.
                name, aliases = f"{name} (place)", [name, *aliases]
            found.append(annotate.Actor(actor, name, cls, item, tuple(aliases)))
        return found


@cache
def _identified() -> dict[str, tuple[str, str]]:
    """Of each id of a name whose Wikidata item is known: the actor's id, and the item's."""
    first: dict[tuple[str, str], str] = {}
    found = {}
    for (name, cls), item in annotate.identified().items():
        actor = f"{annotate.slug(name)}.{cls}"
        found[actor] = first.setdefault((cls, item), actor), item
    return found


# --- mentions ------------------------------------------------------------------------------------


class _Strings:
    """Strings of several dictionaries under one numbering."""

    def __init__(self) -> None:
        self._held: list[pa.Array] = []
        self._size = 0

    def add(self, strings: pa.Array) -> int:
        """Add a dictionary; returns what is to be added to its codes."""
        self._held.append(strings)
        self._size += len(strings)
        return self._size - len(strings)

    def used(self, codes: NDArray[np.int32]) -> tuple[NDArray[np.int32], pa.Array]:
        """The codes as numbers of those strings that any has; these are sorted."""
        coded = pa.chunked_array(self._held, pa.string()).combine_chunks().dictionary_encode()
        number = np.asarray(coded.indices)[codes]
        there = np.flatnonzero(np.bincount(number, minlength=len(coded.dictionary)))
        strings = coded.dictionary.take(pa.array(there))
        order = np.asarray(pc.sort_indices(strings))
        place = np.zeros(len(coded.dictionary), np.int32)
        place[there[order]] = np.arange(len(there), dtype=np.int32)
        return place[number], strings.take(pa.array(order))


def _mentions(
    folders: Sequence[Path], names: Heads, decided: _Decided, actors: _Actors, grown: _Grown
) -> tuple[pa.Table, pa.Array]:
    """The mentions of all segments in order, with actors as numbers; and the ids of these."""
    forms, ids = _Strings(), _Strings()
    cut = np.flatnonzero((decided.lead + decided.tail > 0) & (actors.of_head >= 0))
    written = np.full(len(names), -1, np.int32)
    written[cut] = np.arange(len(cut)) + forms.add(
        pa.array(_proper(names, decided, cut), pa.string())
    )
    longer = np.arange(len(grown)) + forms.add(pa.array(grown.form, pa.string()))
    recognised = ids.add(pa.array(actors.ids, pa.string()))
    pieces = []
    for folder, of in zip(folders, names.of, strict=True):
        known = _known(parts.read_arrow(folder / "mentions.arrow"), forms, ids)
        table = parts.read_arrow(folder / "names.arrow")
        found: _Columns = {name: np.asarray(table.column(name)) for name in _AS_THEY_ARE}
        head = of[np.asarray(heads_of.dictionary(table, "head").indices)]
        grows = grown.find(found)
        keep = np.flatnonzero((actors.of_head[head] >= 0) | (grows >= 0))
        head, grows = head[keep], grows[keep]
        found = {name: column[keep] for name, column in found.items()}
        evidence = np.asarray(table.column("evidence"))[keep]
        whole = evidence & found_names.WHOLE > 0
        form = heads_of.dictionary(table, "form")
        code = np.asarray(form.indices)[keep] + forms.add(form.dictionary)
        found["form"] = np.where(whole & (written[head] >= 0), written[head], code)
        found["start"] = found["start"] + np.where(whole, decided.lead[head], 0)
        found["end"] = found["end"] - np.where(whole, decided.tail[head], 0)
        found["actor"] = actors.of_head[head] + recognised
        long = grows >= 0
        at = grows[long]
        found["start"][long], found["end"][long] = grown.start[at], grown.end[at]
        found["form"][long], found["actor"][long] = longer[at], grown.number[at] + recognised
        covers = (evidence & found_names.COVERS > 0) | long
        found, covers = _without_overlaps(found, covers, long)
        pieces.append(_merged(known, found, covers))
    columns = {
        name: np.concatenate([piece[name] for piece in pieces]) if pieces else np.zeros(0, np.int32)
        for name in parts.MENTIONS.names
    }
    columns["form"], spelt = forms.used(columns["form"])
    columns["actor"], used = ids.used(columns["actor"])
    arrays = {
        name: pa.array(columns[name].astype(field.type.to_pandas_dtype()))
        for name, field in zip(parts.MENTIONS.names, _MENTIONS, strict=True)
    }
    arrays["form"] = pa.DictionaryArray.from_arrays(arrays["form"], spelt)
    return pa.table(arrays), used


def _without_overlaps(
    found: _Columns, covers: NDArray[np.bool_], long: NDArray[np.bool_]
) -> tuple[_Columns, NDArray[np.bool_]]:
    """Drop of names that overlap all but the first; of equal beginnings the longer stays."""
    if not long.any():
        return found, covers
    begins, ends = _place(found), _place(found, "end")
    order = np.lexsort((-ends, begins))
    reach = np.maximum.accumulate(np.append(0, ends[order][:-1]))
    kept = np.sort(order[begins[order] >= reach])
    return {name: column[kept] for name, column in found.items()}, covers[kept]


_AS_THEY_ARE = ("article", "start", "end", "part", "kind", "chain", "sentence")
_MENTIONS = [
    field.with_type(pa.int32()) if field.name in ("form", "actor") else field
    for field in parts.MENTIONS
]
_Columns = dict[str, NDArray[Any]]


def _known(table: pa.Table, forms: _Strings, ids: _Strings) -> _Columns:
    """The mentions of known actors, their words as numbers."""
    columns: _Columns = {name: np.asarray(table.column(name)) for name in _AS_THEY_ARE}
    for name, strings in (("form", forms), ("actor", ids)):
        coded = heads_of.dictionary(table, name)
        columns[name] = np.asarray(coded.indices) + strings.add(coded.dictionary)
    return columns


def _merged(known: _Columns, found: _Columns, covers: NDArray[np.bool_]) -> _Columns:
    """Both in order, without those of known actors that are part of a longer name."""
    longer = np.stack([_place(found)[covers], _place(found, "end")[covers]])
    longer = longer[:, np.argsort(longer[0], kind="stable")]
    free = np.ones(len(known["start"]), bool)
    if longer.shape[1]:
        begins, ends = _place(known), _place(known, "end")
        before = np.searchsorted(longer[0], ends, side="left") - 1
        free = (before < 0) | (longer[1][np.maximum(before, 0)] <= begins)
    # Two sorted runs: a stable sort merges them.
    order = np.argsort(np.concatenate((_place(known)[free], _place(found))), kind="stable")
    return {name: np.concatenate((known[name][free], found[name]))[order] for name in known}


def _place(mentions: _Columns, edge: str = "start") -> Ints:
    """Where mentions are, a number that rises through all articles, in each from the title on."""
    article = mentions["article"].astype(np.int64) << 33
    return np.asarray(article + ((mentions["part"] == 0).astype(np.int64) << 32) + mentions[edge])


def actor_table(actors: Sequence[annotate.Actor]) -> pa.Table:
    """The table of some actors: `listed` says whether the dictionary has them."""
    listed = annotate.actors()
    return pa.table(
        {
            "id": pa.array([actor.id for actor in actors], pa.string()),
            "name": pa.array([actor.name for actor in actors], pa.string()),
            "class": pa.array([actor.cls for actor in actors], pa.string()),
            "wikidata": pa.array([actor.wikidata for actor in actors], pa.string()),
            "aliases": pa.array([list(actor.aliases) for actor in actors], pa.list_(pa.string())),
            "listed": pa.array([actor.id in listed for actor in actors], pa.bool_()),
        }
    )


def by_actor(actor: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """The places of all mentions, by actor; those of one in order. `size` is how many actors."""
    place = np.arange(len(actor), dtype=np.int32)
    # A compressed matrix is a counting sort: far faster than sorting.
    return np.asarray(sparse.coo_array((place, (actor, place)), (size, len(actor))).tocsr().data)
