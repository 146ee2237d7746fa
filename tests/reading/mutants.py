"""Damaged inputs for every reader: mutants of good files, always the same ones, and what a reader may do with them.

A reader may understand an input or refuse it, with a place in it. Anything else is a crash.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import soundfile

from tests.reading import mutant_papers
from tests.reading.cutting import Film, Item, as_edl, as_fcpxml, as_otio
from tests.reading.films import make_film
from yeoun.cli.keeping import _text
from yeoun.errors import InputRefused, NoSuch, NotesContradict, Refusal, SeveralRefused
from yeoun.model.kept import KeptBars, KeptChord, KeptNote, KeptPart, KeptVoice
from yeoun.observing.stream import Source, Told, running, stereo_blocks
from yeoun.reading.captions import read_captions
from yeoun.reading.edl import cut_points, guessed_rate, read_edl
from yeoun.reading.house import parse_house
from yeoun.reading.kept import as_text, cut, parse_bars
from yeoun.reading.lists import noted, points_in, rate_in, read_list, start_in
from yeoun.reading.media import look_at
from yeoun.reading.notes import parse_notes
from yeoun.reading.script import read_script
from yeoun.reading.texts import decode
from yeoun.studio.series import themes_before
from yeoun.studio.weights import weights_before
from yeoun.units.luck import Luck, Take, luck
from yeoun.units.names import CueId, CueKey

DATA = Path(__file__).resolve().parents[1] / "data"
FOUND = DATA / "mutants"    # inputs that once broke a reader
LONGEST_S = 10.0
HEARD = 48_000    # samples asked of a damaged sound: a second
PLACE = re.compile(r"(?:line|byte|letter|note|stream|frame|packet|track|item|timeline) ?\S*\d|note |"
                   r"the (?:whole text|header|streams|picture|text|file|top)|"
                   r"its packets|the bars it keeps|the dialogue file|[\d.]+ s$|page")


def _script(raw: bytes, folder: Path) -> None:
    read_script(decode(raw, "m.txt")[0], "m.txt")


def _captions(raw: bytes, folder: Path) -> None:
    read_captions(decode(raw, "m.srt")[0], "m.srt")


def _edl(raw: bytes, folder: Path) -> None:
    cuts = read_edl(decode(raw, "m.edl")[0], "m.edl")
    guessed_rate(cuts)
    cut_points(cuts, Fraction(24000, 1001), start_frame=86_400, frames=5_000)


def _timeline(raw: bytes, folder: Path) -> None:
    listed = read_list(decode(raw, "m.list")[0], "m.list")
    rate = rate_in(listed)
    points_in(listed, rate)
    noted(listed, rate)
    start_in(listed, rate, 400)
    points_in(listed, rate, start_frame=86_400, frames=400)


def _notes(raw: bytes, folder: Path) -> None:
    parse_notes(decode(raw, "notes.toml")[0], "notes.toml")


def _house(raw: bytes, folder: Path) -> None:
    parse_house(decode(raw, "house.toml")[0], "house.toml")


def _themes(raw: bytes, folder: Path) -> None:
    (folder / "themes").mkdir(exist_ok=True)
    (folder / "themes" / "s01e01.json").write_bytes(raw)
    themes_before(folder, "s01e02")


def _weights(raw: bytes, folder: Path) -> None:
    (folder / "weights").mkdir(exist_ok=True)
    (folder / "weights" / "s01e01.toml").write_bytes(raw)
    weights_before(folder, "s01e02")


def _kept(raw: bytes, folder: Path) -> None:
    (folder / "m.json").write_bytes(raw)
    bars = parse_bars(_text(folder / "m.json"), "m.json")
    assert parse_bars(as_text(bars), "m.json") == bars
    cut(bars, bars.first_bar, bars.first_bar, "n1")


def _media(raw: bytes, folder: Path) -> None:
    (folder / "m.mp4").write_bytes(raw)
    look_at(folder / "m.mp4", "m.mp4")


def _dialogue(raw: bytes, folder: Path) -> None:
    (folder / "m.wav").write_bytes(raw)
    source, given, told = Source(folder / "m.wav", None, None, "the dialogue file", "m.wav", keep_mono=True), 0, Told()
    for block in stereo_blocks(running(source, HEARD), HEARD, told):
        assert np.isfinite(block).all() and block.shape[1] >= 1
        given += len(block)
    assert given == HEARD and np.isfinite(told.peak)


def _span(start: int, frames: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(otio.opentime.RationalTime(start, 24), otio.opentime.RationalTime(frames, 24))


EDL = b"""TITLE: LAST BUS
FCM: NON-DROP FRAME
001  AX       V     C        00:00:00:00 00:00:15:12 01:00:00:00 01:00:15:12
* FROM CLIP NAME: A.MOV
002  AX       V     D    024 00:00:00:00 00:00:10:00 01:00:15:12 01:00:25:12
M2   AX       047.9                0:00:00:00
* LOC: 01:00:20:00 RED 'HIT'
003  BL       V     C        00:00:00:00 00:00:00:00 01:00:25:12 01:00:25:12
003  AX       V     W001 012 00:00:00:00 00:00:10:00 01:00:25:12 01:00:35:12
"""
NOTES = """rate = "24000/1001"
start_tc = "01:00:00:00"
[[note]]
id = "n1"
by = "director"
kind = "graph"
scene = "3"
value = "tension=0.9, valence=-0.2"
why = "뺨을 맞기 전에 느껴진다"
[[note]]
id = "n2"
kind = "music"
value = "force"
frames = [0, 72]
[[note]]
id = "n3"
kind = "hit"
value = "A"
source_tc = ["01:00:10:00", "01:00:10:01"]
[[note]]
id = "n4"
kind = "tempo"
scene = 2
value = 72
[[note]]
id = "n5"
kind = "chords"
frames = [100, 200]
value = ["i", "VI", "III"]
""".encode()
HOUSE = b"""name = "night"
music_share = 0.4
tempo_low = 54
tempo_high = 96.5
gugak = 0.7
most_themes = 4
[palette]
daegeum = 0.8
felt_piano = -0.2
"""
WEIGHTS = b"""schema = 1
episode = "s01e01"
made = "0123456789abcdef"
corrections = 2    # of 1 scenes
error_as_designed = 0.126

