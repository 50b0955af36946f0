"""Which reporting verbs of a sentence speak, and who is the speaker of each.

    Line, cues  ->  Clause(...).verbs  ->  [Verb(cue, first, at, last, speaker), ...]

The speaker is what stands before the verb and its auxiliaries ("the minister has since said"),
with what describes it between commas; or after it ("...," said the minister); or, where the verb
has none of its own ("..., adding that", "and warned"), that of the verb before. Places are
numbers of words of the line; a noun is found by the closed classes of words around it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lib.annotate.clauses import ACCORDING, ADJECTIVE, NOUN, QUOTE, Cue, Line, lexicon

Places = tuple[int, int]
"""The numbers of a first and a last word."""

NOBODY: Places = (-1, -1)
"""The places of a speaker whom the sentence does not name."""
ENDS = frozenset(".!?…")
_BREAKS = frozenset(";:()[]—–")
_DASHES = frozenset("—–")
_OBJECT_FORMS = frozenset(["him", "her", "them", "me", "us"])
_THESE = frozenset(["it", "him", "them", "himself", "herself", "itself", "themselves"])
_BEFORE_TIME = frozenset(["on", "in", "late", "early", "last"])
_SAME_DAY = ["on", "the", "same", "day"]
_OWN = frozenset(["his", "her", "its", "their"])
_RELATIVE = frozenset(["who", "which", "that", "whose", "whom", "where"])
_OBJECTS = frozenset(["thing", "object"])
_SHARED = frozenset(["and", "but", "or", "then"])
_BEFORE_PARTICIPLE = frozenset(
    [",", "and", "or", "while", "by", "before", "after", "—", "–", "-", QUOTE]
)
_LONGEST_ASIDE = 16  # words between two commas that describe somebody
_LONGEST_DATELINE = 14  # words
_SHORT = 4  # letters of an abbreviation: "Sen.", "U.S."


class Verb(NamedTuple):
    """A reporting verb in its line.

    `first` is the first of its adverbs and auxiliaries, `at` the verb itself, `last` its last
    word; `speaker` the places of who speaks, `before` where the clause of verb and speaker begins;
    `shared` says that the speaker is that of another verb; `inverted` that the speaker follows
    the verb; `after` is the first word after the verb, and after such a speaker.
    """

    cue: Cue
    first: int
    at: int
    last: int
    speaker: Places
    before: int
    shared: bool
    inverted: bool
    after: int
    of: Places | None = None


def _made(
    cue: Cue, first: int, at: int, last: int, speaker: Places, before: int, shared: bool = False
) -> Verb:
    """Make a verb, and say what follows it."""
    inverted = speaker[0] > last
    after = max(last, speaker[1]) + 1 if inverted else last + 1
    return Verb(cue, first, at, last, speaker, before, shared, inverted, after)


def _asked(at: int, cue: Cue) -> Verb:
    """Make a verb of "Asked whether", which does not say who asks."""
    last = at + cue.words - 1
    return _made(cue, last, last, last, NOBODY, at)


class Clause:
    """The words of a stretch, and its verbs with their speakers; `taken` are the verbs' words."""

    __slots__ = ("begin", "end", "line", "low", "taken", "verbs", "words")

    def __init__(self, line: Line, cues: Sequence[tuple[int, Cue]]) -> None:
        self.line = line
        self.low = line.low
        self.words = lexicon()
        self.end = line.size
        closed = ENDS | {")"} if self.end and self.low[0] == "(" else ENDS
        while self.end and self.low[self.end - 1] in closed:
            self.end -= 1
        self.verbs: list[Verb] = []
        self.taken: set[int] = set()
        self.begin = floor = self._past_dateline()
        for place, cue in cues:
            at = line.number_at(place)
            if at >= floor:
                if cue.form == NOUN:
                    verb = self._noun(at, cue, floor)
                elif cue.form == ADJECTIVE:
                    verb = self._adjective(at, cue, floor)
                elif cue.form:
                    verb = self._verb(at, cue, floor)
                else:
                    verb = self._according(at, cue) if cue.verb == ACCORDING else _asked(at, cue)
                if verb is not None:
                    self.verbs.append(verb)
                    self.taken.update(range(verb.first, verb.last + 1))
                    floor = verb.after

    def _past_dateline(self) -> int:
        """Return the first word after a dateline: "KYIV (Reuters) - ", "(TASS) "."""
        if not self.end:
            return 0
        if self.low[0] == "(":
            closing = self._next(0, ")", _LONGEST_DATELINE)
            return 1 if closing is None or closing + 1 >= self.end else closing + 1
        if not self.line.shouted(0):
            return 0
        for at in range(1, min(self.end, _LONGEST_DATELINE)):
            if self.low[at] in _DASHES or self.low[at] == "-":
                return at + 1
        return 0

    # Words -------------------------------------------------------------------------------------

    def is_noun_start(self, at: int) -> bool:
        """Say whether a noun begins here: with a name, a determiner or a pronoun."""
        word = self.low[at]
        if word in self.words.time or word == QUOTE:
            return False
        return self.line.big(at) or word in self.words.determiners or self.is_pronoun(at)

    def is_pronoun(self, at: int) -> bool:
        """Say whether a word alone is a speaker."""
        return self.low[at] in self.words.alone

    def is_adverb(self, at: int) -> bool:
        """Say whether a word is an adverb, of a list or by its ending."""
        word = self.low[at]
        if word in self.words.adverbs:
            return True
        return word[-2:] == "ly" and not self.line.big(at) and word not in self.words.not_adverbs

    def _helps(self, at: int) -> bool:
        """Say whether a word may stand between a speaker and the verb."""
        return self.low[at] in self.words.auxiliaries or self.is_adverb(at)

    def _acts(self, at: int) -> bool:
        """Say whether a speaker ends in a name or a pronoun."""
        word = self.low[at]
        return self.line.big(at) or word in self.words.pronouns or word in self.words.relative

    # Verbs -------------------------------------------------------------------------------------

    def _according(self, at: int, cue: Cue) -> Verb | None:
        last = self._noun_forward(at + 2, opens=at == 0)
        if last is None or last < at + 2:
            return None
        return _made(cue, at, at, at + 1, (at + 2, last), at)

    def _noun(self, at: int, cue: Cue, floor: int) -> Verb | None:
        """Judge "his claim that", "Ann Lee's new demand for": who owns the noun speaks."""
        for owner in range(at - 1, max(floor, at - _SHORT) - 1, -1):
            word = self.low[owner]
            if word in _OWN:
                return _made(cue, at, at, at, (owner, owner), owner)
            if word.endswith(("'s", "’s")) or word in ("'", "’"):
                begin = self._owner(owner - (len(word) == 1), floor)
                return None if begin is None else _made(cue, at, at, at, (begin, owner), begin)
        return self._of_nobody(at, cue)

    def _of_nobody(self, at: int, cue: Cue) -> Verb | None:
        """Judge "fears that": nobody's, or what a verb just before does: "expressed fears that"."""
        if not cue.noun or at + 2 >= self.end or self.low[at + 2] in self.words.auxiliaries:
            return None
        verb = self.verbs[-1] if self.verbs else None
        if verb is not None and verb.last < verb.after <= at < verb.after + _SHORT:
            between = self.low[verb.after : at]
            if "," not in between and _BREAKS.isdisjoint(between):
                self.verbs.pop()
                return verb._replace(last=at, after=at + 1)
        words = self.words
        led = any(w in words.auxiliaries or w in words.prepositions for w in self.low[:at])
        return _made(cue, at, at, at, NOBODY, at) if led else None

    def _adjective(self, at: int, cue: Cue, floor: int) -> Verb | None:
        """Judge "was confident that", "is critical of"."""
        first = at
        while first > floor and self._helps(first - 1):
            first -= 1
        if self.words.to_be.isdisjoint(self.low[first:at]):
            return None
        speaker = self._speaker_before(first, floor)
        return None if speaker is None else _made(cue, first, at, at, speaker, speaker[0])

    def _owner(self, last: int, floor: int) -> int | None:
        """Return where the noun of an owner begins: a name, or from its determiner on."""
        if not self.line.big(last):
            return self._determiner_before(last)
        while last > floor and self.line.big(last - 1):
            last -= 1
        return last

    def _verb(self, at: int, cue: Cue, floor: int) -> Verb | None:
        """Decide whether a cue is a verb with a speaker."""
        first = at
        led = cue.form == "base" and at > floor + 1 and self.low[at - 1] == "to"
        if led:
            first -= 2 if self.low[at - 2] != "on" else 3  # "sought to", "went on to"
            if first <= floor:
                return None
        while first > floor and self._helps(first - 1):
            first -= 1
        helped = self.low[first:at]
        first = self._past_time(first, at, floor)
        last = at + cue.words - 1
        if cue.suffered and not self.words.to_be.isdisjoint(helped):
            return self._suffered(cue, first, at, floor)
        if last >= self.line.size or not self._form_fits(first, at, cue, helped):
            return None
        if cue.form == "continuous" and self.words.to_be.isdisjoint(helped):
            return self._participle(cue, first, at, last, floor)
        described = first > floor and self.low[first - 1] == ","
        own = self._described_before(first - 1, self.begin, surely=True) if described else None
        if own:
            fits = led or self._agrees(cue, own, last, helped)
            return _made(cue, first, at, last, own, own[0]) if fits else None
        speaker = self._speaker_after(cue, first, at, last)
        if speaker is not None:
            return _made(cue, at, at, last, speaker, at)
        if first > floor and self.low[first - 1] in _SHARED:
            return self._shared(cue, first, at, last, first - 1, led)
        speaker = self._speaker_before(first, floor)
        if speaker is None or not (led or self._agrees(cue, speaker, last, helped)):
            return None
        return _made(cue, first, at, last, speaker, speaker[0])

    def _suffered(self, cue: Cue, first: int, at: int, floor: int) -> Verb | None:
        """Judge "the talks are expected to fail", "he was accused by Kyiv of lying"."""
        subject = self._speaker_before(first, floor)
        if subject is None or at + 1 >= self.end:
            return None
        after, agent = at + 1, NOBODY
        if self.low[after] == "by":
            last = self._noun_forward(after + 1)
            if last is None or last <= after:
                return None
            opened = (i - 1 for i in range(after + 2, last) if self.low[i] in cue.suffered)
            last = next(opened, last)  # "by the bank of fraud"
            agent, after = (after + 1, last), last + 1
        if after >= self.end or not (
            self.low[after] in cue.suffered
            or ("object" in cue.suffered and self.is_noun_start(after))
        ):
            return None
        return Verb(cue, first, at, at, agent, subject[0], False, False, after, subject)

    def _past_time(self, first: int, at: int, floor: int) -> int:
        """Return where what says when begins between a speaker and a verb: "X on Friday said"."""
        if first <= floor:
            return first
        word = self.low[first - 1]
        if word == "day" and self.low[max(floor, first - len(_SAME_DAY)) : first] == _SAME_DAY:
            return first - len(_SAME_DAY)
        if word in _BEFORE_TIME and first < at and self.low[first] in self.words.time:
            while first > floor and self.low[first - 1] in _BEFORE_TIME:
                first -= 1
        return first

    def _form_fits(self, first: int, at: int, cue: Cue, helped: Sequence[str]) -> bool:
        """Say whether the words before let this form be an active verb."""
        if helped and cue.form == "past" and not self.words.to_be.isdisjoint(helped):
            return False
        if cue.form == "third" and not self.words.auxiliaries.isdisjoint(helped):
            return False
        if not first:
            return True
        word = self.low[first - 1]
        if word == "to" or (word in self.words.prepositions and cue.form != "continuous"):
            return False
        if first < at or cue.form == "continuous":
            return True
        if word not in self.words.determiners:
            return not word.endswith(("'s", "’s"))
        lone = word in self.words.other_speakers or word in self.words.relative or word == "this"
        return lone or (cue.form == "past" and word in self.words.quantities)

    def _participle(self, cue: Cue, first: int, at: int, last: int, floor: int) -> Verb | None:
        """Judge "..., adding that": its speaker is that of the sentence; "a report saying that"."""
        word = self.low[at - 1] if at else ","
        if word in self.words.documents:
            if word in self.words.letters:
                return self._shared(cue, at, at, last, at)
            begin = self._determiner_before(at - 1)
            return None if begin is None else _made(cue, at, at, last, (begin, at - 1), begin)
        if word not in _BEFORE_PARTICIPLE:
            return self._said_of(cue, first, at, last, floor)
        if not self.verbs and at <= self.begin + 1 and word != ",":
            return self._opening(cue, at, last)
        return self._shared(cue, at, at, last, max(at - 1, 0))

    def _said_of(self, cue: Cue, first: int, at: int, last: int, floor: int) -> Verb | None:
        """Judge "aides saying that", "with Trump later alleging that"."""
        begin = first
        while begin > floor and self._is_name(begin - 1):
            begin -= 1
        if begin == first or not cue.strong or not self._introduces(last):
            return None
        return _made(cue, first, at, last, (begin, first - 1), begin)

    def _is_name(self, at: int) -> bool:
        """Say whether a word may be part of a name, by its capital letter."""
        word, words = self.low[at], self.words
        closed = word in words.time or word in words.prepositions or word in words.conjunctions
        return self.line.big(at) and word != QUOTE and not closed

    def _opening(self, cue: Cue, at: int, last: int) -> Verb | None:
        """Judge "After saying that ..., Ann Lee left": its speaker follows the comma."""
        comma = self._next(last, ",", self.end - last)
        if comma is None or comma + 1 >= self.end or not self.is_noun_start(comma + 1):
            return None
        subject = self._noun_from(comma + 1, self.end)
        if subject is None:
            return None
        return Verb(cue, at, at, last, subject, at, shared=True, inverted=False, after=last + 1)

    def _determiner_before(self, last: int) -> int | None:
        """Return the determiner of a noun of a few words that ends at `last`."""
        for at in range(last, max(-1, last - _SHORT - 1), -1):
            if self.low[at] in self.words.determiners:
                return at
        return None

    def _shared(
        self, cue: Cue, first: int, at: int, last: int, before: int, led: bool = False
    ) -> Verb | None:
        """Give a verb the speaker of the verb before it, or the subject of the sentence."""
        for previous in reversed(self.verbs):
            if previous.speaker != NOBODY:
                if cue.form == "base" and previous.cue.form != "base" and not led:
                    return None
                return _made(cue, first, at, last, previous.speaker, before, shared=True)
        if cue.form == "base" and not led:
            return None
        subject = self._opening_noun(first)
        return (
            None if subject is None else _made(cue, first, at, last, subject, before, shared=True)
        )

    def _agrees(self, cue: Cue, speaker: Places, last: int, helped: Sequence[str]) -> bool:
        """Say whether a form that could be a noun is a verb after this speaker."""
        if helped and not self.words.auxiliaries.isdisjoint(helped):
            return True
        if cue.form == "past" and cue.verb in self.words.of_plans:  # "the talks expected to"
            return self._acts(speaker[1]) and speaker[1] - speaker[0] < _SHORT
        if cue.verb == "call" and cue.form == "past":  # "a play called ..."
            return self._acts(speaker[1]) or self.low[speaker[1] + 1] == ","
        if cue.words > 1 or cue.verb not in self.words.also_nouns:
            return True
        if cue.form == "base":
            bare = self.low[speaker[1]] in self.words.quantities or not cue.takes & _OBJECTS
            closes = last + 1 >= self.end and self.low[max(speaker[0] - 1, 0)] in (",", QUOTE)
            return self._is_plural(speaker) and (not bare or closes or self._introduces(last))
        if cue.form == "third" and not self._acts(speaker[1]):
            opens = last + 1 < self.end and (
                self.low[last + 1] in ("that", ":", QUOTE)
                or self.low[last + 1] in self.words.questions
                or (self.low[last + 1] == "to" and "to" in cue.takes)
                or (self.low[last + 1] in _THESE and bool(cue.takes & _OBJECTS))
                or (self.low[speaker[1]] in self.words.documents and self.is_noun_start(last + 1))
            )
            return opens and self._is_one(speaker[1])
        return cue.form != "third" or bool(cue.takes & _OBJECTS) or self._introduces(last)

    def _is_one(self, last: int) -> bool:
        """Say whether a noun has its own determiner or name, and no number: "the new report"."""
        for at in range(last, max(-1, last - _SHORT - 1), -1):
            word = self.low[at]
            if word in self.words.quantities or word in self.words.prepositions:
                return False
            if word in self.words.auxiliaries or word.endswith("ing"):
                return False  # "has future plans", "a sign announcing plans"
            if word in self.words.determiners or self.line.big(at):
                return self.low[at + 1] not in self.words.quantities
        return False

    def _introduces(self, last: int) -> bool:
        """Say whether after a verb something begins that a noun in its place could not describe."""
        word = self.low[last + 1] if last + 1 < self.end else ""
        opens = word in ("that", "to", ":", QUOTE) or word in self.words.questions
        return opens or word in self.words.determiners or word in self.words.subjects

    def _is_plural(self, speaker: Places) -> bool:
        """Say whether a base form can follow: "officials say", "we say", "Putin and Xi say"."""
        first, last = speaker
        head = next(
            (i - 1 for i in range(first + 1, last + 1) if self._ends_head(i)),
            last,
        )
        word = self.low[head]
        if word in self.words.relative or word == "people" or "and" in self.low[first:last]:
            return True
        if self.is_pronoun(head):
            return word not in ("he", "she", "it", "one", "nobody", "everyone", "everybody")
        return word.endswith("s") and not word.endswith("ss")

    def _ends_head(self, at: int) -> bool:
        return self.low[at] in self.words.prepositions or self.low[at] == ","

    # Speakers after the verb -------------------------------------------------------------------

    def _speaker_after(self, cue: Cue, first: int, at: int, last: int) -> Places | None:
        """Return the speaker after the verb: "...," said Trump."""
        if cue.form not in ("past", "third") or cue.words > 1 or first != at or not at:
            return None
        before = at - 2 if self.low[at - 1] == "," or self.low[at - 1] in _DASHES else at - 1
        quote = before >= 0 and self.low[before] == QUOTE
        start = last + 1
        if before == at - 1 and not quote:
            return None
        if start >= self.end or not self._speaks_after(start, cue, quote):
            return None
        end = self._noun_forward(start)
        if end is None or not (quote or self._closes(end + 1)):
            return None
        return start, end

    def _speaks_after(self, start: int, cue: Cue, quote: bool) -> bool:
        """Say whether the word after a verb begins its speaker, and not what is said."""
        word = self.low[start]
        words = self.words
        if word in ("that", "this", "to") or word in words.time or word == QUOTE:
            return False
        if self.is_noun_start(start):
            return quote or cue.verb == "say"
        closed = (words.prepositions, words.conjunctions, words.auxiliaries, words.questions)
        if not word.isalpha() or any(word in closed_class for closed_class in closed):
            return False
        if self.is_adverb(start) or word in ("me", "him", "them", "us", "her"):
            return False
        named = any(self.line.big(i) for i in range(start, min(start + 5, self.end)))
        return quote or (cue.verb == "say" and named)

    def _closes(self, at: int) -> bool:
        """Say whether nothing but circumstances follows a speaker after the verb."""
        if at >= self.end or self.low[at] in (",", ";"):
            return True
        return self.low[at] in self.words.relative or self.low[at] in self.words.prepositions

    def _noun_forward(self, start: int, opens: bool = False) -> int | None:
        """Return the last word of the noun that begins here, with what belongs to it.

        Where a noun `opens` the line, more must follow what describes it.
        """
        if start >= self.line.size or self.low[start] == QUOTE:
            return None
        if self.is_pronoun(start) and self.low[start] not in self.words.quantities:
            return start
        at = start
        while at < self.line.size:
            word = self.low[at]
            if word == ",":
                return self._described_after(start, at, opens)
            if word == "(":
                closing = self._next(at, ")", 8)
                if closing is None:
                    break
                at = closing
            elif word == "." and self._abbreviates(at, start):
                at += 1
                continue
            elif (
                word == QUOTE
                or word in ENDS
                or word in _BREAKS
                or (at > start and self._ends_noun(at))
            ):
                break
            at += 1
        return at - 1 if at > start else None

    def _ends_noun(self, at: int) -> bool:
        """Say whether a word within a line ends the noun that goes on before it."""
        word, words = self.low[at], self.words
        if word in words.relative or word in words.auxiliaries or word in words.pronouns:
            return True
        if word == "and":
            return at + 1 >= self.end or not (
                self.line.big(at + 1) or self.low[at + 1] in words.determiners
            )
        if word in words.conjunctions or self.is_adverb(at):
            return True
        if word in words.time:
            return self.low[at - 1] not in words.determiners  # but "a March article"
        if word == "at" and at + 1 < self.end:
            return self.low[at + 1] not in words.determiners and not self.line.big(at + 1)
        return word in words.prepositions and word not in words.joining_prepositions

    def _abbreviates(self, dot: int, start: int) -> bool:
        """Say whether a full stop within a line belongs to an abbreviation: "Sen. Cruz"."""
        if dot <= start or dot + 1 >= self.line.size:
            return False
        return self._is_short(dot - 1) and self.line.big(dot + 1)

    def _is_short(self, at: int) -> bool:
        """Say whether a word before a full stop may be an abbreviation of a name or title."""
        return len(self.low[at]) <= _SHORT and self.line.big(at)

    def _described_after(self, start: int, comma: int, opens: bool) -> int:
        """Return the last word of a noun with what describes it after a comma, if anything."""
        at = comma + 1
        named = self.low[start] in self.words.determiners
        if at < self.line.size and (self._describes(at) or (named and self.line.big(at))):
            for closing in range(at + 1, min(self.line.size, at + _LONGEST_ASIDE)):
                if self.low[closing] in (",", ".", ";", QUOTE):
                    return comma - 1 if opens and self.low[closing] != "," else closing - 1
                if not self._describes(at) and not self.line.big(closing):
                    break
        return comma - 1

    def _describes(self, at: int) -> bool:
        """Say whether somebody is described from here on: ", the president of X"."""
        word = self.low[at]
        if word in ("a", "an", "the") or word in self.words.offices:
            return True
        return self.line.big(at) and word.endswith(("'s", "’s"))

    def _next(self, at: int, mark: str, most: int) -> int | None:
        for place in range(at, min(self.line.size, at + most)):
            if self.low[place] == mark:
                return place
        return None

    # Speakers before the verb ------------------------------------------------------------------

    def _speaker_before(self, first: int, floor: int) -> Places | None:
        """Return the speaker that ends right before a verb."""
        last = first - 1
        if last < floor:
            return None
        word = self.low[last]
        if word == ",":
            return self._described_before(last, floor)
        if word in _DASHES:
            return self._described_before(last, floor)
        if word == ")":
            return self._bracketed(last, floor)
        if word == "." and last > floor and self._is_short(last - 1):
            last -= 1  # "Joseph R. Biden Jr. warned"
            word = self.low[last]
        if self.is_pronoun(last) or word in self.words.relative:
            return last, last
        if word in _OBJECT_FORMS:
            return None
        begin = self._noun_backward(last, floor)
        if begin is None:
            return None
        if "who" in self.low[begin + 1 : last]:
            last = self.low.index("who", begin + 1) - 1
        if begin - 2 > floor and self.low[begin - 2 : begin] == [",", "and"]:
            begin = self._joined_before(begin, floor)
        return self._named_after(self._listed(begin, last, floor), last, floor)

    def _joined_before(self, begin: int, floor: int) -> int:
        """Return where a described name begins to which another is joined: "Lavrov, the foreign
        minister, and Rubio"."""
        described = self._described_before(begin - 2, floor, surely=True)
        if described is None:
            return begin
        name = range(described[0], self.low.index(",", described[0]))
        words = self.words
        named = all(
            self.line.big(at) or self.low[at] in words.offices or self.low[at] in words.determiners
            for at in name
        )
        return described[0] if named else begin

    def _listed(self, begin: int, last: int, floor: int) -> int:
        """Return where a list of names begins whose last two are joined: "Rubio, Wang and Xi"."""
        if "and" not in self.low[begin:last]:
            return begin
        closed = self.words.time | self.words.prepositions
        while begin - 2 >= floor and self.low[begin - 1] == ",":
            at = begin - 2
            while at >= floor and self.line.big(at) and self.low[at] not in closed:
                at -= 1
            stopped = at >= floor and self.low[at] not in (",", "but", "and", QUOTE)
            if at == begin - 2 or stopped:
                break
            begin = at + 1
        return begin

    def _named_after(self, begin: int, last: int, floor: int) -> Places:
        """Return a name with what describes it before a comma, or what describes a name with it:
        "another friend, Ann Lee", "Ann Lee, president of the bank"."""
        if (
            begin - 2 >= floor
            and self.low[begin - 1] == ","
            and self.low[begin] in (self.words.offices)
        ):
            name = begin - 1
            while name > floor and self.line.big(name - 1):
                name -= 1
            return (name, last) if name < begin - 1 else (begin, last)
        if begin - 2 < floor or self.low[begin - 1] != "," or not self.line.big(begin):
            return begin, last
        at = begin - 2
        while at >= floor and self.low[at] not in (",", QUOTE, ";", ":") and begin - at < 8:
            at -= 1
        after_quote = at >= 1 and self.low[at] == "," and self.low[at - 1] == QUOTE
        opens = self.low[at + 1] in self.words.determiners
        return (at + 1, last) if after_quote and opens else (begin, last)

    def _bracketed(self, closing: int, floor: int) -> Places | None:
        """Return a speaker with a bracket: "Tom Cole (R-Okla.) said"."""
        for opening in range(closing, max(floor, closing - 8), -1):
            if self.low[opening] == "(":
                begin = self._noun_backward(opening - 1, floor)
                return None if begin is None else (begin, closing)
        return None

    def _described_before(self, closing: int, floor: int, surely: bool = False) -> Places | None:
        """Return a speaker with what describes it between marks: "X, 29, of Y, said".

        With `surely`, only where what stands between them begins like a description.
        """
        opening = self._opening_mark(closing, floor)
        if opening is None:
            return None
        aside = self._is_aside(opening + 1)
        if surely and not (aside or self._describes(opening + 1)):
            return None
        clause = self.low[opening + 1] not in _RELATIVE
        if clause and not self.words.auxiliaries.isdisjoint(self.low[opening + 1 : closing]):
            return None  # a clause, and what it says is over: "On Monday, the town will vote, said"
        described = opening - 1 if aside else closing - 1
        while (before := self._opening_comma(opening - 1, floor)) is not None:
            if self._is_aside(before + 1):
                described = before - 1
            elif self.line.big(before + 1) or self.low[before + 1] in self.words.determiners:
                break
            opening = before
        begin = self._noun_before(opening - 1, floor)
        return None if begin is None else (begin, described)

    def _opening_comma(self, last: int, floor: int) -> int | None:
        """Return the comma before the words that end at `last`, if nothing parts them."""
        for at in range(last, max(floor, last - _LONGEST_ASIDE), -1):
            if self.low[at] == ",":
                return at
            if self.low[at] in _BREAKS or self.low[at] == QUOTE:
                break
        return None

    def _opening_mark(self, closing: int, floor: int) -> int | None:
        """Return the mark that opens what one of its kind closes."""
        mark = self.low[closing]
        opening = closing - 1
        while opening > floor and self.low[opening] not in (mark, ";", ":", QUOTE):
            opening -= 1
        if self.low[opening] == QUOTE:  # "X, who called it "a shame", said"
            outer = opening
            while opening > floor and self.low[opening] != mark:
                opening -= 1
            if self.low[opening] != mark or self.low[opening + 1] not in _RELATIVE:
                opening = outer
        return opening if opening > floor and self.low[opening] == mark else None

    def _is_aside(self, at: int) -> bool:
        """Say whether what follows a name is no part of it: ", who", ", of Y", ", 29"."""
        word = self.low[at]
        return word in self.words.relative or word in self.words.prepositions or word.isdigit()

    def _noun_before(self, last: int, floor: int) -> int | None:
        """Return where the noun begins that ends at `last`, or with a bracket there."""
        if self.low[last] == ")":
            found = self._bracketed(last, floor)
            return None if found is None else found[0]
        return self._noun_backward(last, floor)

    def _noun_backward(self, last: int, floor: int) -> int | None:
        """Return where the noun that ends at `last` begins."""
        word = self.low[last]
        if word == QUOTE or last < floor or not (word[0].isalnum() or word == "%"):
            return None
        if word in self.words.conjunctions or word in self.words.prepositions:
            return None
        at = last - 1
        ends = self.words.noun_ends
        while at >= floor and not (self.low[at] in ends and self._begins_noun(at, last, floor)):
            at -= 1
        return self._without_opening(at + 1, last)

    def _begins_noun(self, at: int, last: int, floor: int) -> bool:
        """Say whether the noun that ends at `last` begins only after this word."""
        word, words = self.low[at], self.words
        if word in ENDS:
            return not (at > floor and self.line.big(at - 1) and self.low[at + 1] not in ENDS)
        if word in (",", "ago", QUOTE) or word in _BREAKS or word in words.auxiliaries:
            return True
        if word in words.relative:
            return word != "who" or at <= floor
        if word == "and":
            return not self._joins(at, floor)
        if word in words.conjunctions or word in words.pronouns:
            return True
        return word in words.other_speakers and word not in words.quantities

    def _joins(self, at: int, floor: int) -> bool:
        """Say whether an "and" joins two nouns, and not two clauses."""
        if at <= floor or self.low[at - 1] in (",", QUOTE):
            return False
        if self.line.big(at - 1) and self.line.big(at + 1):
            return True
        before, after = self.low[at - 1], self.low[at + 1]
        if before in self.words.offices and after in self.words.offices:
            return True
        if at - 2 >= floor and self.low[at - 2] == "," and not before.endswith("ed"):
            return True  # ", campaign and corporate records show"
        plural = before.endswith("s") and after.endswith("s")
        return plural or (at - 1 == floor and not before.endswith("ed"))

    def _without_opening(self, begin: int, last: int) -> int | None:
        """Cut what opens a sentence before its subject: "On Tuesday Putin", "In Kyiv officials"."""
        words = self.words
        while begin <= last and (
            self.low[begin] in words.conjunctions
            or (self.is_adverb(begin) and self.low[begin] not in words.quantities)
        ):
            begin += 1
        if begin > last:
            return None
        if self.low[begin] not in words.prepositions:
            return begin
        at = last
        while at > begin and self.low[at] not in words.determiners and self.line.big(at):
            at -= 1
        if self.low[at] in words.determiners:
            return at if self.low[at - 1] not in words.prepositions else None
        at += 1
        return at if at <= last and self.low[at - 1] not in words.prepositions else None

    def _opening_noun(self, limit: int) -> Places | None:
        """Return the first noun of a sentence before a place: its subject, most often."""
        at = 0
        while at < limit:
            word = self.low[at]
            opens = word in self.words.prepositions or word in self.words.opening_conjunctions
            comma = self._next(at, ",", limit - at) if opens else None
            if comma is not None:
                at = comma + 1
            elif self.is_pronoun(at):
                return at, at
            elif self.is_noun_start(at) and word not in self.words.conjunctions:
                return self._noun_from(at, limit)
            elif word.isalpha() and not opens and not self._helps(at):
                return at, at
            else:
                at += 1
        return None

    def _noun_from(self, begin: int, limit: int) -> Places | None:
        """Return the noun that begins with a name or a determiner."""
        last = begin + 1 if self.low[begin] in self.words.determiners else begin
        while last + 1 < limit and self.line.big(last + 1):
            last += 1
        return (begin, last) if last < limit else None
