"""GeoConfirmed: the export with semicolons."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "geoconfirmed.csv",
        layout="geoconfirmed",
        counts=(1, 1, 0),
        incidents={
            "#1": {
                "title": "Vehicle destroyed",
                "event_type": "Tank",
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place_class": "site",
                "roles": {("Side A", "participant")},
                "addresses": ["https://example.org/1", "https://example.org/2", "https://example.org/geo"],
            }
        },
    ),
)
