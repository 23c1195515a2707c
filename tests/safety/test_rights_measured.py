"""S1: the measurement of rights sees what leaks, and own roles are measured as the usual ones."""

from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission
from tests.safety import rights
from tests.services.test_rights import CELLS

SOME = ("points.correct", "role_editing.change_rights", "members.erase", "drafts.find")


def test_s1_t01_roles_without_the_right_are_refused_own_ones_too(tmp_path):
    found = rights.matrix(tmp_path, SOME)
    assert found.leaks == []
    needs = {name: each for name, each, _ in CELLS}
    held = [*DEFAULT_RIGHTS.values(), DEFAULT_RIGHTS["cashier"], frozenset()]
    assert found.cells == len(SOME) * len(held)
    assert found.refused == sum(not needs[name] <= each for name in SOME for each in held)
    assert found.cases >= 45  # the goal of SAFETY 3
    print(found.text)


def test_s1_a_use_case_that_forgets_its_right_is_seen(tmp_path, monkeypatch):
    open_door = ("open.door", {Permission.CLUB_KEY}, lambda _desk, _world: None)
    monkeypatch.setattr(rights, "CELLS", [open_door])
    found = rights.matrix(tmp_path)
    assert len(found.leaks) >= 8
    assert "cashier was allowed open.door" in found.leaks
    assert found.missing
