"""The people's notes and the house's taste: read, checked, and refused where they contradict."""

import time

import pytest

from yeoun.errors import InputRefused, NoSuch, NotesContradict, Refusal, SeveralRefused
from yeoun.model.notes import House, NoteKind, Notes
from yeoun.reading.house import parse_house
from yeoun.reading.notes import MOST_PAIRS, located, parse_notes


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


@pytest.mark.parametrize("rate", ["inf", "-inf", "nan", "1e300", "1" + "0" * 400, '"inf"', '"1/0"', "0", "-24", '"' + "9" * 400 + '/1"'])
def test_a_rate_that_no_picture_has_is_refused_at_the_note_that_needs_it(rate: str) -> None:
    text = f"rate = {rate}\n" + note("n1", "music", "force", 'source_tc = ["00:00:10:00", "00:00:12:12"]')
    with pytest.raises(InputRefused) as refused:
        parse_notes(text, "n.toml")
    assert "note" in refused.value.where and len(str(refused.value)) < 400


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
        (("hit", "B"), ("hit", "B stop"), "the music cannot stop and strike at one place"),
        (("hit", "stop"), ("hit", "C stop"), "a hit cannot be of class A and C"),
        (("instrument", "daegeum"), ("instrument", "no daegeum"), "asks for daegeum, the other forbids it"),
        (("instrument", "daegeum, -harp"), ("instrument", "harp, oboe"), "asks for harp, the other forbids it"),
        (("mode", "dorian"), ("mode", "aeolian"), "mode cannot be dorian and aeolian"),
        (("mode", "dorian"), ("key", "F# minor"), "the mode cannot be dorian and aeolian"),
        (("chords", "i VI III VII"), ("mode", "major"), "major does not know the chords i, VI, III, VII"),
    ],
)
def test_two_notes_that_cannot_both_hold_are_refused_by_their_ids(
    first: tuple[str, str],
    second: tuple[str, str],
    why: str,
) -> None:
    with pytest.raises(NotesContradict, match=rf"Notes a \(n\.toml, line \d\) and b \(n\.toml, line \d+\) contradict each other: .*{why}"):
        parse_notes(note("a", *first) + note("b", *second), "n.toml")
    assert len(parse_notes(note("a", *first) + note("b", *second, where='scene = "4"'), "n.toml").notes) == 2


