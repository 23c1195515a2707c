"""S3: files and forms that somebody spoilt: read, or refused in a sentence; never a crash.

A case is made from a whole file by one or several changes that hang on the seed alone. What may be
raised are the errors with words for people; anything else is a crash. An import that was refused
has stored nothing, and a restore that was refused has left the club as it was.
"""

import random
import struct
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.safekeeping import BackupInfo
from loyaldesk.gateways.spreadsheets import read_table
from loyaldesk.kernel import phone
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.jalali import parse_day
from loyaldesk.kernel.money import parse_amount
from loyaldesk.services import imports, members, sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.imports import Options
from loyaldesk.services.words import words
from loyaldesk.store import backup
from loyaldesk.store.backup import look_at
from loyaldesk.store.proving import connect, figures_of
from loyaldesk.store.restore import restore
from tests.makers import make_member
from tests.safety.hostile import strings
from tests.safety.registry import Figure, Scale, measured
from tests.safety.small_club import founded

NOW = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)
SLOW_S = 5.0
MOST_BYTES = 512 * 1024 * 1024
LIST = "member,date,amount,note\n" + "".join(
    f"{n},1405/08/{n % 28 + 1:02d},{n * 1000},«نام» {n}\n" for n in range(1, 40)
)
PEOPLE = "first_name,last_name,mobile\n" + "".join(
    f"سارا,احمدی {n},0912{3000000 + n}\n" for n in range(1, 40)
)


@dataclass(slots=True)
class Outcome:
    """What came of the cases: how many of each kind, what broke, what was slow or half done."""

    cases: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    crashes: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)

    def case(self, kind: str, name: str, act: Callable[[], object]) -> bool:
        """Do one case; return whether it was taken, not refused."""
        self.cases[kind] += 1
        began = time.monotonic()
        try:
            act()
        except ClubError as error:
            self.refused += 1
            if not words(error):
                self.crashes.append(f"{kind} {name}: no words for {error!r}"[:200])
            taken = False
        except Exception as error:  # noqa: BLE001  # counted: none is allowed
            self.crashes.append(f"{kind} {name}: {type(error).__name__}: {error}"[:200])
            taken = False
        else:
            taken = True
        if time.monotonic() - began > SLOW_S:
            self.slow.append(f"{kind} {name}: {time.monotonic() - began:.1f} s")
        return taken


# changes of bytes


def flipped(content: bytes, chance: random.Random) -> bytes:
    new = bytearray(content)
    for _ in range(chance.choice((1, 1, 4, 40))):
        new[chance.randrange(len(new))] ^= 1 << chance.randrange(8)
    return bytes(new)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def grown(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    piece = chance.choice((b"\0" * 9, b"\xff\xfe", b'"', b"\r", b"PK\x03\x04", b"=1+1",
                           b"," * 70, b"\xd8", b"<!ENTITY x>", content[at : at + 300]))  # fmt: skip
    return content[:at] + piece + content[at:]


def swapped(content: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:at] + content[to:] + content[at:to]


def said_larger(content: bytes, chance: random.Random) -> bytes:
    """Change a length that a zip says about a member."""
    new = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 18), (b"PK\x01\x02", 20)):
        at = content.find(sign, chance.randrange(len(content)))
        if 0 <= at < len(new) - offset - 8:
            size = chance.choice((0, 1, 1000, 2**31, 2**32 - 1))
            struct.pack_into("<I", new, at + offset + chance.choice((0, 4)), size)
    return bytes(new)


