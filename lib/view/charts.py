"""Charts: a tidy frame in, a Plotly figure out. One look for all, and no Streamlit.

What a page may rely on, whatever the chart:

- every string of the corpus went through `markup.plot_text`;
- the raw keys stand in `customdata`: `[key, first day, last day]` for what lies in time (days as
  ISO 8601), the key alone for what does not, `"source|target"` for an edge of the network;
- text colour, grid, font and ground come from the theme around the figure, so that light and dark
  are served by the same figure; the colours here are of middle tone, at least 3:1 on both;
- a figure with nothing in it says why.

Frames over time hold a row for each period and series: `period` and `end` are its first and its
last day (both belong to it), `count` is missing where the corpus has no article at all, `partial`
is true where the corpus covers the period only in part.
"""

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from lib.view.markup import plain, plot_text

Value = Literal["count", "share"]

INK = "#000037"
"""Colour of text. Streamlit puts the text colour of its theme in place of this very code; anywhere
else it is what it says, nearly black."""
ACCENT = "#2c7ab6"
CONTRAST = "#bc3d17"
GREY = "#85898f"
FAINT = "rgba(133,137,143,0.28)"
PALETTE = (
    ACCENT,
    "#d37812",
    "#377853",
    "#7e7aef",
    "#17a664",
    CONTRAST,
    "#b34290",
    "#569bc1",
)
"""Eight colours that stay apart for readers with deuteranopia and protanopia (Machado et al. 2009),
the first ones furthest; each has a contrast of at least 3:1 on white and on near black."""
_PART_COLOURS = (ACCENT, "#569bc1", GREY, CONTRAST)
Spec = dict[str, Any]
"""A trace, an axis or a layout as Plotly's JSON has it."""
DASHES = ("solid", "solid", "solid", "solid", "dot", "dot", "dot", "dot")

LABEL_LIMIT = 34
"""Characters of a label on an axis or in a legend; the hover has the whole of it."""
HOVER_LIMIT = 120
NODE_LIMIT = 24
MANY_POINTS = 60
"""From here on a line is drawn without a mark on every point."""


# --- what all charts share ----------------------------------------------------------------------


def _figure(
    height: int,
    traces: Sequence[Spec] = (),
    xaxis: Spec | None = None,
    yaxis: Spec | None = None,
    margin: Spec | None = None,
    **layout: Any,
) -> go.Figure:
    axis: Spec = {
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": INK},
    }
    across = {**axis, "showgrid": False, **(xaxis or {})}
    up = {**axis, "gridcolor": FAINT, "gridwidth": 1, "nticks": 6, **(yaxis or {})}
    for each in (across, up):
        each["title"] = {"font": {"color": INK}, **each.get("title", {})}
    # All at once, and of plain parts: each update of a figure that there is takes longer than the
    # whole of this, and a trace that is added is checked a second time.
    return go.Figure(
        data=list(traces),
        layout={
            # An empty template, which the theme around the figure fills; Plotly's own would win.
            "template": go.layout.Template(),
            "height": height,
            # The buttons stand in the upper margin.
            "margin": {"l": 8, "r": 12, "t": 26, "b": 8, **(margin or {})},
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": INK},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"align": "left", "namelength": -1, "font": {"color": INK}},
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "xanchor": "left",
                "yanchor": "bottom",
                "itemclick": "toggle",
                "itemdoubleclick": "toggleothers",
            },
            "xaxis": across,
            "yaxis": up,
            **layout,
        },
    )


def nothing(reason: str, height: int = 160) -> go.Figure:
    """Return a figure without data that says why it has none."""
    said = {"text": plot_text(reason), "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    return _figure(
        height,
        xaxis={"visible": False},
        yaxis={"visible": False},
        annotations=[{**said, "showarrow": False}],
    )


def _missing(number: Any) -> bool:
    return number is None or number is pd.NA or bool(number != number)


def _array(values: Iterable[Any]) -> NDArray[Any]:
    """Return values as an array, of objects where they are of several kinds.

    Of a list, and of an array of objects, Plotly looks at every item, more than once.
    """
    listed = list(values)
    if {type(value) for value in listed} in ({str}, {int}, {float}):
        return np.array(listed)
    found = np.empty(len(listed), object)
    found[:] = listed
    return found


def _gaps(numbers: Iterable[Any]) -> NDArray[Any]:
    """Return numbers with None where one is missing: Plotly draws nothing there, not a zero."""
    listed = numbers.tolist() if isinstance(numbers, pd.Series) else numbers
    return _array(None if _missing(n) else n.item() if hasattr(n, "item") else n for n in listed)


def _each(values: Iterable[Any]) -> Any:
    """Return values as an array, or the one that all of them are."""
    listed = list(values)
    return listed[0] if len(set(listed)) == 1 else np.array(listed)


