"""A club that cannot be opened: its backups are found wherever they lie, and baskets survive."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.secrets import WrongPassphrase
from loyaldesk.services import (
    checking,
    club,
    drafts,
    looking,
    opening,
    presence,
    rescue,
    safekeeping,
    staff,
)
from loyaldesk.services.desk import Desk
from loyaldesk.store import keystore, relocating, vault
from loyaldesk.store.database import create_club, open_club
from loyaldesk.store.secrets import TEST
from tests.makers import make_member, make_sale

PHRASE = "saffron over white rice"


def halve(path: Path) -> bytes:
    """Leave half of a club file, as a disk that was pulled out does; return what is left."""
    left = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(left)
    return left


def why(path: Path) -> str:
    with pytest.raises(StorageProblem) as refused:
        opening.unlock(path, None)
    return refused.value.why


@pytest.fixture
def kept(desk):
    """The owner's desk of a club with a sale, backed up once."""
    make_sale(desk, make_member(desk).id, 1_000_000)
    safekeeping.back_up(desk)
    rescue.remember(desk)
    return desk


def test_r17_half_a_club_is_damaged_and_its_newest_backup_takes_its_place(kept, clock):
    path = kept.db.path
    kept.db.close()
    left = halve(path)
    assert why(path) == "damaged"
    backup = rescue.newest(path)
    rescue.put_back(path, backup, clock)
    db = open_club(path)
    assert db.execute_sql("SELECT count(*) FROM sale").fetchone()[0] == 1
    assert checking.check(Desk(db, staff.by_name(db, "").brief, clock=clock)) == []
    db.close()
    aside = [each for each in path.parent.iterdir() if each.name.startswith(path.name + ".")]
    assert left in [each.read_bytes() for each in aside if each.is_file()]


def test_r17_the_newest_backup_is_found_in_the_second_place(kept, clock, tmp_path):
    """The folder beside the club is gone with the disk; the club alone knew the second one."""
    stick = tmp_path / "stick"
    stick.mkdir()
    facts = club.facts(kept)
    settings = replace(facts.settings, backup_second=str(stick))
    club.change_shop(
        kept, shop=facts.shop, unit=facts.unit, zone=facts.zone, language=facts.language,
        logo=facts.logo, settings=settings, version=facts.version,
    )  # fmt: skip
    rescue.remember(kept)
    made = safekeeping.back_up(kept)
    path, usual = kept.db.path, safekeeping.folder_of(kept)
    if not (stick / made.path.name).exists():
        shutil.copy(made.path, stick)
    kept.db.close()
    shutil.rmtree(usual)
    path.unlink()
    assert why(path) == "missing"
    found = rescue.newest(path)
    assert found.path.parent == stick
    rescue.put_back(path, found, clock)
    open_club(path).close()


def test_the_newest_of_both_places_is_offered_and_another_clubs_is_not(kept, clock, tmp_path):
    other = club.found_club(tmp_path / "other.club", club.ClubDraft("Behrooz", "Ali"), clock=clock)
    clock.forward(days=1)
    foreign = safekeeping.back_up(other)
    other.db.close()
    shutil.copy(foreign.path, safekeeping.folder_of(kept) / "club-20991231T000000Z-999999.ldbk")
    clock.forward(days=1)
    make_member(kept)
    newest = safekeeping.back_up(kept)
    assert rescue.newest(kept.db.path).path == newest.path


def test_r17_a_basket_that_can_still_be_read_survives_the_rescue(kept, clock):
    member = make_member(kept).id  # after the backup: the club that comes back lacks her
    old = kept.db.execute_sql("SELECT MIN(id) FROM member").fetchone()[0]
    sold = kept.db.execute_sql("SELECT key FROM sale").fetchone()[0]
    drafts.keep(kept, drafts.Basket("basket-1", old, 750_000))
    drafts.keep(kept, drafts.Basket("basket-2", member, 10_000))
    drafts.keep(kept, drafts.Basket(sold, old, 1_000_000))
    path = kept.db.path
    kept.db.close()
    with path.open("r+b") as file:  # the end of the file is another table's
        file.seek(-8192, os.SEEK_END)
        file.write(b"\xff" * 8192)
    rescue.put_back(path, rescue.newest(path), clock)
    db = open_club(path)
    found = drafts.find(Desk(db, staff.by_name(db, "").brief, clock=clock))
    assert [(each.basket.key, each.basket.amount_rial) for each in found] == [("basket-1", 750_000)]
    db.close()


@pytest.fixture
def encrypted(tmp_path, clock):
    """An encrypted club with a member, backed up and then halved."""
    path = tmp_path / "locked.club"
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=PHRASE, clock=clock, cost=TEST
    )
    make_member(desk)
    safekeeping.back_up(desk)
    rescue.remember(desk)
    uid, key = club.facts(desk).uid, desk.db.key
    desk.db.close()
    halve(path)
    return path, uid, key


