"""Members: four fields to enrol, one name space of codes, duplicates found each time."""

from dataclasses import replace

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.members import MemberDraft, is_company_id, is_national_id
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.services import cards, checking, members, reversals
from tests.conftest import desk_of
from tests.makers import make_member, make_sale


@pytest.mark.parametrize(
    "spelling",
    [
        "09121234567",
        "9121234567",
        "+98 912 123 4567",
        "00989121234567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
    ],
)
def test_a_mobile_is_one_number_in_all_its_spellings(desk, spelling):
    new = make_member(desk, mobile="0912 123 4567")
    assert members.identify(desk, spelling).id == new.id


def test_a_former_code_is_kept_as_typed(desk):
    old = make_member(desk, code="00001")
    assert members.identify(desk, " ۰۰۰۰۱ ").id == old.id
    with pytest.raises(errors.UnknownCode):
        members.identify(desk, "1")


def test_a_mobile_that_belongs_to_somebody_is_refused_naming_them(desk):
    make_member(desk, first_name="Zahra", last_name="Karimi", mobile="09121234567")
    with pytest.raises(errors.MobileTaken) as refused:
        make_member(desk, mobile="+989121234567")
    assert refused.value.name == "Zahra Karimi"


def test_sharing_a_mobile_needs_a_manager(desk):
    make_member(desk, mobile="09121234567")
    draft = MemberDraft("Ali", "Karimi", "09121234567")
    with pytest.raises(errors.PermissionDenied):
        members.enrol(desk_of(desk, Role.CASHIER), draft, share_mobile=True)
    members.enrol(desk_of(desk, Role.MANAGER), draft, share_mobile=True)


def test_a_code_that_fits_two_members_is_refused_naming_both(desk):
    make_member(desk, first_name="Zahra", last_name="Karimi", mobile="09121234567")
    members.enrol(desk, MemberDraft("Ali", "Karimi", "09121234567"), share_mobile=True)
    with pytest.raises(errors.AmbiguousCode) as refused:
        members.identify(desk, "09121234567")
    assert refused.value.names == ("Zahra Karimi", "Ali Karimi")


def test_all_codes_stand_in_one_name_space(desk):
    first = make_member(desk, code="A-17")
    with pytest.raises(errors.CodeTaken):
        make_member(desk, code=" a-۱۷ ")
    with pytest.raises(errors.CodeTaken):
        members.link_code(desk, first.id, first.number.lower())


def test_a_bank_card_is_refused_and_not_repeated(desk):
    with pytest.raises(errors.BankCard) as refused:
        members.identify(desk, "6037 9911 2233 4455")
    assert "6037" not in str(refused.value)


def test_a_replaced_card_is_refused_with_a_sentence_and_the_balance_stays(desk):
    new = make_member(desk)
    old = cards.issue(desk, new.id)
    make_sale(desk, new.id, 1_000_000)
    card = next(row for row in cards.of_member(desk, new.id) if row.typed == old)
    fresh = cards.replace(desk, card.id, "lost")
    with pytest.raises(errors.DeadCard) as refused:
        members.identify(desk, old)
    assert refused.value.state == "replaced"
    found = members.identify(desk, fresh)
    assert make_sale(desk, found.id, 100_000).balance == 11


def test_duplicates_are_found_by_folded_name(desk):
    make_member(desk, first_name="علي", last_name="كاظمی", mobile="")
    found = members.duplicates(desk, MemberDraft("علی", "کاظمي"))
    assert [(one.name, one.why) for one in found] == [("علی کاظمی", "name")]


@pytest.mark.parametrize("typed", ["احمد", "AHMAD", "hm", "4567", "09121", "m1001", "rez ahm"])
def test_a_member_is_found_by_any_part(desk, typed):
    name = ("رضا", "احمدی") if typed == "احمد" else ("Reza", "Ahmadi")
    new = make_member(desk, first_name=name[0], last_name=name[1], mobile="09121234567")
    if typed == "hm":  # two letters inside a word are too few to search by
        assert members.find(desk, typed) == []
    else:
        assert [hit.id for hit in members.find(desk, typed)] == [new.id]


