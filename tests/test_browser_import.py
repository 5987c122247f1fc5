"""A researcher's own file in the page: read, asked about, located, shown, saved and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
import the_case
from library_commands import command
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROWS = """\
Vorfall;Datum;Ort;Opfer
Ambush at the bridge;03.04.2023;Banjska;1
Shots at a patrol;05.06.2023;Zvečan;0
Barricade;07.08.2023;Leposaviq;0
Explosion;09.10.2023;Varage;0
Arrests;11.12.2023;Atlantis;0
No date that anyone can read;on a Tuesday;Banjska;0
"""
SECOND_BANJSKA = (792910, "Banjska", "Banjska", "", 42.859, 20.954, "P", "PPL", "XK", *[""] * 10)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose gazetteer knows a second place called Banjska, besides the case's."""
    folder = tmp_path_factory.mktemp("library")
    dump = folder.parent / "XK.txt"
    dump.write_text("\t".join(map(str, SECOND_BANJSKA)) + "\n", encoding="utf-8")
    command(folder, "gazetteer", "add", str(dump))
    return folder


def test_a_table_of_place_names_comes_onto_the_map_with_an_account_of_every_row(
    visit, serve, library, tmp_path
):
    table = tmp_path / "events.csv"
    table.write_text(ROWS, encoding="utf-8")
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(table)

    expect(form).to_contain_text("6 rows in = 5 accepted + 1 refused")
    expect(form).to_contain_text("does the day or the month come first?")
    form.get_by_text("the day comes first").click()
    expect(form).to_contain_text("Banjska: which of 3 places?")
    expect(form).to_contain_text("Nobody who was asked knows: Atlantis")
    form.get_by_text("1. Banjska · place of the built-in case").click()
    form.get_by_role("button", name="Show on the map, not in the library").click()

    seen.shows("", drawn=4)
    expect(seen.page.get_by_text("5 of 5 records")).to_be_visible()
    expect(seen.page.get_by_role("button", name="1 without a point")).to_be_visible()
    assert "dataset=upload-" in seen.page.url
    assert not seen.elsewhere


def test_a_file_is_saved_in_the_library_and_can_be_deleted_and_brought_back(visit, serve, library, tmp_path):
    table = tmp_path / "saved.csv"
    table.write_text("id,date,latitude,longitude,title\n007,2023-09-24,42.97,20.78,Shots\n", encoding="utf-8")
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(table)
    form.get_by_role("button", name="Save to the library").click()
    seen.shows("", drawn=1)
    assert "dataset=saved" in seen.page.url

    seen.page.get_by_role("button", name="Manage").click()
    seen.page.get_by_role("dialog").get_by_role("button", name="Delete this dataset").click()
    expect(seen.page.get_by_text("it can be brought back for 30 days")).to_be_visible()
    seen.page.get_by_role("button", name="Delete it", exact=True).click()
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Manage").click()
    seen.page.get_by_role("dialog").get_by_role("button", name="Bring back saved").click()
    seen.shows("", drawn=1)


def test_a_file_that_is_none_is_refused_in_words_without_a_traceback(visit, serve, library, tmp_path):
    nonsense = tmp_path / "broken.gpkg"
    nonsense.write_bytes(b"SQLite format 3\x00" + bytes(200))
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(nonsense)
    alert = form.get_by_role("alert")
    expect(alert).to_contain_text("broken.gpkg")
    assert "Traceback" not in alert.inner_text()
    assert str(tmp_path) not in alert.inner_text()


def test_the_form_stays_open_when_the_map_is_drawn_later_or_the_window_turns_narrow(visit, serve, library):
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    for button, title in (("Add data", "Add data"), ("Manage", "This dataset")):
        seen.page.set_viewport_size({"width": 1400, "height": 900})
        seen.page.get_by_role("button", name=button).click()
        form = seen.page.get_by_role("dialog")
        expect(form).to_contain_text(title)
        seen.page.set_viewport_size({"width": 500, "height": 900})  # of which the map tells the page
        expect(
            seen.page.get_by_role("columnheader", name="What, where and who", include_hidden=True)
        ).to_have_count(1)
        expect(form).to_be_visible()
        form.get_by_role("button", name="Close").click()
        expect(form).to_have_count(0)
    seen.rests()
    seen.page.set_viewport_size({"width": 1400, "height": 900})
    expect(
        seen.page.get_by_role("columnheader", name="What, where and who", include_hidden=True)
    ).to_have_count(0)
    expect(form).to_have_count(0)  # what was closed stays closed


