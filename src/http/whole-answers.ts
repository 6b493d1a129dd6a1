import type { ServerResponse } from 'node:http';

/** What is cheaper to copy than to write on its own. */
const ONE_WRITE_BYTES_MAX = 16 * 1024;

interface Waiting {
  readonly response: ServerResponse;
  readonly body: Buffer;
}

/**
 * Sends bodies that are there whole. Those of one turn of the event loop go out at its end, one after the other: each write wakes
 * whoever reads, and one who sleeps costs more to wake than the answer did. Nobody waits longer by it than for the answers that
 * came with theirs.
 */
export class WholeAnswers {
  #waiting: Waiting[] = [];
  readonly #flush = () => {
    const sent = this.#waiting;
    this.#waiting = [];
    for (const { response, body } of sent) send(response, body);
  };

  /** The head has been written, and has the body's length. The body is not changed from here on. */
  add(response: ServerResponse, body: Buffer): void {
    if (this.#waiting.push({ response, body }) === 1) setImmediate(this.#flush);
  }
}

/** Head and body go out in one write when both are text, which in latin1 each byte is; `end` with a body makes two of them. */
function send(response: ServerResponse, body: Buffer): void {
  const { socket } = response;
  if (body.length > ONE_WRITE_BYTES_MAX || socket === null) {
    response.end(body);
    return;
  }
  socket.cork();
  response.write(body.toString('latin1'), 'latin1');
  socket.uncork();
  response.end();
}
