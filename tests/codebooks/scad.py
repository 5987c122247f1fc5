"""SCAD: first and last day out of their parts, codes below nought, places up to a whole country."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "scad.csv",
        layout="scad",
        counts=(3, 3, 0),
        asked=(),
        incidents={
            "4750001": {
                "title": "organized demonstration, Town One",
                "summary": "Fees.",
                "when": "1990-01-13/1990-01-14",
                "class": "days",
                "at": (3.39, 6.45),
                "place_class": "settlement",
                "killed": None,
                "roles": {("students", "participant"), ("government", "target")},
            },
            "4750002": {"when": "1990-02-05", "at": None, "killed": (None, 3, None)},
            "4750003": {"when": "1990-01-01/1990-03-31", "class": "month", "place_class": "region"},
        },
    ),
)