def _count(number: Any) -> str:
    if _missing(number):
        return "no articles"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


def _percent(share: Any) -> str:
    if _missing(share):
        return "no share"
    percent = 100 * float(share)
    if 0 < percent < 0.005 or 99.95 <= percent < 100:
        return "under 0.01 %" if percent < 1 else "over 99.9 %"
    return f"{percent:.2f} %" if 0 < percent < 1 else f"{percent:.1f} %"


def _number(value: Any, kind: str) -> str:
    return _percent(value) if kind == "share" else _count(value)


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%b %Y}"


class _Span(NamedTuple):
    """A period as charts need it: days and middle as ISO 8601, width in milliseconds, names."""

    first: str
    last: str
    middle: str
    width: float
    name: str
    short: str


@lru_cache(maxsize=8192)
def _span(first: Any, last: Any) -> _Span:
    start, end = pd.Timestamp(first).normalize(), pd.Timestamp(last).normalize()
    length = end + pd.Timedelta(days=1) - start
    name, short = _names(start, end)
    return _Span(
        first=start.date().isoformat(),
        last=end.date().isoformat(),
        middle=(start + length / 2).isoformat(),
        width=length.total_seconds() * 1000,
        name=name,
        short=short,
    )


def _names(first: pd.Timestamp, last: pd.Timestamp) -> tuple[str, str]:
    """Return the name of a period in full, and for an axis."""
    if first == last:
        return f"{first:%a} {_day(first)}", _day(first)
    if first.is_year_start and last.is_year_end and first.year == last.year:
        return str(first.year), str(first.year)
    month = (first.year, first.month) == (last.year, last.month)
    if month and first.is_month_start and last.is_month_end:
        return f"{first:%B %Y}", f"{first:%b %Y}"
    return f"{_day(first)} to {_day(last)}", _day(first)


def period_name(first: Any, last: Any) -> str:
    """Return the name of the days first to last: a day, month, year, or both ends."""
    return _span(first, last).name


def _spans(frame: pd.DataFrame) -> list[_Span]:
    ends = (frame[name].to_numpy().astype("datetime64[D]").tolist() for name in ("period", "end"))
    return [_span(*days) for days in zip(*ends, strict=True)]


def _column(frame: pd.DataFrame, name: str, default: Any) -> list[Any]:
    return frame[name].tolist() if name in frame else [default] * len(frame)


def _partial(frame: pd.DataFrame) -> list[bool]:
    return [not _missing(flag) and bool(flag) for flag in _column(frame, "partial", False)]


def _periods(frame: pd.DataFrame) -> NDArray[Any]:
    """Return the key, the first and the last day of each row, shape (rows, 3)."""
    spans = _spans(frame)
    days = np.array([(span.first, span.last) for span in spans], object).reshape(-1, 2)
    return np.column_stack((_array(_column(frame, "key", None)), days))


def _reading(count: Any, total: Any, share: Any, what: str = "articles") -> str:
    if _missing(count):
        return f"no {what} in the corpus"
    parts = [f"<b>{_count(count)}</b> {what}"]
    if not _missing(total):
        parts.append(f"of {_count(total)}")
    if not _missing(share):
        parts.append(f"({_percent(share)})")
    return " ".join(parts)


def _time_hover(frame: pd.DataFrame, name: str = "") -> NDArray[Any]:
    head = f"{plot_text(name, HOVER_LIMIT)}<br>" if name else ""
    rows = zip(
        _spans(frame),
        _column(frame, "count", None),
        _column(frame, "total", None),
        _column(frame, "share", None),
        _partial(frame),
        _column(frame, "counted", "articles"),
        strict=True,
    )
    return _array(
        f"{head}{span.name}<br>{_reading(count, total, share, what)}"
        + ("<br><i>partial: the corpus covers only a part of it</i>" if part else "")
        for span, count, total, share, part, what in rows
    )


def _counted(frame: pd.DataFrame) -> str:
    """What a frame counts: its column `counted`, else articles."""
    return str(next(iter(_column(frame, "counted", "articles")), "articles"))


def _bar_trace(frame: pd.DataFrame, value: Value, colours: Any, name: str = "") -> Spec:
    """Return bars over time, each over the days that it counts; partial periods are hatched."""
    spans = _spans(frame)
    return {
        "type": "bar",
        "x": _array(span.middle for span in spans),
        "y": _gaps(frame[value]),
        "width": _each(0.86 * span.width for span in spans),
        "customdata": _periods(frame),
        "hovertext": _time_hover(frame, name),
        "hoverinfo": "text",
        "name": plot_text(name, LABEL_LIMIT),
        "marker": {
            "color": colours,
            "line": {"width": 0},
            "pattern": {
                "shape": _each("/" if part else "" for part in _partial(frame)),
                "fillmode": "overlay",
                "fgcolor": "rgba(255,255,255,0.85)",
                "size": 5,
                "solidity": 0.35,
            },
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.45}},
    }


