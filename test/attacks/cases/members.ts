import { type AttackCase, answers, type Expectation, family, refused } from '../attack-case.js';

const seen = '{"about": {"city": "Rome"}, "devices": [{"city": "Oslo"}]}';

/** Whatever the answer is, no canary is in it. */
const anything: Expectation = { kind: 'permitted_view' };

/** Members of documents that may not be seen, by every way into a document; `reader` sees cities. */
export const members: readonly AttackCase[] = [
  ...family('members of documents', 'reader', [
    ['the column', 'SELECT profile FROM profiles WHERE id = 1', answers([seen])],
    ['the column as text', 'SELECT profile::text FROM profiles WHERE id = 1', answers([seen])],
    ['what is no object', 'SELECT profile FROM profiles WHERE id > 4 ORDER BY id', answers(['[]'], [null], [null])],
    ['a json', 'SELECT raw FROM profiles WHERE id = 1', answers(['{"about": {"city": "Rome"}}'])],
    [
      'a json with what jsonb has not',
      'SELECT raw FROM profiles WHERE id > 4 ORDER BY id',
      answers([null], [null], [null]),
    ],
    [
      'a column of which some members are withheld',
      'SELECT plain FROM profiles WHERE id = 1',
      answers(['{"about": {"city": "Rome"}, "devices": [{"city": "Oslo"}]}']),
    ],
    ['a column with a dot', 'SELECT "odd.name" FROM profiles WHERE id = 1', answers([null])],
    ['->>', "SELECT profile ->> 'ssn' FROM profiles WHERE id = 1", answers([null])],
    ['-> twice', "SELECT profile -> 'about' -> 'phone' FROM profiles WHERE id = 1", answers([null])],
    ['#>', "SELECT profile #> '{devices,0,ssn}' FROM profiles WHERE id = 1", answers([null])],
    ['#>>', "SELECT raw #>> '{ssn}' FROM profiles WHERE id = 1", answers([null])],
    ['a subscript', "SELECT profile['ssn'] FROM profiles WHERE id = 1", answers([null])],
    ['a subscript of a subscript', "SELECT profile['devices'][0]['ssn'] FROM profiles WHERE id = 1", answers([null])],
    [
      'jsonb_extract_path_text',
      "SELECT jsonb_extract_path_text(profile, 'about', 'phone') FROM profiles WHERE id = 1",
      answers([null]),
    ],
    ['?', "SELECT count(*) FROM profiles WHERE profile ? 'ssn'", answers(['0'])],
    ['?|', "SELECT count(*) FROM profiles WHERE profile ?| ARRAY['ssn', 'notecanary']", answers(['0'])],
    ['@>', `SELECT count(*) FROM profiles WHERE profile @> '{"ssn": "ssncanary-1"}'`, answers(['0'])],
    ['<@', `SELECT id FROM profiles WHERE profile <@ '${seen}' AND id < 4 ORDER BY id`, answers(['1'], ['2'], ['3'])],
    ['@?', `SELECT count(*) FROM profiles WHERE profile @? '$.ssn ? (@ starts with "ssn")'`, answers(['0'])],
    ['@@', `SELECT count(*) FROM profiles WHERE profile @@ '$.**.ssn like_regex "."'`, answers(['0'])],
    ['equality with a member', "SELECT count(*) FROM profiles WHERE profile ->> 'ssn' = 'ssncanary-1'", answers(['0'])],
    ['a cast that fails', "SELECT CAST(profile ->> 'ssn' AS int) FROM profiles WHERE id = 1", answers([null])],
    ['a cast of a number that fails', 'SELECT CAST(profile AS int) FROM profiles WHERE id = 6', answers([null])],
    [
      'jsonb_each',
      'SELECT e.key FROM profiles, jsonb_each(profile) e WHERE id = 1 ORDER BY 1',
      answers(['about'], ['devices']),
    ],
    [
      'jsonb_each_text',
      'SELECT e.key FROM profiles, jsonb_each_text(plain) e WHERE id = 1 ORDER BY 1',
      answers(['about'], ['devices']),
    ],
    ['json_object_keys', 'SELECT json_object_keys(raw) FROM profiles WHERE id = 1', answers(['about'])],
    [
      'jsonb_array_elements',
      "SELECT e FROM profiles, jsonb_array_elements(profile -> 'devices') e WHERE id = 1",
      answers(['{"city": "Oslo"}']),
    ],
    [
      'jsonb_path_query',
      "SELECT jsonb_path_query_array(profile, '$.**.ssn') FROM profiles WHERE id = 1",
      answers(['[]']),
    ],
    ['jsonb_pretty', 'SELECT length(jsonb_pretty(profile)) < 120 FROM profiles WHERE id = 1', answers(['t'])],
    ['to_jsonb of the row', 'SELECT to_jsonb(p) FROM profiles p WHERE id IN (1, 5, 6)', anything],
    ['row_to_json', 'SELECT row_to_json(p) FROM profiles p WHERE id IN (1, 5, 6)', anything],
    ['the row', 'SELECT p FROM profiles p WHERE id IN (1, 5, 6)', anything],
    [
      'jsonb_populate_record',
      'SELECT (jsonb_populate_record(NULL::products, profile)).sku FROM profiles WHERE id = 1',
      anything,
    ],
    ['json_value', "SELECT json_value(profile, '$.ssn') FROM profiles WHERE id = 1", answers([null])],
    ['json_query', "SELECT json_query(profile, '$.about.phone') FROM profiles WHERE id = 1", answers([null])],
    ['json_exists', "SELECT json_exists(profile, '$.ssn') FROM profiles WHERE id = 1", answers(['f'])],
    [
      'json_table',
      "SELECT t.ssn FROM profiles, json_table(profile, '$' COLUMNS (ssn text PATH '$.ssn')) t WHERE id = 1",
      answers([null]),
    ],
    ['jsonb_agg', 'SELECT jsonb_agg(profile) FROM profiles WHERE id < 7', anything],
    ['concatenation', "SELECT profile || '{}' FROM profiles WHERE id = 1", answers([seen])],
    ['removal', "SELECT profile - 'about' FROM profiles WHERE id = 1", answers(['{"devices": [{"city": "Oslo"}]}'])],
    ['order', 'SELECT id FROM profiles WHERE id < 4 ORDER BY profile, id', answers(['1'], ['2'], ['3'])],
    ['groups', 'SELECT count(*) FROM (SELECT profile FROM profiles WHERE id < 5 GROUP BY profile) g', answers(['1'])],
    ['a hash', 'SELECT count(DISTINCT md5(profile::text)) FROM profiles WHERE id < 5', answers(['1'])],
    ['the size that is stored', 'SELECT pg_column_size(profile) < 100 FROM profiles WHERE id = 1', anything],
    ['COPY', 'COPY (SELECT profile, raw, plain FROM profiles WHERE id < 4) TO STDOUT', anything],
    [
      'a cursor',
      ['BEGIN', 'DECLARE c CURSOR FOR SELECT profile FROM profiles WHERE id = 1', 'FETCH c'],
      answers([seen]),
    ],
    ['a write', "UPDATE profiles SET profile = '{}' WHERE id = 1", refused()],
    ['a write of a member', `UPDATE profiles SET profile['about'] = '1' WHERE id = 1`, refused()],
    [
      'a write that reads it',
      "UPDATE parcels SET status = (SELECT profile ->> 'ssn' FROM profiles LIMIT 1)",
      refused(),
    ],
    ['a document into another column', 'UPDATE profiles SET plain = profile WHERE id = 1', refused()],
  ]),
];
