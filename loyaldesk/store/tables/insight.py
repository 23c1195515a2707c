"""What is reckoned from sales and kept: the snapshot, marks, models, targets, costs, decisions."""

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CompositeKey,
    DateField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member


class InsightColumn(Table):
    """One column of the sales of a block of members, as bytes: never the truth, made anew."""

    block = IntegerField()
    name = TextField()
    rows = IntegerField()
    body = BlobField()

    class Meta:
        primary_key = CompositeKey("block", "name")


class InsightState(Table):
    """How far the snapshot goes: the last sale in it, and what would make it wrong."""

    id = AutoField()
    sale_id = IntegerField()
    stamp = TextField()
    made_at = UtcField()


class MemberMark(Table):
    """Where a member stands in the life of a customer, and how near to leaving.

    ``ruled`` is what the rule said when somebody set the stage by hand; empty: the rule set it.
    """

    member = ForeignKeyField(Member, primary_key=True, on_delete="RESTRICT")
    stage = TextField()
    stage_on = DateField()
    ruled = TextField()
    risk = TextField()
    risk_on = DateField()
    why = TextField()


class MarkEvent(Table):
    """A stage or a risk of a member that changed, and why."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    kind = TextField()
    was = TextField()
    becomes = TextField()
    on_day = DateField(index=True)
    why = TextField()
    operator_id = IntegerField()


class ModelFit(Table):
    """The parameters of the prediction as they were fitted on a day; time in weeks.

    ``drop_error`` is the standard error of ln(a / b); ``margin`` the part of net sales that stays
    with the shop, null where costs are not known.
    """

    id = AutoField()
    on_day = DateField(unique=True)
    r = DoubleField()
    alpha = DoubleField()
    a = DoubleField()
    b = DoubleField()
    log_likelihood = DoubleField()
    p = DoubleField(null=True)
    q = DoubleField(null=True)
    v = DoubleField(null=True)
    members = IntegerField()
    repeaters = IntegerField()
    drop_error = DoubleField()
    margin = DoubleField(null=True)
    made_at = UtcField()


class ShopFigure(Table):
    """A figure of a month that only the shop knows: what it spent, what it sold to everybody."""

    id = AutoField()
    kind = TextField()
    on_day = DateField(index=True)
    amount_rial = IntegerField()
    note = TextField()
    made_at = UtcField()
    operator_id = IntegerField()
    removed_at = UtcField(null=True)


class Goal(Table):
    """What the shop wants to reach, in words; its targets carry the figures."""

    id = AutoField()
    text = TextField()
    owner_id = IntegerField(null=True)
    made_at = UtcField()
    operator_id = IntegerField()
    ended_on = DateField(null=True)
    version = IntegerField()


class Kpi(Table):
    """A metric with an owner and a target for each month, quarter or year."""

    id = AutoField()
    goal = ForeignKeyField(Goal, null=True, on_delete="RESTRICT")
    name = TextField()
    metric = TextField()
    segment = TextField()
    owner_id = IntegerField(null=True)
    target = DoubleField()
    better = TextField()
    period = TextField()
    calendar = TextField()
    since_on = DateField()
    ended_on = DateField(null=True)
    made_at = UtcField()
    operator_id = IntegerField()
    version = IntegerField()


class KpiResult(Table):
    """What a target came to in a period that is over."""

    id = AutoField()
    kpi = ForeignKeyField(Kpi, on_delete="RESTRICT", index=False)
    first_on = DateField()
    last_on = DateField()
    target = DoubleField()
    actual = DoubleField(null=True)
    formula = IntegerField()
    count = IntegerField()
    grade = IntegerField(null=True)
    made_at = UtcField()

    class Meta:
        indexes = ((("kpi", "first_on"), True),)


class LetGo(Table):
    """A proposal to spend less on a member, and what was decided; nobody is refused service."""

    id = AutoField()
    key = TextField(unique=True)
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    act = TextField()
    most_contacts = IntegerField(null=True)
    reason = TextField()
    figures = TextField()
    state = TextField()
    made_at = UtcField()
    operator_id = IntegerField()
    decided_at = UtcField(null=True)
    decided_by = IntegerField(null=True)
    decision = TextField()
    ended_at = UtcField(null=True)
    ended_by = IntegerField(null=True)
    version = IntegerField()


class LostMember(Table):
    """A member classed as lost in a month, what that cost, and whether it was an error."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    first_on = DateField()
    last_on = DateField()
    last_seen_on = DateField()
    margin_rial = IntegerField()
    basis = TextField()
    came_back_on = DateField(null=True)
    reason = TextField()

    class Meta:
        indexes = ((("first_on", "member"), True),)


class PackRun(Table):
    """A monthly pack of papers that was written."""

    id = AutoField()
    first_on = DateField()
    last_on = DateField()
    language = TextField()
    folder = TextField()
    papers = IntegerField()
    made_at = UtcField()
    operator_id = IntegerField()


class Trial(Table):
    """A way to win members back that is tried on a part of a list, the rest being held back."""

    id = AutoField()
    key = TextField(unique=True)
    name = TextField()
    act = TextField()
    kind = TextField()
    days = IntegerField()
    share_held = IntegerField()
    began_on = DateField()
    made_at = UtcField()
    operator_id = IntegerField()
    ended_at = UtcField(null=True)


class TrialMember(Table):
    """A member of a trial, asked or held back; drawn once and never changed."""

    trial = ForeignKeyField(Trial, index=False, on_delete="RESTRICT")
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    is_held = BooleanField()

    class Meta:
        primary_key = CompositeKey("trial", "member")
