"""The Events page over the bundled corpus, run without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from lib.measure import events as ev
from lib.measure.events import Asked
from lib.measure.selection import Selection

Open = Callable[..., AppTest]


def plain(text: object) -> str:
    return re.sub("[\\\\\u2060]", "", str(text))


def said(app: AppTest) -> str:
    parts = [*app.title, *app.caption, *app.info, *app.warning, *app.markdown]
    return plain("\n".join(str(part.value) for part in parts))


def events(app: AppTest) -> list[str]:
    return [plain(b.label) for b in app.button if str(b.key).startswith("result_chronology")]


def test_the_founding_meeting_is_one_event_of_several_publications(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("events", who="marco-rubio", whom="sergey-lavrov")
    asked = Asked(actors=("marco-rubio", "sergey-lavrov"))
    found = ev.chronology(seeds_corpus, Selection(), asked)
    assert "10 July 2025: Marco Rubio met Sergey Lavrov" in "\n".join(events(app))
    assert len(events(app)) == len(found)
    met = found[found["first"].astype(str) == "2025-07-10"].iloc[0]
    assert met.publications >= 5


def test_types_and_statuses_narrow_the_list(open_page: Open) -> None:
    app = open_page("events", event_type="sanction")
    assert events(app)
    assert "sanction: ties" in "\n".join(_meta(app))
    assert "consult: meet" not in "\n".join(_meta(app))
    app = open_page("events", event_status="denied")
    assert events(app)
    assert "DENIED, not counted" in "\n".join(_meta(app))
    assert "0 events stated or reported" in said(app)


def _meta(app: AppTest) -> list[str]:
    return [str(html.proto.body) for html in app.get("html") if "ws-meta" in str(html.proto.body)]


def test_an_event_opens_its_sentences_and_the_link_holds_it(open_page: Open) -> None:
    app = open_page("events", who="marco-rubio", whom="sergey-lavrov")
    button = next(b for b in app.button if "10 July 2025" in plain(b.label))
    button.click().run()
    assert not app.exception
    assert app.query_params["told"]
    assert "publications" in said(app)


def test_a_pair_and_a_period_open_their_sentences(open_page: Open) -> None:
    app = open_page("events", told=["russia|ukraine", "2025-07-01", "2025-07-31"])
    assert not app.warning
    assert "told_sentences" in " ".join(str(b.key) for b in app.button)


def test_a_link_that_names_nothing_is_said(open_page: Open) -> None:
    for told in ("nonsense", "a|b", ["|", "x", "y"]):
        app = open_page("events", told=told)
        assert "the events that it names are not among those shown here" in said(app)
        assert not app.exception


def test_an_empty_selection_and_no_such_event(open_page: Open) -> None:
    assert "No article matches" in said(open_page("events", q="zzzqqq"))
    app = open_page("events", event_from="1900-01-01", event_to="1900-01-02")
    assert "No event of this kind" in said(app)


def test_an_unknown_actor_in_the_link_is_dropped_and_said(open_page: Open) -> None:
    app = open_page("events", who="nobody-at-all")
    assert "who=nobody-at-all" in said(app)
    assert events(app)


def test_the_chronology_can_be_pasted(open_page: Open) -> None:
    app = open_page("events", who="marco-rubio", whom="sergey-lavrov")
    text, markdown = (str(code.value) for code in app.code)
    assert "10 July 2025: Marco Rubio met Sergey Lavrov" in text
    assert "- **10 July 2025**: Marco Rubio met Sergey Lavrov" in markdown
