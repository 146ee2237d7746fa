// What a build leaves beside the pages: the digest of the sources they were made from, and the licences of what is inside them.
// tests/server/test_front.py computes the same digest; change both together.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INSIDE = ['svelte', 'clsx', 'esm-env'];

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
    const path = `${folder}/${each.name}`;
    return each.isDirectory() ? sources(path) : [path];
  });
}

/** The digest of every source, by name; the made client has types alone, and types are not in what is built. */
export function digest() {
  const names = ['index.html', 'package-lock.json', 'svelte.config.js', 'tsconfig.json', 'vite.config.ts', 'built.mjs', ...sources('src')]
    .filter((name) => name !== 'src/api/schema.d.ts')
    .sort();
  const whole = createHash('sha256');
  for (const name of names) whole.update(`${name} ${createHash('sha256').update(readFileSync(name)).digest('hex')}\n`);
  return whole.digest('hex');
}

export function built() {
  return {
    name: 'yeoun-built',
    closeBundle() {
      const out = '../src/yeoun/server/static';
      writeFileSync(join(out, 'sources.sha256'), digest() + '\n');
      writeFileSync(
        join(out, 'licences.txt'),
        INSIDE.map((name) => {
          const folder = join('node_modules', name);
          const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
          const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
          return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`;
        }).join('\n\n'),
      );
    },
  };
}
