"""Who the names are that no list holds: each decided once, from all its contexts.

    names of all parts -> counted -> a sample of contexts -> tagged -> votes -> class, or no name

A name seen two hundred times is one decision, not two hundred: the tagger
(`lib.annotate.tagging`) labels a few of its contexts, and the majority says what the name is,
where it begins and ends, and whether it is one at all. What is looked at depends on the ids of
the articles alone, and so not on the order in which they came.

The tagger sees no more than `MOST_CONTEXTS` contexts, those of the names in most articles first,
so that a build stays fast. Names beyond are decided by their words, as far as these make it
certain ("... Police Department"); the others are left out, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib import annotate
from lib.annotate import names as found_names
from lib.annotate import tagging
from lib.index import matrix, parts
from lib.index.copies import Texts

MOST_CONTEXTS = 40_000
"""How many contexts the tagger looks at in one build."""
CONTEXTS_OF_A_NAME = 8
"""How many of one name."""
AGREEMENT = 0.5
"""The share of contexts that must call a name by one class."""
CAPITALS = 0.5
"""The share of a word's occurrences that must have a capital, for it to be a name by itself."""
_REACH = 90  # characters of context on either side
CERTAIN = 0.9
"""How certain the words of a name must make its class, where the tagger did not see it."""
_SMOOTHING = 2.0
_VOTE = 3.0  # the log-odds that one context gives: the tagger is right four times in five
_WORDS = 0.5  # first word, last word and make are not independent
_NONE = -1
_AT_ONCE = 20_000  # contexts for which texts are held together

Ints = NDArray[np.int64]
Votes = dict[int, dict[tuple[int, int, int], int]]
"""Of each head (a place in `heads`) how many contexts say what: class, and characters before and
after the name proper."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What pooling made of the names.

    Attributes:
        mentions: rows as `parts.MENTIONS`, their actors named by id.
        actors: those who are mentioned.
        undecided: how many distinct names are left out since nothing decides them.
        covering: those of the mentions that may have mentions of known actors in them.
    """

    mentions: pa.Table
    actors: list[annotate.Actor]
    undecided: int
    covering: pa.Table

    def covers(self, mentions: pa.Table) -> NDArray[np.bool_]:
        """Which mentions of known actors are part of a longer name, shape (mentions,)."""
        longer, known = (_places(table) for table in (self.covering, mentions))
        order = np.argsort(longer[0], kind="stable")
        starts, ends = longer[0][order], longer[1][order]
        before = np.searchsorted(starts, known[0], side="right") - 1
        if not len(starts):
            return np.zeros(len(known[0]), bool)
        return np.asarray((before >= 0) & (ends[np.maximum(before, 0)] > known[0]))


@dataclass(slots=True)
class _Names:
    """All candidates: arrays of one length."""

    article: NDArray[np.int32]  # row
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    part: NDArray[np.int8]
    head: NDArray[np.int32]  # place in `heads`
    kind: NDArray[np.int8]
    chain: NDArray[np.int32]
    sentence: NDArray[np.int32]
    evidence: NDArray[np.int8]
    form: pa.Array  # dictionary of strings
    heads: list[str]


@dataclass(slots=True)
class _Decided:
    """What each head is: arrays over the heads."""

    cls: NDArray[np.int8]  # place in `annotate.CLASSES`; -1 none
    lead: NDArray[np.int16]  # characters before the name proper
    tail: NDArray[np.int16]  # and after it
    seen: NDArray[np.bool_]  # whether it could be decided


def recognise(
    names: pa.Table,
    known: pa.Table,
    ids: NDArray[np.object_],
    texts: Texts,
    counted: matrix.Counted,
) -> Recognised:
    """Decide the names of all articles.

    Args:
        names: rows as `parts.NAMES`.
        known: the mentions of known actors, rows as `parts.MENTIONS`.
        ids: of the articles, by row.
        texts: gives the texts of some rows.
        counted: which word stands how often in which article.
    """
    found = _read(names)
    decided = _decide(found, ids, texts)
    decided.cls[_common_words(found, _capitals(found, known), counted)] = _NONE
    cls, key = _without_lone_surnames(found, decided)
    keep = (cls[found.head] >= 0) & _long_enough(found, decided)
    mentions = _mentions(found, decided, key, keep)
    covering = found.evidence[keep] & found_names.COVERS > 0
    return Recognised(
        mentions,
        _actors(found, cls, key, keep),
        int(np.count_nonzero(~decided.seen)),
        mentions.filter(pa.array(covering)),
    )


