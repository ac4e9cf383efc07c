"""Countries, their adjectives and capitals, and places that stand for an actor: data only.

`METONYMS` maps a name as written (lower case, no "the") to the actor meant. Researchers extend it:
`METONYMS["zhongnanhai"] = "China"`, or hand a table of their own to `Speakers`.
"""

from __future__ import annotations

from rhetoric.attribution.countries import CODES, STYLES

# country: adjectives and peoples: capitals (as names of a government): other names
_COUNTRIES = """
United States: American: Washington: US, U.S., USA, U.S.A., America, United States of America
United Kingdom: British, Briton, English: London: UK, U.K., Britain, Great Britain
Russia: Russian: Moscow: Russian Federation
China: Chinese: Beijing, Peking: PRC, People's Republic of China
Ukraine: Ukrainian: Kiev, Kyiv:
France: French, Frenchman, Frenchwoman: Paris:
Germany: German: Berlin: Federal Republic of Germany
Italy: Italian: Rome:
Spain: Spanish, Spaniard: Madrid:
Portugal: Portuguese: Lisbon:
Poland: Polish, Pole: Warsaw:
Netherlands: Dutch, Dutchman: The Hague: Holland
Belgium: Belgian::
Luxembourg: Luxembourgish::
Austria: Austrian: Vienna:
Switzerland: Swiss: Bern:
Sweden: Swedish, Swede: Stockholm:
Norway: Norwegian: Oslo:
Denmark: Danish, Dane: Copenhagen:
Finland: Finnish, Finn: Helsinki:
Iceland: Icelandic: Reykjavik:
Ireland: Irish, Irishman: Dublin:
Estonia: Estonian: Tallinn:
Latvia: Latvian: Riga:
Lithuania: Lithuanian: Vilnius:
Belarus: Belarusian, Belarussian: Minsk:
Moldova: Moldovan: Chisinau:
Romania: Romanian: Bucharest:
Bulgaria: Bulgarian: Sofia:
Hungary: Hungarian: Budapest:
Czech Republic: Czech: Prague: Czechia
Slovakia: Slovak, Slovakian: Bratislava:
Slovenia: Slovenian, Slovene: Ljubljana:
Croatia: Croatian, Croat: Zagreb:
Serbia: Serbian, Serb: Belgrade:
Bosnia and Herzegovina: Bosnian: Sarajevo: Bosnia
Montenegro: Montenegrin: Podgorica:
North Macedonia: Macedonian: Skopje:
Albania: Albanian: Tirana:
Kosovo: Kosovar: Pristina:
Greece: Greek: Athens:
Cyprus: Cypriot: Nicosia:
Malta: Maltese: Valletta:
Turkey: Turkish, Turk: Ankara: Türkiye, Turkiye
Georgia: Georgian: Tbilisi:
Armenia: Armenian: Yerevan:
Azerbaijan: Azerbaijani, Azeri: Baku:
Kazakhstan: Kazakh: Astana:
Uzbekistan: Uzbek: Tashkent:
Kyrgyzstan: Kyrgyz: Bishkek:
Tajikistan: Tajik: Dushanbe:
Turkmenistan: Turkmen: Ashgabat:
Israel: Israeli: Jerusalem, Tel Aviv:
Palestine: Palestinian: Ramallah:
Jordan: Jordanian: Amman:
Lebanon: Lebanese: Beirut:
Syria: Syrian: Damascus:
Iraq: Iraqi: Baghdad:
Iran: Iranian: Tehran, Teheran: Islamic Republic of Iran
Saudi Arabia: Saudi: Riyadh: KSA
United Arab Emirates: Emirati: Abu Dhabi: UAE, U.A.E.
Qatar: Qatari: Doha:
Kuwait: Kuwaiti::
Bahrain: Bahraini: Manama:
Oman: Omani: Muscat:
Yemen: Yemeni: Sanaa, Sana'a:
Egypt: Egyptian: Cairo:
Libya: Libyan: Tripoli:
Tunisia: Tunisian: Tunis:
Algeria: Algerian: Algiers:
Morocco: Moroccan: Rabat:
Sudan: Sudanese: Khartoum:
South Sudan: South Sudanese: Juba:
Ethiopia: Ethiopian: Addis Ababa:
Eritrea: Eritrean: Asmara:
Somalia: Somali: Mogadishu:
Kenya: Kenyan: Nairobi:
Uganda: Ugandan: Kampala:
Rwanda: Rwandan: Kigali:
Tanzania: Tanzanian: Dodoma:
Nigeria: Nigerian: Abuja:
Ghana: Ghanaian: Accra:
Senegal: Senegalese: Dakar:
Mali: Malian: Bamako:
Niger: Nigerien: Niamey:
Burkina Faso: Burkinabe: Ouagadougou:
Chad: Chadian: N'Djamena:
Cameroon: Cameroonian: Yaounde:
Congo: Congolese: Kinshasa, Brazzaville: DRC
Angola: Angolan: Luanda:
Zambia: Zambian: Lusaka:
Zimbabwe: Zimbabwean: Harare:
Mozambique: Mozambican: Maputo:
South Africa: South African: Pretoria:
India: Indian: New Delhi, Delhi:
Pakistan: Pakistani: Islamabad:
Afghanistan: Afghan: Kabul:
Bangladesh: Bangladeshi: Dhaka:
Sri Lanka: Sri Lankan: Colombo:
Nepal: Nepalese, Nepali: Kathmandu:
Myanmar: Burmese: Naypyidaw: Burma
Thailand: Thai: Bangkok:
Vietnam: Vietnamese: Hanoi: Viet Nam
Laos: Laotian: Vientiane:
Cambodia: Cambodian: Phnom Penh:
Malaysia: Malaysian: Kuala Lumpur:
Singapore: Singaporean::
Indonesia: Indonesian: Jakarta:
Philippines: Philippine, Filipino: Manila:
North Korea: North Korean: Pyongyang: DPRK, the North
South Korea: South Korean: Seoul: ROK, Republic of Korea
Japan: Japanese: Tokyo:
Mongolia: Mongolian: Ulaanbaatar:
Taiwan: Taiwanese: Taipei:
Australia: Australian: Canberra:
New Zealand: New Zealander: Wellington:
Canada: Canadian: Ottawa:
Mexico: Mexican: Mexico City:
Guatemala: Guatemalan::
Honduras: Honduran: Tegucigalpa:
Nicaragua: Nicaraguan: Managua:
Costa Rica: Costa Rican::
Panama: Panamanian::
Cuba: Cuban: Havana:
Haiti: Haitian: Port-au-Prince:
Venezuela: Venezuelan: Caracas:
Colombia: Colombian: Bogota:
Ecuador: Ecuadorian, Ecuadorean: Quito:
Peru: Peruvian: Lima:
Bolivia: Bolivian: La Paz:
Brazil: Brazilian: Brasilia:
Paraguay: Paraguayan: Asuncion:
Uruguay: Uruguayan: Montevideo:
Argentina: Argentine, Argentinian: Buenos Aires:
Chile: Chilean: Santiago:
European Union: European: Brussels: EU, E.U.
"""


