"""Filling in a stamp card: what gives a stamp, how many fill it, what a full one brings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Per, StampCard
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.reward_sentences import stamp_sentence
from loyaldesk.ui.kit.layout import M, box, column
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.conditions import goods_form, when_form
from loyaldesk.ui.pages.settings.rules.form import Form, named
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.section import form_grid


class StampDialog(RowDialog):
    """One stamp card.

    Args:
        parent: The window it stands before.
        programme: The draft it belongs to; it must have a reward.
        today: The shop's day.
        stamp: What is changed; None for a new one.
        number: Its place.
    """

    def __init__(
        self, parent: QWidget | None, programme: Programme, today: Callable[[], date],
        stamp: StampCard | None = None, number: int | None = None,
    ) -> None:  # fmt: skip
        first = programme.rewards[0].code if programme.rewards else ""
        super().__init__(
            parent, tr("A new stamp card") if stamp is None else tr("Change the stamp card"),
            programme, "stamps", stamp or StampCard("", "", "", 9, first), number,
        )  # fmt: skip
        self.what, what = _what_form(programme)
        self.goods, goods = goods_form()
        self.when, who, days = when_form(today, programme)
        self.add_page(tr("The card"), what, ("", self.what))
        self.add_page(tr("Goods"), goods, ("", self.goods))
        self.add_page(tr("Who"), who)
        self.add_page(tr("When"), days)
        self.add_form("", self.when, 3)
        self.what.show(self.row)
        self.goods.show(self.row.goods)
        self.when.show(self.row.when)
        self.begin()

    def taken(self) -> StampCard:
        """Return the card as far as it can be read."""
        stamp: StampCard = self.what.taken(self.row)
        return replace(
            stamp, goods=self.goods.taken(self.row.goods), when=self.when.taken(self.row.when)
        )

    def sentence(self, row: StampCard) -> str:
        """Return the card in words."""
        return stamp_sentence(row, self.programme)


def _what_form(programme: Programme) -> tuple[Form, QWidget]:
    rewards = [(reward.name(look().language), reward.code) for reward in programme.rewards]
    form = Form(
        [
            *e.both_names(),
            e.choice(
                "per", tr("A stamp"),
                [
                    (tr("for each piece"), Per.UNIT.value),
                    (tr("for each purchase"), Per.ORDER.value),
                ],
            ),
            e.number("needs", tr("Stamps that fill it"), most=4),
            e.choice("reward", tr("A full card brings"), rewards),
            e.number(
                "valid_days", tr("Days its voucher is good"), tr("Empty: for ever."), most=5,
                zero_is_empty=True,
            ),
        ],
        StampCard,
    )  # fmt: skip
    rest = (form[name] for name in ("per", "needs", "reward", "valid_days"))
    return form, box(column(form_grid(*named(form), *rest), None, spacing=M))
