"""The database role of a till: it does the whole work of a shop, and alters nothing booked."""

from collections.abc import Iterator
from urllib.parse import quote

import peewee
import psycopg
import pytest

from loyaldesk.domain.errors import (
    MoveRefused,
    PermissionDenied,
    SignInRefused,
    StorageProblem,
)
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel import clock as clocks
from loyaldesk.kernel.clock import system_clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, members, moving, safekeeping, sales, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store.database import open_club, writing
from loyaldesk.store.secrets import TEST
from loyaldesk.store.server import tills
from loyaldesk.store.server.address import address_of
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale
from tests.server import busy_shop

NAME, PASSWORD = "till_under_test", "a long pass/word: 1"


def as_till(url: str, password: str = PASSWORD, name: str = NAME) -> str:
    """Return the address of the same club for a till."""
    return f"postgresql://{name}:{quote(password, safe='')}@{url.rpartition('@')[2]}"


@pytest.fixture
def till_url(club_file) -> Iterator[str]:
    """The address of the club as a till opens it; the role is gone afterwards."""
    db = open_club(club_file)
    tills.add_till(db, NAME, PASSWORD)
    yield as_till(club_file)
    with db.writable():
        db.run(f"DROP OWNED BY {NAME}; DROP ROLE {NAME}")
    db.close()


@pytest.fixture
def till(till_url, clock) -> Iterator[Desk]:
    """The owner's desk at a till."""
    db = open_club(till_url)
    yield Desk(db, staff.by_name(db, "").brief, clock=clock)
    db.close()


def test_t14_a_till_does_the_whole_work_of_the_shop(till, clock, tmp_path):
    busy_shop.found_all(till, tmp_path)
    held = busy_shop.day_at_the_counter(till)
    busy_shop.some_life(till, clock, seed=7, days=1)
    assert checking.check(till) == []
    sold = till.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0]
    assert safekeeping.back_up(till).manifest.figures.sales == sold > 20
    assert held["later"] > held["two"]
    assert staff.sign_in(till.db, till.operator.id, PIN, clock).id == till.operator.id


def refused(desk: Desk, text: str) -> str:
    """Return how the server refuses *text* inside a transaction that may write."""
    with pytest.raises((StorageProblem, peewee.PeeweeException)) as told, writing(desk.db):
        desk.db.run(text)
    return getattr(told.value, "why", "") or getattr(told.value, "storage_why", "") or ""


def test_t14_the_server_refuses_a_till_whatever_would_alter_what_is_booked(till):
    make_sale(till, make_member(till).id)
    columns = {
        "points_entry": "points", "allocation": "points", "account_entry": "rial",
        "sale": "amount_rial", "sale_line": "amount_rial", "sale_sheet": "sale_id",
        "audit": "act", "seal": "mac", "consent_event": "is_given", "stamp_entry": "stamps",
        "tier_change": "to_tier", "lot_date": "expires_on", "points_balance": "points",
        "account": "balance_rial", "lot": "used",
    }  # fmt: skip
    assert set(columns) >= tills.APPENDED
    for table, column in columns.items():
        for text in (
            f'UPDATE {table} SET "{column}" = NULL', f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE", f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} ADD COLUMN x int", f"DROP TABLE {table} CASCADE",
        ):  # fmt: skip
            assert refused(till, text) == "server rights", text
    assert checking.check(till) == []


OWNERS = (
    "DROP TRIGGER points_entry_no_update ON points_entry",
    "DROP FUNCTION points_entry_guard()",
    "CREATE OR REPLACE FUNCTION seal_guard() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE points_balance_2 (x int)",
    "CREATE TABLE public.member_merge (x int)",
    "CREATE FUNCTION loyaldesk.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET session_replication_role = replica",
    "ALTER SCHEMA loyaldesk RENAME TO mine",
    "UPDATE club_secret SET trail_key = ''",
    "DELETE FROM club_secret",
    "UPDATE club_mark SET schema = 99",
    "INSERT INTO points_balance VALUES (1, 999)",
    "CREATE ROLE another LOGIN",
    "ALTER ROLE club_owner PASSWORD 'x'",
    "COPY sale TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "GRANT ALL ON sale TO PUBLIC",
)


