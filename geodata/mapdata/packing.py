"""Serialises a header and columns as the bytes that the browser gets, and back: the format INC2.

The four letters, the header's length (u32), the header (JSON, UTF-8, padded with spaces to a multiple of 8),
then blocks of `BLOCK` rows, the last one shorter; all numbers little endian. A block holds its columns one
after the other in the header's order, each split into byte planes: all lowest bytes first. Together with the
encodings this lets gzip, which the server lays over the whole, find what repeats.

Encodings: `plain`; `delta`, the difference from the row before within the block (the first row's from 0); and
`less:NAME`, the difference from another column; both modulo the type's range, folded (zigzag: 0 −1 1 −2 …).
Numbers of type `f64` (IEEE 754) are `plain`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Columns = Mapping[str, npt.NDArray[Any]]

MAGIC: Final = b"INC2"
BLOCK: Final = 65_536
TYPES: Final = {"u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "i32": np.int32, "f64": np.float64}
_UNSIGNED: Final = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
_SIGNED: Final = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}


def pack(
    header: Mapping[str, Any],
    kinds: Mapping[str, tuple[str, str]],
    stretches: Iterable[Columns],
) -> Iterator[bytes]:
    """Pack rows as INC2, in pieces.

    Parameters
    ----------
    header
        What is said of the whole; `n`, its rows, is among it. `columns` and `block` are added.
    kinds
        Type (a key of `TYPES`) and encoding of each column, in their order.
    stretches
        The columns of one stretch of rows after the other; all but the last hold a multiple of `BLOCK` rows.
    """
    described = [{"name": name, "type": kind, "encoding": how} for name, (kind, how) in kinds.items()]
    said = {**header, "block": BLOCK, "columns": described}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % 8)
    yield MAGIC + len(text).to_bytes(4, "little") + text
    for columns in stretches:
        length = len(next(iter(columns.values()))) if columns else 0
        for first in range(0, length, BLOCK):
            block = {name: columns[name][first : first + BLOCK] for name in kinds}
            yield b"".join(_planes(_encoded(block, name, *kinds[name])) for name in kinds)


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Header and columns of INC2: what the browser does, for tests and other programs.

    Raises
    ------
    ValueError
        If the bytes are of another format, or too few.
    """
    if data[:4] != MAGIC:
        raise ValueError(f"these bytes begin with {data[:4]!r}, not with {MAGIC!r}")
    at = 8 + int.from_bytes(data[4:8], "little")
    header: dict[str, Any] = json.loads(data[8:at])
    kinds = {each["name"]: (each["type"], each["encoding"]) for each in header["columns"]}
    width = sum(np.dtype(TYPES[kind]).itemsize for kind, _ in kinds.values())
    rows = (len(data) - at) // width if width else 0
    if rows * width != len(data) - at or rows not in (0, header["n"]):
        raise ValueError(f"the header tells {header['n']} rows, the bytes after it hold {rows}")
    blocks = []
    for first in range(0, rows, header["block"]):
        length = min(header["block"], rows - first)
        block: dict[str, npt.NDArray[Any]] = {}
        for name, (kind, how) in kinds.items():
            size = np.dtype(TYPES[kind]).itemsize
            planes = np.frombuffer(data, np.uint8, size * length, at).reshape(size, length)
            whole = np.ascontiguousarray(planes.T).view(np.dtype(_UNSIGNED[size]).newbyteorder("<"))[:, 0]
            block[name] = _decoded(whole.astype(_UNSIGNED[size]), block, kind, how)
            at += size * length
        blocks.append(block)
    return header, {
        name: np.concatenate([block[name] for block in blocks]) if blocks else np.zeros(0, TYPES[kind])
        for name, (kind, _) in kinds.items()
    }


def _encoded(block: Columns, name: str, kind: str, how: str) -> npt.NDArray[Any]:
    size = np.dtype(TYPES[kind]).itemsize
    values = block[name].astype(TYPES[kind]).view(_UNSIGNED[size])
    if how == "plain":
        return values
    before = np.zeros_like(values)
    if how == "delta":
        before[1:] = values[:-1]
    else:
        other = block[how.removeprefix("less:")].astype(TYPES[kind])
        before = other.view(_UNSIGNED[size])
    difference = (values - before).view(_SIGNED[size])
    folded: npt.NDArray[Any] = ((difference << 1) ^ (difference >> (8 * size - 1))).view(_UNSIGNED[size])
    return folded


def _decoded(values: npt.NDArray[Any], block: Columns, kind: str, how: str) -> npt.NDArray[Any]:
    if how == "plain":
        return np.asarray(values.view(TYPES[kind]))
    difference: npt.NDArray[Any] = (values >> 1) ^ (~(values & 1) + 1)
    whole: npt.NDArray[Any]
    if how == "delta":
        whole = np.asarray(np.cumsum(difference, dtype=values.dtype))
    else:
        whole = difference + block[how.removeprefix("less:")].view(values.dtype)
    final: npt.NDArray[Any] = whole.view(TYPES[kind])
    return final


def _planes(values: npt.NDArray[Any]) -> bytes:
    little = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<")))
    return np.ascontiguousarray(little.view(np.uint8).reshape(len(values), values.dtype.itemsize).T).tobytes()
