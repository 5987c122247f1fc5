"""Lists the rival claims of the records shown: different values that are given for one field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.query import answers
from geodata.values.folding import fold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store

MOST_RECORDS: Final = 500
"""Records whose claims are listed, by start."""
COLUMNS: Final = ("row", "field", "value", "said_by", "source", "publisher", "title", "url", "number")


def rival_claims(store: Store, filters: Filters) -> pd.DataFrame:
    """The claims of the disputed records that pass, of each field of which different values are claimed.

    Returns
    -------
    `COLUMNS`: a line a claim, in the order of the records' start, then of the fields and the file. `number`
    is that of the source among the record's own, missing where the claim names none that is cited;
    `publisher`, `title` and `url` are the source's. At most `MOST_RECORDS` records: see `disputed`.
    """
    rows = [int(row) for row in store.ask(_disputed_only(filters), _first_rows, MOST_RECORDS)["row"]]
    claims = store.belonging("claims", rows)
    if claims.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    claims = claims[_rival(claims)]
    sources = store.belonging("sources", rows)
    sources = sources.assign(number=sources.groupby("row").cumcount() + 1).drop_duplicates(["row", "source"])
    cited = sources[["row", "source", "publisher", "title", "url", "number"]]
    found = claims.merge(cited, on=["row", "source"], how="left")
    found["number"] = found["number"].astype("Int64")
    places = {row: place for place, row in enumerate(rows)}
    keys = {"place": found["row"].map(places), "group": found.groupby(["row", "field"], sort=False).ngroup()}
    ordered = found.assign(**keys).sort_values(list(keys), kind="stable", ignore_index=True)
    return pd.DataFrame(ordered[list(COLUMNS)])


def disputed(store: Store, filters: Filters) -> int:
    """How many of the records shown are disputed."""
    return answers.counts(store, _disputed_only(filters)).shown


def disputed_rows(store: Store, limit: int) -> list[int]:
    """The first rows of the dataset that are disputed."""
    answer = store.ask_table("incidents", _marked, limit)
    return [int(row) for row in answer["row"]]


def _marked(incidents: ir.Table, limit: int) -> ir.Table:
    return incidents.filter("disputed").select("row").order_by("row").limit(limit)


def _disputed_only(filters: Filters) -> Filters:
    return replace(filters, disputed=True)


def _first_rows(_store: Store, shown: ir.Table, limit: int) -> ir.Table:
    return shown.order_by(shown.earliest, shown.row).select("row").limit(limit)


def _rival(claims: pd.DataFrame) -> Any:
    """Which claims are of a field with different values, as `star_schema.disputed` has it."""
    folded = claims["value"].fillna("").map(fold)
    known = claims.assign(value=folded.where(folded != ""))
    return known.groupby(["row", "field"])["value"].transform("nunique").to_numpy() > 1
