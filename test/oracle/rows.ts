/** What the store holds, as PostgreSQL's text; null is NULL. */
export type Row = Readonly<Record<string, string | null>>;
export type Rows = ReadonlyMap<string, readonly Row[]>;

/**
 * Which secrets a store holds. `a` and `b` differ in all that `mailer` and `analyst` may not see: values behind masks, and rows
 * of people who refused. There, values are such that a cast, a division or a pattern raises on them, while it does not on any
 * value that may be seen. `none` holds nothing that raises.
 */
export type Secrets = 'none' | 'a' | 'b';

const cities = ['Berlin', 'Rome', 'Oslo', null, 'Lima'];
const moods = ['sad', 'ok', 'happy', null];

/** People whom everybody may see, less those from Paris (15, 16) and those who never said (17, 18). */
const seen = Array.from({ length: 18 }, (_, index) => index + 1);

/** People who refused marketing and objected to studies. */
function refusing(secrets: Secrets): readonly string[] {
  if (secrets === 'a') return ['101', '102', '103', '104', '105', '106'];
  if (secrets === 'b')
    return ['101', '103', '5000000001', '5000000002', '5000000003', '107', '108', '109', '9000000000000000001'];
  return ['101', '102', '103'];
}

const pick = <Item>(items: readonly Item[], index: number): Item | null => items[index % items.length] ?? null;

function seenPerson(id: number, secrets: Secrets): Row {
  // Behind masks: the initial, the year and the bucket of 50 stay, what they stand for does not.
  const other = secrets === 'b';
  const initial = String.fromCharCode(64 + ((id * 7) % 26) + (id % 2 === 0 ? 1 : 0));
  return {
    id: String(id),
    name: `${initial}${other ? `nonymous ${id * 31}` : `da ${id}`}`,
    email: id === 9 ? null : `user${id}@example.${pick(['com', 'org', 'net'], id)}`,
    code: id === 13 ? null : String(id * 3),
    ssn: `${other ? 9000 + id : 1000 + id}-${id}`,
    born: id === 4 ? null : `${1960 + ((id * 5) % 40)}-${other ? '11-20' : '03-04'}`,
    score: id === 6 ? null : String((id % 9) + 1),
    balance: id === 8 ? null : String((id % 5) * 50 + (other ? 49.99 : 1.5)),
    seen: id === 3 ? null : `2026-0${(id % 8) + 1}-${other ? 19 : 11} 10:0${id % 7}:00+00`,
    tags: id === 5 ? null : `{${id},${id % 4},x${id % 3}}`,
    doc: id === 7 ? null : JSON.stringify({ n: id, s: String(id % 6), list: [id, id % 3], deep: { k: `v${id % 4}` } }),
    mood: pick(moods, id),
    active: id === 10 ? null : String(id % 3 !== 0),
    city: id === 15 || id === 16 ? 'Paris' : pick(cities, id),
    card: id === 11 ? null : cardOf(id),
    member_no: id === 12 ? null : String(500 + id),
    profile: id === 2 ? null : JSON.stringify(profileOf(id, initial, other)),
    note: noteOf(id, other),
  };
}

/** Of whom to ask nothing is seen, but that there is somebody. */
function noteOf(id: number, other: boolean): string | null {
  const whom = other ? `joe.${id * 7}@there.example` : `jane${id}@here.example`;
  const number = other ? `+49 171 ${1_000_000 + id}` : `030 ${90_000_000 + id * 3}`;
  return pick([`ask ${whom}`, 'rang twice', `call ${number}, or write to ${whom}`, null, `${id} of 7`], id);
}

/** A number that its holder can say. */
export const cardOf = (id: number): string => `4000-${String(id * 37).padStart(4, '0')}`;

/** What is declared of it, and what is not; behind masks the stores differ. */
function profileOf(id: number, initial: string, other: boolean): unknown {
  return {
    n: id % 6,
    s: `${initial}${other ? 'x' : 'y'}`,
    list: id === 14 ? [] : [id % 4, 'x', { k: id % 2 }],
    ...(id === 8
      ? {}
      : {
          deep: {
            k: id === 10 ? null : `k${id % 5}@example.${pick(['com', 'org'], id)}`,
            day: `${1970 + (id % 9)}-0${other ? 2 : 7}-11`,
            hidden: other,
          },
        }),
    cards: Array.from({ length: id % 3 }, (_, at) => ({
      no: `77-${id}${at}99`,
      kind: pick(['debit', 'credit'], at),
      hidden: other,
    })),
    hidden: other ? 'SECRET-b' : 'SECRET-a',
  };
}

function refusingPerson(id: string, index: number, secrets: Secrets): Row {
  const benign = secrets === 'none';
  const bad = <Item>(good: Item, evil: Item): Item => (benign ? good : evil);
  const mark = `SECRET-${secrets}-${index}`;
  return {
    id,
    name: bad(`Zoe ${index}`, mark),
    email: bad(`zoe${index}@example.com`, index === 0 ? 'user1@example.org2' : `${mark}@hidden.example`),
    code: bad(String(40 + index), pick([mark, 'trailing\\', '(', 'x'.repeat(3_000)], index)),
    ssn: bad(`77-${index}`, mark),
    born: bad('1970-01-01', pick(['5874000-01-01', '4713-01-01 BC', 'infinity'], index)),
    score: bad('3', pick(['0', '2147483647', '-2147483648'], index)),
    balance: bad('10.00', pick(['999999999999.99', 'NaN'], index)),
    seen: bad('2026-01-01 00:00:00+00', pick(['294276-12-01 00:00:00+00', 'infinity'], index)),
    tags: bad('{1,2,x1}', `{${mark},oops}`),
    doc: bad('{"n":1,"s":"1","list":[1]}', `{"n":"${mark}","s":"${mark}","list":{"k":1},"deep":7}`),
    mood: 'sad',
    active: 'true',
    city: pick(['Berlin', 'Rome', null, 'Oslo', 'Paris'], index),
    card: bad(`4100-${index}`, mark),
    member_no: String(600 + index + (secrets === 'b' ? 50 : 0)),
    profile: bad(
      '{"n":1,"s":"1","list":[1],"deep":{"k":"a@example.com","day":"1970-01-01"},"cards":[]}',
      pick([`{"n":"${mark}","s":7,"list":{"k":1},"deep":[],"cards":"${mark}"}`, `"${mark}"`, '[1]'], index),
    ),
    note: bad(`ask zoe${index}@example.com`, pick([mark, '(', 'ends\\\\', `${mark}@hidden.example`], index)),
  };
}

