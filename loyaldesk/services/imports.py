"""Import of members and sales: looked at first, brought in as one run, taken back as one run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from loyaldesk.domain import errors
from loyaldesk.domain.events import ImportEnded
from loyaldesk.domain.importing import MEMBERS, MemberRow, SaleRow
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Cancelled, Progress
from loyaldesk.services import safekeeping
from loyaldesk.services.desk import Desk
from loyaldesk.services.import_moving import (
    Deaf,
    MemberMover,
    Mover,
    SaleMover,
    TakenBack,
    forget_rows,
    move_all,
    take_back,
)
from loyaldesk.services.import_problems import (
    BadRow,
    ErrorsFile,
    forget_old,
    place_of_errors,
    told,
)
from loyaldesk.services.import_reading import (
    Columns,
    Options,
    Reading,
    opened,
    read_columns,
    recall,
    remember,
    shown_cells,
)
from loyaldesk.services.import_sorting import (
    Counts,
    Duplicate,
    MemberSorter,
    SaleSorter,
    Sorted,
)
from loyaldesk.store import imports as store
from loyaldesk.store.database import without_trace

__all__ = [
    "Analysis", "BadRow", "Columns", "Counts", "Duplicate", "ImportResult", "Options", "RunRow",
    "analyse", "read_columns", "recall", "remember", "resume_or_clean", "run", "runs", "undo",
]  # fmt: skip

AT_ONCE = 500
"""Rows that are read, sorted and staged together."""

PREVIEWED, MOST_TOLD = 20, 1000


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows of a list: what stands in it, and what keeps it out, if anything."""

    line: int
    cells: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an import would do; nothing was stored.

    Attributes:
        kind: ``members`` or ``sales``.
        header: Heading of each column.
        mapping: Field by column that was used.
        date_kind: How its dates were read.
        counts: What would be added, is there already, or is bad.
        problems: The first thousand bad rows.
        warnings: Rows that would be taken, but that somebody should look at.
        duplicates: Members of the club whom rows of the list mean, or may mean.
        preview: The first twenty rows.
    """

    kind: str
    header: tuple[str, ...]
    mapping: dict[int, str]
    date_kind: str
    counts: Counts
    problems: tuple[BadRow, ...]
    warnings: tuple[BadRow, ...]
    duplicates: tuple[Duplicate, ...]
    preview: tuple[PreviewRow, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `Counts` says how the figures hang together."""

    run_id: int
    kind: str
    rows: int
    added: int
    members_added: int
    already_there: int
    visits: int
    bad: int
    errors_file: Path | None

    def as_dict(self) -> dict[str, int | str | None]:
        """Return the figures under the names of the command line."""
        return {
            "rows": self.rows,
            "added": self.added,
            "members_added": self.members_added,
            "already_there": self.already_there,
            "visits": self.visits,
            "bad": self.bad,
            "errors_file": str(self.errors_file) if self.errors_file else None,
        }


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the list of imports shows it. ``state``: ``moving``, ``done``, ``undone`` ..."""

    id: int
    kind: str
    file_name: str
    state: str
    counts: Counts
    errors_file: Path | None
    made_at: datetime
    ended_at: datetime | None
    operator: str


def analyse(
    desk: Desk, path: Path, kind: str, options: Options, progress: Progress = SILENT
) -> Analysis:
    """Return what importing the list in *path* would do, without storing anything.

    Raises:
        UnreadableFile: If it is no list.
        BadMapping: If its columns do not say enough.
        PermissionDenied: If the operator may not import.
    """
    desk.require(Permission.IMPORT_RUN)
    with opened(desk, path, kind, options) as reading:
        counts = Counts()
        duplicates: list[Duplicate] = []
        sort = _sorter(desk, kind, options, counts, duplicates)
        look = _Look()
        for part in _parts(_watched(reading, look), progress, counts):
            with desk.reading(Permission.IMPORT_RUN):
                done = _sorted(reading, part, sort, counts, look.warnings)
            look.tell(done.bad)
        return Analysis(
            kind, reading.table.header, reading.mapping, reading.options.date_kind, counts,
            tuple(look.problems), tuple(look.warnings), tuple(duplicates), tuple(look.preview()),
        )  # fmt: skip


@dataclass(slots=True)
class _Look:
    """What is kept of a list while it is looked at."""

    first: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    problems: list[BadRow] = field(default_factory=list)
    warnings: list[BadRow] = field(default_factory=list)

    def tell(self, bad: list[BadRow]) -> None:
        self.problems += bad[: MOST_TOLD - len(self.problems)]

    def preview(self) -> Iterator[PreviewRow]:
        said: dict[int, str] = {}
        for row in self.problems:
            said.setdefault(row.line, row.sentence)
        for line, cells in self.first:
            yield PreviewRow(line, cells, said.get(line, ""))


_RawRow = tuple[int, tuple[object, ...]]
_Sort = Callable[[list[SaleRow | MemberRow]], Sorted]


def _watched(reading: Reading, look: _Look) -> Iterator[_RawRow]:
    for line, cells in reading.rows:
        if len(look.first) < PREVIEWED:
            look.first.append((line, shown_cells(cells)))
        yield line, cells


def _parts(rows: Iterator[_RawRow], progress: Progress, counts: Counts) -> Iterator[list[_RawRow]]:
    while part := list(islice(rows, AT_ONCE)):
        progress.step(counts.rows, 0, tr("Reading the list"))
        counts.rows += len(part)
        yield part


def _sorter(
    desk: Desk, kind: str, options: Options, counts: Counts,
    duplicates: list[Duplicate] | None = None,
) -> _Sort:  # fmt: skip
    if kind == MEMBERS:
        if options.allow_shared_mobiles:
            desk.require(Permission.MEMBER_SHARE_MOBILE)
        return MemberSorter(
            desk.db, desk.today(), options.allow_shared_mobiles, counts, duplicates
        ).sort  # type: ignore[return-value]  # the rows of a list are all of its kind
    return SaleSorter(desk.db, desk.zone, desk.clock(), options.create_members, counts).sort  # type: ignore[return-value]  # the rows of a list are all of its kind


def _sorted(
    reading: Reading, part: list[_RawRow], sort: _Sort, counts: Counts, warnings: list[BadRow]
) -> Sorted:
    """Return what becomes of a part of the list, its bad rows in their order."""
    good: list[SaleRow | MemberRow] = []
    bad: list[BadRow] = []
    for row in part:
        found = reading.understood(row)  # type: ignore[arg-type]  # cells as the reader gave them
        if isinstance(found, tuple):
            bad += told(found)
            counts.bad += 1
            continue
        good.append(found)
        if isinstance(found, MemberRow) and len(warnings) < MOST_TOLD:
            warnings += told(found.warnings)
    done = sort(good)
    counts.bad += len(done.bad)
    done.bad = sorted([*bad, *done.bad], key=lambda row: row.line)
    return done


def run(
    desk: Desk, path: Path, kind: str, options: Options, progress: Progress = SILENT
) -> ImportResult:
    """Import the list in *path* as one run that can be taken back.

    Rows are checked and staged first, then moved in short transactions, so that the counter sells
    meanwhile; killed while staging nothing is in, killed while moving it goes on at the next start
    (`resume_or_clean`). Bad rows are told in a file, the others come in.

    Raises:
        UnreadableFile: If it is no list; nothing is in.
        BadMapping: If its columns do not say enough.
        ImportUnderWay: If another import runs.
        Cancelled: If *progress* wanted to stop before anything was in.
        ImportTakenBack: If it wanted to stop later; what was in was taken back.
        PermissionDenied: If the operator may not import.
        BackupProblem: If the club could not be backed up first; nothing is in.
    """
    desk.require(Permission.IMPORT_RUN)
    with store.only_import(desk.db), opened(desk, path, kind, options) as reading:
        safekeeping.before(desk, "import", progress)
        run_id, file = _begin(desk, path, kind, options)
        try:
            counts = _stage(desk, reading, run_id, options, file, progress)
        except BaseException:
            _discard(desk, run_id, file)
            raise
        with desk.change(Permission.IMPORT_RUN) as change:
            store.set_state(change.db, run_id, "moving")
            moved = Counts(counts.rows, already_there=counts.already_there, bad=counts.bad)
            store.set_counts(change.db, run_id, moved.as_dict())
        remember(reading.table.header, kind, reading.mapping, options)
        try:
            return _move(desk, run_id, progress)
        except Cancelled as wish:
            _take_back(desk, run_id, Deaf(progress))
            file.remove()
            raise errors.ImportTakenBack from wish


def _begin(desk: Desk, path: Path, kind: str, options: Options) -> tuple[int, ErrorsFile]:
    with desk.change(Permission.IMPORT_RUN) as change:
        run_id = store.add_run(
            change.db, kind, path.name, {}, change.now, change.today, desk.operator.id
        )
        errors_file = place_of_errors(path, f"{kind}-{change.now:%Y%m%d-%H%M%S}-{run_id}.csv")
        store.set_options(
            change.db, run_id,
            {
                "errors_file": str(errors_file),
                "allow_shared_mobiles": options.allow_shared_mobiles,
                "create_members": options.create_members,
                "unit": options.unit,
            },
        )  # fmt: skip
        change.note("import.begin", "import", run_id, kind=kind)
    return run_id, ErrorsFile(errors_file)


def _stage(
    desk: Desk, reading: Reading, run_id: int, options: Options, file: ErrorsFile,
    progress: Progress,
) -> Counts:  # fmt: skip
    counts = Counts()
    sort = _sorter(desk, reading.kind, options, counts)
    warnings: list[BadRow] = []
    with file:
        for part in _parts(reading.rows, progress, counts):
            with desk.reading(Permission.IMPORT_RUN):
                done = _sorted(reading, part, sort, counts, warnings)
            file.add(done.bad)
            if done.staged:
                with desk.change(Permission.IMPORT_RUN) as change:
                    store.stage(change.db, run_id, done.staged)
    return counts


def _discard(desk: Desk, run_id: int, file: ErrorsFile) -> None:
    """Remove a run of which nothing is in."""
    with without_trace(desk.db):
        forget_rows(desk, run_id)
    with desk.change(Permission.IMPORT_RUN) as change:
        store.drop_run(change.db, run_id)
        change.note("import.discard", "import", run_id)
    file.remove()


def _move(desk: Desk, run_id: int, progress: Progress) -> ImportResult:
    """Move what waits of a run, and end it."""
    stored = _stored(desk, run_id)
    counts = Counts(**stored.counts)
    with ErrorsFile(Path(str(stored.options["errors_file"]))) as file:

        def bad(row: BadRow) -> None:
            file.add([row])

        mover: Mover = SaleMover(run_id, counts, bad)
        if stored.kind == MEMBERS:
            shared = bool(stored.options.get("allow_shared_mobiles"))
            mover = MemberMover(run_id, counts, bad, shared)
        move_all(desk, run_id, stored.kind, mover, counts, progress, tr("Bringing the rows in"))
    with desk.change(Permission.IMPORT_RUN) as change:
        store.set_state(change.db, run_id, "done", change.now)
        change.note("import.end", "import", run_id, **counts.as_dict())
        change.tell(ImportEnded(run_id))
    return _result(_stored(desk, run_id))


def _stored(desk: Desk, run_id: int) -> store.StoredRun:
    with desk.reading(Permission.IMPORT_RUN):
        found = store.run_by_id(desk.db, run_id)
    if found is None:
        raise errors.Missing("run", str(run_id))
    return found


def _errors_file(stored: store.StoredRun) -> Path | None:
    named = stored.options.get("errors_file")
    return Path(str(named)) if named and stored.counts.get("bad") else None


def _result(stored: store.StoredRun) -> ImportResult:
    counts = Counts(**stored.counts)
    return ImportResult(
        stored.id, stored.kind, counts.rows, counts.added, counts.members_added,
        counts.already_there, counts.visits, counts.bad, _errors_file(stored),
    )  # fmt: skip


def undo(desk: Desk, run_id: int, progress: Progress = SILENT) -> TakenBack:
    """Take a run back: its sales by mirrors, its opening balances, its members.

    The same file can be imported again afterwards. A wish to stop is passed over: half an import
    is none.

    Raises:
        ImportNotUndoable: ``not done``, ``undone``, or ``used since`` when somebody the run brought
            has bought or got points since.
        ImportUnderWay: If another import runs.
        Missing: If there is no such run.
    """
    with store.only_import(desk.db):
        stored = _stored(desk, run_id)
        if stored.state != "done":
            raise errors.ImportNotUndoable("undone" if stored.state == "undone" else "not done")
        with desk.reading(Permission.IMPORT_RUN):
            if store.is_used_since(desk.db, run_id):
                raise errors.ImportNotUndoable("used since")
        return _take_back(desk, run_id, Deaf(progress))


def _take_back(desk: Desk, run_id: int, progress: Progress) -> TakenBack:
    with desk.change(Permission.IMPORT_RUN) as change:
        store.set_state(change.db, run_id, "undoing")
    done = take_back(desk, run_id, progress, tr("Taking the rows back"))
    with desk.change(Permission.IMPORT_RUN) as change:
        store.set_state(change.db, run_id, "undone", change.now)
        change.note("import.undo", "import", run_id, sales=done.sales, members=done.members)
        change.tell(ImportEnded(run_id))
    return done


def resume_or_clean(desk: Desk, progress: Progress = SILENT) -> list[ImportResult]:
    """Bring to their end the runs that a killed program left; return those that are in now.

    What was only staged goes, what was moving moves on, what was being taken back goes on. A run
    that another window or program is busy with is left alone. Stopped by *progress* it goes on the
    next time.
    """
    forget_old(desk.clock())
    with desk.reading(Permission.IMPORT_RUN):
        if not store.open_runs(desk.db):
            return []
    done = []
    try:
        with store.only_import(desk.db):
            with desk.reading(Permission.IMPORT_RUN):
                left = store.open_runs(desk.db)
            for stored in left:
                if stored.state == "staging":
                    _discard(desk, stored.id, ErrorsFile(Path(str(stored.options["errors_file"]))))
                elif stored.state == "moving":
                    done.append(_move(desk, stored.id, progress))
                else:
                    _take_back(desk, stored.id, progress)
    except errors.ImportUnderWay:
        return done
    return done


def runs(desk: Desk, limit: int = 100) -> list[RunRow]:
    """Return the newest runs for the list of imports."""
    with desk.reading(Permission.IMPORT_RUN):
        found = store.runs(desk.db, limit)
    return [
        RunRow(
            each.id, each.kind, each.file_name, each.state, Counts(**each.counts),
            _errors_file(each), each.made_at, each.ended_at, each.operator,
        )
        for each in found
    ]  # fmt: skip
