"""Tells how alike two records are: by time, place, actors, types and fatalities, with reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.query import answers
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.query.store import Store

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

COLUMNS: Final = (
    *("a_id", "b_id", "score", "best", "days_apart", "km_low", "km", "km_high"),
    *("actors", "event_types", "fatalities", "reasons"),
    *("a_title", "b_title", "a_actors", "b_actors", "decision"),
)
WEIGHTS: Final = {"time": 0.25, "place": 0.3, "actors": 0.25, "event_types": 0.1, "fatalities": 0.1}
"""How much each likeness counts (ours); what one of the two does not say counts for nothing."""


class Apart(NamedTuple):
    """How far the records of pairs are apart."""

    days: Numbers
    """Between their intervals, 0 where these meet."""
    low: Numbers
    """Kilometres, the least that both radii allow; between the points; the most."""
    middle: Numbers
    high: Numbers


def told(
    a: tuple[Store, Rows], b: tuple[Store, Rows], apart: Apart, killed: Numbers, window: tuple[float, float]
) -> pd.DataFrame:
    """Pairs of rows with `COLUMNS`, the likeliest first.

    Parameters
    ----------
    killed
        How alike their figures are, as `overlap` tells it.
    window
        The days and kilometres at which a pair's time and place count for nothing.
    """
    texts = [_texts(*side) for side in (a, b)]
    days, km = window
    likeness = {
        "time": 1 - apart.days / (days + 1),
        "place": 1 - np.minimum(apart.low, km) / (km + 1),
        "actors": _in_common(texts[0]["actors"], texts[1]["actors"]),
        "event_types": _in_common(texts[0]["event_type"], texts[1]["event_type"]),
        "fatalities": killed,
    }
    weighed = np.array([WEIGHTS[name] * ~np.isnan(values) for name, values in likeness.items()])
    score = (weighed * np.nan_to_num(np.array(list(likeness.values())))).sum(axis=0) / weighed.sum(axis=0)
    pairs = pd.DataFrame(
        {
            "a_id": texts[0]["id"],
            "b_id": texts[1]["id"],
            "score": np.round(score, 4),
            "days_apart": apart.days,
            "km_low": apart.low,
            "km": apart.middle,
            "km_high": apart.high,
            **{name: likeness[name] for name in ("actors", "event_types", "fatalities")},
            **{f"{side}_title": of["title"] for side, of in zip("ab", texts, strict=True)},
            **{
                f"{side}_actors": list(map("; ".join, of["actors"]))
                for side, of in zip("ab", texts, strict=True)
            },
            "decision": "",
        }
    )
    pairs = pairs.sort_values(["score", "km"], ascending=[False, True], kind="stable", ignore_index=True)
    first = ~pairs.duplicated("a_id") & ~pairs.duplicated("b_id")
    pairs = pairs.assign(best=first, reasons=[_reasons(line) for line in pairs.to_dict("records")])
    return pairs[[*COLUMNS]]


def _texts(store: Store, rows: Rows) -> dict[str, list[Any]]:
    """Id, title, type and names of actors of each row."""
    some = np.unique(rows)
    records = store.records(some, ("id", "title", "event_type"))
    names = answers.actor_names(store, some)
    found: dict[str, list[Any]] = {
        name: records[name].astype(object).where(records[name].notna(), "").reindex(rows).tolist()
        for name in ("id", "title", "event_type")
    }
    return {**found, "actors": [names.get(row, ()) for row in rows.tolist()]}


def _in_common(one: Sequence[Any], two: Sequence[Any]) -> Numbers:
    """The share of words in common (Jaccard), in any script; missing where either has none."""
    words: dict[Any, frozenset[str]] = {}

    def of(text: Any) -> frozenset[str]:
        if text not in words:
            words[text] = frozenset(fold(text if isinstance(text, str) else " ".join(text)).split())
        return words[text]

    pairs = ((of(x), of(y)) for x, y in zip(one, two, strict=True))
    return np.array([len(x & y) / len(x | y) if x and y else np.nan for x, y in pairs], float)


def overlap(one: Numbers, two: Numbers) -> Numbers:
    """How alike figures are, each a line of the lowest and the highest.

    1 where the ranges meet, less the further they are apart; missing where either gives none.
    """
    gap = np.maximum(one[:, 0] - two[:, 1], two[:, 0] - one[:, 1])
    most = np.maximum(np.maximum(one[:, 1], two[:, 1]), 1.0)
    return np.where(np.isnan(gap), np.nan, 1 - np.maximum(gap, 0.0) / most)


def _reasons(pair: dict[Any, Any]) -> str:
    """Why these two may be one, in words."""
    when = "times meet" if pair["days_apart"] == 0 else f"{pair['days_apart']:.1f} days apart"
    near = (
        f"{pair['km_low']:.1f} km or more apart"
        if pair["km_low"]
        else f"within each other's radius ({pair['km']:.1f} km)"
    )
    said = [when, near]
    for name, word in (("actors", "actors"), ("event_types", "event types"), ("fatalities", "fatalities")):
        likeness = pair[name]
        if pd.isna(likeness):
            said.append(f"{word} not told by both")
        else:
            said.append(
                f"{word} {'agree' if likeness == 1 else f'alike by {likeness:.0%}' if likeness else 'differ'}"
            )
    return "; ".join(said)
