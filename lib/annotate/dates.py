"""The expressions of time of an article, each brought to days of the calendar.

    title, text, publication  ->  dates()  ->  Date(expression, value, first, last, anchor, rule)

One compiled pattern finds every word at which such an expression can have its core: a month, a
weekday, a unit, a year. Small steps then look at what stands to its left ("late last", "two",
"the end of") and to its right ("ago", "10, 2025"), and only there.

An expression that does not say everything is completed from an **anchor**: the day of
publication, or the day that the text itself spoke of last ("the following day"). `rule` says how
(`RULES`), `anchor` which day. A bare weekday or month lies behind the publication unless the
words around it speak of what will be ("will", "is planned": `data/time_cues.txt`).

**Reports and narratives.** A text without a day of publication, or one in which most years lie
more than a year before it while hardly a weekday is named, is a narrative: a month or day without
a year is then of the year that the text named last, and what is relative counts from the text's
last date. (HeidelTime's rule for narratives: Strötgen & Gertz 2013, "Multilingual and cross-domain
temporal tagging".)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from typing import NamedTuple

from lib.annotate import periods
from lib.annotate.periods import Period
from lib.annotate.time_words import (
    ALSO_NAMES,
    COUNTED,
    CUE,
    CUE_BACK,
    HOLIDAYS,
    LEFT,
    MONTH_AFTER,
    MONTHS,
    NAMED_AFTER,
    NAMED_BEFORE,
    WEEKDAYS,
    WITH_A_NUMBER,
    WORDS,
    YEAR_AFTER,
    Word,
    cores,
)

RULES = (
    "written in full",
    "nearest year",
    "year of the text",
    "weekday before",
    "weekday after",
    "weekday of the text",
    "from publication",
    "from the text",
    "eve",
    "length of time",
    "vague",
    "repeated",
    "no anchor",
    "corrected",
)
"""How an expression came to its value; docs/methods.md explains each."""

RIGHT = 0.87
"""The share of the expressions found whose value is right, as `make eval` measures it."""


class Date(NamedTuple):
    """An expression of time in an article.

    Attributes:
        start, end: its span, in code points of the part.
        part: "text" or "title".
        expression: the words.
        anchor: the day from which it was completed; None where it needed none, or had none.
        value: ISO 8601 as `lib.annotate.periods` writes it.
        granularity: one of `lib.annotate.periods.GRANULARITIES`.
        rule: one of `RULES`.
        first, last: the days that it stands for, both included; None where it names none.
    """

    start: int
    end: int
    part: str
    expression: str
    anchor: date | None
    value: str
    granularity: str
    rule: str
    first: date | None
    last: date | None


def dates(title: str, text: str, published: date | None = None) -> list[Date]:
    """Return the expressions of time of an article: the title's first, then by start.

    They never overlap. `published` is the day of publication; without it an expression is
    completed from the text's own dates, or stays incomplete ("XXXX-07-10"); a day in the first or
    the last year of the calendar, from which one cannot count on, is taken as none.
    """
    if published is not None and not MINYEAR < published.year < MAXYEAR:
        published = None
    reader = _Reader(published)
    found = reader.read("title", title)
    return found + reader.read("text", text)


class _Left:
    """What stands to the left of a core, as far as it belongs to the expression.

    No dataclass: one is made for each core, and most keep all their defaults.
    """

    start: int
    count: int | None = None
    counted: bool = False
    step: str = ""
    ordinal: int = 0
    within: str = ""
    article: str = ""
    of: Word | None = None
    before: str = ""
    before_start: int = 0


class _Found(NamedTuple):
    """A period for a core, where its expression ends, and how it was found."""

    period: Period
    end: int
    rule: str
    anchor: date | None = None
    start: int | None = None
    seen: bool = True


_YEAR = r"((?:1\d|20)\d\d)(?![\d%]|[.,]\d)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_AFTER_MONTH = re.compile(
    rf"\.?(?:\s+(?:the\s+)?{_DAY}(?![\d%:/]|[.,]\d)(?:\s?(?:-|–|—|to|and|through)\s?{_DAY}(?![\d/%:]))?)?"
    rf"(?:,?\s+(?:of\s+)?{_YEAR})?"
)
_BEFORE_MONTH = re.compile(
    rf"(?<![\w.,:$£€/])(?:{_DAY}\s?(?:-|–|—|to|and)\s?)?(?<![\w.,:$£€/]){_DAY}\s+(?:of\s+)?\Z"
)
_MAY_NUMBER = frozenset("0123456789stndrhf \xa0\n")
_OF_YEAR = re.compile(rf"(?:,?\s+(?:of\s+)?){_YEAR}|\s+of\s+(?:that|the\s+same)\s+year\b")
_PARTS = "|".join(word for word, meaning in WORDS.items() if meaning.role == "part")
_PART_OF_DAY = re.compile(rf"\s+(?:in\s+the\s+)?({_PARTS})\b")
_THEN_MONTH = re.compile(
    r"(?:['’]s)?\.?,?\s+(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?("
    + "|".join(sorted(MONTHS, key=len, reverse=True))
    + r")\b(?=\.?\s+\d|)"
)
_OF_WEEK = re.compile(r"\s+(?:of\s+)?(last|this|next)\s+week\b")
_OPEN = re.compile(r"\s+(?!that\b|which\b)[\w\"“'‘]")
_IN_DATE = (
    r"(?:of|in)\s+(?:the\s+|early\s+|late\s+|last\s+|next\s+|this\s+|that\s+)*"
    rf"(?:[0-9]|{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)}|spring|summer|autumn|winter|month|year|week)\b"
)
_OF_DATE = re.compile(rf"\s+{_IN_DATE}")
_RIGHT_OF_UNIT = re.compile(
    r"\s+(?:(ago|earlier|previously|prior|before|later|afterwards?|after|hence|from\s+now)\b"
    rf"|{_IN_DATE})"
)
_ISO = re.compile(r"([12]\d{3})-(\d\d)(?:-(\d\d))?(?!\d)")
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})([./-])(\d{1,2})\2\Z")
_TO_YEAR = re.compile(r"\s?[-–—/]\s?((?:1\d|20)?\d\d)(?![\w%]|[.,]\d|[-–—]\d)")
_BEFORE_ERA = re.compile(r"(?<![\w.,])(\d{1,4})\s\Z")
_BEFORE_NEAR = re.compile(r"\b(?:the )?day (?:before|after) \Z")
_NEXT_WORD = re.compile(r"\s+([\w-]+)")
_JOINED = re.compile(r"\s*(?:-|–|—|\bto|\band|\bthrough|\buntil|\btill)\s*(?:the\s+)?")
# A set of characters first is what the engine looks for fastest.
_CLAUSE = re.compile(r"[.!?;:\n”\"](?:(?<=[\n”\"])|\s)")
_CLAUSE_BACK = re.compile(r"[\s”\"](?:(?<=[\n”\"])|[.!?;:])")
_LONGEST_LEFT = 70
_LONGEST_JOINT = 12  # characters between the two ends of a stretch: " through the "
_SIGHT = 110
"""How far from a weekday, in characters, a verb tells whether it lies ahead or behind."""

_NEAR_DAYS = 60
"""Within so many days a day without a year is the nearest, whatever the words around it say."""

_FEW_YEARS = 5
_RECENT_YEARS = 1
_PAST_FIELDS = ("last", "past", "previous", "recent")
_TEXT_STEPS = {"previous": -1, "following": 1, "that": 0}
_STEPS = {"last": -1, "past": -1, "next": 1, "coming": 1, "this": 0} | _TEXT_STEPS
_SPOKEN_STEPS = frozenset(["last", "this"])
_REPEATED = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "year": "XXXX",
}
_MOST_BREAKS = 2
"""Paragraphs after which what a text told last is no anchor for what its words leave open."""

_TURN = 9
"""From so many months back on, a month of a narrative is taken as the next year's."""