def test_t14_the_server_refuses_a_till_what_is_the_owners(till):
    for text in OWNERS:
        with pytest.raises((StorageProblem, peewee.PeeweeException)), writing(till.db):
            till.db.run(text)
            if text.startswith("GRANT"):  # the server only warns of this one
                till.db.run("DELETE FROM sale")
    assert checking.check(till) == []


def test_a_till_cannot_shadow_the_tables_that_the_guards_look_at(till):
    """Temporary tables of the same names: the guards look where the club lies."""
    sara = make_member(till).id
    make_sale(till, sara, 1_000_000)
    with pytest.raises(peewee.IntegrityError, match="not enough points"), writing(till.db):
        till.db.run("CREATE TEMP TABLE points_balance AS SELECT * FROM loyaldesk.points_balance")
        till.db.run("UPDATE pg_temp.points_balance SET points = 99999999")
        till.db.run("SET LOCAL search_path TO pg_temp, loyaldesk")
        till.db.run(
            "INSERT INTO loyaldesk.points_entry (id, seq, key, member_id, kind, points, at, on_day,"
            " operator_id, till, reason, reason_text, clock_suspect) SELECT id + 1, seq + 1, 'x',"
            " member_id, 'spend', -99999, at, on_day, operator_id, till, '', '', 0"
            " FROM loyaldesk.points_entry ORDER BY seq DESC LIMIT 1"
        )
    assert checking.check(till) == []


def test_a_till_cannot_book_a_sale_of_another_member_by_itself(till):
    one, two = make_member(till).id, make_member(till).id
    make_sale(till, one)
    with pytest.raises(peewee.IntegrityError, match="never changed"), writing(till.db):
        till.db.run(f"UPDATE sale SET member_id = {two}")


def test_the_role_of_a_cashier_holds_at_a_till(till):
    cashier = desk_of(till, Role.CASHIER)
    sara = make_member(cashier).id
    make_sale(cashier, sara)
    with pytest.raises(PermissionDenied):
        members.erase(cashier, sara)
    with pytest.raises(PermissionDenied):
        moving.add_till(cashier, "another_till", "a long password")


def test_a_till_makes_no_till_and_moves_no_club(till, tmp_path):
    with pytest.raises(StorageProblem) as told:
        moving.add_till(till, "another_till", "a long password")
    assert told.value.why == "server rights"
    assert "till's rights" in words(told.value)
    with pytest.raises(StorageProblem) as told:
        moving.to_file(till, tmp_path / "back.club")
    assert told.value.why == "server rights"
    assert list(tmp_path.glob("back*")) == []
    make_sale(till, make_member(till).id)  # and it goes on selling


