"""The monthly pack: every paper of the club in one folder, all of them or none."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from loyaldesk.domain.errors import ChangedMeanwhile, StorageProblem
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import LANGUAGES, using
from loyaldesk.kernel.persian import clean, is_storable, ltr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, exports
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import papers, sheets
from loyaldesk.services.insight.reading import Shelf
from loyaldesk.store.fields import utc_text


@dataclass(frozen=True, slots=True)
class Schedule:
    """Whether the pack of each month is written by itself.

    Attributes:
        is_on: It is, in the night after the month's end.
        folder: Where to.
        languages: In which languages.
    """

    is_on: bool
    folder: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was written."""

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A month whose pack should have been written by itself and was not."""

    period: Period
    folder: str


def write_pack(
    desk: Desk, period: Period, folder: Path, languages: Sequence[str] = ("fa",),
    progress: Progress = SILENT,
) -> Packed:  # fmt: skip
    """Write every paper of *period* to *folder*, with its Excel for whoever may export lists.

    All files are made beside their place first; nothing is there until all of them are whole. A
    pack of the same period written before is replaced, other files are left alone.

    Raises:
        BadInput: If no language is given or one is unknown.
        NotAPeriod: If the period has not begun.
        StorageProblem: If the folder cannot be written; it is then as it was.
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* was told to stop; nothing was written.
    """
    desk.require(Permission.REPORT_READ)
    with_sheets = desk.may(Permission.LIST_EXPORT)
    return _write(desk, period, folder, languages, progress, with_sheets=with_sheets)


def _write(
    desk: Desk, period: Period, folder: Path, languages: Sequence[str], progress: Progress, *,
    with_sheets: bool,
) -> Packed:  # fmt: skip
    spoken = _checked_languages(languages)
    is_new = not folder.exists()
    if not is_new and not folder.is_dir():
        raise StorageProblem("no folder", str(folder))
    try:
        folder.mkdir(exist_ok=True)
        aside = Path(mkdtemp(prefix=".pack-", dir=folder))
    except OSError as error:
        raise exports.unwritable(folder, error) from error
    try:
        shelf = Shelf()
        for place, language in enumerate(spoken):
            steps = _Steps(progress, place * len(papers.KINDS), len(spoken) * len(papers.KINDS))
            _one_language(desk, period, aside, language, shelf, steps, with_sheets=with_sheets)
        files = _into_place(aside, folder)
    except OSError as error:
        raise exports.unwritable(folder / "x", error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if is_new and not any(folder.iterdir()):
            folder.rmdir()
    _remember(desk, period, folder, spoken)
    return Packed(folder, files)


def _checked_languages(languages: Sequence[str]) -> tuple[str, ...]:
    spoken = tuple(dict.fromkeys(languages))
    if not spoken:
        raise BadInput("language", "empty")
    for language in spoken:
        if language not in LANGUAGES:
            raise BadInput("language", "unknown choice", language[:80])
    return spoken


def _one_language(
    desk: Desk, period: Period, folder: Path, language: str, shelf: Shelf, steps: "_Steps", *,
    with_sheets: bool,
) -> None:  # fmt: skip
    shown = club.facts(desk).look(language, period.calendar)
    with using(shown), papers.source(desk, period, steps, shelf) as found:
        for kind in papers.KINDS:
            stem = f"{file_stem(period)} {kind.key} {language}"
            paper = papers.paper_of(found, kind.key)
            (folder / f"{stem}.pdf").write_bytes(papers.drawn(found, kind.key, paper, shown))
            if with_sheets:
                sheets.write_paper(paper, folder / f"{stem}.xlsx", steps)
            steps.done(paper.title)


def file_stem(period: Period) -> str:
    """Return how a period begins the name of a file."""
    return str(period).replace("..", "_")


class _Steps:
    """Counts papers; what happens inside one moves nothing but may stop the work."""

    def __init__(self, progress: Progress, done: int, total: int) -> None:
        self._progress, self._done, self._total = progress, done, total
        self._title = ""

    def step(self, _done: int, _total: int, _what: str = "") -> None:
        """Let the work be stopped."""
        self._progress.step(self._done, self._total, self._title)

    def done(self, title: str) -> None:
        """One more paper is made."""
        self._done, self._title = self._done + 1, title
        self._progress.step(self._done, self._total, title)


def _into_place(aside: Path, folder: Path) -> tuple[Path, ...]:
    """Move every file into *folder*; if one cannot be, what was there before comes back."""
    made = sorted(aside.iterdir())
    old = aside / "before"
    old.mkdir()
    moved: list[Path] = []
    try:
        for file in made:
            place = folder / file.name
            if place.exists():
                place.replace(old / file.name)
            moved.append(place)
            file.replace(place)
    except OSError:
        for place in moved:
            place.unlink(missing_ok=True)
            if (old / place.name).exists():
                (old / place.name).replace(place)
        raise
    return tuple(moved)


def _remember(desk: Desk, period: Period, folder: Path, languages: Sequence[str]) -> None:
    with desk.change(Permission.REPORT_READ) as change:
        for language in languages:
            change.db.execute_sql(
                "INSERT INTO pack_run (first_on, last_on, language, folder, papers, made_at,"
                " operator_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    period.first.isoformat(), period.last.isoformat(), language, str(folder),
                    len(papers.KINDS), utc_text(change.now), desk.operator.id,
                ),
            )  # fmt: skip
        change.note("report.pack", "club", 1, period=str(period), languages=list(languages))


def schedule(desk: Desk) -> tuple[Schedule, int]:
    """Return whether packs are written by themselves, and the version of the club's facts."""
    with desk.reading(Permission.REPORT_READ):
        facts = club.facts(desk)
        kept = facts.settings
        spoken = kept.pack_languages or (facts.language,)
        return Schedule(kept.pack_monthly, kept.pack_folder, spoken), facts.version


