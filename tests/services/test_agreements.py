"""Agreements: reminded once on each rung, renewed without retyping, their rate counted honestly."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.agreements import AgreementDraft, ladder, rung
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    agreements,
    casework,
    checking,
    members,
    merging,
    occasions,
    reminding,
)
from tests.conftest import NOON
from tests.makers import make_member
from tests.services.test_requests import steps

TODAY = date(2026, 11, 21)


@pytest.fixture
def member(desk):
    return make_member(desk).id


def agree(desk, member, days=40, key="k", **more):
    more = {"kind": "subscription", "title": "Coffee of the month"} | more
    draft = AgreementDraft(key, member, ends_on=TODAY + timedelta(days=days), **more)
    return agreements.add(desk, draft)


def remind(desk):
    with desk.change(Permission.NIGHT_RUN) as change:
        return agreements.remind_due(change)


@pytest.mark.parametrize(
    ("days_left", "due"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 1), (0, 1), (-1, 0)]
)
def test_the_nearest_rung_that_is_reached_is_due(days_left, due):
    assert rung(TODAY + timedelta(days=days_left), (30, 7, 1), TODAY) == due


def test_a_ladder_is_put_in_order_and_checked():
    assert ladder((1, 30, 7, 7)) == (30, 7, 1)
    for wrong in ((0,), (401,), tuple(range(1, 12))):
        with pytest.raises(BadInput):
            ladder(wrong)


def test_each_rung_makes_one_follow_up_however_often_the_night_runs(desk, member, clock):
    new = agree(desk, member)
    assert (new.number, new.state, steps(desk, "agreement", new.id)) == (1, "active", [])
    for _ in range(40):
        clock.forward(days=1)
        remind(desk)
        remind(desk)
    # 30 days before 31 December is 1 December, 7 is the 24th, 1 the 30th
    assert [s[3] for s in steps(desk, "agreement", new.id)] == [
        "2026-12-01", "2026-12-24", "2026-12-30",
    ]  # fmt: skip
    clock.forward(days=1)
    assert remind(desk) == 1  # over, and nobody said what came of it
    assert remind(desk) == 0
    assert checking.check(desk) == []


def test_missed_nights_make_only_the_nearest_reminder(desk, member, clock):
    new = agree(desk, member)
    clock.forward(days=35)
    assert remind(desk) == 1
    assert len(steps(desk, "agreement", new.id)) == 1


def test_one_that_ends_soon_is_reminded_at_once(desk, member):
    new = agree(desk, member, days=5)
    (step,) = steps(desk, "agreement", new.id)
    assert step[0] == "Coffee of the month" and step[3] == "2026-11-21"
    assert remind(desk) == 0


def test_renewing_takes_over_what_is_not_said_again(desk, member):
    old = agree(desk, member, days=5, amount_rial=900_000, remind_days=(10, 2))
    new = agreements.renew(
        desk, old.id, old.ends_on + timedelta(days=365), key="n", version=old.version
    )
    assert (new.title, new.amount_rial, new.remind_days) == (
        "Coffee of the month", 900_000, (10, 2),
    )  # fmt: skip
    assert new.starts_on == old.ends_on + timedelta(days=1)
    assert agreements.renew(desk, old.id, new.ends_on, key="n", version=old.version).id == new.id
    found = agreements.detail(desk, old.id)
    assert (found.state, found.renewed_by_id) == ("renewed", new.id)
    assert steps(desk, "agreement", old.id) == []
    with pytest.raises(errors.RecordEnded):
        agreements.left(desk, old.id, reason="price", version=found.version)
    assert checking.check(desk) == []


def test_a_late_renewal_begins_today(desk, member, clock):
    old = agree(desk, member, days=5)
    clock.forward(days=10)
    new = agreements.renew(desk, old.id, TODAY + timedelta(days=400), key="n", version=old.version)
    assert new.starts_on == TODAY + timedelta(days=10)


def test_the_renewal_rate_counts_what_ended(desk, member, clock):
    kept = agree(desk, member, 1, "a")
    gone = agree(desk, member, 2, "b", kind="warranty")
    agree(desk, member, 3, "c")  # lapses
    wrong = agree(desk, member, 4, "d")
    agree(desk, member, 30, "e")  # still runs
    agreements.renew(desk, kept.id, TODAY + timedelta(days=300), key="n", version=kept.version)
    agreements.left(desk, gone.id, reason="rival", version=gone.version)
    agreements.cancel(desk, wrong.id, reason="mistake", version=wrong.version)
    empty = agreements.renewal_figures(desk, date(2020, 1, 1), date(2020, 2, 1))
    assert empty.rate is None
    clock.forward(days=6)
    found = agreements.renewal_figures(desk, TODAY, TODAY + timedelta(days=60))
    assert found.rate == pytest.approx(1 / 3)
    assert found.left_because == (("rival", 1),)
    assert {k.kind: (k.renewed, k.left, k.lapsed, k.running) for k in found.kinds} == {
        "subscription": (1, 0, 1, 1), "warranty": (0, 1, 0, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"), ({"kind": "oath"}, "kind"), ({"days": 5000}, "ends_on"),
        ({"starts_on": TODAY + timedelta(days=50)}, "ends_on"), ({"amount_rial": -1}, "amount"),
        ({"remind_days": (0,)}, "remind_days"),
    ],
)  # fmt: skip
def test_bad_input_is_named(desk, member, more, field):
    with pytest.raises(BadInput) as refused:
        agree(desk, member, **more)
    assert refused.value.field == field
    assert agreements.listing(desk, state="") == []


def test_it_moves_with_a_merge_and_ends_with_an_erasure(desk, member):
    kept = make_member(desk).id
    new = agree(desk, member, days=5)
    merging.merge(desk, member, kept)
    assert agreements.detail(desk, new.id).member_id == kept
    members.erase(desk, kept)
    found = agreements.detail(desk, new.id)
    assert (found.state, found.title) == ("cancelled", "")
    assert remind(desk) == 0 and checking.check(desk) == []
    assert [e.what for e in casework.history(desk, "agreement", new.id)] == [
        "made", "reminded", "cancelled",
    ]  # fmt: skip


def test_the_night_reminds_in_parts_and_nothing_twice(desk, member, clock):
    for n in range(3):
        agree(desk, member, days=31, key=f"k{n}")
    occasions.add(desk, OrderDraft("o", "yalda", "Nuts", NOON + timedelta(hours=5), member))
    clock.forward(days=1)
    with desk.change(Permission.NIGHT_RUN) as change:
        assert agreements.remind_due(change, 2) == 2
    assert reminding.run(desk) == reminding.Reminded(1, 1)
    assert reminding.run(desk) == reminding.Reminded(0, 0)
    assert checking.check(desk) == []
