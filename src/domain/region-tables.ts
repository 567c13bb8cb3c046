/** How a country with several zones is divided. Zones are IANA names, several separated by a space: all of them count. */
export interface Division {
  /** Zones → ISO 3166-2 codes without the country. Where a state has two zones, both are named. */
  readonly states: Readonly<Record<string, string>>;
  /** Zone of every other well-formed state code; absent: unknown. */
  readonly otherStates?: string;
  /** Zones → first characters of the postal code, single or from-to, all of one length. */
  readonly postal: Readonly<Record<string, string>>;
  readonly otherPostal?: string;
}

const NEW_YORK_OR_CHICAGO = 'America/New_York America/Chicago';
const CHICAGO_OR_DENVER = 'America/Chicago America/Denver';

/**
 * From the time zone boundaries of 49 CFR part 71 and the three-digit ZIP prefixes of USPS; a prefix that crosses a
 * boundary has both zones.
 */
const US: Division = {
  states: {
    'America/New_York': 'CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV',
    'America/Chicago': 'AL AR IA IL LA MN MO MS OK WI',
    'America/Denver': 'CO MT NM UT WY',
    'America/Phoenix': 'AZ',
    'America/Los_Angeles': 'CA NV WA',
    'America/Anchorage': 'AK',
    'Pacific/Honolulu': 'HI',
    'America/Puerto_Rico': 'PR VI',
    'Pacific/Guam': 'GU MP',
    'Pacific/Pago_Pago': 'AS',
    [NEW_YORK_OR_CHICAGO]: 'FL IN KY MI TN',
    [CHICAGO_OR_DENVER]: 'KS ND NE SD TX',
    'America/Denver America/Los_Angeles': 'ID OR',
  },
  postal: {
    'America/Puerto_Rico': '006-009',
    'America/New_York': '005 010-323 326-349 374 376-379 398-418 425-462 465-474 478-497',
    [NEW_YORK_OR_CHICAGO]: '373 475 498-499',
    'America/Chicago':
      '324-325 350-372 375 380-397 420-424 463-464 476-477 500-574 580-584 587-588 600-676 680-690 700-797',
    [CHICAGO_OR_DENVER]: '575-576 585 677-679 691-692',
    'America/Denver': '577 586 590-599 693 798-834 836-837 840-847 870-885 979',
    'America/Phoenix': '850-865',
    'America/Los_Angeles': '835 838 889-961 970-978 980-994',
    'Pacific/Honolulu': '967-968',
    'Pacific/Guam': '969',
    'America/Anchorage': '995-999',
  },
};

const CA: Division = {
  states: {
    'America/Edmonton': 'AB NT',
    'America/Vancouver America/Edmonton': 'BC',
    'America/Winnipeg': 'MB',
    'America/Halifax': 'NB NS PE',
    'America/St_Johns America/Halifax': 'NL',
    'America/Toronto America/Winnipeg': 'ON NU',
    'America/Toronto': 'QC',
    'America/Regina': 'SK',
    'America/Whitehorse': 'YT',
  },
  postal: {
    'America/St_Johns America/Halifax': 'A',
    'America/Halifax': 'B C E',
    'America/Toronto': 'G-N',
    'America/Toronto America/Winnipeg': 'P',
    'America/Winnipeg': 'R',
    'America/Regina': 'S',
    'America/Edmonton': 'T',
    'America/Vancouver America/Edmonton': 'V',
    'America/Edmonton America/Winnipeg America/Toronto': 'X',
    'America/Whitehorse': 'Y',
  },
};

