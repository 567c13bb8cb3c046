import { problem, type Answer } from '../http/exchange.ts';
import type { MountableRapiwa } from '../rapiwa/rapiwa-simulator.ts';
import type { SandboxSettings } from './settings.ts';

/** How the linked phone and Rapiwa's key are. */
export interface DeviceView {
  phone: 'linked' | 'unplugged';
  key: 'valid' | 'expired';
}

interface DeviceDeps {
  rapiwa: MountableRapiwa;
  settings: SandboxSettings;
}

export function deviceView(rapiwa: MountableRapiwa, { rapiwaApiKey }: SandboxSettings): DeviceView {
  const { isConnected, apiKey } = rapiwa.device();
  return {
    phone: isConnected ? 'linked' : 'unplugged',
    key: apiKey === rapiwaApiKey ? 'valid' : 'expired',
  };
}

/** `{phone?: linked|unplugged, key?: valid|expired}`: what goes wrong with a channel, and its repair. */
export function setDevice(
  { rapiwa, settings }: DeviceDeps,
  { phone, key }: Readonly<Record<string, unknown>>,
): Answer {
  if (phone !== undefined && phone !== 'linked' && phone !== 'unplugged')
    return problem(400, 'phone must be linked or unplugged');
  if (key !== undefined && key !== 'valid' && key !== 'expired')
    return problem(400, 'key must be valid or expired');
  if (phone) rapiwa.setConnected(phone === 'linked');
  // Nobody has the key that is valid from now on.
  if (key) rapiwa.setApiKey(key === 'valid' ? settings.rapiwaApiKey : `${settings.rapiwaApiKey}, replaced`);
  return { status: 200, body: deviceView(rapiwa, settings) };
}
