"""S1: every use case refuses every role that lacks its right, below the window."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.services import cards, club, role_editing, staff
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.store.secrets import TEST
from tests.conftest import NOON, PIN, StoppedClock
from tests.makers import make_member, make_sale
from tests.safety.registry import Figure, Scale, measured
from tests.services.test_rights import CELLS, THROUGH_OTHERS, World
from tests.test_house import FREE, use_cases


@dataclass(slots=True)
class Found:
    """What the matrix came to.

    Attributes:
        cases: Use cases that stand in it.
        cells: How many pairs of use case and role there are.
        refused: Cells of roles that lack the right, refused as they should be.
        leaks: Cells that were not refused, or left something behind.
        missing: Use cases that do not stand in the matrix.
    """

    cases: int = 0
    cells: int = 0
    refused: int = 0
    leaks: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The figures in words."""
        bad = "; ".join([*self.leaks[:3], *self.missing[:3]])
        return (
            f"{self.cases} use cases, {self.cells} cells; {self.refused} without the right, all"
            f" refused and in the trail{': but ' + bad if bad else ''}"
        )


def begin(folder: Path) -> tuple[Desk, World]:
    """Make a club in which everything can be asked for."""
    path = folder / "rights.club"
    desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), clock=StoppedClock(NOON))
    staff.set_secret_of_owner(desk, PIN, cost=TEST)
    member = make_member(desk).id
    cards.issue(desk, member)
    card = next(c.id for c in cards.of_member(desk, member) if c.kind == "card")
    sale = make_sale(desk, member, 10_000_000).sale_id
    cashier = staff.add(desk, "Nina", Role.CASHIER, PIN, cost=TEST)
    return desk, World(member, sale, card, folder, cashier)


def workers(desk: Desk) -> dict[str, tuple[Desk, frozenset[Permission]]]:
    """Return one operator of each role, of an own role, and of one that may do nothing."""
    own = role_editing.add_role(desk, "Barista", "cashier")
    nothing = role_editing.add_role(desk, "Guest")
    held = {str(role): rights for role, rights in DEFAULT_RIGHTS.items()}
    held |= {own: DEFAULT_RIGHTS[Role.CASHIER], nothing: frozenset()}
    made = {}
    for role, rights in held.items():
        new = staff.add(desk, f"Of {role}", role, PIN, cost=TEST)
        made[role] = replace(desk, operator=OperatorBrief(new, role, role)), rights
    return made


def matrix(folder: Path, only: Iterable[str] = ()) -> Found:
    """Try every use case as every role that may not; nothing may be changed by it."""
    desk, world = begin(folder)
    people, chosen, found = workers(desk), set(only), Found()
    names = {name.split(":")[0] for name, _, _ in CELLS}
    found.missing = sorted({name for name, _ in use_cases()} - names - FREE - THROUGH_OTHERS)
    found.cases = len(names)
    tables = [
        row[0]
        for row in desk.db.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'member_words%'"
            " AND name NOT IN ('audit', 'seal', 'operator')"
        ).fetchall()
    ]
    for name, needs, act in CELLS:
        if chosen and name not in chosen:
            continue
        for role, (worker, rights) in people.items():
            found.cells += 1
            if needs <= rights:
                continue
            before = _state(desk, tables)
            try:
                act(worker, world)
                found.leaks.append(f"{role} was allowed {name}")
            except PermissionDenied:
                found.refused += 1
            last = desk.db.execute_sql(
                "SELECT operator_id, result FROM audit ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            if last != (worker.operator.id, "refused") or _state(desk, tables) != before:
                found.leaks.append(f"{role} left something in {name}")
    desk.db.close()
    return found


def _state(desk: Desk, tables: list[str]) -> list[tuple[object, ...]]:
    """Return a mark of what every table holds: how many rows, and the last one."""
    return [
        desk.db.execute_sql(f'SELECT COUNT(*), MAX(rowid) FROM "{name}"').fetchone()
        for name in tables
    ]


@measured("S1", goal="100 % of privileged use cases refuse without the right, below the GUI")
def refusals(scale: Scale) -> Figure:
    """Try the whole matrix of use cases and roles, usual ones and the shop's own."""
    found = matrix(scale.folder)
    return Figure(found.text, is_reached=not (found.leaks or found.missing))
