"""The people of the sample shop: names as frequent as in Iran, none of them real."""

import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from loyaldesk.domain import sample_names as names
from loyaldesk.domain.sample_names import Pair
from loyaldesk.kernel.jalali import from_jalali, to_jalali

_LATIN, _FAMILY, _TWICE = 0.006, 0.012, 0.017
"""Limits on one draw: Latin names, then shared mobiles, then people enrolled twice."""

_TAIL_STEP = 6_180_339
"""Has no common factor with 10**7, so that every index has its own seven last digits."""

_ID_STEP = 7_654_321
"""Has no common factor with 12 places of 10**6 serial numbers."""

_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})
_OTHER_SPELLINGS = (("Moh", "Muh"), ("Hoss", "Huss"), ("ou", "u"), ("ei", "ey"), ("ee", "i"))


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One invented member, as an operator typed it in.

    Attributes:
        index: Place in the order of enrolment, from 0.
        honorific: Text such as ``خانم``; empty for a company.
        first_name: Given name; of the person to speak to when it is a company.
        last_name: Family name.
        company_name: Set when the member is a company.
        mobile: E.164; a few families share one.
        birthday: Gregorian.
        wedding_on: Gregorian.
        national_id: Ten digits with the right check digit.
        email: At a domain that can belong to nobody.
        address: One line.
        tags: Words of the shop.
        preferences: Wares the member likes.
        note: A sentence of an operator.
        source: How the member came, such as ``معرفی آشنا``.
        consent: Channels that may be used: ``sms``, ``call``, ``email``.
        registered_at: Moment of enrolment, UTC.
        has_card: Whether a card was handed out.
        referrer_index: The member who brought this one.
    """

    index: int
    honorific: str
    first_name: str
    last_name: str
    company_name: str | None
    mobile: str
    birthday: date | None
    wedding_on: date | None
    national_id: str | None
    email: str | None
    address: str
    tags: tuple[str, ...]
    preferences: tuple[str, ...]
    note: str | None
    source: str
    consent: tuple[str, ...]
    registered_at: datetime
    has_card: bool
    referrer_index: int | None


def people(
    seed: int,
    language: str,
    registered: Iterator[tuple[datetime, bool]],
) -> Iterator[SampleMember]:
    """Yield one member for each (moment of enrolment, whether a company)."""
    rng = random.Random(f"people of {seed}")  # noqa: S311  (nothing secret: a repeatable play)
    tail = rng.randrange(10**7)
    recent: deque[SampleMember] = deque(maxlen=60)
    for index, (registered_at, is_company) in enumerate(registered):
        mobile = f"+98{rng.choice(names.MOBILE_PREFIXES)}{(tail + index * _TAIL_STEP) % 10**7:07d}"
        member = _person(rng, language, index, mobile, registered_at)
        if is_company:
            member = _company(rng, language, member)
        else:
            member = _oddity(rng, language, member, recent)
            recent.append(member)
        yield member


def national_id(number: int) -> str:
    """Return ten digits, the last one their check digit; another one for each next *number*."""
    place, serial = divmod(number * _ID_STEP % (len(names.PLACE_CODES) * 10**6), 10**6)
    nine = f"{names.PLACE_CODES[place]}{serial:06d}"
    rest = sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11
    return f"{nine}{rest if rest < 2 else 11 - rest}"


def _person(
    rng: random.Random, language: str, index: int, mobile: str, registered_at: datetime
) -> SampleMember:
    is_woman = rng.random() < 0.54
    first = _frequent(rng, names.WOMEN if is_woman else names.MEN)
    last = _frequent(rng, names.SURNAMES)
    birthday = _birthday(rng, registered_at.date()) if rng.random() < 0.68 else None
    has_email = rng.random() < 0.18
    referrer = rng.randrange(index) if index and rng.random() < 0.08 else None
    wares = rng.sample(names.WARES, rng.choice((0, 0, 1, 1, 2, 3)))
    tags = rng.sample(names.TAGS, rng.choice((0, 0, 0, 0, 1, 2)))
    return SampleMember(
        index=index,
        honorific=_honorific(rng, is_woman=is_woman).of(language),
        first_name=first.of(language),
        last_name=last.of(language),
        company_name=None,
        mobile=mobile,
        birthday=birthday,
        wedding_on=_wedding(rng, birthday, registered_at.date()),
        national_id=national_id(index + 31) if rng.random() < 0.4 else None,
        email=_email(first.en, last.en, index) if has_email else None,
        address=_address(rng, language),
        tags=tuple(tag.of(language) for tag in tags),
        preferences=tuple(ware.of(language) for ware in wares),
        note=rng.choice(names.NOTES).of(language) if rng.random() < 0.07 else None,
        source=(names.FRIEND if referrer is not None else _source(rng)).of(language),
        consent=_consent(rng, has_email=has_email),
        registered_at=registered_at,
        has_card=rng.random() < 0.85,
        referrer_index=referrer,
    )


def _company(rng: random.Random, language: str, member: SampleMember) -> SampleMember:
    name = rng.choice(names.COMPANIES).of(language)
    return replace(
        member,
        honorific="",
        company_name=name,
        birthday=None,
        wedding_on=None,
        national_id=None,
        tags=(names.TAGS[1].of(language),),
    )


def _oddity(
    rng: random.Random, language: str, member: SampleMember, recent: Sequence[SampleMember]
) -> SampleMember:
    """Return *member*, now and then as real lists have them: Latin, a family, enrolled twice."""
    draw = rng.random()
    if draw < _LATIN:
        first, last = rng.choice(names.LATIN_NAMES)
        latin = replace(member, honorific="", first_name=first, last_name=last)
        return replace(latin, email=_email(first, last, member.index) if member.email else None)
    if draw < _FAMILY and recent:
        other = rng.choice(recent)
        return replace(
            member, last_name=other.last_name, mobile=other.mobile, address=other.address
        )
    if draw < _TWICE and recent:
        return _enrolled_twice(member, rng.choice(recent), language)
    return member


def _enrolled_twice(member: SampleMember, first: SampleMember, language: str) -> SampleMember:
    """Return *first* again as another hand wrote it, with a new mobile."""
    return replace(
        first,
        index=member.index,
        first_name=_other_spelling(first.first_name, language),
        last_name=_other_spelling(first.last_name, language),
        mobile=member.mobile,
        national_id=None,
        email=None,
        consent=tuple(channel for channel in first.consent if channel != "email"),
        registered_at=member.registered_at,
        has_card=member.has_card,
        referrer_index=None,
        source=names.PASSING_BY.of(language),
    )


def _other_spelling(name: str, language: str) -> str:
    if language == "fa":
        return name.translate(_ARABIC)
    for one, other in _OTHER_SPELLINGS:
        if one in name:
            return name.replace(one, other)
    return name


def _frequent(rng: random.Random, pairs: tuple[Pair, ...]) -> Pair:
    return rng.choices(pairs, cum_weights=_zipf(len(pairs)))[0]


@lru_cache(maxsize=16)
def _zipf(count: int) -> tuple[float, ...]:
    """Return cumulated weights 1 / (rank + 4) ** 0.9: frequent names, but no name everywhere."""
    return tuple(accumulate((rank + 4) ** -0.9 for rank in range(1, count + 1)))


def _honorific(rng: random.Random, *, is_woman: bool) -> Pair:
    draw = rng.random()
    if draw < 0.03:
        return names.HONORIFICS["dr"]
    if draw < 0.06:
        return names.HONORIFICS["engineer"]
    if is_woman:
        return names.HONORIFICS["ms"]
    if draw < 0.09:
        return names.HONORIFICS["haj"]
    if draw < 0.11:
        return names.HONORIFICS["sayyed"]
    return names.HONORIFICS["mr"]


def _birthday(rng: random.Random, today: date) -> date:
    """Return a day of birth between 18 and 79 years ago, mostly in the middle."""
    year = to_jalali(today)[0] - round(rng.triangular(19, 79, 37))
    return from_jalali(year, 1, 1) + timedelta(days=rng.randrange(365))


def _wedding(rng: random.Random, birthday: date | None, today: date) -> date | None:
    if rng.random() > 0.16:
        return None
    longest = (today - birthday).days / 365 - 19 if birthday else 30
    if longest < 1:
        return None
    return today - timedelta(days=rng.randrange(30, max(31, int(longest * 365))))


def _address(rng: random.Random, language: str) -> str:
    street, alley = rng.choice(names.STREETS), rng.choice(names.ALLEYS)
    house, flat = rng.randrange(1, 160), rng.randrange(1, 13)
    if language == "fa":
        return f"تهران، {street.fa}، {alley.fa}، پلاک {house}، واحد {flat}"
    return f"No. {house}, Unit {flat}, {alley.en}, {street.en}, Tehran"


def _email(first: str, last: str, index: int) -> str:
    local = "".join(c for c in f"{first}.{last}".lower() if c == "." or "a" <= c <= "z")
    return f"{local}{index % 1000}@{'example.org' if index % 3 else 'example.com'}"


def _source(rng: random.Random) -> names.Pair:
    return rng.choices(names.SOURCES, cum_weights=(62, 76, 88, 95, 100))[0]


def _consent(rng: random.Random, *, has_email: bool) -> tuple[str, ...]:
    given = [("sms", rng.random() < 0.78), ("call", rng.random() < 0.3)]
    given.append(("email", rng.random() < 0.7 and has_email))
    return tuple(channel for channel, agreed in given if agreed)
