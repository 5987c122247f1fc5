"""Saves what was read, as a job: places put in, tables written, the index made, who did it written down."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.library import change_log, management, placing, saving
from geodata.library.readers import Readers
from geodata.model import Info
from geodata.places import geocoding
from geodata.places.candidates import Candidate
from geodata.sandbox import handover
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.ingest.draft import Draft
    from geodata.jobs.process import Context

TASK: Final = "geodata.jobs.keeping:keep"


def order(  # noqa: PLR0913 - what is saved, by whom, under what name
    *,
    draft: Path,
    originals: Sequence[File],
    name: str,
    info: Info,
    private: bool,
    file: str,
    chosen: Mapping[str, Candidate],
    new_version_of: str | None,
    seen_by: Readers,
    act: str,
    who: str,
    described: str | None,
) -> dict[str, Any]:
    """What `keep` is told; whoever says so has asked whether it may be."""
    return {
        "draft": str(draft),
        "originals": [(each.name, str(each.content)) for each in originals],
        "info": asdict(info),
        "chosen": {key: asdict(each) for key, each in chosen.items()},
        "seen_by": asdict(seen_by),
        "change": {"act": act, "who": who},
        "described": described,
        "how": {"name": name, "private": private, "file": file, "new_version_of": new_version_of},
    }


def keep(order: Mapping[str, Any], context: Context) -> str:
    """Save it; the dataset's name."""
    context.say("saving")
    chosen = {key: Candidate(**each) for key, each in order["chosen"].items()}
    seen_by = order["seen_by"]
    files = [File(name, Path(path)) for name, path in order["originals"]]
    one = files[0].content
    saved, version = saving.save(
        _draft(Path(order["draft"]), chosen),
        one if len(files) == 1 else files,
        info=Info(**order["info"]),
        located=geocoding.choices(chosen) or None,
        seen_by=Readers(**{**seen_by, "people": tuple(seen_by["people"])}),
        progress=context.say,
        **order["how"],
    )
    changes = [order["change"]]
    if saved == order["described"]:
        management.describe(saved, Info(**order["info"]))
        changes.append({**order["change"], "act": "describe"})
    with placing.writing():
        for change in changes:
            change_log.record(dataset=saved, version=version, source="page", **change)
    return saved


def _draft(folder: Path, chosen: Mapping[str, Candidate]) -> Draft:
    draft = handover.load(folder)
    return draft if not chosen else replace(draft, tables=geocoding.applied(draft.tables, chosen))
