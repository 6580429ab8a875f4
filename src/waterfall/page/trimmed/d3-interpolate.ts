/* Instead of d3-interpolate, which has colours, strings and objects, too: scales interpolate numbers here, and zooming has no transitions. */
export function interpolateNumber(from: number, to: number): (part: number) => number {
  return (part) => from * (1 - part) + to * part;
}

function unused(): never {
  throw new Error('not in the page');
}

export { interpolateNumber as interpolate, unused as interpolateRound, unused as interpolateZoom, unused as piecewise };
