"""Between visits: what is said is kept once and read at once; a sign calls in the same transaction; the right
people are called once and by a day; who is asked how it goes, and when."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.answers import BENIGN
from tests.factories import NOW, make_clinic, make_episode, make_patient, make_staff
from tests.journey.checks import code, decided, events
from unknot.clinical.urgency import Tier
from unknot.journey.check.models import Alert, AlertKind, CheckStatus, Episode
from unknot.journey.follow import inviting, queries
from unknot.journey.follow.actions import Bout, Week, record_spasm, say
from unknot.journey.follow.links import address_of, episode_behind
from unknot.journey.follow.models import CheckIn, MondayRun, Reading, Spasm
from unknot.journey.follow.reading import read_on_mondays, stage_of
from unknot.journey.people.access import Actor, holder
from unknot.journey.record.kept import Kept
from unknot.knowledge.load import knowledge

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
GOOD = Week(pain_average=6, spasm_days=3, limited_days=2, global_change=4, none_new=True)


def a_bout(**fields: Any) -> Episode:
    clinic = make_clinic()
    person = make_patient(clinic, email="ada@example.org")
    return make_episode(clinic, patient=person, started_at=NOW, **fields)


def own(bout: Episode) -> Actor:
    return holder(bout, clinic_id=bout.clinic_id, name="Ada")


def said(bout: Episode, week: Week = GOOD, *, key: str = "0123456789", now: datetime = NOW) -> CheckIn:
    return say(episode=bout, week=week, key=key, by=own(bout), now=now)


def pains(bout: Episode, *figures: int) -> None:
    for week, pain in enumerate(figures):
        one = Week(pain_average=pain, none_new=True)
        said(bout, one, key=f"week-{week:05}", now=NOW + WEEK * week)


def test_a_check_in_is_kept_as_it_was_said_and_only_once() -> None:
    bout = a_bout()
    row = said(bout)
    assert said(bout, Week(pain_average=1)).pk == row.pk
    assert CheckIn.objects.count() == 1
    assert (row.pain_average, row.none_new, row.ticked) == (6, True, [])
    assert "saddle_numbness" in row.asked
    row.pain_average = 0
    with pytest.raises(Kept):
        row.save()
    with pytest.raises(Kept):
        CheckIn.objects.all().delete()
    assert events().count("follow.said") == 1


def test_numbness_in_week_three_gives_advice_and_an_alert_in_the_same_transaction() -> None:
    bout = a_bout()
    pains(bout, 6, 5, 4)
    with transaction.atomic():
        row = said(
            bout, Week(pain_average=4, ticked=("saddle_numbness",)), key="week-three", now=NOW + WEEK * 3
        )
        [alert] = Alert.objects.filter(kind=AlertKind.ANSWERS)
    assert row.from_check is not None
    assert (row.from_check.status, row.from_check.tier) == (CheckStatus.DECIDED, Tier.EMERGENCY_NOW)
    assert (alert.tier, alert.role) == (Tier.EMERGENCY_NOW, "front_desk")
    bout.refresh_from_db()
    assert bout.booking_closed


def test_a_sign_in_free_words_calls_and_is_never_refused() -> None:
    bout = a_bout()
    said(bout, Week(pain_average=3, none_new=True, words="cannot hold my urine since yesterday"))
    assert Alert.objects.get(kind=AlertKind.WORDING).tier == Tier.EMERGENCY_NOW
    record_spasm(
        episode=bout,
        bout=Bout(at=NOW, how_bad=7, words="my legs went numb between the legs"),
        key="spasm-0001",
        by=own(bout),
        now=NOW,
    )
    assert Alert.objects.filter(kind=AlertKind.WORDING).count() == 2


@pytest.mark.parametrize(
    ("week", "field"),
    [
        (Week(pain_average=11), "pain_average"),
        (Week(spasm_days=8), "spasm_days"),
        (Week(global_change=0), "global_change"),
        (Week(words="x" * 2001), "words"),
        (Week(ticked=("no_such_sign",)), "signs"),
    ],
)
def test_what_cannot_be_is_named_and_keeps_nothing(week: Week, field: str) -> None:
    bout = a_bout()
    assert code(say, episode=bout, week=week, key="0123456789", by=own(bout), now=NOW)[1] == field
    assert not CheckIn.objects.exists()


def test_a_spasm_is_kept_once_and_its_time_has_passed() -> None:
    bout = a_bout()
    given = {"episode": bout, "key": "spasm-0001", "by": own(bout), "now": NOW}
    told = Bout(
        at=NOW - timedelta(hours=3), how_bad=7, minutes=20, set_off=("sitting",), places=("low_back",)
    )
    assert record_spasm(bout=told, **given).pk == record_spasm(bout=told, **given).pk  # type: ignore[arg-type]
    assert Spasm.objects.count() == 1
    wrong = [
        (Bout(at=NOW + timedelta(hours=1), how_bad=3), "at"),
        (Bout(at=NOW, how_bad=11), "how_bad"),
        (Bout(at=NOW, how_bad=3, minutes=-1), "minutes"),
        (Bout(at=NOW, how_bad=3, set_off=("moon",)), "set_off"),
    ]
    for bad, field in wrong:
        assert code(record_spasm, bout=bad, **{**given, "key": "spasm-0002"})[1] == field


def test_only_whoever_holds_the_address_speaks_for_the_bout() -> None:
    bout, other = a_bout(), make_episode(make_clinic(slug="hill"), patient=None)
    by = holder(other, clinic_id=other.clinic_id)
    assert code(say, episode=bout, week=GOOD, key="0123456789", by=by, now=NOW)[0] == "not_allowed"
    assert episode_behind(address_of(bout)) == bout
    assert episode_behind(address_of(other)) is None
    assert episode_behind(address_of(bout)[:-1] + "x") is None
    assert queries.check_ins_in(by, bout, limit=5) == []


def test_worse_is_told_at_once_and_calls_a_clinician_once() -> None:
    bout = a_bout()
    pains(bout, 6, 5, 3, 3, 7)
    reading = Reading.objects.filter(episode=bout).first()
    assert reading is not None
    assert reading.state == "worsening"
    assert "7" in reading.reason
    [alert] = Alert.objects.filter(kind=AlertKind.FOLLOW)
    assert (alert.role, alert.due_at) == ("clinician", NOW + WEEK * 4 + timedelta(days=2))
    said(bout, Week(pain_average=7, none_new=True), key="week-again", now=NOW + WEEK * 4 + timedelta(days=1))
    assert Alert.objects.filter(kind=AlertKind.FOLLOW, reason=alert.reason).count() == 1


def test_no_better_after_weeks_calls_at_two_and_at_four() -> None:
    bout = a_bout()
    pains(bout, 6, 6, 6, 6, 6)
    reasons = list(Alert.objects.filter(kind=AlertKind.FOLLOW).values_list("reason", flat=True))
    assert any("ST-03" in one for one in reasons)
    assert any("ST-04" in one for one in reasons)


def test_somebody_who_gets_well_calls_nobody() -> None:
    bout = a_bout()
    pains(bout, 6, 4, 2, 1, 1, 1, 1, 1)
    assert not Alert.objects.exists()
    latest = Reading.objects.filter(episode=bout).first()
    assert latest is not None
    assert latest.state == "episode_ended"


def test_monday_reads_every_open_bout_once() -> None:
    bout = a_bout()
    pains(bout, 6, 5)
    zone = ZoneInfo(bout.clinic.zone)
    monday = datetime(2026, 4, 6, 7, tzinfo=zone)
    while monday < NOW + WEEK * 5:
        monday += WEEK
    assert read_on_mondays(now=monday - timedelta(hours=2)) == 0
    assert read_on_mondays(now=monday) == 1
    assert read_on_mondays(now=monday + timedelta(hours=1)) == 0
    assert MondayRun.objects.get().read == 1
    silence = Alert.objects.filter(kind=AlertKind.FOLLOW, reason__contains="missed")
    assert silence.count() == 1
    assert read_on_mondays(now=monday + WEEK) == 1
    assert silence.count() == 1


def test_the_stage_is_how_old_the_pain_was() -> None:
    bout = a_bout()
    assert stage_of(bout) == "acute"
    decided({**BENIGN, "duration_days": 200}, bout.clinic, episode=bout)
    assert stage_of(bout) == "persistent"


RULES = knowledge().following
DAY = NOW.date()


@pytest.mark.parametrize(
    ("day", "is_over", "found"),
    [
        (6, False, None),
        (7, False, (7, False, 0)),
        (9, False, (7, False, 2)),
        (10, False, (7, True, 3)),
        (12, False, (7, True, 5)),
        (13, False, None),
        (14, False, (14, False, 0)),
        (84, False, (84, False, 0)),
        (91, False, None),
        (182, False, (182, False, 0)),
        (364, True, (364, False, 0)),
        (14, True, None),
    ],
)
def test_who_is_asked_on_which_day(day: int, is_over: bool, found: object) -> None:
    assert inviting.due(DAY, DAY + timedelta(days=day), RULES, is_over=is_over) == found


def test_staff_read_what_was_said_and_a_stranger_nothing() -> None:
    bout = a_bout()
    said(bout)
    for role in ("owner", "front_desk", "clinician", "auditor"):
        assert len(queries.check_ins_in(make_staff(bout.clinic, role), bout, limit=5)) == 1
    assert queries.readings_in(make_staff(make_clinic(slug="hill"), "owner"), bout, limit=5) == []
