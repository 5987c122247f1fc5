"""Draws what is counted over time as stacked bars: certain solid, possible light; a bar shows its dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.panels import chart_frame, small_charts
from components.panels.chart_frame import LETTERS_PX, OTHERS, PALETTE, PICKED
from components.panels.looks import look_list
from components.panels.measure import chosen, name_of_measure
from components.panels.running_chart import running_chart
from components.panels.summary_links import summary_link
from components.panels.time_groups import best_of, bounds_of, groups_of, named, others_of
from components.text.strings import say
from components.text.wording import literal
from geodata import measures
from geodata.query import predicate, sums
from geodata.query.histograms import STEPS, step_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.measures import Key, Measure
    from geodata.query.store import Store
    from geodata.query.sums import Sums

NOTHING: Final = "nothing"
"""The choice of bars that are not parted."""
MOST_BARS: Final = 750
"""Periods that a chart can show one beside the other."""
FIELDS: Final = (*("event_type", measures.ACTOR, "kind", "location_class", "confidence", measures.PUBLISHER),)


def time_chart(store: Store, filters: Filters) -> None:
    """Draw the choices, the chart, what it does not show, and its numbers."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        wanted, split = _choices(store)
    small = state.look(state.SHAPE) == "small"
    most = small_charts.MOST_BARS if small else MOST_BARS
    measure, step = chosen(), fitting_step(store, filters, wanted, most)
    field = next(iter(measures.keys("" if split == NOTHING else split)), None)
    if small:
        small_charts.small_charts(store, filters, measure, step, field)
        if wanted not in ("auto", step):
            st.caption(say("charts.wider"))
        return
    if state.look(state.SHAPE) != "bars":
        running_chart(store, filters, measure, step)
        return
    period = measures.keys(step)[0]
    whole = sums.sums(store, filters, measure, (period,))
    parts = (
        whole if field is None else sums.sums(store, filters, measure, (period, field), limit=len(PALETTE))
    )
    lines = _lines(whole, parts, field)
    title = say(f"charts.title_{step}", what=name_of_measure(measure, of_events=whole.of_events))
    if field is not None:
        title = say("charts.parted", title=title, field=named(field).lower())
    if any(lines["value"]):
        bounds = bounds_of(store, filters, whole, lines)
        _draw(lines, whole, bounds, title, key=_key(filters, step, split), field=field)
    else:
        st.caption(say("charts.no_bars"))
    chart_frame.picture_link(title)
    st.caption(" ".join(_notes(whole, measure, field, widened=wanted not in ("auto", step))))
    with st.expander(say("charts.table"), key="time_table"):
        st.dataframe(_table(whole, measure), hide_index=True, width="stretch", alt=title)
    by = (period,) if field is None else (period, field)
    summary_link(store, filters, measure, by, say("charts.csv", what=title))


def _choices(store: Store) -> tuple[str, str]:
    periods = state.LOOKS[state.PERIOD]
    period: str = st.segmented_control(
        say("charts.periods"),
        periods,
        default=state.look(state.PERIOD),
        **state.bound_look(state.PERIOD),
        format_func=lambda name: say(f"charts.{name}"),
        required=True,
    )
    look_list(state.SHAPE, "charts.shape", "charts.shape_", filter_mode=None, width=200)
    fields = [*FIELDS, *(str(measures.Key(name, column=True)) for name, _ in store.statistics.own_columns)]
    offered, now = [NOTHING, *fields], state.look(state.SPLIT)
    now = now if now == NOTHING else str(measures.keys(now)[0])
    split: str = st.selectbox(
        say("charts.split"),
        offered if now in offered else [*offered, now],
        index=offered.index(now) if now in offered else len(offered),
        **state.bound_look(state.SPLIT),
        format_func=lambda text: say("charts.nothing") if text == NOTHING else named(measures.keys(text)[0]),
        filter_mode="contains",
        width=260,
    )
    return period, split


