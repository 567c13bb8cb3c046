/** Everything the worker may run: the names here are the workflow types. */
export { recoverPayment } from './recover-payment.ts';
export { restoreAccess } from './restore-access.ts';
