"""Charts: what is drawn of a frame, what a gap and a partial period look like, what stays text."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.view import charts
from tests.hostile import TEXTS

COLUMNS = ["period", "end", "series", "key", "count", "total", "share", "partial"]


def over_time(*series: str, counts: tuple[float | None, ...] = (10, None, 30)) -> pd.DataFrame:
    """Weeks from Monday 6 January 2025, each of 100 articles; the last one is partial."""
    rows = []
    for name in series or ("all",):
        for place, count in enumerate(counts):
            start = pd.Timestamp("2025-01-06") + pd.Timedelta(weeks=place)
            known = count is not None
            share = count / 100 if count is not None else None
            end = start + pd.Timedelta(days=6)
            last = place == len(counts) - 1
            rows.append(
                (start, end, name, f"key of {name}", count, 100 if known else None, share, last)
            )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"count": float, "total": float, "share": float, "partial": bool})


def ranking(*labels: str, **columns: list[Any]) -> pd.DataFrame:
    counts = [10 * (len(labels) - place) for place in range(len(labels))]
    keys = [f"key of {label}" for label in labels]
    return pd.DataFrame({"key": keys, "label": list(labels), "count": counts, **columns})


CHANGED = pd.DataFrame(
    {
        "key": ["up", "down"],
        "label": ["Iran", "Gaza"],
        "before": [2, 30],
        "now": [12, 5],
        "score": [1.5, -1.7],
    }
)
NODES = pd.DataFrame(
    {
        "key": ["a", "b", "c", "d"],
        "label": ["Ann", "Bob", "Cyprus", "Dan"],
        "cls": ["person", "person", "state", "person"],
        "count": [100, 50, 25, 1],
        "parent": ["b", "", "b", "a"],
    }
)
EDGES = pd.DataFrame(
    {
        "source": ["a", "b", "a"],
        "target": ["b", "c", "nobody"],
        "count": [9, 3, 5],
        "strength": [1.0, 0.1, 0.5],
    }
)


def written(figure: go.Figure) -> Any:
    """The figure as the browser gets it."""
    return json.loads(figure.to_json())


def strings(value: Any) -> list[str]:
    """Every string in what the browser gets, without the raw keys of customdata."""
    if isinstance(value, dict):
        kept = (item for name, item in value.items() if name != "customdata")
        return [text for item in kept for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


# Over time


@pytest.mark.parametrize(("highest", "step"), [(2, 1), (5, 1), (40, None)])
def test_few_are_counted_in_whole_numbers(highest: int, step: int | None) -> None:
    days = pd.to_datetime(["2025-07-01", "2025-07-02"])
    frame = pd.DataFrame(
        {"period": days, "end": days, "series": "all", "key": "", "count": [1, highest]}
    )
    assert charts.timeline(frame).layout.yaxis.dtick == step


def test_what_is_counted_is_said() -> None:
    days = pd.to_datetime(["2025-07-01"])
    frame = pd.DataFrame(
        {"period": days, "end": days, "series": "all", "key": "", "count": [7], "counted": "events"}
    )
    figure = charts.timeline(frame)
    assert figure.layout.yaxis.title.text == "events"
    assert "<b>7</b> events" in figure.data[0].hovertext[0]
    assert charts.alt(frame).startswith("Events over time")


def test_one_series_of_counts_is_bars_with_a_gap_where_nothing_is_known() -> None:
    (bars,) = charts.timeline(over_time()).data
    assert bars.type == "bar"
    assert list(bars.y) == [10.0, None, 30.0]
    assert [text.split("<br>")[0] for text in bars.hovertext] == [
        "6 Jan 2025 to 12 Jan 2025",
        "13 Jan 2025 to 19 Jan 2025",
        "20 Jan 2025 to 26 Jan 2025",
    ]
    assert "<b>10</b> articles of 100 (10.0 %)" in bars.hovertext[0]
    assert "no articles in the corpus" in bars.hovertext[1]


def test_zero_is_drawn_and_is_no_gap() -> None:
    (bars,) = charts.timeline(over_time(counts=(0, None, 5))).data
    assert list(bars.y) == [0.0, None, 5.0]
    assert "<b>0</b> articles of 100 (0.0 %)" in bars.hovertext[0]


def test_bars_stand_over_the_days_that_they_count() -> None:
    (bars,) = charts.timeline(over_time()).data
    assert bars.x[0] == "2025-01-09T12:00:00"
    assert bars.width == pytest.approx(0.86 * 7 * 86_400_000)


def test_a_partial_bar_is_hatched_and_says_so() -> None:
    (bars,) = charts.timeline(over_time()).data
    assert list(bars.marker.pattern.shape) == ["", "", "/"]
    assert ["partial" in text for text in bars.hovertext] == [False, False, True]


def test_shares_are_lines_with_gaps_and_a_hollow_partial_point() -> None:
    (line,) = charts.timeline(over_time(counts=(10, 20, None, 30)), "share").data
    assert line.type == "scatter"
    assert list(line.y) == [0.1, 0.2, None, 0.3]
    assert line.connectgaps is False
    assert list(line.marker.symbol) == ["circle", "circle", "circle", "circle-open"]


def test_a_point_between_gaps_is_seen_on_a_long_line() -> None:
    counts = (1.0,) * 80 + (None, 5.0, None) + (1.0,) * 80
    (line,) = charts.timeline(over_time(counts=counts), "share").data
    assert [place for place, size in enumerate(line.marker.size) if size] == [81, 162]


@pytest.mark.parametrize("value", ["count", "share"])
def test_several_series_are_lines_with_a_legend(value: charts.Value) -> None:
    figure = charts.timeline(over_time("Iran", "Gaza"), value)
    assert [(trace.type, trace.name) for trace in figure.data] == [
        ("scatter", "Iran"),
        ("scatter", "Gaza"),
    ]
    assert figure.layout.showlegend is True
    assert figure.data[0].line.color != figure.data[1].line.color


def test_series_of_one_name_but_different_keys_stay_apart() -> None:
    frame = over_time("one", "two").assign(series="Georgia")
    assert len(charts.timeline(frame).data) == 2


def test_points_and_bars_carry_key_and_days() -> None:
    for frame, value in ((over_time("x"), "count"), (over_time("x", "y"), "share")):
        for figure in (charts.timeline(frame, value), charts.shares(frame)):
            first = written(figure)["data"][0]["customdata"]
            assert first[0] == ["key of x", "2025-01-06", "2025-01-12"]
            assert len(first) == 3


def test_rows_may_come_in_any_order() -> None:
    frame = over_time()
    (ordered,), (mixed,) = (
        charts.timeline(f, "share").data for f in (frame, frame.iloc[[2, 0, 1]])
    )
    assert mixed.x.tolist() == ordered.x.tolist()
    assert mixed.y.tolist() == ordered.y.tolist()


def test_the_ninth_series_and_later_ones_are_grey_under_one_name() -> None:
    figure = charts.timeline(over_time(*(f"s{place}" for place in range(11))))
    colours = [trace.line.color for trace in figure.data]
    assert len(set(colours[:8])) == 8
    assert set(colours[8:]) == {charts.GREY}
    assert [t.name for t in figure.data if t.showlegend is not False][-1] == "3 others"


def test_a_single_ninth_series_keeps_its_name() -> None:
    figure = charts.timeline(over_time(*(f"s{place}" for place in range(9))))
    assert figure.data[8].name == "s8"


def test_on_a_logarithmic_axis_zero_is_a_gap_whose_hover_says_zero() -> None:
    figure = charts.timeline(over_time(counts=(0, 10, 100)), log=True)
    assert figure.layout.yaxis.type == "log"
    assert list(figure.data[0].y) == [None, 10.0, 100.0]
    assert "<b>0</b> articles" in figure.data[0].hovertext[0]


def test_events_are_upright_lines_with_their_labels_in_the_hover() -> None:
    events = pd.DataFrame(
        {"day": ["2025-01-14", "2025-01-14", "2025-01-20"], "label": ["AFP <b>enters", "B", "C"]}
    )
    figure = charts.timeline(over_time(), events=events)
    assert [line.x0[:10] for line in figure.layout.shapes] == ["2025-01-14", "2025-01-20"]
    assert [note.hovertext for note in figure.layout.annotations] == [
        "14 Jan 2025<br>AFP &lt;b&gt;enters<br>B",
        "20 Jan 2025<br>C",
    ]


def test_a_timeline_is_for_clicks_unless_a_drag_is_asked_for() -> None:
    assert charts.timeline(over_time()).layout.dragmode is False
    dragged = charts.timeline(over_time(), drag=True).layout
    assert (dragged.dragmode, dragged.selectdirection) == ("select", "h")


def test_few_periods_are_named_on_the_axis_and_a_lone_one_does_not_fill_the_chart() -> None:
    axis = charts.timeline(over_time(counts=(7,))).layout.xaxis
    assert axis.ticktext == ("6 Jan 2025",)
    assert axis.range == ("2024-12-23T00:00:00", "2025-01-27T00:00:00")


def test_the_volume_chart_is_dragged_and_shows_what_is_chosen() -> None:
    figure = charts.volume(over_time(counts=(1, 2, 3)), chosen=("2025-01-15", "2025-01-15"))
    assert (figure.layout.dragmode, figure.layout.selectdirection) == ("select", "h")
    assert figure.layout.height == 110
    assert list(figure.data[0].marker.color) == [charts.GREY, charts.ACCENT, charts.GREY]


@pytest.mark.parametrize(
    ("chosen", "lit"),
    [
        (None, [True, True, True]),
        ((None, "2025-01-13"), [True, True, False]),
        (("2025-01-19", None), [False, True, True]),
        (("2020-01-01", "2020-01-02"), [False, False, False]),
    ],
)
def test_either_end_of_what_is_chosen_may_be_open(chosen: Any, lit: list[bool]) -> None:
    (bars,) = charts.volume(over_time(counts=(1, 2, 3)), chosen=chosen).data
    colours = np.broadcast_to(bars.marker.color, 3).tolist()
    assert [colour == charts.ACCENT for colour in colours] == lit


def test_shares_are_stacked() -> None:
    figure = charts.shares(over_time("war", "talks"))
    assert figure.layout.barmode == "stack"
    assert [trace.name for trace in figure.data] == ["war", "talks"]
    assert list(figure.data[0].y) == [0.1, None, 0.3]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2025-02-03", "2025-02-03", "Mon 3 Feb 2025"),
        ("2025-02-03", "2025-02-09", "3 Feb 2025 to 9 Feb 2025"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2025-02-01", "2025-02-27", "1 Feb 2025 to 27 Feb 2025"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2024-01-01", "2025-12-31", "1 Jan 2024 to 31 Dec 2025"),
    ],
)
def test_periods_have_names(first: str, last: str, name: str) -> None:
    assert charts.period_name(first, last) == name
    assert charts.period_name(pd.Timestamp(first), np.datetime64(last)) == name


# Rankings and change


def test_a_ranking_runs_from_top_to_bottom_with_its_numbers() -> None:
    figure = charts.bars(ranking("Iran", "Gaza", "Qatar"))
    (bars,) = figure.data
    assert list(bars.x) == [30, 20, 10]
    assert list(bars.text) == ["30", "20", "10"]
    assert figure.layout.yaxis.ticktext == ("Iran", "Gaza", "Qatar")
    top, bottom = figure.layout.yaxis.range
    assert top > bottom
    assert written(figure)["data"][0]["customdata"] == [
        "key of Iran",
        "key of Gaza",
        "key of Qatar",
    ]


def test_labels_that_read_alike_keep_a_bar_each() -> None:
    figure = charts.bars(ranking("Georgia", "Georgia"))
    assert list(figure.data[0].y) == [0, 1]


def test_the_hover_of_a_ranking_has_count_total_and_share_and_the_whole_label() -> None:
    long = "Office for the Coordination of Humanitarian Affairs"
    figure = charts.bars(ranking(long, total=[40], share=[0.25]), "share")
    assert figure.layout.yaxis.ticktext[0].endswith("…")
    assert figure.data[0].hovertext[0] == f"{long}<br><b>10</b> articles of 40 (25.0 %)"
    assert figure.data[0].text == ("25.0 %",)


def test_highlighted_bars_stand_out_of_grey_ones() -> None:
    (bars,) = charts.bars(ranking("a", "b", highlight=[False, True])).data
    assert list(bars.marker.color) == [charts.GREY, charts.ACCENT]


def test_change_goes_from_a_hollow_mark_to_a_full_one() -> None:
    figure = charts.change(CHANGED)
    before, now = figure.data[2:]
    assert (list(before.x), before.marker.symbol) == ([2, 30], "circle-open")
    assert (list(now.x), now.marker.symbol) == ([12, 5], "circle")
    assert list(now.marker.color) == [charts.ACCENT, charts.CONTRAST]
    assert list(now.customdata) == list(before.customdata) == ["up", "down"]
    assert [list(stem.x) for stem in figure.data[:2]] == [[2.0, 12.0, None], [30.0, 5.0, None]]
    assert now.hovertext[1] == "Gaza<br>before 30, now <b>5</b><br>score -1.70"


# The network


def test_nodes_and_edges_carry_their_keys() -> None:
    figure = charts.network(charts.layout(NODES, EDGES), EDGES, centre="b")
    keys = {
        key for trace in figure.data if trace.customdata is not None for key in trace.customdata
    }
    assert keys == {"a", "b", "c", "d", "a|b", "b|c"}


def test_a_stronger_edge_is_wider_and_an_edge_to_nobody_is_left_out() -> None:
    figure = charts.network(charts.layout(NODES, EDGES), EDGES)
    widths = [trace.line.width for trace in figure.data if trace.mode == "lines"]
    assert len(widths) == 2
    assert widths == sorted(widths)


def test_the_mark_of_an_edge_is_in_its_middle() -> None:
    placed = charts.layout(NODES, EDGES).set_index("key")
    figure = charts.network(placed.reset_index(), EDGES)
    (marks,) = [t for t in figure.data if t.customdata is not None and "a|b" in t.customdata]
    assert marks.x[0] == pytest.approx(placed.loc[["a", "b"], "x"].mean())
    assert marks.hovertext[0] == "Ann and Bob<br><b>9</b> together"


def test_classes_have_colours_and_a_legend() -> None:
    figure = charts.network(charts.layout(NODES, EDGES), EDGES)
    named = {t.name: t.marker.color for t in figure.data if t.mode == "markers+text"}
    assert set(named) == {"person", "state"}
    assert len(set(named.values())) == 2


def crowd(count: int, each: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A node in the middle, `count` around it, and `each` around each of the first three."""
    around = [f"k{place}" for place in range(count)]
    parents = {"middle": "", **dict.fromkeys(around, "middle")}
    parents |= {f"{key}-{place}": key for key in around[:3] for place in range(each)}
    nodes = pd.DataFrame({"key": list(parents), "parent": list(parents.values())})
    nodes = nodes.assign(label="Name of someone", cls="person", count=1)
    ends = [(parent, key) for key, parent in parents.items() if parent]
    edges = pd.DataFrame(ends, columns=["source", "target"]).assign(count=1, strength=1.0)
    return nodes, edges