[factors]    # valence, arousal, tension
words = [1.4, 1.0, 0.8]
script = [0.7, 2.0, 1.0]

[[scene]]
heard = [
    { axis = "valence", says = -0.4, believed = 0.1, sources = [["words", 0.41, -0.3], ["sound", 0.2, 0.5]] },
    { axis = "tension", says = 0.7, believed = 0.2, sources = [["script", 0.6, 0.8]] },
]
"""
THEMES = ('{"schema": 1, "episode": "s01e01", "motifs": [{"id": "m1", "owner": "지은", "kind": "character", "mode": "dorian", '
          '"reserve_mode": "aeolian", "tonic": 2, '
          '"degrees": [1, 3, 5], "beats": ["1", "1/2", "3/2"], "harmony": ["i", "VI"], "instrument": "daegeum", "why": "높다"}]}').encode()
_LINE = tuple(KeptNote(Fraction(at, 2), Fraction(1, 2), 60 + at, 0.5, "", at / 2, 0.4, "", "", ((0.0, -20.0),)) for at in range(14))
BARS = as_text(KeptBars(
    "n1", CueKey("c1"), CueId("1m02"), 3, 4, "C", "aeolian", 3, 5_000_000, (500_000,) * 14, ((3, 4), (4, 4)),
    (KeptChord(Fraction(0), Fraction(7), "Cm", "i", (0, 3, 7), 0, 0.25, 72.0),), (KeptVoice("tune", "melody", _LINE),),
    (KeptPart("daegeum", "daegeum", "melody", ("tune",), _LINE, ((0.0, 0.5), (7.0, 0.8)), ((0.0, True), (3.5, False))),), 24)).encode()
ASS = """[Script Info]
Title: 여운
ScriptType: v4.00+

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,지은,0,0,0,,{\\i1}괜찮아{\\i0}\\N정말
Dialogue: 0,0:00:03.00,0:00:04.20,Default,,0,0,0,,(한숨)
Comment: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,no words
Dialogue: 1,0:00:06.00,,OP,,0,0,0,karaoke,{\\k20\\pos(1,2)}그{\\k30}리{\\p1}m 0 0 l 9 9{\\p0}\\h워
Dialogue: 1,0:00:08.00,0:00:09.00,Signs,,0,0,0,,{\\fad(1,2)}정류장{\\i1
""".encode()
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="24"
 ttp:tickRate="10000000" xml:lang="ko">
<body><div><p begin="00:00:01.000" end="00:00:02.500">괜찮아<br/>정말</p>
<p begin="72f" dur="1.2s"><span>가지 마</span></p><p begin="50000000t" end="00:00:06:12">!</p></div></body></tt>
""".encode()
SPEED = """<clip name="a" offset="0s" duration="60/25s" start="10s"><video ref="v" duration="90s"/><timeMap>
<timept time="10s" value="0s" interp="smooth2"/><timept time="12s" value="8s"/></timeMap>
<marker start="11s" value="여기" note="!"/></clip>"""
FCPXML = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.10"><resources><format id="r1" frameDuration="100/2500s"/><asset id="v" hasVideo="1" start="0s" duration="9000s"/>
<media id="m"><sequence format="r1" tcStart="3600s"><spine><asset-clip ref="v" duration="2s" name="x"/><gap duration="1s"/></spine>
</sequence></media></resources><project name="p"><sequence format="r1" tcStart="3456s" tcFormat="NDF"><spine>
{SPEED}
<transition offset="55/25s" duration="10/25s"/>
<ref-clip ref="m" name="c" offset="60/25s" start="3600s" duration="60/25s">
<spine lane="1" offset="3601s"><title ref="t" duration="1s"/></spine>
<asset-clip lane="-1" ref="v" offset="90001/25s" duration="2/25s"/></ref-clip>
<audition><sync-clip duration="2s"><asset-clip ref="v" duration="2s"/></sync-clip></audition>
<mc-clip ref="m" duration="1s"><mc-source angleID="A"/></mc-clip></spine></sequence></project></fcpxml>
""".encode()
SLOW = otio.schema.LinearTimeWarp(time_scalar=0.5)
OTIO = str(otio.schema.Timeline("p", tracks=[otio.schema.Track(kind="Video", children=[
    otio.schema.Clip("a", source_range=_span(0, 40), markers=[otio.schema.Marker("여기", _span(3, 1))]),
    otio.schema.Transition(in_offset=_span(0, 3).duration, out_offset=_span(0, 2).duration),
    otio.schema.Stack(children=[otio.schema.Track(kind="Video", children=[otio.schema.Clip("b", source_range=_span(0, 60))])],
                      source_range=_span(5, 30), effects=[SLOW]), otio.schema.Gap(source_range=_span(0, 9))])],
    global_start_time=otio.opentime.RationalTime(86_400, 24)).to_json_string()).encode()
FILM = Film(Fraction(24000, 1001), 1, (Item(90, "옥상"), Item(60, "거리", 3, 4), Item(20, ""), Item(40, "a")), ((30, 20, "over"),))
TOKENS = (*mutant_papers.TOKENS,
          b"-->", b"00:00:01,000 --> 00:00:02,000", b"99:99:99:99", b"<SYNC Start=1>", b"<P Class=KRCC>", b"<v ", b"NOTE", b"WEBVTT",
          b"INT. ", b"S#1. ", "인서트)".encode(), b"(((((", b"[[[[", b"{", b"}", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n",
          b"9" * 400,
          b"9" * 5000, b"[" * 3000, b"1e999999999", b"1/0", b"-1", b"nan", b"inf", b"1e999", b"0x",
          b"\xc2\x85", "가".encode(), "\u1100\u1161".encode(), b"&#99999999;", b"&lt;",
          b"[[note]]\n", b"= ", b'"""', b"M2   AX  1e9 0:00:00:00\n", b"/0", b"24000/0", b"D 999", b"null", b"[]", b"\xf0\x9f\x98\x80",
          b"Dialogue: 0,0:00:00.00,0:00:01.00,a,b,0,0,0,,x\n", b"<tt xmlns='http://www.w3.org/ns/ttml'>",
          b'offset="', b'"NaN"', b"1001/24000s", b'lane="1"', b"<spine>", b"</spine>", b'ref="m"', b'"OTIO_SCHEMA": "Clip.2"', b'"rate": 0',
          b"<!ENTITY a 'b'>", b"&a;", b"null,", b"true", b"@", b">", b"~", b"=" * 60, b"#" * 60)


