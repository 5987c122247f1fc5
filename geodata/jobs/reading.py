"""Reads a file, or several of one layout, in the sandbox, as a job: leaves a draft and what a page shows."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import SeveralLayoutsError
from geodata.ingest.choices import Choices
from geodata.jobs import preview
from geodata.sandbox import parent
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.jobs.process import Context

TASK: Final = "geodata.jobs.reading:read"
DRAFT, PREVIEW = "draft", "preview"
"""Folders within the job's."""


def read(order: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Read the `files`, each a name and a path, called `name` together, with these `choices`.

    Returns
    -------
    Nothing, or under `groups` which of the files could be read together, where not all can.
    """
    context.say("reading")
    files = [File(name, Path(path)) for name, path in order["files"]]
    one = files[0].content
    try:
        prepared = parent.prepare(
            one if len(files) == 1 else files,
            name=order["name"],
            choices=Choices.from_dict(order["choices"]),
            follow=lambda told: tell(context, told),
            cancel=context.stop,
        )
    except SeveralLayoutsError as error:
        return {"groups": [asdict(each) for each in error.groups]}
    with prepared:
        preview.save(prepared.draft(), context.folder / PREVIEW)
        context.say("handing over", of_stage=1.0)
        prepared.folder.rename(context.folder / DRAFT)
    return {}


def tell(context: Context, told: Mapping[str, Any]) -> None:
    """Pass on what the sandbox says of its progress."""
    # What the child says is looked at first: it reads what anybody may have written.
    stage, rows, share = told.get("stage"), told.get("rows", 0), told.get("of_stage")
    if isinstance(stage, str) and isinstance(rows, int) and isinstance(share, float | int | None):
        context.say(stage, rows, share)
