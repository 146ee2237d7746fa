"""`yeoun note`: a phrase over a finished folder becomes notes that are shown, and appended only where that is asked for."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from yeoun.cli.given import bytes_of
from yeoun.errors import InputRefused

LARGEST = 10_000_000    # bytes of a file of notes; our choice


def note_run(phrase: str, out: Path, cue: str, at: str, by: str, append: Path | None, as_json: bool) -> int:
    """Show what a phrase proposes; gives 0 where it was understood, 1 where something is asked back: then nothing is written.

    append   the file of notes that takes what is shown; None writes nothing
    """
    from yeoun.pipeline.arriving import refusing, written
    from yeoun.studio.wording.finished import context_of
    from yeoun.studio.wording.noting import entries, ids_of, with_entries
    from yeoun.studio.wording.propose import propose

    proposal = propose(phrase, context_of(out, cue, at))
    before = "" if append is None else _text(append)
    made = entries(proposal.edits, proposal.phrase, by, ids_of(before, str(append)))
    if as_json:
        print(json.dumps(asdict(proposal) | {"notes": made}, ensure_ascii=False, indent=1, default=lambda kind: kind.value))
    else:
        told = Console(emoji=False, soft_wrap=True, highlight=False)
        for edit in proposal.edits:
            told.print(escape(edit.korean if proposal.language == "ko" else edit.english))
        if proposal.unread:
            told.print(f"({'읽지 않은 말' if proposal.language == 'ko' else 'not read'}: {escape(', '.join(proposal.unread))})")
        if made:
            told.print(f"\n{escape(made)}")
        if proposal.question is not None:
            told.print(f"[bold]?[/] {escape(proposal.question.asks)}")
            for edit in proposal.heard:
                told.print(f"({'알아들은 것' if proposal.language == 'ko' else 'understood'}: "
                           f"{escape(edit.korean if proposal.language == 'ko' else edit.english)})")
    if proposal.question is not None:
        return 1
    if append is not None:
        whole = with_entries(before, made, str(append))
        with refusing(append, "Name a file you may write with --append"):
            append.parent.mkdir(parents=True, exist_ok=True)
            written(append, whole.encode())
    return 0


def _text(file: Path) -> str:
    """The file of notes as it stands; nothing where there is none yet."""
    if not file.exists():
        return ""
    if bytes_of(file, "--append") > LARGEST:
        raise InputRefused(name=str(file), where="--append", why="it is larger than any file of notes", now="Name the file of notes")
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise InputRefused(name=str(file), where="--append", why=f"it cannot be read ({why})", now="Name a file in UTF-8") from why
