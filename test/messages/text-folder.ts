import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintTexts } from '../../src/messages/lint/lint-texts.ts';

/** Runs with a folder of one's own that holds these files, as TEMPLATES_DIR names it. */
export function withFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'recoup-texts-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is found where this `en.yaml` lies over the shipped texts, and only English is written. */
export function lintWritten(english: string) {
  return withFolder({ 'en.yaml': english, 'settings.yaml': 'languages: [en]\n' }, (folder) =>
    lintTexts({ folder, businessName: 'Northwind Coffee', chosenOnly: true }),
  );
}
