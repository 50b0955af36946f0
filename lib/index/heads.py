"""What a segment knows of its names: written once, so that pooling weighs names, not candidates.

    names of a segment -> heads:    each distinct name, how often and how it stands
                          contexts: a few places where it stands, drawn by lot
                          capitals: how often each word stands in a name
                          acronyms: which are introduced, after which long form

A *head* is a name as an article writes it in full (`annotate.Name.head`). The lot of a context
depends on its article's id alone, so that the contexts of a whole corpus are those with the lowest
lots of its segments, however these are cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lib import annotate
from lib.annotate import names as found_names
from lib.index import parts

CONTEXTS_OF_A_NAME = 8
"""How many contexts of one name are looked at."""

Ints = NDArray[np.int64]
Contexts = dict[str, NDArray[Any]]
"""`head`, `article`, `start`, `end`, `lot` and `rank` of contexts: arrays of one length."""
_HEADS, _CONTEXTS, _CAPITALS = "heads.arrow", "contexts.arrow", "capitals.arrow"
_ACRONYMS = "acronyms.arrow"
_ALIAS = annotate.KINDS.index("alias")


# --- of a segment --------------------------------------------------------------------------------


def write(folder: Path, ids: Sequence[str], first: int) -> None:
    """Write what a segment knows of its names.

    Args:
        folder: of the segment; its tables of names and mentions are there.
        ids: of its articles.
        first: the row of the first of them.
    """
    names, known = (parts.read_arrow(folder / f"{name}.arrow") for name in ("names", "mentions"))
    head, form = (dictionary(names, column) for column in ("head", "form"))
    code = np.asarray(head.indices).astype(np.int64)
    article, evidence = (np.asarray(names.column(name)) for name in ("article", "evidence"))
    size = len(head.dictionary)
    pairs = np.sort(code * len(ids) + article - first)
    once = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]] // max(len(ids), 1)
    whole = evidence & found_names.WHOLE > 0
    inside = whole & (evidence & found_names.OPENS == 0)
    table = pa.table(
        {
            "head": head.dictionary,
            "key": pa.array(
                [annotate.slug(one) for one in head.dictionary.to_pylist()], pa.string()
            ),
            "articles": np.bincount(once, minlength=size).astype(np.int32),
            "inside": np.bincount(code[inside], minlength=size) > 0,
        }
    )
    parts.write_arrow(folder / _HEADS, table)
    lots = pd.util.hash_array(np.array(ids, dtype=object))
    in_text = np.flatnonzero(whole & (np.asarray(names.column("part")) == 0))
    columns = {
        "head": code[in_text].astype(np.int32),
        "article": article[in_text],
        "start": np.asarray(names.column("start"))[in_text],
        "end": np.asarray(names.column("end"))[in_text],
        "lot": lots[article[in_text] - first],
    }
    parts.write_arrow(folder / _CONTEXTS, pa.table(_drawn(columns)))
    parts.write_arrow(folder / _CAPITALS, _capitals([form, dictionary(known, "form")]))
    short = np.flatnonzero(np.asarray(names.column("kind")) == _ALIAS)
    parts.write_arrow(folder / _ACRONYMS, _acronyms(article[short], form, head, short))


def dictionary(table: pa.Table, name: str) -> pa.DictionaryArray:
    """A column of written words as one chunk."""
    column = table.column(name)
    if not column.num_chunks:
        return pa.array([], pa.dictionary(pa.int32(), pa.string()))
    return column.unify_dictionaries().combine_chunks()


def _drawn(columns: Contexts) -> Contexts:
    """The contexts of each head with the lowest lots, and the `rank` of each among these."""
    order = np.lexsort((columns["start"], columns["lot"], columns["head"]))
    head = columns["head"][order]
    begins = np.flatnonzero(np.concatenate(([True], head[1:] != head[:-1]))[: len(head)])
    rank = np.arange(len(head)) - np.repeat(begins, np.diff(np.append(begins, len(head))))
    able = rank < CONTEXTS_OF_A_NAME
    drawn = {name: column[order[able]] for name, column in columns.items()}
    return drawn | {"rank": rank[able].astype(np.int32)}


def _capitals(forms: Sequence[pa.DictionaryArray]) -> pa.Table:
    """How often each word, in lower case, stands in some names."""
    words, counts = [], []
    for form in forms:
        often = np.bincount(np.asarray(form.indices), minlength=len(form.dictionary))
        split = pc.split_pattern(pc.utf8_lower(form.dictionary), " ")
        words.append(split.flatten())
        counts.append(often[np.asarray(pc.list_parent_indices(split))])
    coded = pa.chunked_array(words, pa.string()).combine_chunks().dictionary_encode()
    total = np.bincount(np.asarray(coded.indices), np.concatenate(counts), len(coded.dictionary))
    return pa.table({"word": coded.dictionary, "count": total.astype(np.int64)})


def _acronyms(
    article: NDArray[np.int32], form: pa.DictionaryArray, head: pa.DictionaryArray, short: Ints
) -> pa.Table:
    """How many articles give which long form to which acronym, as keys."""
    codes = (article, np.asarray(form.indices)[short], np.asarray(head.indices)[short])
    given = np.unique(np.stack(codes, axis=1), axis=0)[:, 1:]
    pairs, count = np.unique(given, axis=0, return_counts=True)
    acronyms, longs = (
        _slugs(coded.dictionary.take(pa.array(at)))
        for coded, at in zip((form, head), pairs.T, strict=True)
    )
    return pa.table({"acronym": acronyms, "long": longs, "articles": count})


def _slugs(written: pa.Array) -> pa.Array:
    return pa.array([annotate.slug(name) for name in written.to_pylist()], pa.string())


# --- of all segments -----------------------------------------------------------------------------


@dataclass(slots=True)
class Heads:
    """The names of all segments: arrays over the distinct heads, but for the last four.

    Attributes:
        written: as they stand in full.
        key: what tells their actors apart, before the class.
        articles: how many name them.
        inside: whether they ever stand elsewhere than at the beginning of a sentence.
        of: of each segment the head of each entry of its dictionary of heads; -1 for an entry
            that none of its articles has.
        contexts: `head`, `article`, `start`, `end`, `lot`, `rank` of the contexts drawn.
        capitals: `word` and `count` of the words in names, once for each segment.
        acronyms: of an acronym's key how many articles introduce it after which long form's.
    """

    written: pa.Array
    key: pa.Array
    articles: Ints
    inside: NDArray[np.bool_]
    of: list[NDArray[np.int32]]
    contexts: Contexts
    capitals: pa.Table
    acronyms: dict[str, Counter[str]]

    def __len__(self) -> int:
        return len(self.written)

    def in_names(self, words: pa.Array) -> Ints:
        """How often each of some words, in lower case, stands in a name."""
        place = pc.index_in(self.capitals.column("word"), value_set=words)
        known = np.asarray(pc.is_valid(place))
        count = np.asarray(self.capitals.column("count"))[known]
        at = np.asarray(pc.drop_null(place)).astype(np.int64)
        return np.bincount(at, count, len(words)).astype(np.int64)


def read(folders: Sequence[Path]) -> Heads:
    """Put together what segments know of their names."""
    tables = [parts.read_arrow(folder / _HEADS) for folder in folders]
    together = pa.concat_tables([_NOTHING, *tables]).combine_chunks()
    # A dictionary may hold names of articles that are gone.
    there = np.asarray(together.column("articles")) > 0
    together = together.filter(pa.array(there))
    coded = one_chunk(together, "head").dictionary_encode()
    code, size = np.asarray(coded.indices), len(coded.dictionary)
    number = np.full(len(there), -1, np.int32)
    number[there] = code
    ends = np.cumsum([len(table) for table in tables])
    of = np.split(number, ends[:-1]) if tables else []
    first = np.full(size, -1, np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    inside = np.asarray(together.column("inside"))
    contexts = _contexts(folders, of, size)
    capitals = [parts.read_arrow(folder / _CAPITALS) for folder in folders]
    return Heads(
        coded.dictionary,
        one_chunk(together, "key").take(pa.array(first)),
        np.bincount(code, np.asarray(together.column("articles")), size).astype(np.int64),
        np.bincount(code[inside], minlength=size) > 0,
        of,
        contexts,
        pa.concat_tables([_NO_WORDS, *capitals]),
        _introduced(folders),
    )


def _introduced(folders: Sequence[Path]) -> dict[str, Counter[str]]:
    """How many articles introduce each acronym after which long form."""
    found: dict[str, Counter[str]] = {}
    for folder in folders:
        columns = (column.to_pylist() for column in parts.read_arrow(folder / _ACRONYMS).columns)
        for acronym, long, articles in zip(*columns, strict=True):
            found.setdefault(acronym, Counter())[long] += articles
    return found


_NOTHING = pa.schema(
    [("head", pa.string()), ("key", pa.string()), ("articles", pa.int32()), ("inside", pa.bool_())]
).empty_table()
_NO_WORDS = pa.schema([("word", pa.string()), ("count", pa.int64())]).empty_table()


def one_chunk(table: pa.Table, name: str) -> pa.Array:
    """A column as one array."""
    column = table.column(name)
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _contexts(folders: Sequence[Path], of: Sequence[NDArray[np.int32]], size: int) -> Contexts:
    """The contexts with the lowest lots of all segments; drawn anew where several have a head."""
    tables = [parts.read_arrow(folder / _CONTEXTS) for folder in folders]
    columns: Contexts = {
        name: np.concatenate(
            [np.zeros(0, kind), *(np.asarray(table.column(name)) for table in tables)]
        )
        for name, kind in _OF_A_CONTEXT.items()
    }
    local = [np.asarray(table.column("head")) for table in tables]
    there = [heads[at] for heads, at in zip(of, local, strict=True)]
    columns["head"] = np.concatenate([np.zeros(0, np.int32), *there])
    entries = np.concatenate([np.zeros(0, np.int32), *of])
    held = np.bincount(entries[entries >= 0], minlength=size)
    several = held[columns["head"]] > 1
    again = _drawn({name: column[several] for name, column in columns.items() if name != "rank"})
    return {
        name: np.concatenate((column[~several], again[name])) for name, column in columns.items()
    }


_OF_A_CONTEXT = {
    "article": np.int32,
    "start": np.int32,
    "end": np.int32,
    "lot": np.uint64,
    "rank": np.int32,
}
