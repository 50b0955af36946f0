"""The only maker of HTML and Markdown from article text.

Article text is data from strangers: it is shown, never interpreted. Every place that can show it
has one function here, and no other way in:

    widget labels, captions, alerts    label()       Markdown escaped
    Plotly titles, ticks, hover        plot_text()   Plotly's few tags escaped
    table cells, options, st.text      plain()       characters as they are
    reading pane, search results       passage(), snippet(), article()  ->  Html  ->  show()
    addresses                          address(), link()

All of them show what has no picture of its own (NUL and other controls, marks that turn the
direction of writing, halves of a surrogate pair) as a symbol, one for one. (Cells of an exported
file are made safe where files are made, in `lib.measure.export`.)
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

KINDS = ("word", "actor", "date", "event", "shared", "cited", "quote", "sentence")
"""Kinds of mark; where two overlap, the earlier in this list is the one shown."""

READING_LIMIT = 200_000
"""Characters of one text that the reading pane shows: more would hold up the browser."""

PARAGRAPH = 120
"""Mean length of a line, in characters, from which on lines are taken as paragraphs."""

_UNBROKEN = re.compile(r"(\S{500})(?=\S)")
"""So many characters without a space: a place to break after them, which is no character of the
text. Chromium takes a quarter of a minute for a line of 200,000 that has none, and no time so."""

ELLIPSIS = "…"
UNTITLED = "Untitled"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text to be marked: characters `start` up to `end`, why, and a tooltip."""

    start: int
    end: int
    kind: str
    label: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for a kind that has no style."""
        if self.kind not in KINDS:
            raise ValueError(f"mark of unknown kind {self.kind!r}: use one of {', '.join(KINDS)}")


@dataclass(frozen=True, slots=True)
class Html:
    """HTML made by this module. Nobody else builds one, and `show` takes nothing else."""

    code: str


# What cannot be seen, or changes how its neighbours are seen, becomes a picture of itself where
# there is one, else the sign for a character that cannot be shown, which every font has.
_UNSHOWN = (
    *range(0x80, 0xA0),
    *(0x061C, 0x200E, 0x200F),  # marks of direction
    *(*range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # embedding, override, isolation
    *(0xFFFE, 0xFFFF),
)
_UNSEEN = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_UNSEEN |= dict.fromkeys(_UNSHOWN, 0xFFFD)
_SPACES = dict.fromkeys([*range(0x09, 0x0E), 0x85, 0x2028, 0x2029], 0x20)
_LINES = dict.fromkeys(_SPACES, 0x0A) | {0x09: 0x09}
_IN_ONE_LINE = _UNSEEN | _SPACES
_IN_LINES = _UNSEEN | _LINES

_CHANGES = {"same": "", "shared": "mark", "gone": "del", "new": "ins"}
"""The kinds of pieces of two compared texts, and the elements that show them."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINED = re.compile(r"([:@\-<>~])")
_WWW = re.compile(r"(www)", re.IGNORECASE)
_STREAMLIT_COLOUR = re.compile(r"#(?=0000[0-4][0-9])")


def _shown(text: str, pictures: dict[int, int]) -> str:
    return _SURROGATE.sub("\ufffd", text.translate(pictures))


def _cut(text: str, limit: int | None) -> str:
    if limit is None or len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)].rstrip() + ELLIPSIS


def plain(text: str, limit: int | None = None) -> str:
    """Return text as one line, for places that show characters as they are.

    For cells of `st.dataframe`, options of select boxes, placeholders, `st.text`, `st.code`.
    Ends of line and tabs become spaces, one for one; `limit` counts characters, the ellipsis
    included. A text of nothing but spaces becomes one symbol for a space: it must be possible to
    see and to click it.
    """
    line = _shown(text, _IN_ONE_LINE)
    return _cut(line, limit) if line.strip() or not line else "\u2420"


def label(text: str, limit: int | None = None) -> str:
    """Return Markdown that shows text as it is, for every label that Streamlit renders.

    For buttons, captions, `st.markdown`, metrics, tabs, expanders, pills, alerts, help; not for
    `st.badge`, which escapes brackets once more and would show the backslash. A backslash stands
    before all ASCII punctuation; a word joiner (U+2060, without width) keeps addresses, e-mails,
    shortcodes and arrows from being recognised. Do not read the result back: the joiners stay in
    it. Spaces at both ends are dropped (four of them would begin a block of code). `limit` counts
    the characters of the text, as in `plain`.
    """
    line = _cut(plain(text).strip(), limit)
    escaped = _JOINED.sub("\\1\u2060", line)
    escaped = _WWW.sub("\\1\u2060", escaped)
    return _PUNCTUATION.sub(r"\\\1", escaped)


