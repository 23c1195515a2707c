"""The keys of a club: pass phrase, recovery key, this computer, turning encryption on and off."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from loyaldesk.domain import recovery
from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.recovery import RecoveryMistyped, WrongGroup, WrongRecovery
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.domain.secrets import (
    KeyActRefused,
    KeyFileDamaged,
    KeyFileMissing,
    WeakSecret,
    WrongPassphrase,
)
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import (
    checking,
    club,
    encrypting,
    keys,
    opening,
    safekeeping,
    sealing,
    unlocking,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store import exchange, keystore, vault
from loyaldesk.store.database import APPLICATION_ID, newest_schema
from loyaldesk.store.proving import connect
from loyaldesk.store.secrets import TEST
from tests.makers import make_member, make_sale

PHRASE = "seven kebabs at noon"
OTHER = "eight walnuts by night"
NAME = "Zzyzxova"
"""A member whose name stands nowhere else: what is readable is found by it."""


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """A plain club with a member, sales and points."""
    member = make_member(desk, first_name=NAME)
    for amount in (1_000_000, 2_500_000):
        make_sale(desk, member.id, amount)
    return desk


@pytest.fixture
def locked(sold: Desk):
    """The same club, encrypted, with a recovery key, known to this computer."""
    key = unlocking.new_recovery()
    db = encrypting.turn_on(sold, PHRASE, key, cost=TEST)
    yield Desk(db, sold.operator, clock=sold.clock), key
    db.close()


def figures(desk: Desk) -> list[int]:
    ask = desk.db.execute_sql
    return [
        ask(text).fetchone()[0]
        for text in (
            "SELECT COUNT(*) FROM member", "SELECT COUNT(*) FROM sale",
            "SELECT SUM(points) FROM points_entry", "SELECT SUM(amount_rial) FROM sale",
        )
    ]  # fmt: skip


def acts(desk: Desk) -> list[str]:
    return [r[0] for r in desk.db.execute_sql("SELECT act FROM audit ORDER BY seq").fetchall()]


def readable(folder: Path) -> list[str]:
    """Return the files below *folder* in which the member's name can be read."""
    found = [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".ldbk"]
    return sorted(each.name for each in found if NAME.encode() in each.read_bytes())


def beside(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir() if each.is_file()}


# the recovery key


def test_a_recovery_key_is_six_groups_of_six_that_are_read_back_however_they_are_typed():
    key = recovery.written(bytes(range(20)))
    assert key == recovery.read(key)
    assert [len(group) for group in recovery.groups(key)] == [6] * 6
    assert not set("ILOU") & set(key)
    persian = key.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for typed in (
        key.lower(), key.replace("-", " "), key.replace("-", ""), f"  {key}\n", persian,
        key.replace("0", "O").replace("1", "l"), key.replace("0", "o").replace("1", "I"),
        key.replace("-", "\u2013"),
    ):  # fmt: skip
        assert recovery.read(typed) == key


def test_every_slip_of_one_letter_is_noticed():
    key = unlocking.new_recovery()
    plain = key.replace("-", "")
    for at, letter in enumerate(plain):
        other = "7" if letter != "7" else "8"
        with pytest.raises(RecoveryMistyped, match="sum"):
            recovery.read(plain[:at] + other + plain[at + 1 :])
    for at in range(35):
        swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
        if swapped != plain:
            with pytest.raises(RecoveryMistyped, match="sum"):
                recovery.read(swapped)
    for typed, why in ((plain[:-1], "length"), ("", "length"), (plain[:-1] + "?", "letters"),
                       (plain[:-1] + "ض", "letters")):  # fmt: skip
        with pytest.raises(RecoveryMistyped, match=why):
            recovery.read(typed)


def test_a_new_recovery_key_opens_nothing_until_its_end_was_typed_back(locked):
    desk, first = locked
    second = keys.make_recovery(desk)
    assert keys.check_recovery(desk, first)
    with pytest.raises(WrongGroup):
        keys.confirm_recovery(desk, second, recovery.groups(first)[-1], cost=TEST)
    assert keys.check_recovery(desk, first)
    keys.confirm_recovery(desk, second, recovery.groups(second)[-1].lower(), cost=TEST)
    assert not keys.check_recovery(desk, first)
    assert keys.check_recovery(desk, second)
    assert acts(desk)[-3:] == ["key.recovery", "key.recovery.test", "key.recovery.test"]
    with pytest.raises(RecoveryMistyped):
        keys.check_recovery(desk, second[:-1] + ("7" if second[-1] != "7" else "8"))


