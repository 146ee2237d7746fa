"""The lexicon: words and phrases of drama with the state they speak for and their place in feeling.

The list is our own (`lexicon.toml`), chosen by hand in the register of drama. It is what the room stands on
when the meaning model cannot be loaded, and its second opinion when it can.
"""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase: which state it speaks for, where it lies, and how far it looks back (0..1)."""

    form: str
    state: str
    valence: float
    arousal: float
    tension: float
    nostalgia: float = 0.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language by their form, and its phrases, the longest first."""

    words: dict[str, Entry]
    phrases: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon met in a line: how strongly it is meant (1 = plain), and whether it is denied."""

    entry: Entry
    strength: float = 1.0
    denied: bool = False

    @property
    def valence(self) -> float:
        """A denied feeling turns over at half its size (times -0.5, our choice)."""
        turned = -0.5 * self.entry.valence if self.denied else self.entry.valence
        return max(-1.0, min(1.0, turned * self.strength))

    @property
    def arousal(self) -> float:
        """Degree words heat; denial does not cool."""
        return max(0.0, min(1.0, self.entry.arousal * (0.5 + 0.5 * self.strength)))


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of one language, `ko` or `en`."""
    table = tomllib.loads((HERE / "lexicon.toml").read_text(encoding="utf-8"))
    words: dict[str, Entry] = {}
    phrases: list[Entry] = []
    for state, languages in table.items():
        for group in languages[language]:
            valence, arousal, tension = group["at"]
            back = group.get("nostalgia", 0.0)
            for form in group["words"].split():
                words.setdefault(form, Entry(form, state, valence, arousal, tension, back))
            for form in group.get("phrases", "").split(" / "):
                if form.strip():
                    phrases.append(Entry(form, state, valence, arousal, tension, back))
    return Lexicon(words, tuple(sorted(phrases, key=lambda entry: (-len(entry.form), entry.form))))
