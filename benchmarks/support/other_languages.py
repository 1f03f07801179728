"""Sentences in the other languages: prose, numbers, dates and times, names, questions; forty-five in each language.

Where the written form is not what is said, the second text is, written by hand, as in `utterances`.
"""

from collections.abc import Mapping

from support.utterances import Utterance, utterances_of

_SPANISH = {
    "prose": """
La casa de mi abuela está cerca del río.|
Mañana vamos a comprar pan y leche en el mercado.|
¿Dónde está la estación de tren?|
El perro duerme debajo de la mesa.|
Los niños juegan en el parque todas las tardes.|
Ayer llovió mucho y nos quedamos en casa.|
¿Quieres tomar un café conmigo?|
La ventana está abierta y hace mucho frío.|
Mi hermano trabaja en un hospital grande.|
Nunca he visto una montaña tan alta.|
El libro que me prestaste es muy interesante.|
Tenemos que salir antes de las nueve.|
La música de la fiesta estaba demasiado fuerte.|
Ella escribe una carta a su mejor amiga.|
El agua del mar está limpia y tranquila.|
¿Cuánto cuesta este vestido rojo?|
Mi padre cocina una sopa deliciosa.|
El tren llega a la ciudad a medianoche.|
No olvides cerrar la puerta con llave.|
Las estrellas brillan en el cielo de verano.|
""",
    "numbers": """
La entrada cuesta 20,50 € para los adultos.|La entrada cuesta veinte euros con cincuenta para los adultos.
El pueblo tiene 1.250 habitantes.|El pueblo tiene mil doscientos cincuenta habitantes.
Cerca del 65 % de los alumnos aprobó el examen.|Cerca del sesenta y cinco por ciento de los alumnos aprobó el examen.
Esta mañana estamos a -5 °C en el valle.|Esta mañana estamos a menos cinco grados en el valle.
Nuestra oficina está en el 3.º piso, puerta 12.|Nuestra oficina está en el tercer piso, puerta doce.
Hay 25 gatos en la calle.|Hay veinticinco gatos en la calle.
Añade 2,5 litros de agua y 300 g de harina.|Añade dos coma cinco litros de agua y trescientos gramos de harina.
""",
    "dates": """
Nació el 4 de mayo de 1984 en Sevilla.|Nació el cuatro de mayo de mil novecientos ochenta y cuatro en Sevilla.
El autobús sale a las 9:30 de la mañana.|El autobús sale a las nueve treinta de la mañana.
La reunión será el 12 de junio de 2025.|La reunión será el doce de junio de dos mil veinticinco.
Este castillo es del siglo XVI.|Este castillo es del siglo dieciséis.
La tienda cierra a las 8:15 los sábados.|La tienda cierra a las ocho quince los sábados.
""",
    "names": """
El Sr. García y la Dra. López viven en Madrid.|El señor García y la doctora López viven en Madrid.
Miguel de Cervantes escribió una novela muy larga.|
El rey Felipe II vivía cerca de Madrid.|El rey Felipe segundo vivía cerca de Madrid.
Lucía y Javier visitaron Argentina y Perú.|
El profesor Romero trabaja en Barcelona desde enero.|
""",
    "questions": """
¿Vienes con nosotros esta noche?|
¿Por qué salió tan temprano de la sala?|
¿Cuánto tiempo se tarda en llegar a la playa?|
¿Quién dejó la luz encendida toda la noche?|
¿Has probado alguna vez este queso?|
¿Cuándo se publicarán los resultados?|
¿Puedes ayudarme a llevar esta maleta?|
¿Qué están buscando en ese cajón?|
""",
}

