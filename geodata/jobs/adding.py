"""Reads a file together with a dataset's own, as a job, and adds it to the dataset, as another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.ingest.choices import Choices
from geodata.jobs import preview, reading
from geodata.library import appending, change_log, placing
from geodata.sandbox import handover
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.jobs.process import Context

LOOK: Final = "geodata.jobs.adding:look"
ADD: Final = "geodata.jobs.adding:add"


@dataclass(frozen=True)
class Looked:
    """What came of looking: what the file would do."""

    version: str
    """To which version of the dataset it would be added."""
    name: str
    """What the file is called there."""
    changes: Mapping[str, int]
    """Events and rows, see `merging.CHANGES`."""


def look(order: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Read the file `path`, called `name`, together with the `dataset`; nothing is saved."""
    context.say("reading")
    base = appending.base_of(order["dataset"])
    with appending.looked_at(
        base,
        Path(order["path"]),
        file=order["name"],
        choices=Choices.from_dict(order["choices"]),
        follow=lambda told: reading.tell(context, told),
        cancel=context.stop,
    ) as added:
        draft = added.prepared.draft()
        preview.save(added.of_new(draft), context.folder / reading.PREVIEW)
        context.say("handing over", of_stage=1.0)
        added.prepared.folder.rename(context.folder / reading.DRAFT)
        return {"version": base.manifest.version, "name": added.new.name, "changes": dict(added.changes)}


def order(  # noqa: PLR0913 - what is added to what, by whom
    *, dataset: str, looked: Looked, draft: Path, original: Path, act: str, who: str
) -> dict[str, Any]:
    """What `add` is told; whoever says so has asked whether it may be."""
    return {
        "dataset": dataset,
        "version": looked.version,
        "name": looked.name,
        "changes": dict(looked.changes),
        "draft": str(draft),
        "original": str(original),
        "change": {"act": act, "who": who, "about": f"{looked.name} added"},
    }


def add(order: Mapping[str, Any], context: Context) -> str:
    """Save it as a new version, if none came meanwhile; the dataset's name."""
    context.say("saving")
    saved, version = appending.save_draft(
        appending.base_of(order["dataset"], order["version"]),
        File(order["name"], Path(order["original"])),
        handover.load(Path(order["draft"])),
        order["changes"],
        context.say,
        only_if_newest=True,
    )
    with placing.writing():
        change_log.record(dataset=saved, version=version, source="page", **order["change"])
    return saved
