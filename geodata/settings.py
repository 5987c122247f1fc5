"""Reads every `INCIDENTS_…` environment variable: type, default and purpose stand here alone."""

from __future__ import annotations

import difflib
import os
import typing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - pydantic reads it at run time
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from geodata import setting_texts
from geodata.errors import SettingsError
from geodata.limits import OF_COMMANDS, Limits, Quotas

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "INCIDENTS_"
_INTERNAL: Final = ("INCIDENTS_SANDBOXED",)
"""Set by the program itself, for its own child processes."""
OF_THE_PROXY: Final = ("INCIDENTS_SITE", "INCIDENTS_UPSTREAMS", "INCIDENTS_TLS")
"""What `deploy/Caddyfile` takes, which may stand in the same file as the server's settings."""
_NOT_OURS: Final = frozenset((*_INTERNAL, *OF_THE_PROXY))


class Settings(BaseSettings):
    """What whoever runs the server decides: a variable is a field's name in capitals after `INCIDENTS_`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",  # INCIDENTS_LIMIT_ROWS is limit.rows
        env_nested_max_split=1,  # and not geocoder.url
        env_ignore_empty=True,
        frozen=True,
        str_strip_whitespace=True,
    )

    library: Path | None = Field(
        default=None, description="folder that holds the datasets (default: one of the user who runs it)"
    )
    opens: str = Field(
        default="",
        description="name of the dataset that the page opens where its address names none (default: the "
        "first that the visitor may see)",
    )
    case: Literal["shown", "hidden"] = Field(
        default="shown",
        description="whether the built-in case is among the datasets, or not here for anybody",
    )
    store: SecretStr | None = Field(
        default=None,
        description="where questions are answered: duckdb:///folder, postgres://user@host/database, "
        "spark://local[2]/folder or spark://host:7077/folder (default: an index beside each version)",
    )
    geocoder: Literal["nominatim", "opencage", "off"] = Field(
        default="nominatim", description="the online geocoder that a visitor may turn on"
    )
    geocoder_url: str = Field(default="", description="address of a Nominatim of one's own")
    geocoder_key: SecretStr = Field(default=SecretStr(""), description="the key that OpenCage asks for")
    frame_ancestors: str = Field(
        default="'self'", description="sites that may embed the page, as in a Content-Security-Policy"
    )
    tiles: str = Field(
        default="osm,light,imagery",
        description="online base maps to choose from, separated by commas, or off",
    )
    log: Literal["auto", "json", "text"] = Field(
        default="auto", description="how the log is written: auto is text on a terminal, JSON lines elsewhere"
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="who sends it as a bearer token may ask for /metrics from elsewhere than this machine",
    )
    tile_sets: Path | None = Field(
        default=None,
        description="TOML file with XYZ, WMS and WMTS base maps of one's own: see docs/base-maps.md",
    )
    basemap: Path | None = Field(
        default=None, description="PMTiles file that is offered as a base map, served from here"
    )
    access: Literal["local", "public", "members"] = Field(
        default="local",
        description="for whom the server is there: the person at the machine, anybody (changes by "
        "editors who log in), or members who log in",
    )
    hosts: str = Field(
        default="", description="names by which the server may be called (default: this machine's own)"
    )
    cors: str = Field(
        default="", description="origins whose pages may read /ogc, as https://desk.example.org; * is all"
    )
    admins: str = Field(
        default="", description="who may do everything: e-mail addresses, @domains, group:names"
    )
    editors: str = Field(default="", description="who may change the library, named likewise")
    contributors: str = Field(default="", description="who may import files for themselves, named likewise")
    members: str = Field(
        default="", description="who else may see what is for members, named likewise; * is all who log in"
    )
    exporters: Literal["visitors", "contributors", "editors", "admins"] = Field(
        default="visitors", description="who may take data away, by the least of their roles"
    )
    groups_claim: str = Field(
        default="groups", description="claim of the identity token that lists a person's groups"
    )
    login_hours: float = Field(default=12, gt=0, allow_inf_nan=False, description="how long a login lasts")
    link_secret: SecretStr = Field(
        default=SecretStr(""), description="what signs links to a dataset (default: a secret in the library)"
    )
    limit: Limits = Limits()
    quota: Quotas = Quotas()


_GROUPS: Final = {"limit": Limits, "quota": Quotas}
"""Settings that belong together: their variables begin with the group's name."""