def _line_trace(frame: pd.DataFrame, drawn: pd.Series, colour: str, dash: str, name: str) -> Spec:
    """Return a line over time; a partial period is a hollow mark, a lone point gets one too.

    `drawn` are the numbers to draw; what the hover says is in the frame.
    """
    points, partial = _gaps(drawn), _partial(frame)
    size = 5 if len(points) <= MANY_POINTS else 0
    return {
        "type": "scatter",
        "x": _array(span.middle for span in _spans(frame)),
        "y": points,
        "mode": "lines+markers",
        "connectgaps": False,
        "customdata": _periods(frame),
        "hovertext": _time_hover(frame, name),
        "hoverinfo": "text",
        "name": plot_text(name, LABEL_LIMIT),
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {
            "color": colour,
            "size": _each(
                8 if part else 6 if only else size
                for part, only in zip(partial, _lone(points.tolist()), strict=True)
            ),
            "symbol": _each("circle-open" if part else "circle" for part in partial),
            "opacity": 1,
            "line": {"width": _each(1.5 if part else 0 for part in partial)},
        },
        "unselected": {"marker": {"opacity": 0.45}},
    }


def _lone(points: Sequence[float | int | None]) -> list[bool]:
    """Say of each point whether it stands between gaps, where a line would not show it."""
    around = [None, *points, None]
    return [
        here is not None and before is None and after is None
        for before, here, after in zip(around, points, around[2:], strict=False)
    ]


def _date_axis(frame: pd.DataFrame, named: int, ticks: int) -> Spec:
    """Lay dates along x: up to `named` periods each by name, else about `ticks` dates."""
    spans = sorted(set(_spans(frame)))
    pad = pd.Timedelta(milliseconds=spans[0].width * max(0.0, (5 - len(spans)) / 2))
    end = pd.Timestamp(spans[-1].last) + pd.Timedelta(days=1)
    ends = (pd.Timestamp(spans[0].first) - pad, end + pad)
    axis: Spec = {"type": "date", "tickangle": 0, "nticks": ticks}
    axis["range"] = [day.isoformat() for day in ends]
    if len(spans) <= named:
        axis["tickvals"] = [span.middle for span in spans]
        axis["ticktext"] = [span.short for span in spans]
    return axis


_SELECT: Spec = {
    "dragmode": "select",
    "selectdirection": "h",
    "newselection": {"line": {"color": ACCENT, "width": 1, "dash": "solid"}},
    "activeselection": {"fillcolor": ACCENT, "opacity": 0.12},
}
"""Layout with which a drag chooses a stretch of time."""
_FEW = 5


def _value_axis(
    value: Value, traces: Sequence[Spec], log: bool = False, what: str = "articles"
) -> Spec:
    title = f"share of {what}" if value == "share" else what
    axis: Spec = {
        "title": {"text": f"{title} (logarithmic)" if log else title, "standoff": 8},
        "tickformat": ".1~%" if value == "share" else ",.3~s" if log else ",d",
        "rangemode": "normal" if log else "tozero",
        "type": "log" if log else "linear",
    }
    if value == "count" and not log and _highest(traces) <= _FEW:
        axis["dtick"] = 1  # no ticks between whole numbers, which would read alike
    return axis


def _highest(traces: Sequence[Spec]) -> float:
    drawn = (number for trace in traces for number in trace["y"] if not _missing(number))
    return float(max(drawn, default=0))


# --- over time ----------------------------------------------------------------------------------


def volume(
    frame: pd.DataFrame, height: int = 110, chosen: tuple[Any, Any] | None = None
) -> go.Figure:
    """Return the small chart to drag a period on: bars of `count` over time.

    Columns: period, end, count, partial. Periods outside of `chosen` (first and last day, either
    of them None where that end is open) are grey. A drag gives Streamlit a box whose `x` holds
    two times.
    """
    if frame.empty or frame["count"].isna().all():
        return nothing("No dated articles", height)
    return _figure(
        height,
        [_bar_trace(frame, "count", _chosen_colours(frame, chosen))],
        _date_axis(frame, named=2, ticks=5),
        {"visible": False, "rangemode": "tozero"},
        {"l": 0, "r": 0, "t": 4, "b": 4},
        **_SELECT,
    )


