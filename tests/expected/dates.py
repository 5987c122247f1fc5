"""F3 to F6: dates in every spelling, none lost silently, in parts, no false precision."""

from collections.abc import Sequence
from typing import Any

from expected_files import Expected


def whens(*each: str | None, classes: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """When the rows happened, in the file's order."""
    found: dict[str, dict[str, Any]] = {f"#{place}": {"when": one} for place, one in enumerate(each, start=1)}
    for place, name in enumerate(classes, start=1):
        found[f"#{place}"]["class"] = name
    return found


def expected(
    file: str,
    counts: tuple[int, int, int] | None = None,
    incidents: dict[str, dict[str, Any]] | None = None,
    **others: Any,
) -> Expected:
    """A file, its counts, and its incidents."""
    return Expected(file, counts=counts, incidents=incidents or {}, **others)


DAY = "2023-09-24"
DAYS = "2023-09-24/2023-09-26"
MINUTE = "2023-09-24T03:10Z"
TWO = (DAY, "2023-09-25")

F3 = (
    expected(
        "d01_acled_excel_saved.csv", (2, 2, 0), whens("2020-05-09", "2020-05-10"), remarks=("two digits",)
    ),
    expected("d02_short_year_month_name.csv", (2, 2, 0), whens("2019-04-30", "2019-05-12")),
    expected("d04_rfc2822.json", (2, 2, 0), whens("2026-08-21T17:13Z", "2026-08-20T17:50Z")),
    expected(
        "d05_spreadsheet_numbers.csv",
        (3, 3, 0),
        whens("2014-03-14", "2015-02-01", "2015-01-04T12:00Z"),
        remarks=("spreadsheet",),
    ),
    expected(
        "d07_epoch_ms.geojson",
        (3, 3, 0),
        whens("2023-10-01T04:00Z", "2023-10-02T04:00Z", "2023-10-03T04:00Z"),
    ),
    expected(
        "d07b_epoch_ms_date.geojson",
        (3, 3, 0),
        whens(*TWO, "2023-09-26", classes=("day",) * 3),
        remarks=("milli",),
    ),
    expected("d14_apostrophe.csv", (2, 2, 0), whens(*TWO), asked=(), remarks=("day-first",)),
    expected(
        "d15_ranges.csv",
        (19, 19, 0),
        {
            "A": {"when": "2023-03-12/2023-03-14"},
            **{key: {"when": DAYS, "class": "days"} for key in "BCD"},
            "E": {"when": "2023-09-01/2023-09-30", "class": "month"},
            "F": {"when": "2023-09-21/2023-09-30"},
            **{key: {"when": DAY, "class": "day"} for key in "GHIJKLMNOPQR"},
            "S": {"when": "2023-09-24T01:10Z"},
        },
        remarks=("late September.*approximate", "ca. 2023-09-24.*approximate"),
    ),
    expected(
        "d16_arabic_digits.csv", (2, 2, 0), {"#1": {"when": DAY, "at": (20.8, 42.9)}, "#2": {"when": TWO[1]}}
    ),
    expected(
        "d18_month_names.csv",
        (12, 12, 0),
        whens(
            *(
                "2023-07-14",
                "2023-12-01",
                "2023-06-02",
                "2023-10-17",
                "2023-02-03",
                "2023-11-11",
                "2023-05-09",
            ),
            *("2023-11-30", "2023-09-05", "2023-11-12", "2023-10-03", "2023-12-02"),
        ),
    ),
    expected(
        "d19_named_zone.csv", (3, 3, 0), whens("2019-02-23T02:00Z", "2019-07-01T07:30Z", "2019-07-01T07:30Z")
    ),
    expected(
        "d20_coarse_dates.csv",
        (6, 6, 0),
        {
            "A": {"when": "2023-09-01/2023-09-30", "class": "month"},
            "B": {"when": "2018-01-01/2018-12-31", "class": "year"},
            "C": {"when": "2017-05-01/2017-08-31"},
            "D": {"when": "2018-01-01/2019-12-31", "class": "year"},
            "E": {"when": "2021-01-01/2021-12-31", "class": "year"},
            "F": {"when": "2022-09-01/2022-12-31"},
        },
        remarks=("mid 2017.*approximate", "summer 2021.*approximate", "late 2022.*approximate", "hemisphere"),
    ),
    expected("d21_open_intervals.csv", (4, 3, 1), asked=("open_end",), refused=("without its start",)),
    expected(
        "d21_open_intervals.csv",
        (4, 3, 1),
        {key: {"when": "2023-09-29/..", "class": "day"} for key in "ACD"},
        asked=(),
        remarks=("may be going on on every later day",),
        refused=("without its start",),
        choices={"open_end": "goes-on"},
    ),
    expected(
        "d21_open_intervals.csv",
        (4, 3, 1),
        {key: {"when": "2023-09-29/2023-12-31"} for key in "ACD"},
        asked=(),
        remarks=("goes on until 2023-12-31",),
        refused=("without its start",),
        choices={"open_end": "2023-12-31"},
    ),
    expected(
        "d22_ongoing_deployments.csv",
        (3, 3, 0),
        {
            "Brigade at the pass": {"when": None},
            "Observation post": {"when": None},
            "Patrol base": {"when": "2023-05-01/2023-06-15"},
        },
        asked=("open_end",),
    ),
    expected(
        "d22_ongoing_deployments.csv",
        (3, 3, 0),
        {
            "Brigade at the pass": {"when": "2023-09-29/2024-01-31"},
            "Observation post": {"when": "2023-10-02/2024-01-31"},
            "Patrol base": {"when": "2023-05-01/2023-06-15"},
        },
        asked=(),
        choices={"open_end": "2024-01-31"},
    ),
    expected(
        "d22_ongoing_deployments.csv",
        (3, 3, 0),
        {
            "Brigade at the pass": {"when": "2023-09-29/.."},
            "Observation post": {"when": "2023-10-02/.."},
            "Patrol base": {"when": "2023-05-01/2023-06-15"},
        },
        asked=(),
        choices={"open_end": "goes-on"},
    ),
    expected("d23_solar_hijri.csv", (2, 0, 2), refused=("another calendar", "another calendar")),
    expected(
        "d24_inclusive_end.csv",
        (3, 3, 0),
        {"A": {"when": DAYS}, "C": {"when": "2023-09-01/2023-10-31"}},
    ),
    expected("d25_milliseconds.csv", (2, 2, 0), whens("2024-03-04", "2024-03-05", classes=("day", "day"))),
    expected("r06_kml_open_span.kml", (1, 1, 0), whens(None), asked=("open_end",)),
    expected(
        "r06_kml_open_span.kml", (1, 1, 0), whens("2023-09-25/.."), asked=(), choices={"open_end": "goes-on"}
    ),
    expected(
        "r07_start_without_end.csv",
        (4, 2, 2),
        {"A": {"when": DAYS}, "B": {"when": "2023-09-25"}},
        remarks=("Empty in 1 of 4 rows",),
        refused=("end_date.*without a start", "end_date.*before the start"),
    ),
    expected("r27_epoch_seconds.csv", (2, 2, 0), whens(*TWO, classes=("day", "day")), remarks=("seconds",)),
    expected(
        "r28_weekday.csv",
        (12, 11, 1),
        {
            **{key: {"when": DAY} for key in "ABCIJL"},
            "D": {"when": MINUTE},
            "E": {"when": None},
            "F": {"when": "2023-09-24T15:10Z"},
            "H": {"when": "2023-09-01/2023-09-30"},
            "K": {"when": "2023-09-25/2023-10-01", "class": "week"},
        },
        asked=("date_order",),
        refused=("24-Sep: A day without a year",),
    ),
    expected("s14_pandas_records.json", (2, 2, 0), whens(*TWO, classes=("day", "day"))),
    expected(
        "x03_serials_as_numbers.xlsx", (2, 2, 0), whens(DAY, "2023-09-25T12:00Z"), remarks=("spreadsheet",)
    ),
    expected("t13_timezone.csv", (3, 3, 0), {"A": {"when": MINUTE}}, remarks=("taken as UTC",)),
    expected(
        "t13_timezone.csv",
        (3, 2, 1),
        {"A": {"when": "2023-09-24T01:10Z"}},
        refused=("put forward",),
        choices={"timezone": "Europe/Belgrade"},
    ),
    expected("t27_mdy_decides_wrong_col.csv", (2, 2, 0), whens(None, None), asked=("date_order",)),
    expected("t28_contradicting_order.csv", (3, 3, 0), asked=("date_order",)),
    expected(
        "t28_contradicting_order.csv",
        (3, 2, 1),
        {"A": {"when": DAY}, "C": {"when": "2023-04-03"}},
        refused=("month 25",),
        choices={"date_order": "day-first"},
    ),
)

F4 = (
    *(
        expected(file, (2, 2, 0), whens("2021-03-08", "2021-03-12"))
        for file in (
            *(
                "d03_month_day_year_no_comma.csv",
                "d03b_month_day_comma_year.csv",
                "d03c_same_with_underscore.csv",
            ),
        )
    ),
    expected(
        "d12_year_only.csv",
        (2, 2, 0),
        whens("2014-01-01/2014-12-31", "2015-01-01/2015-12-31", classes=("year", "year")),
    ),
    expected("d17_yyyymmddhhmmss.csv", (2, 2, 0), whens("2023-09-24T03:15Z", "2023-09-25T04:15Z")),
    *(
        expected(
            file,
            (8, 8, 0),
            {
                "SimpleData": {"when": DAY},
                "Data": {"when": "2023-09-25"},
                "Span": {"when": "2023-09-26/2023-09-28"},
                "Month": {"when": "2023-09-01/2023-09-30", "class": "month"},
            },
        )
        for file in ("l01_everything.kml", "l02_mymaps.kmz")
    ),
    expected("l05.gpx", incidents={"Post": {"when": MINUTE}}, asked=("table",)),
    expected("r01_time_column_is_whole.csv", (2, 2, 0), whens("2021-03-08T09:12Z", "2021-03-09T09:12Z")),
    expected("r02_kml_timestamps_only.kml", (2, 2, 0), whens(DAY, "2023-09-25T01:10Z")),
    expected(
        "r03_kml_stamp_and_span.kml", (2, 2, 0), whens(DAY, "2023-09-25/2023-09-26", classes=("day", "days"))
    ),
    expected(
        "r05_kml_date_in_data.kml", (1, 1, 0), {"A": {"when": DAY, "addresses": ["https://example.org/1"]}}
    ),
    expected("r08_date_and_start_columns.csv", (2, 2, 0), whens(DAY, "2023-09-25/2023-09-26")),
)

F5 = (
    expected(
        "d11_year_month_day.csv",
        (3, 3, 0),
        whens("2000-01-01", "2001-03-15", "2001-07-01/2001-07-31", classes=("day", "day", "month")),
        asked=(),
    ),
    expected("t18_mass_mobilization.csv", (1, 1, 0), whens("1990-01-15")),
    expected("t20_pitf.csv", (1, 1, 0), whens(DAY)),
    expected("t24_aid_worker.csv", (2, 2, 0), whens(DAY, "2023-09-01/2023-09-30", classes=("day", "month"))),
)

F6 = (
    expected("d06_half_mangled.csv", (8, 8, 0), remarks=("exchanged day and month",)),
    expected("x05_mixed_dates.xlsx", (4, 4, 0), remarks=("exchanged day and month",)),
    expected(
        "d08_midnight_z.geojson",
        (3, 3, 0),
        whens("2022-12-20", "2022-12-21", "2022-12-22", classes=("day",) * 3),
    ),
    *(
        expected(file, (2, 2, 0), whens("2022-12-20", "2022-12-21", classes=("day", "day")))
        for file in ("d09_midnight_offset.csv", "d09b_midnight_plain.csv")
    ),
    expected(
        "d09c_one_real_time.csv",
        (3, 3, 0),
        {"C": {"when": "2022-12-21T14:05Z"}},
        remarks=("2 of 3 times are 00:00",),
    ),
    expected(
        "d10_timemap_time_0000.json",
        (4, 4, 0),
        whens("2022-02-24", "2022-02-25", "2022-02-26", "2022-02-27", classes=("day",) * 4),
    ),
    expected("d13_acled_year_0025.csv", (2, 2, 0), remarks=("year 25", "year column says 2025")),
    expected("k01_kobo.csv", (2, 2, 0), whens(*TWO), remarks=("form was filled in",)),
    *(
        expected(
            file, (2, 2, 0), {"a": {"when": TWO[0], "class": "day"}, "b": {"when": TWO[1], "class": "day"}}
        )
        for file in (
            *(
                "s09_date_times.gpkg",
                "s10_geopandas_date.geojson",
                "s11_geopandas_date.parquet",
                "s12_date.fgb",
            ),
            *("s17_pandas.parquet", "s13_pandas.csv"),
        )
    ),
)

EXPECTED = (*F3, *F4, *F5, *F6)
