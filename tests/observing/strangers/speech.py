"""Lines in front and voices far away, spoken by espeak-ng: Korean and English, several voices, speeds and pitches.

A line is spoken once and kept in the temporary directory; whoever asks again reads it. *Truth*: the first and last sample whose
magnitude is over -40 dB of the line's highest.
"""

import hashlib
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf
import soxr

from tests.observing.strangers.nouns import RATE, Sound
from yeoun.units.luck import Luck, Take
from yeoun.units.luck import luck as lucky

KOREAN = """
엄마, 나 오늘 거기 안 가면 안 돼?
네가 그날 거기 있었다는 걸 왜 이제야 말해?
됐어. 그만하자.
괜찮아, 다 지나갈 거야.
저 사람 말 믿지 마세요. 처음부터 다 거짓말이었어요.
오늘 저녁에 시간 있어요?
어디야? 지금 비 많이 와.
아버지가 쓰러지셨어. 빨리 와.
나는 그 집에서 이십 년을 살았어.
왜 그렇게 봐? 내 얼굴에 뭐 묻었어?
그래도 너 하나는 믿었는데.
문 열어! 안에 있는 거 다 알아!
회의는 세 시로 미뤄졌습니다.
밥은 먹고 다니니?
미안하다는 말은 하지 마.
우리 처음 만난 날 기억나? 그때도 이렇게 눈이 왔잖아.
사장님, 서류는 책상 위에 올려 두었습니다.
쉿, 누가 온다.
할머니, 저 왔어요.
그 약속, 아직도 유효해요?
범인은 아직 이 건물 안에 있습니다.
하나도 안 무서워.
전화 좀 받아라, 제발.
사실은 나도 너를 좋아했어.
수술은 잘 끝났습니다. 이제 기다려 봐야죠.
가지 마.
이 반지, 돌려줄게.
택시 타고 갈까, 아니면 그냥 걸을까?
형, 그때 왜 나를 두고 갔어?
내일이면 다 끝나.
차가 많이 막히네요. 조금 늦을 것 같아요.
선배, 제가 먼저 확인해 보겠습니다.
""".strip().splitlines()
ENGLISH = """
You should have told me before the wedding.
Wait. Someone is at the door.
I never asked you to stay.
The last train leaves at ten.
She said yes, and then she said nothing at all.
Put it back exactly where you found it.
Do you still have the key?
Not tonight.
Listen to me, we have less than five minutes.
He was my brother, and I let him go.
Coffee? Or something stronger?
I'm fine, really.
How long have you been standing there?
Nobody leaves this room until I say so.
It was raining just like this.
Call an ambulance, quickly!
""".strip().splitlines()
VOICES = ("", "+m1", "+m3", "+m4", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5")


def _store() -> Path:
    place = Path(tempfile.gettempdir()) / "yeoun-strangers-lines"
    place.mkdir(exist_ok=True)
    return place


def spoken(text: str, voice: str, speed: int, pitch: int) -> Sound:
    """A line at 48 kHz, its highest sample at 1, cut to its edges: the first and last sample over -40 dB."""
    name = hashlib.sha256(f"{text}\x1f{voice}\x1f{speed}\x1f{pitch}".encode()).hexdigest()[:24]
    kept = _store() / f"{name}.npy"
    if kept.exists():
        return np.asarray(np.load(kept), dtype=np.float64)
    raw = kept.with_suffix(".wav")
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", str(raw), "--", text], check=True)
    data, rate = sf.read(raw, dtype="float64")
    raw.unlink()
    line = np.asarray(soxr.resample(data, rate, RATE), dtype=np.float64)
    line /= np.abs(line).max()
    loud = np.flatnonzero(np.abs(line) > 0.01)
    line = line[loud[0]:loud[-1] + 1]
    half = kept.with_suffix(".half.npy")
    np.save(half, line.astype(np.float32))
    half.replace(kept)
    return np.asarray(np.load(kept), dtype=np.float64)


def line(luck: Luck, half: int) -> tuple[Sound, str, str]:
    """A line by luck, with its text and voice. `half` 0 or 1: open and closed scenes never say the same."""
    texts, language = (KOREAN, "ko") if luck.random() < 0.65 else (ENGLISH, str(luck.choice(["en-us", "en-gb"])))
    ours = texts[half::2]
    text, voice = ours[int(luck.integers(len(ours)))], language + str(luck.choice(VOICES))
    return spoken(text, voice, int(luck.choice([130, 150, 170, 190, 205])), int(luck.choice([25, 40, 50, 60, 75]))), text, voice


def _far_lines(half: int) -> list[tuple[str, str, int, int]]:
    """Two dozen lines that every crowd of an open or closed scene is made of."""
    luck = lucky(Take(1), "far", half)
    texts = [(text, "ko") for text in KOREAN[half::2]] + [(text, "en-us") for text in ENGLISH[half::2]]
    return [(text, language + str(luck.choice(VOICES)), int(luck.integers(140, 200)), int(luck.integers(30, 75)))
            for text, language in texts]


def babble(length: int, luck: Luck, half: int) -> Sound:
    """Eight to twelve people talking far away, none of them to be understood."""
    out, far = np.zeros(length), _far_lines(half)
    for _ in range(int(luck.integers(8, 13))):
        at, near = int(luck.integers(-4, 1) * RATE), luck.uniform(0.5, 1.0)
        while at < length:
            words = spoken(*far[int(luck.integers(len(far)))])
            end = min(at + len(words), length)
            if end > max(at, 0):
                out[max(at, 0):end] += near * words[max(-at, 0):end - at]
            at += len(words) + int(luck.uniform(0.05, 0.9) * RATE)
    return out