def test_of_very_many_contradictions_the_first_are_shown_and_all_are_counted_without_delay() -> None:
    text = "".join(note(f"n{number}", "tempo", str(50 + number % 120), "") for number in range(240))    # all but 120 pairs differ
    start = time.process_time()
    with pytest.raises(SeveralRefused) as refused:
        parse_notes(text + note("x", "dance", "", ""), "n.toml")
    assert time.process_time() - start < 2.0    # 0.1 s; with the file read anew for every pair 144 s
    pairs = 240 * 239 // 2 - 120
    lines = str(refused.value).splitlines()
    assert lines[0] == f"n.toml has {pairs + 1} faults:" and "dance" in lines[1], "what else is wrong is not lost among them"
    assert lines[2].startswith("  Notes n0 (n.toml, line 5) and n1 (n.toml, line 12) contradict each other")
    assert len(lines) == 2 + MOST_PAIRS + 1 and lines[-1] == f"  {pairs - MOST_PAIRS} more pairs of notes that contradict each other."


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
    with pytest.raises(NoSuch, match=r"no note kind called grpah \(n\.toml, line 4, note a\)\. Nearest: graph"):
        parse_notes(note("a", "grpah", "valence=0"), "n.toml")
    with pytest.raises(NoSuch, match=r"no axis of the emotion graph called valance \(n\.toml, line 5, note a\)\. Nearest: valence"):
        parse_notes(note("a", "graph", "valance=0"), "n.toml")
    with pytest.raises(NoSuch, match=r"no note key called scenes \(n\.toml, line 6, note a\)\. Nearest: scene"):
        parse_notes(note("a", "key", "D", 'scenes = "3"'), "n.toml")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[note]\n", r"n\.toml \(line 1\): it is not valid TOML"),
        (note("a", "graph", "valence=2"), "valence 2 is outside -1 to 1"),
        (note("a", "tempo", "fast"), "'fast' is no tempo"),
        (note("a", "hit", "A", ""), "a hit note needs a place"),
        (note("a", "graph", "tension=0.5", ""), "a graph note needs a place"),
        (note("a", "key", "D", "frames = [9, 3]"), "runs from frame 9 to frame 3"),
        (note("a", "key", "D", 'scene = "1"\nframes = [0, 3]'), "a scene and frames at once"),
        (note("a", "key", ""), "a key note needs a value"),
        (note("a", "key", "D") + note("a", "key", "D"), "two notes have this id"),
        ('[[note]]\nkind = "key"\nvalue = "D"\n', r"note 1, id\): it is missing"),
    ],
)
def test_a_note_that_cannot_be_used_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        parse_notes(text, "n.toml")


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("chords", "i VI Q7 VII",
         r"n\.toml \(line 5, note a\): no mode knows the degree Q7\. .*nearest are .*V7 \(major\).* \(docs/notes\.md lists all\)"),
        ("chords", "i I", r"line 5, note a\): no single mode knows all of 'i I'\. .*aeolian knows i"),
        ("lock", "8-12", r"line 5, note a\): '8-12' names no bars of a cue\. .*1m02 bars 3-6"),
        ("lock", "1m02 bars 6-3", r"line 5, note a\): .* names no bars"),
        ("pick", "2", r"line 4, note a\): this version cannot pick yet"),
        ("method", "adapt", r"line 5, note a\): this version cannot adapt an earlier cue yet"),
        ("instrument", "daegeum, -daegeum", r"line 5, note a\): it asks for daegeum and keeps it out at once"),
    ],
)
def test_what_does_not_exist_or_cannot_be_done_is_refused_with_file_line_and_note(kind: str, value: str, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        parse_notes(note("a", kind, value), "n.toml")


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("instrument", "gayagum", r"no instrument called gayagum \(n\.toml, line 14, note b\)\. Nearest: gayageum"),
        ("mode", "doriann", r"no mode called doriann \(n\.toml, line 14, note b\)\. Nearest: dorian"),
        ("key", "loud", r"no key called loud \(n\.toml, line 14, note b\)"),
        ("key", "Eb dorain", r"no mode called dorain \(n\.toml, line 14, note b\)\. Nearest: dorian"),
        ("method", "improvise", r"no method called improvise \(n\.toml, line 14, note b\)"),
        ("hit", "loud", r"no class of hit called loud \(n\.toml, line 14, note b\)"),
    ],
)
def test_an_unknown_name_is_refused_with_its_line_and_the_nearest(kind: str, value: str, said: str) -> None:
    with pytest.raises(NoSuch, match=said):
        parse_notes("# ours\n" + note("a", "tempo", "72") + note("b", kind, value).replace("[[", "\n[[", 1), "n.toml")


def test_an_unknown_chord_names_the_nearest_few_and_not_all_there_are() -> None:
    with pytest.raises(InputRefused) as refused:
        parse_notes(note("a", "chords", "i VIx VII"), "n.toml")
    assert "VI (aeolian)" in str(refused.value) and len(str(refused.value)) < 250


@pytest.mark.parametrize(("written", "line", "said"), [("[note]", 2, "[note]"), ("[ note ]  # ours", 2, "[ note ]"),
                                                       ("[[notes]]", 2, "[[notes]]")])
@pytest.mark.parametrize("twice", [False, True])
def test_a_note_in_one_bracket_is_told_by_its_line_and_what_to_write(written: str, line: int, said: str, twice: bool) -> None:
    text = "# ours\n" + (note("a", "tempo", "72") + (note("b", "key", "D") if twice else "")).replace("[[note]]", written)
    with pytest.raises(InputRefused) as refused:
        parse_notes(text, "n.toml")
    assert str(refused.value) == (f"n.toml (line {line}): a note begins with [[note]], in two brackets, and here {said} is written. "
                                  "Write [[note]] above every note.")


def test_brackets_inside_words_are_words() -> None:
    text = note("a", "tempo", "72").replace('"because"', '"""\n[note]\n"""')
    assert parse_notes(text, "n.toml").notes[0].why == "[note]"


def test_all_that_is_wrong_with_a_file_is_said_at_once() -> None:
    text = (note("a", "grpah", "valence=0") + note("b", "tempo", "fast")
            + note("c", "key", "D").replace('by = "director"', 'buy = "x"\nvolume = 3')
            + note("d", "mode", "phrygian") + note("e", "tempo", "60") + note("f", "tempo", "72") + note("e", "key", "E", 'scene = "5"')
            + note("g", "hit", "A", ""))
    with pytest.raises(SeveralRefused) as refused:
        parse_notes(text, "n.toml")
    first, *faults = str(refused.value).splitlines()
    assert first == "n.toml has 8 faults:" and len(faults) == 8
    for words in ("kind called grpah (line 4, note a)", "(line 12, note b): 'fast' is no tempo",
                  "key called buy (line 17, note c). Nearest: by", "key called volume (line 18, note c)",
                  "mode called phrygian (line 27, note d)", "(line 51, note g): a hit note needs a place",
                  "(line 45, note e): two notes have this id",
                  "Notes e (n.toml, line 34) and f (n.toml, line 41) contradict each other: tempo cannot be 60 and 72"):
        assert sum(words in fault for fault in faults) == 1, (words, faults)


