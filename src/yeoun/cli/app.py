"""The commands: parse, call one function, print the answer."""

import errno
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from yeoun import __version__
from yeoun.cli.machine import Machine
from yeoun.errors import OutputRefused, Refusal
from yeoun.units.stages import STAGES

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Yeoun (여운): from a drama scene and its script to a delivered score.")
DEBUG = "With --debug, a refusal shows the traceback behind it."
UNWRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE}
STOPPED = 130    # what shells give for Ctrl-C, and what typer makes of it


def run(arguments: list[str], machine: Machine) -> int:
    """Run a command line; gives the exit status: 0 well, 1 found wanting, 2 refused."""
    is_debugging = "--debug" in arguments
    arguments = [each for each in arguments if each != "--debug"]
    try:
        answer = typer.main.get_command(app).main(arguments, "yeoun", standalone_mode=False, obj=machine)
        sys.stdout.flush()    # now, while somebody can still be told that it did not arrive
        return _stopped() if answer == STOPPED else int(answer) if isinstance(answer, int) else 0
    except Refusal as refusal:
        if is_debugging:
            raise
        return _refused(refusal)
    except OSError as why:
        if is_debugging or why.filename is not None or why.errno not in UNWRITTEN:
            raise
        return _unwritten(why)
    except (typer.Abort, KeyboardInterrupt):
        return _stopped()
    except Exception as error:    # click's own usage errors know how to show themselves
        if is_debugging or not hasattr(error, "show"):
            raise
        error.show()
        return int(getattr(error, "exit_code", 2))


def _refused(refusal: Refusal) -> int:
    Console(stderr=True, emoji=False).print(f"[bold]yeoun:[/] {escape(str(refusal))}", highlight=False, soft_wrap=True)
    return 2


def _unwritten(why: OSError) -> int:
    """The answer did not arrive where it was sent. What is left of it goes nowhere, or Python would try again on its way out."""
    with suppress(OSError):    # an output that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if why.errno == errno.EPIPE:
        return 1               # whoever read it has seen enough
    return _refused(OutputRefused(place="the output", why=why.strerror or str(why), now="Make room where you send it, then run again: "
                                  "what is finished is kept"))


def _stopped() -> int:
    Console(stderr=True).print("Stopped. What is finished is kept: run the same command again to go on.")
    return STOPPED


@app.command(epilog=DEBUG)
def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Where the demo goes.")] = Path("out/last_bus"),
    store: Annotated[str | None, typer.Option(help="The store: a folder or an fsspec URL.")] = None,
    farm: Annotated[str | None, typer.Option(help="Who works: local (every core), or tls://HOST:PORT of a Dask scheduler.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Progress as JSON lines.")] = False,
) -> int:
    """Make the demo film, The Last Bus, score it, and say what to open."""
    from yeoun.cli.score import demo_run

    return demo_run(context.obj, out, store, as_json, farm)


@app.command(epilog=DEBUG)
def score(
    context: typer.Context,
    picture: Annotated[Path, typer.Argument(help="The film, of any kind that FFmpeg opens.")],
    script: Annotated[Path | None, typer.Option(help="Script: Korean drama format, Fountain, FDX, DOCX, HWPX, HWP, PDF.")] = None,
    subtitles: Annotated[list[Path] | None, typer.Option(help="Subtitles: SRT, VTT, SAMI, ASS or TTML; may be repeated.")] = None,
    cuts: Annotated[Path | None, typer.Option(help="The editor's cut list: EDL, OTIO or FCPXML.")] = None,
    dialogue: Annotated[Path | None, typer.Option(help="Clean dialogue stem.")] = None,
    series: Annotated[Path | None, typer.Option(help="The series' folder: themes live on there.")] = None,
    house: Annotated[Path | None, typer.Option(help="The team's taste (TOML).")] = None,
    notes: Annotated[Path | None, typer.Option(help="People's word (TOML): it always wins.")] = None,
    episode: Annotated[str, typer.Option(help="Name of the episode.")] = "s01e01",
    out: Annotated[Path, typer.Option(help="Where the finished folder goes.")] = Path("out"),
    store: Annotated[str | None, typer.Option(help="The store: a folder or an fsspec URL.")] = None,
    until: Annotated[str | None, typer.Option(
        help=f"Stop after a stage and leave the files made so far: {', '.join(STAGES)}.")] = None,
    picture_music: Annotated[str, typer.Option(help="Music already in the picture: auto, keep or replace.")] = "auto",
    stream: Annotated[str | None, typer.Option(
        help="Which streams of the picture file, when there are several: 2, or video:0,audio:2.")] = None,
    farm: Annotated[str | None, typer.Option(help="Who works: local (every core), or tls://HOST:PORT of a Dask scheduler.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Progress as JSON lines.")] = False,
) -> int:
    """Score a picture: leaves everything a music team hands over in OUT."""
    from yeoun.cli.score import Wishes, score_run

    wishes = Wishes(picture, script, tuple(subtitles or ()), cuts, dialogue, series, house, notes, episode, out,
                    store or context.obj.store(), until, picture_music, stream, as_json, farm)
    return score_run(context.obj, wishes)


