import { freePort, isPortFree } from '../servers/free-port.ts';
import { StartError, type Ports } from './settings.ts';

/**
 * Turns 0 into a free port and makes sure that the others are free. Ask only for the ports that will be used, and
 * only after our own orphans are stopped: what still listens then is foreign.
 * @throws StartError naming the variable of every busy port.
 */
export async function choosePorts(wanted: Ports, used: (keyof Ports)[]): Promise<Ports> {
  const chosen = { ...wanted };
  const busy: string[] = [];
  for (const name of used) {
    if (wanted[name] === 0) chosen[name] = await freePort();
    else if (!(await isPortFree(wanted[name]))) busy.push(name);
  }
  if (busy.length === 0) return chosen;
  const lines = busy.map((name) => `  port busy: ${wanted[name as keyof Ports]} (${name})`);
  const remedy = `Stop the program that uses it, or choose another port: ${busy[0]}=0 npm start takes any free one.`;
  throw new StartError(['Another program listens where recoup wants to:', ...lines, remedy].join('\n'));
}
