"""Reads VIINA (Violent Incident Information from News Articles on Ukraine), 1.0 and 2.0, as incidents.

Columns: https://github.com/zhukovyuri/VIINA. In 2.0's "one per day" tables a row is an event; in 1.0 it is
an event in one report. `GEO_PRECISION` tells how a machine placed it: STREET at an address, ADM3 at a
settlement, ADM2 and ADM1 at the centre of a division. Radii are ours: 500 m, 5 km, 30 km, 100 km. Columns
ending in `_b` are 1 where the text is about that; who began it is `a_rus_init_b` and `a_ukr_init_b`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest import positions
from geodata.ingest.events import Events
from geodata.layouts.codebook import UNSAID
from geodata.values import dates, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "viina"

_LOCATION: Final = {
    "STREET": ("site", 500.0),
    "ADM3": ("settlement", 5_000.0),
    "ADM2": ("district", 30_000.0),
    "ADM1": ("region", 100_000.0),
}
_TYPES: Final = {
    "t_airstrike_b": "air strike",
    "t_artillery_b": "artillery",
    "t_uav_b": "drone",
    "t_ied_b": "explosive device",
    "t_firefight_b": "firefight",
    "t_raid_b": "raid",
    "t_armor_b": "armour",
    "t_aad_b": "air defence",
    "t_arrest_b": "arrest",
    "t_control_b": "change of control",
    "t_occupy_b": "occupation",
    "t_retreat_b": "retreat",
    "t_hospital_b": "attack on a hospital",
    "t_property_b": "damage to property",
    "t_cyber_b": "cyber attack",
    "t_airalert_b": "air alert",
    "t_milcas_b": "military casualties",
    "t_civcas_b": "civilian casualties",
    "t_san_b": "sanctions",
}
"""The columns of what happened, the most telling first: an event's type is the first that is 1."""
_ACTORS: Final = {
    "a_rus_b": ("Russia", "state force"),
    "a_ukr_b": ("Ukraine", "state force"),
    "a_civ_b": ("Civilians", "civilians"),
    "a_other_b": ("Other actor", "unknown"),
}
_ONE: Final = frozenset(("1", "1.0", "true", "TRUE", "True"))
_INITIATORS: Final = {
    "a_rus_init_b": ("Russia", "state force"),
    "a_ukr_init_b": ("Ukraine", "state force"),
}


def recognises(raw: RawFile) -> bool:
    """Whether the columns are VIINA's tables of events."""
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    return {"date", "geo_precision"} <= names and bool(names & {"event_id_1pd", "viina_version", "tempid"})


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    id_column = sheet.first("event_id_1pd", "event_id", "tempid")
    ids = sheet.identify(id_column)
    at = positions.read(sheet, "latitude", "longitude")
    where = sheet.codes("GEO_PRECISION", _LOCATION, (None, np.nan), "unknown", unknown=UNSAID)
    zone = sheet.choices.zone
    found = texts.each_distinct(
        lambda day, time: dates.read(f"{day} {time}".strip() if day and time else day, zone),
        sheet["date"],
        sheet["time"],
    )
    when = sheet.dates("date", found, needed=True)
    happened = _happened(sheet)
    place = sheet[sheet.first("asciiname", "address")]
    titles = texts.each_distinct(_title, happened, place)
    text = sheet["text"]
    held = [id_column, "longitude", "latitude", "text", *_ACTORS, *_INITIATORS]
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": texts.constant("incident", len(sheet.index)),
            "event_type": happened.each(lambda words: words[0] if words else None).column(),
            "title": texts.or_else(titles.column(), "event ", ids),
            "summary": text,
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": place,
            "lon": at.lon,
            "lat": at.lat,
            **positions.classed(at, where),
        },
        index=sheet.index,
    )
    others = sheet.others(name for name in held if sheet.has(name))
    return Events(incidents, at.shapes, others, _participations(sheet), sources=_sources(sheet))


def _is_one(sheet: Sheet, name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return texts.each_distinct(lambda cell: cell in _ONE, sheet[name]).where(bool)


def _happened(sheet: Sheet) -> texts.Repeated[tuple[str, ...]]:
    """In words, what each row says that happened."""
    kinds = [(name, words) for name, words in _TYPES.items() if sheet.has(name)]
    marked = np.zeros(len(sheet.index), np.int64)
    for place, (name, _) in enumerate(kinds):
        marked |= _is_one(sheet, name).astype(np.int64) << place
    codes, distinct = pd.factorize(marked)
    return texts.Repeated(
        [
            tuple(words for place, (_, words) in enumerate(kinds) if one >> place & 1)
            for one in distinct.tolist()
        ],
        codes,
    )


def _title(happened: tuple[str, ...], place: str) -> str:
    return ", ".join(filter(None, (*happened, place)))


def _participations(sheet: Sheet) -> pd.DataFrame:
    frames = [_marked(sheet, [], "", "", "")]
    for columns, role in ((_ACTORS, "participant"), (_INITIATORS, "initiator")):
        for name, (actor, kind) in columns.items():
            if sheet.has(name):
                frames.append(_marked(sheet, np.flatnonzero(_is_one(sheet, name)), actor, role, kind))
    return texts.frames_below(frames)


def _marked(sheet: Sheet, places: Any, actor: str, role: str, kind: str) -> pd.DataFrame:
    rows = sheet.rows_at(np.asarray(places, np.int64))
    said = {"actor": actor, "role": role, "kind": kind}
    return pd.DataFrame(
        {"row": rows, **{name: texts.constant(word, len(rows)) for name, word in said.items()}}
    )


def _sources(sheet: Sheet) -> pd.DataFrame:
    """2.0 names its sources in a list; 1.0 has one with its address."""
    found = texts.each_distinct(_lines, sheet[sheet.first("sources", "source")], sheet["url"])
    places, cells = texts.lines(found, 3)
    named = dict(zip(("source", "publisher", "url"), cells, strict=True))
    return pd.DataFrame({"row": sheet.rows_at(places), **named})


def _lines(cell: str, address: str) -> list[tuple[str | None, ...]]:
    """Source, publisher and address of each source of a row."""
    if texts.link(address):
        return [(address, cell or texts.host(address), address)]
    return [(each, each, None) for each in dict.fromkeys(texts.listed(cell.replace(",", ";")))]
