"""Names in sentences, found by a trained tagger: a linear-chain conditional random field.

    sentences -> tokens -> features -> scores -> the likeliest labels -> [(start, end, class), ...]

The tagger (Lafferty, McCallum & Pereira 2001) labels each token of a sentence as the beginning or
inside of a name of a class, or outside. It sees the words and their neighbours, their shapes and
affixes, what lists say of them (the dictionary of actors, given names, surnames and cities), and of
which groups of words they are that are used alike (`data/word_groups.npz`).
`benchmarks/train_names.py` trains it with CRFsuite; the weights lie in `data/names.npz` and are
read when first asked for.

All that a feature says depends on one word and its place beside the token, or on two words beside
each other, but for the lists. So the scores of a word are added up once, however often it occurs;
those of a token are the sum of a few rows of tables, and the likeliest labels of many sentences
are found side by side (Viterbi 1967). That is several times as fast as CRFsuite itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lib.annotate.dictionary import actors
from lib.annotate.files import DATA, lines, sections
from lib.annotate.neighbours import given_names, made_plain, matches

MODEL = DATA / "names.npz"
GROUPS = DATA / "word_groups.npz"
CLASSES = ("person", "organisation", "place", "other")
"""What the tagger tells apart; a government or a state body is an organisation to it."""

RIGHT = 0.80
"""The share of recognised names whose span and class are right (CrossNER politics, dev: persons,
organisations and places, those of the dictionary included)."""

Span = tuple[int, int]
Tagged = tuple[int, int, str]
"""Start, end and class of a name."""

_SHORT = "|".join(map(re.escape, sections("name_words.txt")["with a full stop"]))
_TOKEN = re.compile(
    r"[a-z]{2,}(?![\w.'&-])"  # most words: the rest says nothing else of them, but later
    rf"|'s\b|(?:[^\W_]\.){{2,}}|(?=[^\W\d_a-z])(?:[^\W\d_a-z]\.(?= )|\b(?:{_SHORT})\.)"
    r"|[^\W_]+(?:[.'&-](?!s\b)[^\W_]+)*|\S"
)
_AFFIX = 3
_LONGEST_CITY = 3  # words
_PLACES = (("", 0), ("-", -1), ("+", 1), ("--", -2), ("++", 2))
"""Where a word stands beside the token of which it tells, and how features say so."""
_AFTER, _BEFORE = "<", ">"
"""How features say that two words beside each other tell of the second of them, or the first."""
_EDGE = ""
"""What stands before a sentence and behind it, in place of a word."""
_AT_ONCE = 2_000  # sentences that are labelled side by side
_MOST_WORDS = 100_000  # whose scores are kept


def tokens(text: str) -> list[Span]:
    """Return the spans of words and marks; a possessive is a token of its own."""
    return [match.span() for match in _TOKEN.finditer(made_plain(text))]


# What the tagger sees ----------------------------------------------------------------------------


def features(text: str, spans: Sequence[Span]) -> list[list[str]]:
    """Return what the tagger sees of each token of a sentence, by which it is trained."""
    plain = made_plain(text)
    words = [plain[start:end] for start, end in spans]
    found = [list[str]() for _ in words]
    for sign, away in _PLACES:
        for at in range(max(0, -away), min(len(words), len(words) - away)):
            found[at] += _told(sign, words[at + away])
    for at, pair in enumerate(pairwise(map(_paired_by, [_EDGE, *words, _EDGE]))):
        both = [f"{one} {other}" for one, other in zip(*pair, strict=True)]
        if at < len(words):
            found[at] += [_AFTER + said for said in both]
        if at:
            found[at - 1] += [_BEFORE + said for said in both]
    for at, said in _from_lists(plain, spans, words):
        found[at].append(said)
    return found


def _told(sign: str, word: str) -> list[str]:
    """Return what a word at a place tells, with the sign of the place before it."""
    anywhere, near, here = _said_of(word)
    told = anywhere if len(sign) > 1 else anywhere + near if sign else anywhere + near + here
    return [sign + said for said in told]


@lru_cache(maxsize=1)
def _said_of(word: str) -> tuple[list[str], list[str], list[str]]:
    """Return what a word tells wherever it stands, beside its neighbours, and of itself alone."""
    shape, lower = _shape(word), word.lower()
    anywhere = [f"w={lower}", f"c={_short(shape)}"]
    anywhere += [f"g{size}={group}" for size, group in enumerate(groups().get(word, ()))]
    near = list(_listed_as(lower)) if shape[0] == "X" else []
    affixes = [f"p={lower[:_AFFIX]}", f"x={lower[-_AFFIX:]}", f"x2={lower[-2:]}"]
    return anywhere, near, [f"s={shape}", *affixes]


def _paired_by(word: str) -> tuple[str, str, str]:
    """Return what counts of a word in a pair: its shape, its group and the word itself."""
    group = groups().get(word)
    coarse = "" if word == _EDGE else group[0] if group else "?"
    return f"c={_short(_shape(word)) if word else _EDGE}", f"g={coarse}", f"w={word.lower()}"


def _listed_as(lower: str) -> Iterator[str]:
    """Give what the lists say of a word with a capital, given in lower case."""
    if lower in given_names() or lower in _listed("given names"):
        yield "given"
    if lower in _listed("surnames"):
        yield "surname"
    yield from (f"k={kind}" for kind in kinds_of_word(lower))


def _shape(word: str) -> str:
    """Return the shape of a word: "Xxx", "X.X.", "dd"."""
    return word[:12].translate(_DRAWN) or "_"


class _Drawn(dict[int, str]):
    """What each character is drawn as, found when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        drawn = (
            "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        )
        self[code] = drawn
        return drawn


_DRAWN = _Drawn()


@lru_cache(maxsize=10_000)
def _short(shape: str) -> str:
    """Return a shape with runs made one: "Xx"."""
    return shape[0] + "".join(after for before, after in pairwise(shape) if before != after)


def _from_lists(
    plain: str, spans: Sequence[Span], words: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Give what the dictionary and the list of cities say of tokens: the token, and what."""
    known = actors()
    place = 0
    for start, end, form in matches(plain):
        if form.name:
            says = known[form.name].cls
        elif form.bearers:
            says = "bearer"
        else:
            says = "demonym" if form.demonym else "city" if form.city else ""
        if not says:
            continue
        while place < len(spans) and spans[place][0] < start:
            place += 1
        mark = "B"
        while place < len(spans) and spans[place][1] <= end:
            yield place, f"{mark}={says}"
            mark, place = "I", place + 1
    yield from _of_cities(words)


def _of_cities(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the tokens that make the name of a city, the longest from the left."""
    begins, cities = _begin_cities(), _cities()
    covered = 0
    for place, word in enumerate(words):
        if place < covered or not word[0].isupper() or word.lower() not in begins:
            continue
        for count in range(min(_LONGEST_CITY, len(words) - place), 0, -1):
            if " ".join(words[place : place + count]).lower() in cities:
                covered = place + count
                yield place, "city"
                yield from ((within, "city-in") for within in range(place + 1, covered))
                break


# The lists ---------------------------------------------------------------------------------------


@cache
def _listed(section: str) -> frozenset[str]:
    """Return a section of name_lists.txt, in lower case."""
    return frozenset(word.lower() for word in sections("name_lists.txt")[section])


@cache
def _cities() -> frozenset[str]:
    """Return the names of cities, in lower case."""
    return frozenset(name.lower() for name in lines("cities.txt"))


@cache
def _begin_cities() -> frozenset[str]:
    """Return the words with which names of cities begin, in lower case."""
    return frozenset(name.split()[0] for name in _cities())


@cache
def _word_kinds() -> dict[str, tuple[str, ...]]:
    """Return the sections of name_words.txt that a word stands in."""
    found: dict[str, tuple[str, ...]] = {}
    for section, words in sections("name_words.txt").items():
        for word in words:
            found[word.lower()] = (*found.get(word.lower(), ()), section)
    return found


def is_city(name: str) -> bool:
    """Say whether a name stands in the list of cities."""
    return name.lower() in _cities()


def is_given_name(word: str) -> bool:
    """Say whether a word stands in a list of given names."""
    lower = word.lower()
    return lower in given_names() or lower in _listed("given names")


def is_surname(word: str) -> bool:
    """Say whether a word stands in the list of surnames."""
    return word.lower() in _listed("surnames")


def is_listed(name: str) -> bool:
    """Say whether a name stands in a list of people's names or of cities."""
    return is_city(name) or is_given_name(name) or is_surname(name)


@cache
def words_of(section: str) -> frozenset[str]:
    """Return a section of name_words.txt, in lower case."""
    return frozenset(word.lower() for word in sections("name_words.txt")[section])


def kinds_of_word(lower: str) -> tuple[str, ...]:
    """Return the sections of name_words.txt that hold a word, given in lower case."""
    return _word_kinds().get(lower.rstrip("."), ())


@cache
def groups() -> Mapping[str, tuple[int, ...]]:
    """Return the groups of words that are used alike, the largest first, of which a word is."""
    with np.load(GROUPS) as held:
        words = held["words"].tobytes().decode().split("\n")
        return dict(zip(words, map(tuple, held["groups"].tolist()), strict=True))


def write_groups(words: Sequence[str], found: NDArray[np.int32]) -> None:
    """Write the groups of words.

    Args:
        words: which.
        found: their groups, the largest first, shape (words, sizes).
    """
    order = sorted(range(len(words)), key=words.__getitem__)
    named = "\n".join(words[place] for place in order)
    np.savez_compressed(
        GROUPS,
        words=np.frombuffer(named.encode(), np.uint8),
        groups=found[order].astype(np.uint16),
    )


# Labelling ---------------------------------------------------------------------------------------


class _Pairs:
    """What two words beside each other say of the second, and of the first.

    Args:
        names: of features.
        weights: of each for each label.
    """

    def __init__(self, names: Sequence[str], weights: NDArray[np.float32]) -> None:
        values: dict[str, int] = {}
        rows: dict[tuple[int, int], int] = {}
        labels = weights.shape[1]
        found = [place for place, name in enumerate(names) if name[0] in (_AFTER, _BEFORE)]
        table = np.zeros((len(found) + 1, 2, labels), np.float32)
        for place in found:
            one, _, other = names[place][1:].partition(" ")
            pair = tuple(values.setdefault(value, len(values) + 1) for value in (one, other))
            row = rows.setdefault((pair[0], pair[1]), len(rows))
            table[row, int(names[place][0] == _BEFORE)] = weights[place]
        self._values, self._size = values, len(values) + 1
        codes = np.array([one * self._size + other for one, other in rows], np.int64)
        order = np.argsort(codes)
        # A code that no pair has ends the list, and a row of noughts the table.
        self._codes = np.append(codes[order], self._size**2)
        order = np.append(order, len(rows))
        self._table = table[order].reshape(len(order), 2 * labels)
        self.edge = self.numbers(_paired_by(_EDGE))

    def numbers(self, values: Sequence[str]) -> list[int]:
        """The numbers of what counts of a word in a pair; 0 for what no pair has."""
        return [self._values.get(value, 0) for value in values]

    def told(self, ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
        """What pairs say: shape (pairs, 2 * labels), of the second word first."""
        codes = ones * self._size + others
        place = np.searchsorted(self._codes, codes)
        place[self._codes[place] != codes] = len(self._codes) - 1
        told = self._table[place[:, 0]]
        for column in place.T[1:]:
            told += self._table[column]
        return told


class Tagger:
    """The trained tagger.

    Args:
        model: the file of the weights: `attributes`, what features there are, one a line;
            `weights`, of each feature for each label; `transitions`, from label to label; and
            `labels`, one a line.
    """

    def __init__(self, model: Path) -> None:
        with np.load(model) as held:
            names = held["attributes"].tobytes().decode().split("\n")
            self._labels = held["labels"].tobytes().decode().split("\n")
            self._transitions = held["transitions"].astype(np.float32)
            weights = held["weights"].astype(np.float32)
        # The last row, of what no feature is, is nought.
        nought = np.zeros((1, len(self._labels)), np.float32)
        self._weights: NDArray[np.float32] = np.concatenate((weights, nought))
        self._number = {name: number for number, name in enumerate(names)}
        self._words: dict[str, int] = {}
        shape = (0, len(_PLACES), len(self._labels))
        self._scores: NDArray[np.float32] = np.zeros(shape, np.float32)
        self._pairs = _Pairs(names, weights)
        self._paired: NDArray[np.int64] = np.zeros((0, len(_paired_by(_EDGE))), np.int64)

    def tag(self, text: str) -> list[Tagged]:
        """Return the names in a sentence: start, end (characters) and class, one of `CLASSES`."""
        return self.tag_all([text])[0]

    def tag_all(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Return the names in each of some sentences."""
        found: list[list[Tagged]] = []
        for first in range(0, len(texts), _AT_ONCE):
            found += self._tag_some(texts[first : first + _AT_ONCE])
        return found

    def _tag_some(self, texts: Sequence[str]) -> list[list[Tagged]]:
        # One text, a sentence a line: nothing that is looked for goes beyond a line's end.
        plain = [made_plain(text).replace("\n", " ") for text in texts]
        joined = "\n".join(plain)
        begins = np.cumsum([0, *(len(text) + 1 for text in plain)])[:-1]
        spans = tokens(joined)
        found: list[list[Tagged]] = [[] for _ in texts]
        if not spans:
            return found
        words = [joined[start:end] for start, end in spans]
        of = np.searchsorted(begins, [start for start, _ in spans], side="right") - 1
        scores = self._scored(joined, spans, words, of)
        labels = self._likeliest(scores, of)
        named = np.flatnonzero(labels != self._labels.index("O")).tolist()
        written = [self._labels[label] for label in labels[named].tolist()]
        kept = [spans[place] for place in named]
        lines = of[named].tolist()
        at = 0
        while at < len(named):
            stop = at + 1
            while stop < len(named) and lines[stop] == lines[at]:
                stop += 1
            begin = int(begins[lines[at]])
            found[lines[at]] = [
                (start - begin, end - begin, cls)
                for start, end, cls in _joined(named[at:stop], written[at:stop], kept[at:stop])
            ]
            at = stop
        return found

    def _scored(
        self, joined: str, spans: Sequence[Span], words: Sequence[str], of: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """How well each label fits each token by itself, shape (tokens, labels)."""
        numbers = self._numbered(words)
        scores: NDArray[np.float32] = self._scores[numbers, 0]
        for place, (_, away) in enumerate(_PLACES[1:], 1):
            here = np.arange(max(0, -away), min(len(of), len(of) - away))
            here = here[of[here] == of[here + away]]
            scores[here] += self._scores[numbers[here + away], place]
        self._add_pairs(scores, self._paired[numbers], of)
        said = list(_from_lists(joined, spans, words))
        ats = np.array([at for at, _ in said], np.int64)
        told = np.array([self._number.get(what, -1) for _, what in said], np.int64)
        np.add.at(scores, ats, self._weights[told])
        return scores

    def _add_pairs(
        self, scores: NDArray[np.float32], paired: NDArray[np.int64], of: NDArray[np.int64]
    ) -> None:
        """Add to the scores of tokens what each says together with those beside it."""
        edges = np.append(np.append(0, np.flatnonzero(np.diff(of)) + 1), len(of))
        row = np.insert(paired, edges, self._pairs.edge, axis=0)
        token = np.insert(np.arange(len(of)), edges, -1)
        told = self._pairs.told(row[:-1], row[1:])
        second, first = token[1:] >= 0, token[:-1] >= 0
        size = scores.shape[1]
        scores += told[second, :size]
        scores += told[first, size:]

    def _numbered(self, words: Sequence[str]) -> NDArray[np.int64]:
        """The row of each word in `_scores`; those not seen before are added."""
        if len(self._words) > _MOST_WORDS:
            self._words, self._scores, self._paired = {}, self._scores[:0], self._paired[:0]
        known = self._words
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            for word in new:
                known[word] = len(known)
            told: list[int] = []
            begins: list[int] = []
            for word in new:
                for sign, _ in _PLACES:
                    begins.append(len(told))
                    told.append(-1)
                    told += [self._number.get(said, -1) for said in _told(sign, word)]
            added = np.add.reduceat(self._weights[told], begins, axis=0)
            added = added.reshape(len(new), len(_PLACES), -1)
            self._scores = np.concatenate((self._scores, added))
            paired = np.array([self._pairs.numbers(_paired_by(word)) for word in new], np.int64)
            self._paired = np.concatenate((self._paired, paired))
        return np.array([known[word] for word in words], np.int64)

    def _likeliest(self, scores: NDArray[np.float32], of: NDArray[np.int64]) -> NDArray[np.int8]:
        """The labels that fit each sentence best together, shape (tokens,)."""
        lines, begins, sizes = np.unique(of, return_index=True, return_counts=True)
        order = np.argsort(-sizes, kind="stable")
        begins, sizes = begins[order], sizes[order]
        longest = int(sizes[0])
        # How many sentences, the longest first, have a token at each step.
        going = np.searchsorted(-sizes, -np.arange(longest), side="left")
        total = scores[begins]
        came = np.zeros((longest, len(lines), len(self._labels)), np.int8)
        for step in range(1, longest):
            count = going[step]
            paths = total[:count, :, None] + self._transitions
            came[step, :count] = paths.argmax(axis=1)
            total[:count] = paths.max(axis=1) + scores[begins[:count] + step]
        labels = np.zeros(len(of), np.int8)
        now = total.argmax(axis=1)
        for step in range(longest - 1, -1, -1):
            count = going[step]
            labels[begins[:count] + step] = now[:count]
            now[:count] = came[step, np.arange(count), now[:count]]
        return labels


def _joined(
    places: Sequence[int], labels: Sequence[str], spans: Sequence[Span]
) -> Iterator[Tagged]:
    """Join the labelled tokens of a sentence into names; `places` are the tokens' numbers."""
    start = end = 0
    before, last = "", -2
    for place, label, span in zip(places, labels, spans, strict=True):
        mark, _, cls = label.partition("-")
        if mark == "I" and cls == before and place == last + 1:
            end = span[1]
        else:
            if before:
                yield start, end, before
            (start, end), before = span, cls
        last = place
    if before:
        yield start, end, before


def spans_of(labels: Sequence[str], spans: Sequence[Span]) -> list[Tagged]:
    """Join labelled tokens ("B-person", "I-person", "O") into names."""
    named = [place for place, label in enumerate(labels) if label != "O"]
    return list(_joined(named, [labels[at] for at in named], [spans[at] for at in named]))


@cache
def _opened(model: Path) -> Tagger:
    return Tagger(model)


def tagger() -> Tagger:
    """Return the tagger that ships; it is read when first asked for."""
    return _opened(MODEL)


def write_model(
    path: Path,
    state: Iterable[tuple[tuple[str, str], float]],
    transitions: Iterable[tuple[tuple[str, str], float]],
) -> None:
    """Write trained weights as a file that `Tagger` reads.

    Args:
        path: of the file.
        state: of (feature, label) what it weighs.
        transitions: of (label, following label) what it weighs.
    """
    labels = ["O", *(f"{mark}-{cls}" for cls in CLASSES for mark in "BI")]
    number = {label: place for place, label in enumerate(labels)}
    rows: dict[str, NDArray[np.float32]] = {}
    for (feature, label), weight in state:
        row = rows.setdefault(feature, np.zeros(len(labels), np.float32))
        row[number[label]] += weight
    between = np.zeros((len(labels), len(labels)), np.float32)
    for (one, other), weight in transitions:
        between[number[one], number[other]] = weight
    names = sorted(rows)
    np.savez_compressed(
        path,
        attributes=np.frombuffer("\n".join(names).encode(), np.uint8),
        labels=np.frombuffer("\n".join(labels).encode(), np.uint8),
        transitions=between,
        weights=np.array([rows[name] for name in names], np.float16),
    )
