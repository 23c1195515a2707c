"""T9: who may not see whole mobiles sees no contact data anywhere; each look is in the trail."""

from dataclasses import replace
from pathlib import Path

import pytest

from loyaldesk.domain.complaints import CATEGORIES
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import (
    complaints,
    exports,
    feedback,
    followups,
    import_reading,
    imports,
    members,
    profile,
    requests,
    role_editing,
)
from tests.safety import rights
from tests.services.test_rights import CELLS

KNOWN = {
    "mobile": "9121234567", "email": "canary@mail.example", "landline": "2177665544",
    "address": "Canary street 9", "postal_code": "1234567890", "national_id": "0499370899",
}  # fmt: skip

MAY_SEE = {
    "safekeeping.back_up",
    "safekeeping.timed",  # the club itself, not shown to anybody
    "occasions.add",  # who takes care of an order is to call there (`casework.shown`)
}
WRITES_MEMBERS = {"members.erase", "members.enrol", "members.edit", "merging.merge"}
LOOKERS = [*(str(role) for role in Role), "own-1"]


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    desk, world = rights.begin(tmp_path_factory.mktemp("masked"))
    form, version = members.open_form(desk, world.member)
    whole = {**KNOWN, "mobile": "09121234567", "landline": "02177665544"}
    members.edit(desk, world.member, replace(form, **whole), version)
    requests.open_request(desk, RequestDraft("r", "delivery", world.member))
    feedback.take(desk, FeedbackDraft("f", "idea", "Tea", world.member))
    complaints.open(desk, complaints.ComplaintDraft("k", CATEGORIES[0], "Broken", world.member))
    followups.make(desk, followups.FollowupDraft("kk", world.member))
    people = rights.workers(desk)
    yield desk, world, people
    desk.db.close()


def everything(got: object, folder: Path) -> str:
    """Return all that came back, and all that was written, as one text."""
    if hasattr(got, "__next__"):
        got = list(got)
    texts = [repr(got)]
    rows = getattr(got, "rows", None)
    if rows is not None and not callable(rows):
        texts.append(repr(list(rows)))
    for file in folder.rglob("*"):
        if file.is_file() and not file.name.startswith("rights.club"):
            texts.append(file.read_bytes().decode("utf-8", "replace"))
            file.unlink()
    return " ".join(texts)


@pytest.mark.parametrize("role", LOOKERS)
def test_t09_contact_data_is_shown_only_to_those_who_may_see_it(club, role):
    """Every use case the role may call is called; nothing of it holds what is masked."""
    _desk, world, people = club
    worker, held = people[role]
    if Permission.MEMBER_REVEAL in held:
        assert members.find(worker, "sara")[0].mobile == "+989121234567"
        return
    leaks = []
    for name, needs, act in CELLS:
        if not needs <= held or name.split(":")[0] in MAY_SEE | WRITES_MEMBERS:
            continue
        try:
            got = act(worker, world)
        except ClubError:
            continue
        text = everything(got, world.folder).replace(" ", " ")
        close = text.replace(" ", "").replace("-", "")
        leaks += [
            f"{name}: {field}" for field, value in KNOWN.items() if value in text or value in close
        ]
    assert leaks == []
    assert "4567" in members.find(worker, "sara")[0].mobile


def test_t09_what_is_not_shown_is_not_lost_when_the_form_is_stored(club):
    desk, world, people = club
    cashier = people["cashier"][0]
    form, version = members.open_form(cashier, world.member)
    assert not any(getattr(form, name) for name in KNOWN)
    members.edit(cashier, world.member, replace(form, first_name="Zohreh"), version)
    stored = members.open_form(desk, world.member)[0]
    assert stored.first_name == "Zohreh"
    assert stored.address == KNOWN["address"]
    assert stored.mobile.endswith(KNOWN["mobile"])
    members.edit(desk, world.member, replace(stored, first_name="Sara"), version + 1)


def test_t09_each_look_at_a_whole_mobile_is_in_the_trail(club):
    desk, world, people = club
    senior = people["senior"][0]
    assert profile.reveal_mobile(senior, world.member).endswith(KNOWN["mobile"])
    act = desk.db.execute_sql(
        "SELECT operator_id, act, subject_id FROM audit ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    assert act == (senior.operator.id, "member.reveal", world.member)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_t09_a_list_says_who_wrote_it_and_when_and_comes_in_again_without_that_line(club, name):
    desk, world, _people = club
    path = world.folder / name
    count = exports.export_members(desk, path)
    act, detail = desk.db.execute_sql(
        "SELECT act, detail FROM audit ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    assert (act, f'"rows": {count}' in detail) == ("list.export", True)
    if name.endswith("csv"):
        last = path.read_text("utf-8-sig").splitlines()[-1]
        assert last.lstrip('"').startswith("LoyalDesk: ")
        assert desk.operator.name in last
    found = imports.analyse(desk, path, "members", import_reading.Options())
    assert found.counts.rows == found.counts.already_there == count
    path.unlink()


def test_t09_a_role_of_the_shop_is_masked_until_it_gets_the_right(club):
    desk, world, people = club
    own = people["own-1"][0]
    assert not members.open_form(own, world.member)[0].email
    role_editing.change_rights(
        desk, "own-1", DEFAULT_RIGHTS[Role.CASHIER] | {Permission.MEMBER_REVEAL}
    )
    assert members.open_form(own, world.member)[0].email == KNOWN["email"]
    role_editing.change_rights(desk, "own-1", DEFAULT_RIGHTS[Role.CASHIER])
