"""Every bad input and fault of the safety plan (96 rows) has a test that bears its number.

A test names the rows it stands for, ``test_r08_a_full_disk_…``; a row that cannot be tried on this
computer stands in `NOT_HERE` with the reason. The rows are listed in `ROWS`, so that the plan can
be read beside its tests.
"""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]

ROWS = 96

NOT_HERE: dict[int, str] = {}
"""Row -> why no test of this repository can show it; `docs/WINDOWS_CHECK.md` has those."""

_NAMED = re.compile(r"def (test_\w+)")
_ROW = re.compile(r"(?<![a-z0-9])r(\d\d)(?!\d)")


def rows_tested() -> dict[int, list[str]]:
    """Return for each row the tests that bear its number."""
    found: dict[int, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for name in _NAMED.findall(file.read_text("utf-8")):
            for row in _ROW.findall(name):
                found.setdefault(int(row), []).append(f"{file.name}::{name}")
    return found


def test_every_row_of_the_plan_has_its_test_or_says_why_not():
    tested = rows_tested()
    missing = [row for row in range(1, ROWS + 1) if row not in tested and row not in NOT_HERE]
    assert missing == []


def test_no_test_bears_a_row_that_is_none():
    assert [row for row in rows_tested() if not 1 <= row <= ROWS] == []


def test_what_cannot_be_tried_here_is_not_claimed_to_be():
    assert sorted(set(NOT_HERE) & set(rows_tested())) == []
