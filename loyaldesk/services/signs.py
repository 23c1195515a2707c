"""The four warning signs of a shop without a system, with what is behind each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain import signs as domain
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.signs import (
    CHURN,
    FORGOTTEN,
    NEGLECT,
    UNEVEN,
    Behind,
    Sign,
    SignRules,
    Threshold,
)
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import worktime
from loyaldesk.services.desk import Desk
from loyaldesk.store import answers as answer_store
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import monthly
from loyaldesk.store.queries import signs as queries

__all__ = ["Behind", "Sign", "SignRules", "Threshold"]

SHOWN = 200
"""Things behind a sign that are listed."""

USUAL = 0.9
"""The gap that stands for a member who came once: so many of the shop's gaps are shorter."""


@dataclass(frozen=True, slots=True)
class _Lost:
    """Who stays away: how many could have, and the ids of those who do."""

    base: int
    ids: tuple[int, ...]


def rules_of(db: ClubDatabase) -> SignRules:
    """Return the thresholds in force (a step)."""
    kept = rulebooks.read(db, rulebooks.SIGNS)
    return SignRules.from_json(kept[0]) if kept else SignRules()


def rules(desk: Desk) -> tuple[SignRules, int]:
    """Return the thresholds with the version they were read in; 0: nobody saved any."""
    with desk.reading(Permission.FOLLOWUP_READ):
        kept = rulebooks.read(desk.db, rulebooks.SIGNS)
    return (SignRules.from_json(kept[0]), kept[1]) if kept else (SignRules(), 0)


def save_rules(desk: Desk, wanted: SignRules, version: int) -> int:
    """Store the thresholds and return their new version.

    Raises:
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        made = rulebooks.write(change, rulebooks.SIGNS, wanted.to_json(), version)
        change.note("signs.save", "club", 1, version=made)
        change.tell(ClubChanged())
    return made


def four(desk: Desk) -> tuple[Sign, ...]:
    """Return the four signs as they stand today; the last one reads every purchase of the club.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        today, db, marks = desk.today(), desk.db, rules_of(desk.db)
        first = _first(today, domain.WINDOW_DAYS)
        late, due = _forgotten(db, today)
        given = answer_store.given(db, first, today)
        contacts, right = sum(g.times for g in given), sum(g.approved for g in given)
        complaints = queries.neglect_count(db, first, today)
        visits = monthly.visits(db, monthly.Span(first, today))
        lost = _lost(db, today, marks)
    return (
        domain.sign(FORGOTTEN, marks, late, due, _first(today, domain.FORGOTTEN_DAYS), today),
        domain.sign(UNEVEN, marks, contacts - right, contacts, first, today),
        domain.sign(NEGLECT, marks, complaints, visits, first, today),
        domain.sign(CHURN, marks, len(lost.ids), lost.base, first, today),
    )


def behind(desk: Desk, code: str, limit: int = SHOWN) -> list[Behind]:
    """Return what is behind a sign, the worst first.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        today, db = desk.today(), desk.db
        first = _first(today, domain.WINDOW_DAYS)
        if code == FORGOTTEN:
            return queries.late_followups(db, _last_days(db, today), today, limit)
        if code == UNEVEN:
            return queries.own_words(db, first, today, limit)
        if code == NEGLECT:
            return queries.neglect(db, first, today, limit)
        if code == CHURN:
            return queries.lost_members(db, _lost(db, today, rules_of(db)).ids, limit)
    return []


def title(code: str) -> str:
    """Return what a sign is called."""
    return {
        FORGOTTEN: tr("Forgotten follow-ups"), UNEVEN: tr("Uneven answers"),
        NEGLECT: tr("Complaints of neglect"), CHURN: tr("Members who stay away"),
    }[code]  # fmt: skip


def value_text(sign: Sign) -> str:
    """Return a sign's value as people read it; a dash where there is no data."""
    if sign.value is None or sign.code != NEGLECT:
        return fmt.percent(sign.value)
    return tr("{n} in 1,000 visits").format(n=fmt.decimal(sign.value))


