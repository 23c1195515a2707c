"""What this computer remembers between two starts: language, theme, club, printers."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.look import CALENDARS, LANGUAGES

_THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """Settings of one computer, not of the club.

    Attributes:
        language: ``fa`` or ``en``.
        theme: ``system``, ``light`` or ``dark``.
        calendar: ``jalali``, ``gregorian`` or empty for the language's own.
        club: Path of the club opened last; empty at the first start.
        till: Name of this till, printed on receipts.
        receipt_width_mm: 80 or 58.
        printers: Printer name by kind of paper (``a4``, ``receipt``, ``card``).
        scanner_prefix: Characters the scanner sends before a code.
        scanner_suffix: Characters the scanner sends after a code, before Enter.
        cloud_accepted: Path of a club that shall stay in a synchronised folder.
    """

    language: str = "fa"
    theme: str = "system"
    calendar: str = ""
    club: str = ""
    till: str = "1"
    receipt_width_mm: int = 80
    printers: dict[str, str] = field(default_factory=dict)
    scanner_prefix: str = ""
    scanner_suffix: str = ""
    cloud_accepted: str = ""

    @classmethod
    def load(cls, path: Path) -> "MachineSettings":
        """Return what *path* holds; defaults where it is missing, broken or from elsewhere."""
        return cls.read(path)[0]

    @classmethod
    def read(cls, path: Path) -> tuple["MachineSettings", bool]:
        """Return what *path* holds, and whether there was something that could not be read."""
        try:
            read = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return cls(), False
        except (OSError, ValueError, RecursionError):
            return cls(), True
        if not isinstance(read, dict):
            return cls(), True
        plain = cls()
        known = {
            f.name: read[f.name]
            for f in fields(cls)
            if f.name in read and _fits(f.name, read[f.name], getattr(plain, f.name))
        }
        return cls(**known), False

    def save(self, path: Path) -> None:
        """Write the settings, whole or not at all."""
        write_whole(path, json.dumps(asdict(self), indent=1).encode())


def _fits(name: str, value: object, usual: object) -> bool:
    """Return whether a *value* that was read can be used; the file may come from elsewhere."""
    choices: dict[str, tuple[object, ...]] = {
        "language": LANGUAGES,
        "theme": _THEMES,
        "calendar": ("", *CALENDARS),
        "receipt_width_mm": (80, 58),
    }
    if type(value) is not type(usual) or value not in choices.get(name, (value,)):
        return False
    return not isinstance(value, dict) or all(isinstance(item, str) for item in value.values())
