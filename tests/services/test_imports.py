"""Import: looked at, brought in as one run, taken back as one run; the counter sells meanwhile."""

import csv
import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.importing import BadMapping, UnreadableFile
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import (
    cards,
    checking,
    followups,
    import_moving,
    imports,
    members,
    reversals,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.imports import Options, analyse, resume_or_clean, run, runs, undo
from loyaldesk.services.words import words
from loyaldesk.store.database import open_club
from loyaldesk.store.imports import only_import
from tests.conftest import NOON, StoppedClock, desk_of
from tests.makers import make_member, make_sale

MAKE = Options(create_members=True)
SALES = """member,date,amount
00001,20251120,1000000
1,20251122,250000
00001,20260110,400000
00001,20260110,400000
7,20260301,0
"""


class Stop:
    """Stops the work at the first step it tells of with these words."""

    def __init__(self, what: str, after: int = 0):
        self.what, self.after = what, after

    def step(self, done, total, what=""):
        if what == self.what and done >= self.after:
            raise Cancelled


class Killed(BaseException):
    """Stands for the power cut: nothing of the program runs after it."""


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def figures(result):
    plain = result.as_dict()
    plain.pop("errors_file")
    return tuple(plain.values())


def one(desk, sql, *values):
    return desk.db.execute_sql(sql, values).fetchone()[0]


def problems(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))[1:]


def test_codes_not_met_make_members_who_keep_them_as_typed(desk, file):
    done = run(desk, file(SALES), "sales", MAKE)
    # rows, added, members added, already there, visits, bad
    assert figures(done) == (5, 5, 3, 0, 1, 0)
    assert done.errors_file is None
    first, other = members.identify(desk, "00001"), members.identify(desk, "1")
    assert first.id != other.id
    assert {row.typed for row in cards.of_member(desk, first.id)} == {first.number, "00001"}
    assert one(desk, "SELECT registered_on FROM member WHERE id = ?", first.id) == "2025-11-20"
    assert checking.check(desk) == []


def test_r80_two_equal_rows_are_two_sales_and_the_same_file_again_adds_nothing(desk, file):
    path = file(SALES)
    run(desk, path, "sales", MAKE)
    assert one(desk, "SELECT COUNT(*) FROM sale WHERE amount_rial = 400000") == 2
    assert figures(run(desk, path, "sales", MAKE)) == (5, 0, 0, 5, 0, 0)


def test_a_longer_export_adds_only_what_is_new(desk, file):
    run(desk, file(SALES), "sales", MAKE)
    longer = SALES + "00001,20260110,400000\n9,20260401,100000\n"
    assert figures(run(desk, file(longer), "sales", MAKE)) == (7, 2, 1, 5, 0, 0)


def test_old_sales_earn_at_the_tier_of_their_day_and_their_points_expire_on_theirs(desk, file):
    text = "member,date,amount\nA,20250101,60000000\nA,20250102,1000000\nA,20261120,1000000\n"
    run(desk, file(text), "sales", MAKE)
    # 600 points at Bronze; then 10 at 110 % = 11; both ended by 2026-01-03. Of the window only
    # the last sale is left: Bronze again, 10 points.
    earned = desk.db.execute_sql("SELECT points, on_day FROM points_entry WHERE kind = 'earn'")
    assert earned.fetchall() == [(600, "2025-01-01"), (11, "2025-01-02"), (10, "2026-11-20")]
    ended = desk.db.execute_sql("SELECT points, on_day FROM points_entry WHERE kind = 'expire'")
    assert ended.fetchall() == [(-600, "2026-01-02"), (-11, "2026-01-03")]
    assert one(desk, "SELECT points FROM points_balance") == 10
    assert one(desk, "SELECT tier FROM member") == "bronze"


def test_sales_are_moved_in_the_order_of_time_whatever_the_order_of_the_file(desk, file):
    text = "member,date,amount\nA,2026-11-20 18:00,1000000\nA,2026-11-20 09:00,60000000\n"
    run(desk, file(text), "sales", MAKE)
    later = one(desk, "SELECT earned FROM sale WHERE amount_rial = 1000000")
    assert later == 11  # Silver by the morning's sale: 10 points at 110 %


