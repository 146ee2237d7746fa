"""The people's notes and the house's taste: read, checked, and refused where they contradict."""

import pytest

from yeoun.errors import InputRefused, NoSuch, NotesContradict
from yeoun.model.notes import House, NoteKind, Notes
from yeoun.reading.house import parse_house
from yeoun.reading.notes import parse_notes


def note(identity: str, kind: str, value: str = "", where: str = 'scene = "3"') -> str:
    given = f'value = "{value}"\n' if value else ""
    return f'[[note]]\nid = "{identity}"\nby = "director"\nkind = "{kind}"\n{given}{where}\nwhy = "because"\n'


def test_a_note_is_kept_with_its_place_and_reason() -> None:
    notes = parse_notes(
        note("n1", "graph", "valence=-0.5, tension = .9".replace(" .9", " 0.9"))
        + note("n2", "tempo", "72", "frames = [10, 40]"),
        "n.toml",
    ).notes
    assert (notes[0].kind, notes[0].value, notes[0].scene, notes[0].frames) == (
        NoteKind.GRAPH,
        "valence=-0.5 tension=0.9",
        "3",
        None,
    )
    assert (notes[1].value, notes[1].scene, notes[1].frames, notes[1].by) == ("72", None, (10, 40), "director")


def test_an_empty_file_holds_no_notes() -> None:
    assert parse_notes("", "n.toml") == Notes()


def test_source_timecode_becomes_frames_of_the_picture() -> None:
    text = 'rate = "24000/1001"\nstart_tc = "01:00:00:00"\n' + note(
        "n1", "music", "force", 'source_tc = ["01:00:10:00", "01:00:12:12"]'
    )
    assert parse_notes(text, "n.toml").notes[0].frames == (240, 300)
    with pytest.raises(InputRefused, match="source_tc is only known together with a rate"):
        parse_notes(note("n1", "music", "force", 'source_tc = ["01:00:10:00", "01:00:12:12"]'), "n.toml")


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("silence", ""), ("music", "force"), "one asks for silence, the other for music"),
        (("tempo", "60"), ("tempo", "72"), "tempo cannot be 60 and 72"),
        (("graph", "tension=0.2 valence=0"), ("graph", "tension=0.9"), "tension cannot be 0.2 and 0.9"),
        (("silence", "cut"), ("hit", "A"), "a hit in it"),
        (("hit", "A"), ("hit", "C"), "a hit cannot be of class A and C"),
        (("instrument", "daegeum"), ("instrument", "no daegeum"), "asks for daegeum, the other forbids it"),
        (("mode", "dorian"), ("mode", "aeolian"), "mode cannot be dorian and aeolian"),
    ],
)
def test_two_notes_that_cannot_both_hold_are_refused_by_their_ids(
    first: tuple[str, str],
    second: tuple[str, str],
    why: str,
) -> None:
    with pytest.raises(NotesContradict, match=rf"Notes a and b contradict each other: .*{why}"):
        parse_notes(note("a", *first) + note("b", *second), "n.toml")
    assert len(parse_notes(note("a", *first) + note("b", *second, where='scene = "4"'), "n.toml").notes) == 2


def test_notes_that_agree_or_lie_apart_are_kept() -> None:
    text = (
        note("a", "silence")
        + note("b", "music", "forbid")
        + note("c", "graph", "valence=0.1")
        + note("d", "graph", "tension=0.9")
    )
    text += note("e", "key", "D", "frames = [0, 10]") + note("f", "key", "E", "frames = [10, 20]")
    assert len(parse_notes(text, "n.toml").notes) == 6


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(NoSuch, match="no note kind called grpah. Nearest: graph"):
        parse_notes(note("a", "grpah", "valence=0"), "n.toml")
    with pytest.raises(NoSuch, match="no axis of the emotion graph called valance. Nearest: valence"):
        parse_notes(note("a", "graph", "valance=0"), "n.toml")
    with pytest.raises(NoSuch, match="no note key called scenes. Nearest: scene"):
        parse_notes(note("a", "key", "D", 'scenes = "3"'), "n.toml")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[note]\n", r"n\.toml \(line 1\): it is not valid TOML"),
        (note("a", "graph", "valence=2"), "valence 2 is outside -1 to 1"),
        (note("a", "tempo", "fast"), "'fast' is no tempo"),
        (note("a", "hit", "A", ""), "a hit note needs a place"),
        (note("a", "key", "D", "frames = [9, 3]"), "runs from frame 9 to frame 3"),
        (note("a", "key", "D", 'scene = "1"\nframes = [0, 3]'), "a scene and frames at once"),
        (note("a", "key", ""), "a key note needs a value"),
        (note("a", "key", "D") + note("a", "key", "D"), "two notes have this id"),
        ('[[note]]\nkind = "key"\nvalue = "D"\n', r"note 1, id\): field required"),
    ],
)
def test_a_note_that_cannot_be_used_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        parse_notes(text, "n.toml")


def test_a_house_keeps_its_settings_and_defaults() -> None:
    house = parse_house('name = "밤의 창"\nmusic_share = 0.4\n[palette]\nhaegeum = 0.9\nbrass = -1\n', "house.toml")
    assert (house.name, house.music_share, house.tempo_low) == ("밤의 창", 0.4, 52.0)
    assert house.palette == (("brass", -1.0), ("haegeum", 0.9))
    assert parse_house("", "house.toml") == House()


def test_a_house_out_of_range_or_misspelt_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"house\.toml \(music_share\)"):
        parse_house("music_share = 3", "house.toml")
    with pytest.raises(NoSuch, match="no house setting called tempo_hi. Nearest: tempo_high"):
        parse_house("tempo_hi = 90", "house.toml")
    with pytest.raises(InputRefused, match="is not below the fastest"):
        parse_house("tempo_low = 150", "house.toml")
