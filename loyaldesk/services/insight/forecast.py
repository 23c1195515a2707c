"""The prediction of the club's members: fitted on a day, kept in memory, stored by the night."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.buyers import Bought, bought
from loyaldesk.domain.insight.exact import total
from loyaldesk.domain.insight.facts import Facts
from loyaldesk.domain.insight.model import (
    NEED,
    Model,
    Money,
    Predictions,
    TooEarly,
    fit,
)
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading
from loyaldesk.store import models as store
from loyaldesk.store.database import ClubDatabase

Floats = NDArray[np.float64]

REFIT = timedelta(days=7)
"""The parameters hardly move within a week."""

STALE = timedelta(days=35)
"""Parameters older than this are not asked any more: no night was for a month."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is told of everybody on a day.

    Attributes:
        day: The last day that counts.
        model: Or why there is none.
        bought: Everybody who bought until then.
        told: In the order of *bought*, over twelve months; None without a model.
        gap: Their median days between visits; 0.0 below two visits.
        margin: Part of net sales that stays with the shop; None: not known, net money is told.
    """

    day: date
    model: Model | TooEarly
    bought: Bought
    told: Predictions | None
    gap: NDArray[np.float32]
    margin: float | None

    @property
    def ids(self) -> NDArray[np.int64]:
        """The members told of, rising."""
        return self.bought.ids

    @property
    def too_early(self) -> NDArray[np.bool_]:
        """Who came only once, so that nothing is known of their rhythm."""
        once: NDArray[np.bool_] = self.bought.buyers.repeats == 0
        return once

    @property
    def value(self) -> Floats | None:
        """The expected money of twelve months in Rial, margin where it is known."""
        return self._money(self.told.spend if self.told else None)

    @property
    def value_range(self) -> tuple[Floats, Floats] | None:
        """Between which figures eight of ten such members will stay."""
        if self.told is None:
            return None
        low, high = self._money(self.told.spend_low), self._money(self.told.spend_high)
        if low is None or high is None:
            return None
        return np.minimum(low, high), np.maximum(low, high)

    def active_of(self, ids: NDArray[np.int64]) -> Floats | None:
        """Return the probability of being active of any members, for `risk.classes`.

        Who came once or never has 1.0, which says nothing of them.
        """
        if self.told is None:
            return None
        return self.of(ids, self.told.active, 1.0)

    def of(self, ids: NDArray[np.int64], figures: Floats, other: float) -> Floats:
        """Return the *figures* of some members; *other* for those nothing is told of."""
        found = np.full(len(ids), other)
        if len(self.ids):
            near = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
            hit = self.ids[near] == ids
            found[hit] = figures[near[hit]]
        return found

    def _money(self, spend: Floats | None) -> Floats | None:
        if spend is None:
            return None
        return spend if self.margin is None else spend * self.margin


def forecast(read: Reading, day: date | None = None) -> Forecast:
    """Return what is told of everybody at the end of a day (of the period, when left out)."""
    read, day = read.everybody, day or read.question.period.last
    return read.kept(("forecast", day), lambda: _forecast(read, day))


def _forecast(read: Reading, day: date) -> Forecast:
    known = bought(read.blocks(), day)
    model = fit(known.buyers)
    if isinstance(model, TooEarly):
        return Forecast(day, model, known, None, np.zeros(len(known), np.float32), None)
    yearly = read.settings.discount_yearly_percent / 100
    told = model.predict(known.buyers, discount_yearly=yearly)
    facts = read.facts if day == read.question.period.last else (
        read.gathered(day, {}, read.question.period.calendar)
    )  # fmt: skip
    gap = facts.gap[np.searchsorted(facts.ids, known.ids)]
    return Forecast(day, model, known, told, gap, margin_rate(facts, read.settings))


def margin_rate(facts: Facts, settings: InsightSettings) -> float | None:
    """Return which part of net sales stays with the shop; None where costs are not known."""
    if settings.margin_percent is None and facts.margin_is_net:
        return None
    net = total(facts.net)
    return total(facts.margin) / net if net > 0 else None


def fit_now(read: Reading, day: date | None = None) -> Model | TooEarly:
    """Return the model of the club on a day, or why there is none."""
    return forecast(read, day).model


def predictions(
    desk: Desk, day: date | None = None, shelf: Shelf | None = None, progress: Progress = SILENT
) -> Forecast:
    """Return what is told of all members on a day (today, when left out).

    Raises:
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    on = day or desk.today()
    question = Question(Period.days(on, on, "gregorian"))
    with reading(desk, question, shelf, progress) as read:
        return forecast(read, on)


