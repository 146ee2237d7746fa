"""The words of light in scripts: what names a light, what only looks like it, and what puts one out. Data of `lightwords.py`.

A table is rows of a kind and its words: regular expressions, parted by ` | ` or by the end of a line; what stands first
takes its letters from what follows, and a line that ends in `|` goes on in the next. Rows that begin with `words:` match
whole words only. {sun} is a Korean sun: 해가, 해는, 해도, 태양이.

What the names of light mean here: *golden* a low warm sun; *dawn* the blue hour before sunrise, and after sunset, which
looks the same and has no name of its own; *tungsten* warm light that was made (bulbs, lamps, flames); *neon* coloured or
cold light that was made (neon, signs, screens, fluorescent tubes); *night* what no lamp in the picture lights; *day* the rest.
"""

from dataclasses import dataclass

from yeoun.model.observed import Light
from yeoun.model.script import TimeOfDay

NAMES = (Light.DAY, Light.GOLDEN, Light.NIGHT, Light.NEON, Light.TUNGSTEN, Light.DAWN)
Shares = tuple[float, float, float, float, float, float]    # in the order of NAMES

HOURS: dict[TimeOfDay, tuple[Shares, Shares]] = {    # outside and inside; each row sums to 1
    TimeOfDay.DAWN: ((0.04, 0.02, 0.12, 0.01, 0.01, 0.80), (0.04, 0.02, 0.15, 0.04, 0.20, 0.55)),
    TimeOfDay.SUNRISE: ((0.12, 0.20, 0.02, 0.0, 0.0, 0.66), (0.20, 0.20, 0.02, 0.0, 0.03, 0.55)),
    TimeOfDay.MORNING: ((0.86, 0.05, 0.0, 0.01, 0.0, 0.08), (0.88, 0.03, 0.0, 0.02, 0.02, 0.05)),
    TimeOfDay.DAY: ((0.96, 0.02, 0.0, 0.01, 0.0, 0.01), (0.92, 0.01, 0.01, 0.03, 0.03, 0.0)),
    TimeOfDay.AFTERNOON: ((0.88, 0.10, 0.0, 0.01, 0.0, 0.01), (0.88, 0.06, 0.01, 0.02, 0.03, 0.0)),
    TimeOfDay.GOLDEN: ((0.04, 0.93, 0.0, 0.01, 0.0, 0.02), (0.05, 0.92, 0.0, 0.01, 0.0, 0.02)),
    TimeOfDay.DUSK: ((0.01, 0.05, 0.18, 0.02, 0.02, 0.72), (0.01, 0.04, 0.18, 0.04, 0.18, 0.55)),
    TimeOfDay.EVENING: ((0.02, 0.12, 0.48, 0.10, 0.12, 0.16), (0.02, 0.06, 0.25, 0.10, 0.50, 0.07)),
    TimeOfDay.NIGHT: ((0.01, 0.0, 0.68, 0.16, 0.14, 0.01), (0.01, 0.0, 0.42, 0.12, 0.44, 0.01)),
}
LATE_AFTERNOON: Shares = (0.60, 0.36, 0.0, 0.01, 0.01, 0.02)    # a weak golden (drama, 7.3)
NEVER = 1e-6                  # what a share of 0 counts as: a sign that names the thing can still raise it
EVEN: Shares = (1 / 6,) * 6
AFTER, BEFORE = 0.7, 0.4      # our choice: how much a sign holds for shots of its scene after it, and before it


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sign: what it speaks for, in nats, in the order of NAMES; whether it is a light someone can put out."""

    name: str
    says: Shares
    goes_out: bool = False


LOW_SUN = Kind("low sun", (0.3, 3.6, -1.5, -1.0, -2.0, 0.0))
BLUE_HOUR = Kind("blue hour", (-1.0, -0.5, 0.8, 0.0, 0.0, 3.2))
DAYBREAK = Kind("daybreak", (0.0, 0.4, 0.0, -1.0, -0.5, 3.6))
SUN = Kind("sunlight", (2.8, 0.6, -2.5, -1.0, -1.0, 0.0))
DARK = Kind("dark", (-2.5, -2.5, 2.6, 0.0, -0.3, 0.0))
PUT_OUT = Kind("put out", (-1.0, -1.0, 1.6, -0.8, -1.6, 0.0))
FLAME = Kind("flame", (0.0, -1.5, 0.0, -1.0, 3.8, 0.0), True)
LAMP = Kind("lamp", (0.0, -0.5, 0.0, -0.5, 3.0, 0.0), True)
STREET_LAMP = Kind("street lamp", (-1.0, -0.5, 1.2, 0.0, 1.2, 0.3), True)
NEON = Kind("neon", (0.0, -1.0, 0.3, 3.6, -0.5, 0.0), True)
TUBE = Kind("fluorescent tube", (0.5, -1.5, -0.3, 2.8, -1.0, -0.5), True)
SCREEN = Kind("screen", (-0.3, -0.5, 0.6, 1.6, -0.5, 0.0), True)
NIGHTLIFE = Kind("nightlife", (0.0, 0.0, 0.0, 1.2, 0.0, 0.0))
TAVERN = Kind("tavern", (0.0, 0.0, 0.0, 0.0, 0.8, 0.0))
OFFICE = Kind("office", (0.3, 0.0, 0.0, 0.7, -0.3, 0.0))
CELLAR = Kind("cellar", (-1.5, -1.5, 0.5, 0.0, 0.6, -0.5))
SUN_KO = r"(?:(?<![가-힣])해(?:가|는|도)?\s?|태양이\s?)"
SIGNS: tuple[tuple[Kind, str], ...] = (
    (BLUE_HOUR, r"""
        {sun}(?:막 |이미 |벌써 |다 |완전히 )?(?:졌|진 (?:지|뒤|후|직후)|지고 (?:난|나서|없)|떨어졌|떨어진 (?:지|뒤)|
        넘어갔|넘어간 (?:지|뒤))
        땅거미 | 어스름 | 어슴푸레 | 어둑어둑 | 어둑해 | 어둑한 (?:하늘|길|골목|거리) | 이내가 | 블루 ?아워 | 해거름 뒤
        날이 저물 | (?<=남은 )잔광 | 푸른 저녁 | 개와 늑대의 시간
    """),
    (BLUE_HOUR, r""" words:
        dusk | twilight | gloaming | nightfall | blue hour | afterglow | half-?light | last (?:of the )?light
        (?:just |long |soon )?after (?:the )?sun(?:set|down)
        sun (?:has|had|is) (?:just |already |long )?(?:set|gone|down|dropped) | sun is already (?:down|gone)
        sun (?:went down|sank|dropped|slipped (?:away|under)|disappeared|vanished)
    """),
    (DAYBREAK, r"""
        먼동 | 동이? ?(?:트|튼|터|틀) | 동틀 | 여명 | 첫 ?햇[살빛]
        {sun}(?:아직 )?(?:뜨기 (?:전|직전)|뜨지 않|뜬다|뜨고 있|떠오르|떠오른|솟|돋) | 해돋이 | 일출
        새벽(?:빛|녘|하늘| 하늘|안개| 안개| 공기|이슬| 이슬| 어둠|이 (?:밝|온|왔|다가)| 네 ?시| 다섯 ?시)
        날이 (?:밝아|밝는|샌|새기|희끄무레|희붐) | 희붐 | 푸르스름한 (?:새벽|하늘|빛이 창) | 동쪽 하늘
    """),
    (DAYBREAK, r""" words:
        dawn | daybreak | first light | before (?:sunrise|sunup|the sun(?: is up| rises| comes up)?) | pre-?dawn
        sunrise | sunup | sun (?:rises|comes up|is coming up|edges (?:up|over)|lifts|climbs over) | rising sun
        east(?:ern sky)? (?:pales|greys|grays|whitens|lightens|goes grey|goes gray|turns)
        sky (?:is )?(?:\w+ )?(?:paling|greying|graying|lightening|pales|lightens|
        (?:begins|beginning|starts|starting) to (?:pale|lighten|grey|gray))
    """),
    (LOW_SUN, r"""
        노을 | 석양 | 낙조 | 저녁 ?햇[살빛] | 해거름 | 해 ?질 ?(?:녘|무렵) | 일몰 | 황혼 | 매직 ?아워 | 골든 ?아워
        지는 해 | 기우는 해 | 저무는 해 | 기운 해
        {sun}(?:뉘엿|기울|기운|진다|지고 있|지기 (?:전|직전|시작)|지려|저문|저물|넘어가|넘어간다|떨어진다|떨어지고|낮게|걸[려렸린]|내려앉)
        (?:금빛|황금빛|주황빛|오렌지빛|붉은) ?(?:햇|저녁|하늘|물결|바다|들판|억새|갈대)
        (?:하늘|바다|강)[이가] (?:온통 )?(?:붉|주황|불타) | 비스듬한 (?:햇|볕|빛) | 긴 그림자 | 그림자가 길
    """),
    (LOW_SUN, r""" words:
        sunset | sundown
        sun (?:is )?(?:sets|setting|sinks|sinking|dips|dipping|going down|goes down|hangs low|low|slides|melts|
        touches|drops (?:to|toward|behind))
        setting sun | (?:a |the )?low(?:ering)? sun | sinking sun | evening sun | late sun(?:light)?
        golden (?:light|hour|sun|glow|evening|field|haze) | magic hour | amber (?:sun|evening|sky)
        (?:orange|copper|gold|red|crimson|pink) (?:sky|sun|light (?:of|from) the sun) | long shadows
        shadows (?:are |grow |stretch )long | sky (?:is |burns |goes |turns )?(?:orange|red|gold|copper|ablaze|on fire)
        last (?:\w+ )?(?:rays?|sun(?:light)?)
    """),
    (NEON, r"""
        네온 | 전광판 | (?:간판|간판들?)(?:의)? ?(?:불|빛|이 (?:번쩍|깜빡|반짝|켜)) | 미러볼 | 사이키 | 클럽 조명
        무대 조명 | 레이저 | (?:분홍|핑크|보라|초록|파란|푸른|붉은|빨간|형형색색의?|색색의?) ?(?:조명|간판|네온|불빛)
        경광등 | LED
    """),
    (NEON, r""" words:
        neons? | strobes? | lasers? | disco | mirror ?ball | billboards? | marquee | police lights?
        (?:lit|flashing|glowing|blinking|bright) signs? | signs? (?:flicker|buzz|blink|glow|flash|burn)\w*
        (?:pink|magenta|purple|violet|blue|green|red|cyan|coloured|colored) (?:neon|light ?bulbs?|lights?|glow|tubes?|gels?|LEDs?)
        LEDs?
    """),
    (TUBE, r"""
        형광등 | 형광 ?불빛 | 수술등 | 무영등 | 자판기 (?:불)?빛 | 편의점 (?:불)?빛 | 백색등 | 하얀 조명 | 창백한 조명
    """),
    (TUBE, r""" words:
        fluorescents? | tube lights? | strip ?lights? | overhead tubes? | striplights?
        vending machines? (?:light|glow|hum)\w* | (?:harsh|cold|white|sterile) (?:overhead |ceiling )?lights?
    """),
    (SCREEN, r"""
        (?:모니터|화면|휴대폰|핸드폰|스마트폰|텔레비전|TV|티브이|노트북)(?:의)? ?(?:불빛|빛)
    """),
    (SCREEN, r"""
        \b(?:glow|light) of (?:the |a |his |her |their )?(?:\w+ )?(?:screens?|monitors?|phone|laptop|television|TV)\b
        \b(?:screen|monitor|phone|laptop|television|TV)(?:'s)? (?:light|glow)s?\b
        \blit (?:only )?by (?:the |a |his |her )?(?:\w+ )?(?:screen|monitor|phone|laptop|television|TV)\b
    """),
    (STREET_LAMP, r"""
        가로등 | 보안등 | 방범등 | 외등 | 헤드라이트 | 전조등
    """),
    (STREET_LAMP, r""" words:
        street ?(?:lamp|light)s? | lamp ?posts? | sodium (?:lamp|light)s? | headlights? | headlamps?
    """),
    (FLAME, r"""
        촛불 | 양초 | 초(?:에 불|를 켜|를 켠|가 (?:타|꺼|녹)) | 촛대 | 호롱 | 등잔 | 횃불 | 모닥불 | 장작불 | 화롯불
        화톳불 | 벽난로 | 아궁이 | 난롯불 | 숯불 | 등불 | 연등 | 초롱 | 성냥(?:불|을 (?:켜|켠|긋|그))
        라이터 ?(?:불|를 켜|를 켠) | 불길 | 불꽃이 (?:타|흔들|일렁)
    """),
    (FLAME, r""" words:
        candle(?:s|light|lit)? | candelabra | torch(?:es|light|lit) | oil lamps? | lanterns? | campfire | bonfire
        firelight | firelit | fireplace | hearth | embers? | flames? | log fire | wood ?stove | brazier
        a match (?:flares|burns) | strikes a match | kerosene
        (?:the|a) fire (?:burns|crackles|glows|throws|dies|is|flickers) | by (?:the )?fire(?:side)?
    """),
    (LAMP, r"""
        백열등 | 백열전구 | 알전구 | 전구 | 전등 | 스탠드 | 램프 | 무드등 | 취침등 | 독서등 | 갓등 | 샹들리에 | 조명등
        할로겐 | 노란 (?:불|등|조명|전) | 노르스름한 | 따뜻한 조명 | 주황색 (?:등|불|조명) | 불을 (?:켠|켜) | 불이 켜
        불 켜진 | 불이 환 | (?<![가-힣])등을 (?:켠|켜) | (?:방|집|창|부엌|거실|주방)(?:의)? ?불빛 | 갓 ?등 | 손전등
    """),
    (LAMP, r""" words:
        lamps? | lamplight | lamplit | light ?bulbs? | bulbs? | chandeliers? | sconces? | tungsten | incandescent
        night ?lights? | warm (?:interior |kitchen |yellow )?lights? | yellow (?:light|glow|window)s? | string lights
        fairy lights | flash ?lights? | (?:switches|turns|flicks|clicks|snaps) on (?:the |a )?(?:\w+ )?lights?
        (?:the )?lights? (?:comes?|goes|click|snap|flick)s? on | spotlights? | porch light
    """),
    (DARK, r"""
        어둠 | 어두운 | 어둡 | 어두컴컴 | 캄캄 | 깜깜 | 컴컴 | 칠흑 | 암흑 | 정전 | 달빛 | 달이 (?:뜨|떠|밝|걸|구름)
        보름달 | 초승달 | 그믐 | 반달 | 별빛 | 별이 (?:쏟|총총|빛|뜨|떠|가득) | 별들이 | 별 하나 | 밤하늘 | 밤거리
        밤바다 | 밤길 | 밤공기 | 한밤 | 밤이 (?:깊|이슥|되|내리|왔|온다) | 깊은 밤 | 늦은 밤 | 야심한 | 불 꺼진
        불이 꺼 | 불을 (?:끈|끄|껐) | 소등
    """),
    (DARK, r""" words:
        dark(?:ness|ened)? | pitch[- ]black | black(?:ed-?out|out|ness) | moon(?:light|lit|s|rise|less)?
        star(?:s|light|lit|ry) | unlit | night sky | dead of night | power (?:is|goes|has gone) out | power cut
        lights? (?:is|are|goes?|has gone|have gone)? ?(?:all )?(?:out|off) | gloom
        night (?:has fallen|falls|outside|presses|air) | midnight
    """),
    (SUN, r"""
        햇[살빛볕] | 햇발 | 뙤약볕 | 땡볕 | 불볕 | (?<![가-힣])볕 | 한낮 | 대낮 | 정오
        {sun}(?:중천|높|쨍|떠 있|머리 위|내리쬐) | 태양 | 쨍쨍 | 쾌청 | (?:맑은|파란|푸른|새파란|청명한|흐린|잿빛) ?하늘
        하늘이 (?:맑|파랗|푸르|높) | 눈부신 | 눈부시 | 자연광 | 환한 (?:낮|창|오후|아침) | 화창 | 아지랑이 | 매미
    """),
    (SUN, r""" words:
        sun(?:light|lit|shine|ny|beams?|baked) | noon | midday | daylight | broad day | blazing sun
        (?:the|bright|hot|high|white|harsh|morning|winter|summer|spring) sun
        sun (?:is )?(?:high|overhead|beats?|beating|pours?|streams?|glares?|floods?|blazes?|bakes?|shines?|fills)
        blue sky | clear sky | grey sky | gray sky | white sky | overcast | cloudless | bright (?:day|morning|afternoon)
        skylight
    """),
)
PLACES: tuple[tuple[Kind, str], ...] = (
    (NIGHTLIFE, r"""
        나이트클럽 | 클럽 | 노래방 | 오락실 | 유흥가 | 모텔촌 | 콜라텍 | 카바레 | PC ?방
        \b(?:NIGHT ?CLUB|CLUB|KARAOKE|ARCADE|CASINO|DISCO|RAVE|STRIP)\b
    """),
    (TAVERN, r"""
        포장마차 | 선술집 | 술집 | 주막 | 와인 ?바 | 이자카야 | 고깃집 | 산장
        \b(?:BAR|PUB|TAVERN|INN|CABIN|CHAPEL|SALOON|BISTRO)\b
    """),
    (OFFICE, r"""
        사무실 | 편의점 | 병원 | 병실 | 응급실 | 수술실 | 취조실 | 조사실 | 지하철 | 교실 | 독서실 | 고시원 | 경찰서
        주차장 | 복도
        \b(?:OFFICE|HOSPITAL|WARD|CONVENIENCE|SUBWAY|METRO|CLASSROOM|INTERROGATION|LAB(?:ORATORY)?|MORGUE|PARKING|
        CORRIDOR|SUPERMARKET|LAUNDROMAT|POLICE STATION)\b
    """),
    (CELLAR, r"""
        지하실 | 창고 | 동굴 | 터널 | 벙커 | 갱도 | 다락 | \b(?:BASEMENT|CELLAR|CAVE|TUNNEL|BUNKER|MINE|ATTIC|CRYPT)\b
    """),
    (NEON, r"""
        네온 | \bNEON(?:-LIT)?\b
    """),
    (TUBE, r"""
        형광등 | \bFLUORESCENT
    """),
    (FLAME, r"""
        촛불 | 모닥불 | \b(?:CANDLE|TORCH|FIRE|LANTERN)-?LIT\b
    """),
    (LAMP, r"""
        \bLAMP-?LIT\b
    """),
    (DARK, r"""
        불 꺼진 | 어두운 | 캄캄한 | 달빛 (?:아래|비치) | \b(?:DARK(?:ENED)?|MOON-?LIT|UNLIT)\b
    """),
    (LOW_SUN, r"""
        (?:노을|석양|해)[이가]? ?(?:지는|진|질|물든|기우는) | 저녁 ?놀
    """),
    (DAYBREAK, r"""
        (?<![가-힣'])(?:해 뜨는|동트는|동틀)
    """),
    (SUN, r"""
        (?:햇살|햇빛|볕)[이]? ?(?:드는|좋은|가득) | \bSUN-?(?:LIT|NY|DRENCHED)\b
    """),
)
MASKS = r"""
    '[^'\n]{1,40}'(?![a-z])
    [\"“][^\"”\n]{1,200}[\"”]
    ‘[^’\n]{1,60}’
    [《〈「『<][^》〉」』>\n]{1,60}[》〉」』>]
    (?:사진|그림|포스터|엽서|달력|벽화|벽지|화보|액자|화면|영화|뮤직비디오|꿈|기억|노래|가사|소설|시)(?: ?속|에 담긴|
    에 그려진|에 찍힌|에 나오는)(?:의|에)? ?[^.,]{0,14}
    (?:노을|석양|새벽|밤하늘|일몰|일출|햇살|달빛|별빛|촛불|네온|어둠)(?:을|를|이|의)? ?(?:찍은|그린|담은|그려진|배경|
    풍경|사진|그림|포스터|색|빛깔|컬러)[^.,]{0,8}
    [가-힣]+(?:처럼|같이|같은|만큼|인 양|인 듯)
    황혼 ?(?:이혼|기|의 (?:나이|부부|인생|로맨스)) | 인생의 (?:황혼|석양) | 촛불 ?(?:집회|시위|문화제)
    (?:어젯|지난|오늘|내일|그날|첫날|며칠|매일|하룻)\s?밤 | 밤(?:새|을 (?:새|샌|까|깐|삶|구|줍))
    (?:내일|어제|다음 날|오늘) ?(?:아침|새벽|저녁)
    새벽 ?(?:배송|시장|기도|예배|반|근무|출근|알바) | 군밤 | 밤(?:나무|송이|빵|톨|알) | 눈빛
    안색 | 눈앞이 (?:캄캄|깜깜) | 앞날이 [가-힣]+
    (?:표정|얼굴|목소리|낯빛|분위기|마음|눈)[이가은는의도]? ?(?:어두|어둡|캄캄|밝|환|흐)[가-힣]*
    어두운 (?:표정|얼굴|낯|목소리|눈|과거|기색|안색|옷|색) | 햇살 같은
    (?:노을|새벽|햇살|여명|샛별|달빛)(?:이가|이는|이도|이를|이의|이와|아,|아!|야,| ?씨| ?양| ?군| ?선생| ?언니| ?누나| ?형)
    등불 삼 | 해를 (?:넘|거듭|바꾸)
    \blike (?:a |an |the )?(?:\w+ )?(?:sun|sunset|sunrise|dawn|dusk|twilight|candle|lamp|lantern|torch|moon|stars?|night|flames?|neon)\w*
    \bas (?:dark|bright|black|red|white|clear|pale) as \w+(?: \w+)? | \bfilm star
    \b(?:movie|rock|pop|rising|gold|porn|five|four|three)[- ]stars?\b
    \b(?:photo(?:graph)?s?|pictures?|paintings?|posters?|postcards?|prints?|murals?|calendars?|wallpapers?|stories|
    songs?|dreams?|memor(?:y|ies)|screensavers?|books?|drawings?|watercolou?rs?|snapshots?) of (?:a |an |
    the )?(?:\w+ ){0,2}\w+
    \b(?:sun(?:set|rise|ny)|moonlight|starlight|twilight|candle(?:light)?|lantern|neon|torch|dawn|dusk) (?:boulevard|
    blvd|avenue|street|road|drive|lane|motel|hotel|diner|cafe|café|bar|inn|lounge|records|estates?|clause|orange|pink|
    green|yellow|scented|years)\b
    \b(?:last|every|all|tomorrow|one|other|opening|wedding|that|yesterday) (?:night|evening|morning|dawn)\b
    \bto-?night\b | \bmidnight (?:snack|blue|mass|train|oil) | \bin the dark about
    \bdark (?:eyes|hair|suit|coat|glasses|look|green|blue|wood|secret|thoughts|humou?r|horse)\b
    \b(?:her|his|their) (?:face|eyes?|expression|mood) (?:go(?:es)?|is|are|turns?|grows?)? ?dark\w*
    \b(?:face|eyes|expression) darkens? | \bdawns? on\b
    \bfire (?:escape|alarm|truck|engine|exit|station|fighter|drill|door)\w*
    \bsun(?:glasses|flowers?|screen|burn\w*|dress|hat|day)\b | \bold flames?
    \bsunny (?:smile|mood|disposition|side|voice) | \btwilight of\b | \blight-?(?:hearted|headed)\w*
    \bblack(?:out)? (?:curtains?|blinds?)
    \b(?:carries|holds|sells|buys|packs|wraps|repairs|dusts|drops|boxes?) (?:of )?(?:a |an |the )?(?:lamp|lantern|
    candle|bulb|torch|flashlight)s?\b
"""

NAMES_KO = "노을 새벽 여명 햇살 달빛"
GIVEN_EN = "Dawn Sunny Star Ember"    # names of people, at the beginning of a sentence or in it
NAMES_EN = f"{GIVEN_EN} Candle Dusk Sunset Sunrise Twilight Neon Lantern Moonlight"    # names of anything, inside a sentence
PEOPLE_DO = """    고개 눈을 눈물 손 웃 울 말 앉 걷 걸어 뛰 달려 가방 전화 문 의자 입 한숨 어깨 우산 책 컵 돌아 바라 쳐다 들고 일어 멈 서 있
"""    # with one of these in its sentence, 노을이 is someone,
SKIES_DO = """    번지 번진 물들 물든 비치 비친 내려앉 걸리 걸려 퍼지 퍼진 타오 붉 스미 스며 깔리 깔린 쏟아 가라앉 사라 드리 들어온
    채우 지고 진다 식어 얼굴에 창
"""    # unless one of these is in it too
SKIES_DO_EN = """    breaks creeps comes came seeps spreads light is has over at on in after before falls settles gathers deepens lies sky
    and still paints washes greys touches bleeds
"""    # what Dawn does when she is no woman
PUT_OUT_AFTER = r"""
    꺼진 | 꺼져(?! ?가) | 꺼졌 | 꺼지(?:고|며|자|는 (?:소리|순간)) | 꺼 ?버 | 끈다 | 끄고 | 끄자 | 끄며 | 껐 | 끕니다
    나간다 | 나갔 | 나간 | 없[다이는] | 깨[진졌] | 고장 | 불어 ?(?:끈|끄)
"""
STILL_BURNS = r"켰다 ?껐다 | 켜졌다 ?꺼졌다 | 깜[빡박] | 꺼질 ?듯 | 꺼지지 ?않 | 꺼져 ?가 | 꺼지기 (?:전|직전) | 꺼지려"
PUT_OUT_AFTER_EN = r"""
    (?:is|are|goes?|blinks?|snaps?|clicks?|cuts?|been|turned|switched|burn(?:s|ed|t)?|blown|snuffed|gutters) ?(?:all )?(?:off|out)\b
    (?:is|are|goes?|been) ?(?:all )?(?:dead|dark|unlit|broken|smashed|cold)\b | off\b | dies\b | unlit\b
"""
PUT_OUT_BEFORE_EN = r"""
    no | without | unlit | broken | dead | smashed | blows? out | puts? out | snuffs?(?: out)? | kills? | extinguish\w*
    (?:turn|switch|click|flick|snap)(?:s|ed|ing)? off
"""
NOT_THERE = r"없 | 사라지고 없 | 보이지 않 | 들지 않 | 들어오지 않 | 닿지 않"
