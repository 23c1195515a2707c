"""The sample shop: whole or not at all, the same for the same seed, and sound."""

from datetime import date

import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel import paths
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import (
    checking,
    club,
    complaint_reading,
    followups,
    night,
    staff,
    worktime,
)
from loyaldesk.services.insight import catalogue, targets
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from loyaldesk.services.sample import SAMPLE_PIN, make_sample, remove_sample
from loyaldesk.store.queries import proof
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
    assert kinds == {"earn", "spend", "expire", "reverse", "adjust"}  # one made a complaint good
    reasons = {row[0] for row in shop.db.execute_sql("SELECT reason FROM tier_change").fetchall()}
    assert {"sale", "night"} <= reasons
    assert one(shop, "SELECT COUNT(*) FROM sale WHERE kind = 'reversal'") > 0
    assert one(shop, "SELECT COUNT(DISTINCT operator_id) FROM sale") == 3
    assert not night.is_due(shop)


def test_its_last_weeks_show_service_in_every_state(shop):
    def states(table):
        rows = shop.db.execute_sql(f"SELECT DISTINCT state FROM {table}").fetchall()
        return {row[0] for row in rows}

    assert states("followup") == {"open", "done", "cancelled"}
    assert {"received", "closed"} <= states("complaint")
    late = complaint_reading.listing(shop, complaint_reading.Filter(overdue=True))
    assert "neglect" in {row.category for row in late}
    assert followups.overdue_count(shop) > 0
    assert states("playbook_run") == {"running", "done"}
    for table in ("contact", "request", "prospect", "feedback", "agreement", "occasion_order",
                  "absence", "care", "answer_version"):  # fmt: skip
        assert one(shop, f"SELECT COUNT(*) FROM {table}") > 0, table
    assert one(shop, "SELECT COUNT(*) FROM followup WHERE is_promise") > 0
    closed = (
        "SELECT COUNT(*) FROM audit WHERE act = 'refused' OR result = 'failed'"  # nobody trespassed
    )
    assert one(shop, closed) == 0


def test_it_knows_what_it_spends_and_what_it_wants(shop):
    months = one(shop, "SELECT COUNT(DISTINCT on_day) FROM shop_figure WHERE kind = 'advertising'")
    assert months >= 18
    assert one(shop, "SELECT COUNT(DISTINCT on_day) FROM shop_figure WHERE kind = 'set_up'") == 1
    sold = "SELECT SUM(net_rial) FROM sale"
    whole = "SELECT SUM(amount_rial) FROM shop_figure WHERE kind = 'shop_sales'"
    assert 1.5 < one(shop, whole) / one(shop, sold) < 2.3
    groups = targets.board(shop)
    assert [len(each.lines) for each in groups] == [3, 3]
    assert all(line.kpi.owner and line.history for each in groups for line in each.lines)


def test_its_last_nights_tell_who_moved_who_left_and_why(shop):
    with reading(shop, Question.of_month(shop.today(), "jalali")) as read:
        found = catalogue.by_key(read, ["movers", "stage_days", "funnel", "churn_cost"])
    assert [card.missing for card in found] == [""] * 4
    kinds = shop.db.execute_sql("SELECT DISTINCT kind FROM mark_event").fetchall()
    assert {row[0] for row in kinds} == {"stage", "risk"}
    assert one(shop, "SELECT COUNT(*) FROM lost_member WHERE reason <> ''") > 5
    assert one(shop, "SELECT COUNT(*) FROM prospect WHERE state = 'joined'") > 0
    assert one(shop, "SELECT COUNT(*) FROM care_event WHERE from_owner_id IS NOT NULL") > 0


def test_few_are_called_while_the_shop_is_closed(shop):
    calling = worktime.of(shop.db).calling()
    sent = list(proof.sent_at(shop.db, date(2025, 1, 1), shop.today()))
    odd = sum(times for moment, times in sent if not calling.is_open(moment))
    assert 0 < odd / sum(times for _, times in sent) < 0.15


def test_its_service_speaks_the_language_of_the_shop(tmp_path):
    set_look(Look("fa", "jalali", "toman"))
    desk = make_sample(tmp_path / "fa", members=20, months=3, clock=StoppedClock(), cost=TEST)
    rows = desk.db.execute_sql(
        "SELECT text FROM followup UNION SELECT text FROM complaint UNION SELECT need FROM contact"
    ).fetchall()
    assert len(rows) > 3
    assert [text for (text,) in rows if any("a" <= c.lower() <= "z" for c in text)] == []
    desk.db.close()


CONTENT = (
    "SELECT number, name, mobile, tier, registered_at FROM member ORDER BY id",
    "SELECT member_id, typed, kind FROM code ORDER BY id",
    "SELECT receipt, member_id, amount_rial, earned, sold_at, operator_id FROM sale ORDER BY id",
    "SELECT seq, points, kind, on_day FROM points_entry ORDER BY seq",
    "SELECT key, member_id, text, owner_id, due_at, state, outcome FROM followup ORDER BY id",
    "SELECT key, member_id, category, state, opened_at FROM complaint ORDER BY id",
    "SELECT key, member_id, need, promise, at FROM contact ORDER BY id",
    "SELECT kind, on_day, amount_rial FROM shop_figure ORDER BY id",
    "SELECT kpi_id, first_on, actual FROM kpi_result ORDER BY id",
    "SELECT member_id, kind, becomes, on_day FROM mark_event ORDER BY id",
    "SELECT name, mobile, state, made_at FROM prospect ORDER BY id",
)


def test_the_same_seed_is_the_same_shop(tmp_path):
    found = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        desk = make_sample(tmp_path / name, members=10, months=2, seed=seed, clock=StoppedClock(),
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
