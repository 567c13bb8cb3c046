import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Cache {
  cacheRoot: (env: NodeJS.ProcessEnv) => string;
  fillDirectory: (target: string, fill: (draft: string) => Promise<void>) => Promise<void>;
}
interface NodeVersion {
  satisfies: (version: string, range: string) => boolean;
}
interface Dependencies {
  isInstalled: (root: string) => boolean;
}
interface Servers {
  findServer: (tool: object, explicit: string) => Promise<{ path?: string; problem?: string }>;
}

/** Set-up is plain JavaScript, because it runs before tsx is there. */
function load(file: string): Promise<unknown> {
  return import(new URL(`../../scripts/setup/${file}`, import.meta.url).href);
}

describe('set-up', () => {
  let folder: string;
  const before = process.env['XDG_CACHE_HOME'];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-setup-'));
    process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  });

  afterEach(async () => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
    await rm(folder, { recursive: true, force: true });
  });

  it('accepts exactly the Node versions package.json allows', async () => {
    const { satisfies } = (await load('node-version.mjs')) as NodeVersion;
    const range = '>=20.19.0 <21 || >=22.12.0';
    const accepted = ['20.19.0', '20.20.2', '22.12.0', '24.1.0'].map((version) => satisfies(version, range));
    const refused = ['18.20.0', '20.18.9', '21.0.0', '22.11.0'].map((version) => satisfies(version, range));
    assert.deepEqual([accepted, refused], [Array(4).fill(true), Array(4).fill(false)]);
  });

  it('keeps tools in XDG_CACHE_HOME, else below the home directory', async () => {
    const { cacheRoot } = (await load('cache.mjs')) as Cache;
    assert.equal(cacheRoot({ XDG_CACHE_HOME: '/c' }), '/c/recoup');
    assert.match(cacheRoot({ XDG_CACHE_HOME: '' }), /[\\/]\.cache[\\/]recoup$/);
  });

  it('leaves nothing in the cache when filling it fails', async () => {
    const { fillDirectory } = (await load('cache.mjs')) as Cache;
    const target = join(folder, 'tool@1');
    const fill = async (draft: string) => {
      await writeFile(join(draft, 'half'), '');
      throw new Error('no network');
    };
    await assert.rejects(fillDirectory(target, fill), /no network/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('gives the cache to one of two who fill it at once, whole', async () => {
    const { fillDirectory } = (await load('cache.mjs')) as Cache;
    const target = join(folder, 'tool@1');
    const fill = (word: string) => async (draft: string) => {
      await writeFile(join(draft, 'first'), word);
      await writeFile(join(draft, 'second'), word);
    };
    await Promise.all([fillDirectory(target, fill('a')), fillDirectory(target, fill('b'))]);
    assert.equal(
      await readFile(join(target, 'first'), 'utf8'),
      await readFile(join(target, 'second'), 'utf8'),
    );
    assert.deepEqual(await readdir(folder), ['tool@1']);
  });

  it('installs again when a version differs from the lock file, not for a package of another platform', async () => {
    const { isInstalled } = (await load('dependencies.mjs')) as Dependencies;
    const lock = (packages: object) => JSON.stringify({ packages });
    const installed = join(folder, 'node_modules', '.package-lock.json');
    await mkdir(join(folder, 'node_modules'));
    const wanted = { '': {}, 'node_modules/a': { version: '1.0.0' } };
    const elsewhere = { 'node_modules/b': { version: '1.0.0', optional: true } };
    await writeFile(join(folder, 'package-lock.json'), lock({ ...wanted, ...elsewhere }));
    assert.equal(isInstalled(folder), false);
    await writeFile(installed, lock({ 'node_modules/a': { version: '1.0.0' } }));
    assert.equal(isInstalled(folder), true);
    await writeFile(installed, lock({ 'node_modules/a': { version: '1.0.1' } }));
    assert.equal(isInstalled(folder), false);
  });

  describe('finding a server', () => {
    const tool = (changes: object) => ({
      title: 'tool',
      variable: 'TOOL_PATH',
      program: 'no-such-tool',
      version: '1',
      sdkServer: 'no-such-server',
      buildTitle: 'building the tool',
      remedy: 'Install the tool.',
      inCache: () => false,
      verify: async () => {},
      build: async () => {},
      ...changes,
    });

    it('ends with the reason when an explicit path does not work, instead of looking further', async () => {
      const { findServer } = (await load('servers.mjs')) as Servers;
      const program = join(folder, 'tool');
      await writeFile(program, '#!/bin/sh\n');
      await chmod(program, 0o755);
      const verify = () => Promise.reject(new Error('it says nothing'));
      await assert.rejects(
        findServer(tool({ verify }), program),
        /TOOL_PATH=.*does not work: it says nothing/,
      );
      await assert.rejects(findServer(tool({}), join(folder, 'absent')), /TOOL_PATH=.*absent does not work/);
    });

    it('verifies a program outside the cache once', async () => {
      const { findServer } = (await load('servers.mjs')) as Servers;
      const program = join(folder, 'tool');
      await writeFile(program, '#!/bin/sh\n');
      let verifications = 0;
      const verify = async () => void (verifications += 1);
      assert.deepEqual(await findServer(tool({ verify }), program), { path: program });
      assert.deepEqual(await findServer(tool({ verify }), program), { path: program });
      assert.equal(verifications, 1);
    });
  });
});
