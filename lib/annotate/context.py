"""Whether a capital, or the seat of a government, acts in a text or is a place.

"Moscow said", "talks with Moscow" and "Moscow's decision" speak of a government; "in Moscow",
"MOSCOW (Reuters) -" and "Moscow's suburbs" of a city. The rule:

A **city** acts only where the words around it say so. It is tried in this order:

1. With a hyphen: "Moscow-backed", "pro-Moscow", "Moscow-Kyiv talks" act; "Moscow-based" does not.
2. In a dateline ("MOSCOW, July 3 (TASS)") or an address ("Moscow, Idaho") it is a place.
3. With a possessive it acts if it has what governments have ("decision"), else it is a place.
4. After a preposition of place ("in", "near"), or of a way ("from", "to") unless a noun makes it
   the partner of a dealing ("message to", "pressure from"), it is a place.
5. It acts as the subject of an acting verb ("Moscow has repeatedly denied").
6. It acts as the object of a verb done to governments ("accused Moscow of"), after "with",
   "against", "between" and "by", and beside a city that acts ("Kyiv and Moscow agreed").
7. Else it is a place.

A **seat** ("the Kremlin", "Downing Street") acts unless the words say that it is the building:
"in the Kremlin", "White House lawn".

The words are data: `metonyms.txt` and `verbs.txt`.
"""

import re
from dataclasses import dataclass
from functools import cache

from lib.annotate.files import sections

