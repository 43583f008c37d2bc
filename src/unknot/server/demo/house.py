"""The demo clinic's rooms, services and hours, as plain values: what an owner would type on the first day."""

from dataclasses import dataclass
from datetime import time

NAME = "Redwood Back Clinic (demo)"
SLUG = "redwood"
ZONE = "America/Los_Angeles"
COUNTRY = "US"
PHONE = "(707) 555-0100"
EMAIL = "front@demo.example"
ADDRESS = "100 Demo Street\nSanta Rosa, CA 95401"

TREATMENT = "treatment"
EXERCISE = "exercise"
ROOMS = (("Oak room", TREATMENT), ("Laurel room", TREATMENT), ("Movement room", EXERCISE))


@dataclass(frozen=True, slots=True)
class Offered:
    slug: str
    name: str
    description: str
    minutes: int
    after: int
    by: str
    room: str
    hands_on: bool
    bookable_by: str = "anyone"
    horizon_days: int = 56
    equipment: str = ""
    seats: int = 1
    # In cents; shown where there is one.
    price: int | None = None


# Early enough to be moved online before the limit, and again on the day; minutes before, by channel.
REMINDERS = {"email": (48 * 60, 2 * 60), "sms": (24 * 60, 2 * 60)}
TEXTS_NAME = "Redwood (demo)"

SERVICES = (
    Offered(
        "first-visit",
        "First visit",
        "A chiropractor listens, examines you, explains what is likely, and treats you if you both agree.",
        45,
        10,
        "chiropractor",
        TREATMENT,
        hands_on=True,
        price=12000,
    ),
    Offered(
        "examination",
        "Examination without treatment",
        "A chiropractor listens and examines you and writes down what was found. No treatment this time.",
        30,
        10,
        "chiropractor",
        TREATMENT,
        hands_on=False,
    ),
    Offered(
        "chiropractic",
        "Chiropractic visit",
        "A visit in the course that you and your chiropractor have agreed on.",
        20,
        5,
        "chiropractor",
        TREATMENT,
        hands_on=True,
        bookable_by="returning",
    ),
    Offered(
        "massage-30",
        "Massage, 30 minutes",
        "Massage of one area, as strong or as light as you want it.",
        30,
        10,
        "massage_therapist",
        TREATMENT,
        hands_on=True,
    ),
    Offered(
        "massage-60",
        "Massage, 60 minutes",
        "Massage of the back and what goes with it, as strong or as light as you want it.",
        60,
        10,
        "massage_therapist",
        TREATMENT,
        hands_on=True,
    ),
    Offered(
        "exercise",
        "Exercise session",
        "One to one: exercises chosen for you, tried together, and a sheet to take home.",
        45,
        5,
        "exercise_therapist",
        EXERCISE,
        hands_on=False,
    ),
    Offered(
        "advice",
        "Advice: keep moving",
        "A talk about what helps in the next weeks and what should be looked at. No treatment.",
        30,
        5,
        "exercise_therapist",
        EXERCISE,
        hands_on=False,
    ),
    Offered(
        "reformer",
        "Exercise on the reformer",
        "One to one on the machine with springs, for people who know their exercises already.",
        45,
        5,
        "exercise_therapist",
        EXERCISE,
        hands_on=False,
        bookable_by="returning",
        equipment="reformer",
    ),
    Offered(
        "back-class",
        "Back class, in a group",
        "Moving together once a week, eight people at most. Bring clothes that you can move in.",
        50,
        10,
        "exercise_therapist",
        EXERCISE,
        hands_on=False,
        seats=8,
        price=1800,
    ),
    Offered(
        "report",
        "Written report",
        "A report about your visits, for an insurer or an employer that you name.",
        15,
        0,
        "chiropractor",
        TREATMENT,
        hands_on=False,
        bookable_by="desk",
    ),
)


@dataclass(frozen=True, slots=True)
class Block:
    """The same hours on several weekdays (Monday is 0). Two blocks a day leave a break between them."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time


HOURS: dict[str, tuple[Block, ...]] = {
    "Dr. Maya Okafor": (
        Block((0, 1, 3, 4), time(8), time(12)),
        Block((0, 1, 3, 4), time(13), time(17)),
    ),
    "Dr. Luis Herrera": (
        Block((1, 2, 4), time(10), time(14)),
        Block((1, 2, 4), time(15), time(19)),
        Block((5, 6), time(9), time(13)),
    ),
    "Hana Sato": (Block((0, 2, 4, 6), time(9), time(12, 30)), Block((0, 2, 4), time(13, 30), time(18))),
    "Ben Lindqvist": (Block((0, 1, 2, 3), time(7, 30), time(11, 30)), Block((1, 3), time(14), time(18))),
}

# One absence: who, how many days from today, how many days long, why.
LEAVE = ("Dr. Luis Herrera", 8, 3, "Training course")

# The second house, in a zone that never changes its clocks; who is there, and when.
SECOND = ("Redwood in the desert (demo)", "America/Phoenix", "200 Demo Road\nPhoenix, AZ 85001", "AZ")
SECOND_ROOM = ("Agave room", TREATMENT)
SECOND_HOURS = {"Dr. Maya Okafor": (Block((2,), time(9), time(13)),)}
EQUIPMENT = (("Reformer by the window", "reformer"),)
# Public holidays are those of California; on these the clinic works all the same.
SUBDIVISION = "CA"
WORKED = ("Martin Luther King Jr. Day", "Presidents' Day", "Veterans Day")
# The class: who, where, weekday, from, to, the weeks ahead, and how many have booked each.
CLASS = ("Ben Lindqvist", "Movement room", 0, time(17, 30), time(18, 30), 6, (5, 8, 2))
# Who takes their own time for what.
LENGTHS = (("examination", "Dr. Luis Herrera", 40),)

# Who waits for a time: for what, for how many days already, in which hours of a working day (None is any).
WAITING: tuple[tuple[str, int, tuple[time, time] | None], ...] = (
    ("massage-60", 4, (time(8), time(12))),
    ("massage-30", 2, None),
    ("exercise", 1, (time(16), time(20))),
)
