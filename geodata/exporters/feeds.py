"""Writes the changes of a dataset as a feed (Atom, RFC 4287) and as JSON: each new and changed record.

What a newer version has no more is counted, and not named: it may have been taken back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from geodata.exporters import columns
from geodata.filters import Filters
from geodata.query import answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.library.diff import Differences
    from geodata.library.manifests import Manifest
    from geodata.model import Dataset, Info
    from geodata.query.store import Store

MOST_VERSIONS: Final = 10
MOST_ENTRIES: Final = 500
_ATOM: Final = "http://www.w3.org/2005/Atom"
_LONGEST: Final = 400
"""Letters of a value that are told."""
_MOST_NAMED: Final = 5_000
"""Records of a version that are told: what changes more is told by its counts."""
_NOTHING: Final = Filters()
_COUNTED: Final = ("added", "changed", "removed", "same")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Step:
    """A version and what it changed since the one before."""

    version: Manifest
    dataset: Dataset
    length: int
    """Its records."""
    counts: dict[str, int]
    """How many were added, changed, removed, and stayed the same; empty where that is not known."""
    records: list[dict[str, Any]]
    """Those that came or changed and are shown, each with its fields that did."""


def step(version: Manifest, store: Store, filters: Filters, changes: Differences | None) -> Step:
    """What is told of a version; without changes, only how many records it has."""
    counts = {} if changes is None else {name: getattr(changes, name) for name in _COUNTED}
    records = [] if changes is None else _records(store, filters, changes)
    return Step(version, store.dataset, len(store), counts, records)


View = Callable[["Dataset", "Filters"], str]
"""A dataset's version and a filter → the address of the page that shows them."""


def to_atom(steps: Sequence[Step], filters: Filters, info: Info, *, view: View, feed: str) -> bytes:
    """The feed.

    Parameters
    ----------
    steps
        The newest version first.
    filters
        Records that it shows are told.
    info
        What the dataset says of itself now.
    view, feed
        The addresses of what is shown, and of the feed itself.
    """
    ET.register_namespace("", _ATOM)
    newest = steps[0]
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "title", info.title)
    _add(root, "subtitle", info.note or None)
    _add(root, "id", feed)
    _add(root, "link", rel="self", href=feed, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=view(newest.dataset, filters), type="text/html")
    _add(root, "updated", newest.version.saved)
    _add(root, "rights", info.licence or None)
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", info.source_line or info.title)
    left = MOST_ENTRIES
    for step in steps:
        _add_version(root, step, view(step.dataset, filters))
        for entry in step.records[:left]:
            address = f"{view(step.dataset, _NOTHING)}&{urlencode({'incident': entry['id']})}"
            _add_record(root, step, entry, address)
            left -= 1
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def to_json(told: Step, store: Store, filters: Filters, since: str) -> bytes:
    """What one version changed since another: counts of all of it, and each record that the filter shows."""
    said: dict[str, Any] = {
        **columns.about(store, filters),
        "since_version": since,
        "saved": told.version.saved,
        **told.counts,
        "records": told.records,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _records(store: Store, filters: Filters, changes: Differences) -> list[dict[str, Any]]:
    rows = changes.rows
    rows = rows[rows["change"].isin(["added", "changed"])]
    shown = _shown(store, filters, rows["id"].unique()[:_MOST_NAMED].tolist())
    found: dict[str, dict[str, Any]] = {}
    for line in rows[rows["id"].isin(shown)].to_dict("records"):
        id_, change = str(line["id"]), str(line["change"])
        record = found.setdefault(id_, {"id": id_, "title": shown[id_], "change": change, "fields": {}})
        if change == "changed":
            record["fields"][str(line["field"])] = _both(line)
    return list(found.values())


def _both(line: dict[Any, Any]) -> dict[str, str]:
    return {side: str(line[side])[:_LONGEST] for side in ("old", "new")}


def _shown(store: Store, filters: Filters, ids: list[str]) -> dict[str, str]:
    """Those of the records that a filter shows, with their titles."""
    if not ids:
        return {}
    records = store.table("records")
    answer = store.run(records.filter(records.id.isin(ids)).select("row", "id", "title"))
    shown = answers.selection(store, filters)
    lines = zip(answer["row"], answer["id"], answer["title"], strict=True)
    return {str(id_): str(title or id_) for row, id_, title in lines if shown[int(row)]}


# Atom -----------------------------------------------------------------------------------------------------


def _add_version(root: ET.Element, step: Step, address: str) -> None:
    said = f"{step.length:,} records"
    if step.counts:
        said += ": " + ", ".join(f"{n:,} {name}" for name, n in step.counts.items() if name != "same")
    _add_entry(root, f"Version of {step.version.saved[:10]}", address, step.version.saved, said)


def _add_record(root: ET.Element, step: Step, record: dict[str, Any], address: str) -> None:
    word = "New" if record["change"] == "added" else "Changed"
    told = [f"{name}: {each['old'] or '–'} → {each['new'] or '–'}" for name, each in record["fields"].items()]
    _add_entry(root, f"{word}: {record['title']}", address, step.version.saved, "\n".join(told))


def _add_entry(root: ET.Element, title: str, address: str, updated: str, summary: str) -> None:
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _add(entry, "title", title)
    _add(entry, "id", address)
    _add(entry, "link", rel="alternate", href=address, type="text/html")
    _add(entry, "updated", updated)
    _add(entry, "summary", summary or title)


def _add(parent: ET.Element, name: str, text: str | None = "", **attributes: str) -> None:
    if text is not None:
        element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        element.text = _NOT_XML.sub("\ufffd", text) or None
