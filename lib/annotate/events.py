"""Events: who did what to whom, when and where, and whether it is stated, claimed or only planned.

    text, mentions, dates  ->  events()  ->  Event(type, mode, source, target, date, place, status)

Types are those of PLOVER (Halterman et al. 2023, "PLOVER and POLECAT: A New Political Event
Ontology and Dataset"), and three more that news is read for (casualties, elections,
appointments). They are found by verb patterns as in TABARI and PETRARCH (Schrodt, Beieler & Idris
2014), but without a parser: only a sentence that holds a trigger and a mention is looked at, and
`lib.annotate.phrases` tells which mentions are its subject and object.

The patterns are data: `data/events.csv` for verbs, `data/event_nouns.csv` for nouns ("talks
between"). A row of the first reads: type, mode, the verb (irregular forms after "/", particles
after a space), the nouns of which one must be its object, the places where the target may stand
("obj" the object itself, else prepositions), and what it needs:

- target: a source and a target; in the passive voice the source may be missing.
- actor: as target, but the object must be the actor, not something of his.
- person: the object must be somebody whom one can meet.
- called: a bare person, and nothing that he is called after it ("called Putin a partner").
- place: a source who travels, and a place, which is the target if it is an actor.
- office: a bare person, with an office named after ("named B as ambassador").
- oneself: a source alone ("resigned"); a target where one is named ("lost the vote to B").
- state: a state alone ("held elections").
- victims: people, whose state or place is the target ("12 people were killed in B").

A title is read as a sentence in which a comma may join names ("A, B meet in Rome").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Protocol

from lib.annotate.context import inflect
from lib.annotate.files import rows, sections
from lib.annotate.mentions import Mention
from lib.annotate.phrases import Clauses, Named, capitals, words
from lib.annotate.sentences import sentences

STATUSES: tuple[str, ...] = ("stated", "reported", "planned", "denied")

SOMEBODY = "somebody"
"""Who did it where no sentence says who."""

QUADS: dict[str, str] = {row["type"]: row["quad"] for row in rows("event_types.csv")}
"""The quad class of each type, as PLOVER has them."""

RIGHT = 0.87
"""The share of events found that are right, checked by hand: 183 of 210 (docs/methods.md)."""

TYPES: tuple[str, ...] = tuple(QUADS)
MUTUAL: frozenset[str] = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types whose source and target do the same: A met B is B met A (visits excepted)."""

_MAY_LACK_SOURCE = frozenset(
    {"SANCTION", "COERCE", "ASSAULT", "YIELD", "CASUALTIES", "ELECT", "APPOINT"}
)
_OF_PERSONS = frozenset({"ELECT", "APPOINT"})  # types whose target, if any, is a person
_ALONE = frozenset({"oneself", "state", "victims"})  # what patterns need that need no two
_BY_PHONE = frozenset({"phone", "telephone", "call", "phoned", "videoconference"})
_MOST_PAIRS = 6  # events of one trigger
_REACH = 20  # tokens to both sides of a verb within which the noun that it asks for may stand
_FRONTED = 6  # tokens of a sentence within which a day stands for all of it: "On Thursday, ..."
_VICTIMS = 12  # tokens before a verb in which its subject may stand
_OFFICE = 7  # tokens after a person within which the office is named
_BREAKS = frozenset({",", ";", ":", "that", "and", "as", "after", "when", "while", "said"})
_LONG = 31  # days
_FAR = 40  # characters that a longer period is taken to be farther off
_BEFORE_WHICH = frozenset({",", "in", "during", "at"})  # "on Thursday, in which"
_BESIDE = 4  # characters between a verb and a day that belongs to its object
_FORCES = frozenset({"officers", "commanders"})
_QUOTED = frozenset("\"“”‘«'")  # opens what somebody is called
_LONGEST = 3_000  # characters; what is longer is no sentence, and would be walked through for ever


@cache
def modes() -> tuple[str, ...]:
    """The modes of all types, sorted: how it was done ("call", "airstrike")."""
    return tuple(sorted({row["mode"] for row in (*rows("events.csv"), *rows("event_nouns.csv"))}))


def said(type_: str, mode: str, source: str, target: str) -> str:
    """What happened, in a clause: "Marco Rubio met Sergey Lavrov".

    What stands in brackets in `event_types.csv` is left out where there is no target (""); without
    a source ("") it was done by nobody who is named, or else by somebody.
    """
    phrase = _phrase(type_, mode)
    if not source:
        phrase = _phrases("by nobody named").get((type_, mode)) or phrase
    phrase = re.sub(r"\[(.*?)\]", r"\1" if target else "", phrase)
    return phrase.format(source=source or SOMEBODY, target=target)


def has_target(type_: str, mode: str) -> bool:
    """Whether it is done to somebody: a resignation, an election won is not."""
    return "{target}" in _phrase(type_, mode).partition("[")[0]


def _phrase(type_: str, mode: str) -> str:
    phrases = _phrases("said")
    return phrases.get((type_, mode)) or phrases[type_, ""]


@cache
def _phrases(column: str) -> dict[tuple[str, str], str]:
    return {(row["type"], row["mode"]): row[column] for row in rows("event_types.csv")}


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did to somebody, as one sentence of the text tells it.

    `start` and `end` span the sentence, `verb_start` and `verb_end` the word that tells it, all
    in code points of the text, or of the title where `part` is "title". `source`, `target` and
    `place` are chains of the article's mentions, `date` is the place in its list of dates; -1
    where there is none. `place_start` and `place_end` span the place as written, known or not (-1
    none). `status` is one of `STATUSES`: stated by the article; reported, a claim by somebody;
    planned, or only possible; denied.
    """

    start: int
    end: int
    verb_start: int
    verb_end: int
    type: str
    mode: str
    source: int
    target: int
    date: int
    place: int
    place_start: int
    place_end: int
    status: str
    part: str = "text"


class Span(Protocol):
    """An expression of time, as far as it matters here."""

    @property
    def start(self) -> int:
        """Its first code point."""

    @property
    def end(self) -> int:
        """The code point after its last."""

    @property
    def part(self) -> str:
        """The part of the article that it stands in: "text" or "title"."""

    @property
    def first(self) -> date | None:
        """The first day that it stands for; None where it names none."""

    @property
    def last(self) -> date | None:
        """The last day that it stands for; None where it names none."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A row of `events.csv`."""

    type: str
    mode: str
    particles: tuple[str, ...]
    objects: frozenset[str]
    target: tuple[str, ...]
    needs: str


