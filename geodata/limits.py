"""Limits how large, deep and slow an untrusted file may be."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import Gt

MEGABYTE: Final = 1_000_000
_PACKED: Final = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""How files begin that are packed by themselves, with gzip or zstd."""
_UNPACKS_TO: Final = 10
"""Times as large, of tables."""


@dataclass(frozen=True)
class Limits:
    """The most that one file may ask for; the settings `INCIDENTS_LIMIT_…` change it (`geodata.settings`)."""

    # 316,818 rows such as UCDP GED's have 225 million
    bytes_in: Annotated[int, Gt(0), "bytes of a file as it comes"] = 400 * MEGABYTE
    bytes_unpacked: Annotated[
        int, Gt(0), "bytes of an archive's members, or columns of Parquet, unpacked"
    ] = 500 * MEGABYTE
    archive_members: Annotated[int, Gt(0), "members of a ZIP file (XLSX, KMZ, zipped shapefile)"] = 5_000
    ratio: Annotated[int, Gt(0), "bytes that one packed byte may become, in members of over a megabyte"] = 200
    rows: Annotated[int, Gt(0), "rows of a file"] = 1_000_000
    columns: Annotated[int, Gt(0), "columns of a file"] = 2_000
    cell_length: Annotated[int, Gt(0), "characters of one cell"] = 1_000_000
    depth: Annotated[int, Gt(0), "lists within lists, elements within elements"] = 64
    memory_bytes: Annotated[int, Gt(0), "bytes of memory of the process that reads a file"] = 1_000 * MEGABYTE
    memory_per_byte: Annotated[
        int,
        Gt(0),
        "bytes of memory more for each byte of the file, as far as the machine has it",
    ] = 12
    cpu_s: Annotated[int, Gt(0), "processor seconds for any file, starting the process included"] = 5
    cpu_s_per_mb: Annotated[int, Gt(0), "processor seconds more for each megabyte of the file"] = 3
    # less for small files: eight times their processor seconds, for a busy machine gives them few
    wall_s: Annotated[int, Gt(0), "seconds by the clock for a file, waiting for a turn not included"] = 300
    at_once: Annotated[int, Gt(0), "files that one server process reads at the same time; others wait"] = 2

    def weight(self, bytes_in: int, head: bytes) -> int:
        """Bytes by which a file's memory and time are measured: a packed one of this head unpacks to more."""
        if not head.startswith(_PACKED):
            return bytes_in
        return max(bytes_in, min(bytes_in * _UNPACKS_TO, self.bytes_unpacked))

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
        return min(self.wall_s, 8.0 * self.cpu_seconds(bytes_in))


OF_COMMANDS: Final = {
    "bytes_in": 4_000 * MEGABYTE,
    "bytes_unpacked": 8_000 * MEGABYTE,
    "rows": 10_000_000,
    "wall_s": 7_200,
}
"""Defaults at the command line, in place of those above."""


@dataclass(frozen=True)
class Quotas:
    """The most that one visitor, and all together, may ask of the server; `INCIDENTS_QUOTA_…` change it."""

    question_s: Annotated[int, Gt(0), "seconds that one question may take"] = 20
    questions_a_minute: Annotated[int, Gt(0), "questions of one visitor in a minute"] = 1_200
    questions_at_once: Annotated[int, Gt(0), "questions of one visitor that are answered or wait"] = 16
    export_rows: Annotated[int, Gt(0), "records of one export"] = 2_000_000
    export_s: Annotated[int, Gt(0), "seconds that making one export may take"] = 1_800
    exports_at_once: Annotated[int, Gt(0), "exports that are made at the same time for all"] = 2
    export_wait_s: Annotated[
        int, Gt(0), "seconds that an export waits while others are made; then 503 and Retry-After"
    ] = 240
    exports_each: Annotated[int, Gt(0), "exports that are made at the same time for one visitor"] = 1
    upload_files: Annotated[
        int, Gt(0), "files of one visitor that the server holds, and that are read together"
    ] = 50
    upload_bytes: Annotated[int, Gt(0), "bytes of one visitor's files that the server's memory holds"] = (
        500 * MEGABYTE
    )
    upload_bytes_all: Annotated[int, Gt(0), "bytes of all visitors' files that the server's memory holds"] = (
        1_000 * MEGABYTE
    )
    private_bytes: Annotated[int, Gt(0), "bytes of all private uploads on the disk"] = 20_000 * MEGABYTE
    private_bytes_each: Annotated[int, Gt(0), "bytes of the private uploads of one who logs in"] = (
        5_000 * MEGABYTE
    )
    joint_bytes: Annotated[int, Gt(0), "bytes on the disk of datasets that were opened together"] = (
        10_000 * MEGABYTE
    )
    private_datasets: Annotated[
        int, Gt(0), "private uploads that one visitor keeps in an hour, and datasets put together"
    ] = 20
    geocoding_a_day: Annotated[int, Gt(0), "places of one visitor that an online geocoder is asked for"] = (
        1_000
    )
    storage: Annotated[str, "where visitors' questions are counted: memory://, or redis://host:6379"] = (
        "memory://"
    )
    proxies: Annotated[
        str, "addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas"
    ] = ""


def _memory_here() -> int:
    """Bytes of memory that this machine has; 16 GB where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 16_000 * MEGABYTE
