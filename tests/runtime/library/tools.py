"""The tools of the library."""

from awmc.runtime import Session, tool
from awmc.runtime.functions import add_days, days_between, decimal_json, divide, dump, money_times

from .models import (
    BorrowArguments,
    CopyArguments,
    FineArguments,
    JoinArguments,
    LoanArguments,
    LogInArguments,
    MemberArguments,
    NoArguments,
    ShareArguments,
    WaitArguments,
)
from .rows import Copy, Fine, Loan, Member
from .rules import on_loan

INSERT_LOAN = """
INSERT INTO loan (id, copy_barcode, member_id, "from", due, status)
VALUES (:id, :copy_barcode, :member_id, :from, :due, :status)
"""
SET_LOAN_STATUS = "UPDATE loan SET status = :status WHERE id = :id"
INSERT_FINE = "INSERT INTO fine (id, loan_id, amount) VALUES (:id, :loan_id, :amount)"
INSERT_MEMBER = """
INSERT INTO member (id, name, email, suspended, failed_logins, tags)
VALUES (:id, :name, :email, :suspended, :failed_logins, :tags)
"""
SET_FAILED_LOGINS = "UPDATE member SET failed_logins = :failed_logins WHERE id = :id"
LOAN_CARD = """
SELECT json_object('id', loan.id, 'due', loan.due, 'overdue', json(iif(loan.due < :today, 'true', 'false')))
FROM loan WHERE loan.id = :id
"""


@tool(BorrowArguments, reads=("copy", "loan"), writes=("loan",))
def borrow(s: Session, a: BorrowArguments) -> str:
    """Borrow a copy."""
    copy = s.named(Copy, a.copy_barcode, message="No such copy")
    if s.me.suspended:
        s.fail("precondition_failed", "Your card is suspended")
    loan = s.create(
        INSERT_LOAN,
        Loan,
        copy_barcode=copy.barcode,
        member_id=s.me.id,
        from_=s.today,
        due=a.due or add_days(s.today, 21),
        status="active",
    )
    s.ensure(on_loan(s, copy), "copy.on_loan")
    return s.json(LOAN_CARD, id=loan.id, today=s.today)


@tool(LoanArguments, reads=("copy", "loan"), writes=("fine", "loan"))
def return_book(s: Session, a: LoanArguments) -> str:
    """Return a copy; late returns are fined 0.25 a day."""
    loan = s.named(Loan, a.loan_id)
    was_on_loan = on_loan(s, s.get(Copy, loan.copy_barcode))
    s.update(SET_LOAN_STATUS, loan, status="returned")
    late = days_between(loan.due, s.today)
    if late > 0:
        s.create(INSERT_FINE, Fine, loan_id=loan.id, amount=money_times(late, 25))
    before = s.before(lambda: loan.status)
    s.ensure(before == "active" and loan.status == "returned", "old(loan.status) == active")
    s.ensure(was_on_loan and not on_loan(s, s.get(Copy, loan.copy_barcode)), "not on loan")
    return dump(
        {"fines": [decimal_json(f.amount, 2) for f in s.related(Fine, ("loan_id",), loan.id)]}
    )


@tool(LoanArguments, writes=("loan",))
def reopen(s: Session, a: LoanArguments) -> str:
    """Breaks the flow of a returned loan."""
    s.update(SET_LOAN_STATUS, s.named(Loan, a.loan_id), status="active")
    return "{}"


@tool(CopyArguments, writes=("copy", "fine", "loan"))
def discard(s: Session, a: CopyArguments) -> str:
    """Delete a copy with its loans and their fines; tells how many there were."""
    copy = s.named(Copy, a.copy_barcode)
    s.delete(copy)
    loans, fines = s.before(
        lambda: (s.related(Loan, ("copy_barcode",), copy.barcode), len(s.rows(Fine)))
    )
    return dump({"loans": len(loans), "live": len(list(s.each(loans))), "fines_before": fines})


