"""Phone numbers in all their spellings: E.164 inside, the national way outside."""

import re

from loyaldesk.kernel.persian import ascii_digits, without_marks

HOME = "IR"
_GIVEN_OUT = re.compile(r"9(?:0[0-5]|[13]\d|2[0-3]|9[0-4])\d{7}")
"""Mobiles of Iran's three networks, as the library of the world's numbers knows them too; the other
few are left to that library, which takes 60 ms of a start to load."""

_IRAN = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")


def normalize(text: str, region: str = HOME) -> str | None:
    """Return the mobile number in *text* as E.164, or None if it is none.

    ``09121234567``, ``9121234567``, ``+98 912 123 4567``, ``0098...`` and all of them in Persian
    or Arabic digits are one number.
    """
    plain = re.sub(r"[\s()./\-_\u2010-\u2015\u2212]", "", ascii_digits(without_marks(text)))
    if not re.fullmatch(r"\+?\d{7,15}", plain):
        return None
    if region == HOME and (iran := _IRAN.fullmatch(plain)):
        if _GIVEN_OUT.fullmatch(iran.group(1)):
            return "+98" + iran.group(1)
        plain = "+98" + iran.group(1)
    elif plain.startswith("00"):
        plain = "+" + plain[2:]
    return _known_to_the_world(plain, region)


def _known_to_the_world(plain: str, region: str) -> str | None:
    """Return a mobile number of any country as E.164, or None."""
    import phonenumbers  # noqa: PLC0415 - seldom needed, and slow to load

    kinds = phonenumbers.PhoneNumberType
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(e164: str) -> str:
    """Return *e164* as people dial it: ``+989121234567`` becomes ``09121234567``."""
    if e164.startswith("+98"):
        return "0" + e164[3:]
    return e164


def grouped(e164: str) -> str:
    """Return *e164* in readable groups: ``0912 123 4567``."""
    dialled = national(e164)
    if e164.startswith("+98"):
        return f"{dialled[:4]} {dialled[4:7]} {dialled[7:]}"
    return dialled
