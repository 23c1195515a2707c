"""Contacts of a member, what was wanted, which rivals, how often each tier is spoken to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.contacts import ContactPlan, need_key, quarter_of
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import club
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import contacts as queries

PLAN = "contact_plan"
"""Name of the document of the plan."""

ContactRow = queries.ContactRow
TimesRow = queries.TimesRow


def of_member(desk: Desk, member_id: int, *, skip: int = 0, limit: int = 100) -> list[ContactRow]:
    """Return the contacts with a member, the newest first, without those taken back."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.of_member(desk.db, member_id, limit, skip)


def of_prospect(desk: Desk, prospect_id: int, limit: int = 100) -> list[ContactRow]:
    """Return the contacts with a prospect, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.of_prospect(desk.db, prospect_id, limit)


def about(desk: Desk, place: str, record_id: int, limit: int = 100) -> list[ContactRow]:
    """Return the contacts that concern a record, such as a complaint, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.about(desk.db, place, record_id, limit)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Something that was wanted.

    Attributes:
        need: In the words in which it was noted most often.
        count: How often.
        members: Who wanted it, the last one first, with their names.
        last_on: When last.
    """

    need: str
    count: int
    members: tuple[tuple[int, str], ...]
    last_on: date


def needs(desk: Desk, first: date, last: date) -> list[NeedRow]:
    """Return what was wanted from *first* to *last*, all spellings together, most often first."""
    with desk.reading(Permission.REPORT_READ):
        rows = queries.needs(desk.db, first, last)
    words: dict[str, Counter[str]] = {}
    who: dict[str, dict[int, str]] = {}
    days: dict[str, str] = {}
    for need, member_id, name, on_day in rows:
        key = need_key(need)
        words.setdefault(key, Counter())[need] += 1
        days.setdefault(key, on_day)
        if member_id:
            who.setdefault(key, {}).setdefault(member_id, name)
    found = [
        NeedRow(
            counter.most_common(1)[0][0], counter.total(), tuple(who.get(key, {}).items()),
            date.fromisoformat(days[key]),
        )
        for key, counter in words.items()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row.count, row.need))


@dataclass(frozen=True, slots=True)
class RivalRow:
    """Another shop of which members spoke.

    Attributes:
        rival: Its name, as it was noted most often.
        count: How often it was named.
        faster: Because it is faster; `better`, `cheaper` likewise.
        members: How many members spoke of it.
        won: How many of them bought here within 30 days after.
    """

    rival: str
    count: int
    faster: int
    better: int
    cheaper: int
    members: int
    won: int


def rivals(desk: Desk, first: date, last: date) -> list[RivalRow]:
    """Return the rivals that were named from *first* to *last*, the most often named first."""
    with desk.reading(Permission.REPORT_READ):
        rows = queries.rivals(desk.db, first, last)
    grouped: dict[str, list[tuple[str, str, int, int]]] = {}
    for row in rows:
        grouped.setdefault(need_key(row[0]), []).append(row)
    found = [_rival(each) for each in grouped.values()]
    return sorted(found, key=lambda row: (-row.count, row.rival))


def _rival(rows: list[tuple[str, str, int, int]]) -> RivalRow:
    name = Counter(row[0] for row in rows).most_common(1)[0][0]
    why = Counter(row[1] for row in rows)
    members = {row[2] for row in rows if row[2]}
    won = {row[2] for row in rows if row[2] and row[3]}
    return RivalRow(
        name, len(rows), why["faster"], why["better"], why["cheaper"], len(members), len(won)
    )


@dataclass(frozen=True, slots=True)
class TierContacts:
    """How often members of a tier were spoken to in a quarter.

    Attributes:
        tier: Code of the tier.
        members: Active members in it.
        target: For each member; None: none is set.
        contacts: Contacts by the shop in all, those in which nobody was reached left out.
        under: Members below the target.
        over: Members above it.
    """

    tier: str
    members: int
    target: int | None
    contacts: int
    under: int
    over: int

    @property
    def met(self) -> int:
        """Members spoken to as often as planned."""
        return self.members - self.under - self.over


def plan(desk: Desk) -> tuple[ContactPlan, int]:
    """Return how often each tier is to be spoken to, and the version of that document."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return _plan(desk.db)


def _plan(db: ClubDatabase) -> tuple[ContactPlan, int]:
    found = rulebooks.read(db, PLAN)
    return (ContactPlan.from_json(found[0]), found[1]) if found else (ContactPlan(), 0)


def save_plan(desk: Desk, new: ContactPlan, version: int) -> None:
    """Store how often each tier is to be spoken to.

    Raises:
        ChangedMeanwhile: If somebody stored another plan since *version*.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        _save_plan(change, new, version)


def _save_plan(change: Change, new: ContactPlan, version: int) -> None:
    rulebooks.write(change, PLAN, new.to_json(), version)
    change.note("contact.plan", "rulebook", None, tiers=len(new.targets))


def contact_plan(desk: Desk, day: date, calendar: str = "jalali") -> list[TierContacts]:
    """Return how the plan is kept in the quarter that holds *day*, the lowest tier first."""
    first, last = quarter_of(day, calendar)
    with desk.reading(Permission.REPORT_READ):
        targets = dict(_plan(desk.db)[0].targets)
        times = queries.times_by_tier(desk.db, first, last, targets)
        tiers = [tier.code for tier in club.programme_on(desk.db, desk.today()).tiers]
    codes = dict.fromkeys((*tiers, *times))
    none = (0, 0, 0, 0)
    return [
        TierContacts(code, times.get(code, none)[0], targets.get(code), *times.get(code, none)[1:])
        for code in codes
    ]


def off_plan(
    desk: Desk, day: date, tier: str, calendar: str = "jalali", *, over: bool = False,
    limit: int = 500,
) -> list[TimesRow]:  # fmt: skip
    """Return the members of a tier who are spoken to less than planned, or more."""
    first, last = quarter_of(day, calendar)
    with desk.reading(Permission.REPORT_READ):
        target = _plan(desk.db)[0].of(tier)
        if target is None:
            return []
        return queries.off_target(desk.db, first, last, tier, target, over=over, limit=limit)
