"""Article text is shown, never interpreted: in HTML, Markdown, Plotly, links, and for real."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from lib.view import markup
from lib.view.markup import Html, Mark
from tests.browsing import Server, Watch, settled
from tests.hostile import ADDRESSES, TEXTS, articles

ALLOWED = {
    "a": {"href", "target", "rel"},
    "article": {"class"},
    "wbr": set(),
    "div": {"class"},
    "h2": {"class"},
    "mark": {"class", "title"},
    "span": {"class"},
}
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
JOINER = "\u2060"

anything = st.text(st.characters(exclude_categories=[]), max_size=60)  # surrogates, too
hostile = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


class Reading(HTMLParser):
    """What a browser would take HTML for: its text, its elements, and their attributes."""

    def __init__(self, html: Html) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []
        self.marked: list[tuple[str, str, str]] = []
        self.links: list[str] = []
        self.feed(html.code)
        self.close()
        assert self.open == [], "unclosed elements"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert tag in ALLOWED, tag
        assert set(values) <= ALLOWED[tag], values
        assert re.fullmatch(r"ws-[a-z]+", values.get("class") or "ws-none"), values
        if tag != "wbr":  # which has no end
            self.open.append(tag)
        if tag == "mark":
            self.marked.append((str(values["class"]), str(values.get("title") or ""), ""))
        if tag == "a":
            self.links.append(str(values["href"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            kind, title, text = self.marked[-1]
            self.marked[-1] = (kind, title, text + data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def lines(text: str) -> str:
    """A text as the reading pane should show it: every end of line is one line feed."""
    shown = "".join(c if c in "\t\n" else markup.plain(f"x{c}x")[1:-1] for c in ends(text))
    return shown


def ends(text: str) -> str:
    return re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)


# Characters that cannot be seen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as it is <b> *x* &amp;", "as it is <b> *x* &amp;"),
        ("a\x00b", "a\u2400b"),
        ("a\x1b[31m", "a\u241b[31m"),
        ("\x7f", "\u2421"),
        ("a\nb\tc\r\nd\u2028e", "a b c  d e"),
        ("abc\u202egpj.exe\u202c", "abc\ufffdgpj.exe\ufffd"),
        ("\u200fx\u2066y\u2069", "\ufffdx\ufffdy\ufffd"),
        ("half \ud83d", "half \ufffd"),
        ("\x9b\ufffe", "\ufffd\ufffd"),
        ("zero\u200dwidth 👨\u200d👩", "zero\u200dwidth 👨\u200d👩"),
        ("   ", "\u2420"),
        ("", ""),
    ],
)
def test_plain_shows_what_cannot_be_seen(text: str, shown: str) -> None:
    assert markup.plain(text) == shown


@given(anything)
def test_plain_is_one_line_without_controls_and_can_be_written(text: str) -> None:
    shown = markup.plain(text)
    shown.encode("utf-8")
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [c for c in shown if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLI", "PDI")]
    assert len(shown) == (len(text) if shown != "\u2420" else 1)


@pytest.mark.parametrize(
    ("limit", "shown"), [(None, "abc def"), (7, "abc def"), (6, "abc d…"), (5, "abc…"), (1, "…")]
)
def test_a_limit_counts_the_ellipsis(limit: int | None, shown: str) -> None:
    assert markup.plain("abc def", limit) == shown


# Markdown


def unescaped(label: str) -> str:
    return re.sub(r"\\(.)", r"\1", label).replace(JOINER, "")


@hostile
def test_a_label_reads_as_the_text(text: str) -> None:
    assert unescaped(markup.label(text)) == markup.plain(text).strip().replace(JOINER, "")


@example("www.x.y")
@given(anything)
def test_no_punctuation_of_a_label_means_anything(text: str) -> None:
    label = markup.label(text)
    bare = re.sub(r"\\.", "", label)
    assert not set(bare) & set(PUNCTUATION)
    assert not re.search(r"www(?!\u2060)|\\[:@\-<>~](?!\u2060)", label, re.IGNORECASE)
    assert label == label.strip()
    assert "\n" not in label


def test_a_label_is_cut_before_it_is_escaped() -> None:
    assert markup.label("****" * 10, 5) == r"\*\*\*\*…"


# Plotly


@hostile
def test_plot_text_has_no_tag_no_entity_of_its_own_and_no_theme_colour(text: str) -> None:
    shown = markup.plot_text(text)
    assert "<" not in shown
    assert not re.search(r"&(?!amp;|lt;|gt;|#35;)", shown)
    assert not re.search(r"#0000[0-4]\d", shown)
    assert "%{" not in shown
    assert shown.count("&lt;") == markup.plain(text).count("<")


def test_plot_text_keeps_other_colours_and_cuts_before_it_escapes() -> None:
    assert markup.plot_text("#ff0000 #000032") == "#ff0000 &#35;000032"
    assert markup.plot_text("<<<<<<", 3) == "&lt;&lt;…"


# HTML


@hostile
def test_a_passage_is_the_text_and_nothing_else(text: str) -> None:
    assert Reading(markup.passage(text)).text == lines(text)


@given(
    anything,
    st.lists(
        st.builds(
            Mark,
            st.integers(-5, 70),
            st.integers(-5, 70),
            st.sampled_from(markup.KINDS),
            anything,
        ),
        max_size=6,
    ),
    st.integers(0, 30),
    st.integers(0, 70),
)
def test_marks_change_no_character(text: str, marks: list[Mark], start: int, end: int) -> None:
    text = text.replace("\r", "")  # a mark between CR and LF would make two lines of them
    expected = lines(text[start:end]) if start < end else ""
    assert Reading(markup.passage(text, marks, start, end)).text == expected


TEXT = "Vladimir Putin met Trump."


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ([], []),
        ([Mark(0, 14, "actor", "Putin")], [("ws-actor", "Putin", "Vladimir Putin")]),
        (
            [Mark(0, 25, "sentence"), Mark(0, 14, "actor", "Putin"), Mark(9, 14, "word", "putin")],
            [
                ("ws-actor", "Putin", "Vladimir "),
                ("ws-word", "Putin · putin", "Putin"),
                ("ws-sentence", "", " met Trump."),
            ],
        ),
        (
            [Mark(0, 11, "actor", "a"), Mark(9, 18, "shared", "b")],
            [
                ("ws-actor", "a", "Vladimir "),
                ("ws-actor", "a · b", "Pu"),
                ("ws-shared", "b", "tin met"),
            ],
        ),
        ([Mark(0, 8, "word"), Mark(0, 8, "word")], [("ws-word", "", "Vladimir")]),
        ([Mark(19, 99, "word")], [("ws-word", "", "Trump.")]),
        ([Mark(-3, 3, "word")], [("ws-word", "", "Vla")]),
        ([Mark(5, 5, "word"), Mark(9, 3, "word"), Mark(90, 99, "word")], []),
    ],
)
def test_of_marks_that_overlap_word_goes_before_actor_before_sentence(
    marks: list[Mark], shown: list[tuple[str, str, str]]
) -> None:
    assert Reading(markup.passage(TEXT, marks)).marked == shown


def test_marks_count_from_the_start_of_the_text_not_of_the_passage() -> None:
    read = Reading(markup.passage(TEXT, [Mark(9, 14, "word")], 9, 18))
    assert (read.text, read.marked) == ("Putin met", [("ws-word", "", "Putin")])


def test_a_tooltip_survives_the_sanitiser() -> None:
    (mark,) = Reading(markup.passage("x", [Mark(0, 1, "word", "a --> ]]> </style>")])).marked
    assert not re.search(r"(--!?|])>|</", mark[1])
    assert mark[1].replace(JOINER, "") == "a --> ]]> </style>"


def test_an_unknown_kind_of_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"'verb'.*word, actor"):
        Mark(0, 1, "verb")


def test_a_million_characters_are_cut_and_that_is_said() -> None:
    html = markup.passage("x" * 1_000_000)
    assert Reading(html).text.startswith("x" * markup.READING_LIMIT)
    assert Reading(html).text.endswith("… 800,000 more characters are not shown here.")


def test_a_line_without_a_space_has_places_to_break_that_are_no_characters() -> None:
    html = markup.passage("x" * 1_200 + " " + "y" * 300 + "&" * 700)
    assert html.code.count("<wbr>") >= 3
    assert Reading(html).text == "x" * 1_200 + " " + "y" * 300 + "&" * 700


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("long " * 40 + "\n" + "long " * 40, 1),
        ("long " * 40 + "\n\n" + "long " * 40, 0),
        ("short\nlines\nof verse", 0),
        ("one line", 0),
        ("", 0),
    ],
)
def test_lines_that_are_paragraphs_get_room_between_them(text: str, gaps: int) -> None:
    html = markup.passage(text)
    assert html.code.count("ws-gap") == gaps
    assert Reading(html).text == text


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, 25, TEXT),
        (9, 14, "…Putin…"),
        (0, 8, "Vladimir…"),
        (19, 99, "…Trump."),
    ],
)
def test_a_snippet_says_where_it_was_cut(start: int, end: int, shown: str) -> None:
    assert Reading(markup.snippet(TEXT, [Mark(9, 14, "word")], start, end)).text == shown


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("They met.", "They met."),
        ("“We agree.”", "“We agree.”"),
        ("agree", "…agree…"),
        ("Then they left", "Then they left"),
        ("met. “We", "…met. “We…"),
    ],
)
def test_a_whole_sentence_is_not_marked_as_cut(shown: str, said: str) -> None:
    text = "They met. “We agree.” Then they left\nfor home."
    start = text.index(shown)
    assert Reading(markup.snippet(text, [], start, start + len(shown))).text == said


@hostile
def test_an_article_and_a_result_hold_only_text(text: str) -> None:
    shown = markup.plain(text).strip()
    pane = Reading(markup.article(text, [text, "", "2025"], markup.passage("body")))
    assert pane.text == f"{shown}{shown} · 2025body"
    entry = Reading(markup.result(text, ["", text], markup.text("body")))
    assert entry.text == f"{shown}{shown}body"


@hostile
def test_lines_and_entries_hold_only_text(text: str) -> None:
    shown = markup.plain(text)
    line = markup.line(text, [Mark(0, 4, "word", text)])
    assert Reading(line).text == shown[: len(text)]
    entry = Reading(markup.entry([text, ""], line))
    assert entry.text == shown.strip() + shown[: len(text)]
    assert Reading(markup.reading(line)).text == shown[: len(text)]


def test_a_title_that_is_empty_is_said_to_be() -> None:
    assert Reading(markup.article("", [], markup.text(""))).text == "Untitled"


def test_joined_pieces_keep_their_order_and_their_separator_is_text() -> None:
    joined = markup.join([markup.text("<a>"), markup.text("b")], " & ")
    assert Reading(joined).text == "<a> & b"


# Addresses


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_bad_address_is_never_a_link(url: str) -> None:
    assert markup.address(url) is None
    read = Reading(markup.link(url, "read"))
    assert (read.links, read.text) == ([], "read")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c&d=%22#e",
        "http://example.org:8080",
        "HTTPS://EXAMPLE.ORG/x",
        "https://例え.jp/経済",
        'https://example.org/"><script>',
    ],
)
def test_a_good_address_is_a_link_that_shows_its_host(url: str) -> None:
    read = Reading(markup.link(url, "read <b>"))
    assert read.links == [url]
    assert read.text.startswith("read <b> ")
    assert read.text.removeprefix("read <b> ") in url.lower()


# Streamlit


@pytest.mark.parametrize("raw", ["<b>raw</b>", None, b"<b>", markup.label("x")])
def test_nothing_but_html_of_this_module_is_shown(raw: object) -> None:
    with pytest.raises(TypeError, match=r"only markup\.Html"):
        markup.show(raw)  # type: ignore[arg-type]


def test_every_kind_of_mark_has_a_style_for_light_and_dark() -> None:
    css = Path(markup.__file__).with_name("markup.css").read_text("utf-8")
    for kind in markup.KINDS:
        (rule,) = re.findall(rf"mark\.ws-{kind} {{(.*?)}}", css, re.DOTALL)
        assert "background: light-dark(" in rule
    assert "url(" not in css
    assert "@import" not in css


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""
    low, high = sorted([_luminance(one), _luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_text_on_marks_can_be_read() -> None:
    css = Path(markup.__file__).with_name("markup.css").read_text("utf-8")
    pairs = re.findall(r"mark\.ws-[^}]*?background: light-dark\((#\w+), (#\w+)\)", css)
    assert len(pairs) == len(markup.KINDS)
    for light, dark in pairs:
        assert contrast(light, "#101216") >= 7
        assert contrast(dark, "#eef0f3") >= 4.5


# For real: what Chromium shows of it

APP = """
import pandas as pd
import streamlit as st
from lib.view import charts, markup
from tests.hostile import TEXTS

