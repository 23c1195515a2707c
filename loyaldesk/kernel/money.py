"""Money is integer Rial; Toman is how people say and type it."""

import re

from persiantools import digits

from loyaldesk.kernel.persian import ascii_digits, without_marks

RIAL_PER = {"rial": 1, "toman": 10}
MOST_RIAL = 10**13
"""The largest amount of one sale: 1,000 billion Toman is a slip of the key, not a purchase."""


def parse_amount(text: str, unit: str) -> int:
    """Return the amount typed in *unit*, in Rial.

    Grouping by ``,``, ``٬``, ``'``, space or ``.`` in threes is understood; a fraction is not:
    ``1.234,56`` is refused rather than guessed.

    Raises:
        ValueError: With a code as its text: ``empty``, ``not a number``, ``fraction``, ``large``.
    """
    plain = ascii_digits(without_marks(text)).strip()
    if not plain:
        raise ValueError("empty")
    sign = -1 if plain[0] in "-\u2212" else 1
    plain = plain[1:].strip() if plain[0] in "+-\u2212" else plain
    if re.fullmatch(r"[1-9]\d{0,2}([,٬،'\u2019 \u00a0\u202f.])\d{3}(\1\d{3})*", plain):
        plain = re.sub(r"\D", "", plain)
    elif re.fullmatch(r"\d+[.٫/]0+", plain):  # a whole number as spreadsheets write it: 1250000.0
        plain = re.split(r"[.٫/]", plain)[0]
    elif re.fullmatch(r"[\d,٬،.٫]*[.,٫٬،]\d+", plain):
        raise ValueError("fraction")
    if not re.fullmatch(r"\d+", plain):
        raise ValueError("not a number")
    if len(plain.lstrip("0")) > 15 or int(plain) * RIAL_PER[unit] > MOST_RIAL:
        raise ValueError("large")
    return sign * int(plain) * RIAL_PER[unit]


def in_unit(rial: int, unit: str) -> int:
    """Return *rial* in *unit*, rounded toward zero (a Toman is ten Rial)."""
    return rial if unit == "rial" else (abs(rial) // 10) * (1 if rial >= 0 else -1)


def words_fa(number: int) -> str:
    """Return a whole number in Persian words."""
    return str(digits.to_word(number))


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_GROUPS = ("", " thousand", " million", " billion", " trillion")


def words_en(number: int) -> str:
    """Return a whole number of at most 15 digits in English words."""
    if number < 0:
        return f"minus {words_en(-number)}"
    if number == 0:
        return _ONES[0]
    parts = []
    for group in range(len(_GROUPS) - 1, -1, -1):
        three = number // 1000**group % 1000
        if three:
            parts.append(_below_thousand(three) + _GROUPS[group])
    return " ".join(parts)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if 0 < rest < 20:
        parts.append(_ONES[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS[tens] + (f"-{_ONES[ones]}" if ones else ""))
    return " ".join(parts)
