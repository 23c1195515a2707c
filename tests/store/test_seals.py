"""A seal for each change: what it covers, who may make it, and where a chain begins."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import DatabaseError

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.seals import CODE_LETTERS, Head, Kind, code_of, read_code
from loyaldesk.kernel import paths
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, club, members, sample, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import heads, keystore, seal_proof, seals
from loyaldesk.store.database import open_club, writing
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, StoppedClock
from tests.makers import make_member, make_sale

KEY = bytes(range(32))


def rows(desk: Desk) -> list[tuple]:
    return desk.db.execute_sql("SELECT * FROM seal ORDER BY id").fetchall()


def proved(db):
    return seal_proof.verify(db.execute_sql, db.trail_key)


def test_each_change_gets_one_seal_and_a_look_none(desk):
    before = len(rows(desk))
    member = make_member(desk)
    make_sale(desk, member.id)
    assert len(rows(desk)) == before + 2
    members.find(desk, member.number)
    with writing(desk.db):
        pass
    assert len(rows(desk)) == before + 2
    assert proved(desk.db).findings == ()


def test_the_last_seal_covers_the_last_row_of_everything(desk):
    make_sale(desk, make_member(desk, consent=frozenset({"sms"})).id)
    ends = desk.db.execute_sql(
        "SELECT (SELECT MAX(seq) FROM audit), (SELECT MAX(seq) FROM points_entry),"
        " (SELECT COALESCE(MAX(id), 0) FROM account_entry), (SELECT MAX(id) FROM sale),"
        " (SELECT COALESCE(MAX(id), 0) FROM consent_event)"
    ).fetchone()
    assert rows(desk)[-1][1:6] == ends


def test_a_refusal_a_sign_in_and_a_raw_change_are_sealed_too(desk, clock):
    before = len(rows(desk))
    staff.sign_in(desk.db, desk.operator.id, PIN, clock)
    nobody = replace(desk, operator=replace(desk.operator, id=999))
    with pytest.raises(Exception, match=r"sale\.record"):
        nobody.require(Permission.SALE_RECORD)
    with writing(desk.db):
        seals.add_act(desk.db, "club.check", {})
    assert len(rows(desk)) == before + 3
    assert proved(desk.db).findings == ()


def test_what_fails_leaves_no_seal(desk):
    before = rows(desk)
    with pytest.raises(ZeroDivisionError), desk.change(Permission.MEMBER_ENROL) as change:
        change.note("club.check", "club", 1)
        _ = 1 // 0
    assert rows(desk) == before
    make_member(desk)
    assert len(rows(desk)) == len(before) + 1
    assert proved(desk.db).findings == ()


def test_two_windows_seal_one_chain(desk):
    other = open_club(desk.db.path)
    try:
        member = make_member(desk)
        for _ in range(3):
            make_sale(desk, member.id)
            make_sale(replace(desk, db=other), member.id)
        assert proved(desk.db).findings == ()
    finally:
        other.close()


def test_two_threads_seal_one_chain(desk):
    member = make_member(desk)
    failed: list[BaseException] = []

    def sell() -> None:
        try:
            with desk.db.connection_context():
                for _ in range(10):
                    make_sale(desk, member.id)
        except Exception as error:  # noqa: BLE001 - a thread tells its own
            failed.append(error)

    threads = [threading.Thread(target=sell) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    verdict = proved(desk.db)
    assert verdict.findings == ()
    assert verdict.seals == len(rows(desk))


def test_the_sample_shop_is_sealed_and_whole(tmp_path, clock):
    desk = sample.make_sample(tmp_path / "sample.club", members=8, months=2, clock=clock, cost=TEST)
    assert proved(desk.db).findings == ()
    desk.db.close()


def test_rows_of_several_blocks_are_one_text(desk, monkeypatch):
    member = make_member(desk)
    for _ in range(7):
        make_sale(desk, member.id)
    whole = [seals.digest(desk.db.execute_sql, part, 0, 99) for part in range(5)]
    monkeypatch.setattr(seals, "BLOCK", 2)
    monkeypatch.setattr(
        seals, "_ROWS", tuple(sql.replace("LIMIT 5000", "LIMIT 2") for sql in seals._ROWS)
    )
    assert [seals.digest(desk.db.execute_sql, part, 0, 99) for part in range(5)] == whole


VALUES = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text())


@given(st.lists(VALUES, max_size=6), st.lists(VALUES, max_size=6))
def test_different_rows_never_read_as_one_text(one, other):
    if one != other:
        assert seals.text_of([tuple(one)]) != seals.text_of([tuple(other)])


def test_a_number_a_text_and_nothing_are_told_apart():
    assert seals.text_of([(12, "Naranj", None)]) == b"#12;6:Naranj-"
    assert seals.text_of([(1,)]) == b"#1;"
    assert seals.text_of([("1",)]) == b"1:1"
    assert seals.text_of([("",)]) != seals.text_of([(None,)])
    assert seals.text_of([(1.0,)]) != seals.text_of([(1,)])
    assert seals.text_of([(True,)]) == b"#1;"


# the key


def test_the_key_of_a_plain_club_lies_outside_the_file(desk):
    uid = club.facts(desk).uid
    key = keystore.get(uid, keystore.TRAIL)
    assert key is not None and len(key) == 32
    assert key == desk.db.trail_key
    content = desk.db.path.read_bytes()
    assert key not in content and key.hex().encode() not in content


def test_the_key_of_an_encrypted_club_hangs_on_its_data_key(tmp_path, clock):
    """HKDF-SHA-256 of RFC 5869, without salt: one block."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    desk = club.found_club(
        tmp_path / "safe.club", club.ClubDraft("Naranj", "Maryam"), key=KEY, clock=clock
    )
    assert desk.db.trail_key == HKDF(SHA256(), 32, None, b"loyaldesk trail").derive(KEY)
    assert not (paths.user_folder() / "keys").exists() or (
        keystore.get(club.facts(desk).uid, keystore.TRAIL) is None
    )
    desk.db.close()


