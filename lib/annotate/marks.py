"""What a text puts between quotation marks: straight, curly, low-high, guillemets, doubled ones.

    text  ->  quoted()  ->  [Run(start, end, doubt), ...], marks included, outermost only

A quotation that goes on in the next paragraph opens again there and is closed once, at its end:
that is one run. Where a mark is never closed the run ends with its paragraph, and says so.
"""

import re
from functools import cache
from typing import NamedTuple

# What closes a quotation that this mark opens.
_CLOSERS = {
    "“": '”"“',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "\u2039": "\u203a",
    "‘": "’",
    '"': '"”',
    "''": "''\"”",
    "``": "''\"”",
    "'": "'",
}
_EITHER = frozenset(['"', "''"])  # the same mark opens and closes
_ALWAYS_OPENS = frozenset(["„", "«", "\u2039", "``"])
_MARKS = '"“”„«»\u2039\u203a‘'
_ONLY_CLOSE = frozenset("”\u203a")
# What follows an opening mark up to the closing one, where nothing between them needs a thought.
_PLAIN = {'"': re.compile(r'[^"“”\n]*+"'), "“": re.compile(r'[^"“”\n]*+”')}
_SINGLE = re.compile(r"(?<![\w'])'(?=[^\W\d_])(?:[^'\n\"“]|'\w){1,600}?[.,!?…]'(?!\w)")
_DOUBLE = re.compile(r"[\"“”]")
_CURLY_END = re.compile(r"’(?!\w)")
_AFTER_BREAK = re.compile(r"\s*(\"|“|''|``|„|«|‘)?")
_MOST_PARAGRAPHS = 12
_FARTHEST = 5_000  # characters after a mark in which another is looked for; bounds odd long lines


class Run(NamedTuple):
    """What stands between two quotation marks, marks included.

    `doubt` is "" or what is wrong with the marks: "unclosed" where the closing one is missing,
    "nested" where one of the same kind opened within. `mark` is the opening one.
    """

    start: int
    end: int
    doubt: str = ""
    mark: str = "“"


def quoted(text: str) -> list[Run]:
    """Return what stands between quotation marks, in order; runs within a run are left out."""
    runs = _Reader(text).runs()
    if len(runs) <= 1 and "'" in text:
        runs = sorted(
            [*runs, *_between_single(text, runs)],
            key=lambda run: run.start,
        )
    return runs


def _between_single(text: str, runs: list[Run]) -> list[Run]:
    """Return what plain single quotes hold that end like a sentence; outside other runs."""
    found = [Run(*match.span(), mark="'") for match in _SINGLE.finditer(text)]
    return [
        new for new in found if all(new.end <= run.start or new.start >= run.end for run in runs)
    ]