const states = ['new', 'paid', 'sent', null];

export function storeRows(secrets: Secrets): Rows {
  const refused = refusing(secrets);
  const benign = secrets === 'none';
  const people = [
    ...seen.map((id) => seenPerson(id, secrets)),
    ...refused.map((id, index) => refusingPerson(id, index, secrets)),
  ];
  const buyers: (string | null)[] = [...seen.slice(0, 16).map(String), '2', '3', '3', '4', null, '12', '17', '1'];
  const seenOrders = buyers.map((person, index) =>
    order(index + 1, person, String((index % 7) * 20 + 5), String((index % 6) + 1), index),
  );
  const hiddenOrders = refused.map((person, index) =>
    order(200 + index, person, benign ? '12' : '9999999999.99', benign ? '2' : pick(['0', '2147483647'], index), index),
  );
  const orders = [...seenOrders, ...hiddenOrders];
  return new Map<string, readonly Row[]>([
    ['people', people],
    ['orders', orders],
    ['lines', orders.flatMap((parent, index) => lines(parent, index, benign))],
    ['tickets', tickets(refused, benign)],
    ['vehicles', vehicles(refused, benign).filter((_, index) => index % 3 !== 0)],
    [
      'cars',
      vehicles(refused, benign)
        .filter((_, index) => index % 3 === 0)
        .map((row, index) => ({ ...row, doors: String(index + 2) })),
    ],
    ['products', products],
    ['numbers', numbers],
    ['consent', consents(refused)],
  ]);
}

function order(id: number, person: string | null, total: string, qty: string | null, index: number): Row {
  return {
    id: String(id),
    person_id: person,
    total,
    placed: `2026-02-${10 + (index % 9)} 08:00:00+00`,
    state: pick(states, index),
    qty,
  };
}

/** An order without a person is nobody's, and hidden from those who need to know whose it is; its lines are as well. */
function lines(parent: Row, index: number, benign: boolean): readonly Row[] {
  const hidden = Number(parent.id) >= 200 && !benign;
  return Array.from({ length: (index % 3) + 1 }, (_, line) => ({
    order_id: parent.id ?? null,
    line: String(line + 1),
    sku: hidden ? `evil${line}` : `sku${(index + line) % 5}`,
    quantity: hidden ? '0' : String(((index + line) % 4) + 1),
  }));
}

function tickets(refused: readonly string[], benign: boolean): readonly Row[] {
  const known = seen.map((person, index) => ({
    id: String(index * 2 + 1),
    person_id: String(person),
    body: pick(['broken%', 'late', 'a.c', null, 'b+'], index),
    opened: `2026-03-0${(index % 9) + 1}`,
  }));
  const hidden = refused.map((person, index) => ({
    id: String(index * 3 + 2),
    person_id: person,
    body: benign ? 'fine' : pick(['(', 'ends\\', '[a'], index),
    opened: benign ? '2026-03-01' : '5874000-01-01',
  }));
  return [...known, ...hidden];
}

function vehicles(refused: readonly string[], benign: boolean): readonly Row[] {
  const known = seen.slice(0, 12).map((person, index) => ({
    id: String(index + 1),
    person_id: String(person),
    plate: `P${person}`,
    wheels: String((index % 3) + 2),
  }));
  const hidden = refused.map((person, index) => ({
    id: String(300 + index),
    person_id: person,
    plate: benign ? 'PX' : `SECRET-PLATE-${index}`,
    wheels: benign ? '4' : '0',
  }));
  return [...known, ...hidden];
}

const products: readonly Row[] = Array.from({ length: 6 }, (_, index) => ({
  sku: `sku${index}`,
  title: `Thing ${index}`,
  price: String(index * 4.5),
  attrs: JSON.stringify({ color: pick(['red', 'blue'], index), size: index }),
}));

const numbers: readonly Row[] = Array.from({ length: 14 }, (_, index) => ({
  n: String(index + 1),
  big: String((index % 5) + 1),
  half: String(index / 2),
  amount: String(index * 1.25),
  word: pick(['one', 'two', null, '3', 'A%'], index),
  day: `2026-0${(index % 9) + 1}-15`,
  at: `2026-0${(index % 9) + 1}-15 12:00:00+00`,
  flag: pick(['true', 'false', null], index),
}));

function consents(refused: readonly string[]): readonly Row[] {
  const record = (person: string, purpose: string, state: string, until: string | null): Row => ({
    person_id: person,
    purpose,
    state,
    until,
  });
  return [
    ...seen.slice(0, 16).map((id) => record(String(id), 'offers', 'given', id === 2 ? '2999-01-01 00:00:00+00' : null)),
    record('18', 'offers', 'given', '2020-01-01 00:00:00+00'),
    record('12', 'study', 'refused', null),
    record('5', 'study', 'given', null),
    ...refused.flatMap((person) => [
      record(person, 'offers', 'refused', null),
      record(person, 'study', 'refused', null),
    ]),
  ];
}
