"""What the reviewers of the journey type, and what they do to their copies besides."""

from desk import Do, Write

R, Q = "Requirements", "Requests"
ANNA, BEN, CEM = "Anna Weber", "Ben Òrnelas", "Cem Aydın"
OWN = "Anforderungen"  # what Ben calls the sheet

EMOJI = "Nachweis im Archiv 🗂️👩🏽‍⚕️\nzweite Zeile"
HEBREW = "לבדוק שוב עם \u200fAWS\u200e ברבעון הבא"
ARABIC = "هذا يحتاج إلى مراجعة (v2)"
FORMULA = '=HYPERLINK("http://x","y")'

# Anna leaves the sheet protected, and works in a filtered one with a column hidden.
ANNA_WROTE = (
    Write(R, "164.306(e)", "Assignee", "Anna"),
    Write(R, "164.306(e)", "Reviewer note", EMOJI),
    Write(R, "164.306(e)", "Reviewer result", "agreed"),
    Write(R, "164.306(e)", "Reviewer", ANNA),
    Write(R, "164.306(e)", "Date", "2026-12-02"),
    Write(R, "164.308(a)(8)", "Reviewer note", "Only one Region is checked; ticket SEC-12"),
    Write(R, "164.308(a)(8)", "Follow-up", "Turn it on in eu-west-1 \u200f(חובה)\u200f"),
    Write(R, "164.308(a)(8)", "Follow-up due", "2027-02-15"),
    Write(R, "164.312(e)(1)", "Reviewer result", "not agreed"),
    Write(R, "164.312(e)(1)", "Reviewer note", HEBREW),
    Write(R, "164.308(a)(2)", "Assignee", "Security"),
    Write(R, "164.308(a)(1)(i)", "Reviewer note", FORMULA),
    Write(R, "164.308(a)(1)(i)", "Date", "=TODAY()"),
    Write(Q, "access-policy", "Answer", "In the wiki, page 12 ✅"),
    Write(Q, "access-policy", "Our owner", "Legal"),
    Write(Q, "access-policy", "Valid until", "2027-12-31"),
    Write(Q, "access-review", "Our owner", "IAM team"),
    Write(Q, "access-review", "Answer", "List of November"),
    Write(Q, "access-review", "Valid until", "2026-12-31"),
)
ANNA_DID = (
    Do("Filtered", (R, "Family", "Technical safeguards")),
    Do("Hid", (R, "Reviewer note")),
    Do("Hid", (R, "Title")),
)

# Ben takes the protection off, and leaves hardly anything where it was.
BEN_DID = (
    Do("Unprotected", (R,)),
    Do("Sorted", (R, "Title")),
    Do("RowsAbove", (R,)),
    Do("WroteAt", (R, "B1", "Copy of Ben, second try")),
    Do("ColumnBefore", (R, "Reviewer note", "My remarks")),
    Do("Renamed", (R, OWN)),
)
BEN_WROTE = (
    Write(R, "164.312(e)(1)", "Reviewer result", "agreed", OWN),
    Write(R, "164.312(e)(1)", "Reviewer note", ARABIC, OWN),
    Write(R, "164.308(a)(2)", "Assignee", "Security", OWN),
    Write(R, "164.308(a)(3)(i)", "Reviewer note", "Who owns it?", OWN),
    Write(R, "164.308(a)(3)(i)", "Reviewer", CEM, OWN),
    Write(R, "164.308(a)(3)(i)", "Follow-up due", "31.3.2027", OWN),
    Write(R, "164.312(d)", "My remarks", "a remark of Ben's own", OWN),
    Write(R, "164.312(d)", "Customer status", "supported", OWN),
    Write(Q, "access-policy", "Answer", "On paper, in the safe"),
)

# Anna again, in the workbook that shows the clashes.
SETTLED = (
    Write(R, "164.312(e)(1)", "Reviewer result", "follow-up"),
    Write(R, "164.312(e)(1)", "Reviewer note", "We agreed to look at it together"),
    Write(R, "164.308(a)(2)", "Assignee", "(clear)"),
    Write(Q, "access-policy", "Answer", "In the wiki; the paper is a copy"),
)

# In the quarter that follows, once all have signed.
LOOKED_AGAIN = (
    Write(R, "164.308(a)(8)", "Reviewer note", "Denied since January; SEC-12 asks for it"),
    Write(R, "164.308(a)(8)", "Reviewer result", "follow-up"),
)
