"""Spanish words of saying, thinking, willing and judging, and of those who do it."""

from typing import Final

# Beginnings of words, which any ending may follow.
STEMS: Final = {
    "say": """
        acus admit admiti advert advirt advirti afirm agreg alert alud anunci añad apunt
        argument asegur asever atribu aviso avis bromea calific censur cit coment conced
        conclu confes confirm consider consta contest contó cuent contar cont critic cuestion
        declar defend defiend dedu denunci desbarat describ descri desminti desmient destac
        dic dice dij dijo dicho dir detall discrep enfatiz escrib escri esgrim espet expli
        explic expon expus expres exclam grit inform insist ironiz invit jur lament lanz le
        leyó manifest mantien mantuv matiz mencion murmur neg nieg not objet observ opin pid
        ped pidi plante precis pregunt proclam promet pronosti proteg protest puntualiz quej
        ratific reconoc reconoci recrimin record recuerd recalc refut rehus reiter relat
        remarc repit repiti repli replic reproch respond revel rechaz resum señal sentenci
        sostien sostuv subray suger sugir sugiri susurr testific tuite zanj narr ech resalt
        añadi publicó rebat remat""",
    "think": """
        cre creí consider dud esper sab supo sé tem piens pens opin juzg ve ven vio estim
        imagin supon supus sospech prev calcul conf confí entiend entend dese soñ soñó lament
        temi desconfi ignor aprend recel""",
    "will": """
        quier quis quer dese pid ped pidi exig reclam solicit demand orden prop propon propus
        plane pretend prometi promet amenaz neg nieg rechaz acept acord decid inst invit rog
        ruego recomend aconsej prohib permit autoriz prefier prefir prefiri intent busc abog
        llam llama convoc apoy resolv ofrec comprome aspir descart""",
    "judge": """
        acus culp critic conden denunci desprec elogi celebr salud felicit rechaz atac arremet
        repro tach tild calific agradec agradeci atribu defend ridiculiz burl alab aplaud
        lament cargó respald""",
}
WORDS: Final = {
    "report": "según juicio acuerdo opinión palabras entender parecer para",
    "noun": """
        acusación advertencia afirmación amenaza anuncio argumento compromiso convicción
        crítica decisión declaración demanda denuncia deseo duda esperanza exigencia idea
        intención llamamiento mensaje miedo opinión petición plan pregunta promesa propuesta
        queja reproche respuesta solicitud sospecha temor voluntad voto certeza creencia
        propósito""",
    "person": """
        abogado abogada alcalde alcaldesa analista analistas asesor candidato candidata
        catedrático científicos concejal consejero consejera consultor diputado diputada
        director directora economista economistas embajador escritores experto expertos
        familiares firmante firmantes fiscal funcionario gobernador gobernadora historiador
        jefe jueces juez jueza ministra ministro médico médicos madre madres manifestantes
        miembro mujer hombre opositor padre padres periodista portavoz presidenta presidente
        profesor profesora rector rectores secretaria secretario senador senadora sindicatos
        testigo vecinos vecina vecino víctima viceministro vocera vocero votantes""",
    "body": """
        administración alcaldía asamblea asociación ayuntamiento cámara cancillería coalición
        colegio comisión comité congreso consejo consistorio corte ejecutivo empresa
        federación fiscalía fundación gobierno gremio grupo iglesia instituto junta ministerio
        oficialismo oposición organización parlamento partido policía presidencia senado
        sindicato tribunal universidad""",
    "paper": """
        artículo auto auditoría carta comunicado declaración dictamen documento encuesta
        escrito estudio fallo informe libro manifiesto mensaje misiva nota petición
        pronunciamiento resolución sentencia sondeo texto tribuna""",
    "title": "sr. sra. don doña dr. dra.",
    "pronoun": """
        yo tú él ella usted nosotros ellos ellas ustedes quien quienes alguien nadie esto eso""",
    "object": "me te se le les lo la los las nos os",
    "determiner": "el la los las un una unos unas este esta estos estas su sus ese esa al del",
    "relative": "que quien quienes cuyo cuya donde cual cuales",
    "opener": "que si a de cómo por qué cuándo cuánto quién dónde",
    "preposition": """
        de del a al en con por para sobre contra desde hasta entre sin tras ante durante""",
    "conjunction": "y e o u pero ni sino mientras aunque porque cuando pues como",
    "auxiliary": """
        ha han había habían he hemos haber es son era eran fue fueron ser está están estaba
        sido no nunca será serán sea hay siendo""",
    "adverb": "también además ayer hoy luego después ya todavía aún siempre",
    "time": """
        lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo
        junio julio agosto septiembre octubre noviembre diciembre ayer hoy mañana tarde noche""",
}
