"""A club on a server: who may write, what is refused, and what happens when the server is gone."""

import threading
from pathlib import Path

import peewee
import psycopg
import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import checking, sales
from loyaldesk.services.words import words
from loyaldesk.store.database import create_club, open_club, server_address, writing
from loyaldesk.store.server.address import address_of
from tests.makers import make_member
from tests.server import start


def sell(desk, key="k1", rial=1_000_000):
    member = make_member(desk, first_name="Sara").id
    return member, sales.record_sale(desk, sales.SaleDraft(member, rial, key=key))


def test_a_reading_connection_cannot_write(desk):
    with pytest.raises(peewee.OperationalError, match="readonly"):
        desk.db.execute_sql("UPDATE club SET shop = 'x'")


@pytest.mark.parametrize("text", [
    "UPDATE sale SET amount_rial = 1", "DELETE FROM sale", "UPDATE points_entry SET points = 9",
    "DELETE FROM points_entry", "UPDATE audit SET act = 'x'", "DELETE FROM audit",
    "TRUNCATE points_entry CASCADE", "TRUNCATE audit",
])  # fmt: skip
def test_nobody_changes_what_was_written(desk, text):
    sell(desk)
    with pytest.raises(peewee.IntegrityError), writing(desk.db):
        desk.db.execute_sql(text)
    assert checking.check(desk) == []


def test_numbers_have_no_gap_after_an_act_that_was_given_up(desk):
    sell(desk)
    last = desk.db.execute_sql("SELECT MAX(seq) FROM audit").fetchone()[0]
    with pytest.raises(ZeroDivisionError), writing(desk.db):
        desk.db.execute_sql(
            "INSERT INTO audit (at, operator_id, till, act, subject, result, detail)"
            " VALUES ('2026-11-21T08:30:00Z', 1, '1', 'x', 'y', 'ok', '')"
        )
        raise ZeroDivisionError
    with desk.change(Permission.SALE_RECORD) as change:
        change.note("trial", "club", 1)
    assert desk.db.execute_sql("SELECT MAX(seq) FROM audit").fetchone()[0] == last + 1


def test_one_till_writes_at_a_time_and_the_other_waits(desk, club_file):
    other = open_club(club_file)
    other.busy_ms = 300
    other.close()
    begun, done, told = threading.Event(), threading.Event(), []

    def hold() -> None:
        with writing(desk.db):
            begun.set()
            done.wait(20)
        desk.db.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(20)
    with pytest.raises(StorageProblem) as refused, writing(other):
        told.append("both")
    done.set()
    holder.join(20)
    assert refused.value.why == "busy"
    assert told == []
    with writing(other):  # and goes on when the first has ended
        other.execute_sql("UPDATE club SET shop = 'Two'")
    other.close()
    assert desk.db.execute_sql("SELECT shop FROM club").fetchone()[0] == "Two"


def test_a_lost_connection_is_made_anew_by_the_next_use(desk):
    assert desk.db.execute_sql("SELECT 1").fetchone()[0] == 1
    _cut(desk.db.address)
    assert desk.db.execute_sql("SELECT shop FROM club").fetchone()[0] == "Naranj"
    _cut(desk.db.address)
    sell(desk)
    assert checking.check(desk) == []


def _cut(address) -> None:
    with psycopg.connect(**address.connecting, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'LoyalDesk' AND datname = current_database()"
        )


def test_a_server_that_goes_in_the_middle_of_a_sale_stores_nothing_and_the_key_is_sold_once(desk):
    member = make_member(desk, first_name="Sara").id
    with pytest.raises(StorageProblem) as gone, desk.change(Permission.SALE_RECORD) as change:
        sales.record_step(change, sales.SaleDraft(member, 1_000_000, key="k"))
        _cut(desk.db.address)
        change.db.execute_sql("SELECT 1")
    assert gone.value.why == "server gone"
    assert "does not answer" in words(gone.value)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 0
    first = sales.record_sale(desk, sales.SaleDraft(member, 1_000_000, key="k"))
    again = sales.record_sale(desk, sales.SaleDraft(member, 1_000_000, key="k"))
    assert first.sale_id == again.sale_id


def test_where_nobody_answers_it_is_said(desk):
    port = start.free_port()
    with pytest.raises(StorageProblem) as gone:
        open_club(f"postgresql://nobody@127.0.0.1:{port}/club")
    assert gone.value.why == "server gone"


def test_a_club_is_made_once_and_an_empty_database_has_none(desk, club_file):
    with pytest.raises(StorageProblem) as there:
        create_club(club_file)
    assert there.value.why == "exists"
    with pytest.raises(StorageProblem) as missing:
        open_club(f"{club_file}?schema=elsewhere")
    assert missing.value.why == "missing"


@pytest.mark.parametrize("text", [
    "postgresql://host", "postgresql://host/a/b", "postgresql://host:port/club",
    "postgresql://host/club?schema=Drop%20it", "postgresql://host/club?fsync=off",
])  # fmt: skip
def test_an_address_that_cannot_be_is_refused_without_its_password(text):
    with pytest.raises(StorageProblem) as refused:
        address_of(text.replace("//host", "//me:secret@host"))
    assert refused.value.why == "address"
    assert "secret" not in words(refused.value)


def test_an_address_that_was_a_path_for_a_moment_is_an_address_again():
    assert server_address(Path("postgresql://me@host/club")) == "postgresql://me@host/club"
    assert server_address(r"postgresql:\me@host\club") == "postgresql://me@host/club"
    assert server_address(Path("/tmp/postgresql.club")) == ""