def test_a_plain_club_on_another_computer_begins_a_new_chain_and_says_so(
    club_file, tmp_path, monkeypatch, clock
):
    first = open_club(club_file)
    home_desk = Desk(first, staff.by_name(first, "").brief, clock=clock)
    make_sale(home_desk, make_member(home_desk).id)
    count = len(rows(home_desk))
    first.close()
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path / "elsewhere"))
    db = open_club(club_file)
    away = Desk(db, staff.by_name(db, "").brief, clock=clock)
    act, detail = db.execute_sql("SELECT act, detail FROM audit ORDER BY seq DESC").fetchone()
    assert (act, detail) == ("trail.begin", '{"why": "unknown key"}')
    make_sale(away, make_member(away).id)
    verdict = proved(db)
    assert verdict.findings == ()
    assert verdict.proved_from == count + 1
    db.close()
    # Back home: what was done elsewhere cannot be proved here, and that is said.
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path / "home"))
    db = open_club(club_file)
    (finding,) = proved(db).findings
    assert (finding.kind, finding.seal, finding.last) == (Kind.ELSEWHERE, count + 1, count + 3)
    db.close()


def test_without_a_place_for_the_key_the_shop_sells_on(club_file, tmp_path, monkeypatch, clock):
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path / "elsewhere"))

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keystore, "put", full)
    db = open_club(club_file)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    make_sale(desk, make_member(desk).id)
    assert db.trail_key is None
    db.close()


# heads


def test_a_head_is_kept_outside_and_only_its_key_can_write_it(desk, clock):
    make_sale(desk, make_member(desk).id)
    head = heads.take(desk.db.execute_sql, clock())
    assert (
        head.ledger_sum
        == desk.db.execute_sql("SELECT COALESCE(SUM(points), 0) FROM points_entry").fetchone()[0]
    )
    heads.remember("a1", KEY, head)
    assert heads.remembered("a1", KEY) == head
    assert heads.remembered("a1", KEY[::-1]) is None
    assert heads.remembered("b2", KEY) is None
    assert heads.from_json(heads.to_json(head)) == head
    file = paths.user_folder() / "heads" / "a1.json"
    file.write_text(file.read_text().replace(f'"seal": {head.seal_id}', '"seal": 1'))
    assert heads.remembered("a1", KEY) is None
    for content in (b"", b"[]", b"{}", b"\xff", b'{"sign": 1}', b"[" * 100_000):
        file.write_bytes(content)
        assert heads.remembered("a1", KEY) is None


@pytest.mark.parametrize("uid", ["../up", "", "C:x", "CON/..", "x" * 300, "گل"])
def test_the_name_of_a_club_never_leads_out_of_the_folder_of_heads(uid):
    heads.remember(uid, KEY, Head(0, bytes(16), 0, StoppedClock()()))
    assert len(list((paths.user_folder() / "heads").iterdir())) == 1