@tool(MemberArguments, writes=("member",))
def leave(s: Session, a: MemberArguments) -> str:
    """Delete a member, who must have no loans."""
    s.delete(s.named(Member, a.member_id))
    return "{}"


@tool(JoinArguments, writes=("member",))
def join(s: Session, a: JoinArguments) -> str:
    """A new member."""
    s.create(
        INSERT_MEMBER,
        Member,
        id=a.id,
        name=a.name,
        email=a.email,
        suspended=False,
        failed_logins=0,
        tags=a.tags,
    )
    return "{}"


@tool(LogInArguments, writes=("member",), may_reject=True)
def log_in(s: Session, a: LogInArguments) -> str:
    """Counts failed attempts."""
    member = s.named(Member, a.member_id)
    s.update(SET_FAILED_LOGINS, member, failed_logins=member.failed_logins + 1)
    s.reject("precondition_failed", f"Wrong password, {member.failed_logins} so far")


@tool(FineArguments, writes=("fine",))
def impose(s: Session, a: FineArguments) -> str:
    """A fine."""
    fine = s.create(INSERT_FINE, Fine, loan_id=a.loan_id, amount=a.amount)
    return dump({"id": fine.id})


@tool(WaitArguments, writes=("desk",), advances=True)
def wait(s: Session, a: WaitArguments) -> str:
    """Move the clock."""
    s.advance(a.hours * 3600)
    return dump(s.now)


@tool(LoanArguments, writes=("copy", "fine", "loan"))
def return_and_discard(s: Session, a: LoanArguments) -> str:
    """Two other tools in one transaction."""
    barcode = s.named(Loan, a.loan_id).copy_barcode
    returned = s.call(return_book, loan_id=a.loan_id)
    discarded = s.call(discard, copy_barcode=barcode)
    return dump({"returned": returned, "discarded": discarded})


@tool(ShareArguments)
def share(s: Session, a: ShareArguments) -> str:
    """A division in Python, and the same in SQL."""
    half = divide(100, a.by)
    again = s.value("SELECT awm_div(100, :by)", by=a.by)
    return dump([half, again])


@tool(ShareArguments)
def share_in_sql(s: Session, a: ShareArguments) -> str:
    """A division that fails inside SQLite."""
    return s.json("SELECT json_array(awm_div(100, :by))", by=a.by)


@tool(NoArguments)
def endless(s: Session, a: NoArguments) -> str:
    """A query without an end."""
    numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    return s.json(f"{numbers} SELECT json_array(max(i)) FROM n")


@tool(NoArguments, writes=("copy",))
def faulty(s: Session, a: NoArguments) -> str:
    """Writes, then breaks as only a fault of the compiler could."""
    s.delete(s.get(Copy, "C3"))
    raise ZeroDivisionError


@tool(NoArguments, writes=("copy",), by_user=True)
def tidy(s: Session, a: NoArguments) -> str:
    """The user's side moves a copy."""
    s.update(
        "UPDATE copy SET shelf = :shelf WHERE barcode = :barcode", s.get(Copy, "C2"), shelf="Z"
    )
    return "{}"


@tool(CopyArguments, writes=("copy",))
def shelve(s: Session, a: CopyArguments) -> str:
    """The agent moves a copy."""
    row = s.named(Copy, a.copy_barcode)
    s.update("UPDATE copy SET shelf = :shelf WHERE barcode = :barcode", row, shelf="Y")
    return "{}"


@tool(NoArguments, ends=True)
def finish(s: Session, a: NoArguments) -> str:
    """Ends the episode."""
    return "{}"


@tool(NoArguments, private=True)
def secret(s: Session, a: NoArguments) -> str:
    """For other tools only."""
    return "{}"


TOOLS = {
    t.name: t
    for t in (
        borrow,
        return_book,
        reopen,
        discard,
        leave,
        join,
        log_in,
        impose,
        wait,
        return_and_discard,
        share,
        share_in_sql,
        endless,
        faulty,
        tidy,
        shelve,
        finish,
        secret,
    )
}
