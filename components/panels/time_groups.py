"""Groups of a sum over time as charts draw them: their names and order, the rest, the first and last day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from components.panels import chart_frame
from components.panels.filters import NAMED
from components.text.strings import name_of, say
from geodata.query import sum_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.measures import Key
    from geodata.query.store import Store
    from geodata.query.sums import Sums

FILTERED_BY: Final[dict[str, str]] = {
    "actor": "actors",
    "event_type": "event_types",
    "kind": "kinds",
    "location_class": "location_classes",
    "confidence": "confidences",
    "publisher": "publishers",
}
"""The field of `Filters` that a chart's rows toggle."""
_VOCABULARY: Final = {
    "kind": "kinds",
    "location_class": "location_classes",
    "confidence": "confidences",
}


def named(field: Key) -> str:
    """What a field is called."""
    return say("charts.column", name=field.name) if field.column else say(f"charts.{field.name}")


def groups_of(dated: pd.DataFrame, field: Key) -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Each value with its lines and its name, the greatest first, what is missing last."""
    names = sum_groups.columns_of(field)
    given = dated[dated[names[0]].notna()]
    order = given.groupby(names[0])["best_possible"].sum().sort_values(ascending=False, kind="stable").index
    for value in order:
        group = given[given[names[0]] == value]
        label = str(group[names[-1]].iloc[0])
        if field.name in _VOCABULARY and not field.column and _VOCABULARY[field.name] in NAMED:
            label = name_of(_VOCABULARY[field.name], label)
        yield str(value), group, label
    missing = dated[dated[names[0]].isna()]
    if len(missing):
        yield "", missing, say("charts.missing")


def others_of(whole: Sums, dated: pd.DataFrame) -> pd.DataFrame:
    """What all bars hold beside the parts that are told; no record stands in two of these."""
    numbers = ["best_certain", "best_possible"]
    every = whole.groups[whole.groups["start"].notna()].set_index("start")
    told = dated.groupby("start")[numbers].sum().reindex(every.index, fill_value=0)
    return every.assign(**{name: every[name] - told[name] for name in numbers}).reset_index()


def bounds_of(store: Store, filters: Filters, whole: Sums, lines: pd.DataFrame) -> dict[str, str]:
    """The chart's first and last day: of the dates that are chosen, or of the busy years and all bars."""
    dated = whole.groups[whole.groups["start"].notna()]
    if filters.start or filters.end:
        ends = [str(dated["start"].iloc[0].date()), str(dated["end"].iloc[-1].date())]
    else:
        zone, minutes = store.dataset.info.timezone, store.statistics.stretch or ()
        busy = [str(pd.Timestamp(each * 60, unit="s", tz="UTC").tz_convert(zone).date()) for each in minutes]
        ends = [min([*busy, *lines["first"]]), max([*busy, *lines["after"]])]
    return chart_frame.between(*ends)


def best_of(groups: pd.DataFrame, suffix: str) -> pd.Series:
    """The sums of best figures, missing where no record gives one."""
    known = groups[f"records_{suffix}"] - groups[f"unknown_{suffix}"] - groups[f"bounds_only_{suffix}"]
    return groups[f"best_{suffix}"].astype("Float64").mask(known <= 0)
