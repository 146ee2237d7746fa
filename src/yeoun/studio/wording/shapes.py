"""What has a shape of its own in the letters of a phrase: quotes, timecodes, cues, bars, keys, tempos, quantities, classes of hits."""

import re

from yeoun.studio.wording.figures import (
    BARE_SOUND,
    BORDERS,
    COMMON,
    ENGLISH_NUMBER,
    FRAME,
    FRAMES,
    INTERVAL,
    KOREAN_NUMBER,
    LATIN_KEY,
    NUMBER,
    NUMBERS,
    PERCENT,
    QUOTES,
    Shape,
    bars_of,
    clock_of,
    grade_of,
    key_of,
    number_of,
    quantity_of,
    second_of,
    seconds_of,
    valued,
)

_REPORTED = Shape(  # 미안하다고 할 때: so much of the line as its ending leaves
    re.compile(r"(?<![가-힣])([가-힣]{1,6}?)(?:한다|하다|다|라|자|냐|달라)고\s?(?=말?\s?(?:하|할|한|했|외치|대답))"),
    lambda found: ({"quote": found[1]}, 0.0, 0.0),
)
_BAR_N = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
SHAPES: dict[str, tuple[Shape, ...]] = {
    "quotes": (QUOTES,),
    "en": (
        *COMMON,
        FRAMES,
        FRAME,
        Shape(
            re.compile(
                r"\b(?:bars?|measures?|mm?\.)\s*(?:numbers?\s*)?"
                rf"(?P<first>\d{{1,3}}|{_BAR_N})(?:\s*(?:-|–|—|/|&|,|to|through|thru|until|till|and|up to)\s*"
                r"(?:bar\s+|measure\s+)?"
                rf"(?P<last>\d{{1,3}}|{_BAR_N}))?(?!\s*(?:seconds?|frames?|%))\b",
                re.I,
            ),
            bars_of,
        ),
        Shape(re.compile(r"\b(?:scene|sc\.)\s*#?(?P<n>\d+[A-Za-z]?)\b", re.I), lambda found: ({"scene": found["n"]}, 0.0, 0.0)),
        PERCENT,
        Shape(
            re.compile(
                rf"(?P<n>\d{{1,3}}(?:\.\d+)?|{ENGLISH_NUMBER})\s*(?:bpm|b\.p\.m\.|beats (?:per|a) minute)(?!\w)|"
                rf"(?:♩|q)\s*=\s*(?P<m>\d{{2,3}})",
                re.I,
            ),
            lambda found: ({"bpm": ""}, number_of(found["n"] or found["m"]), 0.0),
        ),
        Shape(re.compile(rf"(?<![\w'’]){LATIN_KEY}\s*(?P<mode>major|maj|minor|min|dorian|lydian|mixolydian|aeolian|m)\b"), key_of),
        Shape(re.compile(r"(?<![\w'’])(?P<letter>[A-G])(?P<sign>#|b|♯|♭|[ -](?:flat|sharp))(?P<mode>)(?![\w])"), key_of),
        Shape(
            re.compile(r"(?<=key of )(?P<letter>[A-Ga-g])(?P<sign>)(?P<mode>)\b|(?<=the key to )(?P<l>[A-G])\b"),
            lambda found: key_of(found) if found["letter"] else None,
        ),
        Shape(
            re.compile(
                r"(?:(?<=\bto )|(?<=\binto )|(?<=\bin )|(?<=key of ))(?P<letter>[a-g])(?P<sign>[ -](?:flat|sharp))(?P<mode>)(?!\w)"
            ),
            key_of,
        ),
        Shape(re.compile(r"(?:(?<=\bto )|(?<=\binto ))(?P<letter>[B-G])(?P<sign>)(?P<mode>)(?![\w'])"), key_of),
        Shape(re.compile(r"(?<=\bin )(?P<letter>[B-G]|A(?=\s*$))(?P<sign>)(?P<mode>)(?![\w'])"), key_of),
        INTERVAL,
        Shape(
            re.compile(
                r"(?:(?<=\bin )|(?<=\bto )|(?<=\binto )|(?<=key of )|(?<=\bgo )|^)(?!a (?:minor|major) (?:key|mode|feel|sound))"
                r"(?P<letter>[a-gA-G])(?P<sign>#|[ -]flat|[ -]sharp|b(?![a-z]))?\s+(?P<mode>major|minor|dorian|lydian|mixolydian)\b",
                re.I,
            ),
            key_of,
        ),
        Shape(re.compile(r"(?<=transpose to )(?P<letter>[A-G])(?P<sign>)(?P<mode>)\b"), key_of),
        Shape(
            re.compile(
                r"\b(?i:class|grade|type)[ -]([ABCabc])\b|"
                r"\b([ABC])[ -](?i:class|grade|hit|accent)\b|(?<=hit )([ABC])\b|(?<=accent )([ABC])\b"
            ),
            grade_of,
        ),
        Shape(re.compile(r"\b(?:the\s+)?(?P<m>)(?P<s>\d+)[ -]seconds?[ -](?:mark|point)\b|\bsecond\s+(?P<t>\d+)\b"), second_of),
        Shape(
            re.compile(
                rf"(?<![\w.])(?P<sign>(?:[+−-]|\bplus\s|\bminus\s)\s?)?(?P<n>{NUMBER}|{ENGLISH_NUMBER})[\s-]*(?:more\s+|of\s+a\s+)?"
                r"(?P<unit>frames?|fr|seconds?|secs?|sec|bars?|measures?|beats?|minutes?|ms|min|(?<=\d)[fs])(?![a-z])"
                r"(?P<half> and a half)?",
                re.I,
            ),
            quantity_of,
        ),
        Shape(
            re.compile(rf"\b(?P<n>{ENGLISH_NUMBER})(?=\s+(?:semitones?|half[ -](?:steps?|tones?)|whole[ -](?:steps?|tones?)))", re.I),
            valued("number"),
        ),
        NUMBERS,
    ),
    "ko": (
        *COMMON,
        _REPORTED,
        INTERVAL,
        BORDERS,
        BARE_SOUND,
        Shape(
            re.compile(
                r"(?:제\s?)?(?P<first>\d{1,3})\s*(?:번\s?째?\s?)?(?:마디|소절)?\s*(?:-|~|–|∼|에서|부터|,|랑|하고|와|과|·|&)\s*(?:제\s?)?(?P<last>\d{1,3})\s*(?:번\s?째?\s?)?(?:마디|소절)(?:까지)?"
            ),
            bars_of,
        ),
        Shape(re.compile(r"(?:제\s?)?(?P<first>\d{1,3})\s*번\s?째?\s?(?:마디|소절)(?P<last>)"), bars_of),
        Shape(re.compile(r"(?:마디|소절)\s*(?P<first>\d{1,3})(?:\s*(?:-|~|–|에서|부터)\s*(?P<last>\d{1,3})(?:까지)?)?"), bars_of),
        Shape(
            re.compile(r"(?:씬|신|S#|s#|장면)\s*(?P<n>\d+)(?!\s*(?:초|프레임|마디|분))|(?P<m>\d+)\s*(?:번\s*)?(?:씬|장면|번\s?신)"),
            lambda found: ({"scene": found["n"] or found["m"]}, 0.0, 0.0),
        ),
        PERCENT,
        Shape(re.compile(r"(?P<n>\d{1,3}(?:\.\d+)?)\s*(?:bpm|BPM|비피엠)"), lambda found: ({"bpm": ""}, float(found["n"]), 0.0)),
        Shape(re.compile(r"(?P<h>\d+)\s*분\s*(?P<m>\d+)\s*초\s*(?P<f>\d+)\s*프레임|(?P<s>\d+)\s*초\s*(?P<g>\d+)\s*프레임"), clock_of),
        Shape(re.compile(r"(?P<m>)(?P<s>\d+)\s*초\s*(?:지점|때|대|즈음|쯤에|쯤|시점|타임)"), seconds_of),
        Shape(re.compile(r"(?P<m>\d+)\s*분\s*(?:(?P<s>\d+)\s*초)?(?=\s*(?:부터|에서|까지|에|쯤|지점|사이|이후))"), seconds_of),
        Shape(re.compile(r"(?<![가-힣])(?P<sign>내림|올림)?\s?(?P<letter>[다라마바사가나])\s?(?P<mode>장조|단조)"), key_of),
        Shape(
            re.compile(
                r"(?<![A-Za-z])(?P<letter>[A-Ga-g])\s?(?P<sign>#|b|♯|♭|플랫|플렛|샵|샾)?\s*(?P<mode>장조|단조|메이저|마이너|major|minor|도리안|리디안|믹솔리디안|m)(?![a-z])"
            ),
            key_of,
        ),
        Shape(
            re.compile(r"(?<![A-Za-z])(?P<letter>[A-G])\s?(?P<sign>#|b|♯|♭|플랫|플렛|샵|샾)?(?P<mode>)(?=\s*(?:키|조)(?:로|으로|$|\s))"),
            key_of,
        ),
        Shape(re.compile(r"(?<![A-Za-z])(?P<letter>[A-G])\s?(?P<sign>#|b|♯|♭|플랫|플렛|샵|샾)(?P<mode>)(?=\s*(?:로|으로|$|\s))"), key_of),
        Shape(
            re.compile(
                r"(?<=키를 )(?P<letter>[A-G])(?P<sign>)(?P<mode>)(?=로)|(?<=조를 )(?P<l>[A-G])(?=로)|(?<=키는 )(?P<k>[A-G])(?=로)"
            ),
            lambda found: key_of(found) if found["letter"] else None,
        ),
        Shape(
            re.compile(
                r"([ABCabc])\s?(?:급|클래스|등급|타입)|(?:클래스|등급)\s?([ABCabc])|"
                r"(?<![A-Za-z])([ABC])\s?(?=히트|힛|악센트)|(?<=히트 )([ABC])(?![A-Za-z])"
            ),
            grade_of,
        ),
        Shape(
            re.compile(
                rf"(?P<sign>(?:[+−-]|플러스|마이너스)\s?)?(?P<n>{NUMBER}|(?<![가-힣])(?:{KOREAN_NUMBER}))\s?(?P<unit>프레임|초|마디|소절|박자|박|분|frames?|f(?![a-z])|sec(?:onds?)?|s(?![a-z]))(?P<half>\s?반)?",
                re.I,
            ),
            quantity_of,
        ),
        NUMBERS,
    ),
}
