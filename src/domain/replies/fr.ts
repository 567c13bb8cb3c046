import type { Phrases } from './phrases.ts';

export const FR: Phrases = {
  language: 'fr',
  help:
    '^aide$|besoin d ?aide|aidez moi|(?:pouvez vous|pourriez vous) maider|parler (?:a|avec)|appelez moi|rappelez moi|' +
    '(?:ne )?(?:fonctionne|marche) pas|(?:un|ai un) probleme',
  paid:
    'jai (?:\\S+ ){0,2}(?:paye|regle|vire)|(?:nous avons|on a) (?:\\S+ )?(?:paye|regle)|deja (?:ete )?(?:paye|regle)e?|' +
    'cest (?:deja )?(?:paye|regle|fait)|jai (?:\\S+ )?(?:fait|effectue|envoye) le (?:paiement|virement)|' +
    '(?:paiement|virement) (?:est )?(?:deja )?(?:fait|effectue|envoye|parti)|(?:viens|venons) de (?:payer|regler)|' +
    '^(?:paye|regle)$',
  willPay:
    'je (?:le |la |vous )?(?:paierai|payerai|reglerai|paie|paye|regle)|(?:je vais|nous allons|on va) (?:le |la |vous )?(?:payer|regler)|' +
    '(?:nous|on) (?:paierons|reglerons|paiera|reglera)|(?:je ferai|je vais faire|jeffectuerai|je fais) (?:le|un) (?:paiement|virement)',
  pay: 'pay\\S+|pai\\S+|regler?\\S*',
  dispute:
    '(?:jamais|pas|rien) (?:\\S+ )?(?:commande|souscrit|achete|autorise)|conteste|contester|litige|fraude|arnaque|' +
    'rembours(?:ement|ez|er)|(?:debite|preleve|facture) deux fois|double (?:prelevement|facturation)|' +
    'pas ma (?:facture|commande)|dois rien|montant (?:est )?(?:faux|incorrect|errone)|deja resilie|mon avocat',
  wrongPerson:
    '(?:mauvais|faux) numero|mauvaise personne|pas la bonne personne|erreur de (?:numero|personne|destinataire)|' +
    'tromp(?:ez|e) de (?:numero|personne)|vous connais pas|pas mon numero',
  cancel:
    '(?:resilier|annuler) (?:mon|ma|mes|labonnement|le|la|cet)|(?:veux|souhaite|voudrais|aimerais) (?:\\S+ ){0,2}(?:resilier|annuler)|' +
    '(?:resiliez|annulez) (?:mon|ma|le|la)|resiliation|mettre fin a (?:mon|labonnement)|arreter (?:mon )?abonnement',
  stop:
    '(?:arretez|cessez|arrete) de? ?(?:mecrire|menvoyer|me (?:contacter|harceler|deranger|solliciter)|envoyer)|' +
    '(?:ne )?(?:mecrivez|menvoyez|me contactez) plus|plus de messages?|laissez moi tranquille',
  negation: 'pas|jamais|nai|ne|sans|aucun|aucune|plus',
  harmless:
    '(?:merci de |svp )?ne (?:suspendez|bloquez|coupez|resiliez|vous inquietez|fermez) pas(?: \\S+){0,3}',
  condition:
    'si|sil|quand|peut etre|essaie|essayer|essaierai|jespere|voudrais|pourrais|des que|crois|lorsque',
  days: {
    weekdays: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
    months: [
      'janvier',
      'fevrier',
      'mars',
      'avril',
      'mai',
      'juin',
      'juillet',
      'aout',
      'septembre',
      'octobre',
      'novembre',
      'decembre',
    ],
    near: [
      ['apres demain', 2],
      ['demain', 1],
      ['aujourdhui|ce (?:soir|matin)|cet apres midi', 0],
    ],
    inDays: '(?:dans|sous|dici) (\\S+) jours?',
    dayOfMonth: 'le (\\d{1,2})(?: de ce mois)?',
    endOfMonth: '(?:a la |en )?fin (?:du|de|de ce) mois',
    vague:
      'prochaine?|apres|partir|ou|entre|semaines?|week end|weekend|bientot|plus tard|vers|environ|chaque|moitie|fois',
    noise: null,
    isDayFirst: true,
  },
};