@pytest.mark.parametrize("value", ["I V/7 vi7 IV", "i VI III VII", "i, IV | i - VII", "1sus2 4sus2"])
def test_degrees_that_one_mode_knows_are_kept(value: str) -> None:
    assert parse_notes(note("a", "chords", value), "n.toml").notes[0].value == value


def test_however_a_note_says_no_the_stages_read_no() -> None:
    text = note("a", "music").replace('kind = "music"', 'kind = "music"\nvalue = false') + note("b", "silence", "yes")
    assert [each.value for each in parse_notes(text, "n.toml").notes] == ["no", "yes"]


@pytest.mark.parametrize(("said", "kept"), [("", ""), ("b", "B"), ("class C", "C"), ("stop", "A stop"), ("B, stop", "B stop"),
                                            ("STOP c", "C stop"), ("B stop", "B stop")])
def test_a_hit_is_kept_as_its_class_and_whether_the_music_stops_on_it(said: str, kept: str) -> None:
    assert parse_notes(note("a", "hit", said), "n.toml").notes[0].value == kept


def test_a_house_keeps_its_settings_and_defaults() -> None:
    house = parse_house('name = "밤의 창"\nmusic_share = 0.4\n[palette]\nhaegeum = 0.9\nhorn = -1\n', "house.toml")
    assert (house.name, house.music_share, house.tempo_low) == ("밤의 창", 0.4, 52.0)
    assert house.palette == (("haegeum", 0.9), ("horn", -1.0))
    assert parse_house("", "house.toml") == House()


def test_a_house_out_of_range_or_misspelt_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"house\.toml \(line 1, music_share\)"):
        parse_house("music_share = 3", "house.toml")
    with pytest.raises(NoSuch, match=r"no house setting called tempo_hi \(house\.toml, line 2\)\. Nearest: tempo_high"):
        parse_house("gugak = 0.5\ntempo_hi = 90", "house.toml")
    with pytest.raises(NoSuch, match=r"no instrument called haegum \(house\.toml, line 3\)\. Nearest: haegeum"):
        parse_house("[palette]\nhorn = -1\nhaegum = 0.9", "house.toml")
    with pytest.raises(InputRefused, match="is not below the fastest"):
        parse_house("tempo_low = 150", "house.toml")


def test_a_house_says_how_warm_players_are() -> None:
    assert parse_house("[warmth]\nvibraphone = 0.5\ncelli = -1\n", "house.toml").warmth == (("celli", -1.0), ("vibraphone", 0.5))
    with pytest.raises(NoSuch, match="vibraphone"):
        parse_house("[warmth]\nvibrafone = 0.5\n", "house.toml")
    with pytest.raises(InputRefused):
        parse_house("[warmth]\nvibraphone = 2\n", "house.toml")


def test_a_house_says_how_hearts_beat() -> None:
    house = parse_house("[heart]\nrest_bpm = 60\nfall_tau_s = 30", "house.toml")
    assert house.heart == (("fall_tau_s", 30.0), ("rest_bpm", 60.0))
    with pytest.raises(NoSuch, match=r"heart\.rest_bmp.*Nearest: rest_bpm"):
        parse_house("[heart]\nrest_bmp = 60", "house.toml")
    with pytest.raises(InputRefused, match=r"house\.toml \(line 2, heart\.rest_bpm\).*at rest .110. is not below the fastest .100."):
        parse_house("[heart]\nrest_bpm = 110\nmost_bpm = 100", "house.toml")
    with pytest.raises(InputRefused, match=r"at rest .120. is not below the fastest .110."):
        parse_house("[heart]\nmost_bpm = 110\nrest_bpm = 120", "house.toml")
    with pytest.raises(InputRefused, match=r"line 2, heart\.rise_tau_s"):
        parse_house("[heart]\nrise_tau_s = 0", "house.toml")


@pytest.mark.parametrize(("line", "cure"), [
    ("is_on = True", "Write is_on = true, in small letters"), ("is_on = FALSE  # not here", "Write is_on = false, in small letters"),
    ("value = dorian", 'Write value = "dorian", in quotation marks'), ("value = “dorian”", 'Write value = "dorian", with straight'),
    ("value = 01:00:08:12", 'Write value = "01:00:08:12", in quotation marks'), ("value: 3", "Write value = ... with an equals sign"),
    ("value = [3, 4", "Correct that line"), ('value = "a" b', "Correct that line")])
