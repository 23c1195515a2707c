"""Follow-ups: why they exist, how they end, and what an unanswered call leads to."""

import json
import re
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, clean_lines, is_storable

CHANNELS = (
    "call", "visit", "sms", "messenger", "email", "letter", "social", "counter", "task",
)  # fmt: skip
SPOKEN = frozenset({"call", "sms", "messenger"})
"""Channels that reach into somebody's day: they are due only when members may be called."""

REASONS = (
    "manual", "promise", "after_sale", "birthday", "wedding", "tier", "points", "silence",
    "complaint", "recovery", "survey", "request", "callback", "agreement", "occasion", "feedback",
    "handover", "playbook",
)  # fmt: skip
"""Why a follow-up exists."""

MOVE_REASONS = ("member_asked", "busy", "ill", "waiting", "mistake", "other")
"""Why an operator moves one; ``other`` needs a sentence."""
CANCEL_REASONS = ("settled", "not_needed", "member_asked", "twice", "mistake", "other")
"""Why an operator cancels one; ``other`` needs a sentence."""

LOW, NORMAL, HIGH, URGENT = range(4)
LONGEST_TEXT, LONGEST_RESULT, LONGEST_CODE = 500, 1000, 40
MOST_CHECKS, LONGEST_CHECK = 20, 120
MOST_MINUTES = 480
MOST_LISTED = 2000
"""So many rows stand in one list: more are no list to work on."""
FARTHEST = timedelta(days=3660)
"""Ten years ahead: what is farther is a slip of the pen."""

_CODE = re.compile(r"[a-z][a-z0-9_. ]{0,39}")


class Outcome(StrEnum):
    """What came of a follow-up."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    SWITCHED_OFF = "switched_off"
    WRONG_NUMBER = "wrong_number"
    CALL_LATER = "call_later"
    REFUSES_CONTACT = "refuses_contact"
    PROMISED_TO_BUY = "promised_to_buy"
    BOUGHT = "bought"
    DONE_OTHER = "done_other"


BY_DIGIT: dict[int, Outcome] = dict(enumerate(Outcome, start=1))
"""The key that gives an outcome."""

NOT_REACHED = frozenset({Outcome.NO_ANSWER, Outcome.SWITCHED_OFF})
"""Tried in vain: tried again by rule, and after so many tries it is enough."""

UNKEPT = NOT_REACHED | {Outcome.WRONG_NUMBER}
"""Outcomes after which nobody was spoken to."""


def is_code(text: str) -> bool:
    """Return whether *text* can be the code of a reason."""
    return bool(_CODE.fullmatch(text))


@dataclass(frozen=True, slots=True)
class FollowupDraft:
    """Something to be done for somebody.

    Attributes:
        key: The same key makes nothing twice.
        member_id: For whom; or `prospect_id`, or neither (a task of the shop).
        text: One sentence: what to do.
        about: The record it serves, such as ``complaint``, with `about_id`.
        on: The day; None: today, or the next open day.
        at: The hour of the day; None: some time on the day.
        owner_id: Who does it; None: found by rule.
        role: Code of a role it is for, when the member has no owner.
        skill: What whoever does it must be able to.
        is_promise: It was promised to the member.
        priority: `LOW` to `URGENT`.
        minutes: How long it takes.
        checklist: What must be done in it.
        recurrence: The rule of `domain.recurrence` by which it comes again.
        run_id: The run of a playbook that made it, with its `step`.
    """

    key: str
    member_id: int | None = None
    prospect_id: int | None = None
    text: str = ""
    channel: str = "call"
    reason: str = "manual"
    about: str = ""
    about_id: int | None = None
    on: date | None = None
    at: time | None = None
    owner_id: int | None = None
    role: str = ""
    skill: str = ""
    is_promise: bool = False
    priority: int = NORMAL
    minutes: int = 0
    checklist: tuple[str, ...] = ()
    answer_id: int | None = None
    recurrence: str = ""
    run_id: int | None = None
    step: int | None = None


def checked(draft: FollowupDraft) -> FollowupDraft:
    """Return a draft as it can be stored.

    Raises:
        BadInput: If something in it cannot be used.
    """
    if not draft.key or not is_storable(draft.key):
        raise BadInput("key", "empty" if not draft.key else "unstorable")
    if draft.member_id is not None and draft.prospect_id is not None:
        raise BadInput("member", "member or prospect")
    if not is_code(draft.reason):
        raise BadInput("reason", "unknown choice", draft.reason[:80])
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    values |= {
        "text": plain(draft.text, "text", LONGEST_TEXT),
        "channel": channel(draft.channel),
        "priority": _between(draft.priority, "priority", LOW, URGENT),
        "minutes": _between(draft.minutes, "minutes", 0, MOST_MINUTES),
        "checklist": checks(draft.checklist),
        "role": plain(draft.role, "role", LONGEST_CODE),
        "skill": plain(draft.skill, "skill", LONGEST_CODE),
        "about": plain(draft.about, "about", LONGEST_CODE),
    }
    return FollowupDraft(**values)


def plain(text: str, field: str, limit: int) -> str:
    """Return text as it is kept: cleaned, lines kept.

    Raises:
        BadInput: If it is too long or cannot be stored.
    """
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    if len(text) > limit:
        raise BadInput(field, "too long", text[:80], limit)
    return clean_lines(text)


def channel(code: str) -> str:
    """Return a channel.

    Raises:
        BadInput: If there is none with this code.
    """
    if code not in CHANNELS:
        raise BadInput("channel", "unknown choice", code[:80])
    return code


def checks(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of a checklist, each on one line; empty ones are left out.

    Raises:
        BadInput: If they are too many or one is too long.
    """
    if len(lines) > MOST_CHECKS:
        raise BadInput("checklist", "too many", limit=MOST_CHECKS)
    done = [clean(plain(line, "checklist", LONGEST_CHECK)) for line in lines]
    return tuple(line for line in done if line)


