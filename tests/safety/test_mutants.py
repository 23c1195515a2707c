"""The sower of faults: what it sows is one slip each, and only in its own copy."""

import pytest

from tests.safety import mutants
from tests.safety.mutants import ROOT, TESTED_BY, are_content, copied, mutants_of, noticed

SOURCE = '''
"""Words are left alone: 1 < 2."""

LIMIT = 10


def may(held, wanted):
    """Return whether it may be spent."""
    if not held or wanted > LIMIT:
        raise ValueError("no")
    return less(held, wanted) and held - wanted >= 0


SQL = "SELECT points FROM lot WHERE id = ? AND left > 0"
'''


def test_every_kind_of_slip_is_sown_one_at_a_time():
    found = mutants_of("x.py", SOURCE)
    sown = {one.sown(SOURCE) for one in found}
    assert len(sown) == len(found)
    kinds = {one.what for one in found}
    assert {"comparison", "and/or", "not", "one more", "one less", "no refusal", "arguments",
            "arithmetic", "too early", "sql = ?", "sql AND "} <= kinds  # fmt: skip
    for text in (
        "LIMIT = 11",
        "LIMIT = (9)",
        "less(wanted, held)",
        "WHERE id <> ?",
        " OR left > 0",
    ):
        assert sum(text in one for one in sown) == 1, text
    assert all('"""Words are left alone: 1 < 2."""' in one for one in sown)


@pytest.mark.gate
@pytest.mark.parametrize("module", TESTED_BY)
def test_every_guarded_module_is_there_with_its_tests(module):
    assert (ROOT / "loyaldesk" / module).is_file()
    assert all((ROOT / name).exists() for name in TESTED_BY[module])
    assert len(mutants_of(module, (ROOT / "loyaldesk" / module).read_text("utf-8"))) >= 8


def test_without_long_nothing_is_sown_and_that_is_said(scale):
    if not scale.is_long:
        assert noticed(scale).is_reached is None


@pytest.mark.gate
def test_a_slip_in_the_copy_is_noticed_and_the_work_tree_stays_as_it_is(scale, monkeypatch):
    monkeypatch.setitem(TESTED_BY, "domain/points.py", ("tests/domain/test_points.py",))
    own = ROOT / "loyaldesk" / "domain" / "points.py"
    before, tree = own.read_bytes(), copied(scale.folder)
    assert are_content(tree, "domain/points.py", 120)
    there = tree / "loyaldesk" / "domain" / "points.py"
    slip = next(
        one for one in mutants.mutants_of("p", there.read_text()) if one.what == "comparison"
    )
    there.write_text(slip.sown(there.read_text()))
    assert not are_content(tree, "domain/points.py", 120)
    assert own.read_bytes() == before
