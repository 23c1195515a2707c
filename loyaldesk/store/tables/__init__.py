"""The shape of every table; triggers and the word index stand in the migrations."""

from loyaldesk.store.database import Table
from loyaldesk.store.tables.accounts import Account, AccountEntry
from loyaldesk.store.tables.answers import Answer, AnswerVersion, OpenQuestion, Topic
from loyaldesk.store.tables.audit import AuditEntry, Job
from loyaldesk.store.tables.bonds import (
    Family,
    FamilyMember,
    MemberMerge,
    MergeMove,
    Spender,
    TierHand,
)
from loyaldesk.store.tables.calendar import DayChange, Rulebook
from loyaldesk.store.tables.care import Absence, Care, CareEvent, Mention, OperatorProfile
from loyaldesk.store.tables.club import Club, Counter, ProgrammeRow
from loyaldesk.store.tables.complaints import Compensation, Complaint, Incident, IncidentMember
from loyaldesk.store.tables.followups import Contact, Followup, FollowupEvent
from loyaldesk.store.tables.imports import ImportKey, ImportRow, ImportRun
from loyaldesk.store.tables.insight import (
    Goal,
    InsightColumn,
    InsightState,
    Kpi,
    KpiResult,
    LetGo,
    LostMember,
    MarkEvent,
    MemberMark,
    ModelFit,
    PackRun,
    ShopFigure,
    Trial,
    TrialMember,
)
from loyaldesk.store.tables.members import Code, ConsentEvent, Member, Note
from loyaldesk.store.tables.operators import Operator, RoleRight, ShopRole
from loyaldesk.store.tables.playbooks import Playbook, PlaybookRun, PlaybookStep, PlaybookVersion
from loyaldesk.store.tables.points import (
    Allocation,
    Lot,
    LotDate,
    PointsBalance,
    PointsEntry,
    RuleGain,
)
from loyaldesk.store.tables.requests import (
    Agreement,
    Feedback,
    OccasionOrder,
    PromiseTick,
    Prospect,
    RecordEvent,
    Request,
)
from loyaldesk.store.tables.rewards import Hold, RewardStock, RewardUse, StampEntry, Voucher
from loyaldesk.store.tables.safekeeping import Alike, Lease, Oversight, Seal
from loyaldesk.store.tables.sales import (
    Draft,
    MemberTotals,
    ReceiptPrint,
    Sale,
    SaleLine,
    SaleSheet,
)
from loyaldesk.store.tables.tiers import TierChange

ALL: tuple[type[Table], ...] = (
    Operator, RoleRight, Club, Counter, ProgrammeRow, Member, Code, ConsentEvent, Note,
    ImportRun, ImportRow, ImportKey, Sale, MemberTotals, Draft, ReceiptPrint,
    PointsEntry, Lot, Allocation, PointsBalance, TierChange, AuditEntry, Job,
    SaleLine, SaleSheet, LotDate, RuleGain, Account, AccountEntry, StampEntry, Voucher, RewardUse,
    RewardStock, Hold, TierHand, Family, FamilyMember, Spender, MemberMerge, MergeMove,
    Rulebook, DayChange, Care, CareEvent, OperatorProfile, Absence, Mention, Topic, Answer,
    AnswerVersion, OpenQuestion, Playbook, PlaybookVersion, PlaybookRun, PlaybookStep, Prospect,
    Request, Feedback, Agreement, OccasionOrder, PromiseTick, RecordEvent, Incident,
    IncidentMember, Complaint, Compensation, Followup, FollowupEvent, Contact,
    InsightColumn, InsightState, MemberMark, MarkEvent, ModelFit, ShopFigure, Goal, Kpi, KpiResult,
    LetGo, LostMember, PackRun, Trial, TrialMember, Seal, ShopRole, Alike, Oversight, Lease,
)  # fmt: skip

__all__ = [table.__name__ for table in ALL] + ["ALL"]