def why(code: str, text: str, codes: tuple[str, ...]) -> str:
    """Return the cleaned sentence of a reason that an operator gives.

    Raises:
        BadInput: If the code is none of *codes*, or it is ``other`` without a sentence.
    """
    if code not in codes:
        raise BadInput("reason", "unknown choice" if code else "empty", code[:80])
    done = plain(text, "reason", LONGEST_TEXT)
    if code == "other" and not done:
        raise BadInput("reason", "empty")
    return done


def outcome(code: str) -> Outcome:
    """Return the outcome with this code or digit.

    Raises:
        BadInput: If there is none.
    """
    if code.isdecimal() and int(code) in BY_DIGIT:
        return BY_DIGIT[int(code)]
    try:
        return Outcome(code)
    except ValueError:
        raise BadInput("outcome", "unknown choice" if code else "empty", code[:80]) from None


def _between(number: int, field: str, least: int, most: int) -> int:
    if not least <= number <= most:
        raise BadInput(field, "range", str(number))
    return number


@dataclass(frozen=True, slots=True)
class FollowupRules:
    """How the shop follows up; kept as its document ``followups``.

    Attributes:
        tries: After so many tries in vain it was tried enough.
        days_between: Working days from one try to the next.
        hour: When a follow-up without an hour is due.
        minutes: How long one takes when nobody says so.
        subscription: A file other calendar programs read; empty: none is written.
    """

    tries: int = 3
    days_between: int = 1
    hour: time = time(10)
    minutes: int = 10
    subscription: str = ""

    def __post_init__(self) -> None:
        _between(self.tries, "tries", 1, 20)
        _between(self.days_between, "days_between", 1, 60)
        _between(self.minutes, "minutes", 1, MOST_MINUTES)
        if not is_storable(self.subscription) or len(self.subscription) > LONGEST_RESULT:
            raise BadInput("subscription", "unstorable")

    def to_json(self) -> str:
        """Return the document the club keeps."""
        return json.dumps(
            {
                "tries": self.tries, "days_between": self.days_between,
                "hour": self.hour.isoformat("minutes"), "minutes": self.minutes,
                "subscription": self.subscription,
            },
            ensure_ascii=False,
        )  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> "FollowupRules":
        """Return the rules of a document that `to_json` wrote.

        Raises:
            BadInput: If it cannot be understood.
        """
        try:
            read: Any = json.loads(text)
            known = {field.name for field in fields(cls)}
            values = {name: value for name, value in read.items() if name in known}
            if "hour" in values:
                values["hour"] = time.fromisoformat(values["hour"])
            return cls(**values)
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise BadInput("followups", "not rules", text[:80]) from None


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: inside open time.

    Attributes:
        at: The moment, in UTC.
        on: The shop's day of it.
        has_time: The hour was meant; without it only the day counts.
        is_shifted: It is not when it was asked for, because the shop is closed then or it is past.
    """

    at: datetime
    on: date
    has_time: bool
    is_shifted: bool = False


def due(working: WorkingTime, hour: time, now: datetime, on: date | None, at: time | None) -> Due:
    """Return when something asked for on a day, at an hour, is due: now or later, in open time.

    Args:
        working: When the shop is open, or when members may be called.
        hour: The hour of what has none.
        now: The present moment; nothing is made due before it.
        on: The day asked for; None: today.
        at: The hour asked for; None: some time on the day.

    Raises:
        NoWorkingTime: If the shop does not open within 400 days.
    """
    today = now.astimezone(working.zone).date()
    asked_on = max(on or today, today)
    day = asked_on if at is not None else working.first_day_open(asked_on)
    wanted = datetime.combine(day, at or hour, working.zone)
    found = working.next_open(max(wanted, now))
    if at is None and _day(working, found) != day:
        # the usual hour lies behind that day's last shift: any open minute of the day will do
        early = datetime.combine(day, time(0), working.zone)
        found = min(found, working.next_open(max(early, now)))
    found_on = _day(working, found)
    is_shifted = (
        on is not None and found_on != on if at is None else found != wanted or (on or day) != day
    )
    return Due(found, found_on, at is not None, is_shifted)


def next_try(working: WorkingTime, rules: FollowupRules, now: datetime, at: time | None) -> Due:
    """Return when to try again what was tried in vain now."""
    today = now.astimezone(working.zone).date()
    return due(working, rules.hour, now, working.add_working_days(today, rules.days_between), at)


def _day(working: WorkingTime, moment: datetime) -> date:
    return moment.astimezone(working.zone).date()


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """Promises that were first due in a period: each is one of the six.

    Attributes:
        kept: Done, or tried in vain, in time: by the hour promised, else on its day.
        late: Done after that.
        moved: Moved by the shop; done since or still to come.
        cancelled: Cancelled with a reason.
        overdue: Not done, and its time is past.
        open: Still to come.
    """

    kept: int = 0
    late: int = 0
    moved: int = 0
    cancelled: int = 0
    overdue: int = 0
    open: int = 0

    @property
    def made(self) -> int:
        """How many there were."""
        return self.kept + self.late + self.moved + self.cancelled + self.overdue + self.open

    @property
    def kept_share(self) -> float | None:
        """Share of the kept ones among those whose time has come; None where none has."""
        judged = self.made - self.open
        return self.kept / judged if judged else None


def judged(
    state: str, *, deadline: datetime, tried_at: datetime | None, is_moved: bool, is_overdue: bool
) -> str:
    """Return what a promise counts as: the name of a field of `PromiseFigures`."""
    if state == "cancelled":
        return "cancelled"
    if state == "open" and is_overdue:
        return "overdue"
    if is_moved:
        return "moved"
    if state == "open":
        return "open"
    return "kept" if tried_at is not None and tried_at <= deadline else "late"
