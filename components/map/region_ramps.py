"""The colours of shaded regions, from few to many: lilac to violet, apart for colour-blind eyes too.

One hue whose lightness alone rises or falls: no eye confuses it, and no symbol of the map has it. In a dark
page much is light. `tests/test_region_ramps.py` simulates what colour-blind people see.
"""

from __future__ import annotations

from typing import Final

RAMPS: Final = {
    "light": ("#f3edf9", "#e3d5f1", "#d1bbe8", "#bd9fdc", "#a783ce", "#9068bd", "#774ca9"),
    "dark": ("#2b2136", "#3d2e4f", "#513c69", "#664c84", "#7c5d9e", "#9371b7", "#ab89ce"),
}


def ramp(theme: str, k: int) -> tuple[str, ...]:
    """The colours of k classes, the first of the fewest."""
    colours = RAMPS[theme]
    if k < 2:
        return colours[3:4]
    last = len(colours) - 1
    return tuple(colours[round(each * last / (k - 1))] for each in range(k))
