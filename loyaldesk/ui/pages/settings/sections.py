"""The list of sections: what each is called and what can be found in it."""

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.pages.settings.about import AboutSection
from loyaldesk.ui.pages.settings.activity import ActivitySection
from loyaldesk.ui.pages.settings.appearance import AppearanceSection
from loyaldesk.ui.pages.settings.backup import BackupSection
from loyaldesk.ui.pages.settings.club_file import ClubFileSection
from loyaldesk.ui.pages.settings.devices import DevicesSection
from loyaldesk.ui.pages.settings.hours import HoursSection
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.operators import OperatorsSection
from loyaldesk.ui.pages.settings.oversight import OversightSection
from loyaldesk.ui.pages.settings.privacy import PrivacySection
from loyaldesk.ui.pages.settings.roles import RolesSection
from loyaldesk.ui.pages.settings.rules.section import ProgrammeSection
from loyaldesk.ui.pages.settings.section import Entry
from loyaldesk.ui.pages.settings.shop import ShopSection
from loyaldesk.ui.pages.settings.tills import TillsSection
from loyaldesk.ui.parts.hall import Hall


def entries(hall: Hall, machine: Machine) -> tuple[Entry, ...]:
    """Return every section, in the order of the list."""
    return (
        Entry(
            "shop", tr("Shop"), "building-store",
            (
                tr("Name"), tr("Money unit"), tr("The receipt"), tr("Logo"), tr("Toman"),
                tr("Rial"), tr("Time zone"), tr("Language of papers"), tr("Lock the screen"),
                tr("Ask for the PIN when the program starts"),
                tr("Clear the member after (seconds)"),
            ), lambda: ShopSection(hall, machine),
        ),
        Entry(
            "hours", tr("Hours and holidays"), "calendar-time",
            (
                tr("Opening hours"), tr("Own closure"), tr("Days of the year"),
                tr("Closed tomorrow"), tr("Mourning day"), tr("Hours for some days"),
                tr("Days off of companies"), tr("Nobody is called at"),
            ), lambda: HoursSection(hall, machine),
        ),
        Entry(
            "programme", tr("Points and tiers"), "coins",
            (
                tr("Rules, in this order"), tr("Rewards"), tr("Tiers"), tr("Worth of one point"),
                tr("Stamp cards"), tr("Bonuses"), tr("Try it out"), tr("Days a point lives"),
                tr("Paying with points"), tr("When goods come back"),
                tr("Most points in one sale"), tr("Months that count for the tier"),
                tr("Expiring within (days)"), tr("Not seen for (days)"),
                tr("What of a purchase counts"), tr("The rules so far…"),
            ), lambda: ProgrammeSection(hall, machine),
        ),
        Entry(
            "operators", tr("Operators"), "users-group",
            (
                tr("PIN"), tr("Password"), tr("Change my PIN"), tr("Unlock"), tr("New operator"),
                tr("Own member record"),
            ), lambda: OperatorsSection(hall, machine),
        ),
        Entry(
            "roles", tr("Roles and rights"), "shield-lock",
            (
                tr("Roles"), tr("Rights"), tr("What each role may do"), tr("New role"),
                tr("Limits"),
            ), lambda: RolesSection(hall, machine),
        ),
        Entry(
            "devices", tr("Devices"), "printer",
            (
                tr("Printers"), tr("Scanner"), tr("Till"), tr("Receipt printer"),
                tr("Width of the paper"), tr("Print a test receipt"), tr("Card printer"),
            ), lambda: DevicesSection(hall, machine),
        ),
        Entry(
            "appearance", tr("Appearance"), "palette",
            (
                tr("Language"), tr("Theme"), tr("Calendar"), tr("Dark"), tr("Light"),
                tr("Jalali"), tr("Gregorian"),
            ), lambda: AppearanceSection(hall, machine),
        ),
        Entry(
            "backup", tr("Backup"), "database",
            (
                tr("Back up now"), tr("Restore"), tr("Second place"), tr("Folder for backups"),
                tr("Check the club"),
            ), lambda: BackupSection(hall, machine),
        ),
        Entry(
            "club_file", tr("Club file"), "lock",
            (
                tr("Encryption"), tr("Pass phrase"), tr("Recovery key"), tr("Change the key"),
                tr("Forget on this computer"),
            ), lambda: ClubFileSection(hall, machine),
        ),
        Entry(
            "tills", tr("Several tills"), "world",
            (tr("Server"), tr("Tills at work"), tr("Move the club to a server…")),
            lambda: TillsSection(hall, machine),
        ),
        Entry(
            "activity", tr("Activity log"), "history",
            (tr("Who did what and when"), tr("refused")), lambda: ActivitySection(hall, machine),
        ),
        Entry(
            "privacy", tr("Privacy"), "shield-lock",
            (
                tr("What members are told"), tr("How long data is kept"), tr("Consent"),
                tr("See what would go today…"),
            ), lambda: PrivacySection(hall, machine),
        ),
        Entry(
            "oversight", tr("Unusual acts"), "shield-exclamation",
            (
                tr("Signs of abuse"), tr("Points without a sale"), tr("Many sales taken back"),
                tr("Acts after hours"), tr("Wrong PINs"),
            ), lambda: OversightSection(hall, machine),
        ),
        Entry(
            "about", tr("About and licences"), "info-circle",
            (
                tr("Version"), tr("Licences"), tr("Libraries"), tr("Club file"),
                tr("What was not tried out"),
            ), lambda: AboutSection(hall, machine),
        ),
    )  # fmt: skip