_KNOW_THEIR_MONTH = ("part of a day", "day", "weekend", "week", "month")
_HEADS = ("within", "half", "part", "piece", "eve")
"""Roles of the words that "of" or "in" can join to a core: "the end of", "the night of"."""

_OLD = ("-old", " old", "s-old")


class _Reader:
    """Reads the parts of one article in turn, and remembers the dates that it has named."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.narrative = published is None
        self.text = ""
        self.covered = 0
        self.day: date | None = None  # the day named last
        self.aside: tuple[date, int] | None = None  # one far from publication named after it
        self.last: Period | None = None  # the period named last
        self.last_at = 0  # where its expression stands
        self.read_core: dict[str, Callable[[int, int, str], _Found | None]] = {
            "month": self._month,
            "weekday": self._weekday,
            "unit": self._unit,
            "season": self._season,
            "part": self._part,
            "near": self._near,
            "vague": self._vague,
            "era": self._era,
            "eve": self._eve,
            "holiday": self._holiday,
            "year": self._year,
        }
        self.left = _Left()

    def read(self, part: str, text: str) -> list[Date]:
        """Return the expressions of the title or the text, in order."""
        self.text, self.covered, self.aside, self.last_at = text, 0, None, 0
        places = cores(text)
        if part == "text" and not self.narrative:
            self.narrative = self._is_narrative(places)
        found: list[Date] = []
        joins = self.left
        read_core = self.read_core
        for start, end, (role, value) in places:
            if start < self.covered:
                continue
            read = read_core[role](start, end, value)
            if read is None:
                continue
            made = self._made(part, start, read)
            near = found and made[0] - self.covered <= _LONGEST_JOINT
            if near and self._joined(found[-1], made, joins.before):
                found[-1] = self._interval(found[-1], made, joins)
            else:
                found.append(made)
            joins = self.left
            self.covered = made[1]
        return found

    def _is_narrative(self, places: list[tuple[int, int, Word]]) -> bool:
        """Whether most years named lie far before publication, and hardly a weekday is named."""
        assert self.published is not None
        recent = str(self.published.year - _RECENT_YEARS)
        years = [value for _, _, (role, value) in places if role == "year" and value.isdecimal()]
        far = sum([value < recent for value in years])
        if far < _FEW_YEARS or 2 * far <= len(years):
            return False
        reports = sum(
            role == "weekday" or self.text[start:end] in ("yesterday", "tonight")
            for start, end, (role, _) in places
        )
        return far >= 5 * reports

    # --- making a row --------------------------------------------------------------------------

    def _made(self, part: str, core: int, read: _Found) -> Date:
        """The row of an expression; and the memory of it, for those that follow."""
        left = self.left
        period, end, rule, anchor, begin, seen = read
        start = left.start if begin is None else begin
        if start > core:
            start = core
        if period.first is not None:
            if left.within:
                period = self._within(period, anchor)
            first = period.first
            assert first is not None
            if left.of is not None and left.of.role == "eve" and period.is_day:
                first = first - timedelta(days=1)
                period, rule = periods.day(first), "eve"
            if seen and "/" not in period.value:
                self.last, self.last_at = period, start
                if first == period.last:
                    self._remember(first, start)
            if left.before == "since" and not self.narrative:
                start = left.before_start
                period = self._since(period)
        value, granularity, first, last = period
        expression = self.text[start:end]
        return Date(start, end, part, expression, anchor, value, granularity, rule, first, last)

    def _remember(self, day: date, start: int) -> None:
        """Note the day named last. In a report one far back counts in its paragraph alone."""
        if self.published is None or abs((self.published - day).days) <= _NEAR_DAYS:
            self.day, self.aside = day, None
        else:
            self.aside = (day, start)

    def _named_day(self, at: int) -> date | None:
        """The day that the text named last, for what stands at a place."""
        if self.aside is not None and (self.narrative or "\n" not in self.text[self.aside[1] : at]):
            return self.aside[0]
        return self.day

    def _within(self, period: Period, anchor: date | None) -> Period:
        """The beginning, middle or end of a period; "earlier this year" ends on its anchor."""
        word = self.text[self.left.start : self.left.start + 7].lower()
        if anchor and period.first and period.last and period.first <= anchor <= period.last:
            if word == "earlier":
                return period._replace(last=anchor)
            if word.startswith("later"):
                return period._replace(first=anchor)
        return periods.cut(period, self.left.within)

    def _since(self, period: Period) -> Period:
        """From a period to the day of publication, where it lies before it."""
        published = self.published
        if published is None or period.first is None or period.first > published:
            return period
        if "/" in period.value:
            return period
        return Period(f"{period.value}/{published}", period.granularity, period.first, published)

    def _joined(self, first: Date, second: Date, before: str) -> bool:
        """Whether two expressions are the ends of one stretch: "from May 3 to June 5"."""
        if first.part != second.part or first.first is None or second.first is None:
            return False
        if "/" in first.value or "/" in second.value or second.first < first.first:
            return False
        between = self.text[first.end : second.start]
        if not _JOINED.fullmatch(between):
            return False
        word = between.split()[0] if between.split() else "-"
        if word == "through" or word in "-–—":
            return first.granularity == second.granularity
        return before == {"and": "between"}.get(word, "from")

    def _interval(self, first: Date, second: Date, left: _Left) -> Date:
        """One row for two that are the ends of a stretch."""
        start = left.before_start if left.before in ("from", "between") else first.start
        whole = periods.between(
            Period(first.value, first.granularity, first.first, first.last),
            Period(second.value, second.granularity, second.first, second.last),
        )
        rule = max(first.rule, second.rule, key=RULES.index)
        return first._replace(
            start=start,
            end=second.end,
            expression=self.text[start : second.end],
            anchor=first.anchor or second.anchor,
            value=whole.value,
            granularity=whole.granularity,
            rule=rule,
            first=whole.first,
            last=whole.last,
        )

    # --- what stands to the left ---------------------------------------------------------------

    def _walk(self, core: int, numbers: bool = True) -> _Left:
        """Take in the words before a core that belong to its expression."""
        text, low = self.text, self.covered
        if low < core - _LONGEST_LEFT:
            low = core - _LONGEST_LEFT
        left = self.left = _Left()
        left.start = core
        end = core - 1
        if core <= low or text[end] not in " -\xa0":
            return left
        linked = False
        while True:
            begin = text.rfind(" ", low, end) + 1 or low
            first = begin == low
            bare = text[begin:end]
            known: tuple[str, str] | None = LEFT.get(bare)
            if known is None:
                if bare.isalpha() and bare.islower():
                    left.before, left.before_start = bare, begin
                    return left
                if "\n" in bare:
                    first = True
                    bare = bare.rpartition("\n")[2]
                bare = bare.lower()
                if bare not in LEFT:
                    bare = bare.lstrip("(\"“'‘—–[")
                begin = end - len(bare)
                known = LEFT.get(bare) or ("number" if bare.isdecimal() else "", bare)
            role, value = known
            if role == "link" and not linked and not first and self._heads(low, begin - 1):
                linked, left.article = True, ""
            elif not role or not (
                self._takes_head(left, role, value)
                if linked
                else self._takes(left, role, value, numbers)
            ):
                left.before, left.before_start = bare, begin
                return left
            left.start, end = begin, begin - 1
            if first:
                return left

    def _heads(self, low: int, end: int) -> bool:
        """Whether before "of" or "in" stands a word for a part of what follows: "the end of"."""
        word = self.text[self.text.rfind(" ", low, end) + 1 or low : end]
        role, value = LEFT.get(word.rpartition("\n")[2].lower(), ("", ""))
        return role in _HEADS or (role == "unit" and value != "hour")

    @staticmethod
    def _takes_head(left: _Left, role: str, value: str) -> bool:
        """Whether a word before "of" belongs to the expression; notes what it says."""
        if left.article:
            return False
        if role in ("half", "part", "eve", "unit") and left.of is None:
            left.of = Word(role, value)
        elif role == "within" and not left.within:
            left.within = value
        elif role == "ordinal":
            left.ordinal = int(value)
            if left.of is not None and left.of.role == "unit" and left.ordinal == 1:
                left.within = left.within or "START"
        elif role == "step" and value == "last" and left.of is not None:
            left.within = "END"
        elif role == "article":
            left.article = "the"
        else:
            return role == "piece"
        return True

    @staticmethod
    def _takes(left: _Left, role: str, value: str, numbers: bool) -> bool:
        """Whether a word directly before the core belongs to it; notes what it says."""
        if role == "article":
            if left.article:
                return False
            left.article = "the"
            return True
        free = not (left.step or left.within or left.article)
        if role == "number" and numbers and free and not left.counted:
            left.count, left.counted = _small(value), True
        elif role == "number" and left.counted and value == "1" and left.count is None:
            left.article = "a"
        elif role == "few" and numbers and free and not left.counted:
            left.counted = True
        elif role == "step" and not (left.article or left.within):
            left.step = left.step or value
        elif role == "ordinal" and free and not left.ordinal:
            left.ordinal = int(value)
        elif role == "within" and not (left.within or left.article or left.counted):
            left.within = value
        else:
            return role == "approx" and left.counted and not (left.step or left.article)
        return True

    def _after(self, end: int) -> str:
        """The word that follows."""
        match = _NEXT_WORD.match(self.text, end)
        return match[1] if match else ""

    def _ahead(self, start: int, end: int) -> bool | None:
        """Whether the words around lie ahead (True) or behind (False); None where nothing says.

        The last verb before, in the same clause, decides; else the first one after.
        """
        text = self.text
        low = start - _SIGHT
        low = text.find(" ", low - 1, start) if low > 0 else 0  # no word is cut
        back = text[low:start][::-1]
        before = CUE_BACK.search(back)
        if before is not None and not _CLAUSE_BACK.search(back, 0, before.start() + 1):
            return before.lastgroup == "ahead"
        verb = CUE.search(text, end, end + _SIGHT)
        if verb is None or _CLAUSE.search(text, end, verb.start() + 1):
            return True if self.left.before == "by" else None
        return verb.lastgroup == "ahead"

    # --- anchors -------------------------------------------------------------------------------

    @property
    def _now(self) -> date | None:
        """What "last week" counts from: the publication; what a narrative does not step from it
        ("in July", but not "last July") counts from the text's last date."""
        return self._then if self._is_told else self.published

    @property
    def _is_told(self) -> bool:
        """Whether an expression is completed from the text's last date, and not from publication:
        in a narrative, unless it is stepped ("last July"), or that date lies paragraphs back."""
        if self.published is None:
            return True
        if not self.narrative or self.left.step in _SPOKEN_STEPS:
            return False
        return self.text.count("\n\n", self.last_at, self.left.start) <= _MOST_BREAKS

    @property
    def _then(self) -> date | None:
        """What "the following week" counts from: the text's last date, else the publication."""
        if self.last is not None and not self.last.is_day and self.narrative:
            return self.last.first
        named = self._named_day(self.left.start) or self.published
        return named or (self.last.first if self.last else None)

    def _then_day(self) -> date | None:
        """The day that "the following day" counts from."""
        if self.narrative and self.last is not None and not self.last.is_day:
            return None
        return self._named_day(self.left.start) or self.published

    def _rule(self, anchor: date | None) -> str:
        if anchor is None:
            return "no anchor"
        from_text = self._is_told or anchor is not self.published
        return "from the text" if from_text else "from publication"

    # --- days and months -----------------------------------------------------------------------

    def _month(self, start: int, end: int, value: str) -> _Found | None:
        text, number = self.text, int(value)
        word = text[start:end]
        match = _AFTER_MONTH.match(text, end)
        assert match is not None
        first, second, year = match.groups()
        before = None
        # Before a space, what may end a number or "of": most months have other words there.
        if start > self.covered and text[start - 1] in " \xa0" and text[start - 2] in _MAY_NUMBER:
            before = _BEFORE_MONTH.search(text, max(self.covered, start - 24), start)
        if before and (first is None or year is None):
            first, second = before[2], None
            if before[1]:
                first, second = before[1], before[2]
            match = _AFTER_MONTH.match(text, end) if year else None
            end = match.end() if match else end
            start = before.start()
        elif first or year:
            end = match.end()
        if year and text[end : end + 1] == " " and self._after(end).lower() in COUNTED:
            if first is None:
                return None
            year, end = None, end - len(match[3]) if match else end
            end = len(text[:end].rstrip(" ,"))
        left = self._walk(start, numbers=False)
        if first is None and year is None and not self._is_month(word, left, end):
            return None
        if word in WITH_A_NUMBER and first is None and text[end : end + 1] == ".":
            end += 1
        if first is None:
            return self._bare_month(number, _number(year), start, end, left)
        return self._day_of_month(number, int(first), _number(second), _number(year), start, end)

    def _is_month(self, word: str, left: _Left, end: int) -> bool:
        if word in WITH_A_NUMBER:
            return False
        said = left.step or left.within or left.of or left.before in MONTH_AFTER
        if word in ALSO_NAMES:
            return bool(said) and not self._after(end)[:1].isupper()
        return True

    def _bare_month(
        self, number: int, year: int | None, start: int, end: int, left: _Left
    ) -> _Found | None:
        if year is not None:
            return _Found(periods.month(year, number), end, "written in full")
        if left.step == "each":
            return _Found(Period(f"XXXX-{number:02}", "month"), end, "repeated", seen=False)
        of_year = _OF_YEAR.match(self.text, end)
        if of_year is not None and self.last is not None and self.last.first is not None:
            found = periods.month(self.last.first.year, number)
            return _Found(found, of_year.end(), "from the text", self.last.first)
        anchor = self._now
        if anchor is None:
            return _Found(Period(f"XXXX-{number:02}", "month"), end, "no anchor")
        if self._is_told and not left.step:
            year = anchor.year + self._turn(number)
            return _Found(periods.month(year, number), end, "year of the text", anchor)
        ahead = self._ahead(start, end)
        year = anchor.year + _year_step(number, anchor, left.step, ahead)
        return _Found(periods.month(year, number), end, "nearest year", anchor)

    def _turn(self, number: int) -> int:
        """1 where a month without a year follows the turn of the year: January after December."""
        last = self.last
        if last is None or last.first is None or last.granularity not in _KNOW_THEIR_MONTH:
            return 0
        return int(last.first.month - number >= _TURN)

    def _day_of_month(
        self, number: int, first: int, second: int | None, year: int | None, start: int, end: int
    ) -> _Found | None:
        anchor, rule = None, "written in full"
        if year is None:
            anchor = self._now
            if anchor is None:
                value = f"XXXX-{number:02}-{first:02}"
                return _Found(Period(value, "day"), end, "no anchor", start=None)
            told = self._is_told
            rule = "year of the text" if told else "nearest year"
            turn = self._turn(number) if told else 0
            years = [anchor.year + n for n in ((turn,) if told else (0, -1, 1))]
            fitting = [day for y in years if (day := _day(y, number, first)) is not None]
            if not fitting:
                return None
            found = min(fitting, key=lambda day: abs((day - anchor).days))
            if not told and abs((found - anchor).days) > _NEAR_DAYS:
                found = _on_the_side(fitting, anchor, self._ahead(start, end)) or found
        else:
            whole = _day(year, number, first)
            if whole is None:
                return None
            found = whole
        until = _day(found.year, number, second) if second else None
        part = _PART_OF_DAY.match(self.text, end)
        if until is not None and until > found:
            return _Found(
                periods.between(periods.day(found), periods.day(until)), end, rule, anchor
            )
        if second is not None:
            return None
        named = self.left.of.value if self.left.of and self.left.of.role == "part" else ""
        if part is not None:
            end, named = part.end(), WORDS[part[1]].value
        period = periods.part_of_day(found, named) if named else periods.day(found)
        if self.left.of is not None and self.left.of.value == "week":
            period = periods.week(found)
        return _Found(period, end, rule, anchor)

    def _holiday(self, start: int, end: int, value: str) -> _Found | None:
        text = self.text
        left = self._walk(start, numbers=False)
        part = _PART_OF_DAY.match(text, end)
        end = part.end() if part else end
        match = _OF_YEAR.match(text, end)
        month, rule = HOLIDAYS[value]
        if match and match[1]:
            day = _holiday(int(match[1]), month, rule)
            return _Found(periods.day(day), match.end(), "written in full")
        anchor = self._now
        if anchor is None:
            return None
        if self._is_told:
            day = _holiday(anchor.year, month, rule)
        else:
            days = [_holiday(anchor.year + n, month, rule) for n in (-1, 0, 1)]
            day = min(days, key=lambda d: abs((d - anchor).days))
            if left.step == "last":
                day = max(d for d in days if d < anchor)
            if left.step == "next":
                day = min(d for d in days if d > anchor)
        found = periods.part_of_day(day, WORDS[part[1]].value) if part else periods.day(day)
        return _Found(found, end, "year of the text" if self._is_told else "nearest year", anchor)

    # --- weekdays ------------------------------------------------------------------------------

    def _weekday(self, start: int, end: int, value: str) -> _Found | None:
        text, weekday = self.text, int(value)
        word = text[start:end]
        dated = _THEN_MONTH.match(text, end)
        if dated is not None:
            found = self._month(dated.start(1), dated.end(1), str(MONTHS[dated[1]]))
            if found is not None and found.period.is_day:
                between = self.left
                self._walk(start, numbers=False)
                if not between.step:
                    return found._replace(start=self.left.start)
        if word in WITH_A_NUMBER or self._is_name(start, end):
            return None
        left = self._walk(start, numbers=False)
        if left.step == "each":
            return _Found(Period(f"XXXX-WXX-{weekday}", "day"), end, "repeated", seen=False)
        part = _PART_OF_DAY.match(text, end)
        named = WORDS[part[1]].value if part else ""
        if left.of is not None and left.of.role == "part":
            named = left.of.value
        end = part.end() if part else end
        day, end, rule, anchor = self._which(weekday, start, end, left)
        if day is None:
            return _Found(Period(f"XXXX-WXX-{weekday}{named}", "day"), end, "no anchor")
        period = periods.part_of_day(day, named) if named else periods.day(day)
        return _Found(period, end, rule, anchor)

    def _which(
        self, weekday: int, start: int, end: int, left: _Left
    ) -> tuple[date | None, int, str, date | None]:
        """The day that a weekday is, where its expression ends, the rule and the anchor."""
        anchor = self._now
        if left.step in _TEXT_STEPS and self._then_day() is not None:
            then = self._then_day()
            assert then is not None
            back = (then.isoweekday() - weekday) % 7
            if left.step == "following":
                return then + timedelta(days=-back % 7 or 7), end, "from the text", then
            return (
                then - timedelta(days=back or (7 if left.step == "previous" else 0)),
                end,
                "from the text",
                then,
            )
        if anchor is None:
            return None, end, "no anchor", None
        of_week = _OF_WEEK.match(self.text, end)
        if of_week is not None and not left.step:
            monday = anchor + timedelta(days=1 - anchor.isoweekday() + 7 * _STEPS[of_week[1]])
            day = monday + timedelta(days=weekday - 1)
            return day, of_week.end(), self._rule(anchor), anchor
        back = (anchor.isoweekday() - weekday) % 7
        if self._is_told:
            day = anchor + timedelta(days=-back if back <= 3 else 7 - back)
            return day, end, "weekday of the text", anchor
        if left.step in ("last", "past"):
            return anchor - timedelta(days=back or 7), end, "weekday before", anchor
        if left.step in ("next", "coming"):
            return anchor + timedelta(days=-back % 7 or 7), end, "weekday after", anchor
        ahead = self._ahead(start, end)
        if ahead or (ahead is None and left.step == "this"):
            return anchor + timedelta(days=-back % 7), end, "weekday after", anchor
        return anchor - timedelta(days=back), end, "weekday before", anchor

    def _is_name(self, start: int, end: int) -> bool:
        """Whether a weekday is a part of a name: "Black Friday", "Sunday Times"."""
        before = self.text[max(0, start - 12) : start].split()[-1:]
        if before and before[0] in NAMED_BEFORE and self.text[start - 1] == " ":
            return before[0] != "The" or self._after(end) in NAMED_AFTER
        return self._after(end) in NAMED_AFTER

    # --- today, this morning, now ----------------------------------------------------------------

    def _near(self, start: int, end: int, value: str) -> _Found | None:
        text = self.text
        left = self._walk(start, numbers=False)
        if self._is_told:
            if value == "0":
                return _Found(Period("PRESENT_REF", "unknown"), end, "vague", seen=False)
            if self._named_day(start) is None:
                return None
        anchor = self._now
        assert anchor is not None
        steps, part = int(value.removesuffix("TNI")), "TNI" if value.endswith("TNI") else ""
        around = _BEFORE_NEAR.search(text, max(self.covered, start - 22), start)
        if around and steps:
            steps *= 2
            left.start = start - len(around[0])
        said = _PART_OF_DAY.match(text, end)
        if said:
            part, end = WORDS[said[1]].value, said.end()
        day = anchor + timedelta(days=steps)
        period = periods.part_of_day(day, part) if part else periods.day(day)
        return _Found(period, end, self._rule(anchor), anchor)

    def _part(self, start: int, end: int, value: str) -> _Found | None:
        left = self._walk(start, numbers=False)
        if left.step == "each":
            return _Found(
                Period("XXXX-XX-XX" + value, "part of a day"), end, "repeated", seen=False
            )
        if left.step == "last" and value != "TNI":
            return None
        if left.step not in _STEPS or left.step in ("past", "coming"):
            return None
        text_set = left.step in _TEXT_STEPS or (left.step == "next" and bool(left.article))
        anchor = self._then_day() if text_set or self.narrative else self._now
        if anchor is None:
            return _Found(Period("XXXX-XX-XX" + value, "part of a day"), end, "no anchor")
        step = {"following": 1, "next": 1, "previous": -1, "last": -1}.get(left.step, 0)
        day = anchor + timedelta(days=step)
        return _Found(periods.part_of_day(day, value), end, self._rule(anchor), anchor)

    def _vague(self, start: int, end: int, value: str) -> _Found | None:
        self.left = _Left()  # nothing to its left belongs to it
        return _Found(Period(value, "unknown"), end, "vague", start=start, seen=False)

    def _eve(self, start: int, end: int, value: str) -> _Found | None:
        if not re.match(r"\s+of\b", self.text[end : end + 4]) or _OF_DATE.match(self.text, end):
            return None
        self._walk(start, numbers=False)
        return _Found(Period("XXXX-XX-XX", "day"), end, "eve", seen=False)

    # --- years, decades, centuries ---------------------------------------------------------------

    def _year(self, start: int, end: int, value: str) -> _Found | None:
        text = self.text
        if value[0] in "'’":
            tens = int(value[1:3])
            self._walk(start, numbers=False)
            return _Found(periods.decade(1900 + tens), end, "written in full")
        if value[-1] == "s":
            self._walk(start, numbers=False)
            if value[-2] != "0":
                return None
            return _Found(periods.decade(int(value[:4])), end, "written in full")
        numeric = self._numeric(start, end)
        if numeric is not None:
            return numeric
        number = int(value)
        left = self._walk(start, numbers=False)
        if not self._is_year(number, left, start, end):
            return None
        other = _TO_YEAR.match(text, end)
        if other:
            last = int(other[1]) if len(other[1]) == 4 else number // 100 * 100 + int(other[1])
            if number < last <= number + 150:
                found = periods.between(periods.year(number), periods.year(last))
                return _Found(found, other.end(), "written in full")
        return _Found(_part_of_year(number, left), end, "written in full")

    def _is_year(self, number: int, left: _Left, start: int, end: int) -> bool:
        text = self.text
        after, before = text[end : end + 2], text[start - 1 : start] if start else ""
        if after[:1] and (after[0] in "%°" or (after[0] in ".,:" and after[1:].isdecimal())):
            return False
        if before and (
            before in "$£€#/.,:&+" or (before == "-" and not (left.within or left.step))
        ):
            return False
        latest = (self.published.year if self.published else 2049) + 50
        if number > latest or (after[:1] == " " and self._after(end).lower() in COUNTED):
            return False
        if number >= 1900:
            return True
        if number >= 1500 and (self.narrative or _TO_YEAR.match(text, end)):
            return True
        return number >= 1000 and bool(
            left.within or left.of or left.before in YEAR_AFTER or before == "("
        )

    def _numeric(self, start: int, end: int) -> _Found | None:
        """A date in digits: 2025-07-10, 10.07.2025, 13/7/2025; never one with two readings."""
        text = self.text
        if text[end : end + 1] == "-":
            match = _ISO.match(text, start)
            following = (int(text[start:end]) + 1) % 100
            if match and (match[3] or int(match[2]) != following):
                self._walk(start, numbers=False)
                if match[3]:
                    day = _day(int(match[1]), int(match[2]), int(match[3]))
                    period = None if day is None else periods.day(day)
                else:
                    fits = 1 <= int(match[2]) <= 12
                    period = periods.month(int(match[1]), int(match[2])) if fits else None
                return _Found(period, match.end(), "written in full") if period else None
        if text[max(start - 1, 0)] not in "./-":
            return None
        match = _NUMERIC.search(text, max(start - 6, self.covered), start)
        if match is None:
            return None
        one, two = int(match[1]), int(match[3])
        if match[2] != "." and one <= 12 and two <= 12 and one != two:
            return None
        day = _day(int(text[start:end]), two, one) or _day(int(text[start:end]), one, two)
        self._walk(match.start(), numbers=False)
        if day is None:
            return None
        return _Found(periods.day(day), end, "written in full", start=match.start())

    def _era(self, start: int, end: int, value: str) -> _Found | None:
        match = _BEFORE_ERA.search(self.text, max(self.covered, start - 6), start)
        if match is None or self.text[start] != "B":
            return None
        self._walk(start - len(match[0]), numbers=False)
        if self.text[end : end + 1] == "." and self.text[end - 2 : end - 1] == ".":
            end += 1
        return _Found(periods.year(1 - int(match[1])), end, "written in full")

    def _season(self, start: int, end: int, value: str) -> _Found | None:
        text, word = self.text, self.text[start:end].lower()
        left = self._walk(start, numbers=False)
        match = _OF_YEAR.match(text, end)
        if match and match[1]:
            return _Found(periods.season(int(match[1]), value), match.end(), "written in full")
        known = left.step or left.within or (left.article and left.before in MONTH_AFTER)
        if word == "fall" and not known:
            return None
        if not (known or left.article or left.before in MONTH_AFTER):
            return None
        if self._after(end)[:1].isupper() or (word == "fall" and self._after(end) == "of"):
            return None
        if left.step == "each":
            return _Found(Period(f"XXXX-{value}", "season"), end, "repeated", seen=False)
        anchor = self._then if left.step in _TEXT_STEPS else self._now
        if anchor is None:
            return _Found(Period(f"XXXX-{value}", "season"), end, "no anchor")
        if match:
            end = match.end()
        rule = "year of the text" if self._is_told else "nearest year"
        if self._is_told and left.step not in ("next", "last", "previous", "following"):
            return _Found(periods.season(anchor.year, value), end, rule, anchor)
        year = _season_year(anchor, value, left.step, self._ahead(start, end))
        return _Found(periods.season(year, value), end, rule, anchor)

    # --- units -----------------------------------------------------------------------------------

    def _unit(self, start: int, end: int, unit: str) -> _Found | None:
        text = self.text
        if text[end : end + 4] in _OLD or text[end : end + 3] == " old":
            return None
        left = self._walk(start)
        plural = text[end - 1] == "s"
        if left.ordinal and unit in ("century",):
            return _Found(periods.century(left.ordinal), end, "written in full", seen=False)
        right = _RIGHT_OF_UNIT.match(text, end)
        if right is not None and right[1] is None:  # "the month of May", which is no unit
            if not left.counted:
                return None
            right = None
        if unit == "quarter" and left.step not in ("last", "next", "this"):
            return None
        if (left.counted or plural) and not left.step and right is not None:
            counted = self._counted_from(unit, left, right)
            if counted is not None:
                return counted
        if left.step:
            return self._stepped(unit, left, plural, end)
        if left.counted:
            return self._length(unit, left, start, end)
        if left.within and (left.article or left.of is None) and not plural:
            anchor = self._then if unit == "day" or self.narrative else self._now
            return self._around(unit, 0, anchor, end)
        if left.article and right is not None and right[1] in ("before", "after") and not plural:
            if _OPEN.match(text, right.end()):
                return None
            step = -1 if right[1] == "before" else 1
            return self._around(unit, step, self._then_day(), right.end())
        if unit == "weekend" and left.article:
            return self._weekend(start, end)
        return None

    def _counted_from(self, unit: str, left: _Left, right: re.Match[str]) -> _Found | None:
        """ "two days ago", "a week later", "three years before"."""
        word, end = right[1], right.end()
        if word in ("before", "after") and _OPEN.match(self.text, end):
            return None
        ago = word == "ago"
        back = ago or word in ("earlier", "previously", "prior", "before")
        if ago or word in ("hence",) or word.startswith("from"):
            anchor = self.published or self._now
        else:
            anchor = self._then_day() if unit == "day" else self._then
        if left.count is None and not (left.counted or ago or back or word == "later"):
            return None
        if left.count is None:
            value = "PAST_REF" if back else "FUTURE_REF"
            return _Found(periods.open_(value, unit), end, "vague", seen=False)
        if unit in ("hour", "minute"):
            return None
        years = {"decade": 10, "century": 100}.get(unit)
        count = left.count * (years or 1) * (-1 if back else 1)
        return self._around("year" if years else unit, count, anchor, end)

    def _around(self, unit: str, step: int, anchor: date | None, end: int) -> _Found:
        """The period of a unit so many steps from an anchor."""
        found = None if anchor is None else periods.shifted(anchor, step, unit)
        if found is None:
            value = _REPEATED.get(unit, "XXXX")
            return _Found(periods.open_(value, unit), end, "no anchor", seen=False)
        return _Found(found, end, self._rule(anchor), anchor)

    def _stepped(self, unit: str, left: _Left, plural: bool, end: int) -> _Found | None:
        """ "last week", "the past three months", "every day"."""
        step = left.step
        if step == "each":
            if unit not in _REPEATED:
                return None
            return _Found(periods.open_(_REPEATED[unit], unit), end, "repeated", seen=False)
        if unit in ("hour", "minute") and left.count is None:
            return None
        if step == "recent" or (plural and left.count is None):
            value = periods.length(None, unit)
            return _Found(value, end, "vague", seen=False)
        if left.counted or (step == "past" and not plural):
            return self._stretch(unit, left, end)
        if unit in ("hour", "minute") or (unit == "day" and step in ("last", "past", "this")):
            return None
        if step not in _STEPS:
            return None
        text_set = step in _TEXT_STEPS or (step == "next" and unit == "day")
        anchor = self._now
        if text_set:
            anchor = self._then_day() if unit == "day" else self._then
        return self._around(unit, _STEPS[step], anchor, end)

    def _stretch(self, unit: str, left: _Left, end: int) -> _Found:
        """So many units that end, or begin, on the anchor: "the past three months"."""
        count = 1 if left.count is None else left.count
        if self.narrative or left.step in ("this", "that"):
            return _Found(periods.length(count, unit), end, "length of time", seen=False)
        anchor = self._then if left.step in _TEXT_STEPS else self._now
        sign = -1 if left.step in _PAST_FIELDS else 1
        found = None if anchor is None else periods.stretch(anchor, sign * count, unit)
        if found is None:
            return _Found(periods.length(count, unit), end, "length of time", seen=False)
        return _Found(found, end, self._rule(anchor), anchor, seen=False)

    def _length(self, unit: str, left: _Left, start: int, end: int) -> _Found | None:
        """A length of time, or ("will meet in two weeks") the day that it leads to."""
        if left.article == "a" and left.before in ("once", "twice", "times"):
            return None
        ahead = left.before == "in" and not self.narrative and left.count is not None
        if ahead and unit not in ("hour", "minute") and self._ahead(left.before_start, end):
            assert left.count is not None
            return self._around(unit, left.count, self._now, end)
        return _Found(periods.length(left.count, unit), end, "length of time", seen=False)

    def _weekend(self, start: int, end: int) -> _Found:
        """ "the weekend": the last one that has begun, or the next one."""
        anchor = self._now
        if anchor is None:
            return self._around("weekend", 0, None, end)
        step = 0 if anchor.isoweekday() >= 6 or self._ahead(start, end) else -1
        return self._around("weekend", step, anchor, end)


