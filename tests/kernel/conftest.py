"""A home that lies elsewhere: the kernel knows no club, and its tests begin in an empty folder."""

import pytest


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path_factory.mktemp("home")))
