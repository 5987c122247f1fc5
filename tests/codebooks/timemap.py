"""timemap: a platform's own table, and the download of the one on Ukraine."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "timemap.csv",
        layout="timemap",
        counts=(1, 1, 0),
        asked=(),
        incidents={
            "1": {
                "event_type": "Air strike",
                "when": "2023-09-24T03:10Z",
                "place": "Town One",
                "place_class": "near",
                "addresses": ["https://example.org/1"],
            }
        },
    ),
    Expected(
        "timemap_ukraine.csv",
        layout="timemap",
        counts=(1, 1, 0),
        incidents={
            "CIV0001": {
                "when": "2022-07-03",
                "at": (37.55, 48.83),
                "addresses": ["https://example.org/1", "https://example.org/2"],
            }
        },
    ),
)
