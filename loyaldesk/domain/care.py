"""Who does what for a member: owner, deputies, skills, and who is away or has enough to do."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from loyaldesk.kernel.persian import clean, fold

NO_LIMIT = 0
"""A day limit of 0 says: as much as comes."""
MOST_A_DAY = 500
LONGEST_TAG = 40
MOST_TAGS = 20
LONGEST_NOTE = 500
LONGEST_ABSENCE_DAYS = 730

AWAY, FULL, GONE = "away", "full", "gone"
"""Why somebody who comes first does not get it."""

WHYS = (
    "given", "owner", "deputy", "stand_in", "operator_deputy", "skill", "language", "role", "free",
    "nobody",
)  # fmt: skip
"""By which rule somebody got it, in the order in which the rules are asked."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who gets it, None: nobody could; ``why`` is kept with the event.

    ``why`` is one of `WHYS`, with a dot and `AWAY`, `FULL` or `GONE` behind it when somebody else
    came first: ``deputy.away``.
    """

    owner_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Hand:
    """An operator as the rule sees one, on one day.

    Attributes:
        id: Of the operator.
        role: Code of the role.
        may_work: Whether the role may write follow-ups.
        day_limit: Open follow-ups in a day; `NO_LIMIT`: as many as come.
        deputy_id: Who stands in whenever this one cannot.
        stand_in_id: Who stands in for the absence of this day.
        is_away: Whether an absence covers the day.
        skills: Folded words.
        languages: Folded words.
        team: Name of the team.
    """

    id: int
    role: str
    may_work: bool = True
    day_limit: int = NO_LIMIT
    deputy_id: int | None = None
    stand_in_id: int | None = None
    is_away: bool = False
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    team: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known about something to be done.

    Attributes:
        given_id: Whom somebody named.
        owner_id: The owner of the member.
        deputy_id: The deputy of the member.
        role: Code of the role that should do it.
        skill: Tag of the skill it takes.
        words: Folded words of the member's form that a skill or language of an operator may fit.
    """

    given_id: int | None = None
    owner_id: int | None = None
    deputy_id: int | None = None
    role: str = ""
    skill: str = ""
    words: frozenset[str] = frozenset()


def choose(hands: Mapping[int, Hand], wish: Wish, load: Callable[[int], int]) -> Assigned:
    """Return who gets it.

    Asked in this order: who was named, the member's owner, the member's deputy, who stands in for
    their absence, their own deputies; then skill with language, role, and the least loaded.

    Args:
        hands: The operators that are not disabled.
        wish: What is known about it.
        load: Open follow-ups of an operator on that day.
    """
    because = ""
    for why, id_ in _in_order(hands, wish):
        reason = _hindrance(hands.get(id_), load)
        if not reason:
            return Assigned(id_, f"{why}.{because}" if because else why)
        because = because or reason
    open_ = [hand for hand in hands.values() if hand.may_work and not _hindrance(hand, load)]
    why, best = _best(open_, wish)
    if not best:
        return Assigned(None, f"nobody.{because}" if because else "nobody")
    found = min(best, key=lambda hand: (load(hand.id), hand.id))
    return Assigned(found.id, f"{why}.{because}" if because else why)


def _in_order(hands: Mapping[int, Hand], wish: Wish) -> Iterator[tuple[str, int]]:
    """Yield each operator who has a claim once; a circle of deputies ends by itself."""
    seen: set[int] = set()
    first = (("given", wish.given_id), ("owner", wish.owner_id), ("deputy", wish.deputy_id))
    claims = [(why, id_) for why, id_ in first if id_ is not None]
    stand_ins: list[tuple[str, int]] = []
    while claims:
        for why, id_ in claims:
            if id_ in seen:
                continue
            seen.add(id_)
            yield why, id_
            hand = hands.get(id_)
            if hand and hand.is_away and hand.stand_in_id is not None:
                stand_ins.append(("stand_in", hand.stand_in_id))
            if hand and hand.deputy_id is not None:
                stand_ins.append(("operator_deputy", hand.deputy_id))
        claims, stand_ins = sorted(stand_ins, key=lambda each: each[0] != "stand_in"), []


def _hindrance(hand: Hand | None, load: Callable[[int], int]) -> str:
    if hand is None:
        return GONE
    if hand.is_away:
        return AWAY
    if hand.day_limit != NO_LIMIT and load(hand.id) >= hand.day_limit:
        return FULL
    return ""


def _best(hands: list[Hand], wish: Wish) -> tuple[str, list[Hand]]:
    """Return the rule that names somebody, and whom it names."""
    able = [hand for hand in hands if wish.skill and fold(wish.skill) in hand.skills]
    if able:
        return "skill", _fitting(able, wish.words) or able
    of_role = [hand for hand in hands if wish.role and hand.role == wish.role]
    if of_role:
        return "role", _fitting(of_role, wish.words) or of_role
    fitting = _fitting(hands, wish.words)
    return ("language", fitting) if fitting else ("free", hands)


def _fitting(hands: list[Hand], words: frozenset[str]) -> list[Hand]:
    """Return those whose languages and skills fit the member best; none when nothing fits."""
    fits = {hand.id: len((hand.languages | hand.skills) & words) for hand in hands}
    most = max(fits.values(), default=0)
    return [hand for hand in hands if most and fits[hand.id] == most]


_WORDS_OF = {
    "company": ("company", "شرکت", "سازمانی"), "formal": ("formal", "رسمی"),
    "friendly": ("friendly", "صمیمی", "دوستانه"), "short": ("short", "کوتاه"),
}  # fmt: skip


def words_of_member(kind: str, tone: str, tags_: Collection[str]) -> frozenset[str]:
    """Return the words of a member's form that a skill or language of an operator may fit."""
    found = [*tags_, *_WORDS_OF.get(kind, ()), *_WORDS_OF.get(tone, (tone,))]
    return frozenset(word for text in found if (word := fold(text)))


def tags(typed: Collection[str]) -> tuple[str, ...]:
    """Return skills or languages as they are kept: cleaned, each once, without commas."""
    found: dict[str, str] = {}
    for text in typed:
        for part in text.replace("،", ",").split(","):
            word = clean(part)
            if word:
                found.setdefault(fold(word), word)
    return tuple(found.values())


def folded(text: str) -> frozenset[str]:
    """Return the stored list of words as a set to compare with."""
    return frozenset(filter(None, (fold(part) for part in text.split(","))))


@dataclass(frozen=True, slots=True)
class AbsenceDraft:
    """Days on which somebody is away.

    Attributes:
        operator_id: Who.
        from_on: The first day.
        until_on: The last day.
        deputy_id: Who stands in; None: whoever the rule finds.
        reason: Why, may be left out.
    """

    operator_id: int
    from_on: date
    until_on: date
    deputy_id: int | None = None
    reason: str = ""
