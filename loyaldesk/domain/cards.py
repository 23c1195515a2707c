"""Points cards: 13 digits with a check digit, which any scanner and keyboard can enter."""

import secrets
from collections.abc import Callable
from enum import StrEnum

PREFIX = "29"
"""EAN numbers that begin with 2 are free for use inside a shop (GS1)."""

LENGTH = 13


class CodeKind(StrEnum):
    """What a code in the club's one name space is."""

    NUMBER = "number"
    CARD = "card"
    FORMER = "former"


class CodeState(StrEnum):
    """Whether a code can still be used."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    REPLACED = "replaced"


def check_digit(twelve: str) -> str:
    """Return the EAN-13 check digit of twelve digits (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return str(-total % 10)


def is_card_number(text: str) -> bool:
    """Return whether *text* is 13 digits that end in their check digit."""
    return (
        len(text) == LENGTH
        and text.isascii()
        and text.isdecimal()
        and check_digit(text[:-1]) == text[-1]
    )


def new_card_number(serial: int, below: Callable[[int], int] = secrets.randbelow) -> str:
    """Return the number of the card with *serial* (1 to 99,999,999).

    Two random digits stand behind the serial, so that the neighbour of a known card cannot simply
    be guessed and typed; *below* draws them.
    """
    twelve = f"{PREFIX}{serial:08d}{below(100):02d}"
    return twelve + check_digit(twelve)


def is_bank_card(text: str) -> bool:
    """Return whether *text* is a 16-digit bank card (Luhn); such a number is never stored."""
    if len(text) != 16 or not (text.isascii() and text.isdecimal()):
        return False
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(text)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
