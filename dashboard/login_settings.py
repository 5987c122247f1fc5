"""Checks at the start how people log in, Streamlit's `[auth]`: what is left open there lets anybody in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit import auth_util

from access import configuration
from access.acts import Mode
from components import visitor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST_SECRET: Final = 32
"""Characters of a secret that signs logins, at the least."""
CALLBACK: Final = "/oauth2callback"
_NEEDED: Final = ("redirect_uri", "cookie_secret")
_OF_A_PROVIDER: Final = ("client_id", "client_secret", "server_metadata_url")
_MAKE_ONE: Final = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


def problems() -> list[str]:
    """Why nobody could log in, or anybody as an editor; none where the server is for its own machine."""
    if visitor.mode() is Mode.LOCAL:
        return []
    return [*_unreadable()] or [*_wrong(auth_util.get_secrets_auth_section())]


def remarks() -> list[str]:
    """Where somebody has a role by a login that there is not."""
    if visitor.mode() is Mode.LOCAL or visitor.providers():
        return []
    roster = configuration.roster()
    named = {
        "INCIDENTS_ADMINS": roster.admins,
        "INCIDENTS_EDITORS": roster.editors,
        "INCIDENTS_CONTRIBUTORS": roster.contributors,
        "INCIDENTS_MEMBERS": roster.members,
    }
    found = [name for name, people in named.items() if people]
    where = ", ".join(str(path) for path in _files())
    words = (
        f"nobody can log in: there is no [auth] in any of {where}; docs/hosting.md says what belongs there"
    )
    return [f"{', '.join(found)}: people are named, and {words}."] if found else []


def _files() -> list[Path]:
    return [Path(each) for each in st.get_option("secrets.files")]


def _unreadable() -> Iterator[str]:
    for path in _files():
        try:
            if path.is_file():
                tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            yield (
                f"{path}: the server may not read it ({error.strerror}). Give it to the server's group "
                "(chown root:incidents, chmod 0640)."
            )
        except ValueError as error:  # no TOML, or no UTF-8
            yield f"{path}: this is no TOML ({error}). Correct it, or take the file away."


def _wrong(section: Mapping[str, Any]) -> Iterator[str]:
    if not section:
        return
    named = {name: value for name, value in section.items() if hasattr(value, "get")}
    given = {"": {name: section.get(name) for name in _NEEDED}}
    if "client_id" in section or not named:
        given[""] |= {name: section.get(name) for name in _OF_A_PROVIDER}
    given |= {f".{each}": {name: said.get(name) for name in _OF_A_PROVIDER} for each, said in named.items()}
    for part, values in given.items():
        for name, value in values.items():
            if not value or "…" in str(value):
                state = "still to be filled in" if value else "missing"
                next_step = "Write what the provider gives you; docs/hosting.md says where from."
                yield f"[auth{part}] of secrets.toml: {name} is {state}. {next_step}"
    secret, address = str(section.get("cookie_secret") or "…"), str(section.get("redirect_uri") or "…")
    if "…" not in secret and len(secret) < LEAST_SECRET:
        yield (
            f"[auth] of secrets.toml: cookie_secret has {len(secret)} characters. Who guesses it is whoever "
            f"they say: make one of {LEAST_SECRET} or more ({_MAKE_ONE})."
        )
    if "…" not in address and not address.endswith(CALLBACK):
        yield (
            f"[auth] of secrets.toml: redirect_uri is '{address}'. It has to be the page's address and "
            f"{CALLBACK}, such as https://maps.example.org{CALLBACK}."
        )
