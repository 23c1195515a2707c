"""What makes a member: names, numbers, consent, and who may be the same person."""

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from loyaldesk.kernel import persian, phone
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs

LONGEST_NAME = 120
LONGEST_LINE = 300
LONGEST_NOTE = 4000
ALIKE = 0.92
"""Jaro-Winkler likeness of folded names from which two people may be one."""


class MemberState(StrEnum):
    """Whether a member can buy, is blocked, or was erased."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    ERASED = "erased"


class MemberKind(StrEnum):
    """A person or a company."""

    PERSON = "person"
    COMPANY = "company"


CHANNELS = ("sms", "call", "email", "messenger")
"""Ways to reach a member; consent is kept for each."""

TONES = ("formal", "friendly", "short")
TIMES = ("morning", "noon", "afternoon", "evening")


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member's form before it is stored. All texts as typed."""

    first_name: str = ""
    last_name: str = ""
    mobile: str = ""
    kind: str = MemberKind.PERSON
    honorific: str = ""
    company_name: str = ""
    national_id: str = ""
    gender: str = ""
    birthday: date | None = None
    wedding_on: date | None = None
    email: str = ""
    landline: str = ""
    address: str = ""
    postal_code: str = ""
    family: str = ""
    tags: tuple[str, ...] = ()
    preferences: str = ""
    sizes: str = ""
    preferred_channel: str = ""
    preferred_time: str = ""
    tone: str = ""
    source: str = ""
    referrer_id: int | None = None
    consent: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """The name people see."""
        person = f"{self.first_name} {self.last_name}".strip()
        if self.kind == MemberKind.COMPANY:
            return self.company_name or person
        return person or self.company_name


_LINES = ("honorific", "company_name", "email", "landline", "family", "preferences", "sizes",
          "source", "gender", "preferred_channel", "preferred_time", "tone")  # fmt: skip


def checked(draft: MemberDraft, today: date) -> MemberDraft:
    """Return *draft* as it may be stored: cleaned texts, mobile as E.164.

    Raises:
        SeveralBadInputs: One problem for each field that cannot be used.
    """
    problems: list[BadInput] = []
    new: dict[str, object] = {}
    for name in ("first_name", "last_name", *_LINES):
        limit = LONGEST_NAME if name.endswith("name") else LONGEST_LINE
        new[name] = _line(name, getattr(draft, name), limit, problems)
    new["address"] = _line("address", draft.address, LONGEST_LINE, problems)
    new["tags"] = tuple(
        dict.fromkeys(tag for raw in draft.tags if (tag := _line("tags", raw, 40, problems)))
    )
    new["mobile"] = _mobile(draft.mobile, problems)
    new["national_id"] = _national_id(draft, problems)
    new["postal_code"] = _digits("postal_code", draft.postal_code, 10, problems)
    if new["email"] and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", str(new["email"])):
        problems.append(BadInput("email", "not an address", _cut(draft.email)))
    for name in ("birthday", "wedding_on"):
        value = getattr(draft, name)
        if value is not None and value > today:
            problems.append(BadInput(name, "future"))
        elif value is not None and value.year < today.year - 120:
            problems.append(BadInput(name, "too old"))
    done = replace(draft, **new)  # type: ignore[arg-type]
    if not done.name and not problems:
        problems.append(BadInput("first_name", "empty"))
    if problems:
        raise SeveralBadInputs(tuple(problems))
    return done


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _line(name: str, text: str, limit: int, problems: list[BadInput]) -> str:
    if not persian.is_storable(text):
        problems.append(BadInput(name, "unstorable"))
        return ""
    if len(text) > 4 * limit:
        problems.append(BadInput(name, "too long", _cut(text), limit))
        return ""
    done = persian.clean(text)
    if len(done) > limit:
        problems.append(BadInput(name, "too long", _cut(done), limit))
    return done


def _mobile(text: str, problems: list[BadInput]) -> str:
    if not text.strip():
        return ""
    number = phone.normalize(text)
    if number is None:
        problems.append(BadInput("mobile", "not a mobile", _cut(text)))
    return number or ""


def _digits(name: str, text: str, length: int, problems: list[BadInput]) -> str:
    plain = re.sub(r"[\s-]", "", persian.ascii_digits(persian.without_marks(text)))
    if plain and not re.fullmatch(rf"\d{{{length}}}", plain):
        problems.append(BadInput(name, "digits", _cut(text), length))
    return plain


def _national_id(draft: MemberDraft, problems: list[BadInput]) -> str:
    plain = re.sub(r"[\s-]", "", persian.ascii_digits(persian.without_marks(draft.national_id)))
    if not plain:
        return ""
    if draft.kind == MemberKind.COMPANY:
        if not is_company_id(plain):
            problems.append(BadInput("national_id", "check digit", _cut(draft.national_id)))
        return plain
    padded = plain.zfill(10) if 8 <= len(plain) <= 10 else plain
    if not is_national_id(padded):
        problems.append(BadInput("national_id", "check digit", _cut(draft.national_id)))
    return padded


def is_national_id(text: str) -> bool:
    """Return whether *text* is a person's national id: ten digits whose last checks the others."""
    if not re.fullmatch(r"[0-9]{10}", text) or len(set(text)) == 1:
        return False
    rest = sum(int(text[at]) * (10 - at) for at in range(9)) % 11
    return int(text[9]) == (rest if rest < 2 else 11 - rest)


def is_company_id(text: str) -> bool:
    """Return whether *text* is a company's national id: eleven digits with their check digit."""
    if not re.fullmatch(r"[0-9]{11}", text) or len(set(text)) == 1:
        return False
    weights = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)
    tens = int(text[9]) + 2
    total = sum((int(digit) + tens) * weight for digit, weight in zip(text, weights, strict=False))
    return total % 11 % 10 == int(text[10])


def name_key(name: str) -> str:
    """Return the key two spellings of one name share: folded, without spaces."""
    return persian.fold(name).replace(" ", "")


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1; from `ALIKE` on a person should look."""
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415 - no start of the program needs it

    return float(JaroWinkler.similarity(name_key(one), name_key(other)))


def changed_fields(old: MemberDraft, new: MemberDraft) -> tuple[str, ...]:
    """Return the names of the fields in which two drafts differ."""
    return tuple(
        part.name for part in fields(old) if getattr(old, part.name) != getattr(new, part.name)
    )


CONTACT_DATA = ("mobile", "landline", "email", "address", "postal_code", "national_id")
"""What of a form only those see who may see whole mobiles (T9)."""


def without_contact_data(draft: MemberDraft) -> MemberDraft:
    """Return a form as those see it who may not see contact data."""
    blank: dict[str, Any] = dict.fromkeys(CONTACT_DATA, "")
    return replace(draft, **blank)
