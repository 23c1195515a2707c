"""S3: what somebody spoilt is read or refused; nothing breaks, hangs or is half done."""

import errno
import struct

import pytest
import xlsxwriter

from loyaldesk.domain.importing import UnreadableFile
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.gateways.spreadsheets import read_table
from loyaldesk.kernel.money import parse_amount
from loyaldesk.services import members
from loyaldesk.store import archive
from tests.makers import make_member
from tests.safety.fuzz import MOST_BYTES, fuzzed, most_memory


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("part", [4, pytest.param(1, marks=pytest.mark.gate)])
def test_s03_t08_r71_r75_r82_r83_spoilt_files_and_words_break_nothing(scale, part):
    held = most_memory()
    seen = fuzzed(scale, part)
    assert seen.crashes == []
    assert seen.slow == []
    assert seen.partial == []
    assert sum(seen.cases.values()) >= 1_000 // part
    assert most_memory() <= max(MOST_BYTES, held + 2**27)


def pointing_before_the_beginning(content: bytes) -> bytes:
    """Return a zip whose list says that it begins later than it does."""
    at = content.rindex(b"PK\x05\x06") + 16
    where = struct.unpack_from("<I", content, at)[0]
    return content[:at] + struct.pack("<I", where + 5_000) + content[at + 4 :]


def test_r83_a_workbook_whose_parts_lie_before_its_beginning_is_called_damaged(tmp_path):
    """Found by chance: the seek to such a part is an error of the system, not of the zip."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_string(0, 0, "x")
    path.write_bytes(pointing_before_the_beginning(path.read_bytes()))
    with pytest.raises(UnreadableFile) as refused:
        read_table(path)
    assert refused.value.why == "damaged"


def test_r83_what_the_system_says_of_a_spoilt_backup_is_a_spoilt_backup():
    with pytest.raises(BackupProblem) as refused, archive._reading("a.ldbk"):
        raise OSError(errno.EINVAL, "Invalid argument")
    assert refused.value.why == "damaged"
    with pytest.raises(OSError, match="No space"), archive._reading("a.ldbk"):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("typed", "rial"),
    [("0", 0), ("-5", -50), ("۱۲", 120), ("1,250,000", 12_500_000), ("1.250.000", 12_500_000)],
)
def test_r45_r46_figures_are_read_as_people_type_them(typed, rial):
    assert parse_amount(typed, "toman") == rial


@pytest.mark.parametrize("typed", ["1.5", "1.234,56", "abc", "10000000000000000000", "1.2345", "½"])
def test_r45_r46_figures_that_are_none_are_refused_and_never_guessed(typed):
    with pytest.raises(ValueError, match=r"fraction|not a number|large"):
        parse_amount(typed, "toman")


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "AND", "NOT x", "name:x", "(" * 5_000, "a" * 50_000, "'; DROP TABLE member;--"],
)
def test_r69_commands_of_the_word_index_are_words(desk, typed):
    make_member(desk, first_name="Ann", last_name="Lee")
    assert members.find(desk, typed) == []


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_r70_signs_of_patterns_find_themselves_only(desk, sign):
    make_member(desk, first_name="Ann", last_name="Lee")
    made = make_member(desk, first_name="Off", last_name=f"Fifty{sign}Fifty")
    assert members.find(desk, sign) == []
    assert [hit.id for hit in members.find(desk, f"fifty{sign}f")] == [made.id]
