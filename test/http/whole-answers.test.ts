import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { caseGateway, contactsPath, idsOf } from './cases/case-gateway.js';
import { requestBytes } from './http-gateway.js';
import { readAnswer } from './raw-client.js';
import { json } from './service.js';

const gateway = caseGateway();
const kept = requestBytes('clerk', { path: contactsPath }).toString().replace('Connection: close\r\n', '');
const last = requestBytes('clerk', { path: contactsPath }).toString();
/** As many records as the number that is asked next. */
const countUp = (size = 10) => {
  let asked = 0;
  return () => {
    asked += 1;
    return json(`{"items": [{"id": ${asked}, "email": "${'a'.repeat(size)}@example.com"}]}`);
  };
};

test('requests in one packet are answered in their order, each whole', async () => {
  for (const size of [10, 20_000]) {
    gateway.it.service.script = countUp(size);
    const bytes = await read(
      connect(gateway.it.port, '127.0.0.1', function (this: Socket) {
        this.write(kept + kept + last);
      }),
    );
    const answers = split(bytes);
    expect(answers.map((answer) => answer.complete)).toEqual([true, true, true]);
    expect(answers.map((answer) => idsOf(answer)[0])).toEqual([1, 2, 3]);
  }
});

test('a client that leaves while its answer waits harms no other, and what it left is counted', async () => {
  const { it } = gateway;
  it.service.script = (_, socket) => {
    // The answer and the end of the first client come in one turn.
    leaving.destroy();
    socket.write(countUp()());
    return null;
  };
  const leaving = connect(it.port, '127.0.0.1', () => leaving.write(kept));
  await new Promise((resolve) => leaving.once('close', resolve));
  it.service.script = countUp();
  expect((await it.ask('clerk', { path: contactsPath })).complete).toBe(true);
  expect(it.log()).not.toContain('exchange_fault');
});

test('many who ask at once each get their own answer, masked by their own purpose', async () => {
  const { it } = gateway;
  it.service.script = (request) => {
    const id = Number(/^GET \/v1\/contacts\/(\d+)/.exec(request)?.[1]);
    const answer = json(`{"id": ${id}, "ssn": "078-05-${id}", "email": "p${id}@example.com", "born": "${id}-05-06"}`);
    return new Promise((resolve) => setTimeout(resolve, id % 7, answer));
  };
  const ids = Array.from({ length: 300 }, (_, index) => 1_000 + index);
  const answers = await Promise.all(ids.map((id) => it.ask('clerk', { path: `${contactsPath}/${id}` })));
  for (const [index, id] of ids.entries()) {
    expect(answers[index]?.body.toString()).toBe(`{"id": ${id}, "ssn": "*******${id}", "email": "p${id}@example.com"}`);
  }
});

function read(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

/** Answers that stand one behind the other. */
function split(bytes: Buffer) {
  const starts = [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 200 OK\r\n/g)].map(({ index }) => index);
  return starts.map((start, at) => readAnswer(bytes.subarray(start, starts[at + 1] ?? bytes.length)));
}