@dataclass(frozen=True, slots=True)
class _NounPattern:
    """A row of `event_nouns.csv`."""

    type: str
    mode: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Triggers:
    """The patterns by the words that set them off, and what form of the verb each word is."""

    verbs: dict[str, tuple[_Pattern, ...]]
    participles: frozenset[str]
    continuous: frozenset[str]
    bare: frozenset[str]
    third: frozenset[str]
    nouns: dict[str, _NounPattern]
    all: frozenset[str]
    alone: frozenset[str]  # of those, what one actor is enough for
    going: frozenset[str]  # of these, what needs a place besides
    asks: dict[str, tuple[frozenset[str], ...] | None]  # of which words one must stand beside it


@cache
def _triggers() -> _Triggers:
    """Read the patterns; the more a pattern asks for, the earlier it is tried."""
    verbs: dict[str, list[_Pattern]] = {}
    participles: set[str] = set()
    continuous: set[str] = set()
    bare: set[str] = set()
    third: set[str] = set()
    for row in rows("events.csv"):
        base, *particles = row["trigger"].split()
        verb = inflect(base)
        pattern = _Pattern(
            row["type"],
            row["mode"],
            tuple(particles),
            frozenset(row["object"].split()),
            tuple(row["target"].split()),
            row["needs"],
        )
        for form in {verb.base, verb.third, verb.past, verb.participle, verb.continuous}:
            verbs.setdefault(form, []).append(pattern)
        participles.add(verb.participle)
        continuous.add(verb.continuous)
        bare.update({verb.base} - {verb.past})
        third.add(verb.third)
    nouns = {
        noun: _NounPattern(row["type"], row["mode"], tuple(row["target"].split()))
        for row in rows("event_nouns.csv")
        for noun in row["noun"].split()
    }
    ordered = {
        form: tuple(sorted(found, key=lambda p: (-len(p.particles), not p.objects)))
        for form, found in verbs.items()
    }
    every = frozenset(ordered) | frozenset(nouns)
    suffered = {
        form for form, found in verbs.items() if any(p.type in _MAY_LACK_SOURCE for p in found)
    }
    going = {form for form, found in verbs.items() if any(p.needs == "place" for p in found)}
    going |= {noun for noun, pattern in nouns.items() if pattern.mode == "visit"}
    return _Triggers(
        ordered,
        frozenset(participles),
        frozenset(continuous),
        frozenset(bare),
        frozenset(third),
        nouns,
        every,
        frozenset(suffered | going),
        frozenset(going - suffered),
        {word: _asked(ordered.get(word, ()), nouns.get(word)) for word in every},
    )


def _asked(
    verbs: tuple[_Pattern, ...], noun: _NounPattern | None
) -> tuple[frozenset[str], ...] | None:
    """The sets of words of which a sentence must hold one for a trigger to tell anything.

    None where it may tell something without: a verb with any object, talks of two named before.
    """
    ways = [
        pattern.objects
        or frozenset(pattern.particles)
        or (frozenset(pattern.target) - {"obj"} if pattern.needs == "place" else frozenset())
        or (words()["offices"] if pattern.needs == "office" else frozenset())
        for pattern in verbs
    ]
    if noun is not None:
        ways.append(frozenset() if noun.type == "CONSULT" else frozenset(noun.target))
    return tuple(ways) if all(ways) else None


def events(
    text: str,
    mentions: Sequence[Mention],
    dates: Sequence[Span] = (),
    spans: Sequence[tuple[int, int]] | None = None,
    title: str = "",
) -> list[Event]:
    """Return the events that an article tells: those of its title, then those of its text.

    Args:
        text: of the article.
        mentions: its mentions, in order.
        dates: its expressions of time, to which the events' `date` refers.
        spans: its sentences, where they are known already.
        title: of the article; "" where it has none, or it is not to be read.
    """
    by_sentence: dict[int, list[Mention]] = {}
    headline: list[Mention] = []
    for mention in mentions:
        if mention.part == "text":
            by_sentence.setdefault(mention.sentence, []).append(mention)
        else:
            headline.append(mention)
    found: list[Event] = []
    if headline and len(title) <= _LONGEST and _may_tell(_bare(title).split(), headline, ()):
        clauses = Clauses(title, 0, len(title), headline, headline=True)
        found += _Telling(clauses, 0, len(title), mentions, dates).events()
    if not by_sentence:
        return found
    spans = sentences(text) if spans is None else spans
    before: list[Mention] = []
    for number in _worth_a_look(by_sentence, len(spans)):
        here = by_sentence.get(number, [])
        start, end = spans[number]
        if end - start > _LONGEST:
            continue
        near = before if before and before[0].sentence >= number - 2 else []
        bare = _bare(text[start:end])
        if not here and not (near and _PAIRED.search(bare)):
            continue
        if _may_tell(bare.split(), here, near):
            clauses = Clauses(text, start, end, here, near)
            told = _Telling(clauses, start, end, mentions, dates).events()
            if told and not _of_a_picture(text[start:end]):
                found += told
        before = here or before
    return found


def _worth_a_look(by_sentence: dict[int, list[Mention]], count: int) -> list[int]:
    """The sentences with mentions, and the two after one of several, which may speak of "both"."""
    after = [
        number + step
        for number, here in by_sentence.items()
        if len(here) > 1
        for step in (1, 2)
        if number + step < count
    ]
    return sorted({*by_sentence, *after})


def _may_tell(found: Sequence[str], here: Sequence[Mention], near: Sequence[Mention]) -> bool:
    """Say whether a sentence's words hold a trigger, what it asks for, and actors enough.

    Two actors, if a pronoun may name the second; else a trigger that needs but one, and for a
    journey some capital.
    """
    triggers = _triggers()
    chain = here[0].chain if here else near[0].chain
    two = any([mention.chain != chain for mention in here])
    before = not two and any([mention.chain != chain for mention in near])
    told = (triggers.all if two or before else triggers.alone).intersection(found)
    if not told:
        return False
    if not here:
        return before
    if not two and not (before and not words().pronouns.isdisjoint(found)):
        told &= triggers.alone
        if not told.isdisjoint(triggers.going) and _capital_words().isdisjoint(found):
            told -= triggers.going
    for ways in map(triggers.asks.__getitem__, told):
        if ways is None or any([not way.isdisjoint(found) for way in ways]):
            return True
    return False


