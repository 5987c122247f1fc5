"""Reads any table as incidents, by a mapping of its columns to fields.

Nothing is taken for granted: positions without a stated precision count as near with an unknown radius, a
date that nobody gave stays unknown, and columns without a meaning stay as they are, among the file's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata import model
from geodata.errors import MappingError
from geodata.ingest import (
    contradictions,
    hemisphere_letters,
    made_ids,
    pair_agreement,
    positions,
    questions,
    repeated_ids,
    victims,
)
from geodata.ingest.choices import FIELDS, PAIR_ORDERS, SYSTEMS, Question
from geodata.ingest.events import Events
from geodata.layouts import hinted, mapped_sources, mapped_times, mapped_tolls, proposals, totals
from geodata.readers.raw import placed
from geodata.values import (
    coordinates,
    grid_references,
    map_links,
    mapped_tables,
    numbers,
    shape_cells,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.ingest.choices import Choices
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "mapped"
_NOWHERE: Final = grid_references.Square(np.nan, np.nan, np.nan)
_UNLINKED: Final = map_links.Linked(np.nan, np.nan, np.nan)

_LONGEST_TITLE: Final = 120
_ROLES: Final = {
    "actor": "participant",
    "side_a": "side A",
    "side_b": "side B",
    "initiator": "initiator",
    "target": "target",
}
_DEGREES: Final = ("latitude", "longitude")
_PLACED: Final = ("latitude", "coordinates")
_NUMBER: Final = r"^[ ]*[+-]?[0-9]+(?:\.[0-9]+)?[ ]*$"
_VERBATIM: Final = ("id", "title", "summary", "event_type", "place", "latitude", "longitude")
"""Fields that the model has as the cell has them; other mapped columns stay among the file's own as well."""


def proposed(raw: RawFile, choices: Choices) -> dict[str, str]:
    """The mapping that is chosen, or what names and values suggest."""
    if choices.mapping:
        return dict(choices.mapping)
    return _suggested(raw).mapping


def _suggested(raw: RawFile) -> proposals.Proposal:
    """What names and values suggest; the id is the column that the file itself says it is."""
    found = hinted.mapping_of(raw)
    if raw.key is None:
        return found
    others = {name: each for name, each in found.mapping.items() if each != "id" and name != raw.key}
    dates = tuple(name for name in found.dates if name != raw.key)
    return found._replace(mapping={raw.key: "id", **others}, dates=dates)


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    of = Columns(sheet)
    key, (alike, needed) = of.one("id"), _time_and_place(of)
    if (counting := totals.column(sheet, of.mapping, key, needed)) is not None:
        of.mapping = {**of.mapping, counting: totals.MEANING}
    sheet.choices = replace(sheet.choices, mapping=dict(of.mapping))
    ids = made_ids.ids(sheet, key, alike, needed)
    at = _positions(sheet, of)
    when = mapped_times.read(sheet, of)
    mapped_tolls.offer_sums(sheet, of)
    killed = mapped_tolls.killed(sheet, of)
    titles = _titles(sheet, of)
    where = _locations(sheet, of, at)
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": _word(sheet, of, "kind", model.KINDS, "incident"),
            "event_type": texts.single_spaced(of.text("event_type")),
            "title": titles,
            "summary": texts.joined([sheet[name] for name in of.all("summary")], "\n")
            if of.all("summary")
            else None,
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": of.text("place"),
            "lon": at.lon,
            "lat": at.lat,
            "location_class": where[0],
            "uncertainty_m": where[1],
            **killed,
            "confidence": _word(sheet, of, "confidence", model.CONFIDENCES, None),
        },
        index=sheet.index,
    )
    injured, quantities = mapped_tolls.injured(sheet, of)
    incidents["injured"] = injured
    if counting is not None:
        stated = _word(sheet, of, "kind", model.KINDS, model.TOTAL)
        incidents["kind"] = pd.Series(stated, index=sheet.index, dtype="str")
        incidents["count"] = totals.counted(
            sheet, counting, (incidents["kind"] == model.TOTAL).to_numpy(bool)
        )
    held = [column for name in _VERBATIM for column in of.all(name)[:1] if _held(of, name)]
    if key is not None and not ids.equals(sheet[key]):
        held.remove(key)
    others = sheet.others(held)
    events = Events(
        incidents, at.shapes, others, _participations(sheet, of), quantities, mapped_sources.read(sheet, of)
    )
    if key is None or sheet.choices.row_is != "victim":
        return events
    return victims.joined(sheet, events, repeated_ids.firsts(sheet, key))


