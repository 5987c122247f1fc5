"""VIINA: 2.0's events by day, and 1.0's, one in each report."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "viina_2.csv",
        layout="viina",
        counts=(2, 2, 0),
        incidents={
            "1pd_1": {
                "title": "artillery, civilian casualties, Town One",
                "event_type": "artillery",
                "when": "2022-05-01",
                "at": (37.5, 48.8),
                "place_class": "settlement",
                "roles": {("Russia", "participant"), ("Russia", "initiator")},
                "sources": [("ukrinform", None, None), ("ria", None, None)],
            },
            "1pd_2": {
                "event_type": "firefight",
                "place_class": "region",
                "roles": {("Russia", "participant"), ("Ukraine", "participant")},
            },
        },
    ),
    Expected(
        "viina_1.csv",
        layout="viina",
        counts=(1, 1, 0),
        incidents={
            "e1": {
                "when": "2022-05-01T14:05Z",
                "place": "Street 1, Town One",
                "place_class": "site",
                "uncertainty_m": 500.0,
                "sources": [("ukrinform", None, "https://example.org/1")],
            }
        },
    ),
)
