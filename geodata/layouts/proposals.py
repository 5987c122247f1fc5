"""Proposes what the columns of any table mean, by their names and by their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from geodata import model
from geodata.values import coordinates, dates, numbers
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from geodata.readers.raw import TopLine

_SAMPLE: Final = 200
_MOST: Final = 0.8
"""The share of a column's values that have to look like something for the column to be taken for it."""

_NAMES: Final[Mapping[str, str]] = {
    # English, and what our neighbours write: Serbian, Albanian, German, French.
    "id": "id event_id incident_id identifier fid uid uuid ref reference record_id no nr sifra",
    "title": "title name headline event_name event_title incident_title incident_name case_title case_name"
    " naslov naziv naslov_dogadjaja titulli emri titel titre nom intitule uberschrift schlagzeile",
    "summary": "summary description desc notes note details narrative text comment cmt event_description"
    " incident_description event_narrative opis opis_dogadjaja pershkrimi pershkrimi_i_ngjarjes beschreibung"
    " descriptif",
    "date": "date event_date incident_date datetime date_time timestamp when day datum data dita jour",
    "time": "time event_time time_of_day vreme ora uhrzeit heure",
    "start": "start start_date date_start begin from date_from start_time pocetak fillimi beginn debut",
    "end": "end end_date date_end until to date_to end_time stop kraj fundi ende fin",
    "latitude": "latitude lat y lat_dd gps_lat gps_latitude y_coord geo_lat sirina geografska_sirina gjeresia"
    " gjeresia_gjeografike breite breitengrad decimallatitude",
    "longitude": "longitude lon lng long x lon_dd gps_lon gps_longitude x_coord geo_lon geo_long duzina"
    " geografska_duzina gjatesia gjatesia_gjeografike lange laengengrad langengrad decimallongitude",
    "coordinates": "coordinates coordinate coords coord latlon lat_lon latlng lat_lng lat_long gps position"
    " koordinate koordinatat koordinaten coordonnees location_coordinates geo",
    "wkt": "wkt geom_wkt geometry geom the_geom shape wkt_geom",
    "easting": "easting east utm_e utm_x x_utm rechtswert e",
    "northing": "northing north utm_n utm_y y_utm hochwert n",
    "place": "place location place_name location_name town village city settlement municipality site locality"
    " mesto lokacija opstina vendi vendndodhja komuna ort lieu address",
    "event_type": "event_type type category incident_type kind_of_event tip vrsta lloji art typ",
    "location_class": "location_class",
    "uncertainty_m": "uncertainty_m accuracy_m precision_m radius_m coordinateuncertaintyinmeters",
    "kind": "kind",
    "confidence": "confidence",
    "actor": "actor actors participants who perpetrators_and_targets akter akteri",
    "side_a": "side_a actor1 actor_1 party_a",
    "side_b": "side_b actor2 actor_2 party_b",
    "initiator": "initiator perpetrator attacker",
    "target": "target victim",
    "fatalities": "fatalities fatalities_best deaths killed dead toll death_toll best poginuli ubijeni"
    " te_vrare tote morts",
    "fatalities_low": "fatalities_low deaths_low low",
    "fatalities_high": "fatalities_high deaths_high high",
    "injured": "injured wounded injuries povredjeni ranjeni te_plagosur verletzte blesses",
    "publisher": "publisher outlet media",
    "source": "source sources citation izvor burimi quelle",
    "source_url": "source_url url link links web href",
}
_TITLES_PERHAPS: Final = (
    # Where nothing is called a title: English, Serbian, Albanian, German, French.
    "case incident event subject topic label what what_happened short_description brief_description"
    " slucaj dogadjaj predmet sta_se_desilo rasti incidenti ngjarja ngjarje cfare_ndodhi"
    " fall vorfall ereignis bezeichnung betreff kurzbeschreibung cas evenement libelle objet fait"
)
_MAY_BE_TITLES: Final = frozenset(_TITLES_PERHAPS.split())
"""These may as well hold numbers, or a word for a kind: their values decide."""
_LONGEST_TITLE: Final = 160
_FIELD_OF: Final = {**dict.fromkeys(_MAY_BE_TITLES, "title")} | {
    name: meaning for meaning, names in _NAMES.items() for name in names.split()
}
_WORDS: Final = {
    "kind": model.KINDS,
    "confidence": model.CONFIDENCES,
    "location_class": model.LOCATION_CLASSES,
}
_SURE: Final = frozenset(
    (
        *("date", "event_date", "incident_date", "datum", "start", "end", "start_date", "end_date"),
        *("date_start", "date_end", "latitude", "longitude", "lat", "lon", "lng"),
    )
)
"""Names that need no look at the values: a column of bad dates is one of dates all the same."""
_UTC: Final = ZoneInfo("UTC")
_WKT: Final = re.compile(
    r"\s*(?:SRID=4326;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)


def by_name(column: str) -> str | None:
    """What a column's name says it means, if anything."""
    return _FIELD_OF.get(_plain(column))


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(str(column))).strip("_")


