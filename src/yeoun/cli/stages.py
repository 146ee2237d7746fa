"""The stages of a run in their order, by the names `--until` and run.json know them by."""

STAGES = ("reading", "observing", "feeling", "spotting", "composing", "orchestrating", "performing", "mixing", "mastering",
          "delivering")
EXPECTED = {"observing": "observations", "feeling": "emotion", "spotting": "spotting", "composing": "themes"}    # stage -> its folder


def laid_out_after(stage: str) -> tuple[str, ...]:
    """The folders that stand in OUT when a run stops after a stage: the rest is laid out together, at the end.

    >>> laid_out_after("reading"), laid_out_after("spotting")
    ((), ('observations', 'emotion', 'spotting'))
    """
    done = STAGES[:STAGES.index(stage) + 1]
    return tuple(folder for name, folder in EXPECTED.items() if name in done)
