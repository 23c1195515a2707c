"""How fast complaints are handled and who hears of late ones: the shop's document; its check."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from loyaldesk.domain.complaints import (
    CATEGORIES,
    LEAST_SEVERITY,
    MOST_SEVERITY,
    ClockName,
    Targets,
)
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs

MOST_RULES, MOST_RUNGS = 50, 12
MOST_MINUTES = 60 * 24 * 365
MOST_PERCENT = 1000
USUAL_SEVERITY = 2
LARGEST_POINTS, LARGEST_RIAL = 10_000_000, 10**12

_SEVERITIES = {"staff": 3, "quality": 3, "neglect": 3, "queue": 1, "stock": 1}


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How many working minutes some complaints have.

    Each list narrows; an empty list asks nothing, and a rule whose lists are all empty holds for
    no complaint at all (E80).

    Attributes:
        code: Short name, kept with the complaint.
        targets: The minutes.
        categories: Only these.
        severities: Only these.
        tiers: Only members of these tiers.
        is_default: The one rule for all complaints that no other rule fits.
    """

    code: str
    targets: Targets
    categories: tuple[str, ...] = ()
    severities: tuple[int, ...] = ()
    tiers: tuple[str, ...] = ()
    is_default: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked of a complaint."""
        return not (self.categories or self.severities or self.tiers)

    def fits(self, category: str, severity: int, tier: str) -> bool:
        """Return whether the rule holds for such a complaint."""
        if self.is_default or self.is_empty:
            return False
        return (
            (not self.categories or category in self.categories)
            and (not self.severities or severity in self.severities)
            and (not self.tiers or tier in self.tiers)
        )


@dataclass(frozen=True, slots=True)
class Rung:
    """Who hears of a complaint when a clock has run so many percent of its minutes."""

    clock: ClockName
    percent: int
    role: str

    @property
    def code(self) -> str:
        """Its name in the history of a complaint."""
        return f"{self.clock.value}:{self.percent}:{self.role}"


def _usual_rules() -> tuple[DeadlineRule, ...]:
    return (
        DeadlineRule("critical", Targets(15, 60, 540), severities=(4,)),
        DeadlineRule("serious", Targets(30, 120, 1080), severities=(3,)),
        DeadlineRule("usual", Targets(60, 240, 1620), is_default=True),
    )


def _usual_ladder() -> tuple[Rung, ...]:
    return (
        Rung(ClockName.ANSWER, 100, "manager"),
        Rung(ClockName.SOLVE, 75, "manager"),
        Rung(ClockName.SOLVE, 100, "owner"),
    )


def _usual_severities() -> dict[str, int]:
    return {category: _SEVERITIES.get(category, USUAL_SEVERITY) for category in CATEGORIES}


@dataclass(frozen=True, slots=True)
class Policy:
    """The shop's rules for complaints.

    Attributes:
        rules: Deadlines; the first that fits holds, else the default.
        ladder: Who hears of late ones.
        severities: How grave a complaint of a category is until somebody says otherwise.
        warn_percent: A complaint is at risk when a clock has run so much of its minutes.
        limit_points: Compensation of a complaint, or of a member in 30 days, above so many points
            needs a second person.
        limit_rial: And above so much money.
    """

    rules: tuple[DeadlineRule, ...] = field(default_factory=_usual_rules)
    ladder: tuple[Rung, ...] = field(default_factory=_usual_ladder)
    severities: Mapping[str, int] = field(default_factory=_usual_severities)
    warn_percent: int = 75
    limit_points: int = 500
    limit_rial: int = 5_000_000

    def rule_for(self, category: str, severity: int, tier: str = "") -> DeadlineRule:
        """Return the rule that holds for such a complaint.

        Raises:
            BadInput: If no rule fits and there is no default.
        """
        found = next((r for r in self.rules if r.fits(category, severity, tier)), None)
        found = found or next((rule for rule in self.rules if rule.is_default), None)
        if found is None:
            raise BadInput("policy", "no default")
        return found

    def severity_of(self, category: str) -> int:
        """Return how grave a complaint of *category* usually is."""
        return self.severities.get(category, USUAL_SEVERITY)

    def to_json(self) -> str:
        """Return the document as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Policy":
        """Return the stored document.

        Raises:
            BadInput: If it is none.
        """
        try:
            held = json.loads(text)
            return cls(
                tuple(_rule(each) for each in held["rules"]),
                tuple(
                    Rung(ClockName(each["clock"]), int(each["percent"]), str(each["role"]))
                    for each in held["ladder"]
                ),
                {str(name): int(value) for name, value in held["severities"].items()},
                int(held["warn_percent"]), int(held["limit_points"]), int(held["limit_rial"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput("policy", "not a policy") from error


def _rule(held: dict[str, Any]) -> DeadlineRule:
    targets = held["targets"]
    return DeadlineRule(
        str(held["code"]),
        Targets(int(targets["ack"]), int(targets["answer"]), int(targets["solve"])),
        tuple(str(each) for each in held["categories"]),
        tuple(int(each) for each in held["severities"]),
        tuple(str(each) for each in held["tiers"]),
        bool(held["is_default"]),
    )


def check_policy(
    policy: Policy, *, roles: Collection[str], tiers: Collection[str]
) -> list[BadInput]:
    """Return everything that is wrong with a document.

    Args:
        policy: What is to be saved.
        roles: Roles that at least one active operator has.
        tiers: Codes of the tiers of the programme.
    """
    problems = [*_rule_problems(policy.rules, tiers), *_ladder_problems(policy.ladder, roles)]
    for category, severity in policy.severities.items():
        if category not in CATEGORIES:
            problems.append(BadInput("severity", "unknown choice", category[:80]))
        elif not LEAST_SEVERITY <= severity <= MOST_SEVERITY:
            problems.append(BadInput("severity", "range", str(severity)))
    for name, value, least, most in (
        ("warn_percent", policy.warn_percent, 1, 99),
        ("limit_points", policy.limit_points, 0, LARGEST_POINTS),
        ("limit_rial", policy.limit_rial, 0, LARGEST_RIAL),
    ):
        if not least <= value <= most:
            problems.append(BadInput(name, "range", str(value)))
    return problems


def checked(policy: Policy, *, roles: Collection[str], tiers: Collection[str]) -> Policy:
    """Return a document that can be kept.

    Raises:
        SeveralBadInputs: If anything is wrong with it.
    """
    problems = check_policy(policy, roles=roles, tiers=tiers)
    if problems:
        raise SeveralBadInputs(tuple(problems))
    return policy


def _rule_problems(rules: tuple[DeadlineRule, ...], tiers: Collection[str]) -> list[BadInput]:
    problems = []
    defaults = [rule.code for rule in rules if rule.is_default]
    if len(rules) > MOST_RULES:
        problems.append(BadInput("rules", "too many", limit=MOST_RULES))
    if not defaults:
        problems.append(BadInput("rules", "no default"))
    if len(defaults) > 1:
        problems.append(BadInput("rules", "two defaults", ", ".join(defaults)[:80]))
    codes = [rule.code for rule in rules]
    for rule in rules:
        if not rule.code.strip() or codes.count(rule.code) > 1:
            problems.append(BadInput("rules", "equal codes", rule.code[:80]))
        problems += _conditions(rule, tiers)
        problems += _minutes(rule)
    return problems


def _conditions(rule: DeadlineRule, tiers: Collection[str]) -> list[BadInput]:
    if rule.is_default and not rule.is_empty:
        return [BadInput("rules", "default asks", rule.code[:80])]
    if not rule.is_default and rule.is_empty:
        return [BadInput("rules", "empty condition", rule.code[:80])]
    strange = [c for c in rule.categories if c not in CATEGORIES]
    strange += [str(s) for s in rule.severities if not LEAST_SEVERITY <= s <= MOST_SEVERITY]
    strange += [tier for tier in rule.tiers if tier not in tiers]
    return [BadInput("rules", "unknown choice", each[:80]) for each in strange]


def _minutes(rule: DeadlineRule) -> list[BadInput]:
    targets = rule.targets
    for clock in ClockName:
        minutes = targets.of(clock)
        if minutes <= 0:
            return [BadInput(f"{clock.value}_minutes", "no minutes", rule.code[:80])]
        if minutes > MOST_MINUTES:
            return [BadInput(f"{clock.value}_minutes", "range", str(minutes))]
    if not targets.ack <= targets.answer <= targets.solve:
        return [BadInput("rules", "clocks out of order", rule.code[:80])]
    return []


def _ladder_problems(ladder: tuple[Rung, ...], roles: Collection[str]) -> list[BadInput]:
    problems = []
    if len(ladder) > MOST_RUNGS:
        problems.append(BadInput("ladder", "too many", limit=MOST_RUNGS))
    if len({rung.code for rung in ladder}) < len(ladder):
        problems.append(BadInput("ladder", "rung twice"))
    for rung in ladder:
        if not 1 <= rung.percent <= MOST_PERCENT:
            problems.append(BadInput("ladder", "range", str(rung.percent)))
        if rung.role not in roles:
            problems.append(BadInput("ladder", "nobody has role", rung.role[:80]))
    return problems
