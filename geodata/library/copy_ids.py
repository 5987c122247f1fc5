"""Makes the ids of a publication-safe copy's rows: the same in all its versions, and no other copy's.

They are made with a secret of the library and an id of the copy, which its versions carry along: whatever the
copy is called, another one never has it. Copies of older editions were told apart by their name and the exact
dataset's. What theirs were is found out by the ids they have, and stays from then on, beside the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from geodata.library import catalog, change_log, files
from geodata.library.copies_made import renamed
from geodata.library.own_secret import own_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.model import Dataset

FILE: Final = "safe-copies.json"
"""Beside the secret: what older copies were made with, by their ids."""
_LOOKED_AT: Final = 20_000
"""Exact ids of which one is looked for in an older copy."""
_LOG: Final = 10_000


@dataclass(frozen=True)
class Seed:
    """What a copy's ids are made with."""

    copy: str
    """The copy's own id."""
    text: str

    @classmethod
    def new(cls) -> Seed:
        """One that no copy has."""
        made = secrets.token_hex(16)
        return cls(made, made)

    def ids(self, exact: Iterable[str]) -> dict[str, str]:
        """The copy's id of each exact one."""
        return _ids(self.text, exact)


def seed_of(copy: str | None, name: str, exact: Dataset) -> Seed:
    """What the next version of a copy is made with.

    Parameters
    ----------
    copy
        The copy's id as its last version says; none if an older edition made that.
    name
        What the copy is called.
    exact
        The dataset of which it is a copy.
    """
    if copy is not None:
        return Seed(copy, _kept().get(copy, copy))
    made = Seed.new()
    text = next((each for each in _candidates(name, exact.name) if _fits(each, name, exact)), None)
    if text is None:
        return made
    files.write_json(change_log.own_folder() / FILE, {**_kept(), made.copy: text})
    return Seed(made.copy, text)


def _candidates(name: str, exact: str) -> list[str]:
    """What an older edition may have made a copy's ids with: from the names that both have and had."""
    return [f"{one}\x1f{other}" for one in _names(name) for other in _names(exact)]


def _names(name: str) -> list[str]:
    """What a dataset is called and was called before, the latest first, as far as the log goes back."""
    found = [name]
    for change in change_log.latest(_LOG):
        if change.act == "rename":
            before, after = renamed(change)
            if after == found[-1] and before not in found:
                found.append(before)
    return found


def _fits(text: str, name: str, exact: Dataset) -> bool:
    """Whether the copy has an id that is made so."""
    there = set(catalog.load(name).incidents["id"])
    return not there.isdisjoint(_ids(text, islice(exact.incidents["id"], _LOOKED_AT)).values())


def _ids(text: str, exact: Iterable[str]) -> dict[str, str]:
    secret = own_secret("safe-copies").encode()

    def made(each: str) -> str:
        return hmac.new(secret, f"{text}\x1f{each}".encode(), hashlib.sha256).hexdigest()[:16]

    return {each: made(each) for each in exact}


def _kept() -> dict[str, Any]:
    path = change_log.own_folder() / FILE
    return files.read_json(path) if path.exists() else {}
