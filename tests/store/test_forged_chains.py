"""Chains that somebody without the key makes look right: what they may not get away with."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from peewee import OperationalError
from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.seals import PARTS, Kind
from loyaldesk.services import checking, sealing
from loyaldesk.services.desk import Desk
from loyaldesk.store import seals
from loyaldesk.store.database import open_club, translated
from tests.makers import make_member, make_sale


@contextmanager
def _another_tool(desk: Desk) -> Iterator[Any]:
    """Close the club and open it as another program does, its guards aside for the moment."""
    path = desk.db.path
    desk.db.close()
    with closing(driver.connect(str(path), isolation_level=None)) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
        ).fetchall()
        for name, _sql in guards:
            raw.execute(f'DROP TRIGGER "{name}"')
        yield raw
        for _name, sql in guards:
            raw.execute(sql)


def _opened_again(desk: Desk) -> Desk:
    db = open_club(desk.db.path)
    sealing.look_back(db)
    return Desk(db, desk.operator, clock=desk.clock)


def _give_all_seals_another_key(raw) -> None:
    """Make every hint fit what stands there, and let all seals look like another computer's."""
    before = seals.NOTHING
    for row in raw.execute(f"SELECT {seals.SEAL_COLUMNS} FROM seal ORDER BY id").fetchall():
        each = seals.seal_of(row)
        since = seals.NOTHING if each.v == seals.BEGINNING else before
        hints = b"".join(
            seals.digest(raw.execute, part, since[part], each.ends[part])[0][: seals.HINT_BYTES]
            for part in range(len(PARTS))
        )
        tag = hashlib.sha256(b"another").digest()[: seals.TAG_BYTES]
        raw.execute("UPDATE seal SET mac = ? WHERE id = ?", (each.mac + hints + tag, each.id))
        before = each.ends


def test_t05_seals_that_claim_another_computers_key_do_not_hide_a_change(desk):
    make_sale(desk, make_member(desk).id)
    sealing.remember(desk)
    with _another_tool(desk) as raw:
        raw.execute("UPDATE points_entry SET points = points + 100 WHERE seq = 1")
        raw.execute("UPDATE points_balance SET points = points + 100")
        _give_all_seals_another_key(raw)
    again = _opened_again(desk)
    try:
        assert sealing.missing(again) is not None
        assert Kind.BEHIND in {each.kind for each in sealing.verify(again).findings}
    finally:
        again.db.close()


def test_t05_a_restore_that_only_the_trail_tells_of_does_not_excuse_another_chain(desk):
    make_sale(desk, make_member(desk).id)
    sealing.remember(desk)
    with _another_tool(desk) as raw:
        raw.execute("UPDATE points_entry SET points = points + 100 WHERE seq = 1")
        raw.execute(
            "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)"
            " VALUES ('2099-01-01T00:00:00Z', 1, '', 'backup.restore', 'club', 1,"
            " 'ok', '')"
        )
        _give_all_seals_another_key(raw)
    again = _opened_again(desk)
    try:
        assert sealing.missing(again) is not None
        make_sale(again, make_member(again).id)
        assert sealing.missing(again) is not None
    finally:
        again.db.close()


def test_t05_a_forged_acceptance_excuses_nothing(desk):
    make_sale(desk, make_member(desk).id)
    with _another_tool(desk) as raw:
        raw.execute("UPDATE points_entry SET points = points + 100 WHERE seq = 1")
        raw.execute(
            "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)"
            " SELECT MAX(at), 1, '', 'trail.accepted', 'club', 1, 'ok', '{\"after\": 1000000}'"
            " FROM audit"
        )
    again = _opened_again(desk)
    try:
        make_sale(again, make_member(again).id)
        found = sealing.verify(again)
        assert found.accepted == 0
        assert {each.kind for each in found.findings} >= {Kind.CHANGED, Kind.UNSEALED}
        assert sealing.wrong_in_copy(again.db.connection(), again.db.trail_key)
        assert checking.check(again)
    finally:
        again.db.close()


def test_t05_an_acceptance_written_over_a_line_of_the_trail_does_not_excuse_itself(desk):
    make_sale(desk, make_member(desk).id)
    with _another_tool(desk) as raw:
        raw.execute(
            "UPDATE audit SET act = 'trail.accepted', detail = '{\"after\": 1000000}'"
            " WHERE seq = (SELECT MAX(seq) FROM audit)"
        )
    again = _opened_again(desk)
    try:
        assert sealing.wrong_in_copy(again.db.connection(), again.db.trail_key)
    finally:
        again.db.close()


def test_a_line_of_the_trail_that_cannot_be_read_is_no_damaged_file(desk):
    with pytest.raises(OperationalError, match="JSON"), translated(desk.db.path):
        desk.db.execute_sql("SELECT json_extract('{', '$.number')").fetchone()
