"""Files read as a reader's test needs it: from bytes, without the sandbox."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from geodata import readers
from geodata.readers.raw import NoChoices, RawFile

MOMENT = dt.datetime(2023, 9, 24, 2, 34)  # noqa: DTZ001 - sheets know no zones
UCDP = Path(__file__).parents[2] / "shared" / "data" / "ucdp_ged231_car"


def read(content: bytes | str, name: str, folder: Path, **asked: str) -> RawFile:
    folder.mkdir(exist_ok=True)
    path = folder / "upload"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    scratch = folder / f"scratch-{len(list(folder.iterdir()))}"
    scratch.mkdir()
    return readers.read(path, name=name, choices=NoChoices(**asked), scratch=scratch)


def codes(raw: RawFile) -> list[str]:
    return [note.code for note in raw.notes]
