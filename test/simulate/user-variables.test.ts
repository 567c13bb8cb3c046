import assert from 'node:assert/strict';
import { variables } from '../../src/config/variables.ts';
import { OWN_VARIABLES, takenVariables, TAKEN_VARIABLES } from '../../scripts/simulate/user-variables.ts';

describe('the configuration of a simulation', () => {
  it('decides about every variable there is', () => {
    const decided = [...TAKEN_VARIABLES, ...OWN_VARIABLES].sort();
    const remedy = 'name a new variable in scripts/simulate/user-variables.ts: taken from the user, or not';
    assert.deepEqual(decided, Object.keys(variables.shape).sort(), remedy);
  });

  it('takes nothing by which anybody could be reached', () => {
    const reaching = TAKEN_VARIABLES.filter((name) =>
      /KEY|TOKEN|WEBHOOK|DATABASE|ADDRESS|SMTP|BASE|READ_URL/.test(name),
    );
    assert.deepEqual(reaching, []);
    const taken = takenVariables({
      BUSINESS_NAME: 'Harbour Yoga',
      RAPIWA_API_KEY: 'real',
      SLACK_WEBHOOK_URL: 'https://hooks.slack.example/real',
      SOME_NEW_SYSTEM_URL: 'https://real.example',
      DEFAULT_TIME_ZONE: ' ',
    });
    assert.deepEqual(taken, { BUSINESS_NAME: 'Harbour Yoga' });
  });
});