def test_a_mobile_in_another_spelling_is_the_same_member(desk, file):
    member = make_member(desk, mobile="09121234567")
    text = "member,date,amount\n+989121234567,20261101,100000\n۰۹۱۲۱۲۳۴۵۶۷,20261102,100000\n"
    assert figures(run(desk, file(text), "sales", Options())) == (2, 2, 0, 0, 0, 0)
    assert one(desk, "SELECT COUNT(*) FROM sale WHERE member_id = ?", member.id) == 2


def test_r79_bad_rows_are_told_in_a_file_and_the_others_come_in(desk, file):
    make_member(desk, code="A")
    text = (
        "member,date,amount\nA,20261101,100000\nnobody,20261101,100000\nA,20271101,5\n"
        "A,20261101,-5\nA,nonsense,5\n=cmd(),20261101,1\n"
    )
    done = run(desk, file(text), "sales", Options())
    assert figures(done) == (6, 1, 0, 0, 0, 5)
    told = problems(done.errors_file)
    assert [row[:3] for row in told] == [
        ["3", "Member", "nobody"], ["4", "Date", "20271101"], ["5", "Amount", "'-5"],
        ["6", "Date", "nonsense"], ["7", "Member", "'=cmd()"],
    ]  # fmt: skip
    assert all(row[3] for row in told)


def test_a_code_of_two_members_is_refused_naming_both(desk, file):
    make_member(desk, first_name="Sara", last_name="One", mobile="09121234567")
    make_member(desk, first_name="Omid", last_name="Two", code="09121234567")
    done = run(desk, file("member,date,amount\n09121234567,20261101,1000\n"), "sales", MAKE)
    assert figures(done) == (1, 0, 0, 0, 0, 1)
    sentence = problems(done.errors_file)[0][3]
    assert "Sara One" in sentence and "Omid Two" in sentence


def test_a_receipt_is_known_again_and_another_sale_under_its_number_is_refused(desk, file):
    head = "member,date,amount,receipt\n"
    run(desk, file(head + "A,20261101,1000,R1\nA,20261101,1000,R1\n"), "sales", MAKE)
    assert one(desk, "SELECT COUNT(*) FROM sale") == 1
    again = run(desk, file(head + "A,20261101,9000,R1\nA,20261102,2000,R2\n"), "sales", MAKE)
    assert figures(again) == (2, 1, 0, 0, 0, 1)
    twice = run(desk, file(head + "A,20261103,1,R3\nA,20261103,2,R3\n"), "sales", MAKE)
    assert figures(twice) == (2, 1, 0, 0, 0, 1)
    assert "2" in problems(twice.errors_file)[0][3]


def test_a_dry_run_says_the_same_and_stores_nothing(desk, file):
    before = one(desk, "SELECT COUNT(*) FROM audit")
    seen = analyse(desk, file(SALES + "x,y,z\n"), "sales", MAKE)
    assert seen.counts.as_dict() == {
        "rows": 6, "added": 5, "members_added": 3, "already_there": 0, "visits": 1, "bad": 1,
    }  # fmt: skip
    assert seen.mapping == {0: "member", 1: "date", 2: "amount"}
    assert seen.preview[0].cells == ("00001", "20251120", "1000000")
    assert seen.preview[5].problem == seen.problems[0].sentence
    assert (one(desk, "SELECT COUNT(*) FROM import_run"), one(desk, "SELECT COUNT(*) FROM audit")
            ) == (0, before)  # fmt: skip


MEMBERS = """first_name,last_name,mobile,code,card,points,points_expire_on,tier,national_id
Sara,Ahmadi,09121234567,15,2900000001237,250,2027-03-20,gold,
Omid,Karimi,9351234567,0016,,,,,1
,شرکت آفتاب,,17,,,,,
"""