def _time_and_place(of: Columns) -> tuple[list[str], list[str]]:
    """Columns that say when and where, and those of them that say when."""
    when = [column for name in ("date", "start", "end") for column in of.all(name)]
    where = ("latitude", "longitude", "coordinates", "wkt", "easting", "northing", "place")
    return [*when, *(column for name in where for column in of.all(name))], when


def _held(of: Columns, meaning: str) -> bool:
    """Whether the model has what a column says; of degrees, where they are read, and no more than numbers."""
    if meaning == "event_type":
        given = of.text(meaning)
        return texts.single_spaced(given) is given
    if meaning not in _DEGREES:
        return True
    column = of.one(meaning)
    axis = coordinates.LATITUDE if meaning == "latitude" else coordinates.LONGITUDE
    if column and hemisphere_letters.is_signed_by_name(of.sheet, column, axis):
        return False
    cells = texts.arrow(of.sheet.signed(column) if column else of.text(meaning))
    plain = pc.or_(pc.equal(pc.binary_length(cells), 0), pc.match_substring_regex(cells, _NUMBER))
    return all(map(of.one, _DEGREES)) and bool(pc.all(plain).as_py() in (True, None))


class Columns:
    """The columns of each field."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.radius_m = np.full(len(sheet.index), np.nan)
        """Half the diagonal of squares that positions are given as."""
        chosen = sheet.choices.mapping
        self.chosen = bool(chosen)
        """Whether somebody said what the columns mean."""
        if chosen:
            present = set(map(str, sheet.raw.rows.columns))
            for column in chosen:
                if column not in present:
                    raise MappingError("mapping", column, f"a column of the file ({', '.join(present)})")
            self.mapping: Mapping[str, str] = chosen
        else:
            found = _suggested(sheet.raw)
            self.mapping = found.mapping
            if several := found.dates:
                words = "Several columns hold dates: which one says when it happened?"
                examples = tuple(f"{name}: {sheet[name].iloc[0]}" for name in several[:5])
                pairs = questions.start_and_end(sheet, several)
                asked = Question("mapping", words, several, examples, "date", pairs, optional=True)
                sheet.questions.append(asked)
            questions.positions(sheet, found.positions)
            if found.doubtful:
                sheet.remark(found.doubtful[0], _doubt(found.doubtful))
            for column, field in proposals.unlike_names(sheet.raw.rows, found.mapping):
                words = f"Its name says {FIELDS[field]}, most of its values do not: it is kept as it is."
                sheet.remark(column, words)

    def all(self, meaning: str) -> list[str]:
        """The columns mapped to a field, in the file's order."""
        return [column for column, each in self.mapping.items() if each == meaning]

    def one(self, meaning: str) -> str | None:
        """The column mapped to a field."""
        return next(iter(self.all(meaning)), None)

    def text(self, meaning: str) -> pd.Series[str]:
        """The texts of a field, empty where no column has it."""
        return self.sheet[self.one(meaning) or f"\0{meaning}"]


def _doubt(columns: Sequence[str]) -> str:
    names = " and ".join(f"'{name}'" for name in columns)
    return (
        f"{names} are taken for where it happened, as no others may be that: if they are the position of "
        "something else, choose no meaning for them."
    )


def _positions(sheet: Sheet, of: Columns) -> positions.Positions:
    n = len(sheet.index)
    found = positions.of_points(np.full(n, np.nan), np.full(n, np.nan))
    about = "geometry"
    latitude, longitude = of.one("latitude"), of.one("longitude")
    if latitude and longitude:
        about, found = latitude, positions.of_points(*positions.in_two_columns(sheet, latitude, longitude))
    elif latitude or longitude:
        words = "Only one of latitude and longitude is mapped: no position is read."
        sheet.remark(latitude or longitude or "", words)
    if pair := of.one("coordinates"):
        about, found = pair, positions.overlaid(found, _pairs(sheet, of, pair))
    if wkt := of.one("wkt"):
        about, found = wkt, positions.overlaid(_wkt(sheet, wkt), found)
    easting, northing = of.one("easting"), of.one("northing")
    if easting and northing:
        about, found = (
            easting,
            positions.overlaid(found, _projected(sheet, easting, northing, of.one("zone"))),
        )
    if sheet.raw.geometry is not None:
        about = "geometry"
        shapes = positions.of_shapes(sheet, sheet.raw.geometry, about)
        contradictions.remark_on(sheet, shapes, found, latitude or about)
        found = positions.overlaid(shapes, found)
    positions.remark_on_odd(sheet, found, about)
    questions.degrees_without_names(sheet, of.mapping)
    if not found.known.any():
        _remark_on_no_position(sheet, of)
    return found


