"""Exercises on the back, on the belly and on the side."""

from tools.figures.drawing import HAIR, MAT, SHIRT, SHORTS, SKIN, Sheet
from tools.figures.skeleton import Limb, Point, arm, arm_to, body, leg, leg_to, limb

ON_BACK: Point = (122, 11)


def on_back(sheet: Sheet, *, bend: float = 0, near: Limb | None = None, far: Limb | None = None) -> None:
    """Head to the left, knees bent, feet on the floor, unless legs are given."""
    one = body(ON_BACK, 180, bend=bend, neck=174, face=90)
    foot = leg_to(ON_BACK, (170, 7), side=1, tip=-2)
    sheet.mat(6, 232)
    sheet.leg(far or leg_to(ON_BACK, (178, 7), side=1, tip=-2), far=True)
    sheet.trunk(one)
    sheet.head(one)
    sheet.hips(one)
    sheet.leg(near or foot)


def belly_breathing() -> list[Sheet]:
    sheets = []
    for name, floor, rise in (("1", 82, 6.0), ("2", 182, -1.0)):
        sheet = Sheet(0, floor)
        on_back(sheet)
        sheet.curve((112, 17), (98, 20 + 2 * rise), (84, 17), 7, SHIRT, "shirt")
        sheet.arm(arm_to((74, 13), (102, 24 + rise * 0.8), side=1, tip=-8))
        way = [(100, 38 + rise), (100, 54 + rise)] if rise > 0 else [(100, 54), (100, 38)]
        sheet.arrow(way)
        sheet.phase(name, (16, 58))
        sheets.append(sheet)
    return sheets


def pelvic_tilt() -> list[Sheet]:
    sheets = []
    for name, floor, bend, start, end in (("1", 82, -5.0, 140, 40), ("2", 182, 0.0, 40, 140)):
        sheet = Sheet(0, floor)
        on_back(sheet, bend=bend)
        sheet.arm(arm((74, 12), -7, -3))
        sheet.arc((120, 14), 27, start, end)
        sheet.phase(name, (16, 58))
        sheets.append(sheet)
    return sheets


def single_knee_to_chest() -> list[Sheet]:
    first, second = Sheet(0, 82), Sheet(0, 182)
    on_back(first)
    first.arm(arm((74, 12), -2, 0))
    first.phase("1", (16, 58))
    near = leg(ON_BACK, 138, -20, 60)
    on_back(second, near=near)
    second.arm(arm_to((74, 13), (106, 32), side=-1, tip=20))
    second.arrow([(128, 64), (112, 66), (100, 58)])
    second.phase("2", (16, 58))
    return [first, second]


def abdominal_brace() -> list[Sheet]:
    first, second = Sheet(0, 82), Sheet(0, 182)
    for name, sheet in (("1", first), ("2", second)):
        on_back(sheet)
        sheet.arm(arm_to((74, 13), (112, 19), side=1, tip=-20))
        sheet.phase(name, (16, 58))
    second.ticks((97, 16), 22, (60, 90, 120))
    return [first, second]


def heel_slide() -> list[Sheet]:
    first, second, third = Sheet(0, 76), Sheet(0, 160), Sheet(0, 250)
    for name, sheet, near in (
        ("1", first, None),
        ("2", second, leg_to(ON_BACK, (198, 7), side=1, tip=40)),
        ("3", third, leg(ON_BACK, 82, -18, 30)),
    ):
        on_back(sheet, near=near)
        sheet.arm(arm_to((74, 13), (112, 19), side=1, tip=-20))
        sheet.phase(name, (16, 54))
    second.arrow([(176, -9), (206, -9)])
    third.arrow([(196, 26), (190, 44), (176, 58)])
    return [first, second, third]


def bridge() -> list[Sheet]:
    first, second = Sheet(0, 82), Sheet(0, 182)
    on_back(first)
    first.arm(arm((74, 12), -2, 0))
    first.phase("1", (16, 58))
    hip: Point = (119, 33)
    second.mat(6, 232)
    one = body(hip, 206, neck=170, face=90)
    second.leg(leg_to(hip, (168, 7), side=1, tip=-2), far=True)
    second.trunk(one)
    second.head(one)
    second.hips(one)
    second.leg(leg_to(hip, (162, 7), side=1, tip=-2))
    second.arm(arm(one.shoulder, -7, -3))
    second.arrow([(119, 50), (119, 68)])
    second.phase("2", (16, 58))
    return [first, second]


