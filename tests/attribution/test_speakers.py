"""Canonical speakers: short invented articles; the mention in question stands in ⟦ ⟧."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest

import rhetoric
from rhetoric.attribution.cast import near
from rhetoric.attribution.lexicon import CODES, METONYMS, author, broad, roles_in
from rhetoric.attribution.speakers import Resolution, Speakers
from rhetoric.reading.articles import Article
from rhetoric.reading.documents import parse


def speakers_and_mention(marked: str) -> tuple[Speakers, tuple[int, int]]:
    start = marked.index("⟦")
    end = marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    return Speakers(parse(Article("case", text))), (start, end)


def resolve(marked: str, *, outer: str | None = None, before: str | None = None) -> Resolution:
    speakers, mention = speakers_and_mention(marked)
    return speakers.resolve(mention, outer=outer, before=before)


@dataclass
class Case:
    name: str | None
    how: str
    text: str
    outer: str | None = None
    before: str | None = None
    named: bool = True


FORUM = (
    "Norwegian Foreign Minister Astrid Nygaard opened the forum in Bergen on Monday. "
    "Canadian Ambassador Paul Tremblay sat next to her. "
)
TWO_PETROVS = "Defense Minister Oleg Petrov met reporters. His brother, the banker Dmitry Petrov, was absent. "
MARKET = "Senator Alice Holloway (D-Ohio) and Governor Frank Dunmore toured the market on Friday. "
CAMPAIGN = (
    "Nominee Laura Whitfield held a rally in Dayton. "
    "Her spokesman, Greg Pallister, handed out leaflets. "
)

MINISTRY = "Russian Foreign Ministry Spokeswoman Irina Markova gave a briefing on Tuesday. "

NAMES = [
    Case("Paul Tremblay", "name", FORUM + "⟦Mr. Tremblay late Tuesday⟧ urged patience."),
    Case("Trinidad and Tobago", "name", "⟦Trinidad and Tobago⟧ welcomes the talks."),
    Case("Bosnia and Herzegovina", "name", "⟦Bosnia and Herzegovina⟧ rejected the terms on Friday."),
    Case("Georg Stein", "name", "The union objected. ⟦Its president, Georg Stein⟧, warned that rents would rise."),
    Case("Georg Stein", "name", "⟦Its chairman Georg Stein⟧ told reporters that rents would rise."),
    Case("Astrid Nygaard", "name", FORUM + "Trade will grow, ⟦Nygaard⟧ said."),
    Case("Paul Tremblay", "name", FORUM + "Trade will grow, ⟦Mr. Tremblay⟧ said."),
    Case("Astrid Nygaard", "name", FORUM + "\n\nTrade will grow, ⟦Norwegian Foreign Minister Astrid Nygaard⟧ said."),
    Case("Astrid Nygaard", "name", "Trade to grow — ⟦Nygaard⟧\n\n" + FORUM),
    Case("Astrid Nygaard", "name", FORUM + "⟦Nygaard's⟧ remark that trade will grow drew applause."),
    Case("Astrid Nygaard", "name", FORUM + "⟦Nygard⟧ added that trade will grow."),
    Case("Oleg Petrov", "name", TWO_PETROVS + "The army is ready, ⟦Minister Petrov⟧ said."),
    Case("Dmitry Petrov", "name", TWO_PETROVS + "Rates will fall, ⟦Dmitry Petrov⟧ told the paper."),
    Case("Dmitry Petrov", "name", TWO_PETROVS + "Rates will fall, ⟦Petrov⟧ said.", before="Dmitry Petrov"),
    Case("Alice Holloway", "name", MARKET + "Prices are too high, ⟦Holloway⟧ said."),
    Case("Helen Marsh", "name", "Governor Helen Marsh and her husband, Todd Marsh, arrived. Taxes will fall, ⟦Mrs. Marsh⟧ said."),
    Case("Todd Marsh", "name", "Governor Helen Marsh and her husband, Todd Marsh, arrived. Taxes will fall, ⟦Mr. Marsh⟧ said."),
    Case("Helen Marsh", "name", "Governor Helen Marsh and her husband, Todd Marsh, arrived. ⟦Marsh⟧ said she will cut taxes."),
    Case("Greg Pallister", "name", "Whitfield won. ⟦Her spokesman, Greg Pallister,⟧ said the count was fair."),
    Case("Greg Pallister", "name", "The count was fair, said ⟦Whitfield campaign spokesman Greg Pallister⟧."),
    Case("Maria Solberg", "name", "Rain is likely, said ⟦Maria Solberg, a professor of law at the University of Oslo⟧."),
    Case("Maria Solberg", "name", "⟦Maria Solberg, who has advised three governments,⟧ said rain is likely."),
    Case("Ingrid Falk", "name", "The deal holds, said ⟦the committee's chairwoman, Ingrid Falk⟧."),
    Case("Kim Jong Un", "name", "Kim Jong Un inspected the plant. The plant is fine, ⟦Kim⟧ said."),
    Case("Ban Ki-moon", "name", "UN Secretary-General Ban Ki-moon arrived. Talks go on, ⟦Ban⟧ said."),
    Case("Abdel Fattah el-Sisi", "name", "Egyptian President Abdel Fattah el-Sisi spoke in Cairo. Talks go on, ⟦Sisi⟧ said."),
    Case("Abdel Fattah el-Sisi", "name", "Egyptian President Abdel Fattah el-Sisi spoke in Cairo. Talks go on, ⟦el-Sisi⟧ said."),
    Case("Ursula von der Leyen", "name", "European Commission President Ursula von der Leyen spoke. Talks go on, ⟦von der Leyen⟧ said."),
    Case("Xi Jinping", "name", "Chinese President Xi Jinping arrived in Lima. Trade matters, ⟦Xi⟧ said."),
    Case("Pelé", "name", "Fans met Pelé in Santos. The game is clean, ⟦Pelé⟧ said."),
    Case("Viktor Orlov", "name", "ORLOV WARNS OF COLD WINTER\n\nEnergy Minister Viktor Orlov spoke on Tuesday. Stocks are low, ⟦Orlov⟧ said."),
    Case("Viktor Orlov", "name", "⟦ORLOV⟧ WARNS OF COLD WINTER\n\nEnergy Minister Viktor Orlov spoke on Tuesday."),
    Case("Robert Hale", "name", "Ambassador Robert Hale flew in. The visit is private, ⟦Bob Hale⟧ said."),
    Case("Alice Holloway and Frank Dunmore", "name", MARKET + "⟦Dunmore and Holloway⟧ said prices are too high."),
    Case("Alice Holloway and Frank Dunmore", "name", MARKET + "⟦The two politicians -- Ms. Holloway and Mr. Dunmore --⟧ said prices are too high."),
    Case("Corwin Ashby", "name", "Taxes will fall, said ⟦Corwin Ashby of Leeds⟧."),
    Case("Alice Holloway", "name", "DAYTON, Ohio (AP) — " + MARKET + "⟦DAYTON (AP) — Senator Alice Holloway⟧ said prices are too high."),
    Case("Institute for Fiscal Studies", "name", "⟦A report⟧ released by the Institute for Fiscal Studies says that debt will rise."),
    Case("Mark Lund and Eva Stern", "name", "⟦Former UN envoy Mark Lund and Daily Herald editor Eva Stern both⟧ said prices are too high."),
    Case("Price", "name", "⟦MR. PRICE⟧: We will see.\n\nQUESTION: When?"),
    Case("Amy Talbot", "name", "AMY TALBOT, HOST: Welcome.\n\n⟦TALBOT⟧: What is new?"),
    Case("Michael Orr", "name", "Remarks by Secretary of State Michael Orr\n\n⟦SECRETARY ORR⟧: We will see."),
    Case("World Health Organization", "name", "The World Health Organization met in Geneva. Cases fell, ⟦the World Health Organization⟧ said."),
    Case("World Trade Organization", "name", "The World Trade Organization met in Geneva. Trade fell, ⟦the WTO⟧ said."),
    Case("Selma Brandvik", "name", "⟦UN Special Rapporteur on water Selma Brandvik⟧ said that wells ran dry."),
    Case("Stone Garner", "name", "Wells ran dry, said ⟦Special Envoy for arms control Stone Garner⟧."),
    Case("Stone Garner", "name", "Special Envoy for arms control Stone Garner landed. Wells ran dry, ⟦Garner⟧ said."),
    Case("Tarek", "name", "Amy Stone fled the town. Wells ran dry, said ⟦her brother, Tarek⟧."),
    Case("Institute for Fiscal Studies", "name", "Debt will rise, according to ⟦a report by the Institute for Fiscal Studies⟧."),
]  # fmt: skip

PRONOUNS = [
    Case("Astrid Nygaard", "pronoun", FORUM + "⟦She⟧ said that trade will grow."),
    Case("Paul Tremblay", "pronoun", FORUM + "⟦He⟧ said that trade will grow."),
    Case("Oleg Petrov", "pronoun", "Oleg Petrov met Ivan Serov. \"We are ready,\" Petrov said. ⟦He⟧ added that tests go on.", before="Oleg Petrov"),
    Case("Astrid Nygaard", "nominal", FORUM + "⟦Her warning⟧ was that trade will shrink."),
    Case("Paul Tremblay", "pronoun", FORUM + '"Trade will grow," Tremblay said. "⟦I⟧ think it will double."', outer="Paul Tremblay"),
    Case("Paul Tremblay", "pronoun", FORUM + 'Tremblay said: "⟦We⟧ believe that trade will grow."', outer="Paul Tremblay"),
    Case("Ivan Serov", "pronoun", 'Ivan Serov resigned. Oleg Petrov said: "⟦He⟧ told me that he was tired."', outer="Oleg Petrov", before="Oleg Petrov"),
    Case("Maria Solberg", "pronoun", "The law is old, said Maria Solberg, ⟦who⟧ argues that it must go."),
    Case("Paul Tremblay", "pronoun", FORUM + 'Tremblay said: "⟦We all⟧ believe that trade will grow."', outer="Paul Tremblay"),
    Case("Paul Tremblay", "pronoun", FORUM + "Tremblay said: “Let⟦'s⟧ hope that trade will grow.”", outer="Paul Tremblay"),
    Case("crowd", "pronoun", "Frank Dunmore asked the crowd to vote. ⟦They⟧ said they would.", before="Frank Dunmore", named=False),
    Case("independent farmers", "pronoun", "The bill hurts independent farmers, ⟦who⟧ say that they were not asked.", named=False),
    Case("Alice Holloway", "pronoun", "As ⟦she⟧ left the market, Senator Alice Holloway said prices are too high."),
    Case("Alice Holloway and Frank Dunmore", "pronoun", MARKET + "Alice Holloway and Frank Dunmore then left. ⟦They⟧ said prices are too high."),
    Case("union leaders", "pronoun", "The union leaders met on Sunday. ⟦They⟧ said the strike goes on.", before="union leaders", named=False),
    Case("Alice Holloway and Frank Dunmore", "pronoun", MARKET + "⟦Both⟧ said prices are too high."),
    Case("the author", "pronoun", "The forecasts disagree. ⟦We⟧ think that rain is likely.", named=False),
    Case("Zvonko Ilic", "pronoun", "Minister Katrin Lenz met her Serbian counterpart, Zvonko Ilic.\n\nIlic was blunt. ⟦He⟧ called the tariff a mistake.\n\nAt home, Peter Stolz disagreed.", before="Katrin Lenz"),
    Case("Orla Quist", "pronoun", "Trade Envoy for the region Orla Quist spoke. ⟦She⟧ said that wells ran dry."),
    Case("Hillary Brandt", "pronoun", "Why ⟦she⟧ will not run\n\nSenator Hillary Brandt met voters on Monday."),
    Case("Central Bank", "pronoun", "The Central Bank met. Rates fell, the Central Bank said. ⟦It⟧ added that growth is slow.", before="Central Bank"),
]  # fmt: skip

NOMINALS = [
    Case("Astrid Nygaard", "nominal", FORUM + "Trade will grow, ⟦the minister⟧ said."),
    Case("Paul Tremblay", "nominal", FORUM + "Trade will grow, ⟦the envoy⟧ said."),
    Case("Paul Tremblay", "nominal", FORUM + "Trade will grow, ⟦the Canadian diplomat⟧ said."),
    Case("Astrid Nygaard", "nominal", FORUM + "Trade will grow, ⟦the Norwegian diplomat⟧ said.", before="Paul Tremblay"),
    Case("Astrid Nygaard", "nominal", "Trade to grow — ⟦Norwegian minister⟧\n\n" + FORUM),
    Case("Paul Tremblay", "nominal", "Trade to grow — ⟦Canadian envoy⟧\n\n" + FORUM),
    Case("Alice Holloway", "nominal", MARKET + "Prices are too high, ⟦the senator⟧ said."),
    Case("Alice Holloway", "nominal", MARKET + "Prices are too high, ⟦the lawmaker⟧ said.", before="Frank Dunmore"),
    Case("Frank Dunmore", "nominal", MARKET + "Prices are too high, ⟦the governor⟧ said.", before="Alice Holloway"),
    Case("Greg Pallister", "nominal", CAMPAIGN + "Turnout was good, ⟦her spokesman⟧ said."),
    Case("Laura Whitfield", "nominal", CAMPAIGN + "Turnout was good, ⟦the candidate⟧ said."),
    Case("Emil Radev", "nominal", "Bulgarian President Emil Radev spoke in Sofia. Peace is near, ⟦the head of state⟧ said."),
    Case("Emil Radev", "nominal", "Bulgarian President Emil Radev met Serbian President Goran Ilic. Peace is near, ⟦the Bulgarian leader⟧ said."),
    Case("Goran Ilic", "nominal", "Bulgarian President Emil Radev met Serbian President Goran Ilic. Peace is near, ⟦the Serbian president⟧ said."),
    Case("Emil Radev and Goran Ilic", "nominal", "Bulgarian President Emil Radev met Serbian President Goran Ilic. Peace is near, ⟦the two leaders⟧ said."),
    Case("Nadia Kassem", "nominal", "Nadia Kassem is the prime minister of Jordan. Water is scarce, ⟦the prime minister⟧ said."),
    Case("Nadia Kassem", "nominal", "Nadia Kassem, Jordan's environment minister, flew to Rome. Water is scarce, ⟦the Jordanian minister⟧ said."),
    Case("Irina Markova", "nominal", MINISTRY + "Talks go on, ⟦the diplomat⟧ said."),
    Case("Irina Markova", "nominal", "Talks go on — ⟦diplomat⟧\n\n" + MINISTRY),
    Case("Pavel Dorin", "nominal", "Pavel Dorin, Russia's permanent representative to the UN, spoke. Talks go on, ⟦the Russian envoy to the UN⟧ said."),
    Case("Janos Bartok", "nominal", "Talks go on — ⟦Hungarian PM⟧\n\nHungarian Prime Minister Janos Bartok met President Emil Radev."),
    Case("Lars Holm", "nominal", "NATO Secretary General Lars Holm spoke. Talks go on, ⟦the alliance's chief⟧ said."),
    Case("Igor Belov", "nominal", "Igor Belov, first deputy chairman of the Federation Council committee, spoke. Talks go on, ⟦the senator⟧ said."),
    Case("Jean Marchand", "nominal", "German Foreign Minister Anna Weiss met her French counterpart Jean Marchand. Talks go on, ⟦the French minister⟧ said."),
    Case("Pavel Dorin", "nominal", "Pavel Dorin, a political scientist at a Moscow university, spoke. Talks go on, ⟦the expert⟧ said."),
    Case("Kenya and Uganda", "nominal", "President Amos Odongo flew from Kenya to Uganda. ⟦The two countries⟧ want peace."),
    Case("NATO", "nominal", "NATO met in Madrid. Talks go on, ⟦the alliance⟧ said."),
    Case("Cuba", "nominal", "Cuba asked to join. ⟦The country⟧ wants trade."),
    Case("World Bank", "nominal", "The World Bank met in Washington. Growth is slow, ⟦the bank⟧ said."),
    Case("Kenya, Uganda, Rwanda, Burundi", "nominal", "We trade with Kenya, Uganda, Rwanda, Burundi. ⟦All these countries⟧ want peace."),
    Case("Bente Kolding", "nominal", "⟦Mediator⟧ sees no deal\n\nNo deal is near, the Danish mediator in the dispute said on Friday.\n\nBente Kolding told reporters that both sides were tired."),
    Case("Laura Whitfield", "name", CAMPAIGN + "⟦Whitfield's response⟧ was that the count is fair."),
]  # fmt: skip

METONYMIC = [
    Case("United States", "metonym", "⟦Washington⟧ insists that the pact be signed."),
    Case("United States", "metonym", "⟦The US⟧ insists that the pact be signed."),
    Case("China", "metonym", "⟦Beijing⟧ insists that the pact be signed."),
    Case("European Union", "metonym", "⟦Brussels⟧ insists that the pact be signed."),
    Case("Russian Foreign Ministry", "name", "⟦The Russian Foreign Ministry⟧ insists that the pact be signed."),
    Case("Russia", "metonym", "⟦The Russian side⟧ insists that the pact be signed."),
    Case("Molvania", "metonym", "Talks opened in Molvania. ⟦The Molvanian delegation⟧ insists that the pact be signed."),
    Case("Kenya", "metonym", "⟦Kenya's delegation⟧ insists that the pact be signed."),
    Case("Vietnam", "metonym", "⟦Viet Nam⟧ insists that the pact be signed."),
    Case("Lesotho", "name", "⟦The Kingdom of Lesotho⟧ insists that the pact be signed."),
    Case("Ivory Coast", "metonym", "⟦Côte d'Ivoire⟧ insists that the pact be signed."),
    Case("Downing Street", "metonym", "⟦No 10⟧ insists that the pact be signed."),
    Case("Kremlin", "name", "⟦The Kremlin⟧ insists that the pact be signed."),
    Case("White House", "name", "⟦The White House⟧ insists that the pact be signed."),
    Case("US administration", "name", "⟦Representatives for the US administration⟧ insist that the pact be signed."),
    Case("Russia and China", "name", "⟦Both Russia and China⟧ insist that the pact be signed."),
    Case("Russia and China", "name", "⟦Russia and China⟧ insist that the pact be signed."),
]  # fmt: skip

UNNAMED = [
    Case("Americans", "group", "⟦The Americans themselves⟧ know that the pact failed."),
    Case("people familiar with the talks", "group", "⟦people familiar with the talks⟧ say that the pact failed.", named=False),
    Case("senior officials", "group", "⟦senior officials⟧ say that the pact failed.", named=False),
    Case("senior officials", "group", "⟦senior officials on Friday⟧ said that the pact failed.", named=False),
    Case("senior officials of the ministry", "group", "⟦senior officials of the ministry early this Sunday⟧ said so.", named=False),
    Case("Many voters", "group", "⟦Many voters⟧ say that the pact failed.", named=False),
    Case("All leading powers", "group", "⟦All leading powers⟧ say that the pact failed.", named=False),
    Case("Frank Dunmore's supporters", "group", "Frank Dunmore lost. ⟦his supporters⟧ say that the count was unfair.", named=False),
    Case("a senior diplomat", "unnamed", "The pact failed, ⟦a senior diplomat⟧ said.", named=False),
    Case("a White House official", "nominal", "Counsel Mark Ruiz left. Talks go on, a White House official said. Peace is near, ⟦the aide⟧ said.", before="a White House official", named=False),
    Case("a senior diplomat", "nominal", "The pact failed, a senior diplomat said. It may live, ⟦the diplomat⟧ said.", before="a senior diplomat", named=False),
    Case("a spokeswoman for Dunmore", "unnamed", "Frank Dunmore won. It was close, said ⟦a spokeswoman for Dunmore⟧.", named=False),
    Case("spokesman for President Emil Radev", "unnamed", "The pact failed, said ⟦the spokesman for President Emil Radev⟧.", named=False),
    Case(None, "unresolved", "The pact failed. ⟦—⟧", named=False),
    Case(None, "unresolved", "⟦Nobody⟧ said that the pact failed.", named=False),
    Case(None, "unresolved", "⟦No one in the hall⟧ said that the pact failed.", named=False),
    Case(None, "unresolved", "⟦None of the ministers⟧ said that the pact failed.", named=False),
    Case(None, "unresolved", "⟦Neither delegation⟧ said that the pact failed.", named=False),
    Case(None, "unresolved", "Officials met in Molvania. Molvania balked. ⟦She⟧ said that the pact failed.", named=False),
    Case(None, "unresolved", "The pact failed, ⟦he⟧ said.\n\nLater, Peter Stolz spoke in Leeds.", named=False),
    Case(None, "unresolved", "The pact failed, ⟦he⟧ said.", named=False),
]  # fmt: skip


@pytest.mark.parametrize(
    "case", NAMES + PRONOUNS + NOMINALS + METONYMIC + UNNAMED, ids=lambda c: c.text[-60:]
)
def test_resolve(case: Case) -> None:
    found = resolve(case.text, outer=case.outer, before=case.before)
    assert (found.name, found.how, found.named) == (case.name, case.how, case.named)
    assert 0 <= found.confidence <= 1


def test_an_empty_article_has_no_cast() -> None:
    speakers = Speakers(parse(Article("case", "")))
    assert speakers.cast.members == []
    assert speakers.resolve((0, 0), outer=None, before=None).how == "unresolved"


@pytest.mark.parametrize(
    "text", ["Mr. (", "— Petrov", "A, B and C (R-", '"', "Secretary of", "both of whom,", "\n \n's"]
)
def test_any_span_of_any_text_has_an_answer(text: str) -> None:
    speakers = Speakers(parse(Article("case", text)))
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            found = speakers.resolve((start, end), outer=None, before="some officials")
            assert (found.name is None) == (found.how == "unresolved")


def test_a_known_speaker_is_the_first_person() -> None:
    text = "We ask for peace. I thank you."
    speakers = Speakers(parse(Article("speech", text, speaker="Nadia Kassem")))
    assert speakers.resolve((0, 2), outer=None, before=None).name == "Nadia Kassem"


SPEECH = (
    "Lesotho asks for peace. My delegation thanks you. The Government of Lesotho will help. "
    "We met China. The Kingdom of Lesotho votes."
)


@pytest.mark.parametrize("speaker", ["LSO", "Lesotho", "Kingdom of Lesotho"])
@pytest.mark.parametrize(
    "mention",
    ["Lesotho", "My delegation", "The Government of Lesotho", "We", "The Kingdom of Lesotho"],
)
def test_a_state_that_speaks_is_one_by_any_name(speaker: str, mention: str) -> None:
    speakers = Speakers(parse(Article("speech", SPEECH, speaker=speaker)))
    start = SPEECH.index(mention)
    found = speakers.resolve((start, start + len(mention)), outer=None, before=None)
    assert found.name == speakers.author == "Lesotho"


def test_a_state_is_one_inside_its_own_words_given_by_code() -> None:
    speakers = Speakers(parse(Article("speech", SPEECH, speaker="LSO")))
    start = SPEECH.index("My delegation")
    found = speakers.resolve((start, start + 13), outer="LSO", before="LSO")
    assert found.name == "Lesotho"


def test_the_government_of_a_state_that_speaks_is_the_state() -> None:
    text = "Fellow delegates, the Government of Mexico supports the plan of the Government of Peru."
    speakers = Speakers(parse(Article("speech", text, speaker="MEX")))
    for mention, name in (("Mexico", "Mexico"), ("Peru", "Government of Peru")):
        whole = f"the Government of {mention}"
        start = text.index(whole)
        found = speakers.resolve((start, start + len(whole)), outer=None, before=None)
        assert found.name == name


def test_another_state_in_a_speech_is_itself() -> None:
    speakers = Speakers(parse(Article("speech", SPEECH, speaker="LSO")))
    start = SPEECH.index("China")
    assert speakers.resolve((start, start + 5), outer=None, before=None).name == "China"


def test_my_country_is_the_person_whose_speech_it_is() -> None:
    speakers = Speakers(parse(Article("speech", "My country votes.", speaker="Nadia Kassem")))
    assert speakers.resolve((0, 10), outer=None, before=None).name == "Nadia Kassem"


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_is_one_known_country(code: str) -> None:
    assert METONYMS[CODES[code].lower()] == CODES[code]
    assert author(code) == CODES[code]


def test_the_members_of_the_united_nations_have_codes() -> None:
    assert len(CODES.keys() - {"PSE", "VAT", "TWN", "EUU"}) == 193


@pytest.mark.parametrize(
    ("source", "party"),
    [
        ("the decision", False),
        ("military operations", False),
        ("a natural disaster", False),
        ("this partnership", False),
        ("the economic situation", False),
        ("the delegation", True),
        ("a new study", True),
        ("the resolution", True),
        ("the letter", True),
        ("the international community", True),
        ("the opposition", True),
        ("several activists", True),
        ("the newspaper", True),
    ],
)
def test_a_thing_is_no_party(source: str, party: bool) -> None:
    found = resolve(f"In spring ⟦{source}⟧ showed that the pact failed.")
    assert found.party is party
    assert party or found.how == "unnamed"


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("former vice president", {"vice president"}),
        ("us secretary of state", {"secretary of state"}),
        ("sen.", {"senator"}),
        ("co-chair", {"chair"}),
    ],
)
def test_roles_in(words: str, roles: set[str]) -> None:
    assert roles_in(words.split()) == roles


def test_a_foreign_minister_is_a_diplomat_and_a_vice_president_no_president() -> None:
    assert "diplomat" in broad({"foreign minister"})
    assert "president" not in broad({"vice president"})


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("koval", "kovel", True), ("koval", "novak", False), ("smith", "smyth", True)],
)
def test_near(a: str, b: str, same: bool) -> None:
    assert near(a, b) is same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            'Petra "Pip" Larsen said talks failed. Pip said that they must go on.',
            ["Petra Larsen"] * 2,
        ),
        ("Anna (Nan) Holt said talks failed. Nan said that it was over.", ["Anna Holt"] * 2),
        ("President Moon Jae-in said it failed. Moon said so.", ["Moon Jae-in"] * 2),
        (
            "Minister Kang Kyung-wha said it failed. Kang said that talks go on.",
            ["Kang Kyung-wha"] * 2,
        ),
        (
            "Leader Kim Jong Un said it failed. Mr Kim said so. Jim Kim of the bank said no.",
            ["Kim Jong Un", "Kim Jong Un", "Jim Kim"],
        ),
        ("Jim Kim of the bank said it failed. Mr Kim said so.", ["Jim Kim"] * 2),
        ("Ann Holt-led talks failed, Karl Lind said.", ["Karl Lind"]),
        ("Conor O'Neil said it failed. Mr O’Neil said so.", ["Conor O'Neil"] * 2),
        (
            "Karl Lind and Petra Larsen met. Mr Lind said it failed. Ms Larsen said no.",
            ["Karl Lind", "Petra Larsen"],
        ),
        ("Not everyone in Norland said that talks failed.", [None]),
        (
            "Karl Lind and Ursula von der Hagen said it failed. Von der Hagen said so.",
            ["Karl Lind and Ursula von der Hagen", "Ursula von der Hagen"],
        ),
        ("Ann de la Cruz said it failed. Ms de la Cruz said so.", ["Ann de la Cruz"] * 2),
        (
            "OSLO, March 4 (Reuters) - Ministers met. It said that talks failed on Monday.",
            [None],
        ),
        ("The senators' demand that talks go on was heard.", ["senators"]),
        ("Eastmark's claim that talks failed was false.", ["Eastmark"]),
        ("Monday said that talks failed. March claimed that they worked.", []),
    ],
)
def test_names_as_people_have_them(text, names):
    said = rhetoric.analyze(f"{text}\n").attributions["speaker"]
    assert [None if pd.isna(name) else name for name in said] == names


LIND = "Prime Minister Karl Lind met Petra Jones, a senator, on Monday. "
WHOSE = [  # what is said after LIND, and whose it is
    ("His government said that talks failed.", "Karl Lind's government"),
    ("Lind's government said that talks failed.", "Karl Lind's government"),
    ("Lind’s government said that talks failed.", "Karl Lind's government"),
    ("Karl Lind's government said that talks failed.", "Karl Lind's government"),
    ("Mr. Lind's government said that talks failed.", "Karl Lind's government"),
    ("Prime Minister Lind's government said that talks failed.", "Karl Lind's government"),
    ("Talks failed, Lind's government said.", "Karl Lind's government"),
    ("The talks failed on Sunday, according to Lind's government.", "Karl Lind's government"),
    ("Lind's government, which is new, said that talks failed.", "Karl Lind's government"),
    ("Lind's new cabinet said that talks failed.", "Karl Lind's new cabinet"),
    ("Lind's ruling party said that talks failed.", "Karl Lind's ruling party"),
    ("Lind's aides said that talks failed.", "Karl Lind's aides"),
    ("His aides said that talks failed.", "Karl Lind's aides"),
    ("Lind's lawyer said that talks failed.", "Karl Lind's lawyer"),
    ("Jones' party said that talks failed.", "Petra Jones's party"),
    ("Jones's party said that talks failed.", "Petra Jones's party"),
    ("Her party said that talks failed.", "Petra Jones's party"),
    ("Senator Jones's supporters said that talks failed.", "Petra Jones's supporters"),
    ("Norland's government said that talks failed.", "Norland's government"),
    ("The Lind government said that talks failed.", "Lind government"),
    ("Lind and Jones's party said that talks failed.", "Lind and Jones's party"),
    ("Norwegian premier Eva Berg joined. Berg's cabinet said that talks failed.", "Eva Berg's cabinet"),
    ("Norwegian premier Eva Berg joined. Her cabinet said that talks failed.", "Eva Berg's cabinet"),
    ("Lind's government said that aid stopped. The government said that talks failed.", "Karl Lind's government"),
]  # fmt: skip


def test_whose_somebody_is_is_not_asked_without_end():
    made = resolve(
        f"{'Their friends met their aides. ' * 400}⟦Their friends⟧ said that talks failed."
    )
    assert made.name == "Their friends"


@pytest.mark.parametrize(("text", "name"), WHOSE)
def test_what_is_somebodys_is_named_by_the_owners_full_name(text, name):
    assert rhetoric.analyze(f"{LIND}{text}\n").attributions["speaker"].iloc[-1] == name
