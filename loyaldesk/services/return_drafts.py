"""A return before and after it is stored, and the sheet that keeps what it did."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.returning import Asked
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import is_storable

LONGEST_KEY = 200
RETURN = "return"


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """Goods that come back, before it is stored.

    Attributes:
        sale_id: The sale they belong to.
        key: Made when the return was begun; a second try with it changes nothing.
        lines: Numbers of lines (from 0) with their thousandths; None: what is left of the line.
        amount_rial: For a sale known by its amount: how much of it; with neither, all that is left.
        reason: Why, in the operator's words.
        member_id: Who brings them, if that was asked: another member's receipt is refused (E11).
    """

    sale_id: int
    key: str
    lines: tuple[tuple[int, int | None], ...] = ()
    amount_rial: int | None = None
    reason: str = ""
    member_id: int | None = None

    @property
    def asked(self) -> Asked:
        """What comes back."""
        return Asked(self.lines, self.amount_rial)

    def mark(self) -> str:
        """Return a short mark of what was asked for: a second try must ask for the same."""
        asked = (self.sale_id, self.lines, self.amount_rial)
        return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line that comes back: its thousandths, what it is worth, the points asked for it."""

    number: int
    name: str
    quantity: int
    value_rial: int
    points: int


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What a return does: shown before, and told after. All figures are positive.

    Attributes:
        sale_id: The sale.
        receipt: Its number.
        member_id: Whose it is.
        sold_on: Its day.
        lines: What comes back; empty for a sale known by its amount.
        is_whole: Nothing of the sale is left with the member.
        amount_rial: What the goods cost before rewards.
        reward_rial: What rewards took off of that.
        paid_rial: What points paid of it.
        cash_rial: Money to hand out.
        gift_card_rial: Goes back onto gift cards.
        wallet_rial: Goes back into the wallet.
        prepaid_rial: Is taken out of gift cards or the wallet that were filled.
        cashback_rial: Is taken out of the wallet as cashback.
        cashback_gone_rial: Cashback that was spent: forgiven where shortages are (``clip``), else
            taken out of the next cashback.
        points_back: Points that come back to the member.
        points_over: Of these: points whose last day is over, so that they end at once.
        points_due: Earned points that go back to the club.
        points_ended: Of these: points that had ended before and are not taken again.
        points_taken: Points that are taken.
        shortage: Due points that the member does not have.
        policy: What becomes of a shortage: ``debt``, ``clip`` or ``block`` (E12).
        balance: Points afterwards.
        debt: What the member owes afterwards.
        tier_before: Tier of now.
        tier_after: Tier afterwards.
        stamps: Stamps that are taken off cards.
        gifts: Codes of gifts that must be brought back (E10).
        alone_rial: The limit of own sales above which a second person must agree; 0: nobody has to.
    """

    sale_id: int
    receipt: int
    member_id: int
    sold_on: date
    lines: tuple[ReturnedLine, ...]
    is_whole: bool
    amount_rial: int
    reward_rial: int
    paid_rial: int
    cash_rial: int
    gift_card_rial: int
    wallet_rial: int
    prepaid_rial: int
    cashback_rial: int
    cashback_gone_rial: int
    points_back: int
    points_over: int
    points_due: int
    points_ended: int
    points_taken: int
    shortage: int
    policy: str
    balance: int
    debt: int
    tier_before: str
    tier_after: str
    stamps: int = 0
    gifts: tuple[str, ...] = ()
    alone_rial: int = 0

    @property
    def is_blocked(self) -> bool:
        """Whether the club's rules forbid it."""
        return self.policy == "block" and (self.shortage > 0 or self.cashback_gone_rial > 0)

    @property
    def forgiven(self) -> int:
        """Due points that nobody will ever ask for again."""
        return self.shortage if self.policy == "clip" else 0


@dataclass(frozen=True, slots=True)
class ReturnedGoods:
    """What became of a return; ``plan`` is what it did, with balance, debt and tier of now."""

    return_id: int
    receipt: int
    plan: ReturnPlan
    repeated: bool = False


def check(draft: ReturnDraft) -> None:
    """Refuse what can be seen to be wrong without the club.

    Raises:
        BadInput: With the field and the reason.
    """
    if not is_storable(draft.key):
        raise BadInput("key", "unstorable")
    if not draft.key.strip() or len(draft.key) > LONGEST_KEY:
        raise BadInput("key", "empty" if not draft.key.strip() else "too long", limit=LONGEST_KEY)


def document(draft: ReturnDraft, plan: ReturnPlan, rules: Programme) -> str:
    """Return why a return came to what it came to; ``due`` and ``ended`` are read by the next."""
    told = asdict(plan)
    del told["alone_rial"]  # who agreed stands in the trail
    return json.dumps(
        {
            "v": 1, "kind": RETURN, "asked": draft.mark(), "due": plan.points_due,
            "ended": plan.points_ended, "mode": rules.returns.points,
            "rounding": rules.returns.rounding, "lowers_tier": rules.returns.lowers_tier,
            "plan": told,
        },
        ensure_ascii=False, sort_keys=True, default=str,
    )  # fmt: skip


def plan_of(text: str) -> ReturnPlan:
    """Return what a return did, from its sheet."""
    read = json.loads(text)["plan"]
    lines = tuple(ReturnedLine(**line) for line in read.pop("lines"))
    day = date.fromisoformat(read.pop("sold_on"))
    return ReturnPlan(lines=lines, sold_on=day, **{**read, "gifts": tuple(read["gifts"])})
