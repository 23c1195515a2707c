"""The key file of an encrypted club, and how PINs are kept."""

import json
import os
import re
from contextlib import suppress

import pytest

from loyaldesk.domain import recovery
from loyaldesk.domain.secrets import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    WrongPassphrase,
)
from loyaldesk.store import secrets, vault
from loyaldesk.store.secrets import TEST, Cost

WORDS = "seven kebabs at noon"


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    return vault.key_file(folder / "shop.club")


@pytest.fixture
def key(path):
    return vault.create(path, WORDS, "club-1", TEST)


def rewritten(path, change, *, honest_sum=True):
    body = json.loads(path.read_text())
    change(body)
    if honest_sum:
        del body["sum"]
        body["sum"] = vault._sum(body)
    path.write_text(json.dumps(body))


def test_the_pass_phrase_gives_the_data_key_back(path, key):
    assert path.name == "shop.club.keys"
    assert len(key) == 32
    assert vault.unlock(path, WORDS) == key
    assert vault.unlock(path, "ｓeven kebabs at noon") == key
    assert key.hex() not in path.read_text()
    assert path.stat().st_size < 1500
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_two_clubs_with_one_pass_phrase_share_nothing(tmp_path):
    one, two = (vault.create(tmp_path / f"{n}.keys", WORDS, "c", TEST) for n in "ab")
    assert one != two


@pytest.mark.parametrize("words", ["", "Seven kebabs at noon", WORDS + " ", "\0", "\udc80", "ك"])
def test_a_wrong_pass_phrase_is_called_wrong_and_not_damaged(path, key, words):
    with pytest.raises(WrongPassphrase):
        vault.unlock(path, words)


def test_a_key_file_is_never_written_over(path, key):
    before = path.read_bytes()
    with pytest.raises(KeyFileExists):
        vault.create(path, "another one", "club-2", TEST)
    assert path.read_bytes() == before


def test_a_missing_key_file_is_called_missing(path):
    with pytest.raises(KeyFileMissing, match=re.escape("shop.club.keys")):
        vault.unlock(path, WORDS)


def test_any_changed_byte_is_called_damaged_and_never_a_wrong_pass_phrase(path, key):
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with suppress(KeyFileDamaged):  # a changed blank between the words harms nothing
            assert vault.unlock(path, WORDS) == key
    for length in (0, 1, len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole[:length])
        with pytest.raises(KeyFileDamaged):
            vault.unlock(path, WORDS)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b"\xff\xfe", b"[" * 60_000, b'{"format": "x"}', b" " * 70_000,
     b'{"format": "loyaldesk-keys", "version": 1' + b"1" * 5000 + b"}"],
)  # fmt: skip
def test_any_other_file_is_called_damaged(path, content):
    path.write_bytes(content)
    with pytest.raises(KeyFileDamaged):
        vault.unlock(path, WORDS)


@pytest.mark.parametrize(
    "figures",
    [{"memory_kib": 1 << 30}, {"memory_kib": (1 << 20) + 1}, {"time_cost": 11}, {"time_cost": 0},
     {"parallelism": 1000}, {"memory_kib": 1e3}, {"memory_kib": "8"}, {"time_cost": True},
     {"memory_kib": -8}, {"memory_kib": 10**4000}],
)  # fmt: skip
def test_an_absurd_amount_of_work_is_refused_before_it_is_begun(path, key, figures):
    rewritten(path, lambda body: body["slots"][0].update(figures))
    with pytest.raises(KeyFileDamaged):
        vault.unlock(path, WORDS)


def test_the_header_is_bound_to_the_club_and_the_slot(path, key):
    rewritten(path, lambda body: body.update(club="club-2"))
    with pytest.raises(KeyFileDamaged, match="altered"):
        vault.unlock(path, WORDS)
    rewritten(path, lambda body: body.update(club="club-1"))
    assert vault.unlock(path, WORDS) == key
    rewritten(path, lambda body: body["slots"][0].update(slot="recovery"))
    with pytest.raises(KeyFileDamaged, match="altered"):
        vault.open_with(vault.load(path), "recovery", WORDS, path)


