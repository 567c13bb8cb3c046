import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSequences, type LoadedSequences } from '../../../src/config/sequences/load.ts';
import { textProblems } from '../../../src/config/sequences/step-texts.ts';
import { DAY_MS } from '../../../src/domain/duration.ts';
import { SHIPPED_SEQUENCES } from '../../support/standard-sequence.ts';

const FIRM = `id: firm
version: 2
steps:
  - id: hello
    offset: PT1H
    role: reminder
    template: first_notice
    channels: [email, whatsapp]
  - id: last_call
    offset: P5D
    role: final_notice
    template: final_notice
    channels: whatsapp
  - id: pause
    offset: P10D
    role: suspension
    template: suspension
    action: none
winbackWindow: P10D
endsAs: lapsed
quietBeforeNextAttempt: PT4H
waitForSilentRetry: true
`;

describe('sequence files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-sequences-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const load = async (files: Record<string, string>, hasEmail = false): Promise<LoadedSequences> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return loadSequences({ folder, winbackWindowMs: 20 * DAY_MS, hasEmail });
  };
  const problemsOf = async (files: Record<string, string>) => (await load(files)).problems;

  it('shipped: day 0, 3, 7 and 14 for invoices, a quarter of an hour for orders, and nothing that goes without saying', () => {
    assert.deepEqual(Object.fromEntries(SHIPPED_SEQUENCES.sequences), {
      standard: {
        id: 'standard',
        version: '1',
        steps: [
          { id: 'first_notice', offset: 'PT0S' },
          { id: 'second_notice', offset: 'P3D' },
          { id: 'final_notice', offset: 'P7D' },
          { id: 'suspension', offset: 'P14D' },
        ],
        winbackWindow: 'P30D',
      },
      order: {
        id: 'order',
        version: '1',
        steps: [{ id: 'order_notice', offset: 'PT15M' }],
        winbackWindow: 'PT23H45M',
        endsAs: 'expired',
      },
    });
    assert.deepEqual(SHIPPED_SEQUENCES.rules, []);
  });

  it('stand beside ours, with ids, texts and channels of their own', async () => {
    const { book, problems } = await load({ 'firm.yaml': FIRM, 'notes.txt': 'none of ours' });
    assert.deepEqual(problems, []);
    assert.deepEqual([...book.sequences.keys()], ['order', 'standard', 'firm']);
    assert.deepEqual(book.sequences.get('firm'), {
      id: 'firm',
      version: '2',
      steps: [
        {
          id: 'hello',
          offset: 'PT1H',
          role: 'reminder',
          template: 'first_notice',
          channels: ['email', 'whatsapp'],
        },
        {
          id: 'last_call',
          offset: 'P5D',
          role: 'final_notice',
          template: 'final_notice',
          channels: ['whatsapp'],
        },
        { id: 'pause', offset: 'P10D', role: 'suspension', template: 'suspension', action: 'none' },
      ],
      winbackWindow: 'P10D',
      waitForSilentRetry: true,
      quietBeforeNextAttempt: 'PT4H',
    });
  });

  it('take the place of ours with the same id; WINBACK_WINDOW counts where they do not say it', async () => {
    const text = `id: standard\nversion: 1.10\nsteps:\n  - id: first_notice\n    offset: PT0S\n`;
    const { book, problems } = await load({ 'ours.yml': text });
    assert.deepEqual(problems, []);
    const { version, steps, winbackWindow } = book.sequences.get('standard')!;
    assert.deepEqual(
      { version, steps, winbackWindow },
      {
        version: '1.10',
        steps: [{ id: 'first_notice', offset: 'PT0S' }],
        winbackWindow: 'P20D',
      },
    );
  });

  const changed = (from: string, to: string): string => {
    assert.ok(FIRM.includes(from), from);
    return FIRM.replace(from, to);
  };
  /** What is wrong → what is said of it, with line and field. */
  const REFUSALS: readonly (readonly [what: string, text: () => string, problems: readonly RegExp[]])[] = [
    ['no YAML', () => 'id: [firm', [/^own\.yaml line 1: is no YAML/]],
    ['a key twice', () => FIRM + 'version: 3\n', [/line 2\d: is no YAML: Map keys must be unique/]],
    ['an empty file', () => '', [/^own\.yaml line 1: must be a map of fields/]],
    [
      'an unknown field',
      () => changed('    channels: whatsapp\n', '    chanels: whatsapp\n'),
      [
        /line 13, steps\[1\]\.chanels: is no field: write one of id, offset, role, template, channels, action/,
      ],
    ],
    [
      'no steps and no version',
      () => 'id: firm\n',
      [/line 1, version: is missing: write a version/, /line 1, steps: must be a list of steps/],
    ],
    ['no step at all', () => 'id: a\nversion: 1\nsteps: []\n', [/line 3, steps: must have a step at least/]],
    ['an id with capitals', () => changed('id: firm', 'id: Firm'), [/line 1, id: write small letters/]],
    [
      'a step named like an outcome',
      () => changed('id: hello', 'id: recovered'),
      [/line 4, steps\[0\]\.id: must be small letters.*no word with another meaning/],
    ],
    [
      'two steps of one name',
      () => changed('id: last_call', 'id: hello'),
      [/line 9, steps\[1\]\.id: is the id of another step too/],
    ],
    [
      'an offset in words, and one in months',
      () => changed('PT1H', '1 hour').replace('P5D', 'P1M'),
      [/line 5, steps\[0\]\.offset: must be an ISO 8601 duration/, /line 10, steps\[1\]\.offset: must be/],
    ],
    [
      'a role nobody knows',
      () => changed('role: reminder', 'role: nag'),
      [/line 6, steps\[0\]\.role: must be reminder or final_notice or suspension or order/],
    ],
    [
      'a step of its own name without a role',
      () => changed('    role: reminder\n', ''),
      [/line 4, steps\[0\]\.role: is missing: write reminder, final_notice, suspension or order/],
    ],
    [
      'a text of another role',
      () => changed('template: final_notice', 'template: suspension'),
      [/steps\[1\]\.template: suspension is no text for a final_notice: write final_notice/],
    ],
    [
      'a channel nobody knows',
      () => changed('channels: whatsapp', 'channels: fax'),
      [/line 13, steps\[1\]\.channels\[0\]: must be whatsapp or email/],
    ],
    [
      'a channel twice',
      () => changed('[email, whatsapp]', '[email, email]'),
      [/line 8, steps\[0\]\.channels: names a channel twice/],
    ],
    [
      'e-mail alone without a mail server',
      () => changed('[email, whatsapp]', 'email'),
      [/line 8, steps\[0\]\.channels: is e-mail only, and there is no mail server: set SMTP_URL/],
    ],
    [
      'two messages within a day',
      () => changed('P5D', 'PT20H'),
      [/line 10, steps\[1\]\.offset: comes too soon after hello \(a day at least\): write P1DT1H or more/],
    ],
    [
      'a suspension without notice',
      () => changed('P10D\n    role', 'P7D\n    role'),
      [
        /line 15, steps\[2\]\.offset: comes too soon after last_call \(3 days of notice at least\): write P8D/,
      ],
    ],
    [
      'a suspension without a final notice',
      () =>
        changed(
          'role: final_notice\n    template: final_notice',
          'role: reminder\n    template: first_notice',
        ),
      [/line 16, steps\[2\]\.role: suspension needs a step with role: final_notice before it/],
    ],
    [
      'a final notice of a suspension that never comes',
      () => FIRM.replace(/ {2}- id: pause\n(?: {4}.*\n)+/, ''),
      [/line 11, steps\[1\]\.role: prints the date of a suspension that never comes/],
    ],
    [
      'a second notice without a suspension',
      () => 'id: a\nversion: 1\nsteps:\n  - { id: second_notice, offset: P1D }\n',
      [/line 4, steps\[0\]\.role: prints the date of a suspension that never comes/],
    ],
    [
      'a reminder after the final notice',
      () =>
        changed(
          '  - id: pause\n    offset: P10D',
          '  - { id: first_notice, offset: P6D }\n  - id: pause\n    offset: P12D',
        ),
      [/line 14, steps\[2\]: comes after the final notice, which is the last reminder/],
    ],
    [
      'two suspensions',
      () =>
        changed(
          'winbackWindow',
          '  - { id: again, offset: P20D, role: suspension, template: suspension }\nwinbackWindow',
        ),
      [/line 19, steps\[3\]\.role: suspension is there already: a sequence has one/],
    ],
    [
      'four reminders',
      () =>
        changed(
          '  - id: hello\n    offset: PT1H',
          '  - { id: first_notice, offset: PT0S }\n  - { id: second_notice, offset: P1D }\n  - id: hello\n    offset: P3D',
        ),
      [/line 11, steps\[3\]: is reminder 4: at most 3, the final notice among them/],
    ],
    [
      'suspending with a reminder',
      () => changed('[email, whatsapp]', '[email, whatsapp]\n    action: suspend'),
      [/line 9, steps\[0\]\.action: suspend belongs to a step with role: suspension/],
    ],
    [
      'an order among reminders',
      () =>
        changed('template: first_notice', 'template: order_notice').replace('role: reminder', 'role: order'),
      [
        /line 6, steps\[0\]\.role: order stands beside other roles/,
        /quietBeforeNextAttempt: has no meaning for orders/,
        /waitForSilentRetry: has no meaning for orders/,
      ],
    ],
    [
      'invoices asked for with the default of orders',
      () => changed('id: firm', 'id: order'),
      [/line 1, id: is the default of every order: name this sequence differently/],
    ],
    [
      'a truth in words',
      () => changed('Retry: true', 'Retry: yes'),
      [/waitForSilentRetry: must be true or false/],
    ],
    [
      'a week of quiet',
      () => changed('PT4H', 'P7D'),
      [/line \d+, quietBeforeNextAttempt: must be P1D or less/],
    ],
    ['another end', () => changed('lapsed', 'cancelled'), [/endsAs: must be lapsed or expired/]],
  ];
  for (const [what, text, expected] of REFUSALS) {
    it(`with ${what} are refused, with line, field and remedy`, async () => {
      const problems = await problemsOf({ 'own.yaml': text() });
      assert.equal(problems.length, expected.length, problems.join('\n'));
      for (const [index, problem] of problems.entries()) {
        assert.match(problem, expected[index]!);
        assert.match(problem, /^own\.yaml line \d+/);
      }
    });
  }

  it('that are refused name every problem of every file at once', async () => {
    const problems = await problemsOf({
      'a.yaml': 'id: a\nversion: 1\nsteps: []\n',
      'b.yaml': FIRM,
      'c.yaml': FIRM,
      'rules.yaml':
        'rules:\n  - { use: a, when: { kind: invoice } }\n  - { use: vip, when: { kind: invoice } }\n',
    });
    assert.deepEqual(problems, [
      'a.yaml line 3, steps: must have a step at least',
      'c.yaml line 1, id: firm is the id of another file too: name this one differently',
      'rules.yaml line 3, rules[1].use: vip is no sequence: write one of order, standard, firm',
    ]);
  });

  it('are refused where the folder is none', () => {
    const { problems } = loadSequences({
      folder: join(folder, 'away'),
      winbackWindowMs: DAY_MS,
      hasEmail: false,
    });
    assert.deepEqual(problems, [
      'the folder cannot be read (ENOENT): give the path of a folder with .yaml files, or leave it out',
    ]);
  });

  describe('that name texts of the business’s own', () => {
    const kinds: Record<string, string> = {
      warm: 'first_notice',
      dated: 'second_notice',
      late: 'suspension',
    };
    const problemsWith = async (text: string) => {
      const { texts, problems } = await load({ 'own.yaml': text });
      assert.deepEqual(problems, []);
      return textProblems(texts, (id) => kinds[id] ?? null);
    };

    it('are taken where each is there, and is sent in place of one that fits', async () => {
      assert.deepEqual(await problemsWith(changed('first_notice', 'warm')), []);
      assert.deepEqual(await problemsWith(changed('first_notice', 'dated')), []);
      assert.deepEqual(await problemsWith(FIRM), []);
    });

    it('are refused where it is not there', async () => {
      assert.deepEqual(await problemsWith(changed('    template: first_notice\n', '')), [
        'own.yaml line 4, steps[0].template: hello is no text: write first_notice or second_notice, or a text of your own ' +
          'with like: first_notice in TEMPLATES_DIR',
      ]);
    });

    it('are refused where it says something else, or a date that never comes', async () => {
      const [late] = await problemsWith(changed('first_notice', 'late'));
      assert.match(
        late!,
        /line 7, steps\[0\]\.template: late is sent in place of suspension: write first_notice or/,
      );
      const [dated] = await problemsWith(
        'id: a\nversion: 1\nsteps:\n  - { id: dated, offset: P1D, role: reminder }\n',
      );
      assert.match(
        dated!,
        /dated is sent in place of second_notice: write first_notice, or a text of your own/,
      );
    });
  });
});
