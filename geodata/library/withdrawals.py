"""Marks datasets and versions as withdrawn: a small file beside the content, which all processes see."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geodata.errors import LibraryError, WithdrawnError
from geodata.library import files, paths

if TYPE_CHECKING:
    from pathlib import Path

MARKER: Final = "withdrawn.json"


@dataclass(frozen=True)
class Withdrawal:
    """What was withdrawn, when and why; it stays when the content is purged."""

    name: str
    version: str | None
    """None for a whole dataset."""
    when: str
    """UTC, ISO 8601; "" where the mark cannot be read."""
    reason: str
    sequence: int = 0
    """The version's place in the order of saving."""

    def error(self, *, already: bool = False) -> WithdrawnError:
        """What whoever asks for the content is told; with `already`, whoever withdraws it again."""
        return WithdrawnError(self.name, self.version, self.when, self.reason, already=already)


def of(folder: Path) -> Withdrawal | None:
    """The withdrawal of the dataset or the version in `folder`; one `stat` where there is none."""
    path = folder / MARKER
    try:
        status = path.stat()
    except OSError:
        return None
    return _read(path, (status.st_mtime_ns, status.st_ino, status.st_size))


def check(folder: Path, version: str | None = None) -> None:
    """Refuse a withdrawn dataset, or a withdrawn version of it.

    Raises
    ------
    WithdrawnError
        If it, or the whole dataset, is withdrawn.
    """
    for each in (folder, *([folder / version] if version else [])):
        if (found := of(each)) is not None:
            raise found.error()


def all_of(folder: Path) -> list[Withdrawal]:
    """The withdrawals in a dataset's folder: of the whole, then of versions, the latest first."""
    inside = [each for each in paths.children(folder) if paths.VERSION.fullmatch(each.name)]
    found = [each for each in map(of, inside) if each is not None]
    whole = of(folder)
    return [*([] if whole is None else [whole]), *sorted(found, key=lambda each: each.when, reverse=True)]


def mark(folder: Path, version: str | None, reason: str, sequence: int = 0) -> None:
    """Withdraw the dataset in `folder`, or one of its versions."""
    said = {
        "withdrawn": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": reason,
        "sequence": sequence,
    }
    files.write_json(_place(folder, version) / MARKER, said)


def reword(folder: Path, found: Withdrawal, reason: str) -> None:
    """Tell another reason of a withdrawal in the dataset's folder; when it was stays."""
    said = {"withdrawn": found.when, "reason": reason, "sequence": found.sequence}
    files.write_json(_place(folder, found.version) / MARKER, said)


def unmark(folder: Path, version: str | None) -> None:
    """Take a withdrawal back."""
    with suppress(FileNotFoundError):
        (_place(folder, version) / MARKER).unlink()
    files.fsync_folder(_place(folder, version))


def _place(folder: Path, version: str | None) -> Path:
    return folder if version is None else folder / version


@lru_cache(maxsize=1024)
def _read(path: Path, _signature: tuple[int, int, int]) -> Withdrawal:
    place = path.parent
    version = place.name if paths.VERSION.fullmatch(place.name) else None
    name = place.parent.name if version else place.name
    try:
        said = files.read_json(path)
    except LibraryError:  # what was taken back stays so, even if its mark is damaged
        said = {}
    sequence = said.get("sequence", 0)
    return Withdrawal(
        name,
        version,
        str(said.get("withdrawn", "")),
        str(said.get("reason", "")),
        sequence if isinstance(sequence, int) else 0,
    )
