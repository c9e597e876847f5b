"""What the tools of the library must do, in plain Python."""

from awmc.runtime import Check, Flow, Invariant, Model, Overlap, Rules, World, contract
from awmc.runtime.functions import add_days, days_between, decimal_json, money_times

from .models import (
    BorrowArguments,
    CopyArguments,
    FineArguments,
    JoinArguments,
    LoanArguments,
    LogInArguments,
    MemberArguments,
    WaitArguments,
)
from .rows import TABLES, Copy, Desk, Fine, Loan, Member
from .rules import MESSAGES


def on_loan(w: World, self: Copy) -> bool:
    return any(loan.status == "active" for loan in w.related(Loan, ("copy_barcode",), self.barcode))


def fine_check_1(w: World, self: Fine) -> bool:
    return self.amount <= 1000 or w.get(Loan, self.loan_id).status != "active"


def loan_check_1(w: World, self: Loan) -> bool:
    return self.due >= self.from_


def loan_check_2(w: World, self: Loan) -> bool:
    return self.due <= add_days(w.today, 60)


def member_name_length(w: World, self: Member) -> bool:
    return 1 <= len(self.name) <= 80


def member_check_2(w: World, self: Member) -> bool:
    return "banned" not in self.tags


def one_borrower(w: World) -> bool:
    taken = [loan.copy_barcode for loan in w.rows(Loan) if loan.status == "active"]
    return len(taken) == len(set(taken))


def on_call(w: World) -> None:
    desk = w.state(Desk)
    w.update(desk, changes=desk.changes + 1)


def on_clock(w: World) -> None:
    desk = w.state(Desk)
    w.update(desk, nights=desk.nights + 1)


MODEL = Model(
    TABLES,
    Rules(
        messages=MESSAGES,
        checks={
            "fine_check_1": Check(Fine, fine_check_1),
            "loan_check_2": Check(Loan, loan_check_2, clock=True),
        },
        overlaps={"loan_no_overlap_1": Overlap(Loan, ("copy_barcode",), "from", "due")},
        invariants={"one_borrower": Invariant(one_borrower, "A copy is out at most once")},
        on_call=on_call,
        on_clock=on_clock,
        local={
            "member_name_length": Check(Member, member_name_length),
            "loan_check_1": Check(Loan, loan_check_1),
            "member_check_2": Check(Member, member_check_2),
        },
        flows={
            "loan_status_flow": Flow(
                Loan, "status", {"active": ("returned", "lost"), "lost": ("returned",)}
            )
        },
    ),
    actor=Member,
)


@contract(BorrowArguments, MODEL, writes=True)
def verify_borrow(w: World, a: BorrowArguments) -> object:
    copy = w.named(Copy, a.copy_barcode, message="No such copy")
    me = w.actor(Member)
    if me.suspended:
        w.fail("precondition_failed", "Your card is suspended")
    loan = w.create(
        Loan,
        copy_barcode=copy.barcode,
        member_id=me.id,
        from_=w.today,
        due=a.due or add_days(w.today, 21),
        status="active",
    )
    w.ensure(on_loan(w, copy), "copy.on_loan")
    return {"id": loan.id, "due": loan.due, "overdue": loan.due < w.today}


@contract(LoanArguments, MODEL, writes=True)
def verify_return_book(w: World, a: LoanArguments) -> object:
    loan = w.named(Loan, a.loan_id)
    was_on_loan = on_loan(w, w.get(Copy, loan.copy_barcode))
    w.update(loan, status="returned")
    late = days_between(loan.due, w.today)
    if late > 0:
        w.create(Fine, loan_id=loan.id, amount=money_times(late, 25))
    before = w.before(lambda: loan.status)
    w.ensure(before == "active" and loan.status == "returned", "old(loan.status) == active")
    w.ensure(was_on_loan and not on_loan(w, w.get(Copy, loan.copy_barcode)), "not on loan")
    return {"fines": [decimal_json(f.amount, 2) for f in w.related(Fine, ("loan_id",), loan.id)]}


@contract(LoanArguments, MODEL, writes=True)
def verify_reopen(w: World, a: LoanArguments) -> object:
    w.update(w.named(Loan, a.loan_id), status="active")
    return {}


@contract(CopyArguments, MODEL, writes=True)
def verify_discard(w: World, a: CopyArguments) -> object:
    copy = w.named(Copy, a.copy_barcode)
    w.delete(copy)
    loans, fines = w.before(
        lambda: (w.related(Loan, ("copy_barcode",), copy.barcode), len(w.rows(Fine)))
    )
    return {"loans": len(loans), "live": len(list(w.each(loans))), "fines_before": fines}


@contract(MemberArguments, MODEL, writes=True)
def verify_leave(w: World, a: MemberArguments) -> object:
    w.delete(w.named(Member, a.member_id))
    return {}


@contract(JoinArguments, MODEL, writes=True)
def verify_join(w: World, a: JoinArguments) -> object:
    w.create(
        Member,
        id=a.id,
        name=a.name,
        email=a.email,
        suspended=False,
        failed_logins=0,
        tags=a.tags,
    )
    return {}


@contract(LogInArguments, MODEL, writes=True)
def verify_log_in(w: World, a: LogInArguments) -> object:
    member = w.named(Member, a.member_id)
    w.update(member, failed_logins=member.failed_logins + 1)
    w.reject("precondition_failed", f"Wrong password, {member.failed_logins} so far")


@contract(FineArguments, MODEL, writes=True)
def verify_impose(w: World, a: FineArguments) -> object:
    return {"id": w.create(Fine, loan_id=a.loan_id, amount=a.amount).id}


@contract(WaitArguments, MODEL, writes=True)
def verify_wait(w: World, a: WaitArguments) -> object:
    w.advance(a.hours * 3600)
    return w.now


@contract(LoanArguments, MODEL, writes=True)
def verify_return_and_discard(w: World, a: LoanArguments) -> object:
    barcode = w.named(Loan, a.loan_id).copy_barcode
    returned = w.call(verify_return_book, loan_id=a.loan_id)
    discarded = w.call(verify_discard, copy_barcode=barcode)
    return {"returned": returned, "discarded": discarded}