def renamed(content: bytes, chance: random.Random) -> bytes:
    """Rename, double, add or drop members of a zip, or make one a link."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as old:
            parts = [(info.filename, old.read(info)) for info in old.infolist()]
    except Exception:  # noqa: BLE001  # spoilt before: that is a case too
        return content
    out = BytesIO()
    warnings.filterwarnings("ignore", "Duplicate name", UserWarning)  # that is what is made
    name = chance.choice(
        ("../../evil", "/etc/evil", "C:\\evil", "a\0b", "CON", "club.db", "x" * 300)
    )
    way = chance.choice(("rename", "double", "add", "drop", "link", "packed"))
    with zipfile.ZipFile(out, "w") as new:
        victim = chance.randrange(max(1, len(parts)))
        for place, (each, inside) in enumerate(parts):
            if place == victim and way == "drop":
                continue
            info = zipfile.ZipInfo(name if place == victim and way == "rename" else each)
            if place == victim and way == "link":
                info.external_attr = 0o120777 << 16
            if way == "packed":
                info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, inside)
        if way == "add":
            new.writestr(zipfile.ZipInfo(name), b"x" * 100)
        if way == "double" and parts:
            new.writestr(zipfile.ZipInfo(parts[victim][0]), b"again")
    return out.getvalue()


CHANGES = (flipped, cut, grown, swapped, said_larger, renamed)


def spoilt(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Return *content* after one to three changes, and their names."""
    names = []
    for change in chance.choices(CHANGES, k=chance.choice((1, 1, 2, 3))):
        names.append(change.__name__)
        content = change(content, chance) or b"x"
    return "+".join(names), content


def lists(folder: Path, chance: random.Random) -> list[tuple[str, bytes]]:
    """Return whole lists of each kind and encoding, to be spoilt."""
    made = []
    for kind, text in (("sales", LIST), ("members", PEOPLE)):
        made += [
            (kind, text.replace("ی", "ي").encode(encoding, "replace"))
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1256")
        ]
        made.append((kind, text.replace(",", ";").encode()))
        path = folder / f"{kind}.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for at, line in enumerate(text.splitlines()):
                for column, cell in enumerate(line.split(",")):
                    sheet.write_string(at, column, cell)
        made += [(kind, path.read_bytes())] * 4
    hostile = strings(folder / "secret.png")
    for _ in range(4):
        rows = "".join(
            f"{n},1405/08/01,{chance.choice(hostile)},{chance.choice(hostile)}\n" for n in range(9)
        )
        made.append(("sales", ("member,date,amount,note\n" + rows).encode("utf-8", "replace")))
    return made


def fuzz_lists(desk: Desk, scale: Scale, count: int, seen: Outcome) -> None:
    """Read spoilt lists; bring every fourth one in, which is whole or not at all."""
    chance = scale.chance("lists")
    whole = lists(scale.folder, chance)
    for n in range(count):
        kind, content = chance.choice(whole)
        name, content = spoilt(content, chance)
        path = scale.folder / f"list{n % 7}{chance.choice(('.csv', '.xlsx', '.xls', '.txt'))}"
        path.write_bytes(content)

        def read(path: Path = path) -> None:
            with read_table(path) as table:
                for _row in table.rows:
                    pass

        if n % 4:
            seen.case("list", name, read)
            continue
        before = _stored(desk)

        def bring(path: Path = path, kind: str = kind) -> None:
            imports.run(desk, path, kind, Options(create_members=True))

        if not seen.case("import", name, bring) and _stored(desk) != before:
            seen.partial.append(f"import {name}")


