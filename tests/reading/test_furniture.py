"""Lines around and between an article's own paragraphs: kept in the text, never scored."""

import pytest

from rhetoric.reading.furniture import is_furniture

FURNITURE = """
BYLINE: Ann Smith in Oslo
Load-Date: June 3, 2019
SECTION: WORLD; Pg. 3
Copyright 2019 The Daily Ledger All Rights Reserved
End of Document
Page 1 of 3
512 words
FILE - The envoy, left, arrives for talks on June 3, 2019. (AP Photo/Ann Smith, File)
FILE - In this Monday, June 3, 2019 file photo, he speaks. “We will not give in,” he said. (AP Photo/Bo Li)
(AP Photo/Ann Smith)
The envoy arrives for talks. Photograph: Ann Smith/AFP/Getty Images
The envoy arrives for talks, June 3, 2019. REUTERS/Ann Smith/File Photo
Image caption The envoy rejected sanctions
Image source, Getty Images
Photo credit: Ann Smith
Read more
READ MORE: Minister says sanctions work
Read the full story here
See also: Norland rejects sanctions
WATCH | Minister rejects sanctions
RELATED ARTICLES
You may also like
More from The Daily Ledger
DON'T MISS: Norland rejects sanctions
Most popular
Continue reading
Media playback is unsupported on your device
This video can not be played
To play this audio you need to enable JavaScript
Listen to this article
4 min read
3 hours ago
Share on Twitter (opens in new window)
Facebook Twitter Email Print
Facebook | Twitter | WhatsApp
Follow Ann Smith on Twitter: @annsmith
Like us on Facebook
Join our Telegram channel
Sign up to our free daily newsletter, First Thing
Get the day's top stories delivered to your inbox
Enter your email address to subscribe
Thank you for subscribing!
By signing up, you agree to our terms and privacy policy.
We use cookies to improve your experience.
This site uses cookies. By continuing, you accept our use of cookies.
Accept all cookies
Terms of Service | Privacy Policy
Already a subscriber? Log in
Support independent journalism
12 comments
Advertisement - Continue Reading Below
By Ann Smith and Bo Li
By AFP
By our correspondent
by Ann Smith
Ann Smith, diplomatic correspondent
(Reporting by Ann Smith; Editing by Bo Li)
Ann Smith reported from Oslo and Bo Li from Rome.
Edited by: Ann Smith
(With inputs from PTI)
Published: June 3, 2019 10:15 AM
June 3, 2019 / 10:15 AM / 2 years ago
Monday, June 3, 2019
Topics: sanctions, Norland
Correction: an earlier version of this article misspelled the minister's name.
This article was originally published in The Daily Ledger.
https://paper.example/2019/talks
"""
SENTENCES = """
The length of the talks is not the point.
Read my lips, the minister said.
Share prices fell after the minister rejected sanctions.
By Monday the talks had failed.
By rejecting sanctions, Norland hopes to win talks.
Follow the money, the minister said.
Source: the minister rejects sanctions.
Get the troops out of Norland, the minister said.
We use sanctions to improve the economy.
Accept all demands or face sanctions, the minister said.
Topics such as sanctions were discussed
This story has two sides, the minister said.
Credit for the deal goes to the minister.
Keep reading the treaty, the minister said.
Register your arms, the minister said.
Trending topics were discussed.
The photo shows that sanctions failed (AFP).
Ann Smith, the foreign minister, rejected sanctions.
Ann Smith reported from Oslo that sanctions do not work.
FILE A COMPLAINT, the minister said.
"Watch out for sanctions," the minister said.
"Sanctions do not work." (Reuters)
Sign up or leave
"""


@pytest.mark.parametrize("line", FURNITURE.strip().split("\n"))
def test_furniture(line):
    assert is_furniture(line, 0, len(line))


@pytest.mark.parametrize("line", SENTENCES.strip().split("\n"))
def test_sentences_are_none(line):
    assert not is_furniture(line, 0, len(line))
