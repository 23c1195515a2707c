"""Every card there is, by the page it stands on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from loyaldesk.domain.insight.card import Card
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import (
    advisor,
    at_risk,
    churn_cost,
    claims,
    cohort_cards,
    costs,
    existing,
    fairness,
    journey,
    keeping,
    leaving,
    loyalty,
    patterns,
    prediction,
    proof,
    reaching_cards,
    sales_cards,
    service_cards,
    spending,
    targets,
    trials,
    value,
)
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading

Builder = Callable[[Reading], Card]


@dataclass(frozen=True, slots=True)
class Entry:
    """One card: its key, what reckons it, and the pages it stands on."""

    key: str
    build: Builder
    pages: tuple[str, ...]


ENTRIES: tuple[Entry, ...] = (
    Entry("activity", keeping.activity_card, ("overview", "keeping")),
    Entry("retention", keeping.retention_card, ("overview", "keeping")),
    Entry("churn", keeping.churn_card, ("keeping",)),
    Entry("transaction_churn", keeping.transaction_churn_card, ("keeping",)),
    Entry("revenue", existing.revenue_card, ("overview", "keeping")),
    Entry("repeat", spending.repeat_card, ("overview", "keeping")),
    Entry("second_purchase", spending.second_purchase_card, ("keeping",)),
    Entry("frequency", spending.frequency_card, ("keeping",)),
    Entry("cohorts", cohort_cards.cohorts_card, ("overview", "keeping")),
    Entry("tenure", cohort_cards.tenure_card, ("keeping",)),
    Entry("rfm", value.rfm_card, ("overview", "value")),
    Entry("spenders", value.spenders_card, ("value",)),
    Entry("pareto", value.pareto_card, ("value",)),
    Entry("lifetime_value", value.lifetime_value_card, ("value",)),
    Entry("balance", fairness.balance_card, ("value",)),
    Entry("negative_margin", fairness.negative_margin_card, ("value",)),
    Entry("discount", fairness.discount_card, ("value",)),
    Entry("one_off", loyalty.one_off_card, ("value",)),
    Entry("attached", loyalty.attached_card, ("value",)),
    Entry("feelings", loyalty.feelings_card, ("value",)),
    Entry("loyal_spend", loyalty.loyal_spend_card, ("value",)),
    Entry("stages", journey.stages_card, ("journey",)),
    Entry("funnel", journey.funnel_card, ("journey",)),
    Entry("stage_days", journey.stage_days_card, ("journey",)),
    Entry("movers", journey.movers_card, ("journey",)),
    Entry("last_event", leaving.last_event_card, ("journey",)),
    Entry("silent", leaving.silent_card, ("journey",)),
    Entry("sources", leaving.sources_card, ("journey",)),
    Entry("hours", patterns.hours_card, ("overview", "patterns")),
    Entry("gaps", patterns.gaps_card, ("patterns",)),
    Entry("baskets", patterns.baskets_card, ("patterns",)),
    Entry("next_product", patterns.next_product_card, ("patterns",)),
    Entry("sales_hours", sales_cards.sales_hours_card, ("patterns",)),
    Entry("operators", sales_cards.operators_card, ("patterns",)),
    Entry("discretion", service_cards.discretion_card, ("service",)),
    Entry("handed_over", service_cards.handed_over_card, ("service",)),
    Entry("after_sale_contact", service_cards.after_sale_contact_card, ("service",)),
    Entry("consistency", service_cards.consistency_card, ("service",)),
    Entry("ways", reaching_cards.ways_card, ("service",)),
    Entry("after_bad", reaching_cards.after_bad_card, ("service",)),
    Entry("at_risk", at_risk.at_risk_card, ("prediction",)),
    Entry("prediction", prediction.prediction_card, ("prediction",)),
    Entry("calibration", prediction.calibration_card, ("prediction",)),
    Entry("trials", trials.trials_card, ("prediction",)),
    Entry("churn_cost", churn_cost.churn_cost_card, ("costs",)),
    Entry("acquisition", costs.acquisition_card, ("costs",)),
    Entry("simulator", costs.simulator_card, ("costs",)),
    Entry("programme_return", proof.programme_return_card, ("proof",)),
    Entry("working", proof.working_card, ("proof",)),
    Entry("scorecard", proof.scorecard_card, ("proof",)),
    Entry("claims", claims.claims_card, ("proof",)),
    Entry("targets", targets.targets_card, ("targets",)),
    Entry("advisor", advisor.advisor_card, ("advisor",)),
)
"""In the order they stand on a page."""


def pages() -> list[tuple[str, str]]:
    """Return the pages of cards and their titles, in order."""
    return [
        ("overview", tr("Overview")), ("keeping", tr("Staying and leaving")),
        ("value", tr("Value")), ("journey", tr("Journey")), ("patterns", tr("Habits")),
        ("service", tr("Service")), ("prediction", tr("Prediction")), ("costs", tr("Costs")),
        ("proof", tr("Is it working?")), ("targets", tr("Targets")), ("advisor", tr("Advisor")),
    ]  # fmt: skip


def cards(
    desk: Desk, question: Question, page: str, shelf: Shelf | None = None,
    progress: Progress = SILENT,
) -> list[Card]:  # fmt: skip
    """Return the cards of *page*, all of one picture of the club.

    Raises:
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    wanted = [entry for entry in ENTRIES if page in entry.pages]
    with reading(desk, question, shelf, progress) as read:
        return _built(read, wanted, progress)


def by_key(read: Reading, keys: Iterable[str], progress: Progress = SILENT) -> list[Card]:
    """Return the cards with *keys*, in that order."""
    known = {entry.key: entry for entry in ENTRIES}
    return _built(read, [known[key] for key in keys], progress)


def every(read: Reading, progress: Progress = SILENT) -> list[Card]:
    """Return all cards there are."""
    return _built(read, ENTRIES, progress)


def _built(read: Reading, wanted: Sequence[Entry], progress: Progress) -> list[Card]:
    found = []
    for number, entry in enumerate(wanted):
        progress.step(number, len(wanted))
        found.append(entry.build(read))
    return found
