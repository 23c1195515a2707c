"""The composition root: what is built from what, and the start of the window."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, cast
from zoneinfo import ZoneInfo

from PySide6 import __version__ as pyside_version
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from loyaldesk import NAME
from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import Backup
from loyaldesk.domain.secrets import KeyFileDamaged, KeyFileMissing
from loyaldesk.kernel import fmt, paths
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import LANGUAGES, Look, set_look
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import Progress
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import (
    club,
    encrypting,
    looking,
    moving,
    opening,
    presence,
    rescue,
    safekeeping,
    server_clock,
    servers,
)
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.services.words import words
from loyaldesk.store.database import ClubDatabase, names_server, remove_club
from loyaldesk.ui import errors, theme
from loyaldesk.ui.bridge import News
from loyaldesk.ui.kit.dialog import tell
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.pages.insights import chapters
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.shell import before, log
from loyaldesk.ui.shell.cloud import CloudFolder
from loyaldesk.ui.shell.confirm import confirm_secret
from loyaldesk.ui.shell.crash import LastHandler
from loyaldesk.ui.shell.finding import find_everything
from loyaldesk.ui.shell.instance import Instance
from loyaldesk.ui.shell.main_window import MainWindow
from loyaldesk.ui.shell.passphrase import PassphraseDialog, put_keys_right
from loyaldesk.ui.shell.places import MemberPlace, Place
from loyaldesk.ui.shell.program import BrokenClub, Next, OwnClub, Program, Tools
from loyaldesk.ui.tasks import Runner
from loyaldesk.ui.tidying import Tidying

NOBODY = OperatorBrief(0, "", "")
_PAGES = "loyaldesk.ui.pages"


def places() -> tuple[Place, ...]:
    """Return the pages of the side bar, in order; each is imported when first visited."""
    may = Permission

    def place(key: str, title: str, icon: str, page: str, permission: Permission) -> Place:
        return Place(key, title, icon, _page(key, page), permission)

    return (
        place("counter", tr("Counter"), "cash-register", "CounterPage", may.SALE_READ),
        place("today", tr("Today"), "sunrise", "TodayStart", may.FOLLOWUP_READ),
        place("members", tr("Members"), "users", "MembersPage", may.MEMBER_READ),
        place("followups", tr("Follow-ups"), "calendar-event", "FollowupsPage", may.FOLLOWUP_READ),
        place("complaints", tr("Complaints"), "mood-sad", "ComplaintsPage", may.COMPLAINT_OPEN),
        place("requests", tr("Requests"), "inbox", "RequestsPage", may.REQUEST_WRITE),
        place("answers", tr("Answers"), "message-question", "AnswersPage", may.ANSWER_READ),
        place("rewards", tr("Rewards"), "gift", "RewardsPage", may.PROGRAMME_READ),
        Place(
            "insights",
            tr("Insights"),
            "chart-bar",
            _page("insights", "InsightsPage"),
            may.REPORT_READ,
            chapters.titles,
        ),
        place("reports", tr("Reports"), "report-analytics", "ReportsPage", may.REPORT_READ),
        place("playbooks", tr("Playbooks"), "route", "PlaybooksPage", may.PLAYBOOK_READ),
        place("day_end", tr("Day end"), "receipt", "DayEndPage", may.DAY_END_READ),
        place("imports", tr("Import"), "file-import", "ImportsPage", may.IMPORT_RUN),
        place("settings", tr("Settings"), "settings", "SettingsPage", may.PROGRAMME_READ),
    )


def _page(folder: str, name: str) -> Callable[..., QWidget]:
    def build(hall: Hall, *about: Any) -> QWidget:
        made: QWidget = getattr(import_module(f"{_PAGES}.{folder}.page"), name)(hall, *about)
        return made

    return build


def build_window(desk: Desk, settings: MachineSettings, tools: Tools | None = None) -> MainWindow:
    """Return the window of who is at *desk* with every page wired to it, not yet shown.

    Args:
        desk: The club and who acts.
        settings: Of this computer.
        tools: What the program around gives; left out, the window has workers of its own.
    """
    made: list[MainWindow] = []
    given = tools or _own_tools(desk)

    def make_hall(toasts: ToastHost) -> Hall:
        return Hall(
            desk, News(desk.bus), given.runner, settings, club.facts(desk), toasts,
            lambda reason: confirm_secret(made[0], desk, given.door, reason), given.save_settings,
        )  # fmt: skip

    member_place = MemberPlace(_page("member", "MemberPage"))
    made.append(
        MainWindow(make_hall, places(), member_place, find_everything, has_lock=given.has_lock)
    )
    return made[0]


def _own_tools(desk: Desk) -> Tools:
    def runner() -> Runner:
        return Runner(desk.db.connection_context, errors.show)

    return Tools(runner(), runner(), lambda new: new.save(paths.settings_file()), has_lock=True)


def main(arguments: Sequence[str] | None = None, *, clock: Clock = system_clock) -> int:
    """Run LoyalDesk until its window is closed and return the exit code.

    Args:
        arguments: What follows the name of the program; None: of this process.
        clock: What time it is.
    """
    if sys.version_info < (3, 12) and pyside_version.startswith("6.12.0"):
        sys.stderr.write("PySide6 6.12.0 crashes on Python 3.11; please install PySide6 6.11.\n")
        return 2
    settings, is_broken = MachineSettings.read(paths.settings_file())
    set_look(_look_of(settings))
    chosen = _parsed(arguments)
    app = QApplication.instance() or QApplication([NAME])
    if not isinstance(app, QApplication):
        raise TypeError("an application without windows is running")
    app.setApplicationName(NAME)
    settings = replace(
        settings,
        language=chosen.language or settings.language,
        theme=chosen.theme or settings.theme,
    )
    dress(app, settings)
    last_handler = LastHandler()
    last_handler.install()
    is_logged = _start_log()
    tidying = Tidying(app)
    try:
        start = _Start(app, settings, clock, is_logged=is_logged)
        target = _target(chosen, settings)
        if is_broken:
            target = start.begin_with_usual_settings(target)
        return start.run(target)
    finally:
        tidying.stop()
        last_handler.remove()
        log.stop()


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, tr("This command cannot be understood: {why}").format(why=message) + "\n")


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(prog="main.py", description="A customer club for one shop.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--club", metavar="FILE", help="the club to open, or postgresql://…")
    which.add_argument("--sample", action="store_true", help="open the sample shop")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--theme", choices=("light", "dark"))
    return parser.parse_args(arguments)


Where = Path | str
"""A club file, or the address of a club on a server."""


def _target(chosen: argparse.Namespace, settings: MachineSettings) -> Where | None:
    if chosen.sample:
        return paths.sample_club()
    if chosen.club is not None:
        return chosen.club if names_server(chosen.club) else Path(chosen.club).absolute()
    if names_server(settings.club):
        return settings.club
    return Path(settings.club) if settings.club else None


def _start_log() -> bool:
    try:
        return log.start(paths.log_folder())
    except OSError:
        return False


def dress(app: QApplication, settings: MachineSettings) -> None:
    """Put language and theme of this computer into force, before any club is open."""
    look = _look_of(settings)
    set_look(look)
    theme.apply(app, settings.theme, look)


def _look_of(settings: MachineSettings) -> Look:
    language = settings.language
    return Look(language, settings.calendar or ("jalali" if language == "fa" else "gregorian"))


_NO_PLACE_FOR_A_BACKUP = ("network", "newer", "engine", "busy", "held", "encrypted")
"""Why a club does not open though nothing is wrong with it: a backup would not help."""


def _ask_phrase(
    path: Path,
    unlock: Callable[[str, bool], ClubDatabase],
    recover: Callable[[bytes, str, str, bool], ClubDatabase] | None = None,
    clock: Clock = system_clock,
) -> ClubDatabase | None:
    """Ask for the pass phrase until the club opens, or nobody tries any more."""

    def closed(db: ClubDatabase) -> ClubDatabase:
        db.close()  # the connection of the worker's thread
        return db

    dialog = PassphraseDialog(
        path,
        lambda typed, is_kept: closed(unlock(typed, is_kept)),
        None if recover is None else lambda *made: closed(recover(*made)),
        clock,
    )
    dialog.exec()
    dialog.deleteLater()
    opened: ClubDatabase | None = dialog.opened
    if opened is not None:
        opened.connect()
    return opened


class _Start:
    """Opens one club after the other until the person at the screen is done."""

    def __init__(
        self, app: QApplication, settings: MachineSettings, clock: Clock, *, is_logged: bool
    ) -> None:
        self._app = app
        self._settings = settings
        self._clock = clock
        self._first_place = ""
        self._notes: list[str] = []
        if not is_logged:
            self._notes.append(tr("The log cannot be written; the program works without it."))

    def begin_with_usual_settings(self, target: Where | None) -> Where | None:
        """Go on without the settings of this computer: the broken file is kept, the club found."""
        file = paths.settings_file()
        with suppress(OSError):
            file.replace(file.with_name("settings.broken.json"))
        self._notes.append(
            tr("The settings of this computer could not be read; the usual ones hold now.")
        )
        return target or rescue.last_opened()

    def run(self, target: Where | None) -> int:
        """Open *target*, or let a club be made first; return the exit code."""
        place = target or self._first_run()
        while place is not None:
            path = servers.claim_file(place) if isinstance(place, str) else place
            instance = Instance(path)
            if path.parent.is_dir() and not instance.claim():
                return self._hand_over(instance, path)
            try:
                if isinstance(place, str):
                    place = self._work_on_server(place, instance)
                else:
                    place = self._open_and_work(place, instance)
            finally:
                instance.release()
        return 0

    def _work_on_server(self, address: str, instance: Instance) -> Where | None:
        """Open the club at an address; where that fails, ask until it opens or nobody tries."""
        try:
            db = opening.unlock(address, None, self._clock)
        except StorageProblem as problem:
            dialog = before.open_server_dialog(None, address, problem)
            is_found = dialog.exec() == QDialog.DialogCode.Accepted
            found = dialog.address
            dialog.deleteLater()
            return found if is_found else None
        clock = server_clock.clock_of(db, self._clock)
        desk = Desk(db, NOBODY, clock=clock, till=self._settings.till)
        bare = servers.without_password(address)
        self._remember(bare)
        try:
            following = self._work(desk, instance, bare)
        finally:
            db.close()
        return self._after(following, address)

    def _hand_over(self, instance: Instance, path: Path) -> int:
        if instance.knock():
            return 0
        text = tr("The club is open in another window, which does not answer.")
        for till in looking.who_has(path, self._clock)[:1]:
            text = tr(
                "The club is in use by till {till} on “{host}” since {moment}. Work there, or"
                " close it there first. Several tills at once need a PostgreSQL server."
            ).format(
                till=isolate(till.till), host=isolate(till.host),
                moment=fmt.moment(till.opened_at, ZoneInfo(club.DEFAULT_ZONE)),
            )  # fmt: skip
        tell(None, NAME, text, "warn")
        return 2

    def _open_and_work(self, path: Path, instance: Instance) -> Where | None:
        where = self._ask_about_cloud(path)
        if where != path:
            return where
        try:
            desk = self._open(path)
        except ClubError as error:
            return self._ask_what_now(error, path)
        if desk is None:
            return None
        if not club.facts(desk).is_sample:
            self._remember(path)
            rescue.remember(desk)
        try:
            following = self._work(desk, instance)
        finally:
            desk.db.close()
        return self._after(following, path)

    def _work(self, desk: Desk, instance: Instance, address: str = "") -> Next:
        settings = replace(self._settings, club=address or str(desk.db.path))
        version = desk.db.execute_sql

        program = Program(
            self._app, desk, settings, build_window,
            lambda: int(version("PRAGMA data_version").fetchone()[0]),
            first_place=self._first_place, listen=instance.listen,
        )  # fmt: skip
        self._first_place = ""
        instance.knocked.connect(program.frame.to_front)
        program.ended.connect(self._app.quit)
        program.start()
        while self._notes:
            program.warn(self._notes.pop(0))
        self._app.setQuitOnLastWindowClosed(False)
        self._app.exec()
        self._settings = program.settings
        return program.following

    # opening

    def _open(self, path: Path) -> Desk | None:
        if path == paths.sample_club() and not path.exists() and not self._make_sample(path):
            return None
        opening.make_whole(path)
        try:
            db = self._unlock(path) if opening.is_locked(path) else opening.unlock(path, None)
        except StorageProblem as problem:
            if problem.why not in looking.CAN_LOOK:
                raise
            db = self._look(path, problem)
        return None if db is None else Desk(db, NOBODY, clock=self._clock, till=self._settings.till)

    def _unlock(self, path: Path) -> ClubDatabase | None:
        given = os.environ.get("LOYALDESK_PASSPHRASE")
        if given:
            return opening.unlock(path, given)

        def unlock(typed: str, is_kept: bool) -> ClubDatabase:  # noqa: FBT001  # `PassphraseDialog`
            return opening.unlock(path, typed, self._clock, remember=is_kept)

        def recover(key: bytes, phrase: str, paper: str, is_kept: bool) -> ClubDatabase:  # noqa: FBT001
            return opening.recover(path, key, phrase, paper, self._clock, remember=is_kept)

        return _ask_phrase(path, unlock, recover, self._clock)

    def _make_sample(self, path: Path) -> bool:
        from loyaldesk.services.sample import make_sample  # noqa: PLC0415

        language, clock = self._settings.language, self._clock

        def make(progress: Progress) -> bool:
            make_sample(path, language=language, clock=clock, progress=progress).db.close()
            return True

        title, doing = tr("The sample shop"), tr("Making members and 18 months of sales…")
        return before.do_before_eyes(None, title, doing, make) is True

    def _first_run(self) -> Where | None:
        from loyaldesk.ui.shell.wizard import Wizard  # noqa: PLC0415  # once in a club's life

        wizard = Wizard(self._settings, lambda new: dress(self._app, new), self._clock)
        is_done = wizard.exec() == QDialog.DialogCode.Accepted
        made = wizard.made
        wizard.deleteLater()
        if not is_done or made is None:
            return None
        if made.address:
            self._settings = made.settings
            return made.address
        self._settings = replace(made.settings, club=str(made.path or ""))
        self._save()
        self._first_place = "imports" if made.start == "import" else ""
        return paths.sample_club() if made.start == "sample" or made.path is None else made.path

    def _look(self, path: Path, problem: StorageProblem) -> ClubDatabase | None:
        """Open a club that cannot be written for looking, or say why it cannot be written."""
        try:
            return looking.look(path, None, problem.why)
        except StorageProblem as second:
            if second.why != "encrypted":
                raise problem from second
        return _ask_phrase(path, lambda typed, _kept: looking.look(path, typed, problem.why))

    def _ask_about_cloud(self, path: Path) -> Path | None:
        """Warn of a synchronised folder; return where the club lies then, None to leave."""
        cloud = presence.cloud_of(path)
        if not cloud or self._settings.cloud_accepted == str(path) or not path.is_file():
            return path
        target = presence.free_home(path)
        dialog = CloudFolder(path, cloud, target)
        answer = dialog.exec()
        dialog.deleteLater()
        if answer == CloudFolder.OPEN:
            self._settings = replace(self._settings, cloud_accepted=str(path))
            self._save()
        if answer != CloudFolder.MOVE:
            return path if answer == CloudFolder.OPEN else None
        try:
            before.do_before_eyes(
                None, tr("Moving the club"), tr("Copied, compared, then taken away there…"),
                lambda progress: presence.move_home(path, target, progress),
            )  # fmt: skip
        except ClubError as error:
            errors.show(error)
            return path
        return target

    def _ask_what_now(self, error: ClubError, path: Path | None = None) -> Where | None:
        if path is not None and isinstance(error, KeyFileMissing | KeyFileDamaged):
            return self._ask_for_keys(error, path)
        why = getattr(error, "why", "")
        can_restore = path is not None and why not in _NO_PLACE_FOR_A_BACKUP
        kept = rescue.newest(path) if path is not None and can_restore else None
        needs_phrase = kept is not None and rescue.needs_phrase(kept)
        dialog = before.CannotOpen(words(error), kept, needs_phrase=needs_phrase)
        answer = dialog.exec()
        dialog.deleteLater()
        if answer == before.CannotOpen.RESTORE and path is not None and kept is not None:
            return self._rescue(path, kept)
        if answer == before.CannotOpen.OTHER:
            return before.choose_club()
        return self._first_run() if answer == before.CannotOpen.NEW else None

    def _ask_for_keys(self, error: ClubError, path: Path) -> Path | None:
        """Let a copy of the key file be put beside the club; return what is opened next."""
        try:
            is_back, is_other = put_keys_right(path, error)
        except ClubError as second:
            errors.show(second)
            return path
        if is_back:
            return path
        return before.choose_club() if is_other else None

    def _rescue(self, path: Path, kept: Backup) -> Where | None:
        key = None
        if rescue.needs_phrase(kept):
            dialog = PassphraseDialog(path, lambda typed, _kept: rescue.unlock(kept, typed))
            dialog.exec()
            dialog.deleteLater()
            key = dialog.opened
            if key is None:
                return None
        try:
            done = before.do_before_eyes(
                None, tr("Restoring"), tr("The backup takes the place of the club…"),
                lambda progress: rescue.put_back(path, kept, self._clock, progress, key=key),
            )  # fmt: skip
        except ClubError as error:
            return self._ask_what_now(error)
        before.tell_came_back(done)
        return path

    # what comes next

    def _after(self, following: Next, place: Where) -> Where | None:
        if isinstance(following, servers.OnServer):
            return following.address
        if isinstance(place, str):
            return None  # a club on a server is restored and moved from the command line
        if isinstance(following, moving.MovePlan):
            return self._move(following, place)
        return self._after_file(following, place)

    def _after_file(self, following: Next, path: Path) -> Where | None:
        if isinstance(following, OwnClub):
            remove_club(path)
            own = MachineSettings.load(paths.settings_file()).club
            return Path(own) if own and Path(own).exists() else self._first_run()
        if isinstance(following, BrokenClub):
            return self._ask_what_now(StorageProblem("damaged", str(path)), path)
        if isinstance(following, encrypting.KeyPlan):
            self._change_keys(following)
            return path
        if following is not None:
            plan = cast("safekeeping.RestorePlan", following)
            try:
                done = before.do_before_eyes(
                    None, tr("Restoring"), tr("The backup takes the place of the club…"),
                    lambda progress: safekeeping.carry_out(plan, self._clock, progress),
                )  # fmt: skip
                before.tell_came_back(done)
            except ClubError as error:
                errors.show(error)
            return path
        return None

    def _move(self, plan: moving.MovePlan, path: Path) -> Where:
        """Carry the club to a server and go on there; where that fails the file is as it was."""

        def work(progress: Progress) -> moving.Moved:
            return moving.carry_out(plan, opening.unlock(path, None), self._clock, progress)

        try:
            done = before.do_before_eyes(
                None, tr("Moving the club"), tr("Carrying the club to the server"), work
            )
        except ClubError as error:
            errors.show(error)
            return path
        if done is None:
            return path
        tell(None, tr("Several tills"), moving.words_of(done), "ok")
        return plan.url

    def _change_keys(self, plan: encrypting.KeyPlan) -> None:
        def work(progress: Progress) -> bool:
            encrypting.carry_out(plan, self._clock, progress).close()
            return True

        try:
            is_done = before.do_before_eyes(
                None, tr("The club file"), tr("Writing the club under its new key"), work
            )
        except ClubError as error:
            errors.show(error)
            return
        if is_done:
            tell(None, tr("The club file"), encrypting.done_words(plan.act), "ok")

    def _remember(self, path: Where) -> None:
        self._settings = replace(self._settings, club=str(path))
        self._save()

    def _save(self) -> None:
        try:
            self._settings.save(paths.settings_file())
        except OSError:
            log.logger.warning("settings could not be saved")
