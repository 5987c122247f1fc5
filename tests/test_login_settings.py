"""What is wrong with the login is found when the server starts, not by who comes in, or does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from dashboard import application, login_settings

GOOD = {
    "redirect_uri": "https://maps.example.org/oauth2callback",
    "cookie_secret": "f" * 64,
    "client_id": "map",
    "client_secret": "s",
    "server_metadata_url": "https://login.example.org/.well-known/openid-configuration",
}


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("INCIDENTS_ACCESS", "public")
    before, file = config.get_option("secrets.files"), tmp_path / "secrets.toml"
    config.set_option("secrets.files", [str(tmp_path / "other.toml"), str(file)])
    secrets_singleton._reset()
    yield file
    config.set_option("secrets.files", before)
    secrets_singleton._reset()


def written(file: Path, section: str = "auth", **changed: str | None) -> None:
    lines = [f'{name} = "{value}"' for name, value in {**GOOD, **changed}.items() if value is not None]
    file.write_text(f"[{section}]\n" + "\n".join(lines), encoding="utf-8")


def test_a_login_that_is_whole_is_no_problem_and_none_is_needed(secrets: Path) -> None:
    assert login_settings.problems() == []
    written(secrets)
    assert login_settings.problems() == []
    of_two = {name: value for name, value in GOOD.items() if name in ("redirect_uri", "cookie_secret")}
    both = "\n".join(f'{name} = "{value}"' for name, value in of_two.items())
    one = "\n".join(f'{name} = "{value}"' for name, value in GOOD.items() if name not in of_two)
    secrets.write_text(f"[auth]\n{both}\n[auth.one]\n{one}\n[auth.two]\n{one.replace('map', '…')}")
    secrets_singleton._reset()
    (problem,) = login_settings.problems()
    assert problem.startswith("[auth.two] of secrets.toml: client_id is still to be filled in")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cookie_secret": "…"}, "cookie_secret is still to be filled in"),
        ({"cookie_secret": "changeme"}, "cookie_secret has 8 characters"),
        ({"cookie_secret": None}, "cookie_secret is missing"),
        ({"client_secret": "…"}, "client_secret is still to be filled in"),
        ({"server_metadata_url": None}, "server_metadata_url is missing"),
        ({"redirect_uri": "https://maps.example.org"}, "redirect_uri is 'https://maps.example.org'"),
    ],
)
def test_what_was_left_open_keeps_the_server_from_starting(
    changed: dict[str, str | None], words: str, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(secrets, **changed)
    (problem,) = login_settings.problems()
    assert words in problem
    with pytest.raises(SystemExit, match=words):
        application.options()
    monkeypatch.setenv("INCIDENTS_ACCESS", "local")
    monkeypatch.setattr(login_settings.visitor, "mode", lambda: login_settings.Mode.LOCAL)
    assert login_settings.problems() == [], "who sits at the machine logs in nowhere"


def test_a_file_that_cannot_be_read_is_told(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.write_text("[auth\n")
    assert "secrets.toml: this is no TOML" in login_settings.problems()[0]

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", refused)
        assert "may not read it (Permission denied)" in login_settings.problems()[0]


def test_people_who_cannot_log_in_are_told(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert login_settings.remarks() == []
    monkeypatch.setenv("INCIDENTS_EDITORS", "ana@example.org")
    (remark,) = login_settings.remarks()
    assert remark.startswith("INCIDENTS_EDITORS: people are named, and nobody can log in")
    written(secrets)
    assert login_settings.remarks() == []
