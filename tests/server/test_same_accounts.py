"""The use cases of this room come to the same with a club on a server."""

import pytest

from tests.services.test_accounts import *  # noqa: F403  # every test of the room, as it stands

pytestmark = pytest.mark.gate  # the sales come to the same every day
