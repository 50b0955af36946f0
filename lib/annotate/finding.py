"""Many words looked for at once in a text (Aho & Corasick 1975), whatever their number."""

import re
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

_HALF = re.compile(r"[\ud800-\udfff]")


class Finder:
    """Finds every place of some words, also those within one another.

    Args:
        words: each once.
        large: whether they are so many that memory is saved, and a text takes half as long again.
    """

    def __init__(self, words: Iterable[str], *, large: bool = False) -> None:
        kind = Implementation.ContiguousNFA if large else Implementation.DFA
        self._machine = AhoCorasick(words, implementation=kind)

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """Return the number of the word, start and end (code points), by end, the longest first."""
        try:
            return self._machine.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a surrogate pair, which no word has
            return self(_HALF.sub("\ufffd", text))