# --- the calendar --------------------------------------------------------------------------------


def _small(value: str) -> int | None:
    """A number, unless it is beyond what a calendar holds."""
    return int(value) if len(value) <= 4 else None


def _on_the_side(days: list[date], anchor: date, ahead: bool | None) -> date | None:
    """The nearest of these days that lies ahead of the anchor, or behind it."""
    if ahead is None:
        return None
    return min(
        (day for day in days if (day > anchor) == ahead),
        key=lambda day: abs((day - anchor).days),
        default=None,
    )


def _number(value: str | None) -> int | None:
    return None if value is None else int(value)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_step(month: int, anchor: date, step: str, ahead: bool | None) -> int:
    """How many years after the anchor's a month without a year lies: -1, 0 or 1."""
    later = month - anchor.month
    if step in ("last", "past"):
        return 0 if later < 0 else -1
    if step in ("next", "coming"):
        return 1 if later <= 0 else 0
    if step == "this" or later == 0:
        return 0
    if ahead is None:
        return -1 if later > 6 else 1 if later < -6 else 0
    return int(ahead and later < 0) - int(not ahead and later > 0)


def _season_year(anchor: date, name: str, step: str, ahead: bool | None) -> int:
    """The year in which a season without a year begins."""
    begun = [
        year
        for year in range(anchor.year - 2, anchor.year + 3)
        if (period := periods.season(year, name)).first is not None and period.first <= anchor
    ]
    current = begun[-1]
    last = periods.season(current, name).last
    within = last is not None and last >= anchor
    if step in ("last", "past", "previous"):
        return current - 1 if within else current
    if step in ("next", "coming", "following"):
        return current + 1
    if within or (not ahead and step != "this"):
        return current
    return current + 1 if ahead or _year_of(anchor, name) > current else current


