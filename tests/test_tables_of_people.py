"""Tables as people make them: where the names stand, and which lines are no rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geodata import readers
from geodata.errors import MappingError
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting
from geodata.readers.raw import RawFile

NAMES = "date,title,lat,lon,deaths\n"
ROWS = "2023-09-24,A,42.93,20.68,2\n2023-09-25,B,42.94,20.69,0\n"
MEANT = {"date": "date", "title": "title", "lat": "latitude", "lon": "longitude", "deaths": "fatalities"}


@dataclass
class Read:
    """What becomes of a file."""

    raw: RawFile
    draft: Draft

    @property
    def account(self) -> tuple[int, int, int]:
        """Rows in, accepted, refused."""
        made = self.draft
        assert made.rows_in == made.accepted + len(made.rejected)
        return made.rows_in, made.accepted, len(made.rejected)

    @property
    def said(self) -> str:
        """All notes."""
        return "\n".join(note.words for note in self.raw.notes)


def read(folder: Path, text: str, **choices: Any) -> Read:
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return _read(path, **choices)


def book(folder: Path, sheets: dict[str, list[list[Any]]], **choices: Any) -> Read:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    made.save(folder / "people.xlsx")
    return _read(folder / "people.xlsx", **choices)


def _read(path: Path, **choices: Any) -> Read:
    chosen = Choices(**choices)
    raw = readers.read(path, name=path.name, choices=chosen)
    return Read(raw, drafting.prepare(raw, chosen))


@pytest.mark.parametrize(
    ("above", "quoted"),
    [
        ("Incident export\nGenerated 2023-10-01 by Office\n\n", "line 1: 'Incident export'; 2: 'Generated"),
        ("Source:,Office,,,\nGenerated,2023-10-01,,,\n", "1: 'Source:', 'Office'; 2: 'Generated', '2023"),
        ("Izvestaj; za 2023;;\n", "line 1: 'Izvestaj; za 2023;;'"),
        ("# exported by a program\n#,,,,\n", "'# exported by a program'"),
        ('"Report, May"\n', "'Report, May'"),
        ("".join(f"note {n}\n" for n in range(30)), "and 25 more"),
    ],
)
def test_names_below_titles_are_found_and_the_titles_quoted(above: str, quoted: str, tmp_path: Path) -> None:
    found = read(tmp_path, above + NAMES + ROWS)
    assert found.account == (2, 2, 0)
    assert found.draft.mapping_proposed == MEANT
    assert quoted in found.said
    assert found.raw.rows.index.tolist() == [above.count("\n") + 2, above.count("\n") + 3]


def test_titles_do_not_decide_the_delimiter(tmp_path: Path) -> None:
    found = read(
        tmp_path, "Izveštaj, za maj\n\ndatum;naziv;lat;lon\n24.09.2023;A;42,9;20,8\n25.09.2023;B;42,8;20,9\n"
    )
    assert (found.account, found.raw.header_row) == ((2, 2, 0), 3)


@pytest.mark.parametrize(
    "below",
    [
        "Date of event,Title,Latitude,Longitude,People killed\n",
        "date,string,float,float,int\n",
        "1,2,3,4,5\n",
        "(1),(2),(3),(4),(5)\n",
        "#date,#event,#geo+lat,#geo+lon,#affected+killed\n",
    ],
)
def test_a_line_that_describes_the_columns_is_no_row(below: str, tmp_path: Path) -> None:
    found = read(tmp_path, NAMES + below + ROWS)
    assert found.account == (2, 2, 0)
    assert below.split(",")[1] in found.said
    assert found.raw.rows.index.tolist() == [3, 4]


def test_a_row_of_words_for_nothing_is_a_row(tmp_path: Path) -> None:
    assert read(tmp_path, NAMES + "unknown,C,n/a,n/a,unknown\n" + ROWS).raw.rows_in == 3
    assert read(tmp_path, NAMES + "in spring,C,,,dozens\n" + ROWS).raw.rows_in == 3


@pytest.mark.parametrize(
    "groups", ["When,What,Where,,Toll\n", "When,What,Where,Where,Toll\n", ",,Where,,Toll\n"]
)
def test_two_lines_of_names_are_joined(groups: str, tmp_path: Path) -> None:
    found = read(tmp_path, groups + NAMES + ROWS)
    assert found.account == (2, 2, 0)
    assert list(found.raw.rows.columns)[2:] == ["Where / lat", "Where / lon", "Toll / deaths"]
    assert list(found.draft.mapping_proposed.values()) == list(MEANT.values())


def test_the_same_name_in_two_groups_is_told_by_its_group(tmp_path: Path) -> None:
    text = "date,Fatalities,,Injured,\n,low,best,low,best\n2023-09-24,1,2,3,4\n2023-09-25,2,3,4,5\n"
    found = read(tmp_path, text)
    assert list(found.raw.rows.columns) == [
        "date",
        *("Fatalities / low", "Fatalities / best", "Injured / low", "Injured / best"),
    ]
    meant = found.draft.mapping_proposed
    assert meant["Fatalities / best"] == "fatalities"
    assert not meant.get("Injured / low", "").startswith("fatalities")


def test_tags_say_what_the_columns_are(tmp_path: Path) -> None:
    tags = "#date+start,#event,#geo+lat,#geo+lon,#affected+killed,#adm1+name,#adm3+name,#meta+source\n"
    row = "2023-09-24,A,42.93,20.68,2,North,Banjska,Paper\n"
    for names in ("p,q,r,s,t,u,v,w\n", ""):
        found = read(tmp_path, names + tags + row + row.replace(",A,", ",B,"))
        assert found.account == (2, 2, 0)
        assert list(found.draft.mapping_proposed.values()) == [
            *("start", "title", "latitude", "longitude", "fatalities", "place", "source")
        ]
        assert found.draft.tables["places"]["name_en"].tolist() == ["Banjska"]


def test_a_hashtag_in_a_row_is_no_tag(tmp_path: Path) -> None:
    assert read(tmp_path, "title,tag\nA,#protest\nB,#strike\n").account == (2, 2, 0)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_without_names_keeps_its_first_row_and_asks_for_positions(
    delimiter: str, tmp_path: Path
) -> None:
    found = read(tmp_path, ROWS.replace(",", delimiter))
    assert (found.account, found.raw.header_row) == ((2, 2, 0), 0)
    assert "no line of names: line 1 looks like a row ('2023-09-24', 'A'" in found.said
    (question,) = found.draft.questions
    assert (question.about, question.options) == ("latitude", ("column 3", "column 4"))
    mapping = {**found.draft.mapping_proposed, "column 3": "latitude"}
    (question,) = read(tmp_path, ROWS.replace(",", delimiter), mapping=mapping).draft.questions
    assert (question.about, question.options) == ("longitude", ("column 4",))


def test_that_there_are_no_names_can_be_chosen(tmp_path: Path) -> None:
    text = "Attack,Banjska\nRaid,Zvečan\n"
    assert read(tmp_path, text).account == (1, 1, 0)
    chosen = read(tmp_path, text, header_row=0)
    assert chosen.account == (2, 2, 0)
    assert list(chosen.raw.rows.columns) == ["column 1", "column 2"]
    assert read(tmp_path, ROWS, header_row=1).account == (1, 1, 0)
    with pytest.raises(MappingError, match="0 where no line holds names"):
        Choices(header_row=-1)


@pytest.mark.parametrize("text", ["country,2019,2020\nA,1,2\nB,2,3\n", "2019,2020,2021\n1,2,3\n2,3,4\n"])
def test_years_above_columns_are_names(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text).raw.header_row == 1


def test_names_that_r_writes_without_one_for_the_rows(tmp_path: Path) -> None:
    found = read(tmp_path, NAMES + "1,2023-09-24,A,42.93,20.68,2\n2,2023-09-25,B,42.94,20.69,0\n")
    assert (found.account, found.draft.mapping_proposed) == ((2, 2, 0), MEANT)
    assert next(iter(found.raw.rows.columns)) == "column 1"


def test_columns_of_one_name_are_both_used(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "date,source,lat,lon,source\n2023-09-24,Paper A,42.9,20.8,Paper B\n2023-09-25,,42.8,20.9,Paper C\n",
    )
    assert found.draft.tables["sources"]["source"].tolist() == ["Paper A", "Paper B", "Paper C"]


def test_of_two_columns_called_date_the_one_that_counts_is_asked(tmp_path: Path) -> None:
    (question,) = read(tmp_path, "date,title,date\n2023-09-24,A,2023-10-01\n").draft.questions
    assert (question.about, question.options) == ("date", ("date", "date 2"))
    assert not read(tmp_path, "date,title,date\n2023-09-24,A,2023-09-24\n").draft.questions


@pytest.mark.parametrize(
    "last",
    [
        "Total,,,,2\n",
        ",Ukupno:,,,2\n",
        "Итого,,,,2\n",
        ",GRAND TOTAL,,,2\n",
        "Sum,,,,\n",
        "المجموع,,,,2\n",
        ",Gjithsej,,,2\n",
    ],
)
def test_a_total_at_the_end_is_refused_as_one(last: str, tmp_path: Path) -> None:
    found = read(tmp_path, NAMES + ROWS + last)
    assert found.account == (3, 2, 1)
    assert found.draft.rejected["reason"].tolist() == [
        "This row sums up the rows above it: it is no incident."
    ]
    assert found.raw.refused["original"].tolist()[0].count('"') == 10


def test_a_total_without_an_empty_cell_is_told_by_its_sum(tmp_path: Path) -> None:
    assert read(tmp_path, "place,deaths\nA,3\nB,4\nTotal,7\n").account == (3, 2, 1)
    assert read(tmp_path, "place,deaths\nA,3\nB,4\nTotal,8\n").account == (3, 3, 0)


def test_an_event_whose_title_begins_so_is_no_total(tmp_path: Path) -> None:
    for last in ("2023-09-26,Total,42.1,20.1,3\n", ",Total chaos in town,,,3\n", "2023-09-26,Sum,,,3\n"):
        assert read(tmp_path, NAMES + ROWS + last).account == (3, 3, 0)


def test_subtotals_are_told_where_a_total_ends_the_table(tmp_path: Path) -> None:
    text = NAMES + ROWS * 3 + "Total January,,,,6\n" + ROWS + "Total,,,,8\n"
    assert read(tmp_path, text).account == (10, 8, 2)


def test_comments_and_names_among_the_rows_are_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, NAMES + "# week 39\n" + ROWS + "# week 40,,,,\n" + NAMES + ROWS)
    assert found.account == (4, 4, 0)
    assert "2: '# week 39'" in found.said
    assert "5: '# week 40'" in found.said
    assert "stands again among the rows, and is left out: 6." in found.said


def test_a_title_with_a_number_sign_is_a_row(tmp_path: Path) -> None:
    assert read(tmp_path, "title,date\n#1 shots,2023-09-24\n# road,2023-09-25\n#3,\n").account == (3, 3, 0)


def test_the_blank_rows_of_a_form_are_left_out(tmp_path: Path) -> None:
    names = ["No", "Date", "Country", "Town", "What", "Deaths"]
    rows = [[n, f"2023-09-{n + 10}", "Aland", "Town", f"Raid {n}", n] for n in range(1, 5)]
    blank = [[n, None, "Aland", None, None, None] for n in range(5, 40)]
    found = book(tmp_path, {"Sheet": [names, *rows, *blank]})
    assert found.account == (4, 4, 0)
    assert "35 rows at the end (6 to 40)" in found.said
    assert "Country Aland" in found.said


def test_rows_that_repeat_and_say_something_are_rows(tmp_path: Path) -> None:
    assert read(tmp_path, NAMES + ROWS + "2023-09-26,C,,,\n" * 3).account == (5, 5, 0)
    assert read(tmp_path, NAMES + ROWS + "2023-09-26,C,42.9,20.7,1\n" * 3).account == (5, 5, 0)


SHEET = [["date", "title", "lat", "lon"], ["2023-09-24", "A", 42.93, 20.68]]


def test_the_sheet_with_dates_and_positions_is_shown(tmp_path: Path) -> None:
    readme = [["Terms of use"], ["You may use this since 2023-01-01"]]
    found = book(
        tmp_path, {"README": readme, "Codes": [["code", "meaning"], [1, "x"], [2, "y"]], "Data": SHEET}
    )
    assert (found.account, found.raw.shown) == ((1, 1, 0), "Data")
    (question,) = found.draft.questions
    assert question.options == ("README", "Codes", "Data")
    assert "Shown is 'Data'" in question.words


def test_sheets_of_the_same_columns_are_read_together_if_wanted(tmp_path: Path) -> None:
    later = [
        ["title", "date", "lat", "lon", "deaths"],
        ["B", "2024-01-02", 42.9, 20.7, 3],
        ["C", "never", 1, 2, 0],
    ]
    sheets = {"2023": SHEET, "Notes": [["Terms of use"]], "2024": later, "2022": SHEET}
    (question,) = book(tmp_path, sheets).draft.questions
    assert question.options[-1] == "all"
    found = book(tmp_path, sheets, table="all")
    assert found.account == (4, 3, 1)
    assert found.draft.tables["attributes"]["sheet"].tolist() == ["2023", "2024", "2022"]
    assert found.draft.rejected["file"].tolist() == ["2024"]
    assert not found.draft.questions
    assert "Not read, as they have other columns: Notes." in found.said
    assert "'deaths' (2023, 2022)" in found.said


def test_a_sheet_that_is_called_all_is_that_sheet(tmp_path: Path) -> None:
    found = book(tmp_path, {"all": SHEET, "2024": SHEET}, table="all")
    assert (found.account, found.raw.table) == ((1, 1, 0), "all")


def test_a_workbook_has_groups_titles_and_totals_as_texts_have(tmp_path: Path) -> None:
    lines = [
        ["Incidents of week 39"],
        [],
        ["When", None, "Where", None, "What"],
        ["Date", "Time", "Lat", "Lon", "Description"],
        ["2023-09-24", "03:10", 42.93, 20.68, "Firefight"],
        ["2023-09-25", "04:00", 42.94, 20.69, "Funeral"],
        ["Total", None, None, None, 2],
    ]
    found = book(tmp_path, {"Sheet": lines})
    assert (found.account, found.raw.header_row) == ((3, 2, 1), 4)
    assert "two rows, 3 and 4" in found.said
    assert "row 1: 'Incidents of week 39'" in found.said
    assert found.draft.tables["incidents"]["lat"].tolist() == [42.93, 42.94]


def test_a_sheet_of_days_is_shown_rather_than_a_summary_of_years_before_it(tmp_path: Path) -> None:
    years = [["Year", "Strikes", "Killed"], *([f"{year}-01-01", 3, 12] for year in range(2010, 2016))]
    days = [
        ["Strike ID", "Date", "Location", "Killed"],
        *([f"B{n}", f"2010-03-{n:02}", "Wana", n] for n in range(1, 7)),
    ]
    found = book(tmp_path, {"Summary": years, "Strikes": days})
    assert found.raw.shown == "Strikes"