def test_a_new_password_lets_the_old_one_go(desk, till_url, club_file):
    moving.add_till(desk, NAME, "another password 2")
    open_club(as_till(club_file, "another password 2")).close()
    acts = desk.db.execute_sql("SELECT act FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert acts == ("till.add",)
    stored = desk.db.run(
        "SELECT rolpassword FROM pg_authid WHERE rolname = %(n)s", {"n": NAME}
    ).fetchone()[0]
    assert stored.startswith("SCRAM-SHA-256$")


@pytest.mark.parametrize(("name", "password", "field"), [
    ("Till 1", PASSWORD, "till"), ('x"; DROP ROLE y', PASSWORD, "till"), ("ab", PASSWORD, "till"),
    ("till_2", "short", "password"),
])  # fmt: skip
def test_what_cannot_be_a_till_is_said(desk, name, password, field):
    with pytest.raises(BadInput) as told:
        moving.add_till(desk, name, password)
    assert told.value.field == field
    assert words(told.value)


def test_a_club_in_a_file_has_no_tills(founded_club, clock):
    db = open_club(founded_club)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    with pytest.raises(MoveRefused) as told:
        moving.add_till(desk, "till_2", PASSWORD)
    assert told.value.why == "no tills"
    db.close()


def test_a_role_of_the_server_that_is_no_till_is_left_alone(desk, club_file):
    """The owner's own role, and any that may do more than a till, keeps its password."""
    owner = address_of(club_file).user
    before = desk.db.run("SELECT rolpassword FROM pg_authid WHERE rolname = %(n)s", {"n": owner})
    with pytest.raises(BadInput) as told:
        moving.add_till(desk, owner, PASSWORD)
    assert (told.value.field, told.value.why) == ("till", "no till")
    after = desk.db.run("SELECT rolpassword FROM pg_authid WHERE rolname = %(n)s", {"n": owner})
    assert before.fetchone() == after.fetchone()
    assert words(told.value)
    with psycopg.connect(**address_of(club_file).connecting) as still:
        still.execute("SELECT 1")


def test_live_refresh_another_tills_sale_is_seen(desk, till):
    sara = make_member(desk).id
    before = desk.db.execute_sql("PRAGMA data_version").fetchone()[0]
    assert desk.db.execute_sql("PRAGMA data_version").fetchone()[0] == before
    sales.record_sale(till, sales.SaleDraft(sara, 500_000, "elsewhere"))
    assert desk.db.execute_sql("PRAGMA data_version").fetchone()[0] != before


def test_t14_a_till_lays_no_guard_of_the_ledger_on_a_table_of_its_own(till, till_url):
    """A guard writes as the owner: fed with rows of one's own it would write any balance."""
    guards = [
        row[0]
        for row in till.db.run(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n"
            " ON n.oid = p.pronamespace WHERE n.nspname = 'loyaldesk' AND p.prosecdef"
        ).fetchall()
    ]
    assert len(guards) >= 3
    with psycopg.connect(till_url, autocommit=True) as own:
        own.execute("SET search_path TO loyaldesk")
        own.execute("CREATE TEMP TABLE mine (member_id bigint, points bigint)")
        lay = "CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION "
        for guard in guards:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(lay + guard)


def test_t14_a_till_makes_no_wallet_with_money_in_it(till, till_url):
    member = make_member(till)
    with (
        psycopg.connect(till_url, autocommit=True) as own,
        pytest.raises(psycopg.errors.CheckViolation, match="begins empty"),
    ):
        own.execute("SET search_path TO loyaldesk")
        own.execute(
            "INSERT INTO account (kind, member_id, state, state_reason, balance_rial, made_at)"
            " VALUES ('wallet', %s, 'open', '', 5000000, '2026-11-21T10:00:00Z')",
            (member.id,),
        )


def test_t14_the_password_of_a_till_is_never_said_to_the_server(club_file, till_url):
    with psycopg.connect(club_file, autocommit=True) as owner:
        kept = owner.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", (NAME,)
        ).fetchone()[0]
    assert kept.startswith("SCRAM-SHA-256$")
    with psycopg.connect(till_url) as own:
        assert own.execute("SELECT current_user").fetchone() == (NAME,)


def test_t04_a_wait_after_wrong_pins_holds_at_a_till_that_was_started_earlier(till, monkeypatch):
    def try_at(started: float) -> str:
        monkeypatch.setattr(clocks, "monotonic", lambda: started)
        with pytest.raises(SignInRefused) as refused:
            staff.sign_in(till.db, till.operator.id, "000111", system_clock, cost=TEST)
        return refused.value.why

    told = [try_at(500.0) for _ in range(5)]
    assert told == ["wrong"] * 4 + ["locked"]
    fails = "SELECT fails FROM operator WHERE id = ?"
    for started in (1_000_000.0, 500.0, 2_000_000.0):
        assert try_at(started) == "locked"
        assert till.db.execute_sql(fails, (till.operator.id,)).fetchone()[0] == 5