def _remark_on_no_position(sheet: Sheet, of: Columns) -> None:
    """What can be done about it; while a question about positions is open, its answer comes first."""
    if any(question.field == "pair_order" or question.about in _PLACED for question in sheet.questions):
        return
    words = "No row has a position: places can be looked up by their names."
    if of.one("place") is None:
        words = (
            "No row has a position, and no column was recognised that names a place: choose the meaning place"
            " for one that does, and places can be looked up by their names."
        )
    sheet.remark("coordinates", words)


def _pairs(sheet: Sheet, of: Columns, column: str) -> positions.Positions:
    on_grid = positions.overlaid(_on_grid(sheet, of, column), _linked(sheet, of, column))
    nowhere = texts.each_distinct(_is_link_alone, sheet[column]).where(bool) & ~on_grid.known
    sheet.warn_where(
        column, nowhere, "a link that does not say where (shortened, perhaps): open it and copy it"
    )
    rest = pd.Series(np.where(on_grid.known | nowhere, "", sheet[column]), index=sheet.index, dtype="str")
    rest = hemisphere_letters.without_o(sheet, column, rest)
    if not (rest.str.strip() != "").any():
        return on_grid
    order = pair_agreement.order(sheet, column, rest, of) or questions.pair_order(sheet, column, rest)
    lon, lat, why = coordinates.pairs(rest, order, sheet.choices.decimal)
    if order is None:  # until somebody answers, only those that letters decide have a position
        other = coordinates.pairs(rest, PAIR_ORDERS[1], sheet.choices.decimal)
        known = np.isfinite(lon) | np.isfinite(other[0])
        open_ = known & ((lon != other[0]) | (lat != other[1]))
        lon, lat, why = np.where(open_, np.nan, lon), np.where(open_, np.nan, lat), np.where(open_, "", why)
    sheet.refuse(column, why)
    return positions.overlaid(on_grid, positions.of_points(lon, lat))


def _on_grid(sheet: Sheet, of: Columns, column: str) -> positions.Positions:
    """Positions of UTM, MGRS and plus codes; the radius of squares is kept for the rows' uncertainty."""
    found = texts.each_distinct(grid_references.read, sheet[column])
    sheet.refuse(column, found.each(lambda each: each if isinstance(each, str) else ""))
    squares = [each if isinstance(each, grid_references.Square) else _NOWHERE for each in found.results]
    lon, lat, radius = np.array(squares, np.float64).reshape(-1, 3)[found.codes].T
    at = positions.of_points(lon, lat)
    if at.known.any():
        sheet.remark(column, "Positions on the UTM grid (UTM, MGRS) and plus codes are read on WGS 84.")
    of.radius_m = np.where(radius > 0, radius, np.nan)
    sheet.warn_where(
        column, radius > 0, "a square, not a point: its middle, with half its diagonal as radius"
    )
    return at


def _linked(sheet: Sheet, of: Columns, column: str) -> positions.Positions:
    """Positions of links to maps, geo: addresses and ISO 6709; what they say of a radius is kept."""
    found = texts.each_distinct(map_links.read, sheet[column])
    sheet.refuse(column, found.each(lambda each: each if isinstance(each, str) else ""))
    told = [each if isinstance(each, map_links.Linked) else _UNLINKED for each in found.results]
    lon, lat, radius = np.array([each[:3] for each in told], np.float64).reshape(-1, 3)[found.codes].T
    at = positions.of_points(lon, lat)
    if at.known.any():
        words = "Positions are read out of links to maps, geo: addresses or ISO 6709, on WGS 84."
        sheet.remark(column, words)
    of.radius_m = np.where(radius > 0, radius, of.radius_m)
    views = np.array([each.what == map_links.VIEW for each in told], bool)[found.codes] & at.known
    sheet.warn_where(column, views, "the link has no pin: the middle of the map that it shows is taken")
    return at


