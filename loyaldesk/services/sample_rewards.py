"""What members of the sample shop can take, and what they took of it in the last weeks."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from loyaldesk.domain.accounts import new_gift_card_code
from loyaldesk.domain.basket import PIECE, Line, LineKind, total
from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import Bonus, Event, Per, Rule, StampCard
from loyaldesk.services import club, points, vouchers
from loyaldesk.services.desk import Change
from loyaldesk.services.sale_drafts import SaleDraft
from loyaldesk.store import ledger
from loyaldesk.store import rewards as store
from loyaldesk.store import sales as sale_store

LATELY = timedelta(days=45)
"""Rewards are new in the sample shop: before, points only paid."""

WORDS = {
    "fa": ("نوشیدنی گرم", "چای", "خواربار", "خرید"),
    "en": ("Hot drinks", "Tea", "Groceries", "Purchase"),
}
"""Hot drinks and one of them, groceries, and what a purchase is called."""

_DRINK_RIAL = 450_000
_CARD_RIAL = (2_000_000, 5_000_000)
_ISSUED = ("sorry", "sorry", "sorry", "bag", "off50", "off50", "sorry", "off50", "sorry", "off50")
_TAKES, _BRINGS, _DRINKS, _BUYS_CARD, _PAYS_BY_CARD = 0.24, 0.06, 0.06, 0.02, 0.25
"""Chances that a purchase of the last weeks is a special one."""

_WAITS = timedelta(days=12)
"""Gifts taken longer ago were handed over since."""


def with_rewards(rules: Programme, last: date, language: str, members: int) -> Programme:
    """Return a programme with what a shop of so many members offers until *last* and beyond."""
    season = When(first_day=last - timedelta(days=10), last_day=last + timedelta(days=30))
    gold = ("gold", "platinum")
    drinks = Goods(categories=(WORDS[language][0],))
    rewards = (
        Reward("off50", "۵۰ هزار تومان تخفیف", "50,000 Toman off", RewardKind.AMOUNT, points=400,
               rial=500_000, when=When(minimum_rial=2_000_000)),
        Reward("ten", "۱۰ درصد تخفیف", "10 percent off", RewardKind.PERCENT, points=600,
               percent=10, most_rial=1_500_000, when=When(tiers=gold)),
        Reward("bag", "ساک خرید پارچه‌ای", "Cloth shopping bag", RewardKind.GIFT, points=250,
               stock=10 + members // 4),
        Reward("mug", "لیوان هدیه", "Gift mug", RewardKind.GIFT, points=700,
               stock=2 + members // 12),
        Reward("tea", "یک چای رایگان", "A free tea", RewardKind.FREE_PRODUCT, Take.VOUCHER,
               goods=drinks, valid_days=60),
        Reward("season", "۱۵ درصد تخفیف فصل", "15 percent season's discount", RewardKind.PERCENT,
               Take.CODE, percent=15, most_rial=1_000_000, when=season, discount_code="NARANJ15",
               most_per_member=1),
        Reward("sorry", "بن دلجویی ۳۰ هزار تومانی", "30,000 Toman to make good",
               RewardKind.AMOUNT, Take.VOUCHER, rial=300_000, valid_days=90),
    )  # fmt: skip
    fridays = Rule(
        "friday", "جمعه‌های طلایی", "Golden Fridays", Per.TIMES, percent=150,
        when=When(tiers=gold, weekdays=("fri",)),
    )  # fmt: skip
    return replace(
        rules,
        rewards=rewards,
        rules=(*rules.rules, fridays),
        stamps=(
            StampCard("tea", "کارت چای: ۹ تا بخرید، یکی رایگان", "Tea card: buy 9, get 1", 9,
                      "tea", goods=drinks, valid_days=60),
        ),
        bonuses=(
            Bonus("welcome", "خوش‌آمد", "Welcome", Event.WELCOME, 20),
            Bonus("birthday", "تولد", "Birthday", Event.BIRTHDAY, 50),
        ),
    )  # fmt: skip


@dataclass(slots=True)
class Treats:
    """Makes some purchases of the last weeks special: a reward, a voucher, a gift card, tea.

    Attributes:
        rng: Chance, the same for the same seed.
        since: From when on rewards were offered.
        until: The last moment of the past.
        language: Of the shop.
    """

    rng: random.Random
    since: datetime
    until: datetime
    language: str = "fa"
    _vouchers: list[str] = field(default_factory=list)
    _cards: list[str] = field(default_factory=list)

    def issue(self, past: Change) -> None:
        """Let the manager make vouchers: some for whoever brings them, one to make good."""
        rules = club.programme_on(past.db, past.today)
        row = past.db.execute_sql(
            "SELECT MIN(id) FROM member WHERE state = 'active'"
        ).fetchone()  # fmt: skip
        if row[0] is None:
            return
        last = past.today + timedelta(days=90)
        for n, code in enumerate(_ISSUED):
            reward = rules.reward(code)
            if reward is None:
                continue
            owner, source = (row[0], "recovery") if n == 0 else (None, "hand")
            made = vouchers.make(
                past, reward, owner, source, valid_until=last, draw=self.rng.randrange
            )
            past.note("voucher.issue", "voucher", made.id, reward=reward.code, count=1, note="")
            if owner is None:
                self._vouchers.append(made.typed)

    def treated(self, past: Change, draft: SaleDraft) -> SaleDraft:
        """Return a purchase, perhaps with something special; most stay as they are."""
        if past.now < self.since or draft.pay_points:
            return draft
        chance = self.rng.random()
        for share, special in (
            (_TAKES, self._with_reward), (_BRINGS, self._with_voucher), (_DRINKS, self._with_tea),
            (_BUYS_CARD, self._with_card),
        ):  # fmt: skip
            if chance < share:
                return special(past, draft)
            chance -= share
        return draft

    def hand_over(self, past: Change, sale_id: int) -> None:
        """Let gifts of older purchases be fetched."""
        if past.now < self.until - _WAITS:
            for use in store.uses_of_sale(past.db, sale_id):
                if use.delivery:
                    store.set_delivery(past.db, use.id, "given")

    def _with_reward(self, past: Change, draft: SaleDraft) -> SaleDraft:
        buyer = sale_store.buyer(past.db, draft.member_id)
        points.expire_member(past, draft.member_id)
        held = ledger.balance(past.db, draft.member_id).points
        rules = club.programme_on(past.db, past.today)
        fitting = [
            one.code
            for one in rules.rewards
            if one.take == Take.POINTS
            and one.points <= held
            and one.when.minimum_rial <= _rial(draft)
            and (not one.when.tiers or (buyer is not None and buyer.tier in one.when.tiers))
            and store.stock_of(past.db, one.code, one.stock) != 0
        ]
        return replace(draft, rewards=(self.rng.choice(fitting),)) if fitting else draft

    def _with_voucher(self, _past: Change, draft: SaleDraft) -> SaleDraft:
        if len(self._vouchers) < 5:
            return draft
        return replace(draft, codes=(self._vouchers.pop(),))

    def _with_tea(self, _past: Change, draft: SaleDraft) -> SaleDraft:
        pieces = self.rng.randint(1, 2)  # codes of full stamp cards cannot be told beforehand
        rial = pieces * _DRINK_RIAL
        drinks, tea, _, _ = WORDS[self.language]
        cups = Line(rial, "10", tea, drinks, quantity=pieces * PIECE)
        return replace(draft, amount_rial=0, lines=(cups, *self._goods(draft)))

    def _with_card(self, _past: Change, draft: SaleDraft) -> SaleDraft:
        if self._cards and self.rng.random() < _PAYS_BY_CARD:
            return replace(draft, gift_cards=((self._cards.pop(0), None),))
        code = new_gift_card_code(self.rng.randrange)
        self._cards.append(code)
        rial = self.rng.choice(_CARD_RIAL)
        sold = Line(rial, code, kind=LineKind.GIFT_CARD)
        return replace(draft, amount_rial=0, lines=(*self._goods(draft), sold))

    def _goods(self, draft: SaleDraft) -> tuple[Line, ...]:
        _, _, groceries, purchase = WORDS[self.language]
        return draft.lines or (Line(draft.amount_rial, "1", purchase, groceries),)


def _rial(draft: SaleDraft) -> int:
    """Return what a purchase comes to."""
    return draft.amount_rial or total(draft.lines) - draft.discount_rial
