"""Persian writing: digits, what may be stored, and one search key for all its spellings."""

import re
import unicodedata

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_TO_ASCII = str.maketrans(PERSIAN_DIGITS + "٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_TO_PERSIAN = str.maketrans("0123456789", PERSIAN_DIGITS)

LRI, RLI, FSI, PDI, LRM, RLM, ZWNJ = (
    "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u200c",
)  # fmt: skip

_DIRECTION = re.compile("[\u200b\u200d\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_TO_PERSIAN_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_FOLD = str.maketrans({
    "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ئ": "ی", "ك": "ک", "ة": "ه",
    "ۀ": "ه", "\u06d5": "ه", "ؤ": "و", "ء": None, "ـ": None, "\u200c": None,
})  # fmt: skip
_BREAKS = "\t\n\r\x0b\x0c\x85\u2028\u2029"
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def ascii_digits(text: str) -> str:
    """Return *text* with Persian and Arabic digits as 0-9."""
    return text.translate(_TO_ASCII)


def persian_digits(text: str) -> str:
    """Return *text* with 0-9 as Persian digits."""
    return text.translate(_TO_PERSIAN)


def ltr(text: str) -> str:
    """Wrap *text* so that it keeps its left-to-right order inside any sentence."""
    return f"{LRI}{text}{PDI}"


def isolate(text: str) -> str:
    """Wrap a text from outside so that it cannot disturb the sentence around it."""
    return f"{FSI}{text}{PDI}"


def without_marks(text: str) -> str:
    """Return *text* without direction marks and other invisible characters (ZWNJ stays)."""
    return _DIRECTION.sub("", text)


def is_storable(text: str) -> bool:
    """Return whether *text* has neither NUL nor half a character (a lone surrogate)."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def clean(text: str) -> str:
    """Return *text* as one line to be stored: NFC, Persian ye and kaf, no controls.

    ZWNJ is kept: Persian needs it. Direction overrides and isolates are dropped.
    """
    if text.isascii() and text.isprintable():  # only spaces can be wrong in it
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", without_marks(text)).translate(_TO_PERSIAN_LETTERS)
    text = "".join(" " if c in _BREAKS else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join(unicodedata.normalize("NFC", text).split()).strip(ZWNJ + " ")


def clean_lines(text: str) -> str:
    """Return *text* cleaned line by line, with at most one empty line in a row."""
    lines = [clean(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """Return the search key of *text*: one for all its spellings.

    Folds Arabic and Persian letters, hamza, digits, case, full width and accents; drops vowel
    marks, tatweel, ZWNJ and direction marks; single spaces.
    """
    if text.isascii() and text.isprintable():  # only case and spaces can differ
        return " ".join(text.casefold().split())
    text = without_marks(text).translate(_FOLD)
    text = unicodedata.normalize("NFKD", text).translate(_FOLD)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = ascii_digits(text).translate(_DASHES).casefold()
    text = "".join(" " if c in _BREAKS else c for c in text)
    return " ".join("".join(c for c in text if unicodedata.category(c)[0] != "C").split())


def code_key(text: str) -> str:
    """Return the key of a code that somebody typed or scanned: trimmed, digits and case folded.

    Leading zeros stay: ``00001`` is not ``1``.
    """
    return fold(text).replace(" ", "")