_FRENCH = {
    "prose": """
La maison de ma grand-mère est près de la rivière.|
Demain nous allons acheter du pain au marché.|
Où se trouve la gare, s'il vous plaît ?|
Le chien dort sous la table de la cuisine.|
Les enfants jouent dans le jardin tous les soirs.|
Hier il a beaucoup plu et nous sommes restés à la maison.|
Voulez-vous prendre un café avec moi ?|
La fenêtre est ouverte et il fait très froid.|
Mon frère travaille dans un grand hôpital.|
Je n'ai jamais vu une montagne aussi haute.|
Le livre que tu m'as donné est très intéressant.|
Nous devons partir avant neuf heures.|
La musique de la fête était trop forte.|
Elle écrit une lettre à sa meilleure amie.|
L'eau de la mer est calme et claire.|
Combien coûte cette robe rouge ?|
Mon père prépare une bonne soupe.|
Le train arrive en ville à minuit.|
N'oubliez pas de fermer la porte.|
Les étoiles brillent dans le ciel d'été.|
""",
    "numbers": """
Le billet coûte 20,50 € à l'entrée.|Le billet coûte vingt euros cinquante à l'entrée.
La ville compte 1 250 habitants.|La ville compte mille deux cent cinquante habitants.
Environ 65 % des élèves ont réussi l'examen.|Environ soixante-cinq pour cent des élèves ont réussi l'examen.
Il fait -5 °C ce matin dans la vallée.|Il fait moins cinq degrés ce matin dans la vallée.
Notre bureau est au 3e étage, porte 12.|Notre bureau est au troisième étage, porte douze.
Il y a 25 chats dans la rue.|Il y a vingt-cinq chats dans la rue.
Ajoutez 2,5 litres d'eau et 300 g de farine.|Ajoutez deux virgule cinq litres d'eau et trois cents grammes de farine.
""",
    "dates": """
Elle est née le 1er mai 1984 à Lyon.|Elle est née le premier mai mille neuf cent quatre-vingt-quatre à Lyon.
Le train part à 14h30 du quai numéro 4.|Le train part à quatorze heures trente du quai numéro quatre.
La réunion aura lieu le 12 juin 2025.|La réunion aura lieu le douze juin deux mille vingt-cinq.
Ce château date du XVIe siècle.|Ce château date du seizième siècle.
Le magasin ferme à 19 h le samedi.|Le magasin ferme à dix-neuf heures le samedi.
""",
    "names": """
M. Dupont et Mme Martin habitent à Marseille.|Monsieur Dupont et madame Martin habitent à Marseille.
Victor Hugo a écrit de longs romans à Paris.|
Le roi Louis XIV aimait la musique et la danse.|Le roi Louis quatorze aimait la musique et la danse.
Julie et Thomas ont visité la Belgique et l'Italie.|
Le docteur Lambert travaille à Strasbourg depuis janvier.|
""",
    "questions": """
Est-ce que tu viens avec nous ce soir ?|
Pourquoi a-t-il quitté la salle si tôt ?|
Combien de temps faut-il pour aller à la plage ?|
Qui a laissé la lumière allumée toute la nuit ?|
Avez-vous déjà goûté ce fromage ?|
Quand est-ce que les résultats seront publiés ?|
Peux-tu m'aider à porter cette valise ?|
Qu'est-ce que vous cherchez dans ce tiroir ?|
""",
}

_ITALIAN = {
    "prose": """
La casa di mia nonna è vicino al fiume.|
Domani andiamo a comprare il pane al mercato.|
Dove si trova la stazione dei treni?|
Il cane dorme sotto il tavolo della cucina.|
I bambini giocano nel parco ogni pomeriggio.|
Ieri ha piovuto molto e siamo rimasti a casa.|
Vuoi prendere un caffè con me?|
La finestra è aperta e fa molto freddo.|
Mio fratello lavora in un grande ospedale.|
Non ho mai visto una montagna così alta.|
Il libro che mi hai prestato è molto interessante.|
Dobbiamo partire prima delle nove.|
La musica della festa era troppo forte.|
Lei scrive una lettera alla sua migliore amica.|
L'acqua del mare è pulita e tranquilla.|
Quanto costa questo vestito rosso?|
Mio padre prepara una zuppa molto buona.|
Il treno arriva in città a mezzanotte.|
Non dimenticare di chiudere la porta.|
Le stelle brillano nel cielo d'estate.|
""",
    "numbers": """
Il biglietto costa 20,50 € per gli adulti.|Il biglietto costa venti euro e cinquanta per gli adulti.
Il paese ha 1.250 abitanti.|Il paese ha milleduecentocinquanta abitanti.
Circa il 65% degli studenti ha superato l'esame.|Circa il sessantacinque per cento degli studenti ha superato l'esame.
Stamattina ci sono -5 °C nella valle.|Stamattina ci sono meno cinque gradi nella valle.
Il nostro ufficio è al 3° piano, porta 12.|Il nostro ufficio è al terzo piano, porta dodici.
Ci sono 25 gatti nella strada.|Ci sono venticinque gatti nella strada.
Aggiungi 2,5 litri d'acqua e 300 g di farina.|Aggiungi due virgola cinque litri d'acqua e trecento grammi di farina.
""",
    "dates": """
È nata il 4 maggio 1984 a Torino.|È nata il quattro maggio millenovecentottantaquattro a Torino.
L'autobus parte alle 9:30 del mattino.|L'autobus parte alle nove e trenta del mattino.
La riunione sarà il 12 giugno 2025.|La riunione sarà il dodici giugno duemilaventicinque.
Questo castello è del XVI secolo.|Questo castello è del sedicesimo secolo.
Il negozio chiude alle 8:15 il sabato.|Il negozio chiude alle otto e quindici il sabato.
""",
    "names": """
Il Sig. Rossi e la dott.ssa Bianchi vivono a Roma.|Il signor Rossi e la dottoressa Bianchi vivono a Roma.
Dante Alighieri ha scritto un poema molto lungo.|
Papa Giovanni XXIII amava la gente semplice.|Papa Giovanni ventitreesimo amava la gente semplice.
Giulia e Matteo hanno visitato la Spagna e la Grecia.|
Il professor Ferrari lavora a Bologna da gennaio.|
""",
    "questions": """
Vieni con noi questa sera?|
Perché è uscito così presto dalla sala?|
Quanto tempo ci vuole per arrivare alla spiaggia?|
Chi ha lasciato la luce accesa tutta la notte?|
Hai mai assaggiato questo formaggio?|
Quando saranno pubblicati i risultati?|
Puoi aiutarmi a portare questa valigia?|
Che cosa state cercando in quel cassetto?|
""",
}

