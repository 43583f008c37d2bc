"""Tier: how soon somebody must look at this person. The order of the numbers is the order of the urgency."""

from enum import IntEnum


class Tier(IntEnum):
    SELF_CARE = 0
    CLINIC_VISIT_OK = 1
    SEE_PHYSICIAN_SOON = 2
    URGENT_SAME_DAY = 3
    EMERGENCY_NOW = 4

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, code: str) -> "Tier":
        return cls[code.upper()]
