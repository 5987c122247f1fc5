"""Writes sums as people and programs read them: a frame, a CSV file, or JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geodata.query import region_sums, sum_groups
from geodata.query.region_sums import Regional

if TYPE_CHECKING:
    import pandas as pd

    from geodata.query.sums import Sums


_SUFFIXES: Final = ("certain", "possible")


def frame(sums: Sums) -> pd.DataFrame:
    """A line a group: what it is, then records and what they add up to, certain and possible.

    Of fatalities `low`, `best` and `high`, with `unknown` and `bounds_only`, see `sum_groups.Figures`; of any
    other measure `sum` and `unknown`; of records their number alone.
    """
    if isinstance(sums, Regional):
        return region_sums.frame({name: frame(each) for name, each in sums.regions.items()})
    figures = figures_of(sums)
    named = {
        f"{figure}_{suffix}": f"{name}_{suffix}" for figure, name in figures.items() for suffix in _SUFFIXES
    }
    keys = [name for key in sums.by for name in sum_groups.columns_of(key)]
    return sums.groups[[*keys, *named]].rename(columns=named)


def figures_of(sums: Sums) -> dict[str, str]:
    """The figures that a measure has, of `sum_groups.FIGURES`, and what their columns are called."""
    if not sums.measure.column and sums.measure.name == "records":
        return {"records": "records"}
    if sums.measure.has_range:
        return {figure: figure for figure in sum_groups.FIGURES}
    return {"records": "records", "best": "sum", "unknown": "unknown"}


def to_csv(sums: Sums) -> bytes:
    """The frame as CSV (UTF-8 with its mark); periods as `2023-09`, without the moments of their bounds."""
    periods = ["start", "end"] if any(key.is_period for key in sums.by) else []
    told = frame(sums).drop(columns=periods, errors="ignore")  # of no regions there are none
    return ("\ufeff" + told.to_csv(index=False, lineterminator="\r\n")).encode()


def to_json(sums: Sums) -> bytes:
    """The frame by columns, with the whole and what is to be known of the groups."""
    told = frame(sums)
    for name in {"start", "end"} & {*told} if any(key.is_period for key in sums.by) else ():
        told[name] = [None if value != value else value.isoformat() for value in told[name]]  # noqa: PLR0124 - NaT
    said = {
        "measure": str(sums.measure),
        "by": by(sums),
        **({"boundaries": sums.boundaries} if isinstance(sums, Regional) else {}),
        "step": sums.step,
        "whole": whole(sums),
        "repeated": sums.repeated,
        "left_out": sums.left_out,
        "groups": {str(name): _plain(told[name]) for name in told},
    }
    return json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def by(sums: Sums) -> list[str]:
    """By what the sums are grouped, as it was asked."""
    return [*([region_sums.REGION] if isinstance(sums, Regional) else []), *map(str, sums.by)]


def whole(sums: Sums) -> dict[str, dict[str, float]]:
    """What all records add up to, each once: `certain` and `possible`, as the frame's columns are named."""
    figures = figures_of(sums)
    return {
        suffix: {name: getattr(getattr(sums.whole, suffix), figure) for figure, name in figures.items()}
        for suffix in _SUFFIXES
    }


def _plain(values: pd.Series[Any]) -> list[Any]:
    return values.astype(object).where(values.notna(), None).tolist()
