"""Money kept for later: the wallet of a member and gift cards. Entries are added, never changed."""

from peewee import AutoField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member
from loyaldesk.store.tables.sales import Sale


class Account(Table):
    """A wallet or a gift card; its balance follows its entries."""

    id = AutoField()
    kind = TextField()
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT", index=False)
    code_key = TextField(null=True)
    typed = TextField()
    state = TextField()
    state_reason = TextField()
    expires_on = DateField(null=True)
    balance_rial = IntegerField()
    made_at = UtcField()


Account.add_index(
    Account.index(Account.code_key, unique=True, where=Account.code_key.is_null(is_null=False))
)
Account.add_index(Account.index(Account.member, unique=True, where=Account.kind == "wallet"))


class AccountEntry(Table):
    """One movement of Rial in an account."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="RESTRICT")
    key = TextField(unique=True)
    kind = TextField()
    rial = IntegerField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    reverses = ForeignKeyField("self", null=True, on_delete="RESTRICT", index=False)
    reason = TextField()
    at = UtcField()
    on_day = DateField()
    operator_id = IntegerField()
    till = TextField()


AccountEntry.add_index(
    AccountEntry.index(AccountEntry.sale, where=AccountEntry.sale.is_null(is_null=False))
)
AccountEntry.add_index(
    AccountEntry.index(AccountEntry.reverses, where=AccountEntry.reverses.is_null(is_null=False))
)
