"""The command ``complaints``: what it answers and what it refuses."""

import json

import pytest

from loyaldesk import cli
from loyaldesk.domain.permissions import Role
from loyaldesk.services import complaint_reading, complaints, staff
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.conftest import PIN
from tests.makers import make_member


@pytest.fixture(autouse=True)
def _english(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text('{"language": "en"}')
    monkeypatch.setenv(cli.SECRET, PIN)


@pytest.fixture
def shop(club_file, clock):
    """A shop with one complaint that is late and one that is not."""
    db = open_club(club_file)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    member = make_member(desk, first_name="Zahra", last_name="\u202eKarimi").id
    complaints.open(desk, ComplaintDraft("a", "delivery", "Late\nagain", member, severity=4))
    clock.forward(minutes=16)
    complaints.open(desk, ComplaintDraft("b", "neglect", "Nobody came"))
    db.close()
    return club_file


def run(capsys, clock, *arguments):
    code = cli.main([str(a) for a in arguments], clock=clock)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_complaints_are_listed_as_json_with_their_figures(capsys, clock, shop):
    code, out, err = run(capsys, clock, "complaints", shop, "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    told = json.loads(out)
    first, second = told["complaints"]
    assert (first["number"], first["minutes_left"], first["overdue"]) == (1, -1, True)
    assert (first["name"], first["clock"], first["state"]) == ("Zahra Karimi", "ack", "received")
    assert (second["minutes_left"], second["member"], second["severity"]) == (30, "", 3)
    figures = told["figures"]
    assert (figures["opened"], figures["open"], figures["neglect"]) == (2, 2, 1)
    assert figures["first_answer_mean_minutes"] is None
    assert figures["acknowledged_in_time"] == 0.0
    assert figures["solved_in_time"] is None


def test_the_list_is_narrowed(capsys, clock, shop):
    for options, numbers in (
        (("--overdue",), [1]), (("--category", "neglect"), [2]), (("--text", "nobody"), [2]),
        (("--state", "closed"), []),
    ):  # fmt: skip
        _, out, _ = run(capsys, clock, "complaints", shop, "--json", *options)
        assert [c["number"] for c in json.loads(out)["complaints"]] == numbers


def test_people_read_lines(capsys, clock, shop):
    code, out, _ = run(capsys, clock, "complaints", shop, "--language", "en")
    assert code == 0
    lines = out.splitlines()
    assert "Late delivery" in lines[0]
    assert "1 minute late" in lines[0]
    assert "somebody" in lines[1]
    assert lines[2] == "2 complaints"
    code, out, _ = run(capsys, clock, "complaints", shop, "--language", "fa")
    assert code == 0
    assert out.splitlines()[0].startswith("#۱")


@pytest.mark.parametrize(
    "options",
    [
        ("--state", "lost"), ("--from", "yesterday"), ("--from", "2026-12-01"),
        ("--until", "1405-14-01"), ("--category", "weather"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_one_sentence(capsys, clock, shop, options):
    code, out, err = run(capsys, clock, "complaints", shop, "--json", *options)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_days_the_wrong_way_round_are_told_by_the_name_of_the_field(capsys, clock, shop):
    options = ("--from", "2026-11-20", "--until", "2026-11-01", "--language", "en")
    _, _, err = run(capsys, clock, "complaints", shop, *options)
    assert err == "First day: The last day lies before the first one.\n"


def test_a_complaint_that_waits_is_due_at_no_moment(capsys, clock, shop):
    db = open_club(shop)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    late = complaint_reading.listing(desk)[0]
    complaints.acknowledge(desk, late.id)
    complaints.pause(desk, late.id, "waiting_member")
    db.close()
    _, out, _ = run(capsys, clock, "complaints", shop, "--json")
    told = {row["number"]: row for row in json.loads(out)["complaints"]}
    assert (told[1]["paused"], told[1]["due"]) == (True, None)
    assert told[2]["due"] is not None


def test_who_only_works_has_the_list_and_no_figures(capsys, clock, shop, monkeypatch):
    db = open_club(shop)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    staff.add(desk, "Nina", Role.CASHIER, "640271")
    db.close()
    monkeypatch.setenv(cli.SECRET, "640271")
    asked = ("complaints", shop, "--json", "--operator", "Nina", "--language", "en")
    _, out, _ = run(capsys, clock, *asked)
    told = json.loads(out)
    assert (len(told["complaints"]), told["figures"]) == (2, None)
    code, out, err = run(capsys, clock, *asked, "--from", "2026-11-01")
    assert (code, out) == (2, "")
    assert "does not allow" in err
