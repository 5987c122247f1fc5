"""Lists figures other than tolls, such as a force's strength, in time: each until the next of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pandas as pd

from geodata.index import star_schema
from geodata.index.star_schema import NO_MINUTE
from geodata.query import sums

if TYPE_CHECKING:
    from collections.abc import Collection

    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store

MOST: Final = 2_000
"""Figures that are told, the first in time."""
MOST_OFFERED: Final = 500
COLUMNS: Final = (
    *("row", "id", "title", "start", "end", "time_class", "what", "unit", "low", "best", "high", "certain"),
    "rivals",
)


@dataclass(frozen=True, eq=False)
class Figures:
    """Figures in time."""

    lines: pd.DataFrame
    """`COLUMNS`, a line a figure, by when its record begins, then as in the file. What gives one number alone
    has it as `low`, `best` and `high`. `certain`: whether the record lies certainly inside the filter.
    `rivals`: what sources claim instead, each with who says so."""
    undated: int
    """Figures of records without a time of their own."""
    left_out: int
    """Those after the first `MOST`."""


def offered(store: Store, filters: Filters) -> pd.DataFrame:
    """What the records shown give figures of: `what`, `unit`, `records`.

    What deployments tell comes first, then what most records do, then by name.
    """
    answer = store.ask(filters, _offered, _deployment(store))
    found = pd.DataFrame(
        {name: star_schema.plain(answer[name]) for name in ("what", "unit", "records", "moves")}
    )
    found = found.assign(unit=found["unit"].fillna(""))
    found = found.sort_values(["moves", "records", "what", "unit"], ascending=[False, False, True, True])
    return found[["what", "unit", "records"]].astype({"records": "int64"}).reset_index(drop=True)


def figures(store: Store, filters: Filters, whats: Collection[str]) -> Figures:
    """The figures of these that the records shown give."""
    wanted, split = tuple(sorted(set(whats))), sums.is_split(store, filters)
    answer = store.ask(filters, _figures, wanted, split) if wanted else None
    if answer is None or not len(answer["row"]):
        return Figures(pd.DataFrame(columns=list(COLUMNS)), 0, 0)
    names = ("row", "line", "earliest", "what", "unit", "low", "best", "high", "certain")
    found = pd.DataFrame({name: star_schema.plain(answer[name]) for name in names})
    undated = found["earliest"] <= NO_MINUTE
    dated = found[~undated].sort_values(["earliest", "row", "line"], ignore_index=True)
    left_out, dated = max(0, len(dated) - MOST), dated.head(MOST)
    numbers = dated[["low", "best", "high"]].astype("float64")
    only = numbers.bfill(axis=1).iloc[:, 0], numbers.ffill(axis=1).iloc[:, -1]
    dated = dated.assign(
        low=numbers["low"].fillna(only[0]), high=numbers["high"].fillna(only[1]), best=numbers["best"]
    )
    records = store.records(dated["row"].astype("int64").unique().tolist())
    records = records[["row", "id", "title", "start", "end", "time_class"]]
    lines = dated.merge(pd.DataFrame(records), on="row", how="left")
    lines = lines.assign(unit=lines["unit"].fillna(""), certain=lines["certain"].astype(bool))
    lines = lines.assign(rivals=_rivals(store, lines))
    return Figures(lines[list(COLUMNS)], int(undated.sum()), left_out)


def _rivals(store: Store, lines: pd.DataFrame) -> list[str]:
    """Of each figure what is claimed of it by name: "7,500 (a minister); 8,350 (a general)"."""
    claims = store.belonging("claims", lines["row"].unique())
    told: dict[tuple[int, str], list[str]] = {}
    columns = (claims[name].tolist() for name in ("row", "field", "value", "said_by"))
    for row, field, value, who in zip(*columns, strict=True):
        said = f" ({who})" if isinstance(who, str) and who else ""
        told.setdefault((int(row), str(field)), []).append(f"{value}{said}")
    places = zip(lines["row"].tolist(), lines["what"].tolist(), strict=True)
    return ["; ".join(told.get((int(row), str(what)), ())) for row, what in places]


def _deployment(store: Store) -> int:
    """The code of deployments; one that no record has where there are none."""
    kinds = store.words["kind"]
    return kinds.index("deployment") if "deployment" in kinds else -2


def _offered(store: Store, shown: ir.Table, deployment: int) -> ir.Table:
    told = store.table("quantities").select("row", "what", "unit")
    lines = told.inner_join(shown.select("row", moves=(shown.kind == deployment).ifelse(1, 0)), "row")
    found = lines.group_by("what", "unit").aggregate(records=lines.row.nunique(), moves=lines.moves.sum())
    return found.order_by(ibis.desc("moves"), ibis.desc("records"), "what", "unit").limit(MOST_OFFERED)


def _figures(store: Store, shown: ir.Table, wanted: tuple[str, ...], split: bool) -> ir.Table:
    told = store.table("quantities")
    told = told.filter(told.what.isin(wanted)).select("row", "line", "what", "unit", "low", "best", "high")
    certain = shown.certain if split else ibis.literal(value=True)
    when = shown.site.ifelse(NO_MINUTE, shown.earliest).cast("int64")
    lines = told.inner_join(shown.select("row", earliest=when, certain=certain), "row")
    return lines.order_by("earliest", "row", "line").limit(10 * MOST)


def steps(lines: pd.DataFrame, until: pd.Timestamp, by: str | None = "what") -> pd.DataFrame:
    """Each figure with `after`: when the next one of its kind (or any, without `by`) begins, or `until`."""
    ordered = lines.reset_index(drop=True)
    ends = ordered.groupby(by)["start"].shift(-1) if by else ordered["start"].shift(-1)
    return ordered.assign(after=np.where(ends.isna(), max(until, ordered["start"].max()), ends))