@pytest.mark.parametrize(
    "typed", ['"', "*", "AND", "NOT x", "col:x", "(" * 5000, "x" * 50_000, "'; DROP TABLE member",
              "%", "_", "\\", "\0", "a\0b", '"a" OR "b'],
)  # fmt: skip
def test_search_takes_any_text_as_text(desk, typed):
    make_member(desk)
    assert members.find(desk, typed) == []


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("<b>Ali</b>", "<b>Ali</b>"),
        ("A\u202eli\u200b", "Ali"),
        ("Tom & Jerry %s {0}", "Tom & Jerry %s {0}"),
        ("می‌روم", "می‌روم"),
        ("👨‍👩‍👧", "👨👩👧"),
    ],
)
def test_a_hostile_name_is_plain_text(desk, name, stored):
    new = make_member(desk, first_name=name, last_name="")
    assert members.open_form(desk, new.id)[0].first_name == stored


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 20_000, "y" * 121])
def test_a_name_that_cannot_be_stored_is_refused_beside_its_field(desk, name):
    with pytest.raises(SeveralBadInputs) as refused:
        make_member(desk, first_name=name)
    assert [problem.field for problem in refused.value.problems] == ["first_name"]
    assert desk.db.execute_sql("SELECT COUNT(*) FROM member").fetchone()[0] == 0


def test_two_people_editing_the_same_form_do_not_overwrite_each_other(desk):
    new = make_member(desk)
    draft, version = members.open_form(desk, new.id)
    members.edit(desk, new.id, draft, version)
    with pytest.raises(errors.ChangedMeanwhile):
        members.edit(desk, new.id, draft, version)


def test_a_cashier_changes_name_and_mobile_only(desk):
    new = make_member(desk)
    cashier = desk_of(desk, Role.CASHIER)
    draft, version = members.open_form(cashier, new.id)
    members.edit(cashier, new.id, MemberDraft("Other", draft.last_name, "09351112233"), version)
    with pytest.raises(errors.PermissionDenied):
        members.edit(cashier, new.id, MemberDraft("Other", "Name", address="Tehran"), version + 1)


def test_a_blocked_member_cannot_buy(desk):
    new = make_member(desk)
    with pytest.raises(BadInput):
        members.set_blocked(desk, new.id, blocked=True)
    members.set_blocked(desk, new.id, blocked=True, reason="cheque bounced")
    with pytest.raises(errors.MemberBlocked):
        make_sale(desk, new.id)
    members.set_blocked(desk, new.id, blocked=False)
    make_sale(desk, new.id)


def test_an_erased_member_leaves_figures_and_no_name(desk, club_file):
    new = make_member(desk, first_name="Canarybird", last_name="Hidden", mobile="09123334455")
    make_sale(desk, new.id, 1_000_000)
    members.write_note(desk, new.id, "Canarybird likes tea")
    members.erase(desk, new.id)
    assert members.find(desk, "canary", everyone=True) == []
    assert checking.check(desk) == []
    with pytest.raises(errors.MemberErased):
        make_sale(desk, new.id)
    assert reversals.may_reverse(desk, 1).points == 10


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("0499370899", True), ("0790419904", True), ("0084575948", True), ("0963695398", True),
     ("0684159415", False), ("1111111111", False), ("0499370898", False), ("049937089", False)],
)  # fmt: skip
def test_a_national_id_has_a_check_digit(number, is_right):
    """The valid numbers are the ones public validators of Iranian ids use as examples."""
    assert is_national_id(number) is is_right


def test_a_company_id_has_a_check_digit():
    assert is_company_id("10380284790")
    assert not is_company_id("10380284791")


def test_no_byte_of_an_erased_member_is_left_in_the_files(desk, club_file):
    """T19, S4: canaries in every field, a long note, an older form; club, WAL and index."""
    canaries = {
        "first_name": "zahrakanari", "last_name": "mohammadipour",
        "address": "golestanstreet " * 15,
        "email": "kanari@kanari.example", "mobile": "09127654321", "family": "kanarifamily",
        "preferences": "kanaripreference", "sizes": "kanarisize", "national_id": "0084575948",
        "source": "kanarisource", "honorific": "kanarihonor", "landline": "02188776655",
        "postal_code": "1998877665",
    }  # fmt: skip
    member = make_member(desk, code="OLDKANARI7", tags=("kanaritag",), **canaries)
    for _ in range(30):
        make_member(desk)
    members.write_note(desk, member.id, "kanarinote " * 360)
    form, version = members.open_form(desk, member.id)
    members.edit(desk, member.id, replace(form, first_name="kanarisecond"), version)
    members.set_blocked(desk, member.id, blocked=True, reason="kanarireason")
    desk.db.close()
    desk.db.connect()
    looked_for = [text.split()[0] for text in canaries.values()]
    looked_for += ["OLDKANARI7", "kanaritag", "kanarinote", "kanarisecond", "kanarireason"]
    looked_for += ["989127654321", "123456721989"]

    def left() -> set[str]:
        everything = b"".join(
            file.read_bytes() for file in club_file.parent.glob(f"{club_file.name}*")
        ).lower()
        return {text for text in looked_for if text.lower().encode() in everything}

    members.erase(desk, member.id)
    desk.db.close()
    assert left() == set()
    desk.db.connect()
    assert members.find(desk, "kanari", everyone=True) == []
