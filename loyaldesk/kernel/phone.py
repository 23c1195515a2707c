"""Phone numbers in all their spellings: E.164 inside, the national way outside."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from loyaldesk.kernel.persian import ascii_digits, without_marks

HOME = "IR"
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
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
        plain = "+98" + iran.group(1)
    elif plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _MOBILE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


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
