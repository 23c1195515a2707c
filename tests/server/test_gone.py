"""A server that goes, answers too late, takes back or has another time: each sale stands once."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.clock import system_clock
from loyaldesk.services import (
    checking,
    drafts,
    opening,
    presence,
    retrying,
    sales,
    server_clock,
    staff,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store.database import open_club
from loyaldesk.store.server.address import address_of
from tests.conftest import PIN, found_on_server
from tests.makers import make_member
from tests.server import start
from tests.server.between import Wire

BASKET = drafts.Basket("basket-1", 1, 3_000_000)


@pytest.fixture(scope="module")
def own_server() -> Iterator[start.Server]:
    """A server of its own, which may be stopped."""
    pytest.importorskip("psycopg")
    if start.binaries() is None:
        pytest.skip("no PostgreSQL on this computer that could be stopped and started")
    with start.serving(fast=False) as server:  # what was said to be stored outlives a crash
        found_on_server(server.url)
        yield server


def sold(desk: Desk) -> int:
    return int(desk.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0])


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_r87_a_server_that_stops_in_a_sale_undoes_it_and_the_key_sells_once(
    own_server, clock, mode
):
    db = open_club(own_server.url)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    member = make_member(desk).id
    basket = drafts.Basket(f"basket {mode}", member, 3_000_000)
    drafts.keep(desk, basket)
    before = sold(desk)
    try:
        with pytest.raises(StorageProblem) as gone, desk.change(Permission.SALE_RECORD) as change:
            sales.record_step(change, basket.draft())
            own_server.stop(mode)
        assert gone.value.why == "server gone"
        assert "kept on this computer" in words(gone.value)
        with pytest.raises(StorageProblem) as still:
            sales.record_sale(desk, basket.draft())
        assert still.value.why == "server gone"
        assert presence.trouble(desk).why == "server gone"
    finally:
        own_server.start()
    assert presence.come_back(desk, presence.uid_of(desk)) is None
    assert sold(desk) == before
    (kept,) = [each for each in drafts.find(desk) if each.basket.key == basket.key]
    assert (kept.basket, kept.sale_id) == (basket, None)
    first = sales.record_sale(desk, kept.basket.draft())
    assert not first.repeated
    assert sales.record_sale(desk, kept.basket.draft()).repeated
    assert sold(desk) == before + 1
    assert checking.check(desk) == []
    db.close()


@pytest.fixture
def wire(club_file) -> Iterator[Wire]:
    new = Wire(address_of(club_file).port)
    yield new
    new.close()


@pytest.fixture
def far(club_file, wire, clock) -> Iterator[Desk]:
    """A desk whose connection goes over the wire."""
    there = address_of(club_file)
    url = club_file.replace(f":{there.port}/", f":{wire.port}/")
    db = open_club(url)
    yield Desk(db, staff.by_name(db, "").brief, clock=clock)
    db.close()


def test_r88_an_answer_that_is_lost_after_the_commit_is_looked_up_by_its_key(far, wire, desk):
    member = make_member(far).id
    wire.cut_at(b"COMMIT", before=False)
    with pytest.raises(StorageProblem) as gone:
        sales.record_sale(far, sales.SaleDraft(member, 900_000, "lost answer"))
    assert gone.value.why == "server gone"
    assert wire.cut.is_set()
    assert sold(desk) == 1  # it was stored, and nobody at the till knows it
    wire.cut.clear()
    again = sales.record_sale(far, sales.SaleDraft(member, 900_000, "lost answer"))
    assert again.repeated
    assert again.receipt == 1001
    assert sold(desk) == 1
    assert checking.check(desk) == []


def test_r88_a_commit_that_never_came_to_the_server_is_done_by_the_next_try(far, wire, desk):
    member = make_member(far).id
    wire.cut_at(b"COMMIT", before=True)
    with pytest.raises(StorageProblem):
        sales.record_sale(far, sales.SaleDraft(member, 900_000, "lost commit"))
    assert sold(desk) == 0
    wire.cut.clear()
    again = sales.record_sale(far, sales.SaleDraft(member, 900_000, "lost commit"))
    assert not again.repeated
    assert sold(desk) == 1
    assert checking.check(desk) == []


@pytest.fixture
def clashing(club_file) -> Iterator[psycopg.Connection]:
    """A server that takes sales back for another one's sake, as often as a test says."""
    with psycopg.connect(club_file, autocommit=True) as admin:
        admin.execute(
            "CREATE SEQUENCE public.clashes; CREATE FUNCTION public.clash() RETURNS trigger"
            " LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF nextval('public.clashes') <= (SELECT"
            " most FROM public.clash_count) THEN RAISE EXCEPTION 'clash' USING ERRCODE = '40P01';"
            " END IF; RETURN NEW; END $$; CREATE TABLE public.clash_count (most int);"
            " CREATE TRIGGER zz_clash BEFORE INSERT ON loyaldesk.sale FOR EACH ROW EXECUTE FUNCTION"
            " public.clash()"
        )
        yield admin
        admin.execute(
            "DROP TRIGGER zz_clash ON loyaldesk.sale; DROP FUNCTION public.clash;"
            " DROP SEQUENCE public.clashes; DROP TABLE public.clash_count"
        )