def test_a_line_that_is_no_toml_is_refused_with_what_to_write(line: str, cure: str) -> None:
    for read in (parse_notes, parse_house):
        with pytest.raises(InputRefused) as refused:
            read(f'[[note]]\nid = "a"\n{line}\nwhy = "because"\n', "n.toml")
        assert str(refused.value).startswith("n.toml (line ") and f". {cure}" in str(refused.value)
        if not cure.startswith("Correct"):
            assert "line 3" in str(refused.value)


def test_a_script_note_says_yes_and_speaks_of_the_whole_film() -> None:
    kept = parse_notes('[[note]]\nid="n1"\nkind="script"\nvalue=true\n', "n.toml").notes[0]
    assert (kept.kind, kept.value) == (NoteKind.SCRIPT, "yes")
    with pytest.raises(InputRefused, match="a script note says yes, and not 'no'"):
        parse_notes('[[note]]\nid="n1"\nkind="script"\nvalue="no"\n', "n.toml")
    with pytest.raises(InputRefused, match="speaks of the whole film"):
        parse_notes('[[note]]\nid="n1"\nkind="script"\nscene="3"\nvalue="yes"\n', "n.toml")


def test_a_theme_of_nobody_is_refused_with_the_other_faults_its_line_and_those_there_are() -> None:
    text = note("a", "theme", "현오 fragment") + note("b", "tempo", "fast") + note("c", "theme", "지은")
    with pytest.raises(SeveralRefused) as refused:
        parse_notes(text, "n.toml", lambda: ["지은", "현우", "옥상", "jieun_theme"])
    said = str(refused.value)
    assert "There is no theme called 현오 (line 5, note a). Nearest: 현우 (others: 지은, 옥상)" in said and "'fast' is no tempo" in said
    assert len(parse_notes(note("c", "theme", "jieun_theme plain"), "n.toml", lambda: ["jieun_theme"]).notes) == 1
    assert len(parse_notes(note("c", "theme", "누구"), "n.toml").notes) == 1, "who knows no names accuses nobody"


def test_a_scene_the_script_does_not_have_is_refused_with_the_other_faults_at_its_own_line() -> None:
    text = note("a", "tempo", "fast", 'scene = "8"') + note("b", "music", "yes", 'scene = "9"') + note("c", "music", "yes", 'scene = "s02"')
    with pytest.raises(SeveralRefused) as refused:
        parse_notes(text, "n.toml", scenes=lambda: ["1", "2", "3"])
    assert str(refused.value) == (
        "n.toml has 3 faults:\n  (line 5, note a): 'fast' is no tempo. Give beats a minute, 20 to 300\n"
        "  (line 6, note a): there is no scene 8 in the script. Name one of its scenes (1, 2, 3), or frames\n"
        "  (line 13, note b): there is no scene 9 in the script. Name one of its scenes (1, 2, 3), or frames.")
    with pytest.raises(InputRefused, match="is no tempo"):
        parse_notes(text, "n.toml", scenes=lambda: [])    # who has no script knows no scenes yet


def test_scenes_are_not_asked_for_where_nothing_else_is_wrong() -> None:
    def nobody() -> list[str]:
        raise AssertionError("asked")
    assert len(parse_notes(note("a", "music", "yes", 'scene = "9"'), "n.toml", scenes=nobody).notes) == 1, "the picture will tell"


def test_a_script_that_cannot_be_read_hides_no_fault_of_the_notes() -> None:
    def broken() -> list[str]:
        raise InputRefused(name="a.fdx", where="line 2", why="it is torn", now="Save it anew")
    asking = note("a", "theme", "지은", 'scene = "9"')
    with pytest.raises(InputRefused, match=r"^a\.fdx \(line 2\): it is torn"):
        parse_notes(asking, "n.toml", broken, broken)
    with pytest.raises(NoSuch, match=r"dance \(n\.toml, line \d+, note b\)"):
        parse_notes(asking + note("b", "dance"), "n.toml", broken, broken)


def test_a_line_is_that_of_the_key_however_the_note_is_written() -> None:
    text = '[[note]]\nid = "a"\nwhy = """\nvalue of a\nword\n"""\n  "value" = "fast"\nkind="tempo"\n'
    with pytest.raises(InputRefused, match=r"n\.toml \(line 7, note a\): 'fast' is no tempo"):
        parse_notes(text, "n.toml")
    with pytest.raises(InputRefused, match=r"n\.toml \(note a\): 'fast' is no tempo"):
        parse_notes('note = [{id = "a", kind = "tempo", value = "fast"}]', "n.toml")


