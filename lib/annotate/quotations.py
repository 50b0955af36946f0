"""Who is reported to have said what: the quotations of a text, each with its cue and speaker.

    text, sentences, mentions  ->  quotations()  ->  content, cue, verb, speaker, chain, kind

Sentences that a run between quotation marks ties together are read as one, the run as one word:
`lib.annotate.speaking` finds the verbs and speakers in it, `lib.annotate.contents` what is said.
Here the pieces are joined over the sentences of the article. A run that no verb governs goes on
from the quotation before it if it stands alone after it, in the same paragraph or the next; else it
has no speaker if it is a sentence; else it is a word in quotation marks (a title, a scare quote),
and no quotation. The turns of a transcript (`lib.annotate.turns`) are quotations without marks.
`lib.annotate.speakers` says who the speakers are.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from lib.annotate.clauses import Cue, Line, cues
from lib.annotate.contents import Draft, drafts, is_sentence
from lib.annotate.marks import Run, quoted
from lib.annotate.speakers import NO_SPEAKER, Named, Speakers
from lib.annotate.speaking import NOBODY, Clause, Places
from lib.annotate.turns import Turn, turns

QUOTATION_KINDS: tuple[str, ...] = ("direct", "indirect", "mixed")
DOUBTS: tuple[str, ...] = ("", "unclosed", "nested", "carried on")
Span = tuple[int, int]
RIGHT: dict[str, float] = {"direct": 0.91, "all": 0.75, "speaker": 0.90}
"""How much of what is found is right: direct quotations, all, and the speakers of direct ones;
measured by `benchmarks/quality/quotations.py`."""
JUDGED: dict[str, int] = {"drawn": 150, "quotations": 130, "content": 121, "speaker": 123}
"""Of quotations drawn at random from 4,000 American news articles and judged by a reader: how many
there were, how many are quotations, and of these how many begin and end right and have the right
speaker, or rightly none."""

_CLOSING = frozenset("\"”»'’")
_FEWEST_WORDS = 5  # a run beside other words is a quotation without a verb from so many on
_CONTENT = attrgetter("content")
_MOST_CUES = 100  # of a stretch; one with more is no sentence, and would take a time of its own
_RECENT = 6  # quotations that one paragraph may end with


class Quotation(NamedTuple):
    """Something somebody is reported to have said.

    Spans count code points of the text. `content` has one span, or two where the cue breaks it;
    quotation marks are part of it. `verb` is the cue's base form, a key of `verb_classes()`, ""
    where nothing but the marks says that it is a quotation. `speaker` is who says it as it stands
    beside the cue ("he"), `named` where the article names that speaker, `chain` of the mentions
    (-1: none of them). `kind` is one of `QUOTATION_KINDS`. `doubt` is one of `DOUBTS`: a mark that
    is not closed, or nested in its like; "carried on" where the speaker is that of the paragraph
    before. `others` are the chains of those who say it together with the first: "Rubio and Lavrov".
    """

    content: tuple[Span, ...]
    cue: Span | None
    verb: str
    speaker: Span | None
    named: Span | None
    chain: int
    kind: str
    doubt: str
    others: tuple[int, ...] = ()


def quotations(text: str, spans: Sequence[Span], found: Sequence[Named]) -> list[Quotation]:
    """Return the quotations of a text, in order.

    Args:
        text: as it came.
        spans: its sentences, as `sentences(text)`.
        found: its mentions and names that no list holds; those of its title are left out.
    """
    runs, verbs = quoted(text), cues(text)
    speakers = Speakers(text, spans, found)
    spoken = turns(text, speakers.calls_a_person)
    if not runs and not verbs and not spoken:
        return []
    if spoken:  # what is reported within a turn is no quotation of its own
        first, last = spoken[0].label[0], spoken[-1].said[1]
        runs = [run for run in runs if run.end <= first or run.start >= last]
        verbs = [verb for verb in verbs if not first <= verb[0] < last]
    article = _Article(text, speakers)
    for stretch in _stretches(spans, runs, verbs):
        article.read(*stretch)
    for turn in spoken:
        article.hear(turn)
    return sorted(article.found, key=_CONTENT) if spoken else article.found


def _stretches(
    spans: Sequence[Span], runs: Sequence[Run], verbs: Sequence[tuple[int, Cue]]
) -> Iterator[tuple[int, int, Sequence[Run], Sequence[tuple[int, Cue]]]]:
    """Give the sentences with runs or cues, with the cues that lie in no run; those that a run
    ties together, as one."""
    run, verb, sentence = 0, 0, 0
    most_runs, most_verbs, most = len(runs), len(verbs), len(spans)
    nothing = spans[-1][1] if spans else 0
    while sentence < most:
        place = runs[run].start if run < most_runs else nothing
        if verb < most_verbs and verbs[verb][0] < place:
            place = verbs[verb][0]
        while sentence < most and spans[sentence][1] <= place:
            sentence += 1
        if sentence == most:
            return
        start, end = spans[sentence]
        sentence += 1
        first_run, first_verb = run, verb
        while run < most_runs and runs[run].start < end:
            while runs[run].end > end and sentence < most:
                end = spans[sentence][1]
                sentence += 1
            run += 1
        while verb < most_verbs and verbs[verb][0] < end:
            verb += 1
        inside, own = runs[first_run:run], verbs[first_verb:verb]
        if inside and own:
            starts = [found.start for found in inside]
            own = [cue for cue in own if not _lies_in(cue[0], inside, starts)]
        yield start, end, inside, own


def _lies_in(place: int, runs: Sequence[Run], starts: Sequence[int]) -> bool:
    """Say whether a place lies in one of some runs, of which `starts` are the starts."""
    before = bisect_left(starts, place)
    return before > 0 and place < runs[before - 1].end


class _Article:
    """One article on its way from stretches to quotations."""

    def __init__(self, text: str, speakers: Speakers) -> None:
        self.text = text
        self.speakers = speakers
        self.found: list[Quotation] = []
        self.end = 0  # where the stretch that is read ends
        self.tail = 0  # where the last stretch with a quotation ended
        self.loose: Run | None = None  # the last quotation, if a verb may still claim it

    def read(
        self, start: int, end: int, runs: Sequence[Run], verbs: Sequence[tuple[int, Cue]]
    ) -> None:
        """Find the quotations of a stretch: the runs in it, and the cues in no run."""
        self.end = end
        count = len(self.found)
        claimed: set[Run] = set()
        if verbs:
            line = Line(self.text, start, end, runs)
            for draft in drafts(Clause(line, verbs[:_MOST_CUES])):
                self._add(draft, line, start, claimed)
        if runs:
            only_quotes = not verbs and self._holds_nothing_but(runs, start, end)
            for run in runs:
                if run not in claimed and (only_quotes or is_sentence(self.text, run)):
                    self._leave(run, only_quotes, start)
            if only_quotes:
                self.tail = end
        if len(self.found) > count + 1:
            self.found[count:] = sorted(self.found[count:], key=_CONTENT)

    def hear(self, turn: Turn) -> None:
        """Take a turn of a transcript for a quotation."""
        chain, named, others = self.speakers.resolve(turn.label, (turn.said,))
        doubt = "carried on" if turn.carried else ""
        said = (turn.said,)
        new = Quotation(said, None, "", turn.label, named, chain, "direct", doubt, others)
        self.found.append(new)

    def _holds_nothing_but(self, runs: Sequence[Run], start: int, end: int) -> bool:
        """Say whether a stretch is runs alone."""
        for run in runs:
            if self.text[start : run.start].strip():
                return False
            start = run.end
        return not self.text[start:end].strip()

    def _add(self, draft: Draft, line: Line, start: int, claimed: set[Run]) -> None:
        """Make a quotation of a draft."""
        if draft.content:
            content = tuple([line.span(first, last) for first, last in draft.content])
            kind, doubt = "indirect", ""
            if line.runs:
                held = [n for a, b in draft.content for n in line.runs if a <= n <= b]
                if held:
                    inside = [line.runs[n] for n in held]
                    claimed.update(inside)
                    doubt = next((run.doubt for run in inside if run.doubt), "")
                    kind = _kind(draft.content, held)
        else:
            run = self._claimed_before(start)
            if run is None:
                return
            content, doubt, kind = ((run.start, run.end),), run.doubt, "direct"
        speaker: Span | None = None
        chain, named, others = NO_SPEAKER
        if draft.speaker != NOBODY:
            speaker = line.span(*draft.speaker)
            chain, named, others = self.speakers.resolve(speaker, content)
        cue = line.span(*draft.cue)
        new = Quotation(content, cue, draft.verb, speaker, named, chain, kind, doubt, others)
        self.found.append(new)
        self.loose = None
        self.tail = self.end

    def _claimed_before(self, start: int) -> Run | None:
        """Take the run that ends right before a stretch which only says who spoke."""
        run = self.loose
        if run is None:
            return None
        between = self.text[run.end : start]
        if between.strip() or "\n" in between:
            return None
        self.found.pop()
        return run

    def _leave(self, run: Run, only_quotes: bool, start: int) -> None:
        """Decide on a sentence between marks that no verb governs."""
        if only_quotes and self.found and not self.text[self.tail : run.start].strip():
            last = self._last_between_marks()
            if last is not None and "\n" not in self.text[self.tail : run.start]:
                self._go_on(last, run)
                return
            if last is not None and is_sentence(self.text, run):
                known = self.found[last]
                self._append(run, known, "carried on")
                return
        if not only_quotes and self.found and self.text[run.start - 2] in _CLOSING:
            last = len(self.found) - 1
            if self.found[last].kind == "direct" and self.found[last].content[0][0] >= start:
                self._go_on(last, run)
                return
        if is_sentence(self.text, run) and (only_quotes or self._stands_alone(run, start)):
            self._append(run, None, "")

    def _append(self, run: Run, known: Quotation | None, doubt: str) -> None:
        """Add a run as a quotation of its own, by who speaks in a known one."""
        bare = Quotation(
            ((run.start, run.end),), None, "", None, None, -1, "direct", run.doubt or doubt
        )
        if known is not None:
            bare = bare._replace(
                speaker=known.speaker, named=known.named, chain=known.chain, others=known.others
            )
        self.found.append(bare)
        self.loose = run
        self.tail = self.end

    def _stands_alone(self, run: Run, start: int) -> bool:
        """Say whether a run beside other words is said, and no title or term."""
        if self.text.count(" ", run.start, run.end) + 1 < _FEWEST_WORDS:
            return False
        before = self.text[start : run.start].rstrip()
        return not before or before[-1] in ":,"

    def _last_between_marks(self) -> int | None:
        """Return the last quotation of the last paragraph that stands between marks."""
        begin = self.text.rfind("\n", 0, self.found[-1].content[-1][1])
        for number in range(len(self.found) - 1, max(-1, len(self.found) - _RECENT - 1), -1):
            known = self.found[number]
            if known.kind != "indirect":
                return number if known.content[-1][1] > begin else None
        return None

    def _go_on(self, number: int, run: Run) -> None:
        """Add a run to the quotation that it goes on from."""
        known = self.found[number]
        first, *second = known.content
        if second:
            content: tuple[Span, ...] = (first, (second[0][0], run.end))
        elif known.cue is None and self.text[first[1] : run.start].strip():
            content = (first, (run.start, run.end))
        elif known.cue is None or known.cue[0] < first[0]:
            content = ((first[0], run.end),)
        else:
            content = (first, (run.start, run.end))
        self.found[number] = known._replace(content=content, doubt=known.doubt or run.doubt)


def _kind(content: Sequence[Places], held: Sequence[int]) -> str:
    """Say whether a content that holds some runs is between marks wholly or in part."""
    words = sum(last - first + 1 for first, last in content)
    return "direct" if words == len(held) else "mixed"