def fitting_step(store: Store, filters: Filters, wanted: str, most: int = MOST_BARS) -> str:
    """The period that was chosen, or the first longer one of which there are at most so many."""
    first, last = store.statistics.span or (0, 1)
    after, before = predicate.minutes(filters, store.dataset.info.timezone)
    first, last = max(first, after or first), min(last, before or last)
    if wanted == "auto":
        wanted = step_over(first, last, wanted=wanted)
    longer = list(measures.PERIODS)[list(measures.PERIODS).index(wanted) :]
    days = (last - first) / 1440
    return next((name for name in longer if days / STEPS[name] <= most), "year")


def _key(filters: Filters, step: str, split: str) -> str:
    return f"time_chart {state.look(state.MEASURE)} {step} {split} {filters.to_query()}"


# What is drawn ----------------------------------------------------------------------------------------------


def _lines(whole: Sums, parts: Sums, field: Key | None) -> pd.DataFrame:
    """A line for each piece of a bar: the solid ones from below, the light ones upon them."""
    dated = parts.groups[parts.groups["start"].notna()]
    groups = [("", dated, "")] if field is None else list(groups_of(dated, field))
    if field is not None and not field.is_shared and parts.left_out:
        groups.append(("", others_of(whole, dated), say("charts.others")))
    height: dict[str, float] = {}
    lines = []
    for part, suffix in (("certainly", "certain"), ("possibly", "possible")):
        for _, group, label in groups:
            for line in group.to_dict("records"):
                value = line[f"best_{suffix}"]
                value -= 0 if suffix == "certain" else line["best_certain"]
                if value <= 0:
                    continue
                first = line["start"].date()
                below = height.get(str(first), 0)
                height[str(first)] = below + value
                after = line["end"].date()
                lines.append(
                    {
                        "period": line[whole.by[0].name],
                        "first": str(first),
                        "from": str(first),
                        "last": str(after - timedelta(days=1)),
                        "after": str(after),
                        "group": label,
                        "part": say(f"charts.{part}"),
                        "value": value,
                        "below": below,
                        "above": below + value,
                    }
                )
    columns = ["period", "first", "from", "last", "after", "group", "part", "value", "below", "above"]
    return pd.DataFrame(lines, columns=columns)


def _draw(  # noqa: PLR0913 - what is drawn, and how it is called
    lines: pd.DataFrame, whole: Sums, bounds: dict[str, str], title: str, *, key: str, field: Key | None
) -> None:
    measure, whiskers = whole.measure, _whiskers(whole) if field is None or not field.is_shared else []
    # Told both ends, no scale looks for them in data that come a moment later, and says that there are none.
    x = {"type": "temporal", "scale": {"type": "utc", "domain": bounds}, "title": None}
    top = max([lines["above"].max(), *(line["high"] for line in whiskers)])
    y = {"type": "quantitative", "scale": {"domain": [0, float(top)], "nice": True}, "title": None}
    part = {
        "field": "part",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": [say("charts.certainly"), say("charts.possibly")], "range": [1, 0.4]},
        "legend": {"orient": "top", "symbolType": "square", "symbolFillColor": OTHERS},
    }
    told = [
        {"field": "period", "type": "nominal", "title": say("charts.period")},
        {
            "field": "value",
            "type": "quantitative",
            "title": name_of_measure(measure, of_events=whole.of_events),
            "format": ",",
        },
        {"field": "part", "type": "nominal", "title": " "},
    ]
    encoding: dict[str, Any] = {
        "x": {"field": "first", **x},
        "x2": {"field": "after"},
        "y": {"field": "below", **y, "axis": {"tickMinStep": 1}},
        "y2": {"field": "above"},
        "opacity": part,
        "color": {"value": PALETTE[1]},
        "tooltip": told,
    }
    if field is not None:
        groups = list(dict.fromkeys(lines["group"]))
        own = [name for name in groups if name not in (say("charts.others"), say("charts.missing"))]
        colours = [PALETTE[own.index(name)] if name in own[: len(PALETTE)] else OTHERS for name in groups]
        encoding["color"] = {
            "field": "group",
            "type": "nominal",
            "title": None,
            "scale": {"domain": groups, "range": colours},
            "legend": {
                "orient": "top",
                "columns": 2 if state.is_narrow() else 4,
                "symbolType": "square",
                "labelLimit": 220,
            },
        }
        told.insert(1, {"field": "group", "type": "nominal", "title": named(field)})
    bars: dict[str, Any] = {
        "params": [{"name": PICKED, "select": {"type": "point", "fields": ["from", "last"]}}],
        "mark": {"type": "bar", "x2Offset": -1, "cursor": "pointer"},
        "encoding": encoding,
    }
    layers = [bars]
    if whiskers:
        ends = {"x": {"field": "middle", **x}, "y": {"field": "low", **y}, "y2": {"field": "high"}}
        mark = {"type": "rule", "color": OTHERS, "strokeWidth": 1.5}
        layers.append({"data": {"values": whiskers}, "mark": mark, "encoding": ends})
    heading = {"text": title, "anchor": "start"}
    letters = {"axis": {"labelFontSize": LETTERS_PX}, "legend": {"labelFontSize": LETTERS_PX}}
    st.vega_lite_chart(
        lines,
        {"height": 320, "title": heading, "layer": layers, "config": letters},
        key=key,
        width="stretch",
        alt=title,
        on_select=lambda: _show_dates(key),
        selection_mode=PICKED,
    )


