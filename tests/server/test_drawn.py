"""Peaks over the wire."""

from tests.server.browser import Hall


def test_a_page_asks_for_peaks_by_frames_and_sees_where_the_cue_sounds(hall: Hall) -> None:
    page, version_id = hall.browser(hall.room.owner), hall.room.version
    files = page.get(f"/api/versions/{version_id}/files").json()
    number = next(each["number"] for each in files if each["path"] == "mix/music_20.wav")
    asked = f"/api/versions/{version_id}/files/{number}/peaks"
    told = page.get(f"{asked}?first=0&end=96&points=96").json()
    loud = [high > 5 for high in told["high"]]
    assert loud[:24] == [True] * 24 and not any(loud[25:71]) and loud[73:96] == [True] * 23
    assert page.get(f"{asked}?first=0&end=96&points=4001").status == 422
    assert hall.browser().get(f"{asked}?first=0&end=96&points=96").status == 401
