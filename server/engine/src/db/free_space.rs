//! Removing old copies of changed rows from the files of the database.
//!
//! SQLite overwrites freed pages as it frees them (`secure_delete`), and keeps old copies of pages only in its write-ahead log,
//! which is truncated here. PostgreSQL keeps old rows until a vacuum, which frees their space without overwriting it: only a
//! rewrite of the table removes the bytes.

use super::{
    Store,
    pools::{PATIENCE, Pools},
};
use crate::Result;
use sqlx::{AssertSqlSafe, Row};
use std::time::Duration;

/// How long the write-ahead log waits for its readers to be truncated.
const LOG_PATIENCE: Duration = Duration::from_millis(250);

fn patience(patience: Duration) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("PRAGMA busy_timeout = {}", patience.as_millis()))
}

impl Store {
    /// Removes old rows of these tables, and the samples of them that the planner keeps; of SQLite the write-ahead log. Returns
    /// `false` where a reader still needs the log: then it is to be tried again.
    pub async fn free_space(&self, tables: &[&str]) -> Result<bool> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let mut connection = writer.acquire().await?;
                // It waits for the readers of before, and no one can write meanwhile.
                sqlx::raw_sql(patience(LOG_PATIENCE)).execute(&mut *connection).await?;
                let truncated = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
                sqlx::raw_sql(patience(PATIENCE)).execute(&mut *connection).await?;
                Ok(truncated?.try_get::<i64, _>(0)? == 0)
            }
            Pools::Postgres(pool) => {
                for table in tables {
                    sqlx::raw_sql(AssertSqlSafe(format!("VACUUM (ANALYZE) {table}"))).execute(pool).await?;
                }
                // The samples of before are old rows of this table. Without the right to, the statement only warns.
                sqlx::raw_sql("VACUUM pg_catalog.pg_statistic").execute(pool).await?;
                Ok(true)
            }
        }
    }

    /// Writes the whole database anew, so that freed space keeps no old bytes. The tables are locked meanwhile.
    pub async fn rewrite(&self, tables: &[&str]) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::raw_sql("VACUUM").execute(writer).await?;
            }
            Pools::Postgres(pool) => {
                for table in tables {
                    sqlx::raw_sql(AssertSqlSafe(format!("VACUUM (FULL, ANALYZE) {table}"))).execute(pool).await?;
                }
                sqlx::raw_sql("VACUUM (FULL) pg_catalog.pg_statistic").execute(pool).await?;
            }
        }
        self.free_space(&[]).await?;
        Ok(())
    }
}
