"""F2: an id that repeats with different rows behind it is none; victims are joined as answered."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "i01_one_row_per_victim.csv", counts=(4, 4, 0), asked=("row_is",), remarks=("incident_id.*x001",)
    ),
    Expected(
        "i01_one_row_per_victim.csv",
        counts=(4, 4, 0),
        asked=(),
        incidents={
            "x001": {"when": "2023-10-07", "killed": (None, 2, None), "injured": 1},
            "x002": {"when": "2023-10-08", "killed": (None, 1, None), "injured": 0},
        },
        choices={"row_is": "victim"},
    ),
    Expected(
        "i02_same_id_two_events.json",
        counts=(3, 3, 0),
        incidents={
            "Shops hit": {"at": (37.55, 48.83), "when": "2022-07-03"},
            "School hit": {"at": (37.59, 48.76), "when": "2022-07-03"},
        },
        remarks=("id.*CIV1",),
    ),
    Expected(
        "a02_acled_weekly.csv",
        counts=(3, 3, 0),
        asked=(),
        incidents={
            "#1": {
                "when": "2024-02-03/2024-02-09",
                "class": "week",
                "at": (50.5, 26.2),
                "place_class": "region",
                "killed": (None, 30, None),
                "kind": "total",
                "count": 12,
            }
        },
        remarks=("EVENTS.*3 rows are totals that stand for 20 events",),
    ),
    Expected(
        "a03_acled_month_year.csv",
        counts=(2, 2, 0),
        asked=(),
        incidents={
            "#1": {
                "when": "2025-01-01/2025-01-31",
                "class": "month",
                "killed": (None, 30, None),
                "at": None,
                "kind": "total",
                "count": 12,
            }
        },
        remarks=("Events.*15 events",),
    ),
    Expected("i03_no_is_a_district.xlsx", counts=(4, 4, 0), remarks=("No: .*'3' stands in rows",)),
)
