/**
 * Writes the times of frames above their places, as many as there is room for.
 *
 * @param scale - how many ms a frame is
 */
export function ruler(places: readonly { readonly frame: number; readonly start: number }[], scale: number): string {
  let line = '';
  for (const { frame, start } of places) if (line === '' || start > line.length) line = line.padEnd(start) + String(frame * scale);
  return line;
}
