"""Start a real throw-away PostgreSQL on a free port and print its URL; it ends with this program.

``python tests/server/start.py`` prints one line and waits for the end of its input (or a signal);
``python tests/server/start.py -- COMMAND ...`` runs the command with ``LOYALDESK_TEST_SERVER`` set
and returns its exit code. Root needs an account of no rank, as PostgreSQL refuses root.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VARIABLE = "LOYALDESK_TEST_SERVER"
SUPERUSER = "club_owner"
FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=128MB"
    " -c max_connections=60 -c logging_collector=off"
)
"""A test's server keeps nothing, so it need not wait for the disk."""


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL of this machine, or None."""
    found = sorted(
        (each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda at: int(at.parent.name),
    )
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return int(each.getsockname()[1])


def _account() -> list[str]:
    """Return how a command is run by an account that PostgreSQL accepts."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    import pwd  # only where there is root

    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["runuser", "-u", name, "--"]
    raise SystemExit("no account but root: PostgreSQL cannot run here")


class Server:
    """One PostgreSQL in a folder of its own."""

    def __init__(self, *, fast: bool = True) -> None:
        at = binaries()
        if at is None:
            raise SystemExit("PostgreSQL (initdb) was not found")
        self.at = at
        self.prefix = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="loyaldesk-server-"))
        if self.prefix:
            shutil.chown(self.folder, self.prefix[2])
        self.port = free_port()
        self.settings = FAST if fast else "-c max_connections=60"
        self._run(
            "initdb", "-D", f"{self.folder}/data", "-U", SUPERUSER, "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-t", "60", "-l", f"{self.folder}/log",
            "-o", f"-p {self.port} -k {self.folder} -h 127.0.0.1 {self.settings}", "start",
        )  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is a crash."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Stop it and take its folder away."""
        with suppress(subprocess.CalledProcessError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *args: str) -> None:
        """Run one of its programs; a server that goes on running must not hold our output."""
        to = subprocess.DEVNULL if args[-1] == "start" else subprocess.PIPE
        done = subprocess.run(
            [*self.prefix, str(self.at / name), *args],
            stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.STDOUT, check=False, cwd="/",
        )  # fmt: skip
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, name, done.stdout)


@contextmanager
def serving(*, fast: bool = True) -> Iterator[Server]:
    """Have a server while the block runs."""
    server = Server(fast=fast)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def main() -> int:
    """Serve until the input ends, or while a command runs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with serving() as server:
        if "--" in sys.argv:
            command = sys.argv[sys.argv.index("--") + 1 :]
            return subprocess.run(
                command, env={**os.environ, VARIABLE: server.url}, check=False
            ).returncode
        print(server.url, flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
