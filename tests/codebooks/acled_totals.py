"""ACLED's totals: a week from Saturday, a division's centre as a region, events as a quantity."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "acled_totals.csv",
        layout="acled-totals",
        counts=(2, 2, 0),
        asked=(),
        remarks=("2 rows are totals that stand for 15 events",),
        incidents={
            "Armed clash, North, Aland: 12 events": {
                "when": "2024-02-03/2024-02-09",
                "class": "week",
                "at": (50.5, 26.2),
                "place_class": "region",
                "killed": (None, 30, None),
            },
        },
    ),
)
