"""A store in S3: what one process keeps there another reads, and workers give back nothing but word."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from tests.farm.hiring import hired, in_process
from tests.farm.steps import HUM, LONG, marks
from yeoun.pipeline.store import Store


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    for name, value in {"ACCESS_KEY_ID": "ours", "SECRET_ACCESS_KEY": "ours", "DEFAULT_REGION": "us-east-1",
                        "ENDPOINT_URL": "http://{}:{}".format(*server.get_host_and_port())}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    fsspec.filesystem("s3").mkdir("team")
    yield "s3://team/yeoun"
    fsspec.filesystem("s3").clear_instance_cache()
    server.stop()


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
