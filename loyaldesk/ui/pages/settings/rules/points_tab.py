"""The life of points, how they pay, what a return does, and what one operator may do alone."""

from collections.abc import Callable
from datetime import date

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits, Returns, Spending
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.layout import card
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.form import Form
from loyaldesk.ui.pages.settings.rules.lots_form import lots_form, show_lots
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.pages.settings.section import form_grid


class PointsTab(Tab):
    """Everything about points after they were earned.

    Args:
        today: The shop's day.
    """

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.lots, lots = lots_form()
        self.spending, self.returns = spending_form(), returns_form()
        self.limits, self.about = limits_form(), about_form(today)
        self.add_part("lots", self.lots)
        self.add_part("spending", self.spending)
        self.add_part("returns", self.returns)
        self.add_part("limits", self.limits)
        self.add_part("", self.about)
        self.spending.changed.connect(self._name_worth)
        spending, returns, limits, about = self.spending, self.returns, self.limits, self.about
        self.body.addWidget(card(lots, title=tr("How long points live")))
        self.body.addWidget(
            card(
                form_grid(*(spending[name] for name in (
                    "block_points", "block_rial", "least_points", "least_balance",
                    "largest_percent", "limit_points", "check_above_points", "hold_hours",
                ))),
                spending["own_points"], title=tr("Paying with points"),
            )
        )  # fmt: skip
        self.body.addWidget(
            card(
                form_grid(*(returns[n] for n in ("points", "shortage", "rounding", "days"))),
                returns["lowers_tier"],
                title=tr("When goods come back"),
            )
        )
        self.body.addWidget(
            card(
                form_grid(*(limits[name] for name in (
                    "correction_points", "correction_day_points", "transfer_points",
                    "transfer_day_points", "own_reversal_rial", "voucher_count",
                ))),
                title=tr("By hand"),
            )
        )  # fmt: skip
        self.body.addWidget(
            card(
                form_grid(*(about[n] for n in (
                    "expiring_days", "silent_days", "ends_on", "name",
                ))),
                title=tr("The programme"),
            )
        )  # fmt: skip

    def show_programme(self, programme: Programme) -> None:
        """Show what *programme* says."""
        super().show_programme(programme)
        show_lots(self.lots, programme.lots)
        self._name_worth()

    def _name_worth(self) -> None:
        """Points may be used in steps only: then a step has a worth."""
        steps = self.spending.values()["block_points"] or 1
        unit = fmt.unit_name()
        text = (
            tr("Worth of {n} points ({unit})").format(n=fmt.number(steps), unit=unit)
            if steps > 1
            else tr("Worth of one point ({unit})").format(unit=unit)
        )
        self.spending.fields["block_rial"].label.setText(text)


def spending_form() -> Form:
    """Return the form of `Spending`."""
    return Form(
        [
            e.number("block_points", tr("Points are used in steps of"), tr("1: any number.")),
            e.money(
                "block_rial", tr("Worth of one point"),
                tr("What a point pays when a member uses it."),
            ),
            e.number(
                "least_points", tr("At least on a purchase"), tr("Empty: any number."),
                zero_is_empty=True,
            ),
            e.number(
                "least_balance", tr("Points a member must have first"), tr("Empty: none."),
                zero_is_empty=True,
            ),
            e.number(
                "largest_percent", tr("Largest share of a purchase (percent)"),
                tr("100: points may pay all of it."), most=3,
            ),
            e.number(
                "limit_points", tr("Most points in one sale"),
                tr("For operators without the right to go above it. Empty: no limit."),
                zero_is_empty=True,
            ),
            e.number(
                "check_above_points", tr("Who spends is checked above"),
                tr("By card, PIN or family word. Empty: never."), zero_is_empty=True,
            ),
            e.number(
                "hold_hours", tr("Hours closed after a new mobile"),
                tr("In which nothing is spent. Empty: none."), most=4, zero_is_empty=True,
            ),
            e.flag("own_points", tr("Points of a purchase may pay the same purchase")),
        ],
        Spending,
    )  # fmt: skip


def returns_form() -> Form:
    """Return the form of `Returns`."""
    return Form(
        [
            e.choice(
                "points", tr("Points that go back"),
                [
                    (tr("what those goods earned"), "line"),
                    (tr("a share of the whole purchase"), "share"),
                    (tr("reckoned anew without them"), "recompute"),
                ],
            ),
            e.choice(
                "shortage", tr("If they are spent already"),
                [
                    (tr("the member owes them"), "debt"),
                    (tr("only what is left goes back"), "clip"),
                    (tr("the return is refused"), "block"),
                ],
            ),
            e.choice(
                "rounding", tr("A fraction"),
                [
                    (tr("goes back"), "keep_down"),
                    (tr("stays with the member"), "take_down"),
                ],
            ).only_if(lambda v: v["points"] != "recompute"),
            e.number(
                "days", tr("Days in which goods come back"),
                tr("Later only with the right to it. Empty: no limit."), most=5, zero_is_empty=True,
            ),
            e.flag("lowers_tier", tr("A return counts for the tier")),
        ],
        Returns,
    )  # fmt: skip


def limits_form() -> Form:
    """Return the form of `Limits`."""
    none = tr("Empty: no limit.")
    second = tr("Above it a second person agrees. Empty: never.")
    return Form(
        [
            e.number("correction_points", tr("A correction alone"), second, zero_is_empty=True),
            e.number(
                "correction_day_points", tr("Given by one operator in a day"), none,
                zero_is_empty=True,
            ),
            e.number(
                "transfer_points", tr("A transfer between members alone"), second,
                zero_is_empty=True,
            ),
            e.number(
                "transfer_day_points", tr("Handed over by one member in a day"), none,
                zero_is_empty=True,
            ),
            e.money("own_reversal_rial", tr("Own sale taken back alone"), second, empty=0),
            e.number("voucher_count", tr("Vouchers at once alone"), second, zero_is_empty=True),
        ],
        Limits,
    )  # fmt: skip


def about_form(today: Callable[[], date]) -> Form:
    """Return the form of what the programme says of itself."""
    return Form(
        [
            e.number(
                "expiring_days", tr("Expiring within (days)"),
                tr("Told at the counter from then on."), most=4,
            ),
            e.number(
                "silent_days", tr("Not seen for (days)"),
                tr("A member who has bought before, but not since."), most=4,
            ),
            e.day(
                "ends_on", tr("Last day on which anything is given"), today,
                tr("Empty: it goes on."),
            ),
            e.text("name", tr("Name of the programme"), tr("Only for you.")),
        ],
        Programme,
    )  # fmt: skip
