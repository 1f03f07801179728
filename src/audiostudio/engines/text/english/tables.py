"""What English writes in a short form, and the words it stands for."""

import re
from collections.abc import Mapping

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
MONTH_BY_WRITTEN: Mapping[str, str] = {
    **{month: month for month in MONTHS},
    **{month[:3]: month for month in MONTHS},
    "Sept": "September",
}

CURRENCIES: Mapping[str, tuple[str, str, str, str]] = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
CURRENCY_BY_CODE: Mapping[str, str] = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "INR": "₹"}
SCALES: Mapping[str, str] = {
    **{"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"},
    **{"b": "billion", "tn": "trillion", "T": "trillion", "mn": "million"},
    **{word: word for word in ("hundred", "thousand", "million", "billion", "trillion")},
}

UNITS: Mapping[str, tuple[str, str]] = {
    **{"km/h": ("kilometer per hour", "kilometers per hour"), "mph": ("mile per hour", "miles per hour")},
    **{"m/s": ("meter per second", "meters per second"), "kbps": ("kilobit per second", "kilobits per second")},
    **{"Mbps": ("megabit per second", "megabits per second"), "Gbps": ("gigabit per second", "gigabits per second")},
    **{"kWh": ("kilowatt hour", "kilowatt hours"), "fps": ("frame per second", "frames per second")},
    **{"km": ("kilometer", "kilometers"), "cm": ("centimeter", "centimeters"), "mm": ("millimeter", "millimeters")},
    **{"nm": ("nanometer", "nanometers"), "m": ("meter", "meters"), "ft": ("foot", "feet"), "mi": ("mile", "miles")},
    **{"yd": ("yard", "yards"), "kg": ("kilogram", "kilograms"), "mg": ("milligram", "milligrams")},
    **{"g": ("gram", "grams"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces")},
    **{"L": ("liter", "liters"), "l": ("liter", "liters"), "ml": ("milliliter", "milliliters")},
    **{"mL": ("milliliter", "milliliters"), "ms": ("millisecond", "milliseconds"), "min": ("minute", "minutes")},
    **{"s": ("second", "seconds"), "sec": ("second", "seconds"), "h": ("hour", "hours"), "hr": ("hour", "hours")},
    **{"hrs": ("hour", "hours"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz")},
    **{"GHz": ("gigahertz", "gigahertz"), "Hz": ("hertz", "hertz"), "dB": ("decibel", "decibels")},
    **{"kB": ("kilobyte", "kilobytes"), "KB": ("kilobyte", "kilobytes"), "MB": ("megabyte", "megabytes")},
    **{"GB": ("gigabyte", "gigabytes"), "TB": ("terabyte", "terabytes"), "W": ("watt", "watts")},
    **{"kW": ("kilowatt", "kilowatts"), "MW": ("megawatt", "megawatts"), "V": ("volt", "volts")},
    **{"mAh": ("milliamp hour", "milliamp hours"), "°C": ("degree Celsius", "degrees Celsius")},
    **{"°F": ("degree Fahrenheit", "degrees Fahrenheit"), "°": ("degree", "degrees"), "%": ("percent", "percent")},
    **{"ha": ("hectare", "hectares"), "bpm": ("beat per minute", "beats per minute")},
    **{"dm": ("decimeter", "decimeters"), "dl": ("deciliter", "deciliters"), "dL": ("deciliter", "deciliters")},
    **{"cl": ("centiliter", "centiliters"), "cL": ("centiliter", "centiliters"), "ns": ("nanosecond", "nanoseconds")},
    **{"ng": ("nanogram", "nanograms"), "mV": ("millivolt", "millivolts"), "kV": ("kilovolt", "kilovolts")},
    **{"mA": ("milliampere", "milliamperes"), "mW": ("milliwatt", "milliwatts"), "GW": ("gigawatt", "gigawatts")},
    **{"kPa": ("kilopascal", "kilopascals"), "hPa": ("hectopascal", "hectopascals"), "kJ": ("kilojoule", "kilojoules")},
    **{"kcal": ("kilocalorie", "kilocalories"), "mmol": ("millimole", "millimoles"), "mol": ("mole", "moles")},
    **{"nF": ("nanofarad", "nanofarads"), "pF": ("picofarad", "picofarads"), "Ω": ("ohm", "ohms")},
    **{"kΩ": ("kilohm", "kilohms"), "MΩ": ("megohm", "megohms"), "mΩ": ("milliohm", "milliohms")},
    **{
        f"{micro}{unit}": (f"micro{name}", f"micro{name}s")
        for micro in "µμ"
        for unit, name in {
            **{"m": "meter", "g": "gram", "s": "second", "l": "liter", "L": "liter", "A": "ampere", "V": "volt"},
            **{"W": "watt", "F": "farad", "mol": "mole"},
        }.items()
    },
}
_LENGTHS = frozenset({"km", "m", "dm", "cm", "mm", "µm", "μm", "nm", "ft", "mi", "yd"})
_POWERS = {"²": ("square", "squared"), "³": ("cubic", "cubed")}
_BRITISH_METRES = re.compile(r"(meter|liter)(?=s?\b)")


def unit_words(unit: str, *, singular: bool, british: bool) -> list[str]:
    """Return the words of a unit; British spelling where that is asked for."""
    words = UNITS[unit][0 if singular else 1] if unit in UNITS else _composed_unit(unit, singular)
    return (_BRITISH_METRES.sub(lambda found: found[0][:-2] + "re", words) if british else words).split()


def _composed_unit(unit: str, singular: bool) -> str:
    """Return the words of a unit with a power or a slash: *kilograms per cubic meter*, *meters per second squared*."""
    upper, _, lower = unit.partition("/")
    if lower:
        return f"{_unit_name(upper, singular)} per {_unit_name(lower, True)}"
    return _unit_name(upper, singular)


def _unit_name(unit: str, singular: bool) -> str:
    power = _POWERS.get(unit[-1])
    base = unit[:-1] if power else unit
    name = UNITS[base][0 if singular else 1]
    if power is None:
        return name
    return f"{power[0]} {name}" if base in _LENGTHS else f"{name} {power[1]}"


ABBREVIATIONS: Mapping[str, str] = {
    **{"Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Rev": "Reverend", "Hon": "Honorable"},
    **{
        "Gen": "General",
        "Col": "Colonel",
        "Sgt": "Sergeant",
        "Capt": "Captain",
        "Lt": "Lieutenant",
        "Cmdr": "Commander",
    },
    **{
        "Gov": "Governor",
        "Sen": "Senator",
        "Rep": "Representative",
        "Pres": "President",
        "Jr": "Junior",
        "Sr": "Senior",
    },
    **{"Inc": "Incorporated", "Ltd": "Limited", "Co": "Company", "Corp": "Corporation", "Bros": "Brothers"},
    **{"Dept": "Department", "Univ": "University", "Assn": "Association", "Ave": "Avenue", "Blvd": "Boulevard"},
    **{"Rd": "Road", "Ln": "Lane", "Hwy": "Highway", "Mt": "Mount", "Ft": "Fort", "Fig": "Figure", "fig": "figure"},
    **{"Vol": "Volume", "vol": "volume", "Ch": "Chapter", "ch": "chapter", "Sec": "Section", "Eq": "Equation"},
    **{"vs": "versus", "etc": "et cetera", "approx": "approximately", "est": "established", "dept": "department"},
    **{"max": "maximum", "min": "minimum", "ca": "circa", "cf": "compare", "viz": "namely", "al": "al"},
    **{"Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday"},
    **{"Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"},
    **{written: month for written, month in MONTH_BY_WRITTEN.items() if written != month},
}
"""Written with a full stop; the few that need none are in `BARE_ABBREVIATIONS`."""

BARE_ABBREVIATIONS = frozenset(
    {"Mr", "Mrs", "Ms", "Jr", "Sr", "vs", "etc", "Prof", "Sgt", "Capt", "Lt", "Blvd", "Dept"}
)
BEFORE_A_NUMBER: Mapping[str, str] = {"No": "number", "no": "number", "Nos": "numbers", "p": "page", "pp": "pages"}
BEFORE_A_NAME = frozenset(
    {"Dr", "Mr", "Mrs", "Ms", "Prof", "Rev", "Gen", "Col", "Sgt", "Capt", "Lt", "Gov", "Sen", "Mt", "St", "Ft", "Rep"}
    | {"Pres", "Hon", "Cmdr", "No", "Fig", "Vol", "vs", "e.g", "i.e", "Ch"}
)
"""Abbreviations after which a sentence goes on, whatever comes."""

DOTTED: Mapping[str, str] = {"e.g.": "for example", "i.e.": "that is", "Ph.D.": "P H D", "a.k.a.": "A K A"}

SYMBOLS: Mapping[str, str] = {
    **{"&": "and", "@": "at", "+": "plus", "=": "equals", "<": "less than", ">": "greater than", "%": "percent"},
    **{"×": "times", "÷": "divided by", "±": "plus or minus", "≈": "approximately", "≠": "is not equal to"},
    **{"≤": "less than or equal to", "≥": "greater than or equal to", "°": "degrees", "§": "section", "©": "copyright"},
    **{"®": "registered", "™": "trademark", "√": "square root of", "∞": "infinity", "→": "to", "#": "number"},
    **{
        "€": "euros",
        "£": "pounds",
        "$": "dollars",
        "₹": "rupees",
        "¥": "yen",
        "~": "about",
        "−": "minus",
        "№": "number",
    },
}
_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
GREEK_LETTERS: Mapping[str, str] = {
    "µ": "mu",
    **dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", _GREEK, strict=True)),
    **{letter.upper(): name for letter, name in zip("αβγδεζηθικλμνξοπρςστυφχψω", _GREEK, strict=True)},
}
FRACTIONS: Mapping[str, str] = {
    **{"½": "one half", "⅓": "one third", "⅔": "two thirds", "¼": "one quarter", "¾": "three quarters"},
    **{"⅕": "one fifth", "⅖": "two fifths", "⅗": "three fifths", "⅘": "four fifths", "⅙": "one sixth"},
    **{"⅛": "one eighth", "⅜": "three eighths", "⅝": "five eighths", "⅞": "seven eighths"},
}

READ_AS_NAMES: Mapping[str, str] = {"24/7": "twenty four seven", "9/11": "nine eleven", "50/50": "fifty fifty"}

NUMBERED = frozenset(
    {
        "chapter",
        "part",
        "act",
        "scene",
        "volume",
        "book",
        "section",
        "phase",
        "type",
        "class",
        "level",
        "war",
        "article",
    }
    | {"appendix", "title", "division", "episode", "season", "grade", "stage", "bowl", "olympiad", "page", "vatican"}
)
MONARCHS = frozenset(
    {
        "henry",
        "louis",
        "charles",
        "george",
        "edward",
        "elizabeth",
        "william",
        "james",
        "richard",
        "mary",
        "john",
        "paul",
    }
    | {"pius", "benedict", "francis", "alexander", "catherine", "nicholas", "peter", "philip", "ferdinand", "frederick"}
    | {
        "napoleon",
        "leo",
        "gregory",
        "innocent",
        "clement",
        "ivan",
        "harald",
        "haakon",
        "olav",
        "gustav",
        "carl",
        "otto",
    }
    | {"ramesses", "ramses", "ptolemy", "darius", "xerxes", "constantine", "leopold", "albert", "victor", "joseph"}
    | {"alfonso", "isabella", "margaret", "robert", "david", "malcolm", "baldwin", "rudolf", "wilhelm", "felipe"}
)
YEAR_NEIGHBOURS = frozenset(
    {"in", "since", "by", "of", "from", "until", "till", "year", "after", "before", "during", "circa", "around", "the"}
    | {"spring", "summer", "autumn", "fall", "winter", "early", "late", "mid", "to", "and", "for", "between", "through"}
    | {month.lower() for month in MONTHS}
)

TOP_DOMAINS = "com|org|net|io|edu|gov|info|co|uk|us|de|fr|eu|in|ai|dev|app|tv|me|ca|au|fm"
SPELLED_DOMAINS = frozenset({"uk", "us", "de", "fr", "eu", "ai", "tv", "io", "au", "ca", "fm"})
