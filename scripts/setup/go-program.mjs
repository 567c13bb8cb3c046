import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, runProgram } from './programs.mjs';

/**
 * How a program written in Go gets into the cache.
 * @param {{ program: string, module: string, version: string, limitMs: number }} of `limitMs`: the longest a build may take
 */
export function goProgram({ program, module, version, limitMs }) {
  return {
    program,
    version,
    inCache: (directory) => existsSync(join(directory, program)),
    build: async (directory) => {
      const go = findOnPath('go');
      if (!go) throw new Error('go is not on PATH');
      const env = { ...process.env, GOBIN: directory };
      // Without symbol tables the program is a third smaller.
      const args = ['install', '-ldflags=-s -w', `${module}@v${version}`];
      await runProgram(go, args, { limitMs, cwd: directory, env });
    },
  };
}