_WINDOW = 60  # characters looked at on either side
_WORDS_BEFORE = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_RUN = re.compile(r"(?:'s)?((?: \w+(?:[-']\w+)*){1,6})")
_HYPHEN = re.compile(r"-([^\W\d_]+)(?: ([a-z]+))?")
_DATELINE = re.compile(
    r"(?:, [A-Z][\w. ]{2,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? ?(?:\(|[-–—]{1,2} )"
)
_ADDRESS = re.compile(
    r",? (?:D\.? ?C\.?\b|[A-Z][a-z]+ (?:time|region|state|oblast)\b|region\b|time\b|city\b)"
)
_COMMA_NAME = re.compile(r", [A-Z]")
_ALONGSIDE = re.compile(r"(?:,| and|,? or)(?: the)? [A-Z][\w.]*(?: [A-Z][\w.]*)?(?='| |,)")
_LISTED = re.compile(
    r"(?:(?:the )?[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)*(?:, (?:and |or )?| and | or ))+(?:the )?\Z"
)
_BESIDE = re.compile(r"([A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)?),? (?:and|or) (?:the )?\Z")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of the data files, as sets."""

    lists: dict[str, frozenset[str]]
    finite: frozenset[str]  # "says", "said"
    bare: frozenset[str]  # "say"
    continuous: frozenset[str]  # "saying"
    participles: frozenset[str]  # "said", "given"
    done_to: frozenset[str]  # "accuse", "accused", "accusing", "accuses"
    suffered: frozenset[str]  # participles of these: "accused"

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]


def city_acts(text: str, start: int, end: int, headline: bool = False) -> bool:
    """Say whether the city at `text[start:end]` stands for its government.

    `text` has plain apostrophes; in a `headline` capitals are not significant.
    """
    before, after = _around(text, start, end, headline)
    for rule in (_by_hyphen, _by_place_name, _by_possession, _by_preposition, _by_verb):
        verdict = rule(before, after)
        if verdict is not None:
            return verdict
    return _beside_an_actor(text, start, headline)


def seat_acts(text: str, start: int, end: int, headline: bool = False) -> bool:
    """Say whether the seat of government at `text[start:end]` stands for the government."""
    before, after = _around(text, start, end, headline)
    words = _last_words(before)
    following = _following(after)
    lexicon = _lexicon()
    if after.startswith("'s"):
        return True
    if following and following[0].lower() in lexicon["seat is a place after"]:
        return False
    if words[-1:] == ["to"]:
        return not lexicon["to after"].isdisjoint(words[-3:-1])
    if words[-1:] in (["of"], ["from"]):
        return lexicon[f"seat is a place {words[-1]}"].isdisjoint(words[-3:-1])
    return {words[-1] if words else "", " ".join(words[-2:])}.isdisjoint(
        lexicon["seat is a place before"]
    )


def _around(text: str, start: int, end: int, headline: bool) -> tuple[str, str]:
    """Return what stands before, in its line, and after."""
    before = text[max(0, start - _WINDOW) : start]
    if start < _WINDOW or "\n" in before:
        before = "\n" + before.rpartition("\n")[2]  # a mark that the line begins here
    after = text[end : end + _WINDOW].partition("\n")[0]
    return (before.lower(), after.lower()) if headline else (before, after)


def _last_words(before: str) -> list[str]:
    """Return the last words, in lower case, of the sentence so far; articles left out.

    None are given where a mark of punctuation other than a hyphen stands right before.
    """
    tail = before.rstrip(" ")
    if tail and not tail[-1].isalnum():
        return []
    words = [word.lower() for word in _WORDS_BEFORE.findall(re.split(r"[.;:!?]", tail)[-1])]
    return words[:-1] if words[-1:] == ["the"] else words


def _following(after: str) -> list[str]:
    """Return the words that follow without punctuation between, as written."""
    run = _RUN.match(after)
    return run.group(1).split() if run else []


def _by_hyphen(before: str, after: str) -> bool | None:
    """Judge "Moscow-backed", "pro-Moscow" and "Moscow-Kyiv talks"; rule 1."""
    lexicon = _lexicon()
    if match := _HYPHEN.match(after):
        return match[1] in lexicon["hyphen acts"] or match[2] in lexicon["between"]
    if before.endswith("-"):
        prefix = before[:-1].rpartition(" ")[2].strip("\n(\"'“").lower()
        return prefix in ("pro", "anti") or not lexicon["between"].isdisjoint(_following(after)[:1])
    return None


def _by_place_name(before: str, after: str) -> bool | None:
    """Judge datelines and addresses; rule 2."""
    if before == "\n" and _DATELINE.match(after):
        return False
    if _ADDRESS.match(after):
        return False
    if _COMMA_NAME.match(after) and not _alongside_acts(after):
        return False
    return None


def _by_possession(before: str, after: str) -> bool | None:
    """Judge "Moscow's decision" by what is possessed; rule 3."""
    if not after.startswith(("'s ", "' ")):
        return None
    possessed = _following(after.replace("' ", "'s ", 1))[:3]
    lexicon = _lexicon()
    if not lexicon["possession is a place"].isdisjoint(possessed[:2]):
        return False
    return not lexicon["possession acts"].isdisjoint(possessed)


def _by_preposition(before: str, after: str) -> bool | None:
    """Judge by the preposition or verb right before; rules 4 and 6."""
    words = _last_words(before)
    listed = _LISTED.search(before)
    if listed and (head := _last_words(before[: listed.start()])):
        words = head
    if not words:
        return None
    last, earlier, lexicon = words[-1], words[-4:-1], _lexicon()
    following = _following(after)[:1]
    if last in lexicon["before a gerund"] and not lexicon.continuous.isdisjoint(following):
        return True
    if last in lexicon["place before"]:
        return False
    if f"{last} after" in lexicon.lists:
        return not lexicon[f"{last} after"].isdisjoint(earlier[-2:])
    if last == "between":
        return lexicon["between places"].isdisjoint(earlier)
    if last in lexicon["actor before"] or last in lexicon.done_to:
        return lexicon["city describes"].isdisjoint(following)
    return None


def _by_verb(before: str, after: str) -> bool | None:
    """Judge by the verb whose subject it is, alone or with others; rule 5."""
    return True if _is_subject(after) or _alongside_acts(after) else None


def _alongside_acts(after: str) -> bool:
    """Say whether a verb follows that the city shares with others ("Moscow and Kyiv agreed")."""
    end = 0
    while match := _ALONGSIDE.match(after, end):
        end = match.end()
    return end > 0 and _is_subject(after[end:])


def _is_subject(after: str) -> bool:
    """Say whether an acting verb follows, with helping words between."""
    clause = re.sub(r"^, (?:which|who)\b", "", after)
    if not clause.startswith(" "):
        return False
    lexicon = _lexicon()
    helping: list[str] = []
    words = _following(clause)
    for place, word in enumerate(words):
        if word in lexicon["helping"] or word.endswith("ly"):
            helping.append(word)
        else:
            return _is_verb(word, helping) or _has(helping, words[place:])
    return False


def _is_verb(word: str, helping: list[str]) -> bool:
    """Say whether a word is an acting verb in the form that the helping words ask for."""
    lexicon = _lexicon()
    auxiliary = next((w for w in reversed(helping) if w in lexicon["auxiliaries"]), "")
    if auxiliary in lexicon["to be"]:
        return word in lexicon.continuous or word in lexicon.suffered or word in lexicon["ready"]
    if auxiliary in lexicon["to have"]:
        return word in lexicon.participles or _is_past(word)
    if auxiliary:
        return word in lexicon.bare
    return word in lexicon.finite or _is_past(word)


def _is_past(word: str) -> bool:
    """Say whether a word is a regular past form that a city does not take as a place."""
    return word.endswith("ed") and word not in _lexicon()["done by a place"]


def _has(helping: list[str], words: list[str]) -> bool:
    """Judge "Moscow has no intention": it has what governments have."""
    if not {"has", "had", "have"}.intersection(helping):
        return False
    return not _lexicon()["possession acts"].isdisjoint(words[:3])


def _beside_an_actor(text: str, start: int, headline: bool) -> bool:
    """Judge "pressure on Beijing and Moscow" by the first of the two; rule 6."""
    begin = max(0, start - _WINDOW)
    match = _BESIDE.search(text[begin:start])
    if not match or "\n" in match.group():
        return False
    first = begin + match.start(1)
    before, after = _around(text, first, begin + match.end(1), headline)
    return _by_preposition(before, after) is True


@cache
def _lexicon() -> _Lexicon:
    """Read the words from the data files, and inflect the verbs."""
    verbs = sections("verbs.txt")
    acting = [inflect(entry) for entry in verbs["acting"]]
    done_to = [inflect(entry) for entry in verbs["done to"]]
    lists = sections("metonyms.txt") | verbs
    return _Lexicon(
        lists={name: frozenset(words) for name, words in lists.items()},
        finite=frozenset(form for verb in acting for form in (verb.third, verb.past)),
        bare=frozenset(verb.base for verb in acting),
        continuous=frozenset(verb.continuous for verb in acting),
        participles=frozenset(verb.participle for verb in acting),
        done_to=frozenset(
            form for v in done_to for form in (v.base, v.third, v.past, v.continuous)
        ),
        suffered=frozenset(verb.participle for verb in done_to),
    )


@dataclass(frozen=True, slots=True)
class Verb:
    """The forms of a verb."""

    base: str
    third: str
    past: str
    participle: str
    continuous: str


def inflect(entry: str) -> Verb:
    """Make the forms of a verb: "deny", or with its irregular forms "give/gave/given"."""
    base, *irregular = entry.split("/")
    third, regular = base + "s", base + "ed"
    stem = base.removesuffix("e") if not base.endswith(("ee", "oe", "ye")) else base
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = base + "es"
    if base.endswith("y") and base[-2] not in "aeou":
        third, regular = base[:-1] + "ies", base[:-1] + "ied"
    elif base.endswith("e"):
        regular = base + "d"
    elif base in sections("verbs.txt")["doubling"]:
        stem = base + base[-1]
        regular = stem + "ed"
    past, participle = (irregular[0], irregular[-1]) if irregular else (regular, regular)
    return Verb(base, third, past, participle, stem + "ing")
