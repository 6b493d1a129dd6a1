/** What a resource is when nothing more is said of it. */
export const plainResource = {
  records: '$',
  subject: null,
  query: [],
  parameters: new Map(),
  retain: null,
  envelope: new Map(),
  headers: new Map(),
  statuses: [200, 201],
  format: 'json',
  body: 'json',
  prefix: '',
  delimiter: ',',
  events: [],
  literals: [],
  match: 'exact',
} as const;