def _stored(desk: Desk) -> tuple[int, ...]:
    tables = ("member", "sale", "points_entry", "code")
    return tuple(
        desk.db.execute_sql(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
    )


def _little_club(path: Path) -> None:
    from tests.store.test_backup import SCHEMA

    with closing(connect(path, None, "rwc")) as new:
        new.executescript(SCHEMA)
        new.execute("INSERT INTO member(name) VALUES ('x')")
        new.commit()


def fuzz_backups(scale: Scale, count: int, seen: Outcome) -> None:
    """Look at spoilt backups and restore them: wholly or not, and nothing is left beside."""
    chance = scale.chance("backups")
    home = scale.folder / "safe"
    home.mkdir()
    club = home / "shop.club"
    _little_club(club)
    made = backup.back_up(club, None, home / "kept", NOW, BackupInfo("1.0", "club-1"))
    whole = made.path.read_bytes()
    with closing(connect(club, None)) as opened:
        figures = figures_of(opened)
    for n in range(count):
        name, content = spoilt(whole, chance)
        path = home / "kept" / "club-20261121T101500Z-000009.ldbk"
        path.write_bytes(content)
        seen.case("look", name, lambda path=path: look_at(path))
        if n % 3:
            continue
        found = look_at(path)

        def put_back(found: object = found) -> None:
            restore(found, club, None, NOW)  # type: ignore[arg-type]

        taken = seen.case("restore", name, put_back)
        with closing(connect(club, None)) as opened:
            if figures_of(opened) != figures:
                seen.partial.append(f"restore {name} ({'taken' if taken else 'refused'})")
        for each in home.iterdir():
            if each.name not in ("shop.club", "kept"):
                if not taken and not each.name.startswith("shop.club-"):
                    seen.partial.append(f"left {each.name}")
                if each.is_file() and "before" in each.name:
                    each.unlink()


def fuzz_words(desk: Desk, scale: Scale, count: int, seen: Outcome) -> None:
    """Search for anything and fill forms with anything: found, stored clean, or refused."""
    chance = scale.chance("words")
    hostile = strings(scale.folder / "secret.png")
    figures = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩.,٬٫/-+ eE²½①"

    def text() -> str:
        if chance.random() < 0.5:
            return chance.choice(hostile)[:3000]
        if chance.random() < 0.5:
            return "".join(chance.choices(figures, k=chance.randrange(1, 25)))
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 30)))

    def plainly(read: Callable[[str], object], typed: str) -> None:
        try:
            read(typed)
        except ValueError:
            return  # what the kernel says of a text that is none; the forms say it in words

    someone = make_member(desk)
    for n in range(count):
        typed = text()
        plain = typed.encode("unicode_escape").decode()[:40]
        seen.case("search", plain, lambda typed=typed: members.find(desk, typed))
        for read in (lambda t: parse_amount(t, "toman"), parse_day, phone.normalize):
            seen.case("form", plain, lambda read=read, typed=typed: plainly(read, typed))
        if n % 5 == 0:
            draft = MemberDraft(first_name=typed, last_name=text(), mobile=text())
            seen.case("member", plain, lambda draft=draft: members.enrol(desk, draft))
            amount = chance.choice((0, -1, 10**12, 10**19, 1, -(10**30)))
            pays = chance.choice((0, -5, 10**19, 3))
            sale = sales.SaleDraft(someone.id, amount, f"fuzz{n}", pays)
            seen.case("sale", f"{amount} {pays}", lambda sale=sale: sales.record_sale(desk, sale))


def fuzzed(scale: Scale, part: int = 1) -> Outcome:
    """Return what came of all cases: 1,500, or that divided by *part*; 50,000 with all of it."""
    seen = Outcome()
    desk = founded(scale.folder / "fuzz.club")
    fuzz_words(desk, scale, scale.of(180 // part, 5_000), seen)
    fuzz_lists(desk, scale, scale.of(330 // part, 14_000), seen)
    fuzz_backups(scale, scale.of(150 // part, 7_000), seen)
    desk.db.close()
    return seen


def most_memory() -> int:
    """Return the most bytes this process has held, 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@measured("S3", goal="50,000 spoilt files and words: 0 crashes, 0 > 5 s, 0 partial, <= 512 MB")
def spoilt_inputs(scale: Scale) -> Figure:
    """What the importers, restore, search and forms make of it."""
    seen = fuzzed(scale)
    count, memory = sum(seen.cases.values()), most_memory()
    wrong = [*seen.crashes, *seen.slow, *seen.partial]
    told = (
        f"{count:,} cases ({seen.refused:,} refused): {len(seen.crashes)} crashes,"
        f" {len(seen.slow)} slow, {len(seen.partial)} partial, {memory // 2**20} MB"
    )
    return Figure("; ".join([told, *wrong[:3]]), is_reached=not wrong and memory <= MOST_BYTES)
