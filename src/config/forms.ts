import { z } from 'zod';

/** An empty value counts as unset: `NAME=` in a file means "not this one". */
export const unset = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

/** Sent in a header: axios would silently leave out what a header cannot carry, and the provider would refuse the rest. */
export const apiKey = z.preprocess(
  unset,
  z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces or line ends')
    .optional(),
);

export const webhookSecrets = z.preprocess(
  unset,
  z
    .string()
    .regex(/[^,\s]/, 'has no secret between its commas')
    .optional(),
);

export const secureUrl = z.preprocess(
  unset,
  z
    .url('must be a URL')
    .transform((value) => new URL(value))
    // One complaint is enough: what is asked further of an address is asked of one that could be used.
    .refine(isSecureOrLoopback, { error: 'must be https (http only for this machine)', abort: true })
    .optional(),
);

function isSecureOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/** On this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** Stays a text: a URL would encode the braces. */
export function urlWith(place: string, example: string) {
  return z.preprocess(
    unset,
    z
      .string()
      .includes(place, `must contain ${place}, e.g. ${example}`)
      .refine(
        (value) => URL.canParse(value) && isSecureOrLoopback(new URL(value)),
        'must be https (http only for this machine)',
      )
      .optional(),
  );
}
