"""How long points live, as a form: the programme's, or a life of their own for one rule."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.rules import Expiry, LotTerms
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.layout import box, column
from loyaldesk.ui.pages.settings.rules import entries as e
from loyaldesk.ui.pages.settings.rules.form import Form
from loyaldesk.ui.pages.settings.section import form_grid


def lots_form() -> tuple[Form, QWidget]:
    """Return the form of `LotTerms` and how it is laid out."""
    form = Form(
        [
            e.choice(
                "expires", tr("Points can be used"),
                [
                    (tr("For some days"), Expiry.DAYS.value),
                    (tr("Until the end of a month"), Expiry.MONTH_END.value),
                    (tr("Until the end of a year"), Expiry.YEAR_END.value),
                    (tr("As long as the member comes"), Expiry.IDLE.value),
                    (tr("For ever"), Expiry.NEVER.value),
                ],
            ),
            e.number("days", tr("Days a point lives"), tr("That last day included."), most=5)
            .only_if(lambda v: v["expires"] == Expiry.DAYS),
            e.number("months", tr("Months later"), tr("0 is the end of the same month."), most=3)
            .only_if(lambda v: v["expires"] in (Expiry.MONTH_END, Expiry.IDLE)),
            e.number("years", tr("Years later"), tr("0 is the end of the same year."), most=3)
            .only_if(lambda v: v["expires"] == Expiry.YEAR_END),
            e.segments(
                "calendar", tr("Calendar"),
                [(tr("Jalali"), "jalali"), (tr("Gregorian"), "gregorian")],
            ).only_if(lambda v: v["expires"] in (Expiry.MONTH_END, Expiry.YEAR_END)),
            e.number(
                "pending_days", tr("Days to wait before they can be used"),
                tr("Until a return is no longer to be feared; empty: at once."), most=4,
                zero_is_empty=True,
            ),
        ],
        LotTerms,
    )  # fmt: skip
    form.changed.connect(lambda: _name_months(form))
    beside = column(*(form[name] for name in ("days", "months", "years")))
    return form, box(
        column(
            form_grid(form["expires"], box(beside), form["pending_days"], form["calendar"]),
        )
    )


def show_lots(form: Form, terms: LotTerms) -> None:
    """Show *terms* in the form."""
    form.show(terms)
    _name_months(form)


def _name_months(form: Form) -> None:
    """The months are those until the end, or those without a purchase."""
    field = form.fields["months"]
    is_idle = form.values()["expires"] == Expiry.IDLE
    field.label.setText(tr("Months without a purchase") if is_idle else tr("Months later"))
    field.set_hint(
        tr("Each purchase lets all points live on.")
        if is_idle
        else tr("0 is the end of the same month.")
    )
