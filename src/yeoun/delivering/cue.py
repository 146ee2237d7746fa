"""cues/ID/: everything about one cue: the sketch, MIDI, score and parts, stems and their sum."""

from yeoun.delivering.bars import bars_plain
from yeoun.delivering.engrave import engraved
from yeoun.delivering.midi import cue_midi
from yeoun.delivering.musicxml import score_xml
from yeoun.delivering.plain import json_bytes, timecode
from yeoun.delivering.settled import settled
from yeoun.delivering.sketch import sketch_plain
from yeoun.delivering.stems import stem_files
from yeoun.delivering.titles import as_spoken
from yeoun.model.delivered import Delivery
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.time import Seconds, nearest_frame


def cue_files(shelf: Shelf, episode: Episode, cue: ScoredCue) -> Delivery:
    """The folder of one cue; its stems lie in cue time, its files name its place in the picture."""
    whole_cue = json_bytes(bars_plain(cue.sketch, cue.score, cue.cue.first_frame))
    cue = as_spoken(episode, settled(cue))
    place, name, tc_in = f"cues/{cue.cue.id}", str(cue.cue.id), begins(cue, episode)
    midi = cue_midi(cue.score, cue.cue.hits, cue.cue.first_frame, episode.rate, episode.media.start_frame)
    whole = score_xml(cue.score, cue.score.parts, cue.cue.hits, tc_in=tc_in)
    contents = {f"{place}/sketch.json": json_bytes(sketch_plain(cue.sketch, cue.score)), f"{place}/bars.json": whole_cue,
                f"{place}/{name}.mid": midi,
                f"{place}/{name}.musicxml": whole, f"{place}/{name}.pdf": engraved(whole)}
    for part in cue.score.parts:
        alone = score_xml(cue.score, (part,), cue.cue.hits, for_player=True, tc_in=tc_in)
        contents[f"{place}/parts/{part.number:02}_{part.name}.pdf"] = engraved(alone, for_player=True)
    sounds, cautions = stem_files(shelf, episode, cue)
    papers = tuple(OutFile(path, shelf.keep(path.removeprefix(f"{place}/").replace("/", "_"), each))
                   for path, each in contents.items())
    return Delivery((*papers, *sounds), cautions)


def begins(cue: ScoredCue, episode: Episode) -> str:
    """Where a cue begins in the picture's timecode, and where its bar 1 does when that is later.

    Between the two lies the lead-in, which the page does not have and the cue's MIDI counts as a bar of its own.
    """
    first, lead_s = cue.cue.first_frame, Seconds(cue.sketch.tempo_map.beat0_us / 1e6)
    if lead_s <= 0:
        return timecode(first, episode.media)
    bar_1 = timecode(first + nearest_frame(lead_s, episode.rate), episode.media)
    return f"{timecode(first, episode.media)}   ·   bar 1 at {bar_1}, after a lead-in of {lead_s:.2f} s (in the MIDI a bar of its own)"