def test_the_layout_is_the_same_whatever_the_order_of_the_links() -> None:
    nodes, edges = crowd(20, 3)
    placed = charts.layout(nodes, edges)
    assert placed.equals(charts.layout(nodes, edges.iloc[::-1]))
    assert placed.index.tolist() == nodes.index.tolist()


@pytest.mark.parametrize(("count", "each"), [(1, 0), (2, 0), (3, 1), (14, 0), (14, 6), (3, 6)])
def test_each_leaf_has_a_row_of_its_own_and_each_step_is_further_out(count: int, each: int) -> None:
    nodes, edges = crowd(count, each)
    placed = charts.layout(nodes, edges).set_index("key")
    assert placed[["x", "y"]].abs().to_numpy().max() <= 1
    leaves = placed[~placed.index.isin(placed.parent)]
    height = charts.layout_height(nodes) * 0.8
    for _, fan in leaves.groupby("side"):
        rows = np.sort(fan.y.to_numpy())
        assert len(rows) == 1 or np.diff(rows).min() * height / 2.24 > 12  # a line of text
    assert (np.sign(leaves.x) == leaves.side).all()
    for parent, family in placed[placed.parent != "middle"].groupby("parent"):
        assert parent == "" or family.side.nunique() == 1
    assert placed.loc["middle", ["x", "y", "side"]].tolist() == [0, 0, 0]
    if each:
        width = {y: np.sqrt(1 - (0.85 * y) ** 2) for y in placed.y}
        steps = [abs(x) / width[y] for x, y in zip(placed.x, placed.y, strict=True)]
        far = dict(zip(placed.index, steps, strict=True))
        assert far["k0"] == pytest.approx(0.5)
        assert far["k0-0"] == pytest.approx(1)


