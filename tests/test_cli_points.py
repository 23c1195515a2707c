"""The commands of the points engine: what they answer, refuse and exit with."""

import io
import json
import sys

import pypdfium2
import pytest

from loyaldesk import cli
from loyaldesk.services import checking, opening, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.conftest import PIN
from tests.makers import make_member

PROGRAMME = """
[programme]
unit = "rial"

[spending]
block_points = 1
block_rial = 1_000
hold_hours = 0

[[rule]]
code = "base"
name_en = "Base"
per = "money"
points = 1
rial = 100_000

[[reward]]
code = "cup"
name_en = "Cup"
kind = "gift"
take = "points"
points = 5
stock = 1

[[reward]]
code = "ten"
name_en = "Ten percent"
kind = "percent"
percent = 10
take = "code"
discount_code = "TEN"
"""

GOODS = [
    {"product": "T", "name": "Tea", "category": "drinks", "quantity": 2, "price": 500_000},
    {"product": "C", "name": "Cake", "category": "food", "quantity": "0.5", "price": 400_000},
]
"""Two teas for 1,000,000 and half a cake for 200,000: 12 points."""


@pytest.fixture(autouse=True)
def _english(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text('{"language": "en"}')
    monkeypatch.setenv(cli.SECRET, PIN)


@pytest.fixture
def shop(club_file, clock):
    """A shop with one member whose former code is 00001."""
    db = open_club(club_file)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    make_member(desk, code="00001")
    db.close()
    return club_file


@pytest.fixture
def run(clock, capsys):
    """Run a command; returns exit code, standard output and error."""

    def run_(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words], clock=clock)
        out, err = capsys.readouterr()
        return code, out, err

    return run_


