"""The published figures of the CDNOW sample, through `import sales` and `predict` alone.

Fader, Hardie, Lee: BG/NBD (2005) and the note on the Gamma-Gamma model. Dollars come in as cents
that the club takes for Rial: v grows with the money, the other parameters do not know of it.
"""

import json
import shutil
from collections import Counter, defaultdict
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from loyaldesk import cli
from tests.conftest import PIN, StoppedClock
from tests.domain.insight.cdnow import FILE, TURN, days_of_members

END = date(1998, 6, 30)
YEAR = 52.18
"""Weeks in twelve months."""


@pytest.fixture
def run(clock, capsys, tmp_path, monkeypatch):
    """Run a command in this process; returns what it answered."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text('{"language": "en"}')
    monkeypatch.setenv(cli.SECRET, PIN)

    def run_(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words], clock=clock)
        out, err = capsys.readouterr()
        return code, out, err

    return run_


def cents(text):
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part)


def the_list(path, members=None):
    """Write the sample as a shop would hand it over; *members* lets others out."""
    rows = ["member,date,amount"]
    for line in FILE.read_text(encoding="ascii").splitlines():
        _, member, day, _, dollars = line.split()
        if members is None or member in members:
            rows.append(f"{member},{day[:4]}-{day[4:6]}-{day[6:]},{cents(dollars)}")
    path.write_text("\n".join(rows) + "\n", encoding="ascii")
    return path


@pytest.fixture(scope="module")
def imported(founded_club, tmp_path_factory):
    """The sample, imported by the command line."""
    folder = tmp_path_factory.mktemp("cdnow")
    shop = Path(shutil.copy(founded_club, folder / "shop.club"))
    path = the_list(folder / "cdnow.csv")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out:
        patch.setenv("LOYALDESK_HOME", str(folder))
        patch.setenv(cli.SECRET, PIN)
        words = ["import", "sales", str(shop), str(path), "--create-members", "--json"]
        assert cli.main(words, clock=StoppedClock()) == 0
    told = json.loads(out.getvalue())
    assert (told["rows"], told["members_added"], told["bad"]) == (6919, 2357, 0)
    return shop


@pytest.fixture
def cdnow(imported, tmp_path):
    """A copy of it."""
    return Path(shutil.copy(imported, tmp_path / "cdnow.club"))


def asked(run, shop, day):
    """Return what `predict --at` answers, and its members by number."""
    code, out, err = run("predict", shop, "--at", day, "--json")
    assert code == 0, err
    told = json.loads(out)
    return told, {each["number"]: each for each in told["members"]}


def english(run, shop):
    """Return what `predict` says to a person."""
    code, out, err = run("predict", shop, "--at", "1997-09-30", "--language", "en")
    assert code == 0, err
    return out


def plain(until):
    """Count days with a purchase and mean dollars of those after the first, in plain loops."""
    for days in days_of_members().values():
        seen = sorted(day for day in days if day <= until)
        dollars = [days[day] for day in seen[1:]]
        yield (
            len(seen) - 1, (seen[-1] - seen[0]).days / 7, (until - seen[0]).days / 7,
            sum(dollars) / len(dollars) if dollars else 0.0,
        )  # fmt: skip


def still_here(model, x, age, weeks):
    """Add up P(at least k visits) of an active member, k = 1, 2...: k - 1 times not left."""
    r, alpha, a, b = (model[name] for name in ("r", "alpha", "a", "b"))
    z = weeks / (alpha + age + weeks)
    chance, left, stay, total = (1 - z) ** (r + x), 1.0, 1.0, 0.0
    for k in range(1, 400):
        left -= chance
        total += stay * left
        chance *= (r + x + k - 1) / k * z
        stay *= (b + x + k - 1) / (a + b + x + k - 1)
    return total


@pytest.mark.gate
def test_the_papers_figures_come_out_of_an_imported_list(run, cdnow):
    told, members = asked(run, cdnow, "1997-09-30")
    model = told["model"]
    assert set(model) == {"r", "alpha", "a", "b", "log_likelihood", "p", "q", "v"}
    assert [round(model[name], 3) for name in ("r", "alpha", "a", "b")] == [
        0.243, 4.414, 0.793, 2.426,
    ]  # fmt: skip
    assert round(model["log_likelihood"], 1) == -9582.4
    assert [round(model["p"], 2), round(model["q"], 2), round(model["v"] / 100, 2)] == [
        6.25, 3.74, 15.44,
    ]  # fmt: skip
    assert len(told["members"]) == len(members) == 2357

    def known(rows):
        return Counter((x, round(last, 6), round(age, 6)) for x, last, age, *_ in rows)

    assert known(plain(TURN)) == known(
        (each["repeats"], each["first_to_last_weeks"], each["age_weeks"])
        for each in members.values()
    )
    assert sum(each["repeats"] == 0 for each in members.values()) == 1411  # of the paper
    r, alpha, a, b = (model[name] for name in ("r", "alpha", "a", "b"))
    for each in members.values():
        x, last, age = each["repeats"], each["first_to_last_weeks"], each["age_weeks"]
        assert each["too_early"] == (x == 0) == (each["active"] is None)
        if x:  # the note on P(alive), by its formula
            odds = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
            assert each["active"] == pytest.approx(1 / (1 + odds), rel=1e-9)
        assert each["value_low_rial"] <= each["value_12_rial"] <= each["value_high_rial"] or (
            each["value_high_rial"] == 0
        )
    # Expected money of a visit (Fader, Hardie 2013, equation 5) times the visits expected.
    p, q, v = (model[name] for name in "pqv")
    by_place = {(x, round(last, 6), round(age, 6), round(mean * 100))
                for x, last, age, mean in plain(TURN)}  # fmt: skip
    worth = defaultdict(set)
    for x, last, age, mean in by_place:
        worth[x, last, age].add(p * (v + x * mean) / (p * x + q - 1))
    for each in members.values():
        of = each["repeats"], round(each["first_to_last_weeks"], 6), round(each["age_weeks"], 6)
        wanted = each["value_12_rial"]
        near = [each["expected_visits_12_months"] * money for money in worth[of]]
        assert min(abs(wanted - one) for one in near) <= 1 + wanted * 1e-3


@pytest.mark.gate
def test_what_was_expected_in_autumn_came_by_the_next_summer(run, cdnow):
    told, early = asked(run, cdnow, "1997-09-30")
    _, late = asked(run, cdnow, "1998-06-30")
    came = {number: late[number]["repeats"] - each["repeats"] for number, each in early.items()}
    plainly = [sum(TURN < day <= END for day in days) for days in days_of_members().values()]
    assert sorted(came.values()) == sorted(plainly)
    for weeks in (YEAR, 39):
        by_repeats = defaultdict(list)
        for number, each in early.items():
            x = each["repeats"]
            visits = (each["active"] or 1.0) * still_here(
                told["model"], x, each["age_weeks"], weeks
            )
            if weeks == YEAR:
                assert each["expected_visits_12_months"] == pytest.approx(visits, abs=1e-9)
            by_repeats[min(x, 7)].append((visits, came[number]))
    # The rows of the paper's hold-out: by the visits of the first 39 weeks.
    assert [len(by_repeats[x]) for x in range(8)] == [1411, 439, 214, 100, 62, 38, 29, 64]
    for rows in by_repeats.values():
        wanted, found = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        assert wanted == pytest.approx(found, rel=0.26, abs=0.12)
    # Who is told to be active came; who is not, did not.
    sure = [n for n, each in early.items() if each["active"] and each["active"] > 0.8]
    gone = [n for n, each in early.items() if each["active"] and each["active"] < 0.2]
    assert sum(came[n] > 0 for n in sure) / len(sure) > 0.7
    assert sum(came[n] > 0 for n in gone) / len(gone) < 0.4


def test_too_few_members_are_said_in_words_and_in_json(run, club_file, tmp_path):
    few = {str(n).zfill(4) for n in range(1, 200)}
    run("import", "sales", club_file, the_list(tmp_path / "few.csv", few), "--create-members")
    code, out, _ = run("predict", club_file, "--at", "1997-09-30", "--json")
    again = sum(
        len([day for day in days if day <= TURN]) > 1
        for number, days in days_of_members().items()
        if number in few
    )
    assert code == 0 and again < 100
    assert json.loads(out) == {
        "model": None, "why": "members", "have": again, "need": 100, "members": [],
    }  # fmt: skip
    assert f"{again} members came a second time, 100 are needed" in english(run, club_file)


@pytest.mark.parametrize("day", ["2031-01-01", "no day"])
def test_a_day_that_has_not_come_or_is_none_is_refused(run, club_file, day):
    code, out, err = run("predict", club_file, "--at", day, "--json")
    assert code == 2 and not out and err.count("\n") == 1


def test_an_empty_club_has_nothing_to_tell(run, club_file):
    code, out, _ = run("predict", club_file, "--json")
    assert code == 0 and json.loads(out)["members"] == [] and json.loads(out)["have"] == 0


@pytest.mark.gate
def test_a_person_reads_it_in_sentences(run, cdnow):
    out = english(run, cdnow)
    assert "2,357 members bought until" in out and "946 of them came again" in out
    assert len(out.splitlines()) == 23
