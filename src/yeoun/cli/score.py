"""`yeoun score` and `yeoun demo`: gather the files, walk the main path, lay the finished files out."""

import difflib
import os
import platform
import re
import resource
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from yeoun.cli.disk import expected, folder_of, refuse_without_room
from yeoun.cli.ending import Ended, kept_aside, show_end
from yeoun.cli.given import bytes_of, refuse_subtitles
from yeoun.cli.layout import lay_out
from yeoun.cli.machine import Machine
from yeoun.cli.progress import Progress
from yeoun.cli.remembering import book_before, remembered, weights_now
from yeoun.errors import InputRefused, NoSuch, NotesContradict, OutputRefused, Refusal, SeveralRefused, StoreDamaged
from yeoun.model.composed import ThemeBook
from yeoun.model.delivered import Delivery
from yeoun.model.media import Caution, Material, Media, PictureMusic, file_names
from yeoun.model.notes import House, Notes
from yeoun.model.script import Draft
from yeoun.model.shelf import FileRef
from yeoun.model.soundtrack import Soundtrack
from yeoun.pipeline.arriving import occupied, refusing
from yeoun.pipeline.later import loading_later
from yeoun.pipeline.store import Store, sha256_of
from yeoun.pipeline.workshop import Enough, Executor, Told, Workshop
from yeoun.units.names import Digest
from yeoun.units.stages import STAGES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `yeoun score` was asked for, option by option."""

    picture: Path
    script: Path | None
    subtitles: tuple[Path, ...]
    cuts: Path | None
    dialogue: Path | None
    series: Path | None
    house: Path | None
    notes: Path | None
    episode: str
    out: Path
    store: str
    until: str | None
    picture_music: str
    stream: str | None
    as_json: bool
    farm: str | None = None


def _given(path: Path, role: str, given: dict[Digest, Path]) -> FileRef:
    size = bytes_of(path, role)
    if size == 0:
        raise InputRefused(name=path.name, where="byte 0", why="the file is empty", now="Export or copy it again")
    try:
        digest = sha256_of(path)
    except OSError as why:
        raise InputRefused(name=path.name, where=role, why=why.strerror or str(why), now="Check the permissions") from why
    given[digest] = path.resolve()
    return FileRef(role, path.name, digest, size)


def _material(wishes: Wishes, given: dict[Digest, Path]) -> Material:
    def maybe(path: Path | None, role: str) -> FileRef | None:
        return None if path is None else _given(path, role, given)

    try:
        music = PictureMusic(wishes.picture_music)
    except ValueError:
        raise NoSuch(kind="picture music", name=wishes.picture_music, nearest="auto, keep, replace") from None
    return Material(
        episode=wishes.episode, picture=_given(wishes.picture, "picture", given), script=maybe(wishes.script, "script"),
        subtitles=tuple(_given(path, "subtitles", given) for path in wishes.subtitles),
        cuts=maybe(wishes.cuts, "cuts"), dialogue=maybe(wishes.dialogue, "dialogue"), notes=maybe(wishes.notes, "notes"),
        house=maybe(wishes.house, "house"), streams=wishes.stream, picture_music=music)


def _word(wishes: Wishes, book: ThemeBook, draft: Draft | None = None) -> tuple[Notes, House]:
    """People's notes and the house, validated before anything is made.

    draft  what the files say, where they were read already: a film may hold subtitles that name who speaks
    """
    from yeoun.reading.house import parse_house
    from yeoun.reading.notes import parse_notes
    from yeoun.reading.owners import owners_in, owners_of_files, scenes_in, scenes_of_file

    kept = wishes.series / "house.toml" if wishes.series else None
    house = wishes.house or (kept if kept is not None and os.path.exists(kept) else None)
    owners = (partial(owners_in, draft.scenes, draft.captions, book) if draft is not None else
              partial(owners_of_files, wishes.script, wishes.subtitles, book) if wishes.subtitles else None)
    scenes = partial(scenes_in, draft.scenes) if draft is not None else partial(scenes_of_file, wishes.script) if wishes.script else None
    notes = Notes() if wishes.notes is None else parse_notes(_text(wishes.notes, "notes"), wishes.notes.name, owners, scenes)
    return notes, House() if house is None else parse_house(_text(house, "house"), house.name)


def _text(path: Path, role: str) -> str:
    from yeoun.reading.mistaken import LOOKED_AT, refuse_media

    bytes_of(path, role)
    try:
        with path.open("rb") as file:
            refuse_media(file.read(LOOKED_AT), path.name)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as why:
        raise InputRefused(name=path.name, where=f"byte {why.start}", why="it is not UTF-8",
                           now="Save the file as UTF-8") from why
    except OSError as why:
        raise InputRefused(name=path.name, where=role, why=why.strerror or str(why), now="Check the permissions") from why


def _last(until: str | None) -> frozenset[str] | None:
    if until is None:
        return None
    if until not in STAGES:
        nearest = ", ".join(difflib.get_close_matches(until, STAGES, 3) or STAGES)
        raise NoSuch(kind="stage", name=until, nearest=nearest)
    return frozenset(STAGES[:STAGES.index(until) + 1])


@contextmanager
def _workplace(out: Path, store: str) -> Iterator[None]:
    """A folder that can be written, made when it is not there, in which no other run works meanwhile, and no store lies."""
    if out.resolve() == Path(store.removeprefix("file://")).resolve():
        raise OutputRefused(place=str(out), why="--out and --store name the same folder", now="Choose another folder for one of them")
    folder = folder_of(store)
    if folder is not None and out.resolve().is_relative_to(folder.resolve()):
        raise OutputRefused(place=str(out), why=f"it lies in the store {folder}, which is the program's own",
                            now="Choose a folder outside it with --out, or another store with --store")
    with refusing(out, "Choose a folder you may write to with --out"):
        missing = [each for each in (out, *out.parents) if not each.exists()]
        try:
            out.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=out):
                pass
        except OSError:
            _unmade(missing)
            raise
    try:
        with occupied(out, alone=True, why="another run is working there",
                      now="Wait until it has ended, or choose another folder with --out"):
            yield
    finally:
        _unmade(missing)


def _unmade(folders: list[Path]) -> None:
    """Remove the folders that a run made and left nothing in, the innermost first."""
    with suppress(OSError):    # it holds something, or is gone
        for folder in folders:
            folder.rmdir()


def score_run(machine: Machine, wishes: Wishes) -> int:
    """Score a picture and lay out the folder; gives the exit status."""
    last = _last(wishes.until)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", wishes.episode):
        raise InputRefused(name="--episode", where=wishes.episode, why="it names files, and has signs that file names cannot",
                           now="Use letters, digits, - and _, as in s01e03")
    given: dict[Digest, Path] = {}
    material = _material(wishes, given)
    if wishes.script is not None:
        refuse_subtitles(wishes.script)
    book = book_before(wishes.series, wishes.episode)
    notes, house = _word(wishes, book)
    house = replace(house, weights=weights_now(wishes.series, wishes.episode))
    with _workplace(wishes.out, wishes.store):
        notes = _locked(wishes, notes)
        return _scored(machine, wishes, material, notes, house, book, given, last)


def _locked(wishes: Wishes, notes: Notes) -> Notes:
    """The notes with the bars that they lock, which are kept beside them."""
    from yeoun.cli.keeping import with_kept

    if wishes.notes is None:
        return notes
    with _locating(wishes):
        return with_kept(notes, wishes.notes, wishes.series, wishes.episode, wishes.out)


def _scored(machine: Machine, wishes: Wishes, material: Material, notes: Notes, house: House, book: ThemeBook,
            given: Mapping[Digest, Path], last: frozenset[str] | None) -> int:
    from yeoun.studio.series import make_place
    from yeoun.studio.weights import look_at_own

    if wishes.series is not None and (last is None or last.issuperset(STAGES)):    # a run that stops before keeps no page
        make_place(wishes.series, wishes.episode)
        look_at_own(wishes.series, wishes.episode)

    def walk(workshop: Workshop, progress: Progress, store: Store) -> ThemeBook | None:
        draft = _room_for(material, wishes, house, workshop, last, machine, progress)
        _word(wishes, book, draft)
        if wishes.until == STAGES[0]:    # nothing is delivered that could carry what the files say
            workshop.delivered.append(Delivery((), _read_alone(draft, notes)))
        with _locating(wishes):
            whole = _walk(material, house, book, notes, workshop)
        themes = None if whole is None else whole.themes
        media = _media(material, workshop)
        stopped = wishes.until if themes is None else None
        record = progress.record(_machine(machine), _peak_mib()) | {"until": stopped} | (
            {"damaged": store.spoiled} if store.spoiled else {})
        aside = lay_out(wishes.out, material, media, workshop.delivered, store, record)
        kept = remembered(wishes.series, wishes.episode, whole, workshop)
        cautions = tuple(dict.fromkeys(caution for each in workshop.delivered for caution in each.cautions))
        show_end(Ended(wishes.out, wishes.store, store.spoiled, aside, cautions, stopped,
                       () if wishes.as_json else (*_noted(whole), *kept) if whole is not None else    # JSON lines have no room for it
                       _noted_at_spotting(material, house, notes, workshop, last),
                       file_names(material)), progress, wishes.as_json)
        return themes

    _in_workshop(machine, wishes.store, given, last, wishes.as_json, wishes.farm, walk)
    return 0


def demo_run(machine: Machine, out: Path, store: str | None, as_json: bool, farm: str | None = None) -> int:
    """Make the demo film and score it with everything it comes with."""
    from yeoun.cli.film import film_files, room_for_demo

    place = store or machine.store()
    folder = out.with_name(f"{out.name}_film")

    def draw(workshop: Workshop, progress: Progress, there: Store) -> Path:
        room_for_demo(workshop, out, place, machine, progress)
        with _workplace(folder, place):
            for each in film_files(workshop, there, folder):
                progress.say(kept_aside(folder, each), always=True)
        return folder

    with _workplace(out, place):
        pass    # refused now rather than when the film is made
    film = _in_workshop(machine, place, {}, None, as_json, farm, draw)
    wishes = Wishes(film / "last_bus.mp4", film / "script_ko.txt", (film / "subtitles_ko.srt",), film / "cuts.edl",
                    film / "dialogue.wav", None, None, None, "s01e01", out, place, None, "auto", None, as_json, farm)
    return score_run(machine, wishes)


def _room_for(material: Material, wishes: Wishes, house: House, workshop: Workshop, last: frozenset[str] | None,
              machine: Machine, progress: Progress) -> Draft:
    """What the files say. Where nothing of this picture was made yet: refuse when the disk is too small for it, else say what it takes."""
    with loading_later(*(f"yeoun.{stage}" for stage in STAGES)):
        from yeoun.scoring import READ, WATCH

    draft = workshop.make(READ(material))
    if any(workshop.has(WATCH(reel)) for reel in draft.reels):
        return draft
    need = refuse_without_room(draft.media.length_s, wishes.out, wishes.store, last, machine.free, house.music_share,
                               material.picture.bytes)
    if last is None:
        progress.say(expected(draft.media.length_s, need, machine.processors))
    return draft


@contextmanager
def _locating(wishes: Wishes) -> Iterator[None]:
    """What is refused of a note along the way, with the file and the line of that note."""
    from yeoun.reading.notes import located

    try:
        yield
    except (InputRefused, NoSuch, NotesContradict, SeveralRefused) as fault:
        told = fault if wishes.notes is None else located(fault, _text(wishes.notes, "notes"), wishes.notes.name)
        if told is fault:
            raise
        raise told from fault


def _read_alone(draft: Draft, notes: Notes) -> tuple[Caution, ...]:
    from yeoun.reading.fitting import before_hearing

    return before_hearing(draft, notes)


def _noted(whole: Soundtrack) -> tuple[str, ...]:
    from yeoun.delivering.notes import lines_of

    return lines_of(whole) if whole.notes.notes else ()


def _noted_at_spotting(material: Material, house: House, notes: Notes, workshop: Workshop, last: frozenset[str] | None) -> tuple[str, ...]:
    """What notes did, of a run that stopped before the end and went as far as spotting."""
    if not notes.notes or last is None or "spotting" not in last:
        return ()
    from yeoun.delivering.notes import lines_at_spotting
    from yeoun.scoring import spotted

    try:
        episode, spotting, bare = spotted(material, house, notes, workshop)
    except StoreDamaged:    # made again, and then told
        raise
    except Refusal as fault:    # the folder is laid out: the run is finished
        return (f"The run is finished, but what your notes did could not be read: {fault}",)
    return lines_at_spotting(episode, notes, spotting, bare)


def _media(material: Material, workshop: Workshop) -> Media:
    from yeoun.scoring import READ

    return workshop.make(READ(material)).media    # found: the walk began with it


def _walk(material: Material, house: House, book: ThemeBook, notes: Notes, workshop: Workshop) -> Soundtrack | None:
    with loading_later(*(f"yeoun.{stage}" for stage in STAGES)):
        from yeoun.scoring import score_episode
    try:
        return score_episode(material, house, book, notes, workshop)
    except Enough:
        return None


def _in_workshop(machine: Machine, url: str, given: Mapping[Digest, Path], last: frozenset[str] | None, as_json: bool,
                 farm: str | None, work: Callable[[Workshop, Progress, Store], T]) -> T:
    """What some work gives. Where the store turns out damaged on the way, from the start once more: the rest is found."""
    from yeoun.grounds import grounds_of
    from yeoun.nouns import codec

    with ExitStack() as place:
        fetched = Path(place.enter_context(TemporaryDirectory(prefix="yeoun-store-"))) if "://" in url else None
        store, lost = Store(url, fetched), set[str]()
        place.enter_context(store.in_use())
        while True:
            try:
                with (Progress(machine.clock, as_json) as progress, _hands(machine, farm, store, given, progress) as hands,
                      _told_of_stopping(progress)):
                    return work(Workshop(store, codec(), given, hands, machine.clock, _resting(progress), last, grounds_of),
                                progress, store)
            except StoreDamaged as why:
                if why.name in lost:
                    raise
                lost.add(why.name)


@contextmanager
def _told_of_stopping(progress: Progress) -> Iterator[None]:
    """A word at once when somebody stops the work: a step that has begun is waited for."""
    try:
        yield
    except KeyboardInterrupt:
        progress.say("Stopping: what is being made now may take a moment to end.", always=True)
        raise


def _resting(progress: Progress) -> Callable[[Told], None]:
    """What hears of the work: the progress, and the memory of stages that are over."""
    from yeoun.resting import rest_before

    def hear(told: Told) -> None:
        rest_before(told.stage)
        progress.hear(told)

    return hear


@contextmanager
def _hands(machine: Machine, farm: str | None, store: Store, given: Mapping[Digest, Path], progress: Progress) -> Iterator[Executor]:
    """Who works: threads of this process, or a farm, which says of itself who it is once its workers are there."""
    if farm is None:
        with ThreadPoolExecutor(max(1, min(machine.processors, 8))) as threads:
            yield threads
    else:
        with machine.farm(farm, machine.processors, store.url, given, partial(_told, store, progress)) as hands:
            progress.say(f"The farm is there: {hands}.")
            yield hands


def _told(store: Store, progress: Progress, told: Told) -> None:
    """Take in what a farm tells; what a worker found damaged in the store is told at the end like what was found here."""
    if told.what == "damaged" and told.about not in store.spoiled:
        store.spoiled.append(told.about)
    progress.hear(told)


def _machine(machine: Machine) -> dict[str, object]:
    return {"system": platform.system(), "processor": platform.machine(), "processors": machine.processors,
            "python": platform.python_version()}


def _peak_mib() -> float:
    """What the largest process held at most, of this one and of those it has waited for; workers tell of themselves."""
    from yeoun.resting import in_mib, most_held_mib

    return round(max(most_held_mib(), in_mib(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)), 1)
