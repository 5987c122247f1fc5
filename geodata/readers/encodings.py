"""Decodes a text file, with the encoding said or guessed.

A byte order mark decides; then UTF-8, if the bytes are valid in it, or all but a few; then UTF-16 by its NUL
bytes; then the best of Windows-1250, -1251 and -1252, distinguished by what stands beside the letters that
differ: a Cyrillic letter stands among Cyrillic ones; `č` (1250) beside a vowel, `è` (1252, the same byte)
beside a consonant. Where nothing differs, the three give the same text. Bytes that none of them has are tried
as Mac Roman. A general detector does worse on short tables: charset-normalizer 3.5.2 gives `Săo Paulo` and
`wieœ`.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from geodata.errors import UnusableFileError, shown
from geodata.readers.raw import Job, Note

GUESSED: Final = ("cp1250", "cp1251", "cp1252")
MAC: Final = "mac_roman"
NAMES: Final = {
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    MAC: "Mac Roman",
}

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES: Final = 400_000
_MOST_IN_UTF_8: Final = 4
"""So many letters in UTF-8 for one that is not, at least."""
_FEW: Final = 5
_SAMPLE: Final = 2_000
_PIECE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|([\x80-\xff])"
)
"""A letter of UTF-8 beyond ASCII, or a byte that is part of none."""
_BROKEN: Final = re.compile("[A-Za-z][ŽŠŒŸ‡ˆ‰\ufffd][a-z]")
"""What Mac Roman's letters are in Windows-1252: within a word they are none."""
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_HIGH_LINE: Final = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWELS: Final = frozenset("aeiouyäëïöüáéíóúýàèìòùâêîôûãõåæøœăąęěűőůÿ")
_OUR_ALPHABETS: Final = {
    "cp1250": frozenset("čćžšđłśźżąęńőűěřůăâîşţáéíóúýäöüëçôß"),
    "cp1252": frozenset("àâäáãåæçèêëéìîïíñòôöóõøùûüúýÿœßšž"),
}


class Decoded(NamedTuple):
    """A file's text and how it was come by."""

    text: str
    encoding: str
    notes: tuple[Note, ...]


def decode(content: bytes, job: Job, asked: str | None = None) -> Decoded:
    """Turn bytes into text.

    Parameters
    ----------
    asked
        The encoding that the researcher chose; none to find it out.

    Raises
    ------
    UnusableFileError
        If the bytes are no text in the encoding asked for, or hold NUL bytes.
    """
    if asked is not None:
        return Decoded(_without_nul(_asked(content, job, asked), job), asked, ())
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _marked(content, job, encoding)
    if wide := _utf_16_without_mark(content):
        text = _strictly(content, wide, job)
        note = Note("encoding", f"The text is read as {wide.upper()}: it looks like it, and nothing says it.")
        return Decoded(_without_nul(text, job), wide, (note,))
    try:
        return Decoded(_without_nul(content.decode("utf-8"), job), "utf-8", ())
    except UnicodeDecodeError as error:
        _refuse_nul(content.find(b"\0"), content[: content.find(b"\0")].count(b"\n"), job)
        return _guessed(content, job, error)


def guess(content: bytes) -> str:
    """The likeliest of `GUESSED` for bytes that are not UTF-8."""
    sample = b"\n".join(_HIGH_LINE.findall(content[:_SAMPLE_BYTES])) or content[:_SAMPLE_BYTES]
    texts = {name: sample.decode(name, errors="replace") for name in GUESSED}
    if _cyrillic(texts["cp1251"]) > 0:
        return "cp1251"
    central, western = (_latin(texts[name], _OUR_ALPHABETS[name]) for name in ("cp1250", "cp1252"))
    return "cp1250" if central > western else "cp1252"


def _marked(content: bytes, job: Job, encoding: str) -> Decoded:
    text = _without_nul(_strictly(content, encoding, job), job)
    if encoding == "utf-8-sig":
        return Decoded(text, encoding, ())
    words = f"The text is read as {encoding.upper()}, as its first bytes say."
    return Decoded(text, encoding, (Note("encoding", words),))


