/**
 * PostgreSQL: the pool, transactions as values, migrations. Leaves the SQL itself to each feature's
 * store.
 */
@NullMarked
package dev.sentinel.base.sql;

import org.jspecify.annotations.NullMarked;
