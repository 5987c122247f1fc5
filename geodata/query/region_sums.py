"""Adds up a measure by regions, alone or by periods too: as `sums` does under a filter by each region.

So what is certain in a line is certainly in its region and, in a period, in that as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata import measures
from geodata.errors import FilterError
from geodata.query import answers, region_sets, sums
from geodata.query.region_joins import joined
from geodata.query.sum_groups import MOST_VALUES
from geodata.query.sums import Sums
from geodata.region_filters import Region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geodata.filters import Filters
    from geodata.measures import Key, Measure
    from geodata.query.store import Store

REGION: Final = "region"


@dataclass(frozen=True, eq=False)
class Regional(Sums):
    """A measure, whole and by regions; its `groups` are those of each region."""

    boundaries: str = ""
    """As filters call them."""
    regions: Mapping[str, Sums] = field(default_factory=dict)
    """What there is in each region, by its key: by periods too, where that is asked for."""


def asked(  # noqa: PLR0913 - what is asked, in which regions, and among which records
    store: Store,
    filters: Filters,
    measure: Measure,
    by: Sequence[str] = (),
    *,
    boundaries: str = "",
    limit: int = MOST_VALUES,
    rows: npt.NDArray[np.int64] | None = None,
) -> Sums:
    """What `sums.sums` gives; by the regions of `boundaries`, where some are named and `by` has `region`."""
    regional = bool(boundaries) and REGION in by
    keys = measures.keys([each for each in by if not (regional and each == REGION)])
    if regional:
        return by_region(store, boundaries, filters, measure, keys, limit=limit, rows=rows)
    return sums.sums(store, filters, measure, keys, limit=limit, rows=rows)


def by_region(  # noqa: PLR0913 - what is asked, in which regions, and among which records
    store: Store,
    boundaries: str,
    filters: Filters,
    measure: Measure,
    by: tuple[Key, ...] = (),
    *,
    limit: int = MOST_VALUES,
    rows: npt.NDArray[np.int64] | None = None,
) -> Regional:
    """The whole, and what there is in each region in which something possibly is: the most records first.

    Parameters
    ----------
    boundaries
        As filters call them.
    by
        A period, or nothing.
    limit
        Of how many regions.

    Raises
    ------
    FilterError
        If there are no such boundaries; or the filters name regions, for those would be added, not met.
    """
    if filters.regions:
        raise FilterError("by", REGION, "filters without regions: a sum by region is a filter by each")
    if any(not key.is_period for key in by):
        raise FilterError("by", ", ".join(map(str, by)), "nothing but a period beside regions")
    drawn = region_sets.of(boundaries)
    shown = answers.selection(store, filters)
    if rows is not None:
        among = np.zeros(len(store), bool)
        among[rows] = True
        shown = shown & among
    pairs = joined(store, drawn)
    counts = np.bincount(pairs.region[shown[pairs.row]], minlength=len(drawn))
    keys = region_sets.keys(drawn)
    there = [number for number in np.argsort(-counts, kind="stable") if counts[number]]
    found = {
        keys[number]: sums.sums(
            store,
            replace(filters, regions=(str(Region(boundaries, keys[number])),)),
            measure,
            by,
            rows=rows,
        )
        for number in there[:limit]
    }
    whole = sums.sums(store, filters, measure, rows=rows)
    records = sum(each.whole.possible.records for each in found.values())
    said = {
        "by": by,
        "repeated": records - whole.whole.possible.records,
        "left_out": len(there) - len(found),
        "step": next((each.step for each in found.values()), ""),
    }
    return Regional(**{**vars(whole), **said}, boundaries=boundaries, regions=found)


def frame(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The frames of all regions under one another, each line with its region."""
    if not found:
        return pd.DataFrame({REGION: pd.Series([], dtype="str")})
    parts: list[Any] = [each.assign(**{REGION: key}) for key, each in found.items()]
    told: pd.DataFrame = pd.concat(parts, ignore_index=True)
    told.insert(0, REGION, told.pop(REGION))
    return told
