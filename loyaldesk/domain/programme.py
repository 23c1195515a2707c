"""The programme of the club: one document of how money becomes points and what they bring."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import date, time
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from loyaldesk.domain.programme_check import problems_of
from loyaldesk.domain.rewards import Limits, Returns, Reward, Spending
from loyaldesk.domain.rules import Base, Bonus, Expiry, LotTerms, Per, Rule, StampCard, plain_rule
from loyaldesk.domain.tiers import FIRST_TIERS, Ladder, Tier, reached
from loyaldesk.kernel.errors import SeveralBadInputs
from loyaldesk.kernel.persian import code_key, fold


@dataclass(frozen=True, slots=True)
class Programme:
    """The rules in force from one day until the next programme.

    Attributes:
        rules: How a receipt earns, in order.
        base: What of a receipt counts.
        lots: When points can be spent and when they end.
        spending: How points pay.
        rewards: What can be taken.
        stamps: Cards that fill with stamps.
        bonuses: Points for something else than goods.
        returns: What happens when goods come back.
        ladder: The tiers.
        limits: What one operator may do alone.
        expiring_days: A lot that ends within so many days is told at the counter.
        silent_days: A member who bought before, but not for so many days, was not seen.
        ends_on: Last day on which anything is given; None: it goes on (E24).
        name: What the shop calls it; may be empty.
    """

    rules: tuple[Rule, ...] = field(default_factory=lambda: (plain_rule(100_000),))
    base: Base = field(default_factory=Base)
    lots: LotTerms = field(default_factory=LotTerms)
    spending: Spending = field(default_factory=Spending)
    rewards: tuple[Reward, ...] = ()
    stamps: tuple[StampCard, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    returns: Returns = field(default_factory=Returns)
    ladder: Ladder = field(default_factory=Ladder)
    limits: Limits = field(default_factory=Limits)
    expiring_days: int = 30
    silent_days: int = 90
    ends_on: date | None = None
    name: str = ""

    @classmethod
    def plain(
        cls, *, rial_per_point: int = 100_000, point_worth_rial: int = 1_000,
        life_days: int | None = 365, tiers: tuple[Tier, ...] = FIRST_TIERS,
        window_months: int = 12, spend_limit_points: int = 0, expiring_days: int = 30,
        silent_days: int = 90,
    ) -> "Programme":  # fmt: skip
        """Return a programme of one rule, as a new club has it."""
        return cls(
            expiring_days=expiring_days, silent_days=silent_days,
        ).with_plain(
            rial_per_point=rial_per_point, point_worth_rial=point_worth_rial, life_days=life_days,
            tiers=tiers, window_months=window_months, spend_limit_points=spend_limit_points,
        )  # fmt: skip

    def with_plain(
        self, *, rial_per_point: int, point_worth_rial: int, life_days: int | None,
        tiers: tuple[Tier, ...], window_months: int, spend_limit_points: int,
    ) -> "Programme":  # fmt: skip
        """Return the programme with its simple figures changed, all else as it is."""
        first = self._money_rule()
        rules = tuple(
            replace(rule, rial=rial_per_point * max(rule.points, 1)) if rule is first else rule
            for rule in self.rules
        )
        lots = self.lots
        if life_days is None:
            if lots.expires == Expiry.DAYS:
                lots = replace(lots, expires=Expiry.NEVER)
        else:
            lots = replace(lots, expires=Expiry.DAYS, days=life_days)
        return replace(
            self, rules=rules, lots=lots,
            spending=replace(
                self.spending, block_rial=point_worth_rial * self.spending.block_points,
                limit_points=spend_limit_points,
            ),
            ladder=replace(self.ladder, tiers=tiers, months=window_months),
        )  # fmt: skip

    def _money_rule(self) -> Rule | None:
        return next((rule for rule in self.rules if rule.per == Per.MONEY), None)

    @property
    def rial_per_point(self) -> int:
        """Money that earns one point by the first rule on money; 0 when there is none."""
        rule = self._money_rule()
        return rule.rial // max(rule.points, 1) if rule else 0

    @property
    def point_worth_rial(self) -> int:
        """What one point pays, rounded down."""
        return self.spending.block_rial // self.spending.block_points

    @property
    def life_days(self) -> int | None:
        """Days a lot lives; None when its end is not counted in days."""
        return self.lots.days if self.lots.expires == Expiry.DAYS else None

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The levels, in rising order."""
        return self.ladder.tiers

    @property
    def window_months(self) -> int:
        """Length of the window that decides the tier."""
        return self.ladder.months

    @property
    def spend_limit_points(self) -> int:
        """Points one sale may be paid with by an operator without the right to go above."""
        return self.spending.limit_points

    @property
    def counted_rules(self) -> frozenset[str]:
        """Codes of rules whose gifts must be counted: for caps and once-only."""
        return frozenset(
            rule.code for rule in self.rules
            if rule.once or rule.per == Per.VISIT
            or rule.cap_day is not None or rule.cap_member is not None
        )  # fmt: skip

    @property
    def counts_visits(self) -> bool:
        """Whether a rule gives for each visit."""
        return any(rule.per == Per.VISIT for rule in self.rules)

    @property
    def asks_of_member(self) -> bool:
        """Whether anything looks at a member's dates, tags or first purchase."""
        asked = [thing.when for thing in self.rules]
        asked += [thing.when for thing in self.rewards]
        asked += [thing.when for thing in self.stamps]
        return any(when.occasions or when.tags or when.first_purchase for when in asked)

    def tier(self, code: str) -> Tier:
        """Return the tier called *code*, or the lowest when it is no more."""
        return next((tier for tier in self.tiers if tier.code == code), self.tiers[0])

    def tier_for(self, spent_rial: int) -> Tier:
        """Return the tier that money spent in the window reaches."""
        return reached(spent_rial, self.tiers, self.ladder.needs)

    def expires_on(self, earned_on: date) -> date | None:
        """Return the last day on which points earned on *earned_on* can be spent (E23)."""
        return self.lots.last_day(earned_on)

    def worth_rial(self, points: int) -> int:
        """Return what *points* pay."""
        return self.spending.worth_rial(points)

    def points_to_pay(self, rial: int) -> int:
        """Return the points that pay *rial*, rounded up (E30)."""
        return self.spending.points_to_pay(rial)

    def reward(self, code: str) -> Reward | None:
        """Return the reward called *code*."""
        return next((reward for reward in self.rewards if reward.code == code), None)

    def to_json(self) -> str:
        """Return the document as it is stored: whole, so that a later default changes nothing."""
        return json.dumps({"v": 2, **asdict(self)}, ensure_ascii=False, sort_keys=True, default=str)

    @classmethod
    def from_json(cls, text: str) -> "Programme":
        """Return the programme stored as *text*; what an older program wrote is understood."""
        read: dict[str, Any] = json.loads(text)
        if read.pop("v", 1) == 1:
            tiers = tuple(Tier(**tier) for tier in read.pop("tiers"))
            return cls.plain(tiers=tiers, **read)
        made: Programme = build(cls, read)
        return made

    def checked(self) -> "Programme":
        """Return the programme, in order.

        Raises:
            SeveralBadInputs: If a club could not live by it; each problem names its field.
        """
        found = problems_of(self)
        if found:
            raise SeveralBadInputs(tuple(found))
        ladder = self.ladder
        if all(tier.from_rial is not None for tier in ladder.tiers):
            rising = sorted(ladder.tiers, key=lambda tier: tier.from_rial or 0)
            ladder = replace(ladder, tiers=tuple(rising))
        return replace(
            self, ladder=ladder, rules=tuple(map(_folded, self.rules)),
            rewards=tuple(map(_folded, self.rewards)), stamps=tuple(map(_folded, self.stamps)),
        )  # fmt: skip


