"""Describes PITF's Worldwide Atrocities Dataset: killings of five or more civilians, one row each.

Codebook: Political Instability Task Force, Worldwide Atrocities Event Data Collection: Codebook Version
1.1b2. Positions are degrees, minutes and seconds with a direction, of the named location: a settlement. A row
may be a campaign of weeks or months.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import SETTLEMENT, Codebook, Of, Parts, joined
from geodata.layouts.spellings import Spellings

_POSITION: Final = (
    *("Lat. Degrees", "Lat. Minutes", "Lat. Seconds", "Direction"),
    *("Long. Degrees", "Long. Minutes", "Long. Seconds", "Direction.1"),
)


def _position(*cells: str) -> tuple[float, float] | None:
    latitude, longitude = _degrees(cells[:4], "N", "S", 90), _degrees(cells[4:], "E", "W", 180)
    return None if latitude is None or longitude is None else (longitude, latitude)


def _degrees(cells: tuple[str, ...], up: str, down: str, most: int) -> float | None:
    direction = cells[3].strip().upper()[:1]
    try:
        degrees, minutes, seconds = (float(cell.strip() or "0") for cell in cells[:3])
    except ValueError:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not cells[0].strip() or direction not in (up, down) or not (0 <= minutes < 60 and 0 <= seconds < 60):
        return None
    if degrees < 0 or value > most:
        return None
    return -value if direction == down else value


CODEBOOK: Final = Codebook(
    LAYOUT="pitf",
    publisher="Political Instability Task Force: Worldwide Atrocities Dataset",
    address="http://eventdata.parusanalytics.com/data.dir/atrocities.html",
    licence="",
    codebook="PITF Worldwide Atrocities codebook, version 1.1b2",
    COLUMNS=Spellings(
        (
            *("Event Type", "Campaign Identifier", "Country", "Start Day", "Start Month", "Start Year"),
            *("End Day", "End Month", "End Year", "Location", "Related to War", *_POSITION),
            *("Deaths Number", "Injured Number", "Description"),
        ),
        older={"Direction.1": ("Direction 2", "Direction_2", "Long. Direction")},
    ),
    typical=(frozenset(("Start Year", "Start Month", "Start Day", "Deaths Number", "Lat. Degrees")),),
    when=Parts(("Start Year", "Start Month", "Start Day"), ("End Year", "End Month", "End Day")),
    event_type="Event Type",
    title=Of(("Event Type", "Location", "Country"), joined()),
    summary="Description",
    place="Location",
    pair=Of(_POSITION, _position),
    where=Of((), lambda: SETTLEMENT),
    killed="Deaths Number",
    injured="Injured Number",
    nothing=frozenset(("unknown", ".", "na")),
)
