"""A text of any length in which no sentence comes twice: stories, questions, lists, figures, long and short breaths.

Every word that is said of it is in the pronouncing dictionary of Carnegie Mellon University, so that any aligner of
English can follow.
"""

import random
from collections.abc import Iterator


def _listed(text: str) -> list[str]:
    return text.split(",")


_PEOPLE = _listed(
    "the old captain,my younger sister,a tired nurse,the village baker,Doctor Miller,Captain Brown,our neighbor Martha,"
    "the last guest,a young engineer,the mayor,an honest farmer,the new teacher,Uncle Robert,the museum director,"
    "a retired pilot,the shopkeeper,two students from Boston,the night watchman,her grandfather,a famous painter"
)
_ACTS = _listed(
    "carried a wooden box,opened the heavy door,found a letter,repaired the broken clock,painted the garden fence,"
    "watched the river,counted the silver coins,wrote a short note,lost the only key,heard a strange noise,"
    "sold the brown horse,planted an apple tree,read the morning paper,cooked a simple soup,followed the narrow path,"
    "asked for directions,drew a careful map,lit a small fire,washed the blue cups,forgot the old song,"
    "built a stone wall,crossed the frozen lake,answered every question,closed the wide window,bought fresh bread"
)
_PLACES = _listed(
    "near the harbor,behind the church,in the kitchen,on the other side of the valley,at the edge of the forest,"
    "under the railway bridge,in a quiet street,beside the market,on the third floor,in front of the theater,"
    "between the two hills,at the end of the road,inside the empty house,not far from the station,across the square"
)
_TIMES = _listed(
    "before sunrise,late in the evening,on a cold Monday,after the storm,in the middle of the night,every other week,"
    "during the holidays,on the first day of spring,shortly before noon,as soon as the rain had stopped,last winter,"
    "when nobody was looking,a few hours later,on the way home,for the third time"
)
_REASONS = _listed(
    "because the road was blocked by snow,although the doctor had told everyone to rest,"
    "so that the children could sleep,since there was nothing else to do,even though the price had doubled,"
    "while the others waited outside,"
    "because a promise is a promise,as if nothing had happened,until the lamps went out one by one,"
    "though it made no difference in the end,because the bus was late again,if only to pass the time"
)
_THINGS = _listed(
    "bread,cheese,coffee,paper,rope,candles,salt,honey,copper wire,glass,wool,tea,sugar,nails,soap,oranges,leather,"
    "flour,pencils,blankets"
)
_ADJECTIVES = _listed("quiet,bright,dangerous,curious,gentle,expensive,ordinary,enormous,fragile,sudden,honest,bitter")
_TOPICS = _listed(
    "The weather,That winter,The journey,Her answer,The whole affair,The music,The silence,Our plan,The machine,"
    "His voice,The garden,The experiment"
)
_LIKENESSES = _listed(
    "anyone had expected,the newspapers said,a dream remembered at noon,it looked from the outside,the rules allow,"
    "most people would admit,the first one,a summer evening in the country"
)
_MONTHS = _listed("January,February,March,April,May,June,July,August,September,October,November,December")


def _sentence(rng: random.Random) -> str:
    def one(options: list[str]) -> str:
        return rng.choice(options)

    person, act, place, time = one(_PEOPLE), one(_ACTS), one(_PLACES), one(_TIMES)
    start = person[0].upper() + person[1:]
    kinds = (
        lambda: f"{start} {act} {place}.",
        lambda: f"{time[0].upper() + time[1:]}, {person} {act}.",
        lambda: f"{start} {act} {place}, {one(_REASONS)}.",
        lambda: f"Was it true that {person} {act} {place} {time}?",
        lambda: f"{one(_TOPICS)} was {one(_ADJECTIVES)}, more {one(_ADJECTIVES)} than {one(_LIKENESSES)}.",
        lambda: f"They needed {one(_THINGS)}, {one(_THINGS)}, {one(_THINGS)} and {one(_THINGS)}.",
        lambda: f"On {one(_MONTHS)} {rng.randint(1, 30)}, {rng.randint(1801, 1998)}, {person} {act}.",
        lambda: f"It cost ${rng.randint(2, 99)}.{rng.randint(10, 99)}, which {person} paid {time}.",
        lambda: f"“I have never seen {one(_THINGS)} so {one(_ADJECTIVES)},” said {person}.",
        lambda: f"{start} {act}, {one(_PEOPLE)} {one(_ACTS)}, and {one(_PEOPLE)} {one(_ACTS)} {place}.",
        lambda: f"{start} {act} {place} {time} {one(_REASONS)}.",
        lambda: f"No, that was not {one(_ADJECTIVES)}!",
        lambda: f"There were {rng.randint(3, 900)} of them {place}; {person} {act}.",
        lambda: (
            f"{start}, who {one(_ACTS)} {time}, {act} {place} {one(_REASONS)}, and {one(_PEOPLE)} {one(_ACTS)} "
            f"{one(_PLACES)} {one(_TIMES)}, {one(_REASONS)}."
        ),
        lambda: (
            f"{start} {act} {place} and {one(_PEOPLE)} {one(_ACTS)} {one(_PLACES)} while {one(_PEOPLE)} {one(_ACTS)} "
            f"and {one(_PEOPLE)} {one(_ACTS)} {one(_PLACES)} where {one(_PEOPLE)} {one(_ACTS)} without a word."
        ),
    )
    return rng.choice(kinds)()


def long_text(words: int, seed: int = 1) -> str:
    """Return at least ``words`` words in paragraphs of three to seven sentences."""
    rng = random.Random(seed)
    return "\n\n".join(_paragraphs(rng, words))


def _paragraphs(rng: random.Random, words: int) -> Iterator[str]:
    seen: set[str] = set()
    while words > 0:
        wanted = rng.randint(3, 7)
        sentences: list[str] = []
        while len(sentences) < wanted:
            sentence = _sentence(rng)
            if sentence not in seen:
                seen.add(sentence)
                sentences.append(sentence)
        paragraph = " ".join(sentences)
        words -= len(paragraph.split())
        yield paragraph
