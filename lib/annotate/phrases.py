"""A sentence as tokens, with the mentions as anchors: who stands where in its clauses.

    sentence, mentions  ->  Clauses  ->  subject(verb), objects(place), conditions(verb) ...

There is no parser here. The mentions of actors are known already, so it is enough to tell which
of them is the subject of a verb and which its object; that a small lexicon of prepositions,
auxiliaries and words that begin a clause decides (`data/events.txt`). Everything is found by
walking from the verb to the left or to the right until such a word stops the walk.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from lib.annotate.context import inflect
from lib.annotate.dictionary import actors
from lib.annotate.files import rows, sections
from lib.annotate.mentions import Mention
from lib.annotate.neighbours import given_names

_TOKEN = re.compile(r"['’]s\b|[a-z\w]++(?:['’.\-]\w++)*+|\S")
_FARTHEST = 25  # tokens that a walk to the left may take
_PHRASE = 9  # tokens that an object may begin after its verb or preposition
_SLOT = 14  # tokens that a preposition may stand after its verb
_PARAGRAPH = 5_000  # characters before a word in which its quotation may have begun
_MOST_NAMED = 4  # actors of one list ("A, B, C and D")
_ENDS = frozenset(';:—–()[]“”"…?!')
_QUOTES = frozenset('“”"«»')
_NAMED = "\0"  # stands for a mention among the words of a sentence


class Words(dict[str, frozenset[str]]):
    """The lists of `data/events.txt` by name, and those made of them, verbs in all their forms."""

    def __init__(self, lists: dict[str, tuple[str, ...]]) -> None:
        super().__init__((name, frozenset(entries)) for name, entries in lists.items())
        self.planned = _forms(lists["planned"])
        self.refused = _forms(lists["refused"])
        self.happened = _forms(lists["happened"])
        self.claimed = _forms(lists["claimed"])
        self.reporting = _forms(lists["reporting"]) - self["no reporting"]
        self.denying = _forms(("deny",))
        self.pronouns = self["pronouns of people"] | self["pronouns of bodies"]
        self.pairs = self["pairs of people"] | self["pairs of either"]
        self.inside = self["prepositions"] - self["prepositions before a clause"]
        self.asides = self["adverbs"] | self["prepositions"] | self["times"]
        verbs = self["auxiliaries"] | self["modals of what may be"]
        # no phrase goes on beyond one of these
        self.stops = self["clause"] | self["joins"] | verbs | self.reporting | _ENDS
        self.stops |= {",", "that", "to"}


@cache
def words() -> Words:
    """Read the lists."""
    return Words(sections("events.txt"))


def _forms(entries: Iterable[str]) -> frozenset[str]:
    """Give all forms of verbs: "seek/sought" is seek, seeks, sought, seeking."""
    verbs = [inflect(entry) for entry in entries]
    return frozenset(
        form
        for verb in verbs
        for form in (verb.base, verb.third, verb.past, verb.participle, verb.continuous)
    )


@cache
def _past_forms() -> frozenset[str]:
    """What the verbs of `events.csv` are in the past: there a noun phrase ends."""
    verbs = {inflect(row["trigger"].split()[0]) for row in rows("events.csv")}
    return frozenset(form for verb in verbs for form in (verb.past, verb.participle))


@cache
def capitals() -> dict[str, str]:
    """The state of each capital, by the capital's name."""
    return {row["capital"]: row["id"] for row in rows("states.csv") if row["capital"]}


@cache
def classes() -> dict[str, str]:
    """The class of each actor: state, person, organisation or place."""
    return {actor.id: actor.cls for actor in actors().values()}


@cache
def _is_woman(actor: str) -> bool | None:
    """Say whether a person's given name is a woman's; None where no list has it."""
    known = actors().get(actor)
    first = known.name.split(" ")[0] if known else ""
    if first in sections("speakers.txt")["women"]:
        return True
    return False if first.lower() in given_names() else None


