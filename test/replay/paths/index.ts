import type { Path } from '../path.ts';
import { ENDINGS } from './endings.ts';
import { INTERRUPTIONS } from './interruptions.ts';
import { OPEN } from './open.ts';
import { ORDERS } from './orders.ts';
import { STAFF_ACTIONS } from './staff.ts';
import { TROUBLES } from './troubles.ts';
import { WAYS } from './ways.ts';

/** Every path through the workflow code that a history is kept of. */
export const PATHS: readonly Path[] = [
  ...ENDINGS,
  ...STAFF_ACTIONS,
  ...TROUBLES,
  ...INTERRUPTIONS,
  ...ORDERS,
  ...WAYS,
  ...OPEN,
];
