"""Whether a shop can live by a playbook: what is refused, each with its place."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace

from loyaldesk.domain.complaints import CATEGORIES, LEAST_SEVERITY, MOST_SEVERITY
from loyaldesk.domain.followups import (
    CHANNELS,
    LONGEST_CHECK,
    LONGEST_TEXT,
    MOST_CHECKS,
    MOST_MINUTES,
    SPOKEN,
    URGENT,
)
from loyaldesk.domain.members import CHANNELS as CONSENTS
from loyaldesk.domain.playbooks import (
    NEVER_AGAIN,
    PERSONAL,
    SOURCES,
    USED,
    Conditions,
    Kind,
    Playbook,
    Step,
    Stop,
    Trigger,
)
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, clean_lines, is_storable

BUSINESSES = ("retail", "service", "subscription", "company")
LONGEST_NAME, LONGEST_ABOUT = 80, 300
LONGEST_HINT = 120
LONGEST_FIXED = LONGEST_TEXT - LONGEST_HINT - len(PERSONAL) - 1
MOST_STEPS = 20
MOST_DAYS, MOST_HOURS = 730, 240
MOST_FACTOR = 20

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TEXTS = ("text_fa", "text_en", "personal_fa", "personal_en")
_LISTED = ("checklist_fa", "checklist_en")
_WRITTEN = frozenset(SPOKEN | {"email", "letter", "social"})
"""Channels by which the shop's own words reach the member."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a playbook may speak of in this shop.

    Attributes:
        roles: Roles that an operator who is not disabled has.
        skills: What such an operator can, folded.
        tiers: Codes of the tiers.
        answers: Answers with approved words.
    """

    roles: Collection[str] = ()
    skills: Collection[str] = ()
    tiers: Collection[str] = ()
    answers: Collection[int] = ()


def tidied(playbook: Playbook) -> Playbook:
    """Return *playbook* with its texts cleaned, as it is stored."""
    steps = tuple(_tidied(step) for step in playbook.steps)
    names = ("name_fa", "name_en", "about_fa", "about_en")
    texts = {name: clean(getattr(playbook, name)) for name in names}
    return replace(playbook, steps=steps, **texts)  # type: ignore[arg-type]


def _tidied(step: Step) -> Step:
    texts: dict[str, object] = {name: clean_lines(getattr(step, name)) for name in _TEXTS[:2]}
    texts |= {name: clean(getattr(step, name)) for name in _TEXTS[2:]}
    for name in _LISTED:
        texts[name] = tuple(line for raw in getattr(step, name) if (line := clean(raw)))
    return replace(step, **texts)  # type: ignore[arg-type]


def problems(playbook: Playbook, shop: Shop) -> tuple[BadInput, ...]:
    """Return everything that keeps the shop from living by *playbook*."""
    found = list(_texts(playbook))
    if found:  # what cannot be stored is not judged further
        return tuple(found)
    found += _head(playbook)
    found += _trigger(playbook.trigger, shop)
    found += _conditions(playbook.conditions, shop)
    for number, step in enumerate(playbook.steps, start=1):
        found += _step(step, f"steps[{number}]", shop)
    found += _order(playbook)
    found += _circles(playbook)
    return tuple(found)


def _texts(playbook: Playbook) -> Iterator[BadInput]:
    places = [(name, getattr(playbook, name), limit) for name, limit in (
        ("name_fa", LONGEST_NAME), ("name_en", LONGEST_NAME),
        ("about_fa", LONGEST_ABOUT), ("about_en", LONGEST_ABOUT),
    )]  # fmt: skip
    for number, step in enumerate(playbook.steps[: MOST_STEPS + 1], start=1):
        for name in _TEXTS:
            limit = LONGEST_FIXED if name.startswith("text") else LONGEST_HINT
            places.append((f"steps[{number}] {name}", getattr(step, name), limit))
        for name in _LISTED:
            lines = getattr(step, name)
            if len(lines) > MOST_CHECKS:
                yield BadInput(f"steps[{number}] {name}", "too many", limit=MOST_CHECKS)
            places += [(f"steps[{number}] {name}", line, LONGEST_CHECK) for line in lines]
    for part in (playbook.trigger, playbook.conditions):
        name = "trigger" if isinstance(part, Trigger) else "conditions"
        for each in fields(part):
            held = getattr(part, each.name)
            texts = held if isinstance(held, tuple) else (held,) if isinstance(held, str) else ()
            places += [(f"{name} {each.name}", text, LONGEST_NAME) for text in texts]
    for place, text, limit in places:
        if not is_storable(text):
            yield BadInput(place, "unstorable")
        elif len(text) > limit:
            yield BadInput(place, "too long", text[:80], limit)


def _head(playbook: Playbook) -> Iterator[BadInput]:
    if not _CODE.fullmatch(playbook.code):
        yield BadInput("code", "not a code", playbook.code[:80])
    if not playbook.name_fa and not playbook.name_en:
        yield BadInput("name_fa", "empty")
    if playbook.business and playbook.business not in BUSINESSES:
        yield BadInput("business", "unknown choice", playbook.business[:80])
    if not NEVER_AGAIN <= playbook.again_days <= 10 * MOST_DAYS:
        yield BadInput("again_days", "range", str(playbook.again_days))
    if not playbook.steps:
        yield BadInput("steps", "no steps")
    if len(playbook.steps) > MOST_STEPS:
        yield BadInput("steps", "too many", limit=MOST_STEPS)
    for stop in playbook.stops:
        if stop not in tuple(Stop):
            yield BadInput("stops", "unknown choice", stop[:80])


def _trigger(trigger: Trigger, shop: Shop) -> Iterator[BadInput]:
    if trigger.kind not in tuple(Kind):
        yield BadInput("trigger kind", "unknown choice", trigger.kind[:80])
        return
    used = USED[trigger.kind]
    for each in fields(Trigger):
        held = getattr(trigger, each.name)
        if each.name != "kind" and each.name not in used and held != each.default:
            yield BadInput(f"trigger {each.name}", "not used", str(held)[:80])
    least_days = 1 if trigger.kind in (Kind.DAYS_AFTER, Kind.SILENCE, Kind.TIER_FALL) else 0
    ranges = {
        "days": (least_days, MOST_DAYS), "min_rial": (0, 10**12), "count": (2, 10_000),
        "points": (1, 10**9), "factor": (1, MOST_FACTOR), "feeling": (1, 4),
        "severity": (LEAST_SEVERITY, MOST_SEVERITY),
    }  # fmt: skip
    for name, (least, most) in ranges.items():
        if name in used and not least <= getattr(trigger, name) <= most:
            yield BadInput(f"trigger {name}", "range", str(getattr(trigger, name)))
    choices = {"category": CATEGORIES, "tier": tuple(shop.tiers)}
    for name, known in choices.items():
        if name in used and getattr(trigger, name) and getattr(trigger, name) not in known:
            yield BadInput(f"trigger {name}", "unknown choice", getattr(trigger, name)[:80])
    if "sources" in used and (not trigger.sources or not set(trigger.sources) <= set(SOURCES)):
        yield BadInput("trigger sources", "unknown choice", " ".join(trigger.sources)[:80])


def _conditions(asked: Conditions, shop: Shop) -> Iterator[BadInput]:
    for tier in asked.tiers:
        if tier not in shop.tiers:
            yield BadInput("conditions tiers", "unknown choice", tier[:80])
    if asked.kind not in ("", "person", "company"):
        yield BadInput("conditions kind", "unknown choice", asked.kind[:80])
    if asked.consent and asked.consent not in CONSENTS:
        yield BadInput("conditions consent", "unknown choice", asked.consent[:80])
    for name in ("min_spend_rial", "min_visits"):
        if not 0 <= getattr(asked, name) <= 10**13:
            yield BadInput(f"conditions {name}", "range", str(getattr(asked, name)))


def _step(step: Step, place: str, shop: Shop) -> Iterator[BadInput]:
    if not step.text_fa and not step.text_en:
        yield BadInput(f"{place} text_fa", "empty")
    if step.channel not in CHANNELS:
        yield BadInput(f"{place} channel", "unknown choice", step.channel[:80])
    elif step.is_fixed and step.channel in _WRITTEN:
        for language in ("fa", "en"):
            if getattr(step, f"text_{language}") and not getattr(step, f"personal_{language}"):
                yield BadInput(f"{place} personal_{language}", "no personal line")
    yield from _who(step, place, shop)
    ranges = {
        "days": (0, MOST_DAYS), "hours": (0, MOST_HOURS), "minutes": (1, MOST_MINUTES),
        "priority": (0, URGENT), "late_days": (0, 60),
    }  # fmt: skip
    for name, (least, most) in ranges.items():
        if not least <= getattr(step, name) <= most:
            yield BadInput(f"{place} {name}", "range", str(getattr(step, name)))
    if step.hours and step.at is not None:
        yield BadInput(f"{place} at", "hours and hour")
    if step.answer_id is not None and step.answer_id not in shop.answers:
        yield BadInput(f"{place} answer_id", "unknown choice", str(step.answer_id))


def _who(step: Step, place: str, shop: Shop) -> Iterator[BadInput]:
    if step.role:
        if step.role not in shop.roles:
            yield BadInput(f"{place} who", "nobody has the role", step.role[:80])
    elif step.skill:
        if step.skill not in shop.skills:
            yield BadInput(f"{place} who", "nobody has the skill", step.skill[:80])
    elif step.who not in ("owner", "operator"):
        yield BadInput(f"{place} who", "unknown choice", step.who[:80])


def _order(playbook: Playbook) -> Iterator[BadInput]:
    """Steps stand in the order in which they come, so that a run goes forward only."""
    before = (0, 0)
    for number, step in enumerate(playbook.steps, start=1):
        minutes = step.hours * 60 if step.at is None else step.at.hour * 60 + step.at.minute
        here = (step.days + minutes // 1440, minutes % 1440)
        if here[0] < before[0]:
            yield BadInput(f"steps[{number}] days", "before the step above")
        before = max(before, here)


def _circles(playbook: Playbook) -> Iterator[BadInput]:
    """A playbook must not set itself off, nor be stopped by what sets it off.

    A step leads to nothing but a follow-up. So the only trigger that a step can feed by itself is
    the promised day of a promise; unhappy contacts of its own steps are told apart at run time.
    """
    trigger = playbook.trigger
    if trigger.kind == Kind.PROMISED_DATE and "promise" in trigger.sources:
        for number, step in enumerate(playbook.steps, start=1):
            if step.is_promise:
                yield BadInput(f"steps[{number}] is_promise", "triggers itself")
    if trigger.kind == Kind.COMPLAINT_OPENED and Stop.COMPLAINT in playbook.stops:
        yield BadInput("stops", "stops itself", Stop.COMPLAINT)
