"""report.html: one page a director can read. Nothing is loaded from outside the folder; sound and picture by relative links.

It says what was felt, decided, made and measured, and what was missing. Numbers come from the nouns that carry measurements;
what was not measured is not there.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from statistics import median

from yeoun import __version__
from yeoun.delivering.answering import DOES, SOUNDS, answered_at
from yeoun.delivering.notes import cautions_of
from yeoun.delivering.notes import table as notes_table
from yeoun.delivering.plain import timecode
from yeoun.delivering.settled import unmet_hits, whole_settled
from yeoun.delivering.spelling import spelling_of
from yeoun.delivering.timeline_svg import CUE, INK, QUIET, SPEECH, THERE, timeline_svg
from yeoun.delivering.titles import as_spoken, is_korean, player_of, second_title_of, speaks_korean, title_of
from yeoun.delivering.told import (
    ENDS,
    MASTERS,
    giving_way,
    landed_words,
    place_words,
    sentence,
    silence_words,
    unmeasured,
)
from yeoun.model.composed import Motif
from yeoun.model.delivered import Delivery
from yeoun.model.media import HEARD, Caution, Span, file_names
from yeoun.model.mixed import LoudLine
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.model.spotted import Silence
from yeoun.units.loudness import middle_and_least
from yeoun.units.modes import mode_said
from yeoun.units.pitch import key_named
from yeoun.units.time import at_frame, nearest_frame

SWATCHES = (("hsl(36 80% 55%)", "warm light"), ("hsl(212 80% 55%)", "cold light"), ("hsl(36 18% 32%)", "dark"),
            (THERE, "the character is there"), (SPEECH, "speech that was heard"), (INK, "lines of the script and subtitles"),
            (QUIET, "the picture's own sound is quiet"), (CUE, "cues"))


def report_file(shelf: Shelf, soundtrack: Soundtrack) -> Delivery:
    """report.html in the root of the folder."""
    return Delivery((OutFile("report.html", shelf.keep("report.html", page(soundtrack).encode())),),
                    (*cautions_of(soundtrack), *unmet_hits(soundtrack)))


def page(soundtrack: Soundtrack) -> str:
    """The whole page."""
    room = files("yeoun.delivering") / "page"
    episode = soundtrack.episode
    soundtrack = whole_settled(soundtrack)
    soundtrack = replace(soundtrack, cues=tuple(as_spoken(episode, each) for each in soundtrack.cues))
    parts = [_head(soundtrack), _heading("One picture of everything", "한눈에 보기", soundtrack), _timeline(soundtrack),
             _heading("Cues", "큐", soundtrack), *(_cue(each, soundtrack) for each in soundtrack.cues),
             _silences(soundtrack), _notes(soundtrack), _masters(soundtrack), _words(soundtrack),
             _cautions(soundtrack), _foot(soundtrack)]
    title = f"{episode.name} · {episode.picture.name}"
    return ("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            f"<title>{escape(title)} · Yeoun</title><style>{(room / 'report.css').read_text()}</style></head><body><main>"
            f"{''.join(parts)}</main><script>{(room / 'report.js').read_text()}</script></body></html>\n")


def _notes(soundtrack: Soundtrack) -> str:
    table = notes_table(soundtrack)
    return _heading("Notes", "노트", soundtrack) + table if table else ""


def _heading(english: str, korean: str, soundtrack: Soundtrack) -> str:
    """A heading; in Korean too where the film has Korean."""
    return f"<h2>{english}{f' <small lang=ko>{korean}</small>' if is_korean(soundtrack.episode) else ''}</h2>"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table whose cells know their heading, so that a narrow page can set them below one another."""
    top = "".join(f"<th>{head}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f'<td data-th="{head}">{cell}</td>' for head, cell in zip(heads, row, strict=True)) + "</tr>"
                   for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _seek(at: float, words: str) -> str:
    return f'<button class="at" data-at="{at:.3f}">{escape(words)}</button>'


def _head(soundtrack: Soundtrack) -> str:
    episode, media = soundtrack.episode, soundtrack.episode.media
    music = sum(cue.cue.end_frame - cue.cue.first_frame for cue in soundtrack.cues) / max(1, episode.frames)
    rate = f"{float(episode.rate):.3f}".rstrip("0").rstrip(".")
    people = ", ".join(escape(f"{who.name} ({_count(who.lines, 'line')})") for who in episode.characters) or "nobody named"
    styles: dict[str, float] = {}
    for cue in soundtrack.cues:
        for style, share in cue.sketch.fusion:
            styles[style] = styles.get(style, 0.0) + share / len(soundtrack.cues)
    mixed = ", ".join(f"{style} {100 * share:.0f} %" for style, share in sorted(styles.items(), key=lambda each: -each[1])
                      if share >= 0.005)
    silences = sum(isinstance(each, Silence) for each in soundtrack.spotting.moments)
    met = sum(each.ok for each in soundtrack.masters)
    facts = [("Picture", f"{media.width}×{media.height}, {rate} frames/s, {episode.length_s:.1f} s from {timecode(0, media)}"),
             ("Scenes, shots", f"{len(episode.scenes)}, {len(episode.shots)}"), ("People", people),
             ("Music", f"{_count(len(soundtrack.cues), 'cue')} over {100 * music:.0f} % of the picture, "
              f"{_count(silences, 'silence')}"),
             ("Themes", "; ".join(escape(_theme(each, soundtrack)) for each in soundtrack.themes.motifs) or "none"),
             ("Idioms intended", mixed or "none"),
             ("Masters", f"{met} of {len(soundtrack.masters)} meet what their destination asks" if soundtrack.masters else "none made"),
             ("To know", f"{_count(len(_all_cautions(soundtrack)), 'warning')}, at the foot of this page")]
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    links = " · ".join(f'<a href="{path}">{name}</a>' for path, name in (
        ("themes/themes.pdf", "themes (PDF)"), ("spotting/spotting.csv", "spotting list"),
        ("paperwork/cue_sheet.xlsx", "cue sheet"), ("session/score.dawproject", "DAW session"),
        ("session/cues.edl", "cue list (EDL)"), ("emotion/graph.png", "emotion graph")))
    return (f"<h1>{escape(episode.name)} <span class=soft>{escape(episode.picture.name)}</span></h1>"
            "<p class=soft>Machine-made first pass. People decide: notes always win.</p>"
            f'<div class="top"><video controls preload="metadata" src="picture/scored.mp4#t={_poster(soundtrack):.3f}" '
            f'data-poster="{_poster(soundtrack):.3f}"></video>'
            f'<div><dl class="facts">{rows}</dl><p>{links}</p></div></div>')


def _theme(motif: Motif, soundtrack: Soundtrack) -> str:
    """Whose it is, its mode, and which cues state it: a theme that is only in the book is not heard."""
    cues = [str(each.cue.id) for each in soundtrack.cues if any(stated.motif == motif.id for stated in each.sketch.statements)]
    return f"{motif.owner}: {mode_said(motif.mode, is_korean(soundtrack.episode))}, {', '.join(cues) if cues else 'stated in no cue'}"


def _count(number: int, what: str) -> str:
    """A number of things, in words.

    >>> _count(1, "cue"), _count(3, "cue")
    ('1 cue', '3 cues')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def _poster(soundtrack: Soundtrack) -> float:
    """A moment worth looking at before the film runs: the middle of the brightest long shot (seconds)."""
    episode, light = soundtrack.episode, {each.shot: each.luminance for each in soundtrack.seen.light}
    long = [shot for shot in episode.shots if shot.end_frame - shot.first_frame >= episode.rate] or list(episode.shots)
    best = max(long, key=lambda shot: light.get(shot.id, 0.0), default=None)
    return 0.0 if best is None else at_frame((best.first_frame + best.end_frame) // 2, episode.rate)


def _timeline(soundtrack: Soundtrack) -> str:
    keys = "".join(f'<span><i class="key" style="border-top: 3px {style} {colour}"></i>{name}</span>' for name, colour, style in (
        ("valence", "#c98a2b", "solid"), ("arousal", "#b3402e", "dashed"), ("tension", "#3b6ea5", "dotted")))
    swatches = "".join(f'<span><i class="swatch" style="background: {colour}"></i>{name}</span>' for colour, name in SWATCHES)
    return (f'<div class="timeline">{timeline_svg(soundtrack)}</div><div class="legend">{keys}'
            "<span>♥ heart of each character, imagined after the scene</span>"
            f"{swatches}"
            "<span>▼ hits of class A, B, C; ▽ not met</span><span>dashed boxes: silences</span>"
            "<span>● steps, hearts and other sounds that were heard</span>"
            "<span>Press anywhere to go there; point at a mark for its reason. The curves are the program's opinion of the "
            "scene, not measured on an audience.</span></div>")


def _cue(each: ScoredCue, soundtrack: Soundtrack) -> str:
    cue, sketch, score, episode = each.cue, each.sketch, each.score, soundtrack.episode
    start, end = at_frame(cue.first_frame, episode.rate), at_frame(cue.end_frame, episode.rate)
    tempi = [60e6 / mark.microseconds for mark in sketch.tempo_map.marks]
    tempo = f"{tempi[0]:.0f} bpm" if max(tempi) - min(tempi) < 1 else f"{min(tempi):.0f}–{max(tempi):.0f} bpm"
    tonic = spelling_of(sketch.key, sketch.mode).name(key_named(f"{sketch.key}4"))
    tags = [cue.function.value, f"{tonic} {mode_said(sketch.mode, speaks_korean(score))}", tempo, f"{end - start:.1f} s",
            f"room: {score.room.name}",
            ENDS[cue.ending]]
    korean = speaks_korean(score)
    players = "".join(
        f'<li title="{escape(part.why)}"><b>{escape(player_of(part.instrument, korean))}</b>'
        f"{f' {escape(part.instrument.english)}' if korean else ''}"
        f"{f' · thinks for {escape(part.speaks_for)}' if part.inner and part.speaks_for else ''}</li>" for part in score.parts)
    place = f"cues/{cue.id}"
    whose = f" Follows what {escape(cue.character)} feels." if cue.character else ""
    second = f"<span class=soft>{escape(second_title_of(score))}</span>" if second_title_of(score) else ""
    return (f'<section class="cue" id="{cue.id}"><header><h3><span class="number">{cue.id}</span> {escape(title_of(score))}</h3>'
            f"{second}<span class=clock>{_seek(start, timecode(cue.first_frame, episode.media))} – "
            f"{timecode(cue.end_frame, episode.media)}</span></header><p class=tags>"
            + "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags)
            + f"</p><p>{escape(sentence(cue.reason))}{whose}</p>"
            f'<audio controls preload="none" src="{place}/music.wav"></audio><ul class="players">{players}</ul>'
            f'<p><a href="{place}/{cue.id}.pdf">score (PDF)</a> · <a href="{place}/{cue.id}.musicxml">MusicXML</a> · '
            f'<a href="{place}/{cue.id}.mid">MIDI</a></p>{_parts(each)}{_hits(each, episode)}{_why(each)}</section>')


def _parts(each: ScoredCue) -> str:
    """Every player's part, one press away."""
    links = "".join(f'<li><a href="cues/{each.cue.id}/parts/{part.number:02}_{part.name}.pdf">'
                    f"{escape(player_of(part.instrument, speaks_korean(each.score)))}</a></li>" for part in each.score.parts)
    return f"<details><summary>a part for every player (PDF)</summary><ul>{links}</ul></details>"


def _hits(each: ScoredCue, episode: Episode) -> str:
    rows = [(_seek(hit.at_s, timecode(hit.frame, episode.media)), hit.grade.value, escape(hit.reason),
             escape(landed_words(each, k)) or "no note meets it") for k, hit in enumerate(each.cue.hits)]
    caught = (_table(("hit", "class", "why", "how it is written to land"), rows) if rows
              else "<p class=soft>No hit: the music runs through.</p>")
    left = "".join(f"<li>{_seek(one.at_s, timecode(nearest_frame(one.at_s, episode.rate), episode.media))}: "
                   f"{escape(one.reason)}</li>" for one in each.cue.not_caught)
    caught += "".join(f"<p>{_seek(one.at_s, timecode(nearest_frame(one.at_s, episode.rate), episode.media))}: {SOUNDS[one.sound]}, "
                      f"answered: {DOES[one.does]}, {place_words(each.score, at)}.</p>" for one in each.cue.answers
                      if (at := answered_at(each, one)) is not None)
    summary = f"{_count(len(each.cue.not_caught), 'moment')} left alone on purpose"
    return caught + (f"<details><summary>{summary}</summary><ul>{left}</ul></details>" if left else "")


def _why(each: ScoredCue) -> str:
    korean = speaks_korean(each.score)
    players = "".join(f"<li><b>{escape(player_of(part.instrument, korean, both=True))}, {escape(part.role)}:</b> "
                      f"{escape(part.why)}</li>" for part in each.score.parts)
    form = "".join(f"<li>{escape(section.name)}, {place_words(each.score, section.at_beat)}: {escape(section.reason)}</li>"
                   for section in each.sketch.sections)
    return (f"<details><summary>why these players</summary><ul>{players}</ul></details>"
            f"<details><summary>form</summary><ul>{form}</ul></details>{_signs(each)}")


def _signs(each: ScoredCue) -> str:
    """Whether the written notes lean the way the feeling asks: signs from the literature, nobody was asked."""
    missing = unmeasured(each.sketch)
    rows = "".join(f"<li>{escape(name)}: {'leans with it' if agrees else 'leans against it' if agrees is False else missing[name]}"
                   "</li>" for name, agrees in each.sketch.legibility)
    known = [agrees for _, agrees in each.sketch.legibility if agrees is not None]
    told = (f"{sum(known)} of {len(known)} lean with it (by chance {len(known) / 2:g}); by rule, no listener was asked"
            if known else next(iter(missing.values()), ""))
    return f"<details><summary>signs of the feeling in the notes: {told}</summary><ul>{rows}</ul></details>" if rows else ""


def _silences(soundtrack: Soundtrack) -> str:
    episode = soundtrack.episode
    def begins(moment: Silence) -> str:
        return _seek(at_frame(moment.first_frame, episode.rate),
                     timecode(moment.first_frame, episode.media))

    rows = [(begins(moment), f"{float((moment.end_frame - moment.first_frame) / episode.rate):.1f} s",
             escape(silence_words(moment)), escape(sentence(moment.reason)))
            for moment in soundtrack.spotting.moments if isinstance(moment, Silence)]
    if not rows:
        return ""
    return _heading("Silences", "침묵", soundtrack) + _table(("from", "length", "kind", "why"), rows)


def _masters(soundtrack: Soundtrack) -> str:
    def figure(value: float | None, unit: str, why: str) -> str:
        return f"<span class=soft>not measured: {why}</span>" if value is None else f"{value:.1f} {unit}"

    rows = []
    for each in soundtrack.masters:
        target, measured = each.target, each.measured
        speech = target.anchor == "speech"
        read = measured.dialogue_gated_lufs if speech else measured.integrated_lufs
        asked = "no loudness target" if target.lufs is None else f"{target.lufs:g} LUFS ({target.anchor})"
        met = "✓ met" if target.lufs is not None else "✓ peaks met"    # without a loudness target nothing else is asked of the level
        verdict = f'<span class="ok">{met}</span>' if each.ok else '<span class="no">✗ not met</span>'
        rows.append((f'<a href="{each.file.path}">{MASTERS[target.destination]}</a>', target.layout, asked,
                     figure(read, "LUFS", "no words to gate on" if speech else "no sound over the gate"),
                     f"{figure(measured.true_peak_dbtp, 'dBTP', 'no sound')} (≤ {target.true_peak_dbtp:g})",
                     figure(measured.lra_lu, "LU", "too short or too quiet"), verdict))
    if not rows:
        return ""
    meters = "; ".join(dict.fromkeys(each.meter for each in soundtrack.masters))
    return (_heading("Masters", "마스터", soundtrack)
            + _table(("master", "layout", "asked", "measured", "true peak", "range", "verdict"), rows)
            + f"<p class=soft>Measured with: {escape(meters)}.</p>" + _searched(soundtrack))


def _searched(soundtrack: Soundtrack) -> str:
    """How each master's music was set, beside gain alone and settings by lot."""
    found = [(each.target, each.searched) for each in soundtrack.masters if each.searched is not None]
    if not found:
        return ""
    rows = []
    for target, one in found:
        now = dict(one.settings)
        bands = ", ".join(f"{now[f'{name}_db']:+.1f}" for name in ("low", "warm", "clear", "air"))
        lift = f"{now['lift']:.2f} dB a dB under {now['under_lu']:+.1f} LU" if now["lift"] else "none"
        grave = max(one.terms, key=lambda term: term[2])
        rows.append((MASTERS[target.destination], f"{one.loss:.2f}", f"{one.loss_gain_only:.2f}", f"{one.loss_by_lot:.2f}", f"{bands} dB",
                     lift, f"{grave[0]} {grave[2]:.2f} (was {grave[1]:.2f})"))
    said = (f"Of the music alone; {found[0][1].tries} settings tried for each, seed {found[0][1].seed}. The loss is the sum of the squares "
            "of its terms, each 1 at its limit, told from an outline of the programme; every term is in masters/masters.json.")
    heads = ("master", "loss as set", "gain alone", "best by lot", "low, warm, clear, air", "lift of quiet bars", "gravest term")
    return (_table(heads, rows) + f"<p class=soft>{said}</p>")


def _words(soundtrack: Soundtrack) -> str:
    lines = soundtrack.preview.lines
    top, way = _heading("Words over music", "대사", soundtrack), f"<p>{escape(giving_way(soundtrack.mix))}</p>"
    known = [line.ratio_db for line in lines if line.ratio_db is not None]
    if not known:
        is_left_out = soundtrack.mix.production is None and soundtrack.mix.dialogue is None
        why = ("nobody speaks" if not lines else "the programme leaves the picture's own sound out" if is_left_out else
               "no clean dialogue was handed in, and words were not heard well enough in the picture's own sound")
        return f"{top}<p>The distance of words and music was not measured, because {why}.</p>{way}"
    middle, low = middle_and_least(known)
    losses = [line.estoi_loss for line in lines if line.estoi_loss is not None]
    heard = (f"; loss of intelligibility (ESTOI, 0 is none) median {median(losses):.3f}, worst {max(losses):.3f}"
             if losses else "; no clean dialogue was handed in, so intelligibility was not measured")
    return (f"{top}<p>{_spoken(soundtrack)}: median {middle:.1f} LU above the music, 5th percentile {low:.1f} LU{heard}.</p>{way}")


def _spoken(soundtrack: Soundtrack) -> str:
    """What the figures of words over music count: stretches of speech that were heard, each with however many lines lie in it."""
    every, speech = soundtrack.episode.lines, soundtrack.seen.speech
    heard = [each for each in soundtrack.preview.lines if any(_meet(each, one.span) for one in speech)]
    measured = [each for each in heard if each.ratio_db is not None]
    text = sum(each.ratio_db is not None for each in soundtrack.preview.lines) - len(measured)
    lines = sum(any(_meet(each, line.span) for each in measured) for line in every)
    many = (f"{len(measured)} of the {len(heard)} stretches" if len(measured) < len(heard) else
            f"{len(measured)} stretch{'' if len(measured) == 1 else 'es'}")
    told = [f"{many} of speech without a longer pause" + (f", in which lie {lines} of the {len(every)} lines of script and subtitles"
                                                         if every else "")] if measured else []
    told += [f"{_count(text, 'line')} of text at which no speech was heard"] if text else []
    rest = " (the other stretches have no music over them, or words too soft to measure)" if len(measured) < len(heard) else ""
    return f"Measured over {', and over '.join(told)}{rest}"


def _meet(line: LoudLine, span: Span) -> bool:
    return float(span.start_s) < line.end_s and float(span.end_s) > line.start_s


def _all_cautions(soundtrack: Soundtrack) -> tuple[Caution, ...]:
    rooms = (soundtrack.episode.cautions, soundtrack.seen.cautions, soundtrack.graph.cautions, soundtrack.spotting.cautions,
             soundtrack.mix.cautions, soundtrack.preview.cautions, *(each.cautions for each in soundtrack.masters),
             cautions_of(soundtrack), unmet_hits(soundtrack))
    return tuple(dict.fromkeys(caution for room in rooms for caution in room))


def _cautions(soundtrack: Soundtrack) -> str:
    media = soundtrack.episode.media
    names = file_names(soundtrack.material)
    first = sorted(_all_cautions(soundtrack), key=lambda each: HEARD.index(each.code) if each.is_heard else len(HEARD))
    rows = "".join(f"<li{' class=heard' if each.is_heard else ''}>{escape(sentence(each.message, names))}"
                   f"{'' if each.at_s is None else ' ' + _seek(each.at_s, timecode(nearest_frame(each.at_s, media.rate), media))}</li>"
                   for each in first)
    return (_heading("What you should know", "주의", soundtrack) +
            f'<ul class="warnings">{rows or "<li>Nothing went wrong, and nothing was missing.</li>"}</ul>')


def _foot(soundtrack: Soundtrack) -> str:
    sources = sorted({source for cue in soundtrack.cues for stem in cue.stems for source in stem.sources})
    credit = "; ".join(escape(f"{source} ({licence}): {line}") for source, licence, line in sources)
    return f"<footer>Yeoun {__version__}. Sound sources: {credit or 'none'}.</footer>"
