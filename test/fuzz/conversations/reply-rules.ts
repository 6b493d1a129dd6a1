import type { RawFrame } from '../../pg/raw-client.js';

type State = 'new' | 'rows' | 'parameters' | 'copy in' | 'copy out' | 'copied out' | 'ends';

/**
 * What a client that knows the protocol expects of a server: for each message that it has sent, the messages that may answer it
 * (PostgreSQL docs, "Message Flow"). What is not expected is a finding.
 */
export class ReplyRules {
  /** Type bytes of what was sent and is not answered, in order. */
  #sent: string[] = [];
  /** Of the first: how far its answer has come. */
  #state: State = 'new';
  /** A command of the Query that is answered is complete. */
  #isAnswered = false;
  /** After an error, up to the Sync that has yet to be sent. */
  #discards = false;
  /** Whether the server has read a Sync as part of a COPY can't be told from outside: nothing more is expected. */
  #isUnknown = false;
  #isOver = false;
  /** ReadyForQuery's last status. */
  status = 'I';

  /** Nothing more is due unless something is sent. */
  get isSettled(): boolean {
    return this.#isOver || this.#head === undefined || (this.isInCopyIn && !this.#hasCopyEnd);
  }

  /** A ReadyForQuery or flushed answer will come without anything more from the client. */
  get isOwed(): boolean {
    if (this.isSettled || this.#isUnknown) return false;
    return this.#sent.some((type) => 'SQFH'.includes(type));
  }

  get isInCopyIn(): boolean {
    return this.#state === 'copy in';
  }

  get isUnknown(): boolean {
    return this.#isUnknown;
  }

  get #head(): string | undefined {
    return this.#sent[0];
  }

  get #hasOpenData(): boolean {
    return this.#sent.lastIndexOf('d') > Math.max(this.#sent.lastIndexOf('c'), this.#sent.lastIndexOf('f'));
  }

  get #hasCopyEnd(): boolean {
    return this.#sent.some((type) => type === 'c' || type === 'f');
  }

  /** Bytes that are no message, or a Terminate: the connection ends, and until then anything of before may come. */
  ends(): void {
    this.#isUnknown = true;
  }

  sends(type: string): void {
    if (this.#discards && type !== 'S') return;
    if (type === 'S') this.#discards = false;
    // Whether a COPY takes it, or has failed before it, can't be told from here.
    if (type === 'S' && this.#sent.includes('E') && this.#hasOpenData) this.#isUnknown = true;
    this.#sent.push(type);
    this.#skipUnanswered();
  }

  /** What is wrong with this message; null: nothing. */
  comes(frame: RawFrame): string | null {
    if (this.#isOver) return 'something came after the last message';
    if (frame.text.startsWith('FATAL')) {
      this.#isOver = true;
      return null;
    }
    if ('NSA'.includes(frame.type) || this.#isUnknown) return null;
    const head = this.#head;
    if (head === undefined) return `${frame.text} came and nothing was asked`;
    const wrong = this.#isExpected(head, frame) ? null : `${frame.text} came for ${head} (${this.#state})`;
    this.#skipUnanswered();
    return wrong;
  }

  #isExpected(head: string, frame: RawFrame): boolean {
    const { type } = frame;
    if (type === 'E') return this.#fails(head);
    if (head === 'Q') return this.#ofQuery(frame);
    if (head === 'S' || this.#state === 'ends') return type === 'Z' && this.#ready(frame);
    if (head === 'F') return type === 'V' && this.#to('ends');
    if (head === 'E') return this.#ofRows(type, () => this.#done());
    if (head === 'D' && type === 't' && this.#state === 'new') return this.#to('parameters');
    if (head === 'D') return (type === 'T' || type === 'n') && this.#done();
    return type === { P: '1', B: '2', C: '3' }[head] && this.#done();
  }

  #ofQuery(frame: RawFrame): boolean {
    const { type } = frame;
    if (type === 'Z') return this.#isAnswered && ['new', 'ends'].includes(this.#state) && this.#ready(frame);
    if (this.#state === 'ends') return false;
    if (type === 'T') return this.#state === 'new' && this.#to('rows');
    if (type === 'D') return this.#state === 'rows';
    if (type === 's') return false;
    return this.#ofRows(type, () => this.#commandDone());
  }

  /** Of one command: rows, or a COPY. */
  #ofRows(type: string, done: () => boolean): boolean {
    switch (this.#state) {
      case 'copy in':
        return type === 'C' && this.#copyEnds() && done();
      case 'copy out':
        return type === 'd' || (type === 'c' && this.#to('copied out'));
      case 'copied out':
        return type === 'C' && done();
    }
    if (type === 'D') return this.#to('rows');
    if (type === 'G') return this.#to('copy in');
    if (type === 'H') return this.#to('copy out');
    return 'CIs'.includes(type) && done();
  }

  #fails(head: string): boolean {
    const isCopying = this.isInCopyIn;
    if (head === 'Q' || head === 'F' || head === 'S') {
      if (this.#state === 'ends') return false;
      if (isCopying) this.#copyEnds();
      this.#isAnswered = true;
      return this.#to('ends');
    }
    if (isCopying) this.#copyEnds();
    this.#done();
    const at = this.#sent.indexOf('S');
    this.#sent = at < 0 ? [] : this.#sent.slice(at);
    this.#discards = at < 0;
    return true;
  }

  /** What was sent of the data is used up to its end, and so is what the COPY has passed over. */
  #copyEnds(): boolean {
    const at = this.#sent.findIndex((type) => type === 'c' || type === 'f');
    if (at > 0) this.#sent.splice(1, at);
    else this.#sent = [this.#head as string, ...this.#sent.slice(1).filter((type) => type !== 'd')];
    return true;
  }

  #commandDone(): boolean {
    this.#isAnswered = true;
    return this.#to('new');
  }

  #to(state: State): boolean {
    this.#state = state;
    return true;
  }

  #done(): boolean {
    this.#sent.shift();
    this.#isAnswered = false;
    return this.#to('new');
  }

  #ready(frame: RawFrame): boolean {
    this.status = frame.text.slice(2);
    return this.#done();
  }

  /** Nothing answers these, where no COPY reads them. */
  #skipUnanswered(): void {
    if (this.isInCopyIn) return;
    while (this.#head !== undefined && 'Hdcf'.includes(this.#head)) this.#sent.shift();
  }
}
