"""A club on disk for each test: a copy of a founded one, with a clock that stands still."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from tests.room import room_for_clubs

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", room_for_clubs())
os.environ["LOYALDESK_HOME"] = tempfile.mkdtemp(
    prefix="loyaldesk-tests-", dir=os.environ["PYTEST_DEBUG_TEMPROOT"]
)

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import club, staff
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST

pytest.register_assert_rewrite("tests.services")  # tests.server takes tests from there

FIRST_HOME = Path(os.environ["LOYALDESK_HOME"])
"""Where clubs that several tests copy are founded; nothing of a test reaches the user's own."""
atexit.register(shutil.rmtree, FIRST_HOME, ignore_errors=True)

NOON = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
"""Saturday 30 Aban 1405, 12:00 in Tehran."""

T = TypeVar("T")

PIN = "583920"
"""The owner's PIN in every test club."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the pictures of the screens be kept, and the long runs be asked for."""
    parser.addoption("--pictures", metavar="DIR", help="leave a picture of every screen in DIR")
    parser.addoption("--long", action="store_true", help="measure the whole figures of safety")
    parser.addoption(
        "--server", metavar="URL", nargs="?", const=os.environ.get("LOYALDESK_TEST_SERVER", ""),
        help="make the clubs on this PostgreSQL (as its superuser) and not in files",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Who asks for the long runs or the pictures gets the heavy variants of the gate too."""
    is_long = config.getoption("--long") or config.getoption("--pictures")
    if config.option.markexpr == "not gate" and (is_long or os.environ.get("LOYALDESK_LONG")):
        config.option.markexpr = ""


class StoppedClock:
    """A clock that moves only when the test says so."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home of its own, which knows the keys of the clubs that are copied."""
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path / "home"))
    bring_keys()


def bring_keys() -> None:
    """Let the home of this test know the clubs that several tests copy."""
    if (FIRST_HOME / "keys").is_dir():
        home = Path(os.environ["LOYALDESK_HOME"])
        shutil.copytree(FIRST_HOME / "keys", home / "keys", dirs_exist_ok=True)


@pytest.fixture(autouse=True)
def _look() -> Iterator[None]:
    set_look(Look("en", "jalali", "toman"))
    yield
    set_look(Look())


@pytest.fixture(scope="session")
def founded_club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("founded") / "shop.club"
    with pytest.MonkeyPatch.context() as patch:  # the first test that asks has its home by now
        patch.setenv("LOYALDESK_HOME", str(FIRST_HOME))
        desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), clock=StoppedClock())
        staff.set_secret_of_owner(desk, PIN, cost=TEST)
        desk.db.close()
    return path


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Pass over what is about files, where the clubs are on a server."""
    for item in items:
        if config.getoption("--server") is None and "/tests/server/" not in item.path.as_posix():
            continue
        from tests.server.only_files import reason

        if why := reason(item.path.stem, item.name):
            item.add_marker(pytest.mark.skip(reason=f"only for a club file: {why}"))


@pytest.fixture(scope="session")
def server_club(request: pytest.FixtureRequest) -> Iterator[object]:
    """A founded club on the server that was asked for; None when none was."""
    url = request.config.getoption("--server")
    if url is None:
        yield None
        return
    from tests.server.clubs import ServerClub

    there = ServerClub(url, found_on_server)
    yield there
    there.remove()


def found_on_server(url: str) -> None:
    """Found a club as the one in the file."""
    desk = club.found_on_server(url, club.ClubDraft("Naranj", "Maryam"), clock=StoppedClock())
    staff.set_secret_of_owner(desk, PIN, cost=TEST)
    desk.db.close()


@pytest.fixture
def club_file(request: pytest.FixtureRequest, tmp_path: Path, server_club: object) -> Path:
    """A club of its own; an address where the clubs are on a server."""
    if server_club is not None:
        return server_club.fresh()
    founded = request.getfixturevalue("founded_club")
    bring_keys()  # the first test of all had its home before there was a club
    return Path(shutil.copy(founded, tmp_path / "shop.club"))


def prepared_once(founded: Path, folder: Path, prepare: Callable[[Desk], T]) -> tuple[Path, T]:
    """Let a module prepare a club once, which its tests copy; return it and what came of it."""
    path = Path(shutil.copy(founded, folder / "shop.club"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOYALDESK_HOME", str(folder / "home"))
        bring_keys()
        set_look(Look("en", "jalali", "toman"))
        db = open_club(path)
        made = prepare(Desk(db, staff.by_name(db, "").brief, clock=StoppedClock()))
        db.close()
    return path, made


@pytest.fixture
def desk(club_file: Path, clock: StoppedClock) -> Iterator[Desk]:
    """The owner's desk."""
    db = open_club(club_file)
    owner = staff.by_name(db, "")
    yield Desk(db, owner.brief, clock=clock)
    db.close()


def desk_of(desk: Desk, role: Role, name: str = "") -> Desk:
    """Return the same club with a new operator of *role* at the desk."""
    new = staff.add(desk, name or f"{role.value} {role.name}", role.value, "583920", cost=TEST)
    return replace(desk, operator=OperatorBrief(new, name or role.value, role.value))
