"""The sample shop: whole or not at all, the same for the same seed, and sound."""

import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel import paths
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import checking, club, night, staff
from loyaldesk.services.sample import SAMPLE_PIN, make_sample, remove_sample
from loyaldesk.store.secrets import TEST
from tests.conftest import StoppedClock


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.club"
    desk = make_sample(path, members=120, months=18, clock=StoppedClock(), cost=TEST)
    yield desk
    desk.db.close()


def one(desk, sql):
    return desk.db.execute_sql(sql).fetchone()[0]


def test_every_invariant_holds(shop):
    assert checking.check(shop, deep=True) == []
    assert one(shop, "SELECT COUNT(*) FROM member") == 120


def test_it_says_that_it_is_a_sample_and_opens_without_a_pin(shop):
    facts = club.facts(shop)
    assert facts.is_sample and not facts.settings.sign_in
    people = staff.who_can_sign_in(shop.db)
    assert [one.role for one in people].count("cashier") == 2
    for each in people:
        assert staff.sign_in(shop.db, each.id, SAMPLE_PIN, shop.clock, cost=TEST).id == each.id


def test_its_past_reads_as_if_the_clock_had_run(shop):
    jumps = "SELECT COUNT(*) FROM audit a JOIN audit b ON b.seq = a.seq + 1 WHERE b.at < a.at"
    assert one(shop, jumps) == 0
    assert not shop.is_clock_behind()
    assert one(shop, "SELECT COUNT(*) FROM points_entry WHERE clock_suspect") == 0


def test_points_are_earned_spent_and_end_and_tiers_rise_and_fall(shop):
    kinds = {row[0] for row in shop.db.execute_sql("SELECT kind FROM points_entry").fetchall()}
    assert kinds == {"earn", "spend", "expire", "reverse"}
    reasons = {row[0] for row in shop.db.execute_sql("SELECT reason FROM tier_change").fetchall()}
    assert {"sale", "night"} <= reasons
    assert one(shop, "SELECT COUNT(*) FROM sale WHERE kind = 'reversal'") > 0
    assert one(shop, "SELECT COUNT(DISTINCT operator_id) FROM sale") == 3
    assert not night.is_due(shop)


CONTENT = (
    "SELECT number, name, mobile, tier, registered_at FROM member ORDER BY id",
    "SELECT member_id, typed, kind FROM code ORDER BY id",
    "SELECT receipt, member_id, amount_rial, earned, sold_at, operator_id FROM sale ORDER BY id",
    "SELECT seq, points, kind, on_day FROM points_entry ORDER BY seq",
)


def test_the_same_seed_is_the_same_shop(tmp_path):
    found = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        desk = make_sample(tmp_path / name, members=15, months=3, seed=seed, clock=StoppedClock(),
                           language="en", cost=TEST)  # fmt: skip
        found.append([desk.db.execute_sql(sql).fetchall() for sql in CONTENT])
        desk.db.close()
    assert found[0] == found[1] != found[2]


def test_stopped_in_the_making_nothing_is_left(tmp_path):
    class Stop:
        def step(self, done, total, what=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        make_sample(tmp_path / "s.club", members=15, months=2, clock=StoppedClock(),
                    progress=Stop(), cost=TEST)  # fmt: skip
    assert list(tmp_path.glob("s.club*")) == []


def test_a_sample_is_removed_and_a_club_is_not(tmp_path, desk):
    path = paths.sample_club()
    make_sample(path, members=5, months=1, clock=StoppedClock(), cost=TEST).db.close()
    with pytest.raises(StorageProblem):
        make_sample(path, members=5, clock=StoppedClock(), cost=TEST)
    remove_sample(path)
    assert list(path.parent.glob("sample.club*")) == []
    with pytest.raises(StorageProblem):
        remove_sample(desk.db.path)
    assert desk.db.path.exists()