def _read() -> tuple[dict[str, str], dict[str, str]]:
    nations, actors = {}, {}
    for line in _COUNTRIES.strip().splitlines():
        country, peoples, capitals, others = (part.strip() for part in line.split(":"))
        for name in [country, *others.split(", ")]:
            if name:
                nations[name.lower()] = actors[name.lower()] = country
        for name in peoples.split(", "):
            nations[name.lower()] = country
        for name in capitals.split(", "):
            if name:
                actors[name.lower()] = country
    return nations, actors


# NATIONS: country, adjective or people → country. METONYMS: country or capital → actor.
NATIONS, METONYMS = _read()
for _name in CODES.values():
    METONYMS.setdefault(_name.lower(), _name)
    NATIONS.setdefault(_name.lower(), _name)
for _style, _name in STYLES.items():
    METONYMS.setdefault(_style, _name)
    NATIONS.setdefault(_style, _name)
METONYMS |= {
    "kremlin": "Kremlin",
    "white house": "White House",
    "oval office": "White House",
    "pentagon": "Pentagon",
    "foggy bottom": "US State Department",
    "capitol hill": "US Congress",
    "langley": "CIA",
    "wall street": "Wall Street",
    "downing street": "Downing Street",
    "10 downing street": "Downing Street",
    "number 10": "Downing Street",
    "no 10": "Downing Street",
    "no. 10": "Downing Street",
    "whitehall": "UK government",
    "westminster": "UK Parliament",
    "elysee": "Élysée",
    "élysée": "Élysée",
    "quai d'orsay": "French Foreign Ministry",
    "blue house": "Blue House",
    "bankova": "Ukrainian presidential office",
    "smolenskaya square": "Russian Foreign Ministry",
    "foreign office": "Foreign Office",
    "sublime porte": "Ottoman Empire",
    "holy see": "Vatican",
    "vatican": "Vatican",
    "turtle bay": "United Nations",
    "un": "United Nations",
    "u.n.": "United Nations",
    "berlaymont": "European Commission",
}
