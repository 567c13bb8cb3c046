import type { ReplyLanguage } from '../domain/reply-keyword.ts';
import { singleLine } from './plain-text.ts';

/** One line each: that it was heard, who says so, and the way back. START is understood in every language. */
const ANSWERS: Readonly<Record<ReplyLanguage, (business: string) => string>> = {
  en: (business) =>
    `${business}: you will get no more messages about payments here. Reply START to get them again.`,
  es: (business) =>
    `${business}: no recibirás más mensajes sobre pagos aquí. Responde START para volver a recibirlos.`,
  de: (business) =>
    `${business}: Sie erhalten hier keine Nachrichten zu Zahlungen mehr. Antworten Sie START, um sie wieder zu erhalten.`,
  fr: (business) =>
    `${business} : vous ne recevrez plus de messages de paiement ici. Répondez START pour les recevoir à nouveau.`,
  'pt-BR': (business) =>
    `${business}: você não receberá mais mensagens sobre pagamentos aqui. Responda START para voltar a recebê-las.`,
  ar: (business) => `${business}: لن تصلك رسائل أخرى عن المدفوعات هنا. أرسل START لاستلامها مجددًا.`,
  bn: (business) => `${business}: এখানে পেমেন্ট নিয়ে আর কোনো বার্তা পাবেন না। আবার পেতে START লিখুন।`,
};

/** The answer to a STOP, in the language of the word that was used. */
export function optOutAnswer(businessName: string, language: ReplyLanguage): string {
  return ANSWERS[language](singleLine(businessName));
}
