"""Who speaks in an interview, a briefing, a hearing, minutes."""

import pytest

import rhetoric

# each case: the text (| is a blank line), then who says what
CASES = """
MR. LIND: We want talks. | MS. HOLT: Pressure works. ## Lind, Holt
MR. LIND: Talks, now. | MS. HOLT: Why? | MR. LIND: You know, we are defending peace. ## Lind, Holt, Lind
ANN HOLT: The embargo must go. | Mr. Lind (Eastmark): We reject it. | HOLT: So do I. ## Ann Holt, Lind, Ann Holt
Ann Holt: The embargo must go at once. | Lind: We reject it, as ever. | Holt: So do I, as you know. ## Ann Holt, Lind, Ann Holt
Minister Holt: The embargo must go. | Q: Why? | Minister Holt: It has failed, as all can see. ## Holt, Question, Holt
PRESIDENT VOSS: We want peace. | Q Mr. President, do you expect sanctions? | PRESIDENT VOSS: No. ## Voss, Question, Voss
PRESIDENT VOSS: We want peace. | Q (As interpreted.) Will it fail? | PRESIDENT VOSS: No. ## Voss, Question, Voss
PRESIDENT VOSS: We want peace. | Q — and the embargo? | PRESIDENT VOSS: No. ## Voss, Question, Voss
PRESIDENT VOSS: We want peace. | Q\u00a0\u00a0Will it fail? | PRESIDENT VOSS: No. ## Voss, Question, Voss
PRESIDENT VOSS: We want peace. | Q. Will it fail? | PRESIDENT VOSS: No. ## Voss, Question, Voss
Q: Will it fail? | A: It will not fail. ## Question, Answer
Q. Will it fail? | A. It will not fail. ## Question, Answer
Question: Will it fail? | Answer: It will not fail. ## Question, Answer
QUESTION: Will it fail? | ANSWER: It will not fail. ## Question, Answer
Q Will it fail? | A It will not. | Q And now? | A Now we want talks. ## Question, Answer, Question, Answer
REPORTER: Will it fail? | MINISTER LARSEN: It will not fail. ## Question, Larsen
MODERATOR: Will it fail? | PETRA LARSEN: It will not. | MODERATOR: Thank you. ## Question, Petra Larsen, Question
DAILY POST: Will it fail? | LARSEN: It will not. | DAILY POST: And now? | LARSEN: Now we talk. ## Question, Larsen, Question, Larsen
SEN. O'NEIL: The embargo must go. | GEN. McCRAY: It must stay. ## O'Neil, McCray
MR. LIND (through an interpreter): We want talks. | MS. HOLT: Pressure works. ## Lind, Holt
MR. AL-SAYED: We want talks. | MR. DE LA CRUZ: Pressure works. ## Al-Sayed, De La Cruz
President of Eastmark Karl Lind: We want talks. | Prime Minister of Norland Petra Larsen (retranslated): I agree with you. ## Karl Lind, Petra Larsen
Minister of Defence and Trade Karl Lind: We want talks. | Petra Larsen: Thank you. | Karl Lind: So it is. ## Karl Lind, Petra Larsen, Karl Lind
Karl Lind: We want talks with you. | Petra Larsen: As do we. ## Karl Lind, Petra Larsen
Question: Will it fail? | Petra Larsen: My answer is no. ## Question, Petra Larsen
HANNA OKELL, HOST, MORNING BRIEF: Will it fail? | TOMAS BREKKAN, FOREIGN MINISTER OF KARSUND: We want talks. | OKELL: And now? | BREKKAN: Now, too. ## Question, Tomas Brekkan, Question, Tomas Brekkan
HANNA OKELL: We met. | TOMAS BREKKAN, KARSUND FOREIGN MINISTER: We want talks. ## Hanna Okell, Tomas Brekkan
Tomas Brekkan, Foreign Minister of Karsund: We want talks. | Hanna Okell: Thank you. | Tomas Brekkan: So it is. ## Tomas Brekkan, Hanna Okell, Tomas Brekkan
THE PRESIDENT: We want talks. | (Applause.) | We do. ## President
MR. LIND: We want talks. (Laughter.) | MS. HOLT: [Laughs.] Pressure works. ## Lind, Holt
MR. LIND: Norland now defends its own borders. | MS. HOLT: China expects a new deal. ## Lind, Holt
MR. LIND: You know, I think the talks failed. | MS. HOLT: You see, pressure works. ## Lind, Holt
Talks with Minister Petra Larsen | Q: Will it fail? | A: It will not fail. ## Petra Larsen names the answers
"""


