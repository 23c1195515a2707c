"""The command ``segments``: classes of members with counts, money and share."""

import json

import pytest

from loyaldesk.cli import main
from tests.conftest import PIN
from tests.insight.making import ClubStory


@pytest.fixture
def club(desk, clock, monkeypatch):
    monkeypatch.setenv("LOYALDESK_SECRET", PIN)
    story = ClubStory(desk, clock)
    for n in range(1, 6):
        story.sales(story.member("2025-01-10"), "2026-10-01", n, 7, n * 1_000_000)
    return str(desk.db.path)


def run(capsys, clock, *words):
    code = main([*words, "--language", "en"], clock=clock)
    return code, *capsys.readouterr()


def test_classes_are_printed_with_members_money_and_share(club, clock, capsys):
    code, out, err = run(capsys, clock, "segments", club)
    assert (code, err) == (0, "")
    assert "  Heavy buyers: 1 member  2,500,000 Toman  45%" in out.splitlines()


def test_classes_are_written_as_json(club, clock, capsys):
    code, out, _ = run(capsys, clock, "segments", club, "--at", "2026-11-20", "--json")
    told = json.loads(out)
    assert (code, told["day"]) == (0, "2026-11-20")
    assert {row["segment"]: row["members"] for row in told["spend"]} == {
        "spend:heavy": 1, "spend:medium": 2, "spend:light": 2, "spend:zero": 0,
    }  # fmt: skip
    assert sum(row["net_rial"] for row in told["rfm"]) == 55_000_000


@pytest.mark.parametrize("day", ["2027-01-01", "1.x", "1405-13-01"])
def test_a_day_that_cannot_be_is_refused_in_a_sentence(club, clock, capsys, day):
    code, out, err = run(capsys, clock, "segments", club, "--at", day)
    assert (code, out, err.count("\n")) == (2, "", 1)