const AU: Division = {
  states: {
    'Australia/Sydney': 'NSW ACT',
    'Australia/Melbourne': 'VIC',
    'Australia/Hobart': 'TAS',
    'Australia/Brisbane': 'QLD',
    'Australia/Adelaide': 'SA',
    'Australia/Darwin': 'NT',
    'Australia/Perth': 'WA',
  },
  postal: {
    'Australia/Sydney': '02 10-29',
    'Australia/Darwin': '08-09',
    'Australia/Melbourne': '30-39 80-89',
    'Australia/Brisbane': '40-49 90-99',
    'Australia/Adelaide': '50-59',
    'Australia/Perth': '60-69',
    'Australia/Hobart': '70-79',
  },
};

const BR: Division = {
  states: {
    'America/Rio_Branco': 'AC',
    'America/Manaus': 'AM RR RO',
    'America/Cuiaba': 'MT MS',
  },
  otherStates: 'America/Sao_Paulo',
  postal: {
    'America/Manaus': '690-698 768-769',
    'America/Rio_Branco': '699',
    'America/Cuiaba': '780-788 790-799',
  },
  otherPostal: 'America/Sao_Paulo',
};

const MX: Division = {
  states: {
    'America/Tijuana': 'BCN',
    'America/Mazatlan': 'BCS SIN',
    'America/Mazatlan America/Mexico_City': 'NAY',
    'America/Hermosillo': 'SON',
    'America/Mexico_City America/Ciudad_Juarez': 'CHH',
    'America/Mexico_City America/Matamoros': 'COA NLE TAM',
    'America/Cancun': 'ROO',
  },
  otherStates: 'America/Mexico_City',
  postal: {
    'America/Tijuana': '21-22',
    'America/Mazatlan': '23 80-82',
    'America/Mexico_City America/Matamoros': '25-27 64-67 87-89',
    'America/Mexico_City America/Ciudad_Juarez': '31-33',
    'America/Mazatlan America/Mexico_City': '63',
    'America/Cancun': '77',
    'America/Hermosillo': '83-85',
  },
  otherPostal: 'America/Mexico_City',
};

const ID: Division = {
  states: {
    'Asia/Makassar': 'BA NB NT KS KI KU SN ST SG SR SA GO',
    'Asia/Jayapura': 'MA MU PA PB PD PE PP PS PT',
    'Asia/Pontianak': 'KB KT',
  },
  otherStates: 'Asia/Jakarta',
  postal: {
    'Asia/Jakarta': '10-69',
    'Asia/Makassar': '70-72 75-77 80-96',
    'Asia/Pontianak': '73-74 78-79',
    'Asia/Jayapura': '97-99',
  },
};

const RU: Division = {
  states: {
    'Europe/Kaliningrad': 'KGD',
    'Europe/Samara': 'SAM UD AST SAR ULY',
    'Asia/Yekaterinburg': 'BA CHE KGN KHM ORE PER SVE TYU YAN',
    'Asia/Omsk': 'OMS',
    'Asia/Krasnoyarsk': 'AL ALT KEM KK KYA NVS TOM TY',
    'Asia/Irkutsk': 'BU IRK',
    'Asia/Yakutsk': 'AMU ZAB',
    'Asia/Yakutsk Asia/Magadan': 'SA',
    'Asia/Vladivostok': 'KHA PRI YEV',
    'Asia/Magadan': 'MAG SAK',
    'Asia/Kamchatka': 'CHU KAM',
  },
  otherStates: 'Europe/Moscow',
  postal: {},
};

const ES: Division = {
  states: { 'Atlantic/Canary': 'CN GC TF' },
  otherStates: 'Europe/Madrid',
  postal: { 'Atlantic/Canary': '35 38' },
  otherPostal: 'Europe/Madrid',
};

const PT: Division = {
  states: { 'Atlantic/Azores': '20', 'Atlantic/Madeira': '30' },
  postal: { 'Atlantic/Madeira': '90-94', 'Atlantic/Azores': '95-99' },
  otherPostal: 'Europe/Lisbon',
};

/** ISO 3166-1 alpha-2 → how it is divided. */
export const DIVISIONS: Readonly<Record<string, Division>> = { US, CA, AU, BR, MX, ID, RU, ES, PT };
