"""Bonuses: points for joining, birthdays, bringing a friend, answers to surveys."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.errors import KeyUsed, MemberBlocked, MemberErased, Missing
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Bonus, Event
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import Month, from_jalali, to_jalali
from loyaldesk.kernel.persian import is_storable
from loyaldesk.services import carrying, club, points
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import bonuses as store
from loyaldesk.store import ledger, merging
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

BONUS = "bonus"
"""Reason of the entry; its text is the code of the bonus."""

OLDEST = 120
"""Years back in which somebody whose birthday is today may be born."""

NOT_AGAIN = timedelta(days=300)
"""Days in which an anniversary is not kept twice, whatever was written into the form."""

YEAR = timedelta(days=365)
_DAYS = {Event.BIRTHDAY: "birthday", Event.WEDDING: "wedding_on"}


def of_event(rules: Programme, event: str, day: date) -> list[Bonus]:
    """Return the bonuses that are given for *event* on *day* (E24)."""
    if rules.ends_on is not None and day > rules.ends_on:
        return []
    return [bonus for bonus in rules.bonuses if bonus.event == event and bonus.is_on]


def _one_person(db: ClubDatabase, member_id: int) -> list[int]:
    """Return a member and every record that became part of it."""
    return [member_id, *merging.merged_ids(db, member_id)]


def _pay(
    change: Change, rules: Programme, bonus: Bonus, member_id: int, gain: int, day: date, key: str,
    *, sale_id: int | None = None, about_id: int | None = None,
) -> int:  # fmt: skip
    """Give the points of a bonus as a lot of its own terms; return them."""
    if gain <= 0:
        return 0
    entry = points.give(
        change, key, member_id, EntryKind.EARN, gain, day, terms=bonus.lots or rules.lots,
        reason=BONUS, reason_text=bonus.code,
    )  # fmt: skip
    store.add_gain(
        change.db, member_id, bonus.code, day, gain, entry_id=entry, sale_id=sale_id,
        about_id=about_id,
    )  # fmt: skip
    return gain


def welcome(change: Change, member_id: int) -> int:
    """Give what joining brings (a step of enrolling); return the points."""
    rules = club.rules_on(change, change.today)
    return sum(
        _pay(change, rules, bonus, member_id, bonus.points, change.today,
             f"bonus:{bonus.code}:welcome:{member_id}")
        for bonus in of_event(rules, Event.WELCOME, change.today)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A birthday or wedding day of a member that brings a bonus."""

    member_id: int
    on_day: date
    bonus: str


