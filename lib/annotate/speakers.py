"""Who a speaker is: a chain of the article's mentions, and where the article names them.

    "Kremlin spokesman Dmitry Peskov"    the mention at the end of the head
    "a spokesman for the ministry"       the one spoken for, unless that is a person
    "he", "she"                          the person who is the subject of the nearest sentence
                                         before, or who spoke last
    "the minister", "the ministry"       whom the article named before with this word
    "who"                                what stands before it
    "Rubio and Lavrov"                   both: the first, and the others beside
    "the two ministers", "both sides"    the two persons, or bodies, that the nearest sentence names

A speaker that is nobody's mention may still be named ("Jamal Ware"): then a later "he" is that
person, and nobody else.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from lib.annotate.clauses import lexicon
from lib.annotate.dictionary import actors
from lib.annotate.mentions import Mention
from lib.annotate.names import THE, Name
from lib.annotate.neighbours import given_names

Span = tuple[int, int]
Named = Mention | Name
"""Where an article names somebody: a known actor, or a name that no list holds."""
Resolved = tuple[int, Span | None, tuple[int, ...]]
"""The chain of a speaker, where the article names them, the chains of those who speak with them."""
NO_SPEAKER: Resolved = (-1, None, ())

_HEAD_END = re.compile(r"[,( ](?:(?<! )|(?:of|for|from|at|in|on|to|with|by|and) )")
_SPOKEN_FOR = re.compile(r" (?:of|for|from|at) (?:the )?")
# Each word is taken whole (possessive): in a run of capitals there is nothing to try again.
_NAME = re.compile(r"[A-Z][\w.'’-]*+(?: (?:de|van|von|al|bin|el) ?| )?(?:[A-Z][\w.'’-]*+\s?)*+$")
_START = itemgetter(0)
_LAST_WORD = re.compile(r"[\w-]+$")
_AND = re.compile(r",? and |, ")
_BELONGS = re.compile(r" (?:of|for|from|at|in|on|to|with|by) ")
_TWO = re.compile(r"(?:the two|both)(?: \w+){1,2}$", re.IGNORECASE)
_PAIR = 2
_GAP = re.compile(r"[\s,—–-]*$")
_HONORIFIC = re.compile(r"(?:Mrs|Ms|Miss|Mme)\.? ")
_OWNING = frozenset("s'’")
_OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}
_PERSONAL = frozenset(["he", "she"])
_IMPERSONAL = frozenset(["it", "they"])
_MOST_PARAGRAPHS = 2  # between a pronoun and the one it stands for
_MOST_SENTENCES = 5
_MOST_LOOKED_BACK = 16  # mentions and speakers that "the minister" may stand for
_NAME_WORDS = (2, 3)  # so many capitalised words are a person's name, if nothing says otherwise
_MOST_KEPT = 4_096  # names whose looks are remembered
_AROUND = 60  # characters beside a name that may hold a title


class _Known(NamedTuple):
    """One who has spoken: chain, where named, whether a person, a woman (None: not known); and the
    chains of those who spoke together with them."""

    place: int
    span: Span
    chain: int
    named: Span | None
    person: bool
    woman: bool | None
    others: tuple[int, ...] = ()


class Speakers:
    """The speakers of one article, resolved in the order in which they speak."""

    def __init__(self, text: str, spans: Sequence[Span], found: Sequence[Named]) -> None:
        self.text = text
        self.spans = spans
        inside = [mention for mention in found if mention.part == "text"]
        self.found = sorted(inside, key=_START)
        self.starts = [mention.start for mention in self.found]
        self.words = lexicon()
        self.spoke: list[_Known] = []

    def resolve(self, speaker: Span, content: Sequence[Span]) -> Resolved:
        """Return the chain of a speaker (-1: of none), where the article names them, and the chains
        of those who say it with them.

        Args:
            speaker: the span of what stands beside the verb.
            content: what is said, whose mentions are not looked at.
        """
        speaker = self._bare(speaker)
        word = self.text[speaker[0] : speaker[1]].lower()
        word = _OWNERS.get(word, word)
        if word in _PERSONAL:
            known = self._person_before(speaker[0], word == "she", content)
        elif word in _IMPERSONAL:
            known = self._body_before(speaker[0])
            if known is not None and known.others and word == "it":
                known = None
        elif word in self.words.relative:
            known = self._antecedent(speaker)
        elif word in self.words.other_speakers:
            known = self._two_before("both", speaker) if word == "both" else None
        else:
            known = self._with_others(self._noun(speaker), speaker)
        if known is None:
            return NO_SPEAKER
        self.spoke.append(known)
        return known.chain, known.named, known.others

    def calls_a_person(self, name: str) -> bool:
        """Say whether the article calls a person just so."""
        return any(map(self._is_person, self._by_form.get(name, ())))

    @cached_property
    def _by_form(self) -> dict[str, list[Named]]:
        """The mentions by what they call somebody."""
        found: dict[str, list[Named]] = {}
        for named in self.found:
            found.setdefault(named.form, []).append(named)
        return found

    def _bare(self, speaker: Span) -> Span:
        """Return a speaker without the ending of one who owns something: "Ann Lee's"."""
        start, end = speaker
        ending = self.text[end - 2 : end]
        if ending[-1:] not in _OWNING:
            return speaker
        if ending in ("'s", "’s"):
            return start, end - 2
        return (start, end - 1) if ending[-1:] in ("'", "’") else speaker

    # Pronouns ----------------------------------------------------------------------------------

    def _person_before(self, at: int, woman: bool, content: Sequence[Span]) -> _Known | None:
        """Return the person that a pronoun stands for."""
        last = self._last_person(at, woman)
        sentence = bisect_right(self.spans, (at, len(self.text))) - 1
        for number in range(sentence, max(-1, sentence - _MOST_SENTENCES), -1):
            start, end = self.spans[number]
            if last is not None and last.place >= start and last.place < at:
                return self._again(last, at)
            if number < sentence and self.text.count("\n", end, at) > _MOST_PARAGRAPHS:
                break
            mention = self._subject(start, min(end, at), woman, content)
            if mention is not None:
                return self._of_mention(mention, (mention.start, mention.end), at)
        if last is not None:
            return self._again(last, at)
        start = self.spans[sentence][0]
        own = self._subject(start, min(start + 1, at), woman, ())
        return None if own is None else self._of_mention(own, (own.start, own.end), at)

    def _last_person(self, at: int, woman: bool) -> _Known | None:
        """Return the person who spoke last, unless too long ago or not the one meant."""
        for known in reversed(self.spoke[-_MOST_SENTENCES:]):
            if known.person:
                near = self.text.count("\n", known.place, at) <= _MOST_PARAGRAPHS
                return known if near and _agrees(known.woman, woman) else None
        return None

    def _subject(self, start: int, end: int, woman: bool, content: Sequence[Span]) -> Named | None:
        """Return the first person mentioned in a stretch, outside what is said."""
        for mention in self._between(start, end):
            said = any(first <= mention.start < last for first, last in content)
            person = mention.kind != "demonym" and self._is_person(mention)
            if not said and person and _agrees(self._is_woman(mention), woman):
                return mention
        return None

    def _body_before(self, at: int) -> _Known | None:
        """Return the one who spoke last, if it is no person and not long ago."""
        if not self.spoke:
            return None
        last = self.spoke[-1]
        near = self.text.count("\n", last.place, at) <= 1
        return self._again(last, at) if near and (last.others or not last.person) else None

    def _antecedent(self, speaker: Span) -> _Known | None:
        """Return what stands right before "who"."""
        number = bisect_left(self.starts, speaker[0]) - 1
        if number < 0:
            return None
        mention = self.found[number]
        between = self.text[mention.end : speaker[0]]
        if not _GAP.match(between):
            return None
        return self._of_mention(mention, (mention.start, mention.end), speaker[0])

    def _again(self, known: _Known, at: int) -> _Known:
        return known._replace(place=at)

    # Several speakers --------------------------------------------------------------------------

    def _with_others(self, known: _Known, speaker: Span) -> _Known:
        """Add those who are named after "and": "Rubio, Wang and the Russian minister"."""
        start, end = speaker
        if " and " not in self.text[start:end]:
            return known
        parts: list[Span] = []
        at = start
        for match in _AND.finditer(self.text, start, end):
            if not parts or not self._describes(at, match.start()):
                parts.append((at, match.start()))
            at = match.end()
        parts.append((at, end))
        if _BELONGS.search(self.text, *parts[0]):
            return known
        nouns = [known, *(self._noun(part) for part in parts[1:])]
        word = self._last_word(*parts[-1])
        if word in self.words.speaks_for:  # "Ukrainian and Russian officials"
            demonyms = [self._demonym(part) for part in parts[:-1]]
            nouns = [noun or known for noun, known in zip(demonyms, nouns, strict=False)] + nouns[
                -1:
            ]
        chains = list(dict.fromkeys(noun.chain for noun in nouns if noun.chain >= 0))
        if not chains:
            return known
        first = next(noun for noun in nouns if noun.chain >= 0)
        return first._replace(place=start, span=speaker, others=tuple(chains[1:]))

    def _describes(self, start: int, end: int) -> bool:
        """Say whether a part of a list describes the one before: ", the foreign minister, and"."""
        words = self.text[start:end].split()
        return words[0].lower() in self.words.determiners and not any(self._between(start, end))

    def _demonym(self, part: Span) -> _Known | None:
        """Return the state of a part that is nothing but a demonym."""
        for mention in self._between(*part):
            if mention.kind == "demonym" and (mention.start, mention.end) == part:
                return self._of_mention(mention, part, part[0])
        return None

    def _last_word(self, start: int, end: int) -> str:
        """Return the last word of a stretch, in lower case."""
        match = _LAST_WORD.search(self.text, start, end)
        return match.group().lower() if match else ""

    def _two_before(self, phrase: str, speaker: Span) -> _Known | None:
        """Return the two whom "the two ministers" or "both sides" means.

        They are the only two persons, or else bodies, of the nearest sentence before that names
        exactly two.
        """
        bodies = any(word in self.words.sides for word in phrase.split())
        sentence = bisect_right(self.spans, (speaker[0], len(self.text))) - 1
        for number in range(sentence, max(-1, sentence - _MOST_PARAGRAPHS - 1), -1):
            start, end = self.spans[number]
            named: dict[int, Named] = {}
            for mention in self._between(start, min(end, speaker[0])):
                if mention.kind != "demonym" and self._is_person(mention) != bodies:
                    named.setdefault(mention.chain, mention)
            if len(named) == _PAIR:
                first, second = named.values()
                known = self._of_mention(first, speaker, speaker[0])
                return known._replace(others=(second.chain,))
            if len(named) > _PAIR:
                break
        return None

    # Nouns -------------------------------------------------------------------------------------

    def _noun(self, speaker: Span) -> _Known:
        """Return who a noun is."""
        start, end = speaker
        inside = self._between(start, end)
        match = _HEAD_END.search(self.text, start + 1, end)
        head_end = match.start() if match else end
        for mention in inside:
            ends = mention.end == head_end or self._is_titled(mention, start, end)
            if ends and mention.kind != "demonym":
                return self._of_mention(mention, speaker, start)
        word = self._last_word(start, head_end)
        meant = self._spoken_for(word, inside, head_end) or self._apposed(inside, head_end)
        if meant is not None:
            return self._of_mention(meant, speaker, start)
        named = self._name(start, head_end)
        if named is None and (two := _TWO.match(self.text, start, end)):
            both = self._two_before(two.group().lower(), speaker)
            if both is not None:
                return both
        if named is None and self.text[start : start + 4].lower() in ("the ", "this"):
            before = self._named_before(word, start)
            if before is not None:
                return before
        return self._unknown(speaker, named, word)

    def _is_titled(self, mention: Named, start: int, end: int) -> bool:
        """Say whether a person ends a noun of capitals: "Secretary of State Marco Rubio"."""
        if mention.end != end and not self.text.startswith((",", "("), mention.end):
            return False
        before = self.text[start : mention.start].split()
        titled = all(word[0].isupper() or word == "of" for word in before)
        determined = bool(before) and before[0].lower() in self.words.determiners
        return self._is_person(mention) and titled and not determined

    def _spoken_for(self, word: str, inside: Sequence[Named], head_end: int) -> Named | None:
        """Return whom officials, or a spokesman, speak for; a person is nobody's voice."""
        if word not in self.words.speaks_for:
            return None
        match = _SPOKEN_FOR.match(self.text, head_end)
        for mention in inside:
            beside = mention.end <= head_end or (match and mention.start == match.end())
            if beside and not self._is_person(mention):
                return mention
        return None

    def _apposed(self, inside: Sequence[Named], head_end: int) -> Named | None:
        """Return the person named after a comma: "the president, Vladimir Putin"."""
        for mention in inside:
            if mention.start == head_end + 2 and self.text[head_end : head_end + 2] == ", ":
                return mention if self._is_person(mention) else None
        return None

    def _name(self, start: int, head_end: int) -> Span | None:
        """Return the capitalised words that end a head: a name that nobody else knows."""
        match = _NAME.search(self.text, start, head_end)
        if match is None or (match.start() > start and self.text[match.start() - 1].isalnum()):
            return None
        return match.start(), head_end

    def _named_before(self, word: str, at: int) -> _Known | None:
        """Return whom the article named before with a word: "the minister", "the ministry"."""
        if word in self.words.offices or word in self.words.bodies:
            person = word in self.words.offices
            for known in self.spoke[: -_MOST_LOOKED_BACK - 1 : -1]:
                if known.person == person and word in self._around(known.span).split():
                    return self._again(known, at)
            for mention in self._before(at):
                if self._is_person(mention) == person and self._is_called(mention, word):
                    return self._of_mention(mention, (mention.start, mention.end), at)
        return None

    def _around(self, span: Span) -> str:
        """Return a speaker with what stands before it in its line, in lower case."""
        begin = max(self.text.rfind("\n", 0, span[0]) + 1, span[0] - _AROUND // 2)
        return self.text[begin : span[1]].lower().replace(",", " ")

    def _is_called(self, mention: Named, word: str) -> bool:
        """Say whether a mention stands with a title, or holds the word of a body."""
        if word in mention.form.lower():
            return True
        if word not in self.words.offices:
            return False
        number = bisect_left(self.starts, mention.start)
        other = self.found[number - 1].end if number else 0
        if number and self.found[number - 1].kind == "demonym":
            other = self.found[number - 1].start
        before = self.text[max(other, mention.start - _AROUND) : mention.start].lower()
        after = self.text[mention.end : mention.end + _AROUND].lower().partition("\n")[0]
        before = re.split(r"[.,;\n]", before)[-1]
        apposed = after[1:].partition(",")[0] if after[:1] == "," else ""
        return word in before.split() or word in apposed.split()

    # Mentions ----------------------------------------------------------------------------------

    def _between(self, start: int, end: int) -> Sequence[Named]:
        """Return the mentions that begin in a stretch."""
        first = bisect_left(self.starts, start)
        return self.found[first : bisect_left(self.starts, end, first)]

    def _before(self, at: int) -> Sequence[Named]:
        """Return the mentions before a place, the nearest first."""
        number = bisect_left(self.starts, at)
        return self.found[max(0, number - _MOST_LOOKED_BACK) : number][::-1]

    def _of_mention(self, mention: Named, span: Span, place: int) -> _Known:
        person = self._is_person(mention)
        woman = self._is_woman(mention) if person else None
        named = (mention.start, mention.end)
        return _Known(place, span, mention.chain, named, person, woman)

    def _unknown(self, speaker: Span, named: Span | None, word: str) -> _Known:
        """Return a speaker of no chain; one with a name of two words, or an office, is a person."""
        name = "" if named is None else self.text[named[0] : named[1]]
        person = word in self.words.offices or " " in name or word == name.lower()
        woman = _first_is_woman(name) if name else None
        if _HONORIFIC.search(self.text, speaker[0], speaker[1]):
            woman = True
        return _Known(speaker[0], speaker, -1, named, person, woman)

    def _is_person(self, mention: Named) -> bool:
        """Say whether a mention is of a person; of a name that no list holds, by its looks."""
        if isinstance(mention, Mention):
            return actors()[mention.actor].cls == "person"
        return _is_persons(mention.head, bool(mention.evidence & THE))

    def _is_woman(self, mention: Named) -> bool | None:
        name = actors()[mention.actor].name if isinstance(mention, Mention) else mention.head
        return _first_is_woman(name)


@lru_cache(_MOST_KEPT)
def _is_persons(name: str, with_article: bool) -> bool:
    """Say whether a name that no list holds is a person's, by its looks."""
    words = name.split()
    if any(word.lower() in given_names() for word in words[:-1]):
        return True
    plain = all(word.isalpha() and not word.isupper() for word in words)
    return len(words) in _NAME_WORDS and plain and not with_article


@lru_cache(_MOST_KEPT)
def _first_is_woman(name: str) -> bool | None:
    """Say whether a given name is a woman's; None where it is of no list."""
    first = name.split(" ")[0]
    if first in lexicon().women:
        return True
    return False if first in given_names() and " " in name else None


def _agrees(woman: bool | None, wanted: bool) -> bool:
    """Say whether "she" (wanted) or "he" can stand for somebody."""
    return woman is None or woman == wanted
