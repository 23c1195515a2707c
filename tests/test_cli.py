"""The command line is a contract: what it answers, refuses and exits with."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from loyaldesk import cli
from loyaldesk.domain.permissions import Role
from loyaldesk.services import cards, checking, club, opening, sealing, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _english(tmp_path, monkeypatch):
    """Commands speak English; the owner's PIN is given."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text('{"language": "en"}')
    monkeypatch.setenv(cli.SECRET, PIN)


@pytest.fixture
def shop(club_file, clock):
    """A shop with one member: mobile 09121234567, former code 00001, card number in ``card``."""
    db = open_club(club_file)
    desk = opening.Desk(db, staff.by_name(db, "").brief, clock=clock)
    member = make_member(
        desk, first_name="سارا", last_name="احمدی", mobile="09121234567", code="00001"
    )
    cards.issue(desk, member.id)
    facts = club.facts(desk)
    club.change_shop(
        desk, shop=facts.shop, unit="toman", zone=facts.zone, language="en", logo=None,
        settings=facts.settings, version=facts.version,
    )  # fmt: skip
    db.close()
    return club_file


@pytest.fixture
def run(clock, capsys):
    """Run a command in this process; returns exit code, standard output and error."""

    def run_(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words], clock=clock)
        out, err = capsys.readouterr()
        return code, out, err

    return run_


@pytest.fixture
def sell(run, shop):
    def sell_(**parts: object) -> tuple[int, dict, str]:
        given = {"member": "00001", "amount": 12_500_000, "key": "k1"} | parts
        words = [word for name, value in given.items() for word in (f"--{name}", value)]
        code, out, err = run("sell", shop, *words, "--json")
        return code, json.loads(out) if out else {}, err

    return sell_


def opened(path, clock):
    return opening.open_desk(path, secret=PIN, clock=clock)


def count_sales(path) -> int:
    with sqlite3.connect(path) as file:
        found = file.execute("SELECT COUNT(*) FROM sale").fetchone()[0]
    file.close()
    return found


def refused(result, *parts: str) -> None:
    code, out, err = result
    assert code == 2
    assert not out
    assert err.endswith("\n") and err.count("\n") == 1, err
    assert "Traceback" not in err
    for part in parts:
        assert part in err


# founding and opening


def test_new_founds_a_club_whose_owner_works_without_a_secret(run, tmp_path, monkeypatch):
    monkeypatch.delenv(cli.SECRET)
    path = tmp_path / "new.club"
    code, out, _ = run("new", path, "--shop", "نارنج", "--owner", "Maryam", "--language", "en")
    assert code == 0 and "new.club" in out
    assert run("check", path)[0] == 0
    assert not path.with_name("new.club.keys").exists()


def test_the_secret_of_new_is_the_owners_from_then_on(run, tmp_path, monkeypatch):
    path = tmp_path / "new.club"
    run("new", path, "--shop", "Naranj", "--owner", "Maryam")
    assert run("check", path)[0] == 0
    monkeypatch.setenv(cli.SECRET, "111222")
    refused(run("check", path), "not right")
    monkeypatch.delenv(cli.SECRET)
    refused(run("check", path), "LOYALDESK_SECRET")


def test_a_weak_secret_founds_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setenv(cli.SECRET, "123456")
    refused(run("new", tmp_path / "new.club", "--shop", "Naranj", "--owner", "M"), "123456")
    assert list(tmp_path.glob("new.club*")) == []


def test_an_encrypted_club_needs_its_pass_phrase(run, tmp_path, monkeypatch):
    path = tmp_path / "new.club"
    words = ("new", path, "--shop", "Naranj", "--owner", "Maryam", "--encrypted")
    refused(run(*words), "Pass phrase")
    monkeypatch.setenv(cli.PASSPHRASE, "three wild geese")
    assert run(*words)[0] == 0
    assert path.with_name("new.club.keys").exists()
    assert b"SQLite format" not in path.read_bytes()[:16]
    assert run("check", path)[0] == 0
    monkeypatch.setenv(cli.PASSPHRASE, "four wild geese")
    refused(run("check", path), "pass phrase is not right")
    monkeypatch.delenv(cli.PASSPHRASE)
    assert run("check", path)[0] == 0, "this computer keeps the key"
    assert run("key", path, "forget")[0] == 0
    refused(run("check", path), "encrypted")


