"""Finding whom a playbook is for: its trigger over some days, with guards against repeating."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from loyaldesk.domain.playbooks import Kind, Playbook, Trigger, again_is_barred
from loyaldesk.domain.tiers import rank
from loyaldesk.services import bonuses, club, tier_watch
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import playbook_triggers as store
from loyaldesk.store.queries.playbook_triggers import Event

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)

Row = tuple[object, ...]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a local day begins, in UTC."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def span(first: date, last: date, zone: ZoneInfo) -> store.Span:
    """Return the days from *first* to *last* with the moments they begin and end."""
    return store.Span(first, last, midnight(first, zone), midnight(last + _DAY, zone))


@dataclass(slots=True)
class Finder:
    """Asks for the events of playbooks; what several of them ask for is looked up once.

    Attributes:
        triggers: Of all playbooks that will be asked about.
        is_past: Days gone by are looked at as they were then, not only what holds now.
    """

    db: ClubDatabase
    zone: ZoneInfo
    today: date
    triggers: Sequence[Trigger]
    is_past: bool = False
    _rhythms: dict[tuple[date, date], list[store.Rhythm]] = field(default_factory=dict)
    _endangered: dict[tuple[date, int], frozenset[int]] = field(default_factory=dict)
    _usual: int | None = None

    def events(self, playbook: Playbook, first: date, last: date) -> list[Event]:
        """Return what sets a playbook off from *first* to *last*, in the order of time."""
        if first > last:
            return []
        trigger = playbook.trigger
        days = span(first, last, self.zone)
        given = self._given(trigger, days)
        if given is not None and not given:
            return []
        asked = store.Asked(trigger, playbook.conditions, days, self.today, given or ())
        return store.events(self.db, asked, self._day)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _given(self, trigger: Trigger, days: store.Span) -> list[Row] | None:
        """Return the rows a trigger needs from elsewhere; None: it needs none."""
        match trigger.kind:
            case Kind.BIRTHDAY | Kind.WEDDING:
                return _feasts(trigger, days)
            case Kind.TIER_REACHED:
                return self._rises(trigger)
            case Kind.TIER_FALL:
                return self._falls(trigger, days)
            case Kind.SILENCE:
                return self._silences(trigger, days)
        return None

    def _rises(self, trigger: Trigger) -> list[Row]:
        tiers = club.programme_on(self.db, self.today).tiers
        return [
            (low.code, high.code)
            for high in tiers
            for low in tiers
            if rank(low.code, tiers) < rank(high.code, tiers)
            and trigger.tier in ("", high.code)
        ]  # fmt: skip

    def _falls(self, trigger: Trigger, days: store.Span) -> list[Row]:
        """Return who came into danger of falling since the day before; the past is seen weekly."""
        found: list[Row] = []
        before, day = days.first - _DAY, days.last
        if self.is_past:
            day = min(days.first + _WEEK, days.last)
        while before < days.last:
            new = self._in_danger(day, trigger.days) - self._in_danger(before, trigger.days)
            found += [(id_, day.isoformat(), day.isoformat()) for id_ in sorted(new)]
            before, day = day, min(day + _WEEK, days.last)
        return found

    def _in_danger(self, day: date, ahead_days: int) -> frozenset[int]:
        if (day, ahead_days) not in self._endangered:
            rules = club.programme_on(self.db, day)
            self._endangered[day, ahead_days] = frozenset(
                tier_watch.endangered(self.db, rules, day, ahead_days)
            )
        return self._endangered[day, ahead_days]

    def _silences(self, trigger: Trigger, days: store.Span) -> list[Row]:
        if (days.first, days.last) not in self._rhythms:
            asked = [each for each in self.triggers if each.kind == Kind.SILENCE]
            self._rhythms[days.first, days.last] = store.rhythms(
                self.db, days, min(each.days for each in asked),
                max(each.factor for each in asked), past=self.is_past,
            )  # fmt: skip
        if self._usual is None:
            self._usual = store.usual_gap(self.db, self.today)
        found: list[Row] = []
        for rhythm in self._rhythms[days.first, days.last]:
            on = rhythm.silent_on(trigger.factor, trigger.days, self._usual)
            if on is not None and days.first <= on <= days.last:
                found.append((rhythm.member_id, on.isoformat(), rhythm.last_on.isoformat()))
        return found


def _feasts(trigger: Trigger, days: store.Span) -> list[Row]:
    """Return the days of birth whose feast lies *days* ahead of a day of the span."""
    found: list[Row] = []
    day = days.first
    while day <= days.last:
        feast = day + timedelta(days=trigger.days)
        found += [(born.isoformat(), day.isoformat()) for born in bonuses.births_of(feast)]
        day += _DAY
    return found


def unbarred(
    playbook: Playbook, events: Sequence[Event], before: dict[int, list[date]]
) -> list[Event]:
    """Return the events that may begin a run, with those *before* and each other in mind."""
    again = playbook.again_days
    if playbook.trigger.kind == Kind.TIER_FALL and again >= 0:
        again = max(again, playbook.trigger.days)  # it is told once, however the days are cut
    runs = {member_id: list(days) for member_id, days in before.items()}
    found = []
    for event in events:
        own = runs.setdefault(event.member_id, [])
        if not again_is_barred(own, event.on, again):
            own.append(event.on)
            found.append(event)
    return found
