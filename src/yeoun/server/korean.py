"""The Korean sentence of a refusal, with its facts in Korean too: what opens nothing, what comes first, what to do.

Refusals are raised with English words in their fields; the terminal speaks English. The studio's page speaks both, so the words that the
studio uses are written down here. A test finds every one of them in the sources and fails where one is missing.
"""

from yeoun.errors import Refusal

ROLES = {
    "director": "감독", "editor": "편집", "composer": "작곡", "producer": "음악 프로듀서", "engineer": "사운드 엔지니어",
    "player": "보컬·연주", "guest": "손님", "nobody": "없음"}
STAGES = {
    "themes": "테마", "arrangement": "편곡·믹스", "sound": "사운드", "scene": "장면", "outside": "외부 의견"}
ACTIONS = {
    "see": "보기", "download": "내려받기", "comment": "댓글", "resolve": "스레드 닫기", "take back": "댓글 거두기",
    "add version": "버전 추가", "score": "스코어 만들기", "cancel run": "작업 취소", "approve themes": "테마 승인",
    "approve arrangement": "편곡·믹스 승인", "approve sound": "사운드 승인", "approve scene": "장면 승인",
    "approve outside": "외부 의견", "withdraw": "승인 거두기", "invite": "링크 만들기", "revoke": "링크 끊기", "audit": "기록 보기",
    "make episode": "회차 만들기", "people": "사람과 역할",
    "leave the house without anybody who gives roles": "역할을 줄 사람이 아무도 없게 하기"}
KINDS = {
    "bar or stem outside of a cue": "큐 밖의 마디나 스템", "cue of this version": "이 버전의 큐", "decision": "승인",
    "episode": "회차", "file in the studio's folder": "스튜디오 폴더의 파일", "file of this version": "이 버전의 파일",
    "finished folder": "완성된 폴더", "frame of this version": "이 버전의 프레임", "person": "사람",
    "person in this episode": "이 회차의 사람", "person who could hold this role": "이 역할을 맡을 수 있는 사람",
    "rate of this version": "이 버전의 프레임 레이트", "role": "역할", "run": "작업", "series": "시리즈",
    "sound of this version": "이 버전의 소리", "thread": "스레드", "version": "버전"}
WORDS = {
    "A run that is going": "진행 중인 작업", "Another run": "다른 작업", "Choose another": "다른 것을 고르세요",
    "Its withdrawal": "거둔 기록", "Nothing has to be done": "할 일이 없습니다",
    "Open it in the list of versions": "버전 목록에서 여세요",
    "Open it, or choose another name": "그것을 열거나 다른 이름을 고르세요", "Start it again": "다시 시작하세요",
    "Take it back first": "먼저 거두세요", "This very version": "바로 이 버전", "Wait for it, or cancel it": "기다리거나 취소하세요",
    "Your word on this cue": "이 큐에 대한 의견", "A link that ends in the past": "이미 끝난 링크",
    "A request without its page's token": "페이지 토큰이 없는 요청", "An invitation for a guest": "손님에게 주는 초대장",
    "Choose a later end": "더 늦은 기한을 고르세요", "Load the page again": "페이지를 새로 여세요",
    "Look at both again, or ask for a new invitation": "둘 다 다시 확인하거나 새 초대장을 요청하세요",
    "Look at the list of links": "링크 목록을 보세요", "Make a link for guests": "손님용 링크를 만드세요", "Sign in": "로그인하세요",
    "Sign in, or open your link again": "로그인하거나 링크를 다시 여세요",
    "Start yeoun studio again, or sign in": "yeoun studio를 다시 시작하거나 로그인하세요", "This address": "이 주소",
    "This invitation": "이 초대장", "This link": "이 링크", "This login with this password": "이 아이디와 비밀번호",
    "This page without signing in": "로그인하지 않은 상태",
    "Ask whoever invited you for a new one": "초대한 사람에게 새로 요청하세요",
    "Add the folder again as a new version": "폴더를 새 버전으로 다시 추가하세요", "Ask for fewer": "더 적게 요청하세요",
    "Choose one of the sounds": "소리 파일을 고르세요",
    "Run yeoun check on the folder, and score again": "yeoun check로 확인하고 다시 만드세요",
    "Open it with that version, or go back to a copy from before": "그 버전으로 열거나 이전 사본으로 돌아가세요",
    "Score the picture to the end, then add it again": "끝까지 만든 뒤 다시 추가하세요",
    "a newer version of yeoun made it": "더 새로운 yeoun이 만들었습니다",
    "score.json and spotting.json": "score.json, spotting.json",
    "the file is not what the index says of it": "파일이 목록과 다릅니다", "the kept version": "보관된 버전",
    "the studio's database": "스튜디오 데이터베이스", "these are too many peaks": "파형 값이 너무 많습니다",
    "this is no sound": "소리 파일이 아닙니다", "It is as it was. Send us this sentence": "그대로 두었습니다. 이 문장을 보내 주세요",
    "Let the studio write there, and start the run again": "스튜디오가 그곳에 쓸 수 있게 한 뒤 실행을 다시 시작하세요",
    "Let yeoun read it": "yeoun이 읽을 수 있게 하세요",
    "Make room on the disk, then do it again: it was not kept": "디스크에 자리를 만든 뒤 다시 하세요. 저장되지 않았습니다",
    "Name another with --port, or 0": "--port로 다른 번호나 0을 쓰세요",
    "Use that one, or close it first": "그것을 쓰거나 먼저 닫으세요",
    "a studio is open there already": "이미 스튜디오가 열려 있습니다",
    "Make room, then add the folder again": "자리를 만든 뒤 폴더를 다시 추가하세요",
    "Make room, then ask again": "자리를 만든 뒤 다시 요청하세요", "Name a folder you may write to": "쓸 수 있는 폴더를 지정하세요",
    "emotion/graph.json": "emotion/graph.json", "database or disk is full": "디스크가 가득 찼습니다",
    "No space left on device": "디스크가 가득 찼습니다"}
BEGINNINGS = {
    "The episode ": "회차 ", "The login ": "아이디 ", "The role ": "역할 ", "The series ": "시리즈 ", "The signature for ": "서명: ",
    "Cue ": "큐 ", "this is no finished folder": "완성된 폴더가 아닙니다",
    "it is not as yeoun writes it": "yeoun이 쓴 모양이 아닙니다", "port ": "포트 ", "revision ": "개정 "}
KOREAN = ROLES | STAGES | ACTIONS | KINDS | WORDS


def in_korean(refusal: Refusal) -> str:
    """The whole sentence in Korean; names, numbers and what people wrote stay as they are."""
    facts = {name: _said(value, name) if isinstance(value, str) else value for name, value in vars(refusal).items()}
    return refusal.ko.format(**facts)


def _said(value: str, name: str) -> str:
    if value in KOREAN and not (name == "name" and value != "the studio's database"):    # a name is a name, even if it is a word
        return KOREAN[value]
    parts = value.split(", ")
    if name != "name" and all(each in KOREAN for each in parts):
        return ", ".join(KOREAN[each] for each in parts)
    for begins, korean in BEGINNINGS.items():
        if name in ("what", "why", "where", "place") and value.startswith(begins):
            rest = value[len(begins):]
            return korean + (KOREAN.get(rest, rest) if begins in ("The role ", "The signature for ") else rest)
    return value
