"""Every refusal, as a family.

Refusal
 +-- InputRefused           a file that was handed in cannot be used: picture, sound, text, list, notes
 +-- SeveralRefused         several faults of one file, all of them said at once
 +-- OutputRefused          the delivered folder or the store cannot be written
 +-- StoreDamaged           what the store served is not what was put there: forgotten, made again by the next run
 +-- MachineLacks           something is missing on this machine
 +-- FarmRefused            a farm, or a worker of it, that cannot give what this machine would give
 +-- NotesContradict        two notes that cannot both hold
 +-- NoSuch                 a name that does not exist, with the nearest ones
 +-- StepFailed             a step of ours failed: our fault, with what to send us

A refusal says what, where, why and what to do now, in English and Korean; the sentence is the same in terminal, web
and log. A `ValueError` is our own mistake; a `Refusal` is news for the user.
"""

from dataclasses import dataclass
from typing import Any, ClassVar


def _again(kind: type["Refusal"], facts: dict[str, Any]) -> "Refusal":
    return kind(**facts)


class Refusal(Exception):
    """The head of the family. `en` and `ko` are the sentences, filled from the fields."""

    en: ClassVar[str]
    ko: ClassVar[str]

    def __str__(self) -> str:
        return self.en.format(**vars(self))

    def in_korean(self) -> str:
        """The same sentence in Korean."""
        return self.ko.format(**vars(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), dict(vars(self)))


@dataclass(eq=False, kw_only=True)
class InputRefused(Refusal):
    """A file that cannot be used, or that asks for what this version cannot do. `where` is a line, byte or timecode, or the stream."""

    name: str
    where: str
    why: str
    now: str
    en = "{name} ({where}): {why}. {now}."
    ko = "{name} ({where}) 파일을 쓸 수 없습니다: {why}. 할 일: {now}."


@dataclass(eq=False, kw_only=True)
class SeveralRefused(Refusal):
    """Several faults of one file, all of them said at once. `faults` begins each on a line of its own."""

    name: str
    count: str
    faults: str
    en = "{name} has {count} faults:{faults}."
    ko = "{name} 파일에 고칠 곳이 {count}군데 있습니다:{faults}."


@dataclass(eq=False, kw_only=True)
class OutputRefused(Refusal):
    """A place that cannot be written."""

    place: str
    why: str
    now: str
    en = "Cannot write to {place}: {why}. {now}."
    ko = "{place}에 쓸 수 없습니다: {why}. 할 일: {now}."


@dataclass(eq=False, kw_only=True)
class StoreDamaged(Refusal):
    """Something in the store is damaged or gone. `yeoun score` makes it again by itself, once."""

    name: str
    place: str
    why: str
    en = "{name} in the store {place} cannot be used: {why}. It was forgotten: run again to make it anew, and check the disk."
    ko = "저장소 {place}의 {name} 파일을 쓸 수 없습니다: {why}. 저장소에서 지웠습니다. 다시 실행하면 새로 만듭니다. 디스크도 점검하세요."


@dataclass(eq=False, kw_only=True)
class MachineLacks(Refusal):
    """Something the program needs is not on this machine."""

    what: str
    needed_for: str
    now: str
    en = "{what} is missing on this machine, and {needed_for} needs it. {now}."
    ko = "{needed_for}에 필요한 {what}이(가) 이 컴퓨터에 없습니다. 할 일: {now}."


@dataclass(eq=False, kw_only=True)
class FarmRefused(Refusal):
    """A farm, or one of its workers, that cannot be trusted with the work. `who` is an address or a worker's name."""

    who: str
    why: str
    now: str
    en = "{who} cannot be used: {why}. {now}."
    ko = "{who} 팜을 쓸 수 없습니다: {why}. 할 일: {now}."


@dataclass(eq=False, kw_only=True)
class NotesContradict(Refusal):
    """Two notes that cannot both hold."""

    first: str
    second: str
    why: str
    en = "Notes {first} and {second} contradict each other: {why}. Change or remove one of them."
    ko = "노트 {first}와(과) {second}가 서로 어긋납니다: {why}. 하나를 고치거나 지우세요."


@dataclass(eq=False, kw_only=True)
class NoSuch(Refusal):
    """A name that does not exist."""

    kind: str
    name: str
    nearest: str
    en = "There is no {kind} called {name}. Nearest: {nearest}."
    ko = "{name}(이)라는 {kind}은(는) 없습니다. 가까운 이름: {nearest}."


@dataclass(eq=False, kw_only=True)
class StepFailed(Refusal):
    """A step of ours failed."""

    step: str
    about: str
    why: str
    en = "The step {step} failed on {about}: {why}. Run again with --debug and send us what it prints."
    ko = "{about}에서 {step} 단계가 실패했습니다: {why}. --debug로 다시 실행해 그 출력을 보내 주세요."
