/* Loaded before a measured process's own code: tells its CPU time to the process that started it, when asked. */

process.on('message', (message) => {
  if (message === 'usage') process.send?.({ kind: 'usage', usage: process.cpuUsage() });
});
