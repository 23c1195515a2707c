"""One list on its way into the club: its file, what its columns hold, how its cells are read."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from loyaldesk.domain.importing import (
    MEMBERS,
    SALES,
    BadMapping,
    ImportOptions,
    MemberRow,
    Problem,
    SaleRow,
    missing_fields,
    read_member,
    read_sale,
)
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import club, imports
from loyaldesk.services.desk import Desk

SAMPLE = 20


@dataclass(slots=True)
class Job:
    """What the steps of the wizard gather; going back a step loses nothing of it.

    Attributes:
        path: The file.
        kind: ``members`` or ``sales``.
        columns: What the file looks like.
        mapping: Field by column.
        unit: Of the amounts; None until somebody said it.
        date_kind: How dates are read.
        create_members: Codes nobody has make members.
        share_mobiles: Members of the list may have a mobile of somebody else.
    """

    path: Path
    kind: str
    columns: imports.Columns
    mapping: dict[int, str] = field(default_factory=dict)
    unit: str | None = None
    date_kind: str = "auto"
    create_members: bool = False
    share_mobiles: bool = False

    @classmethod
    def of(cls, path: Path, kind: str, columns: imports.Columns) -> "Job":
        """Return a job that starts with what was guessed or remembered."""
        return cls(path, kind, columns, dict(columns.mapping), columns.unit, columns.date_kind)

    def renewed(self, kind: str, columns: imports.Columns) -> "Job":
        """Return the job after its file was read in another way; what still fits is kept."""
        if kind == self.kind and columns.header == self.columns.header:
            return replace(self, columns=columns)
        other = Job.of(self.path, kind, columns)
        other.create_members, other.share_mobiles = self.create_members, self.share_mobiles
        return other

    def has_money(self) -> bool:
        """Return whether the list holds amounts, whose unit has to be known."""
        return self.kind == SALES

    def has_days(self) -> bool:
        """Return whether a column holds days."""
        days = {"date", "birthday", "points_expire_on", "registered_on"}
        return bool(days.intersection(self.mapping.values()))

    def check(self) -> None:
        """See that the columns say enough.

        Raises:
            BadMapping: With the field that is missing.
        """
        if missing := missing_fields(self.mapping, self.kind):
            raise BadMapping("nobody" if self.kind == MEMBERS else "missing", missing[0])

    def options(self) -> imports.Options:
        """Return how the list is to be imported."""
        return imports.Options(
            mapping=self.mapping, unit=self.unit or "rial", date_kind=self.date_kind,
            create_members=self.create_members and self.kind == SALES,
            allow_shared_mobiles=self.share_mobiles and self.kind == MEMBERS,
            encoding=self.columns.encoding, delimiter=self.columns.delimiter,
            sheet=self.columns.sheet or None,
        )  # fmt: skip

    def first_row(self, desk: Desk) -> SaleRow | MemberRow | tuple[Problem, ...] | None:
        """Return the first row that can be read, else what is wrong with the first one."""
        options = self._understanding(desk)
        read = read_sale if self.kind == SALES else read_member
        wrong: tuple[Problem, ...] | None = None
        for line, cells in self.columns.sample:
            found = read(line, cells, self.mapping, options)
            if not isinstance(found, tuple):
                return found
            wrong = wrong or found
        return wrong

    def _understanding(self, desk: Desk) -> ImportOptions:
        tiers = club.programme_on(desk.db, desk.today()).tiers
        names = tuple((tier.code, (tier.name_fa, tier.name_en)) for tier in tiers)
        return ImportOptions(
            desk.today(), self.unit or "rial", self.date_kind, names,
            width=len(self.columns.header),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file shall be looked at; empty where it is to be found out."""

    path: Path
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str | None = None


def look_at(asked: Asked, progress: Progress) -> tuple[str, imports.Columns]:
    """Return the kind of a list and what it looks like; called in the worker.

    Raises:
        UnreadableFile: If it is no list.
    """
    kind = asked.kind or SALES
    columns = _columns(asked, kind)
    progress.step(1, 2)
    if asked.kind or columns.is_remembered or not missing_fields(columns.mapping, SALES):
        return kind, columns
    return MEMBERS, _columns(asked, MEMBERS)


def _columns(asked: Asked, kind: str) -> imports.Columns:
    return imports.read_columns(
        asked.path, kind, encoding=asked.encoding, delimiter=asked.delimiter, sheet=asked.sheet,
        sample=SAMPLE,
    )  # fmt: skip
