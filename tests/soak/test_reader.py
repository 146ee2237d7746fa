"""The reader of words is learnt anew from its lines: ten processor minutes, nearly all of it for what they mean, and no disk."""

from training.train import made
from yeoun.feeling.reader import FILE


def test_the_shipped_reader_is_what_the_training_lines_give_byte_for_byte() -> None:
    assert made() == FILE.read_bytes()