@dataclass(frozen=True)
class Setting:
    """One variable, as `python -m geodata settings` lists it."""

    variable: str
    purpose: str
    value: str
    """Empty if there is none, dots if it is a secret."""
    source: str
    """`environment`, `default`, or the file that was looked at."""


def current() -> Settings:
    """What the environment says now.

    Raises
    ------
    SettingsError
        If a variable holds what it cannot, or is none of ours: the first of `problems`.
    """
    read = _read(tuple(sorted(_given().items())))
    if isinstance(read, Settings):
        return read
    raise read[0]


def limits_of_commands() -> Limits:
    """What a file may ask for at the command line: what the environment says, else more than for a visitor.

    Who runs a command has chosen the file, and the machine.

    Raises
    ------
    SettingsError
        As `current`.
    """
    given = _given()
    wider = {
        name: value
        for name, value in OF_COMMANDS.items()
        if not given.get(f"{PREFIX}LIMIT_{name.upper()}", "").strip()
    }
    return replace(current().limit, **wider)


def problems() -> tuple[SettingsError, ...]:
    """Every variable that holds what it cannot or is none of ours, as far as its text alone tells."""
    read = _read(tuple(sorted(_given().items())))
    return () if isinstance(read, Settings) else read


def listed() -> list[Setting]:
    """Every variable with what holds now; raises as `current` does."""
    now, given = current(), _given()
    return [
        Setting(
            variable,
            purpose,
            _shown(_value(now, variable)),
            "environment" if given.get(variable) else "default",
        )
        for variable, purpose in variables().items()
    ]


@lru_cache(maxsize=1)
def variables() -> dict[str, str]:
    """Every variable and what it is for."""
    fields = {name: field.description or "" for name, field in Settings.model_fields.items()}
    limits = {
        f"{group}_{name}": hint.__metadata__[-1]
        for group, kind in _GROUPS.items()
        for name, hint in typing.get_type_hints(kind, include_extras=True).items()
        if fields.pop(group, "") is not None
    }
    return {PREFIX + name.upper(): purpose for name, purpose in {**fields, **limits}.items()}


def _given() -> dict[str, str]:
    ours = [name for name in os.environ if name.startswith(PREFIX) and name not in _NOT_OURS]
    return {name: os.environ[name] for name in ours}  # asked dozens of times a run: no other value is decoded


@lru_cache(maxsize=16)
def _read(given: tuple[tuple[str, str], ...]) -> Settings | tuple[SettingsError, ...]:
    said = dict(given)
    found = [_unknown(name) for name in said if name not in variables()]
    try:
        read = Settings()
    except ValidationError as error:
        wrong = [_in_words(each, said) for each in error.errors(include_url=False)]
        found += [each for each in wrong if each.variable in variables()]
    for name, check in setting_texts.CHECKS.items():
        variable = PREFIX + name.upper()
        problem = check(said.get(variable, "").strip())
        if problem is not None:
            found.append(SettingsError(variable, problem.found, problem.expected))
    return tuple(found) or read


def _unknown(name: str) -> SettingsError:
    nearest = difflib.get_close_matches(name, variables(), 1, cutoff=0)[0]
    return SettingsError(name, "there is no such setting", f"the nearest one is {nearest}")


def _in_words(error: Mapping[str, Any], given: dict[str, str]) -> SettingsError:
    variable = PREFIX + "_".join(str(part) for part in error["loc"]).upper()
    found = (
        f"'{setting_texts.without_password(given[variable])}' was found"
        if variable in given
        else "something else was found"
    )
    return SettingsError(variable, found, f"expected was {_expected(error)}")


def _expected(error: Mapping[str, Any]) -> str:
    """What pydantic expected, in words for who sets a variable."""
    if error["type"] == "literal_error":
        return str(error["ctx"]["expected"])
    if "float" in error["type"] or error["loc"] == ("login_hours",):
        return "a number greater than 0"
    return "a whole number from 1"


def _value(settings: Settings, variable: str) -> Any:
    name = variable.removeprefix(PREFIX).lower()
    if hasattr(settings, name):
        return getattr(settings, name)
    group, _, member = name.partition("_")
    return vars(getattr(settings, group))[member]


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "…" if value.get_secret_value() else ""
    return "" if value is None else setting_texts.without_password(str(value))
