"""S3 as tests have it: a server on this machine, and a machine that has no key to any."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import fsspec
import pytest
from moto.server import ThreadedMotoServer

AWS = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE", "ENDPOINT_URL", "DEFAULT_REGION", "ROLE_ARN",
       "WEB_IDENTITY_TOKEN_FILE", "CONTAINER_CREDENTIALS_RELATIVE_URI", "CONTAINER_CREDENTIALS_FULL_URI")


@contextmanager
def without_credentials(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """A machine on which no credentials of S3 are found.

    folder  in which no file is called none
    """
    for name in AWS:
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    for name in ("CONFIG_FILE", "SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(f"AWS_{name}", str(folder / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    fsspec.filesystem("s3").clear_instance_cache()
    yield
    fsspec.filesystem("s3").clear_instance_cache()


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch, *buckets: str) -> Iterator[ThreadedMotoServer]:
    """An S3 server with buckets; whoever is served asks once and does not try again."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    urlopen(Request(f"{address}/moto-api/reset", method="POST")).close()    # what a server before this one was given
    for name, value in {"ACCESS_KEY_ID": "ours", "SECRET_ACCESS_KEY": "ours", "DEFAULT_REGION": "us-east-1", "MAX_ATTEMPTS": "1",
                        "ENDPOINT_URL": address}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    fsspec.filesystem("s3").clear_instance_cache()
    for each in buckets:
        fsspec.filesystem("s3").mkdir(each)
    try:
        yield server
    finally:
        fsspec.filesystem("s3").clear_instance_cache()
        server.stop()
