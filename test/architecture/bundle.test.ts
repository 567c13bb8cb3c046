import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import * as workflows from '../../src/workflows/index.ts';
import { workflowBundle } from '../support/temporal.ts';

/** What the bundle gives the worker, as the worker loads it: in a context without Node. */
interface Bundled {
  importWorkflows(): Record<string, unknown>;
}

function load(code: string): Bundled {
  const globals = { assert, AsyncLocalStorage, URL, URLSearchParams, TextEncoder, TextDecoder };
  const context = createContext({ ...globals, __webpack_module_cache__: {} });
  return runInContext(`${code}\n__TEMPORAL__`, context) as Bundled;
}

describe('the workflow bundle', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-test-bundle-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has exactly the workflows of src/workflows/index.ts', async () => {
    const { code } = await workflowBundle();
    const exported = load(code).importWorkflows();
    const types = ['deliverEvents', 'reconcile', 'recoverPayment', 'restoreAccess', 'tellDigest'];
    assert.deepEqual(Object.keys(exported).toSorted(), types);
    assert.deepEqual(Object.keys(exported).toSorted(), Object.keys(workflows).toSorted());
    for (const workflow of Object.values(exported)) assert.equal(typeof workflow, 'function');
  });

  for (const library of ['node:fs', 'node:crypto', 'http']) {
    it(`is refused with a workflow that imports ${library}`, async () => {
      const workflowsPath = join(folder, 'workflows.ts');
      const text = `import * as library from '${library}';\nexport const leak = () => Object.keys(library);\n`;
      await writeFile(workflowsPath, text);
      const complaints: string[] = [];
      const logger = new DefaultLogger('ERROR', ({ message }) => complaints.push(message));
      const refusal = await bundleWorkflowCode({ workflowsPath, logger }).catch((error: unknown) => error);
      assert.ok(refusal instanceof Error);
      assert.ok(`${complaints.join(' ')} ${refusal.message}`.includes(library));
    });
  }
});
