"""What is new in a programme, line by line, in the words of the editor."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import MEASURES, Tier
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.reward_sentences import bonus_sentence, reward_sentence, stamp_sentence
from loyaldesk.services.rule_words import joined, quoted, rule_sentence
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.pages.settings.rules.tiers_row import measure_name

Says = Callable[[Any, Programme], str]


def differences(old: Programme, new: Programme, tabs: Iterable[Tab]) -> list[str]:
    """Return what is other in *new*, a line each; *tabs* know what everything is called."""
    lists: tuple[tuple[str, Says], ...] = (
        ("rules", rule_sentence), ("rewards", reward_sentence), ("stamps", stamp_sentence),
        ("bonuses", lambda bonus, _programme: bonus_sentence(bonus)),
    )  # fmt: skip
    found: list[str] = []
    for name, says in lists:
        found += _rows(getattr(old, name), getattr(new, name), says, new)
    found += _rows(old.tiers, new.tiers, lambda tier, _programme: tier_sentence(tier), new)
    for tab in tabs:
        found += _parts(old, new, tab)
    return found


def _parts(old: Programme, new: Programme, tab: Tab) -> Iterator[str]:
    for name, form in tab.parts.items():
        before = getattr(old, name) if name else old
        after = getattr(new, name) if name else new
        for key, entry in form.entries.items():
            was, now = getattr(before, key), getattr(after, key)
            if was != now:
                yield tr("{name}: {new} instead of {old}").format(
                    name=entry.label, new=entry.words(now), old=entry.words(was)
                )


def _rows(
    old: Iterable[Any], new: Iterable[Any], says: Says, programme: Programme
) -> Iterator[str]:  # fmt: skip
    before, after = {row.code: row for row in old}, {row.code: row for row in new}
    for code, row in after.items():
        name = quoted(row.name(look().language))
        was = before.get(code)
        if was is None:
            yield tr("New: {name}: {sentence}").format(name=name, sentence=says(row, programme))
        elif getattr(was, "is_on", True) != getattr(row, "is_on", True):
            state = tr("{name} is switched on") if row.is_on else tr("{name} is switched off")
            yield state.format(name=name)
        elif was != row:
            yield tr("Changed: {name}: {sentence}").format(name=name, sentence=says(row, programme))
    for code, row in before.items():
        if code not in after:
            yield tr("Taken out: {name}").format(name=quoted(row.name(look().language)))
    kept = [code for code in before if code in after]
    if kept != [code for code in after if code in before]:
        names = [after[code].name(look().language) for code in after if code in before]
        yield tr("New order: {names}").format(names=tr(", ").join(names))


def tier_sentence(tier: Tier) -> str:
    """Return what a tier asks for and brings."""
    needs = tier.needs()
    limits = [
        tr("{measure} from {limit}").format(
            measure=measure_name(measure),
            limit=fmt.amount_with_unit(needs[measure])
            if measure.endswith("rial")
            else fmt.number(needs[measure]),
        )
        for measure in MEASURES
        if measure in needs
    ]
    percent = fmt.percent(tier.earn_percent / 100)
    return joined(
        [*limits, tr("earns {percent}").format(percent=percent), *tier.perks(look().language)]
    )
