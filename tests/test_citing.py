"""A view's citation, read back by what reference managers are made of, whatever a dataset says of itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_page import page

from api.routes import routes
from components.folium_map import ASSETS
from components.map import view as map_view
from components.panels.filters import words_of
from geodata import citing
from geodata.__main__ import main
from geodata.filters import PARAMS, Filters, from_params, from_query
from geodata.library import paths
from geodata.query import store

QUERY = "from=2023-09-24&to=2023-09-30&actor=kosovo-police&within=certainly"
EACH = (
    "from=2023-09-01&to=2023-09-30&weekday=sunday&hour=3&within=certainly&actor=kfor&together=yes&role=target&kind=site&type=clash"
    "&precision=site&confidence=high&publisher=Reuters&column=a%3Db&killed_from=1&killed_to=9&disputed=yes"
    "&q=bridge&area=20,42;21,42;21,43&near=5+km+of+point+20.78,42.97&region=countries/Kosovo"
)
"""A value for each filter."""
PLAIN = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"), max_size=40
)
SPECIAL = st.text("{}\\%&$#_~^@\"',=\n\r -–é€Ж", max_size=25)
"""What means something to BibTeX, RIS or JSON."""


@cache
def cited(query: str = QUERY) -> citing.View:
    opened = store.opened(paths.DEFAULT)
    filters = from_query(query)
    address = f"https://example.org/?{query}"
    made = citing.view(opened, filters, words=words_of(opened, filters), address=address)
    return replace(made, accessed=date(2026, 11, 30), saved="2026-11-29")


def test_a_citation_says_dataset_version_filter_records_data_and_licence() -> None:
    said = citing.text(cited())
    opened = store.opened(paths.DEFAULT)
    for part in (
        opened.dataset.info.title,
        opened.dataset.version[:12],
        "saved 2026-11-29",
        "From 2023-09-24",
        "Kosovo Police",
        f"of {len(opened)} records",
        opened.dataset.info.citation,
        opened.dataset.info.licence,
        "https://example.org/?from=2023-09-24",
        "accessed 2026-11-30",
    ):
        assert part in said, part


def test_the_methods_paragraph_counts_what_is_vague_and_what_is_left_out() -> None:
    vague = "from=2023-09-25&to=2023-09-26"
    view, opened = cited(vague), store.opened(paths.DEFAULT)
    said = citing.method(view)
    assert sum(view.precision.values()) == view.shown
    assert view.possible
    assert f"{view.possible} are only possibly inside" in said
    assert f"{view.without_point} of them have no point" in said
    assert f"Days are those of the time zone {opened.dataset.info.timezone}" in said
    assert "only possibly" not in citing.method(cited(f"{vague}&within=certainly"))
    assert "No filter was applied. This shows all 197 records." in citing.method(cited(""))


@given(title=PLAIN | SPECIAL, citation=PLAIN | SPECIAL, licence=SPECIAL, words=st.lists(PLAIN | SPECIAL))
def test_reference_managers_read_what_was_said(
    title: str, citation: str, licence: str, words: list[str]
) -> None:
    view = replace(cited(), title=title, citation=citation, licence=licence, filter_words=tuple(words))
    one_line = " ".join(title.split())

    item = json.loads(citing.csl_json(view))[0]
    assert item["title"] == title
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2026, 11, 29]]}

    (record,) = rispy.loads(citing.ris(view))
    assert record["type_of_reference"] == "DATA"
    assert record.get("title", "").strip() == one_line
    assert record["url" if "url" in record else "urls"] in (view.address, [view.address])

    database = parse_string(citing.bibtex(view), "bibtex")
    (entry,) = database.entries.values()
    assert _untex(entry.fields.get("title", "")) == one_line
    assert entry.fields["url"] == view.address
    assert {"version", "urldate", "note", "year"} <= set(entry.fields)


def _untex(text: str) -> str:
    for letter, escaped in sorted(citing._ESCAPED.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(escaped, f"\0{ord(letter)}\0")
    parts = text.split("\0")
    return "".join(chr(int(part)) if n % 2 else part for n, part in enumerate(parts))


def test_views_that_differ_have_keys_that_differ() -> None:
    keys = {json.loads(citing.csl_json(cited(query)))[0]["id"] for query in ("", QUERY, "kind=site")}
    assert len(keys) == 3


def test_every_filter_has_words() -> None:
    """A field of `Filters` without words would be left out of a citation."""
    opened = store.opened(paths.DEFAULT)
    asked = from_query(EACH).to_params()
    assert set(asked) == set(PARAMS), "name a value for the new filter in EACH"
    for param, (value, *_) in asked.items():
        given = from_params({param: value})
        assert words_of(opened, given), param
        assert citing.plain_words(given), param


def test_a_private_upload_keeps_its_address_secret() -> None:
    opened = store.opened(paths.DEFAULT)
    secret = "upload-" + "a" * 32
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "dataset", replace(opened.dataset, name=secret))
        view = citing.view(opened, Filters(), address=f"https://example.org/?dataset={secret}")
    for form in citing.FORMS.values():
        assert secret not in form.write(view)


@pytest.mark.parametrize("suffix", citing.FORMS)
def test_http_answers_every_form_with_the_address_of_the_page(suffix: str) -> None:
    app = Starlette(routes=routes(map_view.module, lambda *_: {}, filter_words=words_of, assets=ASSETS))
    opened = store.opened(paths.DEFAULT)
    path = f"/data/{paths.DEFAULT}/{opened.dataset.version}/cite.{suffix}"
    found = TestClient(app, base_url="https://maps.example.org").get(f"{path}?{QUERY}")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(citing.FORMS[suffix].media_type.split(";")[0])
    assert f"https://maps.example.org/?dataset={paths.DEFAULT}" in found.text
    assert "Kosovo Police" in found.text
    assert TestClient(app).get(f"{path}?nothing=1").status_code == 400


def test_the_command_says_it_too(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = [
        "cite",
        paths.DEFAULT,
        "--filter",
        QUERY,
        "--as",
        "ris",
        "--server",
        "https://maps.example.org/x/",
    ]
    assert main(asked) == 0
    (record,) = rispy.loads(capsysbinary.readouterr().out.decode())
    assert record["urls"][0].startswith(f"https://maps.example.org/x/?dataset={paths.DEFAULT}&v=")


def test_the_page_offers_each_form_once_it_is_opened() -> None:
    app = page(part="about", actor="kosovo-police")
    assert not app.exception
    assert not app.tabs, "closed, nothing is worked out"
    app.session_state["cite"] = True
    app.run()
    assert not app.exception
    assert [each.label for each in app.tabs] == [form.title for form in citing.FORMS.values()]
    text = app.tabs[0].code[0].value
    assert "Kosovo Police" in text
    assert f"dataset={paths.DEFAULT}" in text
    assert any("/cite.bib?actor=kosovo-police" in each.proto.body for each in app.get("html"))
