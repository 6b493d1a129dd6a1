import type { Family } from './family.js';
import type { ScopeColumn, ScopeItem } from './scope-item.js';

/** A column that a bare name means. */
export interface NamedColumn {
  readonly item: ScopeItem;
  readonly column: ScopeColumn;
  /** Items before it offer columns that are not known: it may be one of those. */
  readonly isShadowed: boolean;
}

/** What can be named in one level of names, by name: statements have many items, and many names for each to be looked for. */
export interface LevelNames {
  /** The first item that the client calls so. */
  item(called: string): ScopeItem | undefined;
  /** Relations of more than one schema are called so: only with its schema does the name mean one of them. */
  isShared(called: string): boolean;
  /** The first relation of this name that has no other. */
  qualified(schema: string, name: string): ScopeItem | undefined;
  /** The first column of this name that needs no qualification. */
  column(name: string): NamedColumn | undefined;
  /** The columns of this name, the first one of each item. */
  namesakes(name: string): readonly NamedColumn[];
  /** The families of those, each once. */
  families(name: string): readonly Family[];
  /** Items that a bare name means columns of, and whose columns are not known, stand in it. */
  readonly isOpaque: boolean;
  /** Relations that the statement writes. */
  readonly targets: readonly ScopeItem[];
}

/**
 * The names of a level. Items come to a level one after the other, and the last ones may be taken out of it again to stand under one
 * name: so what is known of those before is kept.
 */
export function namesOf(items: readonly ScopeItem[]): LevelNames {
  let names = known.get(items);
  if (names === undefined || !names.isOf(items)) {
    names = new Names();
    known.set(items, names);
  }
  names.add(items);
  return names;
}

const known = new WeakMap<readonly ScopeItem[], Names>();

interface Namesakes {
  readonly columns: NamedColumn[];
  readonly families: Family[];
}

const nobody: Namesakes = { columns: [], families: [] };

/** Names that are looked for item by item; past this all columns are put in order by their names, which pays for levels of many names. */
const soughtMax = 16;

class Names implements LevelNames {
  readonly #called = new Map<string, ScopeItem>();
  readonly #shared = new Set<string>();
  readonly #qualified = new Map<string, ScopeItem>();
  /** Of the names that were looked for, or of all. */
  #columns = new Map<string, Namesakes>();
  #hasAll = false;
  readonly #items: ScopeItem[] = [];
  /** Before which item the first one stands of which nothing is known; by index. */
  #shadowsFrom = Infinity;
  readonly targets: ScopeItem[] = [];

  get isOpaque(): boolean {
    return this.#shadowsFrom < Infinity;
  }

  /** It knows the first ones of these, or all. */
  isOf(items: readonly ScopeItem[]): boolean {
    const count = this.#items.length;
    return count === 0 || items[count - 1] === this.#items[count - 1];
  }

  add(items: readonly ScopeItem[]): void {
    for (let at = this.#items.length; at < items.length; at += 1) this.#add(items[at] as ScopeItem, at);
  }

  #add(item: ScopeItem, at: number): void {
    const { alias, qualified, columns, target, qualifiedOnly } = item;
    this.#items.push(item);
    const called = item.called ?? alias;
    if (called !== null && !this.#called.has(called)) this.#called.set(called, item);
    else if (item.called !== undefined) this.#shared.add(item.called);
    if (qualified !== null) {
      const key = keyOf(qualified.schema, qualified.name);
      if (!this.#qualified.has(key)) this.#qualified.set(key, item);
    }
    if (target !== null) this.targets.push(item);
    if (columns === null && !qualifiedOnly) this.#shadowsFrom = Math.min(this.#shadowsFrom, at);
    if (this.#hasAll) this.#addColumns(item, at);
    else this.#columns.clear();
  }

  item(called: string): ScopeItem | undefined {
    return this.#called.get(called);
  }

  isShared(called: string): boolean {
    return this.#shared.has(called);
  }

  qualified(schema: string, name: string): ScopeItem | undefined {
    return this.#qualified.get(keyOf(schema, name));
  }

  column(name: string): NamedColumn | undefined {
    return this.namesakes(name).find(({ item }) => !item.qualifiedOnly);
  }

  namesakes(name: string): readonly NamedColumn[] {
    return this.#find(name).columns;
  }

  families(name: string): readonly Family[] {
    return this.#find(name).families;
  }

  #find(name: string): Namesakes {
    const found = this.#columns.get(name);
    if (found !== undefined) return found;
    if (this.#hasAll) return nobody;
    if (this.#columns.size >= soughtMax) {
      this.#columns = new Map();
      this.#hasAll = true;
      this.#items.forEach((item, at) => {
        this.#addColumns(item, at);
      });
      return this.#columns.get(name) ?? nobody;
    }
    const sought: Namesakes = { columns: [], families: [] };
    this.#items.forEach((item, at) => {
      const column = item.columns === null ? undefined : columnNamed(item.columns, name);
      if (column !== undefined) addTo(sought, { item, column, isShadowed: at > this.#shadowsFrom });
    });
    this.#columns.set(name, sought);
    return sought;
  }

  #addColumns(item: ScopeItem, at: number): void {
    for (const column of item.columns ?? []) {
      let namesakes = this.#columns.get(column.name);
      if (namesakes === undefined) {
        namesakes = { columns: [], families: [] };
        this.#columns.set(column.name, namesakes);
      }
      if (namesakes.columns.at(-1)?.item !== item)
        addTo(namesakes, { item, column, isShadowed: at > this.#shadowsFrom });
    }
  }
}

function addTo({ columns, families }: Namesakes, named: NamedColumn): void {
  columns.push(named);
  if (!families.includes(named.column.family)) families.push(named.column.family);
}

/** NUL is in no name. */
function keyOf(schema: string, name: string): string {
  return `${schema}\0${name}`;
}

/** The first column of a name. Relations that are read more than once offer the same columns each time. */
export function columnNamed(columns: readonly ScopeColumn[], name: string): ScopeColumn | undefined {
  if (columns.length < fewColumns) return columns.find((column) => column.name === name);
  let named = byName.get(columns);
  if (named === undefined) {
    named = new Map(columns.map((column) => [column.name, column] as const).reverse());
    byName.set(columns, named);
  }
  return named.get(name);
}

const fewColumns = 16;
const byName = new WeakMap<readonly ScopeColumn[], ReadonlyMap<string, ScopeColumn>>();