def mapping_of(rows: pd.DataFrame, *, shapes: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Propose what the columns mean.

    Returns
    -------
    Column → field; and the columns of which one may hold the date, where names do not tell and several do.
    """
    samples = {str(name): _sample(rows[name]) for name in rows.columns}
    found: dict[str, str] = {}
    certain_first = sorted(samples.items(), key=lambda each: _plain(each[0]) in _MAY_BE_TITLES)
    for column, values in certain_first:
        meaning = by_name(column)
        if meaning and meaning not in found.values() and _fits(column, meaning, values):
            found[column] = meaning
    _settle_title(found, samples)
    _settle_metres(found, samples)
    if not shapes:
        _find_positions(found, samples)
    candidates = tuple(
        column for column, values in samples.items() if column not in found and _share(values, is_date)
    )
    if {"date", "start"} & set(found.values()):
        return found, ()
    if len(candidates) == 1:
        return {**found, candidates[0]: "date"}, ()
    return found, candidates


def header_of(top: Sequence[TopLine]) -> int | None:
    """The line among a file's first that looks like its header: the first as full as most lines are."""
    widths = {number: sum(bool(cell) for cell in cells) for number, cells in top}
    fullest = max(widths.values(), default=0)
    return next((number for number, width in widths.items() if width >= _MOST * fullest), None)


REASONS: Final = ("name", "values", "both", "unlike_name", "taken", "not_its_values", "chosen")
"""How a column was recognised: by its name; by its values; by both together; by its values against its name.
Or why it was not: another column has what its name says; its values are not what its name says. Or a person
said what it means."""


def reasons(rows: pd.DataFrame, mapping: Mapping[str, str], *, shapes: bool) -> dict[str, str]:
    """For each column of which something can be told: one of `REASONS`, under this mapping."""
    proposed = mapping_of(rows, shapes=shapes)[0] if mapping else {}
    found = {}
    for name in map(str, rows.columns):
        meaning, named = mapping.get(name), by_name(name)
        if meaning is None:
            if named and name not in proposed and mapping:
                found[name] = "taken" if _fits(name, named, _sample(rows[name])) else "not_its_values"
        elif proposed.get(name) != meaning:
            found[name] = "chosen"
        elif named == meaning:
            found[name] = "name"
        elif meaning in ("easting", "northing") and named:
            found[name] = "both"
        else:
            found[name] = "unlike_name" if named else "values"
    return found


def is_date(text: str) -> bool:
    """Whether a cell holds a date, other than a bare number."""
    if text.isdecimal():
        return False
    found = dates.read(text, _UTC, "day-first")
    if isinstance(found, str):
        found = dates.read(text, _UTC, "month-first")
    return not isinstance(found, str) and found.start is not None


def is_wkt(text: str) -> bool:
    """Whether a cell holds well-known text."""
    return _WKT.match(text) is not None


def _sample(column: pd.Series[str]) -> list[str]:
    for begin in (column.head(_SAMPLE * 20), column):
        given: list[str] = begin[begin != ""].head(_SAMPLE).tolist()
        if len(given) == _SAMPLE:
            break
    return given


def _share(values: list[str], test: Callable[[str], bool]) -> bool:
    return bool(values) and sum(map(test, values)) >= _MOST * len(values)


def _fits(column: str, meaning: str, values: list[str]) -> bool:
    """Whether a column's values can be what its name says."""
    name = column.strip().casefold()
    if name in _SURE or not values:
        return True
    tests: dict[str, Callable[[str], bool]] = {
        "date": lambda text: (
            is_date(text) or re.fullmatch(r"[12][0-9]{3}([01][0-9][0-3][0-9])?", text) is not None
        ),
        "latitude": _is_number_or_degrees,
        "longitude": _is_number_or_degrees,
        "coordinates": coordinates.is_pair,
        "wkt": is_wkt,
        "easting": _is_number_or_degrees,
        "northing": _is_number_or_degrees,
        "uncertainty_m": _is_number,
    }
    tests["start"] = tests["end"] = tests["date"]
    if _plain(column) in _MAY_BE_TITLES:
        return _are_titles(values)
    if meaning in _WORDS:
        return all(value in _WORDS[meaning] for value in values)
    if meaning in ("fatalities", "fatalities_low", "fatalities_high", "injured"):
        return any(re.search("[0-9]", value) for value in values)
    test = tests.get(meaning)
    return test is None or _share(values, test)


def _are_titles(values: list[str]) -> bool:
    """Whether they read like titles: some words, not too long, and not the same few again and again."""
    worded = _share(values, lambda text: len(text) <= _LONGEST_TITLE and " " in text.strip())
    return worded and 2 * len(set(values)) > len(values)


def _settle_title(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    """Short descriptions are titles where nothing else is one."""
    columns = {meaning: column for column, meaning in found.items()}
    column = columns.get("summary")
    if column is not None and "title" not in columns and _are_titles(samples[column]):
        found[column] = "title"


def _is_number(text: str) -> bool:
    return re.fullmatch(numbers.DECIMAL, text.strip().replace(",", ".")) is not None


def _is_number_or_degrees(text: str) -> bool:
    return _is_number(text) or re.search(r"[0-9]\s*[°º'′:NSEW]", text) is not None


def _settle_metres(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    """Columns x and y with numbers that no degrees can be are eastings and northings."""
    columns = {meaning: column for column, meaning in found.items()}
    pair = columns.get("longitude"), columns.get("latitude")
    if pair[0] is None or pair[1] is None or {"easting", "northing"} & set(columns):
        return
    if all(_share(samples[column], _is_metres) for column in pair if column is not None):
        found[pair[0]], found[pair[1]] = "easting", "northing"


def _is_metres(text: str) -> bool:
    return _is_number(text) and abs(float(text.strip().replace(",", "."))) > 1_000


def _find_positions(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    """A column of pairs, or of well-known text, by its values."""
    placed = {"latitude", "coordinates", "wkt", "easting"}
    for meaning, test in (("wkt", is_wkt), ("coordinates", coordinates.is_pair)):
        for column, values in samples.items():
            settled = placed & set(found.values())
            # "Location" may hold a name or coordinates; its values decide.
            if not settled and found.get(column) in (None, "place") and _share(values, test):
                found[column] = meaning