def test_a_changed_pass_phrase_keeps_the_data_key_and_forgets_the_old_phrase(path, key):
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase(path, "not it", "eight kebabs", TEST)
    assert path.read_bytes() == before
    assert vault.change_passphrase(path, WORDS, "eight kebabs", TEST) == key
    assert vault.unlock(path, "eight kebabs") == key
    with pytest.raises(WrongPassphrase):
        vault.unlock(path, WORDS)


def test_a_second_way_in_stands_beside_the_pass_phrase(path, key):
    vault.set_slot(path, key, "recovery", "0123-4567", TEST)
    vault.change_passphrase(path, WORDS, "eight kebabs", TEST)
    found = vault.load(path)
    assert {slot.kind for slot in found.slots} == {"pass", "recovery"}
    assert vault.open_with(found, "recovery", "0123-4567", path) == key
    with pytest.raises(WrongPassphrase):
        vault.open_with(found, "recovery", "eight kebabs", path)
    with pytest.raises(KeyFileDamaged, match="no slot"):
        vault.open_with(found, "dpapi", "x", path)


def test_both_ways_in_are_made_anew_in_one_write(path):
    first, second = recovery.written(bytes(20)), recovery.written(bytes([7]) * 20)
    key = vault.create(path, WORDS, "club-1", TEST, first, "2026-11-21T08:30:00Z")
    found = vault.load(path)
    assert found.slot(vault.RECOVERY).made == "2026-11-21T08:30:00Z"
    assert found.fits(key)
    assert not found.fits(None)
    both = {vault.PASS: "eight kebabs", vault.RECOVERY: second}
    vault.store(path, vault.renewed(found, key, both, "2026-12-01T08:30:00Z", TEST))
    found = vault.load(path)
    assert {each.made for each in found.slots} == {"2026-12-01T08:30:00Z"}
    for typed, kind in (("eight kebabs", vault.PASS), (second.lower(), vault.RECOVERY)):
        assert vault.open_typed(found, typed, path) == (key, kind)
    for gone in (WORDS, first):
        with pytest.raises(WrongPassphrase):
            vault.open_typed(found, gone, path)
    with pytest.raises(KeyFileDamaged):
        vault.renewed(found, os.urandom(32), both, cost=TEST)


def test_the_moment_a_slot_was_made_cannot_be_changed_unseen(path):
    vault.create(path, WORDS, "club-1", TEST, made="2026-11-21T08:30:00Z")
    rewritten(path, lambda body: body["slots"][0].update(made="2026-01-01T08:30:00Z"))
    with pytest.raises(KeyFileDamaged, match="altered"):
        vault.unlock(path, WORDS)


def test_a_key_of_another_club_cannot_be_put_in(path, key):
    with pytest.raises(KeyFileDamaged):
        vault.set_slot(path, os.urandom(32), "pass", "mine now", TEST)
    assert vault.unlock(path, WORDS) == key


def test_a_pin_is_known_again_in_digits_of_any_kind():
    stored = secrets.hash_secret("481516", TEST)
    assert stored.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert secrets.verify(stored, "۴۸۱۵۱۶")
    assert not secrets.verify(stored, "481517")
    assert stored != secrets.hash_secret("481516", TEST)


def test_a_peppered_hash_is_worth_nothing_without_the_pepper():
    stored = secrets.hash_secret("481516", TEST, b"pepper")
    assert secrets.verify(stored, "481516", b"pepper")
    assert not secrets.verify(stored, "481516")
    assert not secrets.verify(stored, "481516", b"other")


@pytest.mark.parametrize(
    "stored",
    [None, "", "x", "$argon2id$v=19$m=1073741824,t=1,p=1$c29tZXNhbHQxMjM$" + "A" * 43,
     "$argon2id$v=19$m=8,t=1,p=1$$", "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQxMjM$" + "A" * 43,
     "$argon2id$v=19$m=8,t=1,p=0$c29tZXNhbHQxMjM$" + "A" * 43, "$argon2id$" * 9, "$" * 5],
)  # fmt: skip
def test_an_unknown_operator_or_a_broken_hash_is_a_wrong_secret(stored):
    assert not secrets.verify(stored, "481516", cost=TEST)


def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in():
    stored = secrets.hash_secret("481516", TEST)
    assert not secrets.needs_rehash(stored, TEST)
    assert secrets.needs_rehash(stored, Cost(16, 1))
    assert secrets.needs_rehash("broken", TEST)
    assert Cost(65_536, 3, 1) == secrets.NORMAL
