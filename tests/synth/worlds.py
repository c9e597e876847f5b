"""Descriptions of worlds: each of the corpus twice, in other words, and longer ones of the length that models write.

What `settings.too_near` was measured on.
"""

from __future__ import annotations

import re
from pathlib import Path

_LINE = re.compile(r"- \[(\w+)\]\([^)]*\): (.+)")
_CORPUS = Path(__file__).parents[2] / "docs" / "corpus.md"


def corpus() -> dict[str, str]:
    """What the environments of `specs/` are, in a line, by name."""
    lines = map(_LINE.fullmatch, _CORPUS.read_text("utf-8").splitlines())
    return {line[1]: line[2] for line in lines if line}


AGAIN = {
    "bank": "Online banking where a customer looks at accounts, sends transfers to payees, blocks cards and disputes charges",
    "brokerage": "An online stock broker: place and cancel orders, buy fractional shares, see dividends and tax lots",
    "clinic": "A medical practice where patients book appointments, get referrals and renew prescriptions",
    "drive": "A cloud drive to keep files in folders, share them by links, restore old versions and empty the trash",
    "food_delivery": "Ordering meals from restaurants: fill a cart, place an order, follow the courier, ask for refunds",
    "forum": "A discussion forum with boards, threads and replies, votes and moderators",
    "hotel": "A hotel reception: bookings, room rates, guest folios, loyalty points and housekeeping",
    "library": "A town library where members borrow books, place holds, pay fines and book rooms",
    "payroll": "A payroll office: employees hand in timesheets, take leave, and are paid in pay runs",
    "project_tracker": "Tracking issues of software projects in sprints, with releases and logged time",
    "school": "A school office: students enrol in courses, teachers give marks and note attendance",
    "smart_home": "Control of a smart home: devices, scenes, schedules, alarms and energy use",
    "sorting_game": "A puzzle with jars that are sorted with few weighings on a bench",
    "support_desk": "A customer support desk that handles tickets, returns, warranty cases and escalations",
    "warehouse": "Warehouse stock in bins and batches, with picking, purchase orders and counts",
}
"""The same worlds in other words."""

LONG = {
    "library": "A public library serves members who search the catalogue, borrow and renew copies of books, and place holds on titles "
    "that are out. Each member has loans with due dates, and fines grow for each day that a loan is late. Members book study rooms "
    "and sign up for events, and the library limits how many loans and holds one member may have.",
    "tool_share": "A neighbourhood association lends drills, ladders and saws to its members. A member searches the inventory, reserves a "
    "tool for some days, picks it up and brings it back. Deposits are taken for costly tools, damage is noted with a report, and members "
    "with late returns may not reserve until they have paid their fees.",
    "clinic": "A medical clinic where patients book, move and cancel appointments with doctors of several specialities. Referrals are "
    "needed for specialists, prescriptions are renewed within limits, and allergies block some medicines. A patient sees test results, "
    "pays invoices and changes contact details.",
    "dentist": "A dental practice keeps a schedule of chairs and hygienists for its patients. Patients book check-ups, confirm reminders, "
    "see their treatment plan and its cost, and send claims to their insurance. Late cancellations cost a fee, and children are seen "
    "only with a guardian on file.",
    "airline": "An airline's booking site: travellers search flights by route and date, hold and buy tickets, choose seats and add bags. "
    "Fares have rules for changes and refunds, a loyalty account earns miles and tiers, and check-in opens a day before departure.",
    "hotel": "A chain of hotels where guests search rooms by dates, make and change bookings, and ask for extra services. Rates depend on "
    "season and loyalty tier, cancellation is free until a deadline, and the final invoice lists nights, meals and taxes.",
    "gym": "A fitness club whose members book classes, join waiting lists and freeze their membership. Trainers have calendars, classes "
    "have a capacity, no-shows give strikes, and plans differ in what they allow and cost each month.",
    "grocery": "A grocery shop that delivers: customers fill a basket, pick a delivery slot, apply coupons and say which substitutes they "
    "accept. Orders can be changed until they are packed, missing goods are refunded, and frequent buyers have lists to order again.",
    "marketplace": "A marketplace for used goods: sellers list items with a price and condition, buyers ask questions, make offers and pay. "
    "Orders are shipped with a tracking number, both sides leave ratings, and disputes lead to a refund or a payout.",
    "tickets": "A box office for concerts and plays: visitors search events, choose seats on a plan, buy tickets and send them to friends. "
    "Some events have age limits and a maximum number of tickets a person, refunds are given if an event is moved, and members buy early.",
}
"""Worlds of several sentences each; those of the corpus have its names."""

LONG_AGAIN = {
    "library": "Readers of a town library look up titles in the catalogue, take out books and renew them until the due date, or put a hold on "
    "what is lent. Late loans cost fines by the day, and nobody may have more than a number of loans. There are rooms to book and events to register for.",
    "clinic": "Patients of a health centre make appointments with its doctors, and move or cancel them. Specialists ask for a referral, "
    "prescriptions can be renewed a few times and are checked against allergies, and invoices and test results are there to be seen.",
    "airline": "Search flights on a route, book tickets and change or refund them as the fare's rules say. Travellers pick seats, pay for bags, "
    "check in the day before and collect miles that lift them to a higher loyalty tier.",
    "gym": "Members of a gym sign up for classes led by trainers, wait on a list where a class is full, and lose rights after no-shows. "
    "Memberships come in plans with monthly prices and can be frozen for a while.",
    "grocery": "An online supermarket with home delivery. Customers put goods in a basket, choose a slot, use coupons, allow substitutes, change an "
    "order before packing, and get refunds for what was missing.",
    "tickets": "Selling seats for plays and concerts: visitors find an event, take seats from the plan, buy a limited number of tickets, "
    "transfer them to friends and are refunded when an event is cancelled. Members may buy before others.",
}
"""Some of the long ones in other words."""
