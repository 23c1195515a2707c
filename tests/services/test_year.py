"""A year of a simulated shop: no promise is lost, and no kill changes anything of it.

The everyday run lives a few weeks; ``LOYALDESK_LONG=1`` lives the whole year.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import checking, club, members, playbooks, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from tests.services import year_verdict as verdict
from tests.services.year import Clock, Journal, Plan, live, schedule

LONG = bool(os.environ.get("LOYALDESK_LONG"))
PLAN = Plan(1405, date(2026, 1, 3), 365, 20) if LONG else Plan(1405, date(2026, 1, 3), 60, 14)
MEMBERS, KILLS = (300, 60) if LONG else (60, 6)
PLAYBOOKS = ("retail_first_purchase", "retail_birthday", "retail_complaint_closed")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A shop on the evening before its first day: operators, members and playbooks."""
    path = tmp_path_factory.mktemp("year") / "founded.club"
    clock = Clock(next(schedule(PLAN)).at - timedelta(hours=6))
    desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), clock=clock)
    for name, role in (("Ali", "manager"), ("Sara", "cashier"), ("Reza", "cashier"),
                       ("Vida", "support"), ("Omid", "support")):  # fmt: skip
        staff.add(desk, name, role, "583920", cost=TEST)
    chance = random.Random(PLAN.seed)
    with desk.change(Permission.MEMBER_ENROL) as change:
        for n in range(MEMBERS):
            born = date(1980, 1, 1) + timedelta(days=chance.randrange(7000))
            form = MemberDraft(
                "Sara", f"Ahmadi {n}", f"0912{1000000 + n}", birthday=born,
                kind="company" if n % 20 == 0 else "person", company_name="Tea House",
                consent=frozenset({"sms"} if n % 2 else ()),
            )  # fmt: skip
            members.enrol_step(change, form)
    playbooks.switch_on(desk, PLAYBOOKS)
    desk.db.close()
    return path


@dataclass
class Lived:
    desk: Desk
    journal: Journal


def opened(path: Path) -> Desk:
    db = open_club(path)
    return Desk(db, staff.by_name(db, "Maryam").brief, clock=Clock(PLAN.end))


@pytest.fixture(scope="module")
def year(founded, tmp_path_factory):
    path = Path(shutil.copy(founded, tmp_path_factory.mktemp("lived") / "shop.club"))
    journal = Journal()
    live(path, PLAN, journal)
    desk = opened(path)
    yield Lived(desk, journal)
    desk.db.close()


def test_every_promise_of_the_year_is_kept_moved_cancelled_or_still_in_sight(year):
    promised = year.journal.promised()
    fates = verdict.fates(year.desk, promised)
    assert fates.total() == len(promised) > PLAN.days
    seen = {fate.split(": ")[1] for fate in fates}
    assert {"done", "cancelled with a reason", "in the overdue list", "closed", "kept"} <= seen


def test_every_follow_up_tells_its_own_story(year):
    stored = year.desk.db.execute_sql("SELECT COUNT(*) FROM followup").fetchone()[0]
    assert verdict.tell_all(year.desk) == stored


def test_nothing_is_due_while_the_shop_is_closed_and_the_club_is_sound(year):
    assert verdict.closed_dues(year.desk) == []
    assert checking.check(year.desk, deep=True) == []
    assert verdict.is_in_time(year.desk)


def test_hardly_anything_was_refused_in_the_year(year):
    assert year.journal.refusals().total() < len(year.journal.calls) / 10


def test_whatever_is_done_a_second_time_changes_nothing(founded, year, tmp_path):
    path = Path(shutil.copy(founded, tmp_path / "shop.club"))
    journal = Journal()
    live(path, PLAN, journal, twice=True)
    desk = opened(path)
    assert verdict.differing(desk, year.desk) == []
    assert journal.told == year.journal.told
    desk.db.close()


def killed(words: list[str], acts: int, pause: float) -> bool:
    """Let a shop live for so many acts and kill it; return whether it still lived then."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.services.year", *words], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as shop:  # fmt: skip
        for _ in range(acts):
            if not shop.stdout.readline():
                break
        time.sleep(pause)
        shop.kill()
        failed = shop.stderr.read().decode(errors="replace")
    assert not failed, failed
    return shop.returncode != 0


@pytest.mark.gate
def test_a_shop_that_is_killed_again_and_again_has_the_same_year(founded, year, tmp_path):
    path, notes = Path(shutil.copy(founded, tmp_path / "shop.club")), tmp_path / "journal"
    words = [str(path), str(notes), str(PLAN.seed), PLAN.first.isoformat(), str(PLAN.days),
             str(PLAN.acts_a_day)]  # fmt: skip
    chance, expected = random.Random(7), len(year.journal.calls)
    kills = 0
    for _ in range(KILLS):
        most = 2 * expected // KILLS
        kills += killed(words, chance.randrange(most // 3, most), chance.random() / 100)
    assert kills > KILLS // 2
    journal = Journal.read(notes)
    live(path, PLAN, journal)
    assert journal.calls == year.journal.calls
    desk = opened(path)
    assert verdict.differing(desk, year.desk) == []
    assert set(year.journal.promised()) == set(Journal.read(notes).promised())
    assert checking.check(desk, deep=True) == []
    assert verdict.is_in_time(desk)
    desk.db.close()
