"""What figures, signs and abbreviations are called in the languages that espeak-ng reads.

Numbers themselves stay figures: espeak-ng knows their words. What is here is what it reads wrongly or passes over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Currency:
    """How an amount is said.

    Attributes:
        one, many: with the number of it: ``un euro``, ``20 euros``.
        cents: what follows a whole amount that has cents; ``{}`` stands for their number.
    """

    one: str
    many: str
    cents: str


@dataclass(frozen=True)
class Wording:
    """One language's words for what is written with figures and signs.

    Attributes:
        thousands: what groups figures, as the inside of a regular expression's class.
        decimal: the sign before decimals, likewise.
        point, minus, percent, to: what the signs are called; ``to`` stands between the ends of a range.
        months: January first.
        date: a numeric date; ``{day}``, ``{month}`` and ``{year}`` stand for its parts.
        first_day: how the first of a month is called, where it is not ``1``.
        time: hours and minutes; ``{}`` twice.
        full_hour: the same where there are no minutes; ``{}`` once.
        hours: one hour and several, where ``h`` is written; ``{}`` is their number.
        hour_numbers: hours that are not called as their number is.
        units: symbol to the singular with its number and the plural.
        currencies: sign to its words.
        abbreviations: with their dots, to words.
        titles: abbreviations after which a sentence goes on, whatever comes.
        rank_endings: what makes a rank of a number, to which of `ordinals` it means; empty where espeak-ng knows.
        ordinals: words for 1, 2, 3, …: of men, of women and, where it is another, of men before a noun.
        kings: whether names are counted by ranks (``ranks``, Felipe segundo), by numbers, the first aside (``numbers``,
            Louis quatorze), or espeak-ng reads Roman numerals well (empty).
        respelled: words that espeak-ng reads wrongly, and letters that it reads as they are said.
        micro: what a millionth of a unit begins with.
        powers: what follows the name of a square and of a cube.
        areas, volumes: of one and of several units of length; ``{}`` is its name.
        years_by_hundreds: the word for hundreds where 1984 is nineteen hundreds and eighty-four.
    """

    thousands: str
    decimal: str
    point: str
    minus: str
    percent: str
    to: str
    months: str
    date: str
    time: str
    hours: tuple[str, str]
    units: Mapping[str, tuple[str, str]]
    currencies: Mapping[str, Currency]
    abbreviations: Mapping[str, str]
    titles: tuple[str, ...]
    micro: str
    powers: tuple[str, str]
    areas: tuple[str, str]
    volumes: tuple[str, str]
    first_day: str = ""
    full_hour: str = "{}"
    hour_numbers: Mapping[str, str] = field(default_factory=dict)
    rank_endings: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kings: str = ""
    respelled: Mapping[str, str] = field(default_factory=dict)
    years_by_hundreds: str = ""


_FRENCH_RANKS = (
    *("deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième", "neuvième", "dixième"),
    *("onzième", "douzième", "treizième", "quatorzième", "quinzième", "seizième", "dix-septième", "dix-huitième"),
    *("dix-neuvième", "vingtième", "vingt-et-unième", "vingt-deuxième"),
)

_FRENCH = Wording(
    thousands=" .",
    decimal=",",
    point="virgule",
    minus="moins",
    percent="pour cent",
    to="à",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    date="{day} {month} {year}",
    first_day="premier",
    time="{} heures {}",
    full_hour="{} heures",
    hours=("une heure", "{} heures"),
    hour_numbers={"1": "une", "9": "neuf", "19": "dix-neuf", "21": "vingt-et-une"},
    units={
        **{"km/h": ("un kilomètre-heure", "kilomètres-heure"), "km": ("un kilomètre", "kilomètres")},
        **{"m": ("un mètre", "mètres"), "cm": ("un centimètre", "centimètres"), "mm": ("un millimètre", "millimètres")},
        **{"kg": ("un kilo", "kilos"), "g": ("un gramme", "grammes"), "l": ("un litre", "litres")},
        **{"L": ("un litre", "litres"), "ml": ("un millilitre", "millilitres"), "cl": ("un centilitre", "centilitres")},
        **{"°C": ("un degré", "degrés"), "°": ("un degré", "degrés"), "min": ("une minute", "minutes")},
        **{"Go": ("un gigaoctet", "gigaoctets")},
    },
    currencies={
        "€": Currency("un euro", "euros", "{}"),
        "$": Currency("un dollar", "dollars", "{}"),
        "£": Currency("une livre", "livres", "{}"),
    },
    abbreviations={
        **{"M.": "monsieur", "MM.": "messieurs", "Mme": "madame", "Mmes": "mesdames", "Mlle": "mademoiselle"},
        **{"Dr": "docteur", "Dr.": "docteur", "Pr": "professeur", "n°": "numéro", "p. ex.": "par exemple"},
        **{"c.-à-d.": "c'est-à-dire", "av. J.-C.": "avant Jésus-Christ", "apr. J.-C.": "après Jésus-Christ"},
        **{"St": "saint", "Ste": "sainte", "bd": "boulevard", "av.": "avenue", "env.": "environ"},
    },
    micro="micro",
    powers=("au carré", "au cube"),
    areas=("{} carré", "{} carrés"),
    volumes=("{} cube", "{} cubes"),
    titles=("MM.", "Dr."),
    rank_endings={"er": "men", "re": "women", "ère": "women", "e": "men", "è": "men", "ème": "men"},
    ordinals={"men": ("premier", *_FRENCH_RANKS), "women": ("première", *_FRENCH_RANKS)},
    kings="numbers",
    respelled={
        **{"fils": "fiss", "aout": "août"},
        **{"huitième": "huittième", "dix-huitième": "dizuittième", "dix-neuvième": "diz-neuvième"},
        **{"trentième": "trenttième", "quarantième": "quaranttième", "cinquantième": "cinquanttième"},
        **{"soixantième": "soixanttième", "centième": "centtième"},
    },
)

_SPANISH_RANKS = ("cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo", "undécimo", "duodécimo")

_SPANISH = Wording(
    thousands=" .",
    decimal=",",
    point="coma",
    minus="menos",
    percent="por ciento",
    to="a",
    months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    date="{day} de {month} de {year}",
    first_day="primero",
    time="{} {}",
    hours=("una hora", "{} horas"),
    hour_numbers={"1": "una", "21": "veintiuna"},
    units={
        **{"km/h": ("un kilómetro por hora", "kilómetros por hora"), "km": ("un kilómetro", "kilómetros")},
        **{"m": ("un metro", "metros"), "cm": ("un centímetro", "centímetros"), "mm": ("un milímetro", "milímetros")},
        **{"kg": ("un kilo", "kilos"), "g": ("un gramo", "gramos"), "l": ("un litro", "litros")},
        **{"L": ("un litro", "litros"), "ml": ("un mililitro", "mililitros"), "min": ("un minuto", "minutos")},
        **{"°C": ("un grado", "grados"), "°": ("un grado", "grados")},
        **{"GB": ("un gigabyte", "gigabytes")},
    },
    currencies={
        "€": Currency("un euro", "euros", "con {}"),
        "$": Currency("un dólar", "dólares", "con {}"),
        "£": Currency("una libra", "libras", "con {}"),
    },
    abbreviations={
        **{"Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Dr.": "doctor"},
        **{"Dra.": "doctora", "Prof.": "profesor", "Ud.": "usted", "Uds.": "ustedes", "Dña.": "doña"},
        **{"EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "p. ej.": "por ejemplo", "núm.": "número"},
        **{"pág.": "página", "etc.": "etcétera", "Av.": "avenida", "n.º": "número", "a. C.": "antes de Cristo"},
    },
    micro="micro",
    powers=("al cuadrado", "al cubo"),
    areas=("{} cuadrado", "{} cuadrados"),
    volumes=("{} cúbico", "{} cúbicos"),
    titles=("Sr.", "Sra.", "Srta.", "Sres.", "Dr.", "Dra.", "Prof.", "Dña.", "EE."),
    rank_endings={"º": "men", ".º": "men", "ª": "women", ".ª": "women", "er": "short", ".er": "short"},
    ordinals={
        "men": ("primero", "segundo", "tercero", *_SPANISH_RANKS),
        "women": tuple(word[:-1] + "a" for word in ("primero", "segundo", "tercero", *_SPANISH_RANKS)),
        "short": ("primer", "segundo", "tercer", *_SPANISH_RANKS),
    },
    kings="ranks",
)

_ITALIAN_RANKS = (*("primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono", "decimo"),)

_ITALIAN = Wording(
    thousands=" .",
    decimal=",",
    point="virgola",
    minus="meno",
    percent="per cento",
    to="a",
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    date="{day} {month} {year}",
    first_day="primo",
    time="{} e {}",
    hours=("un'ora", "{} ore"),
    hour_numbers={"1": "una"},
    units={
        **{"km/h": ("un chilometro all'ora", "chilometri all'ora"), "km": ("un chilometro", "chilometri")},
        **{"m": ("un metro", "metri"), "cm": ("un centimetro", "centimetri"), "mm": ("un millimetro", "millimetri")},
        **{"kg": ("un chilo", "chili"), "g": ("un grammo", "grammi"), "l": ("un litro", "litri")},
        **{"L": ("un litro", "litri"), "ml": ("un millilitro", "millilitri"), "min": ("un minuto", "minuti")},
        **{"°C": ("un grado", "gradi")},
        **{"GB": ("un gigabyte", "gigabyte")},
    },
    rank_endings={"°": "men", "º": "men", "ª": "women"},
    ordinals={"men": _ITALIAN_RANKS, "women": tuple(word[:-1] + "a" for word in _ITALIAN_RANKS)},
    currencies={
        "€": Currency("un euro", "euro", "e {}"),
        "$": Currency("un dollaro", "dollari", "e {}"),
        "£": Currency("una sterlina", "sterline", "e {}"),
    },
    abbreviations={
        **{"Sig.": "signor", "Sig.ra": "signora", "sig.": "signor", "sig.ra": "signora", "Dott.": "dottor"},
        **{"dott.": "dottor", "Dott.ssa": "dottoressa", "dott.ssa": "dottoressa", "Prof.": "professor"},
        **{"prof.": "professor", "Prof.ssa": "professoressa", "ecc.": "eccetera", "pag.": "pagina"},
        **{"a.C.": "avanti Cristo", "d.C.": "dopo Cristo", "ad es.": "ad esempio"},
    },
    micro="micro",
    powers=("al quadrato", "al cubo"),
    areas=("{} quadrato", "{} quadrati"),
    volumes=("{} cubo", "{} cubi"),
    titles=("Sig.", "Sig.ra", "sig.", "Dott.", "dott.", "Dott.ssa", "Prof.", "prof."),
)

_PORTUGUESE_RANKS = (
    *("primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono", "décimo"),
)

_PORTUGUESE = Wording(
    thousands=" .",
    decimal=",",
    point="vírgula",
    minus="menos",
    percent="por cento",
    to="a",
    months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    date="{day} de {month} de {year}",
    first_day="primeiro",
    time="{} e {}",
    hours=("uma hora", "{} horas"),
    hour_numbers={"1": "uma", "2": "duas", "21": "vinte e uma", "22": "vinte e duas"},
    units={
        **{"km/h": ("um quilômetro por hora", "quilômetros por hora"), "km": ("um quilômetro", "quilômetros")},
        **{"m": ("um metro", "metros"), "cm": ("um centímetro", "centímetros"), "mm": ("um milímetro", "milímetros")},
        **{"kg": ("um quilo", "quilos"), "g": ("um grama", "gramas"), "l": ("um litro", "litros")},
        **{"L": ("um litro", "litros"), "ml": ("um mililitro", "mililitros"), "min": ("um minuto", "minutos")},
        **{"°C": ("um grau", "graus"), "°": ("um grau", "graus")},
        **{"m²": ("um metro quadrado", "metros quadrados"), "GB": ("um gigabyte", "gigabytes")},
    },
    currencies={
        "R$": Currency("um real", "reais", "e {} centavos"),
        "€": Currency("um euro", "euros", "e {} centavos"),
        "US$": Currency("um dólar", "dólares", "e {} centavos"),
        "$": Currency("um dólar", "dólares", "e {} centavos"),
        "£": Currency("uma libra", "libras", "e {} centavos"),
    },
    abbreviations={
        **{"Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Dr.": "doutor", "Dra.": "doutora"},
        **{"Prof.": "professor", "Profa.": "professora", "etc.": "etcétera", "pág.": "página", "nº": "número"},
        **{"n.º": "número", "Av.": "avenida", "p. ex.": "por exemplo", "a.C.": "antes de Cristo"},
    },
    micro="micro",
    powers=("ao quadrado", "ao cubo"),
    areas=("{} quadrado", "{} quadrados"),
    volumes=("{} cúbico", "{} cúbicos"),
    titles=("Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "Prof.", "Profa."),
    rank_endings={"º": "men", ".º": "men", "ª": "women", ".ª": "women"},
    ordinals={"men": _PORTUGUESE_RANKS, "women": tuple(word[:-1] + "a" for word in _PORTUGUESE_RANKS)},
    kings="ranks",
)

_HINDI = Wording(
    thousands=",",
    decimal=".",
    point="दशमलव",
    minus="माइनस",
    percent="प्रतिशत",
    to="से",
    months="जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    date="{day} {month} {year}",
    time="{} बजकर {} मिनट",
    hours=("1 घंटा", "{} घंटे"),
    units={
        **{"m": ("1 मीटर", "मीटर"), "cm": ("1 सेंटीमीटर", "सेंटीमीटर"), "mm": ("1 मिलीमीटर", "मिलीमीटर")},
        **{"g": ("1 ग्राम", "ग्राम"), "l": ("1 लीटर", "लीटर")},
        **{"किमी": ("1 किलोमीटर", "किलोमीटर"), "km": ("1 किलोमीटर", "किलोमीटर"), "kg": ("1 किलोग्राम", "किलोग्राम")},
        **{"किग्रा": ("1 किलोग्राम", "किलोग्राम"), "°C": ("1 डिग्री", "डिग्री"), "GB": ("1 गीगाबाइट", "गीगाबाइट")},
    },
    currencies={
        "₹": Currency("1 रुपया", "रुपये", "{} पैसे"),
        "$": Currency("1 डॉलर", "डॉलर", "{} सेंट"),
        "€": Currency("1 यूरो", "यूरो", "{} सेंट"),
    },
    abbreviations={"डॉ.": "डॉक्टर", "श्री.": "श्री", "प्रो.": "प्रोफ़ेसर", "रु.": "रुपये"},
    micro="माइक्रो",
    powers=("का वर्ग", "का घन"),
    areas=("{} वर्ग", "वर्ग {}"),
    volumes=("{} घन", "घन {}"),
    titles=("डॉ.", "श्री.", "प्रो."),
    years_by_hundreds="सौ",
)

WORDINGS: Mapping[str, Wording] = {
    **{"fr-FR": _FRENCH, "es": _SPANISH, "it": _ITALIAN, "pt-BR": _PORTUGUESE, "hi": _HINDI}
}
"""BCP 47 tag to words."""
