"""Who has a name of their own in the demonstration, and what has happened to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.accounts.roles import Role
from portal.home.demo.cities import CLOSED, NEXT, OPEN, OTHER


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one license; numbers in date fields are days from today.

    `facts` are true when the holder applies, `later` what the register says since. `way` is how the holder
    applied: one of the functions in `portal.home.demo.fates`, or empty.
    """

    way: str = "on_file"
    days_ago: int = 120
    facts: Mapping[str, Any] = field(default_factory=dict)
    later: Mapping[str, Any] = field(default_factory=dict)


def _since(letters: str, **facts: Any) -> Fate:
    """Issued when all was well, then the register was given these letters."""
    return Fate(facts=facts, later={"status_letters": letters})


FATES: dict[str, Fate] = {
    "normal": Fate(),
    "eligible": Fate(way=""),
    "points_full": Fate(later={"status_letters": "B", "points": 12}),
    "points_full_unissued": Fate(way="", facts={"status_letters": "B", "points": 12}),
    "revoked": _since("F"),
    "annulled": _since("E"),
    "canceled": _since("G"),
    "recoverable": _since("R"),
    "locked": _since("L"),
    "stopped": _since("J"),
    "suspended": _since("D"),
    "detained": _since("U"),
    "seized": _since("K"),
    "transferred": _since("C"),
    "review_overdue": _since("S"),
    "renewal_overdue": _since("M", valid_until=-40),
    "expired": Fate(facts={"valid_until": -3}),
    "expiring": Fate(facts={"valid_until": 23}),
    "violation_pending": _since("H"),
    "accident_pending": _since("I"),
    "both_pending": _since("HI"),
    "renewal_deferred": Fate(
        facts={"valid_until": -40}, later={"status_letters": "N", "deferred_until": 200}
    ),
    "deferral_over": Fate(
        days_ago=390, facts={"valid_until": -300}, later={"status_letters": "N", "deferred_until": -1}
    ),
    "medical_deferred": Fate(later={"status_letters": "P", "deferred_until": 120}),
    "review_deferred": Fate(later={"status_letters": "T", "deferred_until": 60}),
    "long_term": Fate(facts={"valid_until": None}),
    "probation": Fate(facts={"first_issued_on": -150, "valid_from": -150, "probation_until": 215}),
    "apply_again": Fate(later={"classes": ["B2", "C1"]}),
    "replaced": Fate(way="replaced", later={"classes": ["C1", "D"]}),
    "draft": Fate(way="draft", days_ago=2),
    "draft_complete": Fate(way="draft_complete", days_ago=1),
    "needs_action": Fate(way="sent_back", days_ago=3),
    "handed_in_again": Fate(way="handed_in_again", days_ago=4),
    "in_review": Fate(way="new_photo", days_ago=0),
    "taken_up": Fate(way="taken_up", days_ago=0),
    "overdue": Fate(way="new_photo", days_ago=6),
    "approved": Fate(way="approved", days_ago=9),
    "refused": Fate(way="refused", days_ago=8),
    "withdrawn": Fate(way="withdrawn", days_ago=5),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One named citizen of the demonstration."""

    key: str
    name: str
    gender: str
    born: date
    fate: str | None
    note: str
    city: str = OPEN
    has_login: bool = True
    classes: tuple[str, ...] = ("C1",)


CAST = (
    Part(
        "driver_normal",
        "陈晓雨",
        "2",
        date(1990, 5, 18),
        "normal",
        "有电子驾驶证，状态正常 · license in order",
    ),
    Part(
        "driver_no_license_yet",
        "林志远",
        "1",
        date(1994, 3, 9),
        "eligible",
        "首次登录，可以申领 · first sign-in, may apply",
        has_login=False,
    ),
    Part("driver_abnormal", "赵国栋", "1", date(1985, 11, 2), "points_full", "记满12分，红码 · 12 points"),
    Part("driver_revoked", "孙建国", "1", date(1979, 7, 21), "revoked", "驾驶证已吊销 · license revoked"),
    Part(
        "driver_closed_city",
        "周若曦",
        "2",
        date(1992, 1, 30),
        "eligible",
        "发证地尚未开通 · city not open",
        city=CLOSED,
    ),
    Part("rare_name", "陈䶮", "1", date(1988, 8, 8), "normal", "生僻字姓名 · rare character"),
    Part("owner_normal", "黄丽华", "2", date(1982, 12, 12), "normal", "车主 · owner of a car"),
    Part("friend", "吴一鸣", "1", date(1991, 6, 6), "normal", "车主的朋友 · a friend of the owner"),
    Part(
        "truck_driver",
        "高海涛",
        "1",
        date(1980, 4, 4),
        "normal",
        "货车驾驶人 · drives trucks",
        classes=("A2", "B2"),
    ),
    Part("accident_party", "何静", "2", date(1996, 9, 15), "normal", "事故当事人 · party of an accident"),
    Part("stranger", "郭明轩", "1", date(1998, 2, 27), None, "没有驾驶证 · no license"),
)

# The crowd of the open city goes through every fate once; the rest are in order.
CROWD_CITIES = ((OPEN, 110), (OTHER, 40), ("110000", 15), ("510100", 10), (NEXT, 10), (CLOSED, 6))


@dataclass(frozen=True, slots=True)
class Staff:
    username: str
    name: str
    role: Role | None
    cities: tuple[str, ...]
    note: str


STAFF = (
    Staff("reviewer", "李警官", Role.REVIEWER, (OPEN, "320200"), "审核 · reviews applications"),
    Staff("rollout_lead", "钱处长", Role.ROLLOUT_LEAD, (), "推广负责人 · plans the rollout"),
    Staff("second_approver", "冯处长", Role.SECOND_APPROVER, (), "第二审批人 · approves the rollout"),
    Staff("officer", "张警官", Role.OFFICER, (OPEN,), "路面民警 · checks on the road, /scan/"),
    Staff("other_city_reviewer", "杨警官", Role.REVIEWER, (OTHER,), "外市审核 · reviewer of another city"),
    Staff("auditor", "许审计", Role.AUDITOR, (), "审计 · reads the audit trail"),
    Staff("superuser", "管理员", None, (), "超级用户 · may do everything"),
)


@dataclass(frozen=True, slots=True)
class Company:
    key: str
    name: str
    name_en: str
    uscc: str
    purposes: tuple[str, ...]
    note: str


COMPANIES = (
    Company(
        "rental",
        "示范租车公司",
        "Example Car Rental",
        "91990100MA0000001G",
        ("car-rental",),
        "租车 · car rental",
    ),
    Company(
        "insurer",
        "示范保险公司",
        "Example Insurance",
        "91990100MA0000002K",
        ("insurance-purchase", "insurance-claim"),
        "保险 · insurance",
    ),
    Company(
        "recruiter",
        "示范物流公司",
        "Example Logistics",
        "91990100MA0000003N",
        ("recruitment", "road-transport"),
        "招聘与运输 · recruitment and transport",
    ),
    Company(
        "lender",
        "示范银行",
        "Example Bank",
        "91990100MA0000005W",
        ("mortgage",),
        "贷款 · loans",
    ),
    Company(
        "dealer",
        "示范二手车市场",
        "Example Used Cars",
        "91990100MA00000060",
        ("used-car-trade",),
        "二手车交易 · used cars",
    ),
    Company(
        "no_scope",
        "无权限公司",
        "Example Without Purposes",
        "91990100MA0000004R",
        (),
        "没有用途 · no purposes",
    ),
)
