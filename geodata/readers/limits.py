"""Limits how large, deep and slow an untrusted file may be, by `INCIDENTS_LIMIT_…` variables."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "INCIDENTS_LIMIT_"
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The most that one file may ask for; `INCIDENTS_LIMIT_ROWS=5000` sets `rows`, and so on."""

    bytes_in: int = 400 * MEGABYTE
    """Bytes of the file as it comes: 316,818 rows such as UCDP GED's have 225 million."""
    bytes_unpacked: int = 500 * MEGABYTE
    """Bytes of all members of an archive, or of all columns of a Parquet file, when unpacked."""
    archive_members: int = 5_000
    """Members of a ZIP file (XLSX, KMZ, zipped shapefile)."""
    ratio: int = 200
    """Bytes that one packed byte may become; asked of members that unpack to more than a megabyte."""
    rows: int = 1_000_000
    columns: int = 2_000
    cell_length: int = 1_000_000
    """Characters of one cell."""
    depth: int = 64
    """Lists within lists, elements within elements."""
    memory_bytes: int = 1_000 * MEGABYTE
    """Memory of the worker process for any file."""
    memory_per_byte: int = 12
    """Bytes of memory more for each byte of the file, as far as the machine's memory goes round."""
    cpu_s: int = 5
    """Processor seconds for any file, starting the process included."""
    cpu_s_per_mb: int = 3
    """Processor seconds more for each megabyte of the file."""
    wall_s: int = 300
    """Seconds by the clock, waiting for a turn not included; less for small files: one and a half
    times their processor seconds."""
    at_once: int = 2
    """Files that one server process reads at the same time; others wait."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Limits:
        """The defaults with what the environment sets.

        Raises
        ------
        ValueError
            If a variable does not hold a whole number above zero.
        """
        return cls(
            **{
                field.name: _number(PREFIX + field.name.upper(), environment[PREFIX + field.name.upper()])
                for field in fields(cls)
                if PREFIX + field.name.upper() in environment
            }
        )

    def memory_for(self, bytes_in: int) -> int:
        """Bytes of memory for a file of this size.

        Above `memory_bytes`, no more than this file's share of the machine's.
        """
        wanted = self.memory_bytes + bytes_in * self.memory_per_byte
        return max(self.memory_bytes, min(wanted, _memory_here() // self.at_once))

    def cpu_seconds(self, bytes_in: int) -> int:
        """Processor seconds for a file of this size."""
        return self.cpu_s + -(-bytes_in * self.cpu_s_per_mb // MEGABYTE)

    def wall_seconds(self, bytes_in: int) -> float:
        """Seconds by the clock for a file of this size."""
        return min(self.wall_s, 1.5 * self.cpu_seconds(bytes_in))


def _memory_here() -> int:
    """Bytes of memory that this machine has; 16 GB where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 16_000 * MEGABYTE


def _number(variable: str, text: str) -> int:
    if not text.strip().isdecimal() or int(text) == 0:
        raise ValueError(f"{variable} is '{text[:80]}': set it to a whole number above zero, or take it out.")
    return int(text)
