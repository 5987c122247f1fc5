"""Gives actors and columns of several datasets names among all of them: equal ones one, others their own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata import model
from geodata.library import joints
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_UNSAID: Final = (None, "", "unknown")


def actors(parts: Sequence[tuple[str, pd.DataFrame]]) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """The actors of all datasets, and for each dataset what becomes of its actors' ids.

    Those of two datasets are one if they are called the same, in whatever script and case, and neither is
    said to be of another kind; a name that several actors of one dataset have is nobody else's. Of those that
    are one the first dataset says all but other names and what it does not know.
    """
    lines: dict[str, dict[str, Any]] = {}
    by_name: dict[str, str] = {}
    ids: list[dict[str, str]] = []
    for name, given in parts:
        known = given.astype(object).where(given.notna(), None)
        records: list[dict[str, Any]] = known.to_dict("records")  # type: ignore[assignment]
        often = Counter(_called(each) for each in records)
        new, came = dict[str, str](), dict[str, str]()
        for each in records:
            called = _called(each)
            alone = bool(called) and often[called] == 1
            same = by_name.get(called) if alone else None
            if same is None or not _may_be_one(lines[same], each):
                same = each["id"] if each["id"] not in lines else f"{name}:{each['id']}"
                lines[same] = {**each, "id": same, "aliases": list(each["aliases"])}
                if alone:
                    came[called] = same
            else:
                lines[same] = _joined(lines[same], each)
            new[each["id"]] = same
        for each in records:
            line = lines[new[each["id"]]]
            if each["parent"] is not None and line["parent"] in (None, each["parent"]):
                line["parent"] = new.get(each["parent"], each["parent"])
        by_name = {**came, **by_name}
        ids.append(new)
    return model.typed("actors", pd.DataFrame(list(lines.values()), columns=[*model.ACTOR_COLUMNS])), ids


def _called(actor: Mapping[Any, Any]) -> str:
    return " ".join(fold(actor["name"] or "").split())


def _may_be_one(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    kinds = {each["kind"] for each in (one, other)} - {*_UNSAID}
    return len(kinds) <= 1


def _joined(one: dict[str, Any], other: Mapping[Any, Any]) -> dict[str, Any]:
    names = [*one["aliases"], other["name"], *other["aliases"]]
    kind = other["kind"] if one["kind"] in _UNSAID else one["kind"]
    aliases = [each for each in dict.fromkeys(names) if each != one["name"]]
    return {**one, "kind": kind, "aliases": aliases}


def columns(parts: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, str]]:
    """For each dataset what its file's own columns are called: as they are, but for what ours is called."""
    taken = (joints.COLUMN, joints.DOUBLE)
    return [
        {each: f"{name}: {each}" if each.casefold() in taken else each for each in given}
        for name, given in parts
    ]
