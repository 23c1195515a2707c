"""Making the steps of playbooks: when they are due, who does them, why one is let out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from loyaldesk.domain.care import Assigned, Hand, Wish, choose
from loyaldesk.domain.followups import SPOKEN, Due, FollowupDraft, due
from loyaldesk.domain.members import CHANNELS as CONSENTS
from loyaldesk.domain.playbooks import ENDING, Kind, Playbook, Step, why_not
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import followups, worktime
from loyaldesk.services.desk import Change
from loyaldesk.services.playbook_finding import midnight
from loyaldesk.store import care as care_store
from loyaldesk.store import playbooks as store
from loyaldesk.store.database import ClubDatabase

_DAY = timedelta(days=1)

NO_HOLDER = "no_holder"
"""Note at a step that went to the manager because nobody has the role or the skill."""

REASONS = {
    Kind.FIRST_PURCHASE: "after_sale", Kind.PURCHASE: "after_sale",
    Kind.NTH_PURCHASE: "after_sale", Kind.DAYS_AFTER: "after_sale", Kind.BIRTHDAY: "birthday",
    Kind.WEDDING: "wedding", Kind.TIER_REACHED: "tier", Kind.TIER_FALL: "tier",
    Kind.POINTS_EXPIRING: "points", Kind.SILENCE: "silence", Kind.COMPLAINT_OPENED: "complaint",
    Kind.COMPLAINT_CLOSED: "complaint", Kind.LOW_FEELING: "survey",
    Kind.PROMISED_DATE: "promise",
}  # fmt: skip
"""Why a follow-up of a playbook exists; any other is there because of the playbook."""

_RECORDS = ("sale", "complaint", "occasion_order", "agreement")
"""What a follow-up can be about."""


@dataclass(slots=True)
class Calendar:
    """When steps are due in this shop; days that were looked at are remembered."""

    db: ClubDatabase
    working: WorkingTime
    hour: time
    _calling: dict[bool, WorkingTime] = field(default_factory=dict)
    _mourning: dict[date, bool] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the shop."""
        return self.working.zone

    def is_mourning(self, day: date) -> bool:
        """Return whether festive texts rest on *day*."""
        if day not in self._mourning:
            self._mourning[day] = worktime.is_mourning(self.db, day)
        return self._mourning[day]

    def time_for(self, step: Step, *, is_company: bool) -> WorkingTime:
        """Return the time in which a step may be due: calls and messages not at iftar."""
        if step.channel not in SPOKEN:
            return self.working
        if is_company not in self._calling:
            self._calling[is_company] = self.working.calling(company=is_company)
        return self._calling[is_company]

    def place(
        self, step: Step, at: datetime, on: date, now: datetime, *, is_company: bool
    ) -> Due | None:
        """Return when a step is due, not before *now*; None: only days of mourning are left."""
        wanted, hour = step.wanted(at, on, self.zone)
        working = self.time_for(step, is_company=is_company)
        found = due(working, self.hour, now, wanted, hour)
        last = max(wanted, now.astimezone(self.zone).date()) + timedelta(days=step.late_days)
        while step.is_festive and self.is_mourning(found.on):
            if found.on >= last:
                return None
            found = due(working, self.hour, now, found.on + _DAY, hour)
        return found


def begin_at(step: Step, at: datetime, on: date, zone: ZoneInfo) -> datetime:
    """Return the moment from which a step is to be made: the day it is asked for begins."""
    return midnight(step.wanted(at, on, zone)[0], zone)


def hindrance(
    playbook: Playbook, step: Step, flags: dict[str, bool], consent: frozenset[str]
) -> str:
    """Return why a step is not made, or empty."""
    missing = step.channel in CONSENTS and step.channel not in consent
    return why_not({**flags, "consent": missing}, playbook.stops)


