"""Interface strings: says the words under a key in the reader's language, with values filled in.

Each language is one TOML file here. A key whose words depend on a number is a table of CLDR plural
categories (`one`, `few`, `other`, …); Babel says which one a number takes in a language.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.numbers import format_decimal

DEFAULT: Final = "en"


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a file here, as BCP 47 tags."""
    return tuple(sorted(file.stem for file in Path(__file__).parent.glob("*.toml")))


@cache
def words(language: str = DEFAULT) -> dict[str, Any]:
    """All words of a language, nested as in its file."""
    with Path(__file__).with_name(f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def locale(language: str = DEFAULT) -> Locale:
    """The language's rules for plurals, numbers and dates."""
    return Locale.parse(language, sep="-")


def say(key: str, /, *, language: str = DEFAULT, **values: object) -> str:
    """The words under a dotted `key`, with `{name}` replaced by `values`; numbers are grouped.

    A table of plural forms is chosen by the value called `n`.
    """
    entry: Any = words(language)
    for part in key.split("."):
        entry = entry[part]
    sentence = entry if isinstance(entry, str) else _plural(entry, values["n"], language)
    shown = {
        name: format_decimal(value, locale=locale(language)) if isinstance(value, int) else value
        for name, value in values.items()
    }
    return sentence.format(**shown)


def _plural(forms: dict[str, str], n: object, language: str) -> str:
    form = locale(language).plural_form(n) if isinstance(n, int | float) else "other"
    return forms.get(form, forms["other"])


def name_of(vocabulary: str, value: str, *, language: str = DEFAULT) -> str:
    """The reader's word for a value of the model's vocabularies; a file's own value stands as it is."""
    word: str = words(language)[vocabulary].get(value, value)
    return word
