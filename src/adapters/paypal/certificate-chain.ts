import { X509Certificate, type KeyObject } from 'node:crypto';
import { rootCertificates } from 'node:tls';

export interface SigningCertificate {
  readonly key: KeyObject;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** `anchored`: the chain ends at a root that Node trusts · `loopback`: a simulator on this machine, whose own is enough. */
export type ChainRule = 'anchored' | 'loopback';

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const MOST_CERTIFICATES = 6;

/**
 * Reads a file of certificates, the signing one first and each signed by the next. Null where the chain does not hold, or
 * the first is not one of PayPal's own (`messageverificationcerts.paypal.com`, to our knowledge).
 */
export function readChain(pem: string, rule: ChainRule): SigningCertificate | null {
  const chain = (pem.match(BLOCK) ?? []).slice(0, MOST_CERTIFICATES).map(parse);
  const [leaf] = chain;
  if (!leaf || !chain.every((one) => one !== null)) return null;
  const isHeld = chain.every((one, index) => index === 0 || isSignedBy(chain[index - 1]!, one));
  if (!isHeld || leaf.ca || !isPaypals(leaf)) return null;
  if (rule === 'anchored' && !isAnchored(chain.at(-1)!)) return null;
  return { key: leaf.publicKey, validFrom: Date.parse(leaf.validFrom), validTo: Date.parse(leaf.validTo) };
}

function parse(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    // What is no certificate breaks the chain, whatever else is in the file.
    return null;
  }
}

function isSignedBy(one: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey);
}

/** Any name of theirs: only PayPal gets one from an authority that is trusted, and which it is is not documented. */
function isPaypals(leaf: X509Certificate): boolean {
  const [, common = ''] = /(?:^|\n)CN=([^\n]+)/.exec(leaf.subject) ?? [];
  return /^([a-z0-9-]+\.)+paypal\.com$/i.test(common.trim());
}

/** Rarely asked: PayPal has a new certificate about once a year. */
function isAnchored(last: X509Certificate): boolean {
  const roots = rootCertificates.map((pem) => new X509Certificate(pem));
  return roots.some((root) => root.fingerprint256 === last.fingerprint256 || isSignedBy(last, root));
}
