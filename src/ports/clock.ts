/** Milliseconds since 1970. Asynchronous, because the time-skipping test server is asked for its own time. */
export type Clock = () => Promise<number>;