@cache
def _capital_words() -> frozenset[str]:
    """The first words of all capitals, in small letters."""
    return frozenset(_bare(name).split()[0] for name in capitals())


_CAPTIONS = tuple(sections("events.txt")["captions"])
"""How what stands beside a picture begins: the name of a gallery, and no sentence."""

_CREDITS = tuple(sections("events.txt")["credits"])
"""What stands in the credit of a picture, and in no sentence."""


def _of_a_picture(sentence: str) -> bool:
    """Say whether what is read as a sentence is the caption of a picture, or its credit."""
    return sentence.startswith(_CAPTIONS) or any(credit in sentence for credit in _CREDITS)


_WHO = "|".join(sorted(words().pairs))
_PAIRED = re.compile(rf"(?: two|\bboth) (?:{_WHO})\b")
"""How a sentence speaks of two who were named before: "the two sides met"."""

_MARKS = ',.;:"()'
_WIDE_MARKS = "“”‘–—"


def _bare(text: str) -> str:
    """A text of equal length in small letters, without the marks that stand beside words."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower()[:1] for letter in text)
    for mark in _MARKS if lowered.isascii() else _MARKS + _WIDE_MARKS:
        lowered = lowered.replace(mark, " ")
    return lowered


@dataclass(frozen=True, slots=True)
class _Pair:
    """Who did it to whom, before it is said how and when; either may be unknown (None)."""

    source: int | None
    target: int | None
    place: tuple[int, int, int] | None


class _Telling:
    """What one sentence tells."""

    def __init__(
        self,
        clauses: Clauses,
        start: int,
        end: int,
        mentions: Sequence[Mention],
        dates: Sequence[Span],
    ) -> None:
        self.clauses, self.start, self.end = clauses, start, end
        self.mentions, self.dates = mentions, dates
        self.part = "title" if clauses.headline else "text"
        self.used: set[int] = set()  # tokens of nouns that a verb has told of already
        self.last = clauses.places[-1] if clauses.places else -1

    @cached_property
    def first(self) -> int:
        """The first token that may stand for an actor."""
        clauses, pronouns, pairs = self.clauses, words().pronouns, words().pairs
        named = clauses.places[0] if clauses.places else clauses.size
        for token, word in enumerate(clauses.words[:named]):
            if word in pronouns or (word in pairs and clauses.is_pair(token)):
                return token
        return named

    def events(self) -> list[Event]:
        """All events, one for each type and pair of actors."""
        found: dict[tuple[str, int, int], Event] = {}
        triggers, every = _triggers(), _triggers().all
        told = [pair for pair in enumerate(self.clauses.words) if pair[1] in every]
        for token, word in told:
            if word in triggers.verbs:
                for event in self._of_verb(token, triggers.verbs[word]):
                    self._keep(found, event)
        for token, word in told:
            if word in triggers.nouns and token not in self.used:
                for event in self._of_noun(token, triggers.nouns[word]):
                    self._keep(found, event)
        return sorted(found.values(), key=lambda event: event.verb_start)

    @staticmethod
    def _keep(found: dict[tuple[str, int, int], Event], event: Event) -> None:
        first, second = event.source, event.target
        if event.type in MUTUAL and first > second >= 0:
            first, second = second, first
        found.setdefault((event.type, first, second), event)

    # Verbs ------------------------------------------------------------------------------------

    def _of_verb(self, verb: int, patterns: tuple[_Pattern, ...]) -> list[Event]:
        """The events of the first pattern that fits a verb."""
        near = self.clauses.words[max(0, verb - _REACH) : verb + _REACH]
        patterns = tuple([p for p in patterns if not p.objects or not p.objects.isdisjoint(near)])
        word, triggers = self.clauses.words[verb], _triggers()
        if not patterns or self._helps(verb) or not self._has_room(verb, patterns):
            return []
        if self.clauses.is_noun(verb, word in triggers.bare, word in triggers.third):
            return []
        if self.clauses.word(verb - 1) == "to" and word not in triggers.bare:
            return []  # "linked to sanctioned officials"
        voice = _Voice(self.clauses, verb)
        for pattern in patterns:
            last = self._after_particles(verb, pattern.particles)
            if last < 0:
                continue
            if pattern.needs == "victims":
                toll = self._casualties(pattern, last, voice)
                if toll is None:
                    continue
                pairs = toll
            elif voice.passive:
                pairs = self._passive(pattern, last, voice)
            else:
                pairs = self._active(pattern, last, voice)
            if pattern.needs == "victims" and not pairs:
                return []  # people of nowhere that is known
            if pairs:
                mode = self._mode(pattern, verb)
                status = voice.status()
                return [
                    self._event(pattern.type, mode, pair, verb, status)
                    for pair in pairs[:_MOST_PAIRS]
                ]
        return []

    def _helps(self, verb: int) -> bool:
        """Say whether a verb only helps another: "have delayed their meeting"."""
        following = self.clauses.word(verb + 1)
        if self.clauses.words[verb] not in words()["auxiliaries"]:
            return False
        return following.endswith("ed") or following in _triggers().participles

    def _has_room(self, verb: int, patterns: tuple[_Pattern, ...]) -> bool:
        """Say whether an actor may stand on the sides of a verb where its patterns need one.

        Before it the subject, unless the verb may be a participle; after it the target, unless
        the verb may be passive, or asks for a place, or for two who do the same.
        """
        word, triggers = self.clauses.words[verb], _triggers()
        if word in triggers.participles:
            return True
        if any([p.needs == "victims" for p in patterns]):
            return True
        if verb < self.first and word not in triggers.continuous:
            return False
        return verb < self.last or any(
            p.needs == "place" or p.needs in _ALONE or p.type == "ASSAULT" or p.type in MUTUAL
            for p in patterns
        )

    def _after_particles(self, verb: int, particles: tuple[str, ...]) -> int:
        """The token of the last particle; -1 if they do not follow the verb."""
        for step, particle in enumerate(particles, 1):
            if self.clauses.word(verb + step) != particle:
                return -1
        return verb + len(particles)

    def _mode(self, pattern: _Pattern, verb: int) -> str:
        """The pattern's mode; meetings and talks by phone are calls."""
        if pattern.type == "CONSULT" and pattern.mode in ("meet", "talk"):
            near = self.clauses.words[max(0, verb - 3) : verb + 9]
            if not _BY_PHONE.isdisjoint(near):
                return "call"
            after = " ".join(self.clauses.words[verb : verb + 4 * _FRONTED])
            if "during a meeting" in after or "at a meeting" in after:
                return "meet"
        return pattern.mode

    def _active(self, pattern: _Pattern, verb: int, voice: "_Voice") -> list[_Pair]:
        """Who did it to whom, for a verb in the active voice."""
        noun = self._object_noun(pattern, verb)
        if noun is None:
            return []
        source = voice.subject()
        if source is None:
            return []
        if pattern.needs in _ALONE:
            return self._alone(pattern, source, noun or verb, self.clauses.place(verb))
        if pattern.needs == "place":
            return self._going(source, pattern, verb)
        targets = self._targets(pattern, verb, noun or verb)
        if noun:
            self.used.add(noun)
        if targets is None:
            return [] if voice.gerund else self._without_target(pattern, source, verb)
        if pattern.type == "ASSAULT" and not self._forceful(pattern, verb, source, targets):
            return []
        if pattern.mode == "meet" and self._may_play(verb, source, targets):
            return []
        sources = self._chains(source)
        aimed = [chain for chain in self._chains(targets) if chain not in sources]
        place = self.clauses.place(verb)
        return [_Pair(a, b, place) for a in sources for b in aimed]

    def _without_target(self, pattern: _Pattern, source: Named, verb: int) -> list[_Pair]:
        """Those who did it together ("A and B met"), or to a place alone."""
        place = self.clauses.place(verb)
        sources = self._chains(source)
        together = pattern.type in MUTUAL or (pattern.type, pattern.mode) == ("REJECT", "suspend")
        if together and len(sources) >= 2 and pattern.needs == "target":
            return [_Pair(a, b, place) for i, a in enumerate(sources) for b in sources[i + 1 :]]
        person = source.mentions[-1] < 0 or (
            not source.heads and self._class(self.clauses.mentions[source.mentions[-1]]) == "person"
        )
        if pattern.type == "ASSAULT" and place is not None and not person and not pattern.objects:
            return [_Pair(chain, self._state_of(place), place) for chain in sources]
        return []

    def _may_play(self, verb: int, source: Named, target: Named) -> bool:
        """Say whether two teams meet: states as such meet only "with" one another, or together."""
        if self.clauses.word(verb + 1) == "with" or source.mentions[-1] < 0:
            return False
        sides = (source.mentions[-1], target.mentions[0])
        states = all(self._class(self.clauses.mentions[side]) == "state" for side in sides)
        return states and not source.heads and not target.heads

    def _forceful(self, pattern: _Pattern, verb: int, source: Named, target: Named) -> bool:
        """Say whether force was used, and no words: officials and politicians attack in speech."""
        if pattern.mode in ("kill", "torture"):
            return True
        heads = set(source.heads)
        if heads and not heads.isdisjoint(words()["persons"]) and heads.isdisjoint(_FORCES):
            return False
        place = source.mentions[-1]
        bare = not heads and (place < 0 or self._class(self.clauses.mentions[place]) == "person")
        aimed = self._class(self.clauses.mentions[target.mentions[-1]])
        weak = self.clauses.words[verb] in words()["also of words"]
        if aimed == "person" and not heads and not target.heads:
            return place >= 0 and self._class(self.clauses.mentions[place]) == "state"
        return aimed in ("state", "place") if bare or weak else True

    def _alone(
        self, pattern: _Pattern, source: Named, last: int, place: tuple[int, int, int] | None
    ) -> list[_Pair]:
        """What somebody did with no target needed: the subject itself, or one of its people."""
        mention = self.clauses.mentions[source.mentions[-1]] if source.mentions[-1] >= 0 else None
        cls = "person" if mention is None else self._class(mention)
        if pattern.needs == "state":
            if cls != "state" or source.heads:
                return []
        elif source.heads or (cls != "person" and not (pattern.type == "ELECT" and cls != "state")):
            return []
        target = self._targets(pattern, last, last) if pattern.target else None
        aimed = self._chains(target)[0] if target else None
        sources = [chain for chain in self._chains(source) if chain != aimed]
        return [_Pair(chain, aimed, place) for chain in sources]

    def _casualties(self, pattern: _Pattern, verb: int, voice: "_Voice") -> list[_Pair] | None:
        """Whose people were killed or hurt, and by whom if it says so.

        None where the subject is no people in numbers: another pattern may fit.
        """
        clauses = self.clauses
        first = voice.first
        if voice.helpers == ["being"]:  # "the sight of B's soldiers being killed"
            return None
        if pattern.mode == "killed" and clauses.words[verb].startswith("di"):
            if voice.gerund or voice.infinitive:
                return None
        elif not (voice.passive or (clauses.headline and self._counts(first - 1))):
            return None
        before = range(max(0, first - _VICTIMS), first)
        begin = max((at + 1 for at in before if clauses.words[at] in _BREAKS), default=before.start)
        subject = range(begin, first)
        mention = next((at for at in reversed(subject) if clauses.mention(at)), -1)
        people = words()["victims"]
        named = [clauses.words[at] for at in subject]
        if mention >= 0:
            form = clauses.mentions[clauses.named[mention]]
            if form.kind != "demonym" or self._class(form) != "state":
                return None
            if not form.form.endswith("s") and people.isdisjoint(named):
                return None
        elif people.isdisjoint(named) and not any(map(self._counts, subject)):
            return None
        source, place, hit = self._toll(pattern, verb)
        target: int | None = hit
        if mention >= 0:
            target = clauses.mentions[clauses.named[mention]].chain
        if target is None or target == source:
            return []
        return [_Pair(source, target, place)]

    def _counts(self, token: int) -> bool:
        """Say whether a word is a number of people."""
        word = self.clauses.word(token)
        return word.replace(",", "").isdecimal() or word in words()["numbers"]

    def _toll(
        self, pattern: _Pattern, verb: int
    ) -> tuple[int | None, tuple[int, int, int] | None, int | None]:
        """By whom people were killed, where (its mention and span), and in what state or place."""
        clauses, source = self.clauses, None
        place = clauses.place(verb)
        hit = self._state_of(place) if place else None
        for preposition, at in clauses.slots(verb):
            found = clauses.phrase(at + 1) if preposition in (*pattern.target, "by", "on") else None
            if found is None:
                continue
            mention = clauses.mentions[found.mentions[0]]
            if not _triggers().nouns.keys().isdisjoint(found.heads) or preposition == "by":
                source = mention.chain if source is None and preposition != "on" else source
            elif hit is None and mention.kind != "demonym" and not found.heads:
                hit = mention.chain if self._class(mention) in ("state", "place") else None
        return source, place, hit

    def _object_noun(self, pattern: _Pattern, verb: int) -> int | None:
        """The token of the noun that a pattern asks for; 0 if it asks for none, None if missing."""
        if not pattern.objects:
            return 0
        for token in range(verb + 1, min(self.clauses.size, verb + 9)):
            word = self.clauses.words[token]
            if word in pattern.objects:
                return token
            if word in words().stops and word not in ("and", ","):
                return None
            stop = word != "of" and word in words()["prepositions"]
            if stop and "obj" not in pattern.target:
                return None
        return None

    def _targets(self, pattern: _Pattern, verb: int, last: int) -> Named | None:
        """Who it was done to: the object, or what stands after a preposition beyond `last`."""
        slots = self.clauses.slots(last)
        if last == verb and slots[:1] == [("of", verb + 1)]:  # "spoke of his anger with"
            return None
        other = self.clauses.word(verb + 1) in words()["articles"]
        if other and not (pattern.objects or pattern.particles or "obj" in pattern.target):
            return None  # "appealed an order to B"
        for wanted in pattern.target:
            if wanted == "obj":
                found = self.clauses.phrase(verb + 1, _reaches_through_of(pattern.type))
                if found and self._suits(pattern, found) and not self._begins_clause(found):
                    return found
                continue
            for preposition, token in slots:
                if preposition == "about" and not pattern.objects:
                    break  # "spoke about drills with B"
                if preposition == wanted:
                    found = self.clauses.phrase(token + 1, _reaches_through_of(pattern.type))
                    if found and self._suits(pattern, found):
                        return found
        return None

    def _begins_clause(self, found: Named) -> bool:
        """Say whether an object is the subject of a clause: "warned B's troops were there"."""
        following = self.clauses.word(found.end)
        helping = words()["auxiliaries"] | words()["modals of what may be"]
        return following != "'s" and following in helping

    def _suits(self, pattern: _Pattern, found: Named) -> bool:
        """Say whether a phrase is what a pattern needs for a target."""
        last = self.clauses.mentions[found.mentions[0]]
        cls = self._class(last)
        persons = words()["persons"]
        held = not persons.isdisjoint(found.heads)
        bare = not found.heads and last.kind != "demonym"
        if pattern.needs == "person":
            return held or (bare and cls == "person")
        if pattern.needs == "called":
            after = self.clauses.word(found.end)
            ended = after not in _QUOTED and (
                after in words().stops or after in words()["prepositions"] or not after.isalpha()
            )
            return bare and cls == "person" and ended
        if pattern.needs == "office":
            named = self.clauses.words[found.end : found.end + _OFFICE]
            return bare and cls == "person" and not words()["offices"].isdisjoint(named)
        if pattern.type in _OF_PERSONS:
            return bare and cls == "person"
        if pattern.needs == "actor" or pattern.type == "CONSULT":
            return cls != "place" and (
                bare or held or not words()["agents"].isdisjoint(found.heads)
            )
        return True

    def _class(self, mention: Mention) -> str:
        return self.clauses.class_of(self.clauses.named.index(self.clauses.mentions.index(mention)))

    def _going(self, source: Named, pattern: _Pattern, verb: int) -> list[_Pair]:
        """Who went where: the place must be a state, a capital or a place that is known."""
        token = verb + 1
        if pattern.target != ("obj",):
            slots = [at for word, at in self.clauses.slots(verb) if word in pattern.target]
            if not slots:
                return []
            token = slots[0] + 1
        while self.clauses.word(token) in ("the", "of", "neighbouring", "neighboring"):
            token += 1
        place = self.clauses.place_at(token) if self.clauses.is_name(token) else None
        if place is None or not self._known_place(place, pattern):
            return []
        if not self._travels(source):
            return []
        target = self._state_of(place)
        goers = [chain for chain in self._chains(source) if chain != target]
        return [_Pair(chain, target, place) for chain in goers]

    def _travels(self, source: Named) -> bool:
        """Say whether a subject is people: states do not travel."""
        if not words()["persons"].isdisjoint(source.heads):
            return True
        if source.mentions[-1] < 0:
            return True
        return (
            not source.heads and self._class(self.clauses.mentions[source.mentions[-1]]) == "person"
        )

    def _known_place(self, place: tuple[int, int, int], pattern: _Pattern) -> bool:
        mention, start, end = place
        return mention >= 0 or self.clauses.text[start:end] in capitals()

    def _state_of(self, place: tuple[int, int, int]) -> int | None:
        """The chain of a place: its own, or that of the state whose capital it is."""
        mention, start, end = place
        if mention >= 0:
            return self.clauses.mentions[mention].chain
        state = capitals().get(self.clauses.text[start:end])
        return next((mention.chain for mention in self.mentions if mention.actor == state), None)

    def _passive(self, pattern: _Pattern, last: int, voice: "_Voice") -> list[_Pair]:
        """Who did it to whom, for a verb in the passive voice."""
        agent = next((at for word, at in self.clauses.slots(last) if word == "by"), -1)
        between = self.clauses.words[last + 1 : agent]
        if any(word.endswith("ed") or word in _triggers().participles for word in between):
            agent = -1  # "was told of the deal struck by B"
        source = self.clauses.phrase(agent + 1) if agent >= 0 else None
        if source is None and not self._may_lack_source(pattern, voice, agent):
            return []
        if pattern.needs == "place" and "obj" not in pattern.target:
            return []
        place = self.clauses.place(last)
        if pattern.needs in _ALONE:
            return self._held(pattern, voice, place)
        target = self._suffered(pattern, last, voice)
        if target is None or not self._suffers(pattern, target, last):
            return []
        sources = self._chains(source) if source else [None]
        aimed = [chain for chain in self._chains(target) if chain not in sources]
        return [_Pair(a, b, place) for a in sources for b in aimed]

    def _may_lack_source(self, pattern: _Pattern, voice: "_Voice", agent: int) -> bool:
        """Say whether a passive tells of an event though nobody known did it.

        Not where something did it: an earthquake strikes as well, and a law targets.
        """
        spoken = self.clauses.words
        if pattern.type not in _MAY_LACK_SOURCE or spoken[voice.verb] in words()["also of words"]:
            return False
        if agent < 0 and self.clauses.word(voice.verb + 1) in ("a", "an"):
            return False  # "was struck a blow"
        by = spoken[agent + 1 : agent + _OFFICE]
        return pattern.mode != "airstrike" or agent < 0 or not words()["agents"].isdisjoint(by)

    def _held(
        self, pattern: _Pattern, voice: "_Voice", place: tuple[int, int, int] | None
    ) -> list[_Pair]:
        """What a state did, told by its place: "elections were held in B"."""
        left = self.clauses.words[max(0, voice.first - 8) : voice.first]
        if pattern.needs != "state" or place is None or pattern.objects.isdisjoint(left):
            return []
        state = self._state_of(place)
        return [] if state is None else [_Pair(state, None, place)]

    def _suffers(self, pattern: _Pattern, target: Named, last: int) -> bool:
        """Say whether a passive's subject is a person, and given an office, where it needs be."""
        place = target.mentions[-1]
        if pattern.mode == "release":  # "the list of the U.S., which was released"
            cls = self._class(self.clauses.mentions[place]) if place >= 0 else "person"
            return cls == "person" or bool(target.heads)
        if pattern.type not in _OF_PERSONS:
            return True
        if target.heads or (place >= 0 and self._class(self.clauses.mentions[place]) != "person"):
            return False
        after = self.clauses.words[last + 1 : last + 1 + _OFFICE]
        return pattern.needs != "office" or not words()["offices"].isdisjoint(after)

    def _suffered(self, pattern: _Pattern, last: int, voice: "_Voice") -> Named | None:
        """To whom it was done: the subject, or with an object noun what its preposition names."""
        if not pattern.objects:
            return voice.sufferer() if "obj" in pattern.target else None
        left = self.clauses.words[max(0, voice.first - 8) : voice.first]
        if pattern.objects.isdisjoint(left):
            return None
        for word, at in self.clauses.slots(last):
            if word in pattern.target:
                return self.clauses.phrase(at + 1)
        for at in range(max(0, voice.first - 6), voice.first):
            if self.clauses.words[at] in pattern.target:
                return self.clauses.phrase(at + 1)
        return None

    # Nouns ------------------------------------------------------------------------------------

    def _of_noun(self, noun: int, pattern: _NounPattern) -> list[Event]:
        """The events of a noun: "talks between A and B", "A's attack on B"."""
        named = self._parties(noun, pattern)
        if not named:
            return []
        status = self._noun_status(noun)
        mode = pattern.mode
        near = self.clauses.words[max(0, noun - 2) : noun]
        if mode in ("meet", "talk") and not _BY_PHONE.isdisjoint(near):
            mode = "call"
        return [self._event(pattern.type, mode, pair, noun, status) for pair in named[:_MOST_PAIRS]]

    def _parties(self, noun: int, pattern: _NounPattern) -> list[_Pair]:
        place = self.clauses.place(noun)
        source = self._owner(noun)
        owners = self._chains(source) if source else []
        if len(owners) > 1 and pattern.type == "CONSULT":
            return [_Pair(owners[0], owners[1], place)]
        for preposition, at in self.clauses.slots(noun)[:2]:
            if not _triggers().nouns.keys().isdisjoint(self.clauses.words[noun + 1 : at]):
                break
            if preposition == "by" and source is None:
                source = self.clauses.phrase(at + 1)
            if preposition not in pattern.target:
                continue
            target = self.clauses.phrase(at + 1, _reaches_through_of(pattern.type))
            if target is None or not self._may_suffer(pattern, source, target, noun):
                continue
            aimed = self._chains(target)
            if preposition == "between":
                return [_Pair(aimed[0], other, place) for other in aimed[1:]]
            source = source or self._holder(noun, pattern)
            if source is None:
                return []
            sources = self._chains(source)
            return [_Pair(a, b, place) for a in sources for b in aimed if a != b]
        return []

    def _may_suffer(
        self, pattern: _NounPattern, source: Named | None, target: Named, noun: int
    ) -> bool:
        """Say whether a noun is of what it seems: visits go to places, and parties attack in words.

        A summit of B is no place ("a trip to B's summit").
        """
        cls = self._class(self.clauses.mentions[target.mentions[0]])
        if pattern.mode == "visit":
            return cls in ("state", "place") and "'s" not in target.heads
        if pattern.type == "ASSAULT" and cls == "person" and source is not None:
            place = source.mentions[-1]
            return place >= 0 and self._class(self.clauses.mentions[place]) == "state"
        return True

    def _owner(self, noun: int) -> Named | None:
        """Whose it is: "Russia's attack", "Israeli airstrikes", "US-Iran talks"."""
        clauses = self.clauses
        at = noun - 1
        while at >= 0 and not clauses.mention(at) and noun - at < 5:
            word = clauses.words[at]
            ends = word in words().stops or word in words()["prepositions"] or word == "-"
            if ends and word != "'s":
                return None
            at -= 1
        if not clauses.mention(at):
            return None
        if clauses.word(at - 1) in ("-", "–") and clauses.mention(at - 2):
            return Named((clauses.named[at - 2], clauses.named[at]), at - 2, at + 1)
        mention = clauses.mentions[clauses.named[at]]
        between = clauses.words[at + 1 : noun]
        if between[:1] != ["'s"] and mention.kind != "demonym" and clauses.class_of(at) == "person":
            return None
        return Named((clauses.named[at],), at, at + 1)

    def _holder(self, noun: int, pattern: _NounPattern) -> Named | None:
        """Who had the talks that an adjunct tells of: "after talks with B, A said"."""
        if pattern.type != "CONSULT":
            return None
        clauses = self.clauses
        first = noun
        while first > 0 and clauses.words[first - 1] not in words()["prepositions"]:
            first -= 1
            if noun - first > 5 or clauses.words[first] in words().stops:
                return None
        if first == 0:
            return None
        if clauses.words[first - 1] not in (
            "after",
            "during",
            "following",
            "in",
            "at",
            "before",
            "with",
        ):
            return None
        if clauses.word(first - 2) in words().reporting:  # "A said after a meeting with B"
            return clauses.subject(clauses.helpers(first - 2)[0])
        return _main_after(clauses, noun) if first <= 2 else clauses.main_subject(first - 1)

    def _noun_status(self, noun: int) -> str:
        """Whether what a noun tells of has happened."""
        before = self.clauses.words[max(0, noun - 6) : noun]
        lexicon = words()
        after = self.clauses.words[noun + 1 : noun + 10]
        if not lexicon["denied before a noun"].isdisjoint(before):
            return "denied"
        if not lexicon["denied after a noun"].isdisjoint(after):
            return "denied"
        if not lexicon["planned before a noun"].isdisjoint(before):
            return "planned"
        if not lexicon["modals of what may be"].isdisjoint(before):
            return "planned"
        return self.clauses.claimed(noun, adjunct=True) or "stated"

    # What is common to both -------------------------------------------------------------------

    def _chains(self, named: Named) -> list[int]:
        """The chains of the actors that a phrase names, each once."""
        mentions, before = self.clauses.mentions, self.clauses.before
        named_here = [
            mentions[place] if place >= 0 else before[place + 1 + len(before)]
            for place in named.mentions
        ]
        return list(dict.fromkeys(mention.chain for mention in named_here))

    def _event(self, type_: str, mode: str, pair: _Pair, trigger: int, status: str) -> Event:
        clauses = self.clauses
        here = pair.place if mode != "call" else None  # "spoke about the war in B"
        mention, place_start, place_end = here or (-1, -1, -1)
        return Event(
            self.start,
            self.end,
            *clauses.span(trigger),
            type_,
            mode,
            -1 if pair.source is None else pair.source,
            -1 if pair.target is None else pair.target,
            self._date(trigger),
            clauses.mentions[mention].chain if mention >= 0 else -1,
            place_start,
            place_end,
            status,
            self.part,
        )

    def _date(self, trigger: int) -> int:
        """The day or period that stands nearest to the trigger in its clause."""
        at = self.clauses.span(trigger)[1]
        reach = self._clause_end(trigger)
        near = [
            (min(abs(found.start - at), abs(at - found.end)) + _FAR * _is_long(found), place)
            for place, found in enumerate(self.dates)
            if found.part == self.part and self.start <= found.start and found.end <= self.end
            if found.first is not None and found.start < reach
            if not self._of_another(found) and not self._of_clause_before(found, trigger)
            if not self._of_clause_after(found, trigger) and not self._of_a_thing(found, trigger)
        ]
        return min(near)[1] if near else -1

    def _of_clause_before(self, found: Span, trigger: int) -> bool:
        """Say whether a day before the trigger is another verb's: "in May, and B attacked"."""
        clauses = self.clauses
        inside = [n for n in range(trigger) if clauses.span(n)[0] >= found.end]
        if not inside or found.end > clauses.span(trigger)[0]:
            return False
        between = [clauses.words[n] for n in inside]
        if not words().reporting.isdisjoint(between):  # "on Tuesday he announced that A will"
            return True
        first = inside[0]
        if self._is_parted(inside):
            return True
        joined = any(
            clauses.words[n] == "," and clauses.word(n + 1) in words()["joins"] for n in inside
        )
        if joined and first > _FRONTED:
            return True
        begun = clauses.words[max(0, first - _FRONTED) : first]
        return "," in between and not words()["clause"].isdisjoint(begun)

    def _is_parted(self, inside: Sequence[int]) -> bool:
        """Say whether a clause begins between a day and the verb after it: "prices fell last week
        after A attacked"; not one of the very day ("in 2014, when A visited"), nor one that is
        over where the day stands for all of the sentence ("On Monday, after a vote, A met B")."""
        clauses = self.clauses
        opening = [n for n in inside if clauses.words[n] in words()["another clause"]]
        if not opening:
            return False
        direct = next(n for n in inside if clauses.words[n] not in _BEFORE_WHICH)
        if opening[0] == direct and clauses.words[direct] not in words()["before and after"]:
            return False
        over = any(clauses.words[n] == "," for n in inside if n > opening[-1])
        return not (over and inside[0] <= _FRONTED)

    def _of_clause_after(self, found: Span, trigger: int) -> bool:
        """Say whether a day after the trigger opens the next clause: "..., and in May B"."""
        clauses = self.clauses
        before = [n for n in range(trigger + 1, clauses.size) if clauses.span(n)[1] <= found.start]
        while before and clauses.words[before[-1]] in words()["prepositions"]:
            before.pop()
        joined = len(before) > 1 and clauses.words[before[-1]] in words()["joins"]
        return joined and clauses.words[before[-2]] == ","

    def _of_a_thing(self, found: Span, trigger: int) -> bool:
        """Say whether a day says which thing is meant, far from the trigger: "the May attack"."""
        text, at = self.clauses.text, self.clauses.span(trigger)[1]
        first = text[found.start : found.end].split(maxsplit=1)[0].lower()
        if first not in words()["owners"] or found.start < at + _BESIDE or _is_long(found):
            return False
        follows = text[found.end : self.end].split(maxsplit=1)[:1]
        noun = follows[0] if follows and text[found.end] == " " else ""
        closed = any(noun in words()[name] for name in ("prepositions", "clause", "joins"))
        return noun.isalpha() and noun.islower() and not closed

    def _clause_end(self, trigger: int) -> int:
        """Where the clause of a trigger ends: beyond it days are of something else."""
        clauses = self.clauses
        for at in range(trigger + 1, clauses.size):
            if clauses.words[at] in words()["clause"] or clauses.words[at] == ";":
                return clauses.span(at)[0]
        return self.end

    def _of_another(self, found: Span) -> bool:
        """Say whether a day is not the event's: "since May", "said on Monday"."""
        text, bounds = self.clauses.text, words()["bounds of time"]
        before = text[self.start : found.start].lower().split()[-3:]
        first = text[found.start : found.end].split(maxsplit=1)[0].lower()
        if first in bounds or (before[-1:] and before[-1] in bounds):
            return True
        return not words().reporting.isdisjoint(before)


