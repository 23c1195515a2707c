"""Keys this computer keeps for its clubs."""

import os
import stat
import subprocess
import sys

import pytest

from loyaldesk.kernel import paths
from loyaldesk.store import keystore

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def _empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "empty"))


def test_a_key_is_kept_and_forgotten_for_its_club_alone():
    keystore.put("one", keystore.TRAIL, KEY)
    keystore.put("one", keystore.DATA, KEY[::-1])
    assert keystore.get("one", keystore.TRAIL) == KEY
    assert keystore.get("one", keystore.DATA) == KEY[::-1]
    assert keystore.get("two", keystore.TRAIL) is None
    keystore.put("one", keystore.TRAIL, b"x" * 32)
    assert keystore.get("one", keystore.TRAIL) == b"x" * 32
    keystore.forget("one", keystore.TRAIL)
    keystore.forget("one", keystore.TRAIL)
    assert keystore.get("one", keystore.TRAIL) is None


@pytest.mark.parametrize("uid", ["../../etc", "C:\\club", "", "یک باشگاه", "a" * 5000, "CON"])
def test_the_name_of_a_club_never_names_a_file(uid):
    keystore.put(uid, keystore.TRAIL, KEY)
    files = list((paths.user_folder() / "keys").iterdir())
    assert len(files) == 1
    assert len(files[0].name) == 32
    assert keystore.get(uid, keystore.TRAIL) == KEY


def test_a_kept_key_is_readable_by_this_account_alone():
    keystore.put("one", keystore.TRAIL, KEY)
    (file,) = (paths.user_folder() / "keys").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"no key", b"\xff\xfe", b"abc"])
def test_a_broken_file_is_no_key(content):
    keystore.put("one", keystore.TRAIL, KEY)
    (file,) = (paths.user_folder() / "keys").iterdir()
    file.write_bytes(content)
    assert keystore.get("one", keystore.TRAIL) is None


def test_with_a_home_of_its_own_the_key_store_of_the_system_is_not_even_loaded():
    told = subprocess.run(
        [sys.executable, "-c", ("import sys; from loyaldesk.store import keystore;"
         "keystore.put('u', 'trail', b'k'); assert keystore.get('u', 'trail') == b'k';"
         "assert not keystore.is_system(); print('keyring' in sys.modules)")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "False"


def test_without_a_key_store_of_the_system_the_folder_takes_the_key(monkeypatch, tmp_path):
    monkeypatch.delenv(paths.HOME_VARIABLE)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path)
    keystore.put("one", keystore.TRAIL, KEY)
    assert not keystore.is_system()
    assert keystore.get("one", keystore.TRAIL) == KEY
    assert (tmp_path / "keys").is_dir()


def test_a_key_store_of_the_system_that_fails_leaves_the_key_in_the_folder(monkeypatch, tmp_path):
    class Locked:
        def get_password(self, *_names):
            raise RuntimeError("locked")

        set_password = delete_password = get_password

    monkeypatch.setattr(keystore, "_system_store", Locked)
    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path)
    keystore.put("one", keystore.TRAIL, KEY)
    assert keystore.get("one", keystore.TRAIL) == KEY
    keystore.forget("one", keystore.TRAIL)
    assert keystore.get("one", keystore.TRAIL) is None


def test_a_key_store_of_the_system_takes_the_key_out_of_the_folder(monkeypatch, tmp_path):
    kept = {}

    class Working:
        def get_password(self, service, name):
            return kept.get((service, name))

        def set_password(self, service, name, value):
            kept[service, name] = value

        def delete_password(self, service, name):
            del kept[service, name]

    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path)
    keystore.put("one", keystore.TRAIL, KEY)  # here the folder took it
    monkeypatch.setattr(keystore, "_system_store", Working)
    keystore.put("one", keystore.TRAIL, KEY[::-1])
    assert keystore.get("one", keystore.TRAIL) == KEY[::-1]
    assert not list((tmp_path / "keys").iterdir())
    keystore.forget("one", keystore.TRAIL)
    assert keystore.get("one", keystore.TRAIL) is None