def _year_of(anchor: date, name: str) -> int:
    """The year in which the season of the anchor's calendar year begins."""
    return anchor.year if name != "WI" or anchor.month > 2 else anchor.year - 1


def _part_of_year(number: int, left: _Left) -> Period:
    """A year, or the quarter or half of it that stands before "of"."""
    if left.of is not None and left.ordinal:
        if left.of.value == "quarter" and left.ordinal <= 4:
            return periods.quarter(number, left.ordinal)
        if left.of.role == "half" and left.ordinal <= 2:
            return periods.half(number, left.ordinal)
    if left.of is not None and left.of.role == "half" and left.within == "END":
        left.within = ""
        return periods.half(number, 2)
    return periods.year(number)


@lru_cache(maxsize=4096)
def _holiday(year: int, month: str, rule: str) -> date:
    """The day of a holiday in a year: a day of a month, its nth weekday, or counted from Easter."""
    kind, _, number = rule.partition(" ")
    if kind == "easter":
        return periods.easter(year) + timedelta(days=int(number))
    if kind.isdecimal():
        return date(year, int(month), int(kind))
    weekday = WEEKDAYS[kind.capitalize()]
    if int(number) < 0:
        last = periods.month(year, int(month)).last
        assert last is not None
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, int(month), 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (int(number) - 1))
