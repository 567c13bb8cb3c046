/* Points git at the hooks of this repository; does nothing outside a git checkout (a production install). */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync('.git')) execFileSync('git', ['config', 'core.hooksPath', 'scripts/hooks']);
