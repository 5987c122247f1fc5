"""Who may not take data away finds no button that saves them, and no saved file's name tells a secret."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from datasets import small_dataset
from streamlit.testing.v1 import AppTest
from test_page import page

from components.panels import taking_away
from geodata.library import paths

PARTS = [
    {"part": "compare", "than": "from=2023-06-01&to=2023-06-30"},
    {"part": "hot"},
    {"part": "regions"},
    {"part": "charts", "chart": "hours"},
]
ALLOWED = ("importing/report.py", "importing/mapping_form.py", "panels/taking_away.py")
"""What one brought oneself, and the button that asks."""


def saved(app: AppTest) -> list[Any]:
    return [each.proto for each in app.get("download_button")]


@pytest.mark.parametrize("params", PARTS, ids=lambda params: params["part"])
def test_who_may_not_export_gets_no_button(params: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert saved(page(**params))
    monkeypatch.setenv("INCIDENTS_ACCESS", "public")
    monkeypatch.setenv("INCIDENTS_EXPORTERS", "contributors")
    app = page(**params)
    assert not app.exception
    assert not saved(app)


def test_each_panel_saves_through_the_button_that_asks() -> None:
    components = Path(__file__).parents[1] / "components"
    saving = [
        str(each.relative_to(components))
        for each in components.rglob("*.py")
        if "download_button" in each.read_text(encoding="utf-8")
    ]
    assert sorted(saving) == sorted(ALLOWED)


def test_a_saved_file_is_not_named_by_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    monkeypatch.setattr(taking_away, "may", lambda *_: True)
    monkeypatch.setattr(st, "download_button", lambda *_, file_name, **_more: named.append(file_name))
    upload = replace(small_dataset(3), name="upload-" + "0" * 32)
    assert paths.is_private(upload.name)
    taking_away.save_button(upload, "Save", b"", file="regions.csv", key="one")
    assert named == ["upload-regions.csv"]