@app.command(epilog=DEBUG)
def check(
    folder: Annotated[Path, typer.Argument(help="A finished folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
) -> int:
    """Measure a finished folder against the contract and the destinations' rules."""
    from yeoun.checking.check import check as check_folder
    from yeoun.cli.tables import show_findings

    findings = check_folder(folder)
    if as_json:
        print(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1))
    else:
        show_findings(findings, folder)
    return 0 if all(each.ok for each in findings) else 1


@app.command(epilog=DEBUG)
def read(
    file: Annotated[Path, typer.Argument(help="A script (text, FDX, DOCX, HWPX, HWP, PDF), subtitles or a cut list (EDL, OTIO, FCPXML).")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """Show what a script, subtitle or cut list was understood as."""
    from yeoun.cli.tables import show_understood

    return show_understood(file, as_json)


@app.command(epilog=DEBUG)
def note(
    phrase: Annotated[str, typer.Argument(help='What should change, in Korean or English, such as "less sad from here".')],
    out: Annotated[Path, typer.Argument(help="The finished folder it is said over.")],
    cue: Annotated[str, typer.Option(help="The cue it speaks of, such as 1m02; none: the one that plays at --at.")] = "",
    at: Annotated[str, typer.Option(help="Where the playhead stands, in the picture's timecode: what `here` means.")] = "",
    by: Annotated[str, typer.Option(help="Who says it.")] = "director",
    append: Annotated[Path | None, typer.Option(help="The file of notes to append what is shown to; none: it is only shown.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The proposal as JSON.")] = False,
) -> int:
    """Show a phrase as the notes it proposes, or ask what was not understood."""
    from yeoun.cli.noted import note_run

    return note_run(phrase, out, cue, at, by, append, as_json)


@app.command(epilog=DEBUG)
def play(
    context: typer.Context,
    instrument: Annotated[str | None, typer.Argument(help="An instrument's name, such as gayageum; none: list them.")] = None,
    notes: Annotated[list[str] | None, typer.Argument(help="Notes such as C4 Eb4; none: the whole range.")] = None,
    seconds: Annotated[float, typer.Option(help="Length of a note.")] = 1.5,
    dynamic: Annotated[float, typer.Option(help="How strongly, 0..1 (0.5 = mf).")] = 0.6,
    ornament: Annotated[str, typer.Option(help="nonghyeon, toeseong, chuseong, jeonseong ...")] = "",
    out: Annotated[Path | None, typer.Option(help="The WAV to write; default INSTRUMENT.wav.")] = None,
) -> int:
    """Hear an instrument alone; without a name, list them all with their ranges."""
    from yeoun.cli.play import play_run, show_instruments

    return show_instruments() if instrument is None else play_run(
        instrument, tuple(notes or ()), seconds, dynamic, ornament, out)


@app.command(epilog=DEBUG)
def store(
    context: typer.Context,
    where: Annotated[str | None, typer.Option("--store", help="The store.")] = None,
    keep: Annotated[str | None, typer.Option(help="Forget the oldest sound until so much is left, such as 50GB.")] = None,
) -> int:
    """Show what the store holds; with --keep, prune it."""
    from yeoun.cli.tables import show_store

    return show_store(where or context.obj.store(), keep)


@app.command(epilog=DEBUG)
def studio(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The studio's folder: what is finished in it can be talked about.")] = Path("."),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine; 0 takes a free one.")] = 0,
) -> int:
    """Open the studio in the browser: hear, comment, sign."""
    machine: Machine = context.obj
    console = Console(stderr=True)

    def say(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    return machine.serves(folder, port, browser, machine.now_ms, machine.clock, say)


@app.command(epilog=DEBUG)
def doctor(context: typer.Context) -> int:
    """Say what is missing on this machine and how to get it."""
    from yeoun.cli.doctor import examine, show

    return show(examine(context.obj.store()))


@app.callback(invoke_without_command=True)
def version(shows: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
            debug: Annotated[bool, typer.Option("--debug", help="Show the traceback behind a refusal.")] = False) -> None:
    """Yeoun (여운): an emotional-scoring and OST studio for drama."""
    if shows:
        print(__version__)
        raise typer.Exit
