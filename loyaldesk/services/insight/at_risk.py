"""Members at risk of leaving: the card, the list by what is at stake, and follow-ups made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.followups import HIGH as FIRST
from loyaldesk.domain.followups import NORMAL, FollowupDraft
from loyaldesk.domain.insight import risk
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Measure
from loyaldesk.domain.insight.facts import Facts
from loyaldesk.domain.insight.history import day_of
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.risk import CODES, EARLY, HIGH, LOST, LOW, NONE, WATCH, Risks
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.kernel.units import Unit
from loyaldesk.services import club
from loyaldesk.services import followup_steps as steps
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import next_act
from loyaldesk.services.insight.expecting import (
    ground,
    in_hundred,
    prediction_of,
    reason_words,
)
from loyaldesk.services.insight.forecast import Forecast, forecast
from loyaldesk.services.insight.keeping_parts import meaning, nothing, told
from loyaldesk.services.insight.mark_names import risk_name
from loyaldesk.services.insight.next_act import NextAct
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading
from loyaldesk.store import trials
from loyaldesk.store.queries import expecting as queries
from loyaldesk.store.queries import traits

LISTED = 500
"""So many rows stand in the list, those with most at stake."""

MOST_MADE = 500
"""Follow-ups made in one turn: more is no list anybody works off."""

SHOWN = (LOW, EARLY, WATCH, HIGH, LOST)
"""Classes as they stand on the card; who never bought is in none."""

_PART = 50


@dataclass(frozen=True, slots=True)
class _Picture:
    """Where members stand, and what each would bring in twelve months if they stayed."""

    facts: Facts
    risks: Risks
    stake: NDArray[np.float64]


def _picture(read: Reading) -> _Picture:
    facts, found = read.facts, forecast(read)
    risks = risk.classes(facts, read.settings, found.active_of(facts.ids))
    return _Picture(facts, risks, _stakes(facts, found))


def _stakes(facts: Facts, found: Forecast) -> NDArray[np.float64]:
    """Return the money of twelve months if the member stays; without a model that of the last."""
    year = np.maximum(facts.sums["year"].margin.astype(np.float64), 0.0)
    if found.told is None or found.value is None:
        return year
    stayed = np.maximum(found.value, 0.0) / np.maximum(found.told.active, 1e-12)
    stakes = found.of(facts.ids, stayed, -1.0)
    return np.where(stakes < 0, year, stakes)


def at_risk_card(read: Reading) -> Card:
    """Return how many members stand where, by tier, and what is at stake."""
    about = meaning(
        read,
        tr("Each member is measured by the own rhythm: silent for half of the own limit is to be"
           " watched, for three quarters at risk, beyond it gone. The club's model may say so"
           " earlier, never later. At stake is what they would bring in twelve months if they"
           " stay."),
        tr("Silence / limit; limit = max(least days, factor x own median gap). Watched from 50 % or"
           " below 70 % probability of being active, at risk from 75 % or below 50 %"),
        tr("members who bought"),
    )  # fmt: skip
    card = Card("at_risk", tr("Members at risk of leaving"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    seen = _picture(read)
    whole = int((seen.risks.codes != NONE).sum())
    tiers, counts = _by_tier(read, seen)
    names = [risk_name(CODES[code]) for code in SHOWN]
    chart = Chart(
        ChartKind.STACKED, tuple(tiers),
        tuple(Series(name, tuple(row)) for name, row in zip(names, counts, strict=True)),
        Unit.COUNT, axis=tr("Tier"), value_axis=tr("members"),
    )  # fmt: skip
    grid = Grid(
        (GridColumn(tr("Tier")), *(GridColumn(name, Unit.COUNT) for name in names)),
        tuple((tier, *(row[n] for row in counts)) for n, tier in enumerate(tiers)),
        (tr("Together"), *(sum(row) for row in counts)),
    )  # fmt: skip
    return replace(
        card, meaning=replace(about, count=whole), measures=_measures(seen, whole), chart=chart,
        grid=grid,
        groups=tuple(
            Group(CODES[code], name, seen.facts.ids[seen.risks.of(code)])
            for code, name in zip(SHOWN, names, strict=True)
        ),
    )  # fmt: skip


def _measures(seen: _Picture, whole: int) -> tuple[Measure, ...]:
    high, watch = seen.risks.of(HIGH), seen.risks.of(WATCH)
    return (
        Measure("at_risk", risk_name("high"), int(high.sum()), Unit.COUNT, count=whole,
                better="down"),
        Measure("watched", risk_name("watch"), int(watch.sum()), Unit.COUNT, count=whole,
                better="down"),
        Measure("stake", tr("At stake with those at risk, 12 months"),
                round(float(seen.stake[high].sum())), Unit.RIAL, count=int(high.sum()),
                better="down"),
        Measure("stake_watched", tr("With those to be watched"),
                round(float(seen.stake[watch].sum())), Unit.RIAL, count=int(watch.sum()),
                better="down"),
    )  # fmt: skip


def _by_tier(read: Reading, seen: _Picture) -> tuple[list[str], list[list[int]]]:
    """Return the tiers that have members, and for each class how many of each tier."""
    members = traits.ids_by(read.db, "tier")
    known = {tier.code: tier for tier in read.programme.tiers}
    order = [*known, *(code for code in members if code not in known)]
    names, columns = [], []
    for code in order:
        among = np.isin(seen.facts.ids, members.get(code, np.zeros(0, np.int64)))
        row = [int((among & seen.risks.of(each)).sum()) for each in SHOWN]
        if code in known or any(row):
            names.append(_tier_name(known, code))
            columns.append(row)
    return names, [list(row) for row in zip(*columns, strict=True)]


def _tier_name(known: dict[str, Tier], code: str) -> str:
    return known[code].name(look().language) if code in known else code


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One member of the list.

    Attributes:
        member_id: Who.
        number: Number of the member.
        name: Name.
        tier: The tier's name.
        last_on: Last visit.
        gap_days: The own median gap; None below two visits.
        silent_days: Since the last visit.
        risk: One of `risk.CODES`.
        active: Probability of being active; None: too early.
        stake_rial: What the member would bring in twelve months if they stay.
        act: What is best done next.
        has_followup: Whether somebody is already to ask.
    """

    member_id: int
    number: str
    name: str
    tier: str
    last_on: date
    gap_days: float | None
    silent_days: int
    risk: str
    active: float | None
    stake_rial: int
    act: NextAct
    has_followup: bool


