import type { Phrases } from './phrases.ts';

const DOING =
  '(?:pay|settle|transfer|be paying|make (?:the|a|my) payment|clear (?:it|the)|send (?:it|the|you))';

export const EN: Phrases = {
  language: 'en',
  help:
    '^help$|help me|need (?:some )?(?:help|assistance|support)|please help|(?:can|could) (?:you|someone) help|' +
    '(?:speak|talk) (?:to|with)|call me|(?:problem|trouble|issue) with|(?:doesnt|does not|not) work(?:ing)?|' +
    'link (?:is )?(?:broken|expired)',
  paid:
    '(?:i|we) (?:have |had |just |already |did )*(?:paid|settled)|(?:ive|weve) (?:just |already )*(?:paid|settled)|' +
    'already (?:been )?(?:paid|settled)|^paid(?: it)?(?: (?:already|this (?:morning|week)|yesterday|today|now|it|this|that|in full|the .*|my .*))?$|' +
    '(?:is|was|has been|its|all) paid|paid (?:yesterday|last|this morning)|' +
    'payment (?:is |was |has been )?(?:already )?(?:made|done|sent|completed?)|' +
    '(?:made|sent) (?:the|a|my|you the) payment|transferred (?:it|the)',
  willPay:
    `(?:i|we) (?:will|shall|can|am going to|are going to|promise to) (?:\\S+ ){0,3}${DOING}|` +
    `(?:ill|well|im going to|were going to|gonna|^will) (?:\\S+ ){0,2}${DOING}|` +
    '(?:i am|im|we are|were) paying|will be paid|' +
    '^(?:pay|paying|payment)(?: it| you)? (?:on|by|this|today|tonight|tomorrow|tmrw|(?:mon|tues|wednes|thurs|fri|satur|sun)day)',
  pay: 'pay|paying|paid|settle|afford',
  dispute:
    'never (?:ordered|bought|signed up|subscribed|authori[sz]ed|agreed)|' +
    '(?:didnt|did not) (?:order|buy|sign up|subscribe|authori[sz]e|agree)|(?:i|we|to|am|im) disput(?:e|ing)|' +
    'charge ?back|fraud|fraudulent|scam|unauthori[sz]ed|(?:wrong|incorrect) (?:amount|charge|bill|invoice)|' +
    'overcharged|charged (?:me |us )?twice|double charged|refund|(?:dont|do not) owe|' +
    'not my (?:invoice|bill|subscription|order)|already cancell?ed|(?:my|a) lawyer',
  wrongPerson:
    'wrong (?:number|person)|not the (?:right )?(?:person|customer)|never heard of (?:you|this)|not my number|' +
    '(?:dont|do not) know (?:this company|who you are)|(?:her|his|their) number (?:any ?more|now)',
  cancel:
    'cancel (?:my|the|this|it|our|everything|subscription|account|membership|plan)|' +
    '(?:want|like|need|wish|have|please) (?:to )?cancel|' +
    '(?:end|terminate|close|stop) (?:my|the|this|our) (?:subscription|account|membership|plan|contract)|' +
    '(?:dont|do not) (?:want|need) (?:it|this|(?:the|your|this) (?:service|subscription)) any ?more|' +
    'no longer (?:want|need|use)',
  stop:
    '(?:stop|quit) (?:sending|messaging|texting|contacting|writing|spamming|bothering|harassing)|' +
    '(?:dont|do not|never) (?:contact|message|text|write|whatsapp) (?:to )?me(?: again| any ?more)?$|' +
    'leave me alone|unsubscribe me|remove (?:me|my number)|take me off|no more (?:messages|texts)',
  negation:
    'not|never|no|cannot|cant|couldnt|dont|didnt|havent|hasnt|hadnt|wont|wouldnt|isnt|wasnt|doesnt|aint|unable|refuse',
  harmless:
    '(?:please )?(?:do not|dont) (?:suspend|block|cancel|close|stop|worry|cut|deactivate|disconnect|delete)(?: \\S+){0,3}',
  condition:
    'if|unless|when|once|as soon as|would|should|could|maybe|perhaps|might|probably|hopefully|hope|try|trying|depends|think',
  days: {
    weekdays: [
      'mon(?:day)?',
      'tues?(?:day)?',
      'wed(?:nesday|s)?',
      'thu(?:rs?|rsday)?',
      'fri(?:day)?',
      'sat(?:urday)?',
      'sun(?:day)?',
    ],
    months: [
      'jan(?:uary)?',
      'feb(?:ruary)?',
      'mar(?:ch)?',
      'apr(?:il)?',
      'may',
      'june?',
      'july?',
      'aug(?:ust)?',
      'sept?(?:ember)?',
      'oct(?:ober)?',
      'nov(?:ember)?',
      'dec(?:ember)?',
    ],
    near: [
      ['(?:the )?day after tomorrow', 2],
      ['tomorrow|tmrw|tmr|tomorow|tommorow', 1],
      ['today|tonight|this (?:evening|afternoon|morning)', 0],
    ],
    inDays: '(?:in|within) (\\S+) days?',
    dayOfMonth: '(?:the )?(\\d{1,2})(?:st|nd|rd|th)(?: of (?:this|the) month)?',
    endOfMonth: '(?:the )?end of (?:the|this) month|month end',
    vague:
      'next|after|from|or|between|weeks?|weekend|months?|soon|later|around|about|every|each|half|instal?lments?',
    noise: null,
    isDayFirst: null,
  },
};
