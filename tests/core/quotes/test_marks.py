"""Quotation marks of the world, in small texts: [ and ] stand around the inner words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.marks import Quoted, Role, find_quoted

SIGNS = "“”„‟«»‹›‘’‚‛\"'`「」『』,. \n\n-—aé1s’\u200f\xa0:“"

ENGLISH = [
    "He said: “[We are late.]” Then he left.",
    "“[We are late,]” he said, “[and you know it.]”",
    '"[We are late,]" he said, "[and you know it.]"',
    "'[We are late,]' he said, '[and you don't care.]'",
    "‘[The dogs’ bowl is empty,]’ he said, and left.",
    "‘[It’s the ’90s again,]’ she said of the workers’ party.",
    "’[It’s the ’90s again,]’ she said of the workers’ party.",
    "'[It's the '90s again,]' she said of the workers' party.",
    "The workers’ party won in ’98, and the ‘90s were dogs’ years.",
    "Rock 'n' roll, said the teachers' union.",
    "“[He said ‘[no]’ to me,]” she said.",
    "‘[He said “[no]” to me,]’ she said.",
    "“[She said ‘[no.]’]” ”",
    "\"[He said '[no]' to me]\", she said.",
    '“[He called it "[a farce]" today,]” she said.',
    "He is 6'2\" tall and the screen has 27\" across.",
    '"[The screen has 27" across,]" he said.',
    '"[It has been so since 2020]", he said of the "[new deal]".',
    "He said “[madness]” and “[folly].” It was not.".replace("[folly].", "[folly.]"),
    "``[We are late,'' he said, ``and]''".replace("late,''", "late,]''").replace("``and", "``[and"),
    "‘‘[We are late,]’’ he said.",
    "“[We are late,]“ he said.",
    "”[We are late,]“ he said.",
    "It was (“[a farce]”), she said—“[a farce]”—twice.",
    '"[No]"—"[yes]"',
    "“[I never—]” he began.",
    "They want \"[peace]\"/\"[freedom]\".",
    "Source » agency\n\nRead more »",
    "“[We asked three times.\n\n“[Nobody answered.]” He left.".replace("times.", "times.]"),
    "“[We asked three times.]\n\nNobody answered.",
    "“We asked three times, he said, and “[nobody]” came.",
    "'Ali met 'Abd al-Karim of the workers.",
    "It cost ’em ‘[everything]’.",
    "He was told 'tis the season, and 'til then nothing.",
    'They said "" and left.',
    "Rock ‘n’ roll won, and ‘em all lost.",
    "“[We asked three times.]\n\n[Nobody answered,]” he said.",
]  # fmt: skip
OTHERS = [
    # Mixed marks, where only one is left open and one is too many.
    ("fa", "او گفت: «[ما تسلیم نمی‌شویم]”، و رفت."),
    ("fr", "Il a dit «[nous ne “[cédons]” pas]” hier. Rien."),
    ("de", "Er sagte „[wir geben nicht nach]« und ging."),
    ("es", "Dijo “[no cedemos]» y se fue."),
    ("fr", "Il a dit «[nous ne cédons pas” hier]» et parti”"),
    ("de", "„[Wir kommen zu spät]“, sagt sie. »[Ja]«, sagt er."),
    ("de", "»[Er sagte ›[nein]‹ zu mir]«, sagt sie."),
    ("de", "„[Er sagte ‚[nein]‘ zu mir]“, sagt sie."),
    ("de", "«[Wir kommen zu spät]», sagt der Bundesrat."),
    ("de", "Das »[Zeit]«-Magazin und der „[Spiegel]“-Titel.\n\nQuelle » dpa"),
    ("de", "Er sagte: ,,[Wir kommen.]'' Dann ging er."),
    ("de", "Er sagte: »[Wir kommen.]\n\n»[Niemand geht.]« Dann ging er."),
    ("fr", "Il a dit : « [C’est l’homme] », puis « [rien] »."),
    ("fr", "l’« [Europe] », qu’« [il] » aime, d’“[un]” an"),
    ("fr", 'Il a dit : " [C\'est l\'homme] ", puis " [rien] ".'),
    ("fr", 'Il parle d\'"[Europe]" et de l\'"[homme]".'),
    ("fr", "« [Il a dit “[non]” hier] », note-t-elle."),
    ("fr", "« [C’est une erreur.]\n\n« [Nous la paierons.] »"),
    ("fr", "« [C’est une erreur.]\n\n» [Nous la paierons.] »"),
    ("fr", "« [C’est une erreur], a déclaré la députée, [et nous le paierons.] »"),
    ("fr", "« [C’est une erreur], s’indigne-t-elle. [Nous paierons] » hier."),
    ("fr", "« [La France, patrie des droits, vit, dit] »"),
    ("es", "«[No dimito] —dijo la ministra—. [Nunca lo haré]». «[Un café —el tercero— y a casa]»."),
    ("es", "Dijo: «[No dimito]». Y “[nunca]”."),
    ("es", "«[Dijo “[no]” ayer]», añadió. ¿«[Sí]»?"),
    ("fa", "او گفت: «[این سیاست شکست خورده است.]» و «[روزنامه]»ها و «[نامه]»\u200cای"),
    ("sv", '”[Vi är sena]”, sade hon. »[Ja]», sade han. "[Nej]" - ”[jo]”'),
    ("zh", "他说：“[我们迟到了。]”她说‘[和平]’的“[道路]”。「[他『[不]』说]」"),
    ("ja", "「[遅れた]」と言った。"),
    ("und", "“[A]” 「[B]」 «[C]» „[D]“ ‹[E]›"),
]


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """The text without brackets, and the spans that they stood around."""
    spans: list[Span] = []
    opened: list[int] = []
    text = ""
    for sign in marked:
        if sign == "[":
            opened.append(len(text))
        elif sign == "]":
            spans.append(Span(opened.pop(), len(text)))
        else:
            text += sign
    return text, sorted(spans, key=lambda span: (span.start, -span.end))


@pytest.mark.parametrize(("language", "marked"), [*(("en", marked) for marked in ENGLISH), *OTHERS])
def test_inner_words(language: str, marked: str) -> None:
    text, spans = unmarked(marked)
    assert [quoted.inner for quoted in find_quoted(text, language)] == spans


def test_outer_holds_marks_and_depth_counts_what_is_around() -> None:
    text = "« Il a dit “non” hier. »"
    assert find_quoted(text, "fr") == (
        Quoted(Span(0, 24), Span(2, 22), Role.QUOTATION, 0),
        Quoted(Span(11, 16), Span(12, 15), Role.QUOTATION, 1),
    )


ROLES = [
    ("en", "Her book “The Salt Ledger” sold well.", Role.TITLE),
    ("en", "Speaking on CNN’s “State of the Union,” he left early.", Role.TITLE),
    ("en", "He appeared on “Meet the Press” twice.", Role.TITLE),
    ("en", "He told “Sunday Morning Table” that it would rain.", Role.TITLE),
    ("en", "An article headlined “The Purity Trap” came out.", Role.TITLE),
    ("en", "He said: “We Are Late.”", Role.QUOTATION),
    ("en", "She told NBN’s Mara Lind on “Sunday Edition.” It rained.", Role.TITLE),
    ("en", "She blasted the press on Liberty News’ “Morning Desk.”", Role.TITLE),
    ("en", "He had promised to repeal the law on “Day One.”", Role.QUOTATION),
    ("en", "The “Access Hollywood” tape shook the race.", Role.TITLE),
    ("en", "“Hillary for Prison” signs were everywhere.", Role.TITLE),
    ("en", "The “Fair Books Act” has four sponsors.", Role.TITLE),
    ("en", "Mayor Says “Access Hollywood” Tape Is Fake", Role.QUOTATION),
    ("en", "The word “rigged” appeared nine times in the speech.", Role.SCARE),
    ("en", "He used the word “rigged” nine times.", Role.QUOTATION),
    ("en", "Her “Basket of Deplorables” remark hurt.", Role.QUOTATION),
    ("en", "“Thank You,” he said.", Role.QUOTATION),
    ("en", "On Monday Robert “Bobby” Jones won there after three close races.", Role.SCARE),
    ("en", "A so-called “bathroom bill” came up, she said.", Role.SCARE),
    ("en", "The ministry has rejected the term “debt trap” as malicious.", Role.SCARE),
    ("en", "The “garden terraces” drew visitors.", Role.SCARE),
    ("en", "He called the plan “a farce”.", Role.QUOTATION),
    ("en", "The minister was “deeply worried” about it, a letter shows.", Role.QUOTATION),
    ("en", "He called her “Crooked” again.", Role.QUOTATION),
    ("en", "“We are late and you know it.” Nobody moved.", Role.QUOTATION),
    ("fr", "Le quotidien « Le Matin » ferme.", Role.TITLE),
    ("fr", "Le mot « conteneur » dérange.", Role.SCARE),
    ("fr", "Il s’est dit « attentif ».", Role.QUOTATION),
    ("de", "Die Wochenzeitung „Die Zeit“ meldet es.", Role.TITLE),
    ("de", "Das Wort „Remigration“ steht im Programm.", Role.SCARE),
    ("de", "Sie nannte den Plan „einen Witz“.", Role.QUOTATION),
    ("es", "El diario «El Norte» cierra.", Role.TITLE),
    ("es", "El presidente elogió «la altura» de su ministra.", Role.QUOTATION),
    ("fa", "روزنامهٔ «بامداد نو» توقیف شد.", Role.TITLE),
    ("fa", "واژهٔ «موقت» معنا ندارد.", Role.SCARE),
    ("fa", "او این کار را «مجازات» خواند.", Role.QUOTATION),
    ("nl", "Het woord “x” is raar.", Role.QUOTATION),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "role"), ROLES)
def test_role(language: str, text: str, role: Role) -> None:
    assert [quoted.role for quoted in find_quoted(text, language)] == [role]


@given(st.text(SIGNS, max_size=60), st.sampled_from(["en", "fr", "de", "es", "fa", "sv", "und"]))
def test_spans_nest_within_the_text(text: str, language: str) -> None:
    found = find_quoted(text, language)
    opened: list[Quoted] = []
    for quoted in found:
        assert 0 <= quoted.outer.start <= quoted.inner.start < quoted.inner.end <= quoted.outer.end
        assert quoted.outer.end <= len(text)
        assert quoted.inner.of(text) == quoted.inner.of(text).strip()
        while opened and opened[-1].outer.end <= quoted.outer.start:
            opened.pop()
        assert quoted.depth == len(opened)
        assert not opened or opened[-1].inner.contains(quoted.outer)
        opened.append(quoted)
    starts = [(quoted.outer.start, -quoted.outer.end) for quoted in found]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("sign", ["“", "”", '"', "'", "’", "‘", "«", "»", "„", "a' ", "s’ ", ' "'])
def test_many_marks_in_one_paragraph_end(sign: str) -> None:
    assert len(find_quoted(sign * 100_000, "en")) <= 100_000


def test_straight_and_curly_agree() -> None:
    curly = "“We’re late,” said the dogs’ owner. “He said ‘no’ to ’em,” she wrote. ‘Good.’"
    straight = re.sub("[“”]", '"', re.sub("[‘’]", "'", curly))
    assert find_quoted(straight, "en") == find_quoted(curly, "en")