def plot_text(text: str, limit: int | None = None) -> str:
    """Return text that Plotly shows as it is, in titles, ticks, legend, annotations and hover.

    Besides Plotly's tags this stops the codes (`#000001` to `#000049`) that Streamlit replaces by
    colours of the theme wherever they stand in a figure, and the `%{…}` of hover templates.
    """
    escaped = html.escape(plain(text, limit), quote=False)
    return _STREAMLIT_COLOUR.sub("&#35;", escaped).replace("%{", "%\u2060{")


def _text(text: str) -> str:
    """Escape text for HTML, keeping its lines."""
    shown = _shown(text.replace("\r\n", "\n"), _IN_LINES)
    return "<wbr>".join(html.escape(piece) for piece in _UNBROKEN.split(shown) if piece)


def _attribute(text: str) -> str:
    """Escape text for an attribute.

    Streamlit's sanitiser drops an attribute in which a comment or a tag seems to end; a word
    joiner keeps those characters apart.
    """
    apart = re.sub(r"(?<=[-!\]])>", "\u2060>", plain(text)).replace("</", "<\u2060/")
    return html.escape(apart)


def text(text: str) -> Html:
    """Return text as HTML that shows the same characters."""
    return Html(_text(text))


def _pieces(marks: list[Mark], start: int, end: int) -> Iterable[tuple[int, int, list[Mark]]]:
    """Cut start..end wherever a mark begins or ends; give each piece with the marks on it."""
    edges: dict[int, tuple[list[Mark], list[Mark]]] = {start: ([], []), end: ([], [])}
    for mark in marks:
        low, high = max(mark.start, start), min(mark.end, end)
        if low < high:
            edges.setdefault(low, ([], []))[0].append(mark)
            edges.setdefault(high, ([], []))[1].append(mark)
    on: list[Mark] = []
    for here, there in pairwise(sorted(edges)):
        begun, ended = edges[here]
        on = [mark for mark in on if mark not in ended] + begun
        yield here, there, on


def _marked(piece: str, on: list[Mark], gaps: bool = False) -> str:
    shown = _text(piece)
    if gaps:
        shown = shown.replace("\n", '\n<span class="ws-gap"></span>')
    if not on:
        return shown
    kind = min((mark.kind for mark in on), key=KINDS.index)
    labels = dict.fromkeys(mark.label for mark in on if mark.label)
    title = f' title="{_attribute(" · ".join(labels))}"' if labels else ""
    return f'<mark class="ws-{kind}"{title}>{shown}</mark>'


def _body(text: str, marks: Iterable[Mark], start: int, end: int, gaps: bool = False) -> str:
    pieces = _pieces(list(marks), start, end) if start < end else ()
    return "".join(_marked(text[low:high], on, gaps) for low, high, on in pieces)


def _lines_are_paragraphs(text: str) -> bool:
    """Say whether each line is a paragraph: long lines, and no empty ones between them."""
    lines = text.strip().splitlines()
    return len(lines) > 1 and all(lines) and len(text) / len(lines) >= PARAGRAPH


def passage(
    text: str,
    marks: Iterable[Mark] = (),
    start: int = 0,
    end: int | None = None,
    *,
    limit: int = READING_LIMIT,
) -> Html:
    """Return characters start..end of text for the reading pane, with its marks.

    Marks are in characters of the whole text. Of marks that overlap, the kind first in `KINDS`
    is shown, and the tooltips of all; marks outside of the passage are left out. Lines and
    spaces are kept; where each line is a paragraph, a small gap follows it. After `limit`
    characters the passage stops, and says so.
    """
    end = len(text) if end is None else min(end, len(text))
    start = max(start, 0)
    stop = min(end, start + limit)
    rest = f"{end - stop:,} more characters are not shown here."
    cut = f'<div class="ws-cut">{ELLIPSIS} {rest}</div>' if stop < end else ""
    body = _body(text, marks, start, stop, gaps=_lines_are_paragraphs(text[start:stop]))
    return Html(f'<div class="ws-text">{body}</div>{cut}')


def changes(pieces: Iterable[tuple[str, str]], *, limit: int = READING_LIMIT) -> Html:
    """Return two texts as one, with what only one of them has.

    Args:
        pieces: kind and text of each: "same" and "shared" (in both, the second tinted), "gone"
            (struck out), "new" (underlined).
        limit: characters after which it stops, and says so.
    """
    shown: list[str] = []
    left = limit
    for kind, text in pieces:
        tag = _CHANGES[kind]
        body = _text(text[:left])
        shown.append(f'<{tag} class="ws-{kind}">{body}</{tag}>' if tag else body)
        left -= len(text)
        if left <= 0:
            shown.append(f'<div class="ws-cut">{ELLIPSIS} The rest is not shown here.</div>')
            break
    return Html(f'<div class="ws-text">{"".join(shown)}</div>')


