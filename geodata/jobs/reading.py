"""Reads a file in the sandbox, as a job: leaves its draft, and what a page shows of it, in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.ingest.choices import Choices
from geodata.jobs import preview
from geodata.sandbox import parent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.jobs.process import Context

TASK: Final = "geodata.jobs.reading:read"
DRAFT, PREVIEW = "draft", "preview"
"""Folders within the job's."""


def read(order: Mapping[str, Any], context: Context) -> None:
    """Read the file `path`, which its owner calls `name`, with these `choices`."""
    context.say("reading")
    with parent.prepare(
        Path(order["path"]),
        name=order["name"],
        choices=Choices.from_dict(order["choices"]),
        follow=lambda told: _tell(context, told),
        cancel=context.stop,
    ) as prepared:
        preview.save(prepared.draft(), context.folder / PREVIEW)
        context.say("handing over", of_stage=1.0)
        prepared.folder.rename(context.folder / DRAFT)


def _tell(context: Context, told: Mapping[str, Any]) -> None:
    """What the child says is looked at first: it reads what anybody may have written."""
    stage, rows, share = told.get("stage"), told.get("rows", 0), told.get("of_stage")
    if isinstance(stage, str) and isinstance(rows, int) and isinstance(share, float | int | None):
        context.say(stage, rows, share)