def _is_link_alone(text: str) -> bool:
    return texts.link(text.strip())


def _wkt(sheet: Sheet, column: str) -> positions.Positions:
    shapes, lost = shape_cells.read(sheet[column])
    words = "no well-known text or binary, and no GeoJSON: write POINT (20.78 42.97), longitude first"
    sheet.refuse_where(column, lost, words)
    return positions.of_shapes(sheet, shapes, column)


def _projected(sheet: Sheet, easting: str, northing: str, zone: str | None) -> positions.Positions:
    crs = sheet.choices.crs
    n = len(sheet.index)
    if crs is None and zone and sheet.has(zone):
        return _by_zones(sheet, easting, northing, zone)
    if crs is None:
        words = f"In which coordinate system are '{easting}' and '{northing}'? Give its EPSG number."
        examples = tuple(f"{sheet[easting].iloc[k]}, {sheet[northing].iloc[k]}" for k in range(min(n, 2)))
        sheet.questions.append(Question("crs", words, SYSTEMS, examples))
        return positions.of_points(np.full(n, np.nan), np.full(n, np.nan))
    x, why_x = numbers.decimals(sheet[easting], sheet.choices.decimal)
    y, why_y = numbers.decimals(sheet[northing], sheet.choices.decimal)
    sheet.refuse(easting, why_x)
    sheet.refuse(northing, why_y)
    x_missing, y_missing = (sheet[name] == "" for name in (easting, northing))
    sheet.refuse_where(
        easting, x_missing & ~y_missing, "empty, but a northing is given: give both or neither"
    )
    sheet.refuse_where(
        northing, y_missing & ~x_missing, "empty, but an easting is given: give both or neither"
    )
    lon, lat, why = coordinates.projected(x, y, crs)
    sheet.refuse(easting, why)
    sheet.remark(easting, f"Positions are converted from {crs}; the figures of the file are in the details.")
    words = f"outside the area that {crs} is made for"
    sheet.warn_where(easting, coordinates.outside_of(lon, lat, crs), words)
    return positions.of_points(lon, lat)


def _by_zones(sheet: Sheet, easting: str, northing: str, zone: str) -> positions.Positions:
    """Eastings and northings of UTM, each in the zone that stands beside it."""

    def one(east: str, north: str, where: str) -> grid_references.Square | str:
        cells = [
            numbers.decimals(pd.Series([each], dtype="str"), sheet.choices.decimal) for each in (east, north)
        ]
        named = grid_references.zone_of(where)
        if not east and not north:
            return _NOWHERE
        if named is None:
            return "empty, or no zone of UTM with its letter, such as 34T: write it"
        fault = next((why[0] for _, why in cells if why[0]), "")
        return fault or grid_references.utm(*named, float(cells[0][0][0]), float(cells[1][0][0]))

    found = texts.each_distinct(one, sheet[easting], sheet[northing], sheet[zone])
    sheet.refuse(easting, found.each(lambda each: each if isinstance(each, str) else ""))
    squares = [_NOWHERE if isinstance(each, str) else each for each in found.results]
    lon, lat, _ = np.array(squares, np.float64).reshape(-1, 3)[found.codes].T
    sheet.remark(easting, f"Positions are read as UTM on WGS 84, each in the zone of '{zone}'.")
    return positions.of_points(lon, lat)


