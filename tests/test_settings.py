"""Settings are typed, said with where they came from, and a wrong one is named before a visitor comes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geodata import settings
from geodata.errors import SettingsError
from geodata.limits import Limits

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
        ("INCIDENTS_LIMIT_ROWS", "0", "INCIDENTS_LIMIT_ROWS: '0' was found; expected was greater than 0"),
        ("INCIDENTS_LIMIT_ROWS", "1.5", "INCIDENTS_LIMIT_ROWS: '1.5' was found"),
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


@pytest.mark.parametrize(
    ("variable", "value"),
    [("INCIDENTS_LIMIT_ROWS", "abc"), ("INCIDENTS_FRAME_ANCESTORS", "x;y"), ("INCIDENTS_TILES", "mars")],
)
def test_the_server_does_not_start_with_a_wrong_setting(variable: str, value: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**os.environ, variable: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert variable in started.stderr
    assert "Traceback" not in started.stderr


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
