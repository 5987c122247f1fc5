"""Reads ACLED's export as incidents: dyadic or monadic, counted once for each event.

Columns and codes: the ACLED codebook (https://acleddata.com/knowledge-base/codebook/), current and older
spellings, upper case, cut to ten letters in shapefiles; a table from which the ids were taken out gets some.
`actor1` is not the aggressor, so actors are side A and side B. Positions are the centre of the named
location, so even `geo_precision` 1 is a settlement, not a surveyed site.

Radii are ours, as the codebook states none: 1 (a town) 5 km; 2 (part of a region, placed at a town) 25 km; 3
(a larger region, placed at its capital) 100 km. `time_precision` 2 and 3 give the middle of the week and a
day of the month, so the interval is three days either way, and the calendar month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest import made_ids, positions, questions
from geodata.ingest.events import Events
from geodata.layouts.codebook import UNSAID
from geodata.layouts.spellings import Spellings
from geodata.values import dates, numbers, texts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "acled"

IDS: Final = ("event_id_cnty", "data_id", "event_id_no_cnty")
COLUMNS: Final = Spellings(
    (
        *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
        *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
        *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
        *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
        *("fatalities", "tags", "timestamp", "data_id", "event_id_no_cnty", "iso3"),
    ),
    older={
        "assoc_actor_1": ("ally_actor_1",),
        "assoc_actor_2": ("ally_actor_2",),
        "geo_precision": ("geo_precis", "geo_precisi", "geo_prec"),
        "time_precision": ("time_precis", "time_prec"),
        "event_id_no_cnty": ("event_id_no",),
    },
)
_CODES: Final = frozenset(
    ("time_precision", "geo_precision", "inter1", "inter2", "interaction", "sub_event_type", "disorder_type")
)
"""What other tables of events, actors and places do not have."""
_LOCATION: Final = {"1": ("settlement", 5_000.0), "2": ("near", 25_000.0), "3": ("region", 100_000.0)}
_TIME: Final = {"1": "day", "2": "week", "3": "month"}
_ACTOR_KINDS: Final = {
    "1": "state force",
    "2": "armed group",
    "3": "armed group",
    "4": "armed group",
    "5": "unknown",
    "6": "unknown",
    "7": "civilians",
    "8": "unknown",
}
_INTER: Final = {
    "state forces": "1",
    "rebel group": "2",
    "rebel groups": "2",
    "rebel forces": "2",
    "political militia": "3",
    "political militias": "3",
    "identity militia": "4",
    "identity militias": "4",
    "communal militias": "4",
    "rioters": "5",
    "protesters": "6",
    "civilians": "7",
    "external/other forces": "8",
    "other forces": "8",
}
_SIDES: Final = (
    ("actor1", "assoc_actor_1", "inter1", "side A"),
    ("actor2", "assoc_actor_2", "inter2", "side B"),
)
_OF_THE_EVENT: Final = ("event_date", "event_type", "latitude", "longitude", "fatalities", "notes")
"""What lines of one event agree in, whatever actor they are about."""
_HELD: Final = ("event_type", "notes", "location", "latitude", "longitude", "source")


def recognises(raw: RawFile) -> bool:
    """Whether the columns are ACLED's."""
    names = COLUMNS.of(raw)
    placed = raw.geometry is not None or {"latitude", "longitude"} <= names
    own = bool(names & {*IDS}) or len(names & _CODES) > 1
    return placed and own and {"event_date", "event_type", "actor1"} <= names


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    COLUMNS.spell(sheet)
    id_column = sheet.first(*IDS)
    merged = _identify(sheet, id_column) if sheet.has(id_column) else {}
    ids = sheet[id_column] if sheet.has(id_column) else made_ids.ids(sheet, None)
    at = positions.read(sheet, "latitude", "longitude")
    where = sheet.codes("geo_precision", _LOCATION, _LOCATION["2"], "2, near a town", unknown=UNSAID)
    when = _times(sheet)
    kind = sheet.first("sub_event_type", "event_type")
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": texts.constant("incident", len(sheet.index)),
            "event_type": sheet["event_type"],
            "title": texts.joined((sheet[kind], sheet["location"]), ", "),
            "summary": sheet["notes"],
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": sheet["location"],
            "lon": at.lon,
            "lat": at.lat,
            **positions.classed(at, where),
            **_killed(sheet),
        },
        index=sheet.index,
        copy=False,
    )
    participations = _participations_of_merged(sheet, merged) if merged else _participations(sheet)
    others = sheet.others((*_HELD, id_column))
    return Events(
        incidents, at.shapes, others, participations, sources=_sources(sheet), merged=frozenset(merged)
    )


