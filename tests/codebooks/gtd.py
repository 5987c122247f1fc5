"""The Global Terrorism Database: each specificity, dates to the month and year, codes for the unknown."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "gtd.csv",
        layout="gtd",
        counts=(6, 6, 0),
        asked=(),
        remarks=(
            "iyear: 2023: 2023-02 has no day 31: the month is kept",
            r"nkill: 4\.5: Left out of the figures",
            "nkill: : .*-99",
        ),
        never=("Unknown", "-99"),
        incidents={
            "202309240001": {
                "title": "Armed Assault, Town One, Aland",
                "event_type": "Armed Assault",
                "summary": "09/24/2023: Assailants opened fire.",
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place": "Town One",
                "place_class": "settlement",
                "killed": (None, 3, None),
                "injured": 2,
                "roles": {("Group B", "initiator"), ("Patrol", "target")},
                "sources": [
                    (None, "Paper One, September 25, 2023", None),
                    ("example.org", None, "https://example.org/1"),
                ],
            },
            "202309000002": {
                "when": "2023-09-01/2023-09-30",
                "class": "month",
                "place": "North",
                "place_class": "district",
                "killed": None,
                "injured": None,
                "actors": {"Patrol"},
            },
            "202300000003": {"class": "year", "place_class": "region"},
            "202309250004": {"when": "2023-09-25", "place_class": "near", "killed": None},
            "202309260005": {"at": None, "roles": {("Group B", "initiator"), ("Villagers", "target")}},
        },
    ),
    Expected(
        "gtd_copy.csv",
        layout="gtd",
        counts=(3, 2, 1),
        refused=("4: eventid: .*An exact copy of row 2",),
        never=("Unknown",),
        incidents={
            "202309240001": {
                "title": "Armed Assault, Town One",
                "when": "2023-09-24",
                "killed": (None, 3, None),
                "injured": 2,
                "roles": {("Group B", "initiator"), ("Patrol", "target")},
            },
            "202309000002": {"when": "2023-09-01/2023-09-30", "class": "month", "killed": None},
        },
    ),
)
