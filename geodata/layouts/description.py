"""Defines what people should know of a layout's files: publisher, licence, what its columns become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Description:
    """What people should know of a layout's files."""

    publisher: str
    address: str
    licence: str
    """As the publisher states it; empty where the publisher states none that we know of."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """One of `BECOMES` → columns in lower case, in the spellings of several editions."""
    codebook: str = ""
    """What the layout was read from: its name and version."""

    def becomes(self, column: str) -> str | None:
        """What becomes of a column, in any spelling of case."""
        name = column.strip().casefold()
        return next((what for what, names in self.columns.items() if name in names), None)