def test_an_older_copy_of_the_file_is_behind_and_stays_so_when_it_goes_on(desk, clock, tmp_path):
    uid, key = club.facts(desk).uid, desk.db.trail_key
    member = make_member(desk)
    copy = copy_of(desk, tmp_path / "old.club")
    for _ in range(3):
        make_sale(desk, member.id)
    heads.remember(uid, key, heads.take(desk.db.execute_sql, clock()))
    assert heads.compare(desk.db.execute_sql, uid, key) is None
    old = open_club(copy)
    found = heads.compare(old.execute_sql, uid, key)
    assert found is not None and found.lost_seals == 3
    assert found.since == clock()
    going_on = replace(desk, db=old)
    for _ in range(5):
        make_sale(going_on, member.id)
    assert heads.compare(old.execute_sql, uid, key) == found
    old.close()


def copy_of(desk: Desk, path: Path) -> Path:
    desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return Path(shutil.copy(desk.db.path, path))


# codes


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_back_however_it_was_written(mac):
    code = code_of(mac)
    assert len(code) == 14 and set(code) <= {*CODE_LETTERS, "-"}
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


def test_the_code_of_a_known_seal_stays_the_same_for_ever():
    """The first 55 bits in groups of five, by hand: all ones, then the letter that proves them."""
    assert code_of(bytes(16))[:14] == "0000-0000-0000"
    assert code_of(b"\xff" * 16)[:13] == "ZZZZ-ZZZZ-ZZZ"


@given(st.binary(min_size=16, max_size=16), st.integers(0, 11), st.sampled_from(CODE_LETTERS))
def test_one_wrong_letter_is_noticed(mac, at, letter):
    plain = code_of(mac).replace("-", "")
    if plain[at] != letter:
        with pytest.raises(BadInput):
            read_code(plain[:at] + letter + plain[at + 1 :])


@given(st.binary(min_size=16, max_size=16), st.integers(0, 10))
def test_two_swapped_letters_are_noticed(mac, at):
    plain = code_of(mac).replace("-", "")
    if plain[at] != plain[at + 1]:
        with pytest.raises(BadInput):
            read_code(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :])


@pytest.mark.parametrize("typed", ["", "1", "x" * 5000, "0000-0000-000U", "۱۲۳۴", "-" * 14, "\0"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(BadInput):
        read_code(typed)


# the authorizer


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE points_balance SET points = 5", "DELETE FROM points_balance",
        "INSERT INTO points_balance VALUES (9, 9, 0, 1)", "UPDATE account SET balance_rial = 9",
        "DROP TRIGGER points_entry_no_update", "DROP TABLE seal", "ALTER TABLE sale RENAME TO s",
        "CREATE TRIGGER mine AFTER INSERT ON sale BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER mine AFTER INSERT ON sale BEGIN SELECT 1; END",
        "ATTACH DATABASE ':memory:' AS other", "PRAGMA writable_schema = 1",
        "PRAGMA recursive_triggers = 0", "PRAGMA foreign_keys = 0", "PRAGMA synchronous = 0",
        "PRAGMA journal_mode = off", "PRAGMA ignore_check_constraints = 1",
        "UPDATE points_entry SET points = 9", "DELETE FROM audit", "UPDATE seal SET v = 3",
        "REPLACE INTO audit SELECT * FROM audit",
        "REPLACE INTO points_entry SELECT * FROM points_entry",
    ],
)  # fmt: skip
def test_r49_r50_no_statement_goes_around_the_guards(desk, sql):
    make_sale(desk, make_member(desk).id)
    with pytest.raises(DatabaseError), writing(desk.db):
        desk.db.execute_sql(sql)
    with pytest.raises(DatabaseError), desk.db.connection_context(), writing(desk.db):
        desk.db.execute_sql(sql)
    desk.db.connect(reuse_if_open=True)
    assert checking.check(desk) == []


def test_r49_another_thread_is_watched_too(desk):
    refused = []

    def try_it() -> None:
        with desk.db.connection_context():
            try:
                desk.db.execute_sql("PRAGMA foreign_keys = 0")
            except DatabaseError as error:
                refused.append(str(error))

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    assert refused == ["not authorized"]