def test_a_pass_phrase_alone_is_enough_to_encrypt(run, tmp_path, monkeypatch):
    monkeypatch.setenv(cli.PASSPHRASE, "three wild geese")
    run("new", tmp_path / "new.club", "--shop", "Naranj", "--owner", "Maryam")
    assert not (tmp_path / "new.club").read_bytes().startswith(b"SQLite format 3")


def test_a_missing_key_file_is_named(run, tmp_path, monkeypatch):
    monkeypatch.setenv(cli.PASSPHRASE, "three wild geese")
    path = tmp_path / "new.club"
    run("new", path, "--shop", "Naranj", "--owner", "Maryam", "--encrypted")
    run("key", path, "forget")
    path.with_name("new.club.keys").unlink()
    refused(run("check", path), "key file", "missing")


@pytest.mark.parametrize("word", ["--shop", "--owner", "--timezone"])
def test_new_refuses_what_a_club_cannot_have(run, tmp_path, word):
    given = {"--shop": "Naranj", "--owner": "Maryam", "--timezone": "Asia/Tehran", word: " "}
    refused(run("new", tmp_path / "n.club", *(x for pair in given.items() for x in pair)))
    assert not (tmp_path / "n.club").exists()


def test_new_writes_over_nothing(run, shop):
    before = shop.read_bytes()
    refused(run("new", shop, "--shop", "Other", "--owner", "O"), "exists already")
    assert shop.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "was not found"), (b"", "is empty"), (b"hello, this is a letter", "not a LoyalDesk"),
        (b"SQLite format 3\0" + bytes(5000), "shop"),
    ],
    ids=["missing", "zero bytes", "a text file", "half a file"],
)  # fmt: skip
def test_a_file_that_is_no_club_gets_its_sentence(run, tmp_path, content, part):
    path = tmp_path / "shop.club"
    if content is not None:
        path.write_bytes(content)
    refused(run("member", path, "00001", "--json"), part)
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_foreign_database_and_a_newer_club_are_refused(run, shop, tmp_path):
    foreign = tmp_path / "other.db"
    with sqlite3.connect(foreign) as file:
        file.execute("CREATE TABLE t (x)")
    file.close()
    refused(run("check", foreign), "not a LoyalDesk club")
    with sqlite3.connect(shop) as file:
        file.execute("PRAGMA user_version = 9999")
    file.close()
    refused(run("check", shop), "newer")


