"""Codes of vouchers: 16 digits that any scanner and keyboard can enter, and no bank card has."""

import secrets
from collections.abc import Callable

from loyaldesk.domain.cards import is_bank_card

PREFIX = "28"
"""Cards of the club begin with 29; both are free for use inside a shop (GS1)."""

LENGTH = 16


def new_voucher_code(below: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a code nobody can guess: a prefix and 14 random digits; *below* draws them.

    One that would pass for a bank card is thrown away: such numbers are refused at the counter.
    """
    while True:
        code = f"{PREFIX}{below(10**14):014d}"
        if not is_bank_card(code):
            return code
