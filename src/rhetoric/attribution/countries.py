"""The members of the United Nations by the codes of ISO 3166-1 alpha-3: data only.

`CODES` gives each code the country's name as canonical here; `STYLES` gives the long names under
which states speak at the United Nations, and older ones, in lower case without accents.
"""

from __future__ import annotations

_CODES = """
AFG Afghanistan; ALB Albania; DZA Algeria; AND Andorra; AGO Angola; ATG Antigua and Barbuda;
ARG Argentina; ARM Armenia; AUS Australia; AUT Austria; AZE Azerbaijan; BHS Bahamas; BHR Bahrain;
BGD Bangladesh; BRB Barbados; BLR Belarus; BEL Belgium; BLZ Belize; BEN Benin; BTN Bhutan;
BOL Bolivia; BIH Bosnia and Herzegovina; BWA Botswana; BRA Brazil; BRN Brunei; BGR Bulgaria;
BFA Burkina Faso; BDI Burundi; CPV Cape Verde; KHM Cambodia; CMR Cameroon; CAN Canada;
CAF Central African Republic; TCD Chad; CHL Chile; CHN China; COL Colombia; COM Comoros;
COG Republic of the Congo; CRI Costa Rica; CIV Ivory Coast; HRV Croatia; CUB Cuba; CYP Cyprus;
CZE Czech Republic; PRK North Korea; COD Congo; DNK Denmark; DJI Djibouti; DMA Dominica;
DOM Dominican Republic; ECU Ecuador; EGY Egypt; SLV El Salvador; GNQ Equatorial Guinea;
ERI Eritrea; EST Estonia; SWZ Eswatini; ETH Ethiopia; FJI Fiji; FIN Finland; FRA France; GAB Gabon;
GMB Gambia; GEO Georgia; DEU Germany; GHA Ghana; GRC Greece; GRD Grenada; GTM Guatemala;
GIN Guinea; GNB Guinea-Bissau; GUY Guyana; HTI Haiti; HND Honduras; HUN Hungary; ISL Iceland;
IND India; IDN Indonesia; IRN Iran; IRQ Iraq; IRL Ireland; ISR Israel; ITA Italy; JAM Jamaica;
JPN Japan; JOR Jordan; KAZ Kazakhstan; KEN Kenya; KIR Kiribati; KWT Kuwait; KGZ Kyrgyzstan;
LAO Laos; LVA Latvia; LBN Lebanon; LSO Lesotho; LBR Liberia; LBY Libya; LIE Liechtenstein;
LTU Lithuania; LUX Luxembourg; MDG Madagascar; MWI Malawi; MYS Malaysia; MDV Maldives; MLI Mali;
MLT Malta; MHL Marshall Islands; MRT Mauritania; MUS Mauritius; MEX Mexico; FSM Micronesia;
MCO Monaco; MNG Mongolia; MNE Montenegro; MAR Morocco; MOZ Mozambique; MMR Myanmar; NAM Namibia;
NRU Nauru; NPL Nepal; NLD Netherlands; NZL New Zealand; NIC Nicaragua; NER Niger; NGA Nigeria;
MKD North Macedonia; NOR Norway; OMN Oman; PAK Pakistan; PLW Palau; PAN Panama;
PNG Papua New Guinea; PRY Paraguay; PER Peru; PHL Philippines; POL Poland; PRT Portugal; QAT Qatar;
KOR South Korea; MDA Moldova; ROU Romania; RUS Russia; RWA Rwanda; KNA Saint Kitts and Nevis;
LCA Saint Lucia; VCT Saint Vincent and the Grenadines; WSM Samoa; SMR San Marino;
STP Sao Tome and Principe; SAU Saudi Arabia; SEN Senegal; SRB Serbia; SYC Seychelles;
SLE Sierra Leone; SGP Singapore; SVK Slovakia; SVN Slovenia; SLB Solomon Islands; SOM Somalia;
ZAF South Africa; SSD South Sudan; ESP Spain; LKA Sri Lanka; SDN Sudan; SUR Suriname; SWE Sweden;
CHE Switzerland; SYR Syria; TJK Tajikistan; THA Thailand; TLS Timor-Leste; TGO Togo; TON Tonga;
TTO Trinidad and Tobago; TUN Tunisia; TUR Turkey; TKM Turkmenistan; TUV Tuvalu; UGA Uganda;
UKR Ukraine; ARE United Arab Emirates; GBR United Kingdom; TZA Tanzania; USA United States;
URY Uruguay; UZB Uzbekistan; VUT Vanuatu; VEN Venezuela; VNM Vietnam; YEM Yemen; ZMB Zambia;
ZWE Zimbabwe; PSE Palestine; VAT Vatican; TWN Taiwan; EUU European Union
"""
CODES = {
    entry.split()[0]: " ".join(entry.split()[1:]) for entry in _CODES.split(";") if entry.strip()
}

STYLES = {
    "bolivarian republic of venezuela": "Venezuela",
    "brunei darussalam": "Brunei",
    "cabo verde": "Cape Verde",
    "cote d'ivoire": "Ivory Coast",
    "democratic people's republic of korea": "North Korea",
    "democratic republic of the congo": "Congo",
    "east timor": "Timor-Leste",
    "islamic republic of iran": "Iran",
    "kingdom of the netherlands": "Netherlands",
    "lao people's democratic republic": "Laos",
    "plurinational state of bolivia": "Bolivia",
    "republic of china": "Taiwan",
    "republic of korea": "South Korea",
    "republic of moldova": "Moldova",
    "state of palestine": "Palestine",
    "swaziland": "Eswatini",
    "syrian arab republic": "Syria",
    "the former yugoslav republic of macedonia": "North Macedonia",
    "united kingdom of great britain and northern ireland": "United Kingdom",
    "united republic of tanzania": "Tanzania",
    "viet nam": "Vietnam",
}
