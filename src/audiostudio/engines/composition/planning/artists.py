"""Finds names of artists in a prompt: nobody is imitated, the words around a name are what counts."""

import re

from audiostudio.engines.composition.plan import Genre

# Names that are typed without "in the style of". The genre is what remains to be made where a prompt says nothing else.
_NAMES: dict[Genre, str] = {
    "afrobeat": "fela kuti; burna boy; wizkid; davido; tems; rema",
    "ambient": "brian eno; aphex twin; enya; sigur ros; moby; tycho",
    "blues": "bb king; b b king; muddy waters; robert johnson; stevie ray vaughan; howlin wolf; john lee hooker",
    "bossa_nova": "antonio carlos jobim; tom jobim; joao gilberto; stan getz",
    "cinematic": "hans zimmer; john williams; ennio morricone; howard shore; danny elfman; "
    "two steps from hell; thomas newman; "
    "alexandre desplat; ramin djawadi; bernard herrmann; trent reznor; ludwig goransson; audiomachine; james horner",
    "classical": "mozart; beethoven; bach; chopin; debussy; satie; erik satie; vivaldi; tchaikovsky; "
    "ludovico einaudi; einaudi; yiruma; brahms; schubert; "
    "liszt; rachmaninoff; handel; haydn; philip glass; max richter; olafur arnalds; nils frahm; "
    "ravel; stravinsky; wagner; mahler",
    "country": "johnny cash; dolly parton; willie nelson; garth brooks; morgan wallen; luke combs; "
    "chris stapleton; hank williams; shania twain; zach bryan",
    "disco": "bee gees; abba; donna summer; earth wind and fire; gloria gaynor",
    "drum_and_bass": "noisia; netsky; ltj bukem; chase and status; roni size",
    "dubstep": "skrillex; excision; flux pavilion; subtronics",
    "folk": "bob dylan; simon and garfunkel; bon iver; nick drake; joni mitchell; mumford and sons; "
    "the lumineers; ed sheeran; leonard cohen; fleet foxes",
    "funk": "james brown; parliament funkadelic; sly stone; vulfpeck; bootsy collins; bruno mars",
    "hip_hop": "kendrick lamar; eminem; jay z; dr dre; snoop dogg; tupac; 2pac; notorious big; wu tang; "
    "wu tang clan; j dilla; kanye west; kanye; madlib; "
    "mf doom; j cole; drake; tyler the creator; mac miller; asap rocky; massive attack; portishead",
    "house": "daft punk; avicii; calvin harris; david guetta; swedish house mafia; fred again; deadmau5; "
    "kygo; marshmello; martin garrix",
    "jazz": "miles davis; john coltrane; duke ellington; louis armstrong; bill evans; chet baker; "
    "django reinhardt; charlie parker; dave brubeck; thelonious monk; herbie hancock; "
    "ella fitzgerald; frank sinatra; norah jones",
    "lofi": "nujabes; lofi girl; chilledcow; tomppabeats",
    "metal": "metallica; slayer; iron maiden; black sabbath; megadeth; rammstein; slipknot; meshuggah; "
    "pantera; gojira; korn; system of a down",
    "pop": "taylor swift; beyonce; ariana grande; billie eilish; dua lipa; lady gaga; katy perry; "
    "justin bieber; michael jackson; madonna; harry styles; blackpink; olivia rodrigo; adele; "
    "rihanna; britney spears; maroon 5; one direction; shakira; sabrina carpenter; the weeknd; "
    "weeknd; lana del rey; sia; charli xcx; elton john",
    "reggae": "bob marley; peter tosh; lee scratch perry; jimmy cliff; toots and the maytals",
    "reggaeton": "bad bunny; daddy yankee; j balvin; karol g; ozuna; maluma; rosalia",
    "rnb": "frank ocean; sza; d angelo; dangelo; erykah badu; marvin gaye; stevie wonder; alicia keys; "
    "aretha franklin; al green; whitney houston; amy winehouse",
    "rock": "beatles; the beatles; rolling stones; led zeppelin; pink floyd; radiohead; coldplay; u2; "
    "ac dc; acdc; guns n roses; foo fighters; red hot chili peppers; linkin park; green day; "
    "arctic monkeys; david bowie; jimi hendrix; fleetwood mac; imagine dragons; pearl jam; "
    "blink 182; blink182; bruce springsteen; elvis; elvis presley; chuck berry; the strokes; "
    "tame impala; santana; bon jovi; aerosmith; van halen",
    "ska": "the specials; reel big fish; the skatalites",
    "synthwave": "kavinsky; depeche mode; kraftwerk; vangelis; john carpenter; carpenter brut; perturbator; "
    "duran duran; m83; tangerine dream; jean michel jarre",
    "tango": "astor piazzolla; piazzolla; carlos gardel",
    "techno": "jeff mills; richie hawtin; carl cox; charlotte de witte; adam beyer; derrick may; "
    "the prodigy; chemical brothers; the chemical brothers; amelie lens",
    "trance": "armin van buuren; tiesto; paul van dyk; atb; ferry corsten",
    "trap": "travis scott; migos; playboi carti; metro boomin; 21 savage; lil uzi vert; pop smoke; "
    "young thug; lil nas x; post malone; juice wrld; xxxtentacion; central cee",
    "waltz": "johann strauss; strauss; andre rieu; yann tiersen",
}
ARTISTS: dict[str, Genre] = {
    " ".join(name.split()): genre for genre, names in _NAMES.items() for name in names.split(";")
}
"""Names in lower case without accents and signs, and the genre that each is known for."""

_STOP = (
    r"(?=\s*(?:[,.:!?()\n]|;|$)|\s+(?:with|and\s+(?:a|an|the|some|make|add|then|no)\b|but|at|in|for|featuring|using"
    r"|on|without|over|that|which|type|\d))"
)
_LIKE = re.compile(
    r"\b(?:in (?:the )?(?:style|manner|vein|spirit|sound) of|similar to|reminiscent of|inspired by|(?:a )?cover of"
    r"|(?:sounds?|sounding) (?:just |exactly )?like(?: a)?(?: song)?(?: by| from)?|copy of|imitate|written by"
    r"|as if (?:it was )?(?:written |made |composed )?by|composed by|performed by|sung by|a la|à la)\s+"
    rf"(?:(?:the|a|an)\s+)?(?P<who>[^,.:!?()\n;]{{2,60}}?){_STOP}",
    re.IGNORECASE,
)
_CAPITALS = (
    r"(?:(?!(?:A|An|The|Make|Create|Generate|Please|Some|Give|Dark|Hard|Sad|Chill|Slow|Fast)\b)[A-Z][\w'’.$]*\s+){1,3}"
)
_NAME_BEFORE = re.compile(rf"(?<![\w-])(?P<who>{_CAPITALS})(?:type beats?|style beats?|style\b|-style\b|vibes?\b)")
_NAME_AFTER = re.compile(r"\blike (?P<who>(?:[A-Z][\w'’.]*(?:\s+|(?=[,.;!?]|$))){1,3})")


def find_phrases(text: str) -> list[tuple[str, str]]:
    """Return what stands where somebody to be imitated is named: the whole phrase, and who, as written."""
    return [
        (match.group(0), match["who"].strip())
        for pattern in (_LIKE, _NAME_BEFORE, _NAME_AFTER)
        for match in pattern.finditer(text)
    ]
