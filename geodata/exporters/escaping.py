"""Writes whole columns as text in a format's own escaping: CSV cells, JSON, XML, well-known text.

Texts are looked through once as bytes, so that only columns that hold what has to be escaped are copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

TEXT: Final = pa.large_string()
"""More than 2 GB fit into a block of these."""
_XML: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_JSON: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_PRINTED: Final = 32
"""The first byte that is no control character."""

Column: TypeAlias = "pa.Array | pa.ChunkedArray"


def text(column: Column) -> pa.Array:
    """A column's values as they are written where nothing has to be escaped; missing ones stay missing."""
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return pc.cast(column, TEXT)


def constant(value: str) -> pa.Scalar:
    """A text that stands in every line."""
    return pa.scalar(value, TEXT)


def joined(columns: Iterable[Column | str], separator: str = "", missing: str = "") -> pa.Array:
    """Columns of text, and texts that stand in every line, put together line by line."""
    parts = [constant(each) if isinstance(each, str) else text(each) for each in columns]
    return pc.binary_join_element_wise(
        *parts, constant(separator), null_handling="replace", null_replacement=missing
    )


def where(holds: Column, texts: pa.Array) -> pa.Array:
    """The texts where something holds, nothing elsewhere."""
    return pc.if_else(holds, texts, pa.scalar(None, TEXT))


def content(column: pa.Array) -> memoryview:
    """The bytes of a column's texts, one after the other, as they lie in memory."""
    if not len(column):
        return memoryview(b"")
    offsets = np.frombuffer(column.buffers()[1], np.int64)[column.offset : column.offset + len(column) + 1]
    return memoryview(column.buffers()[2] or b"")[int(offsets[0]) : int(offsets[-1])]


# Escaping -------------------------------------------------------------------------------------------------


def csv_cells(column: Column) -> pa.Array:
    """Cells of RFC 4180: in quotation marks where they hold a comma, one of these, or the end of a line."""
    texts = text(column)
    if not _holds(texts, b'",\r\n'):
        return texts
    quoted = joined(['"', _replaced(texts, (('"', '""'),)), '"'])
    return pc.if_else(pc.match_substring_regex(texts, '[",\r\n]'), quoted, texts)


def csv_lines(cells: Iterable[pa.Array]) -> pa.Array:
    """Lines of RFC 4180 with their ends, from columns of cells; a missing value is an empty cell."""
    return joined([joined(cells, ","), "\r\n"])


def json_texts(column: Column) -> pa.Array:
    """JSON strings, with letters of every script as they are."""
    texts = _replaced(text(column), _JSON)
    for code in _controls(texts):
        texts = pc.replace_substring(texts, chr(code), f"\\u{code:04x}")
    return where(pc.is_valid(texts), joined(['"', texts, '"']))


def json_object(members: Mapping[str, pa.Array]) -> pa.Array:
    """JSON objects of members that are JSON already; missing ones are null."""
    parts: list[Column | str] = []
    for number, (name, values) in enumerate(members.items()):
        parts += [f'{", " if number else "{"}"{name}": ', values]
    return joined([*parts, "}"], missing="null")


def json_lists(lists: pa.Array) -> pa.Array:
    """JSON lists of what is JSON already."""
    return joined(["[", pc.binary_join(lists, constant(", ")), "]"])


def xml_texts(column: Column) -> pa.Array:
    """Text within an element; characters that XML cannot hold become �."""
    texts = text(column)
    if _controls(texts, b"\t\n\r") or _holds_noncharacter(texts):
        texts = pc.replace_substring_regex(texts, NOT_XML, "\ufffd")
    texts = _replaced(texts, _XML)
    return _replaced(texts, (("\r", "&#13;"),))


NOT_XML: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"


def _replaced(texts: pa.Array, pairs: Iterable[tuple[str, str]]) -> pa.Array:
    for old, new in pairs:
        if _holds(texts, old.encode()):
            texts = pc.replace_substring(texts, old, new)
    return texts


def _holds(texts: pa.Array, characters: bytes) -> bool:
    """Whether any text holds one of these bytes."""
    whole = bytes(content(texts))
    return any(characters[place : place + 1] in whole for place in range(len(characters)))


def _controls(texts: pa.Array, known: bytes = b"") -> list[int]:
    """The control characters in the texts but for some."""
    found = np.frombuffer(content(texts), np.uint8)
    controls = found[found < _PRINTED]
    return sorted(set(np.unique(controls).tolist()) - set(known)) if len(controls) else []


def _holds_noncharacter(texts: pa.Array) -> bool:
    whole = bytes(content(texts))
    return b"\xef\xbf\xbe" in whole or b"\xef\xbf\xbf" in whole


# Shapes ---------------------------------------------------------------------------------------------------


def wkt(records: pa.Table) -> pa.Array:
    """Geometries as well-known text; missing where there is none."""
    return shaped(
        records, ("POINT (", " ", ")"), lambda shapes: shapely.to_wkt(shapes, rounding_precision=-1)
    )


def geojson(records: pa.Table) -> pa.Array:
    """Geometries as RFC 7946 has them; missing where there is none, or an empty one."""
    return shaped(records, ('{"type": "Point", "coordinates": [', ", ", "]}"), _as_geojson)


def _as_geojson(shapes: Any) -> Any:
    known = np.where(shapely.is_empty(shapes), None, shapes)
    return shapely.to_geojson(shapely.orient_polygons(known))


def shaped(records: pa.Table, point: tuple[str, str, str], write: Callable[[Any], Any]) -> pa.Array:
    """Points between three texts; what is none as `write` says, which is given shapes and None."""
    x, y, shapes = records["x"], records["y"], records["shape"]
    points = joined([point[0], x, point[1], y, point[2]])
    others = pa.scalar(None, TEXT)
    if shapes.null_count < len(shapes):
        others = pa.array(write(shapely.from_wkb(shapes.to_numpy())), TEXT)
    return pc.if_else(pc.is_valid(text(x)), points, others)
