"""What is to be expected of one member, with the reason in words, for the member's page."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from loyaldesk.domain.insight import risk
from loyaldesk.domain.insight.buyers import bought
from loyaldesk.domain.insight.engagement import Engagement, Signs, engagement
from loyaldesk.domain.insight.facts import Facts, Span
from loyaldesk.domain.insight.gather import gather
from loyaldesk.domain.insight.history import day_of
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import next_act
from loyaldesk.services.insight.forecast import Stored, stored
from loyaldesk.services.insight.next_act import NextAct
from loyaldesk.services.insight.reading import settings_of
from loyaldesk.store import marks, merging
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import expecting as queries

YEAR = timedelta(days=365)

NEVER, ONCE, NO_MODEL = "never", "once", "no_model"
"""Why no probability is told: never bought, bought once, the club has no model yet."""


@dataclass(frozen=True, slots=True)
class Value:
    """Money of the next twelve months in Rial: expected, and where eight of ten such members stay.

    ``is_margin`` says whether the goods' cost is taken off.
    """

    rial: int
    low_rial: int
    high_rial: int
    is_margin: bool


@dataclass(frozen=True, slots=True)
class MemberPrediction:
    """What is expected of one member.

    Attributes:
        early: Why no probability is told (`NEVER`, `ONCE`, `NO_MODEL`); empty: it is.
        active: Probability of being active.
        visits: Expected in twelve months.
        value: None where no money can be told, or the operator may not see it.
        next_on: Last visit and the own median gap; None without a gap.
        gap_days: The own median gap; None below two visits.
        silent_days: Since the last visit; None without one.
        limit_days: Silence after which the member counts as gone.
        risk: One of `risk.CODES`.
        why: One of `risk.REASONS`.
        stage: Code of the stage; empty: no night was yet.
        engaged: The parts of the engagement score.
        act: What is best done next.
    """

    early: str
    active: float | None
    visits: float | None
    value: Value | None
    next_on: date | None
    gap_days: float | None
    silent_days: int | None
    limit_days: float
    risk: str
    why: str
    stage: str
    engaged: Engagement
    act: NextAct


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same for every member asked about in one turn."""

    settings: InsightSettings
    model: Stored | None
    today: date
    may_see_money: bool


def ground(db: ClubDatabase, today: date, *, may_see_money: bool) -> Ground:
    """Return what every member's prediction stands on (a step)."""
    return Ground(settings_of(db).settings, stored(db, today), today, may_see_money)


def of_member(desk: Desk, member_id: int) -> MemberPrediction:
    """Return what is expected of a member, by the model of the last night and the own sales."""
    with desk.reading(Permission.MEMBER_READ):
        may_see_money = desk.may(Permission.REPORT_READ)
        on = ground(desk.db, desk.today(), may_see_money=may_see_money)
        return prediction_of(desk.db, merging.kept(desk.db, member_id), on)


def prediction_of(db: ClubDatabase, member_id: int, on: Ground) -> MemberPrediction:
    """Return the same inside a reading (a step)."""
    history = queries.own_sales(db, member_id, on.today)
    blocks = [history] if len(history.ids) else []
    span = Span(on.today - YEAR, on.today)
    facts = gather(blocks, on.today, {"year": span}, calendar="gregorian",
                   margin_percent=on.settings.margin_percent)  # fmt: skip
    known = bought(blocks, on.today)
    early = "" if len(known) and known.buyers.repeats[0] else (ONCE if len(known) else NEVER)
    told = None
    if not early:
        told = on.model.model.predict(
            known.buyers, discount_yearly=on.settings.discount_yearly_percent / 100
        ) if on.model else None  # fmt: skip
        early = "" if told else NO_MODEL
    mark = marks.marks_of(db, [member_id]).get(member_id)
    stage = mark.stage if mark else ""
    code, why, silent, limit = _risk(
        facts, on.settings, float(told.active[0]) if told else None, is_gone=stage == "lapsed"
    )
    value = None
    if told and on.model and on.may_see_money:
        money = (told.spend, told.spend_low, told.spend_high)
        value = _value([None if each is None else float(each[0]) for each in money],
                       on.model.margin)  # fmt: skip
    gap = float(facts.gap[0]) if len(facts) and facts.visits[0] > 1 else None
    ties, contacts, feedback = queries.engaged(db, member_id, on.today - YEAR)
    visits = int(facts.sums["year"].visits[0]) if len(facts) else 0
    return MemberPrediction(
        early, float(told.active[0]) if told else None, float(told.visits[0]) if told else None,
        value, day_of(int(facts.last[0]) + round(gap)) if gap else None, gap, silent, limit,
        risk.CODES[code], why, stage,
        engagement(Signs(silent, limit, visits, ties, contacts, feedback)),
        next_act.best(member_id, code, silent or 0,
                      next_act.open_about(db, [member_id], on.today), on.today),
    )  # fmt: skip


def _risk(
    facts: Facts, settings: InsightSettings, active: float | None, *, is_gone: bool
) -> tuple[int, str, int | None, float]:
    if not len(facts) or facts.visits[0] == 0:
        return risk.NONE, "", None, 0.0
    found = risk.classes(facts, settings, None if active is None else np.array([active]))
    code, why = int(found.codes[0]), risk.REASONS[found.why[0]]
    if facts.visits[0] == 1:  # the usual gap of the shop is known to the night only
        code, why = (risk.LOST, "past_limit") if is_gone else (risk.EARLY, "one_visit")
    return code, why, int(found.silent_days[0]), float(found.limit_days[0])


def _value(money: list[float | None], margin: float | None) -> Value | None:
    spend, low, high = money
    if spend is None or low is None or high is None:
        return None
    part = 1.0 if margin is None else margin
    ends = sorted((low * part, high * part))
    return Value(round(spend * part), round(ends[0]), round(ends[1]), margin is not None)


def reason_words(told: MemberPrediction) -> str:
    """Return the reason behind the prediction, in words."""
    if told.early == NEVER or told.silent_days is None:
        return tr("Has not bought yet, so nothing can be expected.")
    away = tr("was here today") if told.silent_days == 0 else trn(
        "has been away for {n} day", "has been away for {n} days", told.silent_days
    ).format(n=fmt.number(told.silent_days))  # fmt: skip
    if told.gap_days is None:
        return tr("Came once and {away}: too early to know a rhythm.").format(away=away)
    every = max(1, round(told.gap_days))
    usual = trn("Usually comes every day", "Usually comes every {n} days", every).format(
        n=fmt.number(every)
    )
    if told.active is None:
        return tr("{usual}, {away}.").format(usual=usual, away=away)
    return tr(
        "{usual}, {away}; of 100 members with such visits about {share} are still active."
    ).format(usual=usual, away=away, share=fmt.number(in_hundred(told.active)))  # fmt: skip


def in_hundred(active: float) -> int:
    """Return a probability as so many of a hundred; nobody is ever told to be sure to come."""
    return min(99, round(active * 100))


def about(rial: int) -> int:
    """Return an expected amount as it is told: three figures, the rest would look too sure."""
    cut = 10 ** max(0, len(str(abs(rial))) - 3)
    return round(rial / cut) * cut if cut > 1 else rial


def early_name(told: MemberPrediction) -> str:
    """Return what stands in place of the probability."""
    return {
        NEVER: tr("No purchase yet"), ONCE: tr("Too early: came once"),
        NO_MODEL: tr("Too early: the club has too few members who came again"),
    }.get(told.early, "")  # fmt: skip
