"""UCDP GED: the seven precisions of place, the five of time, lists of sources in each form."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "ucdp.csv",
        layout="ucdp",
        counts=(8, 8, 0),
        asked=(),
        remarks=("where_prec: 9: No code of this layout",),
        incidents={
            "1": {
                "event_type": "state-based violence",
                "when": "2017-01-30",
                "at": (37.7, 48.1),
                "place_class": "settlement",
                "killed": (4, 5, 6),
                "roles": {("Government of A", "side A"), ("Group B", "side B")},
                "sources": [
                    ("Agency One", "First headline", None),
                    ("Agency Two", "Second headline", None),
                    ("Agency Two", "Third headline", None),
                ],
            },
            "2": {
                "event_type": "non-state violence",
                "when": "2017-02-01/2017-02-03",
                "class": "days",
                "place_class": "near",
                "uncertainty_m": 25_000.0,
                "sources": [("Agency One", "Fourth; with a semicolon", None), ("Agency Two", "Fifth", None)],
            },
            "3": {
                "event_type": "one-sided violence",
                "class": "week",
                "place_class": "district",
                "sources": [(None, "A report of the office", None)],
            },
            "4": {"class": "month", "place_class": "region"},
            "5": {"when": "2017-01-01/2017-12-31", "class": "year", "place_class": "region"},
            "6": {"place_class": "country"},
            "7": {"place_class": "region", "uncertainty_m": 250_000.0},
            "8": {"at": (37.7, 48.1), "place_class": "near", "uncertainty_m": None},
        },
    ),
)
