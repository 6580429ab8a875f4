const { EventEmitter } = require('node:events');

/** A stream that keeps what is written, and a terminal if it says so. */
exports.FakeTerminal = class FakeTerminal extends EventEmitter {
  columns = 80;
  rows = 24;
  written = '';

  constructor(isTTY) {
    super();
    this.isTTY = isTTY;
  }

  write(text) {
    this.written += text;
    return true;
  }

  moveCursor() {
    this.written += '\r';
  }

  cursorTo() {
    this.written += '\r';
  }

  clearScreenDown() {
    this.written += '\n';
  }
};
