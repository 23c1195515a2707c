"""Who moves on the ladder on a night: everybody is looked at with a few questions to the club."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.standing import Ranks, verdict
from loyaldesk.domain.tiers import FOREVER, Ladder, Standing
from loyaldesk.services import tiers
from loyaldesk.store import standing as facts
from loyaldesk.store.database import ClubDatabase

_NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Planned:
    """A move that is due, and the place it was reckoned from."""

    member_id: int
    tier: str
    since: date
    new: str
    spent_rial: int


@dataclass(frozen=True, slots=True)
class _Reached:
    """What everybody reached: in the window that lifts, and in the one that may lower."""

    up: dict[int, Standing]
    down: dict[int, Standing]
    judged: dict[date, tiers.Window | None]
    """The window that may lower, by the day of the last change."""


def moves(db: ClubDatabase, rules: Programme, day: date, after: date | None) -> list[Planned]:
    """Return every member who stands in another tier from *day* on.

    Args:
        db: The club.
        rules: The programme in force on *day*.
        day: The day.
        after: The night before: periods that were over since are judged.
    """
    ladder, members = rules.ladder, facts.listed(db)
    ranks = Ranks(ladder)
    found = _reached(db, rules, day, after, {since for _, _, since in members})
    hands = {id_: hand for id_, hand in facts.hands(db).items()
             if hand.from_on <= day <= hand.until_on}  # fmt: skip
    first = min((w[0] for w in found.judged.values() if w), default=date.max)
    brought = facts.brought(db, first, tiers.IMPORT)
    last = facts.last_moves(db) if tiers.softens(ladder) else {}
    planned = []
    for id_, tier, since in members:
        up = found.up.get(id_, _NOTHING)
        if ranks.reached(up) == ranks.of(tier) and id_ not in hands and id_ not in brought:
            continue
        judged = found.judged[since]
        kept = tiers.kept_until(ladder, last.get(id_)) if last else FOREVER
        floor = brought.get(id_, "") if judged else ""
        place = tiers.made_place(ladder, tier, since, hands.get(id_), floor, kept)
        down = found.down.get(id_, _NOTHING) if judged else None
        new = verdict(ladder, place, up, down, day)
        if tiers.is_fall(ladder, tier, new) and not place.fixed:
            new = tiers.after_grace(db, rules, place, id_, new, day)
        if new != tier:
            planned.append(Planned(id_, tier, since, new, up.rial))
    return planned


def _reached(
    db: ClubDatabase, rules: Programme, day: date, after: date | None, sinces: Iterable[date]
) -> _Reached:  # fmt: skip
    ladder = rules.ladder
    wanted = replace(tiers.asked(rules, None), held_on=day - timedelta(days=1))
    judged = {since: ladder.judged(day, since, after) for since in sinces}
    if ladder.period == "since_change":
        up = facts.standings_since(db, wanted, {s: ladder.window(day, s) for s in judged})
        due = {since: window for since, window in judged.items() if window is not None}
        return _Reached(up, facts.standings_since(db, wanted, due) if due else {}, judged)
    up = facts.standings(db, wanted, ladder.window(day))
    return _Reached(up, _lowering(db, wanted, ladder, day, judged.values(), up), judged)


def _lowering(
    db: ClubDatabase, wanted: facts.Asked, ladder: Ladder, day: date,
    judged: Iterable[tiers.Window | None], up: dict[int, Standing],
) -> dict[int, Standing]:  # fmt: skip
    """Return what counts for falling; the window is one for all where it is no matter of tiers."""
    window = next((window for window in judged if window is not None), None)
    if window is None:
        return {}
    return up if window == ladder.window(day) else facts.standings(db, wanted, window)
