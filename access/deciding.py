"""Decides whether somebody may do something, to a dataset or at all, and says what is needed if not."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from access import configuration
from access.acts import NAMES, RULES, Act, Mode, Role
from access.people import KEY, LOGIN
from geodata.errors import GeodataError
from geodata.library import identities, paths, readers

if TYPE_CHECKING:
    from access.people import Person
    from geodata.library.readers import Readers


class AccessDeniedError(GeodataError, PermissionError):
    """Somebody may not do what they asked for; the words say what is needed."""

    code = "denied"

    def __init__(self, act: Act, words: str, *, login_helps: bool) -> None:
        self.act, self.login_helps = act, login_helps
        super().__init__(words)


@dataclass(frozen=True)
class Decision:
    """Whether an act is allowed."""

    allowed: bool
    words: str = ""
    """What is needed, if it is not."""
    hidden: bool = False
    """Whether not even the dataset's existence may be told."""
    login_helps: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)
HIDDEN = Decision(allowed=False, words="There is no such dataset here.", hidden=True)


def may(person: Person, act: Act, dataset: str | None = None) -> Decision:
    """Whether somebody may do an act, to a dataset if one is named."""
    rule = RULES[act]
    if dataset is not None and not sees(person, dataset):
        return _closed(person, act) if _is_outside(person) else HIDDEN
    if dataset is None and _is_outside(person) and (rule.writes or not person.links):
        return _closed(person, act)
    if words := _stands_in_the_way(person, act, dataset):
        return Decision(allowed=False, words=words)
    needed = rule.role
    if dataset is not None and rule.writes and act is not Act.SAVE and _is_upload(dataset):
        if not owns(person, dataset):
            return Decision(allowed=False, words="Only whoever made this upload, and an admin, may do that.")
        needed = Role.CONTRIBUTOR if rule.own else rule.role
    if act is Act.EXPORT:
        needed = max(needed, configuration.exporters())
    if person.role >= needed:
        return ALLOWED
    return Decision(
        allowed=False,
        words=f"{_who(person)} {rule.words}: that needs {NAMES[needed]} of this server.",
        login_helps=person.via not in (LOGIN, KEY),
    )


def _stands_in_the_way(person: Person, act: Act, dataset: str | None) -> str:
    """Why nobody may do this here, in words; empty where somebody may."""
    rule = RULES[act]
    if (rule.writes or rule.alone) and person.embedded:
        return f"Open this page by itself to {rule.words}: here it is shown within another."
    if dataset is not None and rule.writes and paths.is_joint(dataset):
        return "Several datasets are open together: open one of them by itself to change it."
    return ""


def require(person: Person, act: Act, dataset: str | None = None) -> None:
    """Go on if it is allowed.

    Raises
    ------
    AccessDeniedError
        If not; `shown.check` denies a dataset that may not be seen in the words for what is not here.
    """
    decision = may(person, act, dataset)
    if not decision:
        raise AccessDeniedError(act, decision.words, login_helps=decision.login_helps)


def sees(person: Person, dataset: str, *, now: float | None = None) -> bool:
    """Whether somebody may know of a dataset; of one that is not here, as of a public one.

    Of several that are open together, whether they may know of each.
    """
    if parts := paths.parts_of(dataset):
        return all(sees(person, each, now=now) for each in parts)
    if dataset == paths.DEFAULT and configuration.hides_case():
        return False
    if person.scope is not None and identities.of(dataset) not in person.scope:
        return False
    return admits(person, identities.of(dataset), readers.of(dataset), now=now)


def owns(person: Person, dataset: str) -> bool:
    """Whether a private upload is somebody's to change: who logged in to make it, and admins.

    One that was made where nobody logs in is nobody's: its address is its secret, and it goes by itself.
    """
    return person.role >= Role.ADMIN or person.is_one_of(readers.of(dataset).people)


def admits(person: Person, id_: str, said: Readers, *, now: float | None = None) -> bool:
    """Whether somebody is among those who may see the dataset of this id, with these readers."""
    if said.mark and any(said.mark == mark for _, mark in person.links):
        return True  # a mark is one dataset's, whatever it is called now
    if _is_outside(person):
        return False
    if person.scope is not None and id_ in person.scope:
        return True  # who made the key gave it this dataset
    if person.role >= Role.ADMIN or person.is_one_of(said.people):
        return True
    if person.role >= Role.EDITOR:
        return said.who != readers.PRIVATE
    return not said.is_embargoed(time.time() if now is None else now) and (
        said.who == readers.PUBLIC or (said.who == readers.MEMBERS and person.member)
    )


def is_public(mode: Mode, dataset: str) -> bool:
    """Whether anybody may see a dataset, so that caches on the way may hold what is answered about it."""
    if parts := paths.parts_of(dataset):
        return all(is_public(mode, each) for each in parts)
    if mode is Mode.MEMBERS or _is_upload(dataset):
        return False
    said = readers.of(dataset)
    return said.who == readers.PUBLIC and not said.is_embargoed(time.time())


def _is_outside(person: Person) -> bool:
    return person.mode is Mode.MEMBERS and not person.member


def _is_upload(dataset: str | None) -> bool:
    return dataset is not None and paths.is_private(dataset)


def _closed(person: Person, act: Act) -> Decision:
    if person.via == LOGIN:
        words = "You are logged in, and not among the members of this server: ask who runs it to add you."
        return Decision(allowed=False, words=words)
    return Decision(
        allowed=False,
        words=f"Log in to {RULES[act].words}: this server is for its members.",
        login_helps=True,
    )


def _who(person: Person) -> str:
    return {LOGIN: "You are logged in, and may not", KEY: "This key does not let you"}.get(
        person.via, "A visitor may not"
    )
