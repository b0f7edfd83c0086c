/**
 * What roles remember: PGlite (PostgreSQL in this process), one instance, one schema and one database user per role, so
 * that a role cannot read another's tables even by mistake. Plain SQL in PostgreSQL's dialect.
 */
import { PGlite, type Transaction } from '@electric-sql/pglite';

export type Row = Readonly<Record<string, unknown>>;
/** One role's tables. */
export interface Store {
  /** One statement in a transaction of its own; parameters as $1, $2; octets are bytea. */
  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** All statements of `work` or none of them. */
  transaction<T>(work: (query: Store['query']) => Promise<T>): Promise<T>;
}
export interface Stores {
  /** The tables of a role, made by `ddl` (several statements, each `create table if not exists`) where they are not there yet. */
  open(role: string, ddl: string): Promise<Store>;
  close(): Promise<void>;
}

/** In memory, or in a directory that survives. Opening a new one takes 1 to 5 seconds. */
export async function openStores(directory?: string): Promise<Stores> {
  const db = await PGlite.create(directory === undefined ? {} : { dataDir: directory });
  return {
    async open(role, ddl) {
      if (!/^[a-z][a-z0-9]*$/.test(role))
        throw new RangeError(`'${role}' is no name of a role: lower-case letters and digits`);
      const had = await db.query('select 1 from pg_roles where rolname = $1', [role]);
      if (had.rows.length === 0) await db.exec(`create role ${role}; create schema ${role} authorization ${role}`);
      const within = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
        db.transaction(async (tx) => {
          await tx.exec(`set local role ${role}; set local search_path to ${role}`);
          return work(tx);
        });
      await within((tx) => tx.exec(ddl));
      const ask =
        (tx: Transaction): Store['query'] =>
        async <R extends Row>(sql: string, parameters: readonly unknown[] = []) =>
          (await tx.query<R>(sql, [...parameters])).rows;
      return {
        query: (sql, parameters) => within((tx) => ask(tx)(sql, parameters)),
        transaction: (work) => within((tx) => work(ask(tx))),
      };
    },
    close: () => db.close(),
  };
}
