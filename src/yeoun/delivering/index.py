"""score.json: the index of a delivered folder, written last."""

from yeoun import __version__
from yeoun.delivering.plain import json_bytes, rate_text, rounded, timecode
from yeoun.model.media import Caution, Material, Media
from yeoun.model.shelf import FileRef, OutFile


def index_of(material: Material, media: Media, files: tuple[OutFile, ...], cautions: tuple[Caution, ...]) -> bytes:
    """The bytes of score.json.

    files     everything that was delivered, in the order it is to be listed
    cautions  everything the user should know, in the order it arose
    """
    single = (material.picture, material.script, material.cuts, material.dialogue, material.notes, material.house)
    inputs: list[FileRef] = [each for each in (*single, *material.subtitles) if each is not None]
    return json_bytes({
        "yeoun": __version__,
        "episode": material.episode,
        "rate": rate_text(media.rate),
        "length_s": rounded(media.length_s, 6),
        "start_tc": timecode(0, media),
        "inputs": [{"role": each.role, "name": each.name, "sha256": each.sha256} for each in inputs],
        "files": [{"path": each.path, "sha256": each.ref.sha256, "bytes": each.ref.bytes} for each in files],
        "warnings": [{"code": each.code, "message": each.message}
                     | ({} if each.at_s is None else {"at_s": rounded(each.at_s)}) for each in cautions],
    })
