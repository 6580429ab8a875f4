import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const MANIFEST = { name: 'released', version: '1.0.0', repository: 'github:nobody/released', type: 'commonjs' };
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- It works.\n\n## [1.0.0] - 2026-01-01\n\n- First.\n';

let folder: string;
const inFolder = (file: string): string => path.join(folder, file);
const textOf = (file: string): string => readFileSync(inFolder(file), 'utf8');
const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

function commit(manifest: object, changelog: string): void {
  writeFileSync(inFolder('package.json'), JSON.stringify(manifest));
  writeFileSync(inFolder('CHANGELOG.md'), changelog);
  git('add', '--all');
  git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--allow-empty', '--message', 'chore: begin');
}

function release(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release.mts', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: (stdout + stderr).trim() };
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'release-'));
  mkdirSync(inFolder('scripts/release'), { recursive: true });
  for (const file of ['release.mts', 'run.mts', 'release/changelog.ts']) cpSync(path.join(ROOT, 'scripts', file), inFolder(`scripts/${file}`));
  symlinkSync(path.join(ROOT, 'node_modules'), inFolder('node_modules'));
  writeFileSync(inFolder('.gitignore'), 'node_modules\n');
  git('init', '--quiet');
  git('config', 'user.name', 'spec');
  git('config', 'user.email', 'spec@localhost');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('sets the version, dates the changes, commits and tags', () => {
  commit(MANIFEST, CHANGELOG);

  expect(release('1.1.0')).toEqual({ status: 0, said: 'Tagged v1.1.0. Publish it: git push --follow-tags' });
  expect(JSON.parse(textOf('package.json'))).toMatchObject({ version: '1.1.0' });
  expect(textOf('CHANGELOG.md')).toMatch(
    /^# Changelog\n\n## \[Unreleased\]\n\n## \[1\.1\.0\] - \d{4}-\d\d-\d\d\n\n### Fixed\n\n- It works\.\n\n## \[1\.0\.0\]/,
  );
  expect(git('status', '--porcelain')).toBe('');
  expect(git('describe', '--exact-match')).toBe('v1.1.0');
});

it.each([
  ['no version', [], MANIFEST, CHANGELOG, 'The version is missing or not semantic: npm run release -- 1.2.0'],
  ['an old version', ['1.0.0'], MANIFEST, CHANGELOG, '1.0.0 is not after 1.0.0, the version in package.json.'],
  ['no repository', ['1.1.0'], { ...MANIFEST, repository: undefined }, CHANGELOG, 'package.json needs `repository`'],
  ['no changes', ['1.1.0'], MANIFEST, CHANGELOG.replace('- It works.', '').replace('### Fixed', ''), 'CHANGELOG.md has no changes'],
])('changes nothing where there is %s', (_, args, manifest, changelog, message) => {
  commit(manifest, changelog);

  const { status, said } = release(...args);

  expect(status).toBe(1);
  expect(said).toContain(message);
  expect(git('status', '--porcelain')).toBe('');
  expect(git('tag')).toBe('');
});

it('changes nothing where something is not committed', () => {
  commit(MANIFEST, CHANGELOG);
  writeFileSync(inFolder('new.txt'), '');

  expect(release('1.1.0')).toEqual({ status: 1, said: 'There are uncommitted changes. Commit or stash them, then release.' });
});