def _whiskers(whole: Sums) -> list[dict[str, Any]]:
    """From the lowest figures of what is certain to the highest of what is possible, where they differ."""
    if not whole.measure.has_range:
        return []
    dated = whole.groups[whole.groups["start"].notna()]
    return [
        {"middle": str((line["start"] + (line["end"] - line["start"]) / 2).date()), "low": low, "high": high}
        for line in dated.to_dict("records")
        if (low := int(line["low_certain"])) != (high := int(line["high_possible"]))
    ]


def _show_dates(key: str) -> None:
    """Show the period of the bar that was clicked; or all dates, if it is shown already."""
    picked = st.session_state[key].selection.get(PICKED) or []
    if picked:
        first, last = (date.fromisoformat(picked[0][name]) for name in ("from", "last"))
        state.show_days(first, last)


# What is said -----------------------------------------------------------------------------------------------


def _notes(whole: Sums, measure: Measure, field: Key | None, *, widened: bool) -> Iterator[str]:
    yield f"{say('charts.how')} {say('charts.click')}"
    if measure.has_range and (field is None or not field.is_shared):
        yield say("charts.whisker")
    if field is not None and field.is_shared:
        yield say("charts.shared")
    undated = whole.groups[whole.groups["start"].isna()]
    if len(undated):
        yield say("charts.undated", n=int(undated["records_possible"].iloc[0]))
    if widened:
        yield say("charts.wider")
    if (whole.groups["best_possible"] < 0).any():
        yield say("charts.negative")


def _table(whole: Sums, measure: Measure) -> pd.DataFrame:
    """The chart's text alternative: each period with its pair of numbers; no number is no zero."""
    groups = whole.groups
    columns: dict[str, Any] = {
        say("charts.period"): groups.iloc[:, 0].fillna(say("charts.missing")),
        say("charts.records"): [
            _pair(*each) for each in zip(groups["records_certain"], groups["records_possible"], strict=True)
        ],
    }
    if measure != measures.Measure() or whole.of_events:
        columns |= {
            f"{name_of_measure(measure, of_events=whole.of_events)}: {say(f'charts.{word}')}": best_of(
                groups, suffix
            )
            for word, suffix in (("certainly", "certain"), ("possibly", "possible"))
        }
        if measure.has_range:
            bounds = zip(
                groups["low_certain"],
                groups["high_possible"],
                groups["records_possible"],
                groups["unknown_possible"],
                strict=True,
            )
            columns[say("charts.low_high")] = [
                "" if n == unknown else _pair(low, high) for low, high, n, unknown in bounds
            ]
        columns[say("charts.no_number")] = groups["unknown_possible"]
    return pd.DataFrame(columns)


def _pair(low: float, high: float) -> str:
    return literal(f"{low:,}") if low == high else f"{low:,}–{high:,}"