def snippet(text: str, marks: Iterable[Mark], start: int, end: int) -> Html:
    """Return characters start..end as running text, with an ellipsis where a sentence is cut."""
    start, end = max(start, 0), min(end, len(text))
    before = "" if _sentence_ends(text[max(start - _SEAM, 0) : start]) else ELLIPSIS
    ends = _sentence_ends(text[max(end - _SEAM, 0) : end]) or _line_ends(text, end)
    after = "" if ends else ELLIPSIS
    return Html(f'<div class="ws-snippet">{before}{_body(text, marks, start, end)}{after}</div>')


_SEAM = 16
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*\s*$|[\n\r]\s*$")


def _sentence_ends(before: str) -> bool:
    """Whether what stands before a place closes a sentence or a line, or is nothing at all."""
    return not before.strip() or _SENTENCE_END.search(before) is not None


def _line_ends(text: str, place: int) -> bool:
    """Whether a line, or the text, ends at a place."""
    rest = text[place:].lstrip(" \t")
    return not rest or rest[0] in "\n\r"


def address(url: str) -> str | None:
    """Return url if a reader may safely be given it as a link, else None.

    Safe is http or https, with a host, and without a name or password, spaces, controls,
    backslashes or marks that turn the direction of writing.
    """
    if url != _shown(url, _UNSEEN) or re.search(r"[\s\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # port raises where it is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return url


def link(url: str, text: str = "") -> Html:
    """Return a link that shows text and, in any case, the host that it leads to.

    A url that `address` refuses gives the text alone, or nothing.
    """
    safe = address(url)
    if safe is None:
        return Html(_text(text))
    host = _text(str(urlsplit(safe).hostname))
    shown = f'{_text(text)} <span class="ws-host">{host}</span>' if text.strip() else host
    return Html(
        f'<a href="{html.escape(safe)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{shown}</a>"
    )


def join(parts: Iterable[Html], separator: str = "") -> Html:
    """Return the parts one after the other, with the separator, as text, between them."""
    return Html(_text(separator).join(part.code for part in parts))


def _line(items: Iterable[str | Html]) -> str:
    """Return items side by side in one line; empty ones are left out."""
    shown = [item.code if isinstance(item, Html) else _one_line(item) for item in items]
    return '<span class="ws-dot"> · </span>'.join(item for item in shown if item)


def _one_line(text: str) -> str:
    return html.escape(plain(text).strip())


def line(text: str, marks: Iterable[Mark] = ()) -> Html:
    """Return text as one line, with its marks; for titles."""
    return Html(_body(plain(text), marks, 0, len(text)))


def reading(body: Html) -> Html:
    """Return a text in the type of the reading pane, without a title."""
    return Html(f'<div class="ws-article">{body.code}</div>')


def entry(meta: Iterable[str | Html], body: Html) -> Html:
    """Return what stands below the title of an entry of a list: a line about it, and a text."""
    return Html(
        f'<div class="ws-result"><div class="ws-meta">{_line(meta)}</div>'
        f'<div class="ws-snippet">{body.code}</div></div>'
    )


def article(title: str | Html, meta: Iterable[str | Html], body: Html) -> Html:
    """Return an article for the reading pane: title, a line about it, body.

    `meta` holds source, date, author and the like; empty ones are left out.
    """
    heading = title.code if isinstance(title, Html) else _one_line(title) or UNTITLED
    return Html(
        f'<article class="ws-article"><h2 class="ws-title">{heading}</h2>'
        f'<div class="ws-meta">{_line(meta)}</div>{body.code}</article>'
    )


def result(title: str | Html, meta: Iterable[str | Html], body: Html) -> Html:
    """Return one entry of a list of results: title, a line about it, snippet."""
    heading = title.code if isinstance(title, Html) else _one_line(title) or UNTITLED
    return Html(
        f'<div class="ws-result"><div class="ws-heading">{heading}</div>'
        f'<div class="ws-meta">{_line(meta)}</div>{body.code}</div>'
    )


@lru_cache(maxsize=1)
def _css() -> str:
    return Path(__file__).with_name("markup.css").read_text(encoding="utf-8")


def style() -> None:
    """Send the styles of marks and reading pane; call it once on each run, in the entry point."""
    show(Html(f"<style>{_css()}</style>"))


def show(content: Html) -> None:
    """Draw content on the page. Raises TypeError for anything that this module did not make."""
    if not isinstance(content, Html):
        raise TypeError("only markup.Html is shown as HTML: make it with a function of markup")
    import streamlit  # here, so that charts and notebooks can escape text without Streamlit

    streamlit.html(content.code)