def _places(mentions: pa.Table) -> tuple[Ints, Ints]:
    """Where mentions begin and end, each a number that rises through all articles and parts."""
    article, part, start, end = (
        mentions.column(name).to_numpy().astype(np.int64)
        for name in ("article", "part", "start", "end")
    )
    base = (article * 2 + part) << 32
    return base + start, base + end


# --- all candidates ------------------------------------------------------------------------------


def _read(table: pa.Table) -> _Names:
    table = table.unify_dictionaries().combine_chunks()
    arrays: dict[str, Any] = {
        name: np.asarray(table.column(name).to_numpy())
        for name in table.column_names
        if name not in ("form", "head")
    }
    head, form = (_chunk(table, name) for name in ("head", "form"))
    # Only heads that occur, in alphabetical order: what is decided must not tell the parts apart.
    used, place = np.unique(np.asarray(head.indices), return_inverse=True)
    spelt = head.dictionary.take(pa.array(used))
    order = np.asarray(pc.sort_indices(spelt))
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    heads = spelt.take(pa.array(order)).to_pylist()
    return _Names(**arrays, head=rank[place], form=form, heads=heads)


def _chunk(table: pa.Table, name: str) -> pa.DictionaryArray:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], parts.NAMES.field(name).type)


# --- deciding ------------------------------------------------------------------------------------


def _decide(names: _Names, ids: NDArray[np.object_], texts: Texts) -> _Decided:
    sample = _sample(names, ids)
    votes: Votes = {}
    seen = np.zeros(len(names.heads), bool)
    seen[names.head[sample]] = True
    tagger = tagging.tagger()
    for place, text, start, end in _contexts(names, sample, texts):
        vote = _vote(tagger.tag(text), start, end)
        cast = votes.setdefault(int(names.head[place]), {})
        cast[vote] = cast.get(vote, 0) + 1
    size = len(names.heads)
    decided = _Decided(
        np.full(size, _NONE, np.int8), np.zeros(size, np.int16), np.zeros(size, np.int16), seen
    )
    for head, cast in votes.items():
        _cut(decided, head, names.heads[head], cast)
    _classify(names, decided, votes)
    return decided


def _sample(names: _Names, ids: NDArray[np.object_]) -> Ints:
    """The candidates whose contexts are looked at, by row and place."""
    whole = np.flatnonzero((names.evidence & found_names.WHOLE > 0) & (names.part == 0))
    head = names.head[whole].astype(np.int64)
    articles = _articles_of(names)
    lot = pd.util.hash_array(ids)[names.article[whole]]
    order = np.lexsort((names.start[whole], lot, head))
    whole, head, lot = whole[order], head[order], lot[order]
    first = np.concatenate(([True], head[1:] != head[:-1])) if len(head) else np.zeros(0, bool)
    begins = np.flatnonzero(first)
    rank = np.arange(len(head)) - np.repeat(begins, np.diff(np.append(begins, len(head))))
    able = rank < CONTEXTS_OF_A_NAME
    whole, head, lot, rank = whole[able], head[able], lot[able], rank[able]
    # The more articles a name is in, the more contexts it is owed.
    due = (rank + 1) / articles[head]
    chosen = whole[np.lexsort((lot, head, due))[:MOST_CONTEXTS]]
    return np.sort(chosen)