def _folded(row: Any) -> Any:
    """Return a rule, reward or stamp card whose code and tags are compared in any spelling."""
    when = row.when
    if not when.code and not when.tags:
        return row
    tags = tuple(fold(tag) for tag in when.tags)
    return replace(row, when=replace(when, code=code_key(when.code), tags=tags))


def plain_values(thing: Any) -> dict[str, Any]:
    """Return a dataclass as a dictionary of what is not at its default."""
    found: dict[str, Any] = {}
    for f in fields(thing):
        value = getattr(thing, f.name)
        if is_dataclass(value) and not isinstance(value, type):
            inner = plain_values(value)
            if inner:
                found[f.name] = inner
            continue
        if isinstance(value, tuple):
            found[f.name] = [plain_values(v) if is_dataclass(v) else v for v in value]
        else:
            found[f.name] = value
        default = _default_of(f)
        if value == default:
            del found[f.name]
    return found


def _default_of(f: Any) -> Any:
    if callable(f.default_factory):
        return f.default_factory()
    return f.default


def build(kind: type, read: dict[str, Any]) -> Any:
    """Return a dataclass of *kind* out of plain values; unknown names are passed over.

    A later program may have written more than this one knows.
    """
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}
    return kind(
        **{name: _made(hints[name], value) for name, value in read.items() if name in known}
    )


def _made(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):
        if value is None:
            return None
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(_made(inner, one) for one in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value)
    if hint is date and isinstance(value, str):
        return date.fromisoformat(value)
    if hint is time and isinstance(value, str):
        return time.fromisoformat(value)
    return value


def changed_fields(old: Programme, new: Programme) -> Iterable[str]:
    """Return the names of the parts in which two programmes differ."""
    before, after = asdict(old), asdict(new)
    return [name for name in before if before[name] != after[name]]
