"""German words of saying, thinking, willing and judging, and of those who do it."""

from typing import Final

# Beginnings of words, which any ending may follow.
STEMS: Final = {
    "say": """
        sag gesagt erklär äußer geäußert betont beton antwort geantwortet berichte bericht
        erzähl behaupt bestätig bekräftig kritisier begründ bemerk mein gemeint nennt nann
        genannt nenn ruf rief gerufen schreib schrieb geschrieben sprich sprach gesprochen
        spreche warn gewarnt kündig versicher versprech verspr versprochen teilt teilte
        mitgeteilt ergänz fügt fügte hinzu frag gefragt zitier räum räumt gesteh gestand
        gestanden zugegeben gab gib hieß heißt bestreit bestritt bestritten dementier leugne
        verneint widersprach widersprich widersprech unterstr hob heb betonte verwies verweis
        verwiesen wies weist hingewiesen stellt stellte schilder beschreib beschrieb
        beschrieben bezeichn formulier urteil erinner lautet so laut zufolge schloss schließ
        mahn gemahnt resümier bilanzier klag geklagt lob gelobt rechn rechnet twitter an deut
        spott witzel ließ lässt verlaut argumentier entgegne erwider konter konstatier legt
        legte dar feststell beklag monier bemängel rügt rüg wirft warf vorgeworfen moniert
        protestier""",
    "think": """
        glaub geglaubt denk dacht gedacht hoff gehofft fürcht befürcht zweifel weiß wusste
        wissen erwart vermut find fand gefunden halt hält hielt gehalten seh sieht sah gesehen
        ahn gehe geh ging ausgeh überzeug einschätz schätz prognostizier rechn bedauer gewusst
        begreif vertrau sorge sorg träum""",
    "will": """
        will wollen woll wollt möcht plan geplant beabsichtig fordern forder gefordert verlang
        appellier bitt bat gebeten droht droh weiger lehn ablehn abgelehnt dräng empfehl
        empfiehl empfahl empfohlen beantrag schlag schlägt schlug vorgeschlagen versuch
        beschließ beschloss beschlossen entschied entschieden entscheid setz erwäg prüf
        anstreb strebt wünsch gewünscht rät riet geraten rat plädier pocht beharr besteh
        verzicht vorhatte vorgehabt anweis ordnet ordnete verbiet verbot ruft rufen auffordern
        lädt befürwort unterstütz untersag""",
    "judge": """
        kritisier verurteil beschuldig wirft warf vorgeworfen vorwirf lob begrüß rügt rüg
        tadel verteidig bezichtig attackier greif griff gelobt dank bezeichn gratulier verhöhn
        abtut tat würdig gewürdigt zurückgewiesen zurück empör entschuldig feier beglückwünsch""",
}
WORDS: Final = {
    "report": "laut zufolge nach so angaben ansicht worten meinung auffassung einschätzung sicht",
    "noun": """
        ankündigung anklage annahme ansicht antwort appell auffassung aussage bedenken
        befürchtung behauptung beschwerde bitte drohung einschätzung einwand erklärung
        erwartung forderung frage furcht hinweis hoffnung idee kritik meinung plan rat sorge
        überzeugung urteil vermutung versicherung versprechen vorschlag vorwurf warnung
        weigerung wunsch zusage zweifel angst""",
    "person": """
        abgeordnete abgeordneter ärzte arzt ärztin anwalt anwältin beamter berater beobachter
        bürger bürgermeister bürgermeisterin chef chefin demonstranten diplomat direktor
        eltern experte experten fraktionschef frau forscher gegner geschäftsführer
        geschäftsführerin herr historiker juristin juristen kanzler kanzlerin kandidat
        kandidatin kritiker landrat lehrer leiter leiterin mann minister ministerin
        ministerpräsident mitglied mitglieder nachbar parteichef politiker politologe
        präsident präsidentin professor professorin rednerin richter richterin sprecher
        sprecherin staatssekretär teilnehmer unterzeichner unterzeichnenden verfasser
        vertreter vorsitzende vorsitzender wähler wissenschaftler zeuge bischof regierungschef""",
    "body": """
        amt ausschuss behörde bundesrat bundestag fraktion gemeinde gericht gesellschaft
        gewerkschaft initiative institut kammer kirche kirchen koalition kommission land
        landtag ministerium opposition partei polizei rat regierung senat stadt union
        universität unternehmen verband verbände verein verwaltung staatsanwaltschaft""",
    "paper": """
        antrag appell bericht beschluss brief dokument entwurf erklärung gutachten mitteilung
        papier petition protokoll schreiben stellungnahme studie text umfrage urteil vermerk
        zeitung""",
    "title": "dr. prof. herr frau minister ministerin präsident kanzler bischof",
    "pronoun": "ich du er sie es wir ihr man wer dieser diese jener niemand",
    "object": "mich dich sich uns euch ihm ihn ihr ihnen",
    "determiner": """
        der die das den dem des ein eine einen einem einer eines dieser diese dieses seine
        seinen seiner ihre ihren ihrer kein keine""",
    "relative": "der die das den dem deren dessen welche wo",
    "opener": "dass ob wie warum wer was wo wann zu um",
    "preposition": """
        von vom in im an am auf aus bei beim mit nach zu zum zur für gegen über unter vor
        durch ohne seit bis zwischen wegen trotz""",
    "conjunction": "und aber oder denn doch sondern während weil als wenn obwohl sowie",
    "auxiliary": """
        ist sind war waren sei seien wäre wären hat haben hatte hatten habe hätte hätten wird
        werden wurde wurden werde würde würden worden sein nicht nie kann könne könnte muss
        müsse soll solle sollte dürfe""",
    "adverb": "auch noch schon bereits wieder zudem außerdem dagegen jedoch nun dort dann erneut",
    "time": """
        montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april
        mai juni juli august september oktober november dezember gestern heute morgen abend""",
}
