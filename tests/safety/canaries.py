"""S4: a hundred marked values, and everything the program leaves searched for them byte by byte.

What somebody asked for (a list, a calendar, a paper) is meant to be read and is not searched; the
files on the way to it are, at the moment they are taken away.
"""

import os
import shutil
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from loyaldesk.domain.insight.period import Period
from loyaldesk.kernel import paths
from loyaldesk.kernel.look import Look
from loyaldesk.kernel.persian import fold, persian_digits
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import (
    club,
    encrypting,
    exports,
    following_papers,
    followup_files,
    followups,
    keys,
    member_data,
    members,
    night,
    privacy,
    prospect_ends,
    rescue,
    safekeeping,
    staff,
    unlocking,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import pack
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from tests.safety.canary_club import DIGITS, LATIN, PERSIAN, Filled, fill, fill_settled
from tests.safety.registry import Figure, Scale, measured
from tests.safety.shop import Clock

PHRASE = "violet tractor seven lanterns"
ARABIC_LETTERS = str.maketrans("کی", "كي")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@cache
def forms(text: str) -> tuple[bytes, ...]:
    """Return how *text* may lie in a file: spellings, alphabets of digits, encodings.

    Latin letters are small in them: what is searched is made small too. Base64 stands apart.
    """
    spelled = {text.lower(), fold(text), fold(text).replace(" ", "")}
    spelled |= {each.translate(ARABIC_LETTERS) for each in spelled}
    spelled |= {persian_digits(each) for each in spelled}
    spelled |= {each.translate(ARABIC_INDIC) for each in spelled}
    spelled |= {each[::-1] for each in spelled}
    coded = {each.encode(code) for each in spelled for code in ("utf-8", "utf-16-le", "utf-16-be")}
    coded |= {each.encode("ascii", "backslashreplace") for each in spelled}
    coded |= {each.encode("utf-8").hex().encode() for each in spelled}
    coded |= {each.encode("cp1256") for each in spelled if _fits(each, "cp1256")}
    return tuple(sorted({each.lower() for each in coded}))  # bytes of UTF-16 may look like letters


def _fits(text: str, code: str) -> bool:
    try:
        text.encode(code)
    except UnicodeEncodeError:
        return False
    return True


@cache
def in_base64(text: str) -> tuple[bytes, ...]:
    """Return the letters that stand in base64 wherever *text* begins in it."""
    found = set()
    for each in {text, text.lower(), text.upper(), fold(text), text[::-1]}:
        for raw in (each.encode(), each.encode("utf-16-le")):
            for before in range(3):
                whole = b64encode(bytes(before) + raw)
                found.add(whole[(0, 2, 3)[before] : (before + len(raw)) * 8 // 6])
    return tuple(sorted(found))


def is_in(text: str, content: bytes) -> bool:
    """Return whether *text* stands in *content* in any form."""
    small = content.lower()
    return any(each in small for each in forms(text)) or any(
        each in content for each in in_base64(text)
    )


def is_marked(content: bytes) -> bool:
    """Return whether any marked value stands in *content*."""
    return any(is_in(each, content) for each in (LATIN, PERSIAN, DIGITS))


def contents(file: Path) -> Iterator[bytes]:
    """Give the bytes of a file, and of every file in it if it is an archive."""
    yield file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield archive.read(name)


def marked(*folders: Path) -> tuple[int, list[Path]]:
    """Return how many files lie below *folders*, and those in which a marked value stands."""
    files = [each for folder in folders for each in folder.rglob("*") if each.is_file()]
    names = [each for each in files if is_marked(str(each.name).encode())]
    return len(files), names + [each for each in files if any(map(is_marked, contents(each)))]


class Watch:
    """Looks into every file below some folders before it is taken away."""

    def __init__(self) -> None:
        self.folders: tuple[Path, ...] = ()
        self.but: tuple[Path, ...] = ()
        self.found: list[str] = []
        self.seen = 0
        self._is_there = False

    def __call__(self, event: str, values: tuple[object, ...]) -> None:
        if self.folders and event in ("os.remove", "os.truncate"):
            self._look(Path(os.fsdecode(values[0])))  # type: ignore[arg-type]

    def _look(self, file: Path) -> None:
        folders, self.folders = self.folders, ()  # what the look does is not looked at
        try:
            if not file.is_file() or any(map(file.is_relative_to, self.but)):
                return
            if any(map(file.is_relative_to, folders)):
                self.seen += 1
                if any(map(is_marked, contents(file))):
                    self.found.append(file.name)
        except OSError:
            return
        finally:
            self.folders = folders

    @contextmanager
    def over(self, *folders: Path, but: tuple[Path, ...] = ()) -> Iterator["Watch"]:
        """Watch these folders, except what lies in *but*."""
        if not self._is_there:
            sys.addaudithook(self)  # it stays for the life of the process, and sleeps
            self._is_there = True
        self.folders, self.but = folders, but
        try:
            yield self
        finally:
            self.folders = ()


WATCH = Watch()


@dataclass(slots=True)
class Left:
    """What was found.

    Attributes:
        marks: How many marked values there were.
        control: How many of them were found in the plain club before: the search can find.
        files: How many files were searched in the end.
        watched: How many were looked into while they were taken away.
        hits: Names of those in which something stood.
    """

    marks: int
    control: int
    files: int = 0
    watched: int = 0
    hits: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie: only what is `asked` for may hold a person in the open."""

    root: Path

    @property
    def club(self) -> Path:
        return self.root / "club" / "shop.club"

    def folder(self, name: str) -> Path:
        """Return a folder, made when first needed."""
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        return folder


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Have Python make its temporary files in *folder*."""
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before[0]
        os.environ.pop("TMPDIR")
        if before[1] is not None:
            os.environ["TMPDIR"] = before[1]


def founded(places: Places) -> Desk:
    """Found the plain club and return the owner's desk."""
    places.folder("club")
    clock = Clock()
    desk = club.found_club(places.club, club.ClubDraft("Naranj", "Maryam"), clock=clock)
    staff.set_secret_of_owner(desk, "583920", cost=TEST)
    return desk


def encrypted_club(places: Places, *, is_long: bool = False) -> Left:
    """Fill a plain club, encrypt it, let it live, and search all that lies about then."""
    home, stick, asked = paths.user_folder(), places.folder("stick"), places.folder("asked")
    desk = founded(places)
    with temporary_files_in(places.folder("temp")):
        filled = fill(desk, asked)
        desk = _encrypted(desk, places)
        left = Left(len(filled.marks.given), _control(filled, places))
        shutil.rmtree(safekeeping.default_folder(places.club))  # as the program tells the owner
        (places.root / "before.club").unlink()
        watched = (home, stick, places.club.parent, places.folder("temp"))
        with WATCH.over(*watched, but=(asked,)) as watch:
            watch.found, watch.seen = [], 0
            _live(desk, filled, places, is_long=is_long)
        left.watched, left.hits = watch.seen, [f"on the way: {name}" for name in watch.found]
    left.files, found = marked(home, stick, places.club.parent, places.folder("temp"))
    left.hits += [str(file.relative_to(places.root)) for file in found]
    return left


def _encrypted(desk: Desk, places: Places) -> Desk:
    """Turn encryption on, with a plain copy kept for the control."""
    recovery = unlocking.new_recovery()
    shutil.copy(places.club, places.root / "before.club")
    wal = places.club.with_name("shop.club-wal")
    with (places.root / "before.club").open("ab") as copy:
        copy.write(wal.read_bytes() if wal.exists() else b"")
    db = encrypting.turn_on(desk, PHRASE, recovery, cost=TEST)
    return replace(desk, db=db)


def _control(filled: Filled, places: Places) -> int:
    content = (places.root / "before.club").read_bytes()
    kept = (text for name, text in filled.marks.given.items() if name not in NOT_KEPT)
    return sum(is_in(each.lstrip("0"), content) for each in kept)


def _live(desk: Desk, filled: Filled, places: Places, *, is_long: bool) -> None:
    """Do what leaves files: backups, lists, papers, a restore, a change of keys, an erasure."""
    stick, asked = places.folder("stick"), places.folder("asked")
    safekeeping.use_second(desk, str(stick))
    first = safekeeping.back_up(desk)
    rescue.remember(desk)
    _papers(desk, filled, asked, is_long=is_long)
    night.run(desk, date_is_right=True)
    MachineSettings(club=str(places.club)).save(paths.settings_file())
    keys.change_passphrase(desk, PHRASE + " again", cost=TEST)
    desk = _again(desk, _restored(desk, first))
    if is_long:
        desk = _again(desk, encrypting.change_data_key(
            desk, PHRASE + " more", unlocking.new_recovery(), cost=TEST))  # fmt: skip
        safekeeping.back_up(desk)
    members.erase(desk, filled.person)
    prospect_ends.erase(desk, filled.prospect)
    safekeeping.back_up(desk)
    desk.db.close()


def _again(desk: Desk, db: object) -> Desk:
    return replace(desk, db=db)


def _restored(desk: Desk, chosen: safekeeping.Backup) -> object:
    key = desk.db.key
    plan = safekeeping.plan_restore(desk, chosen)
    desk.db.close()
    safekeeping.carry_out(plan, desk.clock)
    return open_club(plan.path, key)


def _papers(desk: Desk, filled: Filled, asked: Path, *, is_long: bool) -> None:
    look, today = Look("fa", "jalali", "toman"), desk.today()
    exports.export_members(desk, asked / "members.xlsx")
    exports.export_members(desk, asked / "list.csv")
    followup_files.write_ics(desk, asked / "list.ics")
    member_data.write_json(desk, filled.person, asked / "one.json")
    rules, version = followups.rules(desk)
    wanted = replace(rules, subscription=str(asked / "kept.ics"))
    followups.save_rules(desk, wanted, version)
    if is_long:
        (asked / "one.pdf").write_bytes(member_data.pdf(desk, filled.person, look))
        (asked / "day.pdf").write_bytes(following_papers.agenda_pdf(desk, today, today))
        pack.write_pack(desk, Period.of("month", today, "jalali"), asked / "pack")


NOT_KEPT = frozenset({
    "member address", "spoken word", "block reason", "reversal reason", "bad row name",
    "bad row mobile",
})  # fmt: skip
"""What is written over, hashed or refused in the course of things, so that no club holds it."""


def erased_people(places: Places) -> tuple[int, list[str]]:
    """Erase a member and a prospect in a plain club; return how many marks, and which are left.

    The file is opened and closed in between, as it is overnight. What is under seal and what is
    other people's or the shop's own stays.
    """
    desk = founded(places)
    filled = fill(desk, places.folder("asked"))
    members.erase(desk, filled.person)
    prospect_ends.erase(desk, filled.prospect)
    desk.db.close()
    return left_of(filled, places)


def let_go_people(places: Places) -> tuple[int, list[str]]:
    """Do the same with the rule for how long data is kept."""
    desk = founded(places)
    filled = fill_settled(desk)
    later = Clock(10_000_000)  # six years
    done = privacy.let_go(replace(desk, clock=later))
    assert done.members >= 1 and done.prospects == 1, done
    desk.db.close()
    return left_of(filled, places)


def left_of(filled: Filled, places: Places) -> tuple[int, list[str]]:
    """Return how many marks an erased person had, and which still lie in the club's files."""
    files = [file for file in places.club.parent.glob("shop.club*") if file.is_file()]
    everything = b"".join(file.read_bytes() for file in files)
    own = {
        name: text for name, text in filled.marks.given.items()
        if name not in filled.shop and not name.startswith("second")
    }  # fmt: skip
    return len(own), [name for name, text in own.items() if is_in(text.lstrip("0"), everything)]


def erased_after_restore(places: Places) -> tuple[int, list[str]]:
    """Erase a member, bring back a backup of before, and return what of the member came with it."""
    desk = founded(places)
    filled = fill(desk, places.folder("asked"))
    before = safekeeping.back_up(desk)
    members.erase(desk, filled.person)
    prospect_ends.erase(desk, filled.prospect)
    plan = safekeeping.plan_restore(desk, before)
    desk.db.close()
    done = safekeeping.carry_out(plan, desk.clock)
    assert done.erased_again >= 1
    return left_of(filled, places)


@measured("S4", goal="0 hits for 100 marked values in all that is left", part="encrypted")
def left_by_an_encrypted_club(scale: Scale) -> Figure:
    """Search everything that an encrypted club leaves."""
    left = encrypted_club(Places(scale.folder), is_long=scale.is_long)
    return Figure(
        f"{left.marks} values, {left.control} of them found in the plain club before: {left.files}"
        f" files and {left.watched} that were taken away on the way, {len(left.hits)} hits"
        + (f" ({', '.join(left.hits)[:200]})" if left.hits else ""),
        not left.hits and left.control == left.marks - len(NOT_KEPT) and left.marks >= 100,
    )


@measured("S4", goal="0 bytes of an erased person in the plain club", part="erased")
def left_of_the_erased(scale: Scale) -> Figure:
    """Search plain clubs for people who were erased, let go, or came back with a backup."""
    told, is_reached = [], True
    acts = {
        "erased": erased_people,
        "kept too long": let_go_people,
        "restored": erased_after_restore,
    }
    for name, act in acts.items():
        (scale.folder / act.__name__).mkdir()
        count, left = act(Places(scale.folder / act.__name__))
        told.append(f"{name}: {len(left)} of {count}")
        is_reached &= not left
    return Figure("values left " + ", ".join(told), is_reached)
