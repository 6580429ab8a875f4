/* Instead of d3-format, which scales use for texts of ticks: the page writes its own. */
function unused(): never {
  throw new Error('not in the page');
}

export {
  unused as format,
  unused as formatPrefix,
  unused as formatSpecifier,
  unused as precisionFixed,
  unused as precisionPrefix,
  unused as precisionRound,
};