@pytest.mark.parametrize(("inside", "lines"), [
    ('"""\nvalue = less\n"""', 3), ("'''\nvalue = less\n[[note]]\n'''", 4), ('"""a \\""" and\nvalue = "no"\n""""', 3),
    ('"# \'\'\' no comment, no string"', 1), ('"x"    # \"\"\" of a comment', 1), ('"""one line"""', 1), ("""'"'""", 1)])
def test_what_stands_inside_words_of_many_lines_is_no_key_and_no_note(inside: str, lines: int) -> None:
    text = f'# "\'\'\'"\n[[note]]\nid = "a"\nwhy = {inside}\nkind = "tempo"\nvalue = "fast"\n[[note]]\nid = "b"\nkind = "dance"\n'
    with pytest.raises(SeveralRefused) as refused:
        parse_notes(text, "n.toml")
    first, second = str(refused.value).splitlines()[1:]
    assert f"(line {5 + lines}, note a)" in first and f"(line {8 + lines}, note b)" in second


@pytest.mark.parametrize("torn", ['"""\n\\', '\\"', "'''\n'", '"\\\n', '"""\\"'])
def test_words_that_are_never_closed_are_refused_without_delay(torn: str) -> None:
    start = time.process_time()
    with pytest.raises(InputRefused, match="not valid TOML"):
        parse_notes('why = "' + torn * 10_000, "n.toml")
    with pytest.raises(InputRefused, match="not valid TOML"):
        parse_notes("why = " + torn * 10_000 + "\\", "n.toml")
    assert time.process_time() - start < 1.0


def test_a_key_is_no_word_of_a_list() -> None:
    text = '[[note]]\nid = "a"\nkind = "dance"\nvalue = [\n"frames = [1]",\n]\nframes = "no"\n'
    with pytest.raises(InputRefused, match=r"line 7, note a, frames"):
        parse_notes(text, "n.toml")


def test_a_note_in_one_bracket_is_not_sought_inside_words() -> None:
    with pytest.raises(InputRefused, match=r"line 5\): a note begins with"):
        parse_notes('start_tc = """\n[note]\n"""\n\n[note]\nid = "a"', "n.toml")


@pytest.mark.parametrize(("identity", "where"), [('id = ""', "line 3, note 1"), ('id = "  "', "line 3, note 1"), ("", "line 2, note 1")])
def test_an_empty_id_is_told_at_its_own_line(identity: str, where: str) -> None:
    with pytest.raises(InputRefused, match=rf"n\.toml \({where}, id\)"):
        parse_notes(f'rate = 24\n[[note]]\n{identity}\nkind = "tempo"\nvalue = 60\n', "n.toml")
    with pytest.raises(InputRefused, match=r"n\.toml \(the top of the file, start_tc\)"):
        parse_notes("start_tc = 3", "n.toml")


def test_nobody_is_asked_for_names_where_no_note_asks_for_a_theme() -> None:
    def nobody() -> list[str]:
        raise AssertionError("asked")
    assert len(parse_notes(note("a", "tempo", "60"), "n.toml", nobody).notes) == 1


@pytest.mark.parametrize(("fault", "said"), [
    (NoSuch(kind="theme", name="현오 (note b)", nearest="현우"), "There is no theme called 현오 (n.toml, line 12, note b). Nearest: 현우."),
    (InputRefused(name="notes", where="note b", why="there is no scene 9", now="Name another"),
     "n.toml (line 13, note b): there is no scene 9. Name another."),
    (NotesContradict(first="a", second="b", why="both"), "Notes a (n.toml, line 5) and b (n.toml, line 12) contradict each other: both"),
    (SeveralRefused(name="notes", count="2", faults="\n  (note a): there is no scene 9. Name another\n  (note b): there is no scene 8"),
     "n.toml has 2 faults:\n  (line 6, note a): there is no scene 9. Name another\n  (line 13, note b): there is no scene 8."),
    (InputRefused(name="film.mp4", where="note", why="it is broken", now="Mend it"), "film.mp4 (note): it is broken. Mend it.")])
def test_what_is_found_late_is_said_with_the_line_of_its_note(fault: Refusal, said: str) -> None:
    text = note("a", "theme", "지은") + note("b", "theme", "현오")
    assert str(located(fault, text, "n.toml")).startswith(said)
