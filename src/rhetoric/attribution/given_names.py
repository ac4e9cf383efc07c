"""Given names that most often belong to a man or to a woman: data only, from general knowledge.

Used as weak evidence of the pronoun that a text will use; what the text itself says outweighs it.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEN = _words("""
aaron abbas abdallah abdel abdelaziz abdelmadjid abdoulaye abdul abdullah abiy abraham adam adel
adil aguila ahmad ahmed ahmet alan alastair albert albin aleksandar aleksandr aleksei alex
alexander alexei alexey alfie alfred ali alistair allen almazbek alvaro amadou amir amit amr
anatoliy anatoly anders andre andreas andrei andrew andrey andriy andrzej angelo angus anil anthony
anton antonio antonis antony antti anwar archil ariel arkady arseniy artem arthur arun ashok ashraf
asif attila avigdor azali barack barham bashar ben benjamin benny bernard bernd bernie bertel
bidzina bilal bilawal bill bob bogdan bohuslav boris borut boyko brad branko brendan brett brian
bronislaw bruce bud bulent calin callum carl carlos cedric cesar charles chinedu chris christian
christopher chuck claude conor costas craig cyril dale daniel darren dave david davit dean declan
denis dennis dick diego dieter dietmar dmitri dmitry dmytro dominic don donald doug douglas dov
dragan duncan dusan dwayne dwight earl ebrahim ed eduard eduardo edward egor ehud elijah elon emeka
emil emmanuel emomali emre enrico enrique eoin eric erik ernest ernesto ethan eugene evgeny ewan
fabian fabio faisal farid farouk fathi fayez felipe felix ferenc fergus fernando francesco francis
francois frank franz fred freddie frederick friedrich fritz fumio fyodor gabor garik gary gavin
geert gennady geoffrey george georgi georgy gerald gerard gerhard gheorghe giancarlo gideon giles
giorgi giorgio giorgos giovanni giuseppe gleb glen glenn gordon graham greg gregory grigory
grzegorz guillermo gustavo hadi haider hailemariam hakan hamid hamish hamza hans harold harry hasan
hashim hassan hector heinz helmut hendrik henrik henry herbert herman heydar hiroshi horst hossain
hossein howard hugh hugo hussein iain ian ibrahim ibrahima igor ihor ilham ilir ilya imran irakli
isaias ismail istvan ivan ivo jack jacob jacques jair jake jakob jamal james jamil janez janos
janusz jaroslaw jason javad javier jeff jeffery jeffrey jens jeremy jerome jerry jim jimmy jiri
joachim joao joe joel johan john johnny jomo jonathan joost jorge jose josef joseph josh joshua
josip juan julian julio junichiro jurgen jussi justin kais kamal karim karl kassym keith kemal ken
kenji kenneth kevin khaled khalid khalifa kirill klaus knut kofi konstantin krzysztof kurt kwame
kyle kyriakos ladislav lance larry lars laszlo laurence lawrence lech leif leo leon leonard leonid
leroy levon liam lindsey lloyd louis luca luis luke macky magnus mahathir mahmoud maksim manmohan
mansour manuel marc marcin marco marcus mario mark marko martin marvin marwan masoud massimo
mateusz mathew matt matteo matthew matti maurice mauro max maxim mehmet melvin michael michel
miguel mihai mike mikhail mikheil mikkel milorad milos mirko miroslav mitch mohamed mohammad
mohammed moncef moses moshe moussa muhammad muhammadu mulatu murat mustafa mykola nabih nabil
naftali najib narendra nasser nathan nawaz nayib neil nelson nenad niall nicholas nick nicolae
nicolas nicusor nigel nikita nikol nikolai nikolay nikos nils nirmal noah norman nouri nursultan
olaf oleg oleksandr oliver ollanta olusegun omar orhan osama oscar otto ousmane pablo paolo patrice
patrick paul pavel pawel pedro pekka per pervez peter petr petro petteri phil philip philippe
phillip pierre piers pieter pietro piotr plamen prabowo pyotr qasem quentin radek rafael raffaele
rahul rajiv ralph rami ramiro ramon ramtane ramush randy rashid raul ravi ray raymond recep rex
reza ricardo richard rick rob robert roberto rodrigo roger roland roman ron ronald rory ross roy
rudy rumen rupert ruslan russell rustam ruud ryan saad saeb saeed salim salman salvatore sameh
samir samuel sanjay satoshi saul sauli scott seamus sean sebastian sekou selim sergei sergey sergio
serhiy serzh seth shahid shavkat shehbaz shimon shinzo silvio simon slobodan solomon sooronbay
stanislav stanley stefan stepan stephen steve steven stig stuart sunil sven takashi tamas taras
tariq tarique taro tayyip ted terrence terry thabo theo theodore thomas tim timo timothy timur
tobias toby todd tom tomas tomasz tomislav tommy tony torsten traian trent trevor tuan tudor tyler
uhuru vaclav vadim valentin valery vasile vasyl vernon vicente victor vijay viktor vince vincent
vincenzo vitalie vitaly vladimir volkan volodymyr vyacheslav walid walter warren wayne werner
wesley wilhelm will willem william willy wojciech wolfgang xavier yahya yair yannis yasser yevgeny
yitzhak yoshihide yoweri yukio yuri yuriy yury yusuf yves zachary zbigniew zdenek ziad zoltan zoran
zurab
""")

WOMEN = _words("""
abigail adriana agnes agnieszka aisha akie aleksandra alexandra alexandria alice alicia alina
alison alyssa amanda amber amelie amina aminata amy ana anastasia andrea angela angelina angie
anita anke ann anna annalena anne anneleen annette annie annika anniken antonia aoife arlene ashley
astrid audrey aurelie ayelet ayse barbara beata beatrice beatriz begona benazir bernadette beth
betsy betty beverly biljana birgit bonnie brenda bridget brigitte brittany bronwyn camila camilla
candace carla carly carmen carol caroline carolyn catherine cathy cecilia chandrika chantal
charlotte chelsea cheryl chiara chimamanda christiane christina christine cindy claire clara
claudia claudine codruta condoleezza connie constance consuelo cristina cynthia dalia dana daria
darya dawn debbie deborah deirdre delia denise diana diane dilma dina dolores donna dora doris
dorota dorothy dragana edith egle eileen ekaterina elaine eleanor elena elif elisabeth elisabetta
elise elizabeth elke ella ellen elodie elsa elvira emily emine emma erica erin esther ethel eva eve
evelyn fatemeh fatima fatma fatou federica fiona florence frances francesca gabriela gail galina
gayle georgia gina ginger gintare giorgia gisela gleisi gloria golda golnaz graca grace greta
gretchen hanan hanna hannah harriet hasina heather heidi heike helen helena helle hillary hina hope
ida ildiko iliana ilona indira ines inger ingrid ingrida irene irina iris iryna isabel isabella
ivana ivanka iveta iwona jacinda jackie jacqueline jadranka jane janet janice jasmine jeanne
jeannette jelena jenna jennifer jenny jessica jill jo joan joanna jocelyn jodi johanna josephine
joy joyce juanita judit judith judy julia juliana julie june junko jurate jytte kamala karen karin
karine katalin katarina katarzyna kate katherine kathleen kathrin kathryn kathy katie katrin
katrina kayleigh keiko kellyanne kezia khadija khady khaleda kimberly kirsten kolinda kristalina
kristen kristi kristin kristina krisztina krystyna ksenia larisa laura lauren layla leila lena
leyla liana lidia linda lindiwe lisa liz lois loretta lori louise lucy ludmila lydia lyubov
lyudmila madeleine magdalena maggie maia malala maleeva malgorzata marcia margaret margareta
margarita margot maria mariam marie marieke marietje marija marilyn marina marine marion marise
marit mariya marjorie marlene marsha marta martha martine mary maryam masha masoumeh maureen maxine
megan megawati meglena melania melanie melissa meral mercedes meredith mette michele michelle
michiko mila mildred milica miriam mirjana moira molly monica monika nadezhda nadia naledi nancy
naomi nasrin natalia natalie nataliya natalya nathalie ngozi niamh nicki nicola nicole nikki nina
nirmala nkosazana nora norma oksana olga olivia oxana pamela paola patricia patty paula pauline
peggy penny petra phyllis polina pratibha priti priyanka rachel rachida raisa raluca rania rasa
rebecca regina renate renee retno rhonda rita roberta rokia rosa rose roseanne roselyne rosemary
rosena rovana ruth sabine sally salma samantha samia samira sanae sandra sandy sanja sanna sara
sarah saskia segolene shannon sharon sheila sheryl shirin shirley sian sigrid silke silvia simone
siobhan sirimavo smriti snezana sofia solveig sonia sophia sophie stacey stacy stefania stella
stephanie sue suella susan susanna sushma suzanne svenja svetlana sylvia sylvie tamara tammy tania
tanja tansu tanya tara tarja tatiana tatyana teresa terri thangam theresa tina tracy tsetska tulsi
ulrike ursula valentina valeria valerie vanessa vera veronica vesna victoria viktoria viktoriya
vilija violet viorica virginia viviane wendy whitney winnie xenia xiomara yasmin yekaterina yelena
yingluck yoko yolanda yulia yuliya yuriko yvette yvonne zahra zainab zeynep zinaida zoe zofia
zuzana
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
