"""A store that cannot be reached, or goes while it is used, is refused in a sentence that says what to do."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import fsspec
import pytest

from tests.remote import served, without_credentials
from yeoun.errors import OutputRefused
from yeoun.pipeline.reaching import opened
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

registry = importlib.import_module("fsspec.registry")    # fsspec gives another thing this name
NAME = Digest("ab" * 32)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    with without_credentials(monkeypatch, tmp_path):
        yield


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(OutputRefused) as caught:
        work()
    assert caught.value.__cause__ is not None    # what --debug shows
    return str(caught.value)


@pytest.mark.parametrize(("url", "near"), [("nope://x", "Use a folder, or a URL such as s3://BUCKET/FOLDER"),
                                          ("htp://x", "called htp; there is http://")])
def test_a_kind_of_store_that_nobody_knows_is_refused(url: str, near: str) -> None:
    said = refused(lambda: Store(url))
    assert f"Cannot write to {url}: there is no kind of store called {url[:url.index(':')]}" in said and near in said


def test_a_store_in_s3_without_credentials_is_refused_with_the_settings_it_wants(nobody: None) -> None:
    said = refused(lambda: Store("s3://x/y"))
    assert "Unable to locate credentials" in said and "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY" in said


@pytest.mark.parametrize(("url", "module", "package"), [("s3://x/y", "s3fs", "'yeoun[s3]'"), ("gs://b/x", "gcsfs", "gcsfs")])
def test_a_store_whose_package_is_not_installed_is_refused_with_its_name(url: str, module: str, package: str,
                                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(registry._registry, url[:2], raising=False)    # what fsspec has loaded before
    monkeypatch.setitem(sys.modules, module, None)
    said = refused(lambda: Store(url))
    assert f"Cannot write to {url}: what opens {url[:2]}:// is not installed" in said and f"pip install {package}, " in said


def test_a_server_that_nobody_answers_at_is_refused() -> None:
    assert "Cannot connect to host localhost:1" in refused(lambda: Store("http://localhost:1/x"))


def test_a_server_that_takes_nothing_is_refused_before_the_work_begins(tmp_path: Path) -> None:
    class Reads(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Reads) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        store = Store(f"http://127.0.0.1:{server.server_address[1]}/x", tmp_path)    # it can be looked at
        said = refused(lambda: store.in_use().__enter__())
        server.shutdown()
    assert "501" in said and "Check the address" in said


def test_a_bucket_that_is_not_there_is_refused_and_not_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with served(monkeypatch, "team"):
        store = Store("s3://taem/yeoun", tmp_path)
        assert "bucket does not exist" in refused(lambda: store.in_use().__enter__())
        assert "bucket does not exist" in refused(lambda: store.put(NAME, b"x"))
        assert fsspec.filesystem("s3").ls("") == ["team"]


def test_a_store_that_is_probed_keeps_nothing_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with served(monkeypatch, "team"):
        with Store("s3://team/yeoun", tmp_path / "here").in_use():
            pass
        assert fsspec.filesystem("s3").find("team") == []
    with Store(str(tmp_path / "folder")).in_use():
        pass
    assert not [path for path in (tmp_path / "folder").rglob("*") if path.is_file()]


USES: dict[str, Callable[[Store, Path], object]] = {
    "get": lambda store, _: store.get(NAME),
    "put": lambda store, _: store.put(NAME, b"x"),
    "size": lambda store, _: store.size(NAME, "hum.flac"),
    "path": lambda store, _: store.path(NAME, "hum.flac"),
    "whole": lambda store, _: store.whole(NAME, "hum.flac", NAME),
    "file": lambda store, _: keep(store),
    "holds": lambda store, _: store.holds(),
    "prune": lambda store, _: store.prune(0),
    "in_use": lambda store, _: store.in_use().__enter__(),
}


def keep(store: Store) -> None:
    with store.file(NAME, "hum.flac") as path:
        path.write_bytes(b"hum")


def test_whatever_is_asked_of_a_server_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with served(monkeypatch, "team") as server:
        store = Store("s3://team/yeoun", tmp_path)
        keep(store)
        assert store.size(NAME, "hum.flac") == 3 and store.get(NAME) is None
        server.stop()
        for name, use in USES.items():
            said = refused(lambda use=use: use(store, tmp_path))    # type: ignore[misc]
            assert "Could not connect to the endpoint URL" in said and "AWS_ENDPOINT_URL" in said, name
            assert "what is finished is kept" in said, name
    assert store.spoiled == []    # a server that is away has lost nothing


def test_an_unknown_answer_of_a_server_is_no_damage(tmp_path: Path) -> None:
    class Answers:
        protocol = "answers"

        def cat_file(self, key: str) -> bytes:
            raise OSError(5, "TooManyThings") if "things" in key else FileNotFoundError(key)

    store = Store("memory://yeoun-answers", tmp_path)
    store._fs = Answers()
    assert "TooManyThings" in refused(lambda: store.get(NAME)) and store.spoiled == []


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "store"
    place.write_text("somebody's")
    assert f"Cannot write to {place}: Not a directory" in refused(lambda: Store(str(place)))
    assert place.read_text() == "somebody's"


@contextmanager
def forbidden(folder: Path) -> Iterator[None]:
    """A folder in which nobody may write, root included."""
    if subprocess.run(["chattr", "+i", folder], capture_output=True).returncode == 0:
        undo = ["chattr", "-i", str(folder)]
    else:
        folder.chmod(0o500)
        undo = ["chmod", "700", str(folder)]
    try:
        yield
    finally:
        subprocess.run(undo, check=True)


def may_write(folder: Path) -> bool:
    try:
        (folder / "x").touch()
    except OSError:
        return False
    (folder / "x").unlink()
    return True


@pytest.mark.parametrize("inside", ["", "store"])
def test_a_folder_that_may_not_be_written_is_refused_before_the_work_and_can_be_looked_at(tmp_path: Path, inside: str) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    with forbidden(folder):
        if may_write(folder):
            pytest.skip("root may write everywhere here: the file system knows no chattr")
        store = Store(str(folder / inside))
        assert store.holds() == {"things": (0, 0), "files": (0, 0)}
        said = refused(lambda: store.in_use().__enter__())
    assert f"Cannot write to {folder / inside}" in said and "--store" in said


def test_looking_makes_nothing(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "none"))
    assert store.get(NAME) is None and store.size(NAME, "hum.flac") is None and not store.stands()
    assert store.holds() == {"things": (0, 0), "files": (0, 0)} and store.prune(0) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_remote_store_without_a_place_for_its_files_can_be_looked_at_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    keep(Store("memory://yeoun-looked-at", tmp_path / "cache"))
    store = Store("memory://yeoun-looked-at")
    assert store.stands() and store.holds()["files"] == (1, 3)
    with pytest.raises(ValueError, match="no place on this machine"):
        store.path(NAME, "hum.flac")
    assert store.prune(0) == 3 and [each.name for each in tmp_path.iterdir()] == ["cache"]


def test_a_place_is_opened_with_its_root() -> None:
    fs, root = opened("memory://yeoun/store")
    assert (fs.protocol, root) == ("memory", "/yeoun/store")