def curl_up() -> list[Sheet]:
    first, second = Sheet(0, 82), Sheet(0, 182)
    straight = leg(ON_BACK, -2, -1, 75)
    for name, sheet, neck, lift in (("1", first, 174, 0.0), ("2", second, 150, 6.0)):
        one = body(ON_BACK, 180 - lift * 1.2, bend=lift / 3, neck=neck, face=78 if lift else 90)
        sheet.mat(6, 232)
        sheet.leg(straight, far=True)
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(leg_to(ON_BACK, (168, 7), side=1, tip=-2))
        sheet.arm(Limb(one.shoulder, (97, 7), (106, 4), 0))
        sheet.phase(name, (16, 62))
    second.arrow([(40, 36), (40, 52)])
    return [first, second]


def hamstring_stretch() -> list[Sheet]:
    first, second = Sheet(0, 82), Sheet(0, 210)
    straight = leg(ON_BACK, -2, -1, 75)
    for name, sheet, near in (
        ("1", first, leg(ON_BACK, 75, -15, 20)),
        ("2", second, leg(ON_BACK, 82, 68, 150)),
    ):
        on_back(sheet, near=near, far=straight)
        hand: Point = (near.end[0] - 46, near.end[1] - 12) if sheet is first else (108, 50)
        upper = arm_to((74, 13), hand, side=1, tip=20)
        sheet.line(
            [upper.end, near.end if sheet is first else (near.end[0] - 3, near.end[1] + 5)], 2.6, kind="arrow"
        )
        sheet.arm(upper)
        sheet.phase(name, (16, 58))
    second.arrow([(186, 60), (172, 84), (158, 92)])
    return [first, second]


def prone(sheet: Sheet, trunk: float, bend: float, neck: float, face: float) -> Point:
    """Head to the left, face down; hips on the floor. Returns the shoulder."""
    hip: Point = (128, 10)
    one = body(hip, trunk, bend=bend, neck=neck, face=face)
    sheet.mat(6, 232)
    sheet.leg(leg(hip, -3, 1, -8), far=True)
    sheet.trunk(one)
    sheet.head(one)
    sheet.hips(one)
    sheet.leg(leg(hip, -4, 0, -8))
    return one.shoulder


def prone_on_elbows() -> list[Sheet]:
    first, second = Sheet(0, 72), Sheet(0, 172)
    shoulder = prone(first, 181, 0, 182, 250)
    first.arm(arm_to(shoulder, (36, 4), side=-1, tip=180))
    first.phase("1", (16, 50))
    shoulder = prone(second, 158, 7, 125, 185)
    second.arm(limb(shoulder, 268, 180, (27, 25), 180))
    second.arrow([(104, 44), (104, 60)])
    second.phase("2", (16, 78))
    return [first, second]


def prone_press_up() -> list[Sheet]:
    first, second = Sheet(0, 72), Sheet(0, 182)
    shoulder = prone(first, 181, 0, 182, 250)
    first.arm(limb(shoulder, 32, 212, (24, 22), 180))
    first.phase("1", (16, 50))
    shoulder = prone(second, 142, 12, 112, 180)
    second.arm(arm_to(shoulder, (78, 4), side=1, tip=180))
    second.arrow([(112, 66), (112, 82)])
    second.phase("2", (16, 86))
    return [first, second]


def clamshell() -> list[Sheet]:
    """Seen from the front: the knees point at us, so thighs look short."""
    first, second = Sheet(0, 88), Sheet(0, 188)
    hip: Point = (118, 14)
    for name, sheet, knee in (("1", first, (150, 14)), ("2", second, (140, 47))):
        one = body(hip, 172, neck=150, face=-90)
        sheet.mat(6, 232)
        sheet.arm(limb(one.shoulder, 215, 150, (27, 20), 120), far=True)
        sheet.leg(Limb(hip, (150, 5), (190, 4), 10), far=True)
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(Limb(hip, knee, (188, 13), 10))
        sheet.arm(Limb(one.shoulder, (90, 10), (106, 4), 0))
        sheet.phase(name, (16, 66))
    second.arc((118, 14), 52, 12, 58)
    return [first, second]


