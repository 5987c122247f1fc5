"""Joins rows that are victims of one event: tolls are summed, sources, actors and the file's texts united."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.values.folding import fold

if TYPE_CHECKING:
    from geodata.ingest.events import Events, Lines
    from geodata.ingest.sheet import Sheet

_COUNTS: Final = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")
_KILLED: Final = frozenset(
    (
        *(
            "k",
            "killed",
            "dead",
            "died",
            "deceased",
            "death",
            "fatal",
            "fatality",
        ),
        *(
            "murdered",
            "poginuo",
            "poginula",
            "ubijen",
            "ubijena",
            "mrtav",
            "vrare",
        ),
        *(
            "i_vrare",
            "e_vrare",
            "tue",
            "tuee",
            "mort",
            "decede",
            "getotet",
            "tot",
            "muerto",
        ),
        *(
            "muerta",
            "fallecido",
        ),
    )
)
_INJURED: Final = frozenset(
    (
        *(
            "i",
            "injured",
            "wounded",
            "hurt",
            "injury",
            "w",
            "ranjen",
            "ranjena",
            "povredjen",
        ),
        *(
            "povredjena",
            "plagosur",
            "i_plagosur",
            "e_plagosur",
            "blesse",
            "blessee",
        ),
        *(
            "verletzt",
            "verwundet",
            "herido",
            "herida",
        ),
    )
)
_NEITHER: Final = frozenset(
    (
        *(
            "missing",
            "abducted",
            "kidnapped",
            "arrested",
            "detained",
            "unharmed",
            "survived",
        ),
        *(
            "u",
            "m",
        ),
    )
)
_NAMED: Final = re.compile("kill|injur|wound|status|outcome|fate|condition|casualt|harm|victim|result")

Places = np.ndarray[Any, np.dtype[np.int64]]


def joined(sheet: Sheet, events: Events, first: Places) -> Events:
    """The events of the rows; of those that share a first row (its place for each row) one remains."""
    rows = sheet.index.to_numpy()
    further = first != np.arange(len(first))
    if not further.any():
        return events
    found = _incidents(sheet, events.incidents, first)
    shapes = events.shapes.copy()
    known = np.flatnonzero(events.incidents["lon"].notna().to_numpy())
    for place in known[::-1].tolist():  # the first that is known stays
        shapes[first[place]] = events.shapes[place]
    to = dict(zip(rows.tolist(), rows[first].tolist(), strict=True))
    return replace(
        events,
        incidents=found,
        shapes=shapes,
        attributes=_united(events.attributes, first),
        participations=_moved(events.participations, to),
        quantities=_moved(events.quantities, to),
        sources=_moved(events.sources, to),
        merged=frozenset(rows[further].tolist()),
    )


def _incidents(sheet: Sheet, incidents: pd.DataFrame, first: Places) -> pd.DataFrame:
    found = incidents.copy()
    for name in _COUNTS:
        if name in found:
            found[name] = _sums(sheet, found[name].astype("Int64").reset_index(drop=True), first, name)
    if all(found[name].isna().all() for name in _COUNTS if name in found):
        _count_victims(sheet, found, first)
    goes_on = (found["start"].notna() & found["end"].isna()).reset_index(drop=True)
    open_ended = goes_on.groupby(first).transform("any")
    for name in ("start", "end"):
        times = found[name].reset_index(drop=True)
        groups = times.groupby(first)
        spans = groups.transform("min") if name == "start" else groups.transform("max").mask(open_ended)
        if not spans.equals(times):
            differs = (times.groupby(first).transform("nunique") > 1).to_numpy(bool)
            found["time_class"] = found["time_class"].astype("str").mask(differs, "days")
        found[name] = pd.Series(spans.array, index=found.index)
    for name in ("lon", "lat", "uncertainty_m"):
        found[name] = found[name].reset_index(drop=True).groupby(first).transform("first").to_numpy()
    united = _united(found[["summary"]].astype("str").fillna("").mask(found[["summary"]].isna(), ""), first)
    found["summary"] = united["summary"]
    return found


def _sums(sheet: Sheet, counts: pd.Series[Any], first: Places, name: str) -> Any:
    """Each event's sum; the number itself where each event's rows all repeat one above 1."""
    groups = counts.groupby(first)
    several = groups.transform("size") > 1
    same = (groups.transform("nunique") == 1) & (groups.transform("count") == groups.transform("size"))
    if several.any() and bool((same & (counts > 1).fillna(False))[several].all()):
        sheet.remark(
            name, "All rows of an event repeat a number above 1: it is the event's, and counts once."
        )
        return counts.array
    return groups.transform("sum", min_count=1).array


def _count_victims(sheet: Sheet, found: pd.DataFrame, first: Places) -> None:
    """Killed and injured by a column that says what became of each victim."""
    known = _KILLED | _INJURED | _NEITHER
    for name in map(str, sheet.raw.rows.columns):
        if not _NAMED.search(fold(name)):
            continue
        words = sheet[name].map(lambda cell: re.sub(r"[^a-z]+", "_", fold(str(cell))).strip("_"))
        given = set(words) - {""}
        if not given or not given <= known or not given & (_KILLED | _INJURED):
            continue
        for field, those in (("fatalities_best", _KILLED), ("injured", _INJURED)):
            hit = words.isin(those).astype("Int64").reset_index(drop=True)
            found[field] = hit.groupby(first).transform("sum").array
        sheet.remark(name, "Each row counts as one victim, killed or injured as this column says.")
        return
    sheet.remark("row_is", "No column says how many were killed or injured: rows are joined only.")


def _united(texts: pd.DataFrame, first: Places) -> pd.DataFrame:
    """In the first row of each event what its rows say, each text once."""
    places = np.flatnonzero(np.bincount(first, minlength=len(first))[first] > 1)
    found = texts.copy()
    for number in range(texts.shape[1]):
        cells = texts.iloc[:, number].to_numpy(object).copy()
        said: dict[int, dict[str, None]] = {}
        for place in places.tolist():
            if isinstance(cells[place], str) and cells[place]:
                said.setdefault(int(first[place]), {})[cells[place]] = None
        for place, each in said.items():
            cells[place] = "; ".join(each)
        found.isetitem(number, pd.Series(cells, dtype="str").array)
    return found


def _moved(found: Lines, to: dict[int, int]) -> Lines:
    if isinstance(found, pd.DataFrame):
        return found.assign(row=found["row"].map(to)).drop_duplicates(ignore_index=True)
    return list(dict.fromkeys((to[line[0]], *line[1:]) for line in found))
