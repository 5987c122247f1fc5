"""Registers the layouts: recognises that of a raw file, and says what reads it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from geodata.errors import MappingError
from geodata.layouts import (
    acled,
    acled_totals,
    codebook_reader,
    codebooks,
    gdelt,
    geoconfirmed,
    incident_map_export,
    kobo,
    mapped,
    timemap,
    ucdp,
    viina,
)
from geodata.layouts.codebook import Codebook
from geodata.layouts.descriptions import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geodata.ingest.choices import Choices
    from geodata.ingest.events import Events
    from geodata.ingest.sheet import Sheet
    from geodata.layouts.spellings import Spellings
    from geodata.readers.raw import RawFile

MAPPED: Final = mapped.LAYOUT

_KNOWN: Final = (
    incident_map_export,
    acled,
    acled_totals,
    ucdp,
    gdelt,
    viina,
    geoconfirmed,
    timemap,
    kobo,
)
_READERS: Final[Mapping[str, Callable[[Sheet], Events]]] = {
    **{module.LAYOUT: module.read for module in _KNOWN},
    **{book.LAYOUT: partial(codebook_reader.read, book) for book in codebooks.CODEBOOKS},
    mapped.LAYOUT: mapped.read,
}

_IDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{module.LAYOUT: ("id",) for module in _KNOWN},
    **{book.LAYOUT: tuple(filter(None, (book.id,))) for book in codebooks.CODEBOOKS},
    acled.LAYOUT: acled.IDS,
    acled_totals.LAYOUT: (),
    gdelt.LAYOUT: ("globaleventid",),
    kobo.LAYOUT: tuple(name.casefold() for name in kobo.IDS),
    viina.LAYOUT: ("event_id_1pd", "event_id", "tempid"),
}
"""The columns of ids that each known layout may have, the first that is there counts."""

_COLUMNS: Final[Mapping[str, Spellings]] = {
    module.LAYOUT: module.COLUMNS for module in (*_KNOWN, *codebooks.CODEBOOKS) if hasattr(module, "COLUMNS")
}
"""The columns of those layouts whose files spell them in several ways."""

_FIRST: Final = ("id", "when", "type", "where", "place_precision")
"""What a file of a layout cannot lack, the surest first: of `descriptions.BECOMES`."""
_OWN: Final = {"id": ("id",), "when": ("time_class",), "place_precision": ("location_class",)}
"""Likewise of our own exports, which describe themselves."""

NAMES: Final = tuple(_READERS)
"""The layouts that can be chosen; the last one takes any table, by a mapping of its columns."""


def recognise(raw: RawFile, choices: Choices) -> str:
    """The name of the layout that the file's columns are of; `MAPPED` for any other, or with a mapping."""
    if choices.mapping:
        return MAPPED
    known = (*_KNOWN, *codebooks.CODEBOOKS)
    return next((layout.LAYOUT for layout in known if layout.recognises(raw)), MAPPED)


def key_column(raw: RawFile, choices: Choices) -> str | None:
    """The file's column of ids, as its layout, its mapping or itself says; None where rows have none."""
    layout = choices.layout or recognise(raw, choices)
    if layout == MAPPED:
        return next((name for name, meaning in proposed(raw, choices).items() if meaning == "id"), None)
    there = {str(name).strip().casefold(): str(name) for name in reversed(raw.rows.columns)}
    if layout in _COLUMNS:
        there |= _COLUMNS[layout].found(raw.rows.columns)
    return next((there[name] for name in _IDS[layout] if name in there), None)


def is_guessed(raw: RawFile, choices: Choices) -> bool:
    """Whether nobody said that this column holds ids."""
    return (choices.layout or recognise(raw, choices)) == MAPPED and not choices.mapping and raw.key is None


def missing_column(raw: RawFile, name: str) -> str | None:
    """A column that files of a layout have and this one lacks; None where it is the layout's."""
    known = next((each for each in (*_KNOWN, *codebooks.CODEBOOKS) if name == each.LAYOUT), None)
    if known is None or known.recognises(raw):
        return None
    if isinstance(known, Codebook):
        return known.missing(raw)
    there = {str(column).strip().casefold() for column in raw.rows.columns}
    if name in _COLUMNS:
        there |= _COLUMNS[name].of(raw)
    described = DESCRIPTIONS[name].columns if name in DESCRIPTIONS else _OWN
    needed = sorted(described.items(), key=lambda each: _FIRST.index(each[0]) if each[0] in _FIRST else 9)
    lacking = [columns for _, columns in needed if columns and not there & _folded(columns)]
    lacking += [(column,) for _, columns in needed for column in columns if not there & _folded((column,))]
    return lacking[0][0] if lacking else None


def _folded(columns: Iterable[str]) -> set[str]:
    return {each for column in columns for each in (column, column.casefold())}


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
