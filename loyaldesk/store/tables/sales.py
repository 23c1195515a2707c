"""Sales, what they add up to for each member, open baskets, and what was printed."""

from peewee import AutoField, BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member


class Sale(Table):
    """A sale, a visit without money, goods that came back, or the mirror of any. Never changed."""

    id = AutoField()
    key = TextField(unique=True)
    receipt = IntegerField(unique=True)
    kind = TextField()
    member = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    amount_rial = IntegerField()
    paid_points = IntegerField()
    paid_rial = IntegerField()
    net_rial = IntegerField()
    earned = IntegerField()
    tier = TextField()
    sold_at = UtcField()
    sold_on = DateField(index=True)
    basis_on = DateField()
    made_at = UtcField()
    reverses = ForeignKeyField("self", null=True, index=False, on_delete="RESTRICT")
    operator_id = IntegerField()
    till = TextField()
    source = TextField()
    outside_receipt = TextField(default="")
    run_id = IntegerField(null=True)
    reward_rial = IntegerField(default=0)
    prepaid_rial = IntegerField(default=0)
    gift_card_rial = IntegerField(default=0)
    wallet_rial = IntegerField(default=0)
    discount_rial = IntegerField(default=0)
    tax_rial = IntegerField(default=0)
    cost_rial = IntegerField(null=True)
    returns = ForeignKeyField("self", null=True, index=False, on_delete="RESTRICT")
    exchange = ForeignKeyField("self", null=True, index=False, on_delete="RESTRICT")

    class Meta:
        indexes = (
            (("member", "basis_on", "net_rial"), False),
            (("member", "sold_at"), False),
        )


Sale.add_index(Sale.index(Sale.reverses, unique=True, where=Sale.reverses.is_null(is_null=False)))
Sale.add_index(Sale.index(Sale.returns, where=Sale.returns.is_null(is_null=False)))
Sale.add_index(Sale.index(Sale.outside_receipt, where=Sale.outside_receipt != ""))
Sale.add_index(Sale.index(Sale.run_id, where=Sale.run_id.is_null(is_null=False)))


class SaleLine(Table):
    """One line of a sale or return, with its shares of discounts, payments and points."""

    id = AutoField()
    sale = ForeignKeyField(Sale, on_delete="RESTRICT", index=False)
    number = IntegerField()
    kind = TextField()
    product = TextField()
    name = TextField()
    category = TextField()
    brand = TextField()
    quantity = IntegerField()
    amount_rial = IntegerField()
    discount_rial = IntegerField()
    tax_rial = IntegerField()
    cost_rial = IntegerField(null=True)
    shared_rial = IntegerField()
    manual_rial = IntegerField()
    points_rial = IntegerField()
    gift_card_rial = IntegerField()
    wallet_rial = IntegerField()
    earned = IntegerField()
    returns = ForeignKeyField("self", null=True, index=False, on_delete="RESTRICT")

    class Meta:
        indexes = ((("sale", "number"), True),)


SaleLine.add_index(SaleLine.index(SaleLine.returns, where=SaleLine.returns.is_null(is_null=False)))


class SaleSheet(Table):
    """Why a sale earned, spent and took back what it did, as it was told then."""

    sale = ForeignKeyField(Sale, primary_key=True, on_delete="RESTRICT")
    document = TextField()


class MemberTotals(Table):
    """Sums of a member's sales, kept in the same transaction; `check` recomputes them."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="RESTRICT")
    net_rial = IntegerField()
    visits = IntegerField()
    first_on = DateField(null=True)
    last_on = DateField(null=True)


class Draft(Table):
    """A basket that is being filled; it survives a crash."""

    key = TextField(primary_key=True)
    operator_id = IntegerField()
    till = TextField()
    content = TextField()
    at = UtcField()


class ReceiptPrint(Table):
    """Whether the receipt of a sale came out of the printer."""

    sale = ForeignKeyField(Sale, primary_key=True, on_delete="RESTRICT")
    is_sent = BooleanField()
    copies = IntegerField()
    at = UtcField()
