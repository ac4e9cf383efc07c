"""Given names that most often belong to a man or to a woman: data only, from general knowledge.

Used as weak evidence of the pronoun that a text will use; what the text itself says outweighs it.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEN = _words("""
aaron abdel abdul abdullah abraham adam ahmad ahmed alan albert aleksandr aleksei alex alexander
alexei alexey alfred ali allen alvaro amir anatoly anders andre andreas andrei andrew andrey
andrzej angus anthony anton antonio antony arkady arthur ashraf barack bashar ben benjamin bernard
bernie bill bob boris brad brett brian bruce carl carlos charles chris christian christopher chuck
claude craig dale daniel darren dave david dean denis dennis dick diego dieter dmitri dmitry
dominic don donald doug douglas dwight earl ed eduardo edward egor elijah elon emmanuel enrique
eric erik ernest ethan eugene evgeny fabian faisal felipe felix fernando francesco francis
francois frank franz fred frederick fyodor gary gavin gennady geoffrey george georgy gerald gerard
gerhard giorgio giovanni giuseppe glenn gordon graham greg gregory grigory guillermo gustavo hamid
hans harold harry hassan heinz helmut henry herbert herman horst howard hugh hugo hussein ibrahim
igor ilham imran ismail ivan jack jacob jacques jair jake jamal james jason javier jeff jeffery
jeffrey jens jeremy jerome jerry jim jimmy joachim joao joe joel john johnny jonathan jorge jose
josef joseph josh joshua juan julian julio justin kamal karl keith ken kenneth kevin khalid klaus
konstantin kurt kyle lance larry laurence lawrence lech leo leon leonard leonid lindsey lloyd
louis luis luke mahmoud manuel marc marco marcus mario mark martin marvin mathew matt matteo
matthew maurice max maxim michael michel miguel mike mikhail mitch mohamed mohammad mohammed moses
muhammad mustafa narendra nathan neil nelson nicholas nick nicolae nicolas nigel nikita nikol
nikolai nikolay noah norman olaf oleg oliver omar osama oscar otto pablo paolo patrick paul pavel
pedro peter petr phil philip philippe phillip pierre piotr pyotr rafael ralph randy ray raymond
recep rex ricardo richard rick rob robert roberto rodrigo roger roland roman ron ronald ross roy
rudy ruslan russell ryan salman samuel saul scott sean sebastian sergei sergey sergio seth shinzo
silvio simon solomon stanislav stanley stefan stephen steve steven stuart ted terrence terry
theodore thomas tim timothy todd tom tommy tony trent trevor tyler vadim valentin valery vernon
victor viktor vince vincent vitaly vladimir volodymyr vyacheslav walter warren wayne werner
wilhelm will william willy wolfgang xavier yasser yevgeny yitzhak yuri yury yves zachary
""")

WOMEN = _words("""
abigail adriana agnes aisha aleksandra alexandra alexandria alice alicia alina alison alyssa
amanda amber amina amy ana anastasia andrea angela angelina angie anita ann anna annalena anne
annette annie antonia arlene ashley audrey ayelet barbara beata beatrice benazir bernadette beth
betsy betty beverly bonnie brenda bridget brittany camilla candace carla carly carmen carol
caroline carolyn catherine cathy cecilia charlotte chelsea cheryl christiane christina christine
cindy claire clara claudia connie constance cristina cynthia dana daria dawn debbie deborah delia
denise diana diane dilma dina dolores donna dora doris dorothy edith eileen ekaterina elaine
eleanor elena elisabeth elise elizabeth ella ellen elsa elvira emily emma erica erin esther ethel
eva eve evelyn fatima federica fiona florence frances gabriela galina gayle georgia gina ginger
giorgia gloria golda grace greta gretchen hanna hannah harriet heather heidi helen helena helle
hillary hope ida indira ingrid irene irina iris isabel isabella jacinda jackie jacqueline jane
janet janice jasmine jeanne jeannette jenna jennifer jenny jessica jill jo joan joanna jocelyn
jodi josephine joy joyce juanita judith judy julia juliana julie june kamala karen karin karine
kate katherine kathleen kathryn kathy katie katrina kayleigh kimberly kristalina kristen kristi
kristina larisa laura lauren leila lena leyla liana lidia linda lisa liz lois loretta lori louise
lucy ludmila lydia lyudmila madeleine maggie maia malala marcia margaret margarita maria marie
marilyn marina marine marion marjorie marlene marsha martha mary maureen maxine megan melania
melanie melissa mercedes meredith michele michelle mila mildred miriam molly monica nadezhda nadia
nancy naomi natalia natalie natalya nicki nicola nicole nikki nina nora norma olga olivia oxana
pamela patricia patty paula pauline peggy penny petra phyllis polina priti rachel rebecca regina
renee rhonda rita roberta rosa rose roseanne rosemary ruth sabine sally samantha sandra sandy
sanna sara sarah shannon sharon sheila sheryl shirley simone sofia sonia sophia sophie stacey
stacy stella stephanie sue susan susanna suzanne svetlana sylvia tamara tammy tania tanya tara
tatiana tatyana teresa terri theresa tina tracy ursula valentina valerie vanessa vera veronica
victoria viktoria violet virginia viviane wendy whitney xenia yekaterina yelena yulia yvette
yvonne zinaida zoe zuzana
""")

# Short forms: either may stand for the other.
SHORT = {
    "mike": "michael",
    "bob": "robert",
    "rob": "robert",
    "bill": "william",
    "will": "william",
    "joe": "joseph",
    "jim": "james",
    "tom": "thomas",
    "ben": "benjamin",
    "dan": "daniel",
    "chris": "christopher",
    "rick": "richard",
    "dick": "richard",
    "ted": "edward",
    "ed": "edward",
    "tony": "anthony",
    "steve": "steven",
    "jeff": "jeffrey",
    "greg": "gregory",
    "matt": "matthew",
    "dave": "david",
    "tim": "timothy",
    "ron": "ronald",
    "don": "donald",
    "ken": "kenneth",
    "nick": "nicholas",
    "pat": "patrick",
    "sam": "samuel",
    "andy": "andrew",
    "chuck": "charles",
    "bernie": "bernard",
    "liz": "elizabeth",
    "kate": "katherine",
    "sue": "susan",
    "debbie": "deborah",
    "alex": "alexander",
    "sasha": "alexander",
    "zhenya": "evgeny",
    "sergei": "sergey",
    "dmitri": "dmitry",
    "alexei": "alexey",
    "yuri": "yury",
    "nikolai": "nikolay",
    "andrei": "andrey",
}
