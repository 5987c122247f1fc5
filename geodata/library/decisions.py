"""Keeps what people decided of pairs of records of two datasets: whether both tell of one event.

`<library>/.matches/` holds a file for two datasets, told by the ids that they keep when they are renamed:
{"datasets": [id, id], "pairs": [[record, record, decision], …]}. `joining` says of each record which other
one it doubles, where that was decided.
"""

from __future__ import annotations

import contextlib
import hashlib
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import GeodataError
from geodata.library import files, identities, paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

SAME, DIFFERENT, UNSURE = WORDS = ("same", "different", "unsure")
FOLDER: Final = ".matches"
Pair = tuple[str, str]


class DecisionError(GeodataError, ValueError):
    """A decision that is none."""

    code = "decision"

    def __init__(self, found: str) -> None:
        super().__init__(f"'{found[:40]}' is no decision: {', '.join(WORDS)} were expected, or nothing.")


def of(a: str, b: str) -> dict[Pair, str]:
    """What was decided of pairs of a record of dataset `a` and one of `b`, by their ids."""
    path, turned = _place(a, b)
    try:
        status = path.stat()
    except OSError:
        return {}
    found = _read(path, (status.st_mtime_ns, status.st_ino, status.st_size))
    return {(two, one) if turned else (one, two): said for (one, two), said in found.items()}


def keep(a: str, b: str, decided: Mapping[Pair, str]) -> int:
    """Keep decisions beside those that are there, in place of those on the same pair; how many are new.

    An empty one takes back what was decided.

    Raises
    ------
    DecisionError
        If one is none of `WORDS`; nothing is kept then.
    LibraryError
        If the library's folder cannot be written.
    """
    for said in decided.values():
        if said and said not in WORDS:
            raise DecisionError(said)
    path, turned = _place(a, b)
    files.private_folder(path.parent)
    with files.locked(path):
        before = of(a, b)
        after = {pair: said for pair, said in {**before, **decided}.items() if said}
        if after == before:
            return 0
        pairs = sorted([*(pair[::-1] if turned else pair), said] for pair, said in after.items())
        ids = sorted(map(identities.of, (a, b)))
        files.write_json(path, {"datasets": ids, "pairs": pairs})
    return sum(before.get(pair, "") != said for pair, said in decided.items())


def same(names: Sequence[str]) -> tuple[Pair, ...]:
    """The pairs of these datasets that were decided to be one event, each id after its dataset's name."""
    return tuple(
        sorted(
            (f"{a}:{one}", f"{b}:{two}")
            for a, b in combinations(names, 2)
            for (one, two), said in of(a, b).items()
            if said == SAME
        )
    )


def doubles(pairs: Iterable[Pair], there: set[str], names: Sequence[str]) -> dict[str, str]:
    """Of records that are one event all but one → that one: the first by its dataset's name, then by its id.

    What is one with the same record is one with each other; those that are not `there` play no part.
    """
    groups: dict[str, set[str]] = {}
    for one, two in pairs:
        if one in there and two in there:
            joined = groups.get(one, {one}) | groups.get(two, {two})
            groups.update(dict.fromkeys(joined, joined))
    order = {name: number for number, name in enumerate(names)}
    first = {
        record: min(group, key=lambda each: (order[each.partition(":")[0]], each))
        for record, group in groups.items()
    }
    return {record: kept for record, kept in first.items() if record != kept}


def sweep() -> None:
    """Erase what was decided of datasets that are not here any more, nor can be brought back."""
    bins = (each for token in paths.children(paths.root() / paths.TRASH) for each in paths.children(token))
    here = {identities.of_folder(each) for each in (*paths.children(paths.root()), *bins) if each.is_dir()}
    here.add(identities.named(paths.DEFAULT))
    for path in paths.children(paths.root() / FOLDER):
        if path.suffix == ".json":
            with contextlib.suppress(GeodataError):
                if not set(files.read_json(path)["datasets"]) <= here:
                    path.unlink(missing_ok=True)


def _place(a: str, b: str) -> tuple[Path, bool]:
    """The file of two datasets, and whether it tells of `b` first."""
    ids = [identities.of(a), identities.of(b)]
    name = hashlib.sha256("\0".join(sorted(ids)).encode()).hexdigest()[:32]
    return paths.root() / FOLDER / f"{name}.json", ids != sorted(ids)


@lru_cache(maxsize=64)
def _read(path: Path, _signature: tuple[int, int, int]) -> dict[Pair, str]:
    said: list[Any] = files.read_json(path)["pairs"]
    return {(str(one), str(two)): str(decision) for one, two, decision in said if decision in WORDS}
