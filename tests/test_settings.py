"""Settings are typed, said with where they came from, and a wrong one is named before a visitor comes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from components.map import base_maps
from geodata import server_settings, setting_texts, settings
from geodata.__main__ import main
from geodata.errors import SettingsError
from geodata.limits import Limits

JARGON = re.compile(r"[Ii]nput|valid |integer|string|parse|literal|float|Errno|IPv4", re.ASCII)
"""What programs say, and no operator should read."""
ROOT = Path(__file__).parents[1]


def test_without_any_variable_the_defaults_hold() -> None:
    assert settings.current().limit == Limits()
    assert {each.source for each in settings.listed() if each.variable != "INCIDENTS_LIBRARY"} == {"default"}


def test_a_variable_says_that_it_came_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_ROWS", "5000")
    assert settings.current().limit == Limits(rows=5000)
    found = {each.variable: each for each in settings.listed()}
    assert (found["INCIDENTS_LIMIT_ROWS"].value, found["INCIDENTS_LIMIT_ROWS"].source) == (
        "5000",
        "environment",
    )
    assert found["INCIDENTS_LIMIT_COLUMNS"].source == "default"


def test_a_command_takes_larger_files_than_the_page_unless_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_ROWS", "5000")
    found = settings.limits_of_commands()
    assert (found.rows, found.bytes_in, found.columns) == (5000, 4_000_000_000, Limits().columns)
    assert settings.current().limit.bytes_in == 400_000_000


@pytest.mark.parametrize("variable", ["INCIDENTS_STORE", "INCIDENTS_GEOCODER_KEY"])
def test_a_secret_is_never_shown(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "hunter2")
    assert "hunter2" not in repr(settings.listed()) + repr(settings.current())


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_ROWS", "")
    assert settings.current().limit == Limits()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("INCIDENTS_LIMIT_ROWS", "abc", "INCIDENTS_LIMIT_ROWS: 'abc' was found"),
        ("INCIDENTS_LIMIT_ROWS", "0", "'0' was found; expected was a whole number from 1. Correct it"),
        ("INCIDENTS_LIMIT_ROWS", "1.5", "'1.5' was found; expected was a whole number from 1."),
        ("INCIDENTS_QUOTA_QUESTION_S", "9" * 5000, "expected was a whole number from 1."),
        ("INCIDENTS_LOGIN_HOURS", "half", "'half' was found; expected was a number greater than 0."),
        ("INCIDENTS_LOGIN_HOURS", "-1", "expected was a number greater than 0."),
        ("INCIDENTS_LOGIN_HOURS", "inf", "expected was a number greater than 0."),
        ("INCIDENTS_ACCESS", "Public", "expected was 'local', 'public' or 'members'"),
        ("INCIDENTS_CORS", "desk.example.org", "origins without a path"),
        ("INCIDENTS_CORS", "https://desk.example.org/x", "origins without a path"),
        ("INCIDENTS_HOSTS", "https://maps.example.org/x", "port and path, such as maps.example.org or"),
        ("INCIDENTS_HOSTS", "a.example.org maps.example.org:8443", "*.example.org; here maps.example.org"),
        ("INCIDENTS_HOSTS", "maps.example.org/", "'maps.example.org/' was found"),
        ("INCIDENTS_HOSTS", "maps.example.org.", "here maps.example.org"),
        ("INCIDENTS_HOSTS", "[::1]", "here ::1"),
        ("INCIDENTS_HOSTS", "карта.org", "here xn--80aa2azak.org"),
        ("INCIDENTS_EDITORS", "ana@example.org, ana", "'ana' was found; expected were e-mail addresses"),
        ("INCIDENTS_EDITORS", "group:news desk", "'desk' was found; expected were"),
        ("INCIDENTS_EDITORS", "group:news desk", "a group's name can hold no space"),
        ("INCIDENTS_ADMINS", "group:", "'group:' was found"),
        ("INCIDENTS_ADMINS", "ana@", "'ana@' was found"),
        ("INCIDENTS_ADMINS", "@", "'@' was found"),
        ("INCIDENTS_ADMINS", "*", "'*' was found"),
        ("INCIDENTS_CONTRIBUTORS", '"ana@example.org"', "was found"),
        ("INCIDENTS_CONTRIBUTORS", "role:desk", "'role:desk' was found"),
        ("INCIDENTS_MEMBERS", "all", "or * for all"),
        ("INCIDENTS_QUOTA_PROXIES", "caddy", "'caddy' was found; expected were addresses or networks"),
        ("INCIDENTS_QUOTA_PROXIES", "10.0.0.5/8", "here 10.0.0.0/8 or 10.0.0.5"),
        ("INCIDENTS_QUOTA_PROXIES", "127.0.0.1 0.0.0.0/0", "'0.0.0.0/0' was found, which is everybody"),
        (
            "INCIDENTS_QUOTA_STORAGE",
            "postgres://u:hunter2@h",
            "'postgres://u:…@h' was found; expected was memory",
        ),
        ("INCIDENTS_FRAME_ANCESTORS", "x;y", "'x;y' was found; expected were 'self'"),
        ("INCIDENTS_TILES", "osm,mars", "'mars' was found; expected was 'off', or some of osm, light"),
        ("INCIDENTS_LIBRARY", "~/library", "a whole path: no shell is there that knows what ~ is"),
        ("INCIDENTS_LIBRARY", __file__, "which is a file; expected was a folder"),
        ("INCIDENTS_GEOCODER", "google", "expected was 'nominatim', 'opencage' or 'off'"),
        ("INCIDENTS_LIBARY", "x", "no such setting; the nearest one is INCIDENTS_LIBRARY"),
        ("INCIDENTS_LIMITS_ROWS", "5", "no such setting; the nearest one is INCIDENTS_LIMIT_ROWS"),
    ],
)
def test_a_wrong_setting_is_named(
    variable: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        settings.current()
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{variable}: ")
    assert not JARGON.search(str(caught.value))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("INCIDENTS_HOSTS", "maps.example.org, *.example.org 192.0.2.1 ::1 localhost"),
        ("INCIDENTS_HOSTS", "*"),
        ("INCIDENTS_CORS", "*"),
        ("INCIDENTS_CORS", "https://desk.example.org http://localhost:3000"),
        ("INCIDENTS_EDITORS", "Ana@example.org;@desk.example.org group:desk/kosovo o'neil@example.org"),
        ("INCIDENTS_EDITORS", "ана@пример.срб"),
        ("INCIDENTS_MEMBERS", "*"),
        ("INCIDENTS_QUOTA_PROXIES", "127.0.0.1,10.0.0.0/8 2001:DB8:0::/48"),
        ("INCIDENTS_TILES", "osm, light"),
        ("INCIDENTS_LIBRARY", "/nowhere/yet"),
    ],
)
def test_what_can_be_is_taken(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    assert server_settings.problems() == []


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("INCIDENTS_STORE", "mysql://u:hunter2@h/d", "'mysql://u:…@h/d' was found, a beginning with duckdb"),
        ("INCIDENTS_STORE", "postgres://u:hunter2@h/d", "its package is missing: python -m pip install"),
        ("INCIDENTS_GEOCODER", "opencage", "INCIDENTS_GEOCODER_KEY: it is not set"),
        ("INCIDENTS_GEOCODER_URL", "nominatim.example", "an address like https://nominatim.example.org"),
        ("INCIDENTS_GEOCODER_URL", "http://[", "an address like https://nominatim.example.org"),
        (
            "INCIDENTS_TILE_SETS",
            "/nowhere/sets.toml",
            "INCIDENTS_TILE_SETS: in 'sets.toml' it cannot be read",
        ),
        ("INCIDENTS_BASEMAP", "/nowhere/a.pmtiles", "INCIDENTS_BASEMAP: a.pmtiles: it cannot be read"),
    ],
)
def test_what_a_setting_names_is_looked_at(
    variable: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "geodata.engines.postgres", raising=False)
    monkeypatch.setattr("geodata.engines.postgres", None, raising=False)
    monkeypatch.delattr("geodata.engines.postgres")
    monkeypatch.setenv(variable, value)
    (found,) = server_settings.problems()
    assert words in str(found)
    assert "hunter2" not in str(found)


def test_all_that_is_wrong_is_said_at_once_and_a_password_in_an_address_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"INCIDENTS_LIMIT_ROWS": "abc", "INCIDENTS_HOSTS": "https://x", "INCIDENTS_HOST": "x"}
    for variable, value in wrong.items():
        monkeypatch.setenv(variable, value)
    assert main(["settings"]) == 1
    said = capsys.readouterr()
    assert all(f"{variable}: " in said.err for variable in wrong)
    assert said.out == ""
    for variable in wrong:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("INCIDENTS_GEOCODER_URL", "https://u:hunter2@nominatim.example.org")
    assert main(["settings"]) == 0
    assert "hunter2" not in capsys.readouterr().out


def test_the_server_does_not_start_with_a_wrong_setting_and_says_what_the_command_says() -> None:
    wrong = {"INCIDENTS_FRAME_ANCESTORS": "x;y", "INCIDENTS_HOSTS": "https://x/"}
    started = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**os.environ, **wrong},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert all(f"\n{variable}: " in started.stderr for variable in wrong)
    assert "Traceback" not in started.stderr


def test_the_program_has_the_base_maps_that_the_settings_name() -> None:
    assert tuple(base_maps.TILE_SETS) == setting_texts.ONLINE_MAPS


def test_the_command_lists_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "geodata", "settings", "--json"],
        cwd=ROOT,
        env={**os.environ, "INCIDENTS_TILES": "off"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = {each["variable"]: each for each in json.loads(said.stdout)["settings"]}
    assert found["INCIDENTS_TILES"]["value"] == "off"
    assert set(found) == set(settings.variables())


def test_the_readme_names_every_setting() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python -m geodata settings" in text


def test_the_file_that_the_service_uses_is_checked_instead_of_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INCIDENTS_EDITORS", "eve@example.org")
    file = tmp_path / "settings"
    file.write_text(
        '# ours\n\nINCIDENTS_ACCESS=public\nINCIDENTS_EDITORS="ana@example.org ben@example.org"\n'
    )
    before = dict(os.environ)
    assert main(["settings", "--file", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"INCIDENTS_EDITORS = ana@example.org ben@example.org   [{file}]" in said
    file.write_text("INCIDENTS_EDITORS=ana@ben@example.org\n")
    assert main(["settings", "--file", str(file)]) == 1
    assert "'ana@ben@example.org' was found" in capsys.readouterr().err
    assert main(["settings", "--file", str(tmp_path / "none")]) == 1
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("export INCIDENTS_ACCESS=public", "is no setting; one is written INCIDENTS_ACCESS=public"),
        ("INCIDENTS_ACCESS public", "is no setting"),
        ("INCIDENT_ACCESS=public", "Was 'INCIDENTS_ACCESS' meant?"),
    ],
)
def test_a_line_that_would_be_passed_over_is_told(
    line: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings"
    file.write_text(f"; ours\nINCIDENTS_HOSTS=maps.example.org \\\n  b.example.org\n{line}\n")
    assert main(["settings", "--file", str(file)]) == 1
    assert words in capsys.readouterr().err
    file.write_text("STREAMLIT_SERVER_COOKIE_SECRET=x\nPOSTGRES_PASSWORD=x\n")
    assert main(["settings", "--file", str(file)]) == 0


def test_of_a_file_nothing_is_said_about_a_library_that_it_does_not_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings"
    file.write_text("INCIDENTS_OPENS=strikes\n")
    monkeypatch.delenv("INCIDENTS_LIBRARY", raising=False)
    assert main(["settings", "--file", str(file)]) == 0
    assert not capsys.readouterr().err
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    assert main(["settings", "--file", str(file)]) == 0
    assert "no dataset here has this name" in capsys.readouterr().err
