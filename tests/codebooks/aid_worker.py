"""Aid Worker Security: dates as fine as their parts, places as fine as their names, who attacked whom."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "aid_worker.csv",
        layout="aid-worker-security",
        counts=(3, 3, 0),
        asked=(),
        never=("Unknown", "Road"),
        incidents={
            "1": {
                "title": "Shooting, Town One",
                "event_type": "Shooting",
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place_class": "settlement",
                "killed": (None, 1, None),
                "injured": 1,
                "roles": {
                    ("Group B", "initiator"),
                    ("International NGO", "target"),
                    ("National NGO", "target"),
                },
            },
            "2": {
                "when": "2023-09-01/2023-09-30",
                "class": "month",
                "place": "D",
                "place_class": "district",
                "roles": {("United Nations", "target")},
            },
            "3": {"class": "year", "place": "Aland", "place_class": "country"},
        },
    ),
)
