"""Two hundred sentences that are hard to say right: numbers, dates, names, heteronyms in pairs, questions, plain prose.

Where the written form is not what is said, the second text is: written by hand, so that a reading that is wrong counts
as an error, whoever made it. Those of other languages are in `other_languages`.
"""

from dataclasses import dataclass

from support.sentences import SENTENCES


@dataclass(frozen=True)
class Utterance:
    """A sentence.

    Attributes:
        kind: what is hard about it.
        written: what the voice is given.
        said: the words that are to be heard.
        british: the same from British voices, where they read otherwise.
    """

    kind: str
    written: str
    said: str
    british: str = ""


_NUMBERS = """
The ticket costs $20.50 at the door.|The ticket costs twenty dollars and fifty cents at the door.
They sold 1,250 copies in 3 weeks.|They sold one thousand two hundred fifty copies in three weeks.
About 65% of the voters agreed.|About sixty five percent of the voters agreed.
The lake is 12.7 miles long.|The lake is twelve point seven miles long.
He ran the 100 meters in 10.2 seconds.|He ran the one hundred meters in ten point two seconds.
The bridge can carry 40 tons.|The bridge can carry forty tons.
Add 250 g of flour and 2 eggs.|Add two hundred fifty grams of flour and two eggs.
The temperature fell to -5 degrees.|The temperature fell to minus five degrees.
She finished in 21st place.|She finished in twenty first place.
The company lost $2.5 billion last year.|The company lost two point five billion dollars last year.
Please turn to page 317.|Please turn to page three hundred seventeen.
My room is on the 4th floor.|My room is on the fourth floor.
We need 3/4 of a cup of sugar.|We need three quarters of a cup of sugar.
The car was going 85 mph.|The car was going eighty five miles per hour.
It weighs 7 kg and costs £30.|It weighs seven kilograms and costs thirty pounds.
A year has 365 days and 12 months.|A year has three hundred sixty five days and twelve months.
Only 1 in 10 people knew the answer.|Only one in ten people knew the answer.
The file is 16 GB, which is too large.|The file is sixteen gigabytes, which is too large.
Our team won the game 42 to 38.|Our team won the game forty two to thirty eight.
He drank 1.5 liters of water.|He drank one point five liters of water.
The population reached 8,000,000 in spring.|The population reached eight million in spring.
You can save up to €15 on each order.|You can save up to fifteen euros on each order.
The tower is 324 meters tall.|The tower is three hundred twenty four meters tall.
I would like 2 tickets for the 9th row.|I would like two tickets for the ninth row.
The trip takes between 10-12 hours.|The trip takes between ten to twelve hours.
Interest rates rose by 0.25%.|Interest rates rose by zero point two five percent.
Chapter 7 begins on page 99.|Chapter seven begins on page ninety nine.
The shop sells over 500 kinds of tea.|The shop sells over five hundred kinds of tea.
He is 6 feet tall and weighs 180 lbs.|He is six feet tall and weighs one hundred eighty pounds.
It took us 45 minutes to drive 20 miles.|It took us forty five minutes to drive twenty miles.
"""

_DATES = """
The meeting is on May 5, 2024.|The meeting is on May fifth, twenty twenty four.
She was born in 1984 in a small village.|She was born in nineteen eighty four in a small village.
The store closes at 9:30 p.m. on Fridays.|The store closes at nine thirty PM on Fridays.
The train leaves at 7:15 in the morning.|The train leaves at seven fifteen in the morning.
World War II ended in 1945.|World War two ended in nineteen forty five.
On July 4, 1776, the declaration was signed.|On July fourth, seventeen seventy six, the declaration was signed.
The house was built in the 1920s.|The house was built in the nineteen twenties.
We will be away from June 10 to June 20.|We will be away from June tenth to June twentieth.
The contract ends on December 31.|The contract ends on December thirty first.
Henry VIII became king in 1509.|Henry the eighth became king in fifteen oh nine.
The film starts at 8 o'clock sharp.|The film starts at eight o'clock sharp.
His birthday is on the 3rd of March.|His birthday is on the third of March.
The first flight took place in 1903.|The first flight took place in nineteen oh three.
Lunch is served from 12:00 until 2:30.|Lunch is served from twelve o'clock until two thirty.
They married on September 12, 2009.|They married on September twelfth, two thousand nine.
In the year 2000 everything changed.|In the year two thousand everything changed.
The office opens on Monday at 8:45.|The office opens on Monday at eight forty five.
It happened on Oct. 3 at noon.|It happened on October third at noon.
By 2030 the plan will be complete.|By twenty thirty the plan will be complete.
The letter is dated August 18, 1862.|The letter is dated August eighteenth eighteen sixty two.
The class begins at 10:05 a.m. every Tuesday.|The class begins at ten oh five AM every Tuesday.
The painting was stolen in 1911.|The painting was stolen in nineteen eleven.
School starts again on Sept. 1.|School starts again on September first.
The alarm rang at 5:40 on Thursday.|The alarm rang at five forty on Thursday.
"""

