//! Raw SQL that tests run beside the engine. Only the engine's own tests name the database.

use crate::support::TestEngine;
use engine::Database;
use sqlx::{Connection, Executor};

/// Runs SQL on a connection of its own, beside the engine.
pub async fn sql(test: &TestEngine, text: &'static str) {
    try_sql(test, text).await.unwrap();
}

/// Runs SQL beside the engine; returns the error if the database refuses it.
pub async fn try_sql(test: &TestEngine, text: &'static str) -> sqlx::Result<()> {
    match &test.database {
        Database::Sqlite(path) => {
            let address = format!("sqlite:{}", path.display());
            sqlx::SqliteConnection::connect(&address).await?.execute(text).await.map(|_| ())
        }
        Database::Postgres(address) => sqlx::PgConnection::connect(address).await?.execute(text).await.map(|_| ()),
    }
}

/// Makes the database refuse every new item of an operation.
pub async fn spoil_items(test: &TestEngine) {
    sql(
        test,
        match test.database {
            Database::Sqlite(_) => {
                "CREATE TRIGGER spoilt BEFORE INSERT ON operation_item BEGIN SELECT RAISE(ABORT, 'spoilt'); END"
            }
            Database::Postgres(_) => "ALTER TABLE operation_item ADD CONSTRAINT spoilt CHECK (record_id < 0) NOT VALID",
        },
    )
    .await;
}

/// Makes the database refuse every new item of the records 2 and 3, in any operation.
pub async fn spoil_items_of_deals(test: &TestEngine) {
    sql(
        test,
        match test.database {
            Database::Sqlite(_) => {
                "CREATE TRIGGER spoilt BEFORE INSERT ON operation_item WHEN new.record_id IN (2, 3) \
                 BEGIN SELECT RAISE(ABORT, 'spoilt'); END"
            }
            Database::Postgres(_) => {
                "ALTER TABLE operation_item ADD CONSTRAINT spoilt CHECK (record_id NOT IN (2, 3)) NOT VALID"
            }
        },
    )
    .await;
}

/// Undoes [`spoil_items`] and [`spoil_items_of_deals`].
pub async fn mend_items(test: &TestEngine) {
    sql(
        test,
        match test.database {
            Database::Sqlite(_) => "DROP TRIGGER spoilt",
            Database::Postgres(_) => "ALTER TABLE operation_item DROP CONSTRAINT spoilt",
        },
    )
    .await;
}

/// Makes the database refuse mail to every user but the first.
pub async fn spoil_mail(test: &TestEngine) {
    sql(
        test,
        match test.database {
            Database::Sqlite(_) => {
                "CREATE TRIGGER spoilt BEFORE INSERT ON outbox WHEN new.user_id > 1 BEGIN SELECT RAISE(ABORT, 'spoilt'); END"
            }
            Database::Postgres(_) => "ALTER TABLE outbox ADD CONSTRAINT spoilt CHECK (user_id = 1) NOT VALID",
        },
    )
    .await;
}

/// Undoes [`spoil_mail`].
pub async fn mend_mail(test: &TestEngine) {
    sql(
        test,
        match test.database {
            Database::Sqlite(_) => "DROP TRIGGER spoilt",
            Database::Postgres(_) => "ALTER TABLE outbox DROP CONSTRAINT spoilt",
        },
    )
    .await;
}

/// An open write transaction; it blocks other writers until it is dropped.
#[expect(dead_code, reason = "the connections are only held")]
pub enum Busy {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

/// Opens a write transaction and does not end it.
pub async fn busy(test: &TestEngine) -> Busy {
    match &test.database {
        Database::Sqlite(path) => {
            let address = format!("sqlite:{}", path.display());
            let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
            connection.execute("BEGIN IMMEDIATE").await.unwrap();
            Busy::Sqlite(connection)
        }
        Database::Postgres(address) => {
            let mut connection = sqlx::PgConnection::connect(address).await.unwrap();
            connection.execute("BEGIN; LOCK TABLE recent_record IN EXCLUSIVE MODE").await.unwrap();
            Busy::Postgres(connection)
        }
    }
}

/// The values of a query of one text column, run beside the engine.
pub async fn texts(test: &TestEngine, text: &'static str) -> Vec<String> {
    match &test.database {
        Database::Sqlite(path) => {
            let address = format!("sqlite:{}", path.display());
            let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
            sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
        }
        Database::Postgres(address) => {
            let mut connection = sqlx::PgConnection::connect(address).await.unwrap();
            sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
        }
    }
}

/// A connection that has inserted an audit event and not committed. `None` on SQLite, where an open write would block
/// all others.
pub async fn late_event(test: &TestEngine) -> Option<sqlx::PgConnection> {
    let Database::Postgres(address) = &test.database else { return None };
    let mut connection = sqlx::PgConnection::connect(address).await.unwrap();
    let text = "BEGIN; INSERT INTO audit_event (created_at, kind, details) VALUES (1, 'signed_in', '{}')";
    connection.execute(text).await.unwrap();
    Some(connection)
}