def anniversaries(db: ClubDatabase, first: date, last: date) -> list[Anniversary]:
    """Return the Jalali birthdays and wedding days from *first* to *last* that bring something.

    Who was born on 30 Esfand is congratulated on the 29th of a common year. The day itself does
    not count, nor a day before the member joined. A step of the nightly run.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    asked: dict[tuple[str, str], list[date]] = {}
    for day in days:
        rules = club.programme_on(db, day)
        for event in _DAYS:
            for bonus in of_event(rules, event, day):
                asked.setdefault((event, bonus.code), []).append(day)
    found = []
    for (what, code), kept in asked.items():
        births = {birth: day for day in kept for birth in births_of(day)}
        found += [
            Anniversary(member_id, births[birth], code)
            for member_id, birth, joined in store.born_on(db, _DAYS[Event(what)], births)
            if joined <= births[birth]
        ]
    return sorted(found, key=lambda each: (each.on_day, each.member_id))


def births_of(day: date) -> list[date]:
    """Return the days of earlier Jalali years that *day* is the anniversary of."""
    year, month, number = to_jalali(day)
    wanted = [(month, number)]
    if (month, number) == (12, 29) and to_jalali(day + timedelta(days=1))[1] == 1:
        wanted.append((12, 30))
    found = []
    for back in range(1, OLDEST + 1):
        for month_, number_ in wanted:
            try:
                found.append(from_jalali(year - back, month_, number_))
            except ValueError:
                continue  # no such day in that year
    return found


def congratulate(change: Change, what: Anniversary) -> int:
    """Give the bonus of an anniversary, once a year; return the points (a step of the night)."""
    rules = club.rules_on(change, what.on_day)
    bonus = next((b for b in rules.bonuses if b.code == what.bonus), None)
    if bonus is None:
        return 0
    same = _one_person(change.db, what.member_id)
    since = what.on_day - NOT_AGAIN
    if store.times(change.db, same, bonus.code, since, what.on_day + NOT_AGAIN):
        return 0
    key = f"bonus:{bonus.code}:{to_jalali(what.on_day)[0]}:{what.member_id}"
    if ledger.movement_by_key(change.db, key) is not None:
        return 0
    return _pay(change, rules, bonus, what.member_id, bonus.points, what.on_day, key)


def after_sale(
    change: Change, rules: Programme, member_id: int, sale_id: int, net_rial: int, day: date
) -> None:
    """Pay both sides of a referral when the new member first bought (a step of the sale)."""
    bonuses = of_event(rules, Event.REFERRAL, day)
    new = store.member(change.db, member_id) if bonuses else None
    if new is None or new.referrer_id is None or store.is_of_import(change.db, sale_id):
        return
    referrer = store.member(change.db, merging.kept(change.db, new.referrer_id))
    if referrer is None or not _is_honest(change, new, referrer, sale_id):
        return
    for bonus in bonuses:
        if net_rial < max(bonus.minimum_rial, 1):
            continue
        since = (day - new.registered_on).days
        if since < 0 or (bonus.days and since > bonus.days):
            continue
        _pay_both(change, rules, bonus, new, referrer, sale_id, day)


def _is_honest(
    change: Change, new: store.NewMember, referrer: store.NewMember, sale_id: int
) -> bool:  # fmt: skip
    """Return whether a referral is one: two people, and the first purchase of the new one.

    The operator at the desk is paid for nobody (T1).
    """
    same = _one_person(change.db, new.id)
    if referrer.id in same or referrer.state != "active":
        return False
    others = _one_person(change.db, referrer.id)
    if store.mobiles(change.db, same) & store.mobiles(change.db, others):
        return False
    own = change.db.execute_sql(
        "SELECT member_id FROM operator WHERE id = ?", (change.desk.operator.id,)
    ).fetchone()
    if own and own[0] in others:
        return False
    return not store.has_bought_before(change.db, new.id, sale_id)


def _pay_both(
    change: Change, rules: Programme, bonus: Bonus, new: store.NewMember,
    referrer: store.NewMember, sale_id: int, day: date,
) -> None:  # fmt: skip
    both = [f"bonus:{bonus.code}:{end}:{id_}:" for id_ in _one_person(change.db, new.id)
            for end in ("new", "by")]  # fmt: skip
    if store.stands(change.db, both):
        return
    _pay(
        change, rules, bonus, new.id, bonus.points, day,
        f"bonus:{bonus.code}:new:{new.id}:{sale_id}", sale_id=sale_id, about_id=referrer.id,
    )  # fmt: skip
    month = Month.of(day, "jalali")
    others = _one_person(change.db, referrer.id)
    paid = store.times_by_key(
        change.db, others, f"bonus:{bonus.code}:by:", month.first, month.last
    )  # fmt: skip
    if not bonus.referrer_cap_month or paid < bonus.referrer_cap_month:
        done = _pay(
            change, rules, bonus, referrer.id, bonus.referrer_points, day,
            f"bonus:{bonus.code}:by:{new.id}:{sale_id}", sale_id=sale_id, about_id=new.id,
        )  # fmt: skip
        if done:
            change.tell(MemberChanged(referrer.id))


def undo_of_sale(change: Change, sale_id: int) -> None:
    """Take a referral back when too little is left of the purchase (a step of returns)."""
    gains = store.gains_of_sale(change.db, sale_id)
    left = store.net_left(change.db, sale_id) if gains else 0
    for gain in gains:
        rules = club.rules_on(change, gain.on_day)
        bonus = next((b for b in rules.bonuses if b.code == gain.rule), None)
        if left >= max(bonus.minimum_rial if bonus else 0, 1):
            continue
        _take_back(change, sale_id, gain)


def _take_back(change: Change, sale_id: int, gain: store.Gain) -> None:
    holder = gain.entry_member_id
    points.revive_expired(change, holder, [gain.entry_id])
    entry = ledger.StoredEntry(gain.entry_id, EntryKind.EARN, gain.points, holder)
    points.reverse_entry(change, holder, entry)
    if merging.kept(change.db, holder) != holder:  # its record was merged and holds nothing
        own = ledger.lot_of_entry(change.db, gain.entry_id)
        carrying.sweep(change, holder, ledger.lots_now(change.db, own))
    store.add_gain(
        change.db, gain.member_id, gain.rule, gain.on_day, -gain.points, entry_id=gain.entry_id,
        sale_id=sale_id, about_id=gain.about_id,
    )  # fmt: skip
    points.expire_member(change, merging.kept(change.db, holder))
    change.tell(MemberChanged(gain.member_id))


@dataclass(frozen=True, slots=True)
class Awarded:
    """What came of a bonus. ``why`` nothing was given: ``no bonus``, ``enough`` or empty."""

    points: int
    why: str = ""
    repeated: bool = False


def give(
    desk: Desk, member_id: int, event: str, *, key: str, about_id: int | None = None
) -> Awarded:
    """Give what an answer to a survey or other feedback brings.

    A second try with the same key changes nothing.

    Args:
        desk: Where and who.
        member_id: Who answered.
        event: ``survey`` or ``feedback``.
        key: Made when the answer came.
        about_id: The answer.

    Raises:
        BadInput: If it is another event, or there is no key.
        Missing, MemberErased, MemberBlocked, MemberMerged, OwnRecord: If nothing can be given.
        KeyUsed: If the key was used for something else.
    """
    if event not in (Event.SURVEY, Event.FEEDBACK):
        raise BadInput("event", "unknown choice", event[:80])
    if not key.strip() or not is_storable(key):
        raise BadInput("key", "unstorable" if key.strip() else "empty")
    with desk.change(Permission.POINTS_BONUS) as change:
        first = ledger.movement_by_key(change.db, key)
        if first is not None:
            if first[:2] != (member_id, EntryKind.EARN):
                raise KeyUsed(key)
            return Awarded(first[2], repeated=True)
        _receiver(change, member_id)
        rules = club.rules_on(change, change.today)
        bonus = next(iter(of_event(rules, event, change.today)), None)
        if bonus is None:
            return Awarded(0, "no bonus")
        same = _one_person(change.db, member_id)
        first_day = change.today - YEAR + timedelta(days=1)
        given = store.times(change.db, same, bonus.code, first_day, change.today)
        if bonus.per_year and given >= bonus.per_year:
            return Awarded(0, "enough")
        gain = _pay(
            change, rules, bonus, member_id, bonus.points, change.today, key, about_id=about_id
        )
        change.note("points.bonus", "member", member_id, points=gain, bonus=bonus.code)
        change.tell(MemberChanged(member_id))
    return Awarded(gain)


def _receiver(change: Change, member_id: int) -> None:
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise Missing("member")
    if member.state == "erased":
        raise MemberErased(member.number)
    points.refuse_merged(change.db, member_id)
    if member.state == "blocked":
        raise MemberBlocked(member.name, member.state_reason)
    points.refuse_own(change, member_id)