@pytest.mark.parametrize("case", CASES.strip().split("\n"))
def test_turns(case: str) -> None:
    text, wanted = case.split(" ## ")
    made = rhetoric.analyze(text.replace(" | ", "\n\n") + "\n")
    said = made.attributions[made.attributions["rule"] == "turn"]
    if wanted.endswith("names the answers"):
        wanted = "Question, Petra Larsen"
    assert said["speaker"].to_list() == wanted.split(", ")
    assert len(made.attributions) == len(said)  # nothing else is a saying
    labels = made.statements[made.statements["role"] == "label"]
    assert len(labels) == len(said)
    assert set(labels["kind"]) == {"furniture"}
    assert not set(labels["statement_id"]) & set(made.evidence["statement_id"])
    assert made.statements["start"].is_unique


@pytest.mark.parametrize(
    ("before", "label", "speaker"),
    [
        ("Remarks by President Lind After His Visit to Eastmark", "THE PRESIDENT", "Lind"),
        ("Remarks by Vice President Holt and President Lind", "THE VICE PRESIDENT", "Holt"),
        ("Remarks by Vice President Holt and President Lind", "THE PRESIDENT", "Lind"),
        ("Former President Voss was there when the talks ended.", "THE PRESIDENT", "President"),
        ("News conference after the talks", "THE PRESIDENT", "President"),
    ],
)
def test_an_office_is_whoever_has_it_before_the_first_turn(before, label, speaker) -> None:
    turns = f"Q President Voss says that sanctions work.\n\n{label}: They do not.\n"
    said = rhetoric.analyze(f"{before}\n\n{turns}").attributions
    assert said.loc[said["rule"] == "turn", "speaker"].to_list() == ["Question", speaker]


def test_the_last_answer_is_kept_to_its_end() -> None:
    made = rhetoric.analyze("Q: Will it fail?\n\nA: It will not.\n\nWe want talks.\n\nAnd peace.\n")
    assert made.statements["holder"].to_list()[-3:] == ["Answer"] * 3


def test_an_article_goes_on_after_a_conversation() -> None:
    made = rhetoric.analyze(
        "OSLO, March 3 (AFP) - Ministers met on Monday for talks on trade, in a tense mood.\n\n"
        "Q: Will it fail?\n\nA: It will not.\n\nThe ministers then left for the airport.\n"
    )
    assert made.statements["kind"].to_list()[-1] == "narration"


def test_a_question_holds_no_position() -> None:
    made = rhetoric.analyze(
        "PRESIDENT VOSS: We want peace talks.\n\n"
        "Q Sanctions are the only way, aren't they? You said that you would impose an embargo.\n\n"
        "PRESIDENT VOSS: I reject sanctions.\n"
    )
    assert set(made.positions["holder"]) == {"Voss"}
    asked = made.statements.loc[made.statements["holder"] == "Question", "statement_id"]
    assert not set(asked) & set(made.positions["statement_id"])


def test_stage_directions_are_nobodys_words() -> None:
    made = rhetoric.analyze(
        "THE PRESIDENT: We want talks. (Applause.)\n\n(The minister leaves.)\n\n"
        "[Laughs.] We (the allies) do, as [inaudible] said.\n"
    )
    spoken = made.statements[made.statements["kind"] == "transcript"]
    assert spoken["text"].to_list() == [
        "We want talks.", "We (the allies) do, as [inaudible] said."
    ]  # fmt: skip


def test_what_one_told_before_is_a_saying_what_one_thinks_now_is_none() -> None:
    made = rhetoric.analyze(
        "PRESIDENT VOSS: I said in December that we would sell them the jets.\n\n"
        "MR. LIND: I think that they should have them.\n"
    )
    inner = made.attributions[made.attributions["depth"] == 1]
    assert inner["speaker"].to_list() == ["Voss"]


@pytest.mark.parametrize(
    "text",
    [
        "Global Food Aid: the fund has grown.\n\nTrade And Growth: exports rose at last.\n",
        "SUMMARY: talks fail.\n\nThe ministers left for the airport on Monday.\n",
        "The Big Question: are we ready?\n\nIt was a long day in the capital, and it rained.\n",
        "NOTE: prices are in dollars.\n\nThe talks went on.\n",
        "A minister said so.\n\nA President would not.\n\nQ is a letter.\n",
        "Key points: talks go on.\n\nMore: see below.\n",
    ],
)
def test_headings_are_no_turns(text: str) -> None:
    assert "label" not in set(rhetoric.analyze(text).statements["role"])
