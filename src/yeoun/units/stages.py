"""The stages of a run in their order, by the names that `--until`, run.json and the folders of the program know them by."""

STAGES = ("reading", "observing", "feeling", "spotting", "composing", "orchestrating", "performing", "mixing", "mastering", "delivering")
