"""What this program is made of: its version, its engine, the libraries it stands on."""

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from platform import python_version

from loyaldesk import VERSION
from loyaldesk.kernel import paths
from loyaldesk.kernel.i18n import tr
from loyaldesk.store.database import ClubDatabase, newest_schema, translated


@dataclass(frozen=True, slots=True)
class Library:
    """A part of the program that others have written; ``version`` is empty when unknown."""

    name: str
    version: str
    licence: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Engine:
    """The program and the club it has open."""

    program: str
    python: str
    sqlite: str
    cipher: str
    schema: int
    is_encrypted: bool
    path: Path
    size: int


def engine(db: ClubDatabase) -> Engine:
    """Return versions and the place of the open club."""
    with translated(db.path):
        sqlite = db.execute_sql("SELECT sqlite_version()").fetchone()[0]
        cipher = db.execute_sql("PRAGMA cipher_version").fetchone()
    files = (db.path, db.path.with_name(db.path.name + "-wal"))
    size = sum(file.stat().st_size for file in files if file.exists())
    return Engine(
        VERSION, python_version(), sqlite, cipher[0] if cipher else "", newest_schema(),
        db.key is not None, db.path, size,
    )  # fmt: skip


def libraries() -> list[Library]:
    """Return everything the program is built on, with its licence."""
    parts = [
        ("PySide6_Essentials", "LGPL-3.0", tr("windows, printing, pictures (Qt)")),
        ("peewee", "MIT", tr("reading and writing the club")),
        ("sqlcipher3", "zlib", tr("the database engine, plain or encrypted")),
        ("reportlab", "BSD-3-Clause", tr("papers as PDF")),
        ("uharfbuzz", "Apache-2.0", tr("joining Persian letters on paper")),
        ("fpdf2", "LGPL-3.0", tr("the order of Persian and Latin on one line")),
        ("persiantools", "MIT", tr("the Jalali calendar, numbers in words")),
        ("phonenumbers", "Apache-2.0", tr("mobile numbers in all spellings")),
        ("RapidFuzz", "MIT", tr("finding members entered twice")),
        ("platformdirs", "MIT", tr("the folder for your data")),
        ("argon2-cffi", "MIT", tr("keeping PINs and passwords")),
        ("cryptography", "Apache-2.0 / BSD-3-Clause", tr("the key of an encrypted club")),
        ("tzdata", "Apache-2.0", tr("time zones")),
        ("python-calamine", "MIT", tr("reading Excel files")),
        ("xlsxwriter", "BSD-2-Clause", tr("writing Excel files")),
        ("numpy", "BSD-3-Clause", tr("reckoning with many sales at once")),
        ("keyring", "MIT", tr("the key store of this computer")),
    ]
    found = [Library(name, _version(name), licence, what) for name, licence, what in parts]
    return [
        Library("Python", python_version(), "PSF-2.0", tr("the language it is written in")),
        *found,
        Library("SQLCipher, SQLite", "", "BSD-3-Clause, public domain", tr("inside the engine")),
        Library("Vazirmatn", "33", "OFL-1.1", tr("the letters on screen and paper")),
        Library("Tabler Icons", "3", "MIT", tr("the icons")),
    ]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # an installer may leave these lists out
        return ""


def licence_texts() -> list[tuple[str, str]]:
    """Return name and full text of the licences of fonts and icons that ship with the program."""
    files = (("Vazirmatn", ("fonts", "OFL.txt")), ("Tabler Icons", ("icons", "LICENSE.txt")))
    return [(name, paths.resource(*parts).read_text("utf-8")) for name, parts in files]
