"""From one reading of a trajectory to the next: worse is told at once, better only when it has held, so that
nobody is told one thing on Monday and another on Tuesday."""

from unknot.clinical.following import State
from unknot.clinical.trajectories import Trajectory

# Weeks with a value that a better state must have held for.
HELD = 2
# States that say nothing about pain: whatever is known takes their place at once.
_SILENT = (State.BASELINE, State.TOO_LITTLE, State.SILENCE)


def settled(told: State | None, now: Trajectory) -> State:
    """The state to tell, after `told` was told last (None: nothing was): the worst of the last weeks, once
    all of them are better. Design decision of ours (BRIEF-D)."""
    if told is None or told in _SILENT or now.state in _SILENT or now.state >= told:
        return now.state
    held = [state for _, state in now.by_week if state not in _SILENT][-HELD:]
    worst = max(held, default=told)
    return worst if len(held) == HELD and worst < told else told
