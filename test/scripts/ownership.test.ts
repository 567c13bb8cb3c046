import assert from 'node:assert/strict';
import { isPostmasterOf, parsePostmasterPid } from '../../scripts/servers/earlier-postmaster.ts';
import { isOurs } from '../../scripts/supervisor/ownership.ts';

const HOME = { root: '/srv/recoup', dataDir: '/srv/recoup/.recoup' };

describe('which processes are ours', () => {
  it('knows its own by the paths in their command lines', () => {
    assert.ok(isOurs(HOME, 'server', '/usr/bin/node --import tsx /srv/recoup/src/server.ts'));
    assert.ok(isOurs(HOME, 'worker', '/usr/bin/node --import tsx /srv/recoup/src/worker.ts'));
    assert.ok(isOurs(HOME, 'sandbox', '/usr/bin/node --import tsx /srv/recoup/test/simulators/main.ts'));
    const temporal = 'temporal server start-dev --db-filename /srv/recoup/.recoup/temporal.db --port 7233';
    assert.ok(isOurs(HOME, 'temporal', temporal));
    assert.ok(isOurs(HOME, 'postgres', '/x/native/bin/postgres -D /srv/recoup/.recoup/postgres -p 1'));
  });

  it('leaves alone a process that only inherited a number of ours', () => {
    assert.ok(!isOurs(HOME, 'server', '/usr/bin/vim /srv/recoup/src/server.ts.orig'));
    assert.ok(!isOurs(HOME, 'server', '/usr/bin/node --import tsx /srv/recoup/src/worker.ts'));
    assert.ok(!isOurs(HOME, 'worker', ''));
  });

  it('leaves alone the servers of another checkout or another DATA_DIR', () => {
    assert.ok(!isOurs(HOME, 'server', '/usr/bin/node --import tsx /srv/other/src/server.ts'));
    assert.ok(!isOurs(HOME, 'temporal', 'temporal server start-dev --db-filename /tmp/x/temporal.db'));
    assert.ok(!isOurs(HOME, 'postgres', '/x/native/bin/postgres -D /srv/recoup/.recoup/postgres2 -p 1'));
    assert.ok(!isPostmasterOf('/usr/bin/pg_ctl -D /data', '/data'));
  });

  it('reads the process number of a postmaster.pid, and none from an empty or foreign one', () => {
    assert.equal(parsePostmasterPid('123\n/data\n'), 123);
    assert.equal(parsePostmasterPid('-123\n/data\n'), 123);
    assert.equal(parsePostmasterPid(''), null);
    assert.equal(parsePostmasterPid('hello'), null);
  });
});
