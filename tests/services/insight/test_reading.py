"""The facts of a club in one picture: from the sales, from the snapshot, and by loops: the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.basket import Line
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import imports, merging, night
from loyaldesk.services.insight import refreshing
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Shelf, insight_settings, reading, save_settings
from loyaldesk.store import insight as store
from loyaldesk.store.database import open_club, writing
from tests.conftest import NOON
from tests.insight.making import ClubStory
from tests.insight.plain import as_plain, plain_facts, rows_of_club, without_zeros

MEHR, ABAN = (Period.parse(f"1405-{month:02d}") for month in (7, 8))
ASKED = Question(ABAN, MEHR)


@pytest.fixture
def story(desk, clock) -> ClubStory:
    """A shop of seven months with everything that can happen to a sale."""
    story = ClubStory(desk, clock)
    sara, ali, mina, reza, nima = (story.member("2026-04-01") for _ in range(5))
    story.sales(sara, "2026-04-05", 12, 18, 1_500_000)
    story.sales(ali, "2026-05-01", 5, 40, 900_000)
    story.sale(ali, "2026-10-25", 300_000, hour=9)
    story.sale(ali, "2026-10-25", 200_000, hour=20)
    back = story.sale(mina, "2026-10-10", 5_000_000)
    story.sale(mina, "2026-11-02", 400_000)
    story.bring_back(back, "2026-11-02", 2_000_000)
    story.bring_back(back, "2026-11-20")
    story.reverse(story.sale(reza, "2026-11-05", 700_000), "2026-11-05", hour=13)
    story.reverse(story.sale(reza, "2026-10-05", 700_000), "2026-11-06")
    story.sale(nima, "2026-09-01", lines=(
        Line(1_000_000, discount_rial=100_000, cost_rial=600_000), Line(500_000, cost_rial=400_000),
    ))  # fmt: skip
    off = story.sale(nima, "2026-11-10", discount_rial=50_000, lines=(
        Line(1_000_000, discount_rial=100_000, cost_rial=600_000),))  # fmt: skip
    story.reverse(off, "2026-11-12")
    part = story.sale(nima, "2026-11-14", lines=(Line(800_000, discount_rial=80_000),))
    story.bring_back(part, "2026-11-15")
    return story


def own_margin(rows, settings):
    """Return the margin asked for, or that of the goods whose cost is known."""
    if settings.margin_percent is not None:
        return settings.margin_percent
    known = [(row.net, row.cost) for row in rows if row.cost is not None]
    net, cost = sum(n for n, _ in known), sum(c for _, c in known)
    return round(100 * (net - cost) / net) if net > 0 else None


def same_as_loops(desk, question=ASKED, settings=None) -> None:
    """The picture of the arrays is that of the loops over the rows of the club."""
    settings = settings or InsightSettings()
    rows = rows_of_club(desk)
    with reading(desk, question) as read:
        for facts in (read.facts, read.at_start, read.compared, read.compared_at_start):
            if facts is None:
                continue
            spans, nets = (
                {name: each.span for name, each in asked.items()}
                for asked in (facts.sums, facts.nets)
            )
            about = {
                "calendar": "jalali", "margin_percent": own_margin(rows, settings),
                "only": None if read.ids_wanted is None else set(read.ids_wanted.tolist()),
            }  # fmt: skip
            plain = plain_facts(rows, facts.as_of, spans, **about)
            for id_, own in plain_facts(rows, facts.as_of, nets, **about).members.items():
                at = facts.ids.tolist().index(id_)
                for name, sums in own["sums"].items():
                    assert facts.nets[name].net[at] == sums["net"]
            told = as_plain(facts)
            assert told.members == plain.members
            assert told.gap_p90 == pytest.approx(plain.gap_p90)
            assert without_zeros(told.by_hour) == without_zeros(plain.by_hour)
            assert without_zeros(told.by_hour_net) == without_zeros(plain.by_hour_net)
            assert told.margin_is_net == plain.margin_is_net


def test_the_arrays_say_what_the_sales_say(story, desk):
    same_as_loops(desk)
    percent = InsightSettings(margin_percent=30, retention_months=6, value_months=24)
    save_settings(desk, percent, 0)
    same_as_loops(desk, settings=percent)


def test_imported_sales_and_visits_count_as_those_of_the_till(story, desk, tmp_path):
    old = tmp_path / "old.csv"
    old.write_text(
        "member,date,amount\nA1,20251120,1000000\nA1,20261110,250000\nA1,20261111,0\n", "utf-8"
    )
    refreshing.refresh(desk)
    imports.run(desk, old, "sales", imports.Options(create_members=True))
    same_as_loops(desk)
    with reading(desk, ASKED) as read:
        period = read.facts.sums["period"]
        assert (read.facts.visits[-1], period.receipts[-1], period.visits[-1]) == (2, 2, 1)


def test_an_empty_club_has_no_facts(desk):
    with reading(desk, ASKED) as read:
        assert [len(each) for each in (read.facts, read.at_start)] == [0, 0]
        assert read.compared is not None
        assert read.programme.tiers
    assert refreshing.refresh(desk) == 0
    same_as_loops(desk)


def test_the_windows_are_those_of_the_settings(desk):
    with reading(desk, ASKED) as read:
        asked = read.facts.sums | read.facts.nets
        spans = {name: (each.span.first, each.span.last) for name, each in asked.items()}
        assert spans == {
            "period": (date(2026, 10, 23), date(2026, 11, 21)),
            "window": (date(2026, 7, 23), date(2026, 10, 22)),
            "year": (date(2025, 11, 22), date(2026, 11, 21)),
            "before": (date(2026, 9, 23), date(2026, 10, 22)),
        }
        year = read.at_start.sums["year"].span
        assert (read.at_start.as_of, year.first) == (date(2026, 10, 22), date(2025, 10, 23))
        assert read.compared.as_of == date(2026, 10, 22)
        assert read.compared.nets["before"].span.first == date(2026, 8, 23)


def test_without_a_comparison_there_is_none_and_before_is_the_previous_period(desk):
    with reading(desk, Question(ABAN)) as read:
        assert read.compared is read.compared_at_start is None
        assert read.facts.nets["before"].span.first == date(2026, 9, 23)


def test_a_running_month_ends_today(desk, clock):
    clock.now = NOON - timedelta(days=10)
    with reading(desk, ASKED) as read:
        assert read.facts.as_of == date(2026, 11, 11)
        assert read.compared.as_of == date(2026, 10, 12)


def test_the_snapshot_says_the_same_and_new_sales_join_it(story, desk):
    """Old members, new members and members in between, on old days and new ones."""
    sales = store.last_sale(desk.db)
    assert refreshing.refresh(desk) == sales
    assert refreshing.refresh(desk) == 0
    same_as_loops(desk)
    early, late = story.member("2026-11-17"), story.member("2026-11-17")
    story.sale(late, "2026-11-18", 900_000)
    same_as_loops(desk)
    assert refreshing.refresh(desk) == 1
    story.sale(early, "2026-11-19", 900_000)
    story.sale(1, "2026-11-20", 2**40 // 1000 * 1000 // 100)
    story.sale(1, "2026-11-20", 100_000, sold_at=story.at("2026-11-01", 9))
    story.sale(story.member("2026-11-20"), "2026-11-21", 100_000)
    same_as_loops(desk)
    refreshing.refresh(desk)
    same_as_loops(desk)


def test_many_blocks_are_one_club(story, desk, monkeypatch):
    monkeypatch.setattr(store, "MEMBERS", 2)
    refreshing.refresh(desk)
    with reading(desk, ASKED) as read:
        assert [len(block.ids) for block in store.blocks(desk.db, read.zone)] == [2, 2, 1]
    same_as_loops(desk)
    story.sale(3, "2026-11-19", 900_000)
    story.sale(story.member("2026-11-20"), "2026-11-21", 100_000)
    same_as_loops(desk)


def test_a_merge_and_its_undoing_make_the_snapshot_anew(story, desk):
    refreshing.refresh(desk)
    merge = merging.merge(desk, 2, 1)
    with reading(desk, ASKED) as read:
        assert store.state(desk.db, read.zone) is None
        assert 2 not in read.facts.ids
    same_as_loops(desk)
    refreshing.refresh(desk)
    merging.undo(desk, merge)
    with reading(desk, ASKED) as read:
        assert store.state(desk.db, read.zone) is None
        assert 2 in read.facts.ids
    same_as_loops(desk)


def test_an_erased_member_stays_in_the_sums(story, desk):
    refreshing.refresh(desk)
    story.erase(3, "2026-11-21")
    with reading(desk, ASKED) as read:
        assert 3 in read.facts.ids
    same_as_loops(desk)


def test_another_zone_moves_the_hours(story, desk):
    refreshing.refresh(desk)
    with desk.change(Permission.SHOP_EDIT) as change:
        change.db.execute_sql("UPDATE club SET zone = 'Asia/Tokyo'")
    with reading(desk, ASKED) as read:
        assert store.state(desk.db, read.zone) is None
    same_as_loops(desk)


def test_a_shelf_gives_the_same_facts_until_something_is_sold(story, desk):
    shelf = Shelf()
    with reading(desk, ASKED, shelf) as read:
        first = read.facts
    with reading(desk, ASKED, shelf) as read:
        assert read.facts is first
    story.sale(1, "2026-11-20", 100_000)
    with reading(desk, ASKED, shelf) as read:
        assert read.facts is not first
        assert read.facts.net.sum() == first.net.sum() + 100_000
    other = replace(ASKED, compare=None)
    with reading(desk, other, shelf) as read:
        assert read.facts.nets["before"].span == ABAN.before.span


def test_a_shelf_that_is_full_lets_go_of_what_was_asked_for_longest_ago(story, desk):
    shelf = Shelf(most_bytes=10_000)
    with reading(desk, ASKED, shelf) as read:
        first = read.facts, read.at_start, read.compared, read.compared_at_start
    with reading(desk, ASKED, shelf) as read:
        assert read.compared_at_start is first[3]
        assert read.facts is not first[0]
        assert read.facts.net.tolist() == first[0].net.tolist()


def test_a_segment_is_a_part_of_the_club(story, desk):
    """The arrays and the loops agree on it, and everybody's gaps stay the shop's."""
    asked = replace(ASKED, segment="tier:silver")
    with desk.change(Permission.MEMBER_EDIT) as change:
        change.db.execute_sql("UPDATE member SET tier = 'silver' WHERE id IN (2, 3)")
    with reading(desk, asked) as read:
        assert read.facts.ids.tolist() == [2, 3]
        assert read.wanted([1, 2, 3]).tolist() == [False, True, True]
    same_as_loops(desk, asked)
    with reading(desk, replace(ASKED, segment="tier:x")) as read, pytest.raises(BadInput):
        _ = read.facts


def test_a_page_makes_the_snapshot_only_when_it_is_far_behind(story, desk, monkeypatch):
    with reading(desk, ASKED) as read:
        assert store.state(desk.db, read.zone) is None
    monkeypatch.setattr(refreshing, "FEW", 5)
    with reading(desk, ASKED) as read:
        assert store.state(desk.db, read.zone).sale_id == store.last_sale(desk.db)
    act = desk.db.execute_sql("SELECT act, detail FROM audit ORDER BY seq DESC").fetchone()
    assert act[0] == "insight.refresh"


def test_a_page_is_read_although_another_program_writes(story, desk, monkeypatch):
    monkeypatch.setattr(refreshing, "FEW", 5)
    db = open_club(desk.db.path, busy_ms=50)
    with writing(desk.db):
        same_as_loops(replace(desk, db=db))
    assert store.state(db, desk.zone) is None
    db.close()


def test_the_night_stores_the_snapshot_and_one_that_does_not_fit_is_made_anew(story, desk):
    night.run(desk)
    assert store.state(desk.db, desk.zone).sale_id == store.last_sale(desk.db)
    with desk.change(Permission.REPORT_READ) as change:
        change.db.execute_sql("UPDATE insight_state SET stamp = 'old'")
    db = open_club(desk.db.path, busy_ms=50)
    with writing(desk.db), pytest.raises(errors.StorageProblem):
        refreshing.refresh(replace(desk, db=db))
    db.close()
    assert refreshing.refresh(desk) == store.last_sale(desk.db)
    same_as_loops(desk)


HARMS = (
    "UPDATE insight_column SET body = substr(body, 1, LENGTH(body) - 1) WHERE name = 'net'",
    "UPDATE insight_column SET body = substr(body, 1, 8) WHERE name = 'kind'",
    "UPDATE insight_column SET body = X'' WHERE name = 'day'",
    "UPDATE insight_column SET body = X'0301020304050607' WHERE name = 'day'",
    "UPDATE insight_column SET body = 'words' WHERE name = 'day'",
    "UPDATE insight_column SET rows = rows + 1 WHERE name = 'cost'",
    "UPDATE insight_column SET rows = 1 WHERE name = 'counts'",
    "DELETE FROM insight_column WHERE name = 'hour'",
    "DELETE FROM insight_column WHERE block = 0",
    "UPDATE insight_column SET name = 'colour' WHERE name = 'operator'",
    "UPDATE insight_state SET sale_id = sale_id + 1",
    "UPDATE insight_state SET stamp = replace(stamp, '1 ', '2 ')",
)


def test_a_snapshot_that_cannot_be_read_is_none_and_made_anew(story, desk, monkeypatch):
    monkeypatch.setattr(store, "MEMBERS", 2)
    refreshing.refresh(desk)
    for harm in HARMS:
        with desk.change(Permission.REPORT_READ) as change:
            change.db.execute_sql(harm)
        assert store.state(desk.db, desk.zone) is None, harm
        with reading(desk, ASKED) as read:
            assert len(read.facts) == 5
        assert refreshing.refresh(desk) == store.last_sale(desk.db)
    same_as_loops(desk)


def test_settings_are_kept_with_a_version(desk):
    assert insight_settings(desk).version == 0
    assert insight_settings(desk).settings == InsightSettings()
    wanted = InsightSettings(silent_min_days=45, margin_percent=20, started_on="2026-03-21")
    assert save_settings(desk, wanted, 0) == 1
    assert insight_settings(desk).settings == wanted
    with pytest.raises(errors.ChangedMeanwhile):
        save_settings(desk, wanted, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("silent_min_days", 6), ("gap_factor", 11), ("margin_percent", 101), ("started_on", "soon")],
)
def test_settings_that_make_no_sense_are_refused_by_name(desk, field, value):
    with pytest.raises(BadInput) as refused:
        save_settings(desk, replace(InsightSettings(), **{field: value}), 0)
    assert refused.value.field == field