@dataclass(slots=True)
class _Hands:
    """Who works on a day, and how much they have to do; what is given away counts at once."""

    hands: dict[int, Hand]
    loads: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Maker:
    """Makes the due steps of one transaction.

    Attributes:
        documents: Playbooks by the id of their version; None: cannot be read.
    """

    change: Change
    calendar: Calendar
    language: str
    documents: dict[int, Playbook | None]
    minutes: int = 10
    made: int = 0
    skipped: int = 0
    _hands: dict[date, _Hands] = field(default_factory=dict)

    def make(self, runs: list[store.DueRun], end: datetime) -> None:
        """Make every step of *runs* that is due before *end*, or let it out with its reason."""
        steps: list[store.StepDone] = []
        new: list[tuple[int, store.NewFollowup]] = []
        for run in runs:
            self._one(run, end, steps, new)
        ids = store.make_followups(
            self.change.db, [each for _, each in new], self.change.now,
            self.change.desk.operator.id,
        )  # fmt: skip
        for id_, (place, _) in zip(ids, new, strict=True):
            steps[place] = replace(steps[place], followup_id=id_)
        store.store_steps(self.change.db, steps, self.change.now)
        self.made += len(ids)
        self.skipped += len(steps) - len(ids)
        for each in steps:
            if each.ended and each.step > 1:
                followups.cancel_run(self.change, each.run_id, each.ended)

    def _one(
        self, run: store.DueRun, end: datetime, steps: list[store.StepDone],
        new: list[tuple[int, store.NewFollowup]],
    ) -> None:  # fmt: skip
        playbook = self._playbook(run.version_id)
        if playbook is None or run.next_step > len(playbook.steps):
            steps.append(
                store.StepDone(run.id, run.next_step, None, "unreadable", None, "unreadable")
            )
            return
        for number in range(run.next_step, len(playbook.steps) + 1):
            step = playbook.steps[number - 1]
            why, when = self._due(playbook, step, run)
            next_at = self._next(playbook, number, run)
            if why:
                ended = why if why in ENDING else ""
                next_at = None if ended else next_at
                steps.append(store.StepDone(run.id, number, None, why, next_at, ended))
            elif when is not None:
                draft, who, note = self._draft(playbook, step, run, number, when)
                asked = self._asked(step, run)
                new.append((len(steps), store.NewFollowup(draft, when, asked, who.why)))
                steps.append(store.StepDone(run.id, number, None, note, next_at))
            if next_at is None or next_at >= end:
                return

    def _playbook(self, version_id: int) -> Playbook | None:
        if version_id not in self.documents:
            self.documents[version_id] = read(store.document_of(self.change.db, version_id))
        return self.documents[version_id]

    def _due(self, playbook: Playbook, step: Step, run: store.DueRun) -> tuple[str, Due | None]:
        why = hindrance(playbook, step, run.flags, run.consent)
        if why:
            return why, None
        wanted = step.wanted(run.trigger_at, run.trigger_on, self.calendar.zone)[0]
        if (self.change.today - wanted).days > step.late_days:
            return "too_late", None
        when = self.calendar.place(
            step, run.trigger_at, run.trigger_on, self.change.now, is_company=run.is_company
        )
        return ("" if when else "mourning"), when

    def _next(self, playbook: Playbook, number: int, run: store.DueRun) -> datetime | None:
        if number >= len(playbook.steps):
            return None
        step = playbook.steps[number]
        return begin_at(step, run.trigger_at, run.trigger_on, self.calendar.zone)

    def _asked(self, step: Step, run: store.DueRun) -> datetime:
        on, at = step.wanted(run.trigger_at, run.trigger_on, self.calendar.zone)
        asked = datetime.combine(on, at or self.calendar.hour, self.calendar.zone)
        return asked.astimezone(UTC)

    def _draft(
        self, playbook: Playbook, step: Step, run: store.DueRun, number: int, when: Due
    ) -> tuple[FollowupDraft, Assigned, str]:
        who, note = self._who(step, run, when.on)
        is_record = run.about in _RECORDS
        draft = FollowupDraft(
            key=f"run:{run.id}:{number}", member_id=run.member_id, text=step.text(self.language),
            channel=step.channel, reason=REASONS.get(Kind(playbook.trigger.kind), "playbook"),
            about=run.about if is_record else "", about_id=run.about_id if is_record else None,
            owner_id=who.owner_id, role=step.role, skill=step.skill, is_promise=step.is_promise,
            priority=step.priority, minutes=step.minutes or self.minutes,
            checklist=step.checklist(self.language), answer_id=step.answer_id, run_id=run.id,
            step=number,
        )  # fmt: skip
        return draft, who, note

    def _who(self, step: Step, run: store.DueRun, on: date) -> tuple[Assigned, str]:
        """Return who does a step; the manager, with a note, when nobody has the role or skill."""
        day = self._day(on)
        wish = Wish(
            run.operator_id if step.who == "operator" else None, run.owner_id, run.deputy_id,
            words=run.words,
        )  # fmt: skip
        note = ""
        if step.role or step.skill:
            wish = Wish(role=step.role, skill=step.skill, words=run.words)
            hands = day.hands.values()
            if not any(h.role == step.role if step.role else step.skill in h.skills for h in hands):
                note = NO_HOLDER
                roles = {hand.role for hand in hands}
                wish = Wish(role="manager" if "manager" in roles else "owner", words=run.words)
        found = choose(day.hands, wish, lambda id_: self._load(day, id_, on))
        if found.owner_id is not None:
            day.loads[found.owner_id] = self._load(day, found.owner_id, on) + 1
        return found, note

    def _day(self, on: date) -> _Hands:
        if on not in self._hands:
            self._hands[on] = _Hands(care_store.hands(self.change.db, on))
        return self._hands[on]

    def _load(self, day: _Hands, operator_id: int, on: date) -> int:
        if operator_id not in day.loads:
            day.loads[operator_id] = care_store.load(self.change.db, operator_id, on)
        return day.loads[operator_id]


def read(document: str) -> Playbook | None:
    """Return the playbook of a stored document; None: it cannot be read any more."""
    try:
        return Playbook.from_json(document)
    except BadInput:
        return None
