"""A person made of fixed lengths and free angles, so that all figures have the same proportions.

Seen from the side unless a drawing says otherwise. Units are those of the drawings; y points up; angles are
in degrees, 0 to the right, 90 up. Limbs that must touch something are placed by where the hand or foot is:
the joint between follows from the lengths.
"""

from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, radians, sin

Point = tuple[float, float]

TORSO, NECK, HEAD = 50.0, 19.0, 10.5
UPPER_ARM, FOREARM, HAND = 27.0, 25.0, 7.0
THIGH, SHIN, FOOT = 41.0, 40.0, 14.0


def step(start: Point, angle: float, length: float) -> Point:
    return start[0] + length * cos(radians(angle)), start[1] + length * sin(radians(angle))


def towards(start: Point, end: Point) -> float:
    return degrees(atan2(end[1] - start[1], end[0] - start[0]))


@dataclass(frozen=True, slots=True)
class Limb:
    """Three points, and the direction of the hand or the foot at its end."""

    root: Point
    joint: Point
    end: Point
    tip: float


def limb(root: Point, first: float, second: float, lengths: tuple[float, float], tip: float) -> Limb:
    joint = step(root, first, lengths[0])
    return Limb(root, joint, step(joint, second, lengths[1]), tip)


def reaching(root: Point, end: Point, lengths: tuple[float, float], *, side: int, tip: float) -> Limb:
    """The joint lies to the left (side 1) or to the right (-1) of the way from the root to the end; an end
    out of reach is reached for with a straight limb."""
    one, two = lengths
    far = min(max(hypot(end[0] - root[0], end[1] - root[1]), abs(one - two) + 0.1), one + two - 0.1)
    way = towards(root, end)
    bend = degrees(acos((one**2 + far**2 - two**2) / (2 * one * far)))
    joint = step(root, way + side * bend, one)
    return Limb(root, joint, step(root, way, far), tip)


@dataclass(frozen=True, slots=True)
class Body:
    """A trunk from the hip to the shoulder, bent by `bend` units to the left of that way, and a head."""

    hip: Point
    shoulder: Point
    bend: float
    head: Point
    face: float

    @property
    def middle(self) -> Point:
        """The control point of the curve that the spine is drawn as."""
        x = (self.hip[0] + self.shoulder[0]) / 2
        y = (self.hip[1] + self.shoulder[1]) / 2
        return step((x, y), towards(self.hip, self.shoulder) + 90, 2 * self.bend)


def body(hip: Point, trunk: float, *, bend: float = 0, neck: float | None = None, face: float = 0) -> Body:
    shoulder = step(hip, trunk, TORSO - abs(bend) / 3)
    head = step(shoulder, trunk if neck is None else neck, NECK)
    return Body(hip, shoulder, bend, head, face)


def arm(root: Point, first: float, second: float, tip: float | None = None) -> Limb:
    return limb(root, first, second, (UPPER_ARM, FOREARM), second if tip is None else tip)


def arm_to(root: Point, hand: Point, *, side: int, tip: float = 0) -> Limb:
    return reaching(root, hand, (UPPER_ARM, FOREARM), side=side, tip=tip)


def leg(root: Point, first: float, second: float, tip: float = 0) -> Limb:
    return limb(root, first, second, (THIGH, SHIN), tip)


def leg_to(root: Point, foot: Point, *, side: int, tip: float = 0) -> Limb:
    return reaching(root, foot, (THIGH, SHIN), side=side, tip=tip)