@dataclass(frozen=True)
class Reader:
    """One reader, and good files of its kind."""

    name: str
    read: Callable[[bytes, Path], None]
    seeds: tuple[bytes, ...]


def _data(pattern: str) -> tuple[bytes, ...]:
    found = tuple(path.read_bytes() for path in sorted(DATA.glob(pattern)))
    assert found, pattern
    return found


def readers() -> tuple[Reader, ...]:
    """Every reader of texts."""
    return (Reader("fountain", _script, _data("scripts/*.fountain")), Reader("korean", _script, _data("scripts/*.txt")),
            Reader("srt", _captions, _data("subtitles/*.srt")), Reader("vtt", _captions, _data("subtitles/*.vtt")),
            Reader("sami", _captions, _data("subtitles/*.smi")),
            Reader("edl", _edl, (EDL, as_edl(FILM).encode())), Reader("notes", _notes, (NOTES,)),
            Reader("house", _house, (HOUSE,)), Reader("themes", _themes, (THEMES,)),
            Reader("bars", _kept, (BARS,)), Reader("weights", _weights, (WEIGHTS,)), Reader("ass", _captions, (ASS,)),
            Reader("ttml", _captions, (TTML,)), Reader("otio", _timeline, (OTIO, as_otio(FILM).encode())),
            Reader("fcpxml", _timeline, (FCPXML, as_fcpxml(FILM).encode())),
            *(Reader(*paper) for paper in mutant_papers.PAPERS))