def test_those_that_are_tied_most_stand_side_by_side() -> None:
    nodes, edges = crowd(6)
    tied = pd.DataFrame({"source": ["k0", "k4"], "target": ["k4", "k2"], "strength": [3.0, 2.0]})
    placed = charts.layout(nodes, pd.concat([edges, tied])).set_index("key")
    right = placed[placed.side > 0].sort_values("y", ascending=False)
    assert right.index.tolist() == ["k0", "k4", "k2"]


# All charts

EMPTY = pd.DataFrame(columns=[*COLUMNS, "label", "before", "now", "score", "cls", "parent"])
UNKNOWN = over_time(counts=(None, None))


@pytest.mark.parametrize(
    "figure",
    [
        charts.volume(EMPTY),
        charts.volume(UNKNOWN),
        charts.timeline(EMPTY),
        charts.timeline(UNKNOWN, "share"),
        charts.shares(EMPTY),
        charts.shares(UNKNOWN),
        charts.bars(EMPTY),
        charts.change(EMPTY),
        charts.network(charts.layout(EMPTY, EDGES), EDGES),
    ],
)
def test_a_chart_of_nothing_says_why(figure: go.Figure) -> None:
    assert figure.data == ()
    (note,) = figure.layout.annotations
    assert len(note.text) > 10


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_chart_interprets_a_label(text: str) -> None:
    text = text.replace("\ud83d", "\ufffd")  # no frame can hold half a surrogate pair
    frame = over_time(text, "other").assign(key=["k"] * 3 + ["o"] * 3)
    nodes = charts.layout(NODES.assign(label=text, cls=text), EDGES)
    figures = [
        charts.timeline(frame, events=pd.DataFrame({"day": ["2025-01-10"], "label": [text]})),
        charts.shares(frame),
        charts.bars(ranking("x").assign(label=text)),
        charts.change(CHANGED.assign(label=text)),
        charts.network(nodes, EDGES),
        charts.nothing(text),
    ]
    ours = {"<b>", "</b>", "<br>", "<i>", "</i>"}
    for figure in figures:
        for shown in strings(written(figure)):
            bare = shown
            for tag in ours:
                bare = bare.replace(tag, "")
            assert "<" not in bare
            assert "\x00" not in bare
            assert "#0000" not in bare.replace(charts.INK, "")


