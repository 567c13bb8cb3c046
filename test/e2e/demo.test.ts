import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const hasServer = Boolean(process.env['TEMPORAL_CLI_PATH']);
const needs = hasServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasServer ? describe : describe.skip)(`npm run demo:paypal${needs}`, function () {
  this.timeout(240_000);

  it('plays a whole sequence: one pays after the second notice, one after the suspension', async () => {
    const child = spawn(process.execPath, ['scripts/setup/run.mjs', 'demo', 'paypal'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0, said);
    const endings = [...said.matchAll(/recovery:paypal:\S+ (.*)$/gm)].map(([, ending]) => ending);
    assert.deepEqual(endings, ['recovered, access active', 'recovered_late, access active']);
    assert.equal([...said.matchAll(/WhatsApp to Maria: /g)].length, 5);
    assert.equal([...said.matchAll(/WhatsApp to Kofi: /g)].length, 3);
  });
});
