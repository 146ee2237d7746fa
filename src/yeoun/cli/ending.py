"""What the terminal says when a run has ended: what was made, what to open, what people's notes did, what to know, how to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from yeoun.cli.disk import spoken, used
from yeoun.cli.progress import Progress, as_line
from yeoun.cli.stages import laid_out_after
from yeoun.delivering.told import sentence
from yeoun.model.media import CHOSEN, HEARD, Caution
from yeoun.units.stages import STAGES

MOST_SAID = 12    # our choice: more warnings than these are read on the page
OPENED = (("report.html", "what was felt, decided and measured"), ("picture/scored.mp4", "the scored film"),
          ("cues", "scores, parts, MIDI and stems"))


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that came to an end.

    damaged   what was damaged in the store, and made again
    aside     files of people that stood where delivered files go, by the names they have now
    cautions  every warning of the run
    stopped   the stage it stopped after, as --until asked; None = it went all the way
    notes     what each note of people did, a line or more each
    names     of the files that were handed in: their letters stay as they are
    """

    out: Path
    store: str
    damaged: Sequence[str] = ()
    aside: Sequence[str] = ()
    cautions: tuple[Caution, ...] = ()
    stopped: str | None = None
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def show_end(ended: Ended, progress: Progress, as_json: bool) -> None:
    """Say what was done, what was out of order, what to open, what it takes on the disk, and last what has to be known."""
    progress.stop()
    out, (made, found) = ended.out, progress.steps
    cautions = [f"{len(ended.damaged)} damaged in the store, made again: {', '.join(ended.damaged)}"] if ended.damaged else []
    for caution in (*(f"yeoun: {each}" for each in cautions), *(kept_aside(out, each) for each in ended.aside)):
        progress.say(caution, always=True)
    if as_json:
        as_line(event="ends", out=str(out), made=made, found=found, elapsed_s=round(progress.elapsed_s, 3),
                warnings=len(ended.cautions), **({"until": ended.stopped} if ended.stopped else {}))
        return
    console = Console()

    def say(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    say(f"{out}: {made} steps made, {found} found in the store, {progress.elapsed_s:.1f} s.")
    for path, what in OPENED:
        if (out / path).exists():
            console.print(f"  open [bold]{escape(str(out / path))}[/]  {what}", highlight=False, soft_wrap=True)
    lies = used(out, ended.store)
    shared = lies.out + lies.store - lies.together
    say(f"  on the disk {out} {spoken(lies.out)}, store {spoken(lies.store)}"
        + (f"; they share {spoken(shared)}, together {spoken(lies.together)}" if shared else ""))
    for line in (*ended.notes, *_about_warnings(ended), *_about_stop(ended)):
        say(line)


def kept_aside(folder: Path, name: str) -> str:
    """That a file of people stood where one of ours goes, and what it is called now.

    >>> kept_aside(Path("out"), "1m01.kept.mid")
    'yeoun: out: not from a run, and kept as 1m01.kept.mid'
    """
    return f"yeoun: {folder}: not from a run, and kept as {name}"


def _about_warnings(ended: Ended) -> list[str]:
    """How many warnings there are and where, and those in full that change what is heard."""
    where = "at the foot of " + str(ended.out / "report.html") if ended.stopped is None else f"in {ended.out / 'score.json'}"
    if not ended.cautions:
        return ["No warnings."]
    count = f"{len(ended.cautions)} warning{'' if len(ended.cautions) == 1 else 's'}, {where}"
    heard = sorted((each for each in ended.cautions if each.is_heard), key=lambda each: HEARD.index(each.code))
    grave = list(dict.fromkeys(each.message.rstrip(".") for each in heard))
    used = [f"  {sentence(each.message, ended.names)}" for each in ended.cautions if each.code in CHOSEN]
    if not grave:
        return [f"{count}. None of them changes what is heard.", *used]
    more = [f"  ! and {len(grave) - MOST_SAID} more of the kind"] if len(grave) > MOST_SAID else []
    return [f"{count}. What changes what is heard:", *(f"  ! {sentence(each, ended.names)}" for each in grave[:MOST_SAID]), *more, *used]


def _about_stop(ended: Ended) -> list[str]:
    """Where a run stopped, what there is of it and how it goes on."""
    if ended.stopped is None:
        return []
    folders = [name for name in laid_out_after(ended.stopped) if (ended.out / name).is_dir()]
    there = f"{', '.join(f'{name}/' for name in folders)}{' and ' if folders else ''}score.json, run.json"
    later = STAGES[STAGES.index(ended.stopped) + 1:]
    return [f"Stopped after {ended.stopped}, as --until asked: no music and no report yet. In {ended.out}: {there}.",
            "To go on, run the same command without --until"
            + (f", or with a later stage ({', '.join(later)})" if later else "") + ". What is made is found again."]
