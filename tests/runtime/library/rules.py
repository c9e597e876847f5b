"""The rules of the library."""

from awmc.runtime import Check, Invariant, Message, Overlap, Rules, Session
from awmc.runtime.functions import add_days

from .rows import Copy, Desk, Fine, Loan, Member

SET_DESK_CHANGES = "UPDATE desk SET changes = :changes"
SET_DESK_NIGHTS = "UPDATE desk SET nights = :nights"
FINES_TOO_HIGH = """
SELECT fine.id, fine.loan_id, fine.amount FROM fine JOIN loan ON loan.id = fine.loan_id
WHERE fine.amount > 1000 AND loan.status = 'active' ORDER BY fine.rowid
"""


def on_loan(s: Session, self: Copy) -> bool:
    return any(loan.status == "active" for loan in s.related(Loan, ("copy_barcode",), self.barcode))


def loan_status_flow_message(s: Session, row: Loan, old: Loan) -> str:
    return f"A loan cannot go from {old.status} to {row.status}"


def loan_check_1_message(s: Session, row: Loan, old: Loan | None) -> tuple[str, str]:
    return "bad_period", f"A loan cannot be due on {row.due}"


def fine_check_1(s: Session, self: Fine) -> bool:
    return self.amount <= 1000 or s.get(Loan, self.loan_id).status != "active"


def loan_check_2(s: Session, self: Loan) -> bool:
    return self.due <= add_days(s.today, 60)


def one_borrower(s: Session) -> bool:
    taken = [loan.copy_barcode for loan in s.rows(Loan) if loan.status == "active"]
    return len(taken) == len(set(taken))


def member_check_2(s: Session, self: Member) -> bool:
    return "banned" not in self.tags


def on_call(s: Session) -> None:
    desk = s.state(Desk)
    s.update(SET_DESK_CHANGES, desk, changes=desk.changes + 1)


def on_clock(s: Session) -> None:
    desk = s.state(Desk)
    s.update(SET_DESK_NIGHTS, desk, nights=desk.nights + 1)


MESSAGES: dict[str, Message] = {
    "loan_status_flow": loan_status_flow_message,
    "loan_check_1": loan_check_1_message,
}
RULES = Rules(
    messages=MESSAGES,
    checks={
        "fine_check_1": Check(Fine, fine_check_1, broken=FINES_TOO_HIGH),
        "loan_check_2": Check(Loan, loan_check_2, clock=True),
    },
    overlaps={"loan_no_overlap_1": Overlap(Loan, ("copy_barcode",), "from", "due")},
    invariants={"one_borrower": Invariant(one_borrower, "A copy is out at most once")},
    on_call=on_call,
    on_clock=on_clock,
    local={"member_check_2": Check(Member, member_check_2)},
)
