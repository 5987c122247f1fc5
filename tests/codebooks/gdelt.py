"""GDELT: events of 2.0, of 1.0 by day, and of 1.0 before April 2013, without a header."""

from expected_files import Expected

_SIDES = {("POLICE", "side A"), ("GROUP", "side B")}

EXPECTED = (
    Expected(
        "gdelt_2.export.CSV",
        layout="gdelt",
        counts=(3, 3, 0),
        asked=(),
        incidents={
            "900000001": {
                "title": "POLICE – GROUP: fight",
                "event_type": "fight",
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place": "Town One, North, Aland",
                "place_class": "settlement",
                "roles": _SIDES,
                "addresses": ["https://example.org/1"],
            },
            "900000002": {"event_type": "protest", "place_class": "country", "actors": {"POLICE"}},
            "900000003": {"at": None, "sources": [(None, "BBC Monitoring", None)]},
        },
    ),
    Expected(
        "gdelt_1.export.CSV",
        layout="gdelt",
        counts=(1, 1, 0),
        incidents={"700000001": {"when": "2013-09-24", "addresses": ["https://example.org/1"]}},
    ),
    Expected(
        "gdelt_1982.csv",
        layout="gdelt",
        counts=(1, 1, 0),
        incidents={"7000001": {"when": "1982-01-02", "at": (20.68, 42.93), "roles": _SIDES, "addresses": []}},
    ),
    Expected("gdelt.mentions.CSV", error="it is GDELT's mentions.*Choose the file of events"),
)
