"""The page through AppTest: what a reader is told, without a browser."""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from access import shown
from components import state
from components.map import incident_map
from components.panels import order
from components.text.strings import say
from geodata.errors import GeodataError
from geodata.exporters import xlsx
from geodata.exporters.registry import FORMATS
from geodata.filters import Filters, from_query
from geodata.query import answers
from geodata.query.store import opened

PAGE = str(Path(__file__).parents[1] / "components" / "page" / "script.py")


def page(**params: str | list[str]) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def address(app: AppTest) -> dict[str, list[str]]:
    """The page's parameters; AppTest gives a lone value without its list."""
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()
    }


def told(app: AppTest) -> list[str]:
    """The counts of each kind of record above the map."""
    return [button.label for button in app.button if str(button.key).startswith("count_")]


def test_the_rest_of_the_page_waits_until_the_map_says_that_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(incident_map, "ALONE_AT_FIRST_S", 600)
    monkeypatch.setattr(state, "give_way", st.stop)  # what Streamlit does where a newer run is wanted
    app = page()
    assert not app.exception
    assert not app.button


def expected(query: str) -> list[str]:
    """The counts above the map, of each kind of record."""
    counts = answers.counts(opened("northern-kosovo"), from_query(query))
    return [say(f"counts.{kind}", n=n) for kind, n in counts.kinds.items()]


def test_the_page_opens_with_every_record_of_the_case():
    app = page()
    assert not app.exception
    assert not app.error
    assert told(app) == expected("")


@pytest.mark.parametrize(
    "query",
    [
        "from=2023-09-24&to=2023-09-30&actor=kfor",
        "q=Leposavic",
        "kind=deployment",
        "precision=country&precision=district",
        "within=certainly&from=2023-09-24&to=2023-09-24",
        "area=20.7%2C42.9%3B20.9%2C42.9%3B20.9%2C43.0",
        "actor=kfor&actor=kosovo-police&together=yes",
        "killed_from=1&killed_to=3",
        "publisher=KFOR",
    ],
)
def test_an_address_opens_with_its_filters_and_keeps_them(query):
    given = from_query(query).to_params()
    app = page(**given)
    assert not app.exception
    assert told(app) == expected(query)
    assert {name: values for name, values in address(app).items() if name in given} == given


def test_the_map_comes_before_the_rest_of_the_page(monkeypatch):
    monkeypatch.setattr(incident_map, "leave_alone", lambda *_: st.stop())
    app = page()
    assert shown_by_map(app)["selection"]["query"] == ""
    assert not app.button
    assert not app.multiselect


def test_widgets_write_the_address():
    app = page()
    app.multiselect(key="filter_actors").set_value(["kfor"]).run()
    assert address(app)["actor"] == ["kfor"]
    assert told(app) == expected("actor=kfor")


def test_a_chip_removes_its_filter_and_reset_removes_all():
    app = page(actor=["kfor", "kosovo-police"], q="Banjska")
    app.button(key="chip actors kfor").click().run()
    assert address(app)["actor"] == ["kosovo-police"]
    app.button(key="chip text None").click().run()
    assert "q" not in app.query_params
    next(button for button in app.button if button.label == "Reset all").click().run()
    assert "actor" not in app.query_params


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"from": "24.9.2023"}, "24.9.2023"),
        ({"from": "2024-01-01", "to": "2023-01-01"}, "a first day before the last"),
        ({"within": "perhaps", "part": "?", "sort": "--when"}, "possibly or certainly"),
        ({"area": "1,2"}, "3 to 200 corners"),
        ({"dataset": "atlantis", "actor": "poseidon", "incident": "flood"}, "atlantis"),
    ],
)
def test_what_an_address_cannot_ask_for_is_explained_above_a_whole_page(params, words):
    app = page(**params)
    whole(app)
    assert words in app.error[0].value.replace("\\", "")
    assert told(app) == expected("")
    assert bool(app.run().error) == ("dataset" in params)  # said until the next choice


