"""F1: words for nothing are missing, and never a name."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "m01_r_na.csv",
        counts=(3, 3, 0),
        incidents={
            "#1": {"when": "2023-09-24", "actors": {"Army of A"}, "killed": (None, 2, None)},
            "#2": {"when": "2023-09-25", "place": None, "killed": None},
            "#3": {"actors": set(), "at": None, "killed": (None, 0, None)},
        },
        remarks=("fatalities.*NA", "actor2.*NA .3"),
        never=("NA",),
    ),
    Expected(
        "m02_nan_texts.csv",
        counts=(4, 4, 0),
        incidents={
            "#1": {"killed": (None, 2, None), "actors": {"Army of A"}},
            **{f"#{row}": {"killed": None, "at": None, "actors": set()} for row in (2, 3, 4)},
        },
        never=("nan", "None", "NULL", "N/A", "n/a", "NaN", "-", "?"),
    ),
    Expected(
        "m03_gtd_codes.csv",
        counts=(2, 2, 0),
        incidents={
            "A": {"when": "2012-02-24", "killed": None, "injured": None},
            "B": {"when": "2012-02-25", "at": None, "killed": (None, 0, None), "injured": None},
        },
        remarks=("fatalities.*-99", "injured.*-9"),
        never=("Unknown",),
    ),
    Expected(
        "m04_no_position_words.csv",
        counts=(3, 3, 0),
        incidents={
            "#1": {"when": "2019-04-30", "at": (39.0, 19.9)},
            "#2": {"at": None},
            "#3": {"at": None},
        },
        remarks=("Estimated Coordinates.*Unconfirmed",),
        choices={"pair_order": "latitude-longitude"},
    ),
    Expected(
        "m05_acled_na.csv",
        counts=(2, 2, 0),
        incidents={
            "XXA1": {"killed": None, "actors": {"Army of A"}},
            "XXA2": {"at": None, "place_class": None, "killed": (None, 3, None)},
        },
        never=("NA",),
    ),
    Expected(
        "m06_acled_actor_na.csv",
        counts=(2, 2, 0),
        incidents={
            "XXA1": {"actors": {"Protesters (Aland)"}},
            "XXA2": {
                "actors": {"Army of A", "Group B"},
                "sources": [],
                "summary": None,
                "killed": (None, 3, None),
            },
        },
        never=("NA",),
    ),
    Expected(
        "m07_null_words.csv",
        counts=(4, 4, 0),
        incidents={
            "#1": {"killed": None, "actors": set(), "place": "Town One"},
            "#2": {"killed": (None, 1, None), "place": None, "at": None},
            "#3": {"killed": None, "actors": {"Group B"}, "place": None},
            "#4": {"killed": None, "actors": set()},
        },
        never=("NULL", r"\N", "<NA>", "#N/A", ".", "null"),
    ),
    Expected(
        "m08_words_that_are_names.csv",
        counts=(2, 2, 0),
        incidents={
            "Raid on None Bridge": {"place": "Nan", "at": (100.77, 18.77)},
            "Unknown Soldier Square closed": {
                "others": {"date": "2023-09-25", "country_code": "NA", "fatalities": "0"}
            },
        },
    ),
    Expected(
        "m09_counts_unknown.xlsx",
        counts=(3, 3, 0),
        incidents={
            "Clash": {"killed": None, "injured": 4},
            "March": {"killed": (None, 0, None), "injured": None},
            "Fire": {"at": None, "killed": (None, 1, None), "injured": None},
        },
    ),
    Expected(
        "s07_nan_text.zip",
        counts=(2, 2, 0),
        incidents={"#1": {"actors": {"Army of A"}}, "#2": {"actors": set()}},
        never=("nan",),
    ),
    Expected(
        "t17_scad.csv",
        counts=(2, 2, 0),
        incidents={"#1": {"at": (3.39, 6.45)}, "#2": {"at": None}},
    ),
    Expected(
        "x06_errors_formulas.xlsx",
        counts=(2, 2, 0),
        remarks=("formulas.*#N/A", "formulas.*saved without"),
        incidents={"B": {"at": None}},
    ),
    Expected(
        "c16_missing_one.csv",
        counts=(3, 2, 1),
        refused=("lon",),
        incidents={"B": {"at": (0.0, 0.0)}, "C": {"at": None}},
        remarks=("B|0",),
    ),
)