def _identify(sheet: Sheet, id_column: str) -> dict[int, int]:
    """Lines of an event beyond its first, with the first one's row; anything else with one id is refused."""
    ids = sheet[id_column]
    sheet.rows.needs(sheet.column(id_column))
    repeated = (ids != "") & texts.repeated(ids)
    if repeated.any():
        repeated &= ~sheet.refuse_copies(id_column, repeated)
        repeated &= ids.where(repeated).duplicated(keep=False)
    if not repeated.any():
        return {}
    stated = sheet.raw.rows.loc[repeated, [sheet.column(name) for name in _OF_THE_EVENT if sheet.has(name)]]
    of_id = pd.factorize(ids[repeated])[0]
    differing = _more_than_one(stated.groupby([*stated.columns], sort=False).ngroup().to_numpy(), of_id)
    actor = pd.factorize(sheet["actor1"][repeated])[0]
    again = pd.DataFrame({"id": of_id, "actor": actor}).duplicated().to_numpy()
    same_actor = np.bincount(of_id[again], minlength=len(differing)) > 0
    rows = stated.index.to_numpy()
    first = rows[texts.firsts(of_id)][of_id]
    good = ~(differing | same_actor)[of_id]
    merged = dict(zip(*(each[good & (rows != first)].tolist() for each in (rows, first)), strict=True))
    why = np.where(differing, "differing lines", "the same actor")[of_id]
    for _, group in pd.DataFrame({"row": rows, "why": why})[~good].groupby(of_id[~good], sort=False):
        differs = group["why"].iloc[0]
        for row in group["row"].tolist():
            others = ", ".join(str(each) for each in group["row"].tolist() if each != row)
            reason = f"the same id, with {differs}, as in row {others}: correct it, or take one out"
            sheet.rows.refuse_row(row, sheet.column(id_column), reason, str(ids[row]))
    if merged:
        sheet.remark(
            sheet.column(id_column),
            "Several lines tell of one event, one for each actor (ACLED's monadic form): deaths count once.",
        )
    return merged


def _more_than_one(kinds: np.ndarray[Any, Any], groups: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Which of the groups 0 … n−1 have lines of more than one kind."""
    return np.asarray(pd.Series(kinds).groupby(groups).nunique() > 1)


def _killed(sheet: Sheet) -> dict[str, Any]:
    """The least, the best and the most; where all rows give one number, it is held once."""
    killed = sheet.figures("fatalities")
    best = numbers.whole(killed.each(lambda count: count.best))
    one = all(count.low == count.best == count.high for count in killed.results)
    return {
        "fatalities_low": best if one else numbers.whole(killed.each(lambda count: count.low)),
        "fatalities_best": best,
        "fatalities_high": best if one else numbers.whole(killed.each(lambda count: count.high)),
    }


def _times(sheet: Sheet) -> dates.Dates:
    classes = sheet.codes("time_precision", _TIME, "day", "1, the exact day", unknown="day")
    order = questions.date_order(sheet, ("event_date",))
    zone = sheet.choices.zone

    def read_one(text: str, time_class: str) -> Any:
        return _span(text, time_class, zone, order)

    return sheet.dates("event_date", texts.each_distinct(read_one, sheet["event_date"], classes), needed=True)


def _span(text: str, time_class: str, zone: ZoneInfo, order: str | None) -> dates.Span | str:
    day = dates.read(text, zone, order, time=False)
    if isinstance(day, str) or day.time_class != "day":
        return day
    if time_class == "week":
        return dates.around(day, zone, days=3)
    return dates.month_of(day, zone) if time_class == "month" else day


def _participations(sheet: Sheet) -> pd.DataFrame:
    """Each side's actors row by row, and behind each actor those that are associated with it."""
    return texts.frames_below([_side(sheet, *side) for side in _SIDES])


def _side(sheet: Sheet, actor: str, associates: str, inter: str, role: str) -> pd.DataFrame:
    names = texts.distinct(sheet[actor])
    named = texts.there(names)
    given = np.flatnonzero(named)
    kinds = texts.each_distinct(_kind, sheet[inter]).column()
    places, others = sheet.listed(associates)
    beside = named[places]
    of = np.concatenate([given, places[beside]])
    # Behind each actor those that are associated with it.
    order = np.argsort(of, kind="stable")
    kinds = texts.below((kinds[given], texts.constant("unknown", int(beside.sum()))))
    return pd.DataFrame(
        {
            "row": sheet.rows_at(of[order]),
            "actor": texts.below((names[given], others[beside]))[order],
            "role": texts.constant(role, len(of)),
            "kind": kinds[order],
        }
    )


def _kind(code: str) -> str:
    return _ACTOR_KINDS.get(_INTER.get(code.strip().casefold(), code.strip()), "unknown")


def _participations_of_merged(sheet: Sheet, merged: dict[int, int]) -> list[tuple[Any, ...]]:
    """Likewise, where several lines tell of one event: an actor that two of them name takes part once."""
    found: list[tuple[Any, ...]] = []
    one_actor = not (sheet["actor2"] != "").any()
    first_rows = set(merged.values())
    named: dict[int, set[str]] = {}
    for actor, associates, inter, role in _SIDES:
        columns = (sheet[name].tolist() for name in (actor, associates, inter))
        for row, name, others, code in zip(sheet.index.tolist(), *columns, strict=True):
            if not name:
                continue
            # Which side an actor is on, the lines of a monadic file do not say.
            plain = "participant" if one_actor and (row in merged or row in first_rows) else role
            event = merged.get(row, row)
            if event != row and name in named.get(event, ()):
                continue
            found.append((event, name, plain, _kind(code)))
            found += [(event, other, plain, "unknown") for other in texts.listed(others)]
            named.setdefault(event, set()).add(name)
    return found


def _sources(sheet: Sheet) -> pd.DataFrame:
    places, names = sheet.listed("source")
    return pd.DataFrame({"row": sheet.rows_at(places), "source": names, "publisher": names})
