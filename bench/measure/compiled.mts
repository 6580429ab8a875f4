import path from 'node:path';

/**
 * The path of a file that was laid beside the compiled program that runs.
 *
 * @param file - its path within this folder, compiled
 */
export function compiled(file: string): string {
  return path.join(path.dirname(process.argv[1] ?? ''), file);
}