def test_a_recovery_key_wants_to_be_looked_for_each_quarter(locked, clock):
    desk, key = locked
    assert not keys.state(desk).is_test_due(clock())
    assert keys.reminder(desk) is None
    clock.forward(days=90)
    assert keys.reminder(desk) is not None
    assert not keys.check_recovery(desk, unlocking.new_recovery())
    assert keys.reminder(desk) is not None
    assert keys.check_recovery(desk, key)
    assert keys.reminder(desk) is None
    assert keys.state(desk).recovery_seen == clock()


def test_t18_the_recovery_key_opens_a_club_whose_pass_phrase_is_forgotten(locked, clock):
    desk, key = locked
    path, before = desk.db.path, figures(desk)
    keys.forget_here(desk)
    desk.db.close()
    way = unlocking.try_typed(path, key.lower().replace("-", " "))
    assert way.is_recovery
    new = unlocking.new_recovery()
    with pytest.raises(WeakSecret):
        unlocking.renew(path, way.key, "short", new, clock(), cost=TEST)
    assert unlocking.try_typed(path, PHRASE).key == way.key
    db = opening.recover(path, way.key, OTHER, new, clock, cost=TEST)
    opened = Desk(db, desk.operator, clock=clock)
    assert figures(opened) == before
    assert acts(opened)[-1] == "key.recovered"
    db.close()
    for gone in (PHRASE, key):
        with pytest.raises(WrongPassphrase):
            unlocking.try_typed(path, gone)
    assert unlocking.try_typed(path, OTHER).key == unlocking.try_typed(path, new).key == way.key


def test_a_pass_phrase_that_looks_like_a_recovery_key_is_one_all_the_same(tmp_path):
    phrase = "ten green bottles standing in a line"
    assert recovery.looks_like_one(phrase)
    path = tmp_path / "shop.club"
    key = vault.create(vault.key_file(path), phrase, "c", TEST, unlocking.new_recovery())
    assert unlocking.try_typed(path, phrase) == unlocking.Way(key, is_recovery=False)
    with pytest.raises(RecoveryMistyped):
        unlocking.try_typed(path, phrase + "s")
    with pytest.raises(WrongRecovery):
        unlocking.try_typed(path, unlocking.new_recovery())
    with pytest.raises(WrongPassphrase):
        unlocking.try_typed(path, OTHER)


# turning on, off, another key


