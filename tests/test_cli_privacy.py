"""The command line hands over one person's data, and tells and erases what is kept too long."""

import json

import pytest

from loyaldesk.cli import main
from loyaldesk.services import members, privacy
from tests.conftest import PIN
from tests.makers import make_member


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("LOYALDESK_SECRET", PIN)


@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_all_data_of_one_member_are_written(desk, club_file, clock, tmp_path, ending):
    member = make_member(desk)
    out = tmp_path / f"m.{ending}"
    assert main(["hand-over", str(club_file), member.number, "--out", str(out)], clock=clock) == 0
    assert out.stat().st_size > 500


def test_what_is_kept_too_long_is_told_first_and_erased_only_when_said(
    desk, club_file, clock, capsys
):
    gone = make_member(desk)
    privacy.save_rules(desk, privacy.PrivacyRules(members=24), 0)
    clock.forward(days=800)
    assert main(["retention", str(club_file), "--json"], clock=clock) == 2
    assert json.loads(capsys.readouterr().out)["members"] == 1
    assert members.open_form(desk, gone.id)[0].first_name == "Sara"
    assert main(["retention", str(club_file), "--yes"], clock=clock) == 0
    assert members.open_form(desk, gone.id)[0].first_name == ""
    assert main(["retention", str(club_file)], clock=clock) == 0
