import { isLoopback } from './forms.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Systems of the business beside its processor and its phone: where each is, and what speaks to it. */
const SYSTEMS = [
  { address: 'HUBSPOT_BASE_URL', key: 'HUBSPOT_TOKEN' },
  { address: 'CRM_WEBHOOK_URL', key: 'CRM_WEBHOOK_SECRET' },
  { address: 'EVENTS_WEBHOOK_URL', key: 'EVENTS_WEBHOOK_SECRET' },
] as const;

/**
 * The variables by which a sandbox would tell real systems of customers who do not exist: all but those that point to
 * this machine, where somebody tries a receiver of their own.
 */
export function realSystems(env: Env): Record<string, string> {
  const names = SYSTEMS.filter(({ address }) => !isHere(env[address])).flatMap(({ address, key }) => [
    address,
    key,
  ]);
  const entries = names.map((name) => [name, env[name]?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** As the parts of a sandbox see it. */
export function withoutRealSystems(env: Env): Record<string, string | undefined> {
  const leftOut = realSystems(env);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in leftOut)));
}

function isHere(address: string | undefined): boolean {
  return address !== undefined && URL.canParse(address) && isLoopback(new URL(address));
}