def test_a_large_file_goes_on_beside_the_map_and_its_own_browser_alone_finds_it_again(
    visit, serve, library, tmp_path
):
    table = tmp_path / "large.csv"
    rows = (f"e{n},2023-09-{n % 28 + 1:02},42.{n % 1000:03},20.78,Shots at {n}\n" for n in range(60_000))
    table.write_text("id,date,latitude,longitude,title\n" + "".join(rows), encoding="utf-8")
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form, beside = seen.page.get_by_role("dialog"), seen.page.locator(".st-key-import_status")
    expect(form).to_contain_text("In all at most 400 MB and 1,000,000 rows")
    form.locator("input[type=file]").set_input_files(table)
    expect(form).to_contain_text("You can close this and go on with the map")
    form.get_by_role("button", name="Close").click()
    expect(beside).to_contain_text("large.csv")

    seen.page.reload()
    expect(beside).to_contain_text("large.csv")
    other = visit(address=seen.address)
    other.shows("", drawn=the_case.drawn())
    expect(other.page.locator(".st-key-import_status")).to_have_count(0)

    expect(beside).to_contain_text("is read")
    beside.get_by_role("button", name="Show").click()
    expect(form).to_contain_text("60,000 rows in = 60,000 accepted + 0 refused")
    form.get_by_role("button", name="Show on the map, not in the library").click()
    seen.shows("", drawn=60_000)
    expect(beside).to_have_count(0)


def test_files_of_one_layout_dropped_together_are_one_dataset_to_which_another_is_added(
    visit, serve, library, tmp_path
):
    header = "id,date,latitude,longitude,title\n"
    texts = {
        "2023.csv": header + "a,2023-09-24,42.97,20.78,Shots\nb,2023-09-25,42.98,20.79,Shots\n",
        "2024.csv": header + "c,2024-09-24,42.99,20.80,Arrests\n",
        "other.csv": "name,when\nx,2024-05-01\n",
        "later.csv": header + "b,2023-09-25,42.98,20.79,Many shots\nd,2025-09-24,42.99,20.80,Fire\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    dropped = [tmp_path / name for name in ("2023.csv", "2024.csv", "other.csv")]
    form.locator("input[type=file]").set_input_files(dropped)
    expect(form).to_contain_text("Which of them shall be read?")
    form.get_by_text("2 files, 2023.csv, 2024.csv").click()
    expect(form).to_contain_text("3 rows in = 3 accepted + 0 refused")
    form.get_by_label("Name in the address").fill("years")
    form.get_by_label("Name in the address").press("Enter")
    form.get_by_role("button", name="Save to the library").click()
    seen.shows("", drawn=3)

    seen.page.get_by_role("button", name="Add data").click()
    form.get_by_text("Add to an existing dataset").click()
    expect(form).to_contain_text("together with the dataset's own files, 2 of them")
    seen.rests()  # another field for files takes the place of the one that was there
    form.locator("input[type=file]").set_input_files(tmp_path / "later.csv")
    expect(form).to_contain_text("Events: 1 added, 1 changed, 0 unchanged, 0 removed.")
    form.get_by_role("button", name="Add to the dataset").click()
    seen.shows("", drawn=4)
    assert "dataset=years" in seen.page.url


def test_a_press_is_heard_although_the_map_calls_for_a_run_at_the_same_moment(
    visit, serve, library, tmp_path
):
    table = tmp_path / "many.csv"
    row = "2023-09-24,42.97,20.78,A note that says what happened there\n"
    table.write_text("id,date,latitude,longitude,title\n" + "".join(f"{n},{row}" for n in range(15_000)))
    seen = visit(address=serve(INCIDENTS_LIBRARY=str(library)))
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(table)
    show = form.get_by_role("button", name="Show on the map, not in the library")
    expect(show).to_be_enabled()
    expect(seen.page.get_by_test_id("stStatusWidget")).to_have_count(0)
    show.click()
    seen.page.set_viewport_size({"width": 500, "height": 900})  # the map says that the page is narrow now
    expect(seen.page.get_by_text("15,000 of 15,000 records")).to_be_visible()
