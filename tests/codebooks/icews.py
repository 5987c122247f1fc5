"""ICEWS: ids that repeat on other days, places down to a country."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "icews.tab",
        layout="icews",
        counts=(5, 5, 0),
        asked=(),
        never=("NA",),
        incidents={
            "900001": {
                "title": "Army (Aland) – Group B: Use conventional military force",
                "event_type": "Use conventional military force",
                "when": "2016-01-01",
                "at": (20.68, 42.93),
                "place": "Town One",
                "place_class": "settlement",
                "roles": {("Army (Aland)", "side A"), ("Group B", "side B")},
                "sources": [(None, "Agency", None)],
            },
            "900002 2016-01-01": {"place_class": "region", "actors": {"Army (Aland)"}},
            "900002 2016-01-02": {"when": "2016-01-02", "place_class": "country"},
            "900003": {"at": None, "place": None},
            "900004": {"at": None, "place": "North", "actors": {"Group B"}},
        },
    ),
)