@dataclass(frozen=True, slots=True)
class RiskList:
    """The members of some classes with most at stake, and how many there are in each class."""

    rows: tuple[AtRisk, ...]
    found: int
    counts: dict[str, int]


def at_risk(
    desk: Desk, classes: Sequence[str] = ("high",), *, segment: str = "",
    shelf: Shelf | None = None, most: int = LISTED, progress: Progress = SILENT,
) -> RiskList:  # fmt: skip
    """Return the members that stand in *classes* today, most at stake first.

    Raises:
        BadInput: If there is no such class or segment.
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    for each in classes:
        if each not in CODES or each == "none":
            raise BadInput("kind", "unknown choice", each[:80])
    today = desk.today()
    question = Question(Period.days(today, today, look().calendar), segment=segment)
    with reading(desk, question, shelf, progress) as read:
        seen = _picture(read)
        wanted = np.flatnonzero(seen.risks.of(*(CODES.index(each) for each in classes)))
        order = wanted[np.argsort(-seen.stake[wanted], kind="stable")]
        there = queries.living_among(read.db, seen.facts.ids[order[: most * 2]].tolist())
        ids = seen.facts.ids[order]
        kept = [n for n, id_ in zip(order[: most * 2].tolist(), ids[: most * 2].tolist(),
                                    strict=True) if id_ in there][:most]  # fmt: skip
        counts = np.bincount(seen.risks.codes, minlength=len(CODES)).tolist()
        return RiskList(
            tuple(_rows(read, seen, kept)), len(order), dict(zip(CODES, counts, strict=True))
        )


def _rows(read: Reading, seen: _Picture, places: list[int]) -> list[AtRisk]:
    facts, db = seen.facts, read.db
    ids = [int(facts.ids[n]) for n in places]
    people, about = queries.who(db, ids), next_act.open_about(db, ids, read.today)
    asked = queries.open_silence(db, ids)
    tiers = {tier.code: tier for tier in club.programme_on(db, read.today).tiers}
    active = forecast(read).active_of(facts.ids[np.array(places, np.intp)])
    rows = []
    for at, (n, id_) in enumerate(zip(places, ids, strict=True)):
        who, code = people[id_], int(seen.risks.codes[n])
        silent, came_again = int(seen.risks.silent_days[n]), facts.visits[n] > 1
        rows.append(AtRisk(
            id_, who.number, who.name, _tier_name(tiers, who.tier), day_of(int(facts.last[n])),
            float(facts.gap[n]) if came_again else None, silent, CODES[code],
            float(active[at]) if active is not None and came_again else None,
            round(float(seen.stake[n])), next_act.best(id_, code, silent, about, read.today),
            id_ in asked,
        ))  # fmt: skip
    return rows


def why_words(one: AtRisk) -> str:
    """Return in one short sentence why a member stands in the list."""
    if one.gap_days is None:
        return tr("came once")
    every = max(1, round(one.gap_days))
    if one.active is None:
        if every == 1:
            return tr("usually every day")
        return tr("usually every {n} days").format(n=fmt.number(every))
    return trn(
        "usually every day; {share} of 100 such members still come back",
        "usually every {n} days; {share} of 100 such members still come back", every,
    ).format(n=fmt.number(every), share=fmt.number(in_hundred(one.active)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeFollowups:
    """How many follow-ups were made, and how many members were passed over.

    Those have one already, a complaint or something overdue waits, or nothing needs to be done;
    ``held`` of them a trial holds back.
    """

    made: int
    passed: int
    held: int = 0


def make_followups(desk: Desk, ids: Sequence[int]) -> MadeFollowups:
    """Make one follow-up for each member, with the next best action and the reason.

    Raises:
        BadInput: If there are none or too many.
        PermissionDenied: If the operator may not, or only for one member at a time.
    """
    each = list(dict.fromkeys(ids))
    if not 1 <= len(each) <= MOST_MADE:
        raise BadInput("members", "range", str(len(each)), MOST_MADE)
    right = Permission.FOLLOWUP_WRITE if len(each) == 1 else Permission.FOLLOWUP_ANY
    made = held = 0
    for start in range(0, len(each), _PART):
        with desk.change(right) as change:
            on = ground(change.db, change.today, may_see_money=False)
            part = each[start : start + _PART]
            there = queries.living_among(change.db, part)
            asked = queries.open_silence(change.db, part)
            trial = trials.running(change.db, change.today)
            for member_id in part:
                if member_id not in there or member_id in asked:
                    continue
                if trial.get(member_id, False):
                    held += 1
                    continue
                found = prediction_of(change.db, member_id, on)
                if not found.act.is_followup:
                    continue
                steps.make_step(change, FollowupDraft(
                    f"at_risk:{member_id}:{on.today.isoformat()}:{change.now.timestamp():.0f}",
                    member_id, text=f"{found.act.text}. {reason_words(found)}",
                    channel=found.act.channel or "call", reason="silence",
                    priority=FIRST if found.risk == "high" else NORMAL,
                ))  # fmt: skip
                made += 1
            change.note("at_risk.followups", "club", 1, made=made)
    return MadeFollowups(made, len(each) - made, held)