def test_members_come_with_opening_points_card_code_and_tier(desk, file):
    done = run(desk, file(MEMBERS), "members", Options())
    assert figures(done) == (3, 3, 3, 0, 0, 0)
    sara = members.identify(desk, "09121234567")
    assert members.identify(desk, "15").id == sara.id
    assert members.identify(desk, "2900000001237").id == sara.id
    kinds = {row.typed: row.kind for row in cards.of_member(desk, sara.id)}
    assert kinds["2900000001237"] == "card" and kinds["15"] == "former"
    entry = desk.db.execute_sql("SELECT kind, points, reason FROM points_entry").fetchall()
    assert entry == [("adjust", 250, "opening")]
    assert one(desk, "SELECT expires_on FROM lot") == "2027-03-20"
    assert one(desk, "SELECT tier FROM member WHERE id = ?", sara.id) == "gold"
    omid = members.identify(desk, "0016")
    assert "1" in one(desk, "SELECT text FROM note WHERE member_id = ?", omid.id)  # a wrong id
    assert checking.check(desk) == []


def test_the_same_list_of_members_again_adds_nothing(desk, file):
    path = file(MEMBERS)
    run(desk, path, "members", Options())
    assert figures(run(desk, path, "members", Options())) == (3, 0, 0, 3, 0, 0)


def test_somebody_the_club_knows_by_mobile_or_code_is_not_added(desk, file):
    make_member(desk, first_name="Old", last_name="Friend", mobile="09121234567")
    make_member(desk, first_name="Reza", last_name="Code", code="0016", mobile="09120000001")
    seen = analyse(desk, file(MEMBERS), "members", Options())
    assert seen.counts.already_there == 1
    assert [(d.line, d.why, d.member_name) for d in seen.duplicates] == [
        (2, "mobile", "Old Friend")
    ]
    # code 0016 is Reza's, who has another mobile: that is somebody else, not a duplicate
    assert [(row.line, row.why) for row in seen.problems] == [(3, "taken")]


def test_a_mobile_twice_in_the_file_is_refused_naming_the_line(desk, file):
    text = "name,mobile\nSara,09121234567\nOmid,+98 912 123 4567\nSara,09121234567\n"
    done = run(desk, file(text), "members", Options())
    assert figures(done) == (3, 1, 1, 1, 0, 1)
    assert problems(done.errors_file)[0][0] == "3"
    assert "line 2" in problems(done.errors_file)[0][3]
    shared = Options(allow_shared_mobiles=True)
    assert run(desk, file(text), "members", shared).added == 1  # now Omid comes in too


def test_namesakes_are_pointed_at_and_added_all_the_same(desk, file):
    make_member(desk, first_name="علي", last_name="كريمي", mobile="")
    seen = analyse(desk, file("name,mobile\nعلی کریمی,09121234567\n"), "members", Options())
    assert seen.counts.added == 1
    assert [(d.line, d.why) for d in seen.duplicates] == [(2, "name")]


def test_a_run_is_taken_back_and_the_same_file_can_come_again(desk, file):
    path = file("member,date,amount\nA,20250101,60000000\nA,20261120,70000000\nB,20261120,5\n")
    done = run(desk, path, "sales", MAKE)
    back = undo(desk, done.run_id)
    assert (back.sales, back.members) == (3, 2)
    assert one(desk, "SELECT SUM(points) + SUM(debt) FROM points_balance") == 0
    assert one(desk, "SELECT SUM(net_rial) FROM sale") == 0
    assert checking.check(desk) == []
    with pytest.raises(errors.UnknownCode):
        members.identify(desk, "A")
    assert runs(desk)[0].state == "undone"
    with pytest.raises(errors.ImportNotUndoable):
        undo(desk, done.run_id)
    assert figures(run(desk, path, "sales", MAKE)) == (3, 3, 2, 0, 0, 0)
    assert checking.check(desk) == []


def test_members_with_opening_points_are_taken_back(desk, clock, file):
    done = run(desk, file(MEMBERS), "members", Options())
    clock.forward(days=500)
    undo(desk, done.run_id)
    assert one(desk, "SELECT SUM(points) + SUM(debt) FROM points_balance") == 0
    assert one(desk, "SELECT COUNT(*) FROM member WHERE state = 'erased'") == 3
    assert checking.check(desk) == []


def test_taking_back_sales_of_an_old_member_leaves_tier_and_points_as_they_were(desk, file):
    member = make_member(desk, code="A")
    make_sale(desk, member.id, 1_000_000)
    done = run(desk, file("member,date,amount\nA,20261120,70000000\n"), "sales", MAKE)
    assert one(desk, "SELECT tier FROM member") == "silver"
    undo(desk, done.run_id)
    assert one(desk, "SELECT tier FROM member") == "bronze"
    assert one(desk, "SELECT points FROM points_balance") == 10
    assert one(desk, "SELECT state FROM member") == "active"


