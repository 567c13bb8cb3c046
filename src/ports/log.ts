/** The part of pino that the code uses: fields first, then a fixed event name such as `step.sent`. */
export interface Log {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}