_PORTUGUESE = {
    "prose": """
A casa da minha avó fica perto do rio.|
Amanhã vamos comprar pão e leite no mercado.|
Onde fica a estação de trem?|
O cachorro dorme debaixo da mesa.|
As crianças brincam no parque todas as tardes.|
Ontem choveu muito e ficamos em casa.|
Você quer tomar um café comigo?|
A janela está aberta e faz muito frio.|
Meu irmão trabalha em um hospital grande.|
Nunca vi uma montanha tão alta.|
O livro que você me emprestou é muito interessante.|
Temos que sair antes das nove horas.|
A música da festa estava alta demais.|
Ela escreve uma carta para a melhor amiga.|
A água do mar está limpa e calma.|
Quanto custa este vestido vermelho?|
Meu pai prepara uma sopa muito boa.|
O trem chega na cidade à meia-noite.|
Não esqueça de fechar a porta.|
As estrelas brilham no céu de verão.|
""",
    "numbers": """
O ingresso custa R$ 20,50 para adultos.|O ingresso custa vinte reais e cinquenta centavos para adultos.
A cidade tem 1.250 habitantes.|A cidade tem mil duzentos e cinquenta habitantes.
Cerca de 65% dos alunos passaram na prova.|Cerca de sessenta e cinco por cento dos alunos passaram na prova.
Hoje de manhã faz -5 °C no vale.|Hoje de manhã faz menos cinco graus no vale.
Nosso escritório fica no 3º andar, porta 12.|Nosso escritório fica no terceiro andar, porta doze.
Há 25 gatos na rua.|Há vinte e cinco gatos na rua.
Coloque 2,5 litros de água e 300 g de farinha.|Coloque dois vírgula cinco litros de água e trezentos gramas de farinha.
""",
    "dates": """
Ela nasceu em 4 de maio de 1984 em Recife.|Ela nasceu em quatro de maio de mil novecentos e oitenta e quatro em Recife.
O ônibus sai às 9h30 da manhã.|O ônibus sai às nove e trinta da manhã.
A reunião será no dia 12 de junho de 2025.|A reunião será no dia doze de junho de dois mil e vinte e cinco.
Este castelo é do século XVI.|Este castelo é do século dezesseis.
A loja fecha às 8:15 aos sábados.|A loja fecha às oito e quinze aos sábados.
""",
    "names": """
O Sr. Silva e a Dra. Souza moram em Brasília.|O senhor Silva e a doutora Souza moram em Brasília.
Machado de Assis escreveu romances no Rio de Janeiro.|
O imperador Pedro II gostava de livros.|O imperador Pedro segundo gostava de livros.
Juliana e Rafael visitaram o Chile e o Peru.|
O professor Almeida trabalha em Salvador desde janeiro.|
""",
    "questions": """
Você vem com a gente esta noite?|
Por que ele saiu tão cedo da sala?|
Quanto tempo leva para chegar à praia?|
Quem deixou a luz acesa a noite toda?|
Você já provou este queijo?|
Quando os resultados serão publicados?|
Pode me ajudar a levar esta mala?|
O que vocês estão procurando nessa gaveta?|
""",
}

