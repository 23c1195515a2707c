"""Filling in one reward: what it is, how it is taken, on which goods, by whom and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.reward_sentences import reward_sentence
from loyaldesk.ui.kit.layout import M, box, column
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.conditions import goods_form, when_form
from loyaldesk.ui.pages.settings.rules.form import Form, named
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.section import form_grid


class RewardDialog(RowDialog):
    """One reward.

    Args:
        parent: The window it stands before.
        programme: The draft it belongs to.
        today: The shop's day.
        reward: What is changed; None for a new one.
        number: Its place.
    """

    def __init__(
        self, parent: QWidget | None, programme: Programme, today: Callable[[], date],
        reward: Reward | None = None, number: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("A new reward") if reward is None else tr("Change the reward"), programme,
            "rewards", reward or Reward("", "", "", RewardKind.AMOUNT), number,
        )  # fmt: skip
        self.what, what = _what_form()
        self.goods, goods = goods_form()
        self.when, who, days = when_form(today, programme)
        self.limits, limits = _limits_form()
        self.add_page(tr("What it is"), what, ("", self.what))
        self.add_page(tr("Goods"), goods, ("", self.goods))
        self.add_page(tr("Who"), who)
        self.add_page(tr("When"), days)
        self.add_form("", self.when, 3)
        self.add_page(tr("Limits"), limits, ("", self.limits))
        self.what.show(self.row)
        self.goods.show(self.row.goods)
        self.when.show(self.row.when)
        self.limits.show(self.row)
        self.begin()

    def taken(self) -> Reward:
        """Return the reward as far as it can be read."""
        reward: Reward = self.limits.taken(self.what.taken(self.row))
        return replace(
            reward, goods=self.goods.taken(self.row.goods), when=self.when.taken(self.row.when)
        )

    def sentence(self, row: Reward) -> str:
        """Return the reward in words."""
        return reward_sentence(row, self.programme)


def _is(*kinds: str) -> Callable[[dict[str, Any]], bool]:
    return lambda values: values["kind"] in kinds


def _takes(take: str) -> Callable[[dict[str, Any]], bool]:
    return lambda values: bool(values["take"] == take)


def _what_form() -> tuple[Form, QWidget]:
    k = RewardKind
    form = Form(
        [
            *e.both_names(),
            e.choice("kind", tr("What it is"), kinds()),
            e.choice("take", tr("How it is taken"), takes()),
            e.number("points", tr("It costs (points)"), most=8).only_if(_takes(Take.POINTS)),
            e.text("discount_code", tr("Discount code"), most=30).only_if(_takes(Take.CODE)),
            e.money("rial", tr("Less to pay")).only_if(_is(k.AMOUNT)),
            e.number("percent", tr("Percent off"), most=3).only_if(_is(k.PERCENT, k.CHEAPEST)),
            e.quantity("quantity", tr("Free pieces")).only_if(_is(k.FREE_PRODUCT)),
            e.number("buy", tr("Pieces to buy"), most=6).only_if(_is(k.BUY_GET)),
            e.number("get", tr("Pieces free"), most=6).only_if(_is(k.BUY_GET)),
            e.number(
                "stock", tr("In stock"), tr("Empty: not counted."), most=6, optional=True
            ).only_if(_is(k.GIFT)),
            e.money("most_rial", tr("At most"), tr("Empty: no limit."), empty=0)
            .only_if(_is(k.PERCENT, k.FREE_PRODUCT, k.CHEAPEST)),
            e.choice(
                "of", tr("Percent of"),
                [
                    (tr("what other discounts left"), "rest"),
                    (tr("the goods before discounts"), "goods"),
                ],
            ).only_if(_is(k.PERCENT)),
            e.flag("extra", tr("The free pieces come on top of the basket"))
            .only_if(_is(k.BUY_GET)),
            e.flag("stackable", tr("It may stand beside other rewards")),
        ],
        Reward,
    )  # fmt: skip
    places = (
        ("points", "discount_code"), ("rial", "percent", "quantity", "buy", "stock"),
        ("of",), ("get", "most_rial"),
    )  # fmt: skip
    page = column(
        form_grid(*named(form)),
        form_grid(form["kind"], form["take"]),
        form_grid(*(box(column(*(form[n] for n in some))) for some in places)),
        form["extra"], form["stackable"], None, spacing=M,
    )  # fmt: skip
    return form, box(page)


def kinds() -> list[tuple[str, str]]:
    """Return every kind of reward with its words."""
    return [
        (tr("An amount off"), RewardKind.AMOUNT.value),
        (tr("A percentage off"), RewardKind.PERCENT.value),
        (tr("A product free"), RewardKind.FREE_PRODUCT.value),
        (tr("The cheapest piece"), RewardKind.CHEAPEST.value),
        (tr("Buy some, get some"), RewardKind.BUY_GET.value),
        (tr("A gift to be handed over"), RewardKind.GIFT.value),
    ]


def takes() -> list[tuple[str, str]]:
    """Return every way a reward is taken with its words."""
    return [
        (tr("With points"), Take.POINTS.value),
        (tr("By itself, as an offer"), Take.OFFER.value),
        (tr("With a discount code"), Take.CODE.value),
        (tr("Only with a voucher"), Take.VOUCHER.value),
    ]


def _limits_form() -> tuple[Form, QWidget]:
    form = Form(
        [
            e.number(
                "most_per_member", tr("How often for one member"), tr("Empty: no limit."), most=5,
                zero_is_empty=True,
            ),
            e.number(
                "most_uses", tr("How often in all"), tr("Empty: no limit."), zero_is_empty=True
            ),
            e.number(
                "valid_days", tr("Days a new voucher is good"), tr("Empty: for ever."), most=5,
                zero_is_empty=True,
            ),
        ],
        Reward,
    )  # fmt: skip
    page = column(
        form_grid(form["most_per_member"], form["most_uses"], form["valid_days"]), None, spacing=M
    )
    return form, box(page)
