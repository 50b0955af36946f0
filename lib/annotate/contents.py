"""What is said with each reporting verb of a sentence.

    Clause  ->  drafts()  ->  [Draft(content, cue, verb, speaker), ...]

What is said stands before speaker and verb (a run, or a clause up to a comma), after them ("that
...", "to ...", ": ...", a run, a clause), or on both sides. Where two verbs claim each other, what
is said wins over what is thought; what is reported within a quotation is no quotation of its own.
"""

from typing import NamedTuple

from lib.annotate.clauses import ACCORDING, ADJECTIVE, NOUN, QUOTE
from lib.annotate.marks import Run
from lib.annotate.speaking import NOBODY, Clause, Places, Verb

_LONGEST_GAP = 14  # words between a verb and what it introduces
_AGO = 4  # words in which a time before "ago" is named
_SHORT_CLAUSE = 7  # a phrase of fewer words before a comma is a circumstance, not what is said
_LEADING = frozenset([",", ";", ":", "—", "–", "-", "but", "and", "so", "yet"])
_TRAILING = frozenset([",", ";", ":", "—", "–", "-", "and", "but"])
_EMPTY = frozenset(["that", "so", "it", "this", "to", "what", "him", "her", "them"])
_ONLY_TO = frozenset(["to", "quote"])
_JOINING = frozenset(
    ["and", "or", "than", "as", "when", "before", "after", "since", "while", "which"]
)
_DASHES = frozenset("—–-")
_PARTING = _DASHES | {",", ";"}
_REMARKS = frozenset(
    ["which", "who", "whose", "where", "while", "but", "although", "though", "despite", "when"]
)
_MARKS = frozenset(",;:—–-()[].?!…")


class Draft(NamedTuple):
    """A quotation by places of words; no content where the run before the line is it, and
    `NOBODY` where nobody is said to speak."""

    content: tuple[Places, ...]
    cue: Places
    verb: str
    speaker: Places
    strong: bool
    noun: bool


def last_character(text: str, run: Run) -> str:
    """Return the last character between the marks of a run; a space if there is none."""
    inner = text[run.start + len(run.mark) : run.end].rstrip("\"'”’»“« ")
    return inner[-1:] or " "


def begins_big(text: str, run: Run) -> bool:
    """Say whether what stands between marks begins with a capital letter."""
    return text[run.start + len(run.mark) : run.end].lstrip("'‘“\"… ")[:1].isupper()


def is_sentence(text: str, run: Run) -> bool:
    """Say whether what stands between marks is a sentence, or a good part of one, by its looks."""
    words = text.count(" ", run.start, run.end) + 1
    if words > 8:
        return True
    return words > 1 and last_character(text, run) in ",.!?…—-" and begins_big(text, run)


def drafts(clause: Clause) -> list[Draft]:
    """Return the quotations that the verbs of a clause make."""
    found: list[Draft] = []
    floor = clause.begin
    for number, verb in enumerate(clause.verbs):
        draft = _Reading(clause, number, floor).draft()
        if draft is not None:
            found.append(draft)
            if draft.strong and draft.content:
                floor = verb.after
    if len(found) < 2:
        return found
    return [
        draft
        for draft in found
        if not any(draft is not other and _gives_way(draft, other) for other in found)
    ]


def _gives_way(draft: Draft, other: Draft) -> bool:
    """Say whether a quotation is dropped for another: it is reported within it, or holds it."""
    if other.noun:
        return False
    if _holds(other, draft):
        return other.strong or not (draft.strong or draft.noun)
    return _holds(draft, other) and other.strong and not draft.strong


def _holds(outer: Draft, inner: Draft) -> bool:
    """Say whether the cue of a quotation lies in the content of another."""
    start, end = inner.cue
    return any([first <= start and end <= last for first, last in outer.content])


