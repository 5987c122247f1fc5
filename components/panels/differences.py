"""Compares two versions of one dataset: what came, what went, which field changed from what to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from access import shown
from components import visitor
from components.panels.taking_away import save_button
from components.text import wording
from components.text.strings import name_of, say
from geodata.errors import UnknownDatasetError
from geodata.library.diff import EXTRA, POSITION, moved_m

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geodata.library.manifests import Manifest
    from geodata.model import Dataset

MOST_SHOWN: Final = 500


def differences(current: Dataset, *, key: str = "differences") -> None:
    """Offer the dataset's other versions for comparison with the open one."""
    others = other_versions(current)
    if not others:
        return
    with st.expander(say("differences.title", n=len(others)), on_change="rerun", key=key) as opened:
        if not opened.open:  # closed, nothing is compared
            return
        chosen = st.selectbox(
            say("differences.with"),
            others,
            format_func=lambda each: wording.version(each.saved, each.version),
            key=f"{key} with",
        )
        newer = others.index(chosen) < _newer_than(current)
        old, new = (current.version, chosen.version) if newer else (chosen.version, current.version)
        found = shown.compared(visitor.person(), current.name, old, new)
        said = "differences.found_newer" if newer else "differences.found"
        st.markdown(say(said, n=found.added, removed=found.removed, changed=found.changed))
        if len(found.rows):
            st.dataframe(
                in_words(found.rows.head(MOST_SHOWN), _titles(current.name, old, new)),
                hide_index=True,
                width="stretch",
                placeholder="",
            )
            save_button(
                current,
                say("import.download"),
                found.rows.to_csv(index=False).encode("utf-8-sig"),
                file="differences.csv",
                key=f"{key} download",
            )


def other_versions(current: Dataset) -> list[Manifest]:
    """Those that can be opened or compared, the newest first; none of an upload that expired."""
    return [version for version in _versions(current) if version.version != current.version]


def _versions(current: Dataset) -> tuple[Manifest, ...]:
    try:
        return shown.versions(visitor.person(), current.name)
    except UnknownDatasetError:  # an upload that expired while it is shown
        return ()


def _newer_than(current: Dataset) -> int:
    """How many versions are newer."""
    return [each.version for each in _versions(current)].index(current.version)


def _titles(name: str, old: str, new: str) -> dict[str, str]:
    titles: dict[str, str] = {}
    for version in (old, new):
        incidents = shown.load(visitor.person(), name, version).incidents
        titles.update(zip(incidents["id"], incidents["title"].fillna(incidents["id"]), strict=True))
    return titles


def in_words(rows: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Lines of `Differences.rows` as people read them: record, field, before, after."""
    return pd.DataFrame(
        {
            say("differences.record"): [titles.get(each, each) for each in rows["id"]],
            say("differences.change"): [say(f"differences.{each}") for each in rows["change"]],
            say("differences.field"): [
                _field(field) if change == "changed" else ""
                for field, change in zip(rows["field"], rows["change"], strict=True)
            ],
            say("differences.before"): _told(rows, "old"),
            say("differences.after"): _told(rows, "new"),
        }
    )


def _field(name: str) -> str:
    before, colon, column = name.partition(": ")
    if colon and before == EXTRA:
        return say("differences.in_file", column=column)
    return name_of("fields", name).replace("_", " ")


def _told(rows: pd.DataFrame, side: str) -> list[str]:
    """An empty value is said to be unknown where a field changed; what came or went has its title alone."""
    return [
        _value(row, side) if row["change"] == "changed" else str(row[side]) for row in rows.to_dict("records")
    ]


def _value(row: dict[Hashable, Any], side: str) -> str:
    """A value in words; where a point is now comes with how far it moved."""
    if row["field"] != POSITION or not row[side]:
        return wording.told(row[side])
    words = ", ".join(f"{float(degrees):.4f}" for degrees in row[side].split(", "))
    metres = moved_m(row["old"], row["new"])
    if side == "old" or metres is None:
        return words
    return say("differences.moved", position=words, distance=wording.distance(metres))
