"""What cannot wait for the night: ladders, today's events, missed orders, the calendar file."""

from loyaldesk.domain.followups import FollowupDraft, FollowupRules
from loyaldesk.services import complaints, followup_files, followups, staff, ticking
from loyaldesk.services.complaints import ComplaintDraft
from tests.makers import make_member


def test_a_complaint_nobody_touches_goes_a_rung_up_once(desk, clock):
    complaints.open(desk, ComplaintDraft("late", "delivery", "came late", make_member(desk).id))
    system = staff.system_desk(desk)
    assert ticking.tick(system).escalated == 0
    clock.forward(days=3)  # every clock of the default policy is over by now
    assert ticking.tick(system).escalated > 0
    assert ticking.tick(system).escalated == 0


def test_the_calendar_file_follows_what_was_kept(desk, tmp_path):
    path = tmp_path / "club.ics"
    followups.save_rules(desk, FollowupRules(subscription=str(path)), 0)
    member = make_member(desk, first_name="Sara", last_name="Ahmadi").id
    followups.make(desk, FollowupDraft("call", member, text="call about the shoes"))
    ticking.tick(staff.system_desk(desk))
    assert "call about the shoes" in path.read_text("utf-8")


def test_a_calendar_file_that_cannot_be_written_stops_nothing_and_is_noted(desk, tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    followups.save_rules(desk, FollowupRules(subscription=str(folder / "club.ics")), 0)
    folder.rmdir()
    folder.write_text("a file where the folder was", "utf-8")
    ticking.tick(staff.system_desk(desk))
    failed = desk.db.execute_sql(
        "SELECT COUNT(*) FROM audit WHERE act = ? AND result = 'failed'", (followup_files.FAILED,)
    ).fetchone()
    assert failed == (1,)
