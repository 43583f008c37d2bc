"""Which addresses of the desk open somebody's record: read at the door, so that no page can forget it."""

from collections.abc import Mapping

# What a person told, was found and agreed to. When they come, what they pay and how they are reached is the
# daily work of a desk and stays open.
RECORDS: Mapping[str, str] = {
    **dict.fromkeys(("desk-person", "desk-person-facts", "desk-person-record"), "patient_id"),
    **dict.fromkeys(("desk-consents", "desk-consent", "desk-consent-withdraw"), "patient_id"),
    **dict.fromkeys(("desk-episode", "desk-episode-report", "desk-course", "desk-look-again"), "episode_id"),
    **dict.fromkeys(("desk-letter-begin", "desk-care-plan-begin"), "episode_id"),
    **dict.fromkeys(("desk-care-plan", "desk-care-plan-save", "desk-care-plan-step"), "care_plan_id"),
    **dict.fromkeys(("desk-letter", "desk-letter-paper"), "letter_id"),
    **dict.fromkeys(("desk-check", "desk-trace"), "check_id"),
    "desk-note": "booking_id",
}