def expected_margin(read: Reading, ids: NDArray[np.int64]) -> Floats | None:
    """Return what some members would have brought in the next twelve months, had they stayed.

    As it looked the day before the period; money in Rial, 0.0 for who had not bought by then.
    None: the model has nothing to say, or no money.
    """
    found = forecast(read, read.question.period.first - timedelta(days=1))
    value = found.value
    if value is None or found.told is None:
        return None
    stayed = value / np.maximum(found.told.active, 1e-12)
    return found.of(np.asarray(ids, np.int64), stayed, 0.0)


def refit(desk: Desk) -> bool:
    """Fit and store the model when the last one is a week old; return whether one was stored."""
    desk.require(Permission.NIGHT_RUN)
    desk = staff.system_desk(desk)  # who starts the night need not be one who reads reports
    today = desk.today()
    with desk.reading(Permission.REPORT_READ):
        last = store.latest(desk.db, today)
    if last is not None and today - date.fromisoformat(last.on_day) < REFIT:
        return False
    with reading(desk, Question(Period.days(today, today, "gregorian"))) as read:
        known = bought(read.blocks(), today)
        model = fit(known.buyers)
        if isinstance(model, TooEarly):
            return False
        margin = margin_rate(read.gathered(today, {}, "gregorian"), read.settings)
    with desk.change(Permission.NIGHT_RUN) as change:
        store.put(
            change.db,
            store.Fit(
                today.isoformat(), model.r, model.alpha, model.a, model.b, model.log_likelihood,
                model.p, model.q, model.v, model.members, model.repeaters, model.drop_error, margin,
            ),
            change.now,
        )  # fmt: skip
        change.note("insight.fit", "club", 1, members=model.members, repeaters=model.repeaters)
    return True


@dataclass(frozen=True, slots=True)
class Stored:
    """The model of the last night, with what belongs to it."""

    model: Model
    margin: float | None


def stored(db: ClubDatabase, today: date) -> Stored | None:
    """Return the model of the last night that fitted one (a step)."""
    kept = store.latest(db, today)
    if kept is None or today - date.fromisoformat(kept.on_day) > STALE:
        return None
    money: Money | TooEarly = TooEarly("money", 0, NEED)
    if kept.p is not None and kept.q is not None and kept.v is not None:
        money = Money(kept.p, kept.q, kept.v, 0.0, kept.repeaters)
    model = Model(
        kept.r, kept.alpha, kept.a, kept.b, kept.log_likelihood, kept.members, kept.repeaters,
        money, kept.drop_error,
    )  # fmt: skip
    return Stored(model, kept.margin)


def early_words(early: TooEarly) -> str:
    """Return why the prediction does not speak, as a sentence with what there is and is needed."""
    have, need = fmt.number(early.have), fmt.number(early.need)
    if early.why == "members":
        return trn(
            "Too early for a prediction: {have} member came a second time, {need} are needed.",
            "Too early for a prediction: {have} members came a second time, {need} are needed.",
            early.have,
        ).format(have=have, need=need)
    if early.why == "money":
        return tr(
            "Too early to predict money: the amounts of {have} members with a second visit do not"
            " tell members apart; at least {need} whose amounts differ are needed."
        ).format(have=have, need=need)
    return tr(
        "Too early for a prediction: {have} members came a second time, but their visits follow no"
        " pattern that would tell more than chance."
    ).format(have=have)
