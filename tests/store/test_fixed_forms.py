"""What was written once must be read for ever: a key file and a seal, letter by letter."""

import hashlib
import hmac

import pytest

from loyaldesk.domain.secrets import KeyFileDamaged
from loyaldesk.store import seals, vault

KEYS = """{
 "format": "loyaldesk-keys", "version": 1, "club": "club-1", "key_check": "eea06cfd38cf6fb4",
 "slots": [{
   "made": "2026-11-21T08:30:00Z", "slot": "pass", "kdf": "argon2id", "memory_kib": 8,
   "time_cost": 1, "parallelism": 1, "salt": "1d101a181ab7966f204eb11cc22b768d",
   "check": "a99b94b8a81e49d1", "nonce": "11dcf6ce293298d49d569ed3",
   "wrapped": "3c17a9c9e133e2a6b865644e09a621fb34780db395ba96435525090283d678cb07b67d7e2972c6658c48d97062fa1c43"
 }],
 "sum": "fe6121ef9590a5f9bd70a88263d4a21ffd542dd6cd731554392f23fed31afce6"
}"""  # noqa: E501 - one value


def test_a_key_file_of_the_first_release_opens(tmp_path):
    path = tmp_path / "shop.club.keys"
    path.write_text(KEYS)
    key = vault.unlock(path, "seven kebabs at noon")
    assert key.hex() == "29f874cdf6b32a5ee1c0bbcbffcc971498a37e378e30f0608a070ac1c3c9d0fe"


def test_a_key_file_without_the_way_in_that_is_asked_for_names_the_file(tmp_path):
    path = tmp_path / "shop.club.keys"
    path.write_text(KEYS)
    with pytest.raises(KeyFileDamaged) as refused:
        vault.open_with(vault.load(path), vault.RECOVERY, "x", path)
    assert refused.value.path == str(path)


def test_a_seal_is_computed_as_it_was_in_the_first_release():
    """By hand: HMAC-SHA-256 over the seal before, the figures, and the digests, cut to 16 bytes."""
    key, nothing = bytes(range(32)), bytes(32)
    by_hand = hmac.new(key, bytes(16) + b"1|7|1|2|3|4|5|" + nothing * 5, hashlib.sha256).digest()
    found = seals.compose(key, bytes(16), 7, seals.ORDINARY, (1, 2, 3, 4, 5), (seals.EMPTY,) * 5)
    assert found == by_hand[:16] == bytes.fromhex("3b82e0b4c0df146dd1169e681b26b76f")
    assert (seals.ORDINARY, seals.BEGINNING) == (1, 2)
    assert seals.PARTS == ("audit", "points_entry", "account_entry", "sale", "consent")