def definition(sign: Sign, marks: SignRules) -> str:
    """Return what a sign counts, in which days, and how many there are."""
    texts = {
        FORGOTTEN: tr(
            "Of the follow-ups due from {first} to {last}: the share that is overdue or was done"
            " more than one working day late. Cancelled ones are left out. {count} of {base}."
        ),
        UNEVEN: tr(
            "Of the contacts with a topic from {first} to {last}: the share in which no answer was"
            " given that was approved then. {count} of {base}."
        ),
        NEGLECT: tr(
            "Complaints of the kind “neglect” from {first} to {last} for 1,000 visits (days on"
            " which a member bought). {count} in {base} visits."
        ),
        CHURN: tr(
            "Of the members who still came on {first}: the share that is silent on {last} for"
            " longer than {days} days and {k} times their own usual gap. {count} of {base}."
        ),
    }
    return texts[sign.code].format(
        first=fmt.day(sign.first), last=fmt.day(sign.last), count=fmt.number(sign.count),
        base=fmt.number(sign.base), days=fmt.number(marks.min_days),
        k=fmt.decimal(marks.rhythm, 0 if marks.rhythm == int(marks.rhythm) else 1),
    )  # fmt: skip


def _first(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def _last_days(db: ClubDatabase, today: date) -> dict[date, date]:
    """Return for each day looked at the last one on which it is not too late."""
    time = worktime.of(db)
    first = _first(today, domain.FORGOTTEN_DAYS)
    days = (first + timedelta(days=n) for n in range(domain.FORGOTTEN_DAYS))
    return {day: _in_time_until(time, day) for day in days}


def _in_time_until(time: WorkingTime, due_on: date) -> date:
    return time.add_working_days(due_on, domain.LATE_AFTER)


def _forgotten(db: ClubDatabase, today: date) -> tuple[int, int]:
    """Return how many follow-ups were forgotten, and how many could have been."""
    last_days = _last_days(db, today)
    late = every = 0
    for some in queries.followup_days(db, min(last_days), today):
        if some.done_on is None and some.due_on == today:
            continue  # there is time until the evening
        every += some.count
        if some.done_on is None or some.done_on > last_days[some.due_on]:
            late += some.count
    return late, every


def _lost(db: ClubDatabase, today: date, marks: SignRules) -> _Lost:
    """Return the members who stay away, of those who still came when the window began.

    The limit of each is their own: `domain.limit_days`. Who came once has the shop's 90th
    percentile of all gaps for a gap.
    """
    start = _first(today, domain.WINDOW_DAYS)
    left_out = queries.gone(db)
    base, lost, once = 0, [], []
    every: Counter[int] = Counter()
    for member_id, stored in queries.visit_days(db):
        if member_id in left_out:
            continue
        days = [date.fromisoformat(day) for day in stored]
        own = domain.gaps(days)
        every.update(own)
        before = sum(day < start for day in days)
        if not before:
            continue  # a new member stands on neither side
        if len(days) == 1 or before == 1:
            once.append((member_id, days, own))
            continue
        came, away = _judged(days, own, before, (start, today), marks, None)
        base += came
        if came and away:
            lost.append(member_id)
    usual = domain.percentile(every, USUAL)
    for member_id, days, own in once:
        came, away = _judged(days, own, 1, (start, today), marks, usual)
        base += came
        if came and away:
            lost.append(member_id)
    return _Lost(base, tuple(lost))


def _judged(
    days: list[date], own: list[int], before: int, span: tuple[date, date], marks: SignRules,
    usual: int | None,
) -> tuple[bool, bool]:  # fmt: skip
    """Return whether a member still came at the start of *span*, and is silent at its end."""
    start, today = span
    then = domain.limit_days(own[: before - 1], marks, usual)
    now = domain.limit_days(own, marks, usual)
    came = then is not None and (start - days[before - 1]).days <= then
    away = now is not None and (today - days[-1]).days > now
    return came, away
