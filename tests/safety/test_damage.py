"""Club files with another bit, with a journal of another time, or without their journal."""

import shutil

import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.services import checking
from loyaldesk.services.words import words
from tests.safety import shop
from tests.safety.bit_flips import flip_often

KEYS = pytest.mark.parametrize("key", [None, shop.KEY], ids=["plain", "encrypted"])


def sell(desk, first, last):
    for n in range(first, last):
        shop.perform(desk, shop.plan(desk, 1, n))


def journal_of(path):
    return path.with_name(path.name + "-wal")


@pytest.mark.parametrize("flips", [20, pytest.param(60, marks=pytest.mark.gate)])
def test_r18_every_bit_of_an_encrypted_club_that_changed_is_noticed(scale, flips):
    tally = flip_often(scale, shop.KEY, scale.of(flips, 300))
    print(tally.told())
    assert tally.noticed == tally.flips
    assert tally.raw == []


@pytest.mark.parametrize("flips", [10, pytest.param(40, marks=pytest.mark.gate)])
def test_r18_what_is_noticed_in_a_plain_club_is_told_in_the_programs_own_words(scale, flips):
    tally = flip_often(scale, None, scale.of(flips, 300))
    print(tally.told())
    assert tally.raw == []


@KEYS
@pytest.mark.parametrize("acts", [1, pytest.param(5, marks=pytest.mark.gate), 20])
def test_r19_an_old_journal_beside_a_newer_club_is_refused_before_it_undoes_a_sale(
    tmp_path, key, acts
):
    path = shop.found(tmp_path / "shop.club", key)
    desk = shop.opened(path, key)
    sell(desk, 0, acts)
    shutil.copy(journal_of(path), tmp_path / "old")
    desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    sell(desk, acts, acts + 15)
    stored = shop.present(desk)
    desk.db.close()
    newer = path.read_bytes()
    shutil.copy(tmp_path / "old", journal_of(path))
    with pytest.raises(StorageProblem, match="old journal") as refused:
        shop.opened(path, key)
    assert journal_of(path).name in words(refused.value)
    assert path.read_bytes() == newer
    journal_of(path).unlink()
    desk = shop.opened(path, key, 40)
    assert shop.present(desk) == stored
    assert checking.check(desk, deep=True) == []
    desk.db.close()


@KEYS
def test_r19_the_journal_of_a_club_that_was_not_closed_is_brought_in(tmp_path, key):
    path = shop.found(tmp_path / "shop.club", key)
    desk = shop.opened(path, key)
    sell(desk, 0, 30)
    copy = tmp_path / "crashed"
    copy.mkdir()
    for file in (path, journal_of(path)):
        shutil.copy(file, copy)
    stored = shop.present(desk)
    desk.db.close()
    desk = shop.opened(copy / path.name, key, 40)
    assert shop.present(desk) == stored
    desk.db.close()


@KEYS
def test_r20_a_club_whose_journal_was_deleted_opens_with_what_it_had_before(tmp_path, key):
    path = shop.found(tmp_path / "shop.club", key)
    desk = shop.opened(path, key)
    sell(desk, 0, 5)
    desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = shop.present(desk)
    sell(desk, 5, 12)
    cleaned = tmp_path / "cleaned"
    cleaned.mkdir()
    shutil.copy(path, cleaned)  # what a "cleaner" leaves of it
    desk.db.close()
    desk = shop.opened(cleaned / path.name, key, 40)
    assert shop.present(desk) == before
    assert checking.check(desk, deep=True) == []
    sell(desk, 20, 21)
    desk.db.close()
