/** What a statement changes for those after it in its session, once it has been sent. */
export type Effect =
  /** SET search_path; null: back to the session's first value. */
  | { readonly kind: 'search_path'; readonly text: string | null; readonly local: boolean }
  /** SET damask.purpose; null: back to the session's first. */
  | { readonly kind: 'purpose'; readonly purpose: string | null; readonly local: boolean }
  /** PREPARE: a name in the server that stands for a statement planned under the purpose in force. */
  | { readonly kind: 'prepare'; readonly name: string }
  /** DEALLOCATE; null: all. */
  | { readonly kind: 'deallocate'; readonly name: string | null }
  /** DECLARE. `rowsMax` limits the cursor's whole answer; null: no limit. */
  | { readonly kind: 'declare'; readonly name: string; readonly hold: boolean; readonly rowsMax: number | null }
  /** FETCH of so many rows at most. */
  | { readonly kind: 'fetch'; readonly name: string; readonly rows: number }
  /** COMMIT, ROLLBACK. */
  | { readonly kind: 'end_transaction' }
  /** CLOSE; null: all. */
  | { readonly kind: 'close'; readonly name: string | null };
