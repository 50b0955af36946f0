"""A corpus of any size out of real articles: `python -m benchmarks.corpora N FOLDER`.

An article is recombined from sentences of real ones: most from one article, which gives it its
date, source and subject, the rest from another of the same time. In every sentence some words give
way to words of its neighbours, so that two articles out of one are alike but no copies; a few
articles are copies, as in a real corpus. New words go on appearing as they do in real text: Heaps'
law (Heaps 1978, V = k n^b) is fitted to the real articles, and what the recombined ones would lack
is made from halves of rare words. The same N gives the same corpus, and a larger one begins with
the smaller. It belongs outside the project: the sentences are other people's.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import data
from lib.annotate.sentences import sentences
from lib.index import terms

REAL = "us_news_2012_2024.parquet"
IN_A_FILE = 5_000
WORDS = (150, 250)
SEED = 20250712
_OWN_SHARE = 0.75
_NEIGHBOURS = 50
_RECURRING = 0.3
_CHANGED = 4  # of so many words one gives way
_COPIES = 0.03
_KEPT = 200  # a copy is of one of so many articles before it


@dataclass(frozen=True)
class Stock:
    """What is recombined.

    Attributes:
        sentences: of each real article, in order of date: (sentence, words) in its order.
        about: of each: title, date, source.
        rare: words of the real articles that stand in one of them only.
        growth: Heaps' k and b, of words to different words.
    """

    sentences: list[list[tuple[str, int]]]
    about: list[tuple[str, str, str]]
    rare: list[str]
    growth: tuple[float, float]


def stock() -> Stock:
    """Read the real articles."""
    table = pq.read_table(data() / "corpora" / REAL, columns=["date", "title", "source", "text"])
    table = table.take(pc.sort_indices(table, [("date", "ascending"), ("title", "ascending")]))
    cut, about, seen = [], [], Counter[str]()
    points, words = list[tuple[int, int]](), 0
    for article in table.to_pylist():
        text = article["text"] or ""
        pieces = [text[start:end] for start, end in sentences(text)]
        cut.append([(piece, len(piece.split())) for piece in pieces])
        about.append((article["title"] or "", article["date"], article["source"] or ""))
        found = terms.tokens(text)
        words += len(found)
        seen.update(set(found))
        points.append((words, len(seen)))
    half, whole = points[len(points) // 2], points[-1]
    b = float(np.log(whole[1] / half[1]) / np.log(whole[0] / half[0]))
    rare = sorted(word for word, count in seen.items() if count == 1 and word.isalpha())
    return Stock(cut, about, rare, (whole[1] / whole[0] ** b, b))


def articles(known: Stock) -> Iterator[dict[str, str]]:
    """Recombined articles without end: id, date, title, source, text."""
    random = np.random.default_rng(SEED)
    usable = [place for place, pieces in enumerate(known.sentences) if len(pieces) > 3]
    grown, last = _Growth(known, random), list[dict[str, str]]()
    number = 0
    while True:
        if last and random.random() < _COPIES:
            article = dict(last[int(random.integers(len(last)))])
            article["text"] += f" Copy {number}."
        else:
            base = usable[int(random.integers(len(usable)))]
            text, words = _text(known, base, random)
            title, date, source = known.about[base]
            article = {
                "date": date,
                "title": f"{title} ({number})",
                "source": source,
                "text": grown.with_new_words(text, words),
            }
        article["id"] = f"r{number:07}"
        yield article
        last = [*last[-_KEPT:], article]
        number += 1


class _Growth:
    """New words, as many as Heaps' law wants; some of them come back."""

    def __init__(self, known: Stock, random: np.random.Generator) -> None:
        self._rare, self._growth, self._random = known.rare, known.growth, random
        # The real articles' words are all there at once, so growth begins where theirs ends.
        self._words = sum(count for pieces in known.sentences for _, count in pieces)
        self._owed, self._made = 0.0, list[str]()

    def with_new_words(self, text: str, words: int) -> str:
        k, b = self._growth
        self._owed += k * ((self._words + words) ** b - self._words**b)
        self._words += words
        while self._owed >= 1:
            self._owed -= 1
            self._made = [*self._made[-500:], _new_word(self._rare, self._random)]
            text = _with(text, self._made[-1], self._random)
            if self._random.random() < _RECURRING:
                back = self._made[int(self._random.integers(len(self._made)))]
                text = _with(text, back, self._random)
        return text


def _text(known: Stock, base: int, random: np.random.Generator) -> tuple[str, int]:
    wanted = int(random.integers(*WORDS))
    own, words = _run(known.sentences[base], int(wanted * _OWN_SHARE), random)
    low = max(0, base - _NEIGHBOURS)
    other = int(random.integers(low, min(len(known.sentences), base + _NEIGHBOURS)))
    further, more = _run(known.sentences[other], wanted - words, random)
    return " ".join(_changed(own + further, random)), words + more


def _run(
    pieces: list[tuple[str, int]], wanted: int, random: np.random.Generator
) -> tuple[list[str], int]:
    """Sentences drawn from an article, in its order, until there are so many words."""
    taken, words = list[int](), 0
    for place in random.permutation(len(pieces)).tolist():
        if words >= wanted:
            break
        taken.append(place)
        words += pieces[place][1]
    return [pieces[place][0] for place in sorted(taken)], words


def _changed(pieces: list[str], random: np.random.Generator) -> list[str]:
    """The sentences with some words of each exchanged for words of the next."""
    split = [piece.split() for piece in pieces]
    for words, others in zip(split, [*split[1:], *split[:1]], strict=True):
        size = min(len(words), len(others))
        if size < 2:
            continue
        for place in random.integers(1, size, size=size // _CHANGED + 1).tolist():
            words[place], others[place] = others[place], words[place]
    return [" ".join(words) for words in split]


def _new_word(rare: list[str], random: np.random.Generator) -> str:
    first, second = (rare[place] for place in random.integers(len(rare), size=2).tolist())
    return (first[: (len(first) + 1) // 2] + second[len(second) // 2 :]).capitalize()


def _with(text: str, word: str, random: np.random.Generator) -> str:
    """The text with a word put between two others."""
    place = text.find(" ", int(random.integers(max(1, len(text)))))
    return f"{text} {word}" if place < 0 else f"{text[:place]} {word}{text[place:]}"


def make(size: int, folder: Path, extra: int = 0) -> Path:
    """Write a corpus of Parquet files; what is there already stays. Returns the folder.

    Args:
        size: how many articles.
        folder: where; made if need be.
        extra: so many articles follow in a file beside the folder, `FOLDER-more.parquet`, to be
            added later.
    """
    folder.mkdir(parents=True, exist_ok=True)
    more = folder.with_name(f"{folder.name}-more.parquet")
    wanted = [
        (folder / f"{first:08}.parquet", min(IN_A_FILE, size - first))
        for first in range(0, size, IN_A_FILE)
    ]
    if extra:
        wanted.append((more, extra))
    if all(path.exists() for path, _ in wanted):
        return folder
    endless = articles(stock())
    for path, count in wanted:
        table = pa.Table.from_pylist(list(islice(endless, count)))
        if not path.exists():
            part = path.with_suffix(".part")
            pq.write_table(table, part, compression="zstd")
            part.rename(path)
    return folder


def main() -> int:
    """Make one corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--extra", type=int, default=0, help="articles to add later")
    options = parser.parse_args()
    print(make(options.size, options.folder, options.extra))
    return 0


if __name__ == "__main__":
    sys.exit(main())
