import { type Glue, glueBytesMax } from './glue.js';
import type { JsonLimits } from './limits.js';
import type { Member, Place } from './place.js';
import { malformed, tooLarge } from './refusals.js';

/** What has come of the objects under way, by depth: that no member comes twice, and where each one's value is. */
export class ObjectMembers {
  /** How far an object has come; null when that is not worth remembering, and then its names are in `#names`. The walker's to set. */
  readonly reached: (Member | null)[] = [];
  readonly #names: (Set<string> | null)[] = [];
  readonly #limits: JsonLimits;
  readonly #mayRepeat: boolean;

  constructor(limits: JsonLimits, mayRepeat: boolean) {
    this.#limits = limits;
    this.#mayRepeat = mayRepeat;
  }

  opens(depth: number): void {
    this.#names[depth] = null;
  }

  /** The place of the value of the next member of `owner`, the object at `depth`. */
  next(depth: number, owner: Place, name: string): Place {
    const member = this.reached[depth] as Member | null;
    if (member !== null) {
      const next = member.next.get(name) ?? (member.has(name) ? null : owner.remember(member, name));
      this.reached[depth] = next;
      if (next !== null) return next.place;
      this.#names[depth] = member.names();
    }
    const names = this.#names[depth] as Set<string>;
    if (!this.#mayRepeat) {
      if (names.has(name)) throw malformed('an object has two members of the same name');
      if (names.size >= this.#limits.membersMax) throw tooLarge('an object has too many members', 'membersMax');
      names.add(name);
    }
    return owner.member(name);
  }
}

/** Where things are in the bytes that led to a member: what ended before, where its value starts, and what stands between. */
interface MemberPlaces {
  readonly glue: number;
  readonly at: number;
  readonly selection: { readonly sep: number; readonly nameStart: number; readonly nameEnd: number };
}

/** What led to the member's value from the value before is what is looked for the next time. */
export function learn(member: Member | null, known: Glue, bytes: Buffer, { glue, at, selection }: MemberPlaces): void {
  if (member === null || glue < 0 || at - glue < 4 || at - glue > glueBytesMax) return;
  const { sep, nameStart, nameEnd } = selection;
  member.learn(known, bytes.subarray(glue, at), {
    sep: sep - glue,
    nameStart: nameStart - glue,
    nameEnd: nameEnd - glue,
  });
}
