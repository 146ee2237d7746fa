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
 +-- NotAllowed             what nobody of somebody's role does there
 +-- NotThere               a thing of the studio that is not there, or is not for whoever asks
 +-- AlreadyThere           a name that is taken, a thing that was done before
 +-- OutOfTurn              a sign-off before those it builds on
 +-- AnotherDigest          a decision about something else than what lies there
 +-- DoorShut               a password, link or token that opens nothing
 +-- StudioBusy             too many wait to be written down
 +-- TooOften               somebody tried too often

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


@dataclass(eq=False, kw_only=True)
class NotAllowed(Refusal):
    """What nobody of somebody's role does there. `roles` are those that do."""

    action: str
    roles: str
    en = "You may not do this here ({action}). Those who may: {roles}."
    ko = "여기서는 이 일을 할 수 없습니다({action}). 할 수 있는 역할: {roles}."


@dataclass(eq=False, kw_only=True)
class NotThere(Refusal):
    """A thing of the studio that is not there, or is not for whoever asks: which of the two is not told."""

    kind: str
    name: str
    en = "There is no {kind} {name} here. Go back to the list and choose another."
    ko = "{name}: 그런 {kind} 항목이 여기 없습니다. 목록으로 돌아가 다른 것을 고르세요."


@dataclass(eq=False, kw_only=True)
class AlreadyThere(Refusal):
    """A name that is taken, or a thing that was done before."""

    what: str
    now: str
    en = "{what} is there already. {now}."
    ko = "{what}: 이미 있습니다. 할 일: {now}."


@dataclass(eq=False, kw_only=True)
class OutOfTurn(Refusal):
    """A sign-off before those it builds on, or taken back under those that build on it."""

    stage: str
    first: str
    en = "{stage} cannot be signed or taken back now: {first} comes first."
    ko = "지금은 {stage} 승인을 하거나 거둘 수 없습니다. 먼저 할 것: {first}."


@dataclass(eq=False, kw_only=True)
class AnotherDigest(Refusal):
    """A decision about something else than what lies there: the page was older than the version."""

    what: str
    asked: str
    has: str
    en = "{what} is {has}, and you decided about {asked}. Load the page again, hear it, and decide about what is there now."
    ko = "{what}의 지금 내용은 {has}인데 {asked}에 대해 결정했습니다. 페이지를 새로 열어 들어 보고 다시 결정하세요."


@dataclass(eq=False, kw_only=True)
class DoorShut(Refusal):
    """A password, link or token that opens nothing. Whether it was wrong, is over or was revoked is not told."""

    what: str
    now: str
    en = "{what} opens nothing. {now}."
    ko = "{what}(으)로는 들어갈 수 없습니다. 할 일: {now}."


@dataclass(eq=False, kw_only=True)
class StudioBusy(Refusal):
    """Too many wait to be written down."""

    waiting: str
    en = "The studio cannot take this now ({waiting} wait before you). Nothing was kept of it: do it again in a few seconds."
    ko = "스튜디오가 지금은 받을 수 없습니다(앞에 {waiting}건 대기). 저장되지 않았으니 몇 초 뒤에 다시 하세요."


@dataclass(eq=False, kw_only=True)
class TooOften(Refusal):
    """Somebody tried too often, at a door or anywhere."""

    wait_s: str
    en = "Too many tries. Wait {wait_s} s, then try again."
    ko = "시도가 너무 많습니다. {wait_s}초 뒤에 다시 하세요."
