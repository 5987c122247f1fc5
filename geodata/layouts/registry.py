"""The layouts that are known: a raw file in, the name of its layout out, and what reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.errors import MappingError
from geodata.layouts import acled, gdelt, geoconfirmed, incident_map, mapped, timemap, ucdp, viina

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.ingest.choices import Choices
    from geodata.ingest.events import Events
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

MAPPED: Final = mapped.LAYOUT

_KNOWN: Final = (incident_map, acled, ucdp, gdelt, viina, geoconfirmed, timemap)
_READERS: Final[Mapping[str, Callable[[Sheet], Events]]] = {
    module.LAYOUT: module.read for module in (*_KNOWN, mapped)
}

NAMES: Final = tuple(_READERS)
"""The layouts that can be chosen; the last one takes any table, by a mapping of its columns."""


def recognise(raw: RawFile, choices: Choices) -> str:
    """The name of the layout that the file's columns are of; `MAPPED` for any other, or with a mapping."""
    if choices.mapping:
        return MAPPED
    return next((module.LAYOUT for module in _KNOWN if module.recognises(raw)), MAPPED)


def reader(name: str) -> Callable[[Sheet], Events]:
    """The function that reads a sheet of this layout.

    Raises
    ------
    MappingError
        If there is no such layout.
    """
    if name not in _READERS:
        raise MappingError("layout", name, f"one of {', '.join(NAMES)}")
    return _READERS[name]


def proposed(raw: RawFile, choices: Choices) -> Mapping[str, str]:
    """What the columns of any table seem to mean, the researcher's own choices first."""
    return mapped.proposed(raw, choices)
