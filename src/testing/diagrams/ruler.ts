/** Writes frames over the places where they are, as many as there is room for. */
export function ruler(places: readonly { readonly frame: number; readonly start: number }[]): string {
  let line = '';
  for (const { frame, start } of places) if (line === '' || start > line.length) line = line.padEnd(start) + String(frame);
  return line;
}
