"""A researcher says what a file's columns mean, sees what its rows become, and saves a new version of it."""

from __future__ import annotations

import pytest
import the_case
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TITLED = """\
Monthly report
made by us, 2023
Vorfall;Tag;Ort;lat;lon;Notiz
Ambush;2023-04-03;Banjska;42.97;20.78;seen from afar
Shots;2023-06-13;Zvečan;42.90;20.84;
Patrol;2023-06-14;Zvečan;42.90;20.84;
Arrest;2023-06-15;Zvečan;42.90;20.84;
Blast;2023-06-16;Zvečan;42.90;20.84;
Barricade;on a Tuesday;Leposavić;43.10;20.80;
"""


@pytest.fixture(scope="module")
def library(serve, tmp_path_factory) -> str:
    return serve(INCIDENTS_LIBRARY=str(tmp_path_factory.mktemp("library")))


def add(seen, file) -> object:
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(file)
    return form


def choose(form, name: str, option: str) -> None:
    box = form.get_by_role("combobox", name=name)
    box.focus()
    box.press("ArrowDown")
    form.page.get_by_role("option", name=option).click()


def test_columns_below_a_title_are_mapped_with_a_live_preview_and_stay_in_the_details(
    visit, library, tmp_path
):
    file = tmp_path / "titled.csv"
    file.write_text(TITLED, encoding="utf-8")
    seen = visit(address=library)
    seen.shows("", drawn=the_case.drawn())
    form = add(seen, file)
    expect(form).to_contain_text("6 rows in = 5 accepted + 1 refused")
    expect(form).to_contain_text("Ambush · Shots · Patrol")
    expect(form).to_contain_text("Recognised by its name.")
    rows = form.locator(".first-rows").last
    expect(rows).to_contain_text("Refused. Tag: Not a date")
    expect(rows.locator("tbody tr").first).to_contain_text("Banjska")
    expect(rows).not_to_contain_text("Ambush")
    choose(form, "Vorfall", "title: a short title")
    expect(rows).to_contain_text("Ambush")  # before the whole file is read so
    form.get_by_role("button", name="Read the file this way").click()
    expect(form.get_by_role("button", name="Read the file this way")).to_be_hidden()
    form.get_by_role("button", name="Show on the map, not in the library").click()
    seen.shows("", drawn=5)
    seen.rests()
    table = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrame]").first
    table.click(position={"x": 200, "y": 55}, force=True)
    expect(seen.title).to_have_text("Ambush")
    expect(seen.page.locator("article.incident")).to_contain_text("seen from afar")


def test_a_new_version_is_chosen_from_a_list_and_the_changed_cell_is_told(visit, library, tmp_path):
    file = tmp_path / "posts.csv"
    header = "date,title,latitude,longitude,killed\n"
    file.write_text(
        f"{header}2023-09-24,Shots,42.97,20.78,1\n2023-09-25,Road,42.9,20.8,0\n", encoding="utf-8"
    )
    seen = visit(address=library)
    seen.shows("", drawn=the_case.drawn())
    form = add(seen, file)
    form.get_by_text("Licence, citation and more").click()
    form.get_by_role("textbox", name="Licence").fill("CC0")
    form.get_by_role("button", name="Save to the library").click()
    seen.shows("", drawn=2)
    seen.rests()

    file.write_text(
        f"{header}2023-09-24,Shots,42.97,20.78,4\n2023-09-25,Road,42.9,20.8,0\n", encoding="utf-8"
    )
    form = add(seen, file)
    expect(form).to_contain_text("The library has a dataset called posts")
    expect(form.get_by_role("button", name="Save to the library")).to_be_disabled()
    choose(form, "Save as", "a new version of posts")
    expect(form).to_contain_text("Title, description, licence and citation are those of posts")
    form.get_by_text("Licence, citation and more").click()
    expect(form.get_by_role("textbox", name="Licence")).to_have_value("CC0")
    form.get_by_role("button", name="Save to the library").click()
    seen.shows("", drawn=2)
    seen.rests()
    assert "dataset=posts" in seen.page.url

    seen.page.get_by_role("button", name="Manage").click()
    dialog = seen.page.get_by_role("dialog")
    dialog.get_by_text("Compare with 1 other version").click()
    expect(dialog).to_contain_text("0 records added, 0 removed, 1 changed since then.")