def _chosen_colours(frame: pd.DataFrame, chosen: tuple[Any, Any] | None) -> Any:
    if chosen is None:
        return ACCENT
    first, last = (None if _missing(day) else pd.Timestamp(day).normalize() for day in chosen)
    within = pd.Series(True, index=frame.index)
    if first is not None:
        within &= pd.to_datetime(frame["end"]) >= first
    if last is not None:
        within &= pd.to_datetime(frame["period"]) <= last
    return _each(ACCENT if yes else GREY for yes in within.tolist())


def timeline(
    frame: pd.DataFrame,
    value: Value = "count",
    log: bool = False,
    events: pd.DataFrame | None = None,
    height: int = 340,
    drag: bool = False,
) -> go.Figure:
    """Return articles over time: bars for the counts of one series, else a line for each.

    Columns: period, end, series, key, count, total, share, partial; and, where it is not articles
    that are counted, what (`counted`). `events` (day, label) are
    drawn as upright lines, their labels in the hover: sources that enter or leave the corpus.
    With `drag` a drag chooses a stretch of time, and clicks are not reported any more: Streamlit
    knows one or the other. To have both, put `volume` below for the drag.
    """
    if frame.empty or frame[value].isna().all():
        return nothing("No dated articles in this selection")
    groups = _series(frame)
    if len(groups) == 1 and value == "count" and not log:
        traces = [_bar_trace(groups[0][1], value, ACCENT)]
    else:
        traces = _lines(groups, value, log)
    return _figure(
        height,
        traces,
        _date_axis(frame, named=8, ticks=10),
        _value_axis(value, traces, log, _counted(frame)),
        showlegend=len(groups) > 1,
        **_events(events),
        **(_SELECT if drag else {}),
    )