def _is_long(found: Span) -> bool:
    """Say whether a period is longer than a month: a day beside it says more."""
    long = found.first and found.last and (found.last - found.first).days > _LONG
    return bool(long)


def _reaches_through_of(type_: str) -> bool:
    """Whether what is done to something of an actor is done to him: "struck the port of Odesa"."""
    return type_ == "ASSAULT"


def _main_after(clauses: Clauses, token: int) -> Named | None:
    """The subject that follows the first comma after a token: "After meeting B, A said"."""
    for at in range(token, clauses.size):
        if clauses.words[at] == ",":
            for start in range(at + 1, min(clauses.size, at + 8)):
                word = clauses.words[start]
                if clauses.mention(start):
                    return clauses.phrase_at(start)
                if word in words()["prepositions"] or word in words().stops:
                    break
    return None


class _Voice:
    """How a verb stands in its clause: active or passive, finite or hanging on another word."""

    def __init__(self, clauses: Clauses, verb: int) -> None:
        self.clauses, self.verb = clauses, verb
        self.first, self.helpers = clauses.helpers(verb)
        lexicon, triggers = words(), _triggers()
        word = clauses.words[verb]
        to_be = any(helper in lexicon["to be"] for helper in self.helpers)
        reduced = not self.helpers and "by" in (clauses.word(verb + 1), clauses.word(verb + 2))
        self.passive = word in triggers.participles and (to_be or reduced)
        self.gerund = word in triggers.continuous and not to_be
        self.infinitive = clauses.word(self.first - 1) == "to"

    def subject(self) -> Named | None:
        """The subject in the sense of the grammar: in the passive voice, to whom it was done."""
        clauses = self.clauses
        if self.infinitive:
            return self._governed(self.first - 1)
        if self.gerund:
            return self._of_gerund()
        if self.passive and not self.helpers and clauses.mention(self.first - 1):
            return clauses.antecedent(self.first)
        return clauses.subject(self.first)

    def sufferer(self) -> Named | None:
        """The subject of a passive; what "it" is there, a thing or a body, cannot be told."""
        found = self.subject()
        if found and self.clauses.word(found.start) in words()["pronouns of bodies"]:
            return None
        return found

    def _governed(self, to: int) -> Named | None:
        """The subject of an infinitive: its governor's object ("asked B to"), or its subject."""
        clauses = self.clauses
        governor = clauses.governor(to)
        if governor < 0:
            return clauses.main_subject(to)
        if clauses.word(governor) not in words()["travelling"]:
            for at in range(to - 1, governor, -1):
                word = clauses.words[at]
                if clauses.mention(at) and clauses.word(governor)[:7] != "promise":
                    return clauses.antecedent(to)
                if word == "for" or not self._aside(word):
                    return None  # "urged the government to", "pressure for somebody to"
        return clauses.subject(clauses.helpers(governor)[0]) or clauses.main_subject(governor)

    @staticmethod
    def _aside(word: str) -> bool:
        """Say whether a word is none that names somebody: "vowed on Thursday to"."""
        aside = word in words().asides
        return not word.isalpha() or aside or word.endswith("ly") or word == "not"

    def _of_gerund(self) -> Named | None:
        """The subject of a gerund or participle."""
        clauses = self.clauses
        if self.first <= 2:
            return _main_after(clauses, self.verb)
        before = clauses.word(self.first - 1)
        if clauses.mention(self.first - 1):
            return clauses.antecedent(self.first)
        if before == "from" and clauses.mention(self.first - 2):  # "deter B from attacking"
            return clauses.antecedent(self.first - 1)
        governor = clauses.governor(self.first)
        if governor >= 0 and self.first - governor <= 2:
            return clauses.subject(clauses.helpers(governor)[0]) or clauses.main_subject(governor)
        if governor >= 0 and before == "of":
            return clauses.antecedent(self.first - 1)
        if self._of_a_noun(before):  # "people arriving in B"
            return None
        return clauses.main_subject(self.first - 1)

    @staticmethod
    def _of_a_noun(before: str) -> bool:
        """Say whether what stands before a participle is the noun that it belongs to."""
        lexicon = words()
        joins = before in lexicon.stops or before in lexicon.asides
        verb = before.endswith(("ed", "ly")) or before in lexicon.planned
        return before.isalpha() and not (joins or verb or before in lexicon.happened)

    def status(self) -> str:
        """One of `STATUSES`."""
        lexicon = words()
        if not lexicon["negations"].isdisjoint(self.helpers) or self._by_nobody():
            return "denied"
        hanging = self._hanging()
        if hanging:
            return hanging
        if not lexicon["modals of what may be"].isdisjoint(self.helpers):
            return "planned"
        if self.clauses.word(self.first - 1).endswith(("'ll", "'d")):
            return "planned"
        if self._supposed() or self._demanded():
            return "planned"
        return self.clauses.claimed(self.verb, adjunct=self.gerund) or "stated"

    def _hanging(self) -> str:
        """The status that the governor of an infinitive or gerund gives; "" if it gives none."""
        if not (self.infinitive or self.gerund):
            return ""
        clauses, lexicon = self.clauses, words()
        if self.infinitive and clauses.word(self.first - 2) == "not":
            return "denied"
        if self.gerund and clauses.word(self.first - 1) == "from":
            return "planned"
        if self.infinitive and "have" in self.helpers:  # "is said to have met"
            return "reported"
        governor = clauses.governor(self.first)
        if governor < 0:
            return "planned" if self.infinitive or self._to_come() else ""
        word = clauses.word(governor)
        if self.gerund and self.first - governor > 2:
            return "planned" if self._to_come() else ""
        helpers = clauses.helpers(governor)[1]
        negated = not lexicon["negations"].isdisjoint(helpers)
        negated = negated or clauses.word(governor - 1) == "no"
        if word in lexicon.claimed:
            return "reported"
        if word in lexicon.happened:
            return "denied" if negated else ""
        if word in lexicon.refused:
            return "" if negated else "denied"
        return "denied" if negated else "planned"

    def _to_come(self) -> bool:
        """Say whether what stands before a gerund is to come: "will fly there, meeting B"."""
        clauses = self.clauses
        for at in range(self.first - 1, -1, -1):
            if clauses.words[at] in (";", ":", ".", "“", "”", "who", "which"):
                return False
            if clauses.words[at] in ("will", "'ll"):
                return True
        return False

    def _by_nobody(self) -> bool:
        """Say whether the subject is nobody: "No American president had met"."""
        clauses = self.clauses
        return clauses.word(0) in ("no", "neither") and self.first <= 5

    def _demanded(self) -> bool:
        """Say whether the verb is in the subjunctive: "demanded that he resign"."""
        clauses = self.clauses
        bare = clauses.words[self.verb] in _triggers().bare and not self.helpers
        return bare and clauses.word(self.first - 1) in ("he", "she", "it")

    def _supposed(self) -> bool:
        """Say whether the verb's clause begins with "if" or the like."""
        clauses = self.clauses
        for at in range(self.first - 1, max(-1, self.first - 12), -1):
            if clauses.words[at] in words()["conditions"]:
                return True
            if clauses.words[at] in (",", ";", "that"):
                return False
        return False
