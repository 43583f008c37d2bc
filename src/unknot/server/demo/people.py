"""Who works in the demo clinic and who comes. Every patient's name says that they are synthetic.

Telephone numbers are of the range kept for fiction (555-0100 to 555-0199), e-mail ends in example.org.
"""

from dataclasses import dataclass

OPEN_TO_ALL = "These passwords are public: they are in the source. A real clinic never has them."


@dataclass(frozen=True, slots=True)
class Staff:
    email: str
    name: str
    role: str
    password: str
    treats_as: str = ""


STAFF = (
    Staff("owner@demo.example", "Dr. Maya Okafor", "owner", "redwood-canopy-77", "chiropractor"),
    Staff("desk@demo.example", "Priya Nair", "front_desk", "redwood-ringing-88"),
    Staff("clinician@demo.example", "Dr. Luis Herrera", "clinician", "redwood-spine-99", "chiropractor"),
)
# Who treats and does not sign in.
OTHERS = (
    ("Hana Sato", "massage_therapist"),
    ("Ben Lindqvist", "exercise_therapist"),
)

_FIRST = """
Ada Amos Bea Carl Cleo Dara Dev Edda Elif Emil Enzo Faye Finn Gia Gus Hani Hugo Ida Ines Ivo Jade
Joao Juno Kai Kira Lars Lena Levi Lola Mara Milo Mina Nadia Nils Noor Olga Omar Otis Pia Quin Ravi
Remy Rosa Ruth Sami Sena Theo Tess Uma Ugo Vera Vik Wes Wren Xena Yara Yusuf Zane Zoe Ziva
"""
_LAST = """
Alder Birch Cedar Dale Elm Fern Grove Hazel Iris Juniper Knoll Larch Maple Nettle Oak Pine Quince
Reed Sage Thorn
"""


@dataclass(frozen=True, slots=True)
class Invented:
    name: str
    email: str
    phone: str
    birth_year: int


def patients(year: int) -> tuple[Invented, ...]:
    """Sixty people of every grown age; one in five gives only a telephone number."""
    return tuple(_invented(place, first, year) for place, first in enumerate(_FIRST.split()))


def _invented(place: int, first: str, year: int) -> Invented:
    names = _LAST.split()
    last = names[place * 7 % len(names)]
    return Invented(
        name=f"{first} {last} (synthetic)",
        email="" if place % 5 == 4 else f"{first}.{last}@example.org".lower(),
        phone=f"(707) 555-01{place + 20:02d}",
        birth_year=year - 19 - place * 13 % 66,
    )