def _guessed(content: bytes, job: Job, error: UnicodeDecodeError) -> Decoded:
    if control := _CONTROL.search(content):
        line = content.count(b"\n", 0, control.start()) + 1
        raise _no_text(job, f"line {line} holds the byte 0x{control.group()[0]:02X}")
    if mixed := _mostly_utf_8(content, job):
        return mixed
    encoding = guess(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if _of_a_mac(content):
            return Decoded(text := content.decode(MAC), MAC, (Note("encoding", _said(MAC, text)),))
        line = content.count(b"\n", 0, error.start) + 1
        found = f"line {line} holds the byte 0x{content[error.start]:02X}: no text in UTF-8 or Windows-125x"
        raise _encoding_error(job, found) from None
    return Decoded(text, encoding, (Note("encoding", _said(encoding, text)),))


def _said(encoding: str, text: str) -> str:
    """That an encoding is guessed, with words to see it by."""
    examples = dict.fromkeys(word for word in _WORD.findall(text[:_SAMPLE_BYTES]) if not word.isascii())
    listed = ", ".join(shown(word) for word in list(examples)[:8])
    return (
        f"The encoding is guessed: {NAMES[encoding]}. It gives words such as: {listed or '(none)'}. "
        "If they look wrong, save the file in UTF-8 and add it again."
    )


def _mostly_utf_8(content: bytes, job: Job) -> Decoded | None:
    """Text of which most letters are UTF-8 and some are not, each in its own way; None for any other."""
    single = [found.start() for found in _PIECE.finditer(content) if found[1]]
    good = sum(found[1] is None for found in _PIECE.finditer(content))
    if not 0 < len(single) * _MOST_IN_UTF_8 <= good:
        return None
    lines = dict.fromkeys(content.count(b"\n", 0, at) + 1 for at in single[:_FEW])
    ends = content + b"\n"
    beside = b"\n".join(
        content[content.rfind(b"\n", 0, at) + 1 : ends.find(b"\n", at)] for at in single[:_SAMPLE]
    )
    sample = _PIECE.sub(lambda found: found[1] or b"a", beside)
    of_a_mac = _of_a_mac(sample) and _BROKEN.search(sample.decode("cp1252", "replace"))
    encoding = MAC if of_a_mac else guess(sample)
    try:
        text = _PIECE.sub(
            lambda found: found[0] if found[1] is None else found[1].decode(encoding).encode(), content
        ).decode("utf-8")
    except UnicodeDecodeError:
        return None
    more = " …" if len(single) > _FEW else ""
    words = (
        f"The text is UTF-8 but for {len(single):,} letters, which are read as {NAMES[encoding]} "
        f"(lines {', '.join(f'{line:,}' for line in lines)}{more}). "
        "If they look wrong, correct them in the file."
    )
    return Decoded(_without_nul(text, job), "utf-8", (Note("encoding", words),))


def _of_a_mac(content: bytes) -> bool:
    """Whether bytes that are no text of Windows are words as older programs on a Mac wrote them."""
    sample = b"\n".join(_HIGH_LINE.findall(content[:_SAMPLE_BYTES]))
    return _latin(sample.decode(MAC), _OUR_ALPHABETS["cp1252"]) > 0


def _asked(content: bytes, job: Job, asked: str) -> str:
    try:
        codec = codecs.lookup(asked)
    except (LookupError, ValueError):
        raise _encoding_error(job, f"there is no encoding '{shown(asked)}'", _ASK_OTHERWISE) from None
    # Python's other codecs (zip, base64, rot13) are no encodings of text.
    if not getattr(codec, "_is_text_encoding", True) or codec.name in ("idna", "punycode", "unicode_escape"):
        raise _encoding_error(job, f"'{shown(asked)}' is no encoding of text", _ASK_OTHERWISE)
    return _strictly(content, "utf-8-sig" if codec.name == "utf-8" else codec.name, job)


def _strictly(content: bytes, encoding: str, job: Job) -> str:
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = content.count(b"\n", 0, start) + 1
        raise _encoding_error(job, f"line {line} is no text in {encoding.upper()}") from None


_ASK_OTHERWISE: Final = "Choose another encoding, or save the file in UTF-8."


def _encoding_error(
    job: Job, found: str, next_step: str = "Save the file in UTF-8 and add it again."
) -> UnusableFileError:
    return job.unusable("encoding", found, next_step)


def _no_text(job: Job, found: str) -> UnusableFileError:
    next_step = (
        "It may be damaged, or a file of another kind under this name: "
        "open it in the program that it comes from, and save it as text in UTF-8."
    )
    return job.unusable("encoding", f"{found}, so this is no text", next_step)


def _without_nul(text: str, job: Job) -> str:
    _refuse_nul(at := text.find("\0"), text.count("\n", 0, max(at, 0)), job)
    return text


def _refuse_nul(at: int, lines_before: int, job: Job) -> None:
    if at >= 0:
        raise _no_text(job, f"line {lines_before + 1} holds a NUL byte")


def _utf_16_without_mark(content: bytes) -> str | None:
    sample = content[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    likely = ("utf-16-le", odd) if even == 0 else ("utf-16-be", even)
    if min(even, odd) > 0 or likely[1] <= 0.3 * half:
        return None
    try:
        content.decode(likely[0])
    except UnicodeDecodeError:
        return None
    return likely[0]


def _cyrillic(text: str) -> int:
    """Letters in words all of Cyrillic, less other non-ASCII letters beside ASCII ones."""
    score = 0
    for word in _WORD.findall(text):
        high = sum(letter > "\x7f" for letter in word)
        if high and high < len(word):
            score -= high
        elif high > 1:
            # ÀÈ... read as Cyrillic gives capitals within words; a real word has them first, or throughout.
            score += high if word[1:].islower() or word.isupper() else -high
    return score


def _latin(text: str, alphabet: frozenset[str]) -> float:
    score = 0.0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        letter, at = found.group().lower(), found.start()
        before, after = text[at - 1 : at].lower(), text[at + 1 : at + 2].lower()
        inside = before.isalpha() and after.isalpha()
        if not letter.isalpha():
            score -= 2 if inside else 0
            continue
        score += 1 if letter in alphabet else -1
        score += _fits(letter, before, after)
    return score


def _fits(letter: str, before: str, after: str) -> float:  # noqa: PLR0911 - a rule each
    """Whether a letter stands where such letters do: vowels beside consonants, consonants beside vowels."""
    beside = [one for one in (before, after) if one.isalpha()]
    vowels = sum(one in _VOWELS for one in beside)
    if letter + after in ("ão", "ãe", "õe"):
        return 2
    if letter in "ñń":
        return 1 if (letter == "ñ") == (after in _VOWELS) else -1
    if letter in "śź" and after in _VOWELS:
        return -1  # Polish writes si, zi
    if letter == "č" and not before.isalpha() and after.isalpha():
        return 1.5
    if letter == "õ" or (letter == "ů" and before in _VOWELS):
        return -1
    if letter in _VOWELS:
        return 1 if vowels < len(beside) else -1 if beside else 0
    return 1 if vowels else -1 if beside else 0
