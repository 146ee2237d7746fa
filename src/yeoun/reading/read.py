"""Files become a draft: what the picture file, script, subtitles and cut list say, before anyone looks or listens.

Only the picture is required. Every input that is missing costs something, and the draft says what.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from yeoun.model.media import INSIDE, Caution, Material, Media, Span
from yeoun.model.script import Caption, Character, Draft, DraftScene
from yeoun.model.shelf import FileRef, Shelf
from yeoun.reading.captions import captions_inside, read_captions
from yeoun.reading.lists import Listed, cautions_of, load_list, points_in
from yeoun.reading.media import look_at
from yeoun.reading.narrating import is_narrator, narrators_told
from yeoun.reading.reels import reels_of
from yeoun.reading.screenplay import characters_of
from yeoun.reading.script import load_script
from yeoun.reading.start import begun
from yeoun.reading.texts import load_text
from yeoun.units.names import Person
from yeoun.units.time import Seconds


def read(shelf: Shelf, material: Material) -> Draft:
    """What the files of an episode say, without a clock.

    shelf     where the files lie
    material  which files were handed in
    Refuses   InputRefused, for the first file that cannot be used, with the place and the cure
    """
    picture = material.picture
    look = look_at(shelf.path(picture), picture.name, material.streams)
    scenes, script_doubts = _script(shelf, material.script)
    listed, list_doubts = _cut_list(shelf, material.cuts)
    cuts, cut_doubts = ((), ()) if listed is None else points_in(
        listed, look.media.rate, start_frame=look.media.start_frame, frames=look.media.frames)
    media, start_doubts = begun(shelf, material, look.media, listed)
    captions, caption_doubts = _captions(shelf, material, media)
    labels = narrators_told(scenes, material.script.name if material.script else "", captions)
    cautions = [*look.cautions, *script_doubts, *caption_doubts, *labels, *list_doubts, *cut_doubts, *start_doubts]
    if material.dialogue is None and look.media.sound is not None:
        cautions.append(
            Caution(
                "no_dialogue",
                "no clean dialogue was given: voices are judged through whatever sounds with them, and "
                "loudness under speech is measured on the mix",
            )
        )
    return Draft(
        episode=material.episode,
        picture=picture,
        media=media,
        reels=reels_of(look, picture),
        scenes=scenes,
        captions=captions,
        cuts=cuts,
        characters=_characters(scenes, captions),
        cautions=tuple(cautions),
    )


def _script(shelf: Shelf, script: FileRef | None) -> tuple[tuple[DraftScene, ...], tuple[Caution, ...]]:
    if script is None:
        return (), (
            Caution(
                "no_script",
                "no script was given: places, times of day, inner voices and directions are unknown, and scenes "
                "are guessed from the picture",
            ),
        )
    found = load_script(shelf.path(script), script.name)
    return found.scenes, found.cautions


def _captions(shelf: Shelf, material: Material, media: Media) -> tuple[tuple[Caption, ...], tuple[Caution, ...]]:
    captions: list[Caption] = []
    cautions: list[Caution] = []
    for file in material.subtitles:
        text, doubts = load_text(shelf.path(file), file.name)
        found, more = read_captions(text, file.name)
        captions += found
        cautions += [*doubts, *more]
    if not material.subtitles and media.subtitle_streams:
        found, more = captions_inside(
            shelf.path(material.picture),
            material.picture.name,
            media.subtitle_streams,
            media.first_pts * media.time_base,
        )
        captions += found
        cautions += [*_about_inside(found, material.picture.name), *more]
    if not captions:
        cautions.append(
            Caution(
                "no_subtitles", "no subtitles were given: where each line is spoken is estimated from the sound alone"
            )
        )
    kept, more = _within(captions, media)
    return tuple(kept), (*cautions, *more)


def _about_inside(found: tuple[Caption, ...], picture: str) -> tuple[Caution, ...]:
    """That subtitles were used which nobody handed in."""
    streams = [f"stream {source.rpartition('#')[2]} with {_count([each for each in found if each.source == source])} subtitles"
               for source in dict.fromkeys(each.source for each in found)]
    return (Caution(INSIDE, f"no subtitle file was given, so the subtitles inside {picture} are used: {', '.join(streams)}; "
                    "a file given with --subtitles takes their place"),) if streams else ()


def _count(captions: Sequence[Caption]) -> int:
    """How many subtitles captions come from: a label and the words beside it are one."""
    return len({(each.source, each.number) for each in captions})


def _within(captions: list[Caption], media: Media) -> tuple[list[Caption], tuple[Caution, ...]]:
    """Captions on picture time: a file that counts from the start timecode is moved, what lies outside is left out."""
    length, cautions = media.length_s, []
    start = float(Fraction(media.start_frame) / media.rate)
    moved: list[Caption] = []
    for source in dict.fromkeys(caption.source for caption in captions):
        mine = [caption for caption in captions if caption.source == source]
        if media.start_frame and min(caption.span.start_s for caption in mine) >= max(start - 0.001, length):
            cautions.append(
                Caution("captions_moved", f"{source} counts from the picture's timecode; it is moved to begin with it")
            )
            mine = [_shifted(caption, -start) for caption in mine]
        inside = [caption for caption in mine if caption.span.start_s < length]
        many = _count(mine)
        if len(inside) < len(mine):
            last = max(caption.span.end_s for caption in mine)
            cautions.append(
                Caution(
                    "captions_outside",
                    f"{source}: {many - _count(inside)} of {many} subtitles begin after the "
                    f"picture has ended (the last at {last:.1f} s of {length:.1f} s); is it the right file or rate?",
                )
            )
        moved += [_shifted(caption, 0.0, length) for caption in inside]
    return moved, tuple(cautions)


def _shifted(caption: Caption, by: float, end: float = float("inf")) -> Caption:
    start_s = round(max(0.0, caption.span.start_s + by), 6)
    span = Span(Seconds(start_s), Seconds(max(start_s, min(end, round(caption.span.end_s + by, 6)))))
    return Caption(span, caption.text, caption.language, caption.kind, caption.speaker, caption.source, caption.number)


def _cut_list(shelf: Shelf, file: FileRef | None) -> tuple[Listed | None, tuple[Caution, ...]]:
    if file is None:
        return None, (Caution("no_cuts", "no cut list was given: cuts and dissolves are detected in the picture"),)
    found, doubts = load_list(shelf.path(file), file.name)
    return found, (*doubts, *cautions_of(found))


def _characters(scenes: tuple[DraftScene, ...], captions: tuple[Caption, ...]) -> tuple[Character, ...]:
    """Who speaks: by the script, else by the speakers that subtitles name."""
    if scenes:
        return characters_of(scenes)
    counts: Counter[Person] = Counter()
    named = [caption for caption in captions if caption.speaker and caption.kind == "speech" and not is_narrator(caption.speaker)]
    for caption in named:
        if caption.source == named[0].source and caption.speaker:
            counts[caption.speaker] += 1
    return tuple(Character(name, count) for name, count in counts.items())
