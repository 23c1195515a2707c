"""Members who may be one person: a name that is alike, and something else that agrees."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

ENOUGH = 90
"""Likeness of names, of 100, from which on a pair is shown (Jaro-Winkler, Winkler 1990)."""

LARGEST_GROUP = 200
"""A mark that so many members share, such as the shop's own number, tells nothing."""

MOBILE, SLIP, NATIONAL, BIRTHDAY, EMAIL, LANDLINE, NAME = WHYS = (
    "mobile", "slip", "national_id", "birthday", "email", "landline", "name",
)  # fmt: skip
"""What agrees; ``slip``: mobiles that differ by one slip of the fingers, ``name``: the same name
written the same way."""


@dataclass(frozen=True, slots=True)
class Face:
    """What two records are compared by.

    Attributes:
        id: The member.
        name: The folded name without spaces, first name first.
        turned: The same with the last name first.
        mobile: In international form; empty without one.
        national_id: Empty without one.
        birthday: None when it is not known.
        email: Empty without one.
        landline: Empty without one.
    """

    id: int
    name: str
    turned: str
    mobile: str = ""
    national_id: str = ""
    birthday: date | None = None
    email: str = ""
    landline: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members who may be one person; ``one_id`` is the smaller."""

    one_id: int
    other_id: int
    score: int
    why: tuple[str, ...]


Likeness = Callable[[str, str], float]
"""Returns how alike two folded names are, 0 to 1."""


def pairs(faces: Sequence[Face], likeness: Likeness) -> list[Pair]:
    """Return the pairs worth a look, the most alike first.

    A pair shares a mark (mobile, national id, birthday, e-mail, landline, or mobiles one slip
    apart) and has names alike in either order; the same national id is enough by itself, and a
    name alone never is.

    Args:
        faces: Members as they are.
        likeness: How alike two names are.
    """
    found: dict[tuple[int, int], Pair] = {}
    for one, other in _candidates(faces):
        first, second = sorted((one, other), key=lambda face: face.id)
        ids = first.id, second.id
        if ids in found:
            continue
        why = agreeing(first, second)
        score = round(100 * _alike(first, second, likeness))
        if NATIONAL in why or (why and score >= ENOUGH):
            same = (NAME,) if score == 100 else ()
            found[ids] = Pair(*ids, score, (*why, *same))
    return sorted(found.values(), key=lambda pair: (-len(pair.why), -pair.score, pair.one_id))


def agreeing(one: Face, other: Face) -> tuple[str, ...]:
    """Return which marks of two members agree, the strongest first."""
    agree = {
        NATIONAL: one.national_id and one.national_id == other.national_id,
        MOBILE: one.mobile and one.mobile == other.mobile,
        SLIP: is_slip(one.mobile, other.mobile),
        EMAIL: one.email and one.email.casefold() == other.email.casefold(),
        BIRTHDAY: one.birthday and one.birthday == other.birthday,
        LANDLINE: one.landline and one.landline == other.landline,
    }
    return tuple(why for why, holds in agree.items() if holds)


def is_slip(one: str, other: str) -> bool:
    """Return whether two mobiles differ by one digit or by two neighbours that changed places."""
    if not one or len(one) != len(other) or one == other:
        return False
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 1:
        return True
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    first, second = apart
    return one[first] == other[second] and one[second] == other[first]


def _alike(one: Face, other: Face, likeness: Likeness) -> float:
    if not one.name or not other.name:
        return 0.0
    return max(likeness(one.name, other.name), likeness(one.turned, other.name))


def _candidates(faces: Sequence[Face]) -> Iterator[tuple[Face, Face]]:
    """Yield pairs that share a mark, or whose mobiles are one slip apart."""
    marks: list[Callable[[Face], object]] = [
        lambda face: face.mobile, lambda face: face.national_id,
        lambda face: face.email.casefold(), lambda face: face.landline,
        lambda face: face.birthday and (face.birthday, face.name[:1]),
        lambda face: face.birthday and (face.birthday, face.turned[:1]),
    ]  # fmt: skip
    for at in range(max((len(face.mobile) for face in faces), default=0)):
        marks += [_but_one(at), _turned(at)]
    for mark in marks:
        yield from _within(faces, mark)


def _but_one(at: int) -> Callable[[Face], object]:
    """Return the mark two mobiles share that differ by the digit *at* only."""
    return lambda face: face.mobile and face.mobile[:at] + " " + face.mobile[at + 1 :]


def _turned(at: int) -> Callable[[Face], object]:
    """Return the mark two mobiles share whose digits *at* and after changed places."""

    def mark(face: Face) -> object:
        two = face.mobile[at : at + 2]
        if len(two) < 2 or two[0] == two[1]:
            return ""
        return face.mobile[:at] + min(two) + "/" + max(two) + face.mobile[at + 2 :]

    return mark


def _within(faces: Iterable[Face], mark: Callable[[Face], object]) -> Iterator[tuple[Face, Face]]:
    groups: dict[object, list[Face]] = defaultdict(list)
    for face in faces:
        if key := mark(face):
            groups[key].append(face)
    for group in groups.values():
        if 1 < len(group) <= LARGEST_GROUP:
            for at, one in enumerate(group):
                for other in group[at + 1 :]:
                    yield one, other
