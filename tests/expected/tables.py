"""F7: tables as people make them: the header is found, what is no row is left out, nothing else is."""

from expected_files import Expected

_A = {"when": "2023-09-24", "at": (20.68, 42.93)}
_B = {"when": "2023-09-25", "at": (20.69, 42.94)}
_TIMED = {"when": "2023-09-24T03:10Z", "at": (20.68, 42.93)}

EXPECTED = (
    Expected(
        "a05_headerless.csv",
        counts=(3, 3, 0),
        incidents={"#1": {"when": "2023-09-24"}},
        asked=("mapping",),
        remarks=("no line of names: line 1",),
    ),
    Expected(
        "a05_headerless.csv",
        counts=(3, 3, 0),
        incidents={"#1": {"when": "2023-09-24", "at": (20.8, 42.9), "place": "Town One"}},
        asked=(),
        choices={
            "mapping": {
                "column 1": "date",
                "column 2": "place",
                "column 3": "latitude",
                "column 4": "longitude",
            }
        },
    ),
    Expected(
        "h01_hxl_general.csv",
        counts=(2, 2, 0),
        incidents={"A": _A, "B": _B},
        remarks=("Line 2 holds HXL tags.*#affected",),
    ),
    Expected(
        "t01_metadata_lines.csv",
        counts=(2, 2, 0),
        incidents={"A": _A, "B": _B},
        remarks=("line 4.*'Incident export'; 2: 'Generated 2023-10-01 by Office'",),
    ),
    Expected(
        "t02_hash_comments.csv",
        counts=(2, 2, 0),
        incidents={"A": _A, "B": _B},
        remarks=("5: '# end of week 39'", "# Generated 2023-10-01"),
    ),
    Expected(
        "t03_totals_row.csv",
        counts=(3, 2, 1),
        incidents={"A": _A, "B": _B},
        refused=("4: date: Total: .*sums",),
    ),
    Expected(
        "t04_trailing_empty.csv", counts=(2, 2, 0), incidents={"A": _A, "B": _B}, remarks=("blank.*2 rows",)
    ),
    Expected(
        "t05_duplicate_names.csv",
        counts=(1, 1, 0),
        incidents={"A": {**_A, "sources": [(None, "Paper One", None), (None, "Paper Two", None)]}},
        remarks=("numbered, 'source 2'",),
    ),
    Expected(
        "t06_two_header_rows.csv",
        counts=(2, 2, 0),
        incidents={"#1": {**_TIMED, "roles": {("Group A", "side A"), ("Group B", "side B")}}},
        remarks=("two lines, 1 and 2",),
    ),
    Expected("t07_unescaped_quotes.csv", counts=(2, 1, 1), refused=("3: .*quotation marks",)),
    Expected(
        "t08_newlines.csv",
        counts=(1, 1, 0),
        incidents={"A": {**_A, "summary": 'first line\nsecond, line\r\nthird "line"'}},
    ),
    Expected(
        "t09_ragged.csv", counts=(3, 1, 2), incidents={"B": _B}, refused=("2: .*5 cells", "4: .*3 cells")
    ),
    Expected("t10_pipe.csv", counts=(1, 1, 0), incidents={"A, or B": _A}),
    Expected(
        "u02_ucdp_hxl_row.csv",
        counts=(1, 1, 0),
        incidents={"#1": {"when": "2017-01-30", "killed": 5}},
        remarks=("Line 2 holds HXL tags",),
    ),
    Expected("u03_ucdp_no_header.csv", counts=(2, 2, 0), remarks=("no line of names",)),
    Expected(
        "x01_merged_header.xlsx",
        counts=(3, 2, 1),
        incidents={"Firefight": _TIMED},
        remarks=("two rows, 2 and 3", "row 1: 'Incidents of week 39'"),
        refused=("6: .*Total: .*sums up",),
    ),
    Expected(
        "x02_blank_template_rows.xlsx",
        counts=(3, 3, 0),
        incidents={
            "#1": {"when": "2023-09-24"},
            "#2": {"when": "2023-09-25"},
            "#3": {"when": "2023-09-26"},
        },
        remarks=(r"5 rows at the end \(5 to 9\).*Year 1900",),
    ),
    Expected(
        "x04_first_sheet_is_readme.xlsx",
        counts=(1, 1, 0),
        incidents={"A": {"when": "2023-09-24"}},
        remarks=("'Data' is read",),
    ),
    Expected(
        "x07_duplicate_names.xlsx",
        counts=(1, 1, 0),
        incidents={"#1": {**_A, "sources": [(None, "Paper One", None), (None, "Paper Two", None)]}},
    ),
    Expected(
        "x08_number_text.xlsx",
        counts=(2, 2, 0),
        incidents={"A": {**_A, "id": "1234567890123456"}, "B": {**_B, "id": "00042"}},
    ),
    Expected("x09_two_year_sheets.xlsx", counts=(1, 1, 0), asked=("table",)),
    Expected(
        "x09_two_year_sheets.xlsx",
        counts=(2, 2, 0),
        asked=(),
        incidents={
            "A": {"when": "2022-09-24", "others": {"date": "2022-09-24", "sheet": "2022"}},
            "B": {"when": "2023-09-24"},
        },
        choices={"table": "all"},
    ),
    Expected(
        "x10_title_line.csv",
        counts=(2, 2, 0),
        incidents={"#1": {"when": "2023-09-24", "at": (20.8, 43.1), "place": "Leposavić"}},
    ),
    Expected("s08_three_layers.gpkg", counts=(1, 1, 0), asked=("table",)),
)