@cache
def _patterns(used: str, doubled: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what to look for outside of a run, and within one, where a line ends, too.

    Only the marks that a text uses, as one alone is found in a tenth of the time.
    """
    more = ["''", "``"] if doubled else []
    opening = "".join([mark for mark in used if mark not in _ONLY_CLOSE])
    outside = "|".join([f"[{opening}]", *more] if opening else more)
    return re.compile(outside), re.compile("|".join([f"[{used}\n]", *more]))


class _Reader:
    """One reading of the marks of a text, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Run] = []
        self.opened = ""  # the mark that opened the run that is read
        self.start = 0
        self.paragraphs = 0
        self.doubt = ""
        self.inner = False  # whether a curly quotation is open within a straight one
        self.skip = 0  # marks before this place are read already

    def runs(self) -> list[Run]:
        """Read all marks."""
        text, at = self.text, 0
        used = "".join([mark for mark in _MARKS if mark in text])
        doubled = "''" in text or ("`" in text and "``" in text)
        if not doubled and _ONLY_CLOSE.issuperset(used):
            return []
        outside, inside = _patterns(used, doubled)
        while match := (inside if self.opened else outside).search(text, at):
            at = self._read(match.group(), match.start(), match.end())
        if self.opened:
            self._close(_stripped_end(text, self.start, len(text)), "unclosed")
        return self.found

    def _read(self, mark: str, at: int, end: int) -> int:
        """Read a mark, and return where to look for the next."""
        self.skip = end
        if mark == "\n":
            self._line_end(at)
        elif mark == "‘":
            self._single(at)
        elif self.opened:
            self._within(mark, at, end)
        elif self._opens(mark, at, end) and not self._is_plain(mark, at, end):
            self._open(mark, at)
        return self.skip

    def _is_plain(self, mark: str, at: int, end: int) -> bool:
        """Take a run that is closed in its paragraph with no other mark in it."""
        plain = _PLAIN.get(mark)
        match = plain.match(self.text, end) if plain else None
        if match is None:
            return False
        close = match.end()
        after = self.text[close : close + 1]
        if mark == '"' and self.text[close - 2].isspace() and after and not after.isspace():
            return False  # this one opens, too
        self.found.append(Run(at, close, "", mark))
        self.skip = close
        return True

    def _open(self, mark: str, at: int) -> None:
        self.opened, self.start, self.paragraphs, self.doubt = mark, at, 1, ""
        self.inner = False

    def _close(self, end: int, doubt: str) -> None:
        if end - self.start > len(self.opened):
            self.found.append(Run(self.start, end, doubt, self.opened))
        self.opened = ""

    def _opens(self, mark: str, at: int, end: int) -> bool:
        """Say whether a mark opens a run where none is open."""
        if mark in _ALWAYS_OPENS:
            return True
        after = self.text[end : end + 1]
        if mark == "“":
            return True
        before = self.text[at - 1 : at]
        if mark in _EITHER:
            return not before.isalnum() and bool(after) and not after.isspace()
        return mark == "»" and not before.isalnum() and after.isalnum()

    def _within(self, mark: str, at: int, end: int) -> None:
        """Read a mark while a run is open: it closes the run, opens it anew, or is part of it."""
        if self.opened in _EITHER and (mark == "“" or (mark == "”" and self.inner)):
            self.inner, self.doubt = mark == "“", "nested"
            return
        closes = mark in _CLOSERS[self.opened] and not (mark == "“" and self.opened == "“")
        before, after = self.text[at - 1 : at], self.text[end : end + 1]
        opening = before.isspace() and bool(after) and not after.isspace()
        if closes and not (mark in _EITHER and opening):
            self._close(end, self.doubt)
        elif mark == self.opened and at > self.start + len(mark):
            self._open_again(mark, at)

    def _open_again(self, mark: str, at: int) -> None:
        """Read an opening mark within a run of its kind: nested if two marks close, else lost."""
        line_end = self.text.find("\n", at, at + _FARTHEST)
        rest = self.text[at : line_end if line_end >= 0 else at + _FARTHEST]
        if mark == "“" and rest.count("”") > rest.count("“"):
            self.skip = at + rest.index("”") + 1
            self.doubt = "nested"
            return
        self._close(_stripped_end(self.text, self.start, at), "unclosed")
        self._open(mark, at)

    def _line_end(self, at: int) -> None:
        """At the end of a paragraph: a run goes on if the next opens again, and else is lost."""
        if not self.opened:
            return
        match = _AFTER_BREAK.match(self.text, at)
        after = match.end() if match else at
        self.skip = after
        if match and match.group(1) is None and self.text[after : after + 1].islower():
            return  # a wrapped line
        again = match.group(1) if match else None
        if (
            again == self.opened
            and self.paragraphs < _MOST_PARAGRAPHS
            and self._closes_later(after)
        ):
            self.paragraphs += 1
            return
        self.skip = at + 1
        self._close(_stripped_end(self.text, self.start, at), "unclosed")

    def _closes_later(self, after: int) -> bool:
        """Say whether a paragraph that opens again also closes, or goes on to one that opens."""
        line_end = self.text.find("\n", after)
        line_end = line_end if line_end >= 0 else len(self.text)
        closers = _CLOSERS[self.opened]
        if self.opened in ("''", "``"):
            return "''" in self.text[after:line_end]
        if any(self.text.find(c, after, line_end) >= 0 for c in closers if c != "“"):
            return True
        match = _AFTER_BREAK.match(self.text, line_end)
        return bool(match and match.group(1) == self.opened)

    def _single(self, at: int) -> None:
        """Read a curly single quote: a run if it is closed in its paragraph and none is open."""
        if self.opened:
            return
        line_end = self.text.find("\n", at, at + _FARTHEST)
        line_end = line_end if line_end >= 0 else min(at + _FARTHEST, len(self.text))
        ends = [match.start() for match in _CURLY_END.finditer(self.text, at + 1, line_end)]
        following = self.text.find("‘", at + 1, line_end)
        if following >= 0:
            ends = [end for end in ends if end < following] or ends[:1]
        if ends and not _DOUBLE.search(self.text, at, ends[0]):
            spoken = [end for end in ends if self.text[end - 1] in ".,!?…"]
            end = (spoken or ends)[0] + 1
            self.found.append(Run(at, end, mark="‘"))
            self.skip = end


def _stripped_end(text: str, start: int, end: int) -> int:
    """Return where the text before `end` ends without its last white space."""
    return start + len(text[start:end].rstrip())