def side_plank() -> list[Sheet]:
    """Seen from the front, on the elbow; the shins of the first two lie behind."""
    first, second, third = Sheet(0, 74), Sheet(0, 164), Sheet(0, 258)
    for name, sheet, hip, trunk, knee, foot in (
        ("1", first, (124, 10), 154, (164, 8), (174, 5)),
        ("2", second, (117, 19), 165, (157, 8), (167, 5)),
        ("3", third, (117, 22), 168, (157, 14), (196, 5)),
    ):
        one = body(hip, trunk, neck=trunk - 8, face=90)
        sheet.mat(6, 232)
        sheet.arm(limb(one.shoulder, 268, 180, (26, 14), 180), far=True)
        sheet.leg(Limb(hip, (knee[0] + 3, knee[1]), (foot[0] + 3, foot[1]), 30), far=True)
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(Limb(hip, knee, foot, 30))
        sheet.arm(arm_to(one.shoulder, (hip[0] + 2, hip[1] + 10), side=1, tip=-20))
        sheet.phase(name, (16, 62))
    second.arrow([(117, 42), (117, 58)])
    third.arrow([(117, 45), (117, 61)])
    return [first, second, third]


def mat_from_above(sheet: Sheet) -> None:
    sheet.block((6, 0), 228, 112, colour=MAT, kind="mat")


def knee_rocks() -> list[Sheet]:
    """Seen from above: arms out, both knees to one side and to the other."""
    sheets = []
    for name, left, side in (("1", 0, -1), ("2", 120, 1)):
        sheet = Sheet(left, 190)
        sheet.block((6, 4), 108, 182, colour=MAT, kind="mat")
        hip: Point = (60, 78)
        one = body(hip, 90, face=90)
        for hand in (-1, 1):
            sheet.arm(limb((60 + hand * 12, 122), 90 - hand * 105, 90 - hand * 100, (17, 14), 90 - hand * 95))
        for offset, far in ((-7, side > 0), (7, side < 0)):
            root = (60 + offset, 78)
            sheet.leg(limb(root, 270 + side * 50, 270 - side * 22, (32, 34), 270 - side * 10), far=far)
        sheet.curve((60, 84), (60, 104), (60, 122), 30, SHIRT, "shirt")
        sheet.line([(60, 132), one.head], 9, kind="skin", colour=SKIN)
        sheet.disc((60, 152), 11, SKIN, "skin")
        sheet.line([(53, 159), (60, 163), (67, 159)], 4, kind="hair", colour=HAIR)
        sheet.curve((52, 80), (60, 76), (68, 80), 17, SHORTS, "shorts")
        sheet.arrow([(60 - side * 26, 26), (60, 14), (60 + side * 26, 26)])
        sheet.phase(name, (18, 172))
        sheets.append(sheet)
    return sheets


def open_book() -> list[Sheet]:
    """Seen from above: on the side with bent knees; the upper arm and the chest open like a book."""
    sheets = []
    for name, floor, opened in (("1", 128, False), ("2", 262, True)):
        sheet = Sheet(0, floor)
        mat_from_above(sheet)
        hip: Point = (120, 70)
        one = body(hip, 178, neck=178, face=100 if opened else -90)
        sheet.leg(limb(hip, -78, 8, (38, 38), 30), far=True)
        sheet.arm(limb(one.shoulder, -92, -88, (27, 25), -88), far=True)
        if opened:
            sheet.arm(limb(one.shoulder, 88, 92, (25, 22), 92))
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(limb(hip, -70, 10, (38, 38), 30))
        if not opened:
            sheet.arm(limb(one.shoulder, -80, -88, (27, 25), -88))
        else:
            sheet.arc(one.shoulder, 42, -50, 62)
        sheet.phase(name, (18, 98))
        sheets.append(sheet)
    return sheets