@pytest.mark.parametrize(("clashes", "sales_stored"), [(retrying.AGAIN, 1), (99, 0)])
def test_r89_what_the_server_takes_back_is_tried_three_times_more_and_then_told(
    desk, clashing, clashes, sales_stored
):
    member = make_member(desk).id
    clashing.execute(f"INSERT INTO public.clash_count VALUES ({clashes})")
    draft = sales.SaleDraft(member, 900_000, "clash")
    if sales_stored:
        assert not sales.record_sale(desk, draft).repeated
    else:
        with pytest.raises(StorageProblem) as told:
            sales.record_sale(desk, draft)
        assert told.value.why == "clash"
        assert "try again" in words(told.value)
        assert clashing.execute("SELECT last_value FROM public.clashes").fetchone() == (4,)
    assert sold(desk) == sales_stored
    assert checking.check(desk) == []


@pytest.mark.parametrize(("minutes", "said"), [(10, "10 minutes ahead"), (-10, "10 minutes behind"),
                                               (1, "")])  # fmt: skip
def test_r90_a_till_whose_clock_is_wrong_has_the_servers_time_and_is_told(club_file, minutes, said):
    def wrong():
        return system_clock() + timedelta(minutes=minutes)

    desk = opening.open_desk(club_file, secret=PIN, clock=wrong)
    there = desk.db.now()
    assert abs(desk.clock() - there) <= timedelta(seconds=2)
    member = make_member(desk).id
    done = sales.record_sale(desk, sales.SaleDraft(member, 900_000, "k"))
    made = desk.db.execute_sql("SELECT made_at FROM sale WHERE id = ?", (done.sale_id,)).fetchone()
    assert made[0] <= (there + timedelta(seconds=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = server_clock.doubt(desk.clock)
    assert said in told
    assert bool(told) == bool(said)
    desk.db.close()


def test_r90_a_clock_that_is_set_while_the_club_is_open_is_noticed(desk):
    off = [timedelta()]
    clock = server_clock.ServerClock(desk.db, lambda: system_clock() + off[0])
    assert server_clock.doubt(clock) == ""
    off[0] = timedelta(hours=3)
    assert abs(clock() - desk.db.now()) <= timedelta(seconds=2)
    assert "180 minutes ahead" in server_clock.doubt(clock)


def test_a_club_in_a_file_goes_by_the_clock_of_its_computer(founded_club, clock):
    db = open_club(founded_club)
    assert server_clock.clock_of(db, clock) is clock
    assert server_clock.doubt(clock) == ""
    db.close()
