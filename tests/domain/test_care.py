"""Who gets what is to be done: owner, deputies, skill, role, and the one with the least to do."""

import pytest

from loyaldesk.domain.care import Assigned, Hand, Wish, choose, folded, tags, words_of_member

MINA, REZA, SARA, ALI = 1, 2, 3, 4


def chosen(hands: list[Hand], wish: Wish, **loads: int) -> Assigned:
    return choose({hand.id: hand for hand in hands}, wish, lambda id_: loads.get(f"of_{id_}", 0))


def test_whom_somebody_named_gets_it() -> None:
    hands = [Hand(MINA, "cashier"), Hand(REZA, "cashier")]
    assert chosen(hands, Wish(REZA, MINA)) == Assigned(REZA, "given")


def test_else_the_owner_of_the_member_gets_it() -> None:
    hands = [Hand(MINA, "cashier"), Hand(REZA, "cashier")]
    assert chosen(hands, Wish(owner_id=REZA), of_2=40) == Assigned(REZA, "owner")


def test_when_the_owner_is_away_the_deputy_of_the_member_gets_it() -> None:
    hands = [
        Hand(MINA, "cashier", is_away=True, stand_in_id=SARA),
        Hand(REZA, "x"),
        Hand(SARA, "x"),
    ]
    assert chosen(hands, Wish(owner_id=MINA, deputy_id=REZA)) == Assigned(REZA, "deputy.away")


def test_then_who_stands_in_for_the_absence_and_then_the_operators_deputy() -> None:
    away = Hand(MINA, "cashier", is_away=True, stand_in_id=SARA, deputy_id=REZA)
    others = [Hand(REZA, "cashier"), Hand(SARA, "cashier")]
    assert chosen([away, *others], Wish(owner_id=MINA)) == Assigned(SARA, "stand_in.away")
    gone = [away, Hand(REZA, "cashier")]  # Sara is disabled
    assert chosen(gone, Wish(owner_id=MINA)) == Assigned(REZA, "operator_deputy.away")


def test_who_has_enough_for_the_day_is_passed_over() -> None:
    hands = [Hand(MINA, "cashier", day_limit=3, deputy_id=REZA), Hand(REZA, "cashier")]
    assert chosen(hands, Wish(owner_id=MINA), of_1=2) == Assigned(MINA, "owner")
    assert chosen(hands, Wish(owner_id=MINA), of_1=3) == Assigned(REZA, "operator_deputy.full")


def test_deputies_in_a_circle_do_no_harm() -> None:
    hands = [
        Hand(MINA, "cashier", deputy_id=REZA, is_away=True),
        Hand(REZA, "cashier", deputy_id=MINA, is_away=True),
    ]
    assert chosen(hands, Wish(owner_id=MINA)) == Assigned(None, "nobody.away")


def test_a_deputy_of_a_deputy_is_found() -> None:
    hands = [
        Hand(MINA, "cashier", deputy_id=REZA, is_away=True),
        Hand(REZA, "cashier", deputy_id=SARA, is_away=True), Hand(SARA, "cashier"),
    ]  # fmt: skip
    assert chosen(hands, Wish(owner_id=MINA)).owner_id == SARA


def test_without_an_owner_the_skill_decides_then_the_language_then_the_load() -> None:
    hands = [
        Hand(MINA, "cashier", skills=frozenset({"repair"})),
        Hand(REZA, "cashier", skills=frozenset({"repair"}), languages=frozenset({"english"})),
        Hand(SARA, "cashier", skills=frozenset({"repair"})), Hand(ALI, "cashier"),
    ]  # fmt: skip
    speaking = Wish(skill="Repair", words=frozenset({"english"}))
    assert chosen(hands, speaking, of_2=9) == Assigned(REZA, "skill")
    assert chosen(hands, Wish(skill="repair"), of_1=2, of_2=9, of_3=1) == Assigned(SARA, "skill")


def test_a_role_is_asked_after_the_skill() -> None:
    hands = [Hand(MINA, "cashier"), Hand(REZA, "manager"), Hand(SARA, "manager")]
    assert chosen(hands, Wish(skill="none", role="manager"), of_2=1) == Assigned(SARA, "role")


def test_at_last_the_one_with_the_least_to_do_among_those_who_may() -> None:
    hands = [Hand(MINA, "auditor", may_work=False), Hand(REZA, "cashier"), Hand(SARA, "cashier")]
    assert chosen(hands, Wish(role="nobody has it"), of_2=2, of_3=1) == Assigned(SARA, "free")
    assert chosen(hands[:1], Wish()) == Assigned(None, "nobody")


def test_an_operator_who_works_here_no_more_is_never_chosen() -> None:
    assert chosen([Hand(REZA, "cashier")], Wish(MINA, MINA)) == Assigned(REZA, "free.gone")


def test_what_is_known_of_a_member_is_compared_in_both_languages() -> None:
    words = words_of_member("company", "formal", ("ENGLISH", "عربي"))
    assert {"company", "شرکت", "formal", "رسمی", "english", "عربی"} <= words
    assert words_of_member("person", "", ()) == frozenset()


@pytest.mark.parametrize("typed", [("Repair, repair", "تعمیر"), ("Repair،  تعمیر",)])
def test_tags_are_kept_once_and_without_commas(typed: tuple[str, ...]) -> None:
    assert tags(typed) == ("Repair", "تعمیر")
    assert folded("Repair,تعمیر") == {"repair", "تعمیر"}
