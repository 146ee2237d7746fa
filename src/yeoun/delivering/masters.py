"""masters/: the eight files, and masters.json with what was asked, what was measured and by which meter."""

from typing import Any

from yeoun.delivering.plain import json_bytes, rounded, span
from yeoun.model.delivered import Delivery
from yeoun.model.media import Span
from yeoun.model.mixed import Master, Preview
from yeoun.model.shelf import OutFile, Shelf


def master_files(shelf: Shelf, preview: Preview, masters: tuple[Master, ...]) -> Delivery:
    """Every master where it belongs, and masters.json; null for what does not exist, never 0."""
    contents = {
        "masters": [_master(each) for each in masters],
        "search": _search(masters),
        "dialogue": {
            "per_line": [span(Span(each.start_s, each.end_s)) | {
                "line": each.line, "ratio_db": rounded(each.ratio_db, 2), "estoi_loss": rounded(each.estoi_loss, 4)}
                for each in preview.lines],
            "ldr_lu": _ldr(masters) if preview.ldr_lu is None else rounded(preview.ldr_lu, 2)},
    }
    files = (*(each.file for each in masters), OutFile("masters/masters.json", shelf.keep("masters.json", json_bytes(contents))))
    return Delivery(files, tuple(caution for each in masters for caution in each.cautions))


def _master(each: Master) -> dict[str, Any]:
    target, measured = each.target, each.measured
    asked: dict[str, Any] = {"tolerance_lu": target.tolerance_lu, "true_peak_dbtp": target.true_peak_dbtp, "why": target.why}
    if target.lufs is not None:
        asked = {"dialogue_gated_lufs" if target.anchor == "speech" else "integrated_lufs": target.lufs} | asked
    return {
        "name": target.destination.value, "file": each.file.path, "destination": target.destination.name.lower(),
        "layout": target.layout, "channels": list(target.channels), "target": asked,
        "measured": {"integrated_lufs": rounded(measured.integrated_lufs, 2),
                     "true_peak_dbtp": rounded(measured.true_peak_dbtp, 2), "lra_lu": rounded(measured.lra_lu, 2),
                     "leq_m_db": rounded(measured.leq_m_db, 2),
                     "dialogue_gated_lufs": rounded(measured.dialogue_gated_lufs, 2)},
        "meter": each.meter, "ok": each.ok, "gain_db": rounded(each.gain_db, 2),
        "reduction_p99_db": rounded(each.reduction_p99_db, 2)}


def _search(masters: tuple[Master, ...]) -> dict[str, Any] | None:
    """What was searched, all masters together, and each by itself; the losses are those of the programme's outline."""
    found = [(each.target.destination.value, each.searched) for each in masters if each.searched is not None]
    if not found:
        return None
    losses = {name: (one.loss_gain_only, one.loss_by_lot, one.loss) for name, one in found}
    sums = [rounded(sum(each[k] for each in losses.values()), 4) for k in range(3)]
    return {
        "seed": found[0][1].seed, "evaluations": sum(one.tries for _, one in found), "loss_before": sums[0], "loss_after": sums[2],
        "baselines": {"gain_only": sums[0], "by_lot": sums[1], "masters": [
            {"name": name, "gain_only": one.loss_gain_only, "by_lot": one.loss_by_lot, "searched": one.loss, "settings": dict(one.settings),
             "terms": {term: {"gain_only": before, "searched": after} for term, before, after in one.terms}} for name, one in found]}}


def _ldr(masters: tuple[Master, ...]) -> float | None:
    """Loudness to dialogue: programme less speech on the near-field stereo master (EBU R 128 s4)."""
    for each in masters:
        measured = each.measured
        if each.target.destination.value == "streaming_20" and measured.integrated_lufs is not None \
                and measured.dialogue_gated_lufs is not None:
            return rounded(measured.integrated_lufs - measured.dialogue_gated_lufs, 2)
    return None
