"""Clocks that jump, days that do not exist, papers that cannot be written: the club goes on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from loyaldesk.domain.errors import DateDoubtful, StorageProblem
from loyaldesk.domain.members import MemberDraft
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.jalali import anniversary, from_jalali, parse_day
from loyaldesk.services import checking, club, night, printing, staff
from loyaldesk.services import members as enrolling
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from tests.conftest import NOON
from tests.makers import make_member, make_sale


def unasked(desk):
    return night.run(staff.system_desk(desk))


@pytest.mark.parametrize(
    "then", [NOON - timedelta(hours=1), NOON - timedelta(days=1), datetime(1980, 1, 1, tzinfo=UTC)]
)
def test_r33_a_clock_set_back_marks_its_entries_and_neither_ends_nor_revives_points(
    desk, clock, then
):
    member = make_member(desk).id
    make_sale(desk, member, 5_000_000)
    unasked(desk)
    held = ledger.balance(desk.db, member)
    clock.now = then
    assert desk.is_clock_behind()
    make_sale(desk, member, 5_000_000)
    if desk.today() < NOON.date():
        assert not night.is_due(desk)
        with pytest.raises(DateDoubtful):
            unasked(desk)
    assert ledger.balance(desk.db, member).points == 2 * held.points
    rows = desk.db.execute_sql(
        "SELECT seq, clock_suspect FROM points_entry ORDER BY seq"
    ).fetchall()
    assert [row[1] for row in rows] == [0, 1]
    assert [row[0] for row in rows] == [1, 2]  # the order is that of booking, whatever the time
    clock.now = NOON + timedelta(minutes=5)
    assert checking.check(desk) == []


def test_r34_two_years_ahead_the_missed_days_wait_for_a_yes_and_run_in_order(desk, clock):
    member = make_member(desk).id
    make_sale(desk, member, 5_000_000)
    unasked(desk)
    clock.forward(days=730)
    with pytest.raises(DateDoubtful):
        unasked(desk)
    done = night.run(staff.system_desk(desk), date_is_right=True)
    assert done.days == 730
    assert night.doubt(desk) is None
    assert checking.check(desk) == []


def test_r35_another_time_zone_moves_no_day_that_is_booked(desk, clock):
    member = make_member(desk).id
    make_sale(desk, member, 5_000_000)
    before = desk.today()
    facts = club.facts(desk)
    club.change_shop(
        desk, shop=facts.shop, unit=facts.unit, zone="Pacific/Auckland", language=facts.language,
        logo=facts.logo, settings=facts.settings, version=facts.version,
    )  # fmt: skip
    clock.now = NOON.replace(hour=13)  # 22 November there
    assert desk.today() == before + timedelta(days=1)
    make_sale(desk, member, 1_000_000)
    days = desk.db.execute_sql("SELECT sold_on FROM sale ORDER BY id").fetchall()
    assert [date.fromisoformat(str(each[0])) for each in days] == [
        before, before + timedelta(days=1),
    ]  # fmt: skip
    assert checking.check(desk) == []


def test_r35_the_hour_that_comes_twice_is_counted_once_and_none_is_lost(desk, clock):
    """Tehran kept summer time until 2022: on 21 September, 23:00 to 24:00 came twice."""
    first = datetime(2022, 9, 21, 18, 45, tzinfo=UTC)  # 23:15 summer time
    second = datetime(2022, 9, 21, 19, 45, tzinfo=UTC)  # 23:15 again, an hour later
    zone = desk.zone
    assert first.astimezone(zone).date() == second.astimezone(zone).date() == date(2022, 9, 21)
    assert [at.astimezone(zone).hour for at in (first, second)] == [23, 23]
    assert desk.today(first) == desk.today(second)
    assert desk.today(second + timedelta(hours=1)) == date(2022, 9, 22)


@pytest.mark.parametrize(
    ("born", "calendar", "near", "kept"),
    [
        (date(2000, 2, 29), "gregorian", date(2027, 1, 1), date(2027, 2, 28)),
        (date(2000, 2, 29), "gregorian", date(2028, 1, 1), date(2028, 2, 29)),
        (from_jalali(1399, 12, 30), "jalali", from_jalali(1404, 12, 1), from_jalali(1404, 12, 29)),
        (from_jalali(1399, 12, 30), "jalali", from_jalali(1403, 12, 1), from_jalali(1403, 12, 30)),
    ],
)
def test_r36_a_birthday_of_a_leap_day_is_kept_a_day_earlier_in_common_years(
    born, calendar, near, kept
):
    assert anniversary(born, near, calendar) == kept


@pytest.mark.parametrize("born", [date(2027, 1, 1), date(1800, 5, 1)])
def test_r37_a_birthday_to_come_or_of_1800_is_refused(desk, born):
    with pytest.raises(ClubError) as refused:
        enrolling.enrol(desk, MemberDraft("Sara", "Ahmadi", birthday=born))
    assert words(refused.value)
    assert desk.db.execute_sql("SELECT count(*) FROM member").fetchone()[0] == 0


def test_r37_a_persian_year_is_converted():
    assert parse_day("۱۳۷۰/۰۸/۳۰", today=NOON.date()) == date(1991, 11, 21)


def test_r03_a_receipt_that_was_never_sent_is_no_copy_and_one_that_was_sent_is(desk):
    """A kill between commit and print leaves a sale without a line of its paper."""
    sale = make_sale(desk, make_member(desk).id)
    pending = "SELECT count(*) FROM receipt_print WHERE sale_id = ?"
    assert desk.db.execute_sql(pending, (sale.sale_id,)).fetchone()[0] == 0
    assert not printing.receipt_figures(desk, sale.sale_id).is_copy
    printing.note_printed(desk, sale.sale_id, sent=True)
    assert printing.receipt_figures(desk, sale.sale_id).is_copy


def test_r67_a_paper_open_in_a_viewer_keeps_its_old_content_and_names_a_way_out(
    desk, tmp_path, monkeypatch
):
    path = tmp_path / "october.pdf"
    path.write_bytes(b"old paper")

    def held(_self, _target):
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr("pathlib.Path.replace", held)
    with pytest.raises(StorageProblem) as refused:
        printing.save(path, b"new paper")
    assert "choose another name" in words(refused.value)
    assert path.read_bytes() == b"old paper"
    assert list(tmp_path.glob("*.part")) == []
    make_sale(desk, make_member(desk).id)  # a sale needs no paper


def test_r67_a_folder_that_is_gone_is_named(tmp_path):
    with pytest.raises(StorageProblem, match="folder missing"):
        printing.save(tmp_path / "gone" / "paper.pdf", b"paper")
