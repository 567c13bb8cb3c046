import type { Phrases } from './phrases.ts';

export const ES: Phrases = {
  language: 'es',
  help:
    '^ayuda$|(?:necesito|quiero) (?:\\S+ )?ayuda|ayud(?:enme|ame|eme)|(?:pueden?|podrian?) ayudar\\S*|' +
    'hablar con (?:alguien|una persona|un agente)|llam(?:enme|ame|eme)|no (?:me )?funciona|(?:un|tengo) problemas?',
  paid:
    'ya (?:lo |la |les |se |la he |lo he |he )?(?:pague|pagado|pagamos|hice|realice|abone)|(?:he|hemos) pagado|' +
    '^(?:lo |la )?pague (?:ayer|hoy|la|el|esta|este|todo|con)|ya esta pagad[oa]|ya fue pagad[oa]|^pagad[oa]$|' +
    '(?:hice|realice|efectue|envie) (?:el|un|mi) (?:pago|transferencia)|' +
    'pago (?:ya )?(?:hecho|realizado|enviado)|acabo de pagar',
  willPay:
    'pagare(?:mos)?|(?:voy|vamos) a (?:pagar\\S*|realizar el pago|hacer el pago|transferir)|' +
    '(?:hare|hago|realizare|haremos) (?:el|un|mi) (?:pago|transferencia)|abonare|transferire|' +
    '(?:lo|la|te|les|se lo) pago|(?<!(?:el|un|mi|del|su) )pago (?:el|la|lo|manana|hoy|este|esta)',
  pay: 'pag\\S+|abonar',
  dispute:
    'no (?:lo |la |he |les |le )?(?:reconozco|pedi|pedido|contrate|contratado|compre|comprado|autorice|autorizado|debo)|' +
    'nunca (?:pedi|contrate|compre|autorice|me suscribi)|disputo|disputar|fraude|estafa|cobro indebido|' +
    'me cobraron (?:dos veces|doble|de mas)|reembolso|devolucion|monto (?:esta )?(?:mal|equivocado|incorrecto)|' +
    'no es mi (?:factura|deuda)|ya (?:lo |la )?cancele|mi abogado',
  wrongPerson:
    '(?:numero|persona) equivocad[oa]|equivoc(?:o|a|aron|ado) de (?:numero|persona)|' +
    'no soy (?:esa|la|el|ese) (?:persona|titular|cliente)|no (?:los|les|lo) conozco',
  cancel:
    'cancel(?:ar|en|e|o|a) (?:mi|la|el|esta|este|todo)|(?:quiero|quisiera|deseo|necesito) cancelar|' +
    '(?:dar|darme|den|dar) de baja (?:mi|la|el|de|a)|baja de (?:mi|la) (?:suscripcion|cuenta)|' +
    'ya no (?:quiero|necesito|uso) (?:el|la|su|este|esta)',
  stop:
    '(?:dejen|deja|deje) de (?:enviar\\S*|escribir\\S*|mandar\\S*|molestar\\S*|contactar\\S*)|' +
    'no (?:me )?(?:escriban|escriba|envien|manden|contacten|molesten)(?: mas)?|no (?:quiero )?(?:recibir )?mas mensajes',
  negation: 'no|nunca|tampoco|jamas|sin|ni',
  harmless:
    '(?:por favor )?no (?:me |la |lo |mi )?(?:suspendan?|bloqueen?|cancelen?|corten?|se preocupen?|cierren?)(?: \\S+){0,3}',
  condition: 'si \\S+|cuando|tal vez|quizas?|ojala|intentare|tratare|a lo mejor|podria|creo|espero|en cuanto',
  days: {
    weekdays: ['lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo'],
    months: [
      'enero',
      'febrero',
      'marzo',
      'abril',
      'mayo',
      'junio',
      'julio',
      'agosto',
      'sept?iembre',
      'octubre',
      'noviembre',
      'diciembre',
    ],
    near: [
      ['pasado manana', 2],
      ['manana', 1],
      ['hoy|esta (?:noche|tarde)', 0],
    ],
    inDays: '(?:en|dentro de) (\\S+) dias?',
    dayOfMonth: '(?:el|dia|el dia|al) (\\d{1,2})(?: de este mes)?',
    endOfMonth: '(?:a )?(?:fin|fines|final|finales) de(?:l| este)? mes',
    vague: 'proxim[oa]|siguiente|que viene|despues|a partir|o|entre|semanas?|pronto|luego|cada|mitad|cuotas',
    noise: '(?:por|en|de|a) la manana',
    isDayFirst: true,
  },
};
