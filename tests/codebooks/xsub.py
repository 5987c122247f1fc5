"""xSub: precisions in words, who began it and whom it was directed at."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "xsub.csv",
        layout="xsub",
        counts=(2, 2, 0),
        asked=(),
        never=("NA", "SIDEA", "SIDEB"),
        incidents={
            "#1": {
                "event_type": "direct violence",
                "when": "2009-06-24",
                "at": (20.68, 42.93),
                "place_class": "settlement",
                "roles": {("Group B", "initiator"), ("Army of Aland", "target")},
            },
            "#2": {"when": "2009-06-01/2009-06-30", "class": "month", "place_class": "region"},
        },
    ),
)