def test_a_run_whose_members_bought_since_is_not_taken_back(desk, file):
    done = run(desk, file(SALES), "sales", MAKE)
    later = make_sale(desk, members.identify(desk, "1").id)
    with pytest.raises(errors.ImportNotUndoable) as refused:
        undo(desk, done.run_id)
    assert refused.value.why == "used since"
    reversals.reverse_sale(desk, later.sale_id)
    assert undo(desk, done.run_id).members == 3


def test_a_run_whose_member_was_promised_something_is_not_taken_back(desk, file):
    done = run(desk, file(SALES), "sales", MAKE)
    followups.make(
        desk, FollowupDraft("call", members.identify(desk, "1").id, text="call about the shoes")
    )
    with pytest.raises(errors.ImportNotUndoable) as refused:
        undo(desk, done.run_id)
    assert refused.value.why == "used since"


def test_r81_cancelled_while_reading_nothing_is_in(desk, file):
    with pytest.raises(Cancelled):
        run(desk, file(SALES), "sales", MAKE, Stop("Reading the list"))
    for table in ("sale", "member", "import_run", "import_row", "import_key"):
        assert one(desk, f"SELECT COUNT(*) FROM {table}") == 0


def test_cancelled_while_rows_come_in_they_are_taken_back_and_that_is_said(desk, file, monkeypatch):
    monkeypatch.setattr(import_moving, "WRITING_SECONDS", 0)
    path = file(SALES)
    with pytest.raises(errors.ImportTakenBack) as said:
        run(desk, path, "sales", MAKE, Stop("Bringing the rows in", 2))
    assert words(said.value) == "Stopped. What had come in was taken back."
    assert one(desk, "SELECT COALESCE(SUM(net_rial), 0) FROM sale") == 0
    assert one(desk, "SELECT COUNT(*) FROM import_row") == 0
    assert checking.check(desk) == []
    assert run(desk, path, "sales", MAKE).added == 5


class Kill:
    def __init__(self, what, after=0):
        self.what, self.after = what, after

    def step(self, done, total, what=""):
        if what == self.what and done >= self.after:
            raise Killed


DYING = """
import os, sys
from pathlib import Path
from loyaldesk.services import imports, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club

class Power:
    def step(self, done, total, what=""):
        if done >= 500:
            os._exit(7)

db = open_club(Path(sys.argv[1]))
desk = Desk(db, staff.by_name(db, "").brief)
imports.run(desk, Path(sys.argv[2]), "sales", imports.Options(create_members=True), Power())
"""


def test_r81_killed_while_reading_the_next_start_cleans_up(desk, club_file, file):
    rows = "".join(f"A,20261101,{n}\n" for n in range(1, 900))
    path = file("member,date,amount\n" + rows)
    died = subprocess.run([sys.executable, "-c", DYING, str(club_file), str(path)], check=False)
    assert died.returncode == 7
    assert one(desk, "SELECT COUNT(*) FROM import_row") == 500
    assert resume_or_clean(desk) == []
    for table in ("sale", "member", "import_run", "import_row"):
        assert one(desk, f"SELECT COUNT(*) FROM {table}") == 0
    assert run(desk, path, "sales", MAKE).added == 899


def test_r81_killed_while_rows_come_in_the_next_start_goes_on(desk, file, monkeypatch):
    monkeypatch.setattr(import_moving, "WRITING_SECONDS", 0)
    with pytest.raises(Killed):
        run(desk, file(SALES + "x,y,z\n"), "sales", MAKE, Kill("Bringing the rows in", 2))
    assert one(desk, "SELECT COUNT(*) FROM sale") == 2
    assert runs(desk)[0].state == "moving"
    [done] = resume_or_clean(desk)
    assert figures(done) == (6, 5, 3, 0, 1, 1)
    assert done.errors_file.exists()
    assert resume_or_clean(desk) == []
    assert checking.check(desk) == []


