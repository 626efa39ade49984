//! Statements that write, with sqlx or in the thread that commits to SQLite.

use rusqlite::{ToSql, params_from_iter};
use sqlx::any::AnyArguments;
use sqlx::{Any, Arguments, AssertSqlSafe, Encode, Type};

use super::Store;
use crate::prelude::*;

/// The value of a parameter.
pub trait Value: ToSql + Sync {
    fn add_to(&self, arguments: &mut AnyArguments);
}

impl<T: ToSql + Sync + Clone + Type<Any> + for<'q> Encode<'q, Any>> Value for T {
    fn add_to(&self, arguments: &mut AnyArguments) {
        arguments.add(self.clone()).expect("text, numbers and bytes can be encoded");
    }
}

/// The values of `$1`, `$2` and so on.
pub fn arguments(values: &[&dyn Value]) -> AnyArguments {
    let mut arguments = AnyArguments::default();
    values.iter().for_each(|value| value.add_to(&mut arguments));
    arguments
}

pub trait Statements: Send {
    /// Executes a statement, and returns whether it changed a row. Its parameters are numbered in the
    /// order in which they first occur, since SQLite takes `$1` for a name.
    fn changes(&mut self, sql: &str, values: &[&dyn Value]) -> impl Future<Output = Result<bool>> + Send;
}

impl Statements for sqlx::Transaction<'_, Any> {
    async fn changes(&mut self, sql: &str, values: &[&dyn Value]) -> Result<bool> {
        let statement = sqlx::query_with(AssertSqlSafe(sql), arguments(values));
        Ok(statement.execute(&mut **self).await?.rows_affected() > 0)
    }
}

impl Statements for rusqlite::Connection {
    async fn changes(&mut self, sql: &str, values: &[&dyn Value]) -> Result<bool> {
        Ok(self.prepare_cached(sql)?.execute(params_from_iter(values))? > 0)
    }
}

impl Store {
    /// Executes a statement in a transaction of its own.
    pub async fn change(&self, sql: &str, values: &[&dyn Value]) -> Result<bool> {
        let mut tx = self.begin().await?;
        let is_changed = tx.changes(sql, values).await?;
        tx.commit().await?;
        Ok(is_changed)
    }
}
