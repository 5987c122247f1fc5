"""Insecurity Insight: precisions that begin with a number, positions censored, harm as quantities."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "insecurity_insight.csv",
        layout="insecurity-insight",
        counts=(3, 3, 0),
        asked=(),
        never=("Unidentified armed actor", "No Information"),
        incidents={
            "80001": {
                "event_type": "Firearms",
                "summary": "24 September 2024: An aid worker was shot.",
                "when": "2024-09-24",
                "at": (20.7, 42.9),
                "place": "North",
                "place_class": "near",
                "killed": None,
                "roles": {("Group B", "initiator"), ("LNGO", "target"), ("NGO", "target")},
            },
            "80002": {"at": None, "place_class": None},
            "80003": {"place_class": "country", "actors": {"INGO"}},
        },
    ),
    Expected(
        "insecurity_insight_violence.csv",
        layout="insecurity-insight",
        counts=(2, 2, 0),
        asked=(),
        incidents={
            "80011": {
                "event_type": "Firearms",
                "place_class": "district",
                "roles": {("Group B", "initiator")},
            },
            "80012": {"event_type": "Knife", "roles": {("Police of Aland", "initiator")}},
        },
    ),
)