def save_schedule(desk: Desk, wanted: Schedule, version: int) -> None:
    """Store whether the pack of each month is written by itself.

    Raises:
        BadInput: If it has no folder that can be used, or no language.
        ChangedMeanwhile: If somebody changed the club's facts since *version*.
        PermissionDenied: If the operator may not change insight settings.
    """
    folder = _checked_folder(wanted.folder, needed=wanted.is_on)
    spoken = _checked_languages(wanted.languages)
    with desk.change(Permission.INSIGHT_EDIT) as change:
        kept = replace(
            club.facts(desk).settings, pack_monthly=wanted.is_on, pack_folder=folder,
            pack_languages=spoken,
        )  # fmt: skip
        done = change.db.execute_sql(
            "UPDATE club SET settings = ?, version = version + 1 WHERE version = ?",
            (json.dumps(asdict(kept), ensure_ascii=False), version),
        )
        if not done.rowcount:
            raise ChangedMeanwhile("club")
        change.note("report.schedule", "club", 1, on=wanted.is_on, languages=list(spoken))
        change.tell(ClubChanged())


def _checked_folder(text: str, *, needed: bool) -> str:
    if not is_storable(text):
        raise BadInput("folder", "unstorable")
    folder = clean(text)
    if not folder and not needed:
        return ""
    if not folder:
        raise BadInput("folder", "empty")
    place = Path(folder)
    if needed and not (place.is_dir() or (place.parent.is_dir() and not place.exists())):
        raise StorageProblem("folder missing", folder)  # the first pack makes the last folder
    return folder


def due(desk: Desk) -> Due | None:
    """Return the last month whose pack is still to be written by itself, or None."""
    with desk.reading(Permission.REPORT_READ):
        facts = club.facts(desk)
        if not facts.settings.pack_monthly or facts.is_sample:
            return None
        period = Period.of("month", desk.today(), facts.look().calendar).before
        row = desk.db.execute_sql(
            "SELECT EXISTS (SELECT 1 FROM pack_run WHERE first_on = ? AND last_on = ?),"
            " EXISTS (SELECT 1 FROM sale WHERE sold_on <= ?)",
            (period.first.isoformat(), period.last.isoformat(), period.last.isoformat()),
        ).fetchone()
    is_written, has_sales = map(bool, row)
    return None if is_written or not has_sales else Due(period, facts.settings.pack_folder)


def due_words(due: Due) -> str:
    """Return what is told of a pack that should have been written by itself."""
    return tr(
        "The pack of {month} has not been written to {folder} yet. Look whether the folder is"
        " there and has room; the program tries again every night."
    ).format(month=due.period.name(), folder=ltr(due.folder))


def write_due(desk: Desk, progress: Progress = SILENT) -> Packed | None:
    """Write the pack of the last month if it is due; months before it are not caught up.

    What keeps it from being written stands in the trail and is told by `due`; the night goes on.

    Raises:
        Cancelled: If *progress* was told to stop.
        PermissionDenied: If it is not the program itself or somebody who may run the night.
    """
    desk.require(Permission.NIGHT_RUN)
    wanted = due(desk)
    if wanted is None:
        return None
    chosen, _ = schedule(desk)
    try:
        return _write(
            desk, wanted.period, Path(wanted.folder), chosen.languages, progress, with_sheets=True
        )
    except (ClubError, OSError) as error:
        desk.note_failure("report.pack", "club", 1, type(error).__name__)
        return None
