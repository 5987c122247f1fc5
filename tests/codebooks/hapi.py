"""HDX HAPI's conflict events: totals of a month in a district, a province or a country."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "hapi_conflict_events.csv",
        layout="hapi-conflict-events",
        counts=(3, 3, 0),
        asked=(),
        remarks=("layout: : Each row is a total",),
        incidents={
            "Political violence, Town One: 12 events": {
                "event_type": "political violence",
                "when": "2023-09-01/2023-09-30",
                "at": None,
                "place": "Town One",
                "killed": (None, 30, None),
            },
            "Demonstration, North: 1 event": {"place": "North", "killed": None},
            "Civilian targeting, ALD: 0 events": {"place": "ALD", "killed": (None, 0, None)},
        },
    ),
)
