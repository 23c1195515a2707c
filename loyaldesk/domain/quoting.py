"""What a basket comes to: discounts, payments and points, before anything is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyaldesk.domain.basket import PREPAID, Line, spread, total
from loyaldesk.domain.conditions import Facts
from loyaldesk.domain.discounts import Applied
from loyaldesk.domain.earning import Earned, Given, Money, earn
from loyaldesk.domain.programme import Programme


@dataclass(frozen=True, slots=True)
class Cover:
    """What pays besides money: points, and Rial of gift cards and wallet."""

    points: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """One receipt, reckoned.

    Attributes:
        money: Its lines and the shares of each.
        applied: Discounts by rewards, and what was left out.
        cover: What pays besides money.
        earned: What it earns.
        facts: Member and moment that counted.
        amount_rial: All lines less the manual discount.
        manual_rial: The manual discount.
        reward_rial: What rewards take off.
        prepaid_rial: Gift cards and top-ups within the amount.
        paid_rial: What the points pay.
    """

    money: Money
    applied: Applied
    cover: Cover
    earned: Earned
    facts: Facts
    amount_rial: int
    manual_rial: int
    reward_rial: int
    prepaid_rial: int
    paid_rial: int

    @property
    def payable_rial(self) -> int:
        """What points, gift cards and wallet may pay: the goods after every discount."""
        return self.amount_rial - self.prepaid_rial - self.reward_rial

    @property
    def to_pay_rial(self) -> int:
        """What is left to pay in money."""
        cover = self.cover
        return (
            self.amount_rial - self.reward_rial - self.paid_rial
            - cover.gift_card_rial - cover.wallet_rial
        )  # fmt: skip

    @property
    def net_rial(self) -> int:
        """Turnover: neither what points and rewards took nor what is prepaid."""
        return self.payable_rial - self.paid_rial


def manual_shares(lines: Sequence[Line], manual_rial: int) -> tuple[int, ...]:
    """Return the share of a manual discount in each line that is turnover."""
    weights = [0 if line.kind in PREPAID else line.amount_rial for line in lines]
    return tuple(spread(manual_rial, weights))


def payable(lines: Sequence[Line], manual: Sequence[int], applied: Applied) -> list[int]:
    """Return what is left to pay of each line that is turnover; 0 for what is prepaid."""
    shares = applied.shares(len(lines))
    return [
        0 if line.kind in PREPAID else line.amount_rial - manual[n] - shares[n]
        for n, line in enumerate(lines)
    ]


def quote(
    rules: Programme, lines: Sequence[Line], manual: Sequence[int], applied: Applied,
    cover: Cover, facts: Facts, given: Given | None = None,
) -> Quote:  # fmt: skip
    """Return *lines* reckoned under *rules*.

    Args:
        rules: The programme of the receipt's day.
        lines: What is bought.
        manual: Share of the manual discount in each line.
        applied: Discounts by rewards.
        cover: What pays besides money; it must not be more than is payable.
        facts: Member and moment.
        given: What caps have to know.
    """
    left = payable(lines, manual, applied)
    paid_rial = rules.worth_rial(cover.points)
    shares = applied.shares(len(lines))
    money = Money(
        tuple(lines), tuple(m + s for m, s in zip(manual, shares, strict=True)), tuple(manual),
        tuple(spread(paid_rial, left)), tuple(spread(cover.gift_card_rial, left)),
        tuple(spread(cover.wallet_rial, left)), applied.free_pieces(len(lines)),
    )  # fmt: skip
    return Quote(
        money, applied, cover, earn(rules, money, facts, given), facts,
        amount_rial=total(lines) - sum(manual), manual_rial=sum(manual), reward_rial=sum(shares),
        prepaid_rial=sum(line.amount_rial for line in lines if line.kind in PREPAID),
        paid_rial=paid_rial,
    )  # fmt: skip
