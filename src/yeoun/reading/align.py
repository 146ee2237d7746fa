"""Draft and observations become an episode: every scene, line and shot gets its place in the picture.

Lines lie on subtitles where there are some, on heard speech where not, and are spread where nothing is heard, each
with a confidence that says which. Scenes follow from their lines, from the page and from the picture, and tile the
film. Without a script, scenes follow the picture and say so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from yeoun.languages import meaning
from yeoun.model.media import Caution, Media, Shot, Span
from yeoun.model.notes import Notes
from yeoun.model.observed import Observations
from yeoun.model.script import (
    Action,
    Caption,
    Character,
    Draft,
    DraftLine,
    DraftScene,
    Episode,
    Line,
    LineKind,
    Scene,
    SoundTag,
    TimeOfDay,
)
from yeoun.reading.borders import Border, expected, picture_borders, scene_borders
from yeoun.reading.fitting import another_films, script_language
from yeoun.reading.labels import label_kind
from yeoun.reading.laying import (
    Placed,
    Track,
    lay_on_captions,
    lay_on_speech,
    main_track,
    on_the_page,
    page_seconds,
    spread,
    weight,
)
from yeoun.reading.narrating import voice_of
from yeoun.reading.nowhere import refuse_nowhere
from yeoun.reading.shifted import on_what_is_heard
from yeoun.reading.shots import shots_of
from yeoun.units.names import LineId, Person, SceneId
from yeoun.units.time import Seconds, at_frame

MOST_LONGER = 4.0  # our choice: a script so much longer than the picture is not the script of this picture alone
READ_WELL = frozenset({"ko", "en"})  # languages with word lists of their own


def align(draft: Draft, seen: Observations, notes: Notes) -> Episode:
    """The episode: texts laid along the picture.

    draft  what the files say
    seen   what was seen and heard
    notes  people's word: every place they name has to be in the picture; what they ask for is read by later stages
    Gives  scenes that cover every frame once, in order; lines in order of time
    Refuses  InputRefused, a note for a scene that is not there or for frames behind the end
    """
    media = draft.media
    captions, moved = on_what_is_heard(draft.captions, seen.speech, media.length_s)
    draft = replace(draft, captions=captions)
    shots = shots_of(draft.cuts, seen.shots, media.frames)
    track = main_track(draft.captions, script_language(draft.scenes))
    aside, accused = another_films(draft, track, seen.speech, notes)
    if aside:
        draft = replace(draft, scenes=())
        track = main_track(draft.captions, None)
    spoken = track.captions if track else []
    draft, words, left_out = _scenes_of_this_picture(draft, track)
    if draft.scenes:
        scenes, lines, free, doubts = _with_script(draft, words, track, shots, seen)
    else:
        borders = picture_borders(shots, seen, media, [(c.span.start_s, c.span.end_s) for c in spoken])
        scenes, lines, free, doubts = _from_picture(borders, media), [], spoken, []
    lines += _caption_lines(free, scenes, media, bool(draft.scenes))
    refuse_nowhere(notes, scenes, media, is_script_aside=bool(aside))
    return Episode(
        name=draft.episode, picture=draft.picture, media=media, rate=media.rate, frames=media.frames,
        length_s=media.length_s, scenes=scenes, shots=shots,
        lines=tuple(sorted(lines, key=lambda line: (line.span.start_s, line.span.end_s, line.id))),
        tags=_tags(draft.captions, track), characters=_characters(draft, lines), production=seen.production,
        cautions=(*draft.cautions, *moved, *accused, *left_out, *doubts, *_foreign(lines)), aside=aside,
    )  # fmt: skip


def _with_script(
    draft: Draft,
    words: tuple[list[Placed], list[int]],
    track: Track | None,
    shots: tuple[Shot, ...],
    seen: Observations,
) -> tuple[tuple[Scene, ...], list[Line], list[Caption], list[Caution]]:
    """Scenes and lines of a script, the subtitles that are no line of it, and what is doubtful."""
    media, scenes = draft.media, draft.scenes
    placed, free = words
    _, begins = on_the_page(scenes)
    doubts = []
    longer = page_seconds(scenes) / max(media.length_s, 0.1)
    if longer > MOST_LONGER:
        why = f"the script plays about {longer:.0f} times as long as the picture; its scenes are crowded together"
        doubts.append(Caution("script_longer", f"{why}. Give the part of the script that belongs to this picture"))
    if any(each.span is None for each in placed):  # first by the page and the light, then by what is heard where the page expects it
        borders = scene_borders(scenes, placed, expected(begins, placed, media), shots, seen, media)
        pages = [each.page for each in placed]
        places = expected(pages, placed, media, [(page, border) for page, border in zip(begins, borders, strict=True)])
        placed = lay_on_speech(placed, [at / media.length_s for at in places], seen.speech, media.length_s, track)
    borders = scene_borders(scenes, placed, expected(begins, placed, media), shots, seen, media)
    laid_scenes, laid = _laid(scenes, placed, borders, media)
    return laid_scenes, laid, [track.captions[k] for k in free] if track else [], doubts


def _foreign(lines: Sequence[Line]) -> tuple[Caution, ...]:
    """What is missed of lines in languages whose words nobody here knows."""
    strange = [line.language for line in lines if line.language not in READ_WELL]
    if not strange:
        return ()
    names = ", ".join(sorted(set(strange)))
    return (Caution("language", f"{len(strange)} of {len(lines)} lines are neither Korean nor English ({names}): they are read by "
                    "meaning alone, which nobody has measured for them; word lists, directions and levels of speech do not "
                    "count."),)


def _is_read(track: Track, scenes: tuple[DraftScene, ...]) -> bool:
    """Whether it can be told if a line of the script is in the subtitles: by its words, or by what it means."""
    return track.language == script_language(scenes) or meaning.is_there()


def _scenes_of_this_picture(
    draft: Draft, track: Track | None
) -> tuple[Draft, tuple[list[Placed], list[int]], list[Caution]]:
    """The draft without leading and trailing scenes of which no line is in the subtitles: a clip of a longer script.

    Gives  with it the lines of the script laid on the subtitles, and the numbers of subtitles left over
    """
    lines, _ = on_the_page(draft.scenes)
    words = lay_on_captions(lines, track, draft.media.length_s)
    if not lines or track is None or not _is_read(track, draft.scenes):
        return draft, words, []
    laid = [each.scene for each in words[0] if each.span is not None]
    found, talks = set(laid), {each.scene for each in lines}
    if not found or (len(found) < 0.2 * len(talks) and len(laid) < 3):
        return draft, words, []
    first, last = min(found), max(found) + 1
    while first > 0 and first - 1 not in talks:
        first -= 1
    while last < len(draft.scenes) and last not in talks:
        last += 1
    if first == 0 and last == len(draft.scenes):
        return draft, words, []
    gone = [scene.number or scene.heading for n, scene in enumerate(draft.scenes) if not first <= n < last]
    shown = ", ".join(gone[:8]) + (" and more" if len(gone) > 8 else "")
    why = "scenes of the script of which no line is in the subtitles are taken to lie outside this picture"
    draft = replace(draft, scenes=draft.scenes[first:last])
    words = lay_on_captions(on_the_page(draft.scenes)[0], track, draft.media.length_s)
    return draft, words, [Caution("scenes_elsewhere", f"{why}: {shown}")]


def _laid(
    drafts: tuple[DraftScene, ...],
    placed: list[Placed],
    borders: list[Border],
    media: Media,
) -> tuple[tuple[Scene, ...], list[Line]]:
    ends = [*(border.frame for border in borders[1:]), media.frames]
    spans = [
        (float(at_frame(border.frame, media.rate)), float(at_frame(end, media.rate)))
        for border, end in zip(borders, ends, strict=True)
    ]
    placed = spread(placed, spans)
    scenes, lines = [], []
    for number, (draft, border, end) in enumerate(zip(drafts, borders, ends, strict=True)):
        identity = _scene_id(number)
        mine = [each for each in placed if each.scene == number]
        after = borders[number + 1].confidence if number + 1 < len(borders) else 1.0
        known = sum(each.confidence for each in mine) / len(mine) if mine else 0.4
        scenes.append(
            Scene(
                identity,
                draft.number,
                draft.heading,
                draft.location,
                draft.time_of_day,
                draft.interior,
                draft.marks,
                border.frame,
                end,
                round(0.6 * min(border.confidence, after) + 0.4 * known, 3),
                _actions(draft, mine, spans[number]),
            )
        )
        lines += [_line(each, identity) for each in mine]
    return tuple(scenes), lines


def _line(each: Placed, scene: SceneId) -> Line:
    assert each.span is not None
    speaker, kind = voice_of(each.line.speaker, each.line.kind)
    return Line(LineId(f"{scene}l{each.ordinal:02}"), scene, speaker, each.line.text, each.line.language, kind, each.line.parenthetical,
                each.span, each.confidence, each.source)


def _scene_id(number: int) -> SceneId:
    return SceneId(f"s{number + 1:02}")


def _actions(draft: DraftScene, lines: list[Placed], span: tuple[float, float]) -> tuple[Action, ...]:
    """Every paragraph of action in the gap between the lines around it, as long as it is on the page."""
    actions: list[Action] = []
    waiting: list[tuple[str, float]] = []
    ordinal, low, low_surety = 0, span[0], 0.5

    def lay(until: float, surety: float) -> None:
        total, at = sum(size for _, size in waiting), low
        high = min(max(until, low), span[1])
        for text, size in waiting:
            end = at + (high - at if size == total else (high - low) * size / total)
            end = min(end, high)
            actions.append(
                Action(text, Span(Seconds(round(at, 3)), Seconds(max(round(at, 3), round(end, 3)))), round(surety, 3))
            )
            at = end
        waiting.clear()

    for piece in draft.body:
        if isinstance(piece, DraftLine):
            placed = lines[ordinal]
            ordinal += 1
            assert placed.span is not None
            lay(placed.span.start_s, 0.7 * min(low_surety, placed.confidence))
            low, low_surety = min(max(low, placed.span.end_s), span[1]), placed.confidence
        else:
            waiting.append((piece.text, weight(piece)))
    lay(span[1], 0.7 * low_surety)
    return tuple(actions)


def _from_picture(borders: list[Border], media: Media) -> tuple[Scene, ...]:
    ends = [*(border.frame for border in borders[1:]), media.frames]
    return tuple(
        Scene(
            _scene_id(n),
            str(n + 1),
            f"Scene {n + 1} (from the picture)",
            "",
            TimeOfDay.UNKNOWN,
            None,
            (),
            border.frame,
            end,
            border.confidence if n else (0.5 if len(borders) > 1 else 0.3),
            (),
        )
        for n, (border, end) in enumerate(zip(borders, ends, strict=True))
    )


def _caption_lines(captions: list[Caption], scenes: tuple[Scene, ...], media: Media, has_script: bool) -> list[Line]:
    """Subtitles that are no line of the script, as lines of the scene they begin in."""
    lines = []
    counts: Counter[SceneId] = Counter()
    letter = "c" if has_script else "l"
    for caption in captions:
        frame = int(Fraction(caption.span.start_s + 1e-6) * media.rate)
        scene = next((each for each in scenes if each.first_frame <= frame < each.end_frame), scenes[-1])
        counts[scene.id] += 1
        speaker, kind = voice_of(caption.speaker, LineKind.SPOKEN)
        lines.append(
            Line(
                LineId(f"{scene.id}{letter}{counts[scene.id]:02}"),
                scene.id,
                speaker,
                caption.text,
                caption.language,
                kind,
                "",
                caption.span,
                0.8 if has_script else 0.95,
                "subtitle",
            )
        )
    return lines


def _tags(captions: tuple[Caption, ...], track: Track | None) -> tuple[SoundTag, ...]:
    """What subtitles say of sounds, music and singing: of the track the lines come from, else of the fullest one."""
    heard = [caption for caption in captions if caption.kind != "speech"]
    counts = Counter(caption.source for caption in heard)
    if not counts:
        return ()
    source = track.source if track and track.source in counts else counts.most_common(1)[0][0]
    return tuple(
        SoundTag(caption.span, f"♪ {caption.text}" if caption.kind == "lyric" else caption.text, label_kind(caption.kind, caption.text))
        for caption in heard
        if caption.source == source
    )


def _characters(draft: Draft, lines: list[Line]) -> tuple[Character, ...]:
    """Who speaks in this picture and how often, in the order of the script, then of the picture."""
    counts: Counter[Person] = Counter(line.speaker for line in lines if line.speaker)
    order = [each.name for each in draft.characters if each.name in counts]
    order += [name for name in counts if name not in order]
    return tuple(Character(name, counts[name]) for name in order)
