import type { Phrases } from './phrases.ts';

const TIME = '(?: ?(?:morgen|fruh|vormittag|mittag|nachmittag|abend))?';

export const DE: Phrases = {
  language: 'de',
  help:
    '^hilfe$|(?:brauche|benotige) (?:\\S+ )?hilfe|(?:konnen|kannst) (?:sie|du|ihr) mir helfen|bitte um (?:hilfe|ruckruf)|' +
    'mit jemandem sprechen|rufen sie mich|funktioniert nicht|geht nicht|(?:ein|habe) problem',
  paid:
    '(?:habe|haben|hab|wurde|ist) (?:\\S+ ){0,6}(?:bezahlt|gezahlt|uberwiesen|beglichen)|' +
    '(?:schon|bereits|gerade|gestern|eben) (?:\\S+ )?(?:bezahlt|gezahlt|uberwiesen|beglichen)|' +
    '^(?:bezahlt|uberwiesen|beglichen)$|(?:geld|zahlung|uberweisung) ist (?:raus|unterwegs|erfolgt)',
  willPay:
    '(?:ich|wir) (?:werde|werden|kann|konnen) (?:\\S+ ){0,6}(?:zahlen|bezahlen|uberweisen|begleichen)|' +
    '(?:werde|werden) (?:ich|wir) (?:\\S+ ){0,5}(?:zahlen|bezahlen|uberweisen|begleichen)|' +
    '(?:zahle|bezahle|uberweise|begleiche)|wird (?:\\S+ ){0,4}(?:bezahlt|uberwiesen)',
  pay: '(?:be)?zahl\\S+|uberweis\\S+|begleich\\S+',
  dispute:
    '(?:nie|nicht|niemals|nichts) (?:\\S+ )?(?:bestellt|abonniert|gekauft|abgeschlossen|autorisiert)|widerspreche|' +
    'widerspruch|bestreite|betrug|abzocke|doppelt (?:abgebucht|berechnet|belastet)|falscher betrag|falsch berechnet|' +
    'schulde (?:\\S+ )?nichts|(?:ruck)?erstattung|ruckbuchung|nicht meine (?:rechnung|bestellung)|' +
    '(?:schon|bereits|langst) gekundigt|(?:mein|meinen) anwalt',
  wrongPerson:
    'falschen? (?:nummer|person|empfanger)|nicht die richtige (?:person|nummer)|verwahlt|kenne (?:sie|euch) nicht|' +
    'bin nicht (?:der|die) (?:kunde|kundin)|nicht meine nummer',
  cancel:
    '(?:mochte|will|wollte|mochten|wurde gerne?) (?:\\S+ ){0,4}(?:kundigen|stornieren)|' +
    '(?:hiermit )?(?:kundige|storniere) ich|ich (?:kundige|storniere)|(?:kundigen|stornieren) sie|kundigung|' +
    '(?:abo|abonnement|vertrag) (?:\\S+ )?(?:beenden|kundigen|stornieren)',
  stop:
    '(?:schreiben|schreibt|schicken|senden|kontaktieren) (?:sie )?(?:mir|mich) (?:bitte )?(?:keine? \\S+ mehr|nicht mehr)|' +
    'keine (?:weiteren )?nachrichten(?: mehr)?$|horen sie auf (?:mir )?zu (?:schreiben|senden)|lassen sie mich in ruhe',
  negation: 'nicht|nie|niemals|keine?|keinen|ohne|nichts',
  harmless:
    '(?:bitte )?(?:sperren|kundigen|schliessen|abschalten|blockieren) (?:sie )?(?:\\S+ ){0,3}nicht|bitte nicht (?:sperren|abschalten)|keine sorge',
  condition: 'wenn|falls|sobald|vielleicht|versuche|hoffentlich|hoffe|konnte|eventuell|glaube|sofern',
  days: {
    weekdays: [
      `montag${TIME}`,
      `dienstag${TIME}`,
      `mittwoch${TIME}`,
      `donnerstag${TIME}`,
      `freitag${TIME}`,
      `(?:samstag|sonnabend)${TIME}`,
      `sonntag${TIME}`,
    ],
    months: [
      'januar|janner',
      'februar',
      'marz',
      'april',
      'mai',
      'juni',
      'juli',
      'august',
      'september',
      'oktober',
      'november',
      'dezember',
    ],
    near: [
      ['ubermorgen', 2],
      [`morgen(?: (?:fruh|vormittag|mittag|nachmittag|abend))?`, 1],
      [`heute${TIME}`, 0],
    ],
    inDays: '(?:in|innerhalb von) (\\S+) tagen?',
    dayOfMonth: '(?:am|zum|bis|bis zum|den) (\\d{1,2})(?: (?:dieses|des) monats)?',
    endOfMonth: '(?:am |zum )?(?:monatsende|ende (?:des|dieses) monats)',
    vague:
      'nachste[nrm]?|nach|ab|oder|zwischen|wochen?|wochenende|monate?|bald|spater|ungefahr|etwa|jeden|halfte|raten?',
    noise: null,
    isDayFirst: true,
  },
};
