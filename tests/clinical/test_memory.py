"""Remembered values are the ones that were kept, and there are never more of them than fit."""

from unknot.clinical.memory import MOST, Memory


def test_what_is_kept_is_found_and_a_full_memory_starts_anew() -> None:
    memory: Memory[int] = Memory()

    assert [memory.keep(number, number) for number in range(MOST)] == list(range(MOST))
    assert memory.kept.get(0) == 0
    memory.keep("one more", -1)
    assert memory.kept == {"one more": -1}
