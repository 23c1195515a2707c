"""S11: known weaknesses of the packages that are shipped, by the public lists of advisories."""

import json
import subprocess
import sys
from importlib.metadata import requires, version
from importlib.util import find_spec

from tests.safety.registry import Figure, Scale, measured

MOST_S = 180


def shipped() -> dict[str, str]:
    """Return the packages the program needs to run, with the versions that are here."""
    found = {}
    for line in requires("loyaldesk") or ():
        name = line.split(";")[0].strip()
        if "extra ==" in line:
            continue
        plain = "".join(each if each.isalnum() or each in "-_." else " " for each in name).split()[
            0
        ]
        try:
            found[plain] = version(plain)
        except ModuleNotFoundError:
            continue  # for another version of Python
    return found


@measured("S11", goal="0 known vulnerabilities in shipped packages")
def known_vulnerabilities(scale: Scale) -> Figure:
    """Ask the lists of advisories about every package that is shipped."""
    if find_spec("pip_audit") is None:
        return Figure("pip-audit is not installed here: install it and measure again", None)
    wanted = scale.folder / "shipped.txt"
    found = shipped()
    wanted.write_text("".join(f"{name}=={it}\n" for name, it in found.items()), "utf-8")
    asked = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*asked, "-r", str(wanted)], capture_output=True, text=True, timeout=MOST_S, check=False
        )
        told = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return Figure("the lists of advisories cannot be reached from this computer", None)
    answered = [each for each in told if "vulns" in each]
    if len(answered) < len(found):
        return Figure(
            f"the lists answered for {len(answered)} of {len(found)} packages only: they cannot be"
            " reached from this computer", None,
        )  # fmt: skip
    weak = [each["name"] for each in answered if each["vulns"]]
    return Figure(f"{len(answered)} packages, {len(weak)} with known weaknesses", not weak)
