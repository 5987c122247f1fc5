"""Texts within cells: lists, links, hosts and JSON, each as it is or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.values import texts


def test_a_list_in_a_cell_has_each_part_once_without_the_spaces_around_it() -> None:
    assert texts.listed(" KFOR ;Kosovo Police; ;KFOR") == ("KFOR", "Kosovo Police")
    assert texts.listed("Ministry of Defence, Serbia") == ("Ministry of Defence, Serbia",)
    assert texts.listed("") == texts.listed(" ; ") == ()


@pytest.mark.parametrize("cell", ["https://example.org/a?b=c#d", "http://example.org"])
def test_a_whole_web_address_is_a_link(cell: str) -> None:
    assert texts.link(cell)


@pytest.mark.parametrize(
    "cell",
    [
        *("", "example.org", "javascript:alert(1)", "ftp://example.org", "see https://example.org"),
        *("https://example.org and more", "data:text/html,x", "https://", " https://example.org"),
    ],
)
def test_what_a_browser_might_run_or_not_understand_is_no_link(cell: str) -> None:
    assert not texts.link(cell)


def test_links_are_found_in_a_text_in_order_and_each_once() -> None:
    cell = "See (https://a.example/1), <https://b.example>;\nhttps://a.example/1 and ftp://c.example."
    assert texts.links(cell) == ["https://a.example/1", "https://b.example"]
    assert texts.links("nothing") == texts.links("javascript://alert") == []


def test_a_host_is_told_without_www_and_nothing_where_there_is_none() -> None:
    assert texts.host("https://www.example.org:8080/www.x") == "example.org"
    assert texts.host("https://web.www.example.org") == "web.www.example.org"
    assert texts.host("mailto:a@example.org") == texts.host("") == texts.host("https://[broken") == ""


def test_json_is_read_where_a_cell_holds_a_list_or_an_object_alone() -> None:
    assert texts.parsed('[1, "a"]') == [1, "a"]
    assert texts.parsed('{"a": null}') == {"a": None}
    for cell in ("", "1", '"a"', "null", "[1", "{a}", " [1]", "[" * 100_000):
        assert texts.parsed(cell) is None


def test_cells_put_together_leave_no_separator_where_one_is_empty() -> None:
    columns = [pd.Series(cells, dtype="str") for cells in (["a", "", ""], ["b", "c", ""], ["", "d", ""])]
    assert list(texts.joined(columns, " · ")) == ["a · b", "c · d", ""]


def test_cells_that_repeat_are_read_once_and_each_row_gets_its_result() -> None:
    asked: list[tuple[str, str]] = []

    def read(first: str, second: str) -> str:
        asked.append((first, second))
        return first + second

    found = texts.each_distinct(read, ["a", "ab", "a"], ["bc", "c", "bc"])
    assert list(found) == list(found.array()) == ["abc", "abc", "abc"]
    assert asked == [("a", "bc"), ("ab", "c")]


def test_columns_of_different_lengths_are_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="lengths"):
        texts.each_distinct(max, ["a"], ["b", "c"])


def test_reasons_are_the_texts_among_results() -> None:
    assert texts.reasons([1.0, "no number", None]).tolist() == ["", "no number", ""]


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("https://a.org/1;https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1, https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1,https://b.org/2,", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1|https://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/1\nhttps://b.org/2", ["https://a.org/1", "https://b.org/2"]),
        ("https://a.org/x;y=1,2", ["https://a.org/x;y=1,2"]),
        ("see (https://a.org/wiki/A_(b))", ["https://a.org/wiki/A_(b)"]),
    ],
)
def test_several_addresses_in_a_cell_are_as_many_and_marks_within_one_stay(cell, addresses) -> None:
    assert texts.links(cell) == addresses
