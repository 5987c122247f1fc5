"""Keeps the keys by which scripts ask over HTTP: never the key itself, only its hash, role and end."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import GeodataError
from geodata.library import change_log, files, identities, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE: Final = "keys.json"
PREFIX: Final = "imk"
"""Begins every key, so that scanners of repositories can find one that was published by mistake."""
ROLES: Final = ("visitor", "contributor", "editor", "admin")
LONGEST_DAYS: Final = 730


class UnknownKeyError(GeodataError, LookupError):
    """A key's id that no key has."""

    code = "unknown-key"

    def __init__(self, found: str) -> None:
        super().__init__(f"There is no key '{found[:40]}'. `python -m geodata keys list` names them.")


@dataclass(frozen=True)
class Key:
    """What is kept of a key."""

    id: str
    hash: str
    """SHA-256 of the key; it is 256 random bits, so that a slow hash would add nothing."""
    note: str
    role: str
    datasets: tuple[str, ...]
    """The only datasets that it opens, as they were named then; none for all that its role may see."""
    made: float
    """Seconds since 1970, like the others."""
    ends: float
    revoked: float | None = None
    ids: tuple[str, ...] = ()
    """The ids of these datasets, which they keep when they are renamed (`identities`)."""

    def is_valid(self, now: float) -> bool:
        """Whether it opens anything at a moment."""
        return self.revoked is None and now < self.ends


def add(
    note: str, *, role: str = "visitor", datasets: tuple[str, ...] = (), days: float = 90
) -> tuple[str, Key]:
    """Make a key; the text is told this once and kept nowhere.

    Raises
    ------
    ValueError
        If the role is none, or the days are not between 0 and 730.
    LibraryError
        If the description of a dataset cannot be read.
    """
    if role not in ROLES or not 0 < days <= LONGEST_DAYS:
        raise ValueError(f"role: one of {', '.join(ROLES)}; days: more than 0, at most {LONGEST_DAYS}")
    id_, now = secrets.token_hex(4), time.time()
    text = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    ids = tuple(_id_given(name) for name in datasets)
    key = Key(id_, _hash(text), note, role, tuple(datasets), now, now + days * 86_400, ids=ids)
    with _changing() as kept:
        kept.append(key)
    return text, key


def listed() -> list[Key]:
    """All keys, the revoked and those that have ended too, the oldest first."""
    path = paths.root() / paths.OWN / FILE
    if not path.exists():
        return []
    said: list[dict[str, Any]] = files.read_json(path)["keys"]
    return [_read(each) for each in said]


def _read(said: dict[str, Any]) -> Key:
    """A key; one of an older edition names datasets alone."""
    ids = said.get("ids") or [identities.named(name) for name in said["datasets"]]
    return Key(**{**said, "datasets": tuple(said["datasets"]), "ids": tuple(ids)})


def name_ids() -> None:
    """Write the ids of the datasets that keys of older editions named: what has such a name now."""
    if not (paths.root() / paths.OWN / FILE).exists():
        return
    with _changing() as kept:
        for number, key in enumerate(kept):
            ids = zip(key.ids, key.datasets, strict=True)
            known = tuple(identities.of(name) if id_ == identities.named(name) else id_ for id_, name in ids)
            kept[number] = replace(key, ids=known)


def _id_given(name: str) -> str:
    folder = paths.folder_of(name)
    if folder is not None and paths.is_saved(folder):
        return identities.give(folder)
    return identities.named(name)


def revoke(id_: str) -> Key:
    """End a key at once; one that was revoked before keeps the time of that.

    Returns
    -------
    The key as it was before.

    Raises
    ------
    UnknownKeyError
        If no key has this id.
    """
    with _changing() as kept:
        found = [number for number, each in enumerate(kept) if each.id == id_]
        if not found:
            raise UnknownKeyError(id_)
        before = kept[found[0]]
        kept[found[0]] = replace(before, revoked=before.revoked or time.time())
    return before


def of_text(text: str, *, now: float | None = None) -> Key | None:
    """The valid key that somebody shows; none if there is no such one, or no more."""
    if not text.startswith(f"{PREFIX}_") or len(text) > 100:
        return None
    hash_ = _hash(text)
    found = [each for each in listed() if hmac.compare_digest(each.hash, hash_)]
    return found[0] if found and found[0].is_valid(time.time() if now is None else now) else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextlib.contextmanager
def _changing() -> Iterator[list[Key]]:
    path = change_log.own_folder() / FILE
    with files.locked(path):
        kept = listed()
        yield kept
        files.write_json(path, {"keys": [asdict(each) for each in kept]})
