import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLANTED = `import { readFileSync } from 'node:fs';\nexport const leak = () => [readFileSync, process.pid];\n`;

describe('lint of workflow code', function () {
  this.timeout(60_000);

  it('says how workflow code is changed, to whoever leaves its sandbox', async () => {
    const eslint = new ESLint({
      cwd: ROOT,
      // Only these are asked: to know the types of all src first takes a loaded machine half a minute.
      ruleFilter: ({ ruleId }) => /no-restricted-(imports|globals)$/.test(ruleId),
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    });
    const [result] = await eslint.lintText(PLANTED, { filePath: 'src/workflows/messages.ts' });
    const said = (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
    assert.equal(said.length, 2, said.join('\n'));
    for (const one of said) {
      assert.match(one, /no-restricted-(imports|globals)/);
      assert.match(
        one,
        /patched\(\), replay the recorded histories, record the new path \(docs\/adr\/0004\)/,
      );
    }
  });
});
