"""report.html: one page a director can read. Nothing is loaded from outside the folder; sound and picture by relative links.

It says what was felt, decided, made and measured, and what was missing. Numbers come from the nouns that carry measurements;
what was not measured is not there.
"""

from html import escape
from importlib.resources import files

from yeoun import __version__
from yeoun.delivering.notes import cautions_of
from yeoun.delivering.notes import table as notes_table
from yeoun.delivering.plain import timecode
from yeoun.delivering.spelling import spelling_of
from yeoun.delivering.timeline_svg import timeline_svg
from yeoun.model.delivered import Delivery
from yeoun.model.media import Caution
from yeoun.model.mixed import Master
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.model.spotted import Silence
from yeoun.units.modes import mode_said
from yeoun.units.pitch import key_named
from yeoun.units.time import at_frame


def report_file(shelf: Shelf, soundtrack: Soundtrack) -> Delivery:
    """report.html in the root of the folder."""
    return Delivery((OutFile("report.html", shelf.keep("report.html", page(soundtrack).encode())),),
                    cautions_of(soundtrack))


def page(soundtrack: Soundtrack) -> str:
    """The whole page."""
    room = files("yeoun.delivering") / "page"
    episode = soundtrack.episode
    parts = [_head(soundtrack), "<h2>One picture of everything <small>한눈에 보기</small></h2>", _timeline(soundtrack),
             "<h2>Cues <small>큐</small></h2>", *(_cue(each, soundtrack) for each in soundtrack.cues),
             _silences(soundtrack), notes_table(soundtrack), _masters(soundtrack.masters), _words(soundtrack),
             _cautions(soundtrack), _foot(soundtrack)]
    title = f"{episode.name} · {episode.picture.name}"
    return ("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            f"<title>{escape(title)} · Yeoun</title><style>{(room / 'report.css').read_text()}</style></head><body><main>"
            f"{''.join(parts)}</main><script>{(room / 'report.js').read_text()}</script></body></html>\n")


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
    facts = [("Picture", f"{escape(episode.picture.name)}, {media.width}×{media.height}, {rate} frames/s, "
              f"{episode.length_s:.1f} s"), ("Scenes, shots", f"{len(episode.scenes)}, {len(episode.shots)}"),
             ("People", people), ("Music", f"{_count(len(soundtrack.cues), 'cue')} over {100 * music:.0f} % of the picture"),
             ("Idioms intended", mixed or "none"),
             ("Themes", ", ".join(escape(f"{each.owner}: {mode_said(each.mode)}") for each in soundtrack.themes.motifs) or "none"),
             ("Warnings", str(len(_all_cautions(soundtrack))))]
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    links = " · ".join(f'<a href="{path}">{name}</a>' for path, name in (
        ("themes/themes.pdf", "themes (PDF)"), ("spotting/spotting.csv", "spotting"), ("paperwork/cue_sheet.xlsx", "cue sheet"),
        ("session/score.dawproject", "DAW session"), ("emotion/graph.png", "emotion graph")))
    return (f"<h1>{escape(episode.name)} <span class=soft>{escape(episode.picture.name)}</span></h1>"
            "<p class=soft>Machine-made first pass. People decide: notes always win.</p>"
            f'<div class="top"><video controls preload="metadata" src="picture/scored.mp4#t={_poster(soundtrack):.3f}"></video>'
            f'<div><dl class="facts">{rows}</dl><p>{links}</p></div></div>')


