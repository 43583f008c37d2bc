"""Every figure by the id of its exercise: who draws it, how high it is, and what it shows in words."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.figures import lying, upright
from tools.figures.drawing import Sheet, svg


@dataclass(frozen=True, slots=True)
class Figure:
    title: str
    shows: str
    height: float
    draw: Callable[[], list[Sheet]]


FIGURES = {
    "EX-01": Figure(
        "Belly breathing",
        (
            "Lying on the back with bent knees, a hand on the belly. 1: breathing in, the belly "
            "rises. 2: breathing out, it sinks."
        ),
        192,
        lying.belly_breathing,
    ),
    "EX-02": Figure(
        "Pelvic tilt",
        (
            "Lying on the back with bent knees. 1: the low back arches a little. 2: it flattens "
            "onto the floor."
        ),
        192,
        lying.pelvic_tilt,
    ),
    "EX-03": Figure(
        "Knee rocks",
        (
            "From above: lying on the back, arms out. 1: both bent knees roll to one side. 2: they "
            "roll to the other."
        ),
        196,
        lying.knee_rocks,
    ),
    "EX-04": Figure(
        "Single knee to chest",
        "Lying on the back. 1: both feet on the floor. 2: one knee is drawn to the chest with the hands.",
        192,
        lying.single_knee_to_chest,
    ),
    "EX-05": Figure(
        "Cat and camel",
        "On hands and knees. 1: the back rounds towards the ceiling. 2: it sinks into a hollow.",
        216,
        upright.cat_camel,
    ),
    "EX-06": Figure(
        "Lying prone on the elbows",
        "1: lying on the front. 2: the chest propped up on the forearms, hips on the floor.",
        182,
        lying.prone_on_elbows,
    ),
    "EX-07": Figure(
        "Prone press-up",
        (
            "1: lying on the front, hands under the shoulders. 2: the arms push the chest up, hips "
            "stay on the floor."
        ),
        192,
        lying.prone_press_up,
    ),
    "EX-08": Figure(
        "Standing back bend",
        "1: standing, hands on the hips. 2: leaning back gently over the hands.",
        214,
        upright.standing_back_bend,
    ),
    "EX-09": Figure(
        "Walking", "Walking on level ground, arms swinging. 1: one step. 2: the next.", 214, upright.walking
    ),
    "EX-10": Figure(
        "Abdominal brace",
        (
            "Lying on the back with bent knees, hands at the sides of the belly. 1: loose. 2: the "
            "belly wall tightens gently."
        ),
        192,
        lying.abdominal_brace,
    ),
    "EX-11": Figure(
        "Heel slide and march",
        "Lying on the back. 1: knees bent. 2: one heel slides away. 3: one foot is lifted.",
        260,
        lying.heel_slide,
    ),
    "EX-12": Figure(
        "Bridge",
        (
            "Lying on the back with bent knees. 1: hips on the floor. 2: hips lifted until "
            "shoulders, hips and knees are in line."
        ),
        192,
        lying.bridge,
    ),
    "EX-13": Figure(
        "Bird dog",
        "On hands and knees. 1: start. 2: one arm reaches forward and the opposite leg back.",
        216,
        upright.bird_dog,
    ),
    "EX-14": Figure(
        "Side plank",
        (
            "On the side, propped on the elbow. 1: hips down. 2: hips lifted, on the knees. 3: hips "
            "lifted, on the feet."
        ),
        268,
        lying.side_plank,
    ),
    "EX-15": Figure(
        "Modified curl-up",
        (
            "Lying on the back, one knee bent, hands under the low back. 1: head down. 2: head and "
            "shoulders lifted a little."
        ),
        192,
        lying.curl_up,
    ),
    "EX-16": Figure(
        "Clamshell",
        (
            "From the front: lying on the side with bent knees. 1: knees together. 2: the upper "
            "knee opens, feet stay together."
        ),
        198,
        lying.clamshell,
    ),
    "EX-17": Figure(
        "Sit to stand",
        "1: sitting on a chair, leaning forward. 2: standing.",
        214,
        upright.sit_to_stand,
    ),
    "EX-18": Figure(
        "Hip hinge",
        (
            "A stick along the back. 1: standing. 2: bending at the hips with a straight back, hips "
            "going back."
        ),
        214,
        upright.hip_hinge,
    ),
    "EX-19": Figure(
        "Hip flexor stretch",
        "Half kneeling. 1: upright. 2: the hips move forward.",
        214,
        upright.hip_flexor_stretch,
    ),
    "EX-20": Figure(
        "Hamstring stretch",
        (
            "Lying on the back with a strap round one foot. 1: knee bent. 2: the leg straightens "
            "towards the ceiling."
        ),
        220,
        lying.hamstring_stretch,
    ),
    "EX-21": Figure(
        "Child's pose",
        "1: on hands and knees. 2: sitting back on the heels, arms reaching forward.",
        200,
        upright.childs_pose,
    ),
    "EX-22": Figure(
        "Sciatic nerve slider",
        "Sitting. 1: knee bent, looking down. 2: knee straightening, looking up.",
        214,
        upright.nerve_slider,
    ),
    "EX-23": Figure(
        "Open book",
        (
            "From above: lying on the side with bent knees. 1: arms together in front. 2: the upper "
            "arm and the chest turn open."
        ),
        270,
        lying.open_book,
    ),
    "EX-24": Figure(
        "Loaded carry",
        (
            "1: lifting weights from the hips with a straight back. 2: walking upright with a "
            "weight in each hand."
        ),
        214,
        upright.loaded_carry,
    ),
}


def drawn(name: str) -> str:
    one = FIGURES[name]
    return svg(one.title, one.shows, one.height, one.draw())
