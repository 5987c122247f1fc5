"""Puts several datasets together, as a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geodata.library import joining

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.jobs.process import Context

TASK: Final = "geodata.jobs.joining:join"


def join(order: Mapping[str, Any], context: Context) -> str:
    """Put those together that a `name` means; the version's name."""
    context.say("saving")
    return joining.make(order["name"], progress=lambda stage, share: context.say(stage, of_stage=share))
