"""Checked imports made by hand, for tests of what comes after the check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from datasets import ZONE, small_dataset

from geodata import model
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

INFO = model.Info(
    title="A title",
    description="For tests.",
    timezone=ZONE,
    licence="CC0-1.0",
    citation="Nobody, never.",
    note="Invented.",
    method="# How",
    accessed="2024-05-01",
)
TABLES = ("incidents", "attributes", "quantities", "participations", "actors", "places", "sources", "claims")


def remarks(*more: str, lines: tuple[tuple[Any, ...], ...] = ()) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["row", "field", "value", "reason", *more], dtype=object)


def drafted(tables: Mapping[str, pd.DataFrame], **more: Any) -> Draft:
    """An import that accepted every row of these tables."""
    rows = len(tables["incidents"])
    usual = {
        "layout": "mapped",
        "choices_used": Choices(timezone=ZONE),
        "rows_in": rows,
        "accepted": rows,
        "rejected": remarks("original"),
        "warnings": remarks(),
    }
    return Draft(tables=tables, **{**usual, **more})


def draft(n: int = 60, seed: int = 1) -> Draft:
    """An import of `n` accepted rows and one refused, with warnings, in no particular order."""
    dataset = small_dataset(n, seed)
    tables = {name: getattr(dataset, name) for name in TABLES}
    shuffled = tables["incidents"].sample(frac=1, random_state=seed).drop(columns=["row", "search_text"])
    tables["attributes"] = tables["attributes"].loc[shuffled.index]
    tables["participations"] = tables["participations"].drop(columns="row")
    return drafted(
        {**tables, "incidents": shuffled},
        rows_in=n + 1,
        accepted=n,
        rejected=remarks("original", lines=((7, "date", "soon", "no date", '["a","soon"]'),)),
        warnings=remarks(lines=((None, "", "", "the delimiter is ;"), (3, "lat", "0", "0/0"))),
    )