_HINDI = {
    "prose": """
मेरा घर नदी के पास है।|
कल हम बाज़ार से दूध और रोटी लाएँगे।|
रेलवे स्टेशन कहाँ है?|
कुत्ता मेज़ के नीचे सो रहा है।|
बच्चे हर शाम बगीचे में खेलते हैं।|
आज बहुत तेज़ बारिश हो रही है।|
क्या आप मेरे साथ चाय पीएँगे?|
खिड़की खुली है और बहुत ठंड है।|
मेरा भाई एक बड़े अस्पताल में काम करता है।|
मैंने इतना ऊँचा पहाड़ कभी नहीं देखा।|
यह किताब बहुत अच्छी है।|
हमें सुबह जल्दी निकलना है।|
गाने की आवाज़ बहुत तेज़ थी।|
वह अपनी माँ को चिट्ठी लिखती है।|
समुद्र का पानी साफ़ और शांत है।|
यह लाल कपड़ा कितने का है?|
मेरे पिता अच्छा खाना बनाते हैं।|
गाड़ी रात को शहर पहुँचती है।|
दरवाज़ा बंद करना मत भूलना।|
आसमान में बहुत सारे तारे हैं।|
""",
    "numbers": """
टिकट की कीमत ₹250 है।|टिकट की कीमत दो सौ पचास रुपये है।
गाँव में 1,250 लोग रहते हैं।|गाँव में एक हज़ार दो सौ पचास लोग रहते हैं।
लगभग 65% छात्र पास हो गए।|लगभग पैंसठ प्रतिशत छात्र पास हो गए।
हमारा दफ़्तर तीसरी मंज़िल पर है।|
सड़क पर 25 बिल्लियाँ हैं।|सड़क पर पच्चीस बिल्लियाँ हैं।
इसमें 2.5 लीटर पानी डालिए।|इसमें दो दशमलव पाँच लीटर पानी डालिए।
बाज़ार यहाँ से 3 किमी दूर है।|बाज़ार यहाँ से तीन किलोमीटर दूर है।
""",
    "dates": """
उसका जन्म 4 मई 1984 को हुआ था।|उसका जन्म चार मई उन्नीस सौ चौरासी को हुआ था।
बस सुबह 9:30 बजे चलती है।|बस सुबह नौ बजकर तीस मिनट चलती है।
बैठक 12 जून 2025 को होगी।|बैठक बारह जून दो हज़ार पच्चीस को होगी।
दुकान शनिवार को 8 बजे बंद होती है।|दुकान शनिवार को आठ बजे बंद होती है।
भारत 1947 में आज़ाद हुआ।|भारत उन्नीस सौ सैंतालीस में आज़ाद हुआ।
""",
    "names": """
डॉ. शर्मा और श्रीमती गुप्ता दिल्ली में रहते हैं।|डॉक्टर शर्मा और श्रीमती गुप्ता दिल्ली में रहते हैं।
प्रेमचंद ने बहुत सी कहानियाँ लिखीं।|
अकबर को संगीत बहुत पसंद था।|
सीता और राहुल मुंबई और जयपुर गए।|
मेरी बहन बनारस के स्कूल में पढ़ाती है।|
""",
    "questions": """
क्या तुम आज शाम हमारे साथ आओगे?|
वह कमरे से इतनी जल्दी क्यों चला गया?|
समुद्र तक पहुँचने में कितना समय लगता है?|
सारी रात बत्ती किसने जलाए रखी?|
क्या आपने यह मिठाई कभी खाई है?|
परीक्षा के नतीजे कब आएँगे?|
क्या तुम यह बक्सा उठाने में मेरी मदद करोगे?|
आप लोग क्या ढूँढ रहे हैं?|
""",
}

OTHERS: Mapping[str, tuple[Utterance, ...]] = {
    language: tuple(one for kind, lines in kinds.items() for one in utterances_of(kind, lines))
    for language, kinds in {
        **{"es": _SPANISH, "fr-FR": _FRENCH, "it": _ITALIAN, "pt-BR": _PORTUGUESE, "hi": _HINDI},
    }.items()
}
"""By BCP 47 tag."""
