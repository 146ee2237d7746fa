"""What each step is at, in the words of people who make films, for the terminal. `--json` keeps the steps' own names."""

DOING = {
    "read": "reading the files", "watch": "watching the picture", "listen": "listening to the sound", "detect": "naming what was heard",
    "align": "laying lines on the picture", "light": "naming the light", "view": "going through the scenes", "feel": "feeling the scene",
    "join": "drawing the emotion graph", "refit": "learning from corrections", "spot": "placing cues and silences",
    "spot_plainly": "placing cues as if without notes", "invent": "inventing themes", "plan": "planning the cues",
    "compose": "composing", "orchestrate": "giving out the parts", "perform": "playing", "air": "playing the air",
    "room": "playing the room", "place": "laying cues on the timeline", "mix": "mixing", "preview": "mixing for headphones",
    "master": "mastering", "differ": "seeing what notes changed",
    "observation_files": "writing what was seen and heard", "emotion_files": "drawing the graph",
    "spotting_files": "writing the cue sheet", "theme_files": "engraving the themes", "cue_files": "engraving and writing the cue",
    "session_files": "writing the sessions", "master_files": "writing the masters", "picture_files": "writing the scored film",
    "reel": "drawing the demo film", "film": "putting the demo film together",
    "paperwork_files": "writing the paperwork", "report_file": "writing the report",
}


def doing(step: str) -> str:
    """What a step is at; the step's own name where nothing is said of it.

    >>> doing("watch"), doing("draw_titles")
    ('watching the picture', 'draw titles')
    """
    return DOING.get(step, step.replace("_", " "))