def _series(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the series in the order they first appear, each by date."""
    by: Hashable = "key" if "key" in frame and frame["key"].notna().all() else "series"
    if by not in frame:
        return [("", frame.sort_values("period"))]
    groups = frame.groupby(by, sort=False, dropna=False)
    return [
        (str(group["series"].iloc[0]) if "series" in group else "", group.sort_values("period"))
        for _, group in groups
    ]


def _lines(groups: list[tuple[str, pd.DataFrame]], value: Value, log: bool) -> list[Spec]:
    traces = []
    for place, (name, group) in enumerate(groups):
        drawn = group[value].where(group[value] > 0) if log else group[value]
        trace = _line_trace(group, drawn, *_line_look(place), name)
        traces.append(_as_other(trace, place, len(groups)))
    return traces


def _line_look(place: int) -> tuple[str, str]:
    return (PALETTE[place], DASHES[place]) if place < len(PALETTE) else (GREY, "solid")


def _as_other(trace: Spec, place: int, series: int) -> Spec:
    """Give the ninth series and those after it one grey entry in the legend."""
    over = place - len(PALETTE)
    if over < 0:
        return trace
    name = trace["name"]
    if over == 0 and series > len(PALETTE) + 1:
        name = f"{series - len(PALETTE)} others"
    return {**trace, "legendgroup": "others", "showlegend": over == 0, "name": name}


def _events(events: pd.DataFrame | None) -> Spec:
    """Return the upright lines of some events, and their marks above, as parts of a layout."""
    if events is None or events.empty:
        return {}
    lines, marks = list[Spec](), list[Spec]()
    for day, group in events.groupby("day", sort=True):
        at = pd.Timestamp(str(day))
        notes = "<br>".join(plot_text(str(note), HOVER_LIMIT) for note in group["label"])
        lines.append(
            {
                "type": "line",
                "x0": at.isoformat(),
                "x1": at.isoformat(),
                "y0": 0,
                "y1": 1,
                "yref": "y domain",
                "line": {"color": GREY, "width": 1, "dash": "dot"},
                "layer": "below",
            }
        )
        marks.append(
            {
                "x": at.isoformat(),
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "text": "▼",
                "showarrow": False,
                "font": {"color": GREY, "size": 12},
                "hovertext": f"{_day(at)}<br>{notes}",
            }
        )
    return {"shapes": lines, "annotations": marks}


def shares(frame: pd.DataFrame, height: int = 340) -> go.Figure:
    """Return shares of several series over time as stacked bars: topics, sources.

    Columns as for `timeline`. From the ninth series on they are grey.
    """
    if frame.empty or frame["share"].isna().all():
        return nothing("No dated articles in this selection")
    groups = _series(frame)
    traces = [
        _as_other(_bar_trace(group, "share", _line_look(place)[0], name), place, len(groups))
        for place, (name, group) in enumerate(groups)
    ]
    return _figure(
        height,
        traces,
        _date_axis(frame, named=8, ticks=10),
        _value_axis("share", traces),
        barmode="stack",
        showlegend=True,
        legend_traceorder="normal",
    )


# --- rankings -----------------------------------------------------------------------------------


def _rows_height(rows: int) -> int:
    return 28 * rows + 42


def _name_axis(labels: Iterable[Any]) -> Spec:
    """Write the labels from top to bottom; by place, since two of them may read alike."""
    names = [plot_text(str(label), LABEL_LIMIT) for label in labels]
    return {
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "range": [len(names) - 0.4, -0.6],
        "showgrid": False,
        "ticks": "",
        "nticks": None,
    }


def _rank_hover(frame: pd.DataFrame, value: str) -> list[str]:
    rows = zip(
        frame["label"],
        frame[value],
        _column(frame, "count", None),
        _column(frame, "total", None),
        _column(frame, "share", None),
        strict=True,
    )
    return [
        f"{plot_text(str(name), HOVER_LIMIT)}<br>"
        + (
            f"<b>{_number(number, value)}</b> {plot_text(value)}"
            if _missing(count)
            else _reading(count, total, share)
        )
        for name, number, count, total, share in rows
    ]


def bars(frame: pd.DataFrame, value: str = "count", height: int | None = None) -> go.Figure:
    """Return a ranking, the first row on top, each bar with its number.

    Columns: key, label, and the column named by `value` (`share` is read as a share of 1); also
    count, total, share for the hover, and `highlight`, true for rows in the accent colour while
    the rest are grey. customdata is the key.
    """
    if frame.empty:
        return nothing("Nothing to rank in this selection")
    lit = _column(frame, "highlight", True)
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": _gaps(frame[value]),
        "y": np.arange(len(frame)),
        "customdata": _array(frame["key"]),
        "text": _array(_number(number, value) for number in frame[value]),
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "hovertext": _array(_rank_hover(frame, value)),
        "hoverinfo": "text",
        "marker": {"color": _each(ACCENT if on else GREY for on in lit), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.45}},
    }
    return _figure(
        height or _rows_height(len(frame)),
        [trace],
        {"visible": False, "rangemode": "tozero"},
        _name_axis(frame["label"]),
        {"r": 56},
        bargap=0.32,
    )


def parts(frame: pd.DataFrame, height: int | None = None) -> go.Figure:
    """Return bars of which each is cut into its parts, the first row's label on top.

    Columns: key and label of the bar, part and its name, count, and total of the bar; the parts in
    the order to be drawn. customdata is [key, part].
    """
    if frame.empty:
        return nothing("Nothing to rank in this selection")
    labels = frame.drop_duplicates("key")[["key", "label"]]
    place = {key: number for number, key in enumerate(labels["key"])}
    groups = frame.groupby("part", sort=False)
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plot_text(name, LABEL_LIMIT),
            "x": _gaps(group["count"]),
            "y": _array(place[key] for key in group["key"]),
            "customdata": group[["key", "part"]].to_numpy(object),
            "hovertext": _array(_part_hover(group, name)),
            "hoverinfo": "text",
            "marker": {"color": colour, "line": {"width": 0}},
            "unselected": {"marker": {"opacity": 0.45}},
        }
        for (_, group), colour in zip(groups, _PART_COLOURS, strict=False)
        for name in [str(group["name"].iloc[0])]
    ]
    return _figure(
        height or _rows_height(len(labels)) + 40,
        traces,
        {"rangemode": "tozero"},
        _name_axis(labels["label"]),
        bargap=0.32,
        barmode="stack",
        showlegend=True,
        legend_traceorder="normal",
    )


def _part_hover(frame: pd.DataFrame, name: str) -> list[str]:
    rows = zip(frame["label"], frame["count"], frame["total"], strict=True)
    return [
        f"{plot_text(str(label), HOVER_LIMIT)}<br>{plot_text(name)}<br>"
        + _reading(count, total, count / max(total, 1))
        for label, count, total in rows
    ]


def change(frame: pd.DataFrame, value: Value = "count", height: int | None = None) -> go.Figure:
    """Return what rose and what fell: from a hollow mark (before) to a full one (now).

    Columns: key, label, before, now, score, in the order to be drawn; `before` and `now` are
    counts, or shares of 1. customdata is the key.
    """
    if frame.empty:
        return nothing("Nothing rose or fell between the two periods")
    rose = [now >= before for before, now in zip(frame["before"], frame["now"], strict=True)]
    colours = [ACCENT if up else CONTRAST for up in rose]
    hover = _change_hover(frame, value)
    axis = {
        "side": "top",
        "rangemode": "tozero",
        "showgrid": True,
        "gridcolor": FAINT,
        "nticks": 6,
        "tickformat": ".1~%" if value == "share" else ",~g",
    }
    return _figure(
        height or _rows_height(len(frame)) + 26,
        [
            _stems(frame, rose, True, ACCENT),
            _stems(frame, rose, False, CONTRAST),
            _ends(frame, "before", "circle-open", colours, hover),
            _ends(frame, "now", "circle", colours, hover),
        ],
        axis,
        _name_axis(frame["label"]),
    )


def _stems(frame: pd.DataFrame, rose: list[bool], up: bool, colour: str) -> Spec:
    """Return the lines from before to now of what rose, or of what fell."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, (before, now) in enumerate(zip(frame["before"], frame["now"], strict=True)):
        if rose[place] == up:
            x += [float(before), float(now), None]
            y += [place, place, None]
    return {
        "type": "scatter",
        "x": _array(x),
        "y": _array(y),
        "mode": "lines",
        "line": {"color": colour, "width": 2.5},
        "hoverinfo": "skip",
    }


def _ends(
    frame: pd.DataFrame, column: str, symbol: str, colours: list[str], hover: list[str]
) -> Spec:
    colour = _each(colours)
    return {
        "type": "scatter",
        "x": _gaps(frame[column]),
        "y": np.arange(len(frame)),
        "mode": "markers",
        "name": column,
        "customdata": _array(frame["key"]),
        "hovertext": _array(hover),
        "hoverinfo": "text",
        "marker": {
            "symbol": symbol,
            "size": 11,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "unselected": {"marker": {"opacity": 0.45}},
    }


def _change_hover(frame: pd.DataFrame, value: Value) -> list[str]:
    rows = zip(frame["label"], frame["before"], frame["now"], frame["score"], strict=True)
    return [
        f"{plot_text(str(name), HOVER_LIMIT)}<br>before {_number(before, value)}, "
        f"now <b>{_number(now, value)}</b><br>score {score:+.2f}"
        for name, before, now, score in rows
    ]


# --- the network --------------------------------------------------------------------------------

_TEXT_PLACES = {1: "middle right", -1: "middle left", 0: "top center"}
_WIDTHS = (0.75, 1.5, 3.0, 5.0)


def network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    centre: str | None = None,
    height: int = 520,
) -> go.Figure:
    """Return who appears with whom.

    Nodes: key, label, count, cls, and x, y, side from `layout`. Edges: source, target (keys),
    count, strength (0 and up; drawn as width), and `said`, where given, what the hover adds.
    `centre` is the key drawn strongest. customdata is the key for a node, `"source|target"` for
    the mark in the middle of an edge.
    """
    if nodes.empty:
        return nothing("Nobody is named together often enough to draw")
    at = dict(zip(nodes["key"], zip(nodes["x"], nodes["y"], strict=True), strict=True))
    names = dict(zip(nodes["key"], nodes["label"], strict=True))
    drawn = edges[edges["source"].isin(at) & edges["target"].isin(at)]
    most = float(nodes["count"].max())
    classes = enumerate(nodes.groupby("cls", sort=True))
    traces = [
        *_edge_lines(drawn, at),
        _edge_marks(drawn, at, names),
        *(_node_trace(group, str(cls), place, centre, most) for place, (cls, group) in classes),
    ]
    return _figure(
        height,
        traces,
        {"visible": False, "range": [-1.6, 1.6]},
        {"visible": False, "range": [-1.12, 1.12]},
        showlegend=nodes["cls"].nunique() > 1,
    )


def _edge_lines(edges: pd.DataFrame, at: dict[Any, tuple[float, float]]) -> list[Spec]:
    """Return the edges in four widths: a line of Plotly has but one."""
    if edges.empty:
        return []
    most = max(float(edges["strength"].max()), 1e-12)
    steps = np.minimum((edges["strength"].to_numpy(float) / most * 4).astype(int), 3)
    lines = list[Spec]()
    for step, width in enumerate(_WIDTHS):
        some = edges[steps == step]
        ends = [(at[a], at[b]) for a, b in zip(some["source"], some["target"], strict=True)]
        if ends:
            lines.append(
                {
                    "type": "scatter",
                    "x": _array(x for a, b in ends for x in (a[0], b[0], None)),
                    "y": _array(y for a, b in ends for y in (a[1], b[1], None)),
                    "mode": "lines",
                    "line": {"color": GREY, "width": width},
                    "opacity": 0.55,
                    "hoverinfo": "skip",
                    "showlegend": False,
                }
            )
    return lines


def _edge_marks(
    edges: pd.DataFrame, at: dict[Any, tuple[float, float]], names: dict[Any, Any]
) -> Spec:
    """Return a mark in the middle of each edge, to hover over and to click."""
    more = _column(edges, "said", "")
    pairs = list(zip(edges["source"], edges["target"], edges["count"], strict=True))
    return {
        "type": "scatter",
        "x": _array((at[a][0] + at[b][0]) / 2 for a, b, _ in pairs),
        "y": _array((at[a][1] + at[b][1]) / 2 for a, b, _ in pairs),
        "mode": "markers",
        "marker": {"size": 9, "color": GREY, "opacity": 0.35},
        "customdata": _array(f"{a}|{b}" for a, b, _ in pairs),
        "hovertext": _array(
            f"{plot_text(str(names[a]), HOVER_LIMIT)} and {plot_text(str(names[b]), HOVER_LIMIT)}"
            f"<br><b>{_count(count)}</b> together{plot_text(said, HOVER_LIMIT)}"
            for (a, b, count), said in zip(pairs, more, strict=True)
        ),
        "hoverinfo": "text",
        "showlegend": False,
    }


def _node_trace(nodes: pd.DataFrame, cls: str, place: int, centre: str | None, most: float) -> Spec:
    here = [key == centre for key in nodes["key"]]
    return {
        "type": "scatter",
        "x": _gaps(nodes["x"]),
        "y": _gaps(nodes["y"]),
        "mode": "markers+text",
        "name": plot_text(cls, LABEL_LIMIT),
        "customdata": _array(nodes["key"]),
        "text": _array(
            f"<b>{plot_text(str(name), NODE_LIMIT)}</b>" if on else plot_text(str(name), NODE_LIMIT)
            for name, on in zip(nodes["label"], here, strict=True)
        ),
        "textposition": _array(_TEXT_PLACES[int(side)] for side in nodes["side"]),
        "cliponaxis": False,
        "hovertext": _array(
            f"{plot_text(str(name), HOVER_LIMIT)}<br><b>{_count(count)}</b> articles"
            for name, count in zip(nodes["label"], nodes["count"], strict=True)
        ),
        "hoverinfo": "text",
        "marker": {
            "size": 8 + 18 * np.sqrt(nodes["count"].to_numpy(float) / max(most, 1.0)),
            "color": _line_look(place)[0],
            "opacity": 1,
            "line": {"width": _each(3 if on else 0 for on in here), "color": CONTRAST},
        },
        "unselected": {"marker": {"opacity": 0.6}},
    }


def layout(nodes: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Return nodes with columns x and y, and `side`: where the label goes, 1 right, -1 left, 0 up.

    Nodes: key, parent (the key of the node that it came with; "" for the one in the middle). Edges:
    source, target, strength. The same nodes and edges give the same places, whatever the order of
    the edges.

    A radial tree (K.-P. Yee, D. Fisher, R. Dhamija, M. Hearst, "Animated Exploration of Dynamic
    Graphs with Radial Layout", 2001), of two fans: each leaf has a row of its own, on the right
    from the top and on the left from the bottom, so that no two labels meet; each step is further
    out, and the last of each side at its edge. Nodes of one parent stand so that those that are
    tied most strongly are neighbours.
    """
    if nodes.empty:
        return nodes.assign(x=[], y=[], side=[])
    keys, parents = nodes["key"].tolist(), nodes["parent"].tolist()
    family = {key: [k for k, p in zip(keys, parents, strict=True) if p == key] for key in keys}
    ties = _ties(edges)
    family = {key: _neighbours(children, ties) for key, children in family.items()}
    (middle,) = (key for key, parent in zip(keys, parents, strict=True) if not parent)
    turns = _turns(middle, family)
    deepest = {
        side: max((step for turn, step in turns.values() if (turn < 0.5) == side), default=1)
        for side in (True, False)
    }
    x, y = zip(*(_place(*turns[key], deepest) for key in keys), strict=True)
    side = [0 if family[key] else np.sign(at) for key, at in zip(keys, x, strict=True)]
    return nodes.assign(x=x, y=y, side=side)


def layout_height(nodes: pd.DataFrame) -> int:
    """Return how high a network must be drawn so that the rows of its labels do not touch."""
    leaves = len(set(nodes["key"]) - set(nodes["parent"]))
    return int(min(max(420, 22 * (leaves / 2 + 3)), 1_000))


def _ties(edges: pd.DataFrame) -> dict[tuple[Any, Any], float]:
    found = {}
    for a, b, strength in zip(edges["source"], edges["target"], edges["strength"], strict=True):
        found[a, b] = found[b, a] = float(strength)
    return found


def _neighbours(keys: list[Any], ties: dict[tuple[Any, Any], float]) -> list[Any]:
    """Return keys in an order in which each is followed by the one that it is tied to most."""
    left, order = list(keys), list[Any]()
    while left:
        last = order[-1] if order else None
        following = max(left, key=lambda key: ties.get((last, key), 0.0))
        order.append(following)
        left.remove(following)
    return order


def _turns(middle: Any, family: dict[Any, list[Any]]) -> dict[Any, tuple[float, int]]:
    """Return how far around, from 0 to 1, and how many steps out each node stands.

    Each leaf takes a turn of its own; from one half of the way on they are on the left. No family
    stands on both sides.
    """
    leaves: list[Any] = []
    spans: dict[Any, tuple[int, int, int]] = {}

    def walk(key: Any, step: int) -> None:
        first = len(leaves)
        for child in family[key]:
            walk(child, step + 1)
        if not family[key]:
            leaves.append(key)
        spans[key] = (first, len(leaves) - 1, step)

    walk(middle, 0)
    ends = [spans[child][1] + 1 for child in family[middle]]
    cut = min(ends, key=lambda end: abs(end - len(leaves) / 2), default=1)
    return {
        key: (_turn((first + last) / 2, cut, len(leaves)), step)
        for key, (first, last, step) in spans.items()
    }


def _turn(place: float, cut: int, leaves: int) -> float:
    if place < cut:
        return (place + 0.5) / cut / 2
    return 0.5 + (place - cut + 0.5) / (leaves - cut) / 2


def _place(turn: float, step: int, deepest: dict[bool, int]) -> tuple[float, float]:
    """Return x and y, from -1 to 1; `deepest` is how many steps there are right (True) and left."""
    if step == 0:
        return 0.0, 0.0
    right = turn < 0.5
    y = 1 - 4 * turn if right else 4 * turn - 3
    x = step / deepest[right] * np.sqrt(1 - (0.85 * y) ** 2)
    return float(x if right else -x), float(y)


# --- for screen readers, and for saving ---------------------------------------------------------


def alt(frame: pd.DataFrame, value: str = "count") -> str:
    """Return one or two sentences that say what a chart of this frame shows.

    For the `alt` argument of Streamlit's charts; the frame is the one that the chart was made of.
    """
    if frame.empty:
        return "Chart without data."
    if "period" in frame:
        return _alt_time(frame, value)
    if "before" in frame:
        return _alt_change(frame)
    if "source" in frame and "target" in frame:
        return f"Network of {len(frame):,} links. The same is in the table beside it."
    first, last = frame.iloc[0], frame.iloc[-1]
    said = f"Ranking of {len(frame):,}: {plain(str(first['label']), 60)} first, "
    said += _number(first[value], value)
    if len(frame) > 1:
        said += f"; {plain(str(last['label']), 60)} last, {_number(last[value], value)}"
    return said + "."


def _alt_time(frame: pd.DataFrame, value: str) -> str:
    periods = frame.drop_duplicates("period").sort_values("period")
    span = f"{_day(pd.Timestamp(periods['period'].iloc[0]))} to "
    span += _day(pd.Timestamp(periods["end"].iloc[-1]))
    names = [name for name, _ in _series(frame) if name]
    what = _counted(frame)
    said = f"{what.capitalize()} over time, {span}, in {len(periods):,} periods."
    if len(names) > 1:
        said += f" {len(names)} series: {', '.join(plain(name, 40) for name in names[:8])}."
    known = frame[frame[value].notna()]
    if known.empty:
        return f"{said} No {what}."
    top = known.loc[known[value].idxmax()]
    return said + (
        f" Highest {_number(top[value], value)}, {period_name(top['period'], top['end'])}."
    )


def _alt_change(frame: pd.DataFrame) -> str:
    risen = frame[frame["now"] >= frame["before"]]["label"]
    fallen = frame[frame["now"] < frame["before"]]["label"]
    parts = [
        f"{len(names)} {what}, first {plain(str(names.iloc[0]), 60)}"
        for names, what in ((risen, "rising"), (fallen, "falling"))
        if len(names)
    ]
    return f"Change between two periods: {'; '.join(parts)}."


def config(
    format: Literal["png", "svg"] = "png", name: str = "wirescope", tools: bool = True
) -> dict[str, Any]:
    """Return the settings for `st.plotly_chart(config=…)`.

    The camera button saves the chart as `format`, in the browser: no server, no network. `name`
    is the file's name without its ending; what a file name cannot hold becomes "-". Without
    `tools` there are no buttons, as on small charts that they would cover.
    """
    safe = "".join(char if char.isalnum() or char in "-_" else "-" for char in plain(name, 60))
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "displayModeBar": "hover" if tools else False,
        "modeBarButtonsToRemove": list(_BUTTONS_REMOVED),
        "toImageButtonOptions": {
            "format": format,
            "filename": safe.strip("-") or "wirescope",
            "scale": 2 if format == "png" else 1,
        },
        "doubleClick": False,
        "scrollZoom": False,
    }


_BUTTONS_REMOVED = (
    "zoom2d",
    "pan2d",
    "zoomIn2d",
    "zoomOut2d",
    "autoScale2d",
    "resetScale2d",
    "select2d",
    "lasso2d",
    "sendChartToCloud",
    "downloadJson",
    "toggleSpikelines",
    "hoverClosestCartesian",
    "hoverCompareCartesian",
)
