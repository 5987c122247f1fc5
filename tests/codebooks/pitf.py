"""PITF: degrees, minutes and seconds with a direction; a campaign of months."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "pitf.csv",
        layout="pitf",
        counts=(2, 2, 0),
        asked=(),
        incidents={
            "#1": {
                "event_type": "Incident",
                "when": "2023-09-24",
                "at": (20.6839, 42.93),
                "place_class": "settlement",
                "killed": (None, 6, None),
                "injured": 2,
            },
            "#2": {
                "when": "2023-06-01/2023-09-30",
                "class": "month",
                "at": (-20.6839, -42.93),
                "killed": None,
            },
        },
    ),
)
