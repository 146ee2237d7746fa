"""What a label for the deaf says is heard: `[한숨]` is a sigh, `[footsteps approach]` are steps, `[잔잔한 음악]` is music.

Words of Korean and English subtitles (usage of streaming services and broadcasters; the lists are our choice). A label is evidence of a
sound at a time, so whoever made the sound must be a person for the sounds of people: gulls that cry and sirens that wail do not sob.
"""

import re

from yeoun.model.script import LabelKind

_BEASTS = re.compile(
    r"갈매기|까마귀|까치|참새|새(?:가|들|소리|\s)|매미|귀뚜라미|개(?:가|들|\s)|강아지|고양이|늑대|닭|말(?:이|\s울)|소(?:가|\s울)|아기|갓난|사이렌|경적|바람|"
    r"\b(?:gulls?|birds?|crows?|roosters?|dogs?|pupp(?:y|ies)|cats?|wol(?:f|ves)|coyotes?|horses?|cows?|owls?|bab(?:y|ies)|infants?|newborn|"
    r"sirens?|alarms?|winds?|tires?|tyres?|brakes?|train|kettle|violins?|guitars?|crickets?|monkeys?|hyenas?|engines?)\b",
    re.I,
)
_KINDS = (    # the first that fits: what is narrow stands before what is wide
    (LabelKind.SILENCE, r"정적|침묵|고요|적막|(?:^|\s)무음|\bsilen(?:ce|t)\b|\bno (?:audio|sound)\b|\bquiet(?:ness)?$"),
    (LabelKind.HEARTBEAT, r"심장|심박|두근|\bheart ?beats?\b|\bheart (?:beat|pound|thump|rac)\w*|\bpulse\b"),
    (LabelKind.FOOTSTEP, r"발소리|발걸음|발자국|구두\s?소리|구둣발|걸음\s?소리|걷는\s?소리|뛰어(?:가|오)는\s?소리|"
                         r"\bfoot ?(?:steps?|falls?)\b|\bsteps\b|"
                         r"\bheels (?:click|clack)\w*|\bstomp\w*"),
    (LabelKind.GASP, r"(?:^|\s)헉|숨을?\s?(?:삼키|삼킨|들이켜|들이쉬|멈추)|놀라는\s?(?:소리|숨)|놀란\s?(?:소리|숨)|비명|"
                     r"\bgasp\w*|\bscream\w*|\bshriek\w*|\byelps?\b"),
    (LabelKind.SIGH, r"한숨|탄식|\bsigh\w*|\bexhal\w*"),
    (LabelKind.SOB, r"흐느|울음|오열|통곡|훌쩍|울먹|엉엉|(?:^|\s)우는|\bsob\w*|\bcr(?:ies|ying)\b|"
                    r"\bweep\w*|\bwept\b|\bsniff(?:l\w*|s|ing)\b|\bwhimper\w*|\bwail\w*|"
                    r"\bbawl\w*"),
    (LabelKind.LAUGH, r"웃음|웃는|웃으며|깔깔|낄낄|킥킥|키득|피식|\blaugh\w*|\bchuckl\w*|\bgiggl\w*|\bsnicker\w*|\bcackl\w*"),
    (LabelKind.BREATH, r"숨소리|숨을|(?:거친|가쁜|깊은)\s?숨|호흡|헐떡|심호흡|"
                       r"\bbreath\w*|\bpant(?:s|ing)\b|\bwheez\w*|\bhyperventilat\w*|\binhal\w*"),
    (LabelKind.IMPACT, r"쾅|쿵|(?:^|\s)[탕퍽쨍](?:$|\s|!|,)|부딪|부서지|깨지|총성|총소리|폭발|폭음|천둥|충돌|"
                       r"때리|내리치|(?:^|\s)치는\s?소리|넘어지는|떨어지는\s?소리|"
                       r"\bslam\w*|\bbang\w*|\bthuds?\b|\bthump\w*|\bcrash\w*|\bgun(?:shots?|fire)\b|\bexplo\w*|\bthunder\w*|\bshatter\w*|\bsmash\w*|"
                       r"\bimpact\b|\bboom\w*|\bslaps?\b|\bpunch\w*|\bcollision\b"),
)
_TABLE = tuple((kind, re.compile(words, re.I)) for kind, words in _KINDS)
_OF_PEOPLE = frozenset({LabelKind.GASP, LabelKind.SIGH, LabelKind.SOB, LabelKind.LAUGH, LabelKind.BREATH})


def label_kind(kind: str, text: str) -> LabelKind:
    """What a label says is heard.

    kind  the caption's: sound, music or lyric
    text  the label's words, without brackets

    >>> label_kind("sound", "지은의 깊은 한숨"), label_kind("sound", "gulls crying")
    (<LabelKind.SIGH: 'sigh'>, <LabelKind.OTHER: 'other'>)
    """
    if kind in {"music", "lyric"}:
        return LabelKind(kind)
    found = next((label for label, words in _TABLE if words.search(text)), LabelKind.OTHER)
    return LabelKind.OTHER if found in _OF_PEOPLE and _BEASTS.search(text) else found
