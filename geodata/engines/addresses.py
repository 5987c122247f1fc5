"""Checks the address in `INCIDENTS_STORE`, and shows it without its password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote

from geodata import settings
from geodata.errors import StoreSettingError

_SECRET_OPTIONS: Final = ("password", "sslpassword", "sslkey", "passfile")
_SECRET: Final = re.compile(r"spark\..*(secret|password|token|key)", re.IGNORECASE)
"""Spark's own settings that sound like one."""
_SPARK: Final = re.compile(
    r"spark://(?P<master>local\[(?:\d+|\*)\]|[A-Za-z0-9.-]+:\d+)(?P<folder>/[^?]+)(?:\?(?P<options>.*))?"
)


@dataclass(frozen=True)
class Address:
    """Where datasets are published and answered from."""

    kind: str
    """duckdb, postgres or spark."""
    secret: str = field(repr=False)
    """The whole address, for the one who connects."""
    shown: str
    """For people: without a password."""
    folder: Path | None = None
    """Of DuckDB's files or Spark's tables."""
    master: str = ""
    """Spark's: `local[2]`, or `spark://host:7077`."""
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Spark's own settings: spark.driver.memory …"""

    def without_secrets(self, text: str) -> str:
        """What an engine said, without the address's secrets."""
        for secret in _secrets(self.secret):
            text = text.replace(secret, "…")
        return text


def from_settings() -> Address | None:
    """What `INCIDENTS_STORE` says; none if it is not set: then from DuckDB beside the library.

    Raises
    ------
    StoreSettingError
        If it is no address that can be used.
    """
    said = settings.current().store
    return parse(said.get_secret_value()) if said else None


def parse(said: str) -> Address:
    """Check an address.

    Raises
    ------
    StoreSettingError
        If it cannot be used; the words never show a password.
    """
    scheme = said.partition("://")[0].lower()
    if scheme in ("postgres", "postgresql"):
        return _postgres(said)
    if scheme == "spark":
        return _spark(said)
    if scheme == "duckdb":
        return _duckdb(said)
    raise StoreSettingError(_shown(said), "a beginning with duckdb:///, postgres:// or spark://")


def _postgres(said: str) -> Address:
    _, _, after = _user(said.partition("://")[2])
    if not after.partition("?")[0].partition("/")[2]:
        raise StoreSettingError(_shown(said), "a database's name: postgres://user@host:5432/database")
    return Address("postgres", said, _shown(said))


def _spark(said: str) -> Address:
    found = _SPARK.fullmatch(said)
    expected = "spark://local[2]/folder/of/tables or spark://host:7077/folder/of/tables"
    if found is None:
        raise StoreSettingError(_shown(said), expected)
    options = tuple(parse_qsl(found["options"] or "", keep_blank_values=True))
    for name, _ in options:
        if not name.startswith("spark."):
            raise StoreSettingError(_shown(said), f"only Spark's own settings after the ?, not '{name}'")
    master = found["master"] if found["master"].startswith("local") else f"spark://{found['master']}"
    return Address("spark", said, _shown(said), Path(unquote(found["folder"])), master, options)


def _duckdb(said: str) -> Address:
    folder = Path(unquote(said[len("duckdb://") :]))
    if not folder.is_absolute() or folder == Path("/"):
        raise StoreSettingError(_shown(said), "a folder: duckdb:///folder/of/files")
    return Address("duckdb", said, _shown(said), folder)


def _shown(said: str) -> str:
    """The address without its password, wherever in it there may be a secret."""
    scheme, found, rest = said.partition("://")
    if not found:
        return "a text without ://"
    user, password, after = _user(rest)
    rest = f"{user}{':…' if password else ''}@{after}" if user or password else after
    names = "|".join(_SECRET_OPTIONS)
    # Which of Spark's settings are secrets, only Spark knows.
    return f"{scheme}://" + re.sub(rf"(?i)([?&](?:{names}|spark\.[^=&]*)=)[^&]*", r"\1…", rest)


def _user(rest: str) -> tuple[str, str, str]:
    """User, password, and what follows; a password may hold any sign, also those that should be escaped."""
    before, found, after = rest.rpartition("@")
    if not found:
        return "", "", rest
    user, _, password = before.partition(":")
    return user, password, after


def _secrets(said: str) -> list[str]:
    _, password, after = _user(said.partition("://")[2])
    given = parse_qsl(after.partition("?")[2])
    options = [value for name, value in given if name in _SECRET_OPTIONS or _SECRET.search(name)]
    return [each for each in (password, unquote(password), *options) if each]
