"""Every card there is, by the page it stands on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from loyaldesk.domain.insight.card import Card
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading

Builder = Callable[[Reading], Card]
_ROOM = "loyaldesk.services.insight."


@dataclass(frozen=True, slots=True)
class Entry:
    """One card: its key, the room that reckons it, and the pages it stands on."""

    key: str
    room: str
    pages: tuple[str, ...]

    def build(self, read: Reading) -> Card:
        """Return the card."""
        builder: Builder = getattr(import_module(_ROOM + self.room), f"{self.key}_card")
        return builder(read)


ENTRIES: tuple[Entry, ...] = (
    Entry("activity", "keeping", ("overview", "keeping")),
    Entry("retention", "keeping", ("overview", "keeping")),
    Entry("churn", "keeping", ("keeping",)),
    Entry("transaction_churn", "keeping", ("keeping",)),
    Entry("revenue", "existing", ("overview", "keeping")),
    Entry("repeat", "spending", ("overview", "keeping")),
    Entry("second_purchase", "spending", ("keeping",)),
    Entry("frequency", "spending", ("keeping",)),
    Entry("cohorts", "cohort_cards", ("overview", "keeping")),
    Entry("tenure", "cohort_cards", ("keeping",)),
    Entry("rfm", "value", ("overview", "value")),
    Entry("spenders", "value", ("value",)),
    Entry("pareto", "value", ("value",)),
    Entry("lifetime_value", "value", ("value",)),
    Entry("balance", "fairness", ("value",)),
    Entry("negative_margin", "fairness", ("value",)),
    Entry("discount", "fairness", ("value",)),
    Entry("one_off", "loyalty", ("value",)),
    Entry("attached", "loyalty", ("value",)),
    Entry("feelings", "loyalty", ("value",)),
    Entry("loyal_spend", "loyalty", ("value",)),
    Entry("stages", "journey", ("journey",)),
    Entry("funnel", "journey", ("journey",)),
    Entry("stage_days", "journey", ("journey",)),
    Entry("movers", "journey", ("journey",)),
    Entry("last_event", "leaving", ("journey",)),
    Entry("silent", "leaving", ("journey",)),
    Entry("sources", "leaving", ("journey",)),
    Entry("hours", "patterns", ("overview", "patterns")),
    Entry("gaps", "patterns", ("patterns",)),
    Entry("baskets", "patterns", ("patterns",)),
    Entry("next_product", "patterns", ("patterns",)),
    Entry("sales_hours", "sales_cards", ("patterns",)),
    Entry("operators", "sales_cards", ("patterns",)),
    Entry("discretion", "service_cards", ("service",)),
    Entry("handed_over", "service_cards", ("service",)),
    Entry("after_sale_contact", "service_cards", ("service",)),
    Entry("consistency", "service_cards", ("service",)),
    Entry("ways", "service_cards", ("service",)),
    Entry("after_bad", "service_cards", ("service",)),
    Entry("at_risk", "at_risk", ("prediction",)),
    Entry("prediction", "prediction", ("prediction",)),
    Entry("calibration", "prediction", ("prediction",)),
    Entry("churn_cost", "churn_cost", ("costs",)),
    Entry("acquisition", "costs", ("costs",)),
    Entry("simulator", "costs", ("costs",)),
    Entry("programme_return", "proof", ("proof",)),
    Entry("working", "proof", ("proof",)),
    Entry("scorecard", "proof", ("proof",)),
    Entry("claims", "claims", ("proof",)),
    Entry("targets", "targets", ("targets",)),
    Entry("advisor", "advisor", ("advisor",)),
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
