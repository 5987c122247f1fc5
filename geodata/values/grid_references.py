"""Reads positions on the UTM grid: "34T 472000 4753000" and MGRS "34TDN7322553255"; plus codes, if whole.

UTM and MGRS are taken on WGS 84 (NGA.STND.0037: universal grids). A letter behind a zone is a band of
latitude; N and S may as well mean the hemisphere, which the northing decides. A shortened MGRS or plus code
is a square: its middle is the position, and half its diagonal says how exact that is.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final, NamedTuple

import pyproj

_BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_COLUMNS: Final = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS_M: Final = 2_000_000
"""The letters of rows begin again after so many metres."""
_SOUTH_M: Final = 10_000_000
_SLACK: Final = 0.5
"""Degrees by which a position may lie outside the band that is written with it."""
_MGRS: Final = re.compile(r"([0-9]{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])([0-9]{4,10})")
_UTM: Final = re.compile(
    r"(?:UTM:?\s*)?(?:ZONE:?\s*)?(?P<zone>[0-9]{1,2})\s*(?P<band>[C-HJ-NP-X])(?:ORTH|OUTH)?\s*[,;:]?\s*"
    r"(?:E\s*[:=]?)?\s*(?P<east>[0-9]{5,7}(?:[.,][0-9]+)?)\s*(?:M?\s*E|M)?\s*[,;/ ]\s*"
    r"(?:N\s*[:=]?)?\s*(?P<north>[0-9]{1,8}(?:[.,][0-9]+)?)\s*(?:M?\s*N|M)?"
)
_ZONE: Final = re.compile(r"(?:UTM\s*)?(?:ZONE\s*)?([0-9]{1,2})\s*([C-HJ-NP-X])(?:ORTH|OUTH)?")
_PLUS_LETTERS: Final = "23456789CFGHJMPQRVWX"
_PLUS: Final = re.compile(rf"([{_PLUS_LETTERS}]{{8}})\+([{_PLUS_LETTERS}]{{2,7}})?")
_SHORT_PLUS: Final = re.compile(rf"[{_PLUS_LETTERS}]{{4,6}}\+[{_PLUS_LETTERS}]{{2,3}}(?:[\s,].*)?")


class Square(NamedTuple):
    """A position in degrees, and within how many metres it is known (0 where it is a point)."""

    lon: float
    lat: float
    radius_m: float = 0.0


def read(text: str) -> Square | str | None:
    """A position, a reason why it is none, or None where a text is written in no such way."""
    tidy = " ".join(text.upper().split())
    if not 4 <= len(tidy) <= 60:
        return None
    if match := _MGRS.fullmatch(tidy.replace(" ", "")):
        return _mgrs(*match.groups())
    if match := _UTM.fullmatch(tidy):
        east, north = (float(match[name].replace(",", ".")) for name in ("east", "north"))
        return utm(int(match["zone"]), match["band"], east, north)
    if match := _PLUS.fullmatch(tidy):
        return _plus(match[1] + (match[2] or ""))
    if _SHORT_PLUS.fullmatch(tidy):
        return "a shortened plus code, which only says where beside a known place: write the whole code"
    return None


def zone_of(text: str) -> tuple[int, str] | None:
    """The number and letter of a UTM zone, such as 34T; None for anything else."""
    match = _ZONE.fullmatch(" ".join(text.upper().split()))
    return (int(match[1]), match[2]) if match and 1 <= int(match[1]) <= 60 else None


def utm(zone: int, band: str, east: float, north: float) -> Square | str:
    """Easting and northing in a zone, metres, WGS 84."""
    if not 1 <= zone <= 60:
        return f"there is no UTM zone {zone}: it has to be 1 to 60"
    if not (100_000 <= east <= 900_000 and 0 <= north <= _SOUTH_M):
        return "no easting and northing of UTM: eastings lie between 100,000 and 900,000 metres"
    for south in _hemispheres(band):
        lon, lat = _transformer(zone, south=south).transform(east, north)
        if _in_band(band, lat, south=south):
            return Square(float(lon), float(lat))
    return f"easting and northing do not lie in zone {zone}{band}: correct one of them"


def _hemispheres(band: str) -> tuple[bool, ...]:
    """Whether it is south: the band of latitude first, then the hemisphere that S may mean."""
    return (False, True) if band == "S" else (band < "N",)


def _in_band(band: str, lat: float, *, south: bool) -> bool:
    if not math.isfinite(lat):
        return False
    if band == "N" or (band == "S" and south):
        return -81 <= lat <= 85 and (lat < 0) == south
    begin = _begin(band)
    return begin - _SLACK <= lat <= begin + (12 if band == "X" else 8) + _SLACK


def _begin(band: str) -> int:
    return -80 + 8 * _BANDS.index(band)


def _mgrs(zone: str, band: str, column: str, row: str, digits: str) -> Square | str:
    number = int(zone)
    columns = _COLUMNS[(number - 1) % 3]
    if not 1 <= number <= 60 or column not in columns or len(digits) % 2:
        square = f"{zone}{band} {column}{row} {digits}"
        return f"no grid reference: {square} is not on the grid, or a digit is missing"
    half = len(digits) // 2
    size = 10 ** (5 - half)
    east = (columns.index(column) + 1) * 100_000 + int(digits[:half] or 0) * size + size / 2
    north = (_ROWS.index(row) - (5 if number % 2 == 0 else 0)) % 20 * 100_000
    north += int(digits[half:] or 0) * size + size / 2
    south = band < "N"
    for turn in range(_SOUTH_M // _ROWS_M):
        lon, lat = _transformer(number, south=south).transform(east, north + turn * _ROWS_M)
        begin = _begin(band)
        slack = _SLACK + size / 100_000
        if math.isfinite(lat) and begin - slack <= lat <= begin + (12 if band == "X" else 8) + slack:
            return Square(float(lon), float(lat), 0.0 if size <= 10 else size / math.sqrt(2))
    return f"no grid reference: the square {column}{row} does not lie in {zone}{band}"


def _plus(code: str) -> Square | str:
    """The middle of a plus code's cell (Open Location Code): pairs of base 20, then cells of 5 by 4."""
    lat, lon, tall, wide = -90.0, -180.0, 400.0, 400.0
    for place in range(0, min(len(code), 10), 2):
        tall, wide = tall / 20, wide / 20
        lat += _PLUS_LETTERS.index(code[place]) * tall
        lon += _PLUS_LETTERS.index(code[place + 1]) * wide if place + 1 < len(code) else 0
    for letter in code[10:]:
        tall, wide = tall / 5, wide / 4
        lat += _PLUS_LETTERS.index(letter) // 4 * tall
        lon += _PLUS_LETTERS.index(letter) % 4 * wide
    if lat >= 90 or lon >= 180:
        return "no plus code: it lies beyond the pole or the 180th degree"
    return Square(lon + wide / 2, lat + tall / 2, tall * 111_320 / math.sqrt(2))


@lru_cache(maxsize=128)
def _transformer(zone: int, *, south: bool) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(32_600 + zone + (100 if south else 0), 4326, always_xy=True)