def test_a_plain_club_is_encrypted_with_everything_in_it(sold):
    path, before, had = sold.db.path, figures(sold), acts(sold)
    triggers = sold.db.execute_sql("SELECT name FROM sqlite_schema ORDER BY 1").fetchall()
    key = unlocking.new_recovery()
    db = encrypting.turn_on(sold, PHRASE, key, cost=TEST)
    desk = Desk(db, sold.operator, clock=sold.clock)
    assert figures(desk) == before
    assert db.execute_sql("SELECT name FROM sqlite_schema ORDER BY 1").fetchall() == triggers
    assert db.execute_sql("PRAGMA user_version").fetchone()[0] == newest_schema()
    assert db.execute_sql("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert checking.check(desk) == []
    new = acts(desk)[len(had) :]
    assert new[0] == "backup.make"
    assert new[-2:] == ["key.on", "trail.begin"]
    assert sealing.verify(desk).findings == ()
    assert sealing.known_head(db) is not None
    make_sale(desk, 1, 700_000)
    db.close()
    assert readable(path.parent) == [], "the backup of before is told of in words"
    assert "delete them, also on sticks" in encrypting.done_words(encrypting.ON)
    assert beside(path) == {path.name, f"{path.name}.keys"}
    assert unlocking.try_typed(path, PHRASE).key == unlocking.try_typed(path, key).key
    opened = opening.unlock(path, None, sold.clock)
    assert opened.key == keystore.get(club.facts(Desk(opened, sold.operator)).uid, "data")
    opened.close()


def test_encryption_is_turned_off_and_said_in_the_trail(locked, clock):
    desk, _key = locked
    path, before = desk.db.path, figures(desk)
    uid = club.facts(desk).uid
    db = encrypting.turn_off(desk)
    plain = Desk(db, desk.operator, clock=clock)
    assert figures(plain) == before
    assert checking.check(plain) == []
    assert "key.off" in acts(plain)
    assert not keys.state(plain).is_encrypted
    make_sale(plain, 1, 700_000)
    db.close()
    assert beside(path) == {path.name}
    assert keystore.get(uid, keystore.DATA) is None
    opening.unlock(path, None, clock).close()


def test_t20_another_key_comes_with_another_pass_phrase_and_recovery_key_in_one_step(locked, clock):
    desk, old_paper = locked
    path, before, old = desk.db.path, figures(desk), desk.db.key
    paper = unlocking.new_recovery()
    db = encrypting.change_data_key(desk, OTHER, paper, cost=TEST)
    changed = Desk(db, desk.operator, clock=clock)
    assert db.key != old
    assert figures(changed) == before
    assert checking.check(changed) == []
    assert keystore.get(club.facts(changed).uid, keystore.DATA) == db.key
    before_change = safekeeping.newest(changed)
    db.close()
    for gone in (PHRASE, old_paper):
        with pytest.raises(WrongPassphrase):
            unlocking.try_typed(path, gone)
    assert unlocking.try_typed(path, paper).key == db.key
    with pytest.raises(StorageProblem, match="damaged"):
        opening.open_with(path, old, clock)
    assert safekeeping.key_of(before_change, PHRASE) == old, "its own key file lies in it"
    assert safekeeping.key_of(before_change, old_paper) == old


@pytest.mark.parametrize("turn", ["on", "off", "change"])
def test_a_change_of_keys_that_is_stopped_leaves_the_club_as_it_was(sold, turn, clock):
    desk = sold
    if turn != "on":
        db = encrypting.turn_on(sold, PHRASE, unlocking.new_recovery(), cost=TEST)
        desk = Desk(db, sold.operator, clock=clock)
    plan = {
        "on": lambda: encrypting.plan_on(desk, PHRASE, cost=TEST),
        "off": lambda: encrypting.plan_off(desk),
        "change": lambda: encrypting.plan_change(desk, OTHER, unlocking.new_recovery(), cost=TEST),
    }[turn]()
    before, path = figures(desk), desk.db.path
    desk.db.close()
    kept = {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}

    for last in range(3):
        seen = []

        class Impatient:
            def step(self, *_step, limit=last, seen=seen):
                seen.append(1)
                if len(seen) > limit:
                    raise Cancelled

        with pytest.raises(Cancelled):
            encrypting.carry_out(plan, clock, Impatient())
        assert {e.name: e.read_bytes() for e in path.parent.iterdir() if e.is_file()} == kept
    opened = opening.open_with(path, plan.key, clock)
    assert figures(Desk(opened, desk.operator)) == before
    opened.close()


def test_keys_are_not_changed_under_a_club_that_is_open_elsewhere(sold, clock):
    plan = encrypting.plan_on(sold, PHRASE, cost=TEST)
    with pytest.raises(BackupProblem, match="in_use"):
        encrypting.carry_out(plan, clock)
    assert not vault.key_file(sold.db.path).exists()


def test_a_new_key_covers_nothing_that_was_changed_below_the_program(sold, clock):
    path, had = sold.db.path, sold.db.path.read_bytes()
    sealing.remember(sold)
    make_sale(sold, 1, 90_000)
    sealing.remember(sold)
    sold.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    sold.db.close()
    newest = path.read_bytes()
    path.write_bytes(had)
    db = opening.unlock(path, None, clock)
    with pytest.raises(KeyActRefused, match="behind"):
        encrypting.plan_on(Desk(db, sold.operator, clock=clock), PHRASE, cost=TEST)
    db.close()
    path.write_bytes(newest)
    db = opening.unlock(path, None, clock)
    plan = encrypting.plan_on(Desk(db, sold.operator, clock=clock), PHRASE, cost=TEST)
    db.close()
    with closing(connect(path, None)) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).fetchall()
        for name, _sql in guards:
            raw.execute(f'DROP TRIGGER "{name}"')
        assert raw.execute("UPDATE audit SET operator_id = 2 WHERE operator_id = 1").rowcount
        for _name, sql in guards:
            raw.execute(sql)
    with pytest.raises(BackupProblem, match="invariants"):
        encrypting.carry_out(plan, clock)
    assert not vault.key_file(path).exists()


