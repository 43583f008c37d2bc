"""Exercises on hands and knees, sitting and standing."""

from tools.figures.drawing import HAIR, WOOD, Sheet
from tools.figures.skeleton import Limb, Point, arm, arm_to, body, leg, leg_to, limb

STANDING = 86.0


def on_all_fours(sheet: Sheet, *, bend: float, neck: float, face: float) -> None:
    """Head to the left; hands under the shoulders, knees under the hips."""
    hip: Point = (148, 49)
    one = body(hip, 176, bend=bend, neck=neck, face=face)
    sheet.mat(40, 210)
    sheet.leg(Limb(hip, (152, 8), (190, 6), 0), far=True)
    sheet.arm(arm_to(one.shoulder, (one.shoulder[0] - 4, 5), side=1, tip=180), far=True)
    sheet.trunk(one)
    sheet.head(one)
    sheet.hips(one)
    sheet.leg(Limb(hip, (146, 8), (185, 6), 0))
    sheet.arm(arm_to(one.shoulder, (one.shoulder[0] - 12, 4), side=1, tip=180))


def cat_camel() -> list[Sheet]:
    first, second = Sheet(0, 96), Sheet(0, 206)
    on_all_fours(first, bend=-11, neck=236, face=215)
    first.arrow([(122, 66), (122, 84)])
    first.phase("1", (18, 72))
    on_all_fours(second, bend=8, neck=146, face=170)
    second.arrow([(122, 30), (122, 12)])
    second.phase("2", (18, 72))
    return [first, second]


def bird_dog() -> list[Sheet]:
    first, second = Sheet(0, 96), Sheet(0, 206)
    on_all_fours(first, bend=0, neck=182, face=240)
    first.phase("1", (18, 76))
    hip: Point = (142, 49)
    one = body(hip, 176, neck=178, face=240)
    second.mat(20, 234)
    second.leg(Limb(hip, (143, 8), (182, 6), 0), far=True)
    second.arm(arm(one.shoulder, 172, 176, 176), far=True)
    second.trunk(one)
    second.head(one)
    second.hips(one)
    second.leg(leg(hip, 6, 0, 85))
    second.arm(arm_to(one.shoulder, (one.shoulder[0] - 12, 4), side=1, tip=180))
    second.arrow([(204, 72), (226, 72)])
    second.arrow([(38, 76), (16, 76)])
    second.phase("2", (18, 96))
    return [first, second]


def childs_pose() -> list[Sheet]:
    first, second = Sheet(0, 96), Sheet(0, 190)
    on_all_fours(first, bend=0, neck=182, face=240)
    first.phase("1", (18, 76))
    hip: Point = (160, 30)
    one = body(hip, 196, bend=-4, neck=190, face=262)
    second.mat(20, 220)
    second.leg(Limb(hip, (126, 9), (166, 7), 0), far=True)
    second.trunk(one)
    second.head(one)
    second.hips(one)
    second.leg(Limb(hip, (122, 8), (162, 6), 0))
    second.arm(arm_to(one.shoulder, (64, 4), side=-1, tip=180))
    second.arrow([(150, 58), (176, 58)])
    second.phase("2", (18, 64))
    return [first, second]


def standing(
    sheet: Sheet, x: float, *, trunk: float = 90, bend: float = 0, neck: float = 90, face: float = 0
) -> tuple[Point, Point]:
    """Facing right, both feet on the floor. Returns hip and shoulder; arms are drawn by the caller."""
    hip: Point = (x, STANDING)
    one = body(hip, trunk, bend=bend, neck=neck, face=face)
    sheet.leg(leg_to(hip, (x - 5, 6), side=1, tip=-3), far=True)
    sheet.trunk(one)
    sheet.head(one)
    sheet.hips(one)
    sheet.leg(leg_to(hip, (x + 3, 6), side=1, tip=-3))
    return hip, one.shoulder


