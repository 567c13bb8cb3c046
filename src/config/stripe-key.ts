/** Secret and restricted keys say what they are for. */
export function isLiveKey(key: string): boolean {
  return key.startsWith('sk_live_') || key.startsWith('rk_live_');
}