def test_a_dataset_that_cannot_be_opened_leaves_the_choice_of_another(monkeypatch):
    def fails(*_: object) -> None:
        raise GeodataError("The database does not answer.")

    monkeypatch.setattr(shown, "opened", fails)
    app = page(dataset="northern-kosovo")
    assert not app.exception
    assert "does not answer" in app.error[0].value
    assert any("Northern Kosovo" in title for title in app.sidebar.selectbox[0].options)
    assert app.button(key="start_afresh")


def test_a_question_that_fails_leaves_sidebar_and_map(monkeypatch):
    def fails(*_: object) -> None:
        raise GeodataError("The database does not answer.")

    monkeypatch.setattr(answers, "counts", fails)
    app = page()
    assert not app.exception
    assert "does not answer" in app.error[0].value
    assert shown_by_map(app)
    assert app.sidebar.selectbox


def whole(app: AppTest) -> None:
    """The page has its sidebar, its map and its table."""
    assert not app.exception
    assert shown_by_map(app)
    assert app.sidebar.text_input
    assert app.dataframe


def test_a_first_day_after_the_last_is_read_the_other_way_round_and_said_beside_the_fields():
    app = page(**{"from": "2023-09-24", "to": "2023-09-30"})
    app.date_input(key="filter_start").set_value(date(2023, 10, 5)).run()
    whole(app)
    assert "read as 2023-09-30 to 2023-10-05" in app.sidebar.caption[0].value
    assert app.date_input(key="filter_start").value == date(2023, 10, 5)
    assert (address(app)["from"], address(app)["to"]) == (["2023-09-30"], ["2023-10-05"])
    app.date_input(key="filter_end").set_value(date(2023, 10, 8)).run()
    assert (address(app)["from"], address(app)["to"]) == (["2023-10-05"], ["2023-10-08"])
    assert not app.sidebar.caption


def test_no_widget_lets_a_value_through_that_ends_the_page():
    app = page()
    for text in ("\0", " ' OR 1=1 -- ", "%_[", "{{7*7}} $x$", "🙂" * 200, "   "):
        app.text_input(key="filter_text").set_value(text).run()
        whole(app)
    first, last = app.date_input(key="filter_start").min, app.date_input(key="filter_start").max
    app.date_input(key="filter_start").set_value(last)
    app.date_input(key="filter_end").set_value(first).run()
    whole(app)
    options = answers.filter_options(opened("northern-kosovo"))
    for field in ("actors", "roles", "event_types", "location_classes", "confidences"):
        app.multiselect(key=f"filter_{field}").set_value([each.value for each in getattr(options, field)])
    app.pills(key="filter_kinds").set_value([each.value for each in options.kinds])
    app.segmented_control(key="filter_within").set_value("certainly").run()
    whole(app)
    for way in order.ways(Filters())[-2:]:
        app.selectbox(key="look_sort").set_value(way).run()
        whole(app)


def test_an_area_that_cannot_be_is_refused_in_words_and_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    sent = SimpleNamespace(drawn={"ring": [(20.5, 42.5)] * 201})
    monkeypatch.setattr(st, "session_state", {incident_map.KEY: sent})
    state.reset()
    incident_map._on("drawn", incident_map._drawn)()
    assert "3 to 200 corners" in state.refused()
    assert state.filters() == Filters()


def test_a_link_to_another_version_says_so_and_shows_this_one():
    app = page(v="0123456789ab")
    assert "0123456789ab" in app.error[0].value
    assert told(app) == expected("")


@pytest.mark.parametrize("asked", [{"v": "0123456789ab"}, {"dataset": "nosuch"}])
def test_what_a_link_asks_for_in_vain_is_said_as_long_as_what_is_shown_instead(asked: dict[str, str]):
    app = page(**asked)
    said = app.error[0].value
    assert [each.value for each in app.run().run().error] == [said]
    app.button(key="count_incident").click().run()
    assert [each.value for each in app.error] == [said]


