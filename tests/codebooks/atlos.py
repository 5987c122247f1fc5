"""Atlos: the three resolutions, the time of day, media as sources."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "atlos.csv",
        layout="atlos",
        counts=(4, 4, 0),
        asked=(),
        incidents={
            "ATL-CIV-0001": {
                "title": "Strike on a market",
                "event_type": "Military Activity/Strike",
                "when": "2023-09-24T03:10Z",
                "at": (20.68, 42.93),
                "place": "Town One",
                "place_class": "site",
                "uncertainty_m": 10.0,
                "addresses": ["https://example.org/1", "https://example.org/2"],
            },
            "ATL-CIV-0002": {"when": "2023-09-24", "uncertainty_m": 100.0},
            "ATL-CIV-0003": {"place_class": "settlement", "uncertainty_m": 1_000.0},
            "ATL-CIV-0004": {"when": None, "at": None, "sources": []},
        },
    ),
)
