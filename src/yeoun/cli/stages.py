"""Which folders are laid out when a run stops after a stage."""

from yeoun.units.stages import STAGES

EXPECTED = {"observing": "observations", "feeling": "emotion", "spotting": "spotting", "composing": "themes"}    # stage -> its folder


def laid_out_after(stage: str) -> tuple[str, ...]:
    """The folders that stand in OUT when a run stops after a stage: the rest is laid out together, at the end.

    >>> laid_out_after("reading"), laid_out_after("spotting")
    ((), ('observations', 'emotion', 'spotting'))
    """
    done = STAGES[:STAGES.index(stage) + 1]
    return tuple(folder for name, folder in EXPECTED.items() if name in done)
