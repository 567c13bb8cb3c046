import type { NewCustomer } from '../stripe/new-resources.ts';

/** A customer whose payment fails at the press of a button. */
export interface Sample {
  key: string;
  customer: NewCustomer & { id: string; name: string; whatsappPhone: string };
  /** Minor units. */
  amount: number;
  currency: string;
  declineCode: string;
}

interface Row {
  key: string;
  name: string;
  phone: string;
  place: [country: string, locale: string, timeZone: string];
  price: [amount: number, currency: string];
  declineCode: string;
  marketingConsent: boolean;
}

const ROWS: readonly Row[] = [
  {
    key: 'ada',
    name: 'Ada Byrne',
    phone: '+12025550143',
    place: ['US', 'en-US', 'America/New_York'],
    price: [1999, 'usd'],
    declineCode: 'insufficient_funds',
    marketingConsent: true,
  },
  {
    key: 'jonas',
    name: 'Jonas Weber',
    phone: '+491713920012',
    place: ['DE', 'de-DE', 'Europe/Berlin'],
    price: [4900, 'eur'],
    declineCode: 'expired_card',
    marketingConsent: false,
  },
  {
    key: 'yuki',
    name: 'Yuki Tanaka',
    phone: '+819012345678',
    place: ['JP', 'ja-JP', 'Asia/Tokyo'],
    price: [1500, 'jpy'],
    declineCode: 'generic_decline',
    marketingConsent: true,
  },
  {
    key: 'priya',
    name: 'Priya Nair',
    phone: '+919876543210',
    place: ['IN', 'en-IN', 'Asia/Kolkata'],
    price: [149_900, 'inr'],
    declineCode: 'authentication_required',
    marketingConsent: false,
  },
  {
    key: 'noura',
    name: 'Noura Al-Fadhli',
    phone: '+96550012345',
    place: ['KW', 'ar-KW', 'Asia/Kuwait'],
    price: [12_500, 'kwd'],
    declineCode: 'do_not_honor',
    marketingConsent: true,
  },
  {
    key: 'lucas',
    name: 'Lucas Prado',
    phone: '+5511987654321',
    place: ['BR', 'pt-BR', 'America/Sao_Paulo'],
    price: [8990, 'brl'],
    declineCode: 'insufficient_funds',
    marketingConsent: false,
  },
];

export const SAMPLES: readonly Sample[] = ROWS.map((row) => ({
  key: row.key,
  customer: {
    id: `cus_sandbox_${row.key}`,
    name: row.name,
    email: `${row.key}@example.com`,
    whatsappPhone: row.phone,
    marketingConsent: row.marketingConsent,
    country: row.place[0],
    preferredLocales: [row.place[1]],
    timeZone: row.place[2],
  },
  amount: row.price[0],
  currency: row.price[1],
  declineCode: row.declineCode,
}));