def _count(number: int, what: str) -> str:
    """A number of things, in words.

    >>> _count(1, "cue"), _count(3, "cue")
    ('1 cue', '3 cues')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def _sentence(words: str) -> str:
    """Words as a sentence.

    >>> _sentence("she turns")
    'She turns.'
    """
    return words[:1].upper() + words[1:].rstrip(".") + "."


def _poster(soundtrack: Soundtrack) -> float:
    """A moment worth looking at before the film runs: the middle of the brightest long shot (seconds)."""
    episode, light = soundtrack.episode, {each.shot: each.luminance for each in soundtrack.seen.light}
    long = [shot for shot in episode.shots if shot.end_frame - shot.first_frame >= episode.rate] or list(episode.shots)
    best = max(long, key=lambda shot: light.get(shot.id, 0.0), default=None)
    return 0.0 if best is None else at_frame((best.first_frame + best.end_frame) // 2, episode.rate)


def _timeline(soundtrack: Soundtrack) -> str:
    keys = "".join(f'<span><i class="key" style="border-top: 3px {style} {colour}"></i>{name}</span>' for name, colour, style in (
        ("valence", "#c98a2b", "solid"), ("arousal", "#b3402e", "dashed"), ("tension", "#3b6ea5", "dotted")))
    return (f'<div class="timeline">{timeline_svg(soundtrack)}</div><div class="legend">{keys}'
            "<span>♥ heart of each character</span>"
            '<span><i class="swatch" style="background: hsl(36 80% 55%)"></i>warm light</span>'
            '<span><i class="swatch" style="background: hsl(212 80% 55%)"></i>cold light</span>'
            '<span><i class="swatch" style="background: hsl(36 18% 32%)"></i>dark</span>'
            "<span>▼ red: hits A, B, C</span><span>dashed boxes: silences</span>"
            "<span>click to go there; point for reasons</span></div>")


def _cue(each: ScoredCue, soundtrack: Soundtrack) -> str:
    cue, sketch, score, episode = each.cue, each.sketch, each.score, soundtrack.episode
    start, end = at_frame(cue.first_frame, episode.rate), at_frame(cue.end_frame, episode.rate)
    tempi = [60e6 / mark.microseconds for mark in sketch.tempo_map.marks]
    tempo = f"{tempi[0]:.0f} bpm" if max(tempi) - min(tempi) < 1 else f"{min(tempi):.0f}–{max(tempi):.0f} bpm"
    titles = dict(score.titles)
    tonic = spelling_of(sketch.key, sketch.mode).name(key_named(f"{sketch.key}4"))
    tags = [cue.function.value, f"{tonic} {mode_said(sketch.mode)}", tempo, f"{end - start:.1f} s", f"room: {score.room.name}",
            f"ends: {cue.ending.value}"]
    players = "".join(
        f'<li title="{escape(part.why)}"><b>{escape(part.instrument.hangul)}</b> {escape(part.instrument.english)}'
        f"{f' · thinks for {escape(part.speaks_for)}' if part.inner and part.speaks_for else ''}</li>" for part in score.parts)
    place = f"cues/{cue.id}"
    whose = f"<p class=soft>Follows what {escape(cue.character)} feels.</p>" if cue.character else ""
    return (f'<section class="cue" id="{cue.id}"><header><h3>{cue.id}  {escape(titles.get("ko", ""))}</h3>'
            f"<span class=soft>{escape(titles.get('en', ''))}</span>"
            f"{_seek(start, timecode(cue.first_frame, episode.media))}"
            + "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags)
            + f"</header><p>{escape(_sentence(cue.reason))}</p>{whose}"
            f'<audio controls preload="none" src="{place}/music.wav"></audio><ul class="players">{players}</ul>'
            f'<p><a href="{place}/{cue.id}.pdf">score (PDF)</a> · <a href="{place}/{cue.id}.musicxml">MusicXML</a> · '
            f'<a href="{place}/{cue.id}.mid">MIDI</a></p>{_hits(each)}{_why(each)}</section>')


def _hits(each: ScoredCue) -> str:
    rows = []
    for k, hit in enumerate(each.cue.hits):
        landed = next((one for one in each.score.landed if one.hit == k), None)
        where = "not met by a note" if landed is None else f"{escape(landed.part)}, {landed.kind}, beat {float(landed.at_beat):g}"
        rows.append(f"<tr><td>{_seek(hit.at_s, f'{hit.at_s:.2f} s')}</td><td>{hit.grade.value}</td>"
                    f"<td>{escape(hit.reason)}</td><td>{where}</td></tr>")
    caught = (f"<table><tr><th>hit</th><th>class</th><th>why</th><th>how it lands</th></tr>{''.join(rows)}</table>"
              if rows else "<p class=soft>No hit: the music runs through.</p>")
    left = "".join(f"<li>{one.at_s:.2f} s: {escape(one.reason)}</li>" for one in each.cue.not_caught)
    summary = f"{_count(len(each.cue.not_caught), 'moment')} left alone on purpose"
    return caught + (f"<details><summary>{summary}</summary><ul>{left}</ul></details>" if left else "")


def _why(each: ScoredCue) -> str:
    players = "".join(f"<li><b>{escape(part.instrument.hangul)} ({escape(part.name)}), {part.role}:</b> {escape(part.why)}</li>"
                      for part in each.score.parts)
    form = "".join(f"<li>{escape(section.name)}: {escape(section.reason)}</li>" for section in each.sketch.sections)
    return (f"<details><summary>why these players</summary><ul>{players}</ul></details>"
            f"<details><summary>form</summary><ul>{form}</ul></details>")


def _silences(soundtrack: Soundtrack) -> str:
    episode = soundtrack.episode
    def begins(moment: Silence) -> str:
        return _seek(at_frame(moment.first_frame, episode.rate),
                     timecode(moment.first_frame, episode.media))

    rows = "".join(
        f"<tr><td>{moment.id}</td><td>{begins(moment)}</td>"
        f"<td class=n>{float((moment.end_frame - moment.first_frame) / episode.rate):.1f} s</td>"
        f"<td>{moment.kind}, {moment.manner}</td><td>{escape(moment.reason)}</td></tr>"
        for moment in soundtrack.spotting.moments if isinstance(moment, Silence))
    if not rows:
        return ""
    return ("<h2>Silences <small>침묵</small></h2><table><tr><th></th><th>from</th><th>length</th><th>kind</th><th>why</th></tr>"
            f"{rows}</table>")


def _masters(masters: tuple[Master, ...]) -> str:
    def figure(value: float | None, unit: str) -> str:
        return "–" if value is None else f"{value:.1f} {unit}"

    rows = ""
    for each in masters:
        target, measured = each.target, each.measured
        read = measured.dialogue_gated_lufs if target.anchor == "speech" else measured.integrated_lufs
        asked = "no loudness target" if target.lufs is None else f"{target.lufs:g} LUFS ({target.anchor})"
        verdict = '<span class="ok">ok</span>' if each.ok else '<span class="no">not met</span>'
        rows += (f'<tr><td><a href="{each.file.path}">{target.destination.value}</a></td><td>{target.layout}</td><td>{asked}</td>'
                 f"<td class=n>{figure(read, 'LUFS')}</td><td class=n>{target.true_peak_dbtp:g}</td>"
                 f"<td class=n>{figure(measured.true_peak_dbtp, 'dBTP')}</td><td class=n>{figure(measured.lra_lu, 'LU')}</td>"
                 f"<td>{verdict}</td><td class=soft>{escape(each.meter)}</td></tr>")
    return ("<h2>Masters <small>마스터</small></h2><table><tr><th>master</th><th>layout</th><th>asked</th><th>measured</th>"
            f"<th>peak ≤</th><th>peak</th><th>range</th><th></th><th>meter</th></tr>{rows}</table>")


def _words(soundtrack: Soundtrack) -> str:
    known = sorted(line.ratio_db for line in soundtrack.mix.lines if line.ratio_db is not None)
    if not known:
        return ""
    middle, low = known[len(known) // 2], known[int(0.05 * len(known))]
    losses = sorted(line.estoi_loss for line in soundtrack.mix.lines if line.estoi_loss is not None)
    heard = f"; loss of intelligibility (ESTOI) median {losses[len(losses) // 2]:.3f}" if losses else \
        "; no clean dialogue was handed in, so intelligibility was not measured"
    return (f"<h2>Words over music <small>대사</small></h2><p>{_count(len(known), 'span')} of speech: "
            f"median {middle:.1f} LU above the music, 5th percentile {low:.1f} LU{heard}.</p>")


def _all_cautions(soundtrack: Soundtrack) -> tuple[Caution, ...]:
    rooms = (soundtrack.episode.cautions, soundtrack.seen.cautions, soundtrack.graph.cautions, soundtrack.spotting.cautions,
             soundtrack.mix.cautions, *(each.cautions for each in soundtrack.masters), cautions_of(soundtrack))
    return tuple(dict.fromkeys(caution for room in rooms for caution in room))


def _cautions(soundtrack: Soundtrack) -> str:
    rows = "".join(f"<li>{escape(each.message)} <span class=tag>{each.code}</span>"
                   f"{' ' + _seek(each.at_s, f'{each.at_s:.2f} s') if each.at_s is not None else ''}</li>"
                   for each in _all_cautions(soundtrack))
    return f'<h2>What you should know <small>주의</small></h2><ul class="warnings">{rows or "<li>Nothing.</li>"}</ul>'


def _foot(soundtrack: Soundtrack) -> str:
    sources = sorted({source for cue in soundtrack.cues for stem in cue.stems for source in stem.sources})
    credit = "; ".join(escape(f"{source} ({licence}): {line}") for source, licence, line in sources)
    return f"<footer>Yeoun {__version__}. Sound sources: {credit or 'none'}.</footer>"
