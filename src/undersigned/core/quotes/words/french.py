"""French words of saying, thinking, willing and judging, and of those who do it."""

from typing import Final

# Beginnings of words, which any ending may follow.
STEMS: Final = {
    "say": """
        accus admet admett affirm ajout alert allègu allégu annonc articul assèn assén assur
        attest avanc avert avou balay chuchot clam cit commente concéd concèd conclu confess
        confi confirm constat contest convi craign critiqu cri décid déclar décrit décriv
        demand démen démenti dénonc déplor dit dis dirent disai diront écri écrit écriv énonc
        estim évoqu exhort expliqu expos exprim félicit fustig glis gliss fait gronde glissé
        indiqu insist interrog invit ironis jug lanc lamen lu maintien martel mentionn mett
        murmur ni nie not nuanc observ plaid point pose préci précis préconis prédi prédit
        prétend préven prévien promet promett promi pronostiqu propos protest qualifi question
        racont rappel rapport rassur réagi réaffirm recommand reconn reconnaî réclam redout
        réfut regrett relat relèv relev remarqu répét répèt répliqu répon répond répondu
        reproch résum rétorqu révél révèl ripost salu scand signal souffl souhait soulign
        soupir soutien sout suggèr suggér suppli témoign tranch raill tweet vitupèr voci
        martèl plaisant rédig publi ajoute""",
    "think": """
        croi cru croy dout espèr espér pens sai savent savai crain redout imagin juge consid
        considèr considér prévo prévi prévoi soupçonn suppos estim trouv compren regard rêv
        ignor appréhend calcul évalu voi constat apprend appri atten compt convain persuad
        inquiet inquièt réjoui étonn félicit""",
    "will": """
        veu veulent voul voudr souhait exig réclam appel appell demand propos refus menac
        envisag enten prom engag compt prévoi décid invit enjoi exhort press somm ordonn
        recommand conseill interdi autoris préfér préfèr choisi accept renonc tent cherch dési
        désir revendiqu prôn défend plaid milit implor conjur impos requ requier""",
    "judge": """
        accus blâm critiqu condamn dénonc déplor félicit fustig salu lou vant rejet reproch
        attaqu moqu raill taxe tax trait qualifi applaudi approuv désapprouv pourfen éreint
        étrill excus remerci imput attribu oppos rebut contest récus épingl""",
}
WORDS: Final = {
    "report": "selon d'après après croire lisent yeux avis dires entendre pour suivant",
    "noun": """
        accusation affirmation annonce appel argument avertissement aveu avis conviction
        crainte critique déclaration demande démenti désir doute espoir estimation exigence
        hypothèse idée impression intention mot mots opinion plainte promesse proposition
        question réponse reproche requête souhait volonté vœu certitude sentiment refus menace
        constat""",
    "person": """
        adjoint adjointe agent agriculteur ambassadeur analyste avocat avocate candidat
        candidate chef cheffe citoyen conseiller conseillère député députée directeur
        directrice économiste élu élue élus enseignant expert expertes experts femme
        fonctionnaire habitant historien homme infirmière juge juriste maire membre ministre
        médecin médecins opposant opposition parent parents parlementaire patron politologue
        porte-parole préfet premier président présidente procureur procureure professeur
        proche rapporteur responsable riverain salarié secrétaire sénateur sénatrice
        signataire signataires source syndicat syndicats syndicaliste témoin témoins
        universitaire voisin électeur électeurs associations association collectif ong""",
    "body": """
        assemblée cabinet chambre commission comité conseil cour entourage gouvernement groupe
        institut justice majorité mairie matignon ministère office opposition organisation
        parlement parquet parti police préfecture sénat syndicat tribunal union université
        élysée""",
    "paper": """
        appel arrêt article audit avis communiqué décision déclaration document dossier étude
        jugement lettre livre manifeste message note ordonnance pétition rapport sondage texte
        tribune verdict enquête""",
    "title": "m. mme mlle dr maître me mgr monsieur madame",
    "pronoun": "je tu il elle on nous vous ils elles qui ce cela ça celui-ci celle-ci",
    "object": "lui leur me te se s' m' nous vous y en le la les l'",
    "determiner": "le la les l' un une des du au aux ce cet cette ces son sa ses leur leurs notre",
    "relative": "qui que qu' dont où lequel laquelle",
    "opener": "que qu' si s' de d' à comment pourquoi quand combien",
    "preposition": """
        de d' à en dans par pour sur avec sans sous chez vers entre contre depuis avant après""",
    "conjunction": "et mais ou ni car donc tandis alors quand lorsque comme puis",
    "auxiliary": """
        a ont avait avaient est sont était étaient aura auront eu été ayant étant n' ne pas
        plus être avoir fut""",
    "adverb": "aussi également encore déjà ensuite notamment toutefois pourtant souvent jamais",
    "time": """
        lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai
        juin juillet août septembre octobre novembre décembre hier demain matin soir
        aujourd'hui""",
}
