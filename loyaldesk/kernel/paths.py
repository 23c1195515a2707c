"""Where resources and the user's data lie, frozen into an installer or not."""

import os
import sys
from functools import cache
from pathlib import Path

import platformdirs

from loyaldesk import NAME

HOME_VARIABLE = "LOYALDESK_HOME"
"""Names a folder that takes the place of the user's data folder (portable use, tests)."""


def resource(*parts: str) -> Path:
    """Return the path of a file or folder that ships with the program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else _beside_us()).joinpath("resources", *parts)


@cache
def _beside_us() -> Path:
    return Path(__file__).resolve().parents[2]


def user_folder() -> Path:
    """Return the folder for this person's settings, clubs and logs (made when first needed)."""
    named = os.environ.get(HOME_VARIABLE)
    folder = Path(named) if named else Path(platformdirs.user_data_dir(NAME, appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settings_file() -> Path:
    """Return where the settings of this computer are kept."""
    return user_folder() / "settings.json"


def sample_club() -> Path:
    """Return where the sample shop is made."""
    return user_folder() / "sample.club"


def log_folder() -> Path:
    """Return the folder of the program's own log."""
    folder = user_folder() / "logs"
    folder.mkdir(exist_ok=True)
    return folder


def inside(file: str) -> str:
    """Return a path inside the program: what lies before it may be a person's name."""
    parts = Path(file).parts
    for root in ("loyaldesk", "site-packages", "tests"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return Path(file).name
