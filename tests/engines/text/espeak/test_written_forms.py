"""What is written with figures, signs and abbreviations, and the words that are said: one reading for each form."""

import pytest

from audiostudio.engines.text.espeak.tables import WORDINGS
from audiostudio.engines.text.espeak.written_forms import WrittenForms
from tests.engines.text.conftest import Reader

CASES = [
    ("fr-FR", "Il est 14h30.", "Il est 14 heures 30"),
    ("fr-FR", "Il est 9 h 05.", "Il est neuf heures 5"),
    ("fr-FR", "À 12:00 ou à 1 h.", "À 12 heures ou à une heure"),
    ("fr-FR", "20,50 € ou 1 €", "20 euros 50 ou un euro"),
    ("fr-FR", "1 250 euros et 3,75 m", "1250 euros et 3 virgule 75 mètres"),
    ("fr-FR", "-5 °C et 65 %", "moins 5 degrés et 65 pour cent"),
    ("fr-FR", "0,05 l", "0 virgule 0 5 litres"),
    ("fr-FR", "le 1er mai et le 1 juin", "le premier mai et le premier juin"),
    ("fr-FR", "le 05/06/2024, puis 2024-12-31", "le 5 juin 2024 puis 31 décembre 2024"),
    ("fr-FR", "M. Dupont, Mme Roy et le Dr Petit", "monsieur Dupont madame Roy et le docteur Petit"),
    ("fr-FR", "Louis XIV, Napoléon I, le XIXe siècle", "Louis 14 Napoléon premier le dix-neuvième siècle"),
    ("fr-FR", "la 1re fois au 2e étage", "la première fois au deuxième étage"),
    ("fr-FR", "10-20 personnes", "10 à 20 personnes"),
    ("fr-FR", "le 06 12 34 56 78", "le 06 12 34 56 78"),
    ("es", "el 1 de mayo de 2024 a las 9:30", "el primero de mayo de 2024 a las 9 30"),
    ("es", "20,50 € y 1.250 km", "20 euros con 50 y 1250 kilómetros"),
    ("es", "la Sra. Ruiz de EE. UU.", "la señora Ruiz de Estados Unidos"),
    ("es", "Felipe VI, Carlos V y el siglo XX", "Felipe sexto Carlos quinto y el siglo 20"),
    ("es", "el 3.º piso, el 3.º, la 2.ª vez", "el tercer piso el tercero la segunda vez"),
    ("es", "1 h, 1 km, -5 °C", "una hora un kilómetro menos 5 grados"),
    ("it", "il 1 maggio alle 9:30", "il primo maggio alle 9 e 30"),
    ("it", "20,50 €, cioè il 65%", "20 euro e 50 cioè il 65 per cento"),
    ("it", "il Sig. Rossi e la dott.ssa Bianchi", "il signor Rossi e la dottoressa Bianchi"),
    ("it", "Giovanni XXIII al 3° piano", "Giovanni XXIII al terzo piano"),
    ("pt-BR", "R$ 20,50 e R$ 1", "20 reais e 50 centavos e um real"),
    ("pt-BR", "às 9h30, às 2:15, às 14h", "às 9 e 30 às duas e 15 às 14 horas"),
    ("pt-BR", "Dom Pedro II, o 3º andar, o século XX", "Dom Pedro segundo o terceiro andar o século 20"),
    ("pt-BR", "O Sr. Silva e a Dra. Souza", "O senhor Silva e a doutora Souza"),
    ("hi", "₹20.50 और 1,25,000 लोग", "20 रुपये 50 पैसे और 125000 लोग"),
    ("hi", "1984 में 65% लोग", "19 सौ 84 में 65 प्रतिशत लोग"),
    ("hi", "डॉ. शर्मा 9:30 बजे।", "डॉक्टर शर्मा 9 बजकर 30 मिनट"),
    ("hi", "3.5 किमी", "3 दशमलव 5 किलोमीटर"),
]


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_a_written_form_is_said_in_words(read: Reader, language: str, written: str, said: str) -> None:
    words = [word for chunk in read(written, language) for word in chunk.words]
    assert " ".join(word.text for word in words) == said


@pytest.mark.parametrize("language", WORDINGS)
def test_plain_prose_holds_no_written_form(language: str) -> None:
    assert not list(WrittenForms(WORDINGS[language]).find("Ana dit : il mio, o meu. मेरा घर"))


def test_words_of_a_form_share_its_place(read: Reader) -> None:
    text = "Cela coûte 20,50 € ici."
    words = [word for chunk in read(text, "fr-FR") for word in chunk.words]
    assert [text[word.source_start : word.source_end] for word in words] == ["Cela", "coûte", *["20,50 €"] * 3, "ici"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El Sr. García vino."),
        ("it", "La Prof.ssa Rossi parla."),
        ("hi", "डॉ. शर्मा आए।"),
        ("fr-FR", "MM. Roy et Le."),
    ],
)
def test_a_title_ends_no_sentence(read: Reader, language: str, text: str) -> None:
    words = [word for chunk in read(text, language) for word in chunk.words]
    assert [word.tail for word in words] == [""] * (len(words) - 1) + ["."]