def test_r17_an_encrypted_backup_comes_back_by_the_key_of_this_computer(encrypted, clock):
    path, uid, key = encrypted
    keystore.put(uid, keystore.DATA, key)
    found = rescue.newest(path)
    assert not rescue.needs_phrase(found)
    rescue.put_back(path, found, clock)
    open_club(path, key).close()


def test_r17_elsewhere_its_pass_phrase_is_asked_for(encrypted, clock):
    path, uid, key = encrypted
    keystore.forget(uid, keystore.DATA)
    found = rescue.newest(path)
    assert rescue.needs_phrase(found)
    with pytest.raises(WrongPassphrase):
        rescue.unlock(found, "not the right words at all")
    rescue.put_back(path, found, clock, key=rescue.unlock(found, PHRASE))
    open_club(path, key).close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"x": 1}', b'{"x": {"folders": 3}}'])
def test_a_broken_memory_of_clubs_hinders_nothing(kept, content):
    (Path(os.environ["LOYALDESK_HOME"]) / "clubs.json").write_bytes(content)
    assert rescue.last_opened() is None
    assert rescue.newest(kept.db.path) is not None  # the usual folder is looked at all the same
    rescue.remember(kept)
    assert rescue.last_opened() == kept.db.path


# who else has it open


def test_r26_another_till_is_named_until_it_was_not_heard_of_for_two_minutes(desk, clock):
    presence.beat(desk)
    assert presence.others(desk) == []
    desk.db.allow_writing(allowed=True)
    desk.db.execute_sql(
        "INSERT INTO lease SELECT '2', 'back-office', 4711, opened_at, beat_at FROM lease"
    )
    desk.db.allow_writing(allowed=False)
    clock.forward(seconds=119)
    (other,) = presence.others(desk)
    assert (other.till, other.host, other.pid) == ("2", "back-office", 4711)
    assert other.opened_at == clock.now - timedelta(seconds=119)
    clock.forward(seconds=2)
    assert presence.others(desk) == []


def test_r26_who_has_the_club_is_seen_without_opening_it_for_writing(desk, clock):
    presence.beat(replace(desk, till="7"))
    desk.db.allow_writing(allowed=True)
    desk.db.execute_sql("UPDATE lease SET host = 'front-desk'")
    desk.db.allow_writing(allowed=False)
    (till,) = looking.who_has(desk.db.path, clock)
    assert (till.till, till.host) == ("7", "front-desk")


def test_a_till_that_closes_says_so_and_a_beat_adds_nothing_to_the_trail(desk):
    acts = desk.db.execute_sql("SELECT count(*) FROM audit").fetchone()
    presence.beat(desk)
    presence.beat(desk)
    assert desk.db.execute_sql("SELECT count(*) FROM lease").fetchone() == (1,)
    presence.leave(desk)
    assert desk.db.execute_sql("SELECT count(*) FROM lease").fetchone() == (0,)
    assert desk.db.execute_sql("SELECT count(*) FROM audit").fetchone() == acts


# leaving a synchronised folder


@pytest.fixture
def in_cloud(tmp_path, clock):
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    path = folder / "shop.club"
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=PHRASE, clock=clock, cost=TEST
    )
    make_member(desk)
    safekeeping.back_up(desk)
    key = desk.db.key
    desk.db.close()
    return path, key


def test_r29_moving_takes_the_club_its_keys_and_its_backups(in_cloud, tmp_path):
    path, key = in_cloud
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    target = presence.free_home(path)
    presence.move_home(path, target)
    assert target.parent == home
    assert list(path.parent.iterdir()) == []
    db = open_club(target, key)
    assert db.execute_sql("SELECT count(*) FROM member").fetchone()[0] == 1
    db.close()
    assert vault.key_file(target).exists()
    assert rescue.newest(target) is not None


def test_r29_moving_stops_half_way_and_the_club_is_where_it_was(in_cloud, tmp_path):
    path, key = in_cloud
    target = tmp_path / "new" / "shop.club"
    target.parent.mkdir()
    steps = []

    class Stopping:
        def step(self, done, total, what=""):
            steps.append(what)
            if done == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        relocating.move(path, target, Stopping())
    assert len(steps) == 3
    assert list(target.parent.iterdir()) == []
    open_club(path, key).close()


def test_r29_nothing_is_moved_over_another_club(in_cloud, tmp_path):
    path, _ = in_cloud
    target = tmp_path / "taken.club"
    create_club(target).close()
    with pytest.raises(StorageProblem, match="exists"):
        relocating.move(path, target)
    assert path.exists()


def test_r29_a_club_that_was_killed_is_moved_with_its_journal(desk, tmp_path):
    make_member(desk)
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{desk.db.path}{ending}", f"{folder / 'shop.club'}{ending}")
    relocating.move(folder / "shop.club", tmp_path / "here.club")
    db = open_club(tmp_path / "here.club")
    assert db.execute_sql("SELECT count(*) FROM member").fetchone()[0] == 1
    db.close()
    assert list(folder.iterdir()) == []