def test_what_makes_no_sense_is_refused_in_words(sold, clock):
    with pytest.raises(KeyActRefused, match="not encrypted"):
        encrypting.plan_off(sold)
    with pytest.raises(KeyActRefused, match="not encrypted"):
        keys.change_passphrase(sold, PHRASE, cost=TEST)
    with pytest.raises(WeakSecret):
        encrypting.plan_on(sold, "short", cost=TEST)
    db = encrypting.turn_on(sold, PHRASE, cost=TEST)
    desk = Desk(db, sold.operator, clock=clock)
    with pytest.raises(KeyActRefused) as refused:
        encrypting.plan_on(desk, PHRASE, cost=TEST)
    assert words(refused.value) == "The club file is encrypted already."
    with pytest.raises(KeyActRefused, match="no recovery"):
        keys.check_recovery(desk, unlocking.new_recovery())
    assert keys.reminder(desk) is not None, "there is no recovery key"
    db.close()


# pass phrase and this computer


def test_a_forgotten_pass_phrase_is_chosen_anew_at_the_open_club(locked):
    desk, key = locked
    keys.change_passphrase(desk, OTHER, cost=TEST)
    path = desk.db.path
    with pytest.raises(WrongPassphrase):
        unlocking.try_typed(path, PHRASE)
    assert unlocking.try_typed(path, OTHER).key == unlocking.try_typed(path, key).key
    with pytest.raises(WeakSecret):
        keys.change_passphrase(desk, club.facts(desk).shop, cost=TEST)


def test_this_computer_opens_the_club_unasked_until_it_forgets_the_key(locked, clock):
    desk, _key = locked
    path = desk.db.path
    assert keys.state(desk).known_here
    assert not opening.is_locked(path)
    keys.forget_here(desk)
    assert not keys.state(desk).known_here
    desk.db.close()
    assert opening.is_locked(path)
    with pytest.raises(StorageProblem, match="encrypted"):
        opening.unlock(path, None, clock)
    opening.unlock(path, PHRASE, clock, remember=True).close()
    assert not opening.is_locked(path)
    opening.unlock(path, None, clock).close()


def test_a_club_on_another_computer_is_remembered_there_only_if_wanted(locked, clock, monkeypatch):
    desk, _key = locked
    path = desk.db.path
    desk.db.close()
    monkeypatch.setenv("LOYALDESK_HOME", str(path.parent / "another computer"))
    assert opening.is_locked(path)
    opening.unlock(path, PHRASE, clock).close()
    assert opening.is_locked(path)
    opening.unlock(path, PHRASE, clock, remember=True).close()
    assert not opening.is_locked(path)


# each fault in its own words


def said(path: Path, phrase: str | None, clock) -> str:
    with pytest.raises(Exception) as problem:
        opening.unlock(path, phrase, clock).close()
    return words(problem.value)


def test_r21_a_wrong_pass_phrase_is_called_so_and_costs_a_growing_wait(locked, clock):
    desk, _key = locked
    path = desk.db.path
    keys.forget_here(desk)
    desk.db.close()
    for _ in range(12):
        assert said(path, OTHER, clock).startswith("The pass phrase is not right.")
    assert [unlocking.wait_after(n) for n in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]
    opening.unlock(path, PHRASE, clock).close()


def test_r22_a_key_file_that_is_missing_comes_back_from_a_backup(locked, clock):
    desk, _key = locked
    path = desk.db.path
    safekeeping.back_up(desk)
    keys.forget_here(desk)
    desk.db.close()
    vault.key_file(path).unlink()
    for phrase in (PHRASE, None):
        assert "key file" in said(path, phrase, clock)
        assert "missing" in said(path, phrase, clock)
    kept = unlocking.backup_with_keys(path)
    assert kept is not None
    unlocking.put_keys_back(path, kept)
    opening.unlock(path, PHRASE, clock).close()


