"""Any sequence of sales, returns, spends, expiries, merges, undos and clock jumps keeps the ledger.

The everyday run is short; ``LOYALDESK_LONG=1`` runs many more and longer sequences.
"""

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from loyaldesk.domain.basket import Line
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import (
    approvals,
    checking,
    corrections,
    members,
    merging,
    night,
    points,
    programmes,
    redeeming,
    returns,
    reversals,
    rewards,
    sales,
    staff,
    transfers,
    vouchers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.store import ledger
from loyaldesk.store.database import open_club
from tests.conftest import NOON, StoppedClock, desk_of
from tests.makers import make_member

LONG = bool(os.environ.get("LOYALDESK_LONG"))

RULES = """
[programme]
from = 1900-01-01

[points]
expires = "days"
days = 20

[spending]
block_points = 2
block_rial = 500
hold_hours = 0

[limits]
transfer_points = 0
transfer_day_points = 0

[returns]
points = "{mode}"
shortage = "{shortage}"

[[rule]]
code = "base"
name_en = "Base"
per = "money"
points = 3
rial = 1_000
cap_day = 400

[[rule]]
code = "tea"
name_en = "Tea"
per = "times"
percent = 250
categories = ["tea"]

[[rule]]
code = "hello"
name_en = "Hello"
per = "order"
points = 11
once = true
lots = { expires = "idle", months = 1, pending_days = 2 }

[[rule]]
code = "back"
name_en = "Back"
per = "money"
gives = "wallet"
points = 5
rial = 100

[[bonus]]
code = "friend"
name_en = "Friend"
event = "referral"
points = 7
referrer_points = 9

[[reward]]
code = "cup"
name_en = "Cup"
kind = "gift"
points = 20
stock = 5

[[reward]]
code = "less"
name_en = "Less"
kind = "percent"
percent = 15
take = "points"
points = 10

[[reward]]
code = "tenth"
name_en = "Tenth"
kind = "cheapest"
percent = 100
take = "voucher"

[[stamp_card]]
code = "tea"
name_en = "Tea card"
needs = 3
reward = "tenth"
per = "order"
"""

AMOUNTS = st.integers(900, 300_000)
SPENT = st.sampled_from([0, 0, 0, 0, 2, 10, 40, 41])
WHO = st.integers(0, 2)


class AnyClub(RuleBasedStateMachine):
    """Three members, an owner, a cashier, and a clock that also runs backwards."""

    founded: Path

    @initialize(
        mode=st.sampled_from(["line", "share", "recompute"]),
        shortage=st.sampled_from(["debt", "clip", "block"]),
    )
    def found(self, mode: str, shortage: str) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(shutil.copy(self.founded, Path(self.folder.name) / "any.club"))
        self.clock, self.latest = StoppedClock(), NOON
        db = open_club(path)
        self.owner = Desk(db, staff.by_name(db, "").brief, clock=self.clock)
        programmes.apply(self.owner, RULES.replace("{mode}", mode).replace("{shortage}", shortage))
        self.cashier = desk_of(self.owner, Role.CASHIER)
        first = make_member(self.owner)
        self.members = [first.id, make_member(self.owner, referrer_id=first.id).id]
        self.members.append(make_member(self.owner).id)
        self.own = make_member(self.owner).id
        staff.link_member(self.owner, self.cashier.operator.id, self.own)
        with self.owner.change(Permission.POINTS_ADJUST) as change:
            for one in self.members:  # points to begin with: 300 that end one day, 60 that do not
                points.opening_balance(change, one, 300, NOON.date() + timedelta(30), key=f"o{one}")
                points.opening_balance(change, one, 60, None, key=f"p{one}")
        self.sold: list[int] = []
        self.merges: list[int] = []
        self.serial = 0

    def teardown(self) -> None:
        if hasattr(self, "owner"):
            self.owner.db.close()
            self.folder.cleanup()

    def key(self) -> str:
        self.serial += 1
        return f"any-{self.serial}"

    def tried(self, act):
        """Do *act*; what the club refuses, it refuses whole."""
        before = self.picture()
        try:
            return act()
        except ClubError:
            assert self.picture() == before
            return None

    def picture(self) -> tuple[object, ...]:
        asked = (
            "SELECT COUNT(*), COALESCE(SUM(points), 0) FROM points_entry",
            "SELECT COUNT(*), COALESCE(SUM(net_rial), 0) FROM sale",
            "SELECT COALESCE(SUM(balance_rial), 0), COUNT(*) FROM account",
            "SELECT COUNT(*), COALESCE(SUM(stamps), 0) FROM stamp_entry",
            "SELECT COUNT(*), COALESCE(SUM(state = 'taken'), 0) FROM reward_use",
        )
        return tuple(self.owner.db.execute_sql(sql).fetchone() for sql in asked)

    @rule(who=WHO, rial=AMOUNTS, spent=SPENT, days=st.sampled_from([0, 0, 0, 1, 3]))
    def sell_an_amount(self, who: int, rial: int, spent: int, days: int) -> None:
        """Record a sale twice with one key: the second changes nothing."""
        desk = self.owner if days else self.cashier
        draft = sales.SaleDraft(
            self.members[who], rial, self.key(), spent,
            sold_at=self.clock() - timedelta(days=days) if days else None,
        )  # fmt: skip
        done = self.tried(lambda: sales.record_sale(desk, draft))
        if done is not None:
            self.sold.append(done.sale_id)
            before = self.picture()
            again = sales.record_sale(desk, draft)
            assert again.repeated
            assert again.sale_id == done.sale_id
            assert self.picture() == before

    @rule(
        who=WHO,
        goods=st.lists(
            st.tuples(AMOUNTS, st.sampled_from(["tea", "cake"]), st.integers(1, 4)), min_size=1,
            max_size=4,
        ),
        less=st.booleans(), wallet=st.booleans(), spent=SPENT,
    )  # fmt: skip
    def sell_lines(self, who: int, goods, *, less: bool, wallet: bool, spent: int) -> None:
        lines = tuple(
            Line(rial, f"p{n}", category=group, quantity=count * 1000)
            for n, (rial, group, count) in enumerate(goods)
        )
        draft = sales.SaleDraft(
            self.members[who], 0, self.key(), spent, lines=lines,
            rewards=("less",) if less else (), wallet_rial=None if wallet else 0,
        )  # fmt: skip
        done = self.tried(lambda: sales.record_sale(self.cashier, draft))
        if done is not None:
            self.sold.append(done.sale_id)

    @rule(who=WHO)
    def take_a_cup(self, who: int) -> None:
        key = self.key()
        self.tried(lambda: rewards.take_reward(self.cashier, self.members[who], "cup", key=key))

    @precondition(lambda self: self.sold)
    @rule(which=st.integers(0, 99), part=st.integers(1, 4), how=st.sampled_from("al?"))
    def give_back(self, which: int, part: int, how: str) -> None:
        """Return all, a line or an amount; the same key twice changes nothing."""
        sale_id, key = self.sold[which % len(self.sold)], self.key()
        lines = ((0, 1000 * part),) if how == "l" else ()
        amount = part * 777 if how == "?" else None
        draft = returns.ReturnDraft(sale_id, key, lines, amount)
        done = self.tried(lambda: returns.return_goods(self.owner, draft))
        if done is not None:
            before = self.picture()
            assert returns.return_goods(self.owner, draft).repeated
            assert self.picture() == before

    @precondition(lambda self: self.sold)
    @rule(which=st.integers(0, 99))
    def undo(self, which: int) -> None:
        sale_id = self.sold[which % len(self.sold)]
        self.tried(lambda: reversals.reverse_sale(self.owner, sale_id))

    @rule(one=WHO, other=WHO, handed=st.sampled_from([1, 20, 80]))
    def hand_over(self, one: int, other: int, handed: int) -> None:
        key = self.key()
        self.tried(
            lambda: transfers.transfer(
                self.owner, self.members[one], self.members[other], handed, "asked", key=key
            )
        )

    @precondition(lambda self: self.serial % 5 == 4)
    @rule(one=WHO, other=WHO)
    def merge(self, one: int, other: int) -> None:
        done = self.tried(lambda: merging.merge(self.owner, self.members[one], self.members[other]))
        if done is not None:
            self.merges.append(done)

    @precondition(lambda self: self.merges)
    @rule()
    def unmerge(self) -> None:
        merge_id = self.merges[-1]
        if self.tried(lambda: merging.undo(self.owner, merge_id)) is not None:
            self.merges.pop()

    @rule(
        how=st.sampled_from(["sell", "spend", "correct", "hand", "voucher", "card", "forge"]),
        who=WHO, wanted=st.sampled_from([1, 40, 2_000]),
    )  # fmt: skip
    def a_cashier_helps_themselves(self, how: str, who: int, wanted: int) -> None:
        """T1: the own record, a correction, a leave nobody gave: refused, and nothing moved."""
        before, key, desk = self.picture(), self.key(), self.cashier
        leave = approvals.Approval(
            corrections.ACT, self.members[who], wanted, desk.operator.id, self.owner.operator.id,
            self.clock().timestamp(), "0" * 32,
        )  # fmt: skip
        acts = {
            "sell": lambda: sales.record_sale(desk, sales.SaleDraft(self.own, 90_000, key)),
            "spend": lambda: redeeming.redeem(desk, self.own, wanted, key=key),
            "correct": lambda: points.correct(desk, self.members[who], wanted, "x", key=key),
            "hand": lambda: transfers.transfer(
                desk, self.members[who], self.own, wanted, "x", key=key
            ),
            "voucher": lambda: vouchers.issue_vouchers(desk, "tenth", member_ids=[self.own]),
            "card": lambda: members.link_code(desk, self.own, key),
            "forge": lambda: points.correct(
                desk, self.members[who], wanted, "x", key=key, approval=leave
            ),
        }
        with pytest.raises(ClubError):
            acts[how]()
        assert self.picture() == before

    @rule(hours=st.integers(-72, 24 * 25))
    def wait(self, hours: int) -> None:
        self.latest = max(self.latest, self.clock.now)
        self.clock.forward(hours=hours)

    @rule()
    def sleep(self) -> None:
        night.run(staff.system_desk(self.owner), date_is_right=True)

    @invariant()
    def the_club_is_sound(self) -> None:
        """Sum of lots = balance = sum of entries, 0 <= used <= issued, and all the others."""
        if hasattr(self, "owner"):
            now = max(self.clock.now, self.latest)
            assert checking.check(replace(self.owner, clock=lambda: now)) == []

    @invariant()
    def no_points_come_from_nowhere(self) -> None:
        """Nobody holds more than the rules gave: what is open was earned by a rule or bonus."""
        if not hasattr(self, "owner"):
            return
        given = self.owner.db.execute_sql(
            "SELECT COALESCE(SUM(points), 0) FROM points_entry"
            " WHERE kind = 'earn' OR reason = 'opening'"
        ).fetchone()[0]
        held = sum(
            ledger.balance(self.owner.db, row[0]).points
            for row in self.owner.db.execute_sql("SELECT id FROM member").fetchall()
        )
        assert held <= given


def test_any_sequence_of_acts_keeps_every_invariant(founded_club):
    class Machine(AnyClub):
        founded = founded_club

    run_machine(
        Machine,
        settings=settings(
            max_examples=400 if LONG else 12, stateful_step_count=60 if LONG else 25,
            deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
