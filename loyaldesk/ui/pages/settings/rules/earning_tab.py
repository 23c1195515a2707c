"""How a purchase earns: the rules in their order, and what of a purchase counts."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Base
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.rule_words import rule_sentence
from loyaldesk.ui.kit.layout import card
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.form import Form
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.rules.rows_card import Listing, RowsCard
from loyaldesk.ui.pages.settings.rules.rule_dialog import RuleDialog, place_in_rules
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.pages.settings.section import form_grid
from loyaldesk.ui.parts.hall import Hall


class EarningTab(Tab):
    """Rules, and the base they count on.

    Args:
        hall: What every page is given.
        draft: Returns the programme as it is filled in.
    """

    def __init__(self, hall: Hall, draft: Callable[[], Programme]) -> None:
        super().__init__()

        def opens(
            parent: QWidget, programme: Programme, rule: Any, number: int | None
        ) -> RowDialog:  # fmt: skip
            return RuleDialog(parent, programme, hall.desk.today, rule, number)

        self.rules = RowsCard(
            Listing(
                "rules", tr("Rules, in this order"),
                tr("A purchase goes through them from top to bottom; each one that fits adds its"
                   " points."),
                tr("Add a rule"), tr("Without a rule no purchase earns anything."), rule_sentence,
                opens, ordered=True,
            ),
            draft, hall.toasts,
        )  # fmt: skip
        self.rules.changed.connect(self.changed)
        base = base_form()
        self.add_part("base", base)
        self.body.addWidget(self.rules)
        self.body.addWidget(
            card(
                *(base[name] for name in (
                    "with_tax", "line_discounts_reduce", "points_paid_earn", "gift_cards_earn",
                    "wallet_earns", "delivery_earns",
                )),
                form_grid(base["discounts"], base["tier"], columns=1),
                title=tr("What of a purchase counts"), spacing=0,
            )
        )  # fmt: skip

    def show_programme(self, programme: Programme) -> None:
        """Show what *programme* says."""
        self.rules.show_rows(programme.rules)
        super().show_programme(programme)

    def taken(self, programme: Programme) -> Programme:
        """Return *programme* with what can be read here."""
        return replace(super().taken(programme), rules=self.rules.rows)

    def show_problems(self, problems: Iterable[BadInput]) -> list[BadInput]:
        """Say what is wrong with a rule under it."""
        named = [replace(p, field=place_in_rules(p.field, self.rules.rows)) for p in problems]
        return super().show_problems(self.rules.show_problems(named))

    def focus_first(self) -> None:
        """Begin at the rules."""
        self.rules.list.focus_first()

    def set_editable(self, *, may_edit: bool) -> None:
        """Let everything be changed or only be read."""
        super().set_editable(may_edit=may_edit)
        self.rules.list.set_editable(may_edit=may_edit)


def base_form() -> Form:
    """Return the form of `Base`."""
    return Form(
        [
            e.flag("with_tax", tr("Tax counts too")),
            e.flag(
                "line_discounts_reduce", tr("A discount on one product makes it count for less")
            ),
            e.flag("points_paid_earn", tr("The part paid with points counts")),
            e.flag("gift_cards_earn", tr("The part paid with a gift card counts")),
            e.flag("wallet_earns", tr("The part paid out of the wallet counts")),
            e.flag("delivery_earns", tr("Delivery counts")),
            e.choice(
                "discounts", tr("A discount on the whole purchase"),
                [
                    (tr("makes every product count for less"), "spread"),
                    (tr("counts only in rules for all goods"), "whole"),
                    (tr("changes nothing"), "ignored"),
                ],
            ),
            e.choice(
                "tier", tr("The tier that counts"),
                [
                    (tr("the one before the purchase"), "before"),
                    (tr("the one the purchase reaches"), "after"),
                ],
            ),
        ],
        Base,
    )  # fmt: skip