def test_r22_a_damaged_key_file_is_not_called_a_wrong_pass_phrase(locked, clock):
    desk, _key = locked
    path = desk.db.path
    safekeeping.back_up(desk)
    keys.forget_here(desk)
    desk.db.close()
    file = vault.key_file(path)
    whole = file.read_bytes()
    absurd = whole.replace(b'"memory_kib": 8', b'"memory_kib": 1073741824')
    for content in (whole[: len(whole) // 2], b"", absurd, os.urandom(700)):
        file.write_bytes(content)
        assert not opening.is_locked(path), "there is no sense in asking for a phrase"
        for phrase in (PHRASE, None):
            assert "is damaged; the club itself may be whole" in said(path, phrase, clock)
    unlocking.put_keys_back(path, unlocking.backup_with_keys(path))
    assert file.read_bytes() == whole
    assert (path.parent / f"{file.name}.damaged-1").exists()
    opening.unlock(path, PHRASE, clock).close()


@pytest.mark.parametrize("fault", ["missing", "damaged"])
def test_r22_this_computer_opens_a_club_without_its_key_file_and_a_new_one_is_made(
    locked, clock, fault
):
    from loyaldesk.services import rescue

    desk, _key = locked
    path, before = desk.db.path, figures(desk)
    rescue.remember(desk)
    desk.db.close()
    if fault == "missing":
        vault.key_file(path).unlink()
    else:
        vault.key_file(path).write_bytes(b"{}")
    db = opening.unlock(path, None, clock)
    opened = Desk(db, desk.operator, clock=clock)
    assert figures(opened) == before
    assert not keys.state(opened).has_keys
    assert keys.reminder(opened) is not None
    with pytest.raises(KeyActRefused, match="no key file"):
        keys.forget_here(opened)
    with pytest.raises(KeyActRefused, match="no key file"):
        keys.put_recovery(opened, unlocking.new_recovery(), cost=TEST)
    keys.change_passphrase(opened, OTHER, cost=TEST)
    keys.put_recovery(opened, unlocking.new_recovery(), cost=TEST)
    assert keys.state(opened).has_keys
    assert keys.reminder(opened) is None
    db.close()
    assert unlocking.try_typed(path, OTHER).key == db.key


def test_r16_what_is_no_club_is_not_called_encrypted(tmp_path, clock):
    path = tmp_path / "shop.club"
    for content in (b"a shopping list\n" * 500, b"\xff\xd8\xff\xe0" + bytes(8188), b"x" * 4096):
        path.write_bytes(content)
        assert "is not a LoyalDesk club" in said(path, None, clock)
    path.write_bytes(os.urandom(8192))
    assert "key file" in said(path, None, clock), "nobody can tell it from an encrypted club"
    with pytest.raises(KeyFileMissing):
        opening.unlock(path, PHRASE, clock)


def test_r17_a_damaged_club_is_not_called_a_wrong_pass_phrase(locked, clock):
    desk, _key = locked
    path = desk.db.path
    desk.db.close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 64)
    for phrase in (PHRASE, None):
        with pytest.raises(StorageProblem) as problem:
            opening.unlock(path, phrase, clock)
        assert problem.value.why == "damaged"
    with pytest.raises(WrongPassphrase):
        opening.unlock(path, OTHER, clock)


def test_a_key_file_of_another_club_is_damage_and_no_wrong_pass_phrase(locked, tmp_path, clock):
    desk, _key = locked
    path = desk.db.path
    desk.db.close()
    vault.key_file(path).unlink()
    vault.create(vault.key_file(path), PHRASE, "another", TEST)
    with pytest.raises(StorageProblem, match="damaged"):
        opening.unlock(path, PHRASE, clock)


# founding


def test_a_new_club_is_encrypted_and_opens_unasked_here(tmp_path, clock):
    path, paper = tmp_path / "new.club", unlocking.new_recovery()
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=PHRASE, recovery_key=paper,
        remember=True, clock=clock, cost=TEST,
    )  # fmt: skip
    found = keys.state(desk)
    assert found.is_encrypted
    assert found.since == found.recovery_made == found.changed == clock()
    assert found.known_here
    desk.db.close()
    assert not opening.is_locked(path)
    assert unlocking.try_typed(path, paper).is_recovery


def test_the_page_of_the_recovery_key_is_a_pdf_and_no_file(locked, tmp_path, clock):
    from loyaldesk.kernel.look import Look

    desk, key = locked
    before = set(tmp_path.rglob("*"))
    page = keys.recovery_page("Naranj", key, desk.db.path, clock(), Look("fa", "jalali", "toman"))
    assert page.startswith(b"%PDF")
    assert set(tmp_path.rglob("*")) == before


def test_r05_what_a_killed_change_of_keys_leaves_is_cleared_at_the_next_opening(locked, clock):
    desk, _key = locked
    path = desk.db.path
    desk.db.close()
    left = path.with_name(f"{path.name}.before-key-20261121T083000Z")
    left.write_bytes(b"SQLite format 3\0 plain")
    room = path.parent / f"{exchange.room_prefix(path)}abc"
    room.mkdir()
    (room / "club.db").write_bytes(b"plain")
    opening.unlock(path, None, clock).close()
    assert not left.exists()
    assert not room.exists()


def test_everybody_may_know_that_a_key_file_can_be_damaged():
    assert words(KeyFileDamaged("a.keys"))
    assert words(RecoveryMistyped("length")) == "A recovery key has 6 groups of 6 letters."
