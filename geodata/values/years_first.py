"""Writes a column of years, days and months, such as 2023-13-05, as years, months and days.

Only where its figures can be nothing else: in many the middle ones are no month, in none the last ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.values import date_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

TURNED: Final = "Dates such as {} are read as year, day and month, as no month can be as high."
_DAY: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_SHARE: Final = 4
"""One in so many has to be decided: a day is above 12 in six of ten, and one alone may be a slip."""


def decided(cells: pd.Series[str]) -> tuple[pd.Series[str], str]:
    """The column with its months before its days, and what is remarked; as it is where that is not sure."""
    texts: Sequence[str] = cells.unique().tolist()
    found = {text: match for text in texts if (match := _DAY.match(date_words.plain(text)))}
    days_first = [text for text, match in found.items() if int(match[3]) > 12 >= int(match[4])]
    if not days_first or any(int(match[4]) > 12 for match in found.values()):
        return cells, ""
    if _SHARE * len(days_first) < len(found):
        return cells, ""
    turned = {
        text: f"{match[1]}{match[2]}{match[4]}{match[2]}{match[3]}{date_words.plain(text)[match.end() :]}"
        for text, match in found.items()
    }
    return cells.replace(turned), TURNED.format(days_first[0])