def _articles_of(names: _Names) -> Ints:
    """In how many articles each head is named."""
    width = int(names.article.max()) + 1 if len(names.article) else 1
    pairs = np.unique(names.head.astype(np.int64) * width + names.article)
    return np.bincount(pairs // width, minlength=len(names.heads))


def _contexts(names: _Names, sample: Ints, texts: Texts) -> Iterator[tuple[int, str, int, int]]:
    """The text around each sampled candidate: its place, the text, and where it stands in it."""
    articles = names.article[sample]
    for first in range(0, len(sample), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        rows, which = np.unique(articles[some], return_inverse=True)
        read = texts(rows)
        for place, at in zip(sample[some].tolist(), which.tolist(), strict=True):
            start, end = int(names.start[place]), int(names.end[place])
            begin, stop = _window(read[at], start, end)
            yield place, read[at][begin:stop], start - begin, end - begin


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


def _vote(tagged: list[tuple[int, int, str]], start: int, end: int) -> tuple[int, int, int]:
    """What one context says of a candidate: its class, and what is no part of it."""
    best, most = (_NONE, 0, 0), 0
    for first, last, cls in tagged:
        shared = min(last, end) - max(first, start)
        if shared > most:
            place = annotate.CLASSES.index(cls)
            best, most = (place, max(0, first - start), max(0, end - last)), shared
    return best


def _cut(decided: _Decided, head: int, written: str, cast: dict[tuple[int, int, int], int]) -> None:
    """Take the bounds that most contexts give which see a name at all."""
    bounds: dict[tuple[int, int], int] = {}
    for (cls, lead, tail), count in cast.items():
        if cls != _NONE:
            bounds[lead, tail] = bounds.get((lead, tail), 0) + count
    if bounds:
        lead, tail = max(bounds, key=lambda key: (bounds[key], [-edge for edge in key]))
        if lead + tail < len(written):
            decided.lead[head], decided.tail[head] = lead, tail


def _classify(names: _Names, decided: _Decided, votes: Votes) -> None:
    """Decide what each name is: by its contexts, and by what names with its words are.

    The votes of all spellings of a name count together. A name of one word is what most contexts
    call it. One of several is what the votes and its words make likeliest (naive Bayes); where
    the tagger saw none of its contexts, its words must make it certain.
    """
    tally = _tally(_keys(names, decided), votes)
    total = tally.sum(axis=1)
    best = tally[:, ::-1].argmax(axis=1)
    best = tally.shape[1] - 1 - best  # of equals the later: rather a name than none
    agreed = tally[np.arange(len(best)), best] >= AGREEMENT * np.maximum(total, 1)
    decided.cls[:] = np.where(agreed & (total > 0), best - 1, _NONE)
    several = np.array([" " in head for head in names.heads], dtype=bool)
    known = several & (total > 0)
    if known.any():
        scores = _WORDS * _likely(names.heads, decided.cls + 1, known) + tally * _VOTE
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        certain = scores.max(axis=1) / scores.sum(axis=1)
        sure = several & (certain >= np.where(total > 0, AGREEMENT, CERTAIN))
        decided.cls[several] = _NONE
        decided.cls[sure] = scores[sure].argmax(axis=1) - 1
        decided.seen |= sure
    place, state, body = (annotate.CLASSES.index(n) for n in ("place", "state", "organisation"))
    for head in np.flatnonzero(decided.cls >= 0).tolist():
        if decided.cls[head] == body and _is_state_body(names.heads[head]):
            decided.cls[head] = state
    for head, written in enumerate(names.heads):
        if decided.seen[head] and _folded(written) in _seats():
            decided.cls[head] = place


def _tally(keys: list[str], votes: Votes) -> NDArray[np.float64]:
    """How many contexts say what of each head, by class (0: no name); spellings together."""
    codes, _ = pd.factorize(np.array(keys, dtype=object))
    table = np.zeros((int(codes.max(initial=-1)) + 1, len(annotate.CLASSES) + 1))
    for head, cast in votes.items():
        for (cls, _, _), count in cast.items():
            table[codes[head], cls + 1] += count
    return np.asarray(table[codes])


def _likely(
    heads: list[str], told: NDArray[np.int8], known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """How likely its words make each class of each head (0: no name); natural logarithms.

    By what the `known` heads are `told` to be that have the same first or last word, or are made
    alike; a head's own verdict is left out of its evidence.
    """
    classes = len(annotate.CLASSES) + 1
    prior = (np.bincount(told[known], minlength=classes) + 1.0) / (known.sum() + classes)
    scores = np.zeros((len(heads), classes)) + np.log(prior)
    for told_by in (_first_word, _last_word, _make):
        codes, _ = pd.factorize(np.array([told_by(head) for head in heads], dtype=object))
        table = np.zeros((int(codes.max()) + 1, classes))
        np.add.at(table, (codes[known], told[known]), 1.0)
        counts = table[codes]
        counts[known, told[known]] -= 1.0
        shares = counts + _SMOOTHING * prior
        scores += np.log(shares / shares.sum(axis=1, keepdims=True) / prior)
    return np.asarray(scores)


def _first_word(head: str) -> str:
    return head.split(" ", 1)[0].lower()


def _last_word(head: str) -> str:
    return head.rsplit(" ", 1)[-1].lower()


def _make(head: str) -> str:
    """How a name is made: what its first word is by the lists, its last by its kind, its length."""
    words = head.split(" ")
    first = "given" if tagging.is_given_name(words[0]) else tagging.is_city(words[0])
    kinds = "/".join(tagging.kinds_of_word(words[-1].lower()))
    return f"{first} {kinds} {tagging.is_surname(words[-1])} {min(len(words), 4)}"


@cache
def _seats() -> frozenset[str]:
    """The cities and seats of government that the dictionary knows, as keys."""
    return frozenset(_folded(name) for name in annotate.seats())


def _capitals(names: _Names, known: pa.Table) -> Counter[str]:
    """How often each word stands in a name, by the word in lower case."""
    written = np.bincount(np.asarray(names.form.indices), minlength=len(names.form.dictionary))
    forms = Counter(dict(zip(names.form.dictionary.to_pylist(), written.tolist(), strict=True)))
    for item in known.column("form").value_counts().to_pylist():
        forms[item["values"]] += item["counts"]
    capitals: Counter[str] = Counter()
    for form, count in forms.items():
        for word in form.lower().split():
            capitals[word] += count
    return capitals


def _common_words(
    names: _Names, capitals: Counter[str], counted: matrix.Counted
) -> NDArray[np.bool_]:
    """Which heads are a single word that is mostly written small, or only opens sentences."""
    inside = (names.evidence & found_names.OPENS == 0) & (names.evidence & found_names.WHOLE > 0)
    ever_inside = np.bincount(names.head[inside], minlength=len(names.heads)) > 0
    words = [head.lower() for head in names.heads]
    often = matrix.occurrences(counted, words)
    share = np.array([capitals[word] for word in words]) / np.maximum(often, 1)
    single = np.array([" " not in head for head in names.heads], dtype=bool)
    known = np.array([tagging.is_listed(head) for head in names.heads], dtype=bool)
    return np.asarray(single & ((share < CAPITALS) & (often > 0) | ~ever_inside & ~known))


def _is_state_body(written: str) -> bool:
    """Whether a name's words say that it is a body of a government."""
    words = [word.lower() for word in written.split()]
    known = tagging.words_of("state body")
    return len(words) > 1 and (words[-1] in known or (words[0] in known and "of" in words))


# --- actors --------------------------------------------------------------------------------------


def _keys(names: _Names, decided: _Decided) -> list[str]:
    """What tells the actors of the heads apart, before their class: the name without its dress."""
    return [
        _folded(head[lead : len(head) - tail])
        for head, lead, tail in zip(
            names.heads, decided.lead.tolist(), decided.tail.tolist(), strict=True
        )
    ]


def _folded(written: str) -> str:
    """A name in lower case, without accents and marks: a slug."""
    return re.sub(r"[\W_]+", "-", annotate.plain(written).casefold()).strip("-")


def _without_lone_surnames(
    names: _Names, decided: _Decided
) -> tuple[NDArray[np.int8], NDArray[np.object_]]:
    """The class of each head, and the id of its actor.

    A surname that an article never introduces may be that of several people: where the corpus or
    the dictionary knows one who bears it, it is nobody.
    """
    cls, keys = decided.cls.copy(), _keys(names, decided)
    person = annotate.CLASSES.index("person")
    surnames = {_folded(name) for name in annotate.surnames()}
    surnames |= {
        key.rpartition("-")[2]
        for key, what in zip(keys, cls.tolist(), strict=True)
        if what == person and "-" in key
    }
    for place, key in enumerate(keys):
        if not key or (cls[place] == person and key in surnames):
            cls[place] = _NONE
    keys = _one_spelling(names, keys, cls == person)
    same = _identified()
    ids = []
    for key, what in zip(keys, cls.tolist(), strict=True):
        actor = f"{key}.{annotate.CLASSES[what]}" if what >= 0 else ""
        ids.append(same[actor][0] if actor in same else actor)
    return cls, np.array(ids, dtype=object)


def _one_spelling(names: _Names, keys: list[str], people: NDArray[np.bool_]) -> list[str]:
    """The keys with those of people made one that differ as transliterations do.

    The spelling that most articles have stands for all.
    """
    articles = Counter[str]()
    held = _articles_of(names)
    for head in np.flatnonzero(people).tolist():
        articles[keys[head]] += int(held[head])
    alike: dict[tuple[str, ...], list[str]] = {}
    for key in articles:
        alike.setdefault(annotate.one_spelling(key.split("-")), []).append(key)
    chosen = {
        key: max(several, key=lambda one: (articles[one], one))
        for several in alike.values()
        if len(several) > 1
        for key in several
    }
    return [
        chosen.get(key, key) if is_person else key
        for key, is_person in zip(keys, people.tolist(), strict=True)
    ]


@cache
def _identified() -> dict[str, tuple[str, str]]:
    """Of each id of a name whose Wikidata item is known: the actor's id, and the item's."""
    first: dict[tuple[str, str], str] = {}
    found = {}
    for (name, cls), item in annotate.identified().items():
        actor = f"{_folded(name)}.{cls}"
        found[actor] = first.setdefault((cls, item), actor), item
    return found


def _long_enough(names: _Names, decided: _Decided) -> NDArray[np.bool_]:
    """Which candidates are still something when their edges are cut."""
    whole = names.evidence & found_names.WHOLE > 0
    cut = (decided.lead + decided.tail)[names.head]
    return np.asarray(~whole | (names.end - names.start > cut))


def _mentions(
    names: _Names, decided: _Decided, key: NDArray[np.object_], keep: NDArray[np.bool_]
) -> pa.Table:
    place = np.flatnonzero(keep)
    head = names.head[place]
    whole = names.evidence[place] & found_names.WHOLE > 0
    lead = np.where(whole, decided.lead[head], 0)
    tail = np.where(whole, decided.tail[head], 0)
    forms = names.form.take(pa.array(place)).dictionary_decode()
    cut = np.flatnonzero(lead + tail)
    written = forms.to_pylist() if len(cut) else []
    for at in cut.tolist():
        written[at] = written[at][lead[at] : len(written[at]) - tail[at]]
    table = {
        "article": names.article[place],
        "start": names.start[place] + lead.astype(np.int32),
        "end": names.end[place] - tail.astype(np.int32),
        "part": names.part[place],
        "form": written or forms,
        "actor": pa.array(key[head], pa.string()),
        "kind": names.kind[place],
        "chain": names.chain[place],
        "sentence": names.sentence[place],
    }
    return pa.table(table, schema=parts.MENTIONS)


def _actors(
    names: _Names, cls: NDArray[np.int8], key: NDArray[np.object_], keep: NDArray[np.bool_]
) -> list[annotate.Actor]:
    """The actors that are mentioned, each under the spelling that most articles have."""
    used = np.unique(names.head[keep])
    articles = _articles_of(names)
    frame = pd.DataFrame(
        {
            "id": key[used],
            "name": [names.heads[head] for head in used.tolist()],
            "class": [annotate.CLASSES[what] for what in cls[used].tolist()],
            "articles": articles[used],
        }
    )
    frame = frame.sort_values(["id", "articles", "name"], ascending=[True, False, True])
    spelt = frame.groupby("id", sort=True)["name"].agg(tuple)
    classes = frame.groupby("id", sort=True)["class"].first()
    return [
        annotate.Actor(actor, names[0], cls, _identified().get(actor, ("", ""))[1], names[1:])
        for actor, names, cls in zip(spelt.index, spelt, classes, strict=True)
    ]
