"""Who is let in where: every address of the product in one of four tables, all walked by a test."""

from collections.abc import Mapping

OWNERS = frozenset({"owner", "treating_owner"})
CLINICIANS = frozenset({"clinician", "treating_owner"})
STAFF = frozenset({"owner", "front_desk", "clinician", "treating_owner"})
# An auditor looks at what staff look at, and does nothing there.
READERS = STAFF | {"auditor"}

# Anybody, signed in or not: pages without a record, the check, the doors themselves.
EVERYBODY = frozenset(
    (
        *("health", "home", "about", "claims", "sources", "what-helps", "exercises", "exercise", "deciding"),
        *("deciding-area", "deciding-entry", "check", "check-resume", "check-again", "check-screen"),
        *("book-start", "arrive-door", "signin", "signout", "signin-code", "signin-enrol"),
    )
)
# Whoever holds the address: it is signed, or cannot be guessed, and opens one row.
ADDRESS_IS_THE_KEY = frozenset(
    (
        *("check-result", "check-letter", "check-call-back", "check-more", "book", "book-times"),
        *("book-details", "book-wait", "booking", "booking-calendar", "booking-earlier", "booking-move"),
        *("booking-cancel", "booking-feed", "booking-feed-close", "booking-confirm", "booking-reminders"),
        *("booking-short", "calendar-feed", "wait-place", "wait-leave", "wait-offer", "plan", "plan-paper"),
        *("consent", "arrive", "welcome", "how", "how-spasm"),
        *("how-course", "how-course-image"),
    )
)
# A person who has come in by a letter, and their own record alone.
OWN_RECORD = frozenset(
    (
        *("me", "me-signin", "me-enter", "me-who", "me-signout", "me-ask", "me-download", "me-receipt"),
        "me-withdraw",
    )
)
# Staff, by role. A page that all may look at may still refuse what is done on it.
DESK: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            *("desk", "desk-day", "desk-work", "desk-calendar", "desk-call", "desk-seat", "desk-door-sheet"),
            *("desk-sign-in", "desk-sign-in-renew", "desk-people", "desk-person", "desk-wait"),
            *("desk-consents", "desk-consent", "desk-privacy"),
            *("desk-privacy-request", "desk-waitlist", "desk-waiting"),
            *("desk-booking", "desk-earlier"),
            *("desk-move", "desk-change", "desk-cancel", "desk-care-plan-begin"),
            *("desk-care-plan", "desk-charge", "desk-receipts", "desk-receipt"),
            *("desk-receipts-table", "desk-receipt-paper", "desk-statement", "desk-prices", "desk-plans"),
            *("desk-plan", "desk-plan-new", "desk-away"),
            "desk-away-list",
            *("desk-alerts", "desk-episode", "desk-episode-report", "desk-course", "desk-check"),
            *("desk-calendars", "desk-classes", "desk-class-cancel", "desk-outbox"),
            *("desk-message", "desk-attachment"),
        ),
        READERS,
    ),
    # What is only ever done.
    **dict.fromkeys(
        (
            "desk-consent-withdraw",
            "desk-person-ask",
            "desk-waiting-leave",
            "desk-offer-answer",
            "desk-mark",
            "desk-reminders",
            "desk-starts",
            "desk-care-plan-step",
            "desk-plan-accept",
            "desk-plan-leave-out",
            "desk-alert-close",
            "desk-outside-add",
            "desk-retry",
        ),
        STAFF,
    ),
    **dict.fromkeys(
        (
            *("desk-person-facts", "desk-person-record", "desk-care-plan-save"),
            *("desk-look-again", "desk-letter-begin", "desk-own-texts", "desk-break-glass"),
            *("desk-open-booking", "desk-plan-end"),
        ),
        CLINICIANS,
    ),
    **dict.fromkeys(
        (
            *("desk-privacy-remove", "desk-price-drop", "desk-import", "desk-settings"),
            *(
                "desk-settings-staff",
                "desk-team",
                "desk-restrict",
                "desk-settings-holiday",
                "desk-settings-area",
            ),
            *("desk-settings-thing", "desk-settings-remove", "desk-settings-lengths"),
            # A clinician's own calendar alone: the one that is asked for here is somebody else's.
            *("desk-feed-make", "desk-feed-close", "desk-outside-remove", "desk-outside-read"),
        ),
        OWNERS,
    ),
    **dict.fromkeys(("desk-merge", "desk-merge-undo"), OWNERS | {"front_desk"}),
    **dict.fromkeys(("desk-note", "desk-letter", "desk-letter-paper"), CLINICIANS | {"auditor"}),
    "desk-record": OWNERS | {"auditor"},
    "desk-trace": OWNERS | CLINICIANS | {"auditor"},
}
