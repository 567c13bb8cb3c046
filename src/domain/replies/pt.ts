import type { Phrases } from './phrases.ts';

const FEIRA = '(?: ?feira)?';

export const PT: Phrases = {
  language: 'pt-BR',
  help:
    '^ajuda$|preciso de (?:\\S+ )?ajuda|me ajud(?:a|e|em)|(?:pode|podem|poderiam) me ajudar|' +
    'falar com (?:alguem|uma pessoa|um atendente)|me lig(?:a|ue|uem)|nao (?:esta )?funciona\\S*|(?:um|com) problema',
  paid:
    '(?:ja )?paguei|(?:ja )?(?:foi|esta|ta) pag[oa]|ja pagamos|(?:ja )?(?:fiz|efetuei|realizei|enviei) (?:o|um) (?:pagamento|pix)|' +
    'pagamento (?:ja )?(?:foi )?(?:feito|realizado|efetuado|enviado)|pix (?:ja )?(?:foi )?(?:feito|enviado)|acab(?:ei|amos) de pagar',
  willPay:
    'pagarei|pagaremos|(?:vou|vamos|irei) (?:te |lhe )?(?:pagar|fazer o (?:pagamento|pix)|efetuar o pagamento)|' +
    '(?:farei|faco|efetuarei) (?:o|um) (?:pagamento|pix)|(?<!(?:o|um|meu|ser) )pago (?:na|no|em|amanha|hoje|dia|segunda|terca|quarta|quinta|sexta|sabado|domingo)',
  pay: 'pag\\S+|quitar',
  dispute:
    'nao (?:reconheco|pedi|contratei|comprei|autorizei|assinei|devo)|nunca (?:pedi|contratei|comprei|assinei|autorizei)|' +
    'contesto|contestar|fraude|golpe|cobranca indevida|cobrad[oa] (?:duas vezes|em dobro)|cobraram (?:duas vezes|em dobro)|' +
    'reembolso|estorno|valor (?:esta )?(?:errado|incorreto)|nao e minha? (?:fatura|conta|divida)|ja cancelei|meu advogado',
  wrongPerson:
    '(?:numero|pessoa) errad[oa]|(?:e|foi) engano|nao sou (?:essa|a|o|esta) (?:pessoa|titular|cliente)|' +
    'nao conheco (?:voces|essa|esta)|nao e (?:o )?meu numero',
  cancel:
    '(?:quero|gostaria de|desejo|preciso|favor) cancelar|cancelar (?:minha|meu|a|o|esta|esse)|' +
    'cancel(?:a|e|em) (?:minha|meu|a|o)|encerrar (?:minha|meu|a|o) (?:conta|assinatura|contrato)|nao quero mais (?:o|a|esse|este|usar)',
  stop:
    '(?:pare|parem|para) de (?:me )?(?:mandar|enviar|escrever|incomodar|perturbar|contatar)|' +
    'nao (?:me )?(?:mandem|mande|enviem|envie|escrevam|incomodem) mais|(?:nao quero|sem) mais mensagens',
  negation: 'nao|nunca|nem|sem|jamais',
  harmless:
    '(?:por favor )?nao (?:suspendam?|bloqueiem?|cancelem?|cortem?|se preocupem?|encerrem?)(?: \\S+){0,3}',
  condition: 'se|quando|talvez|tentar|tentarei|espero|poderia|acho|assim que|caso',
  days: {
    weekdays: [
      `segunda${FEIRA}`,
      `terca${FEIRA}`,
      `quarta${FEIRA}`,
      `quinta${FEIRA}`,
      `sexta${FEIRA}`,
      'sabado',
      'domingo',
    ],
    months: [
      'janeiro',
      'fevereiro',
      'marco',
      'abril',
      'maio',
      'junho',
      'julho',
      'agosto',
      'setembro',
      'outubro',
      'novembro',
      'dezembro',
    ],
    near: [
      ['depois de amanha', 2],
      ['amanha', 1],
      ['hoje', 0],
    ],
    inDays: '(?:em|daqui a|dentro de) (\\S+) dias?',
    dayOfMonth: '(?:dia|no dia|ate dia) (\\d{1,2})(?: deste mes)?',
    endOfMonth: '(?:no |ate o )?(?:fim|final) d(?:o|este) mes',
    vague: 'proxim[oa]|seguinte|que vem|depois|partir|ou|entre|semanas?|breve|logo|cada|metade|parcelas?',
    noise: null,
    isDayFirst: true,
  },
};