def standing_back_bend() -> list[Sheet]:
    sheets = []
    for name, left, trunk, bend, neck, face in (("1", 0, 90, 0.0, 90, 0), ("2", 120, 112, 6.0, 118, 35)):
        sheet = Sheet(left, 206)
        sheet.ground(6, 114)
        x = 54 if name == "1" else 64
        one = body((x, STANDING), trunk, bend=bend, neck=neck, face=face)
        sheet.arm(arm_to(one.shoulder, (x - 6, STANDING + 6), side=-1, tip=-30), far=True)
        _, shoulder = standing(sheet, x, trunk=trunk, bend=bend, neck=neck, face=face)
        sheet.arm(arm_to(shoulder, (x - 7, STANDING + 4), side=-1, tip=-40))
        sheet.phase(name, (16, 190))
        sheets.append(sheet)
    sheets[1].arc((66, 96), 74, 84, 116)
    return sheets


def walking() -> list[Sheet]:
    sheets = []
    for name, left, swing in (("1", 0, 1), ("2", 120, -1)):
        sheet = Sheet(left, 206)
        sheet.ground(6, 114)
        hip: Point = (56, 85)
        one = body(hip, 87, neck=86)
        fore = leg(hip, 290, 274, 14)
        back = leg(hip, 260, 236, -42)
        sheet.arm(arm(one.shoulder, 270 + 26 * swing, 290 + 34 * swing), far=True)
        sheet.leg(back if swing > 0 else fore, far=True)
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(fore if swing > 0 else back)
        sheet.arm(arm(one.shoulder, 270 - 26 * swing, 290 - 22 * swing))
        sheet.phase(name, (16, 190))
        sheets.append(sheet)
    sheets[0].arrow([(86, 130), (108, 130)])
    sheets[1].arrow([(86, 130), (108, 130)])
    return sheets


def chair(sheet: Sheet, x: float, seat: float = 46) -> None:
    """A plain chair, its back to the left of `x`."""
    sheet.block((x, seat - 5), 40, 5)
    for place in (x + 2, x + 35):
        sheet.block((place, 0), 3.4, seat - 4)
    sheet.block((x - 1, seat), 3.4, 44)


def sit_to_stand() -> list[Sheet]:
    first, second = Sheet(0, 206), Sheet(120, 206)
    for sheet in (first, second):
        sheet.ground(4, 116)
        chair(sheet, 12)
    hip: Point = (36, 56)
    one = body(hip, 72, neck=74)
    first.leg(leg_to(hip, (72, 6), side=1, tip=-3), far=True)
    first.trunk(one)
    first.head(one)
    first.hips(one)
    first.leg(leg_to(hip, (78, 6), side=1, tip=-3))
    first.arm(arm(one.shoulder, 320, 350))
    first.arrow([(88, 118), (96, 136), (90, 154)])
    first.phase("1", (16, 190))
    hip, shoulder = standing(second, 74, neck=88)
    second.arm(arm(shoulder, 272, 282))
    second.phase("2", (16, 190))
    return [first, second]


def hip_hinge() -> list[Sheet]:
    first, second = Sheet(0, 206), Sheet(120, 206)
    first.ground(4, 116)
    second.ground(4, 116)
    hip, shoulder = standing(first, 58)
    first.line([(44, 84), (44, 172)], 3.6, kind="wood", colour=WOOD)
    first.arm(arm_to(shoulder, (44, 112), side=-1, tip=90))
    first.phase("1", (16, 190))
    hip = (42, 86)
    one = body(hip, 38, neck=40, face=-40)
    second.leg(leg_to(hip, (56, 6), side=1, tip=-3), far=True)
    second.trunk(one)
    second.head(one)
    second.hips(one)
    second.leg(leg_to(hip, (62, 6), side=1, tip=-3))
    second.line([(26, 92), (92, 143)], 3.6, kind="wood", colour=WOOD)
    second.arm(arm_to(one.shoulder, (52, 112), side=-1, tip=200))
    second.arrow([(26, 104), (14, 100), (12, 84)])
    second.phase("2", (16, 190))
    return [first, second]


