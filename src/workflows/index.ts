/** Everything the worker may run: the names here are the workflow types. */
export { deliverEvents } from './deliver-events.ts';
export { reconcile } from './reconcile.ts';
export { recoverPayment } from './recover-payment.ts';
export { restoreAccess } from './restore-access.ts';
export { tellDigest } from './tell-digest.ts';
