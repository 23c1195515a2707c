"""What points and purchases bring: rewards, stamp cards and bonuses."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Bonus
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.reward_sentences import bonus_sentence, reward_sentence, stamp_sentence
from loyaldesk.ui.pages.settings.rules.bonus_dialog import BonusDialog
from loyaldesk.ui.pages.settings.rules.reward_dialog import RewardDialog
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.rules.rows_card import Listing, RowsCard
from loyaldesk.ui.pages.settings.rules.stamp_dialog import StampDialog
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.parts.hall import Hall


class RewardsTab(Tab):
    """Three lists.

    Args:
        hall: What every page is given.
        draft: Returns the programme as it is filled in.
    """

    def __init__(self, hall: Hall, draft: Callable[[], Programme]) -> None:
        super().__init__()
        today = hall.desk.today

        def reward(parent: QWidget, rules: Programme, row: Any, number: int | None) -> RowDialog:
            return RewardDialog(parent, rules, today, row, number)

        def stamp(parent: QWidget, rules: Programme, row: Any, number: int | None) -> RowDialog:
            return StampDialog(parent, rules, today, row, number)

        def bonus(parent: QWidget, rules: Programme, row: Any, number: int | None) -> RowDialog:
            return BonusDialog(parent, rules, row, number)

        self.rewards = RowsCard(
            Listing(
                "rewards", tr("Rewards"),
                tr("Discounts, free goods and gifts: for points, by themselves, with a code or a"
                   " voucher."),
                tr("Add a reward"), tr("No reward yet. Points can still pay a part of a purchase."),
                reward_sentence, reward,
            ),
            draft, hall.toasts,
        )  # fmt: skip
        self.stamps = RowsCard(
            Listing(
                "stamps", tr("Stamp cards"), tr("Buy nine, and the tenth is a gift."),
                tr("Add a stamp card"), tr("A full card brings a reward: add a reward first."),
                stamp_sentence, stamp,
            ),
            draft, hall.toasts,
        )  # fmt: skip
        self.bonuses = RowsCard(
            Listing(
                "bonuses", tr("Bonuses"),
                tr("Points for something else than goods."), tr("Add a bonus"),
                tr("For joining, for bringing a friend, for a birthday, for an answer."),
                _bonus_sentence, bonus,
            ),
            draft, hall.toasts,
        )  # fmt: skip
        self.cards = (self.rewards, self.stamps, self.bonuses)
        for each in self.cards:
            each.changed.connect(self.changed)
            self.body.addWidget(each)
        self.rewards.changed.connect(self._on_rewards)

    def show_programme(self, programme: Programme) -> None:
        """Show what *programme* says."""
        self.rewards.show_rows(programme.rewards)
        self.stamps.show_rows(programme.stamps)
        self.bonuses.show_rows(programme.bonuses)
        self._on_rewards()

    def taken(self, programme: Programme) -> Programme:
        """Return *programme* with these lists."""
        return replace(
            programme, rewards=self.rewards.rows, stamps=self.stamps.rows,
            bonuses=self.bonuses.rows,
        )  # fmt: skip

    def show_problems(self, problems: Iterable[BadInput]) -> list[BadInput]:
        """Say what is wrong with a row under it."""
        rest = list(problems)
        for each in self.cards:
            rest = each.show_problems(rest)
        return rest

    def focus_first(self) -> None:
        """Begin at the rewards."""
        self.rewards.list.focus_first()

    def set_editable(self, *, may_edit: bool) -> None:
        """Let everything be changed or only be read."""
        for each in self.cards:
            each.list.set_editable(may_edit=may_edit)

    def _on_rewards(self) -> None:
        """A stamp card needs a reward to bring."""
        self.stamps.list.add.setEnabled(bool(self.rewards.rows))
        self.stamps.tell_again()


def _bonus_sentence(bonus: Bonus, _programme: Programme) -> str:
    return bonus_sentence(bonus)
