"""A store in S3: what one process keeps there another reads, and workers give back nothing but word."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from tests.farm.hiring import hired, in_process
from tests.farm.steps import HUM, LONG, NOUNS, marks
from tests.remote import served, without_credentials
from yeoun.errors import FarmRefused
from yeoun.farm.needs import Needs, examine
from yeoun.pipeline.store import Store


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with served(monkeypatch, "team"):
        yield "s3://team/yeoun"


def test_workers_keep_sound_in_s3_and_it_is_the_sound_of_one_process(bucket: str, tmp_path: Path) -> None:
    with hired("local", 1, bucket, tmp_path) as farm:
        row = [HUM(farm.piece("one"), 220.0), HUM(farm.piece("two"), 330.0)]
        far = farm.workshop().make_all(row)
        with in_process(tmp_path / "alone") as workshop:
            near = workshop.make_all(row)
        assert [each.sha256 for each in far] == [each.sha256 for each in near]
        alone, fetched = Store(str(tmp_path / "alone")), Store(bucket, tmp_path / "here")
        for ref in far:
            assert fetched.path(ref.recipe, ref.name).read_bytes() == alone.path(ref.recipe, ref.name).read_bytes()
        assert farm.workshop().make_all(row) == far and farm.heard("found") == ["one", "two"]
        farm.workshop().make(LONG(farm.piece("word"), 0.0))
        assert len(marks(farm.piece("one"))) == 2    # the worker, and this process
    assert not [key for key in fsspec.filesystem("s3").find("team") if "probes" in key]


@pytest.mark.parametrize(("store", "why", "now"), [
    ("s3://team/yeoun", "Unable to locate credentials", "On its machine: Set AWS_ACCESS_KEY_ID"),
    ("gs://team/yeoun", "gs:// is not installed", "On its machine: pip install gcsfs")])
def test_a_worker_that_cannot_open_the_store_is_refused_with_what_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: str,
                                                                           why: str, now: str) -> None:
    with without_credentials(monkeypatch, tmp_path), pytest.raises(FarmRefused) as caught:
        examine(Needs(store, f"{store}/probes/x", NOUNS, (), ()), "Worker tls://10.0.0.7:1")
    said = str(caught.value)
    assert f"Worker tls://10.0.0.7:1 cannot be used: it cannot read and write the store {store}" in said and why in said and now in said