@pytest.fixture
def answer(run):
    """Run a command that must do its work and return its answer."""

    def answer_(*words: object) -> dict:
        code, out, err = run(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return answer_


@pytest.fixture
def programme(tmp_path, shop, run):
    path = tmp_path / "programme.toml"
    path.write_text(PROGRAMME, encoding="utf-8")
    assert run("programme", "apply", shop, path, "--from", "1900-01-01")[0] == 0
    return path


@pytest.fixture
def goods(tmp_path):
    path = tmp_path / "goods.json"
    path.write_text(json.dumps(GOODS), encoding="utf-8")
    return path


def is_sound(shop, clock) -> bool:
    desk = opening.open_desk(shop, secret=PIN, clock=clock)
    try:
        return checking.check(desk) == []
    finally:
        desk.db.close()


def test_a_programme_that_is_shown_can_be_applied_to_another_shop(run, shop, programme, tmp_path):
    code, shown, _err = run("programme", "show", shop)
    assert code == 0
    other = tmp_path / "shown.toml"
    other.write_text(shown, encoding="utf-8")
    assert run("programme", "apply", shop, other)[0] == 0
    assert run("programme", "show", shop)[1] == shown


def test_a_dry_run_changes_nothing(run, answer, shop, programme, tmp_path):
    before = run("programme", "show", shop)[1]
    dear = tmp_path / "dear.toml"
    dear.write_text(PROGRAMME.replace("rial = 100_000", "rial = 200_000"), encoding="utf-8")
    told = answer("programme", "apply", shop, dear, "--dry-run")
    assert told["applied"] is False
    assert told["changed"]
    assert run("programme", "show", shop)[1] == before


def test_an_unknown_key_is_refused_with_its_line_and_a_proposal(run, shop, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("[spending]\nblock_ponts = 2\n", encoding="utf-8")
    code, out, err = run("programme", "apply", shop, bad)
    assert (code, out) == (2, "")
    assert "سطر ۲" in err
    assert "block_points" in err


def test_a_sale_of_lines_is_the_sum_of_its_lines(answer, shop, programme, goods, clock):
    told = answer("sell", shop, "--member", "00001", "--lines", goods, "--key", "k1")
    assert told["points"] == 12
    assert (told["amount"], told["to_pay"]) == (1_200_000, 1_200_000)
    again = answer("sell", shop, "--member", "00001", "--lines", goods, "--key", "k1")
    assert again == told | {"repeated": True}
    assert is_sound(shop, clock)


def test_a_code_and_points_pay_a_part(answer, shop, programme, goods):
    answer("sell", shop, "--member", "00001", "--amount", 5_000_000, "--key", "k0")
    told = answer(
        "sell", shop, "--member", "00001", "--lines", goods, "--key", "k1", "--code", "ten",
        "--pay-points", 30,
    )  # fmt: skip
    assert (told["reward"], told["paid_points"], told["paid"]) == (120_000, 30, 30_000)
    assert told["to_pay"] == 1_200_000 - 120_000 - 30_000
    assert told["points"] == 10  # 1,050,000 in money


def test_a_code_nobody_knows_refuses_the_sale(run, shop, programme, goods):
    code, out, err = run(
        "sell", shop, "--member", "00001", "--lines", goods, "--key", "k1", "--code", "NONE"
    )
    assert (code, out) == (2, "")
    assert "NONE" in err


def test_a_stream_takes_lines_too(run, shop, programme, monkeypatch):
    asked = [
        {"key": "a", "member": "00001", "lines": GOODS},
        {"key": "b", "member": "00001", "amount": 1_000_000},
        {"key": "c", "member": "00001", "lines": [{"price": 1}, {"colour": "red"}]},
    ]
    lines = "\n".join(json.dumps(one) for one in asked).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    code, out, _err = run("sell", shop, "--stream")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert told[0]["points"] == 12
    assert told[1] == {
        "key": "b", "sale": told[0]["sale"] + 1, "points": 10, "balance": 22, "tier": "member",
        "repeated": False,
    }  # fmt: skip
    assert "error" in told[2]


def test_goods_come_back_line_by_line(answer, shop, programme, goods, clock):
    sold = answer("sell", shop, "--member", "00001", "--lines", goods, "--key", "k1")
    back = answer("return", shop, sold["sale"], "--line", 1, "--quantity", 1, "--key", "r1")
    assert (back["cash"], back["points_taken"], back["balance"]) == (500_000, 5, 7)
    again = answer("return", shop, sold["sale"], "--line", 1, "--quantity", 1, "--key", "r1")
    assert again == back | {"repeated": True}
    rest = answer("return", shop, sold["sale"], "--key", "r2")
    assert (rest["cash"], rest["balance"]) == (700_000, 0)
    assert is_sound(shop, clock)


def test_a_part_of_an_amount_comes_back(answer, run, shop, programme):
    sold = answer("sell", shop, "--member", "00001", "--amount", 1_000_000, "--key", "k1")
    back = answer("return", shop, sold["sale"], "--amount", 300_000, "--key", "r1")
    assert (back["cash"], back["points_taken"]) == (300_000, 3)
    code, out, err = run("return", shop, sold["sale"], "--amount", 800_000, "--key", "r2")
    assert (code, out) == (2, "")
    assert err


def test_a_return_needs_a_sale_and_words_that_fit(run, shop, programme):
    for words in (
        ("return", shop, 4711, "--key", "r"),
        ("return", shop, 1001, "--line", 1, "--amount", 5, "--key", "r"),
        ("return", shop, "x", "--key", "r"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1


def test_points_are_redeemed_for_money_elsewhere_and_for_a_gift(answer, run, shop, programme):
    answer("sell", shop, "--member", "00001", "--amount", 2_000_000, "--key", "k1")
    spent = answer("redeem", shop, "--member", "00001", "--points", 8, "--key", "d1")
    assert spent == {"points": 8, "worth": 8_000, "balance": 12, "repeated": False}
    assert answer("redeem", shop, "--member", "00001", "--points", 8, "--key", "d1")["repeated"]
    cup = answer("redeem", shop, "--member", "00001", "--reward", "cup", "--key", "d2")
    assert (cup["points"], cup["balance"]) == (5, 7)
    code, _out, err = run("redeem", shop, "--member", "00001", "--reward", "cup", "--key", "d3")
    assert code == 2  # the only cup is gone
    assert err


def test_a_sale_is_explained_in_words_as_json_and_on_paper(answer, run, shop, programme, goods,
                                                           tmp_path):  # fmt: skip
    sold = answer("sell", shop, "--member", "00001", "--lines", goods, "--key", "k1")
    code, out, _err = run("explain", shop, sold["sale"])
    assert code == 0
    assert "Base" in out
    assert "Tea" in out
    told = answer("explain", shop, sold["sale"])
    assert told["kind"] == "sale"
    paper = tmp_path / "why.pdf"
    assert run("explain", shop, sold["sale"], "--out", paper)[0] == 0
    assert len(pypdfium2.PdfDocument(paper)) == 1


def test_new_rules_are_rehearsed_on_old_sales(answer, run, shop, programme, tmp_path):
    for n in range(3):
        answer("sell", shop, "--member", "00001", "--amount", 1_000_000, "--key", f"k{n}")
    double = tmp_path / "double.toml"
    double.write_text(PROGRAMME.replace("\npoints = 1\n", "\npoints = 2\n"), encoding="utf-8")
    told = answer("rehearse", shop, double, "--months", 6)
    assert (told["receipts"], told["old"]["points"], told["new"]["points"]) == (3, 30, 60)
    assert (told["winners"], told["losers"], told["cost_change"]) == (1, 0, 30_000)
    assert run("rehearse", shop, double)[0] == 0
    assert run("rehearse", shop, double, "--months", 0)[0] == 2


def test_the_night_runs_missed_days_up_to_a_day(answer, run, shop, programme, clock):
    answer("sell", shop, "--member", "00001", "--amount", 1_000_000, "--key", "k1")
    clock.forward(days=10)
    told = answer("night", shop, "--until", "2026-11-26")
    assert told["failed"] == 0
    assert run("night", shop, "--until", "2027-01-01")[0] == 2
    assert answer("night", shop)["expired"] == 0


def test_a_night_after_a_long_closure_is_run_by_who_says_the_date_is_right(
    answer, run, shop, programme, clock
):
    answer("night", shop)
    clock.forward(days=80)
    assert run("night", shop)[0] == 2
    assert answer("night", shop, "--date-is-right")["days"] == 80
    assert answer("night", shop)["days"] == 0


STAMPS = """
[[reward]]
code = "free_tea"
name_en = "Free tea"
kind = "free_product"
take = "voucher"
products = ["T"]

[[stamp_card]]
code = "tea"
name_en = "Tea card"
needs = 2
reward = "free_tea"
products = ["T"]
"""


def test_a_full_stamp_card_names_the_voucher_that_the_next_sale_takes(
    answer, run, shop, tmp_path, goods
):
    path = tmp_path / "stamps.toml"
    path.write_text(PROGRAMME + STAMPS, encoding="utf-8")
    assert run("programme", "apply", shop, path, "--from", "1900-01-01")[0] == 0
    sell = ("sell", shop, "--member", "00001", "--lines", goods)
    assert answer(*sell, "--key", "k1")["reward"] == 0  # two teas fill the card
    (voucher,) = answer("member", shop, "00001")["vouchers"]
    assert (voucher["reward"], voucher["valid_until"]) == ("free_tea", None)
    again = answer(*sell, "--key", "k2", "--code", voucher["code"])
    assert again["reward"] == 500_000  # one tea of 500,000
    (line,) = answer("member", shop, "00001")["stamps"]
    assert line["needs"] == 2


def test_a_reward_that_is_not_taken_is_said(run, shop, tmp_path, goods):
    path = tmp_path / "two.toml"
    second = PROGRAMME[PROGRAMME.index('[[reward]]\ncode = "ten"') :]
    second = second.replace('"ten"', '"five"').replace("percent = 10", "percent = 5")
    path.write_text(PROGRAMME + second.replace("TEN", "FIVE"), encoding="utf-8")
    assert run("programme", "apply", shop, path, "--from", "1900-01-01")[0] == 0
    code, out, _err = run("sell", shop, "--member", "00001", "--lines", goods, "--key", "k1",
                          "--code", "TEN", "--code", "FIVE")  # fmt: skip
    assert code == 0
    assert "FIVE" in out.splitlines()[1]


@pytest.mark.parametrize(
    ("words", "part"),
    [(("--line", "9"), "no line \u20689\u2069"), (("--quantity", "1"), "Line: "),
     (("--line", "1", "--line", "2", "--quantity", "1"), "Quantity: "),
     (("--line", "1", "--quantity", "0.1234"), "three decimals"),
     (("--line", "1", "--amount", "5"), "not both")],
)  # fmt: skip
def test_a_return_that_cannot_be_meant_says_which_word_is_wrong(
    answer, run, shop, programme, goods, words, part
):
    sold = answer("sell", shop, "--member", "00001", "--lines", goods, "--key", "k1")
    code, out, err = run("return", shop, sold["sale"], *words, "--key", "r1", "--language", "en")
    assert (code, out) == (2, "")
    assert part in err


@pytest.mark.parametrize(
    ("text", "part"), [("{", "not written as JSON"), ("[]", "needed"), ("null", "needed")]
)
def test_a_lines_file_without_lines_says_so(run, shop, programme, tmp_path, text, part):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    code, out, err = run("sell", shop, "--member", "00001", "--lines", path, "--key", "k1",
                         "--language", "en")  # fmt: skip
    assert (code, out) == (2, "")
    assert part in err


def test_each_command_shows_its_own_usage(capsys):
    with pytest.raises(SystemExit):
        cli.main(["sell", "--help"])
    assert capsys.readouterr().out.startswith("usage: main.py sell ")
