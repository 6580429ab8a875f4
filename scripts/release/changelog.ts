const UNRELEASED = '## [Unreleased]\n';

/**
 * Gives the unreleased changes of a changelog a version and a date, as https://keepachangelog.com/en/1.1.0 has it.
 *
 * @param date - as YYYY-MM-DD
 * @throws Error if nothing has changed since the last release
 */
export function released(changelog: string, version: string, date: string): string {
  const [before = '', after] = changelog.split(UNRELEASED);
  const changes = after?.split(/^## /m)[0]?.trim() ?? '';
  if (changes === '') throw new Error('CHANGELOG.md has no changes under "## [Unreleased]". Describe what changed for users, then release.');
  return `${before}${UNRELEASED}\n## [${version}] - ${date}\n${after ?? ''}`;
}