def test_killed_while_taking_back_the_next_start_goes_on(desk, file, monkeypatch):
    monkeypatch.setattr(import_moving, "WRITING_SECONDS", 0)
    done = run(desk, file(SALES), "sales", MAKE)
    with pytest.raises(Killed):
        undo(desk, done.run_id, Kill("Taking the rows back", 2))
    assert runs(desk)[0].state == "undoing"
    resume_or_clean(desk)
    assert runs(desk)[0].state == "undone"
    assert one(desk, "SELECT SUM(net_rial) FROM sale") == 0
    assert checking.check(desk) == []


def test_a_run_of_another_program_is_left_alone(desk, file):
    path = file(SALES)
    with only_import(desk.db):
        with pytest.raises(errors.ImportUnderWay):
            run(desk, path, "sales", MAKE)
        assert resume_or_clean(desk) == []
    assert run(desk, path, "sales", MAKE).added == 5


def test_the_counter_sells_while_an_import_moves(desk, club_file, file):
    rows = "".join(f"{n % 40},2026{n % 9 + 1:02d}{n % 27 + 1:02d},{n * 1000}\n" for n in range(500))
    buyer = make_member(desk)
    sold, over = [], threading.Event()

    def sell():
        db = open_club(club_file)
        counter = Desk(db, desk.operator, clock=StoppedClock(NOON))
        while not over.is_set():
            sold.append(make_sale(counter, buyer.id, key=f"counter-{len(sold)}").receipt)
            over.wait(0.01)
        db.close()

    seller = threading.Thread(target=sell)
    seller.start()
    try:
        done = run(desk, file("member,date,amount\n" + rows), "sales", MAKE)
    finally:
        over.set()
        seller.join()
    assert (done.added, done.bad) == (500, 0)
    assert len(sold) > 3
    assert checking.check(desk) == []


def test_who_may_not_import_is_refused(desk, file):
    cashier = desk_of(desk, Role.CASHIER)
    for act in (analyse, run):
        with pytest.raises(errors.PermissionDenied):
            act(cashier, file(SALES), "sales", MAKE)
    with pytest.raises(errors.PermissionDenied):
        runs(cashier)


def test_lists_that_say_too_little_are_refused_with_a_sentence(desk, file):
    with pytest.raises(BadMapping) as missing:
        run(desk, file("member,date\n1,20261101\n"), "sales", MAKE)
    assert "Amount" in words(missing.value)
    with pytest.raises(UnreadableFile) as empty:
        run(desk, file(""), "sales", MAKE)
    assert words(empty.value) == "The file is empty."
    assert one(desk, "SELECT COUNT(*) FROM import_run") == 0


def test_columns_may_be_mapped_by_hand_and_the_mapping_is_remembered(desk, file):
    path = file("who,when,how much\n1,1405/08/01,100\n")
    options = Options(map_text="who=member,when=date,how much=amount", unit="toman",
                      create_members=True)  # fmt: skip
    run(desk, path, "sales", options)
    assert one(desk, "SELECT amount_rial FROM sale") == 1000
    assert one(desk, "SELECT sold_on FROM sale") == date(2026, 10, 23).isoformat()
    columns = imports.read_columns(path, "sales")
    assert (columns.is_remembered, columns.unit) == (True, "toman")
    assert columns.mapping == {0: "member", 1: "date", 2: "amount"}
    assert not imports.read_columns(file("a,b,c\n1,2,3\n", "other.csv"), "sales").is_remembered


def test_a_sale_of_today_without_a_time_is_not_in_the_future(desk, file):
    early = replace(desk, clock=StoppedClock(NOON - timedelta(hours=4)))  # 08:00 in Tehran
    text = "member,date,amount\nA,2026-11-21,1000\nA,2026-11-21 07:00,1000\nA,2026-11-21 09:00,1\n"
    done = run(early, file(text), "sales", MAKE)
    assert (done.added, done.bad) == (2, 1)
    assert checking.check(early) == []


def test_the_trail_has_one_line_for_the_beginning_and_one_for_the_end(desk, file):
    run(desk, file(SALES), "sales", MAKE)
    acts = desk.db.execute_sql("SELECT act, detail FROM audit WHERE subject = 'import'").fetchall()
    assert [act for act, _ in acts] == ["import.begin", "import.end"]
    assert json.loads(acts[1][1])["added"] == 5
