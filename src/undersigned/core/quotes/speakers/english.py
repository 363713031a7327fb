"""How English articles name a letter, its signatories and its addressees."""

from undersigned.core.quotes.speakers.vocabulary import Vocabulary, compiled
from undersigned.core.quotes.word_list import word_list


def english() -> Vocabulary:
    """The vocabulary of English articles."""
    document = (
        r"(?:letter|petition|statement|declaration|appeal|manifesto|communiqu[eé]|memo"
        r"|missive|text)"
    )
    return Vocabulary(
        documents=word_list(
            "letter letters petition statement declaration appeal manifesto text document",
            "missive memo",
            "communiqué communique message signatures submission brief resolution call plea",
            "pamphlet",
        ),
        signers=word_list(
            "signatories signatory signers signer authors petitioners campaigners organizers",
            "organisers co-signers undersigned co-authors",
        ),
        offices=word_list(
            "minister ministers secretary commissioner governor president mayor chancellor premier",
            "prime chief executive director chair chairman chairwoman chairperson board",
            "trustees council",
            "regents leaders chancellors king queen pope attorney general speaker superintendent",
            "principal owner dean provost bishop archbishop head leader senator senators",
            "regulators",
        ),
        institutions=word_list(
            "ministry department office government cabinet administration agency bureau treasury",
            "palace company commission chancellery trust police university college bank",
        ),
        voices=word_list(
            "spokesman spokeswoman spokesperson spokespeople spokesmen official officials aide",
            "aides",
            "adviser advisers advisor officer representative representatives source sources lawyer",
            "lawyers press deputy figures members member director president chair chairman",
            "chairwoman",
            "chairperson founder leader head coordinator office ministry department secretary",
            "spokespersons insider someone person people attorney attorneys company team campaign",
        ),
        speaks=word_list("spokesman spokeswoman spokesperson spokespeople officer"),
        leads=word_list(
            "president director founder co-founder chair chairman chairwoman coordinator leader",
            "head organizer organiser spokesman spokeswoman spokesperson chairs",
        ),
        outside=word_list(
            "professor economist analyst opposition party senator representative councilman",
            "councilwoman institute university college centre think-tank scholar researcher",
            "deputy former expert rival critic lobby association republican democrat democratic",
            "opponent",
            "colleague labour liberals’ tory tories conservatives’ republicans democrats shadow",
            "rep sen",
        ),
        he=word_list("he himself"),
        she=word_list("she herself"),
        it=word_list("it itself which that"),
        they=word_list("they themselves them those all both"),
        possessives=word_list("his her its their whose"),
        determiners=word_list(
            "the a an this that these those his her its their every each all more than at least",
            "over",
            "nearly about almost some around up to one two three four five six seven eight nine",
            "ten",
            "eleven twelve thirteen fourteen fifteen sixteen twenty thirty forty fifty sixty",
            "seventy",
            "eighty ninety hundred thousand and most many several",
        ),
        others=word_list("some other others many few critics opponents another most no"),
        cuts=word_list(
            "of from in for at on with by who which that representing whose to against under",
            "near as",
            "opposed based close familiar involved behind about whom said says including across",
        ),
        links=word_list("of"),
        quantities=word_list(
            "group groups coalition number dozens hundreds thousands scores alliance majority",
            "score",
            "leaders heads members unions band association network collection collective total",
            "some",
            "representatives one all more both bunch list mayors half",
        ),
        is_head_last=True,
        part=compiled(
            r"(?:sign(?:ed|ing|s)?|draft\w*|organi[sz]\w+|wrote|written|co-?ordinat\w+"
            r"|initiat\w+|start\w+"
            r"|launch\w+|compos\w+|author(?:ed|s)?|deliver\w+|help\w+|circulat\w+|collect\w+"
            r"|add\w+|behind"
            r"|spokes\w+ for|speaking for|read out|one of|among)\b.{0,40}?\b(?:",
            document,
            r"|signator\w+|sign|groups|coalition|signers|signed|campaign)|\bfirst to sign\b"
            r"|\banother signer|\binvolved in drafting"
            r"|\bamong (?:the|those)\b.{0,20}\bsign|\bsignator|\bco-?signer|the (?:letter|statement"
            r"|petition|declaration|appeal)[’']s (?:\w+ )?(?:author|organi|initiator|draft)",
        ),
        letter=compiled(
            r"\b(?:open|joint|public|protest|internal|strongly worded) ",
            document,
            r"|\bsign(?:ed|ing)? (?:a|an|the) (?:\w+ )?",
            document,
            r"|\bsignator(?:y|ies)\b|\bpetition(?:ed|ing|ers|s)?\b"
            r"|\bletter(?: was)?,? (?:\w+ )?(?:to|addressed"
            r"|signed|urging|from|calling|demanding)\b|\b(?:have|has) written to\b"
            r"|\bput their names? to"
            r"|\bthe letter\b|\btheir (?:letter|statement|petition)\b"
            r"|\bletter organi[sz]ed by|\bin a statement posted online, the"
            r"|\bwrote in an? (?:\w+ )?letter|\bstatement,? signed by",
        ),
        asks=compiled(
            r"\b(?:urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|for|upon)|ask(?:s|ed|ing)?"
            r"|tell(?:s|ing)?|told"
            r"|accus(?:e|es|ed|ing)|warn(?:s|ed|ing)?|appeal(?:s|ed|ing)? to|writ(?:e|es|ing"
            r"|ten) to|wrote to"
            r"|demand(?:s|ed|ing)?|press(?:es|ed|ing)?|implor(?:e|es|ed|ing)|beg(?:s|ged|ging)?"
            r"|plead(?:s|ed|ing)?(?: with)?|criticiz\w+|criticis\w+|condemn\w*|petition(?:ed|ing)?"
            r"|lobb(?:y|ied|ying)|implor\w+|oppose[ds]?|protest\w*|slam\w*|denounc\w+|sent"
            r"|addressed"
            r"|have signed|has signed|signed|say|said|want)\b(?:\s+to\b)?",
        ),
        to=compiled(
            r"\b",
            document,
            r"(?: \w+){0,3}?,? (?:addressed |sent |directed |written |delivered |handed "
            r"|presented )?"
            r"(?:\w+ )?to (?!be\b)|\baddressed (?:to )?|\b(?:wrote|written|appealed|sent (?:a"
            r"|an) \w+ \w*)"
            r"\s?to |\bcall(?:ed|ing|s)? (?:up)?on |\burg(?:ed|ing|e|es) |\bpetition(?:ed"
            r"|ing)? (?!was|is)"
            r"|\bimplor(?:ed|ing|es?) ",
        ),
        by=compiled(
            r"\bsigned by |\bsignator(?:y|ies),? (?:who )?(?:include|including|among them)\w* |\b",
            document,
            r"(?: \w+){0,3},? (?:from|by|initiated by|organi[sz]ed by|drafted by|issued (?:by"
            r"|through))"
            r" |\borgani[sz]ed by |\bco-?ordinated by |\bled by |\b(?:group|coalition),? called ",
        ),
        endings=("’s", "'s", "s’", "ies", "s", "y"),
    )
