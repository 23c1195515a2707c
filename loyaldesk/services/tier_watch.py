"""What is ahead of members on the ladder: the way up, and falls foretold."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.standing import Gap, Ranks, below_since, gaps, verdict
from loyaldesk.domain.tiers import Standing, Tier, rank
from loyaldesk.services import club, tiers
from loyaldesk.services.desk import Desk
from loyaldesk.store import sales as sale_store
from loyaldesk.store import standing as facts
from loyaldesk.store.database import ClubDatabase


@dataclass(frozen=True, slots=True)
class FallAhead:
    """A member will fall unless something is bought.

    Attributes:
        tier: Where the member stands; `to` is where the fall ends.
        on_day: The first day in the lower tier.
        missing: What keeps the tier, bought before that day.
        is_any: One of them is enough.
    """

    member_id: int
    tier: Tier
    to: Tier
    on_day: date
    missing: tuple[Gap, ...]
    is_any: bool


@dataclass(frozen=True, slots=True)
class FallingMember:
    """A line of the list of those who will fall."""

    number: str
    name: str
    fall: FallAhead


def distance(desk: Desk, member_id: int) -> tiers.Distance:
    """Return how far a member is from the tier above.

    Raises:
        Missing: If there is no such member.
    """
    with desk.reading(Permission.MEMBER_READ):
        rules = club.programme_on(desk.db, desk.today())
        return tiers.distance(desk.db, _member(desk.db, member_id), rules, desk.today())


def warning(desk: Desk, member_id: int) -> FallAhead | None:
    """Return the fall that is foretold today, or None.

    Raises:
        Missing: If there is no such member.
    """
    with desk.reading(Permission.MEMBER_READ):
        rules = club.programme_on(desk.db, desk.today())
        return fall_ahead(desk.db, _member(desk.db, member_id), rules, desk.today())


def falling_soon(desk: Desk) -> list[FallingMember]:
    """Return everybody whose fall is foretold today, the first to fall on top."""
    with desk.reading(Permission.MEMBER_READ):
        today = desk.today()
        rules = club.programme_on(desk.db, today)
        found = []
        for member_id in endangered(desk.db, rules, today):
            member = _member(desk.db, member_id)
            fall = fall_ahead(desk.db, member, rules, today)
            if fall is not None and member.state == "active":
                found.append(FallingMember(member.number, member.name, fall))
    return sorted(found, key=lambda each: (each.fall.on_day, each.name))


def _member(db: ClubDatabase, member_id: int) -> sale_store.Buyer:
    member = sale_store.buyer(db, member_id)
    if member is None:
        raise Missing("member")
    return member


def endangered(
    db: ClubDatabase, rules: Programme, today: date, ahead_days: int | None = None
) -> list[int]:
    """Return who would be below the own tier *ahead_days* later (a step).

    Left out, it is the number of days a fall is foretold.
    """
    ladder, ranks = rules.ladder, Ranks(rules.ladder)
    end = today + timedelta(days=ladder.warn_days if ahead_days is None else ahead_days)
    members = [(id_, place, since) for id_, tier, since in facts.listed(db)
               if (place := ranks.of(tier))]  # fmt: skip
    if ladder.fall == "never" or not members:
        return []
    wanted, nothing = tiers.asked(rules, None), Standing()
    judged = {since: ladder.judged(end, since, today) for since in {each[2] for each in members}}
    due = {since: window for since, window in judged.items() if window is not None}
    if not due:
        return []
    if ladder.period == "since_change":
        reached = facts.standings_since(db, wanted, due)
    else:
        reached = facts.standings(db, wanted, next(iter(due.values())))
    return [
        id_
        for id_, place, since in members
        if since in due and ranks.reached(reached.get(id_, nothing)) < place
    ]


def fall_ahead(
    db: ClubDatabase, member: sale_store.Buyer, rules: Programme, today: date
) -> FallAhead | None:
    """Return the fall within the days it is foretold, if nothing more is bought (a step)."""
    ladder = rules.ladder
    if not rank(member.tier, ladder.tiers) or ladder.fall == "never" or not ladder.warn_days:
        return None
    if member.state == "erased":
        return None
    if ladder.is_periodic:
        return _at_turn(db, member, rules, today)
    if ladder.period == "lifetime" and "active_points" not in ladder.measures:
        return None
    return _in_window(db, member, rules, today)


def _at_turn(
    db: ClubDatabase, member: sale_store.Buyer, rules: Programme, today: date
) -> FallAhead | None:
    ladder, since = rules.ladder, date.fromisoformat(member.tier_since)
    turn = ladder.next_turn(today, since)
    judged = ladder.judged(turn, since)
    if judged is None or turn > today + timedelta(days=ladder.warn_days):
        return None
    down = tiers.within(db, member.id, rules, judged)
    up = tiers.within(db, member.id, rules, ladder.window(turn, since))
    place = tiers.place_of(db, member, rules, turn, judged)
    new = verdict(ladder, place, up, down, turn)
    return _told(member, rules, new, turn, down)


def _in_window(
    db: ClubDatabase, member: sale_store.Buyer, rules: Programme, today: date
) -> FallAhead | None:
    ladder, since = rules.ladder, date.fromisoformat(member.tier_since)
    ranks, held = Ranks(ladder), rank(member.tier, ladder.tiers)
    end = today + timedelta(days=ladder.warn_days)
    if ranks.reached(tiers.within(db, member.id, rules, ladder.window(end))) >= held:
        return None
    first = ladder.window(today - timedelta(days=ladder.grace_days))[0]
    history = facts.history(db, tiers.asked(rules, member.id), first, today)
    for ahead in range(1, ladder.warn_days + 1):
        day = today + timedelta(days=ahead)
        window = ladder.window(day)
        there = history.standing(window)
        if ranks.reached(there) >= held:
            continue
        begun = below_since(ladder, history, member.tier, day, since)
        if (day - begun).days < ladder.grace_days:
            continue
        place = tiers.place_of(db, member, rules, day, window)
        new = verdict(ladder, place, there, there, day)
        if tiers.is_fall(ladder, member.tier, new):
            return _told(member, rules, new, day, there)
    return None


def _told(
    member: sale_store.Buyer, rules: Programme, new: str, day: date, there: Standing
) -> FallAhead | None:  # fmt: skip
    if not tiers.is_fall(rules.ladder, member.tier, new):
        return None
    held = rules.tier(member.tier)
    return FallAhead(
        member.id, held, rules.tier(new), day, gaps(there, held), rules.ladder.needs == "any"
    )
