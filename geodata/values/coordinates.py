"""Reads positions as people write them: degrees (EPSG:4326), or a reason why not.

Read are decimal degrees with a point or a comma, degrees with minutes and seconds (also as figures alone,
425530N), letters or words for the hemisphere before or after, both coordinates in one cell, and eastings with
northings. Parsing is strict, because a position misread is worse than one refused; the tests hold it against
geopy's `Point`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import CRSError

from geodata.errors import MappingError
from geodata.values import grid_references, hemispheres, map_links, numbers
from geodata.values.texts import each_distinct, reasons

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

LATITUDE: Final = "NS"
LONGITUDE: Final = "EW"
_MOST: Final = {LATITUDE: 90, LONGITUDE: 180}
_TURN: Final = 360
"""How far longitudes are counted, where they go on beyond 180."""
_LONGEST: Final = 100
_NAMES: Final = {LATITUDE: "latitude", LONGITUDE: "longitude"}

_MARKS: Final = str.maketrans(
    {
        **dict.fromkeys("ºo˚", "°"),
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“„ʺ", '"'),
        **dict.fromkeys("−‒–", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\u200a\t", " "),
        **dict.fromkeys("\u200e\u200f\u202a\u202c\ufeff", ""),
        **{each: str(place % 10) for place, each in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")},
        "٫": ".",
        "،": ",",
        "؛": ";",
    }
)
_MARKS_ALONE: Final = {of: to for of, to in _MARKS.items() if of != ord("o")}
_NUMBER: Final = r"[0-9]{1,3}(?:[.,][0-9]{1,30})?"
_SMALL: Final = r"[0-9]{1,2}(?:[.,][0-9]{1,30})?"
_ONE: Final = re.compile(
    rf"(?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*(?:"
    rf"(?P<deg>{_NUMBER})(?P<mark>\s*°)?"
    rf"|(?P<deg2>[0-9]{{1,3}})(?P<gap2>\s*[°:]\s*|\s+)(?P<min2>{_SMALL})(?P<mark2>\s*')?"
    rf"|(?P<deg3>[0-9]{{1,3}})(?:\s*°\s*|\s*:\s*|\s+)(?P<min3>[0-9]{{1,2}})(?:\s*'\s*|\s*:\s*|\s+)"
    rf'(?P<sec3>{_SMALL})(?:\s*")?'
    rf")\s*(?P<after>[NSEW])?",
    re.IGNORECASE,
)


_LETTERS: Final = re.compile(r"(?<![^\W\d_])[NSEWO](?![^\W\d_])")
_AXES: Final = {hemispheres.OF_LATITUDE: LATITUDE, hemispheres.OF_LONGITUDE: LONGITUDE}
_FIGURES: Final = re.compile(
    r"(?P<before>[NS])?\s*(?P<figures>[0-9]{4}|[0-9]{6}(?:\.[0-9]{1,10})?)\s*(?P<after>[NS])?"
    r"|(?P<before2>[EW])?\s*(?P<figures2>[0-9]{5}|[0-9]{7}(?:\.[0-9]{1,10})?)\s*(?P<after2>[EW])?",
    re.IGNORECASE,
)
"""Degrees, minutes and perhaps seconds without a space, as pilots write them."""


class _Degrees:
    """One coordinate, and what its letter says of the axis."""

    __slots__ = ("axis", "value")

    def __init__(self, value: float, axis: str) -> None:
        self.value, self.axis = value, axis


def degrees(
    texts: pd.Series[str], axis: str, decimal: str | None = None, *, beyond: bool = False
) -> tuple[Floats, Texts]:
    """Read a column of latitudes or of longitudes.

    Parameters
    ----------
    texts
        n cells; `""` is no coordinate and no fault.
    axis
        `LATITUDE` or `LONGITUDE`.
    decimal
        The mark that begins the decimals, if the researcher said it.
    beyond
        Whether numbers may go on beyond 180, to 360 either way; they come back as they are.

    Returns
    -------
    n degrees, NaN where there are none; n reasons, `""` where there is no fault.
    """
    values, good = numbers.plain(texts)
    if decimal == ",":
        good &= ~texts.str.contains(".", regex=False).to_numpy(bool)
        values[~good] = np.nan
    why = np.full(len(texts), "", dtype=object)
    left = np.flatnonzero(~good & (texts.str.strip() != "").to_numpy(bool))
    if len(left):
        found = each_distinct(lambda text: _of_axis(text, axis, decimal), texts.iloc[left])
        why[left] = reasons(found)
        values[left] = numbers.numbers_of(found)
    outside = np.abs(values) > _MOST[axis]
    if beyond:
        outside &= ~(np.abs(values) <= _TURN)
    why[outside] = [_too_far(value, axis) for value in values[outside]]
    values[outside] = np.nan
    return values, why


def pairs(
    texts: pd.Series[str], order: str | None, decimal: str | None = None
) -> tuple[Floats, Floats, Texts]:
    """Read cells with both coordinates.

    Parameters
    ----------
    texts
        n cells; `""` is no position and no fault.
    order
        `longitude-latitude`, or anything else for latitude first; letters go before it.

    Returns
    -------
    n longitudes, n latitudes, n reasons.
    """
    swapped = order == "longitude-latitude"
    found = each_distinct(lambda text: _pair(text, decimal, longitude_first=swapped), texts)
    nothing = (np.nan, np.nan)
    few = [nothing if isinstance(each, str) else each for each in found.results]
    both = np.array(few, np.float64).reshape(-1, 2)[found.codes]
    return both[:, 0], both[:, 1], reasons(found)


def projected(easting: Floats, northing: Floats, crs: str) -> tuple[Floats, Floats, Texts]:
    """Convert positions of another coordinate system.

    Returns
    -------
    n longitudes, n latitudes, n reasons.

    Raises
    ------
    MappingError
        If there is no such coordinate system.
    """
    transformer = _transformer(crs)
    lon, lat = transformer.transform(easting, northing, errcheck=False)
    lon, lat = np.array(lon, np.float64), np.array(lat, np.float64)
    given = np.isfinite(easting) & np.isfinite(northing)
    lost = given & ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    lon[lost | ~given], lat[lost | ~given] = np.nan, np.nan
    why = np.full(len(lon), "", dtype=object)
    why[lost] = f"no position in {crs}: correct it, or choose another coordinate system"
    return lon, lat, why


def outside_of(lon: Floats, lat: Floats, crs: str) -> npt.NDArray[np.bool_]:
    """Which positions lie outside the area that a coordinate system is made for."""
    area = _crs(crs).area_of_use
    if area is None:
        return np.zeros(len(lon), bool)
    inside_lon = (lon >= area.west) & (lon <= area.east)
    if area.west > area.east:
        inside_lon = (lon >= area.west) | (lon <= area.east)
    return ~(inside_lon & (lat >= area.south) & (lat <= area.north)) & np.isfinite(lon)


def plain_marks(text: str) -> str:
    """The text with plain figures, points, minus signs and marks of degrees; an `o` stays a letter."""
    return unicodedata.normalize("NFKC", text.translate(_MARKS_ALONE))


def letters(text: str) -> frozenset[str]:
    """The letters for hemispheres in a cell, O among them."""
    return frozenset(each.upper() for each in _LETTERS.findall(hemispheres.lettered(text)))


def has_letter_o(text: str) -> bool:
    """Whether O stands for a hemisphere in a cell: west or east, by the language."""
    return len(text) <= hemispheres.LONGEST and re.search(r"[0-9]", text) is not None and "O" in letters(text)


def with_letter_for_o(text: str, letter: str) -> str:
    """The cell with another letter for O."""
    return _LETTERS.sub(lambda found: letter if found[0] == "O" else found[0], hemispheres.lettered(text))


def is_pair(text: str) -> bool:
    """Whether a cell holds both coordinates, in either order."""
    if text.strip() == "":
        return False
    plain = with_letter_for_o(text, "W") if has_letter_o(text) else text
    ways = (_pair(plain, None, longitude_first=first) for first in (False, True))
    if map_links.is_position(text):
        return True
    on_grid = isinstance(grid_references.read(text), grid_references.Square)
    return on_grid or not all(isinstance(each, str) for each in ways)


def system(text: str) -> str:
    """The coordinate system that somebody wrote, such as 32634, as a code of the EPSG register.

    Raises
    ------
    MappingError
        If there is no such number, or it is of no positions on a map.
    """
    found = _crs(text)
    if not (found.is_projected or found.is_geographic):
        raise MappingError("crs", text, "a system of positions, no heights, such as EPSG:32634")
    return f"EPSG:{found.to_epsg(min_confidence=100)}"


@lru_cache(maxsize=16)
def _crs(text: str) -> pyproj.CRS:
    code = re.fullmatch(r"(?i:epsg)?[: ]*([0-9]{4,6})", text.strip())
    if code is None:
        raise MappingError("crs", text, "a number of the EPSG register, such as EPSG:32634")
    try:
        return pyproj.CRS.from_epsg(int(code[1]))
    except CRSError:
        raise MappingError("crs", text, "a coordinate system that PROJ knows, such as EPSG:32634") from None


@lru_cache(maxsize=16)
def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_crs(crs), "EPSG:4326", always_xy=True)


def _of_axis(text: str, axis: str, decimal: str | None) -> float | str:
    found = _one(text, decimal)
    if isinstance(found, str):
        return found
    if found.axis not in ("", axis):
        other = _NAMES[found.axis]
        return f"a {other} in the column of {_NAMES[axis]}s: the columns look exchanged"
    return found.value


def _too_far(value: float, axis: str) -> str:
    name, most = _NAMES[axis], _MOST[axis]
    reason = f"a {name} lies between -{most} and {most} degrees"
    if axis == LATITUDE and abs(value) <= 180:
        return f"{reason}: are latitude and longitude exchanged?"
    return f"{reason}: correct it, or choose the coordinate system if these are metres"


def _one(text: str, decimal: str | None) -> _Degrees | str:
    """One coordinate, decimal or in minutes and seconds."""
    tidy = _tidy(text).replace("''", '"')
    named = [_AXES[each] for each in tidy if each in _AXES]
    tidy = _spaced(re.sub("[φλ]", " ", tidy).strip())
    match = _ONE.fullmatch(tidy) if len(tidy) <= _LONGEST and len(named) < 2 else None
    if match is None:
        return "no coordinate that can be read: write decimal degrees, such as 42.97"
    parts = [part for part in _parts(match) if part is not None]
    fault = _fault(match, parts, decimal)
    if fault:
        return fault
    letter = f"{match['before'] or ''}{match['after'] or ''}".upper()
    value = sum(float(part.replace(",", ".")) / 60**power for power, part in enumerate(parts))
    axis = LATITUDE if letter in ("N", "S") else LONGITUDE if letter else ""
    if axis and named and named != [axis]:
        return f"called a {_NAMES[named[0]]}, with a letter of a {_NAMES[axis]}: correct one of the two"
    axis = axis or "".join(named)
    if axis and value > _MOST[axis]:
        return _too_far(value, axis)
    return _Degrees(-value if match["sign"] == "-" or letter in ("S", "W") else value, axis)


def _tidy(text: str) -> str:
    """Marks and digits as they are read, letters for words; what is too long comes back as it is."""
    return hemispheres.lettered(text).translate(_MARKS).strip() if len(text) <= hemispheres.LONGEST else text


def _spaced(text: str) -> str:
    """425530N as 42 55 30 N; any other text as it is."""
    match = _FIGURES.fullmatch(text)
    if match is None:
        return text
    which = "" if match["figures"] else "2"
    figures, letters = (
        match[f"figures{which}"],
        f"{match[f'before{which}'] or ''}{match[f'after{which}'] or ''}",
    )
    if len(letters) != 1:
        return text
    width = 3 if which else 2
    parts = (figures[:width], figures[width : width + 2], figures[width + 2 :])
    return " ".join((*filter(None, parts), letters))


def _fault(match: re.Match[str], parts: list[str], decimal: str | None) -> str | None:
    """What is wrong with a coordinate that has the form of one."""
    letter = match["before"] or match["after"]
    other = {".": ",", ",": "."}.get(decimal or "", "\0")
    if match["before"] and match["after"]:
        return "two letters for the hemisphere: leave one"
    if letter and match["sign"]:
        return "a sign and a letter for the hemisphere: leave one of the two"
    if any(other in part for part in parts):
        return f"'{decimal}' was said to begin the decimals: correct it, or choose the other mark"
    if match["deg2"] and match["gap2"].isspace() and not letter and not match["mark2"]:
        return "two numbers without a mark: write 42°58', or 42.97"
    if any(float(part.replace(",", ".")) >= 60 for part in parts[1:]):
        return "sixty minutes or seconds, or more: correct it"
    return None


def _parts(match: re.Match[str]) -> tuple[str | None, ...]:
    if match["deg3"]:
        return match["deg3"], match["min3"], match["sec3"]
    return (match["deg2"], match["min2"]) if match["deg2"] else (match["deg"],)


def _pair(text: str, decimal: str | None, *, longitude_first: bool) -> tuple[float, float] | str:
    tidy = _tidy(text)
    if not tidy:
        return np.nan, np.nan
    if tidy[0] + tidy[-1] in ("()", "[]"):
        tidy = tidy[1:-1].strip()
    if decimal is None and re.fullmatch(r"-?[0-9]{1,3},[0-9]+", tidy):
        return "one number with a decimal comma, or two: write 42.97, 20.78"
    ways = _ways(tidy, decimal) if len(tidy) <= _LONGEST else []
    if len(ways) != 1:
        return "no two coordinates that can be distinguished: write 42.97, 20.78"
    return _in_order(*ways[0], longitude_first=longitude_first)


def _in_order(first: _Degrees, second: _Degrees, *, longitude_first: bool) -> tuple[float, float] | str:
    """Longitude and latitude, by their letters or else by the order said."""
    if first.axis and first.axis == second.axis:
        return f"two {_NAMES[first.axis]}s: correct one"
    if first.axis or second.axis:
        longitude_first = first.axis == LONGITUDE or second.axis == LATITUDE
    lon, lat = (first.value, second.value) if longitude_first else (second.value, first.value)
    for axis, value in ((LATITUDE, lat), (LONGITUDE, lon)):
        if abs(value) > _MOST[axis]:
            return _too_far(value, axis)
    return lon, lat


def _ways(text: str, decimal: str | None) -> list[tuple[_Degrees, _Degrees]]:
    """Every way to cut a text into two coordinates; the same two count once."""
    found: dict[tuple[float, float], tuple[_Degrees, _Degrees]] = {}
    # Where something other than a letter or figure stands, or a figure or mark meets a letter.
    for cut in re.finditer(r"\s*[,;|/]\s*|\s+-\s+|\s+|(?<=[NSEWnsew'\"°])(?=[0-9NSEWnsew])", text):
        halves = text[: cut.start()], text[cut.end() :]
        first, second = (_one(half, decimal) for half in halves)
        if not isinstance(first, str) and not isinstance(second, str):
            found[first.value, second.value] = first, second
    return list(found.values())
