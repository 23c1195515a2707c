"""Playbooks: what sets a process off, for whom, its steps, and what stops it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from loyaldesk.kernel.errors import BadInput

PERSONAL = "› "
"""Begins the one free line that whoever does a step writes in their own words.

The typeface of the papers has this mark, and it turns with the direction of writing.
"""

NEVER_AGAIN = -1
EVERY_EVENT = 0
YEAR = 365

LARGEST = 100_000
"""Letters of a document: a playbook has some thousand."""


class Kind(StrEnum):
    """What sets a playbook off."""

    JOINED = "joined"
    FIRST_PURCHASE = "first_purchase"
    PURCHASE = "purchase"
    NTH_PURCHASE = "nth_purchase"
    DAYS_AFTER = "days_after"
    BIRTHDAY = "birthday"
    WEDDING = "wedding"
    TIER_REACHED = "tier_reached"
    TIER_FALL = "tier_about_to_fall"
    POINTS_EXPIRING = "points_expiring"
    SILENCE = "silence"
    COMPLAINT_OPENED = "complaint_opened"
    COMPLAINT_CLOSED = "complaint_closed"
    LOW_FEELING = "low_feeling"
    PROMISED_DATE = "promised_date_near"


AT_ONCE = frozenset({
    Kind.JOINED, Kind.FIRST_PURCHASE, Kind.PURCHASE, Kind.NTH_PURCHASE, Kind.TIER_REACHED,
    Kind.COMPLAINT_OPENED, Kind.COMPLAINT_CLOSED, Kind.LOW_FEELING,
})  # fmt: skip
"""Something happens at a moment; the others come with the day."""

_GOODS = ("group", "product")
USED: dict[str, tuple[str, ...]] = {
    Kind.JOINED: (),
    Kind.FIRST_PURCHASE: (*_GOODS, "min_rial"),
    Kind.PURCHASE: (*_GOODS, "min_rial"),
    Kind.NTH_PURCHASE: ("count",),
    Kind.DAYS_AFTER: (*_GOODS, "min_rial", "days"),
    Kind.BIRTHDAY: ("days",),
    Kind.WEDDING: ("days",),
    Kind.TIER_REACHED: ("tier",),
    Kind.TIER_FALL: ("days",),
    Kind.POINTS_EXPIRING: ("days", "points"),
    Kind.SILENCE: ("factor", "days"),
    Kind.COMPLAINT_OPENED: ("category", "severity"),
    Kind.COMPLAINT_CLOSED: ("category", "severity"),
    Kind.LOW_FEELING: ("feeling",),
    Kind.PROMISED_DATE: ("days", "sources"),
}
"""The figures of `Trigger` that mean something for each kind."""

SOURCES = ("promise", "occasion", "agreement")
"""What can have a promised day."""


class Stop(StrEnum):
    """What keeps a step from being made, beside a member who is gone and a sale taken back."""

    COMPLAINT = "complaint"
    BOUGHT = "bought"
    REFUSED = "refused"
    CONSENT = "consent"
    SETTLED = "settled"


ENDING = frozenset({"gone", "undone", Stop.BOUGHT, Stop.REFUSED, Stop.SETTLED})
"""Reasons that end the whole run; any other lets one step out."""

SKIPS = (
    "gone", "undone", "settled", "refused", "bought", "complaint", "consent", "mourning",
    "too_late", "unreadable",
)  # fmt: skip
"""Why a step was not made, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets a playbook off; which figures count, `USED` says.

    Attributes:
        kind: Of `Kind`.
        days: Days after or before: silent at least, ahead of a birthday, before points end.
        group: Group of goods; empty: any.
        product: Code of the goods; empty: any.
        min_rial: Least net amount of the purchase.
        count: The how many-th purchase.
        tier: The tier reached; empty: any above the one before.
        points: So many points must be about to end.
        factor: Silent longer than so many of the member's own usual gaps.
        category: Of the complaint; empty: any.
        severity: Of the complaint, at least.
        feeling: Of a contact, at most: 1 very unhappy, 5 delighted.
        sources: Of `SOURCES`, whose day comes near.
    """

    kind: str
    days: int = 0
    group: str = ""
    product: str = ""
    min_rial: int = 0
    count: int = 0
    tier: str = ""
    points: int = 0
    factor: int = 3
    category: str = ""
    severity: int = 1
    feeling: int = 2
    sources: tuple[str, ...] = SOURCES

    @property
    def is_at_once(self) -> bool:
        """Whether it happens at a moment, so that an open window can act on it."""
        return self.kind in AT_ONCE


@dataclass(frozen=True, slots=True)
class Conditions:
    """For whom a playbook runs; everything named must hold.

    Attributes:
        tiers: Standing in one of these; empty: any.
        kind: ``person``, ``company`` or empty.
        gender: As written in the form; empty: any.
        tags: Having one of these; empty: any.
        not_tags: Having none of these.
        consent: Having agreed to be reached by this channel; empty: whatever they agreed to.
        min_spend_rial: Spent at least, ever.
        min_visits: Came at least so often.
    """

    tiers: tuple[str, ...] = ()
    kind: str = ""
    gender: str = ""
    tags: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    consent: str = ""
    min_spend_rial: int = 0
    min_visits: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is to be done, by whom, and when after the trigger.

    Attributes:
        days: Days after the day of the trigger.
        hours: Hours more, counted from its moment.
        at: The hour of the day; None: some time on the day.
        channel: How: ``call``, ``sms``, ``task`` and so on.
        who: ``owner``, ``operator`` (who served), ``role:manager`` or ``skill:english``.
        text_fa: What to say or do, in Persian.
        personal_fa: A hint for the free line, in Persian.
        checklist_fa: What must be done in it.
        answer_id: The approved answer to use.
        is_fixed: The text may not be changed, only the personal line added.
        is_promise: It is promised to the member.
        is_festive: It rests on days of mourning.
        late_days: So many days late it is let out.
    """

    days: int = 0
    hours: int = 0
    at: time | None = None
    channel: str = "call"
    who: str = "owner"
    text_fa: str = ""
    text_en: str = ""
    personal_fa: str = ""
    personal_en: str = ""
    checklist_fa: tuple[str, ...] = ()
    checklist_en: tuple[str, ...] = ()
    answer_id: int | None = None
    minutes: int = 10
    priority: int = 1
    is_fixed: bool = True
    is_promise: bool = False
    is_festive: bool = False
    late_days: int = 7

    def text(self, language: str) -> str:
        """Return the fixed text with the hint for the personal line under it."""
        text, hint = self.text_en, self.personal_en
        if language == "fa":
            text, hint = self.text_fa or text, self.personal_fa or hint
        elif not text:
            text, hint = self.text_fa, hint or self.personal_fa
        return f"{text}\n{PERSONAL}{hint}" if hint else text

    def checklist(self, language: str) -> tuple[str, ...]:
        """Return the checklist in a language, in the other when there is none."""
        first, second = self.checklist_en, self.checklist_fa
        return (second or first) if language == "fa" else (first or second)

    @property
    def role(self) -> str:
        """The role it is for, or empty."""
        return self.who[5:] if self.who.startswith("role:") else ""

    @property
    def skill(self) -> str:
        """The skill it takes, or empty."""
        return self.who[6:] if self.who.startswith("skill:") else ""

    def wanted(self, at: datetime, on: date, zone: ZoneInfo) -> tuple[date, time | None]:
        """Return the day and hour the step is asked for, after a trigger at *at* on day *on*."""
        if not self.hours:
            return on + timedelta(days=self.days), self.at
        moment = (at + timedelta(days=self.days, hours=self.hours)).astimezone(zone)
        return moment.date(), moment.time().replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Playbook:
    """A process that runs by itself.

    Attributes:
        code: Short Latin name, unique in the club.
        business: ``retail``, ``service``, ``subscription``, ``company`` or empty: of the shop.
        about_fa: What it is good for, in one sentence.
        again_days: So many days pass before it runs again for a member; `EVERY_EVENT`, or
            `NEVER_AGAIN`.
    """

    code: str
    name_fa: str
    name_en: str
    trigger: Trigger
    steps: tuple[Step, ...]
    conditions: Conditions = field(default_factory=Conditions)
    stops: tuple[str, ...] = ()
    again_days: int = EVERY_EVENT
    business: str = ""
    about_fa: str = ""
    about_en: str = ""

    def name(self, language: str) -> str:
        """Return its name in a language, in the other when there is none."""
        first, second = self.name_en, self.name_fa
        return (second or first) if language == "fa" else (first or second)

    def about(self, language: str) -> str:
        """Return what it is good for."""
        first, second = self.about_en, self.about_fa
        return (second or first) if language == "fa" else (first or second)

    @property
    def longest_days(self) -> int:
        """Days from the trigger to the last step."""
        return max((step.days + -(-step.hours // 24) for step in self.steps), default=0)

    def to_json(self) -> str:
        """Return the document the club keeps: only what is not as usual."""
        return json.dumps(_written(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Playbook":
        """Return the playbook of a document.

        Raises:
            BadInput: If it cannot be understood, naming the place in it.
        """
        if len(text) > LARGEST:
            raise BadInput("playbook", "too long", limit=LARGEST)
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise BadInput("playbook", "not a playbook", text[:80]) from None
        return read_playbook(document)


def again_is_barred(before: Iterable[date], on: date, again_days: int) -> bool:
    """Return whether a run on the days *before* keeps a playbook from running again on *on*."""
    if again_days == EVERY_EVENT:
        return False
    if again_days == NEVER_AGAIN:
        return any(True for _ in before)
    return any(abs((on - day).days) < again_days for day in before)


def split_text(text: str) -> tuple[str, str]:
    """Return the fixed part of a step's text and its personal line, without the mark."""
    fixed, mark, own = text.partition(f"\n{PERSONAL}")
    return fixed, own if mark else ""


def why_not(flags: Mapping[str, bool], stops: Iterable[str]) -> str:
    """Return why a step is not made, or empty: what is so, as far as the playbook minds it."""
    minded = {"gone", "undone", *stops}
    return next((why for why in SKIPS if why in minded and flags.get(why)), "")


def _written(value: Any) -> dict[str, Any]:
    found = {}
    for each in fields(value):
        held = getattr(value, each.name)
        usual = each.default
        if each.default_factory is not MISSING:
            usual = each.default_factory()
        if held == usual:
            continue
        found[each.name] = _plain(held)
    return found


def _plain(held: Any) -> Any:
    if isinstance(held, Trigger | Conditions | Step):
        return _written(held)
    if isinstance(held, tuple):
        return [_plain(each) for each in held]
    if isinstance(held, time):
        return held.isoformat("minutes")
    return str(held) if isinstance(held, StrEnum) else held


def read_playbook(document: Any) -> Playbook:
    """Return the playbook that a read document holds.

    Raises:
        BadInput: If it cannot be understood.
    """
    known = _table(document, Playbook, "playbook")
    trigger = _made(Trigger, known.pop("trigger", None), "trigger")
    conditions = _made(Conditions, known.pop("conditions", {}), "conditions")
    steps = known.pop("steps", None)
    if not isinstance(steps, list):
        raise BadInput("steps", "not a playbook", str(steps)[:80])
    read = tuple(_made(Step, one, f"steps[{n}]") for n, one in enumerate(steps, start=1))
    return Playbook(
        trigger=trigger, conditions=conditions, steps=read,
        **{name: _value(name, held, Playbook, name) for name, held in known.items()},
    )  # fmt: skip


def _table(document: Any, kind: type, place: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise BadInput(place, "not a playbook", str(document)[:80])
    names = {each.name: each for each in fields(kind)}
    for name in document:
        if name not in names:
            raise BadInput(place, "unknown", str(name)[:80])
    for name, each in names.items():
        if name not in document and each.default is MISSING and each.default_factory is MISSING:
            raise BadInput(f"{place} {name}".removeprefix("playbook "), "empty")
    return dict(document)


def _made(kind: type, document: Any, place: str) -> Any:
    known = _table(document, kind, place)
    return kind(**{name: _value(name, v, kind, f"{place} {name}") for name, v in known.items()})


def _value(name: str, held: Any, kind: type, place: str) -> Any:
    usual = next(each for each in fields(kind) if each.name == name)
    if name == "at":
        return _hour(held, place)
    if name == "answer_id":
        fits = held is None or type(held) is int
    elif usual.default is MISSING:
        fits = isinstance(held, str)
    elif isinstance(usual.default, tuple):
        fits = isinstance(held, list) and all(isinstance(each, str) for each in held)
        return tuple(held) if fits else _refuse(place, held)
    else:
        fits = type(held) is type(usual.default)
    return held if fits else _refuse(place, held)


def _hour(held: Any, place: str) -> time | None:
    if held is None or isinstance(held, time):
        return held
    try:
        return time.fromisoformat(held)
    except (TypeError, ValueError):
        _refuse(place, held)


def _refuse(place: str, held: Any) -> NoReturn:
    raise BadInput(place, "not a playbook", str(held)[:80])