def test_a_cut_club_is_damaged_and_check_says_so(run, shop):
    content = shop.read_bytes()
    shop.write_bytes(content[: len(content) // 2])
    code, out, err = run("check", shop, "--language", "en")
    assert code in (1, 2) and "Traceback" not in err
    assert "damaged" in out + err


_HOLD = """
import sqlite3, sys
club = sqlite3.connect(sys.argv[1], isolation_level=None)
club.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_club_locked_by_another_program_answers_after_a_while(run, shop, monkeypatch):
    # Another process: two engines inside one do not see each other's locks.
    monkeypatch.setattr(opening, "open_club", partial(open_club, busy_ms=50))
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(shop)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline().strip() == b"held"
        refused(
            run("sell", shop, "--member", "00001", "--amount", "1000000", "--key", "k"), "locked"
        )
        holder.stdin.close()
    assert count_sales(shop) == 0


# selling


def test_a_sale_answers_with_receipt_points_balance_and_tier(sell):
    assert sell() == (
        0, {"sale": 1001, "points": 125, "balance": 125, "tier": "bronze", "repeated": False}, "",
    )  # fmt: skip


def test_a_used_key_answers_with_the_first_sale_and_the_balance_of_now(sell, shop):
    sell()
    sell(key="k2", amount=60_000_000)
    code, again, _ = sell()
    assert code == 0
    assert again == {
        "sale": 1001, "points": 125, "balance": 725, "tier": "silver", "repeated": True,
    }  # fmt: skip
    assert count_sales(shop) == 2


def test_a_used_key_with_another_amount_is_refused(sell, shop):
    sell()
    code, _, err = sell(amount=1)
    assert code == 2 and "another sale" in err
    assert count_sales(shop) == 1


@pytest.mark.parametrize(
    "code", ["00001", "۰۰۰۰۱", "٠٠٠٠١", "M1001", "m1001", "09121234567", "+98 912 123 4567",
             "۰۹۱۲۱۲۳۴۵۶۷", "0098-912-123-4567"]
)  # fmt: skip
def test_any_spelling_of_any_code_means_the_member(run, shop, code):
    done, out, _ = run("member", shop, code, "--json")
    assert done == 0 and json.loads(out)["name"] == "سارا احمدی"


def test_leading_zeros_belong_to_a_code(run, shop):
    refused(run("member", shop, "1", "--json"), "No member")


def test_a_code_of_two_members_names_both(run, shop, clock):
    desk = opened(shop, clock)
    from loyaldesk.domain.members import MemberDraft
    from loyaldesk.services import members

    members.enrol(desk, MemberDraft("Reza", "Karimi", "09121234567"), share_mobile=True)
    desk.db.close()
    refused(run("member", shop, "09121234567", "--json"), "سارا احمدی", "Reza Karimi")


@pytest.mark.parametrize(
    ("amount", "part"),
    [
        ("0", "more than zero"), ("-5", "more than zero"), ("10000000000000000000", "too large"),
        ("1e19", "not a number"), ("1.234,56", "fraction"), ("12.5", "fraction"), ("", "needed"),
        ("abc", "not a number"), ("-1.234,56", "understood"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused_with_its_sentence(run, shop, amount, part):
    refused(run("sell", shop, "--member", "00001", "--amount", amount, "--key", "k"), part)
    assert count_sales(shop) == 0


@pytest.mark.parametrize("amount", ["۱۲۵۰۰۰۰", "١٢٥٠٠٠٠", "1,250,000", "1.250.000", "1250000"])
def test_an_amount_may_be_written_in_any_digits(sell, amount):
    assert sell(amount=amount)[1]["points"] == 12


def test_the_time_of_a_sale_is_shop_time(sell, shop, clock):
    assert sell(at="2026-11-20T23:59")[0] == 0
    desk = opened(shop, clock)
    row = desk.db.execute_sql("SELECT sold_at, sold_on FROM sale").fetchone()
    desk.db.close()
    assert row == ("2026-11-20T20:29:00Z", "2026-11-20")  # Tehran is 3:30 ahead


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ("2026-11-21T12:30", "future"), ("2999-01-01T00:00", "future"), ("yesterday", "not a time"),
        ("1405-08-29T10:15", "too far back"), ("2026-13-01T10:00", "not a time"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_refused(sell, shop, at, part):
    code, out, err = sell(at=at)
    refused((code, out, err), part)
    assert count_sales(shop) == 0


def test_a_cashier_sells_today_but_not_yesterday(run, shop, clock):
    desk = opened(shop, clock)
    desk_of(desk, Role.CASHIER, "Sara")
    desk.db.close()
    words = ("sell", shop, "--operator", "Sara", "--member", "00001", "--amount", 1_000_000)
    assert run(*words, "--key", "k1")[0] == 0
    refused(run(*words, "--key", "k2", "--at", "2026-11-20T10:15"), "role does not allow")
    assert count_sales(shop) == 1


def test_an_operator_nobody_knows_and_a_wrong_pin_are_refused(run, shop, monkeypatch):
    refused(run("check", shop, "--operator", "Nobody"), "Nobody")
    monkeypatch.setenv(cli.SECRET, "000000")
    refused(run("check", shop), "not right")


def test_a_secret_that_is_needed_is_never_waited_for_without_a_terminal(run, shop, monkeypatch):
    monkeypatch.delenv(cli.SECRET)
    refused(run("sell", shop, "--stream"), "LOYALDESK_SECRET")


def test_a_card_that_was_replaced_still_answers_for_what_it_bought(sell, shop, clock):
    desk = opened(shop, clock)
    card = cards.of_member(desk, 1)[0]
    desk.db.close()
    assert sell(member=card.typed)[0] == 0
    desk = opened(shop, clock)
    cards.replace(desk, card.id, "lost")
    desk.db.close()
    assert sell(member=card.typed)[1]["repeated"]
    assert "replaced" in sell(member=card.typed, key="k2")[2]


def test_what_is_missing_on_the_command_line_is_named(run, shop):
    refused(run("sell", shop, "--member", "00001", "--amount", "5"), "--key")
    refused(run("sell"), "CLUB")
    refused(run("report", "yearly", shop, "1405-08", "--out", "x"), "yearly")


# the stream


def stream(run, shop, monkeypatch, *lines: object):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    content = text.encode("utf-8", "surrogatepass")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    code, out, err = run("sell", shop, "--stream")
    return code, [json.loads(line) for line in out.splitlines()], err


def sale(key, amount=1_000_000, **parts):
    return {"key": key, "member": "00001", "amount": amount, **parts}


def test_each_line_is_answered_and_a_bad_one_stops_nothing(run, shop, monkeypatch):
    code, answers, err = stream(
        run, shop, monkeypatch,
        sale("a"), "{broken", sale("b", 0), "", "[1]", sale("c", member="nobody"), sale("a"),
        sale("d", "۲٬۰۰۰٬۰۰۰", at="2026-11-20T10:15"), sale("e", 1e19), sale("f", True),
        {"key": "g"}, '{"key": "\\ud800", "member": "00001", "amount": 5}', sale("h", 10**30),
        '{"key": "i", "amount": ' + "[" * 50_000, sale("z"),
    )  # fmt: skip
    assert code == 2 and err == ""
    assert [(a["key"], "error" in a) for a in answers] == [
        ("a", False), (None, True), ("b", True), (None, True), ("c", True), ("a", False),
        ("d", False), ("e", True), ("f", True), ("g", True), ("\ud800", True), ("h", True),
        (None, True), ("z", False),
    ]  # fmt: skip
    assert answers[5]["repeated"] and answers[5]["sale"] == answers[0]["sale"]
    assert set(answers[0]) == {"key", "sale", "points", "balance", "tier", "repeated"}
    assert all(a.get("error", "x").strip() for a in answers)
    assert count_sales(shop) == 3
    assert run("check", shop)[0] == 0


def test_a_stream_without_a_bad_line_ends_well(run, shop, monkeypatch):
    code, answers, _ = stream(run, shop, monkeypatch, "\ufeff" + json.dumps(sale("a")), sale("b"))
    assert code == 0 and [a["sale"] for a in answers] == [1001, 1002]


def test_a_line_without_end_is_one_bad_line_and_hides_no_sale(run, shop, monkeypatch):
    hidden = json.dumps(sale("hidden"))
    code, answers, _ = stream(
        run, shop, monkeypatch, "x" * cli.LONGEST_LINE + hidden, sale("a"),
        "x" * 3 * cli.LONGEST_LINE + hidden,
    )  # fmt: skip
    assert code == 2
    assert [(a["key"], "error" in a) for a in answers] == [
        (None, True), ("a", False), (None, True),
    ]  # fmt: skip
    assert count_sales(shop) == 1


def environment(shop, **more: str) -> dict[str, str]:
    return {**os.environ, cli.SECRET: PIN, **more}


def command(*words: object) -> list[str]:
    return [sys.executable, "-X", "importtime", str(ROOT / "main.py"), *map(str, words)]


def test_a_real_process_speaks_utf8_and_loads_no_window(shop):
    done = subprocess.run(
        command("member", shop, "۰۰۰۰۱", "--json"), capture_output=True, timeout=60,
        env=environment(shop, PYTHONIOENCODING="ascii"), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-400:]
    assert json.loads(done.stdout.decode("utf-8"))["name"] == "سارا احمدی"
    assert b"PySide6" not in done.stderr and b"reportlab" not in done.stderr


def test_sales_acknowledged_before_a_kill_are_all_there_and_none_twice_after_a_retry(shop, clock):
    lines = [json.dumps(sale(f"k{n}", 100_000)).encode() + b"\n" for n in range(400)]
    words = command("sell", shop, "--stream")
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment(shop),
    ) as process:  # fmt: skip
        process.stdin.write(b"".join(lines))
        process.stdin.flush()
        told = [json.loads(process.stdout.readline()) for _ in range(60)]
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        told += [json.loads(line) for line in process.stdout if line.endswith(b"}\n")]
    acknowledged = {answer["key"]: answer["sale"] for answer in told}
    assert 60 <= len(acknowledged) < 400
    again = subprocess.run(
        words, input=b"".join(lines), capture_output=True, env=environment(shop), timeout=120,
        check=False,
    )  # fmt: skip
    answers = [json.loads(line) for line in again.stdout.splitlines()]
    assert again.returncode == 0 and len(answers) == 400
    assert all(a["repeated"] for a in answers if a["key"] in acknowledged)
    assert {a["key"]: a["sale"] for a in answers}.items() >= acknowledged.items()
    assert count_sales(shop) == 400
    from loyaldesk.kernel.clock import system_clock

    desk = opening.open_desk(shop, secret=PIN, clock=system_clock)
    assert checking.check(desk) == []
    desk.db.close()


# the other verbs


def test_a_member_is_shown_with_lots_pending_and_debt(run, shop, sell):
    sell()
    code, out, _ = run("member", shop, "00001", "--json")
    assert code == 0
    assert json.loads(out) == {
        "number": "M1001", "name": "سارا احمدی", "points": 125, "pending": 0, "debt": 0,
        "tier": "bronze", "lots": [{"points": 125, "expires_on": "2027-11-21"}],
    }  # fmt: skip
    assert "125 points" in run("member", shop, "00001")[1]


def test_a_debt_is_shown(run, shop, clock):
    desk = opened(shop, clock)
    first = make_sale(desk, 1, 10_000_000)
    make_sale(desk, 1, 80_000, pay_points=80)
    from loyaldesk.services import reversals

    reversals.reverse_sale(desk, first.sale_id)
    desk.db.close()
    found = json.loads(run("member", shop, "00001", "--json")[1])
    assert (found["points"], found["debt"], found["lots"]) == (0, 80, [])


@pytest.mark.parametrize(
    ("month", "language", "part"),
    [("1405-08", "en", "Aban 1405"), ("2026-11", "en", "November 2026"), ("1405-08", "fa", "۱۴۰۵")],
)
def test_a_monthly_report_is_written(run, shop, sell, tmp_path, month, language, part):
    sell()
    path = tmp_path / "report.pdf"
    code, out, _ = run("report", "monthly", shop, month, "--out", path, "--language", language)
    assert code == 0 and "report.pdf" in out
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert part in text


@pytest.mark.parametrize("month", ["1405-13", "1405-09", "2027-01", "Aban", "08-1405"])
def test_a_month_that_is_none_or_has_not_begun_is_refused(run, shop, tmp_path, month):
    refused(run("report", "monthly", shop, month, "--out", tmp_path / "r.pdf"), "not a month")
    assert not (tmp_path / "r.pdf").exists()


def test_a_report_into_a_missing_folder_is_refused(run, shop, tmp_path):
    refused(
        run("report", "monthly", shop, "1405-08", "--out", tmp_path / "no" / "r.pdf"),
        "does not exist",
    )


def test_check_names_what_is_broken_and_exits_with_1(run, shop, sell, clock):
    sell()
    assert json.loads(run("check", shop, "--json")[1]) == {"ok": True, "broken": []}
    with sqlite3.connect(shop) as file:
        file.execute("UPDATE points_balance SET points = 126")
    file.close()
    code, out, _ = run("check", shop, "--json")
    found = json.loads(out)
    assert code == 1 and not found["ok"]
    assert "balance is the sum of the entries" in {each["name"] for each in found["broken"]}
    code, out, _ = run("check", shop)
    assert code == 1 and "A balance is not the sum" in out


def test_the_code_on_a_days_paper_is_proved(run, shop, sell, clock):
    sell()
    db = open_club(shop)
    code = sealing.day_code(Desk(db, staff.by_name(db, "").brief, clock=clock), date(2026, 11, 21))
    db.close()
    words = ("check", shop, "--day", "2026-11-21", "--code")
    done, out, _ = run(*words, code)  # signing in at the command line is a change too
    assert (done, out) == (
        0, "This is the code of that day; 1 change came after it was printed.\n"
    )  # fmt: skip
    assert json.loads(run(*words, code, "--json")[1]) == {"ok": True, "since": 2}
    other = run(*words, "0000-0000-0000")
    assert other[0] == 1 and "not the code of that day" in other[1]
    assert run("check", shop, "--code", code)[0] == 2


def test_lists_are_imported_and_a_second_time_add_nothing(run, shop, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("member,date,amount\n00001,2026-11-01,1000000\nnew,2026-11-02,x\n")
    words = ("import", "sales", shop, path, "--create-members", "--json")
    dry = json.loads(run(*words, "--dry-run")[1])
    assert (dry["rows"], dry["added"], dry["bad"]) == (2, 1, 1)
    assert count_sales(shop) == 0
    code, out, _ = run(*words)
    first = json.loads(out)
    assert code == 0
    assert set(first) == {
        "rows", "added", "members_added", "already_there", "visits", "bad", "errors_file",
    }  # fmt: skip
    assert (first["added"], first["bad"]) == (1, 1) and Path(first["errors_file"]).exists()
    again = json.loads(run(*words)[1])
    assert (again["added"], again["already_there"]) == (0, 1)
    refused(run("import", "sales", shop, tmp_path / "no.csv", "--json"))


def test_a_sentence_comes_in_the_language_asked_for(run, tmp_path):
    _, _, english = run("check", tmp_path / "no.club", "--language", "en")
    _, _, persian = run("check", tmp_path / "no.club", "--language", "fa")
    assert "was not found" in english
    assert any("\u0600" < c < "\u06ff" for c in persian)


def test_an_error_nobody_foresaw_is_a_sentence_and_a_place_in_the_log(run, shop, monkeypatch):
    name = "Sara Ahmadi 09121234567"

    def bang(*_: object, **__: object) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(checking, "check", bang)
    refused(run("check", shop), "unexpected")
    log = Path(os.environ["LOYALDESK_HOME"], "logs", "command.log").read_text()
    assert "RuntimeError" in log and "Sara" not in log


def test_a_copied_club_keeps_working_while_the_first_is_open(run, shop, tmp_path, clock):
    """Command-line calls work while a window holds the club."""
    window = opened(shop, clock)
    assert run("sell", shop, "--member", "00001", "--amount", 1_000_000, "--key", "k")[0] == 0
    assert window.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    window.db.close()


def test_a_sample_shop_is_made_sound_and_the_same_for_the_same_seed(run, tmp_path, monkeypatch):
    monkeypatch.delenv(cli.SECRET)
    one, two = tmp_path / "one.club", tmp_path / "two.club"
    for path in (one, two):
        assert run("sample", path, "--members", 10, "--months", 1, "--seed", 7)[0] == 0
        assert run("check", path) == (0, "The club is sound.\n", "")
    told = [run("member", path, "M1005", "--json")[1] for path in (one, two)]
    assert told[0] == told[1]
    refused(run("sample", one, "--members", 20), "exists already")
    refused(run("sample", tmp_path / "no.club", "--members", 0), "outside")
