"""Sums up refusals and remarks that say the same of many rows, whatever their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

FEW: Final = 3
"""So many that say the same are told one by one."""
MOST: Final = 1_000
"""Groups that are told."""
_ROWS: Final = 3
_DIFFERENT: Final = re.compile(r"[+-]?[0-9][0-9.,:]*|'[^']*'")
"""What may differ in reasons that say the same: numbers, and what is quoted of the file."""


@dataclass(frozen=True)
class Group:
    """Remarks that say the same."""

    count: int
    field: str
    value: str
    """That of the first one."""
    reason: str
    """That of the first one."""
    rows: tuple[int, ...]
    """The first few."""
    file: str = ""

    @property
    def words(self) -> str:
        """In one line: how many rows, the field, the reason, an example."""
        field = f"{self.field}: " if self.field else ""
        example = f", such as '{self.value}'" if self.value else ""
        more = " …" if self.count > len(self.rows) else ""
        where = f" (rows {', '.join(map(str, self.rows))}{more})"
        return f"{self.count:,} rows: {field}{self.reason.rstrip('.')}{example}{where}"


def grouped(remarks: Iterable[dict[str, Any]]) -> list[Group | dict[str, Any]]:
    """Groups, each where its first remark stood, and those remarks that few or none are like."""
    found: dict[object, list[dict[str, Any]]] = {}
    for number, remark in enumerate(remarks):
        alone = remark["row"] is None
        key = number if alone else (remark.get("file"), remark["field"], _alike(remark["reason"]))
        found.setdefault(key, []).append(remark)
    told: list[Group | dict[str, Any]] = []
    for each in found.values():
        told += [_group(each)] if len(each) > FEW else each
    return told


def of_table(table: pd.DataFrame) -> list[Group]:
    """The groups of a draft's table, the largest first; none where all is told one by one."""
    by_row = table[table["row"].notna()]
    if len(by_row) <= FEW:
        return []
    file = by_row["file"] if "file" in by_row else by_row["field"].mask(by_row["field"].notna(), "")
    key = by_row["reason"].str.replace(_DIFFERENT.pattern, "0", regex=True)
    found = []
    for (name, field, _), rows in by_row.groupby([file.fillna(""), "field", key], sort=False):
        if len(rows) > FEW:
            first = rows.iloc[0]
            numbers = tuple(int(row) for row in rows["row"].head(_ROWS))
            found.append(
                Group(len(rows), str(field), str(first["value"]), str(first["reason"]), numbers, str(name))
            )
    return sorted(found, key=lambda group: -group.count)[:MOST]


def _alike(reason: str) -> str:
    return _DIFFERENT.sub("0", reason)


def _group(remarks: Sequence[dict[str, Any]]) -> Group:
    first = remarks[0]
    rows = tuple(remark["row"] for remark in remarks[:_ROWS])
    return Group(len(remarks), first["field"], first["value"], first["reason"], rows, first.get("file") or "")