@dataclass(frozen=True, slots=True)
class Named:
    """Actors that stand in one noun phrase.

    Attributes:
        mentions: places in the list of mentions of `Clauses`, in the order written.
        start, end: the tokens of the phrase.
        heads: the common nouns that the last of them belongs to: "Russian *troops*".
    """

    mentions: tuple[int, ...]
    start: int
    end: int
    heads: tuple[str, ...] = ()


class Clauses:
    """One sentence of an article, cut into tokens.

    Args:
        text: of the article.
        start, end: the sentence.
        mentions: those of the sentence, by start.
        before: those of the sentence before it, for pronouns.
        headline: whether it is one, in which a comma joins names as "and" does.
    """

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        mentions: Sequence[Mention],
        before: Sequence[Mention] = (),
        *,
        headline: bool = False,
    ) -> None:
        self.text, self.mentions, self.before = text, mentions, before
        self.headline = headline
        self._start, self._end = start, end
        self._spans: list[tuple[int, int]] = []
        raw: list[str] = []
        self.named: list[int] = []  # the mention that a token is, -1 for other words
        self.places: list[int] = []  # the tokens that are mentions
        for number, mention in enumerate(mentions):
            raw += _TOKEN.findall(text, start, mention.start)
            self.named += [-1] * (len(raw) - len(self.named))
            self.places.append(len(raw))
            raw.append(_NAMED)
            self.named.append(number)
            start = mention.end
        raw += _TOKEN.findall(text, start, end)
        self.named += [-1] * (len(raw) - len(self.named))
        self._raw, self.size = raw, len(raw)
        lowered = " ".join(raw).lower().replace("’", "'").replace(_NAMED, "")
        self.words = lowered.split(" ") if raw else []

    def span(self, token: int) -> tuple[int, int]:
        """Where a token stands in the text."""
        return self.spans()[token]

    def spans(self) -> list[tuple[int, int]]:
        """Where each token stands in the text: found once it is asked, as most tell nothing."""
        if not self._spans:
            at = self._start
            for mention in (*self.mentions, None):
                end = self._end if mention is None else mention.start
                self._spans += [found.span() for found in _TOKEN.finditer(self.text, at, end)]
                if mention is not None:
                    self._spans.append((mention.start, mention.end))
                    at = mention.end
        return self._spans

    # Words ------------------------------------------------------------------------------------

    def word(self, token: int) -> str:
        """The word in lower case; "" for a mention, and before and after the sentence."""
        return self.words[token] if 0 <= token < self.size else ""

    def is_name(self, token: int) -> bool:
        """Say whether a word begins with a capital."""
        if not 0 <= token < self.size:
            return False
        mention = self.mention(token)
        return (mention.form if mention else self._raw[token])[0].isupper()

    def mention(self, token: int) -> Mention | None:
        """The mention that a token is."""
        inside = 0 <= token < self.size and self.named[token] >= 0
        return self.mentions[self.named[token]] if inside else None

    def class_of(self, token: int) -> str:
        """The class of the actor that a token names; "" for other words."""
        mention = self.mention(token)
        return classes().get(mention.actor, "person") if mention else ""

    # The verb's own group ----------------------------------------------------------------------

    def helpers(self, verb: int) -> tuple[int, list[str]]:
        """Where the group of a verb begins, and its auxiliaries and adverbs: "had not met"."""
        lexicon = words()
        first = verb
        while first > 0 and not self.mention(first - 1):
            word = self.words[first - 1]
            if (
                word in lexicon["auxiliaries"]
                or word in lexicon["adverbs"]
                or word in lexicon["modals of what may be"]
                or word in lexicon["negations"]
                or (word.endswith("ly") and len(word) > 4)
            ):
                first -= 1
            else:
                break
        return first, self.words[first:verb]

    def is_noun(self, verb: int, bare: bool, third: bool) -> bool:
        """Say whether a form of a verb is none here: "the attack", "Israeli strikes", "'s visit".

        Args:
            verb: its token.
            bare: whether it is the bare form, which needs a helper, "to" or a plural before it.
            third: whether it ends in "-s" as a plural would.
        """
        lexicon = words()
        before = self.word(verb - 1)
        if before in lexicon["articles"] or before == "'s":
            return True
        mention = self.mention(verb - 1)
        if mention and mention.kind == "demonym" and not mention.form.endswith("s"):
            return True
        if not (bare or third) or before in lexicon["auxiliaries"] or before == "to":
            return False
        if before in lexicon["modals of what may be"] or before in lexicon["adverbs"]:
            return False
        if bare and before in lexicon["agents"] and before.endswith("s"):
            return False
        named = mention is not None and mention.kind != "demonym"
        if bare and named and not self._listed_before(self._phrase_start(verb - 1)):
            return True
        if self.words[verb] in lexicon["nouns as well"]:
            following = self.word(verb + 1)
            return not mention or following in lexicon["prepositions"] or following in _ENDS
        return before in lexicon["prepositions"]

    # To the left -------------------------------------------------------------------------------

    def subject(self, first: int) -> Named | None:
        """Who acts: the subject of the verb whose group begins at `first`."""
        lexicon = words()
        at, stop, uncertain = first - 1, max(-1, first - _FARTHEST), first
        while at > stop:
            word = self.words[at]
            if self.mention(at):
                found = self._subject_at(at, uncertain)
                if found:
                    return found
                at = self._phrase_start(at) - 1
            elif word == ",":
                opened = self._comma_before(at)
                if opened < 0:
                    return None
                at = uncertain = opened
            elif word in ("who", "which", "that"):
                return self.antecedent(at)
            elif word in lexicon.pronouns:
                return self._pronoun(at) if uncertain - at <= 1 else None
            elif self.is_pair(at):
                return self._pair(at) if uncertain - at <= 1 else None
            elif word in lexicon["joins"]:
                return self.main_subject(at)
            elif word in _ENDS or word in lexicon["clause"] or word in lexicon.reporting:
                return None
            at -= 1
        return None

    def _subject_at(self, at: int, verb: int) -> Named | None:
        """The mention at a token as the subject of a verb, with those listed beside it."""
        lexicon = words()
        heads = []
        for place in range(at + 1, verb):
            word = self.words[place]
            if word in lexicon["prepositions"] or word == ",":
                break
            if word not in lexicon["adverbs"] and not word.endswith("ly"):
                heads.append(word)
        heads = [word for word in heads if word not in lexicon["times"]]
        mention = self.mention(at)
        if mention is None or self.class_of(at) == "place":
            return None
        if heads and lexicon["agents"].isdisjoint(heads):
            return None
        if not heads and mention.kind == "demonym" and not mention.form.endswith("s"):
            return None
        start = self._phrase_start(at)
        if self.word(start - 1) in lexicon.inside and not self._of_an_agent(start - 1):
            return None
        others = self._listed_before(start)
        return Named((*others, self.named[at]), start, at + 1, tuple(heads))

    def _phrase_start(self, at: int) -> int:
        """Where the noun phrase begins that a mention belongs to."""
        lexicon = words()
        start = at
        while start > 0:
            word = self.words[start - 1]
            joined = word in lexicon["titles"] or word in lexicon["articles"]
            adjective = self.mention(start - 1) and self._kind(start - 1) == "demonym"
            possessive = word == "'s" and self.mention(start - 2)
            if joined or adjective or word in lexicon["agents"]:
                start -= 1
            elif possessive and self.class_of(at) == "person":
                start -= 2
            else:
                break
        return start

    def _kind(self, token: int) -> str:
        mention = self.mention(token)
        return mention.kind if mention else ""

    def _of_an_agent(self, preposition: int) -> bool:
        """Say whether "of" joins an agent with its state: "the leaders of Turkey"."""
        lexicon = words()
        before = self.word(preposition - 1)
        return self.word(preposition) in lexicon["of an actor"] and before in lexicon["agents"]

    def _listed_before(self, start: int) -> tuple[int, ...]:
        """The mentions before a phrase in one list with it: "A, B and" before "C"."""
        found: list[int] = []
        at, joined = start - 1, False
        while at > 0 and len(found) < _MOST_NAMED - 1 and self.words[at] in (",", "and", "&"):
            joined = joined or self.words[at] != "," or self.headline
            at -= 1
            if self.word(at) == ",":
                at -= 1
            if joined and self.words[at] in words()["pronouns of people"]:  # "he and B met"
                spoken = self._pronoun(at)
                found = [*spoken.mentions, *found] if spoken else found
                break
            if not joined or not self.mention(at) or self.class_of(at) == "place":
                break
            begins = self._phrase_start(at)
            if self.word(begins - 1) in words()["prepositions"]:
                break
            found.insert(0, self.named[at])
            at = begins - 1
        return tuple(found)

    def _comma_before(self, comma: int) -> int:
        """The comma that opens what one before a verb closes; -1 if there is none."""
        for at in range(comma - 1, max(-1, comma - _FARTHEST), -1):
            if self.words[at] == ",":
                return at
            if self.words[at] in (";", ":"):
                break
        return -1

    def antecedent(self, relative: int) -> Named | None:
        """Whom "who" or "which" means: the mention right before it."""
        at = relative - 1
        while at >= 0 and (self.words[at] == "," or self.words[at] in words()["agents"]):
            at -= 1
        if not self.mention(at):
            return None
        heads = tuple(word for word in self.words[at + 1 : relative] if word != ",")
        if heads and words()["agents"].isdisjoint(heads):
            return None
        return Named((self.named[at],), self._phrase_start(at), at + 1, heads)

    def _pronoun(self, at: int) -> Named | None:
        """Whom a pronoun means: the first fitting mention before it, here or a sentence before.

        Found outside this sentence, it is given as a place from the end of `before`: negative. It
        stands for nobody where that is one whom no list holds: of him too little is known.
        """
        person = self.words[at] in words()["pronouns of people"]
        for token in range(at):
            found = self.mention(token)
            if found and self._may_mean(at, found.actor, person):
                inside = self.word(self._phrase_start(token) - 1) in words()["prepositions"]
                acts = self.word(token + 1) in words()["agents"]  # "Russian forces"
                if not inside and (acts or self._kind(token) != "demonym"):
                    return Named((self.named[token],), at, at + 1) if found.actor else None
        for place, mention in enumerate(self.before):
            if mention.kind != "demonym" and self._may_mean(at, mention.actor, person):
                place -= len(self.before) + 1
                return Named((place,), at, at + 1) if mention.actor else None
        return None

    def is_pair(self, at: int) -> bool:
        """Say whether a word stands for two who were named before: "the two sides", "both men"."""
        return self.word(at) in words().pairs and self.word(at - 1) in ("two", "both")

    def _pair(self, at: int) -> Named | None:
        """Whom "the two sides" means: the only two that the sentence before names.

        People before states, for whom they speak; what can be no people is of states alone.
        """
        either = self.words[at] in words()["pairs of either"]
        for wanted in (("person",), ("state", "organisation"))[: 1 + either]:
            places: dict[int, int] = {}
            for place, mention in enumerate(self.before):
                if mention.kind != "demonym" and classes().get(mention.actor, "person") in wanted:
                    places.setdefault(mention.chain, place - len(self.before) - 1)
            if len(places) == 2:
                return Named(tuple(places.values()), at - 1, at + 1)
        return None

    def _may_mean(self, pronoun: int, actor: str, person: bool) -> bool:
        """Say whether a pronoun can stand for an actor: by its class, and "she" by its name."""
        cls = classes().get(actor, "person")
        if not person:
            return cls in ("state", "organisation")
        woman = _is_woman(actor)
        return cls == "person" and woman in (None, self.words[pronoun].startswith("she"))

    def main_subject(self, before: int) -> Named | None:
        """The subject of the clause that goes on at a token: its first mention that can be one."""
        lexicon = words()
        begin = 0
        for at in range(before - 1, -1, -1):
            if self.words[at] in _ENDS or self.words[at] in ("that", "as", "while", "because"):
                begin = at + 1
                break
            if self.words[at] in lexicon.reporting and self._begins_claim(at + 1):
                begin = at + 1
                break
        for at in range(begin, before):
            if self.words[at] in lexicon.pronouns:
                return self._pronoun(at)
            if not self.mention(at):
                continue
            start = self._phrase_start(at)
            agent = self.word(start - 1) not in lexicon.inside
            if not agent and not self._of_an_agent(start - 1):
                continue
            found = self.phrase_at(at)
            nouns = [word for word in found.heads if not self._is_adverb(word)]
            acts = not nouns or not lexicon["agents"].isdisjoint(nouns)
            return found if acts and self.class_of(at) != "place" else None
        return None

    def _begins_claim(self, token: int) -> bool:
        """Say whether a clause follows a word of speech: "said Thursday the minister had"."""
        lexicon = words()
        while self.word(token) in lexicon["times"]:
            token += 1
        word = self.word(token)
        ends = word in lexicon["prepositions"] or word in lexicon["joins"] or word in _ENDS
        return not (ends or word == "," or token >= self.size)

    @staticmethod
    def _is_adverb(word: str) -> bool:
        return word in words()["adverbs"] or word.endswith("ly") or word.endswith("ed")

    # To the right ------------------------------------------------------------------------------

    def phrase(self, first: int, through_of: bool = True) -> Named | None:
        """The actors named in the noun phrase that begins at a token, or shortly after it."""
        lexicon = words()
        for at in range(first, min(self.size, first + _PHRASE)):
            if self.mention(at) and self._compound(at):
                continue
            if self.mention(at):
                return self.phrase_at(at)
            word = self.words[at]
            if word == "of" and (through_of or self.word(at - 1) in lexicon["agents"]):
                continue
            if word in lexicon.stops or word in lexicon["prepositions"]:
                return None
            if word in lexicon["times"]:
                return None
        return None

    def _compound(self, at: int) -> bool:
        """Say whether a mention is the first half of an adjective: "British-controlled"."""
        return self.word(at + 1) == "-" and not self.mention(at + 2)

    def phrase_at(self, at: int) -> Named:
        """The phrase around a mention: its last name, its heads, and who is listed after it."""
        last, end = at, at + 1
        heads: list[str] = []
        while end < self.size and end - last < _PHRASE:
            word = self.words[end]
            if self.mention(end):
                if not heads and self._kind(last) != "demonym":
                    break
                last, heads = end, []
            elif word != "'s" and not self._goes_on(word, heads):
                break
            else:
                heads.append(word)
            end += 1
        apposed = self._apposed(end, heads)
        if apposed >= 0:
            return Named((self.named[apposed],), at, apposed + 1)
        joint = self._joint(end) if not heads else None
        if joint:
            return Named((self.named[last], joint.mentions[-1]), at, joint.end, joint.heads)
        parted = self.word(at - 1) != "between"
        listed = self.listed_after(end, parted)
        return Named((self.named[last], *listed), at, end, tuple(heads))

    def _joint(self, conjunction: int) -> Named | None:
        """What shares its noun with the adjective before it: "and Ukrainian officials"."""
        if self.word(conjunction) != "and" or not self.mention(conjunction + 1):
            return None
        found = self.phrase_at(conjunction + 1)
        shared = not words()["agents"].isdisjoint(found.heads) and "'s" not in found.heads
        return found if shared and self.class_of(conjunction + 1) != "person" else None

    @staticmethod
    def _goes_on(word: str, heads: Sequence[str]) -> bool:
        """Say whether a noun phrase goes on with a word after its name."""
        lexicon = words()
        if word == "of":
            return heads[-1:] == ["secretary"]
        ends = word in lexicon.stops or word in lexicon["prepositions"] or word in lexicon["times"]
        verb = word in _past_forms() or (word.endswith(("ed", "ly")) and len(word) > 5)
        return word[0].isalnum() and not ends and not verb

    def _apposed(self, comma: int, heads: Sequence[str]) -> int:
        """The person named after a comma: "Syria's interim president, X"; -1 if there is none."""
        if self.word(comma) != "," or words()["persons"].isdisjoint(heads):
            return -1
        return comma + 1 if self.class_of(comma + 1) == "person" else -1

    def listed_after(self, end: int, parted: bool = True) -> tuple[int, ...]:
        """The mentions in one list with the phrase that ends here: ", B and C".

        `parted`: whether a verb after a mention makes it the subject of another clause ("met B,
        and C said"); after "between" it does not.
        """
        lexicon = words()
        found: list[int] = []
        at, closed = end, False
        while at < self.size and len(found) < _MOST_NAMED - 1 and not closed:
            if self.words[at] not in (",", "and", "&", "or"):
                break
            while at < self.size and self.words[at] in (",", "and", "&", "or"):
                closed = closed or self.words[at] != ","
                at += 1
            while self.word(at) in lexicon["titles"] or self.word(at) in lexicon["articles"]:
                at += 1
            at = self._last_name(at)
            if not self.mention(at) or (parted and self._begins_clause(at + 1)):
                return tuple(found) if closed and found else ()
            found.append(self.named[at])
            at += 1
            while self.word(at) == "'s" or self.word(at) in lexicon["agents"]:
                at += 1
        return tuple(found) if closed else ()

    def _last_name(self, at: int) -> int:
        """The name at the end of "U.S. President Donald Trump", given its first token."""
        lexicon = words()
        last = at
        while self.mention(at) or (
            last < at
            and (self.word(at) in lexicon["titles"] or self.word(at) in ("'s", "of"))
            and at - last < _PHRASE
        ):
            if self.mention(at):
                last = at
            at += 1
        return last

    def _begins_clause(self, token: int) -> bool:
        """Say whether what follows a mention makes it the subject of a clause of its own."""
        lexicon = words()
        word = self.word(token)
        return (
            (word in lexicon["auxiliaries"] and word != "'s")
            or word in lexicon["modals of what may be"]
            or word in lexicon.reporting
            or (word.endswith("ed") and len(word) > 4)
        )

    def slots(self, verb: int) -> list[tuple[str, int]]:
        """The prepositions after a verb, up to the end of its clause, with their tokens."""
        lexicon = words()
        found = []
        for at in range(verb + 1, min(self.size, verb + 1 + _SLOT)):
            word = self.words[at]
            if word in lexicon["prepositions"] or word == "to":
                found.append((word, at))
            elif word in lexicon.stops and word not in ("and", "or"):
                break
        return found

    def place(self, verb: int) -> tuple[int, int, int] | None:
        """Where it happened: the mention (-1 none) and the span of a place, as written.

        After the verb in its clause ("met in Geneva"), or first in the sentence.
        """
        lexicon = words()
        for at in range(verb + 1, self.size):
            word = self.words[at]
            if word in lexicon["clause"] or word in (";", ":", ","):
                break
            if word == "to" and self._purpose(at + 1):
                break
            if word in ("in", "at", "near", "inside") and self.is_name(at + 1):
                found = self.place_at(at + 1)
                if found and not (word == "at" and found[0] >= 0):
                    return None if self.word(at - 1) in lexicon["elsewhere"] else found
        return self.place_at(1) if self.word(0) == "in" and self.is_name(1) else None

    def _purpose(self, token: int) -> bool:
        """Say whether "to" before a token begins what they met for: "to discuss the war in B"."""
        word = self.word(token)
        return not self.is_name(token) and word != "the" and not word.endswith("ing")

    def place_at(self, at: int) -> tuple[int, int, int] | None:
        """The place that begins at a token: its mention (-1 none) and its span."""
        if self.mention(at):
            if self.class_of(at) not in ("state", "place") or self._kind(at) == "demonym":
                return None
            if self.word(at + 1) == "'s":
                return None
            return self.named[at], *self.span(at)
        if self.words[at] in words()["times"] or self.words[at] in words()["titles"]:
            return None
        end = at + 1
        while self.is_name(end) and not self.mention(end):
            if self.words[end] in words()["times"]:
                break
            end += 1
        return -1, self.span(at)[0], self.span(end - 1)[1]

    # What is claimed, and what is denied -------------------------------------------------------

    def governor(self, first: int) -> int:
        """The token that an infinitive or gerund hangs on; -1 where there is none in sight."""
        at = first - 1
        if self.word(at) in ("to", "of", "on", "from", "in", "out", "for", "against", "at", "into"):
            at -= 1
        for place in range(at, max(-1, at - 5), -1):
            word = self.words[place]
            known = words()
            if (
                word in known.planned
                or word in known.refused
                or word in known.happened
                or word in known.claimed
            ):
                return place
            if word in _ENDS or word in known["clause"]:
                break
        return -1

    def quoted(self, verb: int) -> bool:
        """Say whether a token stands between quotation marks that its paragraph opened."""
        at = self.span(verb)[0]
        begin = self.text.rfind("\n", max(0, at - _PARAGRAPH), at) + 1 or max(0, at - _PARAGRAPH)
        opened = max(self.text.rfind(mark, begin, at) for mark in "“«")
        closed = max(self.text.rfind(mark, begin, at) for mark in "”»")
        return opened > closed or self.text.count('"', begin, at) % 2 == 1

    def claimed(self, verb: int, adjunct: bool) -> str:
        """Who vouches for it: "" the article, else "reported", or "denied" ("denied that").

        Args:
            verb: the token of the trigger.
            adjunct: whether the trigger is a noun or a gerund, which may stand beside a word of
                speech without being what was said ("said after talks with").
        """
        lexicon = words()
        if self.quoted(verb):
            return "reported"
        aside = False
        for at in range(verb - 1, -1, -1):
            word = self.words[at]
            if word == ";":
                break
            if word in lexicon["hearsay"]:
                return "reported"
            aside = aside or word in lexicon["beside a claim"]
            if word in lexicon.reporting:
                if adjunct and self.word(at + 1) in lexicon["prepositions"]:
                    break
                if aside and self.word(at + 1) != "that":  # "said as he received B"
                    break
                return "denied" if word in lexicon.denying else "reported"
        if not lexicon["hearsay"].isdisjoint(self.words[verb + 1 : verb + 4]):
            return "reported"
        return "reported" if self._attributed_after(verb) else ""

    def _attributed_after(self, verb: int) -> bool:
        """Say whether it is told afterwards who said it: ", officials said on Monday"."""
        lexicon = words()
        for at in range(verb + 1, self.size):
            word = self.words[at]
            if word == "according":
                return True
            if word in lexicon.reporting and self._parenthetic(verb, at):
                return True
        return False

    def _parenthetic(self, verb: int, said: int) -> bool:
        """Say whether only a speaker stands between a comma and a word of speech."""
        lexicon = words()
        following = self.word(said + 1)
        ends = following in lexicon["prepositions"] or following in lexicon["times"]
        if not ends and following.isalnum():
            return False
        for at in range(said - 1, max(verb, said - 10), -1):
            word = self.words[at]
            if word == ",":
                return at < said - 1
            if word in lexicon["clause"] or word in lexicon["joins"]:
                return False
        return False