def _locations(sheet: Sheet, of: Columns, at: positions.Positions) -> tuple[Any, Any]:
    """Location class and radius of each row."""
    column = of.one("location_class")
    stated = of.text("location_class")
    if column:
        bad = ~stated.isin((*model.LOCATION_CLASSES, ""))
        sheet.refuse_where(column, bad, f"has to be one of: {', '.join(model.LOCATION_CLASSES)}, or nothing")
    points = at.known & ~positions.is_line(at.shapes) & ~positions.is_area(at.shapes)
    default = sheet.choices.location_class
    unstated = points & (stated == "").to_numpy(bool)
    if default is None and unstated.any():
        sheet.remark(column or "location_class", _unstated(column, of.one("uncertainty_m")))
    classes = np.full(len(points), None, dtype=object)
    classes[points] = default or "near"
    classes[positions.is_line(at.shapes)] = "line"
    classes[positions.is_area(at.shapes)] = "region"
    classes = np.where(stated == "", classes, stated.to_numpy(object))
    radius, why = numbers.decimals(of.text("uncertainty_m"), sheet.choices.decimal)
    radius = np.where(np.isnan(radius), of.radius_m, radius)
    if about := of.one("uncertainty_m"):
        sheet.refuse(about, why)
        sheet.refuse_where(about, radius < 0, "less than 0: has to be metres, such as 500")
    if sheet.choices.uncertainty_m is not None:
        radius = np.where(np.isnan(radius) & points, sheet.choices.uncertainty_m, radius)
    return classes, radius


def _unstated(column: str | None, metres: str | None) -> str:
    """What happens where no class is stated, and what to do."""
    radius = f"the radius of {metres}" if metres else "an unknown radius"
    if column:
        return f"Where {column} is empty, positions count as near, with {radius}."
    return (
        f"No column was recognised that says how exact the positions are: they count as near, with {radius}. "
        "If a column says it, choose the meaning location_class for it"
        + ("." if metres else ", or uncertainty_m if it holds metres.")
    )


def _titles(sheet: Sheet, of: Columns) -> Any:
    """The title, else the description's first line, else type and place, else the row's number."""
    summaries = of.text(of.mapping.get(next(iter(of.all("summary")), ""), "summary"))
    kinds = pd.Series(texts.joined((of.text("event_type"), of.text("place")), ", ")).astype("str")
    titles = texts.arrow(of.text("title"))
    titled = pc.greater(pc.binary_length(pc.utf8_trim_whitespace(titles)), 0)
    if pc.all(titled).as_py():
        return mapped_tables.column(titles)
    found = _first_lines(texts.arrow(summaries))
    found = pc.if_else(pc.greater(pc.binary_length(found), 0), found, texts.arrow(kinds))
    found = mapped_tables.column(pc.if_else(titled, titles, found))
    return texts.or_else(found, "row ", _numbers(sheet))


def _numbers(sheet: Sheet) -> pd.Series[str]:
    """The rows' numbers in their files."""
    parts = sheet.raw.parts
    rows = [placed(row, parts)[1] for row in sheet.index.tolist()] if parts else sheet.index
    return pd.Series(rows, index=sheet.index).astype("str")


def _first_lines(summaries: pa.ChunkedArray) -> pa.ChunkedArray:
    """The first line of each, cut behind a word where it is long for a title."""
    lines = pc.replace_substring_regex(pc.utf8_trim_whitespace(summaries), r"(?s)\n.*", "")
    lines = pc.utf8_trim_whitespace(lines)
    begin = pc.utf8_slice_codeunits(lines, 0, _LONGEST_TITLE)
    words = pc.replace_substring_regex(begin, r"(?s)^(.*) [^ ]*$", r"\1")
    mark, nothing = (pa.scalar(each, pa.large_string()) for each in (" …", ""))
    cut = pc.binary_join_element_wise(words, mark, nothing)
    return pc.if_else(pc.greater(pc.utf8_length(lines), _LONGEST_TITLE), cut, lines)


def _word(sheet: Sheet, of: Columns, meaning: str, words: tuple[str, ...], default: str | None) -> Any:
    column = of.one(meaning)
    if column is None:
        return default
    given = sheet[column]
    sheet.refuse_where(column, ~given.isin((*words, "")), f"has to be one of: {', '.join(words)}, or nothing")
    return texts.each_distinct(lambda text: text or default, given).column()


def _participations(sheet: Sheet, of: Columns) -> pd.DataFrame | list[tuple[Any, ...]]:
    frames = []
    for meaning, role in _ROLES.items():
        for column in of.all(meaning):
            places, parts = sheet.listed(column)
            names = texts.distinct(texts.single_spaced(pd.Series(parts).astype("str")))
            fixed = {"role": texts.constant(role, len(names)), "kind": texts.constant("unknown", len(names))}
            frames.append(pd.DataFrame({"row": sheet.rows_at(places), "actor": names, **fixed}))
    return texts.frames_below(frames) if frames else []
