"""ACLED: the codebook's three precisions, older spellings, a shapefile's, a line for each actor."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "acled.csv",
        layout="acled",
        counts=(4, 4, 0),
        asked=(),
        remarks=("geo_precision: 4: No code of this layout",),
        incidents={
            "XXA1": {
                "title": "Armed clash, Town One",
                "event_type": "Battles",
                "summary": "Shots, then quiet.",
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place": "Town One",
                "place_class": "settlement",
                "killed": (None, 2, None),
                "roles": {
                    ("Army of A", "side A"),
                    ("Police of A", "side A"),
                    ("Guards of A", "side A"),
                    ("Group B", "side B"),
                },
                "sources": [("Paper One", None, None), ("Paper Two", None, None)],
            },
            "XXA2": {"when": "2023-09-22/2023-09-28", "class": "week", "place_class": "near"},
            "XXA3": {"when": "2023-09-01/2023-09-30", "class": "month", "place_class": "region"},
            "XXA4": {"at": (20.68, 42.93), "place_class": "near", "uncertainty_m": None},
        },
    ),
    Expected(
        "acled_v5.csv",
        layout="acled",
        counts=(2, 2, 0),
        incidents={
            "1AAA": {"when": "1997-01-24", "place_class": "settlement", "killed": (None, 16, None)},
            "2AAA": {"when": "1997-01-25", "place_class": "region", "killed": (None, 3, None)},
        },
    ),
    Expected(
        "acled_ten_letters.csv",
        layout="acled",
        counts=(1, 1, 0),
        incidents={
            "XXA1": {
                "when": "2023-09-22/2023-09-28",
                "place_class": "region",
                "roles": {
                    ("Protesters (Aland)", "side A"),
                    ("Students (Aland)", "side A"),
                    ("Police of A", "side B"),
                    ("Army of A", "side B"),
                },
            }
        },
    ),
    Expected(
        "acled_monadic.csv",
        layout="acled",
        counts=(3, 3, 0),
        incidents={
            "XXA1": {
                "killed": (None, 2, None),
                "roles": {("Army of A", "participant"), ("Group B", "participant")},
            },
            "XXA2": {"when": "2023-09-26", "actors": {"Rioters (Aland)"}},
        },
    ),
)