def media_reader(folder: Path) -> Reader:
    """The reader of films, with three small ones."""
    films = [make_film(folder / name, frames=50, sound=True) for name in ("seed.mp4", "seed.mkv", "seed.mov")]
    return Reader("media", _media, tuple(film.read_bytes() for film in films))


def sound_reader(folder: Path) -> Reader:
    """The reader of `--dialogue`, with half a second of sound in the forms it comes in."""
    wave = 0.3 * np.sin(np.arange(24_000)[:, None] * (0.03, 0.05))
    forms = {"seed.wav": "PCM_24", "float.wav": "FLOAT", "seed.flac": "PCM_16", "seed.ogg": "VORBIS", "seed.mp3": "MPEG_LAYER_III",
             "seed.aiff": "PCM_16"}
    for name, form in forms.items():
        soundfile.write(folder / name, wave, 44_100 if name == "seed.mp3" else 48_000, subtype=form)
    made = make_film(folder / "seed.mp4", frames=50, sound=True)
    return Reader("dialogue", _dialogue, (*((folder / name).read_bytes() for name in forms), made.read_bytes()))


NAMES = (*(reader.name for reader in readers()), "media", "dialogue")


def reader_named(name: str, folder: Path) -> Reader:
    """A reader by its name; its good files are made in a folder where they are films or sounds."""
    if name in {"media", "dialogue"}:
        return media_reader(folder) if name == "media" else sound_reader(folder)
    (found,) = [each for each in readers() if each.name == name]
    return found


def mutants(reader: Reader, count: int) -> Iterator[bytes]:
    """So many damaged files, always the same ones."""
    for take in range(count):
        rng = luck(Take(take + 1), "mutant", reader.name)
        body = bytearray(reader.seeds[int(rng.integers(len(reader.seeds)))])
        for _ in range(int(rng.integers(1, 5))):
            _hurt(body, rng, reader)
        yield bytes(body[:4_000_000])


def _hurt(body: bytearray, rng: Luck, reader: Reader) -> None:
    """One damage: a byte, a piece lost, doubled, moved in from elsewhere, a word of the trade, a cut."""
    size = len(body)
    at, long = int(rng.integers(size + 1)), int(rng.integers(1, 1 + min(60, max(1, size))))
    match int(rng.integers(9)):
        case 0 if size:
            body[at % size] ^= 1 << int(rng.integers(8))
        case 1 if size:
            body[at % size] = int(rng.integers(256))
        case 2:
            del body[at:at + long]
        case 3:
            body[at:at] = body[at:at + long] * int(rng.integers(1, 4))
        case 4:
            other = reader.seeds[int(rng.integers(len(reader.seeds)))]
            start = int(rng.integers(len(other)))
            body[at:at + long] = other[start:start + 4 * long]
        case 5 | 6:
            body[at:at] = TOKENS[int(rng.integers(len(TOKENS)))]
        case 7:
            del body[at:at + size // int(rng.integers(3, 30))]
        case _:
            body[at:at] = (body[at:at + 3] or b"(") * int(rng.integers(1, 2000))


def tried(reader: Reader, raw: bytes, folder: Path) -> str:
    """What became of an input: read or refused. Whatever else happens is an error, with the input beside it."""
    start = time.monotonic()    # films are read by another process: only the clock on the wall sees it hang
    try:
        reader.read(raw, folder)
        outcome = "read"
    except Refusal as why:
        outcome = "refused"
        for sentences in (str(why), why.in_korean()):
            lines = sentences.strip().split("\n")
            assert all(line.strip() for line in lines) and len(lines) > 2 if isinstance(why, SeveralRefused) else len(lines) == 1, sentences
        if isinstance(why, InputRefused):
            assert PLACE.search(why.where), (reader.name, why.where, raw[:200])
        else:
            assert isinstance(why, (NoSuch, NotesContradict, SeveralRefused))
    assert time.monotonic() - start < LONGEST_S, (reader.name, "slow")
    return outcome