_NAMES = """
Dr. Smith lives on Main St. near the park.|Doctor Smith lives on Main Street near the park.
Elizabeth moved from Boston to Philadelphia.|
William Shakespeare wrote thirty seven plays.|
Mr. Johnson and Mrs. Brown are neighbors.|
We spent a week in Barcelona and two days in Rome.|
Christopher Columbus sailed across the Atlantic.|
The FBI and NASA published a report together.|
Professor Anderson teaches physics in Edinburgh.|
Katherine and Benjamin adopted a dog called Oliver.|
The Mississippi flows into the Gulf of Mexico.|
Albert Einstein was born in Germany.|
Jennifer flew from Los Angeles to Singapore.|
The Himalayas are higher than the Alps.|
St. Louis lies on the western bank of the river.|Saint Louis lies on the western bank of the river.
Queen Victoria reigned for more than sixty years.|
Michael and Rebecca named their daughter Charlotte.|
Vincent van Gogh painted sunflowers.|
The road from Cairo to Alexandria was closed.|
George Washington was the first president.|
Stephanie works for Microsoft in Seattle.|
Isaac Newton watched an apple fall from a tree.|
The restaurant on Fifth Avenue belongs to Antonio.|
Rachel studied medicine at Cambridge.|
Samuel brought his guitar from Nashville.|
"""

# In pairs: the same letters, another word.
_HETERONYMS = """
I read the newspaper every morning.|
Yesterday I read the whole newspaper.|
A tear rolled down her cheek.|
Be careful not to tear the paper.|
The wind blew the door open.|
Please wind the old clock tonight.|
He will lead the group through the forest.|
The old pipes were made of lead.|
We live in a quiet street.|
The band played a live concert.|
Please close the window behind you.|
The station is very close to our house.|
They want to record a new song.|
She broke the world record last week.|
The soldiers will desert the camp tonight.|
Camels can cross the desert without water.|
He gave his wife a present for her birthday.|
Let me present the results of our work.|
The nurse cleaned the wound with water.|
She wound the rope around the pole.|
The farm can produce enough milk.|
Fresh produce is sold at the market.|
Do you object to this plan?|
A strange object fell from the sky.|
The dove sat on the roof.|
She dove into the cold water.|
He made a bow before the king.|
The archer drew his bow slowly.|
They row the boat across the lake.|
We sat in the front row.|
His excuse was hard to believe.|
Please excuse me for a minute.|
Does are female deer.|
What does your father do?|
The use of force was not necessary.|
You may use my bicycle today.|
The content of the box was a secret.|
She was content with her simple life.|
The refuse was collected on Monday.|
I refuse to answer that question.|
"""

_QUESTIONS = """
What time does the last bus leave?|
Why did you not tell me before?|
Have you ever been to Africa?|
Who painted this beautiful picture?|
How much does a ticket to the city cost?|
Would you like coffee or tea?|
Is it true that bears sleep all winter?|
Where can I find a good doctor?|
When will the results be published?|
Which of these shirts do you prefer?|
Can you hear the birds in the garden?|
Are we going to be late again?|
Whose umbrella is this?|
Shouldn't we ask somebody for help?|
How long have you been waiting here?|
Did the children finish their homework?|
May I borrow your pen for a moment?|
What would happen if the sun went out?|
Do you know the way to the hospital?|
Has anyone seen my glasses?|
How far is it from here to the beach?|
Why is the sky blue and not green?|
Could somebody open the door, please?|
Were you at home when the lights went out?|
Will there be enough food for everyone?|
You don't believe him, do you?|
What kind of music do you listen to?|
How do birds find their way home?|
Is the museum open on public holidays?|
Aren't you tired after such a long journey?|
Who is going to look after the cat?|
When did you learn to play the piano?|
Where does the river begin?|
Did anybody call while I was out?|
Why should I trust you this time?|
What is the capital of Australia?|
Can we afford a bigger apartment?|
How many languages does your sister speak?|
Must you always sing in the shower?|
Have the letters arrived yet?|
Is there life on other planets?|
What have you done with the money?|
"""


# How British voices read what is read otherwise there.
_BRITISH = {
    "The meeting is on May 5, 2024.": ("The meeting is on the fifth of May twenty twenty four."),
    "On July 4, 1776, the declaration was signed.": (
        "On the fourth of July seventeen seventy six the declaration was signed."
    ),
    "We will be away from June 10 to June 20.": ("We will be away from the tenth of June to the twentieth of June."),
    "The contract ends on December 31.": ("The contract ends on the thirty first of December."),
    "They married on September 12, 2009.": ("They married on the twelfth of September two thousand and nine."),
    "It happened on Oct. 3 at noon.": ("It happened on the third of October at noon."),
    "The letter is dated August 18, 1862.": ("The letter is dated the eighteenth of August eighteen sixty two."),
    "School starts again on Sept. 1.": ("School starts again on the first of September."),
}


def utterances_of(kind: str, lines: str) -> list[Utterance]:
    """Return a line's two texts each: written, and what is said, empty where it is the same."""
    pairs = [line.split("|") for line in lines.strip().splitlines()]
    return [Utterance(kind, written, said or written, _BRITISH.get(written, "")) for written, said in pairs]


ENGLISH: tuple[Utterance, ...] = (
    *(Utterance("prose", sentence, sentence) for sentence in SENTENCES),
    *utterances_of("numbers", _NUMBERS),
    *utterances_of("dates", _DATES),
    *utterances_of("names", _NAMES),
    *utterances_of("heteronyms", _HETERONYMS),
    *utterances_of("questions", _QUESTIONS),
)
