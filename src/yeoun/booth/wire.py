"""How the booth's two sides talk: framed messages over a pipe, and the limits both know.

A message is one letter, its length, and its bytes. Nothing that crosses is executed or unpickled: facts are JSON,
pictures and sound are raw samples. Only the standard library is imported here, because the projector starts for every
reel and must be quick.

    letter   carries
    FACTS    JSON: what the container and its streams say of themselves
    TICKS    int64 x 3 a packet: stream and marks, presentation time, duration
    PICTURE  int64 frame number, then 90 x 160 x 3 bytes sRGB
    SOUND    uint16 length of a JSON head, the head, then the samples of one decoded frame
    WORDS    JSON: one subtitle event
    LOST     JSON: a packet that could not be decoded
    END      JSON: how it went
    REFUSED  JSON: why not, one of the reasons below
"""

import json
import struct
from typing import Any

FACTS, TICKS, PICTURE, SOUND, WORDS, LOST, END, REFUSED = b"F", b"T", b"P", b"S", b"W", b"L", b"E", b"R"
KINDS = FACTS + TICKS + PICTURE + SOUND + WORDS + LOST + END + REFUSED
HEAD = struct.Struct("<cI")
NUMBER = struct.Struct("<q")
SHORT = struct.Struct("<H")
LARGEST = 1 << 26          # bytes of one message; our choice: a second of 32 channels at 192 kHz takes 25 million

KEY, DISCARD, CORRUPT = 1 << 16, 1 << 17, 1 << 18    # marks of a packet, beside its stream's number
NO_TIME = -(1 << 63)                                 # a packet without a presentation time

SMALL = (90, 160)          # rows, columns of a picture on the wire
MOST_PIXELS = 36_000_000   # our choice: a little over 8K (7680 x 4320 is 33 million)
MOST_STREAMS = 64          # our choice: no film has more

# What a film, or the sound of one, may come as. Lists and playlists (concat, hls, dash, sdp, image sequences) are not
# among them: they open other files.
FORMATS = ("mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mxf,mxf_opatom,mpegts,mpeg,flv,asf,ogg,gxf,dv,nut,"
           "wav,w64,aiff,caf,flac,mp3,aac,ac3,eac3,au")


def written(facts: Any) -> bytes:
    """Facts as JSON bytes. Text that is no Unicode (damaged metadata) is written with its marks."""
    return json.dumps(facts, ensure_ascii=True).encode("ascii")
