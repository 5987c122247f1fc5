"""Finds the publication-safe copies of a dataset, as far as the log of changes goes back: they do not say."""

from __future__ import annotations

from typing import Final

from geodata.library import change_log, manifests, paths, withdrawals

ACTS: Final = ("safe copy", "safe-copy")
"""What the log calls it, from the page and from the command line."""
RENAMED: Final = "was "
OF: Final = "of "
_LOG: Final = 10_000


def copies_of(exact: str) -> list[str]:
    """The copies of a dataset that are here, by name, whatever it and they were called before."""
    made: dict[str, str] = {}
    for change in reversed(change_log.latest(_LOG)):
        if (of := exact_of(change)) is not None:
            made[change.dataset] = of
        elif change.act == "rename":
            before, after = renamed(change)
            made = {_now(copy, before, after): _now(of, before, after) for copy, of in made.items()}
    return sorted(copy for copy, of in made.items() if of == exact and _is_here(copy))


def exact_of(change: change_log.Change) -> str | None:
    """The dataset of which a copy was made; none if that is not what was done."""
    if change.act not in ACTS or not change.about.startswith(OF):
        return None
    return change.about.removeprefix(OF)


def renamed(change: change_log.Change) -> tuple[str, str]:
    """What a dataset was called before it was renamed, and after."""
    if change.about.startswith(RENAMED):
        return change.about.removeprefix(RENAMED), change.dataset
    return change.dataset, change.about  # the command line writes it the other way round


def _now(name: str, before: str, after: str) -> str:
    return after if name == before else name


def _is_here(copy: str) -> bool:
    folder = paths.root() / copy
    return withdrawals.of(folder) is None and manifests.is_safe_copy(folder)
