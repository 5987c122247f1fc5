"""A dataset whose every text looks like a template, markup or a script shows these texts literally."""

from __future__ import annotations

import json

import pytest
from dataset_folders import Rows, small, write
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser

HOSTILE = (
    "a{{7*7}}b {% raw %} <img src=x onerror=window.__pwned=1> </script><script>window.__pwned=1</script> "
    "${alert(1)} ![x](http://evil.invalid/x.png) :red[z] **c**"
)
"""Read as a template the beginning would be a49b."""

BANJSKA = (20.78083, 42.97333)


def hostile_tables() -> dict[str, Rows]:
    """The small dataset with our text wherever a file may hold any text."""
    tables = small()
    replaced = {
        "places.csv": ("name_en", "name_sq", "name_sr_latn", "name_sr_cyrl"),
        "actors.csv": ("name", "aliases"),
        "sources.csv": ("publisher", "title"),
        "incidents.csv": ("title", "summary", "event_type"),
        "quantities.csv": ("what", "unit"),
        "claims.csv": ("value", "said_by"),
    }
    for file, columns in replaced.items():
        for row in tables[file]:
            row.update(dict.fromkeys(columns, HOSTILE))
    return tables


@pytest.fixture(scope="module")
def hostile(serve, tmp_path_factory) -> str:
    """The address of a dashboard with the hostile dataset."""
    library_folder = tmp_path_factory.mktemp("library_folder")
    described = write(library_folder / "hostile", hostile_tables(), name="hostile") / "dataset.toml"
    lines = {"title", "description", "licence", "citation", "note"}
    described.write_text(
        "\n".join(
            f"{key} = {json.dumps(HOSTILE)}" if key in lines else line
            for line in described.read_text(encoding="utf-8").splitlines()
            for key in [line.split(" = ")[0]]
        ),
        encoding="utf-8",
    )
    return serve(INCIDENTS_LIBRARY=str(library_folder))


def literally(*places: Locator) -> None:
    for place in places:
        expect(place).to_contain_text(HOSTILE)


def test_hostile_texts_appear_literally_and_nothing_runs(visit, hostile):
    seen = visit("?dataset=hostile", address=hostile)
    seen.shows("", drawn=3)
    page = seen.page
    literally(page.locator("h1"), seen.titles.first)

    page.mouse.move(*seen.at(*BANJSKA))
    literally(seen.tip)
    for field in ("event_type", "actor"):
        page.locator(".legend-colour select").select_option(field)
        literally(page.locator(".legend-entry", has_text="a{{7*7}}b").first)
    page.locator(".legend-entry", has_text="a{{7*7}}b").first.click()
    literally(page.locator(".st-key-chips button:visible").first)
    page.locator(".st-key-chips button:visible").first.click()
    seen.shows("", drawn=3)

    page.mouse.click(*seen.at(*BANJSKA))
    details = page.locator("article.incident")
    literally(seen.title, details.locator("dl").first, details.locator("ul"), details.locator("td").first)
    page.get_by_role("button", name="without a point").click()
    listed = page.get_by_test_id("stPopoverBody").get_by_role("button")
    literally(listed)
    listed.click()
    expect(details).to_contain_text("country only")
    literally(seen.title, details.locator("dl").first, details.locator("ol"))

    page.get_by_role("combobox", name="Actors").click()
    literally(page.get_by_role("option").first)
    page.keyboard.press("Escape")
    for name in ("Charts", "Sources"):
        cells = seen.part(name).locator("[role=gridcell]", has_text="a{{7*7}}b")
        literally(cells.first)
    literally(seen.part("About this data").locator("p").first)

    assert page.evaluate("window.__pwned") is None
    assert "a49b" not in page.content()
    assert page.locator("img[onerror]").count() == 0
    assert seen.elsewhere == []
    assert [said for said in seen.console if said.startswith(("dialog", "pageerror"))] == []
