"""What another program stores while the files of a club are about to be exchanged."""

import os
import shutil

import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.kernel.progress import SILENT
from loyaldesk.services import encrypting, presence, safekeeping, unlocking
from loyaldesk.services.desk import Desk
from loyaldesk.store import recoding, relocating, restore
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from tests.makers import make_member, make_sale


def _sell_elsewhere(desk: Desk) -> None:
    """Sell in another program, such as the command line, and close the club."""
    db = open_club(desk.db.path)
    try:
        make_sale(Desk(db, desk.operator, clock=desk.clock), 1)
    finally:
        db.close()


def _sales(desk: Desk) -> int:
    db = open_club(desk.db.path)
    try:
        return db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0]
    finally:
        db.close()


def test_a_sale_that_comes_in_while_keys_are_changed_is_not_lost(desk, monkeypatch):
    make_sale(desk, make_member(desk).id)
    plan = encrypting.plan_on(desk, "seven kebabs at noon", unlocking.new_recovery(), cost=TEST)
    desk.db.close()
    prove_same = recoding.prove_same

    def proved_and_then(*args: object) -> None:
        prove_same(*args)
        _sell_elsewhere(desk)

    monkeypatch.setattr(recoding, "prove_same", proved_and_then)
    with pytest.raises(BackupProblem, match="in_use"):
        encrypting.carry_out(plan, desk.clock, SILENT)
    assert _sales(desk) == 2
    assert not list(desk.db.path.parent.glob("*.before-*"))


def test_a_sale_that_comes_in_while_a_backup_is_made_ready_is_not_lost(desk, monkeypatch):
    make_sale(desk, make_member(desk).id)
    chosen = safekeeping.back_up(desk)
    plan = safekeeping.plan_restore(desk, chosen)
    desk.db.close()
    figures = restore.figures_of

    def counted_and_then(connection: object) -> object:
        monkeypatch.setattr(restore, "figures_of", figures)
        _sell_elsewhere(desk)
        return figures(connection)

    monkeypatch.setattr(restore, "figures_of", counted_and_then)
    with pytest.raises(BackupProblem, match="in_use"):
        safekeeping.carry_out(plan, desk.clock)
    assert _sales(desk) == 2


def test_a_sale_that_comes_in_while_a_club_moves_to_another_folder_is_not_lost(
    desk, monkeypatch, tmp_path
):
    make_sale(desk, make_member(desk).id)
    desk.db.close()
    copy = relocating._copy

    def copied_and_then(old: object, new: object) -> None:
        copy(old, new)
        _sell_elsewhere(desk)

    monkeypatch.setattr(relocating, "_copy", copied_and_then)
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(BackupProblem, match="in_use"):
        relocating.move(desk.db.path, tmp_path / "elsewhere" / "shop.club")
    assert _sales(desk) == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_an_encrypted_club_that_somebody_has_open_moves_nowhere(desk, tmp_path):
    make_sale(desk, make_member(desk).id)
    db = encrypting.turn_on(desk, "seven kebabs at noon", unlocking.new_recovery(), cost=TEST)
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(BackupProblem, match="in_use"):
        relocating.move(db.path, tmp_path / "elsewhere" / "shop.club", key=db.key)
    db.close()
    relocating.move(db.path, tmp_path / "elsewhere" / "shop.club", key=db.key)


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be moved here")
def test_who_opened_the_club_before_an_exchange_sells_into_no_old_file(desk):
    make_sale(desk, make_member(desk).id)
    path = desk.db.path
    desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    aside = path.rename(path.with_name("moved aside"))  # as an exchange in another program does
    shutil.copyfile(aside, path)
    with pytest.raises(StorageProblem) as refused:
        make_sale(desk, 1)
    assert refused.value.why == "missing"
    assert presence.come_back(desk, presence.uid_of(desk)) is None
    make_sale(desk, 1)
    assert _sales(desk) == 2