def test_each_kind_of_file_says_what_it_is_for_and_excel_when_the_records_do_not_fit(monkeypatch):
    links = next(each.proto.body for each in page().get("html") if "class='downloads'" in each.proto.body)
    for suffix in FORMATS:
        assert f"export.{suffix}?' download title='{html.escape(say(f'downloads.for.{suffix}'))}'" in links
    assert "export.csv-metadata.json?" in links
    monkeypatch.setattr(xlsx, "MOST_LINES", 10)
    links = next(each.proto.body for each in page().get("html") if "class='downloads'" in each.proto.body)
    assert "export.xlsx" not in links
    assert "a sheet holds at most 9 records" in links


def test_an_empty_result_says_which_filter_to_relax():
    app = page(actor="kfor", q="Washington")
    assert told(app) == ["0 incidents", "0 deployments", "0 statements", "0 standing sites"]
    without_text = expected("actor=kfor")
    relax = app.button(key="relax text").label
    shown = sum(int(part.split()[0]) for part in without_text)
    assert relax == f"Without Search: {shown} records"
    app.button(key="relax text").click().run()
    assert "q" not in app.query_params


def test_a_chosen_incident_shows_its_details_and_stands_in_the_address():
    store = opened("northern-kosovo")
    firefight = store.dataset.incidents.query("event_type == 'armed clash'").iloc[0]
    app = page(incident=firefight["id"])
    assert not app.exception
    assert any(firefight["title"] in html.proto.body for html in app.get("html"))
    app.button(key="close_details").click().run()
    assert "incident" not in app.query_params


def shown_by_map(app: AppTest) -> dict[str, Any]:
    """What the map's hidden element says."""
    bodies = [element.proto.body for element in app.get("html")]
    (said,) = (found for body in bodies if (found := re.search(r"data-shown='([^']*)'", body)))
    return json.loads(unquote(said[1]))


def test_the_map_is_told_the_selection_itself_and_texts_reach_it_as_they_are(monkeypatch: pytest.MonkeyPatch):
    hostile = "</style><img src=x onerror=alert(1)> '\" -->"
    store = opened("northern-kosovo")
    for query in ("", "kind=deployment", "q=" + quote(hostile)):
        selection = shown_by_map(page(**parse_qs(query)))["selection"]
        assert selection["query"] == from_query(query).to_query()
        if not query:
            assert (selection["mask"], selection["bits"]) == (None, None)
        else:
            assert base64.b64decode(selection["bits"]) == answers.mask(store, from_query(query))
    monkeypatch.setattr("components.map.incident_map.MOST_SENT_ALONG", len(store) - 1)
    selection = shown_by_map(page(kind="deployment"))["selection"]
    assert selection["bits"] is None
    assert selection["mask"].endswith("/mask.bin?kind=deployment")


def test_disputed_records_can_be_filtered_and_all_their_rival_claims_are_listed():
    app = page(disputed="yes", part="disputed")
    assert not app.exception
    assert told(app) == expected("disputed=yes")
    assert any(str(button.key).startswith("chip disputed") for button in app.button)
    shown = app.dataframe[0].value
    assert list(shown.columns) == ["Record", "When", "About", "Claim", "Said by", "Source", "Link"]
    numbered = shown[shown["Source"] != say("value.unknown")]
    assert numbered["Source"].str.fullmatch(r"\[\d+\] .+").all()
    links = numbered["Link"].dropna()  # a report on paper has none
    assert links.str.match("https?://").all()
    assert len(links) > len(numbered) / 2
    rivals = shown.groupby(["Record", "When", "About"])["Claim"].nunique()
    assert (rivals > 1).all()
    assert not shown["Said by"].str.contains("according to").any()


def test_without_disputed_records_the_page_says_so():
    app = page(q="nothing says this", part="disputed")
    assert any(caption.value.startswith("None of the records shown is disputed") for caption in app.caption)


def test_a_misspelled_search_offers_what_was_meant_and_finds_it():
    app = page(q="Banska")
    offered = app.button(key="meant")
    assert re.fullmatch(r"Did you mean Banjska\? [0-9]+ records", offered.label.replace("\\", ""))
    offered.click().run()
    assert address(app)["q"] == ["Banjska"]
    assert not any(button.key == "meant" for button in app.button)


def test_an_impossible_dispute_in_a_link_is_told():
    app = page(disputed="maybe")
    assert "disputed" in app.error[0].value
