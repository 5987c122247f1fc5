"""POLECAT: several recipients, and None for nothing."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "polecat.txt",
        layout="polecat",
        counts=(2, 2, 0),
        asked=(),
        never=("None",),
        incidents={
            "20230924-1-abc": {
                "title": "Police of Aland – Group B, Group C: assault, firearms",
                "event_type": "ASSAULT",
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place_class": "settlement",
                "roles": {("Police of Aland", "side A"), ("Group B", "side B"), ("Group C", "side B")},
                "sources": [("Agency", None, None)],
            },
            "20230924-2-abd": {
                "title": "protest",
                "place": "North",
                "place_class": "region",
                "actors": set(),
            },
        },
    ),
)