def hip_flexor_stretch() -> list[Sheet]:
    sheets = []
    for name, left, x in (("1", 0, 56), ("2", 120, 67)):
        sheet = Sheet(left, 206)
        sheet.ground(2, 118)
        sheet.block((30, -1), 40, 5)
        hip: Point = (x, 54)
        one = body(hip, 90, bend=1 if name == "1" else -1)
        sheet.leg(Limb(hip, (52, 12), (24, 8), 194))
        sheet.arm(arm(one.shoulder, 292, 330), far=True)
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(leg_to(hip, (92, 6), side=1, tip=-3))
        sheet.arm(arm_to(one.shoulder, (x + 3, 64), side=-1, tip=-60))
        sheet.phase(name, (16, 190))
        sheets.append(sheet)
    sheets[1].arrow([(84, 84), (108, 84)])
    return sheets


def nerve_slider() -> list[Sheet]:
    first, second = Sheet(0, 206), Sheet(120, 206)
    for sheet, trunk, bend, neck, face, foot in (
        (first, 78, -6.0, 40, -52, (66, 13)),
        (second, 92, 0.0, 104, 30, (98, 50)),
    ):
        sheet.ground(2, 118)
        chair(sheet, 8)
        hip: Point = (30, 56)
        one = body(hip, trunk, bend=bend, neck=neck, face=face)
        sheet.leg(leg_to(hip, (72, 6), side=1, tip=-3), far=True)
        sheet.trunk(one)
        sheet.head(one)
        sheet.hips(one)
        sheet.leg(leg_to(hip, foot, side=1, tip=-30 if sheet is first else 70))
        sheet.arm(arm_to(one.shoulder, (54, 66), side=-1, tip=-10))
    first.arc((44, 128), 24, 60, -20)
    second.arc((34, 128), 28, 40, 110)
    second.arrow([(92, 24), (112, 30), (114, 48)])
    first.phase("1", (16, 190))
    second.phase("2", (16, 190))
    return [first, second]


def kettlebell(sheet: Sheet, hand: Point) -> None:
    x, y = hand
    sheet.line([(x - 5, y - 14), (x - 4, y - 4), (x + 4, y - 4), (x + 5, y - 14)], 3, kind="ink")
    sheet.disc((x, y - 20), 9, HAIR, "hair")


def loaded_carry() -> list[Sheet]:
    first, second = Sheet(0, 206), Sheet(120, 206)
    first.ground(4, 116)
    second.ground(4, 116)
    hip: Point = (42, 80)
    one = body(hip, 40, neck=44, face=-30)
    first.leg(leg_to(hip, (52, 6), side=1, tip=-3), far=True)
    first.trunk(one)
    first.head(one)
    first.hips(one)
    first.leg(leg_to(hip, (58, 6), side=1, tip=-3))
    hand = (80, 58)
    held = arm_to(one.shoulder, hand, side=-1, tip=270)
    kettlebell(first, (held.end[0], held.end[1] - 3))
    first.arm(held)
    first.arrow([(106, 66), (112, 86), (106, 106)])
    first.phase("1", (16, 190))
    hip = (54, 85)
    one = body(hip, 90)
    other = limb(one.shoulder, 284, 272, (27, 25), 270)
    kettlebell(second, (other.end[0] + 2, other.end[1] - 4))
    second.arm(other, far=True)
    second.leg(leg(hip, 262, 240, -38), far=True)
    second.trunk(one)
    second.head(one)
    second.hips(one)
    second.leg(leg(hip, 288, 272, 12))
    near = limb(one.shoulder, 264, 268, (27, 25), 270)
    kettlebell(second, (near.end[0], near.end[1] - 4))
    second.arm(near)
    second.arrow([(88, 140), (110, 140)])
    second.phase("2", (16, 190))
    return [first, second]
