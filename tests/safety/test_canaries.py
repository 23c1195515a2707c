"""T7, T19: nothing of a person lies about in the open, and nothing of an erased one anywhere."""

from base64 import b64encode

import pytest

from tests.safety import canaries
from tests.safety.canaries import NOT_KEPT, Places, encrypted_club, is_in, is_marked


@pytest.mark.parametrize(
    "content",
    [
        b"..ZQVKanari007..",
        "ژپغکناری".encode("utf-16-le"),
        "ژپغکناری".encode("utf-16-be"),
        "ژپغكناري".encode(),
        "ژپغکناری"[::-1].encode(),
        "۷۳۵۱۹۷".encode(),
        "٧٣٥١٩٧".encode(),
        b"..791537..",
        b64encode(b"x" + "ژپغکناری".encode() + b"y"),
        b64encode(b"ab" + b"zqvkanari" + b"cdef"),
        rb"\u0698\u067e\u063a\u06a9\u0646\u0627\u0631\u06cc",
    ],
)
def test_the_search_finds_a_value_in_every_coat(content):
    assert is_marked(content)


def test_the_search_finds_nothing_in_noise():
    assert not is_marked(bytes(range(256)) * 4000)
    assert not is_in("zqvkanari012", b"zqvkanari 012")


@pytest.mark.gate
def test_t07_an_encrypted_club_leaves_nothing_readable_anywhere(scale):
    left = encrypted_club(Places(scale.folder), is_long=scale.is_long)
    assert left.marks >= 100
    assert left.control == left.marks - len(NOT_KEPT)
    assert left.files > 10 and left.watched >= 1
    assert left.hits == []


def test_t19_nothing_of_an_erased_person_is_left_in_the_club_file(scale):
    count, left = canaries.erased_people(Places(scale.folder))
    assert count >= 80
    assert left == []


@pytest.mark.gate
def test_t19_nothing_of_whom_nobody_saw_for_long_is_left(scale):
    count, left = canaries.let_go_people(Places(scale.folder))
    assert count >= 40
    assert left == []


@pytest.mark.gate
def test_r96_nothing_of_an_erased_person_comes_back_with_a_backup(scale):
    count, left = canaries.erased_after_restore(Places(scale.folder))
    assert count >= 80
    assert left == []