@pytest.mark.parametrize(
    "figure",
    [
        charts.volume(over_time()),
        charts.timeline(over_time("a", "b"), "share"),
        charts.bars(ranking("a", "b")),
        charts.change(CHANGED),
        charts.network(charts.layout(NODES, EDGES), EDGES),
    ],
)
def test_the_theme_around_a_chart_sets_ground_and_text(figure: go.Figure) -> None:
    layout = written(figure)["layout"]
    assert "paper_bgcolor" not in layout  # the theme's: a saved picture has a ground to stand on
    assert layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["font"]["color"] == charts.INK
    assert not layout["template"].get("layout")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*charts.PALETTE, charts.GREY])
def test_colours_stand_out_on_white_and_on_near_black(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 3
    assert (_luminance(colour) + 0.05) / (_luminance("#14171c") + 0.05) >= 3


def test_the_theme_has_the_colours_of_the_charts() -> None:
    theme = Path(charts.__file__).parents[2] / ".streamlit" / "config.toml"
    line = next(
        line
        for line in theme.read_text("utf-8").splitlines()
        if line.startswith("chartCategoricalColors")
    )
    assert tuple(ast.literal_eval(line.split("=", 1)[1].strip())) == charts.PALETTE


# For screen readers, and for saving


@pytest.mark.parametrize(
    ("frame", "value", "said"),
    [
        (EMPTY, "count", "Chart without data."),
        (
            over_time(),
            "count",
            "Articles over time, 6 Jan 2025 to 26 Jan 2025, in 3 periods."
            " Highest 30, 20 Jan 2025 to 26 Jan 2025.",
        ),
        (
            over_time("Iran", "Gaza"),
            "share",
            "Articles over time, 6 Jan 2025 to 26 Jan 2025, in 3 periods."
            " 2 series: Iran, Gaza. Highest 30.0 %, 20 Jan 2025 to 26 Jan 2025.",
        ),
        (
            UNKNOWN,
            "count",
            "Articles over time, 6 Jan 2025 to 19 Jan 2025, in 2 periods. No articles.",
        ),
        (ranking("Iran", "Gaza"), "count", "Ranking of 2: Iran first, 20; Gaza last, 10."),
        (ranking("Iran"), "count", "Ranking of 1: Iran first, 10."),
        (
            CHANGED,
            "count",
            "Change between two periods: 1 rising, first Iran; 1 falling, first Gaza.",
        ),
        (EDGES, "count", "Network of 3 links. The same is in the table beside it."),
    ],
)
def test_a_chart_can_be_read_out(frame: pd.DataFrame, value: str, said: str) -> None:
    assert charts.alt(frame, value) == said


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Top actors", "Top-actors"),
        ("../../etc/passwd", "etc-passwd"),
        ("a<b>:\x00\u202ec", "a-b----c"),
        ("***", "wirescope"),
        ("хроника_2025", "хроника_2025"),
    ],
)
def test_a_picture_has_a_harmless_name(name: str, file: str) -> None:
    assert charts.config("png", name)["toImageButtonOptions"]["filename"] == file