class _Reading:
    """One verb of a clause, and what is said with it."""

    __slots__ = ("clause", "end", "floor", "following", "line", "low", "takes", "verb", "words")

    def __init__(self, clause: Clause, number: int, floor: int) -> None:
        self.clause, self.line, self.low = clause, clause.line, clause.low
        self.words, self.end = clause.words, clause.end
        self.verb: Verb = clause.verbs[number]
        self.takes = self.verb.cue.takes
        verbs = clause.verbs
        self.following = verbs[number + 1 :]
        self.floor = floor  # the first word that no verb before has claimed

    def draft(self) -> Draft | None:
        """Return the quotation, if the verb makes one."""
        verb = self.verb
        if verb.of is not None:
            content = self._of_suffered(verb.of)
        elif verb.cue.form in (NOUN, ADJECTIVE):
            content = self._of_noun()
        elif verb.speaker == NOBODY:
            content = self._of_asked()
        else:
            content = self._of_according() if verb.cue.verb == ACCORDING else self._content()
        if content is None:
            return None
        named = verb.speaker != NOBODY
        if named and not verb.cue.strong and self.low[verb.speaker[0]] == "you":
            return None  # the reader, of whom nothing is reported: "if you want", "you can expect"
        cue = (verb.first, verb.last)
        noun = verb.cue.form == NOUN
        return Draft(content, cue, verb.cue.verb, verb.speaker, verb.cue.strong, noun)

    def _of_according(self) -> tuple[Places, ...] | None:
        """Return what is said "according to" somebody: before it, after it, or on both sides."""
        verb, start = self.verb, self.verb.after
        comma = start < self.end - 1 and self.low[start] == ","
        if verb.first > 1:
            end = verb.first - 1 if self.low[verb.first - 1] != "," else verb.first - 2
            first = self._trimmed(self.clause.begin, end)
            if first > end:
                return None
            if comma and end < verb.first - 1 and end - first < 8:
                return (first, end), (start + 1, self._clause_end(start + 1))
            return ((first, end),)
        return ((start + 1, self._clause_end(start + 1)),) if comma else None

    def _of_asked(self) -> tuple[Places, ...] | None:
        """Return what is asked by nobody who is named: up to a comma."""
        start = self.verb.after
        if start >= self.end:
            return None
        if not (self._is_quote(start) or self.low[start] in (*self.words.questions, "about")):
            return None
        end = (
            self.low.index(",", start, self.end) if "," in self.low[start : self.end] else self.end
        )
        return ((start, end - 1),) if end > start else None

    def _of_suffered(self, subject: Places) -> tuple[Places, ...] | None:
        """Return a passive's subject with what is said of it: "the talks" and "to fail"."""
        start = self.verb.after
        if self.low[start] == "of":
            start += 1
        if start >= self.end:
            return None
        end = self._clause_end(start)
        if self.low[subject[0]] in ("it", "there") and self.low[start] == "that":
            return ((start, end),)
        return subject, (start, end)

    def _of_noun(self) -> tuple[Places, ...] | None:
        """Return what follows a noun: "that ...", "to ...", or what stands after "for", "of"."""
        start = self.verb.after
        start += self.low[start] not in ("that", "to")
        end = self._clause_end(start) if start < self.end else -1
        least = start + (self.verb.cue.form == NOUN)
        return ((start, end),) if end >= least else None

    def _content(self) -> tuple[Places, ...] | None:
        """Return what is said; nothing (an empty tuple) where the line only says who spoke."""
        earlier = None if self.verb.shared else self._before()
        later = self._after()
        if earlier is not None and self._is_quote(earlier[1]):
            return self._with_quote(earlier, later)
        if earlier is not None and later is not None and self._is_title(later[0]):
            return (earlier,)
        if later is not None:
            parted = self.low[later[0] - 1] == "," or self.low[self.verb.after] == ","
            if earlier is not None and parted and self._goes_on(earlier, later):
                return earlier, later
            return (later,)
        if self.verb.shared or not self._ends_after(self._past_listener(self.verb.after)):
            return None
        if earlier is not None:
            alone = "that" in self.takes and self.verb.cue.form != "continuous"
            return (earlier,) if alone and earlier[1] - earlier[0] > 1 else None
        alone = len(self.clause.verbs) == 1 and min(self.verb.speaker[0], self.verb.first) == 0
        return () if alone else None

    def _with_quote(self, earlier: Places, later: Places | None) -> tuple[Places, ...]:
        """Return a run before the speaker, with a run or a clause after it that goes on."""
        if later is None:
            return (earlier,)
        if self.low[later[0]] == "that" and not self._is_spoken(earlier[1]):
            return (later,)
        return (earlier, later) if self._is_quote(later[0]) else (earlier,)

    def _is_title(self, at: int) -> bool:
        """Say whether a run after circumstances only names where it was said: a book, a show."""
        short = self._is_quote(at) and not self._is_spoken(at)
        return short and at - self.verb.after > 1

    def _goes_on(self, earlier: Places, later: Places) -> bool:
        """Say whether a clause before the verb and what follows are one sentence."""
        if not self._is_quote(later[0]):
            return True
        if not begins_big(self.line.text, self.line.runs[later[0]]):
            return True
        return any(self._is_quote(at) for at in range(earlier[0], earlier[1] + 1))

    def _ends_after(self, start: int) -> bool:
        """Say whether nothing but circumstances follows: "on Tuesday", "in a statement"."""
        if start >= self.end or self.low[start] in _MARKS:
            return True
        word, words = self.low[start], self.words
        closed = word in words.prepositions or word in words.time or word in words.conjunctions
        return closed or self.clause.is_adverb(start)

    def _is_quote(self, at: int) -> bool:
        return self.low[at] == QUOTE

    def _is_spoken(self, at: int) -> bool:
        return at in self.line.runs and is_sentence(self.line.text, self.line.runs[at])

    def _is_cue(self, at: int) -> bool:
        return at in self.clause.taken

    # Before the speaker ------------------------------------------------------------------------

    def _before(self) -> Places | None:
        """Return what is said before the speaker and the verb."""
        at = self.verb.before - 1
        if at >= self.floor and self.low[at] in (",", "—", "–"):
            at -= 1
        elif at < self.floor or not self._is_quote(at):
            return None
        if at < self.floor:
            return None
        if self._is_quote(at):
            return self._with_lead(at)
        first = self._trimmed(self.floor, at)
        if first > at:
            return None
        short = at - first < _SHORT_CLAUSE and self._is_circumstance(first)
        if short and self.words.auxiliaries.isdisjoint(self.low[first : at + 1]):
            return None
        return first, at

    def _with_lead(self, at: int) -> Places:
        """Return a run, with the clause before it that it belongs to: The deal is "dead,"."""
        if at == self.floor or (
            self._is_spoken(at)
            and (self.low[at - 1] in (",", ":") or begins_big(self.line.text, self.line.runs[at]))
        ):
            return at, at
        return self._trimmed(self.floor, at), at

    def _trimmed(self, first: int, end: int) -> int:
        """Return the first word of a clause, without marks and conjunctions before it."""
        while first <= end and self.low[first] in _LEADING:
            first += 1
        return first

    # After the verb ----------------------------------------------------------------------------

    def _after(self) -> Places | None:
        """Return what is said after the verb."""
        start = self.verb.after
        begin = self._introduced(start) if start < self.end else None
        if begin is None or begin >= self.end:
            return None
        if self._is_quote(begin):
            alone = begin + 1 >= self.end
            if alone or last_character(self.line.text, self.line.runs[begin]) in ",.!?…—":
                last = begin
                while last + 1 < self.end and self._is_quote(last + 1):
                    last += 1
                return begin, last
        elif self.takes == {"quote"}:
            return None
        end = self._clause_end(begin)
        bare = begin == end and not self._is_quote(begin) and self.low[begin] in _EMPTY
        return (begin, end) if end >= begin and not bare else None

    def _introduced(self, start: int) -> int | None:
        """Return the word at which what the verb introduces begins."""
        word, words = self.low[start], self.words
        if word == ":":
            return start + 1
        if word == QUOTE or (word == "that" and not self.takes <= _ONLY_TO):
            return start
        if word == "," or self.verb.inverted:
            return self._resumed(start)
        if "ago" in self.low[start + 1 : start + _AGO]:  # "said a week ago that"
            return self._opened(start)
        if word == "to" and "to" in self.takes:
            return start
        if word in words.questions:
            return start if self.takes & {"wh", "object"} else self._opened(start)
        if "object" in self.takes:
            return self._past_object(start)
        if self._is_circumstance(start):
            return self._opened(start)
        if "explicit" in self.takes:
            return start if self._is_clause(start) or self._is_told_in(start) else None
        return start if self.takes & {"that", "thing"} else None

    def _is_clause(self, start: int) -> bool:
        """Say whether a clause, and no noun alone, begins here: it has an auxiliary soon."""
        soon = self.low[start + 1 : min(self.end, start + _LONGEST_GAP)]
        if not self.words.auxiliaries.isdisjoint(soon):
            return True
        if self.verb.cue.verb == "see":
            return "as" in soon
        return any(word.endswith("ing") and len(word) > 5 for word in soon)

    def _is_told_in(self, start: int) -> bool:
        """Say whether a poll or a report shows what follows: "The poll shows Clinton ahead"."""
        head = self.low[self.verb.speaker[1]]
        return head in self.words.documents and self.clause.is_noun_start(start)

    def _is_circumstance(self, at: int) -> bool:
        """Say whether a word opens when, where or how something was said."""
        word, words = self.low[at], self.words
        if word in words.prepositions or word in words.time or word in words.conjunctions:
            return True
        lone = word in words.quantities or word in ("each", "even", "only", "just", "once")
        return word in _MARKS or (self.clause.is_adverb(at) and not lone)

    def _resumed(self, start: int) -> int | None:
        """Return where what is said goes on after a comma, or after a speaker."""
        at = start + 1 if self.low[start] == "," else start
        if at >= self.end:
            return None
        if self._is_quote(at):
            return at
        if self.low[at] == ":":
            return at + 1
        if self.verb.inverted:
            return self._second_half(start)
        if self.low[at] == "that":
            return at
        closing = next(
            (i for i in range(at, min(self.end, at + _LONGEST_GAP)) if self.low[i] == ","), self.end
        )
        if closing + 1 < self.end and self.low[closing + 1] in ("that", QUOTE):
            return closing + 1
        return at if at == start + 1 and self._may_resume(at) else None

    def _may_resume(self, at: int) -> bool:
        """Say whether a sentence that speaker and verb interrupt goes on here."""
        word, words = self.low[at], self.words
        if self._is_cue(at) or word.endswith("ing") or word in words.relative:
            return False
        if word in words.prepositions:
            return False
        return word not in words.opening_conjunctions or word == "because"

    def _second_half(self, start: int) -> int | None:
        """Return a run that goes on in small letters after a described speaker."""
        for at in range(start, min(self.end, start + 2 * _LONGEST_GAP)):
            if self._is_quote(at):
                small = not begins_big(self.line.text, self.line.runs[at])
                return at if small and self.low[at - 1] == "," else None
        return None

    def _opened(self, start: int) -> int | None:
        """Return what opens what is said after circumstances: "said on Tuesday that"."""
        clause = self._past_time(start)
        if clause is not None:
            return clause
        for at in range(start, min(self.end, start + _LONGEST_GAP)):
            word = self.low[at]
            if word == "that" and self.low[at - 1] not in self.words.prepositions:
                return at
            if word == "to" and at > start and self.takes <= _ONLY_TO:
                return at
            if at > start and self._begins_clause(at):
                return at
            if word == ":":
                return at + 1
            if word == QUOTE:
                return at if self._is_spoken(at) else None
            if word in (";", "who", "which") or self._is_cue(at):
                return None
            if word == "," and not (at + 1 < self.end and self.low[at + 1] in ("that", QUOTE)):
                return self._past_aside(at)
        return None

    def _past_aside(self, opening: int) -> int | None:
        """Return the "that" after an aside: "said in a letter, his third, that"."""
        for at in range(opening + 1, min(self.end, opening + _LONGEST_GAP)):
            if self.low[at] == ",":
                return at + 1 if self.low[at + 1 : at + 2] == ["that"] else None
            if self._is_cue(at):
                return None
        return None

    def _begins_clause(self, at: int) -> bool:
        """Say whether a clause begins here that no "that" opens: "said in a letter he would"."""
        if "that" not in self.takes or "explicit" in self.takes:
            return False
        word, before, words = self.low[at], self.low[at - 1], self.words
        if before in words.prepositions or before in _JOINING or before == ",":
            return False
        if word in words.subjects:
            return True
        timed = before in words.time and self.low[at - 2] not in words.determiners
        nominal = timed or before in words.documents or before in words.times_of_day
        return (
            nominal and (word in words.determiners or self.line.big(at)) and word not in words.time
        )

    def _past_time(self, start: int) -> int | None:
        """Return where a clause begins right after a time: "said on Thursday he would"."""
        words = self.words
        at = start + 1 if self.low[start] in ("on", "in") else start
        begin = at
        while at < self.end and (
            self.low[at] in words.time or (at > begin and self.low[at] in words.times_of_day)
        ):
            at += 1
        if at == begin or at + 2 >= self.end or self.low[at] == "that" or self.line.big(at):
            return None
        return at if self.clause.is_noun_start(at) else None

    def _past_object(self, start: int) -> int | None:
        """Return where what is said to somebody begins: "told reporters that", "urged X to"."""
        listener = self._past_listener(start)
        if listener > start:
            if listener < self.end and self.low[listener] == ",":
                return self._resumed(listener)
            if listener < self.end and self.clause.is_noun_start(listener):
                return listener
        found = self._past_whom(start)
        if found is not None:
            return found
        if "thing" not in self.takes or self._is_circumstance(start):
            return None
        return start

    def _past_whom(self, start: int) -> int | None:
        """Return what opens what is said after the one to whom it is said."""
        verb = self.verb.cue.verb
        for at in range(start, min(self.end, start + _LONGEST_GAP)):
            word = self.low[at]
            if word == ":":
                return at + 1
            if word in ("that", QUOTE) or word in self.words.questions:
                return at
            if at > start and word == "to":
                return at - (self.low[at - 1] == "not")
            opens = verb in self.words.of_something and at > start
            if opens and word in ("of", "against", "about", "for"):
                return at
            if word == ";" or self._is_cue(at):
                return None
            if word == ",":
                opens = at + 1 < self.end and self.low[at + 1] in ("that", QUOTE)
                return at + 1 if opens else None
        return None

    def _past_listener(self, start: int) -> int:
        """Return the word after whom something is told: "told reporters", "told CBS News"."""
        if start >= self.end or self.verb.cue.verb not in self.words.telling:
            return start
        if self.low[start] in self.words.determiners and start + 1 < self.end:
            start += 1
        at = start
        while at < self.end and self.line.big(at) and self.low[at] != QUOTE:
            at += 1
        return at if at > start else start + 1

    # Where it ends -----------------------------------------------------------------------------

    def _clause_end(self, begin: int) -> int:
        """Return the last word of what is said from `begin` on."""
        limit = self.end
        for place, verb in enumerate(self.following):
            if verb.before < self.verb.first and not verb.shared:
                limit = verb.first  # this verb stands in what describes that one's speaker
                break
            cut = self._cut(verb) if place == 0 or verb.cue.strong else -1
            if cut > begin:
                limit = cut
                break
        aside = self._is_aside()
        opened = self._is_opened()
        meant = not self.verb.cue.strong or self.low[begin] == "to"
        for at in range(begin + 1, limit):
            if self.low[at] not in _PARTING:
                continue
            parted = self.low[at] == "," and (
                aside or (opened and at + 1 < limit and self.clause.is_noun_start(at + 1))
            )
            if self.low[at] == ";" or parted or (meant and self._is_remark(begin, at)):
                limit = at
                break
        end = limit - 1
        while end > begin and self.low[end] in _TRAILING:
            end -= 1
        return end

    def _is_remark(self, begin: int, at: int) -> bool:
        """Say whether the writer goes on from here about what somebody means to do or thinks of:
        "plans to run, which would be the first", "praised the deal, but would not sign it"."""
        if self.low[at] in _DASHES:
            return self.line.text[self.line.starts[at] - 1] == " " or self.low[at] != "-"
        if self.low[at] != "," or at + 1 >= self.end:
            return False
        word = self.low[at + 1]
        if word in ("a", "an"):
            return True
        if word == "but" and "not" in self.low[begin:at]:
            return False
        return word in _REMARKS or (word.endswith(("ing", "ed")) and not self.line.big(at + 1))

    def _cut(self, following: Verb) -> int:
        """Return where what is said ends before the next verb; -1 if that verb lies within it."""
        if following.shared or following.cue.verb == ACCORDING:
            return following.before
        at = following.before - 1
        if at < 1:
            return -1
        word, before, strong = self.low[at], self.low[at - 1], following.cue.strong
        if word in ("and", "but"):
            return at if before == "," or strong else -1
        if word in self.words.joining_conjunctions:
            return at if strong and before != "such" else -1
        opened = self.low[0] in self.words.opening_conjunctions
        return at if word == "," and (strong or opened) else -1

    def _is_opened(self) -> bool:
        """Say whether the verb stands in a clause before the main one: "While X says ..., Y"."""
        if self.verb.speaker[0] > self.verb.last:
            return self.verb.shared
        opening = self.low[self.clause.begin]
        first = self.verb.speaker[0] <= self.clause.begin + 1
        return first and opening in self.words.opening_conjunctions

    def _is_aside(self) -> bool:
        """Say whether the verb stands in a clause between commas: ", who says ...,"."""
        place, relative = (self.verb.of or self.verb.speaker)[0], self.words.relative
        if place < 1:
            return False
        own = self.low[place] in relative and self.low[place - 1] == ","
        return own or self.low[place - 1] in ("which", "whom", "whose")
