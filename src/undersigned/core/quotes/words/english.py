"""English words of saying, thinking, willing and judging, and of those who do it."""

from typing import Final

# Lemmas; the forms are made by rule, irregular ones stand in IRREGULAR.
VERBS: Final = {
    "say": """
        say add announce answer argue assert aver boast caution claim clarify comment concede
        conclude confess confirm confide contend counter cry declare deny disclose elaborate
        emphasize emphasise exclaim explain express grumble hint imply inform insist intone
        interject joke lament maintain mention murmur mutter note observe opine plead point
        post proclaim promise protest purport quip quote read reaffirm reason recall recount
        reiterate relate remark remind repeat reply report respond retort reveal shout signal
        signalize speculate stammer state stress submit suggest summarize swear telegraph tell
        testify text tweet underline underscore utter volunteer vow warn whisper write yell
        acknowledge admit affirm allege advise assure attest bemoan bristle chant chime cite
        complain deadpan demur dispute echo gush highlight inquire enquire interrupt allude
        notify preach prod profess quibble rebut refute relay rule scoff sigh sniff snap spell
        spout surmise sum tease tout trumpet update vent wonder weigh conjecture correct crow
        detail email gripe growl holler indicate jest lecture muse narrate outline phrase
        prophesy rejoin scream seethe sneer sob specify stipulate thunder wail whine laugh
        roar bark bellow blurt drawl groan howl moan mumble rant shriek snarl
        demonstrate show find reckon ask query question describe portray characterize paint
        pronounce rate compare liken dub label brand call term name deem hail tag""",
    "aside": """
        continue go shoot fire begin finish start offer smile nod grin laugh press chime carry
        end open lead hit come turn break drop throw sing""",
    "light": """
        refer speak put count accept allow share list stop stand pay make give take have
        sympathise sympathize intimate foretell voice invoke quarrel disclaim reproach justify
        seem appear shrug cut lay foreshadow itemise itemize approve express leave link like
        notice guarantee draw hint raise float dig seize brush lash hold""",
    "think": """
        think believe feel know hope fear doubt expect worry suspect assume imagine suppose
        guess predict anticipate estimate calculate consider conclude decide dream envision
        envisage foresee forecast figure forget remember realize recognize regard see
        understand view wish dread learn hear judge sense trust determine project presume
        mistrust hold appreciate resent regret hypothesize infer intuit deduce interpret
        misunderstand reflect grasp ponder care disbelieve find rue await marvel despair
        discover gather agree disagree concur differ mean""",
    "will": """
        want plan intend aim propose pledge vow threaten agree refuse decline demand seek
        offer promise hope urge call order request require beg implore exhort encourage press
        push invite ask tell instruct direct recommend advise counsel command petition lobby
        appeal insist prefer desire wish try vote resolve commit undertake volunteer prepare
        mean opt choose permit forbid ban oppose support favor favour endorse back reject
        entreat beseech plead pressure coax compel nudge challenge dare summon rule consider
        contemplate weigh mull commission mandate advocate espouse champion""",
    "judge": """
        accuse blame criticize criticise condemn denounce decry deplore dismiss praise welcome
        hail applaud laud attack assail blast slam rip lambaste deride mock ridicule scorn
        rebuke chide chastise fault berate castigate charge commend congratulate thank credit
        defend disavow disown reject lambast bash hammer skewer excoriate rail fume chafe
        object protest celebrate bemoan mourn salute champion question challenge dispute
        contradict minimize downplay belittle disparage vilify lampoon pan knock hit fire
        complain rap admonish reprimand upbraid scold apologize apologise cheer compliment
        extol honor tout criticizes impugn dispel rubbish tear lash rebuff dub liken compare
        attribute ascribe pin suspect marvel appreciate demonize denigrate slight shame savage
        lament pillory flay malign cast frame""",
}
IRREGULAR: Final = {
    "putting": "put",
    "drew": "draw",
    "broke": "break",
    "threw": "throw",
    "sang": "sing",
    "left": "leave",
    "dug": "dig",
    "led": "lead",
    "came": "come",
    "laid": "lay",
    "cutting": "cut",
    "has": "have",
    "had": "have",
    "referring": "refer",
    "referred": "refer",
    "paid": "pay",
    "stood": "stand",
    "stopped": "stop",
    "spoken": "speak",
    "began": "begin",
    "shot": "shoot",
    "said": "say",
    "says": "say",
    "told": "tell",
    "wrote": "write",
    "written": "write",
    "writes": "write",
    "thought": "think",
    "felt": "feel",
    "knew": "know",
    "known": "know",
    "saw": "see",
    "seen": "see",
    "found": "find",
    "foresaw": "foresee",
    "foreseen": "foresee",
    "forecast": "forecast",
    "swore": "swear",
    "sworn": "swear",
    "understood": "understand",
    "understand": "understand",
    "spoke": "speak",
    "heard": "hear",
    "held": "hold",
    "meant": "mean",
    "sought": "seek",
    "begged": "beg",
    "begging": "beg",
    "admitted": "admit",
    "admitting": "admit",
    "quipped": "quip",
    "quipping": "quip",
    "submitted": "submit",
    "planned": "plan",
    "planning": "plan",
    "forgot": "forget",
    "forgotten": "forget",
    "chose": "choose",
    "chosen": "choose",
    "denied": "deny",
    "denies": "deny",
    "replied": "reply",
    "replies": "reply",
    "read": "read",
    "spelt": "spell",
    "dreamt": "dream",
    "learnt": "learn",
    "learned": "learn",
    "ripped": "rip",
    "ripping": "rip",
    "slammed": "slam",
    "slamming": "slam",
    "shown": "show",
    "showed": "show",
    "committed": "commit",
    "committing": "commit",
    "rebutted": "rebut",
    "preferred": "prefer",
    "concurred": "concur",
    "conferred": "confer",
    "inferred": "infer",
    "misunderstood": "misunderstand",
    "lying": "lie",
    "undertook": "undertake",
    "undertaken": "undertake",
    "hit": "hit",
    "hitting": "hit",
    "tore": "tear",
    "torn": "tear",
    "cast": "cast",
    "compelled": "compel",
    "labelled": "label",
    "labelling": "label",
    "signalled": "signal",
    "signalling": "signal",
    "retold": "retell",
    "rebutting": "rebut",
    "opted": "opt",
    "opting": "opt",
    "chiding": "chide",
    "dubbed": "dub",
    "dubbing": "dub",
    "regretted": "regret",
    "regretting": "regret",
    "allotted": "allot",
    "banned": "ban",
    "banning": "ban",
    "forbade": "forbid",
    "forbidden": "forbid",
    "bet": "bet",
    "crying": "cry",
    "cried": "cry",
    "worried": "worry",
    "worries": "worry",
    "implied": "imply",
    "implies": "imply",
    "testified": "testify",
    "testifies": "testify",
    "clarified": "clarify",
    "specified": "specify",
    "notified": "notify",
    "vilified": "vilify",
    "tried": "try",
    "tries": "try",
    "identified": "identify",
    "decried": "decry",
    "decries": "decry",
    "went": "go",
    "gone": "go",
    "put": "put",
    "gave": "give",
    "given": "give",
    "made": "make",
    "sent": "send",
    "took": "take",
    "issued": "issue",
}
WORDS: Final = {
    "report": """
        according reportedly allegedly apparently supposedly purportedly words view opinion
        eyes""",
    "noun": """
        accusation acknowledgment admission allegation answer appeal argument assertion
        assessment assumption assurance belief call charge claim comment complaint concern
        conclusion confidence confirmation contention conviction criticism decision demand
        denial description determination doubt estimate expectation explanation fear feeling
        finding forecast hint hope idea impression insistence instruction intention judgment
        judgement message notion objection offer opinion order plan plea pledge prediction
        premise promise proposal question recommendation refusal remark reminder reply report
        request response ruling rumor rumour sense signal speculation statement suggestion
        suspicion testimony theory thought threat understanding view vow warning willingness
        wish worry desire dismissal endorsement""",
    "person": """
        activist adviser advisor aide ally ambassador analyst assemblyman assemblywoman
        attorney author campaigner candidate chair chairman chairwoman chairperson chancellor
        chief citizen clerk columnist commentator commissioner congressman congresswoman
        conservative consultant councilman councilwoman councillor counsel critic defendant
        delegate democrat deputy diplomat director doctor economist editor employee envoy
        executive expert farmer father founder general governor head historian host
        investigator journalist judge justice lawmaker lawyer leader legislator liberal
        lobbyist manager mayor member minister mother mp nominee nurse officer official
        operative opponent organizer owner partner people person physician pollster premier
        president presenter priest professor progressive prosecutor protester rabbi reporter
        representative republican researcher resident reverend scholar scientist secretary
        senator sheriff signatory soldier source speaker spokesman spokesperson spokeswoman
        staffer strategist student supporter teacher treasurer undersecretary union veteran
        voter whip widow witness woman man worker writer neighbor neighbour campaign rival
        insider observer skeptic others some many most few those both parent girl boy wife
        husband son daughter brother sister friend colleague signer petitioner backer
        detractor moderator survivor chairmen women men opponents group coalition alliance""",
    "body": """
        administration agency army association authority bank board bureau cabinet caucus
        chamber church city coalition commission committee company congress corporation
        council court department embassy federation firm foundation government house industry
        institute kremlin labor ministry military nation office opposition organization
        organisation panel parliament parties party pentagon police regulator senate state
        team tribunal university watchdog white washington newspaper paper network magazine
        times post regime movement league society campaign""",
    "paper": """
        ad advertisement affidavit analysis announcement article assessment audit book brief
        budget bulletin communique complaint column contract data declaration document draft
        dossier editorial email e-mail essay evidence figures filing guidance indictment
        interview judgment lawsuit leaflet letter manifesto memo memoir memorandum message
        motion note notice opinion order paper petition poll polls post press record records
        release report research resolution results review ruling speech statement study suit
        summary survey testimony text transcript tweet verdict warrant website letters emails
        statistics census forecast""",
    "title": """
        mr. mrs. ms. dr. sen. rep. gov. lt. col. gen. prof. rev. sir lord lady dame president
        senator representative governor mayor secretary minister prime chancellor judge
        justice attorney congressman congresswoman councilman councilwoman king queen prince
        princess pope bishop archbishop rabbi imam sheriff chief captain sgt. capt. maj. adm.
        speaker chairman chairwoman former acting deputy vice""",
    "pronoun": "i you he she it we they who one nobody everyone anyone someone none neither either",
    "object": "me him her us them himself herself itself themselves ourselves whom",
    "hearer": """
        reporters reporter journalists journalist lawmakers voters supporters audience crowd
        parliament congress listeners viewers delegates members colleagues readers investors
        staff police court associates aides advisers donors jurors interviewer reuters fox cnn""",
    "determiner": "the a an this that these those his her its their our my your another every each",
    "relative": "who which whose whom where that when",
    "opener": "that whether if to why how what who where when which",
    "preposition": """
        of in on at by for with from into about after before during over under against through
        between among toward towards without within since until upon amid despite as than like
        via outside""",
    "conjunction": "and but or nor yet so while although though because as since when after before",
    "auxiliary": """
        is are was were be been being am has have had having do does did will would can could
        may might shall should must not n't never isn't aren't wasn't weren't hasn't haven't
        hadn't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't ’s 's ’d 'd
        'll 've 're""",
    "adverb": """
        also again repeatedly already later once often then only still now even never long
        instead recently previously just always simply initially further flatly publicly
        privately openly""",
    "time": """
        monday tuesday wednesday thursday friday saturday sunday january february march april
        may june july august september october november december today yesterday tomorrow
        tonight morning afternoon evening night week month year weekend earlier later ago last
        next""",
}