st.set_page_config(layout="wide")
markup.style()
for place, text in enumerate(TEXTS.values()):
    label, plain = markup.label(text), markup.plain(text)
    with st.container(key=f"markdown-{place}"):
        st.markdown(label)
    with st.container(key=f"button-{place}"):
        st.button(label, key=f"b{place}")
    with st.container(key=f"metric-{place}"):
        st.metric(label, label)
    with st.container(key=f"text-{place}"):
        st.text(plain)
    with st.container(key=f"passage-{place}"):
        markup.show(markup.passage(text, [markup.Mark(1, 9, "word", text)]))
texts = [markup.plain(text) for text in TEXTS.values()]
frame = pd.DataFrame({"key": texts, "label": texts, "count": 1})
with st.container(key="chart"):
    st.plotly_chart(charts.bars(frame), config=charts.config(), key="bars")
"""

READ = """() => Object.fromEntries([...document.querySelectorAll('[class*=st-key-]')].flatMap(e => {
    const key = [...e.classList].find(c => /^st-key-[a-z]+-[0-9]+$/.test(c));
    const bad = 'a,img,iframe,script,style,form,em,strong,del,code,h1,li,blockquote,.katex';
    return key ? [[key.slice(7), [e.textContent, e.querySelectorAll(bad).length]]] : [];
}))"""


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    app = folder / "app.py"
    app.write_text(APP)
    server = Server(folder, folder, folder / "log", app=app)
    yield server.url
    server.stop()


@pytest.fixture
def drawn(browser: Browser, hostile_url: str, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watch.over(context, hostile_url)
    page = context.new_page()
    page.goto(hostile_url)
    page.locator(".st-key-chart .ytick").first.wait_for(state="attached", timeout=30_000)
    settled(page)
    yield page
    context.close()


def seen(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(JOINER, "")).strip()


def test_a_browser_shows_the_very_characters_and_asks_for_nothing(drawn: Page) -> None:
    shown = drawn.evaluate(READ)
    assert len(shown) == 5 * len(TEXTS)
    for place, (name, text) in enumerate(TEXTS.items()):
        for where in ("markdown", "button", "metric", "text", "passage"):
            content, bad = shown[f"{where}-{place}"]
            times = 2 if where == "metric" else 1
            assert seen(content) == seen(markup.plain(text)) * times, f"{name} in {where}"
            assert bad == 0, f"{name} in {where}"
    assert drawn.title() != "owned"


def test_a_chart_shows_the_very_characters(drawn: Page) -> None:
    ticks = drawn.locator(".st-key-chart .ytick text")
    assert [seen(text) for text in ticks.all_text_contents()] == [
        seen(markup.plain(markup.plain(text), 34)) for text in TEXTS.values()
    ]
    assert drawn.locator(".st-key-chart .main-svg a").count() == 0


def test_hostile_articles_are_what_other_tests_need() -> None:
    rows = articles()
    assert len(rows) > len(TEXTS)
    assert {tuple(row) for row in rows} == {("title", "text", "date", "source", "url", "author")}
    assert any(len(row["text"]) == 1_000_000 and "\n" not in row["text"] for row in rows)


def test_changes_show_two_texts_as_one_and_interpret_neither() -> None:
    pieces = [("same", "a < b "), ("gone", "<b>old</b>"), ("new", "new & "), ("shared", "c\nd")]
    assert markup.changes(pieces).code == (
        '<div class="ws-text">a &lt; b <del class="ws-gone">&lt;b&gt;old&lt;/b&gt;</del>'
        '<ins class="ws-new">new &amp; </ins><mark class="ws-shared">c\nd</mark></div>'
    )


def test_changes_stop_at_the_limit_and_say_so() -> None:
    code = markup.changes([("same", "abcdef"), ("new", "ghi")], limit=4).code
    assert code.startswith('<div class="ws-text">abcd<div class="ws-cut">')
    assert "The rest is not shown here." in code and "g" not in code.partition("<div")[0]
