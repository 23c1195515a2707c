"""What the rules of its own day give for what is left of a sale."""

import json
from collections.abc import Sequence

from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.conditions import Facts
from loyaldesk.domain.earning import Given, Money, earn
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.returning import Points, SoldSale, parts_of
from loyaldesk.domain.rules import Gives
from loyaldesk.kernel.persian import code_key
from loyaldesk.services.desk import Change
from loyaldesk.store import returns as store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.fields import day_of


def rules_of(change: Change, sold: store.SoldRow) -> Programme:
    """Return the programme a sale was recorded under, looked up once in a transaction."""
    key = ("programme of sale", sold.id)
    found = change.known.get(key)
    if not isinstance(found, Programme):
        text = store.programme_text(change.db, sold.sold_on, sold.made_at)
        found = change.known[key] = Programme.from_json(text)
    return found


def wallet_rules(change: Change, sold: store.SoldRow) -> frozenset[str]:
    """Return the codes of rules that gave money into the wallet, not points."""
    rules = rules_of(change, sold).rules
    return frozenset(rule.code for rule in rules if rule.gives == Gives.WALLET)


def points_left(
    change: Change, sold: store.SoldRow, sale: SoldSale, rows: Sequence[store.LineRow]
) -> Points:
    """Return what says which points the rules give for what is left of each line (E09)."""

    def reckon(left: Sequence[int]) -> int:
        rules = rules_of(change, sold)
        money = _money_left(sale, rows, left)
        return earn(rules, money, _facts(change, sold, rules), _given(change, sold, rules)).points

    return reckon


def _money_left(sale: SoldSale, rows: Sequence[store.LineRow], left: Sequence[int]) -> Money:
    lines, shares = [], []
    for n, (sold, quantity) in enumerate(zip(sale.lines, left, strict=True)):
        if not quantity:
            continue
        rest = parts_of(sold, sold.quantity) - parts_of(sold, sold.quantity - quantity)
        row = rows[n] if rows else None
        lines.append(
            Line(
                rest.amount_rial + rest.manual_rial, row.product if row else "",
                row.name if row else "", row.category if row else "", row.brand if row else "",
                quantity if row else PIECE, rest.discount_rial, rest.tax_rial,
                None if sold.cost_rial is None else rest.cost_rial, *([row.kind] if row else []),
            )
        )  # fmt: skip
        shares.append(rest)
    return Money(
        tuple(lines), tuple(rest.manual_rial + rest.reward_rial for rest in shares),
        tuple(rest.manual_rial for rest in shares), tuple(rest.points_rial for rest in shares),
        tuple(rest.gift_card_rial for rest in shares), tuple(rest.wallet_rial for rest in shares),
    )  # fmt: skip


def _facts(change: Change, sold: store.SoldRow, rules: Programme) -> Facts:
    birthday, wedding_on, tags, _ = sale_store.buyer_facts(change.db, sold.member_id)
    return Facts(
        sold.sold_at.astimezone(change.zone), sold.tier,
        has_bought=store.bought_before(change.db, sold.member_id, sold.id),
        birthday=day_of(birthday), wedding_on=day_of(wedding_on),
        tags=frozenset(json.loads(tags)) if tags else frozenset(),
        codes=_codes(change, sold, rules),
    )  # fmt: skip


def _codes(change: Change, sold: store.SoldRow, rules: Programme) -> frozenset[str]:
    """Return the codes that were given with a sale, as far as its rules ask for them.

    The sheet says of each rule whether it was a code that it missed.
    """
    sheet = sale_store.sheet_of(change.db, sold.id)
    if sheet is None:
        return frozenset()
    steps = json.loads(sheet).get("steps", ())
    missed = {step.get("rule") for step in steps if step.get("why") == "code"}
    asked = {rule.when.code for rule in rules.rules if rule.when.code and rule.code not in missed}
    return frozenset(asked | {code_key(code) for code in asked})


def _given(change: Change, sold: store.SoldRow, rules: Programme) -> Given | None:
    if not rules.counted_rules:
        return None
    ever, today = store.given_before(change.db, sold.member_id, sold.id, sold.sold_on)
    visited = rules.counts_visits and store.visited_before(
        change.db, sold.member_id, sold.id, sold.sold_on
    )
    return Given(today, ever, visited)
