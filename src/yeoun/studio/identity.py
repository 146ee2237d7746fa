"""Names of rows, and secrets. Python has UUIDv7 (RFC 9562) only from 3.14."""

import hashlib
import secrets


def new_id(now_ms: int) -> str:
    """A UUIDv7 as 32 hexadecimal signs: sorted about by when it was made. Order that matters goes by sequence numbers, never by these.

    now_ms  milliseconds since 1970

    >>> new_id(0)[:13], len(new_id(1))
    ('0000000000007', 32)
    """
    chance = int.from_bytes(secrets.token_bytes(10))
    number = (now_ms & (1 << 48) - 1) << 80 | 7 << 76 | (chance >> 4 & 0xFFF) << 64 | 2 << 62 | chance >> 16 & (1 << 62) - 1
    return f"{number:032x}"


def new_secret() -> str:
    """256 bits nobody can guess, as 43 signs that may stand in a URL."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret of 256 bits: its SHA-256. Passwords, which can be guessed, go through argon2id instead."""
    return hashlib.sha256(secret.encode()).hexdigest()