def test_pictures_are_saved_sharp_and_nothing_leads_outside() -> None:
    png, svg = charts.config("png"), charts.config("svg", tools=False)
    assert png["toImageButtonOptions"]["format"] == "png"
    assert png["toImageButtonOptions"]["scale"] == 2
    assert svg["toImageButtonOptions"]["format"] == "svg"
    assert (png["displayModeBar"], svg["displayModeBar"]) == ("hover", False)
    assert not png["displaylogo"]
    assert not png["showSendToCloud"]
    assert "toImage" not in png["modeBarButtonsToRemove"]


def test_charts_do_not_need_streamlit() -> None:
    tree = ast.parse(Path(charts.__file__).read_text("utf-8"))
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    modules |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert not {name for name in modules if name and name.startswith("streamlit")}


def test_bars_are_cut_into_their_parts() -> None:
    rows = [
        ("a", "A & co", "own", "its own", 3, 4),
        ("b", "B", "own", "its own", 0, 1),
        ("a", "A & co", "later", "a copy", 1, 4),
        ("b", "B", "later", "a copy", 1, 1),
    ]
    frame = pd.DataFrame(rows, columns=["key", "label", "part", "name", "count", "total"])
    figure = charts.parts(frame)
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in figure.data] == [
        ("its own", [3, 0], [0, 1]),
        ("a copy", [1, 1], [0, 1]),
    ]
    assert figure.data[1].customdata[0].tolist() == ["a", "later"]
    assert figure.data[0].hovertext[0].startswith("A &amp; co<br>its own<br>")
    assert "75" in figure.data[0].hovertext[0]
    assert not charts.parts(frame.head(0)).data
