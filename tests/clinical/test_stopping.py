"""Stop and refer rules: the gravest that holds is told, and what is not measured is told too."""

from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge.careful import careful
from unknot.clinical.reading_aloud import lines, read_aloud
from unknot.clinical.rules import Used
from unknot.clinical.stopping import Progress, progress_rules
from unknot.knowledge.load import knowledge

KNOWN = knowledge()


def told(progress: Progress) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.rule.id, one.missing) for one in progress_rules(progress, careful())]


def test_a_rule_that_holds_says_what_made_it_hold() -> None:
    (fired,) = progress_rules(Progress(visits=1, weeks=1, new_red_flag=True), careful())

    assert (fired.rule.id, fired.used, fired.missing) == ("S-1", (Used("new_red_flag", True),), ())


def test_what_is_not_measured_is_asked_unless_it_can_wait() -> None:
    assert told(Progress(visits=4, weeks=2)) == [
        ("S-1", ("new_red_flag",)),
        ("S-2", ("pain_drop_percent",)),
    ]


def test_a_graver_rule_makes_the_milder_moot() -> None:
    progress = Progress(visits=12, weeks=6, pain_at_start=6, pain_now=6, new_red_flag=False)

    assert told(progress) == [("S-3", ())]


def test_nothing_is_told_when_all_is_well() -> None:
    progress = Progress(visits=4, weeks=2, pain_at_start=6, pain_now=2, new_red_flag=False, satisfied=False)

    assert told(progress) == []


def test_change_is_counted_from_the_start() -> None:
    progress = Progress(visits=1, weeks=1, pain_at_start=8, pain_now=6)

    assert (progress.pain_drop, progress.pain_drop_percent) == (2, 25)
    assert Progress(visits=1, weeks=1, pain_now=6).pain_drop is None
    assert Progress(visits=1, weeks=1, pain_at_start=6).pain_drop_percent is None
    assert Progress(visits=1, weeks=1, pain_at_start=0, pain_now=3).pain_drop_percent is None
    assert Progress(visits=1, weeks=1, pain_at_start=4, pain_now=6).pain_drop_percent == -50


def test_a_rule_is_found_by_its_id() -> None:
    assert knowledge().treatments.stop_rule("ST-08").action == "refuse_plan"


def test_a_rule_can_be_read_aloud() -> None:
    rule = careful().treatments.stop_rule("S-2")

    assert list(lines(read_aloud(rule.when, careful()))) == [
        "all of these:",
        "  Visits: at least 4",
        "  Less pain: less than 30",
    ]
    assert careful().question_for("new_red_flag").words_for(True) == "A flag"


@given(
    st.integers(0, 20),
    st.integers(0, 20),
    st.floats(1, 10),
    st.floats(0, 10),
    st.floats(-50, 100),
    st.integers(1, 7),
)
def test_more_pain_never_tells_less(
    visits: int, weeks: int, start: float, now: float, gain: float, change: int
) -> None:
    """A point more pain now: no rule stops holding, but for the milder ones that a graver replaces."""

    def rules(pain: float) -> set[str]:
        progress = Progress(
            visits=visits,
            weeks=weeks,
            pain_at_start=start,
            pain_now=pain,
            function_gain_percent=gain,
            global_change=change,
        )
        fired = [one.rule for one in progress_rules(progress, KNOWN) if not one.missing]
        return {name for rule in fired for name in (rule.id, *rule.supersedes)}

    assert rules(now) <= rules(now + 1)
