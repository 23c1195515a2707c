"""Rows 38 and 39, S7: at most ten guesses at a PIN, and none more by kill, restart or clock."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import NEEDS_PASSWORD, Permission
from loyaldesk.domain.secrets import MOST_TRIES
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.secrets import TEST
from tests.safety import guessing
from tests.safety.guessing import OWNER_PIN, PIN, START, Thief, found, kill_while_answering, play
from tests.safety.registry import Scale


@pytest.fixture(scope="module")
def club(tmp_path_factory) -> Path:
    return found(tmp_path_factory.mktemp("guessing"))


@pytest.fixture
def thief(club, tmp_path):
    made = Thief(Path(shutil.copy(club, tmp_path / "copy.club")))
    yield made
    made.db.close()


class AnyThief(RuleBasedStateMachine):
    """Guesses, kills between try and answer, restarts, and sets the clock, in any order."""

    club: Path

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.thief = Thief(Path(shutil.copy(self.club, Path(self.folder.name) / "a.club")))

    def teardown(self) -> None:
        if hasattr(self, "thief"):
            self.thief.db.close()
            self.folder.cleanup()

    @rule(killed=st.booleans(), second=st.booleans(), times=st.integers(1, 4))
    def guess(self, *, killed: bool, second: bool, times: int) -> None:
        for _ in range(times):
            before, locked = self.thief.looked_at, self.thief.is_locked_for_good()
            self.thief.guess(killed=killed, second=second)
            assert not (locked and self.thief.looked_at > before)

    @rule(computer=st.booleans())
    def restart(self, *, computer: bool) -> None:
        if computer:
            self.thief.restart_computer()
        else:
            self.thief.restart()

    @rule(days=st.integers(-400, 400), hours=st.integers(-30, 30))
    def set_the_clock(self, days: int, hours: int) -> None:
        self.thief.wall.now += timedelta(days=days, hours=hours)

    @rule(seconds=st.sampled_from([1, 29, 31, 59, 61, 121, 481, 899, 901, 86_400]))
    def wait(self, seconds: int) -> None:
        self.thief.wall.pass_by(seconds)

    @invariant()
    def no_more_than_ten(self) -> None:
        if hasattr(self, "thief"):
            assert self.thief.looked_at <= MOST_TRIES
            assert self.thief.looked_at == self.thief.fails()  # each counted, also the killed ones


def test_s7_t04_no_order_of_acts_gives_an_eleventh_guess(club, request):
    is_long = bool(request.config.getoption("--long"))

    class Machine(AnyThief):
        pass

    Machine.club = club
    run_machine(
        Machine,
        settings=settings(
            max_examples=300 if is_long else 10, stateful_step_count=60 if is_long else 25,
            deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_r38_ten_tries_with_a_kill_between_each_try_and_its_answer(thief):
    """SAFETY 5, row 38: locked; the count is right, whatever was killed."""
    for tried in range(1, 30):
        thief.guess(killed=True)
        thief.wall.pass_by(1_000)
        assert thief.fails() == min(tried, MOST_TRIES)
    assert thief.looked_at == thief.kills == MOST_TRIES
    assert thief.is_locked_for_good()
    with pytest.raises(errors.SignInRefused, match="locked for good"):
        staff.sign_in(thief.db, thief.who.id, PIN, thief.wall, cost=TEST)


def test_r38_a_program_that_is_really_killed_has_counted_the_try(club, tmp_path):
    path = Path(shutil.copy(club, tmp_path / "killed.club"))
    assert kill_while_answering(path, "200001") == "looked"
    after = Thief(path)
    assert after.fails() == 1
    after.db.close()


def test_r38_a_day_forward_or_back_opens_no_lock(thief):
    for _ in range(5):
        thief.guess()
    assert thief.looked_at == 5
    for days in (1, -1, 365, -365):
        thief.wall.now += timedelta(days=days)
        thief.guess()
        thief.guess(second=True)
        assert thief.looked_at == 5
    thief.restart_computer()
    thief.guess()
    assert thief.looked_at == 5  # the wait begins in full
    thief.wall.pass_by(31)
    thief.guess()
    assert thief.looked_at == 6


@pytest.mark.parametrize("typed", [PIN, "۲۷۴۹۱۶", "٢٧٤٩١٦", "２７４９１６"])
def test_r39_a_pin_is_the_same_in_all_digits(thief, typed):
    """SAFETY 5, row 39: Persian, Arabic and full-width digits are the same PIN."""
    assert staff.sign_in(thief.db, thief.who.id, typed, thief.wall, cost=TEST).name == "Nina"


def test_the_leave_of_a_second_person_counts_wrong_tries_too(thief):
    for _ in range(12):
        thief.guess(second=True)
        thief.wall.pass_by(1_000)
    assert thief.looked_at == MOST_TRIES
    assert thief.is_locked_for_good()


def test_the_owner_whom_nobody_could_free_waits_a_quarter_of_an_hour_each_time(club, tmp_path):
    """SAFETY 4.9: never locked for good; ten guesses, then one in fifteen minutes of ticks."""
    thief = Thief(Path(shutil.copy(club, tmp_path / "owner.club")), name="Maryam")
    for _ in range(10):
        thief.guess()
        thief.wall.pass_by(901)
    assert thief.looked_at == 10
    for _ in range(15):
        thief.guess()
        thief.wall.pass_by(60)
    assert thief.looked_at == 11
    thief.wall.pass_by(901)
    assert staff.sign_in(
        thief.db, thief.who.id, OWNER_PIN, thief.wall, cost=TEST, ticks=lambda: thief.wall.ticks
    )
    thief.db.close()


def test_acts_that_weigh_more_ask_for_the_password_and_count_wrong_tries(club, tmp_path):
    """Step-up: the PIN alone is not enough for who has a password, and tries are counted."""
    thief = Thief(Path(shutil.copy(club, tmp_path / "step.club")), name="Maryam")
    desk = Desk(thief.db, thief.who.brief, clock=thief.wall)
    assert staff.is_password_right(desk, OWNER_PIN, cost=TEST)
    staff.set_password(desk, thief.who.id, "seven green chairs", cost=TEST)
    assert staff.is_password_right(desk, "seven green chairs", cost=TEST)
    assert not staff.is_password_right(desk, OWNER_PIN, cost=TEST)
    assert thief.fails() == 1
    thief.db.close()


def test_every_act_of_great_weight_asks_again():
    assert {
        Permission.BACKUP_RESTORE, Permission.MEMBER_ERASE, Permission.OPERATOR_MANAGE,
        Permission.PROGRAMME_EDIT, Permission.IMPORT_RUN, Permission.CLUB_KEY,
        Permission.CLUB_MOVE, Permission.MEMBER_EXPORT,
    } <= NEEDS_PASSWORD  # fmt: skip


def test_s7_the_measurement_reaches_its_goal(tmp_path):
    folder = tmp_path / "room"
    folder.mkdir()
    thief = Thief(found(folder))
    play(thief, Scale(folder, seed=7).chance("guessing"), 200)
    thief.db.close()
    assert 5 <= thief.looked_at <= MOST_TRIES
    assert thief.wall.now != START
    assert guessing.guesses.__doc__
