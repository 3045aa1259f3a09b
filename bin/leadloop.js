#!/usr/bin/env node
// The command `leadloop`, for whatever Node the machine has: the project itself needs Node 24 and brings it along.
import { spawn } from 'node:child_process';
import console from 'node:console';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // What is loaded from here on is compiled once and kept in the system's temporary folder: later starts take half as long, and
  // what takes the types out needs not be loaded at all.
  const { enableCompileCache, getCompileCacheDir } = await import('node:module');
  enableCompileCache();
  // Threads read from here what to keep theirs in; what they are told of is the folder of this version of Node within it.
  const folder = getCompileCacheDir();
  if (folder !== undefined) process.env['NODE_COMPILE_CACHE'] = dirname(folder);
  await import('../src/cli/main.ts');
} else {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) {
    restart(own);
  } else {
    console.error(`Leadloop needs Node ${NEEDED} or later; this is ${process.versions.node}.`);
    console.error(`Run "npm ci" in ${root}, which brings it along, or install a newer Node.`);
    process.exitCode = 1;
  }
}

function restart(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; a second one would be taken for "stop at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? code : 128 + constants.signals[signal]);
  });
}
