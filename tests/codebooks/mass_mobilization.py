"""Mass Mobilization: days out of their parts, a range of participants, a year without a protest."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "mass_mobilization.csv",
        layout="mass-mobilization",
        counts=(3, 2, 1),
        asked=(),
        refused=("4: protest: 0: 0: the country had no protest in this year",),
        never=("100s", "50+", "unspecified"),
        incidents={
            "201990001": {
                "event_type": "violent protest",
                "summary": "Students marched.",
                "when": "1990-01-15/1990-01-17",
                "class": "days",
                "at": None,
                "place": "Town One",
                "roles": {("students", "participant")},
                "sources": [(None, "1. Paper One, January 16, 1990.", None)],
            },
            "201990002": {"event_type": "protest", "when": "1990-01-20", "actors": set()},
        },
    ),
)
