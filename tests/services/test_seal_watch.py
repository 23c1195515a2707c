"""Each night the seals are proved from where the last night ended, and a finding is told."""

from loyaldesk.domain.permissions import Role
from loyaldesk.services import club, night, seal_watch, sealing, staff
from loyaldesk.store import heads, seals
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.rows import tampering


def proved(desk):
    return heads.proved(club.facts(desk).uid, desk.db.trail_key)


def tamper(desk, sql):
    triggers = desk.db.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sale_no_%'"
    ).fetchall()
    with tampering(desk.db):
        for name, _ in triggers:
            desk.db.execute_sql(f'DROP TRIGGER "{name}"')
        desk.db.execute_sql(sql)
        for _, text in triggers:
            desk.db.execute_sql(text)


def test_a_night_reads_only_what_came_since_the_night_before(desk, clock):
    member = make_member(desk).id
    for _ in range(5):
        make_sale(desk, member)
    assert seal_watch.prove(desk) == 0
    first = proved(desk)
    assert first.seal_id == seals.state_of(desk.db.execute_sql).last.id
    make_sale(desk, member)
    found = sealing.proved(desk.db.execute_sql, desk.db.trail_key, first)
    assert (found.seals, found.findings) == (1, ())
    assert seal_watch.prove(desk) == 0
    assert proved(desk).seal_id == first.seal_id + 1
    sealing.remember(desk)  # what was seen each minute is another matter
    assert proved(desk).seal_id == first.seal_id + 1


def test_the_nightly_run_finds_a_changed_sale_and_tells_who_may_read_the_trail(desk, clock):
    member = make_member(desk).id
    night.run(staff.system_desk(desk))
    assert proved(desk) is not None
    before = proved(desk)
    make_sale(desk, member)
    clock.forward(days=1)
    tamper(desk, "UPDATE sale SET earned = 9000")
    night.run(staff.system_desk(desk))
    found = seal_watch.doubt(desk)
    assert (found.count, found.at) == (1, clock())
    assert "found 1 place in" in seal_watch.doubt_words(found, desk)
    assert proved(desk) == before  # nothing is proved over it
    clock.forward(days=1)
    night.run(staff.system_desk(desk))
    assert seal_watch.doubt(desk).at == clock()  # told each night until somebody answers for it
    assert seal_watch.doubt(desk_of(desk, Role.CASHIER)) is None
    sealing.accept(desk, "The sale was mended by hand")
    assert seal_watch.doubt(desk) is None
    clock.forward(days=1)
    night.run(staff.system_desk(desk))
    assert seal_watch.doubt(desk) is None
    assert proved(desk).seal_id > before.seal_id


def test_the_sample_shop_is_left_out(desk):
    with tampering(desk.db):
        desk.db.execute_sql("UPDATE club SET is_sample = 1")
    assert seal_watch.prove(desk) == 0
    assert proved(desk) is None
