"""Members' privacy: consent with its proof, one person's data, how long data is kept (T19)."""

import json
from dataclasses import replace

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.services import checking, member_data, members, merging, privacy, redeeming
from loyaldesk.services.privacy import PrivacyRules
from tests.conftest import desk_of
from tests.makers import make_member, make_sale


def consent(desk, member_id):
    return members.open_form(desk, member_id)[0].consent


# --- consent --------------------------------------------------------------------------------------


def test_a_consent_is_kept_with_its_way_its_proof_and_what_was_told(desk, clock):
    member = make_member(desk)
    privacy.save_rules(desk, PrivacyRules(purpose_en="We write about your points."), 0)
    privacy.note_consent(desk, member.id, "sms", is_given=True, way="form", proof="form 1023")
    clock.forward(days=3)
    privacy.note_consent(desk, member.id, "sms", is_given=False, way="call")
    newest, first = privacy.consents(desk, member.id)
    assert (first.is_given, first.source, first.proof, first.wording) == (
        True, "form", "form 1023", "1",
    )  # fmt: skip
    assert (newest.is_given, newest.source, newest.operator) == (False, "call", "Maryam")
    assert consent(desk, member.id) == frozenset()


def test_a_consent_holds_for_what_is_sent(desk):
    member = make_member(desk)
    privacy.note_consent(desk, member.id, "email", is_given=True)
    assert consent(desk, member.id) == {"email"}


def test_a_consent_of_the_form_knows_what_was_told_too(desk):
    privacy.save_rules(desk, PrivacyRules(purpose_fa="برای پیامک امتیاز"), 0)
    member = make_member(desk, consent=frozenset({"sms"}))
    assert [(row.source, row.wording) for row in privacy.consents(desk, member.id)] == [
        ("enrolment", "1")
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "pigeon"}, {"channel": "sms", "way": "shouted"},
        {"channel": "sms", "proof": "x" * 121}, {"channel": "sms", "proof": "a\x00"},
    ],
)  # fmt: skip
def test_a_consent_that_cannot_be_is_refused(desk, given):
    member = make_member(desk)
    with pytest.raises(BadInput):
        privacy.note_consent(desk, member.id, is_given=True, **given)
    assert privacy.consents(desk, member.id) == []


def test_an_erased_member_gives_no_consent(desk):
    member = make_member(desk)
    members.erase(desk, member.id)
    with pytest.raises(errors.MemberErased):
        privacy.note_consent(desk, member.id, "sms", is_given=True)


# --- one person's data ----------------------------------------------------------------------------


def test_one_persons_data_holds_every_room_of_the_club(desk, tmp_path):
    member, other = make_member(desk, address="Golestan 5"), make_member(desk)
    sale = make_sale(desk, member.id, 20_000_000)
    make_sale(desk, other.id, 30_000_000)
    members.write_note(desk, member.id, "likes green")
    redeeming.redeem(desk, member.id, 10, key="r")
    rows = member_data.write_json(desk, member.id, tmp_path / "m.json")
    read = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert read["member"][0]["address"] == "Golestan 5"
    assert [row["id"] for row in read["data"]["sale"]] == [sale.sale_id]
    assert [row["text"] for row in read["data"]["note"]] == ["likes green"]
    assert [row["points"] for row in read["data"]["points_entry"]] == [200, -10]
    assert rows == 1 + sum(len(each) for each in read["data"].values())
    act = desk.db.execute_sql("SELECT subject_id FROM audit WHERE act = 'member.export'").fetchall()
    assert act == [(member.id,)]


def test_the_data_of_a_merged_record_belong_to_the_person(desk):
    old, kept = make_member(desk), make_member(desk)
    make_sale(desk, old.id, 10_000_000)
    merging.merge(desk, old.id, kept.id)
    found = member_data.of_member(desk, kept.id)
    assert {row["id"] for row in found["member"]} == {old.id, kept.id}
    assert {row["member_id"] for row in found["data"]["points_entry"]} == {old.id, kept.id}


def test_nothing_that_proves_who_somebody_is_is_handed_over(desk):
    member = make_member(desk)
    text = json.dumps(member_data.of_member(desk, member.id))
    assert "hash" not in text
    assert "name_key" not in text


def test_a_cashier_hands_over_nothing(desk, tmp_path):
    member = make_member(desk)
    with pytest.raises(errors.PermissionDenied):
        member_data.write_json(desk_of(desk, Role.CASHIER), member.id, tmp_path / "m.json")
    assert not (tmp_path / "m.json").exists()


# --- how long data is kept ------------------------------------------------------------------------


def test_who_did_not_come_for_the_time_is_erased_and_who_has_points_is_kept(desk, clock):
    gone, rich, new = make_member(desk), make_member(desk), None
    make_sale(desk, gone.id, 1_000)  # too small for a point
    make_sale(desk, rich.id, 50_000_000)
    members.write_note(desk, rich.id, "old note")
    clock.forward(days=800)
    new = make_member(desk)
    make_sale(desk, new.id, 1_000)
    privacy.save_rules(desk, PrivacyRules(members=24, notes=24), 0)
    seen = privacy.preview(desk)
    assert (seen.members, seen.held, seen.notes) == (1, 1, 1)
    assert [one.id for one in seen.first] == [gone.id]
    done = privacy.let_go(desk)
    assert (done.members, done.notes, done.prospects) == (1, 1, 0)
    assert members.open_form(desk, gone.id)[0].first_name == ""
    assert members.open_form(desk, rich.id)[0].first_name == "Sara"
    assert privacy.preview(desk).is_nothing
    assert checking.check(desk) == []


def test_a_backup_is_made_before_anything_is_let_go_of(desk, clock):
    make_member(desk)
    clock.forward(days=800)
    privacy.save_rules(desk, PrivacyRules(members=24), 0)
    privacy.let_go(desk)
    acts = [row[0] for row in desk.db.execute_sql("SELECT act FROM audit ORDER BY seq").fetchall()]
    assert acts.index("backup.make") < acts.index("member.erase")


def test_without_rules_nothing_is_let_go_of(desk, clock):
    make_member(desk)
    clock.forward(days=8000)
    assert privacy.preview(desk).is_nothing
    assert privacy.let_go(desk).members == 0


def test_rules_are_tried_before_they_are_saved(desk, clock):
    make_member(desk)
    clock.forward(days=800)
    assert privacy.preview(desk, PrivacyRules(members=24)).members == 1
    assert privacy.rules(desk)[0].members == 0


def test_what_cannot_be_a_rule_is_said_for_every_field(desk):
    with pytest.raises(SeveralBadInputs) as refused:
        privacy.save_rules(desk, PrivacyRules(members=-1, notes=601, purpose_fa="x" * 2001), 0)
    assert [each.field for each in refused.value.problems] == ["members", "notes", "purpose_fa"]


def test_only_who_may_changes_the_rules(desk):
    manager = desk_of(desk, Role.MANAGER)
    with pytest.raises(errors.PermissionDenied):
        privacy.save_rules(manager, replace(PrivacyRules(), notes=3), 0)
    with pytest.raises(errors.PermissionDenied):
        privacy.preview(manager)
