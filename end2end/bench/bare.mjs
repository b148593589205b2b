// Baseline of deleting and restoring in the database alone: one INSERT … SELECT of the ids and one UPDATE, in one
// transaction, on the same tables and indexes, with the durability settings of the server.
import { open } from "../sql.mjs";

/** The settings with which the server opens SQLite. */
const PRAGMAS = [
  "busy_timeout = 15000", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -65536",
  "mmap_size = 268435456", "temp_store = MEMORY",
];

export async function bare(address) {
  const db = open(address);
  if (db.sqlite) await db.run(PRAGMAS.map((pragma) => `PRAGMA ${pragma}`).join(";"));
  const number = async (sql) => Number((await db.all(sql))[0][0]);

  async function timed(sql) {
    const begin = performance.now();
    await db.run(`BEGIN; ${sql}; COMMIT`);
    return (performance.now() - begin) / 1000;
  }

  /** Deletes and restores the contacts that meet a condition. Gives the seconds of each. */
  async function deleteAndRestore(which) {
    const last = await number("SELECT max(id) FROM operation");
    const operation = (id, kind) =>
      `INSERT INTO operation (id, kind, object_id, actor_id, surface, created_at, state) VALUES (${id}, '${kind}', 1, 1, 'index', 0, 'done')`;
    const items = (id, condition) => `INSERT INTO operation_item (operation_id, record_id) SELECT ${id}, id FROM record WHERE ${condition}`;
    const update = (id, value) =>
      `UPDATE record SET deletion = ${value} WHERE id IN (SELECT record_id FROM operation_item WHERE operation_id = ${id})`;
    const [deletion, restore] = [last + 1, last + 2];
    const deleting = await timed([operation(deletion, "delete"), items(deletion, which), update(deletion, deletion)].join(";"));
    const restoring = await timed(
      [operation(restore, "restore"), items(restore, `deletion = ${deletion}`), update(restore, "NULL")].join(";"),
    );
    await forget(last);
    return { deleting, restoring };
  }

  /** Removes the operations after an operation, so that the next measurement finds the same tables. */
  async function forget(last) {
    await db.run(`DELETE FROM operation_item WHERE operation_id > ${last}; DELETE FROM operation WHERE id > ${last}`);
    await db.run(db.sqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM (ANALYZE) record, operation_item, operation; CHECKPOINT");
  }

  return { ...db, number, deleteAndRestore, forget };
}
